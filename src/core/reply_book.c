/* The face of a reply in a spreadsheet program: a sheet for each table, and one that says what
 * the tables are, with facts and notes. Numbers are numbers, shown as on the page and whole
 * inside; why there is none ("not received") is said in words. */
#include "core/i18n.h"
#include "core/reply.h"

static BookCell book_cell(Ctx *cx, const Cell *c, const Column *column)
{
    const Column *as = c->as ? c->as : column;
    Date day;
    if (c->state == CELL_NUMBER)
        return (BookCell){.kind = as->percent ? BOOK_PERCENT : BOOK_NUMBER,
                          .number = c->number,
                          .decimals = as->decimals};
    const char *text = cell_show(cx->arena, cx->lang, c, column);
    if (c->state == CELL_TEXT && date_parse_iso(text, &day))
        return (BookCell){.kind = BOOK_DAY, .text = text};
    BookCell out = book_text(text);
    if (c->state != CELL_TEXT)
        out.look = LOOK_LABEL;
    return out;
}

/* As wide as its words, within reason. */
static void widen(BookSheet *s, int column, const char *text)
{
    enum { LEAST = 8, MOST = 60 };
    double w = text ? utf8_width(text) + 2 : LEAST;
    w = w < LEAST ? LEAST : w > MOST ? MOST : w;
    if (w > s->widths[column])
        s->widths[column] = w;
}

static BookSheet *table_sheet(Ctx *cx, Book *b, const Table *t)
{
    int *shown = NEW_ARRAY(cx->arena, int, t->n_columns + 1), n = 0;
    for (int c = 0; c < t->n_columns;
         c++) /* every value apart, not the sentence made of them */
        if (t->columns[c].who != FOR_PEOPLE)
            shown[n++] = c;
    BookSheet *s = book_sheet(b, t->caption && *t->caption ? t->caption : t->key, n);
    BookCell *head = book_row(s);
    for (int i = 0; i < n; i++) {
        head[i] = book_text(t->columns[shown[i]].label);
        head[i].look = LOOK_HEADING;
        widen(s, i, t->columns[shown[i]].label);
    }
    for (int r = 0; r < t->n_rows; r++) {
        BookCell *row = book_row(s);
        for (int i = 0; i < n; i++) {
            const Cell *c = &t->rows[r][shown[i]];
            row[i] = book_cell(cx, c, &t->columns[shown[i]]);
            widen(s, i, cell_show(cx->arena, cx->lang, c, &t->columns[shown[i]]));
        }
    }
    s->frozen_rows = 1;
    return s;
}

static void say(BookSheet *s, const char *what, BookCell value, BookLook look)
{
    BookCell *row = book_row(s);
    row[0] = book_text(what);
    row[0].look = look;
    row[1] = value;
    widen(s, 0, what);
}

bool reply_book(Ctx *cx, const Reply *r, BookKind kind, Bytes *out)
{
    const char *title = r->title ? r->title : "Pont";
    Book *b = book_new(cx->arena, title);
    BookSheet **sheets = NEW_ARRAY(cx->arena, BookSheet *, r->n_tables + 1);
    for (int i = 0; i < r->n_tables; i++)
        sheets[i] = table_sheet(cx, b, r->tables[i]);
    BookSheet *s = book_sheet(b, T(cx, "About"), 2);
    s->widths[1] = 60;
    BookCell named = book_text(title);
    named.look = LOOK_TITLE;
    say(s, T(cx, "About"), named, LOOK_TITLE);
    for (int i = 0; i < r->n_facts; i++) {
        Column shown = {.decimals = r->facts[i].decimals};
        say(s, r->facts[i].label, book_cell(cx, &r->facts[i].cell, &shown), LOOK_PLAIN);
    }
    for (int i = 0; i < r->n_tables; i++) {
        const Table *t = r->tables[i];
        say(s, sheets[i]->name, book_text(t->caption), LOOK_HEADING);
        if (!t->n_rows)
            say(s, "", book_text(t->empty ? t->empty : T(cx, "There is nothing to show.")),
                LOOK_PLAIN);
        if (t->note)
            say(s, "", book_text(t->note), LOOK_PLAIN);
    }
    for (int i = 0; i < r->n_notes; i++)
        say(s, "", book_text(r->notes[i]), LOOK_PLAIN);
    s->widths[0] = s->widths[0] > 40 ? 40 : s->widths[0];
    return book_write(b, kind, &cx->err, out);
}
