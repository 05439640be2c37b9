/* How a file is checked by a layout: shared by the files of this folder that read records. */
#ifndef PONT_RECORD_PLAN_H
#define PONT_RECORD_PLAN_H

#include "base/formula_batch.h"
#include "base/scan.h"
#include "modules/record/record.h"

enum { BATCH_ROOM = SCAN_BATCH_ROWS + 64 };

/* Why a cell is not what its field asks; the words are made when it is listed. */
typedef enum Why {
    WHY_BLANK,
    WHY_NO_NUMBER,
    WHY_COMMA,
    WHY_TOO_SMALL,
    WHY_TOO_LARGE,
    WHY_NOT_WHOLE,
    WHY_DECIMALS,
    WHY_NO_DAY,
    WHY_NO_ANSWER,
    WHY_NO_CODE,
    WHY_PATTERN,
    WHY_CELLS,   /* more cells than headings */
    WHY_FORMULA, /* a rule does not hold */
    WHY_TWICE    /* the key stands in an earlier line */
} Why;

typedef struct Fault {
    int row, next; /* next of the same row, or -1 */
    Why why;
    const Rule *rule;
    const struct PlanColumn *column; /* NULL: the row */
    int number; /* WHY_CELLS: cells; WHY_TWICE: line; WHY_FORMULA: the rule's number */
} Fault;

/* The faults of a batch, by row. */
typedef struct Faults {
    int n, room;
    Fault *items;
    int first[BATCH_ROOM], last[BATCH_ROOM]; /* -1: none */
} Faults;
void fault_add(Arena *a, Faults *list, Fault f);

/* A set of short texts with a number each: codes of a list, values of a grouping column. */
typedef struct Words {
    Arena *arena;
    int n, room, slots_n;
    View *items;
    uint64_t *hashes;
    int *slots; /* number + 1; 0 empty */
} Words;
void words_start(Words *n, Arena *a);
/* The number of a text, or -1. The bytes after the text must be readable (scan.h). */
int words_find(const Words *n, View v);
int words_add(Words *n, View v);
/* A hash of a cell; the 64 bytes after it must be readable. */
uint64_t view_hash(View v, uint64_t seed);

typedef struct PlanColumn {
    const FormField *field;
    int csv;     /* column of the file; -1: it has none */
    bool judged; /* the field asks something of its cells */
    bool wanted; /* a formula, a key or a group needs its values */
    const Rule *own;
    FormulaColumnKind kind;
    double *numbers;
    View *texts;
    Words codes;
} PlanColumn;
/* Reads the column's cells of a batch, as far as somebody needs them. */
void column_read(Ctx *cx, PlanColumn *c, const ScanBatch *b, Faults *faults);
bool column_judges(const FormField *f);

/* Which rows have had this key before. */
typedef struct Keys Keys;
Keys *keys_new(Arena *a, Scan *scan, const int *csv_columns, int n, int64_t rows_guess);
void keys_end(Keys *k);
/* For each row the line of its first copy, or 0. */
bool keys_check(Keys *k, const ScanBatch *b, int *earlier) MUST_CHECK;

/* Groups as they grow. */
typedef struct Grouping Grouping;
Grouping *grouping_new(Arena *a, PlanColumn *columns, int n);
/* Adds the rows of a batch without an error. Fails with TOO_LARGE beyond MOST_GROUPS. */
bool grouping_add(Ctx *cx, Grouping *g, const ScanBatch *b, const bool *bad) MUST_CHECK;
void grouping_end(Grouping *g, const FormBlock *b, RecordGroups *out);
/* The columns by which a layout groups and which it sums, without a group. */
void groups_shape(Arena *a, const FormBlock *b, RecordGroups *out);
void groups_sort(RecordGroups *g);

/* A row as CSV in the order of the layout, as csv_field() would write it; columns[i] is the
 * place of field i in the file, or -1. */
void row_text(const FormBlock *b, const int *columns, const ScanBatch *batch, int row,
              Buf *out);

#endif
