/* The caseload-weighting tool: what a team carries, by a scheme of points of its own.
 *
 * A scheme gives points to the levels of some factors (complexity, risk, travel, ...) and says
 * how many points one WTE can carry. A case is a row under a pseudonym with a level for each
 * factor; its weight is the sum of their points. Weighed against the workers' time it says who
 * has room, who is full and who carries too much, and what moving a case or adding a worker
 * would change. The council that enters it is alone in seeing it: to a region it gives, if it
 * says so, its newest snapshot towards medians of at least five councils.
 *
 * Nothing here names a client or a worker, and what looks as if it did is refused. */
#ifndef PONT_CASELOAD_CASELOAD_H
#define PONT_CASELOAD_CASELOAD_H

#include "core/complaint.h"
#include "modules/org/org.h"
#include <math.h>

#define CASELOAD_PUBLISHED "caseload.published"
#define CASELOAD_READ      "caseload.read"
#define CASELOAD_WRITE     "caseload.write"
#define CASELOAD_AGGREGATE "caseload.aggregate"

enum { CASELOAD_LEAST = 5, CASELOAD_MOST_CASES = 5000 };

/* ---------------------------------------------------------------- schemes (scheme.c) */

typedef struct Level {
    const char *factor, *level; /* level "": the factor's own name */
    const char *label_en, *label_cy;
    double points;
} Level;
typedef struct Scheme {
    const char *organisation; /* "": the starting proposal */
    int version;              /* 0: the starting proposal */
    const char *title_en, *title_cy;
    double under, over; /* points per WTE: below there is room, above it is too much */
    int n, room;
    Level *levels; /* a factor's name, then its levels */
    const char *reason, *made_on, *made_by;
} Scheme;

/* The starting proposal, data/caseload-scheme.csv. */
bool scheme_proposal(Ctx *cx, Scheme *out) MUST_CHECK;
/* The newest version of a council's scheme; version 0 and no levels when it has none. */
bool scheme_of(Ctx *cx, const char *organisation, Scheme *out) MUST_CHECK;
/* A scheme from a file with the headings of the proposal; every problem goes to the list. */
bool scheme_read(Complaints *c, const InFile *f, Scheme *out) MUST_CHECK;
/* As a file that scheme_read() reads; equal schemes give equal bytes. */
void scheme_write(const Scheme *s, Buf *out);
/* Stores it as the council's next version. Refused while an open case has a level that it
 * drops: the case would lose its weight unseen. */
bool scheme_store(Ctx *cx, const char *organisation, const Scheme *s,
                  const char *reason) MUST_CHECK;
/* Whether both give the same points to the same levels, with the same capacity. */
bool scheme_same(const Scheme *a, const Scheme *b);
const Level *scheme_level(const Scheme *s, const char *factor, const char *level);
/* In the caller's language. */
const char *level_label(const Ctx *cx, const Level *l);
/* The factors in order; returns how many. */
int scheme_factors(Ctx *cx, const Scheme *s, const Level ***out);

/* ---------------------------------------------------------------- workers and cases (case.c)
 */

typedef struct Worker {
    const char *worker;
    double wte;
    const char *hours;    /* for casework a week: a number, NK or "" */
    const char *ended_on; /* "" = still there */
} Worker;
typedef struct WorkerList {
    int n, room;
    Worker *items;
} WorkerList;

typedef struct Case {
    const char *reference, *worker;
    const char *opened_on, *closed_on; /* days of the work, not of the client; "" = open */
    int n, room;
    struct CaseLevel {
        const char *factor, *level;
    } * levels;
} Case;
typedef struct CaseList {
    int n, room;
    Case *items;
} CaseList;

bool caseload_workers(Ctx *cx, const char *organisation, WorkerList *out) MUST_CHECK;
/* All cases, also closed ones, in order of reference. */
bool caseload_cases(Ctx *cx, const char *organisation, CaseList *out) MUST_CHECK;
const Worker *worker_find(const WorkerList *list, const char *worker);
const Case *case_find(const CaseList *list, const char *reference);
const char *case_level(const Case *k, const char *factor); /* "" = not judged */

/* "complexity:high risk:low": adds them to the case. False with a complaint for what is none.
 */
bool case_levels_parse(Complaints *c, const Scheme *s, const char *text, Case *k);
bool worker_check(Complaints *c, const Worker *w);
bool case_check(Complaints *c, const Scheme *s, const WorkerList *workers, const Case *k);
/* The next free reference, such as C-0042. */
const char *case_next_reference(Ctx *cx, const CaseList *list);

