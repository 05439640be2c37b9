/* The workforce returns: what councils and health boards send every year, whether it is right,
 * and the picture it draws.
 *
 * A collection (wales-2026) asks expected organisations for a return as at a day. A return is a
 * set of cells; each is a value, blank, not known or not applicable, and a return that has not
 * come is none of these: "not received" is never zero. What is asked is the collection's form
 * (modules/form). Importing is all or nothing; a partial file adds to what is there and absence
 * deletes nothing; every import makes a new version and the old ones stay. */
#ifndef PONT_WORKFORCE_WORKFORCE_H
#define PONT_WORKFORCE_WORKFORCE_H

#include "base/formula.h"
#include "base/workbook.h"
#include "modules/form/form.h"
#include "modules/form/problem.h"
#include "modules/org/org.h"

/* ---------------------------------------------------------------- returns */

typedef enum ValueState {
    STATE_VALUE,
    STATE_BLANK,
    STATE_NOT_KNOWN,
    STATE_NOT_APPLICABLE
} ValueState;

typedef struct ReturnCell {
    const FormBlock *block;
    const FormField *field;
    const char *row; /* row key, see form.h */
    ValueState state;
    double number;    /* VALUE_COUNT, AMOUNT, SIGNED, YES_NO */
    const char *text; /* the other kinds; ISO for days */
    const char *file; /* where it was read, for messages and for tracing */
    int line;
    bool stored; /* filled in from what is stored, not from the files that are checked */
} ReturnCell;

typedef struct Return {
    const char *collection, *organisation;
    const Form *form;    /* the collection's */
    int64_t id, version; /* 0 before it is stored */
    const char *received_on;
    int n, room;
    ReturnCell *cells; /* sorted by (block, row, field) once return_sort() ran */
} Return;
typedef struct ReturnList {
    int n, room;
    Return **items;
} ReturnList;

void return_sort(Return *r);
/* The cell, or NULL when the row was not sent. */
const ReturnCell *return_cell(const Return *r, const FormBlock *b, const char *row,
                              const char *field);

/* What a formula's leaf is worth in a return: the sum over the rows that match the pattern
 * ("*", "R3|R4", or a beginning and "*"); unknown when a matching cell is blank or not known,
 * or none was sent. */
FormulaValue return_leaf(const Return *r, const char *block, const char *pattern,
                         const char *field);
/* Whether a row key matches such a pattern. */
bool return_row_matches(const char *pattern, const char *row);

/* ---------------------------------------------------------------- checking and storing */

typedef struct CheckedFiles {
    ReturnList returns;
    Problems problems;
    int n_sent, n_files, n_rows; /* sent: as files; of a workbook every sheet is a file */
    bool drafts;  /* judged together with what is worked on, not with what was accepted */
    bool replace; /* what the blocks of the files do not hold any more goes */
    struct CsvFile *files; /* as parsed, for the file of problems */
    BookKind *kinds;       /* [n_files]: where it came from; BOOK_NONE: CSV */
    int n_notes, notes_room;
    const char **notes; /* what was read in a way that the sender should know of */
} CheckedFiles;

/* Reads files into returns and applies every rule, all problems in one pass. Cells already
 * stored for the same return are filled in first, so that a partial file is judged together
 * with them; but only where cx->who may read or send that return, because problems quote them.
 * Fails only when a file cannot be read at all. */
bool workforce_check(Ctx *cx, const InFiles *files, CheckedFiles *out) MUST_CHECK;
/* replace: what the blocks of the files do not hold any more is not filled in. */
bool workforce_check_replacing(Ctx *cx, const InFiles *files, bool replace,
                               CheckedFiles *out) MUST_CHECK;

/* Stores all returns, or none: fails with INVALID when there is an error. */
bool workforce_store(Ctx *cx, const CheckedFiles *checked) MUST_CHECK;
/* The same as drafts, which their organisations submit: what a person's import does. */
bool workforce_store_drafts(Ctx *cx, const CheckedFiles *checked) MUST_CHECK;
/* Refuses (FORBIDDEN, naming file and organisation) what cx->who may not send; before anything
 * is stored. */
bool workforce_permit_import(Ctx *cx, const CheckedFiles *checked) MUST_CHECK;
/* Keeps a refused attempt in view: who tried, when, and what was wrong. No return changes. */
bool workforce_record_refusal(Ctx *cx, const CheckedFiles *checked) MUST_CHECK;
/* Accepts a warning with a reason; rows "" is the rule without a row. */
bool workforce_accept(Ctx *cx, const char *collection, const char *organisation,
                      const char *code, const char *row, const char *reason) MUST_CHECK;

bool workforce_import_collections(Ctx *cx, const InFiles *files, int *rows) MUST_CHECK;

