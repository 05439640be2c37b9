/* What the rules look at: the columns of the three files, one row, and the code lists. Known
 * inside this module only. */
#ifndef PONT_ASCWDS_ASCWDS_ROW_H
#define PONT_ASCWDS_ASCWDS_ROW_H

#include "modules/ascwds/ascwds.h"

/* ---------------------------------------------------------------- columns */

/*  name, needed: Y the file is nothing without it, N a blank says the same as its absence,
 *  O left by an earlier layout or allowed beside the others */
/* clang-format off */
#define WORKPLACE_COLUMNS(X)                                                                   \
    X(LOCALESTID, Y) X(STATUS, Y) X(ESTNAME, Y) X(ADDRESS1, N) X(ADDRESS2, N) X(ADDRESS3, N)   \
    X(POSTTOWN, N) X(POSTCODE, N) X(ESTTYPE, Y) X(OTHERTYPE, N) X(PERMCQC, N) X(PERMLA, N)     \
    X(REGTYPE, Y) X(PROVNUM, N) X(LOCATIONID, N) X(MAINSERVICE, Y) X(ALLSERVICES, N)           \
    X(CAPACITY, N) X(UTILISATION, N) X(SERVICEDESC, N) X(SERVICEUSERS, N)                      \
    X(OTHERUSERDESC, N) X(DHA, N) X(DHAACTIVITIES, N) X(TOTALPERMTEMP, Y) X(ALLJOBROLES, Y)    \
    X(STARTERS, Y) X(LEAVERS, Y) X(VACANCIES, Y) X(REASONS, N) X(REASONNOS, N)                 \
    X(REPEATTRAINING, N) X(CWPAWARE, N) X(CWPUSE, N) X(CWPUSEDESC, N) X(SICKPAY, N)            \
    X(PENSION, N) X(ACTUALCONT, N) X(OPTOUTPEN, N) X(HOLIDAY, N) X(SLEEPINS, N)                \
    X(SLEEPINPAY, N) X(TRAVELTIME, N) X(TTDIFFRATE, N) X(ACCEPTCARECERT, O) X(BENEFITS, O)
#define STAFF_COLUMNS(X)                                                                       \
    X(LOCALESTID, Y) X(UNIQUEWORKERID, Y) X(CHGUNIQUEWRKID, O) X(TRANSFERSTAFFRECORD, O)       \
    X(STATUS, Y) X(DISPLAYID, Y) X(NINUMBER, N) X(POSTCODE, N) X(DOB, Y) X(GENDER, Y)          \
    X(ETHNICITY, N) X(NATIONALITY, N) X(BRITISHCITIZENSHIP, N) X(COUNTRYOFBIRTH, N)            \
    X(YEAROFENTRY, N) X(DISABLED, N) X(CARECERT, N) X(L2CARECERT, N) X(RECSOURCE, Y)           \
    X(HANDCVISA, N) X(INOUTUK, N) X(STARTDATE, Y) X(STARTINSECT, N) X(DHA, N)                  \
    X(APPRENTICE, N) X(EMPLSTATUS, Y) X(ZEROHRCONT, Y) X(DAYSSICK, N) X(SALARYINT, N)          \
    X(SALARY, N) X(HOURLYRATE, N) X(MAINJOBROLE, Y) X(MAINJRDESC, N) X(CONTHOURS, Y)           \
    X(AVGHOURS, Y) X(NMCREG, N) X(AMHP, N) X(SCQUAL, N) X(NONSCQUAL, N) X(CWPCATEGORY, N)      \
    X(NURSESPEC, O)
#define TRAINING_COLUMNS(X)                                                                    \
    X(LOCALESTID, Y) X(UNIQUEWORKERID, Y) X(CATEGORY, Y) X(TRAININGNAME, N) X(ACCREDITED, N)   \
    X(WHODELIVERED, N) X(PROVIDERNAME, N) X(HOWDELIVERED, N) X(VALIDITY, N)                    \
    X(DATECOMPLETED, N) X(EXPIRYDATE, N) X(NOTES, N) X(TRAININGUID, O) X(DESCRIPTION, O)
/* clang-format on */

#define X(name, needed) W_##name,
enum { WORKPLACE_COLUMNS(X) W_COLUMNS };
#undef X
#define X(name, needed) S_##name,
enum { STAFF_COLUMNS(X) S_COLUMNS };
#undef X
#define X(name, needed) T_##name,
enum { TRAINING_COLUMNS(X) T_COLUMNS };
#undef X
enum { ASC_MOST_COLUMNS = 48 };

typedef struct AscColumn {
    const char *name;
    char needed; /* 'Y', 'N', 'O' */
} AscColumn;
const AscColumn *asc_columns(AscKind k, int *n);

/* ---------------------------------------------------------------- code lists */

