/* CSV as people really send it, read whole, with the place of every field kept for messages.
 *
 * Reading accepts: a byte-order mark (UTF-8 or UTF-16), CRLF, LF or CR line ends, Windows-1252
 * text, comma, semicolon or tab as separator (found from the heading line), quoted fields with
 * doubled quotes and line breaks, short and blank lines. A "sep=;" first line, as spreadsheets
 * write it, is obeyed. What cannot be read is an Err that names the line.
 *
 * Writing produces RFC 4180 with LF and neutralises a leading = + - @ TAB CR of text with an
 * apostrophe, so that a spreadsheet does not run it as a formula; reading takes it off again.
 */
#ifndef PONT_BASE_CSV_H
#define PONT_BASE_CSV_H

#include "base/text.h"

enum { CSV_MOST_COLUMNS = 512, CSV_MOST_BYTES = 256 << 20, CSV_MOST_CELLS = 1000000 };

typedef struct CsvRow {
    int line;           /* of the row's first character, from 1 */
    int n;              /* fields that were there; beyond them csv_cell() gives "" */
    const char **cells; /* trimmed, valid UTF-8 */
} CsvRow;

typedef struct CsvFile {
    const char *name; /* as the person knows it, for messages */
    int n_columns;
    const char **columns;  /* text_slug() of each heading */
    const char **headings; /* as written */
    int heading_line;
    int n_rows;
    CsvRow *rows;
    char separator;
    const char *encoding; /* "UTF-8", "UTF-16" or "Windows-1252" */
} CsvFile;

/* Parses size bytes. Fails with INVALID for an unclosed quote, too many columns, no heading, a
 * duplicate heading or a row with more fields than headings; with TOO_LARGE for more cells than
 * that, or a field of more than 1 MiB. */
bool csv_parse(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
               CsvFile *out) MUST_CHECK;
/* Puts the headings in place, as csv_parse() does; for those who find rows elsewhere. */
bool csv_headings(Arena *a, Err *err, CsvFile *f, int line, int n,
                  const char **cells) MUST_CHECK;
/* Index of a column by its slug, or -1. */
int csv_column(const CsvFile *f, const char *slug);
/* The cell, or "" when the row is short or column is -1. */
const char *csv_cell(const CsvRow *r, int column);

/* ---- the parts of csv_parse(), for scan.c, which reads large files in pieces ---- */

/* The bytes as UTF-8 without byte-order mark, a NUL after the last. */
bool csv_decode(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
                const char **text, size_t *len, const char **encoding) MUST_CHECK;
typedef struct CsvReader {
    Arena *arena;
    Err *err;
    const char *name, *p; /* the text that is left, ended by NUL */
    char separator;
    int line;
    bool end_of_row;
    const char **blank; /* the cells of all blank rows, once there was one */
} CsvReader;
/* Finds the separator, stepping over a "sep=;" line. Returns how far it had to look. */
const char *csv_begin(CsvReader *r);
bool csv_read_row(CsvReader *r, CsvRow *out) MUST_CHECK;
/* True when no cell says anything; drops the empty cells at the end of the row. */
bool csv_row_is_blank(CsvRow *r);

/* Writing: csv_field() for each field, then csv_end_row(). */
typedef struct CsvOut {
    Buf *buf;
    bool started;
} CsvOut;
void csv_field(CsvOut *o, const char *text);
void csv_end_row(CsvOut *o);

#endif
