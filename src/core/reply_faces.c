/* The faces of a reply outside a browser: aligned text, JSON and CSV. */
#include "base/csv.h"
#include "base/json.h"
#include "core/i18n.h"
#include "core/reply.h"
#include "core/secret.h"

/* ---------------------------------------------------------------- text */

static void pad(Buf *out, const char *s, int width, bool right)
{
    int room = width - utf8_width(s);
    for (int i = 0; right && i < room; i++)
        buf_putc(out, ' ');
    buf_puts(out, s);
    for (int i = 0; !right && i < room; i++)
        buf_putc(out, ' ');
}

/* The table with the columns that are for these readers. */
static Table columns_for(Ctx *cx, const Table *t, ColumnFor not_for)
{
    Table v = *t;
    v.columns = NEW_ARRAY(cx->arena, Column, t->n_columns);
    v.rows = NEW_ARRAY(cx->arena, Cell *, t->n_rows);
    v.n_columns = 0;
    for (int r = 0; r < t->n_rows; r++)
        v.rows[r] = NEW_ARRAY(cx->arena, Cell, t->n_columns);
    for (int c = 0; c < t->n_columns; c++) {
        if (t->columns[c].who == not_for)
            continue;
        for (int r = 0; r < t->n_rows; r++)
            v.rows[r][v.n_columns] = t->rows[r][c];
        v.columns[v.n_columns++] = t->columns[c];
    }
    return v;
}

static void table_text(Ctx *cx, const Table *whole, Buf *out)
{
    Table people = columns_for(cx, whole, FOR_MACHINES);
    const Table *t = &people;
    enum { LONGEST = 60 };
    int *width = NEW_ARRAY(cx->arena, int, t->n_columns);
    for (int c = 0; c < t->n_columns; c++) {
        width[c] = utf8_width(t->columns[c].label);
        for (int r = 0; r < t->n_rows; r++) {
            int w = utf8_width(cell_show(cx->arena, cx->lang, &t->rows[r][c], &t->columns[c]));
            if (w > width[c])
                width[c] = w;
        }
        if (width[c] > LONGEST && c == t->n_columns - 1)
            width[c] = LONGEST; /* the last column may run on */
    }
    buf_printf(out, "%s%s\n", out->len ? "\n" : "", t->caption);
    for (int c = 0; c < t->n_columns; c++) {
        bool number = t->columns[c].kind == COLUMN_NUMBER, last = c == t->n_columns - 1;
        buf_puts(out, c ? "  " : "");
        pad(out, t->columns[c].label, last && !number ? 0 : width[c], number);
    }
    buf_putc(out, '\n');
    for (int c = 0; c < t->n_columns; c++) {
        buf_puts(out, c ? "  " : "");
        for (int i = 0; i < width[c]; i++)
            buf_putc(out, '-');
    }
    buf_putc(out, '\n');
    for (int r = 0; r < t->n_rows; r++) {
        for (int c = 0; c < t->n_columns; c++) {
            bool number = t->columns[c].kind == COLUMN_NUMBER, last = c == t->n_columns - 1;
            buf_puts(out, c ? "  " : "");
            pad(out, cell_show(cx->arena, cx->lang, &t->rows[r][c], &t->columns[c]),
                last && !number ? 0 : width[c], number);
        }
        buf_putc(out, '\n');
    }
    if (t->note)
        buf_printf(out, "%s\n", t->note);
}

void reply_text(Ctx *cx, const Reply *r, Buf *out)
{
    if (r->only_text) {
        buf_puts(out, r->only_text);
        return;
    }
    if (r->title && !(r->n_tables && same(r->title, r->tables[0]->caption)))
        buf_printf(out, "%s\n", r->title);
    int width = 0;
    for (int i = 0; i < r->n_facts; i++)
        if (utf8_width(r->facts[i].label) > width)
            width = utf8_width(r->facts[i].label);
    for (int i = 0; i < r->n_facts; i++) {
        Column shown = {.decimals = r->facts[i].decimals};
        buf_puts(out, "  ");
        pad(out, r->facts[i].label, width, false);
        buf_printf(out, "  %s\n", cell_show(cx->arena, cx->lang, &r->facts[i].cell, &shown));
    }
    for (int i = 0; i < r->n_tables; i++)
        if (!r->tables[i]->data_only)
            table_text(cx, r->tables[i], out);
    if (r->part && r->part->total > 0)
        buf_printf(out, "\n%s\n",
                   arena_printf(cx->arena, T(cx, "Page %d of %d; %d rows in all."),
                                r->part->page, r->part->pages, r->part->total));
    for (int i = 0; i < r->n_notes; i++)
        buf_printf(out, "%s%s\n", i == 0 ? "\n" : "", r->notes[i]);
}

