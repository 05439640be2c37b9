/* Decides the least intakes that meet the targets at central values, or the best attainable.
 *
 *     1. least   sum over points of w u          u >= needed - base - R x,  u >= 0
 *     2. least   places or cost                  with the shortage of 1. held
 *
 * both within the limits of decision.c. When 1. leaves a shortage, its duals say what one more
 * unit of each limit would save: that is the answer's second half, not an error.
 *
 * Whole places and lumpy cohorts make it an integer programme, which is searched only so far;
 * where the search does not end, the better of what it found and of the rounded relaxation
 * stands. What is said of the answer is measured on the answer. */
#include "sim/lever.h"
#include <math.h>

/* Small programmes end long before; the others must not keep anyone waiting. */
enum { MOST_NODES = 400 };

typedef struct EquityRow {
    int row, year, point;
    double kappa;
} EquityRow;
typedef struct Equity {
    int n, room;
    EquityRow *rows;
} Equity;

/* Whether point k is of the same line and year as i, for a group with demand of its own. */
static bool is_beside(const Ensemble *e, int i, int k)
{
    return e->points[k].line == e->points[i].line && e->points[k].step == e->points[i].step &&
           e->points[k].group != ANY && e->central_needed[k] > 0;
}

/* One shortage variable and row per target point. */
static void add_shortages(Arena *a, Decision *d, const Ensemble *e, int *u)
{
    int per_point = d->p->n_routes * d->n_years;
    for (int i = 0; i < e->n_points; i++) {
        LpSum met = {.arena = a};
        for (int at = 0; at < per_point; at++)
            if (d->var[at] >= 0)
                lp_add(&met, d->var[at], e->central_response[i * per_point + at]);
        u[i] = lp_var(d->lp, 0, INFINITY, 0, false);
        lp_add(&met, u[i], 1);
        lp_row(d->lp, &met, e->central_needed[i] - e->central_base[i], INFINITY);
    }
}

/* Regional equity: in a year, no group with a target for a line lacks more than kappa times
 * what all such groups lack on the mean, each as a part of its own demand. */
static void add_equity(Arena *a, Decision *d, const Ensemble *e, const int *u, Equity *out)
{
    double kappa;
    for (int i = 0; i < e->n_points; i++) {
        const struct TargetPoint *here = &e->points[i];
        int year = plan_year(d->p, here->step), n = 0;
        if (here->group == ANY || !(e->central_needed[i] > 0) ||
            !limit_at(d, LIMIT_EQUITY, ANY, ANY, year, &kappa))
            continue;
        LpSum row = {.arena = a};
        for (int k = 0; k < e->n_points; k++)
            n += is_beside(e, i, k);
        for (int k = 0; k < e->n_points && n > 1; k++)
            if (is_beside(e, i, k))
                lp_add(&row, u[k], -kappa / n / e->central_needed[k]);
        lp_add(&row, u[i], 1 / e->central_needed[i]);
        if (n > 1)
            *PUSH(a, out->rows, out->n, out->room) =
                (EquityRow){lp_row(d->lp, &row, -INFINITY, 0), year, i, kappa};
    }
}

static int by_worth(const void *x, const void *y)
{
    const Binding *a = x, *b = y;
    if (a->worth != b->worth)
        return a->worth < b->worth ? 1 : -1;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* Limits whose relaxing would save shortage, from the duals of the solve just done. */
static void find_bindings(Arena *a, const Decision *d, const Ensemble *e, const int *u,
                          const Equity *equity, LeastPlan *out)
{
    out->bindings = NEW_ARRAY(a, Binding, d->n_limits + equity->n + 1);
    for (int i = 0; i < equity->n; i++) {
        const EquityRow *row = &equity->rows[i];
        double mean = 0, n = 0;
        for (int k = 0; k < e->n_points; k++)
            if (is_beside(e, row->point, k)) {
                mean += lp_primal(d->lp, u[k]) / e->central_needed[k];
                n++;
            }
        double worth = fabs(lp_dual(d->lp, row->row)) * mean / n;
        if (worth > 1e-9)
            out->bindings[out->n_bindings++] = (Binding){.kind = LIMIT_EQUITY,
                                                         .route = ANY,
                                                         .area = ANY,
                                                         .year = row->year,
                                                         .value = row->kappa,
                                                         .worth = worth};
    }
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        double worth = fabs(lp_dual(d->lp, l->row)) * l->scale;
        if (worth > 1e-9)
            out->bindings[out->n_bindings++] = (Binding){.kind = l->kind,
                                                         .route = l->route,
                                                         .area = l->area,
                                                         .year = l->year,
                                                         .value = l->value,
                                                         .worth = worth};
    }
    qsort(out->bindings, (size_t)out->n_bindings, sizeof *out->bindings, by_worth);
}