typedef struct Collection {
    const char *id, *region, *title, *as_at, *opens, *due, *source;
    const char *form; /* what it asks */
    int form_version;
    bool synthetic;
    int expected, received, late, refused;
    int under_way; /* begun, submitted or approved, and nothing in force yet */
} Collection;
typedef struct CollectionList {
    int n, room;
    Collection *items;
} CollectionList;
/* Newest first; region "" = all. */
bool workforce_collections(Ctx *cx, const char *region, CollectionList *out) MUST_CHECK;
bool workforce_collection(Ctx *cx, const char *id, Collection *out) MUST_CHECK;
/* Whether the collection asks the organisation for a return. */
bool workforce_asks(Ctx *cx, const char *collection, const char *organisation,
                    bool *out) MUST_CHECK;
/* The form that a collection asks. */
bool workforce_form(Ctx *cx, const char *collection, const Form **out) MUST_CHECK;
/* That of the newest collection; without a collection the newest form of a return. */
bool workforce_newest_form(Ctx *cx, const Form **out) MUST_CHECK;
/* The collection of the same region a year before, or "". */
bool workforce_previous(Ctx *cx, const char *collection, const char **out) MUST_CHECK;
/* The newest collection of a region that has a return; NOT_FOUND if there is none. */
bool workforce_latest(Ctx *cx, const char *region, const char **out) MUST_CHECK;

typedef enum ReturnStatus {
    RETURN_NOT_RECEIVED,
    RETURN_REFUSED,
    RETURN_LATE,
    RETURN_RECEIVED
} ReturnStatus;
/* How far the return that is worked on has come (work.h). */
typedef enum WorkStatus {
    WORK_NOT_STARTED,
    WORK_DRAFT,
    WORK_SUBMITTED,
    WORK_QUERIED,
    WORK_RESUBMITTED,
    WORK_APPROVED,
    WORK_ACCEPTED,
    WORK_LOCKED
} WorkStatus;
const char *work_status_label(Ctx *cx, WorkStatus s);
const char *work_status_code(WorkStatus s);

typedef struct Expected {
    Org org;
    ReturnStatus status; /* of what was accepted, or refused */
    WorkStatus work;
    const char *due; /* its own day: an extension goes before the collection's */
    bool extended;
    const char *submitted_on; /* "" not under way */
    const char *received_on;
    int64_t return_id, version;
    int errors, warnings, accepted;
} Expected;
typedef struct ExpectedList {
    int n, room;
    Expected *items;
} ExpectedList;
/* "Submitted", "Received; next version: draft": as lists say it, and for machines. */
const char *expected_label(Ctx *cx, const Expected *e);
const char *expected_code(const Expected *e);
/* Who must send and what has come, in order of kind and name. */
bool workforce_expected(Ctx *cx, const char *collection, ExpectedList *out) MUST_CHECK;

/* ---- what cx->who may see of these (seen.c) ---- */

bool workforce_reads(Ctx *cx, const char *organisation);
/* Of those expected, the ones whose returns may be read. */
bool workforce_expected_seen(Ctx *cx, const char *collection, ExpectedList *out) MUST_CHECK;
/* Collections of which something may be seen; the counts are of that which may be seen. */
bool workforce_collections_seen(Ctx *cx, const char *region, CollectionList *out) MUST_CHECK;
/* FORBIDDEN when nothing of it may be seen. */
bool workforce_collection_seen(Ctx *cx, const char *id, Collection *out) MUST_CHECK;
bool workforce_latest_seen(Ctx *cx, const char *region, const char **out) MUST_CHECK;

const char *return_status_label(Ctx *cx, ReturnStatus s);
const char *return_status_code(ReturnStatus s); /* "not-received", ... for machines */

/* The latest version of one return; NOT_FOUND when it has not been received. */
bool workforce_return(Ctx *cx, const char *collection, const char *organisation,
                      Return *out) MUST_CHECK;
/* A version of it, in force or not. */
bool workforce_return_version(Ctx *cx, const char *collection, const char *organisation,
                              int64_t version, Return *out) MUST_CHECK;
/* Stored problems of a return, or of its refused attempt when there is no return. */
bool workforce_problems(Ctx *cx, const char *collection, const char *organisation,
                        Problems *out) MUST_CHECK;

/* ---------------------------------------------------------------- picture */

typedef struct Indicator {
    const char *key;
    const char *label;   /* N_ */
    const char *formula; /* over the returns' cells; see base/formula.h */
    bool percent, total; /* total: adds up over organisations */
    int decimals;
    const char *low,
        *high;         /* formulas of the bounds where a category is "not known", or NULL */
    const char *note;  /* N_, or NULL */
    const char *theme; /* where it stands among the pages of the picture; see theme.h */
    bool mean; /* over the organisations that answered: the formula's sum / how many they are */
    /* The quotient that chance bears on, where the formula itself is none; or NULL. */
    const char *quotient;
} Indicator;
extern const Indicator indicators[];
extern const int n_indicators;
const Indicator *indicator_by_key(const char *key);

/* A group's value needs this many returns that the reader may not read, or none such. */
enum { LEAST_RETURNS = 3 };

