/* What is needed at target points: of one draw, and of futures that were drawn already where
 * nothing but demand has changed. Private to src/sim. */
#ifndef PONT_SIM_NEEDED_H
#define PONT_SIM_NEEDED_H

#include "sim/demand.h"
#include "sim/programme.h"

/* Whether a row of the part can move demand and nothing else of a future. */
static inline bool moves_need_only(Part part)
{
    return part == PART_DEMAND || part == PART_DRIVER;
}

/* needed[n] at the points, in order of target and year. demand: [n_lines][n_groups + 1]
 * scratch.
 */
void needed_at(const Demand *layout, const Plan *p, const double *theta, int n,
               const struct TargetPoint *points, double *demand, double *needed);

/* e with the need of plan p, drawn for o->seed and o->K, with which e was drawn for a plan of
 * the same targets: each number is the very one that an ensemble of p has. */
bool needed_again(Arena *a, Err *err, const Plan *p, const PrepareOptions *o, const Ensemble *e,
                  Ensemble *out) MUST_CHECK;

#endif
