/* Decides the least common level of intake that meets the targets with a given confidence.
 *
 * Each draw needs a level of its own; the level that suffices in a share p of the draws is
 * their order statistic ceil(p K). When whole places bend the path, a few whole levels beside
 * it are tried. With cohort_noise a draw is not simply met or missed: the new cohorts' own fate
 * leaves a chance (cohort.c), and the level is found where the mean chance reaches p. */
#include "sim/cohort.h"
#include "sim/futures.h"
#include "sim/lever.h"
#include "sim/order.h"
#include <math.h>

enum { MOST_DOWN = 20 }; /* whole levels below the first that suffices that are tried */

/* ---------------------------------------------------------------- order statistics */

int quantile_rank(int n, double p)
{
    int rank = (int)ceil(p * n - 1e-9) - 1;
    return rank < 0 ? 0 : rank >= n ? n - 1 : rank;
}

double quantile(double *values, int n, double p)
{
    order_sort(values, n);
    return values[quantile_rank(n, p)];
}

/* ---------------------------------------------------------------- probability of given intakes
 */

/* What happens over the draws with intakes x. chance only: the shortages are left 0. */
Outlook path_outlook(Arena *a, const Decision *d, const Ensemble *e, const Futures *f,
                     const double *x, double p, bool chance_only)
{
    Outlook out = {0};
    if (f && !d->p->cohort_noise && e->K) {
        double *cells = NEW_ARRAY(a, double, f->n + 1);
        futures_take(f, x, cells);
        FuturesOutlook o = futures_outlook(f, cells, p, chance_only);
        return (Outlook){(double)o.met / e->K, o.cvar, o.shortage};
    }
    double *shortage = NEW_ARRAY(a, double, e->K + 1), met = 0;
    for (int k = 0; k < e->K; k++) {
        double chance = 1;
        for (int i = 0; i < e->n_points; i++) {
            double margin = margin_of(d, e, k, i, x);
            double here = d->p->cohort_noise ? cohort_chance(d, e, k, i, x, margin)
                                             : margin >= -1e2 * lever_slack(e, k, i);
            chance = fmin(chance, here);
            if (!chance_only)
                shortage[k] += e->points[i].weight *
                               (d->p->cohort_noise ? cohort_shortage(d, e, k, i, x, margin)
                                                   : fmax(0, -margin));
        }
        met += chance;
    }
    out.probability = e->K ? met / e->K : 0;
    if (chance_only || e->K == 0)
        return out;
    for (int k = 0; k < e->K; k++)
        out.expected_shortage += shortage[k] / e->K;
    order_sort(shortage, e->K);
    out.cvar = mean_of_worst(shortage, e->K, p);
    return out;
}

/* ---------------------------------------------------------------- searching the level */

typedef struct Search {
    Arena *a;
    const Lever *lever;
    double p, lowest, highest;
} Search;

static double probability_at(const Search *s, double level)
{
    SCOPED_ARENA scratch = arena_new();
    IntakePath path = path_at_level(scratch, s->lever->path, level, true);
    return path_outlook(scratch, s->lever->d, s->lever->e, &s->lever->futures, path.x, s->p,
                        true)
        .probability;
}

static bool enough(const Search *s, double level)
{
    return probability_at(s, level) >= s->p - 1e-12;
}

/* A whole level that is enough while the one below is not, sought upwards from `start` in
 * growing steps and then by halving, or downwards one by one: rounding and lumpy cohorts move
 * it by a few places only. */
static bool whole_level(const Search *s, double start, double *level)
{
    double top = floor(s->highest + 1e-6);
    double at = fmin(fmax(ceil(fmax(start - 1e-6, 0)), s->lowest), top), low = at;
    bool found = enough(s, at);
    for (int i = 0; found && i < MOST_DOWN && at - 1 >= s->lowest && enough(s, at - 1); i++)
        low = --at;
    for (double step = 1; !found && at < top; step *= 2) {
        low = at;
        at = fmin(at + step, top);
        found = enough(s, at);
    }
    while (found && at - low > 1) {
        double mid = floor((low + at) / 2);
        if (enough(s, mid))
            at = mid;
        else
            low = mid;
    }
    *level = at;
    return found;
}

/* Where the chance of the cohorts' own fate reaches p, by halving (it grows with the level). */
static bool chance_level(const Search *s, double *level)
{
    double low = s->lowest, high = fmax(low, fmin(s->highest, 1));
    bool whole = s->lever->d->p->whole_places || s->lever->d->lumpy;
    bool found = enough(s, high);
    while (!found && high < s->highest) {
        low = high;
        high = fmin(2 * high, s->highest);
        found = enough(s, high);
    }
    for (int i = 0; found && i < 60 && high - low > (whole ? 0.5 : 1e-9 * high); i++) {
        double mid = (low + high) / 2;
        if (enough(s, mid))
            high = mid;
        else
            low = mid;
    }
    *level = high;
    return found;
}

/* The mean loss of the worst (1 - p) of the draws at a level. loss: [K] scratch. */
static double worst_mean(const Lever *l, double p, double level, double *loss)
{
    lever_losses(l, level, loss);
    order_sort(loss, l->e->K);
    return mean_of_worst(loss, l->e->K, p);
}

