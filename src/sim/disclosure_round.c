/* Decides what numbers are rounded to, so that tables still add up. Which numbers are rounded
 * at all is left to whoever releases them.
 *
 * Controlled rounding is a choice for each cell between the multiples below and above it. In
 * two dimensions the sums are a network, and the relaxation is whole by itself (Cox 1987);
 * beyond, a search for whole numbers, which may find that there is no such choice: then cells
 * may move by up to twice the base. Small counts: Langsrud and Heldal 2018, here to the
 * optimum. */
#include "sim/disclosure.h"
#include "sim/solver.h"
#include <math.h>

double safe_round(double value, double base)
{
    return base * round(value / base);
}

typedef struct Rounding {
    Arena *arena;
    Err *err;
    const SafeTable *t;
    double base;
    Lp *lp;
    int *var; /* of a cell whose value is from + base * variable; -1 when it is from */
    double *from;
} Rounding;

static double floor_of(const Rounding *r, double value)
{
    double nearest = safe_round(value, r->base);
    return fabs(nearest - value) < 1e-9 * (1 + fabs(value)) ? nearest
                                                            : r->base * floor(value / r->base);
}

static void add_sums(Rounding *r)
{
    for (int i = 0; i < r->t->n_sums; i++) {
        const SafeSum *s = &r->t->sums[i];
        LpSum sum = {.arena = r->arena};
        for (int k = 0; k < s->n; k++) {
            int c = s->terms[k].cell;
            sum.constant += s->terms[k].factor * r->from[c] / r->base;
            if (r->var[c] >= 0)
                lp_add(&sum, r->var[c], s->terms[k].factor);
        }
        sum.constant = round(sum.constant);
        lp_row(r->lp, &sum, 0, 0);
    }
}

static void start(Rounding *r, Lp *lp, int nodes)
{
    r->lp = lp;
    r->var = NEW_ARRAY(r->arena, int, r->t->n_cells);
    r->from = NEW_ARRAY(r->arena, double, r->t->n_cells);
    lp_gap(lp, 0);
    lp_nodes(lp, nodes);
}

/* |value - (from + base * variable)| as a variable with this cost; returns its number. */
static int add_distance(Rounding *r, int cell, double cost)
{
    int e = lp_var(r->lp, 0, INFINITY, cost, false);
    for (int way = -1; way <= 1; way += 2) {
        LpSum sum = {.arena = r->arena,
                     .constant = way * (r->from[cell] - r->t->cells[cell].value)};
        lp_add(&sum, e, 1);
        lp_add(&sum, r->var[cell], way * r->base);
        lp_row(r->lp, &sum, 0, INFINITY);
    }
    return e;
}

static double value_of(const Rounding *r, int cell)
{
    return r->from[cell] +
           (r->var[cell] < 0 ? 0 : r->base * round(lp_primal(r->lp, r->var[cell])));
}

static void report(const Rounding *r, LpStatus status, SafeRounded *out)
{
    SafeRounded found = {.values = NEW_ARRAY(r->arena, double, r->t->n_cells + 1)};
    found.status = status == LP_OPTIMAL   ? SAFE_ROUNDED
                   : status == LP_STOPPED ? SAFE_ROUNDED_GOOD
                                          : SAFE_NOT_ROUNDED;
    for (int i = 0; i < r->t->n_cells && found.status != SAFE_NOT_ROUNDED; i++) {
        found.values[i] = value_of(r, i);
        found.distance += fabs(found.values[i] - r->t->cells[i].value);
    }
    *out = found;
}

static bool is_whole(const Rounding *r)
{
    for (int i = 0; i < r->t->n_cells; i++)
        if (r->var[i] >= 0) {
            double v = lp_primal(r->lp, r->var[i]);
            if (fabs(v - round(v)) > 1e-7)
                return false;
        }
    return true;
}

/* ---------------------------------------------------------------- controlled rounding */

static bool round_near(Rounding *r, int nodes, LpStatus *status)
{
    for (int i = 0; i < r->t->n_cells; i++) {
        double v = r->t->cells[i].value, below = floor_of(r, v);
        r->from[i] = below;
        r->var[i] = fabs(below - v) < 1e-9 * (1 + fabs(v))
                        ? -1
                        : lp_var(r->lp, 0, 1, 2 * (below - v) + r->base, true);
    }
    add_sums(r);
    lp_nodes(r->lp, nodes);
    lp_relax(r->lp, true);
    if (!lp_solve(r->lp, r->err, status))
        return false;
    if (*status == LP_INFEASIBLE || is_whole(r))
        return true;
    lp_relax(r->lp, false);
    return lp_solve(r->lp, r->err, status);
}

static bool round_far(Rounding *r, LpStatus *status)
{
    for (int i = 0; i < r->t->n_cells; i++) {
        double v = r->t->cells[i].value, below = floor_of(r, v);
        bool multiple = fabs(below - v) < 1e-9 * (1 + fabs(v));
        r->from[i] = below;
        r->var[i] =
            lp_var(r->lp, v >= 0 && below < r->base ? 0 : -1, multiple ? 1 : 2, 0, true);
        add_distance(r, i, 1);
    }
    add_sums(r);
    return lp_solve(r->lp, r->err, status);
}