static double shortage_scale(const Ensemble *e)
{
    double scale = 1;
    for (int i = 0; i < e->n_points; i++)
        scale = fmax(scale, e->points[i].weight * fabs(e->central_needed[i]));
    return 1e-9 * scale;
}

/* Fills what follows from the path. */
static void measure(const Decision *d, const Ensemble *e, LeastPlan *out)
{
    int per_point = d->p->n_routes * d->n_years;
    out->path.shortage = 0;
    for (int i = 0; i < e->n_points; i++) {
        double brought = 0, needed = e->central_needed[i] - e->central_base[i];
        for (int at = 0; at < per_point; at++)
            if (d->var[at] >= 0)
                brought += e->central_response[i * per_point + at] * out->path.x[at];
        out->path.shortage += e->points[i].weight * fmax(0, needed - brought);
        out->attainable = brought;
        out->needed = needed;
    }
    out->feasible = out->path.shortage <= 10 * shortage_scale(e) && !out->conflict;
}

static bool lp_found(LpStatus status)
{
    return status == LP_OPTIMAL || status == LP_STOPPED;
}

/* What a place is kept small for, less what the stock that it leaves at the end is worth. */
static double price_of(const Decision *d, const Ensemble *e, int at)
{
    int per_point = d->p->n_routes * d->n_years, last = e->n_points - 1;
    double worth =
        last < 0 ? 0 : d->p->terminal_value * e->central_response[last * per_point + at];
    return (d->p->objective == OBJECTIVE_COST ? d->cost[at] : 1) - worth;
}

/* The two programmes, whole or relaxed. *ended: each was searched to its end. */
static bool solve(Arena *a, Err *err, Decision *d, const Ensemble *e, bool whole,
                  LeastPlan *out, bool *found, bool *ended)
{
    const Plan *p = d->p;
    int *u = NEW_ARRAY(a, int, e->n_points + 1);
    LpStatus status;
    LeastPlan plan = {0};
    double slack = shortage_scale(e);
    bool settled;
    Equity equity = {0};
    SCOPED_LP lp = lp_new(a);
    lp_nodes(lp, MOST_NODES);
    lp_cuts(lp);
    decision_build(a, d, lp, whole);
    add_shortages(a, d, e, u);
    add_equity(a, d, e, u, &equity);
    if (!decision_settle(d, err, &plan.conflict, &settled))
        return false;
    *found = *ended = false;
    if (!settled)
        return true;

    lp_note_rows(lp);
    lp_costs_clear(lp);
    for (int i = 0; i < e->n_points; i++)
        lp_cost(lp, u[i], e->points[i].weight);
    if (!lp_solve(lp, err, &status))
        return false;
    *found = lp_found(status);
    *ended = status == LP_OPTIMAL;
    if (!*found && status != LP_UNKNOWN)
        return fail(err, INFEASIBLE, "the limits on intakes leave no answer");
    if (!*found)
        return true;
    double shortage = lp_value(lp);
    if (shortage > slack)
        find_bindings(a, d, e, u, &equity, &plan);

    /* Should rounding make the held shortage unreachable, the first answer stands. */
    plan.path = decision_path(a, d);
    LpSum held = {.arena = a};
    for (int i = 0; i < e->n_points; i++) {
        if (shortage <= slack)
            lp_var_bounds(lp, u[i], 0, 0);
        lp_add(&held, u[i], e->points[i].weight);
    }
    lp_row(lp, &held, -INFINITY, shortage);
    lp_costs_clear(lp);
    for (int at = 0; at < p->n_routes * d->n_years; at++)
        if (d->var[at] >= 0)
            lp_cost(lp, d->var[at], price_of(d, e, at));
    if (!lp_solve(lp, err, &status))
        return false;
    *ended &= status == LP_OPTIMAL;
    if (status == LP_UNBOUNDED)
        return fail(err, INVALID,
                    "a place is worth more than it costs and nothing limits the intakes; "
                    "lower terminal_value (model.csv) or give limits (limit.csv)");
    if (lp_found(status))
        plan.path = decision_path(a, d);
    for (int i = 0; i < d->n_limits; i++)
        d->limits[i].holds = plan.conflict || lp_held(lp, d->limits[i].row);
    measure(d, e, &plan);
    *out = plan;
    return true;
}

