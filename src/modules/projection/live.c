/* Decides the live answer: how held intakes and growth enter the futures that are there, and
 * what is compared with what.
 *
 * A held intake N of route r leaves the decision: the base of draw k at a target point becomes
 *     base_k + sum over the decided years j of R_k(r, j) N,
 * the response R being that of the ensemble. Growth of the need asks demand_of() again with the
 * very theta of each draw and the new driver beside it. Supply of a year shown is the draw's
 * own path, with its chance, moved by the effect of the intakes that differ from the plan's:
 *     supply_k(t) = supply_k,own(t) + sum over r, j of E_k(t, r, j) (x - x_own).
 * The interval of a share of the draws is Wilson's. */
#include "modules/projection/live.h"
#include "modules/projection/prepared.h"
#include "sim/demand.h"
#include <math.h>

/* Cells x steps x draws beyond which even the first answer takes fewer futures. */
#define HEAVY_PLAN 1e7

typedef struct Live {
    Ctx *cx;
    const Prepared *p;
    const Model *model;  /* with its changes */
    const Plan *plan;    /* the same */
    const bool *decided; /* [n_routes * n_years] by the plan with its changes */
    Ensemble e;          /* the prepared one, moved */
    LiveSide *out;
} Live;

static bool in_decision(const Plan *p, int route, int j)
{
    int year = plan_first_intake_year(p) + j;
    return p->routes[route].decided && year >= p->decide_from && year <= p->decide_to;
}

static const bool *decisions(Arena *a, const Plan *p, int n_years)
{
    bool *out = NEW_ARRAY(a, bool, p->n_routes *n_years + 1);
    for (int v = 0; v < p->n_routes * n_years; v++)
        out[v] = in_decision(p, v / n_years, v % n_years);
    return out;
}

/* ---------------------------------------------------------------- moving the ensemble */

/* Held intakes join the base, for they are not decided any more. */
static void hold_intakes(Live *l, const double *x)
{
    const Plan *before = &l->p->plan;
    const Ensemble *e = &l->p->ensemble;
    size_t points = (size_t)e->n_points, n = (size_t)(before->n_routes * e->n_years);
    double *base = NEW_ARRAY(l->cx->arena, double, (size_t)e->K *points + 1);
    double *central = NEW_ARRAY(l->cx->arena, double, points + 1);
    const bool *were = decisions(l->cx->arena, before, e->n_years);
    bool any = false;
    for (size_t v = 0; v < n; v++)
        any = any || (were[v] && !l->decided[v]);
    for (size_t i = 0; any && i < (size_t)(e->K + 1) * points; i++) {
        bool is_central = i >= (size_t)e->K * points;
        size_t at = is_central ? i - (size_t)e->K * points : i;
        const double *r = (is_central ? e->central_response : e->response) + at * n;
        double sum = is_central ? e->central_base[at] : e->base[at];
        for (size_t v = 0; v < n; v++)
            if (were[v] && !l->decided[v])
                sum += r[v] * x[v];
        *(is_central ? &central[at] : &base[at]) = sum;
    }
    if (any) {
        l->e.base = base;
        l->e.central_base = central;
    }
}

/* Each row's value in a draw: those of the prepared plan by their ids, new rows at their own.
 */
static void theta_of(const Live *l, const int *from, int k, double *theta)
{
    const double *old = l->p->theta + (size_t)k * (size_t)(l->p->plan.n_rows + 1);
    for (int i = 0; i < l->plan->n_rows; i++)
        theta[i] = from[i] >= 0 ? old[from[i]] : l->plan->rows[i].value;
}

static const int *rows_before(const Live *l)
{
    const Plan *before = &l->p->plan;
    int *from = NEW_ARRAY(l->cx->arena, int, l->plan->n_rows + 1), guess = 0;
    for (int i = 0; i < l->plan->n_rows; i++, guess++) { /* they stand in the same order */
        from[i] = -1;
        for (int k = 0; k < before->n_rows && from[i] < 0; k++) {
            int at = (guess + k) % before->n_rows;
            if (same(before->rows[at].id, l->plan->rows[i].id))
                guess = from[i] = at;
        }
        if (from[i] < 0)
            guess--;
    }
    return from;
}

