/* Decides how intakes become numbers that can be run: whole places, cohorts that are viable or
 * not run, multiples.
 *
 * A first rounding (yearly totals as asked, routes by largest remainder) is mended by the move
 * that helps most, one after the other, until none helps: a place more or less, a place from
 * one course to another in the same year, a cohort closed or opened, a place in each of several
 * years running. A move helps when it breaks limits by less or, where that is equal, comes
 * nearer to the totals and then to the intakes given. No search for an optimum: this must be
 * quick and the same on any machine. A limit that the given intakes themselves break is only
 * kept from being broken further. */
#include "sim/lever.h"
#include <math.h>

enum { MOST_MOVES = 1000, MOST_CELLS_MOVED = 64, MANY_CELLS = 60 };

typedef struct Rounding {
    const Decision *d;
    const double *relaxed, *totals;
    double *x, *total;                 /* what is made of them: cells, and [n_years] totals */
    double *use, *most, *least, *size; /* [n_limits]; size makes a row's excess places */
    int **touch, *n_touch;             /* [cells] the limits that a cell counts in */
    int *seen, *turn; /* [n_limits] last turn in which a limit was counted; the turn */
} Rounding;

typedef struct Move {
    int n;
    int cell[MOST_CELLS_MOVED];
    double by[MOST_CELLS_MOVED];
} Move;

static const Route *route_of(const Rounding *r, int cell)
{
    return &r->d->p->routes[cell / r->d->n_years];
}

static double step_of(const Route *route)
{
    return route->multiple > 0 ? route->multiple : 1;
}

/* The smallest cohort of a route that is run at all. */
static double smallest(const Route *route, bool whole)
{
    double step = route->multiple > 0 ? route->multiple : whole ? 1 : 0;
    return step > 0 ? step * ceil(route->viable / step - 1e-9) : route->viable;
}

static bool can_run(const Rounding *r, int cell, double x)
{
    const Route *route = route_of(r, cell);
    double step = route->multiple;
    if (step > 0 && fabs(x - step * nearbyint(x / step)) > 1e-9)
        return false;
    return x == 0 || (x > 0 && x >= smallest(route, r->d->p->whole_places) - 1e-9);
}

/* ---------------------------------------------------------------- the first rounding */

/* The nearest cohort of the route that can be run; below the smallest it is closed up to the
 * part `close` of the smallest. */
static double nearest(const Route *route, bool whole, double x, double close)
{
    double least = smallest(route, whole);
    double step = route->multiple > 0 ? route->multiple : 0;
    if (step > 0)
        x = step * nearbyint(x / step);
    if (x < least)
        x = x < least * close ? 0 : least;
    return x;
}

/* Shares `total` over the routes marked in `open` in proportion to the given intakes; whole
 * numbers by largest remainder, ties to the earlier route. */
static void share(Rounding *r, int j, double total, const bool *open)
{
    const Decision *d = r->d;
    double sum = 0, left = total, n = 0;
    for (int i = 0; i < d->p->n_routes; i++)
        if (open[i]) {
            sum += r->relaxed[i * d->n_years + j];
            n++;
        }
    double *quota = r->use; /* not needed yet; as many as there are routes */
    for (int i = 0; i < d->p->n_routes; i++) {
        if (!open[i])
            continue;
        int at = i * d->n_years + j;
        quota[i] = sum > 0 ? r->relaxed[at] * total / sum : total / n;
        r->x[at] = d->p->whole_places ? floor(quota[i] + 1e-7) : quota[i];
        left -= r->x[at];
    }
    for (; d->p->whole_places && left > 0.5; left--) {
        int best = -1;
        for (int i = 0; i < d->p->n_routes; i++)
            if (open[i] && (best < 0 || quota[i] - r->x[i * d->n_years + j] >
                                            quota[best] - r->x[best * d->n_years + j] + 1e-7))
                best = i;
        if (best < 0)
            return;
        r->x[best * d->n_years + j] += 1;
    }
}

/* Lumpy routes whose part of the total cannot be run are set one by one, the furthest off
 * first; the others share what is left. */
static void round_year(Arena *a, Rounding *r, int j, double close)
{
    const Decision *d = r->d;
    bool *open = NEW_ARRAY(a, bool, d->p->n_routes + 1);
    double left = r->totals[j];
    for (int i = 0; i < d->p->n_routes; i++)
        open[i] = is_decided(d, i, j);
    for (int turn = 0; turn <= d->p->n_routes; turn++) {
        int worst = -1;
        double furthest = 1e-9;
        share(r, j, fmax(0, left), open);
        for (int i = 0; i < d->p->n_routes; i++) {
            double x = r->x[i * d->n_years + j];
            double off = fabs(x - nearest(&d->p->routes[i], d->p->whole_places, x, close));
            if (open[i] && off > furthest) {
                furthest = off;
                worst = i;
            }
        }
        if (worst < 0)
            return;
        int at = worst * d->n_years + j;
        r->x[at] = nearest(&d->p->routes[worst], d->p->whole_places, r->x[at], close);
        left -= r->x[at];
        open[worst] = false;
    }
}

/* ---------------------------------------------------------------- mending */

