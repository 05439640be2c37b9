/* The recruitment ceiling: hires into a group are at most the posts that are left after exits.
 *
 * Whoever moves to a state of the group from outside it, or joins it, applies; those beyond the
 * vacant posts are turned away: movers stay where they were, joiners never come. It is the one
 * part of the engine that is not linear, so that supply without it is always reported beside
 * supply with it, and decisions are made on the linear one. Formulas: docs/model/engine.md. */
#ifndef PONT_SIM_CEILING_H
#define PONT_SIM_CEILING_H

#include "sim/rates.h"
#include "sim/sample.h"

typedef struct Ceiling {
    int n;               /* groups with a ceiling; they do not overlap */
    const int *groups;   /* [n] of the plan; n_groups = all */
    const int *of;       /* [n_states] which of them the state's people fill posts of, or -1 */
    const double *posts; /* [n_steps + 1][n] in the measure */
} Ceiling;

/* What a ceiling did, [n_steps + 1][n_groups + 1] each, NAN for groups that have none; the last
 * column, all, is their sum. NULL members are not wanted. */
typedef struct Hiring {
    double *turned_away; /* applicants, in heads */
    double *unfilled;    /* posts, in the measure, at the end of the step */
} Hiring;

/* The ceiling of a plan that has one: the groups whose level the line states, as demand_at()
 * adds them up. demand[n_steps + 1][n_lines][n_groups + 1]. */
void ceiling_new(Arena *a, const Plan *p, const double *demand, Ceiling *out);

/* The expected course under the ceiling as if nothing varied: hires are the smaller of the mean
 * of applicants and the mean of vacancies, which is above the mean of the smaller of the two.
 */
void ceiling_expected(const Rates *r, const Plan *p, const Ceiling *c, const double *x,
                      Arena *scratch, double *stock, const Hiring *out, double *apprentices);
/* stochastic.c: one course by chance, with everything that may be asked of it. Under a ceiling
 * the applicants of a group are hired head by head in a random order. */
typedef struct ChanceRun {
    const Rates *r;
    const Plan *p;
    const double *x;
    uint64_t seed;
    uint32_t replicate;
    const Ceiling *ceiling; /* NULL: none */
    Hiring hiring;          /* of the ceiling */
    StepCounts *counts;     /* [n_steps] or NULL */
    int32_t *started;       /* [n_routes][intake years] students found, or NULL */
    double *apprentices; /* [n_steps + 1][n_routes] in training at the end of steps, or NULL */
} ChanceRun;
void chance_run(const ChanceRun *run, int32_t *stock);

/* Writes one step of what a ceiling did; both [n], as far as they are asked for. */
void hiring_note(const Plan *p, const Ceiling *c, const Hiring *out, int step,
                 const double *turned_away, const double *filled);

/* hire.c: a step's applicants in whole heads. The courses of stochastic.c fill it and let it
 * decide between moving and ageing. */
typedef struct Applicant {
    uint32_t key; /* its turn */
    int from, to; /* cells; from = -1: from outside */
    int group;    /* index of the ceiling that it meets */
    bool away;
} Applicant;

typedef struct Hire {
    const Rates *r;
    const Plan *p;
    const Ceiling *c;
    const Hiring *out;
    Arena *scratch;
    PhiloxKey key;
    uint32_t replicate;
    int n_moves; /* those who would move this step where a ceiling or a pool is in between */
    struct HireMove {
        int from, to; /* cell, state */
        int32_t heads;
    } * moves;       /* [n_pairs * n_ages] */
    int32_t *joined; /* [cells] who would join, and then who does */
    int n, room;
    Applicant *applicants;
    double *filled, *away; /* [n] posts, and heads turned away */
    int *first, *last;     /* [n] used while deciding */
} Hire;

void hire_new(Hire *h, const Rates *r, const Plan *p, const Ceiling *c, const Hiring *out,
              uint64_t seed, uint32_t replicate, Arena *scratch);
/* Whether a mover has to apply, or to be placed first. */
bool hire_concerns(const Hire *h, int from_state, int to_state);
/* Decides on moves and joined: adds the movers to next, hired or not. */
void hire_decide(Hire *h, int step, int32_t *next, StepCounts *counts);

#endif
