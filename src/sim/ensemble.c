/* Decides what is computed for every draw: supply, demand, heads, and the effect of one more
 * student. Draws share nothing but the plan, so they run on any number of threads.
 *
 * What is only reported (demand, heads by state) is kept for the years shown, in single
 * precision: ten thousand draws of forty groups would otherwise fill half a gigabyte.
 *
 * With process noise the base at a target point comes from its own stochastic run without the
 * decided cohorts; their effect is added as an expectation, and their own chance by cohort.c.
 */
#include "sim/ceiling.h"
#include "sim/commission.h"
#include "sim/needed.h"
#include "sim/rates.h"
#include "sim/spare_rates.h"
#include <math.h>
#include <stdio.h>

typedef struct Run {
    const Plan *p;
    uint64_t seed;
    int K, T, G, L, n_years, n_points;
    int until; /* steps beyond the last that is shown or aimed at are not run */
    bool noise;
    EnsembleScope scope;
    const struct TargetPoint *points;
    double *supply, *response, *base, *needed; /* of draw 0; see Slice */
    float *demand, *heads, *extra, *parts[SUPPLY_PARTS];
    int n_demand, *demand_at; /* as in Ensemble */
    const Demand *layout;
    const Extras *extras;
    const ThetaTables *tables;
    SpareRates spare;
} Run;

typedef struct Slice { /* where one draw writes */
    double *supply, *response, *base, *needed;
    /* All steps in full; those of draws are in scratch. */
    double *demand, *heads, *extra, *parts[SUPPLY_PARTS];
} Slice;

/* The column of the point's group among the groups and all. */
static int point_group(const Run *run, int point)
{
    int group = run->points[point].group;
    return group == ANY ? run->G - 1 : group;
}

/* The course with the plan's own intakes x, and all that is told of it. */
static void tell(const Run *run, Arena *a, const Rates *r, const double *theta, int k,
                 bool noise, const double *x, const Slice *out)
{
    const Plan *p = run->p;
    int n = p->n_routes * run->n_years;
    double *flows = NEW_ARRAY(a, double, p->n_steps *FLOW_COUNT);
    int32_t *started = NEW_ARRAY(a, int32_t, n + 1);
    for (int t = 0; t <= r->until; t++)
        demand_of(run->layout, theta, t, out->demand + t * run->L * run->G, NULL);
    Trajectory reported = {
        .supply = out->supply, .heads = out->heads, .flows = flows, .started = started};
    memcpy(reported.parts, out->parts, sizeof reported.parts);
    trajectory_run(r, p, out->demand, x, noise, run->seed, (uint32_t)k, a, &reported);
    extras_fill(run->extras, p, r, theta, x, flows, out->supply, noise, run->seed, (uint32_t)k,
                started, a, out->extra);
}

/* Supply by chance if nobody starts in the decided years on the decided routes. */
static void run_without(const Run *run, Arena *a, const Rates *r, int k, const double *x,
                        double *supply)
{
    int n = run->p->n_routes * run->n_years;
    double *rest = NEW_ARRAY(a, double, n + 1);
    for (int i = 0; i < n; i++)
        rest[i] = plan_decides(run->p, i / run->n_years, i % run->n_years) ? 0 : x[i];
    trajectory_run(r, run->p, NULL, rest, true, run->seed, (uint32_t)k, a,
                   &(Trajectory){.supply = supply});
}

