/* Staff-level records: one row for each member of staff, hundreds of thousands at a time.
 *
 * What a row holds is a record layout: a form (form.h) of kind FORM_RECORDS, whose fields are
 * the columns and whose rules are formulas over a row, or unique(...) over all. A file is
 * checked in one pass, batch by batch and column by column; every problem has file, line,
 * column, value, reason and fix. An upload is stored whole or not at all and is never changed
 * by a later one: a new upload of the same organisation comes beside it. Rows that are not in a
 * file are not thereby gone. Answers are groups (counts, sums, means), exact in decimals, and
 * rows only for those who may read them. */
#ifndef PONT_RECORD_RECORD_H
#define PONT_RECORD_RECORD_H

#include "modules/form/problem.h"

/* ---------------------------------------------------------------- layouts */

/* The columns of a layout, and what a column is for. */
typedef enum RecordUse {
    RECORD_PLAIN,
    RECORD_GROUP,  /* groups are made by it */
    RECORD_SUM,    /* summed in each group */
    RECORD_MEAN,   /* averaged in each group */
    RECORD_PERSON, /* names a person by a pseudonym of the sender's */
    RECORD_PRIVATE /* left out where records are masked */
} RecordUse;
RecordUse record_use(const FormField *f);
static inline const FormBlock *record_block(const Form *f)
{
    return &f->blocks[0];
}
/* The layout by id; the only one when id is "". */
bool record_layout(Ctx *cx, const char *id, const Form **out) MUST_CHECK;
/* The layout whose columns a file has; *out is NULL when it has none's. */
bool record_recognises(Ctx *cx, const InFile *file, const Form **out) MUST_CHECK;
void record_template(const Form *f, Buf *out);

/* ---------------------------------------------------------------- checking */

/* A sum of decimals, exact while no value has more than six of them. */
typedef struct RecordSum {
    int64_t millionths;
    double rest;   /* what does not fit */
    int64_t known; /* values that went in: blank and not known did not */
} RecordSum;
double record_sum(const RecordSum *s);

typedef struct RecordGroup {
    const char *const *keys; /* one for each field of use RECORD_GROUP */
    int64_t rows;
    RecordSum *sums; /* one for each field of use RECORD_SUM or RECORD_MEAN */
} RecordGroup;
typedef struct RecordGroups {
    int n_keys, n_sums, n, room;
    const FormField *const *keys, *const *sums;
    RecordGroup *items; /* by their keys */
} RecordGroups;

typedef struct RecordCount {
    const Rule *rule;
    int64_t n;
    int listed;
} RecordCount;

typedef struct RecordCheck {
    const Form *form;
    const char *file;
    int64_t rows, bad, errors, warnings; /* counts are complete */
    Problems problems;                   /* those that are listed, in order of line */
    int n_counts, counts_room;
    RecordCount *counts;   /* by rule, in order of the layout */
    RecordGroups groups;   /* of the rows without an error */
    bool usable;           /* the headings are all right */
    uint64_t *bad_rows;    /* bit i: row i has an error */
    Buf returned;          /* rows with an error as CSV, with a column that says which */
    int64_t returned_rows; /* fewer than bad when they would be too many to hand back */
    struct Scan *scan;     /* to read the rows again; record_check_end() closes it */
    uint64_t sum;          /* of what was read: the rows are the same when it is */
} RecordCheck;

enum { RECORD_LISTED = 1000 };

/* listed: how many problems of each rule are listed; 0: all. Fails only when the file cannot be
 * read at all. */
bool record_check(Ctx *cx, const Form *f, const InFile *file, int listed,
                  RecordCheck *out) MUST_CHECK;
void record_check_end(RecordCheck *c);

/* ---------------------------------------------------------------- keeping them */

typedef struct RecordUpload {
    int64_t id, layout_version, bytes, rows, left_out;
    const char *organisation, *layout, *file, *file_digest, *digest, *imported_on, *imported_by;
    bool current; /* the newest of its organisation and layout */
} RecordUpload;
typedef struct RecordUploads {
    int n, room;
    RecordUpload *items;
} RecordUploads;

/* The upload that counts now and has the file's bytes already, as sent or as exported; id 0
 * when there is none. */
bool record_same(Ctx *cx, const Form *f, const char *organisation, const InFile *file,
                 RecordUpload *out) MUST_CHECK;
/* Stores the rows without an error, all of them or nothing. */
bool record_store(Ctx *cx, RecordCheck *c, const char *organisation, const InFile *file,
                  RecordUpload *out) MUST_CHECK;
/* Newest first; organisation and layout "" = all that cx->who may read. */
bool record_uploads(Ctx *cx, const char *organisation, const char *layout, bool only_current,
                    RecordUploads *out) MUST_CHECK;
/* id 0: the one of the organisation and layout that counts now. Refuses what cx->who may not
 * read. */
bool record_upload(Ctx *cx, int64_t id, const char *organisation, const char *layout,
                   RecordUpload *out) MUST_CHECK;
/* The groups of all these uploads together. */
bool record_groups(Ctx *cx, const Form *f, const RecordUploads *of,
                   RecordGroups *out) MUST_CHECK;

/* The upload as CSV: what is imported again gives the same bytes. masked: without the private
 * columns, and with another name for each person, the same in every export. */
bool record_export(Ctx *cx, const RecordUpload *u, bool masked, const char **text,
                   size_t *size) MUST_CHECK;

/* ---------------------------------------------------------------- handing over */

/* For those who are given files of any kind: when the one file has the headings of a layout, it
 * is checked, or imported, and `out` says so as this module's own actions do; else *done is
 * false. Importing needs one organisation for which cx->who may import. */
bool record_check_instead(Ctx *cx, const InFiles *files, Reply *out, bool *done) MUST_CHECK;
bool record_import_instead(Ctx *cx, const InFiles *files, Reply *out, bool *done) MUST_CHECK;

extern const Module record_module;

#endif
