/* England's adult social care workforce data set (ASC-WDS), as councils already send it: the
 * three files of the bulk upload are read as they are, and their occupational therapy part
 * becomes a return.
 *
 * The files are the workplaces, the staff and their training. Each is recognised by its
 * headings, in any order of columns, and judged row by row against a table of rules, then
 * together: who stands in which workplace, who stands twice, whether totals agree. Every
 * problem is found in one pass and says its file, line and column. A problem can be shown in
 * the shape of the reference (the collection's own service), so that the two can be compared;
 * where we decide otherwise on purpose stands in docs/guide/ascwds.md. Nothing of these files
 * is stored: they name people. What leaves is either counted or masked. */
#ifndef PONT_ASCWDS_ASCWDS_H
#define PONT_ASCWDS_ASCWDS_H

#include "base/csv.h"
#include "modules/form/problem.h"

typedef enum AscKind { ASC_WORKPLACE, ASC_STAFF, ASC_TRAINING, ASC_KINDS } AscKind;
/* "workplace", "staff", "training"; and in the reference's words "Establishments", ... */
const char *asc_kind_name(AscKind k);
const char *asc_kind_origin(AscKind k);

struct AscRow;
/* A rule: rule.block says the file, rule.field the column as it is shown. */
typedef struct AscRule {
    Rule rule;
    int column; /* whose value is shown */
    bool (*holds)(const struct AscRow *row, const struct AscRule *rule); /* NULL: elsewhere */
    const char *list;  /* allowed values, or NULL */
    int most;          /* longest, or largest */
    unsigned when;     /* enum AscWhen */
    const char *shown; /* the columns as they are shown; NULL: rule.field */
    int reference;     /* the reference's number; 0 not known, or none */
    const char *named; /* the reference's name of it; NULL none */
} AscRule;

/* Every rule of the three files, one after the other: i from 0 until NULL. */
const AscRule *asc_rule(int i);

typedef struct AscProblem {
    Problem p; /* p.organisation: the workplace's id */
    AscKind kind;
    const AscRule *rule;
    int reference; /* that of the rule; of a qualification by its number */
    const char *worker;
} AscProblem;
typedef struct AscProblems {
    int n, room, errors, warnings;
    int of[ASC_KINDS][2]; /* errors and warnings of each file */
    AscProblem *items;
} AscProblems;

typedef enum AscVerdict { ASC_NOT_SENT, ASC_FAILED, ASC_WARNINGS, ASC_PASSED } AscVerdict;
const char *asc_verdict_code(AscVerdict v); /* "FAILED", ...; "not received" */

struct AscFile;
typedef struct AscBundle {
    struct AscFile *files[ASC_KINDS]; /* NULL: not sent */
    AscVerdict verdict[ASC_KINDS];
    AscProblems problems;
} AscBundle;

/* Whether a file is one of the three; false leaves *out alone. Reads only the headings. */
bool ascwds_recognise(const CsvFile *f, AscKind *out);
/* Whether these files, or the first of them that can be read, are such a bundle. */
bool ascwds_is_bundle(Ctx *cx, const InFiles *files);
/* Reads and judges. Fails only when a file cannot be read at all, is none of the three, or
 * stands twice. */
bool ascwds_check(Ctx *cx, const InFiles *files, AscBundle *out) MUST_CHECK;
int asc_rows(const AscBundle *b, AscKind k);
/* Whether a workplace's id is the name, or its own name holds it. */
bool asc_names_council(const AscBundle *b, const char *name,
                       bool (*holds)(const char *text, const char *name));

/* ---------------------------------------------------------------- the return */

/* The form that the return answers, data/forms/ot-england. */
#define ASC_FORM "ot-england"

typedef struct AscReturn {
    const char *collection, *organisation;
    Date as_at;
    double full_time_hours;
    int n, room;
    struct AscCell {
        const char *block, *row, *field;
        CellState state; /* CELL_NUMBER, CELL_TEXT, CELL_NOT_KNOWN, CELL_NOT_APPLICABLE */
        double number;
        int decimals;
        const char *text;
    } * cells;
    int left_out; /* staff rows of other professions */
    int n_notes, notes_room;
    const char **notes; /* what a reader should know: in the reader's language */
} AscReturn;

/* The occupational therapy part. INVALID when the workplace or the staff file is missing or
 * FAILED. */
bool ascwds_return(Ctx *cx, const AscBundle *b, const char *collection,
                   const char *organisation, Date as_at, double full_time_hours,
                   AscReturn *out) MUST_CHECK;
/* Its block files, as `pont workforce import` takes them: a1_stock.csv, ... */
bool ascwds_return_files(Ctx *cx, const AscReturn *r, InFiles *out) MUST_CHECK;

/* ---------------------------------------------------------------- masked */

/* The file again with every NI number and birth date replaced by "Admin", which is the
 * reference's word for "as you have it already". */
const char *ascwds_masked(Ctx *cx, const struct AscFile *f);
/* The shape of a text: letters A, digits 9, the rest as it is. */
const char *ascwds_shape(Arena *a, const char *s);

extern const Module ascwds_module;

#endif
