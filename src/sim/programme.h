/* The whole commissioning answer: common levels and free programmes for several confidences,
 * checked out of sample, solved again quickly when only a limit or a confidence has changed.
 *
 * Two steps. commission_prepare() runs the futures, which is what takes time, and keeps them.
 * commission_solve() answers a question about them: it may be asked again with other limits,
 * costs, confidences or committed places. Everything that an answer holds lives in the arena
 * that it was asked with. Formulas: docs/model/commission.md. */
#ifndef PONT_SIM_PROGRAMME_H
#define PONT_SIM_PROGRAMME_H

#include "sim/commission.h"

/* What a programme makes sure of, at least places or cost. */
typedef enum ProgrammeAim {
    AIM_EXPECTED, /* the targets are met on the mean of the futures */
    AIM_CHANCE,   /* all of them are met together in a share `confidence` of the futures */
    AIM_CVAR,     /* the worst (1 - confidence) of the futures have no shortage on the mean */
    AIM_COUNT
} ProgrammeAim;

/* Places that are settled already: approved, or set by a late decision. */
typedef struct Committed {
    int route; /* or ANY: of all routes together */
    int year;
    double places;
} Committed;

/* A share of futures with its 95 % interval (Wilson). */
typedef struct SampleShare {
    int met, of;
    double share, low, high;
} SampleShare;

/* What fresh futures say of a path that others were used to find. */
typedef struct SampleCheck {
    SampleShare met;        /* supply as the programme counts it */
    double shortage, cvar;  /* mean of the shortages, and of the worst (1 - confidence) */
    bool has_ceiling;       /* the plan limits recruitment to funded vacancies: */
    SampleShare met_ceiled; /* the same where that ceiling holds */
    bool holds;             /* the share reaches the confidence (with the ceiling if any) */
    bool surely_not;        /* even the upper end of its interval is below it */
    int raised;             /* how often the answer was raised for it */
    double asked_in_sample; /* the confidence that it was raised to in the end */
} SampleCheck;

typedef struct Programme {
    ProgrammeAim aim;
    double confidence;
    IntakePath path;
    bool attained;         /* in sample; false: `path` is the best attainable */
    bool conflict;         /* the limits exclude each other; the path breaks them least */
    bool out_of_reach;     /* proven: no intakes within the limits attain it in sample */
    double least_shortage; /* not attained: with the confidence no point lacks more than this */
    double value;          /* what is kept small: places or GBP */
    double bound;          /* no intakes within the limits do with less (proven in sample) */
    double gap;            /* (value - bound) / value; 0: it is the optimum */
    double probability, expected_shortage, cvar; /* in sample */
    int n_variables;
    int needed_draws; /* the scenario bound for 1 - confidence, 1 in a million, n_variables */
    int n_bindings;
    Binding *bindings;
    SampleCheck check; /* met.of = 0 when none was asked for */
} Programme;

/* What one limit holds back: the answer with it relaxed by a unit and by a round step. */
typedef struct RelaxedBy {
    double step;              /* in the limit's unit; a minimum is lowered by it */
    double shortage_saved;    /* at central values, weighted, in the measure */
    double confidence_gained; /* of the best that the limits leave the common level */
    double saved; /* places or GBP less at central values, where no shortage is left */
} RelaxedBy;
typedef struct LimitWorth {
    LimitKind kind;
    int route, area; /* or ANY */
    double value;    /* in its first year */
    RelaxedBy unit, round;
} LimitWorth;

/* P(all targets met) when one optimistic assumption does not come true. */
typedef enum OptimismKind {
    OPTIMISM_DEMAND,  /* a driver that lowers demand: left out */
    OPTIMISM_RETURNS, /* more join or return than in the first year: as in the first year */
    OPTIMISM_STAYS,   /* fewer leave or drop out than in the first year: as in the first year */
    OPTIMISM_CAPTURES, /* more take a post than in the first year: as in the first year */
    OPTIMISM_LIMITS,   /* a limit that widens with time: as in the first year */
    OPTIMISM_KINDS
} OptimismKind;
typedef struct Optimism {
    OptimismKind kind;
    const char *id;           /* of the (first) row */
    int row;                  /* its index */
    SampleShare met, met_all; /* without it, and with everything */
} Optimism;

