/* Decides how a table file is decoded and split. What the columns mean is left to the callers.
 */
#include "base/csv.h"
#include <assert.h>
#include <errno.h>
#include <iconv.h>

/* ---------------------------------------------------------------- encoding */

/* How long the text is at most in UTF-8: a unit of UTF-16 takes three bytes of it, and so does
 * a letter of Windows-1252 that is none of ASCII. */
static size_t most_utf8(const char *from, const char *bytes, size_t size)
{
    size_t n = size;
    if (same(from, "UTF-16"))
        return size / 2 * 3;
    for (size_t i = 0; i < size; i++)
        n += (bytes[i] & 0x80) ? 2 : 0;
    return n;
}

static bool convert(Arena *a, Err *err, const char *name, const char *from, const char *bytes,
                    size_t size, const char **text, size_t *len)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return fail(err, IO, "%s: this machine cannot read %s text", name, from);
    size_t room = most_utf8(from, bytes, size) + 1, left = room - 1, in_left = size;
    char *out = arena_alloc(a, room), *to = out, *in = (char *)(uintptr_t)bytes;
    size_t lost = iconv(cd, &in, &in_left, &to, &left);
    iconv_close(cd);
    if (lost == (size_t)-1)
        return fail(err, INVALID,
                    "%s: byte %zu is not valid %s text; save the file as \"CSV UTF-8\"", name,
                    size - in_left + 1, from);
    *to = '\0';
    *text = out;
    *len = (size_t)(to - out);
    return true;
}

/* Windows-1252 has five codes without a character; iconv refuses them, and so do we. */
bool csv_decode(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
                const char **text, size_t *len, const char **encoding)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (size >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
        *encoding = "UTF-16";
        return convert(a, err, name, "UTF-16", bytes, size, text, len);
    }
    if (size >= 4 && memcmp(p, "PK\3\4", 4) == 0)
        return fail(err, INVALID,
                    "%s: this is a workbook, not a CSV file; save it as \"CSV UTF-8\"", name);
    if (size >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
        bytes += 3;
        size -= 3;
    }
    const char *nul = memchr(bytes, '\0', size);
    if (nul)
        return fail(err, INVALID,
                    "%s: byte %zu is zero: this is not a CSV file (a workbook? save it as CSV)",
                    name, (size_t)(nul - bytes) + 1);
    if (utf8_fault(bytes, size) >= 0) {
        *encoding = "Windows-1252";
        return convert(a, err, name, "WINDOWS-1252", bytes, size, text, len);
    }
    *encoding = "UTF-8";
    *text = arena_strndup(a, bytes, size);
    *len = size;
    return true;
}

/* ---------------------------------------------------------------- splitting */

/* The separator is the candidate that stands most often in the heading line outside quotes. */
static char find_separator(const char *s, const char **seen)
{
    int count[3] = {0};
    static const char candidates[] = ",;\t";
    bool quoted = false;
    for (; *s && (quoted || (*s != '\n' && *s != '\r')); s++) {
        if (*s == '"')
            quoted = !quoted;
        const char *at = quoted ? NULL : strchr(candidates, *s);
        if (at)
            count[at - candidates]++;
    }
    int best = 0;
    for (int i = 1; i < 3; i++)
        if (count[i] > count[best])
            best = i;
    *seen = s;
    return candidates[best];
}

/* Steps over one line end of any kind. */
static void next_line(CsvReader *r)
{
    if (*r->p == '\r' && r->p[1] == '\n')
        r->p++;
    r->p++;
    r->line++;
}

enum { LONGEST_FIELD = 1 << 20 };

static bool quoted_field(CsvReader *r, Buf *out)
{
    int opened = r->line;
    for (r->p++;; r->p++) {
        if (!*r->p)
            return fail(
                r->err, INVALID,
                "%s:%d: a quote (\") opens here and is never closed; close it, or double "
                "it if it belongs to the text",
                r->name, opened);
        if (*r->p == '"' && r->p[1] == '"') {
            r->p++;
        } else if (*r->p == '"') {
            r->p++;
            return true;
        } else if (*r->p == '\n' || (*r->p == '\r' && r->p[1] != '\n')) {
            r->line++;
        }
        buf_putc(out, *r->p == '\r' ? '\n' : *r->p);
        if (*r->p == '\r' && r->p[1] == '\n') {
            r->p++;
            r->line++;
        }
    }
}

/* The text of a field without its separator. Most fields have no quotes: they are copied once,
 * and an empty one takes no memory. */
static bool field_text(CsvReader *r, const char **out)
{
    Buf text = buf_new(r->arena, LONGEST_FIELD);
    const char *start = r->p;
    while (*r->p == ' ')
        r->p++;
    bool quoted = *r->p == '"';
    if (!quoted)
        r->p = start;
    else if (!quoted_field(r, &text))
        return false;
    start = r->p;
    while (*r->p && *r->p != r->separator && *r->p != '\n' && *r->p != '\r')
        r->p++;
    size_t n = (size_t)(r->p - start);
    if (quoted)
        buf_put(&text, start, n);
    if (text.over || n > LONGEST_FIELD)
        return fail(r->err, TOO_LARGE, "%s:%d: a field is longer than 1 MiB", r->name, r->line);
    *out = quoted ? buf_text(&text) : n ? arena_strndup(r->arena, start, n) : "";
    return true;
}

