/* Decides what comes back from a check: the rows of every organisation that has a problem in a
 * file, as they were sent, with what is wrong beside them. Corrected, they are sent in place of
 * the file. */
#include "modules/form/form_sheet.h"
#include "modules/workforce/return_book.h"
#include <stdlib.h>

/* A file with its problems: both stand in order of lines. */
typedef struct Corrected {
    Ctx *cx;
    const CsvFile *file;
    const Problem *problems;
    int n_problems;
    const char **organisations; /* that have a problem here, sorted */
    int n_organisations;
} Corrected;

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The problems of one line; *n of them. */
static const Problem *problems_of(const Corrected *k, int line, int *n)
{
    int low = 0, high = k->n_problems;
    while (low < high) {
        int middle = (low + high) / 2;
        if (k->problems[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    *n = 0;
    while (low + *n < k->n_problems && k->problems[low + *n].line == line)
        ++*n;
    return k->problems + low;
}

static Corrected corrected(Ctx *cx, const CheckedFiles *c, const CsvFile *file)
{
    Corrected k = {.cx = cx, .file = file};
    int column = csv_column(file, "organisation"), room = 0;
    for (int i = 0; i < c->problems.n; i++)
        if (same(c->problems.items[i].file, file->name)) {
            if (!k.n_problems++)
                k.problems = &c->problems.items[i];
        }
    for (int r = 0; r < file->n_rows; r++) {
        int n;
        const Problem *p = problems_of(&k, file->rows[r].line, &n);
        bool open = false;
        for (int i = 0; i < n; i++)
            open = open || !p[i].accepted;
        if (open)
            *PUSH(cx->arena, k.organisations, k.n_organisations, room) =
                csv_cell(&file->rows[r], column);
    }
    if (k.n_organisations)
        qsort(k.organisations, (size_t)k.n_organisations, sizeof *k.organisations, by_text);
    return k;
}

static bool is_wanted(const Corrected *k, const CsvRow *row)
{
    const char *name = csv_cell(row, csv_column(k->file, "organisation"));
    return k->n_organisations && bsearch(&name, k->organisations, (size_t)k->n_organisations,
                                         sizeof *k->organisations, by_text);
}

/* "A1-6 wte_agency: ...": all of a line, or of one of its cells; NULL when there is none. */
static const char *words_of(const Corrected *k, int line, const char *column)
{
    int n;
    const Problem *p = problems_of(k, line, &n);
    Buf why = buf_new(k->cx->arena, 0);
    for (int i = 0; i < n; i++)
        if (!p[i].accepted && (!column || same(p[i].column, column))) {
            buf_printf(&why, "%s%s", why.len ? column ? "\n" : "; " : "", p[i].rule->code);
            if (!column)
                buf_printf(&why, " %s", p[i].column);
            buf_printf(&why, ": %s", form_text(k->cx, p[i].rule->words));
            if (column && *p[i].detail)
                buf_printf(&why, ". %s", p[i].detail);
            if (column)
                buf_printf(&why, ". %s: %s", T(k->cx, "Fix"), form_text(k->cx, p[i].rule->fix));
        }
    return why.len ? buf_text(&why) : NULL;
}

/* ---------------------------------------------------------------- as CSV */

static const char *own_name(const CsvFile *file)
{
    const char *slash = strrchr(file->name, '/');
    return slash ? slash + 1 : file->name;
}

static void csv_file(const Corrected *k, Reply *out)
{
    const CsvFile *file = k->file;
    Buf text = buf_new(k->cx->arena, 0);
    CsvOut o = {.buf = &text};
    int written = 0;
    for (int i = 0; i < file->n_columns; i++)
        if (!same(file->columns[i], "problems"))
            csv_field(&o, file->headings[i]);
    csv_field(&o, "problems");
    csv_end_row(&o);
    for (int r = 0; r < file->n_rows; r++) {
        if (!is_wanted(k, &file->rows[r]))
            continue;
        for (int i = 0; i < file->n_columns; i++)
            if (!same(file->columns[i], "problems"))
                csv_field(&o, csv_cell(&file->rows[r], i));
        const char *why = words_of(k, file->rows[r].line, NULL);
        csv_field(&o, why ? why : "");
        csv_end_row(&o);
        written++;
    }
    if (written)
        reply_file(k->cx, out, arena_printf(k->cx->arena, "problems-%s", own_name(file)),
                   buf_text(&text));
}

/* ---------------------------------------------------------------- as a workbook */

/* The row's key as far as the columns of the file say it; NULL where they name no row. */
static const char *row_of(Ctx *cx, const FormBlock *b, const char *const *keys)
{
    const char *key = "";
    const FormCode *codes = NULL;
    for (int i = 0; i < b->n_keys; i++) {
        codes = i ? form_codes_of(b, key) : b->keys[0].codes;
        const char *code = codes ? form_code_of(codes, keys[i]) : NULL;
        if (!code)
            return NULL;
        key = i ? arena_printf(cx->arena, "%s/%s", key, code) : code;
    }
    return key;
}

static FormSheetRow sheet_row(const Corrected *k, const FormBlock *b, const CsvRow *row)
{
    Arena *a = k->cx->arena;
    const CsvFile *file = k->file;
    const char **keys = NEW_ARRAY(a, const char *, b->n_keys + 1);
    const char **values = NEW_ARRAY(a, const char *, b->n_fields + 1);
    const char **notes = NEW_ARRAY(a, const char *, 2 + b->n_keys + b->n_fields);
    notes[0] = words_of(k, row->line, "collection");
    notes[1] = words_of(k, row->line, "organisation");
    for (int i = 0; i < b->n_keys; i++) {
        keys[i] = csv_cell(row, csv_column(file, b->keys[i].name));
        notes[2 + i] = words_of(k, row->line, b->keys[i].name);
    }
    for (int i = 0; i < b->n_fields; i++) {
        values[i] = csv_cell(row, csv_column(file, b->fields[i].name));
        notes[2 + b->n_keys + i] = words_of(k, row->line, b->fields[i].name);
    }
    return (FormSheetRow){.collection = csv_cell(row, csv_column(file, "collection")),
                          .organisation = csv_cell(row, csv_column(file, "organisation")),
                          .row = row_of(k->cx, b, keys),
                          .keys = keys,
                          .values = values,
                          .problems = words_of(k, row->line, NULL),
                          .notes = notes};
}

/* Adds the sheet of a file, when it has anything to correct. */
static bool add_sheet(const Corrected *k, Book *book, int *sheets)
{
    const CsvFile *file = k->file;
    const Form *form;
    const FormBlock *block;
    if (!return_block_of(k->cx, file, &form, &block))
        return false;
    FormSheetRow *rows = NEW_ARRAY(k->cx->arena, FormSheetRow, file->n_rows + 1);
    int n = 0;
    for (int r = 0; block && r < file->n_rows; r++)
        if (is_wanted(k, &file->rows[r]))
            rows[n++] = sheet_row(k, block, &file->rows[r]);
    if (n) {
        form_sheet(k->cx, book, block, &(FormSheet){.n = n, .rows = rows, .problems = true});
        ++*sheets;
    }
    return true;
}

/* "book.xlsx [A1]" is a sheet of "book.xlsx". */
static size_t file_length(const CsvFile *f)
{
    const char *sheet = strstr(f->name, " [");
    return sheet ? (size_t)(sheet - f->name) : strlen(f->name);
}

static const char *book_name(Ctx *cx, const CsvFile *f, BookKind kind)
{
    const char *name = arena_strndup(cx->arena, f->name, file_length(f));
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    const char *dot = strrchr(name, '.');
    return arena_printf(cx->arena, "problems-%.*s.%s",
                        dot ? (int)(dot - name) : (int)strlen(name), name,
                        book_extension(kind));
}

/* From file `first` on: its sheets, or all files when everything goes into one workbook. */
static bool write_book(Ctx *cx, const CheckedFiles *c, int first, BookKind kind, bool all,
                       Reply *out)
{
    const CsvFile *f = &c->files[first];
    Book *book = book_new(cx->arena, T(cx, "Problems"));
    Bytes bytes;
    int sheets = 0;
    for (int i = first; i < c->n_files; i++) {
        Corrected k = corrected(cx, c, &c->files[i]);
        bool mine = all || (file_length(&c->files[i]) == file_length(f) &&
                            strncmp(c->files[i].name, f->name, file_length(f)) == 0);
        if (mine && !add_sheet(&k, book, &sheets))
            return false;
    }
    if (!sheets)
        return true;
    if (!book_write(book, kind, &cx->err, &bytes))
        return false;
    reply_bytes(cx, out,
                all ? arena_printf(cx->arena, "problems.%s", book_extension(kind))
                    : book_name(cx, f, kind),
                book_type(kind), bytes);
    return true;
}

bool return_corrections(Ctx *cx, const CheckedFiles *c, BookKind book, Reply *out)
{
    if (book != BOOK_NONE)
        return !c->n_files || write_book(cx, c, 0, book, true, out);
    for (int i = 0; i < c->n_files; i++) {
        const CsvFile *f = &c->files[i];
        if (c->kinds[i] == BOOK_NONE) {
            Corrected k = corrected(cx, c, f);
            csv_file(&k, out);
            continue;
        }
        bool seen = false; /* a workbook is written once, with all its sheets */
        for (int e = 0; e < i && !seen; e++)
            seen = c->kinds[e] != BOOK_NONE && file_length(&c->files[e]) == file_length(f) &&
                   strncmp(c->files[e].name, f->name, file_length(f)) == 0;
        if (!seen && !write_book(cx, c, i, c->kinds[i], false, out))
            return false;
    }
    return true;
}
