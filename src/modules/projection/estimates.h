/* What the returns behind a plan say of each organisation's rates, beside what its sector's
 * say: the same arithmetic as the plan's own (sim/estimate.h), from the plan's own evidence. */
#ifndef PONT_PROJECTION_ESTIMATES_H
#define PONT_PROJECTION_ESTIMATES_H

#include "modules/projection/projection.h"

typedef struct EstimateLine {
    const char *kind, *name, *sector; /* exit, leave, la */
    const char *organisation;         /* "" = all of the sector together */
    int organisations;                /* behind it */
    double came, of;
    double raw, mean, low, high; /* low, high: 90 % interval of the rate */
    double own;                  /* weight of its own data, 0..1; NAN for a sector */
    double dispersion, p;        /* of a sector; NAN otherwise */
    bool withheld;               /* too few, or not covered: no numbers */
} EstimateLine;
typedef struct EstimateShockLine {
    const char *kind;
    int years;
    double sd, low, high, persistence;
    bool from_prior, withheld;
} EstimateShockLine;
typedef struct Estimates {
    int n, room, hidden; /* hidden: organisations' lines that may not be seen */
    EstimateLine *lines;
    int n_shocks;
    EstimateShockLine shocks[3];
} Estimates;

/* As cx->who may see it: an organisation's line for those who may read its return or received
 * it in a release; a sector's when all of it may be seen summed up and it has LEAST_RETURNS.
 * kind "" = all. */
bool projection_estimates(Ctx *cx, const char *plan, const char *kind,
                          Estimates *out) MUST_CHECK;

#endif
