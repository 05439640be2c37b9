/* Decides how a large table is cut into rows and cells: which blocks are in memory, which rows
 * are plain enough to be cut by bit masks, and what is left to csv.c. What a block's masks are
 * is scan_block.h's. */
#include "base/scan.h"
#include "base/scan_block.h"
#include <assert.h>

enum {
    FIRST_ROOM = 128 << 10, /* bytes of the file in memory at a time, at first */
    PADDING = 64, /* readable and zero after the text, so that a block may look ahead */
    MOST_IN_BLOCK = 64
};

struct Scan {
    Arena *arena, *scratch; /* the file's, and the batch's */
    Err *err;
    CsvFile file;
    const char *bytes; /* decoded */
    size_t size, at, rows_at;
    int line, rows_line;
    bool wide, broken;
    /* The block in memory: text[0..len) and, from `clean` on, cells of rows that csv.c read. */
    char *text;
    size_t room, clean_room, len, clean;
    size_t base; /* where the batch begins in the file */
    bool last;   /* the block reaches the end of the file */
    uint64_t sum;
    uint32_t *ends, *first, *start, *raw;
    size_t ends_room, ends_used; /* by rows that csv.c read, behind ends_room */
    int *lines;
    uint16_t *n_cells;
    bool *cleaned;
    int n_rows;
    ScanBatch batch;
};

/* White space, quotes, the apostrophe, the two bytes of a no-break space: no. */
#define ALL_16 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
/* clang-format off */
const bool scan_plain[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1,
    ALL_16, ALL_16, ALL_16, ALL_16, ALL_16, ALL_16, ALL_16,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ALL_16,
    1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ALL_16, ALL_16, ALL_16,
};
/* clang-format on */

/* ---------------------------------------------------------------- opening */

/* The first byte that is not valid UTF-8, looking closely only where a byte is not ASCII. */
static bool is_text(const char *s, size_t n)
{
    size_t i = 0;
    for (;;) {
        while (i + 8 <= n) {
            uint64_t w;
            memcpy(&w, s + i, 8);
            if (((w - 0x0101010101010101u) | w) & 0x8080808080808080u)
                break;
            i += 8;
        }
        if (i == n)
            return true;
        size_t end = i;
        while (end < n && (end - i < 8 || (s[end] & 0x80)))
            end++;
        if (utf8_fault(s + i, end - i) >= 0)
            return false;
        i = end;
    }
}

/* The text without a copy where it is UTF-8 already; everything else is csv.c's. */
static bool decoded(Scan *s, const char *bytes, size_t size)
{
    size_t mark = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (size > SCAN_MOST_BYTES)
        return fail(s->err, TOO_LARGE, "%s: larger than %zu MiB", s->file.name,
                    SCAN_MOST_BYTES >> 20);
    if (!(size >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) && is_text(bytes + mark, size - mark)) {
        s->bytes = bytes + mark;
        s->size = size - mark;
        s->file.encoding = "UTF-8";
        return true;
    }
    if (!csv_decode(s->arena, s->err, s->file.name, bytes, size, &s->bytes, &s->size,
                    &s->file.encoding))
        return false;
    s->size = strlen(s->bytes); /* UTF-16 may hold a NUL, where csv_parse() ends too */
    return true;
}

/* Tells whether two readings of a file saw the same bytes; no defence against forgery. */
static uint64_t sum_of(const char *s, size_t n, uint64_t sum)
{
    for (size_t i = 0; i < n; i += 8) {
        uint64_t w;
        memcpy(&w, s + i, 8); /* zeroes stand behind the text */
        sum = (sum ^ w) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 29;
    }
    return sum;
}

/* Brings the file from `at` on into memory. A carriage return at the end waits for what follows
 * it. */
static void load(Scan *s)
{
    size_t left = s->size - s->at;
    s->last = left <= s->room;
    s->len = s->last ? left : s->room;
    memcpy(s->text, s->bytes + s->at, s->len);
    if (!s->last && s->text[s->len - 1] == '\r')
        s->len--;
    memset(s->text + s->len, 0, PADDING);
    s->sum = sum_of(s->text, s->len, s->sum);
    s->clean = s->room + PADDING;
    s->base = s->at;
}

