/* Decides how each year's total follows the level.
 *
 * All years rise with the level together; a year that a limit stops stays where it is and the
 * others go on, and a year that may not be as low as the level waits at the least that it may
 * be. So the total of a year is the level, cut off at a least and a most, and never falls when
 * the level rises. Linear programmes find how far the years can rise, and which one stops.
 *
 * The mix of routes is not the level's to change: each route has its share of the total, except
 * that a route with a capacity or a minimum of its own stops there and the others share the
 * rest as before. A limit on all together so stops the year, and makes no dear course cheap. */
#include "sim/course.h"
#include <math.h>

static double slack(const Course *c, double value)
{
    return c->tolerance * (1 + fabs(value));
}

bool course_has(const Course *c, int j)
{
    return j >= c->d->from && j <= c->d->to && c->total[j] >= 0;
}

/* ---------------------------------------------------------------- variables and rows */

/* Shares of the decided routes; equal ones where the plan gives none. */
static void fill_shares(Course *c)
{
    const Plan *p = c->d->p;
    double sum = 0, n = 0;
    for (int r = 0; r < p->n_routes; r++) {
        sum += p->routes[r].decided ? fmax(0, p->routes[r].share) : 0;
        n += p->routes[r].decided;
    }
    for (int r = 0; r < p->n_routes; r++)
        c->share[r] = !p->routes[r].decided ? 0
                      : sum > 0             ? fmax(0, p->routes[r].share) / sum
                                            : 1 / n;
}

static void add_totals(Course *c)
{
    c->level = lp_var(c->lp, 0, UNLIMITED, 0, false);
    for (int j = 0; j < c->d->n_years; j++) {
        LpSum sum = {.arena = c->a}, same = {.arena = c->a};
        c->total[j] = -1;
        for (int r = 0; r < c->d->p->n_routes; r++)
            if (is_decided(c->d, r, j))
                lp_add(&sum, c->d->var[r * c->d->n_years + j], 1);
        if (sum.n == 0)
            continue;
        c->total[j] = lp_var(c->lp, 0, INFINITY, 0, false);
        lp_add(&sum, c->total[j], -1);
        lp_row(c->lp, &sum, -settled(c->d, j), -settled(c->d, j));
        lp_add(&same, c->total[j], 1);
        lp_add(&same, c->level, -1);
        c->same[j] = lp_row(c->lp, &same, -INFINITY, INFINITY);
    }
}

bool course_solve(Course *c, bool *found)
{
    LpStatus status;
    if (!lp_solve(c->lp, c->err, &status))
        return false;
    *found = status == LP_OPTIMAL;
    return true;
}

/* The lowest totals that the limits allow, which is where years wait for the level. */
static bool find_least(Course *c)
{
    bool found;
    lp_costs_clear(c->lp);
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j))
            lp_cost(c->lp, c->total[j], 1);
    if (!course_solve(c, &found))
        return false;
    if (!found)
        return fail(c->err, INFEASIBLE, "the limits on intakes leave no answer");
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j)) {
            double least = lp_primal(c->lp, c->total[j]);
            c->least[j] = least < 1e-9 ? 0 : least;
        }
    return true;
}

/* A floor for some routes is part of the mix: where their shares are less, they are raised to
 * it and the others give way, in proportion. */
static void raise_shares(Course *c)
{
    const Plan *p = c->d->p;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        double part = 0, least = c->d->theta[i];
        if (row->part != PART_LIMIT || row->kind != LIMIT_LEAST_SHARE)
            continue;
        for (int r = 0; r < p->n_routes; r++)
            part += row_has_route(row, r) ? c->share[r] : 0;
        int n = 0;
        for (int r = 0; r < p->n_routes; r++)
            n += p->routes[r].decided && row_has_route(row, r);
        if (n == 0 || part >= least)
            continue;
        for (int r = 0; r < p->n_routes; r++)
            if (p->routes[r].decided && row_has_route(row, r))
                c->share[r] = part > 0 ? c->share[r] * least / part : least / n;
            else
                c->share[r] *= (1 - least) / (1 - part);
    }
}

static double clipped(const Course *c, int at, double x)
{
    return fmin(fmax(x, c->lowest[at]), c->highest[at]);
}

