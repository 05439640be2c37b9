/* Who leaves a cell in a step, and where to, by chance: the part of stochastic.c in which most
 * of the draws are made. */
#ifndef PONT_SIM_LEAVING_H
#define PONT_SIM_LEAVING_H

#include "sim/ceiling.h"

typedef struct LeavingDraws {
    const Rates *r;
    uint32_t replicate;
    PhiloxKey leaving, ways; /* streams: how many leave, and where each of them goes */
    Hire *hire;              /* keeps moves that a ceiling may refuse; or NULL */
} LeavingDraws;

LeavingDraws leaving_draws(const Rates *r, uint64_t seed, uint32_t replicate, Hire *hire);
/* next = those of `now` who stay or move, in the ages they had; counts exits and moves. */
void leaving_by_chance(const LeavingDraws *d, int step, const int32_t *now, int32_t *next,
                       StepCounts *counts);

/* Heads are counted in 31 bits; a plan that grows beyond stays at the limit. */
static inline void heads_add(int32_t *cell, int32_t heads)
{
    if (__builtin_add_overflow(*cell, heads, cell))
        *cell = INT32_MAX;
}

#endif
