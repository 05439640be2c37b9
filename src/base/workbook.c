/* Decides how sheets are described, whatever the format: names that are allowed, cells, and
 * what text is a number. */
#include "base/workbook.h"
#include "base/workbook_parts.h"
#include <math.h>
#include <strings.h>

static const struct {
    const char *word, *type;
} kinds[] = {
    [BOOK_NONE] = {"", ""},
    [BOOK_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [BOOK_ODS] = {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
};

const char *book_extension(BookKind kind)
{
    return kinds[kind].word;
}

const char *book_type(BookKind kind)
{
    return kinds[kind].type;
}

Book *book_new(Arena *a, const char *title)
{
    Book *b = NEW(a, Book);
    b->arena = a;
    b->title = title;
    return b;
}

/* ---------------------------------------------------------------- names */

enum { LONGEST_NAME = 31 };

/* Bytes of the first n characters; one outside the basic plane counts as two. */
static size_t bytes_of(const char *s, int n)
{
    size_t at = 0;
    while (s[at]) {
        unsigned char c = (unsigned char)s[at];
        n -= c >= 0xF0 ? 2 : 1;
        if (n < 0)
            break;
        at += c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : c >= 0xC0 ? 2u : 1u;
    }
    return at;
}

static const char *allowed_name(Arena *a, const char *name)
{
    char *s = arena_strdup(a, name);
    for (char *p = s; *p; p++)
        if (strchr("[]:*?/\\", *p) || (unsigned char)*p < ' ')
            *p = '-';
    s[bytes_of(s, LONGEST_NAME)] = '\0';
    while (*s == '\'')
        s++;
    for (size_t n = strlen(s); n && s[n - 1] == '\''; n--)
        s[n - 1] = '\0';
    return *text_trim(a, s) ? text_trim(a, s) : "-";
}

static bool is_taken(const Book *b, const char *name)
{
    for (int i = 0; i < b->n_sheets; i++)
        if (same_fold(b->sheets[i]->name, name))
            return true;
    return false;
}

static const char *new_name(const Book *b, const char *wanted)
{
    const char *base = allowed_name(b->arena, wanted), *name = base;
    for (int i = 2; is_taken(b, name); i++) {
        const char *end = arena_printf(b->arena, " %d", i);
        name = arena_printf(b->arena, "%.*s%s",
                            (int)bytes_of(base, LONGEST_NAME - (int)strlen(end)), base, end);
    }
    return name;
}

/* ---------------------------------------------------------------- sheets and cells */

BookSheet *book_sheet(Book *b, const char *name, int n_columns)
{
    BookSheet *s = NEW(b->arena, BookSheet);
    s->arena = b->arena;
    s->name = new_name(b, name);
    s->n_columns = n_columns;
    s->widths = NEW_ARRAY(b->arena, double, n_columns);
    *PUSH(b->arena, b->sheets, b->n_sheets, b->sheets_room) = s;
    return s;
}

BookCell *book_row(BookSheet *s)
{
    BookCell *row = NEW_ARRAY(s->arena, BookCell, s->n_columns);
    *PUSH(s->arena, s->rows, s->n_rows, s->rows_room) = row;
    return row;
}

void book_rule(BookSheet *s, BookRule rule)
{
    *PUSH(s->arena, s->rules, s->n_rules, s->rules_room) = rule;
}

BookCell book_text(const char *text)
{
    return text && *text ? (BookCell){.kind = BOOK_TEXT, .text = text} : (BookCell){0};
}

BookCell book_number(double v, int decimals)
{
    return isfinite(v) ? (BookCell){.kind = BOOK_NUMBER, .number = v, .decimals = decimals}
                       : (BookCell){0};
}

/* "007" and "12345678901234567890" stay text: as numbers they would come back otherwise. */
BookCell book_value(Arena *a, const char *text)
{
    double v;
    Date day;
    if (text_to_double(text, &v) && same(text_double(a, v), text) && book_number_holds(v))
        return book_number(v, BOOK_ALL_DECIMALS);
    if (date_parse_iso(text, &day) && book_day_number(day) > 0)
        return (BookCell){.kind = BOOK_DAY, .text = text};
    return book_text(text);
}

bool book_number_holds(double v)
{
    char text[40];
    double again;
    snprintf(text, sizeof text, "%.16G", v);
    return text_to_double(text, &again) && again == v;
}

int book_day_number(Date day)
{
    enum { FROM_1899_12_30_TO_1970 = 25569, FIRST = 61, LAST = 2958465 };
    long long n = date_is_none(day) ? 0 : (long long)day.days + FROM_1899_12_30_TO_1970;
    return n >= FIRST && n <= LAST ? (int)n : 0;
}

bool book_write(const Book *b, BookKind kind, Err *err, Bytes *out)
{
    enum { MOST_ROWS = 1048576, MOST_COLUMNS = 16384 };
    for (int i = 0; i < b->n_sheets; i++) {
        const BookSheet *s = b->sheets[i];
        if (s->n_rows > MOST_ROWS || s->n_columns > MOST_COLUMNS)
            return fail(err, TOO_LARGE,
                        "sheet '%s' has %d rows and %d columns; a workbook holds %d and %d",
                        s->name, s->n_rows, s->n_columns, MOST_ROWS, MOST_COLUMNS);
        for (int r = 0; r < s->n_rows; r++)
            for (int c = 0; c < s->n_columns; c++) {
                const BookCell *cell = &s->rows[r][c];
                if (cell->kind == BOOK_TEXT && strlen(cell->text) > BOOK_LONGEST_OUT)
                    return fail(err, TOO_LARGE,
                                "sheet '%s', row %d, column %d: a cell holds %d characters",
                                s->name, r + 1, c + 1, BOOK_LONGEST_OUT);
            }
    }
    return kind == BOOK_ODS ? book_write_ods(b, err, out) : book_write_xlsx(b, err, out);
}
