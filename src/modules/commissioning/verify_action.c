/* The action `verify`: how a verification is told, folder by folder as text, and row by row
 * with tolerance and source for programs. What agrees is left to verify.h. */
#include "modules/commissioning/commissioning_action.h"
#include "modules/commissioning/verify.h"

static void folders_table(Ctx *cx, Reply *out, const VerifyWalk *walk)
{
    Table *t = reply_table(cx, out, "folders", T(cx, "Published cases"));
    table_column(cx, t, "folder", T(cx, "Folder"), COLUMN_TEXT, 0);
    table_column(cx, t, "title", T(cx, "Title"), COLUMN_TEXT, 0);
    table_column(cx, t, "passed", T(cx, "Passed"), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows"), COLUMN_NUMBER, 0);
    table_column(cx, t, "failed", T(cx, "Failed"), COLUMN_NUMBER, 0);
    table_column(cx, t, "anomalies", T(cx, "Printed wrongly"), COLUMN_NUMBER, 0);
    table_column(cx, t, "result", T(cx, "Result"), COLUMN_TEXT, 0);
    for (int i = 0; i < walk->n; i++) {
        const VerifyResult *v = &walk->results[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(v->dir);
        c[1] = cell_text(v->title ? v->title : "");
        c[2] = cell_text(v->passed ? "yes" : "no");
        c[3] = cell_number(v->n);
        c[4] = cell_number(v->n_failed);
        c[5] = cell_number(v->n_anomalies);
        c[6] = cell_text(verify_text(cx->arena, v));
    }
}

static void results_table(Ctx *cx, Reply *out, const VerifyWalk *walk)
{
    Table *t = reply_table(cx, out, "results", T(cx, "Results compared"));
    table_column(cx, t, "folder", T(cx, "Folder"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
    table_column(cx, t, "quantity", T(cx, "Quantity"), COLUMN_TEXT, 0);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "expected", T(cx, "Expected"), COLUMN_NUMBER, 12);
    table_column(cx, t, "actual", T(cx, "Computed"), COLUMN_NUMBER, 12);
    table_column(cx, t, "tolerance", T(cx, "Tolerance"), COLUMN_NUMBER, 12);
    table_column(cx, t, "passed", T(cx, "Passed"), COLUMN_TEXT, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    table_column(cx, t, "anomaly", T(cx, "Why the printed value is known to be wrong"),
                 COLUMN_TEXT, 0);
    for (int i = 0; i < walk->n; i++)
        for (int k = 0; k < walk->results[i].n; k++) {
            const VerifyRow *row = &walk->results[i].rows[k];
            Cell *c = table_row(cx, t);
            c[0] = cell_text(walk->results[i].dir);
            c[1] = cell_number(row->line);
            c[2] = cell_text(row->quantity);
            c[3] = cell_text(row->year);
            c[4] = cell_text(row->state);
            c[5] = cell_number(row->expected);
            c[6] = row->trouble ? cell_text(row->trouble) : cell_number(row->actual);
            c[7] = cell_number(row->allowed);
            c[8] = cell_text(row->passed ? "yes" : "no");
            c[9] = cell_text(row->source);
            c[10] = cell_text(row->anomaly);
        }
}

bool do_verify(Ctx *cx, const void *in, Reply *out)
{
    const VerifyInput *q = in;
    VerifyWalk walk;
    Buf lines = buf_new(cx->arena, 0);
    if (!verify_walk(cx->arena, &cx->err, q->dir, cx->threads, &walk))
        return false;
    folders_table(cx, out, &walk);
    results_table(cx, out, &walk);
    for (int i = 0; i < walk.n; i++)
        buf_printf(&lines, "%s\n", verify_text(cx->arena, &walk.results[i]));
    if (walk.n_anomalies)
        buf_printf(&lines,
                   T_COUNT(cx, "%d printed value is known to be wrong\n",
                           "%d printed values are known to be wrong\n", walk.n_anomalies),
                   walk.n_anomalies);
    buf_printf(&lines, "%d passed, %d failed\n", walk.n - walk.n_failed, walk.n_failed);
    out->only_text = buf_text(&lines);
    reply_fact(cx, out, "passed", T(cx, "Passed"), cell_number(walk.n - walk.n_failed), 0);
    reply_fact(cx, out, "failed", T(cx, "Failed"), cell_number(walk.n_failed), 0);
    reply_fact(cx, out, "anomalies", T(cx, "Printed wrongly"), cell_number(walk.n_anomalies),
               0);
    if (walk.n_failed)
        out->outcome = ERR_INVALID;
    return true;
}