/* The cells of a row never take more than the row, but for a byte of each that was left out. */
static void make_text(Scan *s)
{
    s->clean_room = s->room + (size_t)s->file.n_columns * SCAN_BATCH_ROWS;
    s->text = arena_alloc(s->arena, s->room + PADDING + s->clean_room + PADDING);
}

static bool enlarge(Scan *s)
{
    if (s->room >= SCAN_MOST_ROW)
        return fail(
            s->err, TOO_LARGE,
            "%s:%d: a row is longer than %d MiB; is a quote (\") closed that opens here?",
            s->file.name, s->line, SCAN_MOST_ROW >> 20);
    s->room = s->text ? 2 * s->room : s->room;
    make_text(s);
    return true;
}

/* Reads one row with csv.c; *whole is false when it goes on behind the block. */
static bool careful_row(Scan *s, Arena *a, size_t from, CsvReader *r, CsvRow *row, bool *whole)
{
    Err err = {.translate = s->err->translate, .lang = s->err->lang};
    *r = (CsvReader){.arena = a,
                     .err = &err,
                     .name = s->file.name,
                     .p = s->text + from,
                     .separator = s->file.separator,
                     .line = s->line};
    bool ok = csv_read_row(r, row);
    bool at_end = r->p >= s->text + s->len;
    *whole = s->last || !at_end;
    if (!ok && *whole && !s->n_rows)
        *s->err = err;
    return ok || !*whole;
}

/* Headings: the first row that says something. */
static bool read_headings(Scan *s)
{
    for (bool whole = false; !whole;) {
        if (!enlarge(s))
            return false;
        load(s);
        CsvReader r = {.name = s->file.name, .p = s->text, .line = 1};
        const char *seen = csv_begin(&r);
        whole = s->last || seen < s->text + s->len;
        s->file.separator = r.separator;
        s->line = r.line;
        size_t from = (size_t)(r.p - s->text);
        while (whole) {
            CsvRow row;
            if (from >= s->len && s->last)
                return fail(s->err, INVALID,
                            "%s:1: the file is empty; the first line must name the columns",
                            s->file.name);
            if (!careful_row(s, s->arena, from, &r, &row, &whole))
                return false;
            from = (size_t)(r.p - s->text);
            if (!whole)
                break;
            s->line = r.line;
            if (csv_row_is_blank(&row))
                continue;
            r.err = s->err;
            s->rows_at = from;
            s->rows_line = r.line;
            return csv_headings(r.arena, r.err, &s->file, row.line, row.n, row.cells);
        }
    }
    return false;
}

static void make_room(Scan *s)
{
    make_text(s);
    size_t rows = SCAN_BATCH_ROWS + MOST_IN_BLOCK, cells = (size_t)s->file.n_columns;
    s->ends_room = rows * cells + MOST_IN_BLOCK;
    /* Rows cut by masks from the front; rows of csv.c behind them. */
    s->ends = NEW_ARRAY(s->arena, uint32_t, s->ends_room + rows * cells);
    s->first = NEW_ARRAY(s->arena, uint32_t, rows);
    s->start = NEW_ARRAY(s->arena, uint32_t, rows);
    s->raw = NEW_ARRAY(s->arena, uint32_t, rows);
    s->lines = NEW_ARRAY(s->arena, int, rows);
    s->n_cells = NEW_ARRAY(s->arena, uint16_t, rows);
    s->cleaned = NEW_ARRAY(s->arena, bool, rows);
    s->batch = (ScanBatch){.scan = s,
                           .ends = s->ends,
                           .first = s->first,
                           .start = s->start,
                           .line = s->lines,
                           .n_cells = s->n_cells,
                           .cleaned = s->cleaned};
}

bool scan_open_as(Err *err, const char *name, const char *bytes, size_t size, bool wide,
                  size_t room, Scan **out)
{
    Arena *a = arena_new();
    Scan *s = NEW(a, Scan);
    *s = (Scan){
        .arena = a, .scratch = arena_new(), .err = err, .wide = wide, .room = room, .line = 1};
    s->file.name = name;
    if (!decoded(s, bytes, size) || !read_headings(s)) {
        scan_close(s);
        return false;
    }
    make_room(s);
    scan_again(s);
    *out = s;
    return true;
}