/* What the routes of a set bring together at a scale. */
static double set_at_scale(const Course *c, int key, int j, double scale)
{
    const Decision *d = c->d;
    double sum = 0;
    for (int r = 0; r < d->p->n_routes; r++)
        if (is_decided(d, r, j) && decision_has(d, key, r))
            sum += clipped(c, r * d->n_years + j, c->share[r] * scale);
    return sum;
}

/* A limit of a set stops (or holds up) all its routes at one scale: where they reach it
 * together. From there on it is as if each had a limit of its own. */
static void limit_set(Course *c, const Limit *l)
{
    const Decision *d = c->d;
    int j = l->year - d->first;
    bool most = l->kind == LIMIT_CAPACITY;
    double bound = most ? limit_most(l) : limit_least(l), low = 0, high = 1;
    while (high < UNLIMITED * 1e3 && set_at_scale(c, l->route, j, high) < bound)
        high *= 2;
    if (set_at_scale(c, l->route, j, high) < bound && most)
        return; /* it is never reached */
    for (int i = 0; i < 100; i++) {
        double mid = (low + high) / 2;
        if (set_at_scale(c, l->route, j, mid) < bound)
            low = mid;
        else
            high = mid;
    }
    for (int r = 0; r < d->p->n_routes; r++) {
        int at = r * d->n_years + j;
        if (!is_decided(d, r, j) || !decision_has(d, l->route, r))
            continue;
        if (most)
            c->highest[at] = fmin(c->highest[at], fmax(c->lowest[at], c->share[r] * low));
        else
            c->lowest[at] = fmax(c->lowest[at], fmin(c->highest[at], c->share[r] * high));
    }
}

/* The mix is kept as rows unless routes have a ramp of their own, which may ask for more than
 * their share because of what they had before. */
static void add_mix(Course *c)
{
    const Decision *d = c->d;
    c->keeps_mix = true;
    for (int at = 0; at < d->p->n_routes * d->n_years; at++)
        c->highest[at] = INFINITY;
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        int at = l->route * d->n_years + l->year - d->first;
        if (l->route >= 0 && l->kind == LIMIT_CAPACITY)
            c->highest[at] = fmax(0, limit_most(l));
        else if (l->route >= 0 && l->kind == LIMIT_MINIMUM)
            c->lowest[at] = fmax(0, limit_least(l));
        else if (l->route != ANY && (l->kind == LIMIT_RAMP || l->kind == LIMIT_RAMP_SHARE))
            c->keeps_mix = false;
    }
    for (int i = 0; i < d->n_limits; i++)
        if (d->limits[i].route <= SOME_ROUTES &&
            (d->limits[i].kind == LIMIT_CAPACITY || d->limits[i].kind == LIMIT_MINIMUM))
            limit_set(c, &d->limits[i]);
    for (int j = d->from; j <= d->to && c->keeps_mix; j++) {
        c->scale[j] = lp_var(c->lp, 0, INFINITY, 0, false);
        for (int r = 0; r < d->p->n_routes; r++) {
            LpSum sum = {.arena = c->a};
            if (!is_decided(d, r, j))
                continue;
            lp_add(&sum, d->var[r * d->n_years + j], 1);
            lp_add(&sum, c->scale[j], -c->share[r]);
            c->mix[r * d->n_years + j] = lp_row(c->lp, &sum, -INFINITY, INFINITY);
        }
    }
}

/* ---------------------------------------------------------------- the mix */

/* A route's intake where the scale is what a route with the whole share would get. */
static double at_scale(const Course *c, int r, int j, double scale)
{
    int at = r * c->d->n_years + j;
    return fmin(fmax(c->share[r] * scale, c->lowest[at]), c->highest[at]);
}

