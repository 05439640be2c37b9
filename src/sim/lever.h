/* The single lever: a common yearly level of intake, the path it becomes under the limits, and
 * the supply that path brings in every draw. Shared by level_path.c, whole.c, lever.c,
 * least_plan.c and frontier.c. */
#ifndef PONT_SIM_LEVER_H
#define PONT_SIM_LEVER_H

#include "sim/futures.h"

#define UNLIMITED 1e6 /* a level that no limit would leave standing */

/* The path as a function of the level: linear between knots. The total of year j is the level,
 * but no less than least[j] and no more than most[j]. */
typedef struct LevelPath {
    const Decision *d;
    int n;                      /* knots, from level 0 */
    const double *levels;       /* [n] */
    const double *const *x;     /* [n] intakes at the knots, not rounded */
    const double *least, *most; /* [n_years] totals of the decided routes */
    double most_level; /* beyond it the path does not change; INFINITY: it goes on straight */
} LevelPath;

/* Fills the limits of d. */
bool level_path_new(Arena *a, Err *err, Decision *d, LevelPath *out) MUST_CHECK;
/* Only where it ends: the most that the limits leave each year's total of the decided routes,
 * [n_years], and (x may be NULL) the intakes of the highest level. Says which limits hold it.
 */
bool level_top(Arena *a, Err *err, Decision *d, const double **most,
               const double **x) MUST_CHECK;
/* whole: rounded to whole places, viable cohorts and multiples where the plan asks for them. */
IntakePath path_at_level(Arena *a, const LevelPath *path, double level, bool whole);

/* Rounds intakes to what can be run (whole places, viable cohorts, multiples) within every
 * limit that they keep, as near to them as it finds. totals: [n_years] sought for the decided
 * routes together. */
IntakePath whole_path(Arena *a, const Decision *d, const double *relaxed, const double *totals);

/* Supply along the path. */
typedef struct Lever {
    const LevelPath *path;
    const Decision *d;
    const Ensemble *e;
    Futures futures;
    const double
        *margin; /* [K + 1][n_points][knots] supply - needed; row K at central values */
    const double *by_knot; /* [knots][n_points][K] the same of the draws, side by side */
} Lever;

Lever lever_new(Arena *a, const LevelPath *path, const Ensemble *e);
/* What each draw lacks at its worst point, loss[K]. */
void lever_losses(const Lever *l, double level, double *loss);
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

/* What happens over the draws with intakes x; with cohort_noise their own fate counts too.
 * chance_only: the shortages are left 0. p: of the tail. f: the futures of e, or NULL; with
 * them it is quicker. */
typedef struct Outlook {
    double probability, cvar, expected_shortage;
} Outlook;
Outlook path_outlook(Arena *a, const Decision *d, const Ensemble *e, const Futures *f,
                     const double *x, double p, bool chance_only);
/* frontier_run() in parts: the needed levels, then a point for each confidence. */
bool frontier_open(Arena *a, Err *err, Decision *d, const Ensemble *e, LevelPath *path,
                   Lever *lever, Frontier *out) MUST_CHECK;
/* The same over a path that was made before, which futures and confidence do not change. */
void frontier_over(Arena *a, const Ensemble *e, const LevelPath *path, Lever *lever,
                   Frontier *out);
FrontierPoint frontier_point(Arena *a, const Lever *lever, const Frontier *f,
                             double confidence);

#endif
