/* What can be decided and within which limits, as the variables and rows of a programme. Shared
 * by least_plan.c, level_path.c and frontier.c; others use commission.h. */
#ifndef PONT_SIM_DECISION_H
#define PONT_SIM_DECISION_H

#include "sim/commission.h"
#include "sim/solver.h"

typedef struct Limit { /* one row (or pair of sides) that a limit of the plan puts up */
    LimitKind kind;
    int route, year; /* a route, ANY = all, or a set of them (SOME_ROUTES - k) */
    int area;        /* of placement hours; or ANY */
    double value;
    double scale; /* worth of a unit of `value` in units of the row's bound */
    int row;
    const double *factor; /* [n_routes][n_years]: the row is lo <= sum of factor x <= hi */
    double lo, hi;
    bool holds; /* it may be why the last least plan or path is not better; see lp_held() */
    int over, under;              /* elastic variables, after a conflict: how far
                                     the row is broken */
    double give_over, give_under; /* what decision_settle() allows them */
} Limit;

typedef struct Decision {
    const Plan *p;
    const double *theta; /* central values */
    Rates *rates;
    int first, n_years; /* intake years of the plan's arrays */
    int from, to;       /* decided years as indices; from > to: none */
    const double *own;  /* [n_routes][n_years] */
    const double *cost; /* [n_routes][n_years] GBP per place over the whole training */
    int n_sets;
    const Row *const *sets; /* a limit on each set of routes, of key SOME_ROUTES - 0, 1, ... */
    bool lumpy;   /* some decided cohort is viable or not run, or comes in multiples */
    bool limited; /* some limit, viable or multiple stands */
    /* Committed places: cells that are settled ([n_routes][n_years], or NULL), totals of a year
     * that are ([n_years], NAN = not; or NULL), and what the settled cells bring to each year's
     * total ([n_years], or NULL). `own` has the settled values. */
    const bool *fixed;
    const double *fixed_total, *fixed_sum;
    /* filled by decision_build(); the limits outlive the programme */
    Lp *lp;
    int *var; /* [n_routes][n_years] or -1 */
    int n_limits, room;
    Limit *limits;
} Decision;

bool decision_new(Arena *a, Err *err, const Plan *p, Decision *out) MUST_CHECK;
/* Whether the plan leaves the cohort to be decided; and whether it still is. */
static inline bool is_planned(const Decision *d, int route, int j)
{
    return d->p->routes[route].decided && j >= d->from && j <= d->to;
}
static inline bool is_decided(const Decision *d, int route, int j)
{
    return is_planned(d, route, j) && !(d->fixed && d->fixed[route * d->n_years + j]);
}
/* limit_has() for a decision, which knows its sets. */
static inline bool decision_has(const Decision *d, int key, int route)
{
    return key == ANY || key == route ||
           (key <= SOME_ROUTES && row_has_route(d->sets[SOME_ROUTES - key], route));
}
/* What settled cohorts bring to the total of year j. */
static inline double settled(const Decision *d, int j)
{
    return d->fixed_sum ? d->fixed_sum[j] : 0;
}
/* The plan's value of a limit stated for exactly this route, set or ANY = all together, and
 * area; false when there is none. */
bool limit_at(const Decision *d, LimitKind kind, int route, int area, int year, double *out);
/* Variables and limit rows. whole: also whole places, viable cohorts and multiples, where the
 * plan asks for them; otherwise their relaxation. */
void decision_build(Arena *a, Decision *d, Lp *lp, bool whole);
/* Students starting in year j on one route (or ANY = all, or a set), as an expression. Years
 * and routes that are not decided are constants. */
LpSum decision_intake(Arena *a, const Decision *d, int route, int j);
/* When the limits exclude each other, frees the rows by the least that is needed, so that every
 * later solve has an answer. *conflict says whether that was so. *settled is false when a
 * search for whole numbers was cut short before it could tell. */
bool decision_settle(Decision *d, Err *err, bool *conflict, bool *settled) MUST_CHECK;
/* The solution as a path (shortage is left 0). */
IntakePath decision_path(Arena *a, const Decision *d);
/* least_plan() of a decision, which may have committed places. */
bool least_plan_of(Arena *a, Err *err, Decision *d, const Ensemble *e,
                   LeastPlan *out) MUST_CHECK;
/* Places and cost of given intakes. */
IntakePath path_of(const Decision *d, double *x);

/* The limit's row at given intakes, and what it may be after decision_settle(). */
double limit_use(const Decision *d, const Limit *limit, const double *x);
static inline double limit_least(const Limit *limit)
{
    return limit->lo - limit->give_under;
}
static inline double limit_most(const Limit *limit)
{
    return limit->hi + limit->give_over;
}

#endif