static double total_at_scale(const Course *c, int j, double scale)
{
    double sum = settled(c->d, j);
    for (int r = 0; r < c->d->p->n_routes; r++)
        sum += is_decided(c->d, r, j) ? at_scale(c, r, j, scale) : 0;
    return sum;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Scales at which a route comes to or from a limit of its own, ascending. */
static int bends_of(const Course *c, int j, double *scales)
{
    int n = 0;
    for (int r = 0; r < c->d->p->n_routes; r++) {
        int at = r * c->d->n_years + j;
        if (!is_decided(c->d, r, j) || c->share[r] <= 0)
            continue;
        if (c->lowest[at] > 0)
            scales[n++] = c->lowest[at] / c->share[r];
        if (isfinite(c->highest[at]))
            scales[n++] = c->highest[at] / c->share[r];
    }
    qsort(scales, (size_t)n, sizeof *scales, by_size);
    return n;
}

int course_bends(const Course *c, int j, double *totals)
{
    int n = bends_of(c, j, totals);
    for (int i = 0; i < n; i++)
        totals[i] = total_at_scale(c, j, totals[i]);
    return n;
}

/* The scale that brings the total: straight between bends. */
static double scale_of(const Course *c, int j, double total)
{
    double *bends = NEW_ARRAY(c->a, double, 2 * c->d->p->n_routes + 1);
    double low = 0, high = 0, below = total_at_scale(c, j, 0);
    int n = bends_of(c, j, bends);
    for (int i = 0; i <= n; i++) {
        high = i < n ? bends[i] : 2 * low + 1;
        double above = total_at_scale(c, j, high);
        if (above >= total || i == n)
            return above > below
                       ? fmax(low, low + (high - low) * (total - below) / (above - below))
                       : low;
        low = high;
        below = above;
    }
    return low;
}

double course_share(const Course *c, int r, int j, double total)
{
    double sum = 0;
    for (int i = 0; i < c->d->p->n_routes; i++)
        sum += is_decided(c->d, i, j) ? c->share[i] : 0;
    return sum > 0 ? c->share[r] / sum * fmax(0, total - settled(c->d, j)) : 0;
}

void course_mix(const Course *c, int j, double total, double *x)
{
    double scale = c->keeps_mix ? scale_of(c, j, total) : total;
    for (int r = 0; r < c->d->p->n_routes; r++)
        if (is_decided(c->d, r, j))
            x[r * c->d->n_years + j] =
                c->keeps_mix ? at_scale(c, r, j, scale) : course_share(c, r, j, total);
}

/* Ties the routes of a year together for totals from `total` to the next bend. */
static void set_mix(Course *c, int j, double total)
{
    double scale = c->keeps_mix ? scale_of(c, j, total) : 0;
    for (int r = 0; r < c->d->p->n_routes; r++) {
        int at = r * c->d->n_years + j;
        if (!is_decided(c->d, r, j) || c->mix[at] < 0)
            continue;
        double share = c->share[r] * scale, held = at_scale(c, r, j, scale);
        bool own = share < c->lowest[at] * (1 - 1e-9) || share >= c->highest[at] * (1 - 1e-9);
        bool tied = c->keeps_mix && !own, fixed = c->keeps_mix && own;
        lp_row_bounds(c->lp, c->mix[at], tied ? 0 : -INFINITY, tied ? 0 : INFINITY);
        lp_var_bounds(c->lp, c->d->var[at], fixed ? fmax(0, held - slack(c, held)) : 0,
                      fixed ? held + slack(c, held) : INFINITY);
    }
}

/* The next total from which the routes are tied differently. */
static double next_bend(const Course *c, int j, double level)
{
    double *bends = NEW_ARRAY(c->a, double, 2 * c->d->p->n_routes + 1);
    int n = c->keeps_mix ? course_bends(c, j, bends) : 0;
    for (int i = 0; i < n; i++)
        if (bends[i] > level + 1e-7 * (1 + level))
            return bends[i];
    return UNLIMITED;
}

/* ---------------------------------------------------------------- the rise */

/* What each year may do now: wait at its least, rise together, or stay at its most. */
static void set_totals(Course *c, double from)
{
    lp_var_bounds(c->lp, c->level, from, UNLIMITED);
    for (int j = 0; j < c->d->n_years; j++) {
        if (!course_has(c, j))
            continue;
        bool rises = c->rise[j] == RISES;
        double held = c->rise[j] == WAITS ? c->least[j] : c->most[j];
        lp_row_bounds(c->lp, c->same[j], rises ? 0 : -INFINITY, rises ? 0 : INFINITY);
        lp_var_bounds(c->lp, c->total[j], rises ? 0 : fmax(0, held - slack(c, held)),
                      rises ? INFINITY : held + slack(c, held));
        set_mix(c, j, rises ? from : held);
    }
}

void course_hold(Course *c, int j, double total)
{
    lp_row_bounds(c->lp, c->same[j], -INFINITY, INFINITY);
    lp_var_bounds(c->lp, c->total[j], fmax(0, total - slack(c, total)),
                  total + slack(c, total));
    set_mix(c, j, total);
}

/* How far year j alone can rise when the other rising years are at least at the level. */
static bool alone(Course *c, int j, double level, double *most)
{
    bool found;
    set_totals(c, level);
    for (int i = 0; i < c->d->n_years; i++)
        if (course_has(c, i) && c->rise[i] == RISES) {
            lp_row_bounds(c->lp, c->same[i], -INFINITY, INFINITY);
            lp_var_bounds(c->lp, c->total[i], fmax(0, level - slack(c, level)), 2 * UNLIMITED);
        }
    lp_costs_clear(c->lp);
    lp_cost(c->lp, c->total[j], -1);
    if (!course_solve(c, &found))
        return false;
    *most = found ? lp_primal(c->lp, c->total[j]) : level;
    return true;
}

static void stop(Course *c, int j, double level)
{
    c->rise[j] = STAYS;
    c->most[j] = fmax(c->least[j], level);
}

/* Stops years that the duals show to be stuck. The least of the rising totals is made as high
 * as it can be; where it cannot be above the level, a year whose row has a price is what holds
 * it there: it can rise in no answer that leaves the others at the level, or the price would be
 * 0. Years without one may be stuck all the same; they are when it is their turn.
 * *stopped is false where this tells nothing. */
static bool stop_by_price(Course *c, double level, bool *stopped)
{
    bool found;
    *stopped = false;
    set_totals(c, level);
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j) && c->rise[j] == RISES) {
            lp_row_bounds(c->lp, c->same[j], 0, INFINITY);
            lp_var_bounds(c->lp, c->total[j], fmax(0, level - slack(c, level)), 2 * UNLIMITED);
        }
    lp_var_bounds(c->lp, c->level, fmax(0, level - slack(c, level)), 2 * UNLIMITED);
    lp_costs_clear(c->lp);
    lp_cost(c->lp, c->level, -1);
    if (!course_solve(c, &found))
        return false;
    if (!found || lp_primal(c->lp, c->level) > level + 1e-7 * (1 + level))
        return true;
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j) && c->rise[j] == RISES &&
            fabs(lp_dual(c->lp, c->same[j])) > 1e-6) {
            stop(c, j, level);
            *stopped = true;
        }
    return true;
}