typedef struct CommissionAsk {
    const Plan *plan; /* NULL: as prepared; else a copy for which commission_may_keep() holds */
    const double *confidence;
    int n;
    bool levels;          /* a common level for each confidence */
    const double *ladder; /* more confidences, whose levels are neither checked nor raised */
    int n_ladder;
    unsigned aims; /* bits 1 << AIM_...: programmes for each confidence */
    bool least;    /* the least plan at central values */
    bool check;    /* out of sample, and raised where that fails */
    const Committed *committed;
    int n_committed;
} CommissionAsk;

typedef struct CommissionAnswer {
    int n;
    const double *confidence;
    LeastPlan least;
    Frontier levels;                  /* points as asked; n = 0 when not asked for */
    Frontier ladder;                  /* likewise */
    SampleCheck *level_checks;        /* [n] */
    Programme *programmes[AIM_COUNT]; /* [n] each, or NULL */
} CommissionAnswer;

typedef struct CommissionPrepared CommissionPrepared;

/* K draws with process noise when `noise`. fresh: as many again from another stream, for the
 * checks. watch may be NULL. */
typedef struct PrepareOptions {
    uint64_t seed;
    int K, threads;
    bool noise, fresh;
    const Watch *watch;
} PrepareOptions;
bool commission_prepare(Arena *a, Err *err, const Plan *p, const PrepareOptions *o,
                        CommissionPrepared **out) MUST_CHECK;
/* The same with futures that were run already (seed, K, noise as in o); only the fresh ones are
 * run. */
bool commission_prepare_with(Arena *a, Err *err, const Plan *p, const PrepareOptions *o,
                             const Ensemble *in, CommissionPrepared **out) MUST_CHECK;
/* The futures of the prepared plan. */
const Ensemble *commission_ensemble(const CommissionPrepared *prepared);
/* Whether the prepared futures hold for a changed plan: all but limits, costs, hours, shares,
 * viable cohorts, multiples, objective and confidence is the same. */
bool commission_may_keep(const CommissionPrepared *prepared, const Plan *changed);
bool commission_solve(Arena *a, Err *err, const CommissionPrepared *prepared,
                      const CommissionAsk *ask, CommissionAnswer *out) MUST_CHECK;

/* What the fresh futures say of intakes x (a whole array); the prepared ones have them. */
bool commission_check(Err *err, const CommissionPrepared *prepared, const Plan *p,
                      const double *x, double confidence, SampleCheck *out) MUST_CHECK;
/* 95 % interval of the level for a confidence, from the draws' order alone (binomial ranks);
 * INFINITY where no level within the limits is that high. */
void frontier_interval(const Frontier *f, int K, double confidence, double *low, double *high);

/* What relaxing each limit that is stated would buy, by solving again. */
bool commission_relax(Arena *a, Err *err, const CommissionPrepared *prepared, const Plan *p,
                      LimitWorth **out, int *n) MUST_CHECK;
/* P(target met) of intakes without each optimistic assumption, under the same random numbers.
 */
bool commission_optimism(Arena *a, Err *err, const CommissionPrepared *prepared, const Plan *p,
                         const double *x, Optimism **out, int *n) MUST_CHECK;

/* Share met/of with the Wilson interval of the level (0.95: z = 1.96). */
SampleShare sample_share(int met, int of);
/* Draws for which a programme with n variables that keeps all of them misses at most eps, but
 * for a chance beta: K >= (2/eps) (ln(1/beta) + n). */
int scenario_bound(double eps, double beta, int n);

#endif
