/* The stock-flow engine: expected mode, stochastic mode and intake response on one layout.
 *
 * Rates are one draw of a plan's assumptions, laid out so that a step is a few passes over
 * arrays. Index order is always [step][state][age] or as said. Everything lives in the arena
 * given to rates_new(). Mathematics: docs/model/engine.md. */
#ifndef PONT_SIM_ENGINE_H
#define PONT_SIM_ENGINE_H

#include "base/arena.h"
#include "base/err.h"
#include "sim/plan.h"

typedef struct Rates Rates;

/* Gives every row that is like another the theta of that other. */
void theta_spread(const Plan *p, double *theta);
/* Central values of all rows: theta[n_rows] = row.value. */
void theta_central(const Plan *p, double *theta);
/* Draw k of K: Latin hypercube over the rows with a distribution, through inverse cumulative
 * distribution functions; given draws replace the values of their rows. The
 * same (seed, k, K) gives the same values whatever was drawn before. Given draws are used in
 * turn, k modulo n_given. A row's stream is named by its id, so that a row added to a plan
 * leaves the draws of the others alone. */
void theta_draw(const Plan *p, uint64_t seed, int k, int K, double *theta);
/* The same from tables of the plan's distributions (dist.h), which cost some hundred exact
 * draws to make and a hundredth of one to use: for ensembles. Values differ from the exact ones
 * by less than 1e-5 of themselves. */
typedef struct ThetaTables ThetaTables;
const ThetaTables *theta_tables(Arena *a, const Plan *p, uint64_t seed, int threads);
void theta_draw_from(const ThetaTables *tables, int k, int K, double *theta);

Rates *rates_new(Arena *a, const Plan *p);
/* Fills rates from theta. Central values that break a law of probability (negative, above 1,
 * sums above 1) fail with INVALID naming the row ids and the cell; a random draw that does so
 * is scaled back to the law when clamp is set. */
bool rates_fill(Rates *r, Err *err, const Plan *p, const double *theta, bool clamp) MUST_CHECK;

/* The value in a year of a part that is keyed by route and study year (ATTRITION, REGISTRATION,
 * INTAKE, COST, HOURS) or by kind and route (LIMIT): of the rows that match, the most
 * particular ones count (a route before ANY route, then a study year before ANY), linear
 * between their years. kind is compared for LIMIT only. `missing` when no row matches. INTAKE
 * before its first knot is 0. Limits on a set of routes and rows of
 * one area are left out. */
double plan_value(const Plan *p, const double *theta, Part part, int kind, int route,
                  int study_year, int year, double missing);

/* The same for the rows of one area (ANY: those of none), which stand beside the others. */
double plan_value_in_area(const Plan *p, const double *theta, Part part, int kind, int route,
                          int study_year, int area, int year, double missing);

/* Share of the route's cohort of intake year first_intake_year + j that starts its study_year
 * (1 = 1.0) at any time; study_year = length + 1 gives the share that graduates. */
double cohort_share(const Rates *r, const Plan *p, int route, int j, int study_year);
/* Share of the cohort that is in its study_year, for the first time or again, when it is `late`
 * years late (0..Route.repeats): in the calendar year intake year + study_year - 1 + late. */
double cohort_present(const Rates *r, int route, int j, int study_year, int late);

/* Intakes used by a run: x[route * n_intake_years + (year - first_intake_year)]. */
int plan_first_intake_year(const Plan *p); /* earliest cohort that can still be in training */
/* Whether the plan decides how many start on the route in intake year j from there on. */
static inline bool plan_decides(const Plan *p, int route, int j)
{
    int year = plan_first_intake_year(p) + j;
    return p->routes[route].decided && year >= p->decide_from && year <= p->decide_to;
}
int plan_intake_years(const Plan *p); /* up to the last intake of the last step */
/* The plan's own INTAKE rows as such an array. */
void plan_intake(const Plan *p, const double *theta, double *x);

/* Totals over cells in heads, [n_steps] each; NULL members are not wanted. In every step
 * opening + joiners - exits + residual - training = closing. */
