/* The page of two plans side by side: the same axes, the differences of each future, and every
 * assumption that differs. */
#include "core/who.h"
#include "modules/projection/compare.h"
#include "modules/projection/pages/compare.html.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/projection_web.h"
#include "web/chart.h"
#include "web/download.h"
#include "web/form.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

static void range_of(const LiveSide *s, int n, double range[2])
{
    for (int t = 0; t < n; t++)
        for (int q = 0; q < N_QUANTILES; q++) {
            range[0] = fmin(range[0], fmin(s->years[t].supply[q], s->years[t].need[3]));
            range[1] = fmax(range[1], fmax(s->years[t].supply[q], s->years[t].need[3]));
        }
}

/* One plan's supply and need, over the years that both show and with an axis for both. */
static Html side_of(Ctx *cx, Reply *r, const Comparison *c, const CompareSide *s,
                    const int *steps, const char *id, const double axis[2])
{
    double *q[N_QUANTILES], *need = NEW_ARRAY(cx->arena, double, c->n);
    for (int k = 0; k < N_QUANTILES; k++)
        q[k] = NEW_ARRAY(cx->arena, double, c->n);
    Table *t = reply_table(cx, r, id, s->name);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "q05", T(cx, "Supply, 5 %"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q50", T(cx, "Supply, median"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q95", T(cx, "Supply, 95 %"), COLUMN_NUMBER, 1);
    table_column(cx, t, "need", T(cx, "Demand, median"), COLUMN_NUMBER, 1);
    for (int y = 0; y < c->n; y++) {
        const LiveYear *at = &s->live.years[steps[y]];
        Cell *cell = table_row(cx, t);
        need[y] = at->need[3];
        for (int k = 0; k < N_QUANTILES; k++)
            q[k][y] = at->supply[k];
        cell[0] = cell_text(arena_printf(cx->arena, "%d", c->years[y]));
        for (int k = 0; k < 3; k++)
            cell[1 + k] = cell_number(at->supply[3 * k]);
        cell[4] = cell_number(need[y]);
    }
    Band bands[] = {{T(cx, "90 % interval"), q[0], q[6]}, {T(cx, "50 % interval"), q[2], q[4]}};
    Series line = {T(cx, "need"), need};
    FanChart chart = {.text = {.id = id,
                               .title = s->name,
                               .desc = arena_printf(
                                   cx->arena, T(cx, "Supply of %s beside the need"), s->name),
                               .y_label = plan_word(cx, s->plan.measure)},
                      .n = c->n,
                      .years = c->years,
                      .median = {T(cx, "Median"), q[3]},
                      .n_bands = 2,
                      .bands = bands,
                      .n_lines = isnan(need[0]) ? 0 : 1,
                      .lines = &line,
                      .axis = {axis[0], axis[1]}};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_fan(cx->arena, &chart),
                 T(cx, "The numbers as a table"), t);
    return out_html(&out);
}

/* Two plans that have nothing to do with one another differ in thousands of rows, which nobody
 * reads on a page; its files have them all. */
static const Table *shortened(Ctx *cx, const Table *all)
{
    enum { SHOWN = 200 };
    if (all->n_rows <= SHOWN || download_wanted(cx))
        return all;
    Table *t = NEW(cx->arena, Table);
    *t = *all;
    t->n_rows = SHOWN;
    t->note = arena_printf(
        cx->arena, T(cx, "The first %d of %s differences; the files below have them all."),
        SHOWN, number_show(cx->arena, all->n_rows, 0));
    return t;
}

