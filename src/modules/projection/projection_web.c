/* The plan's pages: the fan of supply against the demand lines, the gap, and one assumption
 * with the return cells behind it. */
#include "modules/projection/projection_web.h"
#include "core/who.h"
#include "modules/projection/pages/assumption.html.h"
#include "modules/projection/pages/plan.html.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/review.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

/* The newest run of the plan; computes and keeps one when there is none. */
static bool outcomes_of(Ctx *cx, const char *plan, Loaded *l, Projection *p)
{
    PlanInfo info;
    RunList runs;
    Ensemble e;
    if (!projection_plan_seen(cx, "projection.read", plan, &info) ||
        !projection_open(cx, &(PlanSource){info.id, "", NOT_GIVEN, NOT_GIVEN}, l) ||
        !projection_runs(cx, &runs))
        return false;
    for (int i = 0; i < runs.n; i++)
        if (same(runs.items[i].plan, l->id) && same(runs.items[i].version, cx->app->version))
            return projection_outcomes(cx, runs.items[i].id, p);
    return projection_compute(cx, l, &e, p) && projection_store(cx, l, p);
}

typedef struct Path { /* one quantity over the years shown */
    double *central, *q[N_QUANTILES];
} Path;

static Path path_of(Ctx *cx, const Plan *plan, const Projection *p, const char *quantity,
                    const char *line)
{
    int n = plan->shown_steps + 1;
    Path out = {.central = NEW_ARRAY(cx->arena, double, n)};
    for (int k = 0; k < N_QUANTILES; k++)
        out.q[k] = NEW_ARRAY(cx->arena, double, n);
    for (int t = 0; t < n; t++) {
        const Outcome *o = projection_find(p, quantity, line, "all", plan_year(plan, t));
        out.central[t] = o ? o->central : NAN;
        for (int k = 0; k < N_QUANTILES; k++)
            out.q[k][t] = o ? o->q[k] : NAN;
    }
    return out;
}

static Html fan(Ctx *cx, const Plan *plan, const int *years, const char *id, const char *title,
                const char *desc, const Path *p, const Series *lines, int n_lines,
                const Table *table)
{
    Band bands[] = {{T(cx, "90 % interval"), p->q[0], p->q[6]},
                    {T(cx, "80 % interval"), p->q[1], p->q[5]},
                    {T(cx, "50 % interval"), p->q[2], p->q[4]}};
    FanChart chart = {
        .text = {.id = id,
                 .title = title,
                 .desc = desc,
                 .y_label = plan_word(cx, plan->measure)},
        .n = plan->shown_steps + 1,
        .years = years,
        .median = {T(cx, "Median"), p->q[3]},
        .n_bands = 3,
        .bands = bands,
        .n_lines = n_lines,
        .lines = lines,
    };
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_fan(cx->arena, &chart),
                 T(cx, "The numbers as a table"), table);
    return out_html(&out);
}

static Table *gap_table(Ctx *cx, Reply *r, const Plan *plan, const int *years, const Path *gap)
{
    static const char *const labels[N_QUANTILES] = {
        N_("5 %"), N_("10 %"), N_("25 %"), N_("Median"), N_("75 %"), N_("90 %"), N_("95 %")};
    Table *t = reply_table(cx, r, "gap", T(cx, "The gap in numbers"));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    for (int k = 0; k < N_QUANTILES; k++)
        table_column(cx, t, arena_printf(cx->arena, "q%.0f", 100 * projection_quantiles[k]),
                     T(cx, labels[k]), COLUMN_NUMBER, 1);
    for (int i = 0; i <= plan->shown_steps; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", years[i]));
        for (int k = 0; k < N_QUANTILES; k++)
            c[1 + k] = cell_number(gap->q[k][i]);
    }
    return t;
}

static Html figures_of(Ctx *cx, const Plan *plan, const Projection *p)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    int last = plan_year(plan, plan->shown_steps);
    const Outcome *now = projection_find(p, "supply", "", "all", plan->start_year);
    const Outcome *then = projection_find(p, "supply", "", "all", last);
    const Outcome *gap =
        plan->n_lines ? projection_find(p, "gap", plan->lines[0], "all", last) : NULL;
    if (now)
        figures_add(cx->arena, &f,
                    arena_printf(cx->arena, T(cx, "Supply in %d (%s)"), plan->start_year,
                                 plan_word(cx, plan->measure)),
                    number_show(cx->arena, now->q[3], 0),
                    arena_printf(cx->arena, T(cx, "90 %% interval %s to %s"),
                                 number_show(cx->arena, now->q[0], 0),
                                 number_show(cx->arena, now->q[6], 0)));
    if (then)
        figures_add(cx->arena, &f,
                    arena_printf(cx->arena, T(cx, "Supply in %d (%s)"), last,
                                 plan_word(cx, plan->measure)),
                    number_show(cx->arena, then->q[3], 0),
                    arena_printf(cx->arena, T(cx, "90 %% interval %s to %s"),
                                 number_show(cx->arena, then->q[0], 0),
                                 number_show(cx->arena, then->q[6], 0)));
    if (gap)
        figures_add(cx->arena, &f,
                    arena_printf(cx->arena, T(cx, "Gap to %s in %d"),
                                 plan_word(cx, plan->lines[0]), last),
                    number_show(cx->arena, gap->q[3], 0),
                    arena_printf(cx->arena, T(cx, "90 %% interval %s to %s"),
                                 number_show(cx->arena, gap->q[0], 0),
                                 number_show(cx->arena, gap->q[6], 0)));
    page_figures(&out, &f);
    return out_html(&out);
}