typedef struct Measure {
    CellState state; /* CELL_WITHHELD: the value would tell a single return */
    double value;    /* over the organisations that answered */
    double low,
        high; /* if those missing are like the lowest / highest per head of population; NAN
               * both: kept from the reader, because they are made from single returns */
    /* The two sides of a rate over those that answered; NAN where it is no quotient. */
    double numerator, denominator;
    int known, expected;
    double coverage; /* share of the population of the organisations expected, 0..1 */
    /* Organisations whose value is not reported but filled in, beside `known`, and their share
     * of the population. */
    int carried, imputed;
    double carried_share, imputed_share;
    bool not_asked; /* the collection's form does not ask it */
} Measure;

/* What stands for a return that has not come: nothing; last year's accepted return (carried
 * forward); or that, and where there is none what those of its kind that answered report per
 * head of population (imputed). */
typedef enum Fill { FILL_NONE, FILL_CARRIED, FILL_IMPUTED } Fill;
extern const Choice fills[]; /* by Fill: "none", "carried", "imputed" */
bool fill_of(Ctx *cx, const char *name, Fill *out) MUST_CHECK;
typedef enum Basis { BASIS_MISSING, BASIS_REPORTED, BASIS_CARRIED, BASIS_IMPUTED } Basis;
const char *basis_label(Ctx *cx, Basis b);

typedef struct PictureRow {
    const char *id, *label; /* organisation, or group of kind */
    bool is_group;
    const char *kind;    /* of an organisation */
    ReturnStatus status; /* of an organisation's return */
    double population;   /* of an organisation; NAN not known */
    Measure *measures;   /* [n_indicators] */
} PictureRow;
typedef struct Picture {
    const char *collection;
    int received, expected;   /* returns within the whole */
    const struct Scope *view; /* whose numbers it shows (picture.h) */
    int n, room;
    PictureRow *rows; /* the whole, then the kinds, then the organisations */
} Picture;
/* within: an organisation or group ("" = the collection's region). Rows of organisations that
 * cx->who may not read are left out; the whole needs workforce.aggregate for it, or the right
 * to read all its returns, else FORBIDDEN. */
bool workforce_picture(Ctx *cx, const char *collection, const char *within,
                       Picture *out) MUST_CHECK;
typedef struct PictureAsk {
    const char *collection, *within;
    Fill fill;
    /* Only these of indicators[]; the measures of the others are CELL_BLANK. NULL: all. */
    const Indicator *const *wanted;
    int n_wanted;
    /* What a picture drawn before for the same reader looked up about organisations; or NULL.
     */
    const struct Scope *like;
    const struct CollectionList *collections; /* that the reader sees, if known; or NULL */
    /* A view of the collection that was opened for the same wanted indicators, filling and part
     * (PictureYear.view), whose numbers are drawn without reading them again; or NULL. */
    const struct Scope *loaded;
} PictureAsk;
bool workforce_picture_of(Ctx *cx, const PictureAsk *ask, Picture *out) MUST_CHECK;
/* The wanted indicators of the whole over the collections of its region that the reader may see
 * and that have returns, oldest first. */
typedef struct PictureYear {
    Collection collection;
    Measure *measures;  /* [n_wanted] */
    bool *changed;      /* [n_wanted]: what is asked for it is not what was the year before */
    const char *broken; /* an organisation changed since the year before; NULL: none did */
    const struct Scope *view; /* whose numbers they are */
} PictureYear;
typedef struct PictureYears {
    int n, room;
    PictureYear *items;
} PictureYears;
bool workforce_years(Ctx *cx, const char *region, const PictureAsk *ask,
                     PictureYears *out) MUST_CHECK;
/* One indicator from returns given directly (NULL = not received): the same arithmetic. */
Measure indicator_measure(Ctx *cx, const Indicator *ind, const Return *const *returns,
                          const Org *orgs, int n);

/* What a leaf such as A3[total/leavers].hc sums to over the received returns of one kind of
 * organisation, with the cells it was made of. */
typedef struct Evidence {
    int64_t return_id;
    const char *organisation, *block, *row, *field;
    double value;
} Evidence;
typedef struct LeafTotal {
    double value;
    int known, expected;
    double population_known, population_expected;
    int n, room;
    Evidence *evidence;
} LeafTotal;
bool workforce_leaf_total(Ctx *cx, const char *collection, const char *kind, const char *leaf,
                          LeafTotal *out) MUST_CHECK;
/* The same over returns given directly (NULL = not received). */
bool returns_leaf_total(Ctx *cx, const Return *const *returns, const Org *orgs, int n,
                        const char *kind, const char *leaf, LeafTotal *out) MUST_CHECK;

/* The cells of one block in the newest return in force of an organisation, or of all (""). They
 * are not yet what cx->who may see. */
typedef struct BlockCell {
    const char *organisation, *collection, *as_at, *row, *field;
    ValueState state;
    double number; /* NAN: none */
    const char *text;
} BlockCell;
typedef struct BlockCellList {
    int n, room;
    BlockCell *items;
} BlockCellList;
bool workforce_block_cells(Ctx *cx, const char *block, const char *organisation,
                           BlockCellList *out) MUST_CHECK;
/* The cell of a block with one row to an organisation; NULL when it was not sent. */
const BlockCell *block_cell(const BlockCellList *list, const char *organisation,
                            const char *field);

extern const Module workforce_module;

#endif
