/* Studies: what was worked out about a plan beside its projection, kept with what it was made
 * from.
 *
 * A study is a few small tables of text: numbers in full, words as codes. The command line, the
 * interface and the page all show it from there, so that what is shown is what was kept, in the
 * reader's language. Columns are declared in one place for storing and showing. */
#ifndef PONT_PROJECTION_STUDY_H
#define PONT_PROJECTION_STUDY_H

#include "modules/projection/projection.h"

enum { STUDY_MOST_PARTS = 8, STUDY_MOST_COLUMNS = 24 };

/* STUDY_LEVEL: a number; where there is none, no level within the limits is enough. */
typedef enum StudyShow {
    STUDY_TEXT,
    STUDY_NUMBER,
    STUDY_PERCENT,
    STUDY_LEVEL,
    STUDY_CODE
} StudyShow;

typedef struct StudyColumn {
    const char *key, *label; /* label: N_ */
    StudyShow show;
    int decimals;
    const Choice *codes; /* of STUDY_CODE */
} StudyColumn;

typedef struct StudyPart {
    const char *name, *caption; /* caption: N_ */
    const StudyColumn *columns; /* ends at key == NULL */
    bool data_only;             /* too long for a person: in JSON and CSV alone */
    const char *note;           /* N_, or NULL */
} StudyPart;

typedef struct StudyTable {
    const StudyPart *part;
    int n, room;
    const char ***rows; /* [n][columns] */
} StudyTable;

typedef struct Study {
    const char *id, *plan, *kind, *input_digest, *version, *made_on, *made_by;
    uint64_t seed;
    int64_t runs;
    int n_tables;
    StudyTable tables[STUDY_MOST_PARTS];
} Study;

/* An empty study of the loaded plan. options: everything beside plan, seed, runs and version
 * that decides the result. parts ends at name == NULL. */
void study_new(Ctx *cx, const Loaded *l, const char *kind, const char *options, uint64_t seed,
               int64_t runs, const StudyPart *parts, Study *out);
/* A new row, its cells in the order of the columns. */
const char **study_row(Ctx *cx, Study *s, const char *part);
/* A number in full; "" for NAN and infinity. */
const char *study_number(Ctx *cx, double v);
const StudyTable *study_table(const Study *s, const char *part);
const char *study_text(const StudyTable *t, int row, const char *column);
double study_value(const StudyTable *t, int row, const char *column); /* NAN for "" */

/* Keeps it; the same study again changes nothing. */
bool study_store(Ctx *cx, const Study *s) MUST_CHECK;
/* The newest of the kind for the plan; NOT_FOUND when there is none. */
bool study_load(Ctx *cx, const char *plan, const char *kind, const StudyPart *parts,
                Study *out) MUST_CHECK;
/* Adds facts and all tables. */
void study_reply(Ctx *cx, const Study *s, Reply *r);
Table *study_show(Ctx *cx, const Study *s, const char *part, Reply *r);

/* The plan or folder that a study is asked for, with the permission to read it; *region is ""
 * for a folder. */
bool study_open(Ctx *cx, PlanSource source, Loaded *out, const char **region) MUST_CHECK;
/* Keeps the study when it is of a stored plan and whoever asks may write there. */
bool study_keep(Ctx *cx, const Study *s, const char *region) MUST_CHECK;

#endif
