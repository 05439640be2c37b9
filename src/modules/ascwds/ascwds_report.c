/* Two tables of the report: totals against records, and the problems in the reference's shape.
 * The third, the problems as we say them, is in ascwds_action.c. */
#include "modules/ascwds/ascwds_action.h"
#include "modules/ascwds/ascwds_row.h"
#include <stdlib.h>

/* What analysts of the reference make of a total and its records: both are trusted when equal
 * and three or more, averaged when they differ by under 5 or under 10 %. */
static const char *trust(Ctx *cx, int64_t total, int records)
{
    int64_t difference = llabs(total - records);
    int64_t larger = total > records ? total : records;
    if (difference == 0)
        return total >= 3 ? T(cx, "equal: both can be trusted")
                          : T(cx, "equal, and fewer than three");
    if (difference < 5 || difference * 10 < larger)
        return T(cx, "near: their mean can be used");
    return T(cx, "apart: neither can be trusted alone");
}

void ascwds_reconciliation(Ctx *cx, const AscBundle *b, Reply *out)
{
    const AscFile *f = b->files[ASC_WORKPLACE];
    Table *t = reply_table(cx, out, "reconciliation", T(cx, "Totals against records"));
    table_column(cx, t, "workplace", T(cx, "Workplace"), COLUMN_TEXT, 0);
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "total", T(cx, "Total stated"), COLUMN_NUMBER, 0);
    table_column(cx, t, "records", T(cx, "Staff records"), COLUMN_NUMBER, 0);
    table_column(cx, t, "difference", T(cx, "Difference"), COLUMN_NUMBER, 0);
    table_column(cx, t, "finding", T(cx, "What that says"), COLUMN_TEXT, 0);
    for (int i = 0; f && i < f->n; i++) {
        const AscRow *r = &f->rows[i];
        bool staff = f->records != NULL, total = r->at->total >= 0;
        int records = staff ? f->records[i] : 0;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(r->v[W_LOCALESTID]);
        c[1] = cell_text(r->v[W_ESTNAME]);
        c[2] = total ? cell_number((double)r->at->total) : cell_state(CELL_NOT_KNOWN);
        c[3] = staff ? cell_number(records) : cell_state(CELL_NOT_RECEIVED);
        c[4] = staff && total ? cell_number((double)(r->at->total - records))
                              : cell_state(CELL_NOT_CALCULABLE);
        c[5] = staff && total ? cell_text(trust(cx, r->at->total, records))
                              : cell_state(CELL_NOT_CALCULABLE);
    }
}

void ascwds_reference_table(Ctx *cx, const AscBundle *b, Reply *out)
{
    static const char *const columns[] = {"origin", "lineNumber", "errCode",  "errType",
                                          "error",  "warnCode",   "warnType", "warning",
                                          "source", "column",     "name",     "worker"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    Table *t = reply_table(cx, out, "reference", T(cx, "In the shape of the reference"));
    t->data_only = true;
    for (int i = 0; i < COLUMNS; i++)
        table_column(cx, t, columns[i], columns[i],
                     i == 1 || i == 2 || i == 5 ? COLUMN_NUMBER : COLUMN_TEXT, 0);
    for (int i = 0; i < b->problems.n; i++) {
        const AscProblem *p = &b->problems.items[i];
        bool warning = p->rule->rule.severity == SEVERITY_WARNING;
        int at = warning ? 5 : 2;
        Cell *c = table_row(cx, t);
        for (int k = 2; k < 8; k++)
            c[k] = cell_state(CELL_NOT_APPLICABLE);
        c[0] = cell_text(asc_kind_origin(p->kind));
        c[1] = cell_plain(p->p.line);
        if (p->reference)
            c[at] = cell_plain(p->reference);
        if (p->rule->named)
            c[at + 1] = cell_text(p->rule->named);
        c[at + 2] = cell_text(form_text(cx, p->rule->rule.words));
        c[8] = cell_text(p->p.value);
        c[9] = cell_text(p->p.column);
        c[10] = cell_text(p->p.organisation);
        c[11] = cell_text(p->worker);
    }
}
