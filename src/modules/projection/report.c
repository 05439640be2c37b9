/* Decides what the technical report says: everything in it is read from the plan, its newest
 * run, its studies and its review; nothing is written by hand. Where something has not been
 * done, the report says so and how to do it. */
#include "modules/projection/report.h"
#include "core/who.h"
#include "modules/projection/by_hand.h"
#include "modules/projection/pages/report.html.h"
#include "modules/projection/prepared.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/report_parts.h"
#include "modules/projection/review.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

static Table *facts(Ctx *cx, Reply *r, const RunInfo *run)
{
    Table *t = reply_table(cx, r, "run", T(cx, "The run"));
    const struct {
        const char *label, *value;
    } rows[] = {
        {T(cx, "Run"), run->id},
        {T(cx, "Date"), run->run_on},
        {T(cx, "By"), run->run_by},
        {T(cx, "Draws"), number_show(cx->arena, run->draws, 0)},
        {T(cx, "Seed"), arena_printf(cx->arena, "%llu", (unsigned long long)run->seed)},
        {T(cx, "Version"), run->version},
        {T(cx, "Input digest"), run->input_digest},
        {T(cx, "Result digest"), run->result_digest},
    };
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(rows[i].label);
        c[1] = cell_text(rows[i].value);
    }
    return t;
}

static const char *method(Ctx *cx, const Plan *p)
{
    return arena_printf(
        cx->arena,
        T(cx,
          "A stock-flow model of people by state and age, %d states and %d age classes, from "
          "%d to %d in steps of %d year. In each step people leave for good or change "
          "state, grow older, and are joined by graduates of %d routes, by people from "
          "outside and by those who return. Heads are conserved in every step and every "
          "future; supply is heads times the measure of their state (%s). Demand, funded "
          "posts and what was requested are separate lines. Supply is affine in the places, "
          "so the places that meet the targets are found in each future without simulating "
          "again, and the recommendation is the least common level that is enough in %.0f %% "
          "of them, within the limits."),
        p->n_states, p->n_ages, p->start_year, plan_year(p, p->shown_steps), p->step_years,
        p->n_routes, plan_word(cx, p->measure), 100 * p->confidence);
}

static const char *uncertainty(Ctx *cx, const RunInfo *run)
{
    return arena_printf(
        cx->arena,
        T(cx,
          "%s futures: each draws every uncertain assumption from its distribution (a Latin "
          "hypercube) and then chance itself, person by person. The same seed gives the same "
          "bytes on any machine and number of threads. Intervals are central quantiles over "
          "the futures; with so many, the end of a 90 %% interval is itself known to about "
          "%.2f standard deviations of the quantity. What no assumption describes is in no "
          "interval."),
        number_show(cx->arena, run->draws, 0), 1.709 / sqrt(run->draws));
}

/* Quantities of the run by year: each with its 90 % interval. */
static Table *results(Ctx *cx, Reply *r, const Plan *plan, const Projection *p)
{
    Table *t = reply_table(cx, r, "results",
                           arena_printf(cx->arena, "%s (%s)", T(cx, "Supply, demand and gap"),
                                        plan_word(cx, plan->measure)));
    const char *line = plan->n_targets ? plan->lines[plan->targets[0].line]
                       : plan->n_lines ? plan->lines[0]
                                       : NULL;
    static const char *const labels[] = {N_("Supply"), N_("Demand"), N_("Gap")};
    static const char *const keys[] = {"supply", "demand", "gap"};
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    for (int i = 0; i < (line ? 3 : 1); i++) {
        table_column(cx, t, arena_printf(cx->arena, "%s_q50", keys[i]), T(cx, labels[i]),
                     COLUMN_NUMBER, 0);
        table_column(cx, t, arena_printf(cx->arena, "%s_q05", keys[i]), T(cx, "5 %"),
                     COLUMN_NUMBER, 0);
        table_column(cx, t, arena_printf(cx->arena, "%s_q95", keys[i]), T(cx, "95 %"),
                     COLUMN_NUMBER, 0);
    }
    for (int step = 0; step <= plan->shown_steps; step++) {
        int year = plan_year(plan, step);
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", year));
        for (int i = 0; i < (line ? 3 : 1); i++) {
            const Outcome *o = projection_find(p, keys[i], i ? line : "", "all", year);
            c[1 + 3 * i] = o ? cell_number(o->q[3]) : cell_state(CELL_NOT_APPLICABLE);
            c[2 + 3 * i] = o ? cell_number(o->q[0]) : cell_state(CELL_NOT_APPLICABLE);
            c[3 + 3 * i] = o ? cell_number(o->q[6]) : cell_state(CELL_NOT_APPLICABLE);
        }
    }
    t->note = T(cx, "With today's intakes: what happens if nothing is decided.");
    return t;
}

enum { CHAIN_DRAWS = 10 };

