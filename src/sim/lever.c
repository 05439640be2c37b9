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
    double *margin =
        NEW_ARRAY(a, double, (size_t)(e->K + 1) * (size_t)(e->n_points * path->n) + 1);
    size_t at = 0;
    for (int k = 0; k <= e->K; k++)
        for (int point = 0; point < e->n_points; point++)
            for (int i = 0; i < path->n; i++)
                margin[at++] = margin_of(path->d, e, k, point, path->x[i]);
    return (Lever){.path = path, .d = path->d, .e = e, .margin = margin};
}

static const double *margins(const Lever *l, int k, int point)
{
    return l->margin +
           ((size_t)k * (size_t)l->e->n_points + (size_t)point) * (size_t)l->path->n;
}

double lever_margin(const Lever *l, int k, int point, double level)
{
    const double *m = margins(l, k, point);
    int i = 1;
    while (i < l->path->n - 1 && level > l->path->levels[i])
        i++;
    if (level > l->path->levels[i] && isfinite(l->path->most_level))
        return m[i];
    double part =
        (level - l->path->levels[i - 1]) / (l->path->levels[i] - l->path->levels[i - 1]);
    return m[i - 1] + part * (m[i] - m[i - 1]);
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
