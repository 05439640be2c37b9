/* Builds replies and decides how a cell reads. The faces are in reply_faces.c and reply_book.c.
 */
#include "core/reply.h"
#include "core/i18n.h"
#include <math.h>

Table *reply_table(Ctx *cx, Reply *r, const char *key, const char *caption)
{
    Table *t = NEW(cx->arena, Table);
    t->key = key;
    t->caption = caption;
    *PUSH(cx->arena, r->tables, r->n_tables, r->tables_room) = t;
    return t;
}

void table_column(Ctx *cx, Table *t, const char *key, const char *label, ColumnKind kind,
                  int decimals)
{
    *PUSH(cx->arena, t->columns, t->n_columns, t->columns_room) =
        (Column){.key = key, .label = label, .kind = kind, .decimals = decimals};
}

void table_percent(Ctx *cx, Table *t, const char *key, const char *label, int decimals)
{
    table_column(cx, t, key, label, COLUMN_NUMBER, decimals);
    t->columns[t->n_columns - 1].percent = true;
}

void table_column_for(Table *t, ColumnFor who)
{
    t->columns[t->n_columns - 1].who = who;
}

int table_first_column(const Table *t)
{
    int c = 0;
    while (c < t->n_columns && t->columns[c].who == FOR_MACHINES)
        c++;
    return c;
}

Cell *table_row(Ctx *cx, Table *t)
{
    Cell *row = NEW_ARRAY(cx->arena, Cell, t->n_columns);
    for (int i = 0; i < t->n_columns; i++)
        row[i].state = CELL_BLANK;
    *PUSH(cx->arena, t->rows, t->n_rows, t->rows_room) = row;
    return row;
}

void reply_fact(Ctx *cx, Reply *r, const char *key, const char *label, Cell cell, int decimals)
{
    *PUSH(cx->arena, r->facts, r->n_facts, r->facts_room) = (Fact){key, label, cell, decimals};
}

void reply_note(Ctx *cx, Reply *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *PUSH(cx->arena, r->notes, r->n_notes, r->notes_room) =
        arena_vprintf(cx->arena, format, args);
    va_end(args);
}

void reply_file(Ctx *cx, Reply *r, const char *name, const char *text)
{
    *PUSH(cx->arena, r->files, r->n_files, r->files_room) =
        (ReplyFile){.name = name, .text = text};
}

void reply_bytes(Ctx *cx, Reply *r, const char *name, const char *type, Bytes bytes)
{
    *PUSH(cx->arena, r->files, r->n_files, r->files_room) =
        (ReplyFile){.name = name, .text = bytes.data, .size = bytes.size, .type = type};
}

Bytes reply_file_bytes(const ReplyFile *f)
{
    return (Bytes){f->text, f->size ? f->size : strlen(f->text)};
}

Cell cell_text(const char *s)
{
    return (Cell){.state = CELL_TEXT, .text = s};
}

Cell cell_link(const char *s, const char *href)
{
    return (Cell){.state = CELL_TEXT, .text = s, .href = href};
}

Cell cell_code(const char *code, const char *label)
{
    return (Cell){.state = CELL_TEXT, .text = label, .code = code};
}

Cell cell_plain(double v)
{
    static const Column plain = {.plain = true};
    return (Cell){.state = CELL_NUMBER, .number = v, .as = &plain};
}

Cell cell_number(double v)
{
    return isfinite(v) ? (Cell){.state = CELL_NUMBER, .number = v}
                       : (Cell){.state = CELL_NOT_CALCULABLE};
}

Cell cell_state(CellState s)
{
    return (Cell){.state = s};
}

static const char *const state_words[] = {
    [CELL_TEXT] = "",
    [CELL_NUMBER] = "",
    [CELL_BLANK] = "",
    [CELL_NOT_KNOWN] = N_("not known"),
    [CELL_NOT_APPLICABLE] = N_("not applicable"),
    [CELL_NOT_RECEIVED] = N_("not received"),
    [CELL_NOT_CALCULABLE] = N_("not calculable"),
    [CELL_WITHHELD] = N_("withheld"),
};

const char *cell_state_code(CellState s)
{
    return s == CELL_BLANK ? "blank" : state_words[s];
}

const char *cell_show(Arena *a, Lang lang, const Cell *c, const Column *column)
{
    if (c->state == CELL_TEXT)
        return c->text ? c->text : "";
    if (c->state != CELL_NUMBER)
        return translate(lang, state_words[c->state]);
    if (c->as)
        column = c->as;
    if (column && column->plain)
        return text_fixed(a, c->number, column->decimals);
    int decimals = column ? column->decimals : 0;
    if (column && column->percent)
        return arena_printf(a, "%s%%", number_show(a, 100 * c->number, decimals));
    return number_show(a, c->number, decimals);
}
