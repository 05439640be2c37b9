/* Decides what a sheet of a form looks like. Which rows there are, and what stands in them, is
 * left to whoever collects. */
#include "modules/form/form_sheet.h"
#include <math.h>

#define PAST "last_year_"

enum { LINES_ABOVE = 2, NARROW = 12, WIDE = 28, WIDEST = 60 };

bool form_sheet_beside(const FormBlock *b, const char *column)
{
    return same(column, "label") || same(column, "problems") ||
           (starts_with(column, PAST) && form_field(b, column + strlen(PAST)));
}

bool form_sheet_is_prose(const char *first)
{
    return *first == '#';
}

/* ---------------------------------------------------------------- what a column takes */

/* "A whole number from 0 to 999, NK or n/a" */
static const char *takes(Ctx *cx, const FormField *f)
{
    Arena *a = cx->arena;
    const char *what = "";
    switch (f->kind) {
    case VALUE_COUNT:
    case VALUE_AMOUNT:
    case VALUE_SIGNED:
        what = f->decimals == 0 ? T(cx, "A whole number")
               : f->decimals > 0
                   ? arena_printf(a,
                                  T_COUNT(cx, "A number with at most %d decimal",
                                          "A number with at most %d decimals", f->decimals),
                                  f->decimals)
                   : T(cx, "A number");
        if (!isnan(f->least) && !isnan(f->most))
            what =
                arena_printf(a, "%s, %s", what,
                             arena_printf(a, T(cx, "from %s to %s"), text_double(a, f->least),
                                          text_double(a, f->most)));
        break;
    case VALUE_YES_NO:
        what = T(cx, "Y or N");
        break;
    case VALUE_CODE:
        what = arena_printf(a, T(cx, "One of: %s"), form_codes_text(a, f->codes));
        break;
    case VALUE_DAY:
        what = T(cx, "A day, such as 2026-03-31");
        break;
    case VALUE_TEXT:
        what = *f->pattern ? arena_printf(a, T(cx, "Text of the form %s"), f->pattern)
                           : T(cx, "Text");
        break;
    }
    return f->kind == VALUE_TEXT ? what
           : f->may_be_blank
               ? arena_printf(a, "%s. %s", what, T(cx, "It may stay blank."))
               : arena_printf(a, "%s. %s", what, T(cx, "NK: not known; n/a: does not apply."));
}

static const char *field_note(Ctx *cx, const FormField *f)
{
    const char *help = form_text(cx, f->help);
    return help && *help ? arena_printf(cx->arena, "%s\n%s", help, takes(cx, f)) : takes(cx, f);
}

static void add_rule(Ctx *cx, BookSheet *s, const FormField *f, int column, int rows)
{
    BookRule r = {.column = column,
                  .first_row = LINES_ABOVE,
                  .last_row = LINES_ABOVE + rows - 1,
                  .least = f->least,
                  .most = f->most,
                  .whole = f->decimals == 0,
                  .message = takes(cx, f)};
    int n = 0;
    if (!rows || f->kind == VALUE_DAY || f->kind == VALUE_TEXT)
        return;
    if (f->kind == VALUE_YES_NO || f->kind == VALUE_CODE) {
        while (f->kind == VALUE_CODE && f->codes[n].value)
            n++;
        const char **list = NEW_ARRAY(cx->arena, const char *, n + 4);
        for (int i = 0; i < n; i++)
            list[i] = f->codes[i].value;
        if (f->kind == VALUE_YES_NO) {
            list[n++] = "Y";
            list[n++] = "N";
        }
        list[n++] = "NK";
        list[n++] = "n/a";
        r.list = list;
        r.n_list = n;
    }
    book_rule(s, r);
}

/* ---------------------------------------------------------------- columns */

/* Where the parts of a line begin. */
typedef struct Columns {
    int keys, label, problems, fields, past, n;
} Columns;

static Columns columns_of(const FormBlock *b, const FormSheet *what)
{
    Columns c = {.keys = 2};
    c.label = c.keys + b->n_keys;
    c.n = c.label + (b->n_keys ? 1 : 0);
    c.problems = c.n;
    c.fields = c.n += what->problems;
    c.past = c.n += b->n_fields;
    c.n += what->past ? b->n_fields : 0;
    return c;
}

static void head(BookCell *words, BookCell *names, int column, const char *label,
                 const char *name, const char *note)
{
    words[column] = book_text(label);
    words[column].look = LOOK_HEADING;
    names[column] = book_text(name);
    names[column].look = LOOK_HEADING;
    names[column].note = note;
}

