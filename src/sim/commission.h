/* From gap to training places: the ensemble, the least-cost plan and the confidence frontier.
 *
 * Supply is affine in the intakes x: F_k,t(x) = F0_k,t + sum over r,s of R_k,t,r,s * x_r,s for
 * draw k (models 3.5). Nothing is simulated again per candidate. Formulas:
 * docs/model/commission.md. */
#ifndef PONT_SIM_COMMISSION_H
#define PONT_SIM_COMMISSION_H

#include "sim/extra.h"
#include "sim/spread.h"
#include "sim/trajectory.h"

/* K draws of everything the answers need. T = n_steps + 1 closing years (0 = opening), of which
 * S = shown_steps + 1 are reported, G = n_groups + 1 (the last = all), L = n_lines. */
typedef struct Ensemble {
    int K, T, S, G, L, n_years; /* n_years = plan_intake_years() */
    /* [K][T][G] with the plan's own intakes and process noise; 0 beyond the last step that is
     * shown or aimed at */
    const double *supply;
    /* To report (what decides is `needed`): [K][S][n_demand], where column demand_at[l * G + g]
     * is of line l and group g; -1: that group has no such line. Of a whole ensemble
     * n_demand = L * G and every column stands at its place. */
    const float *shown_demand;
    int n_demand;
    const int *demand_at;
    const double *central_supply; /* [T][G] expected mode at central values */
    const double *central_demand; /* [T][L][G] */
    const float *shown_heads;     /* [K][S][n_states] heads by state, to report */
    const double *central_heads;  /* [T][n_states] */
    /* [K][S][G] and [T][G] of what is told beside supply; NULL: the plan has no such part */
    const float *shown_parts[SUPPLY_PARTS];
    const double *central_parts[SUPPLY_PARTS];
    /* What is reported beside these: [K][S][extras.n], and at central values [T][extras.n]. */
    Extras extras;
    const float *shown_extra;
    const double *central_extra;
    int n_points;           /* target points: (target, year) pairs with year > start_year */
    /* [K][n_points][n_routes][n_years] supply per student starting; of draws that of
     * decided cohorts alone */
    const double *response;
    const double *central_response;
    /* Supply at the points if nobody started in the decided years on the decided routes, so
     * that supply(x) = base + sum of response * x over the decided; and what is needed there.
     */
    const double *base, *needed; /* [K][n_points] */
    const double *central_base, *central_needed;
    const double *own; /* [n_routes][n_years] the plan's own intakes at central values */
    const struct TargetPoint {
        int target, step, line, group;
        double weight;
    } * points;
} Ensemble;

/* noise: also process noise (stochastic mode), else expected mode per draw. The result does not
 * depend on `threads`. Fails with INVALID when the plan's central values break a law, or when a
 * target has no demand. */
bool ensemble_run(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                  bool noise, Ensemble *out) MUST_CHECK;

/* The same, watched, spread and kept (sim/spread.h); NULL: none of it. */
bool ensemble_run_watched(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                          bool noise, const Watch *watch, Ensemble *out) MUST_CHECK;

/* The same of a part of it, whose values are the very same:
 * SHOWN for who only reports what is shown: T is S, and there are no target points;
 * POINTS for who only asks whether targets are met: of the draws there is response, base and
 * needed, and supply, heads and all that is shown is NULL. Central values are there always. */
typedef enum EnsembleScope { ENSEMBLE_WHOLE, ENSEMBLE_SHOWN, ENSEMBLE_POINTS } EnsembleScope;
bool ensemble_run_of(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                     bool noise, EnsembleScope scope, const Watch *watch,
                     Ensemble *out) MUST_CHECK;

/* A path of intakes for the decided years and routes: x[route * n_years + j] (all years, the
 * undecided ones as the plan has them). */
