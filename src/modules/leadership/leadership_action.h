/* The actions of leadership_module.c, and the tables that its pages share with them. */
#ifndef PONT_LEADERSHIP_ACTION_H
#define PONT_LEADERSHIP_ACTION_H

#include "modules/leadership/leadership.h"

typedef struct LeadershipPostInput {
    const char *organisation, *post, *state, *wte, *grade, *reports_to, *tiers, *senior_team,
        *strategic_hours, *caseload, *source, *reason;
    Date valid_from;
    bool withdraw;
} LeadershipPostInput;
typedef struct LeadershipAttendInput {
    const char *organisation, *post, *meeting, *attended, *absence, *reason;
    Date held_on;
} LeadershipAttendInput;
/* A score and a note for each standard, named as data/employer-standards.csv names them. */
typedef struct LeadershipAssessInput {
    const char *organisation, *reason;
    int64_t year;
    double framework, workforce_planning, safe_workloads, wellbeing, supervision, cpd,
        registration, partnerships;
    const char *framework_note, *workforce_planning_note, *safe_workloads_note, *wellbeing_note,
        *supervision_note, *cpd_note, *registration_note, *partnerships_note;
} LeadershipAssessInput;
typedef struct LeadershipEnterInput {
    const char *organisation, *indicator, *profession, *value, *source, *reason;
    Date as_at;
} LeadershipEnterInput;
typedef struct LeadershipListInput {
    const char *within;
    Date at;
} LeadershipListInput;
typedef struct LeadershipShowInput {
    const char *organisation;
} LeadershipShowInput;
typedef struct LeadershipParityInput {
    const char *within, *organisation;
} LeadershipParityInput;
typedef struct LeadershipStandardsInput {
    const char *within, *organisation;
    int64_t year;
} LeadershipStandardsInput;
typedef struct LeadershipFilesInput {
    InFiles files;
} LeadershipFilesInput;

bool do_leadership_counts(Ctx *cx, const void *in, Reply *out);
bool do_leadership_list(Ctx *cx, const void *in, Reply *out);
bool do_leadership_show(Ctx *cx, const void *in, Reply *out);
bool do_leadership_record(Ctx *cx, const void *in, Reply *out);
bool do_leadership_correct(Ctx *cx, const void *in, Reply *out);
bool do_leadership_attend(Ctx *cx, const void *in, Reply *out);
bool do_leadership_assess(Ctx *cx, const void *in, Reply *out);
bool do_leadership_enter(Ctx *cx, const void *in, Reply *out);
bool do_leadership_standards(Ctx *cx, const void *in, Reply *out);
bool do_leadership_parity(Ctx *cx, const void *in, Reply *out);
bool do_leadership_sheet(Ctx *cx, const void *in, Reply *out);
bool do_leadership_alerts(Ctx *cx, const void *in, Reply *out);
bool do_leadership_import(Ctx *cx, const void *in, Reply *out);
bool do_leadership_export(Ctx *cx, const void *in, Reply *out);

bool leadership_waits(Ctx *cx, WaitList *out);
bool leadership_search(Ctx *cx, const char *words, FoundList *out);

/* ---- tables (leadership_table.c) ---- */

/* A choice as a cell: its code for machines, its label for people. */
Cell choice_cell(Ctx *cx, const Choice *choices, const char *value);
/* The council's row of the register; what is not recorded says so. */
Table *register_table(Ctx *cx, Reply *r, const OrgList *councils, const PostList *history,
                      Date at);
Table *leadership_history_table(Ctx *cx, Reply *r, const PostList *history);
Table *meetings_table(Ctx *cx, Reply *r, const MeetingList *list);
/* The register's entry beside what the newest return says; differences say so. NULL when there
 * is nothing to compare or the reader may not read the return. */
bool compared_table(Ctx *cx, Reply *r, const Org *o, const PostList *history, Table **out,
                    int *differences) MUST_CHECK;
/* A region's spread by standard, beside what was published, and a council's own score. own
 * NULL: no such column. */
bool standards_table(Ctx *cx, Reply *r, const Region *region, const char *own, int year,
                     Table **out) MUST_CHECK;
/* Both halves of each indicator for one council. */
Table *parity_table(Ctx *cx, Reply *r, const ParityTable *t, int row);
/* Medians of a region, with how many councils each rests on. */
Table *parity_medians(Ctx *cx, Reply *r, const ParityTable *t);
/* One indicator, council by council. */
Table *parity_councils(Ctx *cx, Reply *r, const ParityTable *t, int indicator);
Table *counts_table(Ctx *cx, Reply *r, const PostList *history, const Region *region,
                    bool exact);
Table *alerts_table(Ctx *cx, Reply *r, const AlertList *list);
/* "31 March 2026" with blanks that do not break. */
const char *day_words(Ctx *cx, const char *iso);
Cell half_cell(Ctx *cx, const Parity *p, const Half *h);

/* The days on which a series of the register is read: the last of each year, and today. */
int register_days(Ctx *cx, const PostList *history, Date **out);
/* Whether the reader may read every council of the region, so that its counts are exact. */
bool sees_whole(Ctx *cx, const Region *r);

#endif