static Table *chain(Ctx *cx, Reply *r, const Model *m, const Plan *p)
{
    const Prepared *futures CLEANUP_PREPARED = NULL;
    Chain lines;
    Table *t = reply_table(cx, r, "chain", T(cx, "The same by hand"));
    table_column(cx, t, "label", T(cx, "What it is"), COLUMN_TEXT, 0);
    table_column(cx, t, "key", T(cx, "Line"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 3);
    table_column(cx, t, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "From the lines"), COLUMN_TEXT, 0);
    t->empty = T(cx, "The plan decides nothing, so there is nothing to check by hand.");
    if (!p->n_targets || p->decide_from > p->decide_to)
        return t;
    /* Central values alone: a few draws are enough to have them. */
    if (!prepared_take(cx, m, CHAIN_DRAWS, p->seed, NULL, &futures) ||
        !chain_of(cx->arena, &cx->err, p, &futures->ensemble, &lines))
        return t;
    for (int i = 0; i < lines.n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(T(cx, lines.lines[i].label));
        c[1] = cell_text(lines.lines[i].key);
        c[2] = cell_number(lines.lines[i].value);
        c[3] = cell_text(T(cx, lines.lines[i].unit));
        c[4] = cell_text(lines.lines[i].formula);
    }
    return t;
}

static bool newest_run(Ctx *cx, const char *plan, RunInfo *out, bool *found)
{
    RunList runs;
    *found = false;
    if (!projection_runs(cx, &runs))
        return false;
    for (int i = 0; i < runs.n && !*found; i++)
        if (same(runs.items[i].plan, plan)) {
            *out = runs.items[i];
            *found = true;
        }
    return true;
}

static bool build(Ctx *cx, const char *id, Reply *r, PlanReportView *v)
{
    PlanInfo info;
    Model m;
    Plan p;
    RunInfo run;
    Projection outcomes;
    SignOffList signoffs;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    bool found;
    if (!projection_plan_seen(cx, "projection.read", id, &info) ||
        !projection_load(cx, info.id, &m) ||
        !model_plan(cx->arena, &cx->err, &m, &problems, &p) ||
        !newest_run(cx, info.id, &run, &found))
        return false;
    if (!found)
        return fail(&cx->err, NOT_FOUND,
                    "plan '%s' has not been run yet; run it, then there is something to report",
                    info.id);
    if (!projection_outcomes(cx, run.id, &outcomes) || !signoff_list(cx, info.id, &signoffs))
        return false;
    *v = (PlanReportView){.plan = info.id, .title = plan_word(cx, info.title), .run = run.id};
    v->lead =
        arena_printf(cx->arena,
                     T(cx, "Technical report of plan %s, run %s: method, data, assumptions, "
                           "uncertainty and limits. Everything in it is read from the plan "
                           "and its runs; what has not been done is said."),
                     info.id, run.id);
    v->run_facts = facts(cx, r, &run);
    v->method = method(cx, &p);
    v->results = results(cx, r, &p, &outcomes);
    v->returns = report_returns(cx, r, &info, &m);
    v->grades = report_grades(cx, r, &info, &m, &v->grades_lead);
    v->grade_d = report_grade_d(cx, r, &info, &m);
    v->uncertainty = uncertainty(cx, &run);
    v->limits = report_limits(cx, r, &info, &m);
    v->n_studies = 3;
    v->studies = report_studies(cx, r, info.id);
    v->hand = hand_table(cx, r, info.id);
    v->without = without_hand_table(cx, r, info.id);
    v->signoffs = signoffs_table(cx, r, &signoffs);
    v->chain = chain(cx, r, &m, &p);
    v->unknown = report_unknown(cx, &info, &m, &signoffs, run.id, v->studies, &v->n_unknown);
    return !cx->err.kind;
}

bool do_plan_report(Ctx *cx, const void *in, Reply *out)
{
    const PlanReportInput *q = in;
    PlanReportView v;
    if (!build(cx, q->plan, out, &v))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Technical report"), v.plan);
    reply_fact(cx, out, "plan", T(cx, "Plan"), cell_text(v.plan), 0);
    reply_fact(cx, out, "run", T(cx, "Run"), cell_text(v.run), 0);
    reply_note(cx, out, "%s", v.method);
    reply_note(cx, out, "%s", v.uncertainty);
    for (int i = 0; i < v.n_unknown; i++)
        reply_note(cx, out, "%s", v.unknown[i]);
    return true;
}

bool page_plan_report(Ctx *cx, const PageIn *in, PageOut *out)
{
    PlanReportView v;
    Reply r = {0};
    if (!build(cx, page_query(in, "plan"), &r, &v)) {
        if (cx->err.kind == ERR_NOT_FOUND && !*page_query(in, "plan"))
            return page_nothing_yet(
                cx, out, T(cx, "Technical report"),
                T(cx, "A report is made of a plan that has been run. There is none yet."),
                may(cx, "projection.read", "") ? "/projection/run" : NULL, T(cx, "Run a plan"));
        PlanInfo info;
        Err said = cx->err;
        err_clear(&cx->err);
        if (said.kind == ERR_NOT_FOUND &&
            projection_plan_seen(cx, "projection.read", page_query(in, "plan"), &info))
            return page_nothing_yet(
                cx, out, T(cx, "Technical report"),
                arena_printf(cx->arena,
                             T(cx, "A report is made of a plan that has been run. Plan %s has "
                                   "not been run yet."),
                             info.id),
                arena_printf(cx->arena, "/projection/run?plan=%s", info.id),
                T(cx, "Run the plan"));
        cx->err = said;
        return false;
    }
    page_projection_report(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Technical report"), v.plan);
    out->wide = true;
    return true;
}