typedef struct Demands {
    const Live *l;
    const Demand *layout;
    const int *from;
    float *demand; /* of the years shown */
    double *needed, *central_demand, *central_needed;
} Demands;

static void demand_of_draw(void *self, int k, Arena *scratch)
{
    Demands *d = self;
    const Ensemble *e = &d->l->e;
    const Plan *p = d->l->plan;
    size_t size = (size_t)e->L * (size_t)e->G;
    bool central = k == e->K;
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    double *demand =
        central ? d->central_demand : NEW_ARRAY(scratch, double, (size_t)e->T *size + 1);
    double *needed = central ? d->central_needed : d->needed + (size_t)k * (size_t)e->n_points;
    theta_of(d->l, d->from, k, theta);
    for (int t = 0; t < e->T; t++)
        demand_of(d->layout, theta, t, demand + (size_t)t * size, NULL);
    for (int i = 0; i < e->n_points; i++) {
        int group = e->points[i].group == ANY ? e->G - 1 : e->points[i].group;
        needed[i] = demand[(size_t)e->points[i].step * size +
                           (size_t)(e->points[i].line * e->G + group)];
    }
    size_t shown = (size_t)e->S * size;
    for (size_t i = 0; i < shown && !central; i++)
        d->demand[(size_t)k * shown + i] = (float)demand[i];
}

static void grow(Live *l)
{
    Ensemble *e = &l->e;
    size_t K = (size_t)e->K, T = (size_t)e->T, S = (size_t)e->S,
           size = (size_t)e->L * (size_t)e->G;
    Arena *a = l->cx->arena;
    Demands d = {.l = l,
                 .layout = demand_new(a, l->plan),
                 .from = rows_before(l),
                 .demand = NEW_ARRAY(a, float, K *S *size + 1),
                 .needed = NEW_ARRAY(a, double, K *(size_t)e->n_points + 1),
                 .central_demand = NEW_ARRAY(a, double, T *size + 1),
                 .central_needed = NEW_ARRAY(a, double, e->n_points + 1)};
    parallel_for(e->K + 1, l->cx->threads, demand_of_draw, &d);
    e->shown_demand = d.demand;
    e->needed = d.needed;
    e->central_demand = d.central_demand;
    e->central_needed = d.central_needed;
}

/* ---------------------------------------------------------------- one side */

static void look_at_targets(Live *l)
{
    const Ensemble *e = &l->e;
    LiveSide *s = l->out;
    size_t n = (size_t)(l->plan->n_routes * e->n_years);
    double *shortage = NEW_ARRAY(l->cx->arena, double, e->K + 1), sum = 0, worst = 0;
    double *free_x = NEW_ARRAY(l->cx->arena, double, n + 1); /* 0 where nothing is decided */
    bool *met = NEW_ARRAY(l->cx->arena, bool, e->K + 1);
    int n_met = 0;
    for (size_t v = 0; v < n; v++)
        free_x[v] = l->decided[v] ? s->x[v] : 0;
    for (int k = 0; k < e->K; k++) {
        met[k] = true;
        for (int i = 0; i < e->n_points; i++) {
            size_t at = (size_t)k * (size_t)e->n_points + (size_t)i;
            double margin = e->base[at] - e->needed[at];
            for (size_t v = 0; v < n; v++)
                margin += free_x[v] * e->response[at * n + v];
            if (margin < -1e-7 * (1 + fabs(e->needed[at])))
                met[k] = false;
            shortage[k] += e->points[i].weight * fmax(0, -margin);
        }
        n_met += met[k];
        sum += shortage[k];
    }
    s->met = met;
    s->probability = e->K ? (double)n_met / e->K : NAN;
    SampleShare share = sample_share(n_met, e->K);
    s->probability_low = share.low;
    s->probability_high = share.high;
    s->shortage = sum / fmax(1, e->K);
    quantile(shortage, e->K, .5); /* sorts */
    int tail = (int)fmax(1, floor((1 - s->confidence) * e->K + 1e-9));
    for (int k = e->K - tail; k < e->K; k++)
        worst += shortage[k] / tail;
    s->shortage_worst = worst;
}

