/* Decides how a programme's intakes become cohorts that can be run while what they are for is
 * kept.
 *
 * whole.c gives the nearest path within the limits. Rounding may have lost a few draws, so
 * places are added, each time the one that brings the goal nearest per place or pound; then
 * places are taken off, the dearest first, while the goal is kept. A move is one step of a
 * cohort, or one step of it in every year from there on, because ramps tie years together. A
 * move that breaks a limit is not made. The result is the least in its neighbourhood, and what
 * it misses the relaxation by is in the gap that is reported. */
#include "sim/chance.h"
#include "sim/lever.h"
#include "sim/order.h"
#include <math.h>

enum { MOST_MOVES = 4000 };

typedef struct Upward {
    const Decision *d;
    const Futures *f;
    const Goal *goal;
    const double *price;
    double *path;                /* whole array, as whole.c and the limits read it */
    double *use, *most, *least;  /* [n_limits] */
    double *margin;              /* [P][K] supply - need */
    double *loss, *here, *slack; /* [K] scratch */
} Upward;

typedef struct Steps {
    int n;
    int cell[64];
    double by[64];
    double price;
} Steps;

/* ---------------------------------------------------------------- the goal */

/* What each draw lacks at its worst point after the steps, into u->loss, and up to what it
 * counts as rounding, into u->slack. */
static void find_losses(const Upward *u, const Steps *steps)
{
    const Futures *f = u->f;
    size_t K = (size_t)f->K, n = (size_t)f->n, P = (size_t)f->P;
    double *restrict here = u->here, *restrict loss = u->loss, *restrict slack = u->slack;
    for (size_t k = 0; k < K; k++) {
        loss[k] = -INFINITY;
        slack[k] = 0;
    }
    for (size_t i = 0; i < P; i++) {
        const double *restrict margin = u->margin + i * K;
        if (!f->helped[i])
            continue;
        for (size_t k = 0; k < K; k++)
            here[k] = -margin[k];
        for (int s = 0; s < steps->n; s++) {
            size_t at = i * n + (size_t)steps->cell[s];
            const double *restrict r = f->responses + at * K;
            for (size_t k = 0; k < K && f->brings[at]; k++)
                here[k] -= r[k] * steps->by[s];
        }
        for (size_t k = 0; k < K; k++)
            if (here[k] > loss[k]) {
                loss[k] = here[k];
                slack[k] = f->slack[k * P + i];
            }
    }
}

/* What is lacking of the goal after the steps; 0 = kept. */
static double lacking(const Upward *u, const Steps *steps)
{
    const Futures *f = u->f;
    int kept = 0;
    find_losses(u, steps);
    for (int k = 0; k < f->K; k++) {
        u->loss[k] = !u->goal->mean_of_worst && f->lost[k] ? INFINITY : u->loss[k];
        kept += u->loss[k] <= u->goal->allowed + u->slack[k];
    }
    if (!u->goal->mean_of_worst)
        return kept >= u->goal->m || u->goal->m < 1
                   ? 0
                   : fmax(1e-12, order_rank(u->loss, f->K, u->goal->m - 1) - u->goal->allowed);
    order_sort(u->loss, f->K);
    double mean = mean_of_worst(u->loss, f->K, u->goal->p) - u->goal->allowed;
    return mean <= f->slack[0] ? 0 : mean;
}

/* ---------------------------------------------------------------- moves */

static const Route *route_of(const Upward *u, int c)
{
    return &u->d->p->routes[u->f->cell[c] / u->f->n_years];
}

static double smallest(const Upward *u, int c)
{
    const Route *route = route_of(u, c);
    double step = route->multiple > 0 ? route->multiple : u->d->p->whole_places ? 1 : 0;
    return step > 0 ? step * ceil(route->viable / step - 1e-9) : route->viable;
}

/* One step of cell c up or down; false where it cannot be run. */
static bool push_step(const Upward *u, Steps *s, int c, int side)
{
    const Route *route = route_of(u, c);
    double step = route->multiple > 0 ? route->multiple : 1, x = u->path[u->f->cell[c]];
    double least = smallest(u, c), by = side * step;
    if (side > 0 && x + by < least - 1e-9)
        by = least - x;
    if (side < 0 && x + by < least - 1e-9)
        by = -x;
    if (by == 0 || x + by < -1e-9 || s->n >= 64)
        return false;
    s->cell[s->n] = c;
    s->by[s->n++] = by;
    s->price += u->price[c] * by;
    return true;
}

static bool keeps_limits(const Upward *u, const Steps *s)
{
    for (int i = 0; i < u->d->n_limits; i++) {
        double by = 0;
        for (int k = 0; k < s->n; k++)
            by += u->d->limits[i].factor[u->f->cell[s->cell[k]]] * s->by[k];
        if ((by > 0 && u->use[i] + by > u->most[i]) || (by < 0 && u->use[i] + by < u->least[i]))
            return false;
    }
    return true;
}