/* Fills one draw (or the central values) from theta. */
static bool fill(const Run *run, Err *err, Arena *a, Rates *r, const double *theta, int k,
                 bool central, const Slice *out)
{
    const Plan *p = run->p;
    if (!rates_fill(r, err, p, theta, !central))
        return false;
    bool noise = run->noise && !central, points_only = run->scope == ENSEMBLE_POINTS;
    int n = p->n_routes * run->n_years;
    double *x = NEW_ARRAY(a, double, n + 1), *without = out->supply;
    plan_intake(p, theta, x);
    if (!points_only)
        tell(run, a, r, theta, k, noise, x, out);
    else if (!noise)
        trajectory_run(r, p, NULL, x, false, 0, 0, a, &(Trajectory){.supply = without});
    if (noise && run->n_points) {
        without = NEW_ARRAY(a, double, (p->n_steps + 1) * run->G);
        run_without(run, a, r, k, x, without);
    }
    ResponsePoint *points = NEW_ARRAY(a, ResponsePoint, run->n_points + 1);
    for (int i = 0; i < run->n_points; i++)
        points[i] = (ResponsePoint){run->points[i].group, run->points[i].step};
    responses_at(r, p, run->n_points, points, central ? 0 : response_first(r, p),
                 out->response);
    for (int i = 0; i < run->n_points; i++) {
        const struct TargetPoint *point = &run->points[i];
        int group = point_group(run, i);
        const double *response = out->response + (size_t)i * (size_t)n;
        out->base[i] = without[point->step * run->G + group];
        for (int at = 0; at < n && !noise; at++)
            if (plan_decides(p, at / run->n_years, at % run->n_years))
                out->base[i] -= response[at] * x[at];
        if (!points_only)
            out->needed[i] = out->demand[(point->step * run->L + point->line) * run->G + group];
    }
    if (points_only)
        needed_at(run->layout, p, theta, run->n_points, run->points,
                  NEW_ARRAY(a, double, run->L * run->G + 1), out->needed);
    return true;
}

static int shown(const Plan *p)
{
    return p->shown_steps + 1;
}

static Slice slice_of(const Run *run, int k, Arena *a)
{
    size_t K = (size_t)k, T = (size_t)run->p->n_steps + 1, G = (size_t)run->G,
           P = (size_t)run->n_points;
    Slice slice = {
        .supply =
            run->scope == ENSEMBLE_WHOLE ? run->supply + K * T * G : NEW_ARRAY(a, double, T *G),
        .response = run->response + K * P * (size_t)(run->p->n_routes * run->n_years),
        .base = run->base + K * P,
        .needed = run->needed + K * P,
    };
    if (run->scope == ENSEMBLE_POINTS)
        return slice;
    slice.demand = NEW_ARRAY(a, double, T *(size_t)run->L *G + 1);
    slice.heads = NEW_ARRAY(a, double, T *(size_t)run->p->n_states + 1);
    slice.extra = NEW_ARRAY(a, double, T *(size_t)run->extras->n + 1);
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (supply_has_part(run->p, (SupplyPart)i))
            slice.parts[i] = NEW_ARRAY(a, double, T *G + 1);
    return slice;
}

/* The declared discrepancy of past forecasts: all supply of the draw, times a factor by year.
 */
static void widen(const Run *run, Arena *a, const double *theta, int k, const Slice *out)
{
    const Plan *p = run->p;
    /* All steps of the plan have a factor, also those that a report does not show. */
    double *factor = NEW_ARRAY(a, double, p->n_steps + 1);
    if (!discrepancy_factors(p, theta, run->seed, k, factor))
        return;
    for (int t = 0; t < run->T && out->heads; t++) {
        for (int g = 0; g < run->G; g++)
            out->supply[t * run->G + g] *= factor[t];
        for (int s = 0; s < p->n_states; s++)
            out->heads[t * p->n_states + s] *= factor[t];
    }
    int n = p->n_routes * run->n_years;
    for (int i = 0; i < run->n_points; i++) {
        out->base[i] *= factor[run->points[i].step];
        for (int at = 0; at < n; at++)
            out->response[(size_t)i * (size_t)n + (size_t)at] *= factor[run->points[i].step];
    }
}

/* Which lines and groups are kept: all, or of an ensemble to report those that there are. */
static void choose_demand(Arena *a, Run *run, const double *central)
{
    int n = run->L * run->G;
    run->demand_at = NEW_ARRAY(a, int, n + 1);
    for (int i = 0; i < n; i++) {
        bool any = run->scope != ENSEMBLE_SHOWN;
        for (int t = 0; t < shown(run->p) && !any; t++)
            any = !isnan(central[t * n + i]);
        run->demand_at[i] = any ? run->n_demand++ : -1;
    }
}

static void keep_demand(const Run *run, const double *from, float *to)
{
    int n = run->L * run->G;
    for (int t = 0; t < shown(run->p); t++)
        for (int i = 0; i < n; i++)
            if (run->demand_at[i] >= 0)
                to[t * run->n_demand + run->demand_at[i]] = (float)from[t * n + i];
}

static void shorten(const double *from, size_t n, float *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (float)from[i];
}