static Table *facts_table(Ctx *cx, Reply *into, const Reply *facts)
{
    Table *t = reply_table(cx, into, "about", T(cx, "About this run"));
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    for (int i = 0; i < facts->n_facts; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(facts->facts[i].label);
        c[1] = facts->facts[i].cell;
    }
    return t;
}

bool page_projection(Ctx *cx, const PageIn *in, PageOut *out)
{
    Loaded l;
    Projection p;
    PlanList plans;
    Reply r = {0}, facts = {0};
    if (!projection_plans_seen(cx, "projection.read", &plans))
        return false;
    if (plans.n == 0) {
        fail(&cx->err, NOT_FOUND, "there is no plan yet");
        return page_nothing_yet(cx, out, T(cx, "Plan"),
                                T(cx,
                                  "There is no plan yet. A plan is built from a collection's "
                                  "returns, or imported as a model folder."),
                                may(cx, "projection.write", "") ? "/projection/build" : NULL,
                                T(cx, "Build a plan"));
    }
    if (!outcomes_of(cx, page_query(in, "plan"), &l, &p))
        return false;
    const Plan *plan = &l.plan;
    int *years = NEW_ARRAY(cx->arena, int, plan->shown_steps + 1);
    for (int t = 0; t <= plan->shown_steps; t++)
        years[t] = plan_year(plan, t);
    Path supply = path_of(cx, plan, &p, "supply", "");
    Series lines[CHART_MOST_SERIES];
    int most = CHART_MOST_SERIES - 1; /* the median is one; the table has all lines */
    int n_lines = plan->n_lines < most ? plan->n_lines : most;
    for (int i = 0; i < n_lines; i++)
        lines[i] = (Series){plan_word(cx, plan->lines[i]),
                            path_of(cx, plan, &p, "demand", plan->lines[i]).central};
    run_facts(cx, &facts, &l, &p);
    const char *first_line = plan->n_lines ? plan->lines[0] : "";
    Path gap = path_of(cx, plan, &p, "gap", first_line);
    ProjectionView v = {
        .sees_places = may(cx, "commissioning.read", ""),
        .title = plan_word(cx, plan->title),
        .lead = arena_printf(cx->arena,
                             T(cx, "Supply with today's intakes, %d to %d, beside the lines of "
                                   "demand: %d futures, drawn from the uncertainty of the "
                                   "assumptions and of chance itself."),
                             years[0], years[plan->shown_steps], l.draws),
        .plan = l.id,
        .run = p.run,
        .plans = &plans,
        .figures = figures_of(cx, plan, &p),
        .fan = fan(cx, plan, years, "supply", T(cx, "Supply and demand"),
                   T(cx, "Fan of supply with its intervals, and the lines of demand."), &supply,
                   lines, n_lines, projection_table(cx, &r, plan, &p, "all")),
        .about = facts_table(cx, &r, &facts),
    };
    if (plan->n_lines)
        v.gap = fan(cx, plan, years, "gap",
                    arena_printf(cx->arena, T(cx, "Gap to %s: supply minus demand"),
                                 plan_word(cx, first_line)),
                    T(cx, "Fan of the gap with its intervals; below zero is a shortage."), &gap,
                    NULL, 0, gap_table(cx, &r, plan, years, &gap));
    page_projection_plan(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s (%s)", v.title, l.id);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- one assumption */

bool page_assumption(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *id = page_query(in, "id");
    PlanInfo info;
    Model m;
    EvidenceList list;
    CommentList said;
    WithheldList withheld;
    Reply r = {0};
    if (!projection_plan_seen(cx, "projection.read", page_query(in, "plan"), &info) ||
        !projection_load(cx, info.id, &m) ||
        !projection_evidence_seen(cx, info.id, id, &list) ||
        !projection_withheld(cx, info.id, &withheld) || !comment_list(cx, info.id, id, &said))
        return false;
    if (projection_is_withheld(&withheld, id))
        return fail(&cx->err, FORBIDDEN,
                    "this assumption tells a single return that you may not see");
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int i = 0; i < m.tables[t].n; i++) {
            const ModelRow *row = &m.tables[t].rows[i];
            if (!same(model_row_id(cx->arena, (TableId)t, row), id))
                continue;
            Summary s = {0};
            for (int c = 1; c < spec_columns((TableId)t); c++)
                if (*row->cells[c])
                    summary_add(cx->arena, &s, T(cx, table_specs[t].columns[c].label),
                                row->cells[c]);
            Out o = out_new(cx->arena, cx->lang, translate);
            page_summary(&o, &s);
            AssumptionView v = {.may_write = may(cx, "projection.write", info.region),
                                .plan = info.id,
                                .id = id,
                                .kind = T(cx, table_specs[t].label),
                                .unit = T(cx, table_specs[t].unit),
                                .summary = out_html(&o),
                                .evidence = evidence_table(cx, &r, &list),
                                .comments = comments_table(cx, &r, &said),
                                .has_evidence = list.n > 0};
            page_projection_assumption(&out->out, &v);
            out->title = arena_printf(cx->arena, "%s: %s", id, info.id);
            out->wide = true;
            return true;
        }
    return projection_assumption_exists(cx, info.id, id);
}