/* Stops the years that cannot rise beyond the level: at least the one that could rise least. */
static bool stop_years(Course *c, double level)
{
    double *most = NEW_ARRAY(c->a, double, c->d->n_years + 1);
    int first = -1;
    bool stopped;
    if (!stop_by_price(c, level, &stopped))
        return false;
    if (stopped)
        return true;
    for (int j = 0; j < c->d->n_years; j++) {
        if (!course_has(c, j) || c->rise[j] != RISES)
            continue;
        if (!alone(c, j, level, &most[j]))
            return false;
        if (first < 0 || most[j] < most[first])
            first = j;
    }
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j) && c->rise[j] == RISES &&
            (j == first || most[j] <= level + 1e-7 * (1 + level)))
            stop(c, j, level);
    return true;
}

/* Years whose turn has come start to rise. Returns how many rise, and in *next the level at
 * which something else happens. */
static int wake_years(Course *c, double level, double *next)
{
    int rising = 0;
    *next = UNLIMITED;
    for (int j = 0; j < c->d->n_years; j++) {
        if (!course_has(c, j))
            continue;
        if (c->rise[j] == WAITS && c->least[j] <= level + slack(c, level))
            c->rise[j] = RISES;
        if (c->rise[j] == WAITS)
            *next = fmin(*next, c->least[j]);
        if (c->rise[j] == RISES) {
            *next = fmin(*next, next_bend(c, j, level));
            rising++;
        }
    }
    return rising;
}

