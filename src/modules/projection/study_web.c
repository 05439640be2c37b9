/* The pages of the studies. Each shows the newest study of its kind that is kept for the plan;
 * it computes nothing, but leads to the form that does. */
#include "modules/projection/study_web.h"
#include "core/who.h"
#include "modules/projection/backtest.h"
#include "modules/projection/pages/study.html.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/scenarios.h"
#include "modules/projection/sensitivity.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

enum { MOST_BARS = 14 };

typedef struct StudyPage {
    Ctx *cx;
    PageOut *out;
    PlanInfo info;
    Study s;
    Reply r; /* holds the tables */
    StudyView v;
} StudyPage;

/* The study; or the page that says how to get one, and false. */
static bool open_page(Ctx *cx, const PageIn *in, PageOut *out, const char *kind,
                      const StudyPart *parts, const char *title, const char *nothing,
                      const char *again, StudyPage *p)
{
    *p = (StudyPage){.cx = cx, .out = out};
    if (!projection_plan_seen(cx, "projection.read", page_query(in, "plan"), &p->info))
        return false;
    if (!study_load(cx, p->info.id, kind, parts, &p->s)) {
        if (cx->err.kind == ERR_NOT_FOUND)
            page_nothing_yet(cx, out, title, nothing,
                             arena_printf(cx->arena, "%s?plan=%s", again, p->info.id), title);
        return false;
    }
    p->v = (StudyView){.title = title, .plan = p->info.id, .again = again};
    return true;
}

/* True where open_page() has made the page that says that there is nothing. */
static bool nothing_or_failed(const Ctx *cx)
{
    return cx->err.kind == ERR_NONE;
}

static bool show(StudyPage *p)
{
    page_projection_study(&p->out->out, &p->v);
    p->out->title = arena_printf(p->cx->arena, "%s: %s", p->v.title, p->v.plan);
    p->out->wide = true;
    return true;
}

static void add_table(StudyPage *p, const char *part)
{
    p->v.tables[p->v.n_tables++] = study_show(p->cx, &p->s, part, &p->r);
}

static void add_chart(StudyPage *p, const ChartText *text, Html svg, const char *part)
{
    Ctx *cx = p->cx;
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, text, svg, T(cx, "The numbers as a table"),
                 study_show(cx, &p->s, part, &p->r));
    p->v.charts[p->v.n_charts++] = out_html(&out);
}

static const char *shown(Ctx *cx, double v, int decimals)
{
    return isfinite(v) ? number_show(cx->arena, v, decimals) : "–";
}

/* ---------------------------------------------------------------- scenarios */

/* The gap in each branch of each policy, and over all. */
static void chart_branches(StudyPage *p, const char *year, const char *measure)
{
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "outlooks");
    DotRow *rows = NEW_ARRAY(cx->arena, DotRow, t->n + 1);
    DotChart chart = {
        .text = {.id = "branches",
                 .title =
                     arena_printf(cx->arena, T(cx, "Gap in %s with today's intakes"), year),
                 .desc = T(cx, "Median and 90 % interval of the gap, over all scenarios and in "
                               "each branch of a policy; below zero is a shortage."),
                 .x_label = plan_word(cx, measure)},
        .rows = rows,
        .reference = 0,
        .reference_label = T(cx, "no gap")};
    for (int i = 0; i < t->n; i++) {
        const char *kind = study_text(t, i, "kind");
        if (same(kind, "leaf"))
            continue;
        rows[chart.n++] =
            (DotRow){.label = same(kind, "mixed") ? T(cx, "All, by their weights")
                                                  : plan_word(cx, study_text(t, i, "scenario")),
                     .value = study_value(t, i, "gap_q50"),
                     .low = study_value(t, i, "gap_q05"),
                     .high = study_value(t, i, "gap_q95")};
    }
    add_chart(p, &chart.text, chart_dots(cx->arena, &chart), "outlooks");
}

static void chart_regret(StudyPage *p)
{
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "levels");
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, t->n + 1);
    const char **series = NEW_ARRAY(cx->arena, const char *, 2);
    series[0] = T(cx, "Regret at worst");
    series[1] = T(cx, "Expected regret");
    BarChart chart = {.text = {.id = "regret",
                               .title = T(cx, "Regret of each level of intake"),
                               .desc = T(cx, "Largest and expected regret over the scenarios "
                                             "for each level that is weighed."),
                               .x_label = T(cx, "regret")},
                      .n_series = 2,
                      .rows = rows,
                      .series = series,
                      .reference = NAN};
    for (int i = 0; i < t->n && chart.n < MOST_BARS; i++) {
        double *values = NEW_ARRAY(cx->arena, double, 2);
        const char *mark = study_text(t, i, "recommended");
        values[0] = study_value(t, i, "most_regret");
        values[1] = study_value(t, i, "expected_regret");
        rows[chart.n++] = (BarRow){
            .label = arena_printf(cx->arena, "%s%s", shown(cx, study_value(t, i, "level"), 0),
                                  *mark ? " *" : ""),
            .values = values};
    }
    add_chart(p, &chart.text, chart_bars(cx->arena, &chart), "levels");
}

