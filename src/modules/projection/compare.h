/* Two plans side by side: the same number of futures, the same random numbers, and so the
 * difference of each future. A plan is named by its id; a run by its own, which stands for the
 * plan as it was then. */
#ifndef PONT_PROJECTION_COMPARE_H
#define PONT_PROJECTION_COMPARE_H

#include "modules/projection/live.h"

typedef struct CompareInput {
    const char *a, *b;
    int64_t draws;
} CompareInput;

typedef struct CompareSide {
    const char *name, *title, *region;
    bool is_run;
    Model model;
    Plan plan;
    LiveSide live;
    WithheldList withheld; /* assumptions whose values are not for cx->who */
} CompareSide;
typedef struct Comparison {
    CompareSide a, b;
    int draws, n; /* n: years that both show */
    const int *years, *step_a, *step_b;
    const PairedDifference *gaps; /* [n] b less a */
    PairedDifference met;
    DifferenceList differences;
} Comparison;

/* draws NOT_GIVEN: as many as both plans have, fewer of large ones (live_draws()). Fails with
 * NOT_FOUND when neither a plan nor a run bears the name. */
bool compare_plans(Ctx *cx, const char *a, const char *b, int64_t draws,
                   Comparison *out) MUST_CHECK;

bool do_compare(Ctx *cx, const void *in, Reply *out);
Table *compare_answers(Ctx *cx, Reply *r, const Comparison *c);
Table *compare_years(Ctx *cx, Reply *r, const Comparison *c);
Table *compare_places(Ctx *cx, Reply *r, const Comparison *c);
Table *compare_assumptions(Ctx *cx, Reply *r, const Comparison *c);
/* "b instead of a moves the gap of 2036 by ..." */
const char *compare_sentence(Ctx *cx, const Comparison *c);
bool page_compare(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