/* Gives the mix up: its rows are the last, and no route is held at a limit of its own. */
static void drop_mix(Course *c)
{
    int cells = c->d->p->n_routes * c->d->n_years, n = 0;
    for (int at = 0; at < cells; at++) {
        if (c->mix[at] < 0)
            continue;
        lp_var_bounds(c->lp, c->d->var[at], 0, INFINITY);
        c->mix[at] = -1;
        n++;
    }
    lp_rows_drop(c->lp, n);
    c->keeps_mix = false;
}

/* Whether the mix can be kept where all years wait. */
static bool try_mix(Course *c)
{
    bool found;
    set_totals(c, 0);
    lp_costs_clear(c->lp);
    if (!course_solve(c, &found))
        return false;
    if (c->keeps_mix && !found)
        drop_mix(c);
    return true;
}

/* Each turn something wakes, fills up or stops, so the turns are few. Where held totals are too
 * fine for the solver, it is given more tolerance; failing that, a year stops early. */
static bool find_most(Course *c)
{
    double level = 0, next;
    if (!try_mix(c))
        return false;
    while (level < UNLIMITED * (1 - 1e-6)) {
        int rising = wake_years(c, level, &next);
        double reached = next;
        bool found;
        if (rising) {
            set_totals(c, level);
            lp_var_bounds(c->lp, c->level, fmax(0, level - 2 * slack(c, level)), next);
            lp_costs_clear(c->lp);
            lp_cost(c->lp, c->level, -1);
            if (!course_solve(c, &found))
                return false;
            if (!found && c->tolerance < 1e-6) {
                c->tolerance *= 10;
                continue;
            }
            reached = found ? fmin(next, lp_primal(c->lp, c->level)) : level;
        }
        level = fmax(level, reached);
        if (level < next - slack(c, next) && !stop_years(c, level))
            return false;
    }
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j) && c->rise[j] == RISES)
            c->most[j] = UNLIMITED;
    return true;
}

double course_total(const Course *c, int j, double level)
{
    return fmin(fmax(level, c->least[j]), c->most[j]);
}

void course_prepare(Course *c)
{
    size_t years = (size_t)c->d->n_years + 1, cells = (size_t)c->d->p->n_routes * years;
    c->share = NEW_ARRAY(c->a, double, c->d->p->n_routes + 1);
    c->total = NEW_ARRAY(c->a, int, years);
    c->same = NEW_ARRAY(c->a, int, years);
    c->rise = NEW_ARRAY(c->a, Rise, years);
    c->least = NEW_ARRAY(c->a, double, years);
    c->most = NEW_ARRAY(c->a, double, years);
    c->scale = NEW_ARRAY(c->a, int, years);
    c->mix = NEW_ARRAY(c->a, int, cells);
    c->lowest = NEW_ARRAY(c->a, double, cells);
    c->highest = NEW_ARRAY(c->a, double, cells);
    memset(c->mix, -1, cells * sizeof *c->mix);
    c->tolerance = 1e-8;
    fill_shares(c);
    raise_shares(c);
    add_totals(c);
    add_mix(c);
}

/* The lowest total of a year at which the mix keeps a floor of some routes: below it minimums
 * of others leave them less than their part. */
static void wait_for_floor(Course *c, const Limit *l)
{
    int j = l->year - c->d->first;
    double low = 0, high = 1;
#define SHORT(scale)                                                                           \
    (set_at_scale(c, l->route, j, scale) < l->value * total_at_scale(c, j, scale))
    while (high < UNLIMITED && SHORT(high))
        high *= 2;
    if (high >= UNLIMITED || !SHORT(low))
        return;
    for (int i = 0; i < 60; i++) {
        double mid = (low + high) / 2;
        if (SHORT(mid))
            low = mid;
        else
            high = mid;
    }
#undef SHORT
    c->least[j] = fmax(c->least[j], total_at_scale(c, j, high));
}

bool course_run(Course *c)
{
    if (!find_least(c))
        return false;
    for (int i = 0; i < c->d->n_limits && c->keeps_mix; i++)
        if (c->d->limits[i].kind == LIMIT_LEAST_SHARE &&
            course_has(c, c->d->limits[i].year - c->d->first))
            wait_for_floor(c, &c->d->limits[i]);
    return find_most(c);
}
