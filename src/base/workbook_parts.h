/* What the files of the workbook share: the archive, its XML, and the sheets as they are read.
 * Nobody else includes this, but for tests. */
#ifndef PONT_BASE_WORKBOOK_PARTS_H
#define PONT_BASE_WORKBOOK_PARTS_H

#include "base/archive.h"
#include "base/date.h"
#include "base/workbook.h"
#include "base/xml.h"

/* ---------------------------------------------------------------- out */

enum { BOOK_LONGEST_OUT = 32767 };

/* Whether an XLSX file brings the number back as it is. */
bool book_number_holds(double v);
/* The day as a spreadsheet counts it, or 0 for one that not all of them count alike. */
int book_day_number(Date day);
bool book_write_xlsx(const Book *b, Err *err, Bytes *out) MUST_CHECK;
bool book_write_ods(const Book *b, Err *err, Bytes *out) MUST_CHECK;

/* ---------------------------------------------------------------- XML */

typedef struct XmlIn XmlIn;
/* As XmlHandler of base/xml.h, for a part of an archive. */
typedef struct PartHandler {
    bool (*begin)(XmlIn *x, const char *name, const char *const *attributes);
    bool (*end)(XmlIn *x, const char *name);
    bool (*text)(XmlIn *x, const char *s, size_t n);
} PartHandler;
struct XmlIn {
    Arena *arena;
    Err *err;
    const char *file; /* the workbook, for messages */
    const char *part;
    int *elements; /* counted over all parts */
    void *self;
    int depth; /* of the element that is open, from 1 */
    const PartHandler *handler;
};
/* Reads a part through the handler. */
bool xml_part(XmlIn *x, Zip *z, const char *part, const PartHandler *handler) MUST_CHECK;

/* ---------------------------------------------------------------- sheets as they are read */

typedef struct SheetRow {
    int line, n, room;
    const char **cells;
} SheetRow;

/* Counts what all sheets together hold, and collects the rows of one. */
typedef struct SheetIn {
    Arena *arena;
    Err *err;
    const char *file; /* "returns.xlsx" */
    BookRead *book;
    int cells;
    size_t text;
    /* of the sheet that is open */
    const char *name; /* "returns.xlsx [A1]" */
    bool hidden;
    int n_rows, rows_room;
    SheetRow *rows;
    int formulas, errors, merged;
    const char *first_formula, *first_error, *first_merged; /* "C4" */
} SheetIn;
bool sheet_begin(SheetIn *s, const char *name, bool hidden) MUST_CHECK;
/* row and column from 0, never going back. Text may be shared; "" is no cell. */
bool sheet_cell(SheetIn *s, int row, int column, const char *text) MUST_CHECK;
/* Counts a thing that the sender should know of; the place is a letter and a number. */
void sheet_formula(SheetIn *s, int row, int column);
void sheet_error(SheetIn *s, int row, int column);
void sheet_merged(SheetIn *s, const char *place);
bool sheet_end(SheetIn *s) MUST_CHECK;
/* "AB12" */
const char *cell_place(Arena *a, int row, int column);

bool book_read_xlsx(SheetIn *s, Zip *z, int *elements) MUST_CHECK;
bool book_read_ods(SheetIn *s, Zip *z, int *elements) MUST_CHECK;

/* A day or a time as people write it in a return. days: since 1899-12-30. */
const char *serial_text(Arena *a, double days, bool date, bool time);

#endif
