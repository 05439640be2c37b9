/* Who joins in a step, by chance: graduates of the routes, joiners from outside, and those whom
 * others bring. */
#ifndef PONT_SIM_JOINING_H
#define PONT_SIM_JOINING_H

#include "sim/rates.h"

typedef struct JoiningDraws {
    const Rates *r;
    const Plan *p;
    const double *x;        /* [n_routes][intake years] intakes */
    const int32_t *started; /* the same in students who left a state; NULL: nobody does */
    uint32_t replicate;
    bool counted; /* who joins and is lost before the end of the step must be counted too */
    PhiloxKey intake, study, registration, posts, shares, entry_age, first_year, joiners,
        places, renewal; /* streams */
    double *below;       /* [posts and ages] used while drawing */
} JoiningDraws;

JoiningDraws joining_draws(Arena *a, const Rates *r, const Plan *p, const double *x,
                           uint64_t seed, uint32_t replicate);
/* next: those who join and are there at the end of the step are added. */
void joining_by_chance(const JoiningDraws *d, int step, const int32_t *now, int32_t *next,
                       StepCounts *counts);

#endif
