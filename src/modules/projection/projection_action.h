/* The actions of projection_module.c; what each field means stands in its row there. */
#ifndef PONT_PROJECTION_ACTION_H
#define PONT_PROJECTION_ACTION_H

#include "modules/projection/projection.h"

typedef struct BuildInput {
    const char *collection, *release, *plan;
} BuildInput;
typedef struct PlanInput {
    const char *plan, *part;
} PlanInput;
typedef struct EvidenceInput {
    const char *plan, *assumption;
} EvidenceInput;
typedef struct EstimatesInput {
    const char *plan, *kind;
} EstimatesInput;
typedef struct SetInput {
    const char *plan, *assumption, *value, *distribution, *reason;
} SetInput;
typedef struct RunInput {
    const char *plan, *model;
    int64_t draws, seed;
} RunInput;
typedef struct ReplayInput {
    const char *run; /* or a pack on the disk */
    InFiles files;   /* a pack as an archive */
} ReplayInput;
typedef struct ImportInput {
    const char *model, *plan;
    InFiles files;
} ImportInput;

bool do_plans(Ctx *cx, const void *in, Reply *out);
bool do_build(Ctx *cx, const void *in, Reply *out);
bool do_assumptions(Ctx *cx, const void *in, Reply *out);
bool do_evidence(Ctx *cx, const void *in, Reply *out);
bool do_estimates(Ctx *cx, const void *in, Reply *out); /* estimates_action.c */
bool do_set(Ctx *cx, const void *in, Reply *out);
bool do_run(Ctx *cx, const void *in, Reply *out);
bool do_runs(Ctx *cx, const void *in, Reply *out);
bool do_replay(Ctx *cx, const void *in, Reply *out);
bool do_export(Ctx *cx, const void *in, Reply *out);
bool do_import_plan(Ctx *cx, const void *in, Reply *out);

/* Shared with the pages and with commissioning. */
/* A demand line, route, measure or title of a plan as a person reads it. */
const char *plan_word(Ctx *cx, const char *word);
Table *projection_table(Ctx *cx, Reply *r, const Plan *plan, const Projection *p,
                        const char *group);
Table *assumptions_table(Ctx *cx, Reply *r, const char *plan, const Model *m, const char *part);
Table *evidence_table(Ctx *cx, Reply *r, const EvidenceList *list);
/* Whether the heads of a state are not shown, because its stock tells a single return. */
bool state_is_withheld(const WithheldList *list, const char *state);
/* groups.c: supply by group, and what stands beside it. */
void groups_tables(Ctx *cx, Reply *out, const Plan *plan, const Projection *p,
                   const WithheldList *withheld);
/* groups.c: central value, mean, and the 90 % interval about the median of an outcome: five
 * columns, and the cells that belong in them. */
void outcome_columns(Ctx *cx, Table *t);
void outcome_cells(Cell *c, const Outcome *o);
/* flows.c: what a run reports beside supply, demand and heads. */
void flows_tables(Ctx *cx, Reply *r, const Plan *plan, const Ensemble *e, const Projection *p);
void run_facts(Ctx *cx, Reply *r, const Loaded *l, const Projection *p);

bool projection_search(Ctx *cx, const char *words, FoundList *out);

#endif