static double excess(const Rounding *r, int limit, double use)
{
    double over = fmax(use - r->most[limit], r->least[limit] - use);
    return over > 0 ? over / r->size[limit] : 0;
}

/* How much better the move makes things: places by which limits are broken, then nearness. */
typedef struct Gain {
    double limits, nearness;
} Gain;

static Gain gain_of(const Rounding *r, const Move *m)
{
    const Decision *d = r->d;
    Gain g = {0};
    int turn = ++*r->turn;
    for (int c = 0; c < m->n; c++)
        for (int t = 0; t < r->n_touch[m->cell[c]]; t++) {
            int i = r->touch[m->cell[c]][t];
            double by = 0;
            if (r->seen[i] == turn)
                continue;
            r->seen[i] = turn;
            for (int k = 0; k < m->n; k++)
                by += d->limits[i].factor[m->cell[k]] * m->by[k];
            if (by != 0)
                g.limits += excess(r, i, r->use[i]) - excess(r, i, r->use[i] + by);
        }
    for (int k = 0; k < m->n; k++) {
        int cell = m->cell[k], j = cell % d->n_years;
        double off = r->x[cell] - r->relaxed[cell], by = 0;
        bool first = true;
        g.nearness += fabs(off) - fabs(off + m->by[k]);
        for (int i = 0; i < m->n; i++)
            if (m->cell[i] % d->n_years == j) {
                first &= i >= k;
                by += m->by[i];
            }
        off = r->total[j] - r->totals[j];
        if (first) /* a year's total weighs more than any one route */
            g.nearness += 10 * (fabs(off) - fabs(off + by));
    }
    return g;
}

static bool is_better(Gain g, Gain than)
{
    if (fabs(g.limits - than.limits) > 1e-9)
        return g.limits > than.limits;
    return g.nearness > than.nearness + 1e-9;
}

static void apply(Rounding *r, const Move *m)
{
    for (int k = 0; k < m->n; k++) {
        r->x[m->cell[k]] += m->by[k];
        r->total[m->cell[k] % r->d->n_years] += m->by[k];
        for (int i = 0; i < r->d->n_limits; i++)
            r->use[i] += r->d->limits[i].factor[m->cell[k]] * m->by[k];
    }
}

static void consider(const Rounding *r, const Move *m, Move *best, Gain *gain)
{
    for (int k = 0; k < m->n; k++)
        if (m->by[k] == 0 || !can_run(r, m->cell[k], r->x[m->cell[k]] + m->by[k]))
            return;
    Gain g = gain_of(r, m);
    if (is_better(g, *gain)) {
        *gain = g;
        *best = *m;
    }
}

static void consider_pair(const Rounding *r, int from, int to, double by, Move *best,
                          Gain *gain)
{
    consider(r, &(Move){.n = 2, .cell = {from, to}, .by = {-by, by}}, best, gain);
}

/* One course alone, and one course in favour of another in the same year. */
static void consider_cell(const Rounding *r, int cell, bool pairs, Move *best, Gain *gain)
{
    const Decision *d = r->d;
    const Route *route = route_of(r, cell);
    double step = step_of(route), x = r->x[cell], least = smallest(route, d->p->whole_places);
    double by[] = {-step, step, -x, x == 0 ? least : least - x};
    int j = cell % d->n_years;
    for (int i = 0; i < 4; i++)
        consider(r, &(Move){.n = 1, .cell = {cell}, .by = {by[i]}}, best, gain);
    for (int to = 0; to < d->p->n_routes && pairs; to++) {
        if (!is_decided(d, to, j) || to == cell / d->n_years)
            continue;
        const Route *other = &d->p->routes[to];
        int into = to * d->n_years + j;
        consider_pair(r, cell, into, fmax(step, step_of(other)), best, gain);
        if (x > 0 && route->viable > 0)
            consider_pair(r, cell, into, x, best, gain);
        if (r->x[into] == 0 && other->viable > 0)
            consider_pair(r, cell, into, smallest(other, d->p->whole_places), best, gain);
    }
}

/* Moves a cell of year j by one step of its route; false when that cannot be run. */
static bool add_step(const Rounding *r, Move *m, int route, int j, int side)
{
    int at = route * r->d->n_years + j;
    double by = side * step_of(&r->d->p->routes[route]);
    if (m->n >= MOST_CELLS_MOVED || !is_decided(r->d, route, j) ||
        !can_run(r, at, r->x[at] + by))
        return false;
    m->cell[m->n] = at;
    m->by[m->n++] = by;
    return true;
}

/* The route whose intake in year j is furthest from what was given; -1 when none can move. */
static int furthest(const Rounding *r, int j, int side)
{
    int best = -1;
    double off = -INFINITY;
    for (int i = 0; i < r->d->p->n_routes; i++) {
        int at = i * r->d->n_years + j;
        Move m = {0};
        if (side * (r->relaxed[at] - r->x[at]) > off + 1e-9 && add_step(r, &m, i, j, side)) {
            off = side * (r->relaxed[at] - r->x[at]);
            best = i;
        }
    }
    return best;
}