/* ---------------------------------------------------------------- JSON */

static const char *machine_text(const Cell *c)
{
    return c->code ? c->code : c->text ? c->text : "";
}

static void cell_json(Json *j, const char *key, const Cell *c)
{
    if (c->state == CELL_TEXT)
        json_put_text(j, key, machine_text(c));
    else if (c->state == CELL_NUMBER)
        json_put_double(j, key, c->number);
    else
        json_put_null(j, key);
}

/* Why a cell is null stands beside it: {"vacancy_rate": null, "vacancy_rate_state": "blank"}.
 */
static void put_cell(Ctx *cx, Json *j, const char *key, const Cell *c)
{
    cell_json(j, key, c);
    if (c->state != CELL_TEXT && c->state != CELL_NUMBER)
        json_put_text(j, arena_printf(cx->arena, "%s_state", key), cell_state_code(c->state));
}

static void row_json(Ctx *cx, Json *j, const Table *t, const Cell *row)
{
    json_open_object(j, NULL);
    for (int c = 0; c < t->n_columns; c++)
        if (t->columns[c].who != FOR_PEOPLE)
            put_cell(cx, j, t->columns[c].key, &row[c]);
    json_close(j);
}

void reply_json(Ctx *cx, const Reply *r, Buf *out)
{
    Json j = json_new(out);
    json_open_object(&j, NULL);
    json_put_bool(&j, "ok", r->outcome == ERR_NONE);
    if (r->title)
        json_put_text(&j, "title", r->title);
    for (int i = 0; i < r->n_facts; i++)
        put_cell(cx, &j, r->facts[i].key, &r->facts[i].cell);
    for (int i = 0; i < r->n_tables; i++) {
        const Table *t = r->tables[i];
        json_open_array(&j, t->key);
        for (int k = 0; k < t->n_rows; k++)
            row_json(cx, &j, t, t->rows[k]);
        json_close(&j);
    }
    if (r->part) {
        json_open_object(&j, "part");
        json_put_text(&j, "table", r->part->table);
        json_put_int(&j, "page", r->part->page);
        json_put_int(&j, "pages", r->part->pages);
        json_put_int(&j, "size", r->part->size);
        json_put_int(&j, "total", r->part->total);
        json_close(&j);
    }
    if (r->n_notes) {
        json_open_array(&j, "notes");
        for (int i = 0; i < r->n_notes; i++)
            json_put_text(&j, NULL, r->notes[i]);
        json_close(&j);
    }
    if (r->n_files) {
        json_open_array(&j, "files");
        for (int i = 0; i < r->n_files; i++) {
            json_open_object(&j, NULL);
            json_put_text(&j, "name", r->files[i].name);
            if (r->files[i].size)
                json_put_text(&j, "base64",
                              base64(cx->arena, r->files[i].text, r->files[i].size));
            else
                json_put_text(&j, "text", r->files[i].text);
            json_close(&j);
        }
        json_close(&j);
    }
    json_close(&j);
}

/* ---------------------------------------------------------------- CSV */

void table_csv(Ctx *cx, const Table *whole, Buf *out)
{
    Table machines = columns_for(cx, whole, FOR_PEOPLE);
    const Table *t = &machines;
    CsvOut o = {.buf = out};
    for (int c = 0; c < t->n_columns; c++)
        csv_field(&o, t->columns[c].key);
    csv_end_row(&o);
    for (int r = 0; r < t->n_rows; r++) {
        for (int c = 0; c < t->n_columns; c++) {
            const Cell *cell = &t->rows[r][c];
            csv_field(&o, cell->state == CELL_TEXT     ? machine_text(cell)
                          : cell->state == CELL_NUMBER ? text_double(cx->arena, cell->number)
                          : cell->state == CELL_BLANK  ? ""
                                                       : cell_state_code(cell->state));
        }
        csv_end_row(&o);
    }
}