static void quantiles(const double *values, int n, double *scratch, double *out)
{
    memcpy(scratch, values, (size_t)n * sizeof *values);
    for (int i = 0; i < N_QUANTILES; i++)
        out[i] = quantile(scratch, n, projection_quantiles[i]);
}

static void look_at_years(Live *l, int line)
{
    const Ensemble *e = &l->e;
    LiveSide *s = l->out;
    Arena *a = l->cx->arena;
    int n = l->plan->n_routes * e->n_years, steps = l->p->n_steps, K = e->K;
    double *supply = NEW_ARRAY(a, double, K + 1), *need = NEW_ARRAY(a, double, K + 1);
    double *scratch = NEW_ARRAY(a, double, K + 1), *moved = NEW_ARRAY(a, double, n + 1);
    int first = n, last = -1; /* beyond them nothing differs */
    for (int v = 0; v < n; v++) {
        moved[v] = s->x[v] - e->own[v];
        if (moved[v] != 0) {
            first = v < first ? v : first;
            last = v;
        }
    }
    LiveYear *years = NEW_ARRAY(a, LiveYear, steps + 1);
    double *gaps = NEW_ARRAY(a, double, (size_t)(steps + 1) * (size_t)K + 1);
    s->years = years;
    s->gaps = gaps;
    for (int t = 0; t <= steps; t++) {
        double *gap = gaps + (size_t)t * (size_t)K;
        for (int k = 0; k < K; k++) {
            const double *effect = prepared_effect(l->p, k, t);
            supply[k] = e->supply[((size_t)k * (size_t)e->T + (size_t)t) * (size_t)e->G +
                                  (size_t)e->G - 1];
            for (int v = first; v <= last; v++)
                supply[k] += effect[v] * moved[v];
            need[k] = line < 0
                          ? NAN
                          : (double)e->shown_demand[(((size_t)k * (size_t)e->S + (size_t)t) *
                                                         (size_t)e->L +
                                                     (size_t)line) *
                                                        (size_t)e->G +
                                                    (size_t)e->G - 1];
            gap[k] = supply[k] - need[k];
        }
        years[t].year = plan_year(l->plan, t);
        quantiles(supply, K, scratch, years[t].supply);
        quantiles(need, K, scratch, years[t].need);
        quantiles(gap, K, scratch, years[t].gap);
    }
}

/* Places and cost of all cohorts of the decided years, those that are held too. */
static void count(Live *l)
{
    const Plan *p = l->plan;
    LiveSide *s = l->out;
    int K = l->e.K, n = p->n_routes * l->e.n_years;
    double *cost = NEW_ARRAY(l->cx->arena, double, K + 1);
    for (int v = 0; v < n; v++) {
        int year = s->first_year + v % l->e.n_years;
        s->places += year >= p->decide_from && year <= p->decide_to ? s->x[v] : 0;
    }
    for (int k = 0; k < K; k++)
        for (int v = 0; v < n; v++)
            cost[k] += l->p->cost[(size_t)k * (size_t)n + (size_t)v] * s->x[v];
    for (int i = 0; i < N_QUANTILES; i++)
        s->cost[i] = quantile(cost, K, projection_quantiles[i]);
}

static double sum_of(const Plan *p, const double *x, const LiveSide *s, int route, int year)
{
    int j = year - s->first_year;
    double sum = 0;
    for (int r = 0; r < p->n_routes && j >= 0 && j < s->n_years; r++)
        if (route < 0 || route == r)
            sum += x[r * s->n_years + j];
    return sum;
}

/* Where the ramp has led to: the last decided year that is shown. */
static int last_shown(const Plan *p)
{
    int last = plan_year(p, p->shown_steps);
    return last > p->decide_to || last < p->decide_from ? p->decide_to : last;
}

/* The intakes with which a share p of the futures is met, not rounded: the ends of an interval
 * are no recommendation. Beyond what the limits leave, the most that they leave. */