static void headings(Ctx *cx, BookSheet *s, const FormBlock *b, const FormSheet *what,
                     const Columns *c)
{
    Arena *a = cx->arena;
    BookCell *words = book_row(s), *names = book_row(s);
    head(words, names, 0, "", "collection", NULL);
    head(words, names, 1, "", "organisation", NULL);
    words[0] = book_text(arena_printf(a, "%s: %s", b->code, form_text(cx, b->title)));
    words[0].look = LOOK_TITLE;
    for (int k = 0; k < b->n_keys; k++)
        head(words, names, c->keys + k, "", b->keys[k].name, NULL);
    if (b->n_keys) {
        head(words, names, c->label, T(cx, "What the row is"), "label", NULL);
        s->widths[c->label] = WIDE;
    }
    if (what->problems) {
        head(words, names, c->problems, T(cx, "What is wrong"), "problems",
             T(cx, "This column is not read."));
        s->widths[c->problems] = WIDEST;
    }
    for (int f = 0; f < b->n_fields; f++) {
        const FormField *field = &b->fields[f];
        const char *label = form_text(cx, field->label);
        head(words, names, c->fields + f, label, field->name, field_note(cx, field));
        s->widths[c->fields + f] = field->kind == VALUE_TEXT ? WIDE : NARROW + 4;
        if (!what->past)
            continue;
        head(words, names, c->past + f, arena_printf(a, "%s: %s", what->past, label),
             arena_printf(a, PAST "%s", field->name), NULL);
        words[c->past + f].look = LOOK_PAST;
        s->widths[c->past + f] = NARROW;
    }
    s->widths[0] = s->widths[1] = NARROW + 4;
}

/* ---------------------------------------------------------------- rows */

static BookCell given(Ctx *cx, const char *text, BookLook look, const char *note)
{
    BookCell c = book_value(cx->arena, text ? text : "");
    c.look = note ? LOOK_WRONG : look;
    c.note = note;
    return c;
}

/* What names the row stays as it is, but for what is missing or wrong. */
static BookCell named(const char *text, const char *note)
{
    BookCell c = book_text(text ? text : "");
    c.look = note ? LOOK_WRONG : text && *text ? LOOK_LABEL : LOOK_INPUT;
    c.note = note;
    return c;
}

static void put_row(Ctx *cx, BookSheet *s, const FormBlock *b, const FormSheetRow *r,
                    const Columns *c, const FormSheet *what)
{
    BookCell *cell = book_row(s);
    const char *const *keys = r->keys;
    const char *const *notes = r->notes;
    const char **parts = NULL;
    int n = r->row ? text_split(cx->arena, r->row, '/', &parts) : 0;
    cell[0] = named(r->collection, notes ? notes[0] : NULL);
    cell[1] = named(r->organisation, notes ? notes[1] : NULL);
    for (int k = 0; k < b->n_keys; k++)
        cell[c->keys + k] = named(keys    ? keys[k]
                                  : k < n ? parts[k]
                                          : "",
                                  notes ? notes[c->keys + k] : NULL);
    if (b->n_keys) {
        cell[c->label] = book_text(r->row ? form_row_label(cx, b, r->row) : "");
        cell[c->label].look = LOOK_LABEL;
    }
    if (what->problems) {
        cell[c->problems] = book_text(r->problems);
        cell[c->problems].look = LOOK_LABEL;
    }
    for (int f = 0; f < b->n_fields; f++) {
        cell[c->fields + f] = given(cx, r->values ? r->values[f] : "", LOOK_INPUT,
                                    notes ? notes[c->keys + b->n_keys + f] : NULL);
        if (what->past) {
            cell[c->past + f] = given(cx, r->past ? r->past[f] : "", LOOK_PAST, NULL);
            cell[c->past + f].look = LOOK_PAST;
        }
    }
}

void form_sheet(Ctx *cx, Book *book, const FormBlock *b, const FormSheet *what)
{
    Columns c = columns_of(b, what);
    BookSheet *s = book_sheet(book, b->code, c.n);
    headings(cx, s, b, what, &c);
    for (int i = 0; i < what->n; i++)
        put_row(cx, s, b, &what->rows[i], &c, what);
    for (int f = 0; f < b->n_fields; f++)
        add_rule(cx, s, &b->fields[f], c.fields + f, what->n);
    s->frozen_rows = LINES_ABOVE;
    s->frozen_columns = c.label + (b->n_keys ? 1 : 0);
    s->locked = true;
}

