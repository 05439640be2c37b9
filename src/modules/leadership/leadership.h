/* Leadership: who leads occupational therapy in a council, with what time, and how that
 * compares with social work.
 *
 * The register holds the state of a post, the principal occupational therapist's or, beside it,
 * the principal social worker's, from a day on; the network sees how many are in post over the
 * years. Entries are never changed: a correction is another entry with a reason. Nobody is
 * named. A council judges itself once a year by the eight employer standards. The parity sheet
 * (data/parity.csv) sets each indicator of both professions on one definition, whichever
 * source it comes from; a half that nobody sent is "not received", never 0.
 *
 * A single council's entries show to whoever may read that council; a region's, without the
 * right to read its councils, only as counts of which 1 to 4 are protected. */
#ifndef PONT_LEADERSHIP_LEADERSHIP_H
#define PONT_LEADERSHIP_LEADERSHIP_H

#include "core/complaint.h"
#include "modules/org/org.h"

#define LEADERSHIP_PUBLISHED "leadership.published"
#define LEADERSHIP_READ      "leadership.read"
#define LEADERSHIP_WRITE     "leadership.write"
#define LEADERSHIP_ASSESS    "leadership.assess"
#define LEADERSHIP_AGGREGATE "leadership.aggregate"

/* Fewer councils than this are never told of by a median or a quartile. */
enum { LEADERSHIP_LEAST = 5 };

/* An answer as it is kept: "0.80", "NK" (not known), "n/a" or "" (blank). */
Cell answer_cell(const char *answer);

/* ---------------------------------------------------------------- the register (register.c) */

extern const Choice post_kinds[];   /* principal-ot, principal-social-worker */
extern const Choice post_states[];  /* in-post, interim, vacant, none */
extern const Choice post_lines[];   /* who the post reports to */
extern const Choice yes_no_known[]; /* Y, N, NK */

typedef struct Post {
    int64_t id;
    const char *organisation, *post, *valid_from, *state;
    const char *wte, *grade, *reports_to, *tiers, *senior_team, *strategic_hours, *caseload;
    bool withdrawn; /* nothing changed on that day after all */
    const char *reason, *source, *recorded_on, *recorded_by;
    bool in_force;     /* neither corrected nor withdrawn */
    const char *until; /* of those in force: the day the next begins; "" = still so */
} Post;
typedef struct PostList {
    int n, room;
    Post *items;
} PostList;

/* Every problem of an entry; the organisation is looked up too. */
bool post_check(Complaints *c, const Post *p) MUST_CHECK;
/* A new day of a post. CONFLICT when there is an entry of that day: that is corrected. */
bool leadership_record(Ctx *cx, const Post *p) MUST_CHECK;
/* Instead of the entry of that day, for a reason; NOT_FOUND when there is none. */
bool leadership_correct(Ctx *cx, const Post *p) MUST_CHECK;
/* All entries of one organisation ("" = all) and post ("" = both), the newest day first; of one
 * day the newest entry first. */
bool leadership_history(Ctx *cx, const char *organisation, const char *post,
                        PostList *out) MUST_CHECK;
/* Of a history, what was so at the day; NULL when nothing is recorded for it. */
const Post *post_at(const PostList *history, const char *organisation, const char *post,
                    Date at);

/* ---------------------------------------------------------------- meetings (meeting.c) */

extern const Choice meeting_kinds[], attended_answers[], absence_reasons[];

typedef struct Meeting {
    int64_t id;
    const char *organisation, *post, *held_on, *meeting, *attended, *absence, *reason;
} Meeting;
typedef struct MeetingList {
    int n, room;
    Meeting *items;
} MeetingList;
bool meeting_check(Complaints *c, const Meeting *m) MUST_CHECK;
/* Recording the same meeting again replaces what was said of it, for a reason. */
bool leadership_attend(Ctx *cx, const Meeting *m) MUST_CHECK;
/* Those in force of an organisation ("" = all), newest first. */
bool leadership_meetings(Ctx *cx, const char *organisation, MeetingList *out) MUST_CHECK;

