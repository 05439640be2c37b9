/* What a run reports beside supply, demand and heads: every flow of people, the students of
 * each route, what raking and shrinking changed, waiting lists and the hours of work. Each is a
 * number a year in every draw, so that each has its interval. */
#ifndef PONT_SIM_EXTRA_H
#define PONT_SIM_EXTRA_H

#include "sim/engine.h"

struct Demand; /* demand.h */

typedef enum FlowKind {
    FLOW_EXITS,
    FLOW_MOVES,
    FLOW_JOINERS,
    FLOW_GRADUATES,
    FLOW_ENTRANTS,
    FLOW_RESIDUAL,
    FLOW_TRAINING,
    FLOW_COUNT
} FlowKind;

typedef struct Extra {
    const char *quantity; /* flow, enrolled, graduates, dropouts, demand_before, backlog,
                             catch_up, hours_ot, hours_worker, hours_other */
    const char *line;     /* demand line, or the flow's name; else "" */
    const char *of;       /* group or route; "all" */
} Extra;

typedef struct Extras {
    const struct Demand *demand;
    int n;
    Extra *items;
    bool adjusted; /* some line is raked or shrunk */
} Extras;

void extras_new(Arena *a, const Plan *p, const struct Demand *d, Extras *out);
/* One draw: out[T][n], NAN where a year has none. flows[n_steps][FLOW_COUNT] and supply[T][G]
 * are those of its course; students are drawn like the course's when `noise` is set, of
 * whom started[] says how many each cohort found (NULL: as many as were wanted). */
void extras_fill(const Extras *e, const Plan *p, const Rates *r, const double *theta,
                 const double *x, const double *flows, const double *supply, bool noise,
                 uint64_t seed, uint32_t replicate, const int32_t *started, Arena *scratch,
                 double *out);

#endif
