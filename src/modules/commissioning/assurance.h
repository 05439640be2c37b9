/* What stands behind a recommendation: its check with fresh futures, programmes over all
 * cohorts for a mean, a chance and the worst futures, what each limit costs, and how likely the
 * targets are met without each optimistic assumption. Kept with the recommendation of a run. */
#ifndef PONT_COMMISSIONING_ASSURANCE_H
#define PONT_COMMISSIONING_ASSURANCE_H

#include "modules/projection/projection.h"
#include "sim/programme.h"

/* A common level for a confidence and what fresh futures say of it. */
typedef struct CheckRow {
    double confidence, level, low_level, high_level; /* NAN: no level is that high */
    double places, cost, in_sample;
    double share, low, high; /* of the fresh futures, with its 95 % interval */
    double ceiled; /* the share where recruitment stops at funded posts; NAN: no such */
    int raised;
    bool attained, holds;
} CheckRow;

typedef struct ProgrammeRow {
    const char *aim;                                    /* mean, chance, worst */
    double confidence, places, cost, value, bound, gap; /* NAN: no bound */
    double in_sample, share, low, high;
    double expected_shortage, cvar, least_shortage;
    int raised, needed_draws;
    bool attained, out_of_reach;
} ProgrammeRow;

/* Places of the headline's programmes. */
typedef struct CohortRow {
    const char *aim;
    int year;
    const char *route;
    double places;
} CohortRow;

typedef struct WorthRow {
    const char *limit, *route, *area; /* limit N_; "all", "" */
    double value;
    double step, shortage_saved, confidence_gained, saved;
    double round_step, round_shortage_saved, round_confidence_gained, round_saved;
} WorthRow;

typedef struct OptimismRow {
    const char *why, *id; /* why N_ */
    double share, low, high, with_all;
} OptimismRow;

typedef struct GuardRow { /* a weakness of the plan's question; text N_ */
    const char *text;
} GuardRow;

typedef struct Assurance {
    int n_checks, n_programmes, n_cohorts, n_worth, n_optimism, n_guards;
    int checks_room, programmes_room, cohorts_room, worth_room, optimism_room, guards_room;
    CheckRow *checks;
    ProgrammeRow *programmes;
    CohortRow *cohorts;
    WorthRow *worth;
    OptimismRow *optimism;
    GuardRow *guards;
} Assurance;

/* The confidences that are always answered: 50, 80, 90, 95 % and the plan's own. Returns how
 * many; room for 5. */
int assurance_confidences(const Plan *p, double *out);
/* Prepares the futures of a loaded plan with those that were run for its projection. */
bool assurance_prepare(Ctx *cx, const Loaded *in, const Ensemble *e,
                       CommissionPrepared **out) MUST_CHECK;
/* headline: the checked level of the plan's own confidence, for the optimistic assumptions. */
bool assurance_compute(Ctx *cx, const Loaded *in, const CommissionPrepared *prepared,
                       const CommissionAnswer *answer, const double *headline,
                       Assurance *out) MUST_CHECK;
bool assurance_store(Ctx *cx, const char *run, const Assurance *a) MUST_CHECK;
bool assurance_load(Ctx *cx, const char *run, Assurance *out) MUST_CHECK;

/* Words of an aim and a kind of limit (N_); "all", a route or those of a set joined. */
const char *assurance_aim(int aim);
const char *assurance_limit(LimitKind kind);
const char *assurance_routes(Ctx *cx, const Plan *p, int key);

/* Tables of a reply. */
Table *checks_table(Ctx *cx, Reply *r, const Assurance *a);
Table *programmes_table(Ctx *cx, Reply *r, const Assurance *a, const char *measure);
Table *cohorts_table(Ctx *cx, Reply *r, const Assurance *a);
Table *worth_table(Ctx *cx, Reply *r, const Assurance *a, const char *measure);
Table *optimism_table(Ctx *cx, Reply *r, const Assurance *a);
void guards_notes(Ctx *cx, Reply *r, const Assurance *a);

#endif