static bool draw(void *self, Err *err, int k, Arena *scratch)
{
    Run *run = self;
    const Plan *p = run->p;
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    Slice out = slice_of(run, k, scratch);
    Err why = {0};
    theta_draw_from(run->tables, k, run->K, theta);
    Rates *r = spare_take(&run->spare);
    bool ok = fill(run, &why, scratch, r, theta, k, false, &out);
    spare_give(&run->spare, r);
    if (!ok)
        return fail_at(err, why.kind, "draw %d: %s", k + 1, why.message);
    widen(run, scratch, theta, k, &out);
    if (run->scope == ENSEMBLE_POINTS)
        return true;
    if (run->scope == ENSEMBLE_SHOWN)
        memcpy(run->supply + (size_t)k * (size_t)(run->T * run->G), out.supply,
               (size_t)(run->T * run->G) * sizeof(double));
    size_t demand = (size_t)(shown(p) * run->n_demand);
    size_t heads = (size_t)(shown(p) * p->n_states);
    keep_demand(run, out.demand, run->demand + (size_t)k * demand);
    shorten(out.heads, heads, run->heads + (size_t)k * heads);
    size_t part = (size_t)(shown(p) * run->G);
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (out.parts[i])
            shorten(out.parts[i], part, run->parts[i] + (size_t)k * part);
    size_t extra = (size_t)(shown(p) * run->extras->n);
    shorten(out.extra, extra, run->extra + (size_t)k * extra);
    return true;
}

/* Points in order of target and year. */
static int find_points(const Plan *p, struct TargetPoint *points)
{
    int n = 0;
    for (int i = 0; i < p->n_targets; i++)
        for (int step = 1; step <= p->n_steps; step++) {
            int year = plan_year(p, step);
            if (year < p->targets[i].year_from || year > p->targets[i].year_to)
                continue;
            points[n++] = (struct TargetPoint){.target = i,
                                               .step = step,
                                               .line = p->targets[i].line,
                                               .group = p->targets[i].group,
                                               .weight = p->targets[i].weight};
        }
    return n;
}

static Run run_new(Arena *a, const Plan *p, int K, const struct TargetPoint *points, int n,
                   const Extras *extras, EnsembleScope scope)
{
    Run run = {.p = p,
               .K = K,
               .T = scope == ENSEMBLE_SHOWN ? shown(p) : p->n_steps + 1,
               .until = scope == ENSEMBLE_POINTS ? 0 : p->shown_steps,
               .G = p->n_groups + 1,
               .L = p->n_lines,
               .n_years = plan_intake_years(p),
               .points = points,
               .n_points = scope == ENSEMBLE_SHOWN ? 0 : n,
               .scope = scope,
               .layout = extras->demand,
               .extras = extras};
    size_t room = (size_t)K, T = (size_t)run.T, G = (size_t)run.G, P = (size_t)run.n_points;
    for (int i = 0; i < run.n_points; i++)
        run.until = points[i].step > run.until ? points[i].step : run.until;
    if (scope != ENSEMBLE_POINTS)
        run.supply = NEW_ARRAY(a, double, room *T *G + 1);
    run.response = NEW_ARRAY(a, double, room *P *(size_t)(p->n_routes * run.n_years) + 1);
    run.base = NEW_ARRAY(a, double, room *P + 1);
    run.needed = NEW_ARRAY(a, double, room *P + 1);
    return run;
}

static bool central_run(Arena *a, Err *err, Run *run, Slice *out)
{
    SCOPED_ARENA scratch = arena_new();
    double *theta = NEW_ARRAY(scratch, double, run->p->n_rows + 1);
    *out = slice_of(run, 0, a);
    theta_central(run->p, theta);
    if (!fill(run, err, scratch, rates_new(scratch, run->p), theta, 0, true, out))
        return false;
    for (int i = 0; i < run->n_points; i++)
        if (isnan(out->needed[i]))
            return fail(
                err, INVALID, "the target for line '%s' in %d has no demand for its group",
                run->p->lines[run->points[i].line], plan_year(run->p, run->points[i].step));
    return true;
}

/* All draws, over threads and processes. The name says what the draws depend on beside the
 * plan, so that what is kept of one ensemble is not taken for another. */
