/* The single lever: a common yearly level of intake, the path it becomes under the limits, and
 * the supply that path brings in every draw. Shared by level_path.c, lever.c and frontier.c. */
#ifndef PONT_SIM_LEVER_H
#define PONT_SIM_LEVER_H

#include "sim/decision.h"

/* The path closest to the level. whole: with whole places, viable cohorts and multiples. */
bool path_at_level(Arena *a, Err *err, const Decision *d, double level, bool whole,
                   IntakePath *out) MUST_CHECK;

/* The path as a function of the level: linear between knots (and beyond the last when
 * most_level is INFINITY). */
typedef struct Lever {
    const Decision *d;
    const Ensemble *e;
    int n;                  /* knots */
    const double *levels;   /* [n] */
    const double *const *x; /* [n] intakes at the knots */
    double most_level;
    const double *margin; /* [K + 1][n_points][n] supply - needed; row K at central values */
} Lever;

bool lever_new(Arena *a, Err *err, const Decision *d, const Ensemble *e, Lever *out) MUST_CHECK;
/* Supply minus need of draw k (K = central) at a point. */
double lever_margin(const Lever *l, int k, int point, double level);
/* Least level at which draw k meets every target; INFINITY where none does. */
double lever_needed(const Lever *l, int k);
/* The same over the points that intakes can still help: those before any decided cohort joins
 * ask for nothing, those out of reach for all that the limits leave. Always finite. */
double lever_useful(const Lever *l, int k);
/* A margin this little below 0 is rounding, not shortage. */
double lever_slack(const Ensemble *e, int k, int point);
/* Margin of draw k at a point for given intakes. */
double margin_of(const Decision *d, const Ensemble *e, int k, int point, const double *x);

#endif
