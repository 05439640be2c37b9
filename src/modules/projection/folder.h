/* A model folder: the assumptions of a projection as CSV files that people can read and send.
 *
 * Two steps, kept apart. The *textual* Model holds what the files (or the database) say, cell
 * by cell, with the place each came from. model_plan() resolves its names and numbers to a Plan
 * (sim/plan.h). Files, database tables, forms and checks all follow from one declaration,
 * table_specs[]. The format is documented in docs/model/folder.md.
 *
 * Bad input is never one error: every function adds all that it finds to a ModelProblems list,
 * each with file, line, column, value, reason and fix. */
#ifndef PONT_PROJECTION_FOLDER_H
#define PONT_PROJECTION_FOLDER_H

#include "base/text.h"
#include "core/i18n.h"
#include "sim/plan.h"

/* ---------------------------------------------------------------- problems */

typedef struct ModelProblem {
    const char *file;           /* as the person knows it */
    int line;                   /* 0 = the file as a whole */
    const char *column, *value; /* "" where there is none */
    const char *reason, *fix;
} ModelProblem;

typedef struct ModelProblems {
    Arena *arena;
    Lang lang; /* that they are said in */
    int n, room;
    ModelProblem *items;
} ModelProblems;

void model_problem_add(ModelProblems *ps, const char *file, int line, const char *column,
                       const char *value, const char *fix, const char *reason, ...)
    __attribute__((format(printf, 7, 8)));
/* "stock.csv:3: state 'NSH': there is no such state; did you mean 'NHS'?" */
const char *model_problem_text(Arena *a, const ModelProblem *p);
/* True when there is none; otherwise fails with INVALID, the count and the first problem. */
bool model_problems_none(const ModelProblems *ps, Err *err) MUST_CHECK;
/* "did you mean 'NHS'?" */
const char *did_you_mean(const ModelProblems *ps, const char *near);
/* The word of the list nearest to `word` when it is near enough to be meant, else NULL. */
const char *nearest_word(const char *word, const char *const *list, int n);

/* ---------------------------------------------------------------- what a folder holds */

enum { MODEL_MOST_COLUMNS = 16, MODEL_MOST_ROWS = 200000, MODEL_DEEPEST = 8 };

typedef enum TableId {
    TABLE_MODEL, /* settings: key, value */
    TABLE_STATE,
    TABLE_AGE,
    TABLE_ROUTE,
    TABLE_GROUP, /* sets of states, beside the sectors */
    TABLE_PARTS, /* assumptions: TABLE_PARTS + Part */
    TABLE_TARGET = TABLE_PARTS + PART_COUNT,
    TABLE_SCENARIO, /* policies: their branches and weights */
    TABLE_BRANCH,   /* what a branch changes */
    TABLE_DRAW,     /* given draws: draw, id, value */
    TABLE_EXPECTED, /* known results, for verification only */
    TABLE_COUNT
} TableId;

typedef enum SpecKind {
    SPEC_TEXT,
    SPEC_NAME,  /* an id being defined */
    SPEC_STATE, /* references: */
    SPEC_AGES,  /* a class, "50-64", "65+" */
    SPEC_ROUTE,
    SPEC_GROUP,
    SPEC_LINE,    /* demand line; defined by its use in demand.csv or service.csv */
    SPEC_WORD,    /* a cause or driver: defined by its use */
    SPEC_FACTOR,  /* defined by its use in taste.csv, */
    SPEC_SERVICE, /* ... service.csv, */
    SPEC_BAND,    /* ... population.csv */
    SPEC_CHOICE,  /* one of spec.choices */
    SPEC_STUDY_YEAR,
    SPEC_YEAR,
    SPEC_WHOLE,
    SPEC_NUMBER, /* within spec.lowest..highest of the table */
    SPEC_FLAG,   /* yes or no */
    SPEC_DIST,
    SPEC_DATE,
    SPEC_GRADE /* A to D */
} SpecKind;

enum {
    SPEC_NEEDED = 1, /* the column must be there and no cell may be blank */
    SPEC_STAR = 2,   /* "*" (or blank) stands for all */
    SPEC_LATER = 4   /* came to the table later: left out of a made id where it is blank */
};

typedef struct ColumnSpec {
    const char *name;
    SpecKind kind;
    unsigned flags;
    const char *label;          /* in English */
    const char *const *choices; /* NULL-ended, for SPEC_CHOICE */
} ColumnSpec;

/* The columns of an assumption: id, the keys, then these. */
enum {
    ASSUME_YEAR,
    ASSUME_VALUE,
    ASSUME_DISTRIBUTION,
    ASSUME_SOURCE,
    ASSUME_DATE,
    ASSUME_OWNER,
    ASSUME_GRADE,
    ASSUME_NOTE,
    ASSUME_COUNT
};