bool scan_open(Err *err, const char *name, const char *bytes, size_t size, Scan **out)
{
    return scan_open_as(err, name, bytes, size, block_is_wide(), FIRST_ROOM, out);
}

void scan_close(Scan *s)
{
    if (!s)
        return;
    Arena *own = s->arena;
    arena_free(s->scratch);
    arena_free(own);
}

const CsvFile *scan_file(const Scan *s)
{
    return &s->file;
}

double scan_done(const Scan *s)
{
    return s->size ? (double)s->at / (double)s->size : 1;
}

void scan_again(Scan *s)
{
    s->at = s->rows_at;
    s->line = s->rows_line;
    s->broken = false;
    s->sum = 0;
}

/* ---------------------------------------------------------------- rows */

/* Whether a row may say nothing at all: it has only bytes of which blank cells consist. */
static bool may_be_blank(const char *s, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != separator && scan_plain[(unsigned char)s[i]])
            return false;
    return true;
}

/* Cuts plain rows from `from` on by masks. Stops at the first row that is not plain, at the end
 * of the block, or when the batch is full; returns where the next row starts. */
static inline __attribute__((always_inline)) size_t
plain_rows(Scan *s, size_t from, size_t *ends_n, block_function masks_of)
{
    const char *text = s->text, separator = s->file.separator;
    uint32_t *ends = s->ends;
    size_t n = *ends_n, row_ends = n, row_start = from;
    uint32_t columns = (uint32_t)s->file.n_columns;
    Carry carry = BLOCK_CARRY_START;
    for (size_t at = from; at < s->len; at += 64) {
        Masks m = block_masks(masks_of(text + at, separator), &carry);
        if (n + MOST_IN_BLOCK > s->ends_room)
            break;
        block_places(ends + n, (uint32_t)at, m.cuts);
        for (uint64_t rows = m.cuts & m.line_ends; rows; rows &= rows - 1) {
            uint64_t below = (rows & -rows) - 1;
            size_t end = at + (size_t)__builtin_ctzll(rows);
            size_t after = n + (size_t)__builtin_popcountll(m.cuts & below) + 1;
            bool crlf = text[end] == '\r' && text[end + 1] == '\n';
            if (end == row_start) { /* an empty line */
                row_ends = after;
            } else if (after - row_ends != columns ||
                       ((text[row_start] == separator ||
                         !scan_plain[(unsigned char)text[row_start]]) &&
                        may_be_blank(text + row_start, end - row_start, separator))) {
                *ends_n = row_ends;
                return row_start;
            } else {
                int r = s->n_rows++;
                s->start[r] = s->raw[r] = (uint32_t)row_start;
                s->first[r] = (uint32_t)row_ends;
                s->lines[r] = s->line;
                s->n_cells[r] = (uint16_t)columns;
                s->cleaned[r] = false;
                row_ends = after;
            }
            s->line++;
            row_start = end + 1 + crlf;
        }
        n += (size_t)__builtin_popcountll(m.cuts);
        if (m.strange || s->n_rows >= SCAN_BATCH_ROWS)
            break;
    }
    *ends_n = row_ends;
    return row_start;
}

#ifdef BLOCK_WIDE
__attribute__((target(BLOCK_WIDE))) static size_t wide_rows(Scan *s, size_t from,
                                                            size_t *ends_n)
{
    return plain_rows(s, from, ends_n, block_wide);
}
#endif

static size_t portable_rows(Scan *s, size_t from, size_t *ends_n)
{
    return plain_rows(s, from, ends_n, block_portable);
}

/* Lays the cells of a row that csv.c read behind the block, each followed by one byte. */
static void keep_row(Scan *s, size_t raw, const CsvRow *row)
{
    int r = s->n_rows++, columns = s->file.n_columns;
    s->raw[r] = (uint32_t)raw;
    s->start[r] = (uint32_t)s->clean;
    s->first[r] = (uint32_t)(s->ends_room + s->ends_used);
    s->lines[r] = row->line;
    s->n_cells[r] = (uint16_t)row->n;
    s->cleaned[r] = true;
    for (int c = 0; c < columns; c++) {
        const char *cell = csv_cell(row, c);
        size_t len = strlen(cell);
        assert(s->clean + len < s->room + PADDING + s->clean_room + PADDING);
        memcpy(s->text + s->clean, cell, len);
        s->clean += len;
        s->ends[s->ends_room + s->ends_used++] = (uint32_t)s->clean++;
    }
}