typedef struct IntakePath {
    double *x;
    double places;   /* sum over decided years and routes */
    double cost;     /* GBP over the whole training of those cohorts, not discounted */
    double shortage; /* sum over target points of weight * max(0, demand - supply), central;
                        level_path(), which knows no supply, leaves it 0 */
} IntakePath;

typedef struct Binding { /* a limit that holds the answer back */
    LimitKind kind;
    int route, area; /* or ANY; a set of routes as in Row */
    int year;
    double value, worth; /* the limit, and shortage saved per unit of relaxing it (dual) */
} Binding;

/* Whether a limit that names a route, a set of routes or all holds for a route. */
bool limit_has(const Plan *p, int key, int route);

typedef struct LeastPlan {
    bool feasible;     /* the targets are met at central values */
    IntakePath path;   /* the optimum, or the best attainable */
    bool conflict;     /* the limits exclude each other; the path breaks them least */
    double attainable; /* supply that the decided intakes bring at the last target point */
    double needed;     /* supply that they would have to bring there */
    int n_bindings;
    Binding *bindings; /* worth > 0, largest first; empty when feasible */
} LeastPlan;

/* Expected-value LP (MILP when whole_places, viable or multiple ask for it): first the least
 * weighted shortage, then, holding that, the least places or cost. A long integer search is cut
 * short after a fixed number of nodes; the answer is then lawful and measured as it is, but
 * perhaps not the very least. */
bool least_plan(Arena *a, Err *err, const Plan *p, const Ensemble *e,
                LeastPlan *out) MUST_CHECK;

/* The path that a common yearly level becomes under all limits, rounded where the plan asks for
 * whole places or cohorts that are viable: each year's total is the level within what the
 * limits leave it, each route has its share of it. Never falls as the level rises, but for a
 * place of rounding. */
bool level_path(Arena *a, Err *err, const Plan *p, double level, IntakePath *out) MUST_CHECK;

typedef struct FrontierPoint {
    double confidence;  /* asked for */
    bool attainable;    /* false: no level within the limits reaches it */
    double level;       /* least common yearly level with P(all targets met) >= confidence, or
                           (not attainable) the level of the points that can be helped */
    double probability; /* share of draws that meet every target at that level */
    double cvar;        /* mean shortage in the worst (1 - confidence) of the draws */
    double expected_shortage;
    double cvar_level; /* least level at which even the mean of the worst (1 - confidence) of
                          the draws is no shortage; INFINITY where there is none */
    IntakePath path;
} FrontierPoint;

typedef struct Frontier {
    int n;
    FrontierPoint *points;
    double *needed_level; /* [K] sorted: least level that meets the targets in each draw;
                             INFINITY where none does */
    double central_level; /* the same at central values: what closes the mean gap */
    double most_level;    /* beyond it the path does not change under the limits; or INFINITY */
} Frontier;

/* Single lever: the order statistic ceil(pK) of the draws' needed levels; exact when the path
 * is linear in the level. With cohort_noise the new cohorts' own (binomial) chance counts too.
 */
bool frontier_run(Arena *a, Err *err, const Plan *p, const Ensemble *e,
                  const double *confidence, int n, Frontier *out) MUST_CHECK;

/* The hand-checkable chain (Dutch style): each line one number a board can check with a
 * calculator; `formula` names the lines it comes from. */
typedef struct ChainLine {
    const char *key, *label, *unit, *formula; /* in English; formula names keys, or "" */
    double value;
} ChainLine;
typedef struct Chain {
    int n;
    ChainLine *lines; /* the last: recommended = current + gap / effect of one more place */
} Chain;
bool chain_of(Arena *a, Err *err, const Plan *p, const Ensemble *e, Chain *out) MUST_CHECK;

/* Quantile of n values (they are reordered): nearest rank ceil(p n). INFINITY sorts last. */
double quantile(double *values, int n, double p);
/* Index (from 0) of that rank, safe against p n = 18.000000000000004. */
int quantile_rank(int n, double p);

#endif
