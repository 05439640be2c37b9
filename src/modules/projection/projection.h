/* Plans and their projections: from the returns to supply and demand in ten years.
 *
 * A plan is data: states, stock, exits, moves, routes, demand, limits and targets, each
 * assumption a row with value, distribution, source, date, owner and grade. It is built from a
 * collection's returns together with a region's national assumptions (data/plans/), lives in
 * the database, and goes out to and comes in from a model folder (folder.h). Assumptions that
 * come from returns keep their evidence: the very cells they were made of. A run stores its
 * whole input, seed, version and result digest, so that it can be replayed and proved. */
#ifndef PONT_PROJECTION_PROJECTION_H
#define PONT_PROJECTION_PROJECTION_H

#include "core/module.h"
#include "modules/projection/folder.h"
#include "sim/commission.h"

/* ---------------------------------------------------------------- plans */

typedef struct PlanInfo {
    const char *id, *title, *collection, *made_on, *made_by;
    int assumptions;
    const char *region; /* of the collection; "" without one */
} PlanInfo;
typedef struct PlanList {
    int n, room;
    PlanInfo *items;
} PlanList;

/* Newest first. */
bool projection_plans(Ctx *cx, PlanList *out) MUST_CHECK;
/* id "" = the newest plan; NOT_FOUND says how to make one. */
bool projection_plan(Ctx *cx, const char *id, PlanInfo *out) MUST_CHECK;
/* The same among the plans for whose region cx->who holds the permission; a plan that was not
 * built from a collection has no region, and shows to whoever holds the permission anywhere.
 * FORBIDDEN for one that exists and is not among them. */
bool projection_plans_seen(Ctx *cx, const char *permission, PlanList *out) MUST_CHECK;
bool projection_plan_seen(Ctx *cx, const char *permission, const char *id,
                          PlanInfo *out) MUST_CHECK;
/* Before a plan is made or replaced: the region of the collection ("" none) and of the plan
 * that bears the id now. */
bool projection_permit_write(Ctx *cx, const char *collection, const char *id) MUST_CHECK;
bool projection_load(Ctx *cx, const char *id, Model *out) MUST_CHECK;
/* Fails with NOT_FOUND when the plan has no such assumption. */
bool projection_assumption_exists(Ctx *cx, const char *plan, const char *assumption) MUST_CHECK;
/* Makes the plan or replaces its rows; evidence of rows that are gone goes with them. */
bool projection_save(Ctx *cx, const char *id, const char *collection,
                     const Model *m) MUST_CHECK;

/* One piece of evidence: what a return said that went into an assumption. */
typedef struct PlanEvidence {
    const char *assumption; /* id of the row */
    const char *role;       /* "count", "of", ... */
    const char *collection, *organisation, *formula;
    const char *release; /* whose cells they are; "" = the returns themselves */
    double value;
    int together;  /* so many returns summed up, of organisations that may not be read; or 0 */
    bool withheld; /* too few to be summed up, or not covered: no value */
} PlanEvidence;
typedef struct EvidenceList {
    int n, room;
    PlanEvidence *items;
} EvidenceList;
bool projection_evidence(Ctx *cx, const char *plan, const char *assumption,
                         EvidenceList *out) MUST_CHECK;
/* As cx->who may see it: returns that may not be read are summed up, each sum over all of one
 * collection and formula, or withheld. */
bool projection_evidence_seen(Ctx *cx, const char *plan, const char *assumption,
                              EvidenceList *out) MUST_CHECK;

/* Whether cx->who may see this piece of evidence by itself: who may read the return, or
 * received it in a release. *covered: whether it may be summed up with others for them. */
bool projection_member_seen(Ctx *cx, const PlanEvidence *e, bool *covered);
/* Assumptions that tell a single return that cx->who may not see: those with evidence of fewer
 * than LEAST_RETURNS organisations, or of some that may not even be summed up. In order of id.
 */
typedef struct WithheldList {
    int n, room;
    const char **ids;
} WithheldList;
bool projection_withheld(Ctx *cx, const char *plan, WithheldList *out) MUST_CHECK;
bool projection_is_withheld(const WithheldList *list, const char *assumption);

/* Builds a plan from a collection and the two before it, and saves it with its evidence. From a
 * release; "" = the returns for those who may read them, else the newest release for them. */
bool projection_build(Ctx *cx, const char *collection, const char *release,
                      const char *id) MUST_CHECK;

/* The same without saving: what would have been planned with the returns up to that collection
 * alone. */
