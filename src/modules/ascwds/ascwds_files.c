/* Decides how counted cells and masked files are written: block files that the import of
 * returns takes, and the three files again without what names a person's number or birth. */
#include "modules/ascwds/ascwds_row.h"
#include <ctype.h>

/* ---------------------------------------------------------------- block files */

static const struct AscCell *cell_of(const AscReturn *r, const char *block, const char *row,
                                     const char *field)
{
    for (int i = 0; i < r->n; i++)
        if (same(r->cells[i].block, block) && same(r->cells[i].row, row) &&
            same(r->cells[i].field, field))
            return &r->cells[i];
    return NULL;
}

static const char *cell_words(Arena *a, const struct AscCell *c)
{
    if (c->state == CELL_TEXT)
        return c->text;
    if (c->state != CELL_NUMBER)
        return "NK";
    return c->decimals < 0 ? text_double(a, c->number) : text_fixed(a, c->number, c->decimals);
}

/* The rows that a block has cells of, in the order in which they were counted. */
static int rows_of(Arena *a, const AscReturn *r, const char *block, const char ***rows)
{
    int n = 0, room = 0;
    *rows = NULL;
    for (int i = 0; i < r->n; i++) {
        bool known = !same(r->cells[i].block, block);
        for (int k = 0; k < n && !known; k++)
            known = same((*rows)[k], r->cells[i].row);
        if (!known)
            *PUSH(a, *rows, n, room) = r->cells[i].row;
    }
    return n;
}

/* What the files do not hold is written as not known, but where the form takes a blank. */
static void write_block(Arena *a, const AscReturn *r, const FormBlock *b, const char **rows,
                        int n, Buf *text)
{
    CsvOut o = {.buf = text};
    csv_field(&o, "collection");
    csv_field(&o, "organisation");
    for (int k = 0; k < b->n_keys; k++)
        csv_field(&o, b->keys[k].name);
    for (int f = 0; f < b->n_fields; f++)
        csv_field(&o, b->fields[f].name);
    csv_end_row(&o);
    for (int i = 0; i < n; i++) {
        const char **keys = NULL;
        int n_keys = text_split(a, rows[i], '/', &keys);
        csv_field(&o, r->collection);
        csv_field(&o, r->organisation);
        for (int k = 0; k < b->n_keys; k++)
            csv_field(&o, k < n_keys ? keys[k] : "");
        for (int f = 0; f < b->n_fields; f++) {
            const struct AscCell *c = cell_of(r, b->code, rows[i], b->fields[f].name);
            csv_field(&o, c ? cell_words(a, c) : b->fields[f].may_be_blank ? "" : "NK");
        }
        csv_end_row(&o);
    }
}

bool ascwds_return_files(Ctx *cx, const AscReturn *r, InFiles *out)
{
    const Form *form;
    if (!form_get(cx, ASC_FORM, 0, &form))
        return false;
    InFile *items = NEW_ARRAY(cx->arena, InFile, form->n_blocks + 1);
    int n = 0;
    for (int i = 0; i < form->n_blocks; i++) {
        const FormBlock *b = &form->blocks[i];
        const char **rows;
        int n_rows = rows_of(cx->arena, r, b->code, &rows);
        if (!n_rows)
            continue;
        Buf text = buf_new(cx->arena, 0);
        write_block(cx->arena, r, b, rows, n_rows, &text);
        items[n++] =
            (InFile){arena_printf(cx->arena, "%s.csv", b->file), buf_text(&text), text.len};
    }
    *out = (InFiles){n, items};
    return true;
}

/* ---------------------------------------------------------------- masked */

/* Length of a National Insurance number that stands at s as a word of its own, blanks within it
 * allowed; 0 when there is none. */
static size_t number_at(const char *s)
{
    size_t i = 0;
    for (int n = 0; n < 8; n++) {
        while (n && s[i] == ' ')
            i++;
        if (n < 2 ? !isalpha((unsigned char)s[i]) : !isdigit((unsigned char)s[i]))
            return 0;
        i++;
    }
    size_t end = i;
    while (s[end] == ' ')
        end++;
    if (isalpha((unsigned char)s[end]) && !isalnum((unsigned char)s[end + 1]))
        return end + 1;
    return isalnum((unsigned char)s[i]) ? 0 : i;
}

/* Length of what must not leave at p: such a number, or the birth date; 0 for none. */
static size_t hidden_at(const char *start, const char *p, const char *birth)
{
    size_t n = strlen(birth);
    size_t number = p == start || !isalnum((unsigned char)p[-1]) ? number_at(p) : 0;
    return number ? number : n && strncmp(p, birth, n) == 0 ? n : 0;
}

/* A text without such numbers, and without the row's own birth date; most texts have neither.
 */
static const char *without(Arena *a, const char *s, const char *birth)
{
    const char *p = s;
    while (*p && !hidden_at(s, p, birth))
        p++;
    if (!*p)
        return s;
    Buf b = buf_new(a, 0);
    buf_put(&b, s, (size_t)(p - s));
    while (*p) {
        size_t hidden = hidden_at(s, p, birth);
        if (hidden)
            buf_puts(&b, "***");
        else
            buf_putc(&b, *p);
        p += hidden ? hidden : 1;
    }
    return buf_text(&b);
}

const char *ascwds_masked(Ctx *cx, const AscFile *f)
{
    Buf text = buf_new(cx->arena, 0);
    CsvOut o = {.buf = &text};
    bool staff = f->kind == ASC_STAFF;
    int ni = staff ? f->at[S_NINUMBER] : -1, born = staff ? f->at[S_DOB] : -1;
    for (int i = 0; i < f->csv.n_columns; i++)
        csv_field(&o, f->csv.headings[i]);
    csv_end_row(&o);
    for (int r = 0; r < f->csv.n_rows; r++) {
        const CsvRow *row = &f->csv.rows[r];
        const char *birth = csv_cell(row, born);
        for (int i = 0; i < f->csv.n_columns; i++) {
            const char *cell = csv_cell(row, i);
            bool hidden = (i == ni || i == born) && *cell;
            csv_field(&o, hidden ? "Admin" : without(cx->arena, cell, birth));
        }
        csv_end_row(&o);
    }
    return buf_text(&text);
}