static const double *path_for(Arena *a, const LevelPath *path, const Frontier *f, int K,
                              double p)
{
    double level = f->needed_level[quantile_rank(K, p)];
    if (!isfinite(level))
        level = isfinite(path->most_level) ? path->most_level : path->levels[path->n - 1];
    return path_at_level(a, path, level, false).x;
}

/* The path that meets the targets with the plan's confidence, or as it is when all is held. */
static bool solve(Live *l)
{
    Ctx *cx = l->cx;
    const Plan *p = l->plan;
    LiveSide *s = l->out;
    const PreparedPath *path CLEANUP_PREPARED_PATH = NULL;
    FrontierPoint headline;
    Lever lever;
    Frontier f;
    for (int r = 0; r < p->n_routes; r++)
        s->solved = s->solved || (p->routes[r].decided && p->decide_from <= p->decide_to);
    s->solved = s->solved && l->e.n_points > 0;
    if (!s->solved)
        return true;
    if (!prepared_path_take(cx, l->model, &path))
        return false;
    frontier_over(cx->arena, &l->e, &path->path, &lever, &f);
    headline = frontier_point(cx->arena, &lever, &f, p->confidence);
    int met = 0;
    for (int k = 0; k < l->e.K; k++)
        met += isfinite(f.needed_level[k]) != 0;
    s->attainable = headline.attainable;
    s->best = (double)met / l->e.K;
    s->x = headline.path.x;
    s->x_low = path_for(cx->arena, &path->path, &f, l->e.K, .10);
    s->x_high = path_for(cx->arena, &path->path, &f, l->e.K, .90);
    s->level = sum_of(p, s->x, s, -1, last_shown(p));
    s->low80 = sum_of(p, s->x_low, s, -1, last_shown(p));
    s->high80 = sum_of(p, s->x_high, s, -1, last_shown(p));
    return true;
}

static bool side(Ctx *cx, const Prepared *p, const Model *m, const Plan *plan, bool grows,
                 int line, LiveSide *out)
{
    Live l = {.cx = cx,
              .p = p,
              .model = m,
              .plan = plan,
              .decided = decisions(cx->arena, plan, p->ensemble.n_years),
              .e = p->ensemble,
              .out = out};
    double *theta = NEW_ARRAY(cx->arena, double, plan->n_rows + 1);
    double *x = NEW_ARRAY(cx->arena, double, plan->n_routes * p->ensemble.n_years + 1);
    *out = (LiveSide){.confidence = plan->confidence,
                      .level = NAN,
                      .low80 = NAN,
                      .high80 = NAN,
                      .best = NAN,
                      .n_years = p->ensemble.n_years,
                      .first_year = plan_first_intake_year(plan),
                      .x = x};
    theta_central(plan, theta);
    plan_intake(plan, theta, x);
    hold_intakes(&l, x);
    if (grows)
        grow(&l);
    if (!solve(&l))
        return false;
    look_at_targets(&l);
    look_at_years(&l, line);
    count(&l);
    return !cx->err.kind;
}

/* The plan as it is, worked out once for its futures and kept with them. */
typedef struct AsItIs {
    Ctx *cx;
    const Prepared *p;
    const Model *m;
    int line;
} AsItIs;

static const void *make_as_it_is(Arena *a, void *with)
{
    const AsItIs *w = with;
    Ctx cx = *w->cx;
    cx.arena = a; /* what is kept lives as long as the futures */
    LiveSide *s = NEW(a, LiveSide);
    if (side(&cx, w->p, w->m, &w->p->plan, false, w->line, s))
        return s;
    w->cx->err = cx.err;
    return NULL;
}