/* One row with csv.c. *from moves behind it; *whole is false when it goes on behind the block.
 */
static bool strange_row(Scan *s, size_t *from, bool *whole)
{
    CsvReader r;
    CsvRow row;
    if (!careful_row(s, s->scratch, *from, &r, &row, whole))
        return false;
    if (!*whole)
        return true;
    if (!csv_row_is_blank(&row))
        keep_row(s, *from, &row);
    s->line = r.line;
    *from = (size_t)(r.p - s->text);
    return true;
}

static bool fill(Scan *s)
{
    size_t from = 0, ends_n = 0;
    bool whole = true;
    s->n_rows = 0;
    s->ends_used = 0;
    while (whole && from < s->len && s->n_rows < SCAN_BATCH_ROWS &&
           (from == 0 || ends_n + MOST_IN_BLOCK <= s->ends_room)) {
#ifdef BLOCK_WIDE
        from = s->wide ? wide_rows(s, from, &ends_n) : portable_rows(s, from, &ends_n);
#else
        from = portable_rows(s, from, &ends_n);
#endif
        if (from < s->len && s->n_rows < SCAN_BATCH_ROWS && !strange_row(s, &from, &whole)) {
            if (!s->n_rows)
                return false;
            break; /* the rows before it first; then it is met again, and said */
        }
    }
    s->at += from;
    return true;
}

bool scan_next(Scan *s, const ScanBatch **out)
{
    while (s->at < s->size && !s->broken) {
        size_t before = s->at;
        arena_reset(s->scratch);
        load(s);
        if (!fill(s) || (s->at == before && !enlarge(s))) {
            s->broken = true;
            return false;
        }
        if (s->n_rows) {
            s->batch.text = s->text;
            s->batch.n_rows = s->n_rows;
            *out = &s->batch;
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- cells */

View scan_clean(const ScanBatch *b, int row, const char *s, uint32_t n)
{
    if (b->cleaned[row])
        return (View){s, n};
    if (n > 2 && s[0] == '"' && s[n - 1] == '"' && scan_plain[(unsigned char)s[1]] &&
        scan_plain[(unsigned char)s[n - 2]] && !memchr(s + 1, '"', n - 2))
        return (View){s + 1, n - 2};
    Scan *scan = b->scan;
    Err err = {0};
    CsvRow cell;
    CsvReader r = {.arena = scan->scratch,
                   .err = &err,
                   .name = scan->file.name,
                   .p = arena_strndup(scan->scratch, s, n),
                   .separator = scan->file.separator};
    bool ok = csv_read_row(&r, &cell);
    assert(ok && cell.n == 1);
    (void)ok;
    size_t len = strlen(cell.cells[0]);
    char *out = arena_alloc(scan->scratch, len + PADDING);
    memcpy(out, cell.cells[0], len);
    return (View){out, (uint32_t)len};
}

uint64_t scan_sum(const Scan *s)
{
    return s->sum;
}

uint64_t scan_place(const ScanBatch *b, int row)
{
    return b->scan->base + b->scan->raw[row];
}

bool scan_row_at(Scan *s, Arena *a, uint64_t place, CsvRow *out)
{
    size_t left = s->size - (size_t)place;
    for (size_t n = 512;; n *= 8) {
        bool all = n >= left;
        Err err = {0};
        const char *text = arena_strndup(a, s->bytes + place, all ? left : n);
        CsvReader r = {.arena = a,
                       .err = &err,
                       .name = s->file.name,
                       .p = text,
                       .separator = s->file.separator};
        bool ok = csv_read_row(&r, out);
        if (ok && (all || r.p < text + n))
            return true;
        if (all || (!ok && r.p < text + n)) {
            *s->err = err;
            return false;
        }
    }
}
