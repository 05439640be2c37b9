/* One course of a plan under one draw, as what is reported of it: supply, heads, what parts of
 * the supply others bring, and the same under the recruitment ceiling. */
#ifndef PONT_SIM_TRAJECTORY_H
#define PONT_SIM_TRAJECTORY_H

#include "sim/engine.h"
#include "sim/extra.h"

/* What is told beside supply. */
typedef enum SupplyPart {
    PART_OF_LOCUMS,      /* measure that locums bring to the group, within its supply */
    PART_OF_APPRENTICES, /* measure of apprentices, within its supply */
    PART_CEILING,        /* supply under the ceiling */
    PART_TURNED_AWAY,    /* applicants turned away by it, in heads; NAN where there is none */
    PART_UNFILLED,       /* posts that it leaves open, in the measure; NAN likewise */
    SUPPLY_PARTS
} SupplyPart;
/* "locum", "apprentice", "supply_ceiling", "turned_away", "unfilled": as results are named. */
const char *supply_part_name(SupplyPart part);
/* Whether a plan has the part at all. */
bool supply_has_part(const Plan *p, SupplyPart part);

typedef struct Trajectory {      /* T = n_steps + 1, G = n_groups + 1; NULL = not wanted */
    double *supply;              /* [T][G] without the ceiling */
    double *heads;               /* [T][n_states] without the ceiling */
    double *parts[SUPPLY_PARTS]; /* [T][G] */
    double *flows;               /* [n_steps][FLOW_COUNT] without the ceiling */
    int32_t *started;            /* [n_routes][intake years] students found, by chance only */
} Trajectory;

/* demand[T][n_lines][G] is needed for the parts of a ceiling only. noise: by chance, replicate
 * k of the seed, else expected. */
void trajectory_run(const Rates *r, const Plan *p, const double *demand, const double *x,
                    bool noise, uint64_t seed, uint32_t k, Arena *scratch,
                    const Trajectory *out);

#endif