bool projection_draft(Ctx *cx, const char *collection, const char *release, const char *id,
                      Model *out) MUST_CHECK;

/* Changes one assumption's value and distribution, with a reason that becomes its note. From
 * then on it is the person's (source, grade D), and no return is its evidence any more; what it
 * was is kept in projection_change. */
bool projection_set(Ctx *cx, const char *plan, const char *assumption, const char *value,
                    const char *distribution, const char *reason) MUST_CHECK;

/* ---------------------------------------------------------------- runs */

/* Where a projection takes its input: a plan of the database or a model folder. */
typedef struct PlanSource {
    const char *plan, *model; /* one of them, or both "" for the newest plan */
    int64_t draws, seed;      /* NOT_GIVEN: as the plan says */
} PlanSource;

typedef struct Loaded {
    const char *id; /* "" for a folder */
    Model model;
    Plan plan;
    int draws;
    uint64_t seed;
} Loaded;
bool projection_open(Ctx *cx, const PlanSource *source, Loaded *out) MUST_CHECK;

/* Quantiles of one quantity in one year: 5, 10, 25, 50, 75, 90, 95 %. */
enum { N_QUANTILES = 7 };
extern const double projection_quantiles[N_QUANTILES];
typedef struct Outcome {
    const char *quantity; /* supply, demand, gap, heads; or one of sim/extra.h */
    const char *line;     /* demand line; name of a flow; "" for supply and heads */
    const char *group;    /* group, "all", the state for heads, the route for students */
    int year;
    double central, mean, q[N_QUANTILES];
} Outcome;
typedef struct Projection {
    const char *run; /* id: first 12 hex digits of what the run was made from */
    const char *input_digest, *result_digest;
    int n, room;
    Outcome *outcomes;
} Projection;
/* summary.c: appends the outcomes of the years shown. */
void projection_summarise(Arena *a, const Plan *plan, const Ensemble *e, int threads,
                          Projection *p);
/* Watches an ensemble for progress and cancelling, on behalf of cx. */
Watch projection_watch(Ctx *cx);
/* Computes supply, demand, gap and heads for the years shown. */
bool projection_compute(Ctx *cx, const Loaded *in, Ensemble *ensemble,
                        Projection *out) MUST_CHECK;
/* The same answer in less than half the time, for who decides nothing on it: the ensemble is
 * one of ENSEMBLE_SHOWN. */
bool projection_report(Ctx *cx, const Loaded *in, Ensemble *ensemble,
                       Projection *out) MUST_CHECK;
const Outcome *projection_find(const Projection *p, const char *quantity, const char *line,
                               const char *group, int year);
/* Keeps the run: its input as canonical text, seed, draws, version and digests. Doing it again
 * with the same input changes nothing. */
bool projection_store(Ctx *cx, const Loaded *in, const Projection *p) MUST_CHECK;

typedef struct RunInfo {
    const char *id, *plan, *run_on, *run_by, *version, *input, *input_digest, *result_digest;
    int draws;
    uint64_t seed;
} RunInfo;
typedef struct RunList {
    int n, room;
    RunInfo *items;
} RunList;
bool projection_runs(Ctx *cx, RunList *out) MUST_CHECK;
/* Those of plans that projection_plans_seen() gives. */
bool projection_runs_seen(Ctx *cx, const char *permission, RunList *out) MUST_CHECK;
/* run "" = the newest of them. */
bool projection_run_seen(Ctx *cx, const char *permission, const char *run,
                         RunInfo *out) MUST_CHECK;
/* run "" = the newest. */
bool projection_run(Ctx *cx, const char *run, RunInfo *out) MUST_CHECK;
/* Digests of what is stored of a run, worked out anew: of its input, of its results, and of the
 * plan's model alone as the run had it. */
typedef struct RunDigests {
    const char *input, *result, *plan;
} RunDigests;
bool projection_digests(Ctx *cx, const RunInfo *run, RunDigests *out) MUST_CHECK;
/* The digest of a model, as RunDigests.plan. */
const char *projection_model_digest(Ctx *cx, const Model *m);
/* The results as one text, line by line: what result_digest is the digest of. */
const char *projection_result_text(Ctx *cx, const Projection *p);
/* The stored outcomes of a run. */
bool projection_outcomes(Ctx *cx, const char *run, Projection *out) MUST_CHECK;
/* Computes the run again from its stored input and compares digests. */
bool projection_replay(Ctx *cx, const char *run, bool *identical, Projection *again) MUST_CHECK;

extern const Module projection_module;

#endif
