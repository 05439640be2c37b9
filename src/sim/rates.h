/* The inside of Rates, for the files of sim/ that step through it. Others use engine.h.
 *
 * A cell is state * n_ages + age; arrays over cells are contiguous in age, so that a step is a
 * few passes over short vectors. What does not change in time is stored once: a period is a run
 * of steps with the same rates. */
#ifndef PONT_SIM_RATES_H
#define PONT_SIM_RATES_H

#include "sim/demand.h"
#include "sim/engine.h"
#include "sim/sample.h"
#include "sim/series.h"
#include "sim/shock.h"
#include <math.h>

typedef struct Pair { /* people move from one state to another */
    int from, to;
} Pair;

typedef struct Renewal { /* heads of some cells bring joiners to others */
    int from, from_age, from_age_to;
    int to, to_age, to_age_to;
} Renewal;

/* States that nobody stays in. Whoever comes to one, by moving or joining, is placed in other
 * states at once, so that exchange between n areas takes 2 n flows and not n (n - 1). */
typedef struct Pools {
    int n;
    int *states; /* [n] */
    int *first;  /* [n + 1] its places in the arrays below */
    int *to;     /* states */
    const Series *series;
    double *share; /* [n_periods][places] */
    int *of;       /* [n_states] the pool that the state is, or -1 */
} Pools;

typedef struct Locums { /* work of a state's people for another group */
    int n;
    const Series *series; /* [n] */
    double *share;        /* [n_steps + 1][n] at the end of each step */
} Locums;

typedef struct RouteRates {
    int length;
    int delays; /* years in which a cohort can graduate: 1 + study years taken twice at most */
    /* Who joins in a step: pairs of intake year and delay, intake year * delays + delay, from
     * joins[first_join[step]] up to first_join[step + 1]. */
    const int *joins, *first_join;
    double *reaches; /* [intake years][length + 1] share that ever starts study year 1.. */
    double *drop,
        *repeat;       /* [intake years][length][delays] of those who start the year so late */
    double *present;   /* [intake years][length][delays] share that is in the year so late */
    double *finish;    /* [intake years][delays] share that graduates so late */
    double *registers; /* [intake years][delays] share of those who register */
    const Series *attrition_series[MOST_STUDY_YEARS], *repeat_series[MOST_STUDY_YEARS];
    const Series *registration_series;
    bool chosen; /* posts are chosen by their appeal (capture.c), not given as shares */
    const Series **appeal; /* [n_posts][n_factors], NULL where nothing is said */
    const Series **taste;  /* [n_factors] */
    int elsewhere;         /* the factor of taking no post, or -1 */
    double *utility;       /* [n_posts] used while filling */
    int n_posts;
    const int *post_states;    /* [n_posts] */
    const Series *post_series; /* [n_posts] */
    int n_entry_series;
    const Series *entry_series;
    double *capture; /* [join periods][n_posts] */
    double *entry;   /* [join periods][n_ages] */
} RouteRates;

struct Rates {
    Err problem; /* of the plan's structure, found by rates_new() and said by rates_fill() */
    int until;   /* courses by chance go so far, in steps; what is beyond is not filled */
    PhiloxPath path; /* that draws take; no result depends on it */
    int n_states, n_ages, n_cells, n_steps, first_intake_year, n_intake_years;

    int *state_of; /* [cells] */
    int n_periods;
    int *period_of;   /* [n_steps] */
    int *period_year; /* [n_periods] a year that has the period's rates */
    int n_pairs;
    Pair *pairs;   /* by from, then to */
    int *pairs_of; /* [n_states + 1] first pair of each state */
    double *exits; /* [n_periods][cells] share of the opening stock that leaves for good */
    double *stay;  /* [n_periods][cells] share that keeps its state */
    double *level; /* [n_periods][n_pairs] share that changes state where all ages have one, */
    double *moves; /* [n_periods][n_pairs][n_ages] and where level is NAN, for each age */
    bool *even;    /* [n_pairs] whether the pair's rows are all of all ages */
    double *age_share; /* [n_ages] share that reaches the next class in a step */
    bool all_age;      /* it is everybody in every class but the last */
    int n_renewals;
    Renewal *renewals;
    double *renewal; /* [n_periods][n_renewals] joiners per head */

