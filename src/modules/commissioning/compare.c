/* Two plans, or two policies for one plan, in the same futures.
 *
 * Both have the same seed and number of draws, and assumptions that bear the same name take the
 * same values in draw k of both (common random numbers). So differences are taken draw by draw,
 * and their interval is that of the paired difference, which is far narrower than what two
 * separate intervals would suggest. */
#include "modules/commissioning/compare.h"
#include "modules/projection/projection_action.h"
#include "sim/lever.h"
#include <math.h>

typedef struct Side { /* one plan or policy */
    Loaded l;
    Ensemble e;
    Projection p;
    CommittedList committed;
    IntakePath path;
    double level;
    bool attained;
    double *needed;   /* [K] level that each draw needs; INFINITY: none within the limits */
    double *short_by; /* [K] worst loss at its own recommended path */
    const char *name;
} Side;

typedef struct Paired { /* of a difference b - a, draw by draw */
    double a, b, mean, low, high, q05, q95;
    int n;
} Paired;

/* Draws in which either is not a number do not count. */
static Paired pair(Ctx *cx, const double *a, const double *b, int K)
{
    Paired out = {0};
    double *diff = NEW_ARRAY(cx->arena, double, K + 1), sum = 0, squares = 0;
    for (int k = 0; k < K; k++) {
        if (!isfinite(a[k]) || !isfinite(b[k]))
            continue;
        out.a += a[k];
        out.b += b[k];
        diff[out.n++] = b[k] - a[k];
        sum += b[k] - a[k];
    }
    if (out.n < 2)
        return (Paired){NAN, NAN, NAN, NAN, NAN, NAN, NAN, out.n};
    out.a /= out.n;
    out.b /= out.n;
    out.mean = sum / out.n;
    for (int i = 0; i < out.n; i++)
        squares += (diff[i] - out.mean) * (diff[i] - out.mean);
    double half = 1.959963984540054 * sqrt(squares / (out.n - 1) / out.n);
    out.low = out.mean - half;
    out.high = out.mean + half;
    out.q05 = quantile(diff, out.n, .05);
    out.q95 = quantile(diff, out.n, .95);
    return out;
}

static bool answer(Ctx *cx, Side *s)
{
    const Plan *p = &s->l.plan;
    CommissionPrepared *prepared;
    CommissionAnswer out;
    PrepareOptions o = {
        .seed = s->l.seed, .K = s->l.draws, .threads = cx->threads, .noise = true};
    double *confidence = NEW(cx->arena, double);
    *confidence = p->confidence;
    CommissionAsk ask = {.confidence = confidence,
                         .n = 1,
                         .levels = p->shape == SHAPE_LEVEL,
                         .aims = p->shape == SHAPE_LEVEL ? 0 : 1 << AIM_CHANCE,
                         .committed = s->committed.items,
                         .n_committed = s->committed.n};
    if (!commission_prepare_with(cx->arena, &cx->err, p, &o, &s->e, &prepared) ||
        !commission_solve(cx->arena, &cx->err, prepared, &ask, &out))
        return false;
    if (ask.levels) {
        s->path = out.levels.points[0].path;
        s->level = out.levels.points[0].level;
        s->attained = out.levels.points[0].attainable;
    } else {
        s->path = out.programmes[AIM_CHANCE][0].path;
        s->level = NAN;
        s->attained = out.programmes[AIM_CHANCE][0].attained;
    }
    s->needed = NEW_ARRAY(cx->arena, double, s->e.K + 1);
    s->short_by = NEW_ARRAY(cx->arena, double, s->e.K + 1);
    Decision d;
    LevelPath path;
    Lever lever;
    Frontier f;
    if (!decision_new(cx->arena, &cx->err, p, &d) ||
        !frontier_open(cx->arena, &cx->err, &d, &s->e, &path, &lever, &f))
        return false;
    for (int k = 0; k < s->e.K; k++) {
        s->needed[k] = lever_needed(&lever, k);
        s->short_by[k] = -INFINITY;
        for (int i = 0; i < s->e.n_points; i++)
            s->short_by[k] = fmax(s->short_by[k], -margin_of(&d, &s->e, k, i, s->path.x));
    }
    return true;
}

static void add_pair(Ctx *cx, Table *t, const char *key, const char *label, Paired d)
{
    Cell *c = table_row(cx, t);
    const double numbers[] = {d.a, d.b, d.mean, d.low, d.high, d.q05, d.q95, d.n};
    c[0] = cell_code(key, label);
    for (int i = 0; i < 8; i++)
        c[1 + i] = cell_number(numbers[i]);
}

static double *met_of(Ctx *cx, const Side *s)
{
    double *met = NEW_ARRAY(cx->arena, double, s->e.K + 1);
    for (int k = 0; k < s->e.K; k++)
        met[k] = 100 * (s->short_by[k] <= 1e-4);
    return met;
}

