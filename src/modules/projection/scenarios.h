/* The scenarios of a plan as a study: levels, gaps and regret by branch and mixed. */
#ifndef PONT_PROJECTION_SCENARIOS_H
#define PONT_PROJECTION_SCENARIOS_H

#include "modules/projection/study.h"
#include "sim/scenario.h"

extern const StudyPart scenario_parts[];

typedef struct ScenariosInput {
    const char *plan, *model;
    int64_t draws, seed;
} ScenariosInput;
bool do_scenarios(Ctx *cx, const void *in, Reply *out);

#endif
