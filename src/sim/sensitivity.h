/* What changes the number most: screening, shares of variance, and the value of knowing.
 *
 * A model here is any function from uncertain inputs to outcomes, so that the methods are tried
 * on functions whose answer is known; sensitivity_plan.c makes one of a plan. A factor is an
 * input or a group of inputs that are studied together. The same seed gives the same bytes on
 * any number of threads. Mathematics: docs/model/sensitivity.md. */
#ifndef PONT_SIM_SENSITIVITY_H
#define PONT_SIM_SENSITIVITY_H

#include "sim/commission.h"

typedef struct SensitivityModel {
    int n_inputs, n_outcomes;
    const char *const *names; /* [n_inputs] unique; they name the random streams */
    const double *central;    /* [n_inputs] */
    /* The value of an input below which a share u of its distribution lies. */
    double (*value)(const void *self, int input, double u);
    /* n runs: x[n][n_inputs] to y[n][n_outcomes]. */
    bool (*run)(void *self, Err *err, const double *x, int n, double *y);
    void *self;
} SensitivityModel;

typedef struct Factor {
    const char *name;
    int n;
    const int *inputs;
} Factor;
typedef struct Factors {
    int n;
    const Factor *items;
} Factors;

/* Every input a factor of its own. */
Factors factors_single(Arena *a, const SensitivityModel *m);

/* An estimate with its 95 % interval. */
typedef struct Estimate {
    double value, low, high;
} Estimate;

/* A Latin hypercube, u[n][n_inputs]: each input once in each of n equal slices. Another `part`
 * is another hypercube. */
void latin_hypercube(const SensitivityModel *m, uint64_t seed, uint32_t part, int n, double *u);

/* One at a time: the outcome with the factor at its 10 % and 90 % points, all else central. The
 * inputs of a group move together, in one direction, to where their sum has those points if
 * they count alike. Arrays [factors][outcomes] but central[outcomes]. Runs: 1 + 2 x factors. */
typedef struct Tornado {
    double *central, *low, *high;
    int runs;
} Tornado;
bool tornado(Arena *a, Err *err, const SensitivityModel *m, Factors f, Tornado *out) MUST_CHECK;

/* Morris: mean absolute elementary effect and the standard deviation of the effects, per whole
 * range of a factor on the scale of its probabilities; groups as above. Runs: trajectories x
 * (factors + 1). */
typedef struct Morris {
    double *mu, *mu_star, *sigma; /* [factors][outcomes] */
    int runs;
} Morris;
bool morris(Arena *a, Err *err, const SensitivityModel *m, Factors f, uint64_t seed,
            int trajectories, Morris *out) MUST_CHECK;

/* Saltelli's design: n (factors + 2) runs; first-order (Saltelli 2010) and total (Jansen)
 * indices with bootstrap intervals over the n rows. An outcome that does not vary has indices
 * NAN. */
typedef struct Sobol {
    Estimate *first, *total; /* [factors][outcomes] */
    double *mean, *variance; /* [outcomes] */
    int runs;
} Sobol;
bool sobol(Arena *a, Err *err, const SensitivityModel *m, Factors f, uint64_t seed, int n,
           Sobol *out) MUST_CHECK;

/* The value of knowing. loss[n][decisions] of n draws with the normal scores z[n][n_inputs] of
 * their inputs: of everything (EVPI), and of each factor alone (EVPPI), by regression of the
 * losses on the factor with the draws halved, so that a rule is valued by draws it was not made
 * from. In the unit of the loss; never below 0 but for chance. */
typedef struct Knowing {
    int best; /* the decision of least mean loss */
    Estimate evpi;
    Estimate *evppi; /* [factors] */
} Knowing;
bool value_of_knowing(Arena *a, Err *err, Factors f, int n_inputs, const double *z, int n,
                      const double *loss, int decisions, uint64_t seed,
                      Knowing *out) MUST_CHECK;

/* ---------------------------------------------------------------- of a plan
 * (sensitivity_plan.c) */

enum { OUTCOME_GAP, OUTCOME_LEVEL, PLAN_OUTCOMES };

typedef struct PlanModel PlanModel;
/* Inputs are the assumptions with a distribution that supply, demand or the answer rest on.
 * Outcomes: the gap in the year of the headline point with today's intakes, and the level that
 * closes every target year before limits. */
bool plan_model(Arena *a, Err *err, const Plan *p, int threads, const Watch *watch,
                SensitivityModel *out) MUST_CHECK;
/* Rows of the plan that are its inputs. */
const int *plan_model_rows(const SensitivityModel *m);
/* For progress: runs that are to come in all. */
void plan_model_expect(SensitivityModel *m, int runs);
/* The same with the loss at each of `n` levels as further outcomes; NULL, 0: without. */
void plan_model_levels(SensitivityModel *m, const double *levels, int n);

#endif
