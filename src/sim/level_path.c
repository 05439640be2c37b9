/* Decides the path of intakes that is closest to one common level per year: first the yearly
 * totals (least sum of distances from the level), then the routes' shares of those totals. With
 * no limit in the way every year is the level itself, shared by the routes' shares. */
#include "sim/lever.h"
#include <math.h>

/* Largest remainder: whole numbers that add up to the whole total; ties go to the earlier. */
static void share_whole(const Decision *d, int j, double total, double *x)
{
    int n = d->p->n_routes;
    double left = total;
    for (int r = 0; r < n; r++)
        if (is_decided(d, r, j)) {
            x[r * d->n_years + j] = floor(d->p->routes[r].share * total + 1e-9);
            left -= x[r * d->n_years + j];
        }
    for (; left > 0.5; left--) {
        int best = -1;
        double most = -INFINITY;
        for (int r = 0; r < n; r++) {
            double rest = d->p->routes[r].share * total - x[r * d->n_years + j];
            if (is_decided(d, r, j) && rest > most + 1e-9) {
                most = rest;
                best = r;
            }
        }
        if (best < 0)
            return;
        x[best * d->n_years + j] += 1;
    }
}

static IntakePath free_path(Arena *a, const Decision *d, double level, bool whole)
{
    double *x = NEW_ARRAY(a, double, d->p->n_routes * d->n_years + 1);
    memcpy(x, d->own, (size_t)(d->p->n_routes * d->n_years) * sizeof *x);
    for (int j = d->from; j <= d->to; j++) {
        for (int r = 0; r < d->p->n_routes; r++)
            if (is_decided(d, r, j))
                x[r * d->n_years + j] = d->p->routes[r].share * level;
        if (whole)
            share_whole(d, j, nearbyint(level), x);
    }
    return path_of(d, x);
}

/* Adds variables for the distance of a sum from a value and puts the price on them. */
static void add_distance(Arena *a, Lp *lp, const LpSum *sum, double value, double price)
{
    LpSum s = {.arena = a};
    lp_add_sum(&s, sum, 1);
    lp_add(&s, lp_var(lp, 0, INFINITY, price, false), 1);
    lp_add(&s, lp_var(lp, 0, INFINITY, price, false), -1);
    lp_row(lp, &s, value, value);
}

/* Intake of the decided routes in a year. */
static LpSum decided_total(Arena *a, const Decision *d, int j)
{
    LpSum sum = {.arena = a};
    for (int r = 0; r < d->p->n_routes; r++)
        if (is_decided(d, r, j))
            lp_add(&sum, d->var[r * d->n_years + j], 1);
    return sum;
}

static bool optimal(Lp *lp, Err *err)
{
    LpStatus status;
    if (!lp_solve(lp, err, &status))
        return false;
    return status == LP_OPTIMAL ||
           fail(err, INFEASIBLE, "the limits on intakes leave no answer");
}

static bool limited_path(Arena *a, Err *err, Decision *d, double level, IntakePath *out)
{
    bool conflict;
    if (!decision_settle(d, err, &conflict))
        return false;
    lp_costs_clear(d->lp);
    for (int j = d->from; j <= d->to; j++) {
        LpSum total = decided_total(a, d, j);
        if (total.n)
            add_distance(a, d->lp, &total, level, 1);
    }
    if (!optimal(d->lp, err))
        return false;
    IntakePath totals = decision_path(a, d);
    lp_costs_clear(d->lp);
    for (int j = d->from; j <= d->to; j++) {
        LpSum total = decided_total(a, d, j);
        double sum = 0;
        for (int r = 0; r < d->p->n_routes; r++)
            sum += is_decided(d, r, j) ? totals.x[r * d->n_years + j] : 0;
        if (total.n == 0)
            continue;
        lp_row(d->lp, &total, sum - 1e-9 * (1 + sum), sum + 1e-9 * (1 + sum));
        for (int r = 0; r < d->p->n_routes; r++)
            if (is_decided(d, r, j)) {
                LpSum x = decision_intake(a, d, r, j);
                add_distance(a, d->lp, &x, d->p->routes[r].share * sum, 1);
            }
    }
    if (!optimal(d->lp, err))
        return false;
    *out = decision_path(a, d);
    return true;
}

bool path_at_level(Arena *a, Err *err, const Decision *d, double level, bool whole,
                   IntakePath *out)
{
    if (!d->limited) {
        *out = free_path(a, d, level, whole && d->p->whole_places);
        return true;
    }
    Decision own = *d;
    SCOPED_LP lp = lp_new(a);
    decision_build(a, &own, lp, whole);
    return limited_path(a, err, &own, level, out);
}

bool level_path(Arena *a, Err *err, const Plan *p, double level, IntakePath *out)
{
    Decision d;
    return decision_new(a, err, p, &d) && path_at_level(a, err, &d, level, true, out);
}
