/* Large tables of text, read in pieces: what csv_parse() (csv.h) would say of every cell, at
 * the speed of memory and without holding a second copy of the file.
 *
 *     Scan *s;
 *     if (!scan_open(&err, name, bytes, size, &s))
 *         return false;
 *     while (scan_next(s, &batch))
 *         for (int r = 0; r < batch->n_rows; r++)
 *             use(scan_cell(batch, r, column));
 *     scan_close(s);
 *
 * Blocks of 64 bytes become bit masks of quotes, separators and line ends, with wide
 * instructions where the machine has them and with ordinary arithmetic elsewhere; the answer is
 * the same. A row that is anything but plain (a break inside quotes, a quote inside a text,
 * more or fewer cells than headings) is handed to the reader of csv.c, so that the two cannot
 * disagree about it. A row of more than SCAN_MOST_ROW bytes is refused. */
#ifndef PONT_BASE_SCAN_H
#define PONT_BASE_SCAN_H

#include "base/csv.h"

#define SCAN_MOST_BYTES ((size_t)2 << 30)
enum { SCAN_MOST_ROW = 16 << 20, SCAN_BATCH_ROWS = 2048 };

typedef struct Scan Scan;

/* Rows that lie in memory together, until the next scan_next(). Blank rows are left out. */
typedef struct ScanBatch {
    Scan *scan;
    const char *text; /* what places count from; 64 bytes after any cell may be read */
    int n_rows;
    /* Cell c of row r ends at ends[first[r] + c]; it starts behind the one before, and the
     * first at start[r]. */
    const uint32_t *ends, *first, *start;
    const int *line;         /* of the row's first character, from 1 */
    const uint16_t *n_cells; /* that were there; more than headings is a fault of the row */
    const bool *cleaned;     /* the row lies here as csv_parse() gives it */
} ScanBatch;

/* bytes stay the caller's and must not change. Fails as csv_parse() does: for a file that is no
 * text, has no heading, or names a column twice. */
bool scan_open(Err *err, const char *name, const char *bytes, size_t size,
               Scan **out) MUST_CHECK;
/* The same, saying whether with wide instructions (which the machine must have), and how many
 * bytes lie in memory at a time at first: for tests. */
bool scan_open_as(Err *err, const char *name, const char *bytes, size_t size, bool wide,
                  size_t room, Scan **out) MUST_CHECK;
void scan_close(Scan *s); /* NULL is accepted */
/* Headings, separator and encoding; its rows are none. */
const CsvFile *scan_file(const Scan *s);
/* How far it has come, for showing progress: 0 to 1. */
double scan_done(const Scan *s);

/* The next rows; false at the end or on an error, which `err` of scan_open() then holds. */
bool scan_next(Scan *s, const ScanBatch **out);
/* From the first row again. */
void scan_again(Scan *s);

/* Of the bytes read since the beginning: another one when the file has changed meanwhile. */
uint64_t scan_sum(const Scan *s);

/* The place of a row in the file as decoded, and the row there again: for the few rows that are
 * needed after their batch has gone. cells live in the arena. */
uint64_t scan_place(const ScanBatch *b, int row);
bool scan_row_at(Scan *s, Arena *a, uint64_t place, CsvRow *out) MUST_CHECK;

/* A cell that is not plain: quotes off, trimmed. */
View scan_clean(const ScanBatch *b, int row, const char *s, uint32_t n);

/* Bytes with which a plain cell may begin and end (not white space, a quote, an apostrophe). */
extern const bool scan_plain[256];

static inline View scan_cell(const ScanBatch *b, int row, int column)
{
    const uint32_t *ends = b->ends + b->first[row];
    uint32_t from = column ? ends[column - 1] + 1 : b->start[row], n = ends[column] - from;
    const char *s = b->text + from;
    if (n == 0 || (scan_plain[(unsigned char)s[0]] && scan_plain[(unsigned char)s[n - 1]]))
        return (View){s, n};
    return scan_clean(b, row, s, n);
}

#endif