/* ---------------------------------------------------------------- for people */

static void line(BookSheet *s, const char *what, const char *means, BookLook look)
{
    BookCell *c = book_row(s);
    c[0] = book_text(what);
    c[0].look = look;
    c[1] = book_text(means);
    c[1].look = look == LOOK_HEADING ? look : LOOK_PLAIN;
}

void form_sheet_help(Ctx *cx, Book *book, const Form *f, const char *const *about, int n)
{
    BookSheet *s = book_sheet(book, T(cx, "Read me"), 2);
    s->widths[0] = WIDE;
    s->widths[1] = 100;
    line(s, "#", form_text(cx, f->title), LOOK_TITLE);
    for (int i = 0; i + 1 < n; i += 2)
        line(s, about[i], about[i + 1], LOOK_PLAIN);
    line(s, T(cx, "You write"), T(cx, "It means"), LOOK_HEADING);
    line(s, "0", T(cx, "you counted, and there are none"), LOOK_PLAIN);
    line(s, "NK",
         T(cx,
           "nobody knows; it is left out of totals and shown as a gap. Never write 0 for it"),
         LOOK_PLAIN);
    line(s, "n/a", T(cx, "the question does not apply to you"), LOOK_PLAIN);
    line(s, T(cx, "nothing"),
         T(cx, "not answered: a mistake, except where the note on the heading says that the "
               "cell may stay blank"),
         LOOK_PLAIN);
    line(s, T(cx, "This workbook"), "", LOOK_HEADING);
    line(s, T(cx, "Sheets"),
         T(cx, "One for each block of the form. Sheets whose first cell begins with # are not "
               "read; you may add your own."),
         LOOK_PLAIN);
    line(s, T(cx, "Cells"),
         T(cx, "Those with a border are yours to fill in. Headings have notes that say what "
               "each column takes. All else is locked, without a password."),
         LOOK_PLAIN);
    line(s, T(cx, "Grey columns"),
         T(cx, "Figures of the year before, where they are known to you. They are not read."),
         LOOK_PLAIN);
    line(s, T(cx, "Numbers"),
         T(cx, "Numbers are entered as numbers, days as days or as 2026-03-31, yes and no as Y "
               "and N."),
         LOOK_PLAIN);
    line(s, T(cx, "Names"), T(cx, "Send no names: neither of staff nor of people you serve."),
         LOOK_PLAIN);
    s->locked = true;
}

static void put_codes(Ctx *cx, BookSheet *s, const FormBlock *b, const char *column,
                      const FormCode *codes)
{
    for (; codes && codes->value; codes++) {
        BookCell *c = book_row(s);
        c[0] = book_text(b->code);
        c[1] = book_text(column);
        c[2] = book_text(codes->value);
        c[3] = book_text(form_text(cx, codes->label));
    }
}

void form_sheet_codes(Ctx *cx, Book *book, const Form *f)
{
    BookSheet *s = book_sheet(book, T(cx, "Codes"), 4);
    const char *const heads[] = {arena_printf(cx->arena, "# %s", T(cx, "Block")),
                                 T(cx, "Column"), T(cx, "Code"), T(cx, "Meaning")};
    BookCell *c = book_row(s);
    for (int i = 0; i < 4; i++) {
        c[i] = book_text(heads[i]);
        c[i].look = LOOK_HEADING;
        s->widths[i] = i == 3 ? WIDEST : WIDE;
    }
    for (int i = 0; i < f->n_blocks; i++) {
        const FormBlock *b = &f->blocks[i];
        for (int k = 0; k < b->n_keys; k++)
            if (b->keys[k].codes)
                put_codes(cx, s, b, b->keys[k].name, b->keys[k].codes);
            else
                for (int j = 0; b->keys[0].codes[j].value; j++)
                    put_codes(cx, s, b,
                              arena_printf(cx->arena, "%s (%s)", b->keys[k].name,
                                           b->keys[0].codes[j].value),
                              form_codes_of(b, b->keys[0].codes[j].value));
        for (int k = 0; k < b->n_fields; k++)
            if (b->fields[k].kind == VALUE_CODE)
                put_codes(cx, s, b, b->fields[k].name, b->fields[k].codes);
    }
    s->frozen_rows = 1;
    s->locked = true;
}
