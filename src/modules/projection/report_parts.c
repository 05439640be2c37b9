/* Decides what the technical report counts: coverage by collection, assumptions by grade, and
 * what it lists as not known. */
#include "modules/projection/report_parts.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/scenarios.h"
#include "modules/projection/sensitivity.h"
#include "modules/workforce/workforce.h"
#include <math.h>

static const char *const grades[] = {"A", "B", "C", "D", ""};
enum { GRADES = sizeof grades / sizeof *grades };

static int grade_of(TableId t, const ModelRow *row)
{
    const char *grade = model_assumption(t, row, ASSUME_GRADE);
    for (int g = 0; g < GRADES; g++)
        if (same(grades[g], grade))
            return g;
    return GRADES - 1;
}

/* ---------------------------------------------------------------- returns */

static bool is_first(const EvidenceList *list, int at)
{
    for (int i = 0; i < at; i++)
        if (same(list->items[i].collection, list->items[at].collection) &&
            same(list->items[i].organisation, list->items[at].organisation))
            return false;
    return true;
}

Table *report_returns(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m)
{
    EvidenceList list = {0};
    CollectionList collections = {0};
    Table *t = reply_table(cx, r, "returns", T(cx, "Returns behind the plan"));
    (void)m;
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "expected", T(cx, "Expected"), COLUMN_NUMBER, 0);
    table_column(cx, t, "used", T(cx, "Used in the plan"), COLUMN_NUMBER, 0);
    table_column(cx, t, "missing", T(cx, "Not received"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "coverage", T(cx, "Coverage"), 0);
    table_column(cx, t, "cells", T(cx, "Cells used"), COLUMN_NUMBER, 0);
    t->empty = T(cx, "No return is behind this plan: it was imported, and its sources stand in "
                     "the register.");
    if (!projection_evidence(cx, info->id, "", &list) ||
        !workforce_collections(cx, "", &collections))
        return t;
    for (int i = 0; i < list.n; i++) {
        const char *id = list.items[i].collection;
        bool seen = false;
        int used = 0, cells = 0, expected = 0;
        for (int k = 0; k < i; k++)
            seen = seen || same(list.items[k].collection, id);
        if (seen)
            continue;
        for (int k = i; k < list.n; k++)
            if (same(list.items[k].collection, id)) {
                cells++;
                used += is_first(&list, k);
            }
        for (int k = 0; k < collections.n; k++)
            if (same(collections.items[k].id, id))
                expected = collections.items[k].expected;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(id);
        c[1] = cell_number(expected);
        c[2] = cell_number(used);
        c[3] = cell_number(expected > used ? expected - used : 0);
        c[4] = cell_number(expected ? (double)used / expected : NAN);
        c[5] = cell_number(cells);
    }
    t->note =
        T(cx, "What was not received is never taken as zero: it is estimated, graded C or "
              "worse, and shown apart.");
    return t;
}

/* ---------------------------------------------------------------- grades */

/* Mean absolute effect (mu*) of the assumptions of a grade, summed; NAN without a study. */
static double influence(Ctx *cx, const Model *m, const Study *s, int grade)
{
    const StudyTable *t = study_table(s, "factors");
    double sum = 0;
    for (int i = 0; t && i < t->n; i++) {
        const char *id = study_text(t, i, "factor");
        double effect = study_value(t, i, "mu_star");
        for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT && id; k++)
            for (int row = 0; row < m->tables[k].n; row++) {
                const ModelRow *at = &m->tables[k].rows[row];
                if (grade_of((TableId)k, at) == grade && isfinite(effect) &&
                    same(model_row_id(cx->arena, (TableId)k, at), id))
                    sum += effect;
            }
    }
    return t ? sum : NAN;
}

static bool study_is_there(Ctx *cx, const char *plan, const char *kind, const StudyPart *parts,
                           Study *out)
{
    if (study_load(cx, plan, kind, parts, out))
        return true;
    if (cx->err.kind == ERR_NOT_FOUND)
        err_clear(&cx->err);
    return false;
}

