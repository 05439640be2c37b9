/* Decides the least intakes that meet the targets at central values, or the best attainable.
 *
 *     1. least   sum over points of w u          u >= needed - base - R x,  u >= 0
 *     2. least   places or cost                  with the shortage of 1. held
 *
 * both within the limits of decision.c. When 1. leaves a shortage, its duals say what one more
 * unit of each limit would save: that is the answer's second half, not an error. */
#include "sim/decision.h"
#include <math.h>

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
static void find_bindings(Arena *a, const Decision *d, LeastPlan *out)
{
    out->bindings = NEW_ARRAY(a, Binding, d->n_limits + 1);
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        double worth = fabs(lp_dual(d->lp, l->row)) * l->scale;
        if (worth > 1e-9)
            out->bindings[out->n_bindings++] = (Binding){.kind = l->kind,
                                                         .route = l->route,
                                                         .year = l->year,
                                                         .value = l->value,
                                                         .worth = worth};
    }
    qsort(out->bindings, (size_t)out->n_bindings, sizeof *out->bindings, by_worth);
}

static void measure(const Decision *d, const Ensemble *e, LeastPlan *out)
{
    int per_point = d->p->n_routes * d->n_years;
    for (int i = 0; i < e->n_points; i++) {
        double brought = 0, needed = e->central_needed[i] - e->central_base[i];
        for (int at = 0; at < per_point; at++)
            if (d->var[at] >= 0)
                brought += e->central_response[i * per_point + at] * out->path.x[at];
        out->path.shortage += e->points[i].weight * fmax(0, needed - brought);
        out->attainable = brought;
        out->needed = needed;
    }
}

static bool solve(Arena *a, Err *err, Decision *d, const Ensemble *e, LeastPlan *out)
{
    const Plan *p = d->p;
    int *u = NEW_ARRAY(a, int, e->n_points + 1);
    LpStatus status;
    LeastPlan plan = {0};
    double scale = 1;
    add_shortages(a, d, e, u);
    if (!decision_settle(d, err, &plan.conflict))
        return false;

    lp_costs_clear(d->lp);
    for (int i = 0; i < e->n_points; i++) {
        lp_cost(d->lp, u[i], e->points[i].weight);
        scale = fmax(scale, e->points[i].weight * fabs(e->central_needed[i]));
    }
    if (!lp_solve(d->lp, err, &status))
        return false;
    if (status != LP_OPTIMAL)
        return fail(err, INFEASIBLE, "the limits on intakes leave no answer");
    double shortage = lp_value(d->lp);
    plan.feasible = shortage <= 1e-9 * scale && !plan.conflict;
    if (shortage > 1e-9 * scale)
        find_bindings(a, d, &plan);

    /* Should rounding make the held shortage unreachable, the first answer stands. */
    plan.path = decision_path(a, d);
    LpSum held = {.arena = a};
    for (int i = 0; i < e->n_points; i++) {
        if (shortage <= 1e-9 * scale)
            lp_var_bounds(d->lp, u[i], 0, 0);
        lp_add(&held, u[i], e->points[i].weight);
    }
    lp_row(d->lp, &held, -INFINITY, shortage);
    lp_costs_clear(d->lp);
    for (int at = 0; at < p->n_routes * d->n_years; at++)
        if (d->var[at] >= 0)
            lp_cost(d->lp, d->var[at], p->objective == OBJECTIVE_COST ? d->cost[at] : 1);
    if (!lp_solve(d->lp, err, &status))
        return false;
    if (status == LP_OPTIMAL)
        plan.path = decision_path(a, d);
    measure(d, e, &plan);
    *out = plan;
    return true;
}

bool least_plan(Arena *a, Err *err, const Plan *p, const Ensemble *e, LeastPlan *out)
{
    Decision d;
    if (!decision_new(a, err, p, &d))
        return false;
    SCOPED_LP lp = lp_new(a);
    decision_build(a, &d, lp, true);
    return solve(a, err, &d, e, out);
}