    Pools pools;
    Locums locums;
    int *groups_first, *groups_of; /* [n_states + 1], and the groups of each state */

    double *opening; /* [cells] */
    int n_join_cells, n_join_periods;
    int *join_cells;
    int *join_period_of; /* [n_steps] */
    int *join_first;     /* [n_states + 1] where each state's begin in join_cells */
    double *joiners;     /* [n_join_periods][n_join_cells] heads per step from outside */
    double *join_total;  /* [n_join_periods][n_states] the same of all ages */
    double exposure;

    RouteRates *routes;
    int n_entry_periods;
    int *entry_period_of; /* [n_steps * step_years] by year of joining from start_year + 1 */

    int n_exit_series, n_move_series, n_renewal_series, n_stock_series, n_join_series;
    Series *exit_series, *move_series, *renewal_series, *stock_series, *join_series;
    int *pair_of_series; /* [n_move_series] */
    int *join_slot;      /* [cells] index into join_cells, or -1 */
    double *total;       /* [n_ages] used while filling */

    StepShocks shocks;
    Residuals residuals;
    double
        *before_training; /* [n_steps][cells] along the plan's own course; NULL: no training */
    double *own;          /* [n_routes][intake years] its intakes */
};

/* What rates are filled from. */
typedef struct Filling {
    Err *err;
    const Plan *p;
    const double *theta;
    bool clamp;
} Filling;

/* The series' value at the year, at least 0 and, of a draw (clamp), at most `most`. Central
 * values keep to the law of their rows; what they add up to is judged where it is known. */
double filling_value(const Filling *f, const Series *s, int year, double most);
/* Adds the ids of a series' rows to a list in text. */
void filling_name(char *text, size_t size, const Series *s);

/* check.c: what is wrong with the plan's structure, as an Err. */
bool plan_check(Arena *a, Err *err, const Plan *p) MUST_CHECK;
/* check.c: that every row's value is a finite number and, unless clamp is set, lawful: a share
 * from 0 to 1, heads from 0 to MOST_HEADS, money and hours from 0. */
bool values_check(const Filling *f) MUST_CHECK;
#define MOST_HEADS 1e9
/* Sizes that a plan may have: cells times steps, shares that move times periods (8 bytes each),
 * and heads where each of them applies for posts. */
#define MOST_CELLS      2e7
#define MOST_MOVES      5e7
#define MOST_APPLICANTS 1e7
/* opening.c: brings stocks that were counted on another day to the opening. */
void opening_carry(Rates *r, const Plan *p);
/* pool.c: places and what becomes of those who come to a pool. */
void pools_new(Arena *a, const Plan *p, Rates *r);
bool pools_fill(const Filling *f, Rates *r, int period) MUST_CHECK;
static inline int pools_places(const Rates *r)
{
    return r->pools.n ? r->pools.first[r->pools.n] : 0;
}
/* supply.c: which groups each state counts for, and the shares of locums. */
void groups_new(Arena *a, const Plan *p, Rates *r);
void locums_new(Arena *a, const Plan *p, Rates *r);
bool locums_fill(const Filling *f, Rates *r) MUST_CHECK;
/* pipeline.c: the routes' part of rates_new() and rates_fill(). */
void pipeline_new(Arena *a, const Plan *p, Rates *r);
bool pipeline_fill(const Filling *f, Rates *r) MUST_CHECK;
/* study.c: the same of what happens before the posts. */
void study_lay_out(Arena *a, const Plan *p, Rates *r);
bool study_fill(const Filling *f, Rates *r) MUST_CHECK;
/* capture.c: posts by their appeal. */
bool capture_is_chosen(const Plan *p, int route);
void capture_new(Arena *a, const Plan *p, const Series *appeal, int n, const Series *taste,
                 int n_taste, int route, RouteRates *rr);