Table *report_grades(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m, const char **lead)
{
    Study study;
    bool known = study_is_there(cx, info->id, "sensitivity", sensitivity_parts, &study);
    int count[GRADES] = {0}, certain[GRADES] = {0}, all = 0;
    double effect[GRADES], total = 0;
    for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT; k++)
        for (int i = 0; i < m->tables[k].n; i++, all++) {
            const ModelRow *row = &m->tables[k].rows[i];
            int g = grade_of((TableId)k, row);
            count[g]++;
            certain[g] += !*model_assumption((TableId)k, row, ASSUME_DISTRIBUTION);
        }
    for (int g = 0; g < GRADES; g++) {
        effect[g] = known ? influence(cx, m, &study, g) : NAN;
        total += known && isfinite(effect[g]) ? effect[g] : 0;
    }
    Table *t = reply_table(cx, r, "grades", T(cx, "Assumptions by grade"));
    table_column(cx, t, "grade", T(cx, "Grade"), COLUMN_TEXT, 0);
    table_column(cx, t, "assumptions", T(cx, "Assumptions"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "share", T(cx, "Share"), 0);
    table_column(cx, t, "certain", T(cx, "Taken as certain"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "influence", T(cx, "Share of the influence"), 0);
    for (int g = 0; g < GRADES; g++) {
        if (!count[g])
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_code(grades[g], *grades[g] ? grades[g] : T(cx, "not graded"));
        c[1] = cell_number(count[g]);
        c[2] = cell_number((double)count[g] / all);
        c[3] = cell_number(certain[g]);
        c[4] = total > 0 ? cell_number(effect[g] / total) : cell_state(CELL_NOT_KNOWN);
    }
    t->note = known ? T(cx, "Influence: the mean absolute change of the outcome over an "
                            "assumption's range, from the newest sensitivity study.")
                    : T(cx, "The influence is known when a sensitivity study has been made.");
    *lead =
        arena_printf(cx->arena,
                     T(cx, "%s assumptions, of which %s are of grade D: judgement, without a "
                           "published figure or a return behind them."),
                     number_show(cx->arena, all, 0), number_show(cx->arena, count[3], 0));
    return t;
}

Table *report_grade_d(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m)
{
    WithheldList withheld = {0};
    enum { MOST = 60 };
    int n = 0;
    Table *t = reply_table(cx, r, "grade_d", T(cx, "Assumptions of grade D"));
    table_column(cx, t, "id", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "distribution", T(cx, "Distribution"), COLUMN_TEXT, 0);
    table_column(cx, t, "owner", T(cx, "Owner"), COLUMN_TEXT, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    t->empty = T(cx, "There is none.");
    if (!projection_withheld(cx, info->id, &withheld))
        return t;
    for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT; k++)
        for (int i = 0; i < m->tables[k].n; i++) {
            const ModelRow *row = &m->tables[k].rows[i];
            TableId id = (TableId)k;
            const char *name = model_row_id(cx->arena, id, row);
            bool hidden = projection_is_withheld(&withheld, name);
            if (!same(model_assumption(id, row, ASSUME_GRADE), "D") ||
                (hidden && k == TABLE_PARTS + PART_STOCK) || n++ >= MOST)
                continue;
            Cell *c = table_row(cx, t);
            c[0] = cell_text(name);
            c[1] = cell_text(T(cx, table_specs[k].label));
            c[2] = hidden ? cell_state(CELL_WITHHELD)
                          : cell_text(model_assumption(id, row, ASSUME_VALUE));
            c[3] = hidden ? cell_state(CELL_WITHHELD)
                          : cell_text(model_assumption(id, row, ASSUME_DISTRIBUTION));
            c[4] = cell_text(model_assumption(id, row, ASSUME_OWNER));
            c[5] = cell_text(model_assumption(id, row, ASSUME_SOURCE));
        }
    if (n > MOST)
        t->note = arena_printf(cx->arena,
                               T(cx, "The first %d of %d; all stand in the register of "
                                     "assumptions."),
                               MOST, n);
    return t;
}

/* ---------------------------------------------------------------- limits, studies */

Table *report_limits(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m)
{
    WithheldList withheld = {0};
    TableId id = (TableId)(TABLE_PARTS + PART_LIMIT);
    Table *t = reply_table(cx, r, "limits", T(cx, "Limits on the places"));
    int kind = spec_column(id, "kind"), route = spec_column(id, "route");
    table_column(cx, t, "kind", T(cx, "Limit"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "grade", T(cx, "Grade"), COLUMN_TEXT, 0);
    table_column(cx, t, "note", T(cx, "Note"), COLUMN_TEXT, 0);
    t->empty = T(cx, "The plan has no limit.");
    if (!projection_withheld(cx, info->id, &withheld))
        return t;
    for (int i = 0; i < m->tables[id].n; i++) {
        const ModelRow *row = &m->tables[id].rows[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(row->cells[kind]);
        c[1] = cell_text(*row->cells[route] ? row->cells[route] : "*");
        c[2] = cell_text(model_assumption(id, row, ASSUME_YEAR));
        bool hidden = projection_is_withheld(&withheld, model_row_id(cx->arena, id, row));
        c[3] = hidden ? cell_state(CELL_WITHHELD)
                      : cell_text(model_assumption(id, row, ASSUME_VALUE));
        c[4] = cell_text(model_assumption(id, row, ASSUME_GRADE));
        c[5] = cell_text(model_assumption(id, row, ASSUME_NOTE));
    }
    return t;
}

static PlanReportStudy study_part(Ctx *cx, Reply *r, const char *plan, const char *kind,
                                  const StudyPart *parts, const char *title,
                                  const char *missing)
{
    PlanReportStudy out = {.title = title, .words = missing};
    Study s;
    if (!parts || !study_is_there(cx, plan, kind, parts, &s))
        return out;
    out.words = arena_printf(cx->arena, T(cx, "Made on %s by %s: %s runs, seed %llu."),
                             s.made_on, s.made_by, number_show(cx->arena, (double)s.runs, 0),
                             (unsigned long long)s.seed);
    for (const StudyPart *p = parts; p->name && out.n < 6; p++)
        if (!p->data_only)
            out.tables[out.n++] = study_show(cx, &s, p->name, r);
    return out;
}

const PlanReportStudy *report_studies(Ctx *cx, Reply *r, const char *plan)
{
    PlanReportStudy *list = NEW_ARRAY(cx->arena, PlanReportStudy, 3);
    list[0] = study_part(cx, r, plan, "sensitivity", sensitivity_parts,
                         T(cx, "What changes the number most"),
                         T(cx, "No sensitivity study has been made of this plan yet."));
    list[1] =
        study_part(cx, r, plan, "scenarios", scenario_parts, T(cx, "Scenarios and regret"),
                   T(cx, "The scenarios of this plan have not been weighed yet."));
    list[2] = study_part(cx, r, plan, "backtest", NULL, T(cx, "Back-test"),
                         T(cx, "The method has not been tested against the past with this plan "
                               "yet."));
    return list;
}

/* ---------------------------------------------------------------- what is not known */

const char *const *report_unknown(Ctx *cx, const PlanInfo *info, const Model *m,
                                  const SignOffList *signoffs, const char *run,
                                  const PlanReportStudy *studies, int *n)
{
    const char **list = NEW_ARRAY(cx->arena, const char *, 12);
    int d = 0, certain = 0, all = 0;
    (void)info;
    *n = 0;
    for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT; k++)
        for (int i = 0; i < m->tables[k].n; i++, all++) {
            const ModelRow *row = &m->tables[k].rows[i];
            d += same(model_assumption((TableId)k, row, ASSUME_GRADE), "D");
            certain += !*model_assumption((TableId)k, row, ASSUME_DISTRIBUTION);
        }
    if (d)
        list[(*n)++] = arena_printf(
            cx->arena,
            T(cx,
              "%s of %s assumptions rest on judgement alone (grade D). If they are wrong in "
              "the same direction, no interval here shows it."),
            number_show(cx->arena, d, 0), number_show(cx->arena, all, 0));
    if (certain)
        list[(*n)++] = arena_printf(
            cx->arena,
            T(cx, "%s assumptions are taken as certain; their uncertainty is in no interval."),
            number_show(cx->arena, certain, 0));
    for (int i = 0; i < 3; i++)
        if (!studies[i].n)
            list[(*n)++] = studies[i].words;
    if (!same(signoff_state(signoffs, run), "signed off"))
        list[(*n)++] =
            arena_printf(cx->arena, T(cx, "The run has not been signed off by two people: %s."),
                         T(cx, signoff_state(signoffs, run)));
    list[(*n)++] = T(cx, "How people answer to pay, to policy and to one another's choices is "
                         "known only as far as an assumption says it.");
    return list;
}