/* New, or instead of the one of that name. */
bool caseload_put_worker(Ctx *cx, const char *organisation, const Worker *w) MUST_CHECK;
bool caseload_put_case(Ctx *cx, const char *organisation, const Case *k) MUST_CHECK;

/* ---------------------------------------------------------------- weighing (weigh.c) */

typedef enum LoadBand { LOAD_UNDER, LOAD_WITHIN, LOAD_OVER, LOAD_NONE } LoadBand;
extern const Choice load_bands[];

typedef struct Load {
    const char *worker;    /* "": the team */
    double wte, available; /* available: WTE left for casework; wte where no hours are given */
    int cases, unweighed;  /* unweighed: of the cases, those with a factor not judged */
    double weighted;       /* of the cases that are weighed */
    double per_wte, per_available; /* NAN without time */
    LoadBand band;                 /* by per_available; LOAD_NONE without time */
} Load;
typedef struct TeamLoad {
    Load team;
    int n;
    Load *workers;
} TeamLoad;

/* What would be: cases at other workers, and one worker more, called "new". */
typedef struct WhatIf {
    int n, room;
    struct Move {
        const char *reference, *worker;
    } * moves;
    double add_wte; /* NAN: nobody more */
} WhatIf;

/* NAN when a factor is not judged. */
double case_weight(const Scheme *s, const Case *k);
/* The load of a day from the rows given: pure arithmetic. full_time: hours of one WTE. */
TeamLoad load_of(Ctx *cx, const Scheme *s, const WorkerList *workers, const CaseList *cases,
                 Date at, double full_time, const WhatIf *what_if);
/* The same from the database; NOT_FOUND when the council has no scheme. */
bool caseload_weigh(Ctx *cx, const char *organisation, Date at, const WhatIf *what_if,
                    TeamLoad *out) MUST_CHECK;

/* ---------------------------------------------------------------- snapshots (snapshot.c) */

typedef struct CaseloadSnapshot {
    int64_t id;
    const char *organisation, *taken_on, *note;
    int version, workers, cases, unweighed;
    bool starting; /* weighed by the points of the starting proposal */
    double weighted, wte, available, over;
} CaseloadSnapshot;
typedef struct SnapshotList {
    int n, room;
    CaseloadSnapshot *items;
} SnapshotList;
bool caseload_snapshot(Ctx *cx, const char *organisation, Date at, const char *note) MUST_CHECK;
/* Newest first; organisation "" = all. */
bool caseload_snapshots(Ctx *cx, const char *organisation, SnapshotList *out) MUST_CHECK;
bool caseload_shares(Ctx *cx, const char *organisation, bool *out) MUST_CHECK;
bool caseload_share(Ctx *cx, const char *organisation, bool on) MUST_CHECK;

/* A region from the newest snapshots, not older than a year, of councils that share. */
typedef struct RegionLoad {
    int councils;
    double with_tool;    /* NAN: 1 to 4, withheld */
    double capacity;     /* median of the load as per cent of the scheme's capacity; NAN: fewer
                          * than CASELOAD_LEAST councils */
    double per_wte;      /* median of points per WTE, of those with the starting proposal's
                          * points; NAN as well */
    double lower, upper; /* quartiles of capacity; NAN below twice CASELOAD_LEAST */
} RegionLoad;
bool caseload_region(Ctx *cx, const OrgList *councils, RegionLoad *out) MUST_CHECK;

/* ---------------------------------------------------------------- files (files.c) */

typedef struct CaseloadImported {
    int workers, cases;
    Complaints complaints; /* when there are any, nothing was stored */
} CaseloadImported;
/* workers.csv and cases.csv, told apart by their headings; all or nothing; a row that is not
 * there is not deleted, a column that is not there is left as it is. */
bool caseload_import(Ctx *cx, const InFiles *files, CaseloadImported *out) MUST_CHECK;
/* The rows of the councils that one may read ("" = all), as those files. */
bool caseload_export(Ctx *cx, const char *organisation, Reply *out) MUST_CHECK;
/* An example's files: schemes are copied, rows imported, and snapshots of four quarters taken.
 */
bool caseload_load_example(Ctx *cx, const InFiles *files) MUST_CHECK;

extern const Module caseload_module;

#endif
