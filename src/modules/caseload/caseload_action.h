/* The actions of caseload_module.c, and the tables that its pages share with them. */
#ifndef PONT_CASELOAD_ACTION_H
#define PONT_CASELOAD_ACTION_H

#include "modules/caseload/caseload.h"

typedef struct CaseloadInput {
    const char *organisation;
} CaseloadInput;
typedef struct CaseloadWithinInput {
    const char *within;
} CaseloadWithinInput;
typedef struct CaseloadDefineInput {
    const char *organisation, *reason;
    InFiles files;
} CaseloadDefineInput;
typedef struct CaseloadWorkerInput {
    const char *organisation, *worker, *hours;
    double wte;
    Date ended_on;
} CaseloadWorkerInput;
typedef struct CaseloadCaseInput {
    const char *organisation, *reference, *worker, *levels;
} CaseloadCaseInput;
typedef struct CaseloadFilesInput {
    InFiles files;
} CaseloadFilesInput;
typedef struct CaseloadWeighInput {
    const char *organisation, *reference, *to, *moves;
    double add_wte;
} CaseloadWeighInput;
typedef struct CaseloadSnapshotInput {
    const char *organisation, *note;
} CaseloadSnapshotInput;
typedef struct CaseloadShareInput {
    const char *organisation, *share;
} CaseloadShareInput;

bool do_caseload_proposal(Ctx *cx, const void *in, Reply *out);
bool do_caseload_scheme(Ctx *cx, const void *in, Reply *out);
bool do_caseload_copy(Ctx *cx, const void *in, Reply *out);
bool do_caseload_define(Ctx *cx, const void *in, Reply *out);
bool do_caseload_worker(Ctx *cx, const void *in, Reply *out);
bool do_caseload_add(Ctx *cx, const void *in, Reply *out);
bool do_caseload_change(Ctx *cx, const void *in, Reply *out);
bool do_caseload_close(Ctx *cx, const void *in, Reply *out);
bool do_caseload_import(Ctx *cx, const void *in, Reply *out);
bool do_caseload_export(Ctx *cx, const void *in, Reply *out);
bool do_caseload_weigh(Ctx *cx, const void *in, Reply *out);
bool do_caseload_snapshot(Ctx *cx, const void *in, Reply *out);
bool do_caseload_history(Ctx *cx, const void *in, Reply *out);
bool do_caseload_share(Ctx *cx, const void *in, Reply *out);
bool do_caseload_region(Ctx *cx, const void *in, Reply *out);

extern const Choice yes_or_no[];

Table *load_table(Ctx *cx, Reply *r, const char *key, const char *caption, const TeamLoad *t);
/* own: links to change and close. */
Table *cases_table(Ctx *cx, Reply *r, const Scheme *s, const CaseList *list,
                   const char *organisation, bool own);
Table *scheme_table(Ctx *cx, Reply *r, const Scheme *s);
Table *snapshots_table(Ctx *cx, Reply *r, const SnapshotList *list);
const char *caseload_page(Ctx *cx, const char *organisation);

#endif