static bool field(CsvReader *r, const char **out)
{
    const char *s = "";
    if (!field_text(r, &s))
        return false;
    r->end_of_row = *r->p != r->separator;
    if (*r->p == r->separator)
        r->p++;
    else if (*r->p)
        next_line(r);
    s = text_trim(r->arena, s);
    if (*s == '\'' && s[1] && strchr("=+-@", s[1]))
        s++;
    *out = s;
    return true;
}

bool csv_read_row(CsvReader *r, CsvRow *out)
{
    const char *cells[CSV_MOST_COLUMNS];
    CsvRow row = {.line = r->line};
    do {
        if (row.n == CSV_MOST_COLUMNS)
            return fail(r->err, INVALID, "%s:%d: more than %d columns", r->name, row.line,
                        CSV_MOST_COLUMNS);
        if (!field(r, &cells[row.n++]))
            return false;
    } while (!r->end_of_row);
    bool blank = true;
    for (int i = 0; i < row.n; i++)
        blank = blank && !*cells[i];
    if (blank && !r->blank) {
        r->blank = NEW_ARRAY(r->arena, const char *, CSV_MOST_COLUMNS);
        for (int i = 0; i < CSV_MOST_COLUMNS; i++)
            r->blank[i] = "";
    }
    row.cells = blank ? r->blank : NEW_ARRAY(r->arena, const char *, row.n);
    if (!blank)
        memcpy(row.cells, cells, (size_t)row.n * sizeof *cells);
    *out = row;
    return true;
}

/* True when no cell says anything; drops empty cells at the end, as spreadsheets add them. */
bool csv_row_is_blank(CsvRow *r)
{
    while (r->n && !*r->cells[r->n - 1])
        r->n--;
    return r->n == 0;
}

bool csv_headings(Arena *a, Err *err, CsvFile *f, int line, int n, const char **cells)
{
    f->heading_line = line;
    f->n_columns = n;
    f->headings = cells;
    f->columns = NEW_ARRAY(a, const char *, n);
    for (int i = 0; i < n; i++) {
        f->columns[i] = text_slug(a, cells[i]);
        for (int k = 0; k < i; k++)
            if (*f->columns[i] && same(f->columns[i], f->columns[k]))
                return fail(
                    err, INVALID,
                    "%s:%d: columns %d and %d are both called '%s'; remove or rename one",
                    f->name, line, k + 1, i + 1, f->headings[i]);
    }
    return true;
}

const char *csv_begin(CsvReader *r)
{
    const char *seen = r->p;
    if (starts_with(r->p, "sep=") && r->p[4] && strchr("\r\n", r->p[5])) {
        r->separator = r->p[4];
        r->p += 5;
        if (*r->p)
            next_line(r);
    } else {
        r->separator = find_separator(r->p + strspn(r->p, "\r\n"), &seen);
    }
    return seen;
}

bool csv_parse(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
               CsvFile *out)
{
    CsvFile f = {.name = name};
    const char *text;
    size_t len;
    if (size > CSV_MOST_BYTES)
        return fail(err, TOO_LARGE, "%s: larger than %d MiB", name, CSV_MOST_BYTES >> 20);
    if (!csv_decode(a, err, name, bytes, size, &text, &len, &f.encoding))
        return false;
    CsvReader r = {.arena = a, .err = err, .name = name, .p = text, .line = 1};
    (void)csv_begin(&r);
    f.separator = r.separator;
    int room = 0;
    long cells = 0;
    while (*r.p) {
        CsvRow one;
        if (!csv_read_row(&r, &one))
            return false;
        if (csv_row_is_blank(&one))
            continue;
        cells += one.n + 1; /* a row has its cost too */
        if (cells > CSV_MOST_CELLS)
            return fail(err, TOO_LARGE, "%s:%d: more than %d cells", name, one.line,
                        CSV_MOST_CELLS);
        if (!f.columns) {
            if (!csv_headings(a, err, &f, one.line, one.n, one.cells))
                return false;
            continue;
        }
        if (one.n > f.n_columns)
            return fail(err, INVALID,
                        "%s:%d: %d fields under %d headings; a separator inside a text needs "
                        "quotes around the text",
                        name, one.line, one.n, f.n_columns);
        *PUSH(a, f.rows, f.n_rows, room) = one;
    }
    if (!f.columns)
        return fail(err, INVALID,
                    "%s:1: the file is empty; the first line must name the columns", name);
    *out = f;
    return true;
}

int csv_column(const CsvFile *f, const char *slug)
{
    for (int i = 0; i < f->n_columns; i++)
        if (same(f->columns[i], slug))
            return i;
    return -1;
}

const char *csv_cell(const CsvRow *r, int column)
{
    return column >= 0 && column < r->n ? r->cells[column] : "";
}

/* ---------------------------------------------------------------- writing */

void csv_field(CsvOut *o, const char *s)
{
    double number;
    if (o->started)
        buf_putc(o->buf, ',');
    o->started = true;
    bool formula = *s && strchr("=+-@\t\r", *s) && !text_to_double(s, &number);
    if (!formula && !s[strcspn(s, ",;\t\"\r\n")] && *s != ' ') {
        buf_puts(o->buf, s);
        return;
    }
    buf_putc(o->buf, '"');
    if (formula)
        buf_putc(o->buf, '\'');
    for (; *s; s++) {
        if (*s == '"')
            buf_putc(o->buf, '"');
        buf_putc(o->buf, *s);
    }
    buf_putc(o->buf, '"');
}

void csv_end_row(CsvOut *o)
{
    buf_putc(o->buf, '\n');
    o->started = false;
}
