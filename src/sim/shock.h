/* Shocks and residuals: numbers that differ from step to step and hang together in time.
 *
 * Both are stationary autoregressions of the first order,
 *     u(1) = e(1),   u(t) = phi u(t-1) + sqrt(1 - phi^2) e(t),   e standard normal,
 * so that u has variance 1 in every step and correlation phi^k at a distance of k. The e are
 * rows of the plan (plan_prepare()), hence part of theta: a draw of the assumptions is all that
 * is random about them, and two policies meet the same shocks. */
#ifndef PONT_SIM_SHOCK_H
#define PONT_SIM_SHOCK_H

#include "sim/philox.h"
#include "sim/series.h"
#include <math.h>

/* u(1..n) for the innovations e(1..n); phi is taken as within 0 and just below 1. */
void autoregression(const double *e, int n, double phi, double *u);

/* ---------------------------------------------------------------- shocks */

typedef struct StepShock { /* one number a step, for all the states of its row */
    const Series *sd, *persistence, *innovation;
} StepShock;

typedef struct Shock {  /* of one step */
    double z, up, down; /* exp(z), exp(-z) */
} Shock;

typedef struct StepShocks {
    int n, n_states, n_steps;
    StepShock *items;
    int *of;   /* [SHOCK_KINDS][n_states + 1] index of the shock, or -1; last: of no state */
    Shock *at; /* [n][n_steps] */
    double *work, *course; /* [n_steps] used while filling */
} StepShocks;

void shocks_new(Arena *a, const Plan *p, StepShocks *out);
/* z(t) = sd(t) u(t). */
void shocks_fill(StepShocks *s, const Plan *p, const double *theta);
/* Whether anything acts on it, so that no two steps have the same rates. */
bool shocks_act_on(const StepShocks *s, ShockKind kind);
Shock shock_by(double z);
/* The shock of a step; none (z = 0) where there is none. State ANY: of what has no state. */
static inline Shock shock_in_step(const StepShocks *s, ShockKind kind, int state, int step)
{
    int i =
        s->n ? s->of[(int)kind * (s->n_states + 1) + (state == ANY ? s->n_states : state)] : -1;
    return i < 0 || step < 0 || step >= s->n_steps ? (Shock){0, 1, 1}
                                                   : s->at[i * s->n_steps + step];
}
/* The same in the step that contains the year; none outside the plan's steps. */
Shock shock_at(const StepShocks *s, const Plan *p, ShockKind kind, int state, int year);

/* A share moved by z on the logit scale; 0 and 1 stay. Nothing changes at z = 0, not even a
 * last digit. */
static inline double shock_share(double share, Shock by)
{
    if (by.z == 0 || share <= 0 || share >= 1)
        return share;
    return share / (share + (1 - share) * by.down);
}
/* A count, a hazard or a level moved by z on the logarithmic scale. */
static inline double shock_count(double count, Shock by)
{
    return by.z == 0 ? count : count * by.up;
}

/* ---------------------------------------------------------------- residuals */

/* Heads per step that no flow explains, of one state:
 *     w mean + sqrt(sd^2 / (m + 1)) e0 + sd u(t),   w = m / (m + 1),
 *     m = n / (1 + 2 sum over k = 1..n-1 of (1 - k/n) phi^k).
 * The mean was estimated from n steps, worth m independent ones; before them it was as likely
 * to be within one sd of nought as not to be further (a normal prior of that sd), so that w
 * draws a mean of few steps towards 0, and what is left unknown about it is drawn once for all
 * steps (e0; not when the mean has a distribution of its own). */
typedef struct Residual {
    int state;
    const Series *mean, *sd, *persistence, *years, *innovation, *error;
    double *share; /* [n_ages] sum 1: the opening stock's ages */
    double *heads; /* [n_steps] */
} Residual;

typedef struct Residuals {
    int n, n_ages, n_steps;
    Residual *items;
    double *work; /* [n_steps] */
} Residuals;

/* w for n steps with persistence phi; *left is what remains of the mean's variance, in sd^2. */
double residual_weight(double n, double phi, double *left);
void residuals_new(Arena *a, const Plan *p, Residuals *out);
void residuals_fill(Residuals *rs, const Plan *p, const double *theta, const double *opening);
/* Adds a step's residual to the cells of its end; nobody is taken who is not there. Returns the
 * heads added, less those taken. */
double residuals_apply(const Residuals *rs, int step, double *stock);
/* The same in whole heads, drawn at their own addresses. */
int64_t residuals_apply_by_chance(const Residuals *rs, int step, PhiloxKey key,
                                  uint32_t replicate, int32_t *stock);

#endif