static bool as_it_is(Ctx *cx, const Prepared *p, const Model *m, int line, LiveSide *out)
{
    const LiveSide *s = prepared_keep(p, make_as_it_is, &(AsItIs){cx, p, m, line});
    if (!s)
        return false;
    size_t K = (size_t)p->ensemble.K, n = (size_t)(p->plan.n_routes * s->n_years);
    Arena *a = cx->arena; /* a copy, for the futures may go before the answer does */
#define COPY(member, n)                                                                        \
    out->member = s->member ? arena_grow(a, s->member, (n) * sizeof *s->member,                \
                                         ((n) + 1) * sizeof *s->member)                        \
                            : NULL
    *out = *s;
    COPY(x, n);
    COPY(x_low, n);
    COPY(x_high, n);
    COPY(years, (size_t)p->n_steps + 1);
    COPY(gaps, ((size_t)p->n_steps + 1) * K);
    COPY(met, K);
#undef COPY
    return true;
}

/* ---------------------------------------------------------------- both */

static int few_draws(Ctx *cx)
{
    int64_t n;
    return text_to_int(setting(cx, "projection.live_draws"), &n) && n >= 10 && n <= 100000
               ? (int)n
               : 100;
}

static bool is_heavy(const Plan *p)
{
    return (double)plan_cells(p) * p->n_steps * p->draws > HEAVY_PLAN;
}

int live_draws(Ctx *cx, const Plan *p)
{
    int few = few_draws(cx);
    return is_heavy(p) || p->draws < few ? few : p->draws;
}

/* The demand that is looked at: that of the first target, else the plan's first. */
static int line_of(const Plan *p)
{
    return p->n_targets ? p->targets[0].line : p->n_lines ? 0 : -1;
}

bool live_side(Ctx *cx, const Model *m, int draws, uint64_t seed, Plan *plan, LiveSide *out)
{
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    const Prepared *p CLEANUP_PREPARED = NULL;
    return model_plan(cx->arena, &cx->err, m, &problems, plan) &&
           prepared_take(cx, m, draws, seed, NULL, &p) &&
           as_it_is(cx, p, m, line_of(plan), out);
}

bool live_answer(Ctx *cx, const Model *m, const Pairs *changes, bool all_draws, LiveAnswer *out)
{
    LiveAnswer a = {.line = ""};
    Model rates, changed;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    const Prepared *before CLEANUP_PREPARED = NULL, *after CLEANUP_PREPARED = NULL;
    bool grows = false;
    if (!model_plan(cx->arena, &cx->err, m, &problems, &a.before))
        return false;
    adjust_controls(cx, m, &a.before, changes, &a.controls);
    for (int i = 0; i < a.controls.n; i++)
        grows =
            grows || (a.controls.items[i].changed && same(a.controls.items[i].key, "growth"));
    int few = few_draws(cx);
    a.heavy = is_heavy(&a.before);
    a.fewer = (a.controls.rates || a.heavy) && !all_draws && few < a.before.draws;
    /* A plan that asks for a single draw still gets intervals here. */
    a.draws = a.fewer || a.before.draws < few ? few : a.before.draws;
    if ((a.controls.rates && !adjust_apply(cx, m, &a.controls, true, "", &rates)) ||
        !adjust_apply(cx, m, &a.controls, false, "", &changed) ||
        !model_plan(cx->arena, &cx->err, &changed, &problems, &a.plan))
        return false;
    if (!prepared_take(cx, m, a.draws, a.before.seed, NULL, &before))
        return false;
    if (a.controls.rates && !prepared_take(cx, &rates, a.draws, a.before.seed, before, &after))
        return false;
    int line = line_of(&a.before);
    a.line = line >= 0 ? a.before.lines[line] : "";
    if (!as_it_is(cx, before, m, line, &a.without))
        return false;
    if (!a.controls.n_changed)
        a.with = a.without;
    else if (!side(cx, after ? after : before, &changed, &a.plan, grows, line, &a.with))
        return false;
    a.gap = live_gap_difference(cx->arena, &a.without, a.before.shown_steps, &a.with,
                                a.plan.shown_steps, a.draws);
    a.met = live_met_difference(&a.without, &a.with, a.draws);
    *out = a;
    return true;
}

double live_sum(const Plan *p, const double *x, const LiveSide *s, int year)
{
    return sum_of(p, x, s, -1, year);
}

double live_places(const Plan *p, const LiveSide *s, int route, int year)
{
    return sum_of(p, s->x, s, route, year);
}