/* Least level at which the mean loss of the worst (1 - p) of the draws is no shortage. It falls
 * in nearly straight pieces, so that where the line between two levels meets 0 is a good guess
 * (regula falsi; the end that stays is weighed half, after Dowell and Jarratt). */
static double cvar_level(Arena *a, const Lever *l, double p)
{
    double *loss = NEW_ARRAY(a, double, l->e->K + 1), low = l->path->levels[0],
           high = l->path->levels[l->path->n - 1];
    double above = worst_mean(l, p, low, loss), below = worst_mean(l, p, high, loss);
    if (below > 0)
        return INFINITY;
    if (above <= 0)
        return low;
    for (int i = 0, side = 0; i < 100 && high - low > 1e-10 * (1 + high); i++) {
        double level = i % 4 == 3 ? (low + high) / 2 /* in case of a bend */
                                  : low + (high - low) * above / (above - below);
        double here = worst_mean(l, p, level, loss);
        if (here <= 0) {
            high = level;
            below = here;
            above /= side > 0 ? 2 : 1;
            side = 1;
        } else {
            low = level;
            above = here;
            below /= side < 0 ? 2 : 1;
            side = -1;
        }
        if (here == 0)
            break;
    }
    return high;
}

/* Where nothing reaches the confidence: the level that helps as many draws as far as it can. */
static double useful_level(const Search *s)
{
    SCOPED_ARENA scratch = arena_new();
    int K = s->lever->e->K;
    double *levels = NEW_ARRAY(scratch, double, K + 1);
    for (int k = 0; k < K; k++)
        levels[k] = lever_useful(s->lever, k);
    return quantile(levels, K, s->p);
}

static FrontierPoint point_of(const Search *s, const Frontier *f)
{
    const Lever *l = s->lever;
    const Plan *p = l->d->p;
    int K = l->e->K;
    FrontierPoint point = {.confidence = s->p};
    double level = f->needed_level[quantile_rank(K, s->p)];
    point.attainable = isfinite(level);
    if (p->cohort_noise)
        point.attainable = chance_level(s, &level);
    if (!point.attainable)
        level = useful_level(s);
    bool whole = p->whole_places || l->d->lumpy;
    if (whole && point.attainable)
        point.attainable = whole_level(s, level, &level);
    if (whole && !point.attainable)
        level = floor(level + 1e-6);
    point.path = path_at_level(s->a, l->path, level, true);
    for (int i = 0; i < l->e->n_points; i++)
        point.path.shortage +=
            l->e->points[i].weight * fmax(0, -margin_of(l->d, l->e, K, i, point.path.x));
    Outlook o = path_outlook(s->a, l->d, l->e, &l->futures, point.path.x, s->p, false);
    point.level = level;
    point.probability = o.probability;
    point.cvar = o.cvar;
    point.expected_shortage = o.expected_shortage;
    point.cvar_level = cvar_level(s->a, l, s->p);
    return point;
}

FrontierPoint frontier_point(Arena *a, const Lever *lever, const Frontier *f, double confidence)
{
    const LevelPath *path = lever->path;
    Search s = {.a = a,
                .lever = lever,
                .p = confidence,
                .lowest = path->levels[0],
                .highest = isfinite(path->most_level) ? path->most_level : UNLIMITED};
    return point_of(&s, f);
}

void frontier_over(Arena *a, const Ensemble *e, const LevelPath *path, Lever *lever,
                   Frontier *out)
{
    *lever = lever_new(a, path, e);
    Frontier f = {.most_level = path->most_level};
    f.needed_level = NEW_ARRAY(a, double, e->K + 1);
    for (int k = 0; k < e->K; k++)
        f.needed_level[k] = lever_needed(lever, k);
    order_sort(f.needed_level, e->K);
    f.central_level = lever_needed(lever, e->K);
    *out = f;
}

bool frontier_open(Arena *a, Err *err, Decision *d, const Ensemble *e, LevelPath *path,
                   Lever *lever, Frontier *out)
{
    if (e->K < 1)
        return fail(err, INVALID, "a confidence needs draws");
    if (e->n_points == 0)
        return fail(err, INVALID, "a level of intake needs a target (target.csv)");
    if (d->from > d->to)
        return fail(err, INVALID, "no intake year is to be decided (decide_from, decide_to)");
    if (!level_path_new(a, err, d, path))
        return false;
    frontier_over(a, e, path, lever, out);
    return true;
}

bool frontier_run(Arena *a, Err *err, const Plan *p, const Ensemble *e,
                  const double *confidence, int n, Frontier *out)
{
    Decision d;
    LevelPath path;
    Lever lever;
    Frontier f;
    if (!decision_new(a, err, p, &d) || !frontier_open(a, err, &d, e, &path, &lever, &f))
        return false;
    f.n = n;
    f.points = NEW_ARRAY(a, FrontierPoint, n + 1);
    for (int i = 0; i < n; i++) {
        if (!(confidence[i] >= 0 && confidence[i] <= 1))
            return fail(err, INVALID, "a confidence of %g is not between 0 and 1",
                        confidence[i]);
        f.points[i] = frontier_point(a, &lever, &f, confidence[i]);
    }
    *out = f;
    return true;
}
