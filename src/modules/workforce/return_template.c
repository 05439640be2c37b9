/* Decides what stands in the template of a return as a workbook. What it looks like is
 * form_sheet.c's. */
#include "core/who.h"
#include "modules/form/form_sheet.h"
#include "modules/workforce/return_book.h"

static const char *cell_words(Ctx *cx, const ReturnCell *c)
{
    if (!c || c->state == STATE_BLANK)
        return "";
    if (c->state != STATE_VALUE)
        return c->state == STATE_NOT_KNOWN ? "NK" : "n/a";
    if (c->field->kind == VALUE_YES_NO)
        return c->number != 0 ? "Y" : "N";
    return c->field->kind <= VALUE_SIGNED ? text_double(cx->arena, c->number) : c->text;
}

/* The return of the year before, where there is one that may be read; else *found is false. */
static bool find_past(Ctx *cx, const TemplateInput *in, const char **year, Return *out,
                      bool *found)
{
    *found = false;
    if (!*in->collection || !*in->organisation || !cx->db ||
        !workforce_reads(cx, in->organisation))
        return true;
    if (!workforce_previous(cx, in->collection, year))
        return false;
    if (!*year || !**year)
        return true;
    *found = workforce_return(cx, *year, in->organisation, out);
    if (!*found && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    return true;
}

static void block_sheet(Ctx *cx, Book *book, const FormBlock *b, const TemplateInput *in,
                        const char *year, const Return *past)
{
    const char *const *keys;
    int n = form_rows(cx->arena, b, &keys);
    FormSheetRow *rows = NEW_ARRAY(cx->arena, FormSheetRow, n);
    for (int i = 0; i < n; i++) {
        rows[i] = (FormSheetRow){
            .collection = in->collection, .organisation = in->organisation, .row = keys[i]};
        if (!past)
            continue;
        const char **then = NEW_ARRAY(cx->arena, const char *, b->n_fields);
        /* The form of then may have been another version: fields are found by their names. */
        const FormBlock *old = form_block(past->form, b->code);
        for (int f = 0; f < b->n_fields; f++)
            then[f] =
                old ? cell_words(cx, return_cell(past, old, keys[i], b->fields[f].name)) : "";
        rows[i].past = then;
    }
    form_sheet(cx, book, b, &(FormSheet){.n = n, .rows = rows, .past = past ? year : NULL});
}

bool return_template(Ctx *cx, const Form *form, const TemplateInput *in, Reply *out)
{
    Arena *a = cx->arena;
    BookKind kind = in->ods ? BOOK_ODS : BOOK_XLSX;
    const char *year = "";
    Return past = {0};
    Collection c = {0};
    bool found;
    if (!find_past(cx, in, &year, &past, &found) ||
        (*in->collection && !workforce_collection(cx, in->collection, &c)))
        return false;
    Book *book = book_new(a, form_text(cx, form->title));
    const char *about[] = {
        T(cx, "Collection"),   *in->collection ? c.title : "",
        T(cx, "Organisation"), in->organisation,
        T(cx, "Due"),          *in->collection ? c.due : "",
        T(cx, "Form"),         arena_printf(a, "%s %d", form->id, form->version)};
    form_sheet_help(cx, book, form, about, sizeof about / sizeof *about);
    for (int i = 0; i < form->n_blocks; i++)
        if (!*in->block || form_block(form, in->block) == &form->blocks[i])
            block_sheet(cx, book, &form->blocks[i], in, year, found ? &past : NULL);
    form_sheet_codes(cx, book, form);
    Bytes bytes;
    if (!book_write(book, kind, &cx->err, &bytes))
        return false;
    const char *name =
        arena_printf(a, "%s%s%s.%s", *in->collection ? in->collection : form->id,
                     *in->organisation ? "-" : "", in->organisation, book_extension(kind));
    reply_bytes(cx, out, name, book_type(kind), bytes);
    out->file_type = book_type(kind);
    reply_note(cx, out, "%s",
               T(cx, "Fill in the cells with a border and send the workbook as it is. 0 means "
                     "none, NK not known, n/a does not apply; a blank is not answered."));
    return true;
}