/* Nominated, attended and missed for one's caseload, in the 12 months up to a day. */
typedef struct Attendance {
    int nominated, attended, missed, for_caseload, not_known;
} Attendance;
Attendance attendance_of(const MeetingList *list, const char *organisation, const char *post,
                         Date at);

/* ---------------------------------------------------------------- standards (standard.c) */

enum { STANDARDS = 8 };
typedef struct Standard {
    const char *key, *label; /* label: in the caller's language */
    double published;        /* national score; NAN where none was found */
    int published_year;
    const char *source, *source_date;
} Standard;
/* The eight, as data/employer-standards.csv has them. */
bool standards(Ctx *cx, const Standard **out) MUST_CHECK;

typedef enum ScoreBand { SCORE_LOW, SCORE_MODERATE, SCORE_HIGH, SCORE_BANDS } ScoreBand;
/* 0-50 low, up to 74 moderate, 75-100 high. */
ScoreBand score_band(double score);
extern const Choice score_bands[SCORE_BANDS + 1];

typedef struct Assessment {
    const char *organisation, *standard, *evidence, *reason, *recorded_on, *recorded_by;
    int year;
    double score;
} Assessment;
typedef struct AssessmentList {
    int n, room;
    Assessment *items;
} AssessmentList;
bool assessment_check(Complaints *c, const Assessment *a) MUST_CHECK;
/* Assessing a year again needs a reason. */
bool leadership_assess(Ctx *cx, const Assessment *a) MUST_CHECK;
/* Those in force; organisation "" and year 0 = all. Newest year first. */
bool leadership_assessments(Ctx *cx, const char *organisation, int year,
                            AssessmentList *out) MUST_CHECK;

/* How a region stands by one standard in a year. */
typedef struct Spread {
    int assessed, expected;      /* assessed -1: 1 to 4, protected */
    double lower, median, upper; /* NAN below LEADERSHIP_LEAST, quartiles below twice that */
    double bands[SCORE_BANDS];   /* how many; NAN where protected */
} Spread;
Spread standard_spread(Ctx *cx, const AssessmentList *list, const OrgList *councils,
                       const char *standard, int year);

/* ---------------------------------------------------------------- parity (parity.c) */

typedef enum Profession { PROFESSION_OT, PROFESSION_SW, PROFESSIONS } Profession;
extern const Choice professions[];

typedef struct Parity {
    const char *key, *label, *definition; /* in the caller's language */
    const char *unit;                     /* yes-no, text, count, hours, percent */
    const char *sources[PROFESSIONS];     /* in the order in which they are asked */
} Parity;
/* The definition sheet, data/parity.csv. */
bool parity_sheet(Ctx *cx, const Parity **out, int *n) MUST_CHECK;

typedef struct ParityEntry {
    const char *organisation, *indicator, *profession, *as_at, *value, *source, *reason;
} ParityEntry;
typedef struct ParityEntryList {
    int n, room;
    ParityEntry *items;
} ParityEntryList;
/* In force, of an organisation ("" = all), the newest day first. */
bool parity_entries(Ctx *cx, const char *organisation, ParityEntryList *out) MUST_CHECK;
/* as_at "" = the newest. */
const ParityEntry *parity_entry_of(const ParityEntryList *list, const char *organisation,
                                   const char *indicator, const char *profession,
                                   const char *as_at);
bool parity_check(Complaints *c, const ParityEntry *e) MUST_CHECK;
bool leadership_parity_enter(Ctx *cx, const ParityEntry *e) MUST_CHECK;
/* Whether exactly this is in force; those in force as a file. */
bool leadership_parity_has(Ctx *cx, const ParityEntry *e, bool *out) MUST_CHECK;
bool leadership_parity_export(Ctx *cx, const char *organisation, Buf *out) MUST_CHECK;

