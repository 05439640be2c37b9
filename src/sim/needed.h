/* What is needed at the target points of futures that were drawn already, where nothing but
 * demand has changed. Private to optimism.c and its tests. */
#ifndef PONT_SIM_NEEDED_H
#define PONT_SIM_NEEDED_H

#include "sim/programme.h"

/* Whether a row of the part can move demand and nothing else of a future. */
static inline bool moves_need_only(Part part)
{
    return part == PART_DEMAND || part == PART_DRIVER;
}

/* e with the need of plan p, drawn for o->seed and o->K, with which e was drawn for a plan of
 * the same targets: each number is the very one that an ensemble of p has. */
bool needed_again(Arena *a, Err *err, const Plan *p, const PrepareOptions *o, const Ensemble *e,
                  Ensemble *out) MUST_CHECK;

#endif