typedef struct Flows {
    double *exits;     /* for good, with the joiners lost by joiner_exposure */
    double *moves;     /* between states */
    double *joiners;   /* entrants, joiners from outside and renewal, before exposure */
    double *graduates; /* students who finish, registered or not */
    double *entrants;  /* the joiners that come from the routes */
    double *residual;  /* heads that no flow explains; below 0: fewer */
    double *training;  /* heads who leave their state to study, less those who come back */
    double
        *apprentices; /* [n_steps + 1][n_routes] those of them who study at the end of a step */
} Flows;

/* stock[(n_steps + 1) * cells] from step 0 (opening) on. flows may be NULL. */
void expected_run(const Rates *r, const Plan *p, const double *x, double *stock,
                  const Flows *flows);
/* One route's students, [n_steps + 1] each: enrolled at the end of a step (0 = opening), and
 * graduates and drop-outs within it (0 at the opening). In every step
 * enrolled before + intake - graduates - drop-outs = enrolled after. */
void pipeline_run(const Rates *r, const Plan *p, const double *x, int route, double *enrolled,
                  double *graduates, double *dropouts);

/* The same by chance, in whole students, who are those of stochastic_run() with the same seed
 * and replicate; started[n_routes][intake years], or NULL, says how many a cohort found. */
void pipeline_by_chance(const Rates *r, const Plan *p, const double *x, int route,
                        uint64_t seed, uint32_t replicate, const int32_t *started,
                        double *enrolled, double *graduates, double *dropouts);

/* Process noise: every count is integer, every draw keyed by (seed, replicate, step, cell,
 * draw), so the result is a function of its arguments alone. Same layout, int32. */
void stochastic_run(const Rates *r, const Plan *p, const double *x, uint64_t seed,
                    uint32_t replicate, int32_t *stock);

/* Measure by group at the end of a step: supply[g] for g < n_groups, and supply[n_groups] =
 * all. Locums are counted where they work. */
void supply_of(const Rates *r, const Plan *p, int step, const double *stock_at_step,
               double *supply);
/* The same from heads[n_states]; locum[n_groups + 1] (or NULL) is the part of each supply that
 * people of other states bring as locums. */
void supply_of_heads(const Rates *r, const Plan *p, int step, const double *heads,
                     double *supply, double *locum);
/* What one head of the state adds to the supply of the group (ANY = all). */
double supply_weight(const Rates *r, const Plan *p, int step, int group, int state);

/* Demand in the measure: demand[line * (n_groups + 1) + group], group n_groups = all. A group
 * that has no row of its own is NAN; "all" without a row is the sum of the groups that have
 * one: of the sectors or, where none of them has one, of the first family of sets that does, so
 * that nobody is counted twice. */
void demand_at(const Plan *p, const double *theta, int step, double *demand);

/* What past forecasts missed: factor[n_steps + 1] by which the supply of draw k is multiplied
 * at the end of each step, exp(w W) with W a random walk of its own stream; the median is 1.
 * False (all 1) when the plan declares none. */
bool discrepancy_factors(const Plan *p, const double *theta, uint64_t seed, int k,
                         double *factor);

/* Impulse response by one adjoint pass per closing step: the supply of `group` (ANY = all) at
 * the end of `step`, per student starting on `route` in intake year first_intake_year + j:
 * response[route * n_intake_years + j]. Zero before the lead time. What happens before the step
 * `first` is left out: 0 for everything, response_first() for who asks only what cohorts do
 * that are decided. */
void response_at(const Rates *r, const Plan *p, int group, int step, int first,
                 double *response);
int response_first(const Rates *r, const Plan *p);

/* The same for n points, response[n][n_routes * n_intake_years]: where rates do not change in
 * time one pass serves all points of a group, since a head's worth then depends on the years
 * that are left and not on the year. */
typedef struct ResponsePoint {
    int group, step;
} ResponsePoint;
void responses_at(const Rates *r, const Plan *p, int n, const ResponsePoint *points, int first,
                  double *response);

/* Dominant eigenvalue of the one-step map without inflow from outside (exits, moves, ageing and
 * renewal at step 0's rates) and its vector, share[cells], sum 1. Power iteration to 1e-13. */
bool eigen(const Rates *r, const Plan *p, Err *err, double *value, double *share) MUST_CHECK;

/* Runs job(self, i) for i in 0..n-1 on `threads` threads. Jobs write only what belongs to i. */
void parallel_for(int n, int threads, void (*job)(void *self, int i, Arena *scratch),
                  void *self);

#endif