bool safe_round_controlled(Arena *a, Err *err, const SafeTable *t, double base, int nodes,
                           SafeRounded *out)
{
    SCOPED_LP near = lp_new(a);
    SCOPED_LP far = lp_new(a);
    Rounding r = {.arena = a, .err = err, .t = t, .base = base};
    LpStatus status;
    bool is_far = false;
    if (!(base > 0))
        return fail(err, INVALID, "numbers are rounded to multiples of more than 0, not of %g",
                    base);
    if (!safe_check(t, err))
        return false;
    start(&r, near, nodes);
    if (!round_near(&r, nodes, &status))
        return false;
    if (status == LP_INFEASIBLE || status == LP_UNKNOWN) {
        is_far = true;
        start(&r, far, nodes);
        if (!round_far(&r, &status))
            return false;
    }
    report(&r, status, out);
    out->far = is_far && out->status != SAFE_NOT_ROUNDED;
    return true;
}

/* ---------------------------------------------------------------- small counts */

/* Inner cells that are small become 0 or base; totals may be anything. */
static void small_variables(Rounding *r, bool *total)
{
    for (int i = 0; i < r->t->n_sums; i++)
        for (int k = 0; k < r->t->sums[i].n; k++)
            if (r->t->sums[i].terms[k].factor < 0)
                total[r->t->sums[i].terms[k].cell] = true;
    for (int i = 0; i < r->t->n_cells; i++) {
        double v = r->t->cells[i].value;
        bool small = v > 0 && v < r->base;
        r->from[i] = total[i] || small ? 0 : v;
        r->var[i] = total[i] ? lp_var(r->lp, -INFINITY, INFINITY, 0, false)
                    : small  ? lp_var(r->lp, 0, 1, 0, true)
                             : -1;
    }
}

/* Among the answers with the least sum of errors, the least sum of squares: a square is as high
 * as its highest tangent at half a whole number. */
static void add_squares(Rounding *r, const LpSum *errors, double least)
{
    enum { TANGENTS = 60 };
    lp_row(r->lp, errors, -INFINITY, least + 1e-6 * (1 + least));
    lp_costs_clear(r->lp);
    for (int i = 0; i < errors->n; i++) {
        int square = lp_var(r->lp, 0, INFINITY, 1, false);
        for (int k = 1; k <= TANGENTS && k <= least; k++) {
            LpSum above = {.arena = r->arena, .constant = (double)k * (k - 1)};
            lp_add(&above, square, 1);
            lp_add(&above, errors->terms[i].var, -(2.0 * k - 1));
            lp_row(r->lp, &above, 0, INFINITY);
        }
    }
}

static void report_small(const Rounding *r, const bool *total, LpStatus status,
                         SafeRounded *out)
{
    SafeRounded found = {.values = NEW_ARRAY(r->arena, double, r->t->n_cells + 1)};
    found.status = status == LP_OPTIMAL ? SAFE_ROUNDED : SAFE_ROUNDED_GOOD;
    for (int i = 0; i < r->t->n_cells; i++) {
        double move = r->var[i] < 0 ? 0 : r->base * lp_primal(r->lp, r->var[i]);
        found.values[i] = total[i]        ? round(1e6 * move) / 1e6
                          : r->var[i] < 0 ? r->from[i]
                                          : safe_round(move, r->base);
        if (total[i])
            found.distance += fabs(found.values[i] - r->t->cells[i].value);
    }
    *out = found;
}

bool safe_round_small(Arena *a, Err *err, const SafeTable *t, double base, int nodes,
                      SafeRounded *out)
{
    SCOPED_LP lp = lp_new(a);
    Rounding r = {.arena = a, .err = err, .t = t, .base = base};
    bool *total = NEW_ARRAY(a, bool, t->n_cells + 1);
    LpSum errors = {.arena = a};
    LpStatus status;
    SafeRounded first;
    if (!(base > 0))
        return fail(err, INVALID, "numbers are rounded to multiples of more than 0, not of %g",
                    base);
    if (!safe_check(t, err))
        return false;
    start(&r, lp, nodes);
    small_variables(&r, total);
    for (int i = 0; i < t->n_sums; i++) {
        LpSum sum = {.arena = a};
        for (int k = 0; k < t->sums[i].n; k++) {
            SafeTerm term = t->sums[i].terms[k];
            sum.constant += term.factor * r.from[term.cell];
            if (r.var[term.cell] >= 0)
                lp_add(&sum, r.var[term.cell], term.factor * base);
        }
        lp_row(lp, &sum, 0, 0);
    }
    for (int i = 0; i < t->n_cells; i++)
        if (total[i])
            lp_add(&errors, add_distance(&r, i, 1), 1);
    if (!lp_solve(lp, err, &status))
        return false;
    *out = (SafeRounded){.status = SAFE_NOT_ROUNDED, .values = r.from};
    if (status != LP_OPTIMAL && status != LP_STOPPED)
        return true;
    report_small(&r, total, status, &first);
    *out = first;
    if (status != LP_OPTIMAL || first.distance == 0)
        return true;
    add_squares(&r, &errors, first.distance);
    if (!lp_solve(lp, err, &status))
        return false;
    if (status == LP_OPTIMAL || status == LP_STOPPED)
        report_small(&r, total, status, out);
    return true;
}