static Html difference_of(Ctx *cx, Reply *r, const Comparison *c)
{
    double *mean = NEW_ARRAY(cx->arena, double, c->n),
           *low = NEW_ARRAY(cx->arena, double, c->n),
           *high = NEW_ARRAY(cx->arena, double, c->n),
           *zero = NEW_ARRAY(cx->arena, double, c->n);
    for (int y = 0; y < c->n; y++) {
        mean[y] = c->gaps[y].mean;
        low[y] = c->gaps[y].low;
        high[y] = c->gaps[y].high;
    }
    Band band = {T(cx, "90 % of the futures"), low, high};
    Series line = {T(cx, "no difference"), zero};
    FanChart chart = {
        .text = {.id = "difference",
                 .title = arena_printf(cx->arena, T(cx, "Gap of %s less that of %s"), c->b.name,
                                       c->a.name),
                 .desc = compare_sentence(cx, c),
                 .y_label = plan_word(cx, c->a.plan.measure)},
        .n = c->n,
        .years = c->years,
        .median = {T(cx, "Mean"), mean},
        .n_bands = 1,
        .bands = &band,
        .n_lines = 1,
        .lines = &line};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_fan(cx->arena, &chart),
                 T(cx, "The numbers as a table"), compare_years(cx, r, c));
    return out_html(&out);
}

static const CompareChoice *choices_of(Ctx *cx, const PlanList *plans, int *n)
{
    RunList runs;
    int room = 0;
    CompareChoice *list = NULL;
    *n = 0;
    for (int i = 0; i < plans->n; i++)
        *PUSH(cx->arena, list, *n, room) = (CompareChoice){
            plans->items[i].id, arena_printf(cx->arena, "%s: %s", plans->items[i].id,
                                             plan_word(cx, plans->items[i].title))};
    if (!projection_runs_seen(cx, "projection.read", &runs))
        return list;
    for (int i = 0; i < runs.n; i++)
        *PUSH(cx->arena, list, *n, room) = (CompareChoice){
            runs.items[i].id,
            arena_printf(cx->arena, T(cx, "Run %s of %s (%s)"), runs.items[i].id,
                         runs.items[i].plan, runs.items[i].run_on)};
    return list;
}

bool page_compare(Ctx *cx, const PageIn *in, PageOut *out)
{
    Comparison c;
    PlanList plans;
    Reply r = {0};
    double axis[2] = {INFINITY, -INFINITY};
    CompareView v = {.a = page_query(in, "a"), .b = page_query(in, "b")};
    if (!projection_plans_seen(cx, "projection.read", &plans))
        return false;
    if (in->error)
        form_faults(cx, &out->out, &projection_module, "compare", in);
    if (!plans.n) {
        fail(&cx->err, NOT_FOUND, "there is no plan yet");
        return page_nothing_yet(cx, out, T(cx, "Compare"),
                                T(cx, "There is no plan yet, and it takes two to compare."),
                                may(cx, "projection.write", "") ? "/projection/build" : NULL,
                                T(cx, "Build a plan"));
    }
    v.choices = choices_of(cx, &plans, &v.n_choices);
    v.compared = *v.a && *v.b;
    if (v.compared) {
        if (!compare_plans(cx, v.a, v.b, NOT_GIVEN, &c))
            return false;
        if (same(c.a.name, c.b.name)) { /* one plan beside itself, with two names */
            c.a.name = arena_printf(cx->arena, "%s: %s", T(cx, "First"), c.a.name);
            c.b.name = arena_printf(cx->arena, "%s: %s", T(cx, "Second"), c.b.name);
        }
        range_of(&c.a.live, c.a.plan.shown_steps + 1, axis);
        range_of(&c.b.live, c.b.plan.shown_steps + 1, axis);
        v.sentence = compare_sentence(cx, &c);
        v.left = side_of(cx, &r, &c, &c.a, c.step_a, "first", axis);
        v.right = side_of(cx, &r, &c, &c.b, c.step_b, "second", axis);
        v.difference = difference_of(cx, &r, &c);
        v.answers = compare_answers(cx, &r, &c);
        v.places = compare_places(cx, &r, &c);
        v.assumptions = shortened(cx, compare_assumptions(cx, &r, &c));
        v.draws =
            arena_printf(cx->arena, T(cx, "%s futures of each, with the same random numbers."),
                         number_show(cx->arena, c.draws, 0));
    }
    page_projection_compare(&out->out, &v);
    out->title =
        v.compared ? arena_printf(cx->arena, "%s: %s, %s", T(cx, "Compare"), c.a.name, c.b.name)
                   : T(cx, "Compare");
    out->wide = true;
    return !cx->err.kind;
}
