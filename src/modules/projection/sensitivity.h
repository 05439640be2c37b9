/* What changes the number of a plan most, as a study. */
#ifndef PONT_PROJECTION_SENSITIVITY_H
#define PONT_PROJECTION_SENSITIVITY_H

#include "modules/projection/study.h"
#include "sim/sensitivity.h"

extern const StudyPart sensitivity_parts[];
extern const Choice sensitivity_methods[], sensitivity_factors[];

typedef struct SensitivityInput {
    const char *plan, *model, *method, *by, *group;
    int64_t runs, seed;
} SensitivityInput;
bool do_sensitivity(Ctx *cx, const void *in, Reply *out);

#endif
