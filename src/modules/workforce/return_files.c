/* Decides what of the files that somebody sent is read: CSV as it is; of a workbook the sheets
 * that are shown and are not for people alone. */
#include "modules/form/form_sheet.h"
#include "modules/workforce/return_book.h"

/* A return has some 150 rows; this is all returns of two countries for ten years. */
enum { MOST_ROWS = 100 * 1000, MOST_BYTES = 32 << 20 };

static void note(Ctx *cx, CheckedFiles *out, const char *text)
{
    *PUSH(cx->arena, out->notes, out->n_notes, out->notes_room) = text;
}

static void add(Ctx *cx, CheckedFiles *out, int *room, const CsvFile *f, BookKind kind)
{
    int n = out->n_files;
    if (n == *room) {
        int other = *room;
        *room = *room ? 2 * *room : 16;
        out->files = arena_grow(cx->arena, out->files, (size_t)n * sizeof *out->files,
                                (size_t)*room * sizeof *out->files);
        out->kinds = arena_grow(cx->arena, out->kinds, (size_t)other * sizeof *out->kinds,
                                (size_t)*room * sizeof *out->kinds);
    }
    out->files[n] = *f;
    out->kinds[n] = kind;
    out->n_files++;
}

static bool add_sheets(Ctx *cx, CheckedFiles *out, int *room, const InFile *f)
{
    BookRead book;
    int before = out->n_files;
    if (!book_read(cx->arena, &cx->err, f->name, f->bytes, f->size, "collection", &book))
        return false;
    for (int i = 0; i < book.n_sheets; i++) {
        const CsvFile *sheet = &book.sheets[i];
        if (!sheet->n_columns || form_sheet_is_prose(book.first[i]))
            continue;
        if (book.hidden[i])
            note(cx, out,
                 arena_printf(cx->arena, T(cx, "%s: the sheet is hidden and was not read"),
                              sheet->name));
        else
            add(cx, out, room, sheet, book_kind_of_bytes(f->bytes, f->size));
    }
    for (int i = 0; i < book.n_notes; i++)
        note(cx, out, book.notes[i]);
    if (out->n_files == before)
        return fail(&cx->err, INVALID, "%s: this workbook has no sheet to read", f->name);
    return true;
}

bool return_files(Ctx *cx, const InFiles *files, CheckedFiles *out)
{
    int room = 0;
    long rows = 0;
    for (int i = 0; i < files->n; i++) {
        const InFile *f = &files->items[i];
        CsvFile one;
        if (f->size > MOST_BYTES)
            return fail(&cx->err, TOO_LARGE, "%s: larger than the %d MiB of all returns",
                        f->name, MOST_BYTES >> 20);
        if (book_is_meant(f->name, f->bytes, f->size)) {
            if (!add_sheets(cx, out, &room, f))
                return false;
            continue;
        }
        if (!csv_parse(cx->arena, &cx->err, f->name, f->bytes, f->size, &one))
            return false;
        add(cx, out, &room, &one, BOOK_NONE);
    }
    for (int i = 0; i < out->n_files; i++)
        rows += out->files[i].n_rows;
    if (!rows && files->n)
        return fail(&cx->err, INVALID, "%s: there is no row below the headings",
                    files->items[0].name);
    if (rows > MOST_ROWS)
        return fail(&cx->err, TOO_LARGE,
                    "%s: %ld rows are more than the %d of all returns; send fewer at a time",
                    files->n ? files->items[0].name : "", rows, MOST_ROWS);
    return true;
}