static void make(Upward *u, const Steps *s)
{
    size_t K = (size_t)u->f->K, n = (size_t)u->f->n, P = (size_t)u->f->P;
    for (int k = 0; k < s->n; k++) {
        u->path[u->f->cell[s->cell[k]]] += s->by[k];
        for (size_t i = 0; i < P; i++) {
            const double *restrict r = u->f->responses + (i * n + (size_t)s->cell[k]) * K;
            double *restrict margin = u->margin + i * K;
            for (size_t draw = 0; draw < K; draw++)
                margin[draw] += r[draw] * s->by[k];
        }
        for (int i = 0; i < u->d->n_limits; i++)
            u->use[i] += u->d->limits[i].factor[u->f->cell[s->cell[k]]] * s->by[k];
    }
}

/* The move number `at` of all: a cell alone, then the cell and its route's later years. */
static bool move_at(const Upward *u, int at, int side, Steps *s)
{
    int c = at % u->f->n;
    *s = (Steps){0};
    if (!push_step(u, s, c, side))
        return false;
    for (int next = c + 1;
         at >= u->f->n && next < u->f->n && route_of(u, next) == route_of(u, c); next++)
        if (!push_step(u, s, next, side))
            return false;
    return (at < u->f->n || s->n > 1) && keeps_limits(u, s);
}

static void add_places(Upward *u)
{
    double now = lacking(u, &(Steps){0});
    for (int turn = 0; turn < MOST_MOVES && now > 0; turn++) {
        Steps best = {0}, s;
        double most = 0, then = now;
        for (int at = 0; at < 2 * u->f->n; at++) {
            if (!move_at(u, at, 1, &s))
                continue;
            double left = lacking(u, &s), worth = (now - left) / fmax(s.price, 1e-9);
            if (worth > most * (1 + 1e-9)) {
                most = worth;
                best = s;
                then = left;
            }
        }
        if (!best.n)
            return;
        make(u, &best);
        now = then;
    }
}

static void take_places(Upward *u)
{
    for (int turn = 0; turn < MOST_MOVES; turn++) {
        Steps best = {0}, s;
        for (int at = 0; at < 2 * u->f->n; at++)
            if (move_at(u, at, -1, &s) && s.price < best.price - 1e-9 && lacking(u, &s) <= 0)
                best = s;
        if (!best.n)
            return;
        make(u, &best);
    }
}

IntakePath round_up(Arena *a, const Decision *d, const Futures *f, const Goal *goal,
                    const double *price, const double *x)
{
    size_t cells = (size_t)(d->p->n_routes * d->n_years);
    double *path = NEW_ARRAY(a, double, cells + 1);
    memcpy(path, d->own, cells * sizeof *path);
    futures_give(f, x, path);
    if (!d->p->whole_places && !d->lumpy)
        return path_of(d, path);
    SCOPED_ARENA scratch = arena_new();
    double *totals = NEW_ARRAY(scratch, double, d->n_years + 1);
    for (int c = 0; c < f->n; c++)
        totals[f->cell[c] % d->n_years] += x[c];
    for (int j = 0; j < d->n_years && d->p->whole_places; j++)
        totals[j] = nearbyint(totals[j]);
    Upward u = {.d = d, .f = f, .goal = goal, .price = price};
    u.path = whole_path(a, d, path, totals).x;
    u.use = NEW_ARRAY(scratch, double, d->n_limits + 1);
    u.most = NEW_ARRAY(scratch, double, d->n_limits + 1);
    u.least = NEW_ARRAY(scratch, double, d->n_limits + 1);
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        u.use[i] = limit_use(d, l, u.path);
        u.most[i] =
            limit_most(l) + (isinf(limit_most(l)) ? 0 : 1e-7 * (1 + fabs(limit_most(l))));
        u.least[i] =
            limit_least(l) - (isinf(limit_least(l)) ? 0 : 1e-7 * (1 + fabs(limit_least(l))));
    }
    size_t K = (size_t)f->K;
    u.margin = NEW_ARRAY(scratch, double, K *(size_t)f->P + 1);
    u.loss = NEW_ARRAY(scratch, double, K + 1);
    u.here = NEW_ARRAY(scratch, double, K + 1);
    u.slack = NEW_ARRAY(scratch, double, K + 1);
    double *decided = NEW_ARRAY(scratch, double, f->n + 1);
    futures_take(f, u.path, decided);
    for (int i = 0; i < f->P; i++) {
        futures_lack(f, i, decided, u.margin + (size_t)i * K);
        for (size_t k = 0; k < K; k++)
            u.margin[(size_t)i * K + k] *= -1;
    }
    add_places(&u);
    if (lacking(&u, &(Steps){0}) <= 0)
        take_places(&u);
    return path_of(d, u.path);
}
