/* Decides what a workbook is, how its sheets become rows of text like those of a CSV file, and
 * what is told about them. How each format writes a cell is left to workbook_read_xlsx.c and
 * workbook_read_ods.c. */
#include "base/workbook_parts.h"
#include <math.h>

static const char zip_mark[] = "PK\3\4", cfb_mark[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

static bool begins(const char *bytes, size_t size, const char *mark, size_t n)
{
    return size >= n && memcmp(bytes, mark, n) == 0;
}

static bool is_called(const char *name, const char *const *endings)
{
    size_t n = strlen(name);
    for (; *endings; endings++)
        if (n > strlen(*endings) && same_fold(name + n - strlen(*endings), *endings))
            return true;
    return false;
}
static const char *const read_endings[] = {".xlsx", ".ods", NULL};
static const char *const all_endings[] = {".xlsx", ".ods",  ".xls",  ".xlsm", ".xlsb", ".xlt",
                                          ".xltx", ".xltm", ".fods", ".ots",  NULL};

BookKind book_kind_of_bytes(const char *bytes, size_t size)
{
    static const char ods[] = "mimetypeapplication/vnd.oasis.opendocument.";
    if (!begins(bytes, size, zip_mark, 4))
        return BOOK_NONE;
    bool first = size > 30 + sizeof ods && memcmp(bytes + 30, ods, sizeof ods - 1) == 0;
    return first ? BOOK_ODS : BOOK_XLSX;
}

bool book_is_meant(const char *name, const char *bytes, size_t size)
{
    return begins(bytes, size, zip_mark, 4) || begins(bytes, size, cfb_mark, 8) ||
           is_called(name, all_endings);
}

/* ---------------------------------------------------------------- places and days */

const char *cell_place(Arena *a, int row, int column)
{
    char letters[8];
    int at = sizeof letters;
    letters[--at] = '\0';
    for (int c = column + 1; c > 0 && at > 0; c = (c - 1) / 26)
        letters[--at] = (char)('A' + (c - 1) % 26);
    return arena_printf(a, "%s%d", letters + at, row + 1);
}

const char *serial_text(Arena *a, double days, bool date, bool time)
{
    enum { LAST = 2958466, NO_SUCH_DAY = 60, FROM_1899_12_30_TO_1970 = 25569 };
    double whole = floor(days), seconds = round((days - whole) * 86400);
    if (seconds >= 86400) {
        whole++;
        seconds = 0;
    }
    if (!(days >= 0 && days < LAST) || (date && (whole < 1 || whole == NO_SUCH_DAY)))
        return text_double(a, days);
    int s = (int)seconds;
    const char *clock = arena_printf(a, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    if (!date)
        return time && whole == 0 ? clock : text_double(a, days);
    /* The first spreadsheets knew a 29 February 1900, and all others still count it. */
    int day = (int)whole - FROM_1899_12_30_TO_1970 + (whole < NO_SUCH_DAY);
    const char *text = date_text(a, (Date){day});
    return s ? arena_printf(a, "%s %s", text, clock) : text;
}

/* ---------------------------------------------------------------- rows of a sheet */

bool sheet_begin(SheetIn *s, const char *name, bool hidden)
{
    if (s->book->n_sheets == BOOK_MOST_SHEETS)
        return fail(s->err, TOO_LARGE, "%s: this workbook has more than %d sheets", s->file,
                    BOOK_MOST_SHEETS);
    enum { LONGEST_SHOWN = 60 };
    bool cut = strlen(name) > 2 * (size_t)LONGEST_SHOWN;
    s->name = arena_printf(s->arena, "%s [%s]", s->file, cut ? "..." : name);
    s->hidden = hidden;
    s->rows = NULL;
    s->n_rows = s->rows_room = s->formulas = s->errors = s->merged = 0;
    return true;
}

bool sheet_cell(SheetIn *s, int row, int column, const char *text)
{
    text = text_trim(s->arena, text);
    size_t n = strlen(text);
    if (!n)
        return true;
    if (column >= CSV_MOST_COLUMNS)
        return fail(s->err, INVALID, "%s:%d: more than %d columns", s->name, row + 1,
                    CSV_MOST_COLUMNS);
    if (++s->cells > BOOK_MOST_CELLS)
        return fail(s->err, TOO_LARGE, "%s: this workbook has more than %d cells", s->file,
                    BOOK_MOST_CELLS);
    s->text += n;
    if (n > BOOK_MOST_CELL || s->text > BOOK_MOST_TEXT)
        return fail(s->err, TOO_LARGE, "%s:%d: this workbook holds too much text", s->name,
                    row + 1);
    SheetRow *r = s->n_rows ? &s->rows[s->n_rows - 1] : NULL;
    if (!r || r->line != row + 1) {
        r = PUSH(s->arena, s->rows, s->n_rows, s->rows_room);
        *r = (SheetRow){.line = row + 1};
    }
    while (r->n <= column)
        *PUSH(s->arena, r->cells, r->n, r->room) = "";
    r->cells[column] = text;
    return true;
}

static void count(SheetIn *s, int *n, const char **first, const char *place)
{
    if (!*n)
        *first = arena_strdup(s->arena, place);
    ++*n;
}

void sheet_formula(SheetIn *s, int row, int column)
{
    count(s, &s->formulas, &s->first_formula, cell_place(s->arena, row, column));
}

void sheet_error(SheetIn *s, int row, int column)
{
    count(s, &s->errors, &s->first_error, cell_place(s->arena, row, column));
}

void sheet_merged(SheetIn *s, const char *place)
{
    count(s, &s->merged, &s->first_merged, place);
}

static void note(SheetIn *s, int n, const char *first, const char *one, const char *many)
{
    BookRead *b = s->book;
    if (n)
        *PUSH(s->arena, b->notes, b->n_notes, b->notes_room) =
            n == 1 ? arena_printf(s->arena, "%s: %s %s", s->name, first, one)
                   : arena_printf(s->arena, "%s: %d cells %s, the first is %s", s->name, n,
                                  many, first);
}

/* The line of headings: the first that has the mark, else the first. */
static int find_headings(const SheetIn *s, const char *mark)
{
    enum { TITLES_END = 20 };
    for (int r = 0; mark && r < s->n_rows && r < TITLES_END; r++)
        for (int c = 0; c < s->rows[r].n; c++)
            if (same(text_slug(s->arena, s->rows[r].cells[c]), mark))
                return r;
    return 0;
}

/* Columns that have neither a heading nor a value stand between areas: they are left out. */
static int keep_columns(const SheetIn *s, int head, int *kept)
{
    const SheetRow *h = &s->rows[head];
    bool used[CSV_MOST_COLUMNS] = {0};
    int n = 0;
    for (int r = head; r < s->n_rows; r++)
        for (int c = 0; c < s->rows[r].n && c < h->n; c++)
            used[c] = used[c] || *s->rows[r].cells[c];
    for (int c = 0; c < h->n; c++)
        if (used[c])
            kept[n++] = c;
    return n;
}

static bool to_rows(SheetIn *s, const char *mark, CsvFile *f)
{
    int kept[CSV_MOST_COLUMNS], head = find_headings(s, mark);
    int n = keep_columns(s, head, kept), width = s->rows[head].n;
    const char **headings = NEW_ARRAY(s->arena, const char *, n);
    for (int i = 0; i < n; i++)
        headings[i] = kept[i] < width ? s->rows[head].cells[kept[i]] : "";
    if (!csv_headings(s->arena, s->err, f, s->rows[head].line, n, headings))
        return false;
    f->rows = NEW_ARRAY(s->arena, CsvRow, s->n_rows - head);
    for (int r = head + 1; r < s->n_rows; r++) {
        const SheetRow *row = &s->rows[r];
        if (row->n > width)
            return fail(s->err, INVALID, "%s:%d: the value in %s stands under no heading",
                        s->name, row->line, cell_place(s->arena, row->line - 1, row->n - 1));
        CsvRow *out = &f->rows[f->n_rows++];
        out->line = row->line;
        out->cells = row->cells; /* moved together in place: kept[] only goes up */
        for (int i = 0; i < n && kept[i] < row->n; i++)
            out->cells[out->n++] = row->cells[kept[i]];
    }
    return true;
}

bool sheet_end(SheetIn *s)
{
    BookRead *b = s->book;
    CsvFile *f = &b->sheets[b->n_sheets];
    *f = (CsvFile){.name = s->name, .encoding = "UTF-8"};
    if (s->n_rows && !to_rows(s, b->mark, f))
        return false;
    b->first[b->n_sheets] = s->n_rows ? s->rows[0].cells[0] : "";
    b->hidden[b->n_sheets++] = s->hidden;
    note(s, s->formulas, s->first_formula, "is a formula; its last value was read",
         "are formulas; their last values were read");
    note(s, s->errors, s->first_error, "is in error", "are in error");
    note(s, s->merged, s->first_merged, "is merged; the value counts for the first cell alone",
         "are merged; the value counts for the first cell alone");
    return true;
}

/* ---------------------------------------------------------------- the workbook */

static bool not_a_workbook(Err *err, const char *name, const char *bytes, size_t size)
{
    if (begins(bytes, size, cfb_mark, 8))
        return fail(err, INVALID,
                    "%s: this is an old workbook (.xls) or one that is locked with a password; "
                    "save it as .xlsx or .ods without a password",
                    name);
    if (!size)
        return fail(err, INVALID, "%s: the file is empty", name);
    return fail(err, INVALID,
                "%s: this is called a workbook and is none; if it is text, give it a name that "
                "ends in .csv",
                name);
}

static bool is_refused(Err *err, const char *name, const Zip *z)
{
    static const struct {
        const char *part;
        bool folders;
    } macros[] = {{"vbaProject.bin", false}, {"Basic/script-lc.xml", true}};
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        if (zip_has(z, macros[i].part, macros[i].folders))
            return !fail(
                err, INVALID,
                "%s: this workbook has macros; save it as .xlsx or .ods, which have none",
                name);
    if (zip_has(z, "xl/workbook.bin", true))
        return !fail(err, INVALID, "%s: this is a binary workbook (.xlsb); save it as .xlsx",
                     name);
    return false;
}

bool book_read(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
               const char *mark, BookRead *out)
{
    int elements = 0;
    BookRead b = {.mark = mark,
                  .sheets = NEW_ARRAY(a, CsvFile, BOOK_MOST_SHEETS),
                  .hidden = NEW_ARRAY(a, bool, BOOK_MOST_SHEETS),
                  .first = NEW_ARRAY(a, const char *, BOOK_MOST_SHEETS)};
    SheetIn s = {.arena = a, .err = err, .file = name, .book = &b};
    if (!begins(bytes, size, zip_mark, 4))
        return not_a_workbook(err, name, bytes, size);
    if (!is_called(name, read_endings) && strchr(name, '.') && !same(name, "-"))
        return fail(err, INVALID,
                    "%s: this is a workbook, not a CSV file; give it a name that ends in .xlsx "
                    "or .ods",
                    name);
    SCOPED_ZIP z = zip_read(a, err, name, bytes, size);
    if (!z || is_refused(err, name, z))
        return false;
    bool ods = zip_has(z, "content.xml", true);
    if (!ods && !zip_has(z, "[Content_Types].xml", true))
        return fail(err, INVALID, "%s: this is an archive and no workbook", name);
    if (ods ? !book_read_ods(&s, z, &elements) : !book_read_xlsx(&s, z, &elements))
        return false;
    *out = b;
    return true;
}