static double recommended(const StudyTable *t, const char *rule)
{
    for (int i = 0; i < t->n; i++) {
        const char *mark = study_text(t, i, "recommended");
        if (same(mark, rule) || same(mark, "both"))
            return study_value(t, i, "level");
    }
    return NAN;
}

static Html scenario_figures(StudyPage *p)
{
    Ctx *cx = p->cx;
    const StudyTable *levels = study_table(&p->s, "levels"),
                     *outlooks = study_table(&p->s, "outlooks");
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    figures_add(cx->arena, &f, T(cx, "Places a year, least regret at worst"),
                shown(cx, recommended(levels, "minimax"), 0),
                T(cx, "whatever happens, the loss is kept small"));
    figures_add(cx->arena, &f, T(cx, "Places a year, least expected regret"),
                shown(cx, recommended(levels, "expectation"), 0),
                T(cx, "by the weights of the scenarios"));
    figures_add(cx->arena, &f, T(cx, "Targets met with today's intakes"),
                arena_printf(cx->arena, "%.0f %%", 100 * study_value(outlooks, 0, "met_today")),
                T(cx, "over all scenarios"));
    page_figures(&out, &f);
    return out_html(&out);
}

bool page_what_if(Ctx *cx, const PageIn *in, PageOut *out)
{
    StudyPage p;
    if (!open_page(cx, in, out, "scenarios", scenario_parts, T(cx, "Scenarios"),
                   T(cx, "The scenarios of this plan have not been weighed yet: what happens "
                         "when a policy that the plan hopes for comes late, by half or never."),
                   "/projection/scenarios", &p))
        return nothing_or_failed(cx);
    const StudyTable *about = study_table(&p.s, "about");
    p.v.lead = T(
        cx, "What happens when a policy that the plan hopes for comes late, by half or never: "
            "each branch, all of them by their weights, and the places that are regretted "
            "least.");
    p.v.figures = scenario_figures(&p);
    chart_branches(&p, study_text(about, 0, "year"), study_text(about, 0, "measure"));
    chart_regret(&p);
    add_table(&p, "weights");
    add_table(&p, "about");
    return show(&p);
}

/* ---------------------------------------------------------------- what matters */

/* Bars from low to high around the central gap, as changes of it. */
static void chart_tornado(StudyPage *p)
{
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "factors"), *about = study_table(&p->s, "about");
    double central = study_value(about, 0, "gap");
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, MOST_BARS + 1);
    const char **series = NEW_ARRAY(cx->arena, const char *, 2);
    series[0] = T(cx, "Assumption low (10 %)");
    series[1] = T(cx, "Assumption high (90 %)");
    BarChart chart = {
        .text = {.id = "tornado",
                 .title =
                     arena_printf(cx->arena, T(cx, "What moves the gap in %s, one at a time"),
                                  study_text(about, 0, "year")),
                 .desc = T(cx, "Change of the gap with each assumption at its 10 % and 90 % "
                               "points, all else central; the largest effect first."),
                 .x_label = plan_word(cx, study_text(about, 0, "measure"))},
        .n_series = 2,
        .rows = rows,
        .series = series,
        .reference = NAN};
    for (int i = 0; i < t->n && chart.n < MOST_BARS; i++) {
        double *values = NEW_ARRAY(cx->arena, double, 2);
        values[0] = study_value(t, i, "gap_low") - central;
        values[1] = study_value(t, i, "gap_high") - central;
        rows[chart.n++] = (BarRow){.label = study_text(t, i, "factor"), .values = values};
    }
    add_chart(p, &chart.text, chart_bars(cx->arena, &chart), "factors");
}

static void chart_shares(StudyPage *p)
{
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "shares");
    DotRow *rows = NEW_ARRAY(cx->arena, DotRow, t->n + 1);
    DotChart chart = {.text = {.id = "shares",
                               .title = T(cx, "Shares of the gap's uncertainty"),
                               .desc = T(cx, "Total share of the variance, interactions "
                                             "included, with its 95 % interval."),
                               .x_label = "%"},
                      .rows = rows,
                      .reference = NAN};
    if (t->n == 0)
        return;
    for (int i = 0; i < t->n; i++)
        rows[chart.n++] = (DotRow){.label = same(study_text(t, i, "factor"), "*")
                                                ? T(cx, "All others together")
                                                : study_text(t, i, "factor"),
                                   .value = 100 * study_value(t, i, "total"),
                                   .low = 100 * study_value(t, i, "total_low"),
                                   .high = 100 * study_value(t, i, "total_high")};
    add_chart(p, &chart.text, chart_dots(cx->arena, &chart), "shares");
}

bool page_what_matters(Ctx *cx, const PageIn *in, PageOut *out)
{
    StudyPage p;
    if (!open_page(cx, in, out, "sensitivity", sensitivity_parts,
                   T(cx, "What changes the number most"),
                   T(cx, "It has not been worked out yet which assumptions of this plan change "
                         "its answer most, and which would be worth knowing better."),
                   "/projection/sensitivity", &p))
        return nothing_or_failed(cx);
    p.v.lead = T(cx, "Which assumptions move the gap and the places, how much of the "
                     "uncertainty is theirs, and what it would be worth to know them.");
    chart_tornado(&p);
    chart_shares(&p);
    if (study_table(&p.s, "together")->n)
        add_table(&p, "together");
    add_table(&p, "about");
    return show(&p);
}