/* Several years running from `from`: one route more or less (ANY = in each year that which is
 * furthest off), and another the other way where one is given. */
static void consider_run(const Rounding *r, int from, int side, int route, int other,
                         Move *best, Gain *gain)
{
    Move m = {0};
    for (int j = from; j <= r->d->to; j++) {
        int moved = route == ANY ? furthest(r, j, side) : route;
        if (moved < 0 || !add_step(r, &m, moved, j, side) ||
            (other != ANY && !add_step(r, &m, other, j, -side)))
            return;
        if (j > from)
            consider(r, &m, best, gain);
    }
}

static void consider_runs(const Rounding *r, Move *best, Gain *gain)
{
    for (int from = r->d->from; from < r->d->to; from++)
        for (int side = -1; side <= 1; side += 2)
            for (int i = ANY; i < r->d->p->n_routes; i++)
                for (int other = ANY; other < (i == ANY ? 0 : r->d->p->n_routes); other++)
                    if (other == ANY || other != i)
                        consider_run(r, from, side, i, other, best, gain);
}

static double broken(const Rounding *r)
{
    double sum = 0;
    for (int i = 0; i < r->d->n_limits; i++)
        sum += excess(r, i, r->use[i]);
    return sum;
}

static void mend(Rounding *r)
{
    const Decision *d = r->d;
    for (int i = 0; i < MOST_MOVES; i++) {
        Move best;
        Gain gain = {0};
        /* Of many cohorts only those that break a limit are worth an exchange. */
        bool pairs = d->p->n_routes * (d->to - d->from + 1) <= MANY_CELLS || broken(r) > 0;
        best.n = 0;
        for (int j = d->from; j <= d->to; j++)
            for (int route = 0; route < d->p->n_routes; route++)
                if (is_decided(d, route, j))
                    consider_cell(r, route * d->n_years + j, pairs, &best, &gain);
        if (gain.limits <= 1e-9 && broken(r) > 0)
            consider_runs(r, &best, &gain);
        if (best.n == 0)
            return;
        apply(r, &best);
    }
}

/* Rounds and mends; returns by how much limits are still broken. */
static double try_rounding(Arena *a, Rounding *r, double close)
{
    const Decision *d = r->d;
    memcpy(r->x, r->relaxed, (size_t)(d->p->n_routes * d->n_years) * sizeof *r->x);
    for (int j = d->from; j <= d->to; j++) {
        round_year(a, r, j, close);
        r->total[j] = 0;
        for (int i = 0; i < d->p->n_routes; i++)
            r->total[j] += is_decided(d, i, j) ? r->x[i * d->n_years + j] : 0;
    }
    for (int i = 0; i < d->n_limits; i++)
        r->use[i] = limit_use(d, &d->limits[i], r->x);
    mend(r);
    return broken(r);
}

static void find_touched(Arena *a, Rounding *r, int cells)
{
    r->touch = NEW_ARRAY(a, int *, cells + 1);
    r->n_touch = NEW_ARRAY(a, int, cells + 1);
    r->seen = NEW_ARRAY(a, int, r->d->n_limits + 1);
    r->turn = NEW(a, int);
    for (int at = 0; at < cells; at++) {
        r->touch[at] = NEW_ARRAY(a, int, r->d->n_limits + 1);
        for (int i = 0; i < r->d->n_limits; i++)
            if (r->d->limits[i].factor[at] != 0)
                r->touch[at][r->n_touch[at]++] = i;
    }
}

IntakePath whole_path(Arena *a, const Decision *d, const double *relaxed, const double *totals)
{
    /* To the nearest; where limits stay broken, small cohorts all opened or all closed. */
    static const double close[] = {0.5, 0, 1};
    int n = d->p->n_routes * d->n_years, limits = d->n_limits + d->p->n_routes + 1;
    Rounding r = {.d = d, .relaxed = relaxed, .totals = totals};
    double *best = NEW_ARRAY(a, double, n + 1), least = INFINITY;
    r.x = NEW_ARRAY(a, double, n + 1);
    r.total = NEW_ARRAY(a, double, d->n_years + 1);
    r.use = NEW_ARRAY(a, double, limits);
    r.most = NEW_ARRAY(a, double, limits);
    r.least = NEW_ARRAY(a, double, limits);
    r.size = NEW_ARRAY(a, double, limits);
    find_touched(a, &r, n);
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        double given = limit_use(d, l, relaxed), most = limit_most(l), lowest = limit_least(l);
        for (int at = 0; at < n; at++)
            r.size[i] = fmax(r.size[i], fabs(l->factor[at]));
        r.most[i] = fmax(most, given) + (isinf(most) ? 0 : 1e-9 * (1 + fabs(most)));
        r.least[i] = fmin(lowest, given) - (isinf(lowest) ? 0 : 1e-9 * (1 + fabs(lowest)));
        if (r.size[i] <= 0)
            r.size[i] = 1;
    }
    for (int i = 0; i < 3 && least > 0; i++) {
        double left = try_rounding(a, &r, close[i]);
        if (left < least) {
            least = left;
            memcpy(best, r.x, (size_t)n * sizeof *best);
        }
    }
    return path_of(d, best);
}
