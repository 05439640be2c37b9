/* Decides how a return is written: block by block as CSV, in the order of the form, so that
 * equal returns give equal bytes. That text is what people sign off, and what reading it again
 * gives back. */
#include "base/csv.h"
#include "base/file.h"
#include "core/who.h"
#include "modules/workforce/return_read.h"

const char *cell_text_of(Arena *a, const ReturnCell *c)
{
    if (!c || c->state == STATE_BLANK)
        return "";
    if (c->state == STATE_NOT_KNOWN && c->text && *c->text)
        return c->text; /* a draft's, which cannot be read */
    if (c->state != STATE_VALUE)
        return c->state == STATE_NOT_KNOWN ? "NK" : "n/a";
    if (c->field->kind == VALUE_YES_NO)
        return c->number != 0 ? "Y" : "N";
    return c->field->kind <= VALUE_SIGNED ? text_double(a, c->number) : c->text;
}

static bool has_row(const Return *r, const FormBlock *b, const char *row)
{
    for (int i = 0; i < b->n_fields; i++)
        if (return_cell(r, b, row, b->fields[i].name))
            return true;
    return false;
}

static void put_headings(CsvOut *o, const FormBlock *b)
{
    csv_field(o, "collection");
    csv_field(o, "organisation");
    for (int i = 0; i < b->n_keys; i++)
        csv_field(o, b->keys[i].name);
    for (int i = 0; i < b->n_fields; i++)
        csv_field(o, b->fields[i].name);
    csv_end_row(o);
}

static void put_row(Arena *a, CsvOut *o, const Return *r, const FormBlock *b, const char *row)
{
    const char **parts;
    int n_parts = text_split(a, row, '/', &parts);
    csv_field(o, r->collection);
    csv_field(o, r->organisation);
    for (int i = 0; i < b->n_keys; i++)
        csv_field(o, i < n_parts ? parts[i] : "");
    for (int i = 0; i < b->n_fields; i++)
        csv_field(o, cell_text_of(a, return_cell(r, b, row, b->fields[i].name)));
    csv_end_row(o);
}

int return_put_block(Arena *a, const Return *r, const FormBlock *b, bool headings, Buf *out)
{
    CsvOut o = {.buf = out};
    const char *const *rows;
    int n = form_rows(a, b, &rows), written = 0;
    if (headings)
        put_headings(&o, b);
    for (int i = 0; i < n; i++)
        if (has_row(r, b, rows[i])) {
            put_row(a, &o, r, b, rows[i]);
            written++;
        }
    return written;
}

const char *return_text(Arena *a, const Return *r)
{
    Buf b = buf_new(a, 0);
    for (int i = 0; i < r->form->n_blocks; i++) {
        const FormBlock *block = &r->form->blocks[i];
        buf_printf(&b, "%s.csv\n", block->file);
        return_put_block(a, r, block, true, &b);
    }
    return buf_text(&b);
}

const char *return_digest(Arena *a, const Return *r)
{
    const char *text = return_text(a, r);
    return digest(a, text, strlen(text));
}
