/* Decides how good an answer of chance.c is known to be.
 *
 * Let v_k be the least with which draw k alone is met. A path that meets m of K draws misses at
 * most K - m, so it meets one of any K - m + 1 draws, and costs at least the least v of those.
 * Hence the (K - m + 1)-th largest v is a bound; and so is that rank among any of the draws,
 * which is why only those that need most are solved. When all draws rank the paths alike (one
 * point, one mix) the bound is the optimum; the more they differ the further below it is.
 *
 * Few draws and cells are searched to the end instead. */
#include "sim/chance.h"
#include <math.h>

enum {
    MORE_THAN_NEEDED = 24,
    SMALL_DRAWS = 40,
    SMALL_ROWS = 400,
    SMALL_PROBLEM = 4000, /* responses: rows x cohorts */
    MOST_NODES = 20000
};

static LpSum draw_row(Arena *a, const Futures *f, const Decision *d, size_t at)
{
    LpSum sum = {.arena = a};
    for (int c = 0; c < f->n; c++)
        if (f->response[at * (size_t)f->n + (size_t)c] != 0)
            lp_push(&sum, d->var[f->cell[c]], f->response[at * (size_t)f->n + (size_t)c]);
    return sum;
}

static void set_prices(Lp *lp, const Reach *r, const Decision *d)
{
    for (int c = 0; c < r->f->n; c++)
        lp_cost(lp, d->var[r->f->cell[c]], r->price[c]);
}

/* The least with which draw k is met; INFINITY where the limits do not allow it. */
static bool solve_single(Arena *a, const Reach *r, const Decision *d, Lp *lp, const int *row,
                         int k, double *out)
{
    LpStatus status;
    for (int i = 0; i < r->f->P; i++) {
        size_t at = (size_t)k * (size_t)r->f->P + (size_t)i;
        LpSum sum = draw_row(a, r->f, d, at);
        bool stands = r->f->helped[i] && sum.n > 0;
        lp_row_set(lp, row[i], &sum, stands ? r->f->need[at] : -INFINITY, INFINITY);
    }
    if (!lp_solve(lp, r->err, &status))
        return false;
    *out = r->f->lost[k] || status == LP_INFEASIBLE ? INFINITY
           : status == LP_OPTIMAL                   ? lp_value(lp)
                                                    : -INFINITY;
    return true;
}

static int falling(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a < b) - (a > b);
}

bool chance_bound(const Reach *r, int m, const int *hardest, double *single, double *out)
{
    const Futures *f = r->f;
    int rank = f->K - m, n = rank + 1 + MORE_THAN_NEEDED;
    bool conflict, settled;
    SCOPED_ARENA scratch = arena_new();
    Decision d = *r->d;
    SCOPED_LP lp = lp_new(scratch);
    n = n > f->K ? f->K : n;
    decision_build(scratch, &d, lp, false);
    int *row = NEW_ARRAY(scratch, int, f->P + 1);
    for (int i = 0; i < f->P; i++)
        row[i] = lp_row(lp, &(LpSum){.arena = scratch}, -INFINITY, INFINITY);
    if (!decision_settle(&d, r->err, &conflict, &settled))
        return false;
    lp_costs_clear(lp);
    set_prices(lp, r, &d);
    lp_warm(lp);
    double *values = NEW_ARRAY(scratch, double, n + 1);
    for (int i = 0; i < n; i++) {
        SCOPED_ARENA each = arena_new();
        int k = hardest[i];
        if (isnan(single[k]) && !solve_single(each, r, &d, lp, row, k, &single[k]))
            return false;
        values[i] = single[k];
    }
    qsort(values, (size_t)n, sizeof *values, falling);
    *out = rank < n ? values[rank] : -INFINITY;
    return true;
}

/* ---------------------------------------------------------------- to the end */

bool chance_is_small(const Futures *f)
{
    return f->K <= SMALL_DRAWS && f->K * f->P <= SMALL_ROWS &&
           f->K * f->P * f->n <= SMALL_PROBLEM;
}

bool chance_exact(const Reach *r, int m, Reached *out, bool *found, bool *ended)
{
    const Futures *f = r->f;
    LpStatus status;
    SCOPED_ARENA scratch = arena_new();
    Decision d = *r->d;
    SCOPED_LP lp = lp_new(scratch);
    decision_build(scratch, &d, lp, true);
    LpSum missed = {.arena = scratch};
    for (int k = 0; k < f->K; k++) {
        int miss = lp_var(lp, f->lost[k] ? 1 : 0, 1, 0, true);
        lp_push(&missed, miss, 1);
        for (int i = 0; i < f->P; i++) {
            size_t at = (size_t)k * (size_t)f->P + (size_t)i;
            LpSum sum = draw_row(scratch, f, &d, at);
            if (!f->helped[i])
                continue;
            lp_push(&sum, miss, fmax(0, f->need[at])); /* responses are never negative */
            lp_row(lp, &sum, f->need[at], INFINITY);
        }
    }
    lp_row(lp, &missed, -INFINITY, f->K - m);
    lp_nodes(lp, MOST_NODES);
    lp_gap(lp, 1e-9);
    *found = *ended = false;
    if (r->conflict)
        return true;
    set_prices(lp, r, &d);
    if (!lp_solve(lp, r->err, &status))
        return false;
    *ended = status == LP_OPTIMAL || status == LP_INFEASIBLE;
    *found = status == LP_OPTIMAL || status == LP_STOPPED;
    if (!*found)
        return true;
    *out = (Reached){.x = NEW_ARRAY(r->a, double, f->n + 1),
                     .attained = true,
                     .value = lp_value(lp),
                     .bound = lp_bound(lp)};
    for (int c = 0; c < f->n; c++)
        out->x[c] = fmax(0, lp_primal(lp, d.var[f->cell[c]]));
    return true;
}
