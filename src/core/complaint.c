/* Decides how the complaints about a row are worded, as an error and as a table. */
#include "core/complaint.h"
#include "core/i18n.h"

enum { MOST_SAID = 900 };

void complain(Complaints *c, const char *column, const char *value, const char *why,
              const char *fix)
{
    *PUSH(c->cx->arena, c->items, c->n, c->room) =
        (Complaint){c->file, c->line, column, value, T(c->cx, why), fix ? T(c->cx, fix) : ""};
}

bool complaints_none(const Complaints *c)
{
    Buf b = buf_new(c->cx->arena, MOST_SAID);
    if (!c->n)
        return true;
    for (int i = 0; i < c->n; i++) {
        const Complaint *p = &c->items[i];
        if (p->file)
            buf_printf(&b, "%s%s:%d: %s '%s' %s", i ? "; " : "", p->file, p->line, p->column,
                       p->value, p->why);
        else
            buf_printf(&b, "%s%s: %s%s%s%s", i ? "; " : "", p->column, *p->value ? "'" : "",
                       p->value, *p->value ? "' " : "", p->why);
    }
    return fail(&c->cx->err, INVALID, "%s", buf_text(&b));
}

Table *complaints_table(Ctx *cx, Reply *r, const Complaints *c)
{
    Table *t = reply_table(cx, r, "problems", T(cx, "What is wrong"));
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
    table_column(cx, t, "column", T(cx, "Column"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "What is wrong with it"), COLUMN_TEXT, 0);
    table_column(cx, t, "fix", T(cx, "What to do"), COLUMN_TEXT, 0);
    for (int i = 0; i < c->n; i++) {
        const Complaint *p = &c->items[i];
        Cell *row = table_row(cx, t);
        row[0] = cell_text(p->file ? p->file : "");
        row[1] = p->line ? cell_number(p->line) : cell_state(CELL_BLANK);
        row[2] = cell_text(p->column);
        row[3] = cell_text(p->value);
        row[4] = cell_text(p->why);
        row[5] = cell_text(p->fix);
    }
    return t;
}