/* ---------------------------------------------------------------- looking back */

/* Where what came lay in the forecasts: one bar for each tenth, all cases of the coarsest level
 * together. A flat row of bars is what an honest forecast has. */
static void chart_pit(StudyPage *p)
{
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "pit");
    int *tenths = NEW_ARRAY(cx->arena, int, BACKTEST_BINS);
    double *counts = NEW_ARRAY(cx->arena, double, BACKTEST_BINS), all = 0;
    for (int i = 0; i < t->n; i++) {
        int bin = (int)lround(study_value(t, i, "from") * BACKTEST_BINS);
        if (bin < 0 || bin >= BACKTEST_BINS)
            continue;
        counts[bin] += study_value(t, i, "cases");
        all += study_value(t, i, "cases");
    }
    double *level = NEW_ARRAY(cx->arena, double, BACKTEST_BINS);
    for (int i = 0; i < BACKTEST_BINS; i++) {
        tenths[i] = i + 1;
        level[i] = all / BACKTEST_BINS;
    }
    Series *bars = NEW_ARRAY(cx->arena, Series, 2);
    bars[0] = (Series){T(cx, "Cases"), counts};
    bars[1] = (Series){T(cx, "As many in each"), level};
    ColumnChart chart = {
        .text = {.id = "pit",
                 .title = T(cx, "Where what came lay in the forecasts"),
                 .desc = T(cx, "Cases by tenth of the forecast distribution; even columns are "
                               "honest intervals, high ends are too narrow ones."),
                 .y_label = T(cx, "cases"),
                 .x_label = T(cx, "tenth of the forecast")},
        .n = BACKTEST_BINS,
        .years = tenths,
        .n_series = 1,
        .series = bars,
        .n_lines = 1,
        .lines = bars + 1};
    add_chart(p, &chart.text, chart_columns(cx->arena, &chart), "pit");
}

/* Coverage of the intervals, each quantity, level and horizon a row. */
static void chart_coverage(StudyPage *p)
{
    static const char *const keys[] = {"covered50", "covered80", "covered95"};
    Ctx *cx = p->cx;
    const StudyTable *t = study_table(&p->s, "scores");
    const Table *labels = study_show(cx, &p->s, "scores", &(Reply){0});
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, t->n + 1);
    const char **series = NEW_ARRAY(cx->arena, const char *, 3);
    series[0] = T(cx, "In the 50 % interval");
    series[1] = T(cx, "in the 80 % interval");
    series[2] = T(cx, "in the 95 % interval");
    BarChart chart = {.text = {.id = "coverage",
                               .title = T(cx, "How often the intervals held what came"),
                               .desc = T(cx, "Share of the cases within the 50, 80 and 95 % "
                                             "intervals, by quantity and years ahead."),
                               .x_label = "%"},
                      .n_series = 3,
                      .rows = rows,
                      .series = series,
                      .reference = NAN};
    for (int i = 0; i < t->n; i++) {
        double *values = NEW_ARRAY(cx->arena, double, 3);
        for (int k = 0; k < 3; k++)
            values[k] = 100 * study_value(t, i, keys[k]);
        rows[chart.n++] = (BarRow){
            .label = arena_printf(cx->arena, T(cx, "%s, %s, years ahead: %s"),
                                  cell_show(cx->arena, cx->lang, &labels->rows[i][0], NULL),
                                  cell_show(cx->arena, cx->lang, &labels->rows[i][1], NULL),
                                  study_text(t, i, "horizon")),
            .values = values};
    }
    add_chart(p, &chart.text, chart_bars(cx->arena, &chart), "scores");
}

bool page_looking_back(Ctx *cx, const PageIn *in, PageOut *out)
{
    StudyPage p;
    Reply notes = {0};
    if (!open_page(cx, in, out, "backtest", backtest_parts, T(cx, "Back-test"),
                   T(cx, "This plan has not been held against the past yet: what would have "
                         "been said with the returns of then, and what came."),
                   "/projection/backtest", &p))
        return nothing_or_failed(cx);
    backtest_notes(cx, &p.s, &notes);
    p.v.notes = notes.notes;
    p.v.n_notes = notes.n_notes;
    p.v.may_widen = may(cx, "projection.write", p.info.region) &&
                    study_value(study_table(&p.s, "about"), 0, "discrepancy") > 0;
    p.v.lead = T(cx, "What the plan would have said with the returns of then, what came, and "
                     "whether a method that knows nothing would have done better.");
    const StudyTable *scores = study_table(&p.s, "scores");
    for (int i = 0; i < scores->n; i++)
        if (same(study_text(scores, i, "better"), "naive"))
            p.v.warning = T(cx, "A naive method did better than the plan in some of the scores "
                                "below. There the plan adds nothing to it.");
    chart_coverage(&p);
    chart_pit(&p);
    add_table(&p, "cases");
    add_table(&p, "about");
    return show(&p);
}
