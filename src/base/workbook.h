/* Workbooks, as spreadsheet programs read and write them: XLSX and ODS, out and in.
 *
 * Out: sheets are described once, as rows of cells, and written in either format. Text is
 * always text: what looks like a formula is not one. The same description gives the same bytes.
 *
 *     Book *b = book_new(arena, "Returns");
 *     BookSheet *s = book_sheet(b, "A1", 3);
 *     BookCell *c = book_row(s);
 *     c[0] = book_text("Powys");
 *     book_write(b, BOOK_XLSX, &err, &bytes)
 *
 * In: every sheet comes as rows of text, as csv_parse() would give them, with the numbers of
 * its rows; so whoever reads CSV reads workbooks. A workbook is a parcel from a stranger: its
 * parts are unpacked one after another, never kept whole, and against limits that are stated
 * below. Nothing in it is run, and nothing that it points at is fetched. */
#ifndef PONT_BASE_WORKBOOK_H
#define PONT_BASE_WORKBOOK_H

#include "base/csv.h"
#include "base/file.h"

typedef enum BookKind { BOOK_NONE, BOOK_XLSX, BOOK_ODS } BookKind;

/* "xlsx", "ods"; the media type. */
const char *book_extension(BookKind kind);
const char *book_type(BookKind kind);

/* ---------------------------------------------------------------- out */

typedef enum BookCellKind {
    BOOK_BLANK,
    BOOK_TEXT,
    BOOK_NUMBER,
    BOOK_PERCENT, /* 0.25 is shown as 25% */
    BOOK_DAY      /* text is ISO; a day before 1900-03-01 stays text */
} BookCellKind;

/* What a cell is for. Colour comes with it, but never says anything alone. */
typedef enum BookLook {
    LOOK_PLAIN,
    LOOK_TITLE,
    LOOK_HEADING,
    LOOK_LABEL, /* explains, and is not read back */
    LOOK_INPUT, /* to be filled in: the only cells that a locked sheet leaves open */
    LOOK_PAST,  /* figures of another year, beside */
    LOOK_WRONG, /* open too, with a note that says what is wrong */
    LOOK_COUNT
} BookLook;

enum { BOOK_ALL_DECIMALS = -1 };

typedef struct BookCell {
    BookCellKind kind;
    BookLook look;
    int decimals; /* shown of a number; the number is kept whole */
    double number;
    const char *text;
    const char *note; /* shown beside the cell; or NULL */
} BookCell;

/* What a column takes. A value that is none of these is asked about and not refused: the
 * program that reads the workbook decides. */
typedef struct BookRule {
    int column, first_row, last_row; /* from 0, both included */
    const char *const *list;         /* drop-down; NULL: a number */
    int n_list;
    bool whole;         /* no decimals */
    double least, most; /* NAN: no limit */
    const char *message;
} BookRule;

typedef struct BookSheet {
    Arena *arena;
    const char *name; /* as spreadsheet programs allow it */
    int n_columns, n_rows, rows_room;
    double *widths;  /* [n_columns] in characters; 0: as it comes */
    BookCell **rows; /* [n_rows][n_columns] */
    int frozen_rows, frozen_columns;
    bool locked;
    int n_rules, rules_room;
    BookRule *rules;
} BookSheet;

typedef struct Book {
    Arena *arena;
    const char *title;
    int n_sheets, sheets_room;
    BookSheet **sheets;
} Book;

Book *book_new(Arena *a, const char *title);
/* The name is cut and changed to what is allowed, and made different from those before. */
BookSheet *book_sheet(Book *b, const char *name, int n_columns);
/* A new row of blank cells; fill it by index. */
BookCell *book_row(BookSheet *s);
void book_rule(BookSheet *s, BookRule rule);

BookCell book_text(const char *text);
BookCell book_number(double v, int decimals);
/* A CSV cell as a person would type it: a number when the text is exactly one, else text. */
BookCell book_value(Arena *a, const char *text);

/* Fails with TOO_LARGE for what the format cannot hold. A number keeps the 16 figures that
 * spreadsheet programs count with in XLSX, and all of it in ODS. */
bool book_write(const Book *b, BookKind kind, Err *err, Bytes *out) MUST_CHECK;

/* ---------------------------------------------------------------- in */

enum {
    BOOK_MOST_PARTS = 2000,          /* entries of the archive */
    BOOK_MOST_SHEETS = 100,          /* sheets */
    BOOK_MOST_PART = 64 << 20,       /* bytes of one part, unpacked */
    BOOK_MOST_UNPACKED = 96 << 20,   /* bytes of all parts that are read */
    BOOK_MOST_RATIO = 250,           /* unpacked to packed, of parts above 1 MiB */
    BOOK_MOST_CELLS = 500000,        /* cells that hold something, of all sheets */
    BOOK_MOST_CELL = 32767 * 4,      /* bytes of text in one cell */
    BOOK_MOST_TEXT = 48 << 20,       /* bytes of text in all cells */
    BOOK_MOST_SHARED = 500000,       /* texts that cells share */
    BOOK_MOST_DEPTH = 64,            /* elements within elements */
    BOOK_MOST_TOKEN = 1 << 20,       /* bytes of one tag or comment */
    BOOK_MOST_ELEMENTS = 8 * 1000000 /* of all parts: the work that one file may ask for */
};

typedef struct BookRead {
    int n_sheets, n_notes, notes_room;
    CsvFile *sheets;    /* named "returns.xlsx [A1]"; one without a cell has n_columns 0 */
    bool *hidden;       /* [n_sheets] */
    const char **first; /* [n_sheets] what stands in its first row, at the left; "" nothing */
    /* What whoever sent it should know: formulas (their last values are taken), merged cells,
     * cells in error. In English, with the place; ready to be shown. */
    const char **notes;
    const char *mark; /* as asked for */
} BookRead;

/* What the bytes are, whatever they are called. */
BookKind book_kind_of_bytes(const char *bytes, size_t size);
/* Whether the bytes are meant to be a workbook of any kind, also one that is not read. */
bool book_is_meant(const char *name, const char *bytes, size_t size);
/* mark: a heading by its slug; where titles stand above the headings, their line is the one
 * that has it. NULL: the headings are the first line. INVALID, with what to do about it, for
 * what is no workbook, or locked, or has macros, or is broken; TOO_LARGE for what passes a
 * limit above. */
bool book_read(Arena *a, Err *err, const char *name, const char *bytes, size_t size,
               const char *mark, BookRead *out) MUST_CHECK;

#endif