static void paired_table(Ctx *cx, Reply *out, const Side *a, const Side *b)
{
    Table *t = reply_table(cx, out, "paired", T(cx, "Differences in the same futures"));
    table_column(cx, t, "quantity", T(cx, "Quantity"), COLUMN_TEXT, 0);
    table_column(cx, t, "first", T(cx, "First"), COLUMN_NUMBER, 1);
    table_column(cx, t, "second", T(cx, "Second"), COLUMN_NUMBER, 1);
    table_column(cx, t, "difference", T(cx, "Difference"), COLUMN_NUMBER, 2);
    table_column(cx, t, "low", T(cx, "95 % interval of the mean: from"), COLUMN_NUMBER, 2);
    table_column(cx, t, "high", T(cx, "to"), COLUMN_NUMBER, 2);
    table_column(cx, t, "q05", T(cx, "90 % of futures: from"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q95", T(cx, "to"), COLUMN_NUMBER, 1);
    table_column(cx, t, "draws", T(cx, "Draws"), COLUMN_NUMBER, 0);
    int K = a->e.K < b->e.K ? a->e.K : b->e.K;
    add_pair(cx, t, "met", T(cx, "Targets met with the recommended places (%)"),
             pair(cx, met_of(cx, a), met_of(cx, b), K));
    add_pair(cx, t, "short_by",
             arena_printf(cx->arena, "%s (%s)", T(cx, "Lacking at the worst target"),
                          plan_word(cx, a->l.plan.measure)),
             pair(cx, a->short_by, b->short_by, K));
    add_pair(cx, t, "needed", T(cx, "Places a year that the future needs"),
             pair(cx, a->needed, b->needed, K));
    t->note =
        T(cx, "Second less first. Draw k of both takes the same values of all assumptions "
              "that bear the same name. A future that no level within the limits meets "
              "does not count in the last line.");
}

static double places_in(const Side *s, int route, int year)
{
    const Plan *p = &s->l.plan;
    int j = year - plan_first_intake_year(p), n = plan_intake_years(p);
    double sum = 0;
    if (j < 0 || j >= n)
        return NAN;
    for (int r = 0; r < p->n_routes; r++)
        sum += route == ANY || route == r ? s->path.x[r * n + j] : 0;
    return sum;
}

static int same_route(const Plan *p, const char *id)
{
    for (int r = 0; r < p->n_routes; r++)
        if (same(p->routes[r].id, id))
            return r;
    return -2;
}

static void places_pair(Ctx *cx, Reply *out, const Side *a, const Side *b)
{
    const Plan *p = &a->l.plan;
    Table *t = reply_table(cx, out, "places", T(cx, "Recommended places"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "first", T(cx, "First"), COLUMN_NUMBER, 0);
    table_column(cx, t, "second", T(cx, "Second"), COLUMN_NUMBER, 0);
    table_column(cx, t, "difference", T(cx, "Difference"), COLUMN_NUMBER, 0);
    for (int year = p->decide_from; year <= p->decide_to; year++)
        for (int r = 0; r <= p->n_routes; r++) {
            bool all = r == p->n_routes;
            if (!all && !p->routes[r].decided)
                continue;
            int there = all ? ANY : same_route(&b->l.plan, p->routes[r].id);
            double first = places_in(a, all ? ANY : r, year),
                   second = there == -2 ? NAN : places_in(b, there, year);
            Cell *c = table_row(cx, t);
            c[0] = cell_text(arena_printf(cx->arena, "%d", year));
            c[1] = cell_code(all ? "all" : p->routes[r].id,
                             all ? T(cx, "All routes") : p->routes[r].id);
            c[2] = cell_number(first);
            c[3] = cell_number(second);
            c[4] = cell_number(second - first);
        }
}

bool do_policies(Ctx *cx, const void *in, Reply *out)
{
    const PolicyInput *q = in;
    Side *a = NEW(cx->arena, Side), *b = NEW(cx->arena, Side);
    bool policy = !*q->other && !*q->other_model;
    if (policy && !*q->settled)
        return fail(&cx->err, USAGE,
                    "compare with what? give another plan, another model folder, or settled "
                    "places (settled)");
    if (!commissioning_open(cx, "commissioning.read", q->plan, q->model, q->draws, q->seed,
                            &a->l, &a->e, &a->p))
        return false;
    if (policy) {
        *b = *a;
    } else if (!commissioning_open(cx, "commissioning.read", q->other, q->other_model,
                                   a->l.draws, (int64_t)a->l.seed, &b->l, &b->e, &b->p)) {
        return false;
    }
    LateInput late = {.settled = q->settled};
    if (!late_committed(cx, &b->l, &late, &b->committed) || !answer(cx, a) || !answer(cx, b))
        return false;
    a->name = *a->l.id ? a->l.id : a->l.model.name;
    b->name = policy ? q->settled : *b->l.id ? b->l.id : b->l.model.name;
    out->title = arena_printf(cx->arena, T(cx, "%s beside %s"), b->name, a->name);
    reply_fact(cx, out, "first", T(cx, "First"), cell_text(a->name), 0);
    reply_fact(cx, out, "second", T(cx, "Second"), cell_text(b->name), 0);
    reply_fact(cx, out, "draws", T(cx, "Draws"), cell_number(a->l.draws), 0);
    reply_fact(cx, out, "seed", T(cx, "Seed"), cell_plain((double)a->l.seed), 0);
    const Side *sides[] = {a, b};
    static const char *const keys[][3] = {{"first_places", "first_cost", "first_attained"},
                                          {"second_places", "second_cost", "second_attained"}};
    for (int i = 0; i < 2; i++) {
        const Side *s = sides[i];
        const char *which = i ? T(cx, "Second") : T(cx, "First");
        reply_fact(cx, out, keys[i][0],
                   arena_printf(cx->arena, "%s: %s", which, T(cx, "places in all")),
                   cell_number(s->path.places), 0);
        reply_fact(cx, out, keys[i][1],
                   arena_printf(cx->arena, "%s: %s", which, T(cx, "cost of training (GBP)")),
                   cell_number(s->path.cost), 0);
        reply_fact(cx, out, keys[i][2],
                   arena_printf(cx->arena, "%s: %s", which, T(cx, "within the limits")),
                   cell_text(s->attained ? T(cx, "yes") : T(cx, "no")), 0);
    }
    paired_table(cx, out, a, b);
    places_pair(cx, out, a, b);
    return true;
}