typedef enum AscListId {
    LIST_JOB_ROLE,
    LIST_RECRUITMENT,
    LIST_LEAVING,
    LIST_QUALIFICATION,
    LIST_SERVICE,
    LIST_SERVICE_USER,
    LIST_EMPLOYER,
    LIST_CONTRACT,
    LIST_GENDER,
    LIST_ETHNICITY,
    LIST_LEVEL,
    LIST_TRAINING,
    LIST_NURSING,
    LIST_CWP,
    LIST_AUTHORITY,
    LISTS
} AscListId;
typedef struct AscCode {
    int64_t code;
    FormText label;
    const char *kind;
} AscCode;
typedef struct AscCodes {
    int n[LISTS], room[LISTS];
    AscCode *items[LISTS];
} AscCodes;
/* The lists of data/ascwds, read from the program itself. */
bool asc_codes(Ctx *cx, const AscCodes **out) MUST_CHECK;
/* NULL when the list has no such code. */
const AscCode *asc_code(const AscCodes *c, AscListId list, int64_t code);
/* "" when there is none. */
const char *asc_code_kind(const AscCodes *c, AscListId list, int64_t code);

/* ---------------------------------------------------------------- rows */

typedef enum AscStatus {
    STATUS_WRONG,
    STATUS_NEW,
    STATUS_UPDATE,
    STATUS_DELETE,
    STATUS_UNCHECKED,
    STATUS_NOCHANGE
} AscStatus;

/* A list in one cell: "15;36;999". */
typedef struct AscItems {
    int n;
    const char **text;
    int64_t *number; /* ASC_NO where it is not a whole number */
} AscItems;
#define ASC_NO INT64_MIN

typedef struct AscRow {
    Ctx *cx;
    const AscCodes *codes;
    const struct AscFile *file;
    int line;
    const char *v[ASC_MOST_COLUMNS]; /* by the column's number; "" where there is none */
    AscStatus status;
    bool failed[ASC_MOST_COLUMNS]; /* a rule of this column has failed */
    /* Of the qualification that is being judged, from 1. */
    int qualification;
    const char *achieved, *achieved_notes;
    /* Of staff, made once. */
    int64_t role, contract; /* ASC_NO */
    Date born, started;
    const struct AscWorkplace *at; /* of a workplace, made once */
} AscRow;
typedef struct AscWorkplace {
    int64_t service, regulated, total; /* MAINSERVICE, REGTYPE, TOTALPERMTEMP */
    AscItems services, jobs, starters, leavers, vacancies, reasons, reason_counts;
} AscWorkplace;

typedef struct AscFile {
    AscKind kind;
    CsvFile csv;
    int at[ASC_MOST_COLUMNS]; /* the column's place in the file, or -1 */
    int n_qualifications;
    struct AscPair {
        int number, code, notes; /* QUALACH07: 7, and the places of the two columns */
    } * qualifications;
    int n;
    AscRow *rows;
    const int *records; /* of a workplace file: staff by row; NULL before they are counted */
} AscFile;

/* When a rule is asked. A row that is deleted, unchecked or unchanged is not judged further
 * than its ids: the reference keeps what it has. */
enum AscWhen {
    ALWAYS = 1,   /* whatever the status of the row */
    ELSEWISE = 2, /* only while no rule of its column has failed in this row */
    GIVEN = 4     /* only when the column is not blank */
};
static inline bool asc_judged(const AscRow *r)
{
    return r->status == STATUS_NEW || r->status == STATUS_UPDATE || r->status == STATUS_WRONG;
}

/* ---------------------------------------------------------------- tools of the rules */

int64_t asc_number(const char *s);                    /* a whole number, or ASC_NO */
double asc_decimal(const char *s);                    /* NAN */
int asc_length(const char *s);                        /* in characters */
Date asc_day(const char *s);                          /* dd/mm/yyyy, or DATE_NONE */
bool asc_one_of(const char *value, const char *list); /* "1;2;999"; "" is one of any list */
AscItems asc_items(Arena *a, const char *s);
bool asc_postcode(const char *s);
bool asc_ni_number(const char *s);
/* The date that many years later; a 29 February becomes the 28th. */
Date asc_years_later(Date d, int years);

bool holds_given(const AscRow *r, const AscRule *rule);
bool holds_length(const AscRow *r, const AscRule *rule); /* most characters */
bool holds_one_of(const AscRow *r, const AscRule *rule); /* of rule->list */
bool holds_known(const AscRow *r, const AscRule *rule);  /* of the AscListId rule->most */

#define ASC_TABLE(name)                                                                        \
    extern const AscRule name[];                                                               \
    extern const int n_##name
ASC_TABLE(asc_workplace_rules);
ASC_TABLE(asc_services_rules);
ASC_TABLE(asc_staff_person_rules);
ASC_TABLE(asc_staff_job_rules);
ASC_TABLE(asc_qualification_rules);
ASC_TABLE(asc_training_rules);
ASC_TABLE(asc_cross_rules);
const AscRule *asc_rule_by_code(const char *code);

/* value NULL: the column's own; it is shown by its shape where it is about a person. */
void asc_complain(AscBundle *b, const AscRow *r, const AscRule *rule, const char *value,
                  const char *detail);
void asc_file_problem(Ctx *cx, AscBundle *b, const AscFile *f, const AscRule *rule,
                      const char *column, const char *detail);

void asc_cross_check(Ctx *cx, AscBundle *b);

#endif