typedef struct TableSpec {
    const char *name;       /* the file is name.csv */
    const char *label;      /* in English */
    const char *unit;       /* of the value, for assumptions */
    int part;               /* Part, or -1 */
    int n_keys;             /* key columns of an assumption: columns 1..n_keys */
    double lowest, highest; /* law for the value of an assumption */
    ColumnSpec columns[MODEL_MOST_COLUMNS]; /* ends at name == NULL */
} TableSpec;

extern const TableSpec table_specs[TABLE_COUNT];
int table_by_name(const char *name);          /* "stock" -> its TableId, or -1 */
int spec_columns(TableId t);                  /* their number */
int spec_column(TableId t, const char *name); /* index, or -1 */

typedef enum SettingKind {
    SETTING_TEXT,
    SETTING_WHOLE,
    SETTING_NUMBER,
    SETTING_FLAG,
    SETTING_CHOICE
} SettingKind;

typedef struct SettingSpec {
    const char *key;
    SettingKind kind;
    const char *fallback; /* NULL = must be given; "" = none */
    double lowest, highest;
    const char *const *choices;
    const char *label;
} SettingSpec;

extern const SettingSpec setting_specs[]; /* ends at key == NULL */

typedef struct ModelRow {
    const char *file;
    int line;
    const char *cells[MODEL_MOST_COLUMNS]; /* by table_specs columns; never NULL */
} ModelRow;

typedef struct ModelTable {
    bool given; /* a file (perhaps with no rows) was there */
    int n, room;
    ModelRow *rows;
} ModelTable;

typedef struct Model {
    const char *name; /* the folder, or how the model is called */
    ModelTable tables[TABLE_COUNT];
} Model;

/* A new row with empty cells at the end of a table. */
ModelRow *model_add(Arena *a, Model *m, TableId t, const char *file, int line);
/* A setting as the model has it, else its fallback (never NULL). */
const char *model_setting(const Model *m, const char *key);
void model_set(Arena *a, Model *m, const char *key, const char *value);
/* The id of an assumption row: its own, or made from part, keys and year ("exit/la/.../2027").
 */
const char *model_row_id(Arena *a, TableId t, const ModelRow *row);
/* Whether an id is like a pattern, in which '*' stands for any text. */
bool model_id_like(const char *id, const char *pattern);
/* One of the ASSUME_ columns of a row of an assumptions table. */
static inline const char *model_assumption(TableId t, const ModelRow *row, int which)
{
    return row->cells[1 + table_specs[t].n_keys + which];
}

/* ---------------------------------------------------------------- reading and writing */

/* Reads dir and what it extends. Fails only when the folder cannot be read at all (NOT_FOUND,
 * IO); what is wrong inside goes to problems. */
bool folder_read(Arena *a, Err *err, const char *dir, ModelProblems *problems,
                 Model *out) MUST_CHECK;
/* Writes one file per table that has rows or was given; other files of dir are left alone. */
bool folder_write(Arena *a, Err *err, const char *dir, const Model *m) MUST_CHECK;
/* One CSV file of the model (with heading), as it would be written. */
const char *model_table_text(Arena *a, const Model *m, TableId t);
/* Reads one table from CSV text into the model; rows are added. */
void table_parse(Arena *a, ModelProblems *problems, const char *file, TableId t,
                 const char *text, size_t size, Model *m);
/* All files as one canonical text: equal models give equal bytes. Expected results are left out
 * because they do not change what is computed. */
const char *model_text(Arena *a, const Model *m);
bool model_from_text(Arena *a, Err *err, const char *name, const char *text, size_t size,
                     ModelProblems *problems, Model *out) MUST_CHECK;

/* ---------------------------------------------------------------- resolving */

/* Names to indices, text to numbers, defaults filled in. Adds every problem it finds and fails
 * with INVALID when the list is not empty at the end. */
bool model_plan(Arena *a, Err *err, const Model *m, ModelProblems *problems,
                Plan *out) MUST_CHECK;
/* Whether the plan keeps the engine's laws at its central values (shares of a cell add up to at
 * most 1, ...). What breaks one is told with the file and line of the first row concerned. */
bool model_laws(Arena *a, Err *err, const Model *m, ModelProblems *problems,
                const Plan *p) MUST_CHECK;
/* The same for every scenario of the plan, told with the line of branch.csv that breaks it. */
bool model_scenario_laws(Arena *a, Err *err, const Model *m, ModelProblems *problems,
                         const Plan *p) MUST_CHECK;
/* folder_read(), model_plan() and model_laws() in one. */
bool folder_plan(Arena *a, Err *err, const char *dir, ModelProblems *problems, Model *model,
                 Plan *out) MUST_CHECK;

/* "beta(23.5,287.5)" -> Dist; "" -> fixed. On failure *reason says why. */
bool dist_parse(Arena *a, Lang lang, const char *text, Dist *out, const char **reason);

#endif
