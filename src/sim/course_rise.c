/* Decides how far the yearly totals rise with the level, and which year stops when.
 *
 * Each turn some years rise together until something happens: a year that waited joins them,
 * the mix of one bends, or limits stop one. Linear programmes find how far, and which. How a
 * total is shared over routes is course.c's. */
#include "sim/course.h"
#include <math.h>

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
        lp_var_bounds(c->lp, c->total[j], rises ? 0 : fmax(0, held - course_slack(c, held)),
                      rises ? INFINITY : held + course_slack(c, held));
        course_set_mix(c, j, rises ? from : held);
    }
}

void course_hold(Course *c, int j, double total)
{
    lp_row_bounds(c->lp, c->same[j], -INFINITY, INFINITY);
    lp_var_bounds(c->lp, c->total[j], fmax(0, total - course_slack(c, total)),
                  total + course_slack(c, total));
    course_set_mix(c, j, total);
}

/* How far year j alone can rise when the other rising years are at least at the level. */
static bool alone(Course *c, int j, double level, double *most)
{
    bool found;
    set_totals(c, level);
    for (int i = 0; i < c->d->n_years; i++)
        if (course_has(c, i) && c->rise[i] == RISES) {
            lp_row_bounds(c->lp, c->same[i], -INFINITY, INFINITY);
            lp_var_bounds(c->lp, c->total[i], fmax(0, level - course_slack(c, level)),
                          2 * UNLIMITED);
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
            lp_var_bounds(c->lp, c->total[j], fmax(0, level - course_slack(c, level)),
                          2 * UNLIMITED);
        }
    lp_var_bounds(c->lp, c->level, fmax(0, level - course_slack(c, level)), 2 * UNLIMITED);
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
        if (c->rise[j] == WAITS && c->least[j] <= level + course_slack(c, level))
            c->rise[j] = RISES;
        if (c->rise[j] == WAITS)
            *next = fmin(*next, c->least[j]);
        if (c->rise[j] == RISES) {
            *next = fmin(*next, course_next_bend(c, j, level));
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
            lp_var_bounds(c->lp, c->level, fmax(0, level - 2 * course_slack(c, level)), next);
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
        if (level < next - course_slack(c, next) && !stop_years(c, level))
            return false;
    }
    for (int j = 0; j < c->d->n_years; j++)
        if (course_has(c, j) && c->rise[j] == RISES)
            c->most[j] = UNLIMITED;
    return true;
}

bool course_run(Course *c)
{
    if (!find_least(c))
        return false;
    for (int i = 0; i < c->d->n_limits && c->keeps_mix; i++)
        if (c->d->limits[i].kind == LIMIT_LEAST_SHARE &&
            course_has(c, c->d->limits[i].year - c->d->first))
            course_wait_for_floor(c, &c->d->limits[i]);
    return find_most(c);
}