/* Yearly totals of the decided routes. up: to the next whole number. */
static double *totals_of(Arena *a, const Decision *d, const double *x, bool up)
{
    double *totals = NEW_ARRAY(a, double, d->n_years + 1);
    for (int j = d->from; j <= d->to; j++) {
        for (int r = 0; r < d->p->n_routes; r++)
            totals[j] += is_decided(d, r, j) ? x[r * d->n_years + j] : 0;
        if (d->p->whole_places)
            totals[j] = up ? ceil(totals[j] - 1e-7) : nearbyint(totals[j]);
    }
    return totals;
}

/* By how much a path breaks the limits, each in units of its own size. */
static double breach(const Decision *d, const double *x)
{
    double sum = 0;
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        double use = limit_use(d, l, x), over = fmax(use - limit_most(l), limit_least(l) - use);
        double size = 1 + fmax(fabs(l->value), fabs(use));
        sum += over > 1e-7 * size ? over / size : 0;
    }
    return sum;
}

/* Less shortage, or as much and less of what is to be saved. */
static bool is_better(const Plan *p, const Ensemble *e, const IntakePath *x,
                      const IntakePath *y)
{
    double slack = 10 * shortage_scale(e);
    if (fabs(x->shortage - y->shortage) > slack)
        return x->shortage < y->shortage;
    return p->objective == OBJECTIVE_COST ? x->cost < y->cost : x->places < y->places;
}

/* The relaxation rounded, with yearly totals to the nearest and upwards. */
static bool round_relaxed(Arena *a, Err *err, Decision *d, const Ensemble *e, bool found,
                          LeastPlan *out)
{
    LeastPlan relaxed, rounded;
    bool solved, ended;
    if (!solve(a, err, d, e, false, &relaxed, &solved, &ended))
        return false;
    for (int up = 0; up < 2; up++) {
        rounded = relaxed;
        rounded.path =
            whole_path(a, d, relaxed.path.x, totals_of(a, d, relaxed.path.x, up > 0));
        measure(d, e, &rounded);
        double breaks = breach(d, rounded.path.x), broken = found ? breach(d, out->path.x) : 0;
        if (!found || breaks < broken ||
            (breaks <= broken && is_better(d->p, e, &rounded.path, &out->path))) {
            found = true;
            *out = rounded;
        }
    }
    return true;
}

/* The solver's whole numbers hold to a tolerance, which a cohort that is not viable may slip
 * through. An answer that can be run stays as it is. */
static void tidy(Arena *a, const Decision *d, const Ensemble *e, LeastPlan *out)
{
    double *totals = totals_of(a, d, out->path.x, false);
    out->path = whole_path(a, d, out->path.x, totals);
    measure(d, e, out);
}

bool least_plan_of(Arena *a, Err *err, Decision *d, const Ensemble *e, LeastPlan *out)
{
    bool found, ended;
    if (!solve(a, err, d, e, true, out, &found, &ended))
        return false;
    if (found && (d->p->whole_places || d->lumpy))
        tidy(a, d, e, out);
    return ended || round_relaxed(a, err, d, e, found, out);
}

bool least_plan(Arena *a, Err *err, const Plan *p, const Ensemble *e, LeastPlan *out)
{
    Decision d;
    return decision_new(a, err, p, &d) && least_plan_of(a, err, &d, e, out);
}
