/* Decides how the level turns into supply: where the limits bend the path, knots are placed by
 * halving until the path is straight between them, so that each draw's needed level is read off
 * exactly instead of being searched by simulation. */
#include "sim/lever.h"
#include <math.h>

enum { FIRST_KNOTS = 8, DEEPEST = 30, MOST_KNOTS = 4096 };
#define UNLIMITED 1e6 /* a level that no limit would leave standing */

typedef struct Knot {
    double level;
    const double *x;
} Knot;

typedef struct Grid {
    Arena *a;
    Err *err;
    const Decision *d;
    int n, room;
    Knot *knots;
    double size; /* of the widest difference that counts as none */
} Grid;

static bool knot_at(Grid *g, double level, Knot *out)
{
    IntakePath path;
    if (!path_at_level(g->a, g->err, g->d, level, false, &path))
        return false;
    *out = (Knot){level, path.x};
    return true;
}

static bool is_straight(const Grid *g, const Knot *from, const Knot *mid, const Knot *to)
{
    double part = (mid->level - from->level) / (to->level - from->level);
    for (int at = 0; at < g->d->p->n_routes * g->d->n_years; at++)
        if (fabs(from->x[at] + part * (to->x[at] - from->x[at]) - mid->x[at]) > g->size)
            return false;
    return true;
}

/* Puts the knots of (from, to] into the grid. */
static bool refine(Grid *g, const Knot *from, const Knot *to, int depth)
{
    Knot mid, third;
    double width = to->level - from->level;
    if (depth < DEEPEST && g->n < MOST_KNOTS && width > g->size) {
        /* Two tries, because a bend in the middle of a symmetric pair would hide from one. */
        if (!knot_at(g, from->level + width / 2, &mid) ||
            !knot_at(g, from->level + width * 0.3, &third))
            return false;
        if (!is_straight(g, from, &mid, to) || !is_straight(g, from, &third, to))
            return refine(g, from, &mid, depth + 1) && refine(g, &mid, to, depth + 1);
    }
    *PUSH(g->a, g->knots, g->n, g->room) = *to;
    return true;
}

static double highest_total(const Decision *d, const double *x)
{
    double most = 0;
    for (int j = d->from; j <= d->to; j++) {
        double total = 0;
        for (int r = 0; r < d->p->n_routes; r++)
            total += is_decided(d, r, j) ? x[r * d->n_years + j] : 0;
        most = fmax(most, total);
    }
    return most;
}

/* Knots that lie on the line between their neighbours say nothing. */
static void drop_straight(Grid *g)
{
    int n = 0;
    for (int i = 0; i < g->n; i++)
        if (n == 0 || i == g->n - 1 ||
            !is_straight(g, &g->knots[n - 1], &g->knots[i], &g->knots[i + 1]))
            g->knots[n++] = g->knots[i];
    g->n = n;
}

static bool make_grid(Grid *g, double *most_level)
{
    Knot low, high, next;
    *most_level = INFINITY;
    if (!knot_at(g, 0, &low) || !knot_at(g, UNLIMITED, &high))
        return false;
    double most = highest_total(g->d, high.x);
    if (!g->d->limited || g->d->from > g->d->to)
        most = UNLIMITED; /* straight from 0 on */
    else if (most < UNLIMITED * (1 - 1e-6))
        *most_level = most;
    *PUSH(g->a, g->knots, g->n, g->room) = low;
    if (!g->d->limited) {
        *PUSH(g->a, g->knots, g->n, g->room) = high;
        return true;
    }
    if (most <= 0) {
        *PUSH(g->a, g->knots, g->n, g->room) = (Knot){1, low.x};
        return true;
    }
    g->size = 1e-7 * fmin(fmax(1, most), 1000);
    Knot at = low;
    for (int i = 1; i <= FIRST_KNOTS; i++) {
        /* Unlimited levels are spread by doubling, limited ones evenly. */
        double level =
            isinf(*most_level) ? most / pow(4, FIRST_KNOTS - i) : most * i / FIRST_KNOTS;
        if (!knot_at(g, level, &next) || !refine(g, &at, &next, 0))
            return false;
        at = next;
    }
    drop_straight(g);
    return true;
}

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

bool lever_new(Arena *a, Err *err, const Decision *d, const Ensemble *e, Lever *out)
{
    Grid g = {.a = a, .err = err, .d = d};
    Lever l = {.d = d, .e = e};
    if (!make_grid(&g, &l.most_level))
        return false;
    double *levels = NEW_ARRAY(a, double, g.n);
    const double **x = NEW_ARRAY(a, const double *, g.n);
    double *margin = NEW_ARRAY(a, double, (size_t)(e->K + 1) * (size_t)(e->n_points * g.n) + 1);
    for (int i = 0; i < g.n; i++) {
        levels[i] = g.knots[i].level;
        x[i] = g.knots[i].x;
    }
    size_t at = 0;
    for (int k = 0; k <= e->K; k++)
        for (int point = 0; point < e->n_points; point++)
            for (int i = 0; i < g.n; i++)
                margin[at++] = margin_of(d, e, k, point, x[i]);
    l.n = g.n;
    l.levels = levels;
    l.x = x;
    l.margin = margin;
    *out = l;
    return true;
}

static const double *margins(const Lever *l, int k, int point)
{
    return l->margin + ((size_t)k * (size_t)l->e->n_points + (size_t)point) * (size_t)l->n;
}

double lever_margin(const Lever *l, int k, int point, double level)
{
    const double *m = margins(l, k, point);
    int i = 1;
    while (i < l->n - 1 && level > l->levels[i])
        i++;
    if (level > l->levels[i] && isfinite(l->most_level))
        return m[i];
    double part = (level - l->levels[i - 1]) / (l->levels[i] - l->levels[i - 1]);
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
        return l->levels[0];
    for (int i = 1; i < l->n; i++)
        if (m[i] >= 0)
            return l->levels[i - 1] +
                   (l->levels[i] - l->levels[i - 1]) * -m[i - 1] / (m[i] - m[i - 1]);
    return m[l->n - 1] >= least ? l->levels[l->n - 1] : INFINITY;
}

double lever_needed(const Lever *l, int k)
{
    double most = l->levels[0];
    for (int point = 0; point < l->e->n_points; point++)
        most = fmax(most, needed_at(l, k, point));
    return most;
}

double lever_useful(const Lever *l, int k)
{
    double most = l->levels[0];
    for (int point = 0; point < l->e->n_points; point++) {
        const double *m = margins(l, k, point);
        double level = needed_at(l, k, point);
        if (isinf(level) && m[l->n - 1] > m[0] + lever_slack(l->e, k, point))
            level = l->most_level;
        if (isfinite(level))
            most = fmax(most, level);
    }
    return most;
}
