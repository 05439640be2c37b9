/* Decides how the level turns into supply: the path is linear between its knots, so each draw's
 * margin is too, and its needed level is read off exactly instead of being searched by
 * simulation. */
#include "sim/lever.h"
#include <math.h>

double margin_of(const Decision *d, const Ensemble *e, int k, int point, const double *x)
{
    size_t per_point = (size_t)(d->p->n_routes * d->n_years), P = (size_t)e->n_points;
    size_t at = (size_t)k * P + (size_t)point;
    const double *response = k < e->K ? e->response + at * per_point
                                      : e->central_response + (size_t)point * per_point;
    double margin = k < e->K ? e->base[at] - e->needed[at]
                             : e->central_base[point] - e->central_needed[point];
    for (int r = 0; r < d->p->n_routes; r++)
        for (int j = d->from; j <= d->to; j++)
            if (is_decided(d, r, j))
                margin += response[r * d->n_years + j] * x[r * d->n_years + j];
    return margin;
}

Lever lever_new(Arena *a, const LevelPath *path, const Ensemble *e)
{
    size_t P = (size_t)e->n_points, n = (size_t)path->n, K = (size_t)e->K;
    double *margin = NEW_ARRAY(a, double, (K + 1) * P * n + 1);
    Lever l = {.path = path, .d = path->d, .e = e, .futures = futures_of(a, path->d, e)};
    double *by_knot = NEW_ARRAY(a, double, n *P *K + 1);
    SCOPED_ARENA scratch = arena_new();
    double *x = NEW_ARRAY(scratch, double, l.futures.n + 1);
    for (size_t i = 0; i < n; i++) {
        futures_take(&l.futures, path->x[i], x);
        for (size_t point = 0; point < P; point++) {
            double *here = by_knot + (i * P + point) * K;
            futures_lack(&l.futures, (int)point, x, here);
            for (size_t k = 0; k < K; k++)
                margin[(k * P + point) * n + i] = here[k] = -here[k];
            margin[(K * P + point) * n + i] =
                margin_of(path->d, e, e->K, (int)point, path->x[i]);
        }
    }
    l.margin = margin;
    l.by_knot = by_knot;
    return l;
}

static const double *margins(const Lever *l, int k, int point)
{
    return l->margin +
           ((size_t)k * (size_t)l->e->n_points + (size_t)point) * (size_t)l->path->n;
}

/* The knot at or after a level, and which part of the way to it from the one before. */
static int knot_after(const Lever *l, double level, double *part)
{
    const double *levels = l->path->levels;
    int i = 1;
    while (i < l->path->n - 1 && level > levels[i])
        i++;
    *part = level > levels[i] && isfinite(l->path->most_level)
                ? 1
                : (level - levels[i - 1]) / (levels[i] - levels[i - 1]);
    return i;
}

double lever_margin(const Lever *l, int k, int point, double level)
{
    const double *m = margins(l, k, point);
    double part;
    int i = knot_after(l, level, &part);
    return part == 1 ? m[i] : m[i - 1] + part * (m[i] - m[i - 1]);
}

void lever_losses(const Lever *l, double level, double *restrict loss)
{
    size_t P = (size_t)l->e->n_points, K = (size_t)l->e->K;
    double part;
    size_t i = (size_t)knot_after(l, level, &part);
    for (size_t k = 0; k < K; k++)
        loss[k] = -INFINITY;
    for (size_t point = 0; point < P; point++) {
        const double *restrict from = l->by_knot + ((i - 1) * P + point) * K;
        const double *restrict to = l->by_knot + (i * P + point) * K;
        for (size_t k = 0; k < K; k++) {
            double lack = -(from[k] + part * (to[k] - from[k]));
            loss[k] = lack > loss[k] ? lack : loss[k];
        }
    }
}

double lever_slack(const Ensemble *e, int k, int point)
{
    double needed = k < e->K ? e->needed[(size_t)k * (size_t)e->n_points + (size_t)point]
                             : e->central_needed[point];
    return 1e-9 * (1 + fabs(needed));
}

/* Least level from which the point's margin is not negative. */
static double needed_at(const Lever *l, int k, int point)
{
    const double *m = margins(l, k, point);
    double least = -lever_slack(l->e, k, point);
    if (m[0] >= least)
        return l->path->levels[0];
    for (int i = 1; i < l->path->n; i++)
        if (m[i] >= 0)
            return l->path->levels[i - 1] + (l->path->levels[i] - l->path->levels[i - 1]) *
                                                -m[i - 1] / (m[i] - m[i - 1]);
    return m[l->path->n - 1] >= least ? l->path->levels[l->path->n - 1] : INFINITY;
}

double lever_needed(const Lever *l, int k)
{
    double most = l->path->levels[0];
    for (int point = 0; point < l->e->n_points; point++)
        most = fmax(most, needed_at(l, k, point));
    return most;
}

double lever_useful(const Lever *l, int k)
{
    double most = l->path->levels[0];
    for (int point = 0; point < l->e->n_points; point++) {
        const double *m = margins(l, k, point);
        double level = needed_at(l, k, point);
        if (isinf(level) && m[l->path->n - 1] > m[0] + lever_slack(l->e, k, point))
            level = l->path->most_level;
        if (isfinite(level))
            most = fmax(most, level);
    }
    return most;
}