static bool all_draws(Err *err, Run *run, const Watch *watch, int threads)
{
    size_t P = (size_t)run->n_points * sizeof(double), S = (size_t)shown(run->p);
    SpreadColumn columns[7 + SUPPLY_PARTS] = {
        {run->response, P * (size_t)(run->p->n_routes * run->n_years)},
        {run->base, P},
        {run->needed, P},
        {run->supply, (size_t)(run->T * run->G) * sizeof(double)},
        {run->demand, S * (size_t)run->n_demand * sizeof(float)},
        {run->heads, S * (size_t)run->p->n_states * sizeof(float)},
        {run->extra, S * (size_t)run->extras->n * sizeof(float)},
    };
    int n = run->scope == ENSEMBLE_POINTS ? 3 : 7;
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (run->parts[i])
            columns[n++] = (SpreadColumn){run->parts[i], S * (size_t)run->G * sizeof(float)};
    static const char *const scopes[] = {"", " shown", " points"};
    char name[64];
    snprintf(name, sizeof name, "ensemble seed %llu%s%s", (unsigned long long)run->seed,
             run->noise ? " noise" : "", scopes[run->scope]);
    return spread_run(err, watch, name, threads, run->K, columns, n, draw, run);
}

bool ensemble_run(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                  bool noise, Ensemble *out)
{
    return ensemble_run_watched(a, err, p, seed, K, threads, noise, NULL, out);
}

bool ensemble_run_of(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                     bool noise, EnsembleScope scope, const Watch *watch, Ensemble *out)
{
    struct TargetPoint *points =
        NEW_ARRAY(a, struct TargetPoint, p->n_targets * (p->n_steps + 1) + 1);
    int n = find_points(p, points);
    Extras *extras = NEW(a, Extras);
    if (!plan_check(a, err, p) || !demand_check(a, err, p))
        return false;
    extras_new(a, p, demand_new(a, p), extras);
    Run central = run_new(a, p, 1, points, n, extras, ENSEMBLE_WHOLE);
    Slice middle;
    if (!central_run(a, err, &central, &middle))
        return false;
    Run run = run_new(a, p, K, points, n, extras, scope);
    size_t room = scope == ENSEMBLE_POINTS ? 0 : (size_t)K * (size_t)shown(p);
    choose_demand(a, &run, middle.demand);
    run.demand = NEW_ARRAY(a, float, room *(size_t)run.n_demand + 1);
    run.heads = NEW_ARRAY(a, float, room *(size_t)p->n_states + 1);
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (room && supply_has_part(p, (SupplyPart)i))
            run.parts[i] = NEW_ARRAY(a, float, room *(size_t)run.G + 1);
    run.extra = NEW_ARRAY(a, float, room *(size_t)extras->n + 1);
    run.seed = seed;
    run.noise = noise;
    run.tables = theta_tables(a, p, seed, threads);
    run.spare = spare_rates(a, p, watch ? watch->path : PHILOX_BEST, run.until);
    if (!all_draws(err, &run, watch, threads))
        return false;
    double *theta = NEW_ARRAY(a, double, p->n_rows + 1);
    double *own = NEW_ARRAY(a, double, p->n_routes *run.n_years + 1);
    theta_central(p, theta);
    plan_intake(p, theta, own);
    *out = (Ensemble){
        .K = K,
        .T = run.T,
        .S = shown(p),
        .G = run.G,
        .L = run.L,
        .n_years = run.n_years,
        .supply = run.supply,
        .shown_demand = run.demand,
        .n_demand = run.n_demand,
        .demand_at = run.demand_at,
        .shown_heads = run.heads,
        .central_supply = middle.supply,
        .central_demand = middle.demand,
        .central_heads = middle.heads,
        .extras = *extras,
        .shown_extra = run.extra,
        .central_extra = middle.extra,
        .n_points = run.n_points,
        .points = points,
        .response = run.response,
        .base = run.base,
        .needed = run.needed,
        .central_response = central.response,
        .central_base = central.base,
        .central_needed = central.needed,
        .own = own,
    };
    for (int i = 0; i < SUPPLY_PARTS; i++) {
        out->shown_parts[i] = run.parts[i];
        out->central_parts[i] = middle.parts[i];
    }
    return true;
}

bool ensemble_run_watched(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                          bool noise, const Watch *watch, Ensemble *out)
{
    return ensemble_run_of(a, err, p, seed, K, threads, noise, ENSEMBLE_WHOLE, watch, out);
}
