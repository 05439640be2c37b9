/* Places that are settled before the rest is: committed by a decision, typed, or approved on
 * record. Private to late.c and the actions. */
#ifndef PONT_COMMISSIONING_LATE_H
#define PONT_COMMISSIONING_LATE_H

#include "modules/commissioning/commissioning.h"

typedef struct LateInput {
    const char *settled; /* "cardiff.bsc/2028=60 all/2029=240" */
    InFiles committed;   /* CSV files: year, route, places */
    bool approved;       /* the plan's approved places are settled too */
} LateInput;

/* All of it; later ones win. Whatever names no route or no year that the plan decides is told
 * in one error. */
bool late_committed(Ctx *cx, const Loaded *in, const LateInput *late,
                    CommittedList *out) MUST_CHECK;
bool late_is_given(const LateInput *late);

/* What the settled places change: by year and route, without and with them. */
Table *late_table(Ctx *cx, Reply *r, const Recommendation *without, const Recommendation *with,
                  const Plan *p, const CommittedList *committed);

#endif
