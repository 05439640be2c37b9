/* The tables of events and of the history of cells, as actions and pages show them. */
#include "core/clock.h"
#include "modules/workforce/work_action.h"
#include <stdio.h>

const char *event_words(Ctx *cx, const WorkEvent *e)
{
    if (*e->reason)
        return e->reason;
    if (e->to == WORK_DRAFT && work_is_signed(e->from))
        return T(cx, "Changed after sign-off: the sign-off is void");
    if (e->to == WORK_DRAFT && e->from == WORK_ACCEPTED)
        return T(cx, "Changed: the accepted version stays in force until the next is accepted");
    if (e->to == WORK_ACCEPTED && e->version)
        return arena_printf(cx->arena, T(cx, "Version %d is in force"), (int)e->version);
    return "";
}

Table *events_table(Ctx *cx, Reply *r, const WorkEventList *list)
{
    Table *t = reply_table(cx, r, "events", T(cx, "What happened"));
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_NUMBER, 0);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "digest", T(cx, "Digest of what was signed"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    t->empty = T(cx, "Nobody has begun.");
    for (int i = list->n - 1; i >= 0; i--) {
        const WorkEvent *e = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_code(e->at, moment_shown(cx, e->at));
        c[1] = cell_text(e->who);
        c[2] = cell_code(work_status_code(e->from), work_status_label(cx, e->from));
        c[3] = cell_code(work_status_code(e->to), work_status_label(cx, e->to));
        c[4] = cell_code(e->reason, event_words(cx, e));
        if (e->version)
            c[5] = cell_number((double)e->version);
        c[6] = cell_text(e->digest);
    }
    return t;
}

static Cell value_cell(const char *text)
{
    return !text ? (Cell){0} : *text ? cell_text(text) : cell_state(CELL_BLANK);
}

Table *return_history_table(Ctx *cx, Reply *r, const Form *form, const CellChangeList *list)
{
    Table *t = reply_table(cx, r, "changes", T(cx, "Changes of cells"));
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "was", T(cx, "Before"), COLUMN_TEXT, 0);
    table_column(cx, t, "became", T(cx, "After"), COLUMN_TEXT, 0);
    table_column(cx, t, "how", T(cx, "How"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nothing has been changed here.");
    for (int i = 0; i < list->n; i++) {
        const CellChange *e = &list->items[i];
        const FormBlock *b = form_block(form, e->block);
        const FormField *f = b ? form_field(b, e->field) : NULL;
        Cell *c = table_row(cx, t);
        c[0] = cell_code(e->at, moment_shown(cx, e->at));
        c[1] = cell_text(e->who);
        c[2] = cell_text(e->block);
        c[3] = cell_code(e->row, b ? form_row_label(cx, b, e->row) : e->row);
        c[4] = cell_code(e->field, f ? form_text(cx, f->label) : e->field);
        c[5] = value_cell(e->was);
        c[6] = value_cell(e->became);
        c[7] = cell_text(e->is_note                     ? T(cx, "note")
                         : same(e->how, "page")         ? T(cx, "on the page")
                         : same(e->how, "program")      ? T(cx, "by a program")
                         : same(e->how, "command line") ? T(cx, "on the command line")
                                                        : e->how);
    }
    return t;
}