void capture_shares(const double *utility, int n, double elsewhere, double *share);
void capture_fill(const Filling *f, const Rates *r, const RouteRates *rr, int year,
                  double *share);
/* check_work.c: the parts of pipeline and demand, row by row and together. */
bool work_check_row(Err *err, const Plan *p, const Row *row) MUST_CHECK;
bool work_check(Err *err, const Plan *p) MUST_CHECK;

/* study.c: one cohort in whole heads, by years after its intake. In every year
 * enrolled - graduates - drop-outs = enrolled in the next. */
typedef struct StudyCounts {
    int32_t enrolled[2 * MOST_STUDY_YEARS + 1]; /* at the start of its year 1, 2, ... */
    int32_t dropouts[2 * MOST_STUDY_YEARS + 1];
    int32_t graduates[MOST_STUDY_YEARS + 1]; /* at the end of its year length + 0, 1, ... */
} StudyCounts;
void study_by_chance(const Rates *r, int route, int j, Address at, int32_t students,
                     StudyCounts *out);

/* What of a cohort is enrolled at the end of the year `years` after its intake, graduates in
 * that year and drops out in it, as shares. */
typedef struct CohortYear {
    double enrolled, graduates, dropouts;
} CohortYear;
CohortYear cohort_year(const Rates *r, int route, int j, int years);

/* Heads of one step, as in Flows. */
typedef struct StepTotals {
    double exits, moves, joiners, graduates, entrants, residual, training;
} StepTotals;

/* expected.c: one step of the plan's own dynamics, without inflow from outside: exits and
 * moves, ageing, renewal. totals may be NULL. */
void expected_step(const Rates *r, const Plan *p, int step, const double *now, double *next,
                   StepTotals *totals);
/* The parts of a step, for ceiling.c: ageing, and all who join, each into next. */
void expected_ageing(const Rates *r, double *next);
void expected_joiners(const Rates *r, const Plan *p, const double *x, int step,
                      const double *now, double *next, StepTotals *totals);
/* Those who join from outside, from nothing. */
void expected_outside(const Rates *r, int step, double *next);
/* expected_run() on intakes that are the run's own: cohorts that find too few people to leave a
 * state for training shrink there. before_training[n_steps][cells] (or NULL) is filled. */
void expected_course(const Rates *r, const Plan *p, double *x, double *stock,
                     const Flows *flows, double *before_training);
/* pool.c: empties the pools of a step. Those who join are exposed as joiners of where they are
 * placed. */
void pools_empty(const Rates *r, int period, bool joining, double *next, StepTotals *totals);

/* stochastic.c: stochastic_run() that also counts; counts[n_steps] or NULL. */
typedef struct StepCounts {
    int64_t exits, moves, joiners, graduates, entrants, residual, training;
} StepCounts;
void stochastic_course(const Rates *r, const Plan *p, const double *x, uint64_t seed,
                       uint32_t replicate, int32_t *stock, StepCounts *counts);

/* Period of the posts and ages of those of cohort j who join so late, within the plan. */
static inline int entry_period(const Rates *r, const Plan *p, int route, int j, int late)
{
    int year = r->first_intake_year + j + r->routes[route].length + late;
    return r->entry_period_of[year - p->start_year - 1];
}
/* Share of those of an age who move along the pair. */
static inline double pair_share(const Rates *r, int period, int pair, int age)
{
    size_t at = (size_t)period * (size_t)r->n_pairs + (size_t)pair;
    return isnan(r->level[at]) ? r->moves[at * (size_t)r->n_ages + (size_t)age] : r->level[at];
}
/* Share of a joiner to a cell who is still there at the end of the step. */
static inline double kept(const Rates *r, int period, int cell)
{
    return 1 - r->exposure * r->exits[(size_t)period * (size_t)r->n_cells + (size_t)cell];
}

#endif
