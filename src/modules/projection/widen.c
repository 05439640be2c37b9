/* Decides how what a back-test found wanting becomes an assumption of the plan: declared by a
 * person with a reason, kept among the changes, and seen in the register and in every run,
 * which shows its intervals with it and without it. */
#include "db/db.h"
#include "modules/projection/backtest.h"
#include "modules/projection/projection_action.h"
#include <math.h>

#define ID "discrepancy/supply"

/* The row's place among the plan's cells, or the next free one; *value is what it was. */
static bool place_of(Ctx *cx, const char *plan, int64_t *seq, const char **value)
{
    DbRows rows CLEANUP_ROWS = {0};
    *seq = 1;
    *value = "";
    if (!db_query(cx, &rows,
                  "SELECT seq, text FROM projection_cell WHERE plan = $1"
                  " AND part = 'discrepancy' AND column_name = 'value' ORDER BY seq LIMIT 1",
                  ARGS(plan)))
        return false;
    if (db_next(&rows)) {
        *seq = db_int(&rows, 0);
        *value = db_text(&rows, 1);
    }
    return db_ok(cx);
}

static bool put(Ctx *cx, const char *plan, int64_t seq, const char *column, const char *text)
{
    return db_run(cx,
                  "INSERT INTO projection_cell (plan, part, seq, column_name, text)"
                  " VALUES ($1, 'discrepancy', $2, $3, $4)"
                  " ON CONFLICT (plan, part, seq, column_name) DO UPDATE SET text = $4",
                  ARGS(plan, seq, column, text));
}

static bool declare(Ctx *cx, const char *plan, double sd, const char *source, const char *grade,
                    const char *reason)
{
    int64_t seq;
    const char *before, *value = text_double(cx->arena, sd),
                        *today = date_text(cx->arena, cx->today);
    return db_begin(cx) &&
           db_end(
               cx,
               place_of(cx, plan, &seq, &before) && put(cx, plan, seq, "id", ID) &&
                   put(cx, plan, seq, "quantity", "supply") &&
                   put(cx, plan, seq, "value", value) && put(cx, plan, seq, "source", source) &&
                   put(cx, plan, seq, "date", today) && put(cx, plan, seq, "owner", cx->user) &&
                   put(cx, plan, seq, "grade", grade) && put(cx, plan, seq, "note", reason) &&
                   db_run(cx,
                          "INSERT INTO projection_change (plan, assumption,"
                          " value_before, value_after, distribution_before,"
                          " distribution_after, reason, changed_by, changed_on)"
                          " VALUES ($1, $2, $3, $4, '', '', $5, $6, $7)",
                          ARGS(plan, ID, before, value, reason, cx->user, today)));
}

bool do_widen(Ctx *cx, const void *in, Reply *out)
{
    const WidenInput *q = in;
    PlanInfo info;
    Study s;
    double sd = q->value;
    const char *source = "declared by hand", *grade = "C";
    if (!projection_plan_seen(cx, "projection.write", q->plan, &info))
        return false;
    if (isnan(sd)) {
        if (!study_load(cx, info.id, "backtest", backtest_parts, &s)) {
            if (cx->err.kind != ERR_NOT_FOUND)
                return false;
            err_clear(&cx->err);
            return fail(&cx->err, NOT_FOUND,
                        "plan '%s' has no back-test; make one with 'pont projection backtest', "
                        "or give --value",
                        info.id);
        }
        sd = study_value(study_table(&s, "about"), 0, "discrepancy");
        source = arena_printf(cx->arena, "back-test %s", s.id);
        grade = "B";
    }
    if (!(sd >= 0 && sd <= 1))
        return fail(&cx->err, INVALID, "a discrepancy of %g is not within 0 to 1", sd);
    if (!declare(cx, info.id, sd, source, grade, q->reason))
        return false;
    out->title =
        arena_printf(cx->arena, T(cx, "Plan '%s' declares what its forecasts missed"), info.id);
    out->next = arena_printf(cx->arena, "/projection?plan=%s", info.id);
    reply_fact(cx, out, "assumption", T(cx, "Assumption"), cell_text(ID), 0);
    reply_fact(cx, out, "value", T(cx, "Value"), cell_number(sd), 4);
    reply_fact(cx, out, "source", T(cx, "Source"), cell_text(source), 0);
    return true;
}

/* ---------------------------------------------------------------- in every run */

static const ModelRow *declared(const Loaded *l)
{
    const ModelTable *t = &l->model.tables[TABLE_PARTS + PART_DISCREPANCY];
    double v;
    for (int i = 0; i < t->n; i++)
        if (text_to_double(model_assumption((TableId)(TABLE_PARTS + PART_DISCREPANCY),
                                            &t->rows[i], ASSUME_VALUE),
                           &v) &&
            v > 0)
            return &t->rows[i];
    return NULL;
}

void discrepancy_facts(Ctx *cx, Reply *r, const Loaded *l)
{
    const ModelRow *row = declared(l);
    TableId t = (TableId)(TABLE_PARTS + PART_DISCREPANCY);
    double sd;
    if (!row || !text_to_double(model_assumption(t, row, ASSUME_VALUE), &sd))
        return;
    reply_fact(cx, r, "widened",
               T(cx, "Intervals widened by what past forecasts missed (sd after a year)"),
               cell_text(arena_printf(cx->arena, "%.2f %%", 100 * sd)), 0);
    reply_fact(
        cx, r, "widened_by", T(cx, "Declared by"),
        cell_text(arena_printf(cx->arena, "%s, %s: %s", model_assumption(t, row, ASSUME_OWNER),
                               model_assumption(t, row, ASSUME_SOURCE),
                               model_assumption(t, row, ASSUME_NOTE))),
        0);
}

bool discrepancy_table(Ctx *cx, Reply *r, const Loaded *l, const Projection *with)
{
    Loaded bare = *l;
    Ensemble e;
    Projection without;
    if (!declared(l))
        return true;
    bare.plan.rows = NEW_ARRAY(cx->arena, Row, l->plan.n_rows + 1);
    for (int i = 0; i < l->plan.n_rows; i++) {
        bare.plan.rows[i] = l->plan.rows[i];
        if (l->plan.rows[i].part == PART_DISCREPANCY)
            bare.plan.rows[i].value = 0;
    }
    if (!projection_compute(cx, &bare, &e, &without))
        return false;
    static const struct {
        const char *key, *label;
        int q;
    } columns[] = {{"q05", N_("5 %"), 0}, {"q50", N_("median"), 3}, {"q95", N_("95 %"), 6}};
    Table *t = reply_table(cx, r, "widening", T(cx, "Supply with and without the widening"));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < 3; i++)
            table_column(
                cx, t,
                arena_printf(cx->arena, "%s_%s", side ? "without" : "with", columns[i].key),
                arena_printf(cx->arena, "%s: %s", side ? T(cx, "Without") : T(cx, "With"),
                             T(cx, columns[i].label)),
                COLUMN_NUMBER, 1);
    for (int step = 0; step <= l->plan.shown_steps; step++) {
        int year = plan_year(&l->plan, step);
        const Outcome *o[] = {projection_find(with, "supply", "", "all", year),
                              projection_find(&without, "supply", "", "all", year)};
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", year));
        for (int side = 0; side < 2; side++)
            for (int i = 0; i < 3 && o[side]; i++)
                c[1 + 3 * side + i] = cell_number(o[side]->q[columns[i].q]);
    }
    return true;
}
