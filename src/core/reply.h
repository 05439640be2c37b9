/* What an action answers, said once and shown in five ways: text on a terminal, JSON, CSV, a
 * workbook, a page.
 *
 * A reply is a title, facts, tables, notes and files. A cell that has no number says why:
 * blank, "not known", "not received", "not applicable" and "not calculable" stay different from
 * zero and from one another in every face. */
#ifndef PONT_CORE_REPLY_H
#define PONT_CORE_REPLY_H

#include "base/ctx.h"
#include "base/workbook.h"

typedef enum CellState {
    CELL_TEXT,
    CELL_NUMBER,
    CELL_BLANK,          /* asked and not answered */
    CELL_NOT_KNOWN,      /* answered: not known */
    CELL_NOT_APPLICABLE, /* answered: does not apply here */
    CELL_NOT_RECEIVED,   /* the return has not come */
    CELL_NOT_CALCULABLE, /* the formula has no value (a rate of nothing) */
    CELL_WITHHELD        /* there is a value; showing it would tell of a single organisation */
} CellState;

typedef struct Cell {
    CellState state;
    const char *text;        /* CELL_TEXT */
    double number;           /* CELL_NUMBER */
    const char *href;        /* page that explains the cell, or NULL */
    const struct Column *as; /* how a number is shown when not like its column; or NULL */
    const char *code;        /* what JSON and CSV say instead of text; NULL: the text */
} Cell;

typedef enum ColumnKind { COLUMN_TEXT, COLUMN_NUMBER } ColumnKind;

/* Who a column is for: machines want every value apart, people a sentence. */
typedef enum ColumnFor { FOR_ALL, FOR_MACHINES, FOR_PEOPLE } ColumnFor;

typedef struct Column {
    const char *key;   /* JSON and CSV name: stable, never translated */
    const char *label; /* already translated */
    ColumnKind kind;
    int decimals; /* shown; JSON and CSV carry the full number */
    ColumnFor who;
    bool plain;   /* without grouped thousands: a seed, a number of a year */
    bool percent; /* shown x 100 with %; JSON and CSV carry the share */
} Column;

typedef struct Table {
    const char *key, *caption; /* caption already translated */
    int n_columns, n_rows, columns_room, rows_room;
    Column *columns;
    Cell **rows; /* [n_rows][n_columns] */
    const char *note;
    const char *empty; /* said when there is no row; NULL: the page's own words */
    bool anchored;     /* a link may lead to it: "#" and its key */
    bool data_only;    /* in JSON and CSV, not before a person's eyes */
    bool hide_caption; /* from sight, where a heading says the same */
} Table;

typedef struct Fact {
    const char *key, *label;
    Cell cell;
    int decimals;
} Fact;

typedef struct ReplyFile {
    const char *name, *text;
    size_t size;      /* not 0: bytes that are no text, such as a workbook */
    const char *type; /* of such bytes */
} ReplyFile;

/* Which part of a table an answer holds (core/select.h). */
typedef struct ReplyPart {
    const char *table;
    int page, pages, size, total; /* pages from 1; total: rows before they were cut */
} ReplyPart;

typedef struct Reply {
    const char *title;
    const char *next;    /* page to go to after a form was sent, or another site's; or NULL */
    const char *session; /* what the session's cookie holds from now on; "" none; NULL as is */
    const ReplyPart *part; /* NULL: all of it */
    bool secret;           /* holds what is shown once: it is kept nowhere */
    int n_facts, facts_room, n_tables, tables_room, n_notes, notes_room, n_files, files_room;
    Fact *facts;
    Table **tables;
    const char **notes;
    ReplyFile *files;
    ErrKind
        outcome; /* not NONE: the answer is complete but not a success (exit code, status) */
    const char
        *file_type; /* when set, the one file is the whole answer over HTTP, of this type */
    const char *only_text; /* when set, this is the whole answer on the terminal */
} Reply;

Table *reply_table(Ctx *cx, Reply *r, const char *key, const char *caption);
void table_column(Ctx *cx, Table *t, const char *key, const char *label, ColumnKind kind,
                  int decimals);
void table_percent(Ctx *cx, Table *t, const char *key, const char *label, int decimals);
/* Says who the column added last is for. */
void table_column_for(Table *t, ColumnFor who);
/* Index of the first column that people see: the heading of its row. */
int table_first_column(const Table *t);
/* A new row of blank cells; fill it by index. */
Cell *table_row(Ctx *cx, Table *t);
void reply_fact(Ctx *cx, Reply *r, const char *key, const char *label, Cell cell, int decimals);
void reply_note(Ctx *cx, Reply *r, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void reply_file(Ctx *cx, Reply *r, const char *name, const char *text);
void reply_bytes(Ctx *cx, Reply *r, const char *name, const char *type, Bytes bytes);
/* The bytes of either. */
Bytes reply_file_bytes(const ReplyFile *f);

Cell cell_text(const char *s);
Cell cell_link(const char *s, const char *href);
Cell cell_code(const char *code, const char *label); /* a code with its label */
Cell cell_plain(double v);  /* a number that names something, such as a seed */
Cell cell_number(double v); /* NAN becomes CELL_NOT_CALCULABLE */
Cell cell_state(CellState s);
/* As a person reads it; column may be NULL. */
const char *cell_show(Arena *a, Lang lang, const Cell *c, const Column *column);
/* "not received" and the like in English: the code in JSON and CSV. */
const char *cell_state_code(CellState s);

/* The faces. Equal replies give equal bytes. */
void reply_text(Ctx *cx, const Reply *r, Buf *out);
void reply_json(Ctx *cx, const Reply *r, Buf *out);
void table_csv(Ctx *cx, const Table *t, Buf *out);
bool reply_book(Ctx *cx, const Reply *r, BookKind kind, Bytes *out) MUST_CHECK;

#endif