/* One half of one indicator: its value, and where it comes from. */
typedef struct Half {
    Cell value; /* CELL_NOT_RECEIVED: no source has it; CELL_WITHHELD: not for the reader */
    const char *from; /* "register", a collection's id, "entered", or "" */
    const char *as_at;
    double behind; /* the number that is withheld, for a median; NAN else */
} Half;
typedef struct ParityRow {
    Org org;
    Half *halves; /* [n indicators][PROFESSIONS] */
} ParityRow;
typedef struct ParityTable {
    int n_indicators, n_rows;
    const Parity *sheet;
    ParityRow *rows;
} ParityTable;
/* The sheet filled in for councils: those given, each by what the reader may see. */
bool parity_fill(Ctx *cx, const OrgList *councils, ParityTable *out) MUST_CHECK;
const Half *parity_half(const ParityTable *t, int row, int indicator, Profession p);
/* A median over the rows (share of yes for yes-no) and how many have a number. NAN below
 * LEADERSHIP_LEAST. What is withheld one by one counts. */
double parity_median(Ctx *cx, const ParityTable *t, int indicator, Profession p, int *known);

/* ---------------------------------------------------------------- counts (counts.c) */

enum { POST_STATES = 4 };
/* How many councils are in each state, in the order of post_states[], and of how many nothing
 * is recorded. */
typedef struct StateCount {
    int councils;
    double states[POST_STATES + 1]; /* NAN: protected */
} StateCount;
StateCount state_count(const PostList *history, const OrgList *councils, const char *post,
                       Date at);
/* Hides 1 to 4, and as many more as it takes that none can be computed from the whole. */
void state_protect(StateCount *c);
/* The same for any counts that sum to a total that is known. */
void counts_protect(double *counts, int n);
/* Sorts the values; between two it goes along the line. NAN for none. */
double values_quantile(double *values, int n, double p);

/* ---------------------------------------------------------------- regions, alerts */

/* Regions that collections ask, each with its councils today. */
typedef struct Region {
    Org org;
    OrgList councils;
} Region;
typedef struct RegionList {
    int n, room;
    Region *items;
} RegionList;
bool leadership_regions(Ctx *cx, RegionList *out) MUST_CHECK;
/* The one whose councils hold the organisation; NOT_FOUND when there is none. */
bool leadership_region_of(Ctx *cx, const char *organisation, Region *out) MUST_CHECK;
/* The one asked for, or else that of the reader's own organisation, or the first. NOT_FOUND. */
const Region *leadership_region(Ctx *cx, const RegionList *list, const char *id);
/* Of its councils, those that the reader may read. */
OrgList leadership_seen(Ctx *cx, const Region *r);

/* A lead who carries cases and has less strategic time than the setting
 * leadership.least_strategic_hours asks; or a post vacant for too long. */
typedef struct Alert {
    Org org;
    const char *kind; /* "caseload", "vacant", "no-post" */
    const char *text; /* in the caller's language */
    const char *since;
} Alert;
typedef struct AlertList {
    int n, room;
    Alert *items;
} AlertList;
bool leadership_alerts(Ctx *cx, const OrgList *councils, AlertList *out) MUST_CHECK;

/* ---------------------------------------------------------------- files (import.c) */

typedef struct Imported {
    int posts, meetings, assessments, parity;
    Complaints complaints; /* when there are any, nothing was stored */
} Imported;
/* Lists told apart by their headings; all or nothing. An entry that is there already, exactly
 * so, is passed over; one that differs wants a reason. FORBIDDEN for what one may not write. */
bool leadership_import(Ctx *cx, const InFiles *files, Imported *out) MUST_CHECK;
/* The entries of the organisations that one may read, as those files. */
bool leadership_export(Ctx *cx, const char *organisation, Reply *out) MUST_CHECK;

extern const Module leadership_module;

#endif
