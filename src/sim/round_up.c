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
#include <math.h>

enum { MOST_MOVES = 4000 };

typedef struct Upward {
    const Decision *d;
    const Futures *f;
    const Goal *goal;
    const double *price;
    double *path;               /* whole array, as whole.c and the limits read it */
    double *use, *most, *least; /* [n_limits] */
    double *margin;             /* [K][P] supply - need */
    double *response;           /* [n][K][P] */
    double *loss;               /* [K] scratch */
} Upward;

typedef struct Steps {
    int n;
    int cell[64];
    double by[64];
    double price;
} Steps;

/* ---------------------------------------------------------------- the goal */

/* The rank-th smallest (from 0) of n values, which are reordered. */
static double select_rank(double *v, int n, int rank)
{
    int low = 0, high = n - 1;
    while (low < high) {
        double pivot = v[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j) {
                double t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (rank <= j)
            high = j;
        else if (rank >= i)
            low = i;
        else
            break;
    }
    return v[rank];
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* What is lacking of the goal after the steps; 0 = kept. */
static double lacking(const Upward *u, const Steps *steps)
{
    const Futures *f = u->f;
    size_t rows = (size_t)f->K * (size_t)f->P;
    int kept = 0;
    for (int k = 0; k < f->K; k++) {
        double most = -INFINITY, slack = 0;
        for (int i = 0; i < f->P; i++) {
            size_t at = (size_t)k * (size_t)f->P + (size_t)i;
            double loss = -u->margin[at];
            if (!f->helped[i])
                continue;
            for (int s = 0; s < steps->n; s++)
                loss -= u->response[(size_t)steps->cell[s] * rows + at] * steps->by[s];
            if (loss > most) {
                most = loss;
                slack = f->slack[at];
            }
        }
        u->loss[k] = u->goal->mean_of_worst ? most : f->lost[k] ? INFINITY : most;
        kept += u->loss[k] <= u->goal->allowed + slack;
    }
    if (!u->goal->mean_of_worst)
        return kept >= u->goal->m || u->goal->m < 1
                   ? 0
                   : fmax(1e-12, select_rank(u->loss, f->K, u->goal->m - 1) - u->goal->allowed);
    qsort(u->loss, (size_t)f->K, sizeof *u->loss, by_value);
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
    size_t rows = (size_t)u->f->K * (size_t)u->f->P;
    for (int k = 0; k < s->n; k++) {
        const double *r = u->response + (size_t)s->cell[k] * rows;
        u->path[u->f->cell[s->cell[k]]] += s->by[k];
        for (size_t at = 0; at < rows; at++)
            u->margin[at] += r[at] * s->by[k];
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
    size_t cells = (size_t)(d->p->n_routes * d->n_years), rows = (size_t)f->K * (size_t)f->P;
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
    u.margin = NEW_ARRAY(scratch, double, rows + 1);
    u.response = NEW_ARRAY(scratch, double, rows *(size_t)f->n + 1);
    u.loss = NEW_ARRAY(scratch, double, f->K + 1);
    for (size_t at = 0; at < rows; at++) {
        u.margin[at] = -f->need[at];
        for (int c = 0; c < f->n; c++) {
            double r = f->response[at * (size_t)f->n + (size_t)c];
            u.response[(size_t)c * rows + at] = r;
            u.margin[at] += r * u.path[f->cell[c]];
        }
    }
    add_places(&u);
    if (lacking(&u, &(Steps){0}) <= 0)
        take_places(&u);
    return path_of(d, u.path);
}
