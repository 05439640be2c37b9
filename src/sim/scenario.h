/* A tree of scenarios: policies that may land, land by half, come late or not at all.
 *
 * A policy has branches, each with a weight and with what it changes in the plan. One branch of
 * every policy is a leaf; its weight is the product. A leaf is a Plan again, with the same rows
 * under the same ids, so that all leaves are met by the same random numbers and differ by what
 * the branches say and by nothing else. Mixed is the leaves by their weights.
 *
 * Mathematics: docs/model/scenario.md. */
#ifndef PONT_SIM_SCENARIO_H
#define PONT_SIM_SCENARIO_H

#include "sim/commission.h"

enum { SCENARIO_MOST_LEAVES = 64 };

typedef enum BranchOp { BRANCH_VALUE, BRANCH_FACTOR, BRANCH_ADD, BRANCH_DELAY } BranchOp;

typedef struct BranchChange {
    int row; /* index into the plan's rows */
    BranchOp op;
    double value; /* BRANCH_DELAY: whole years */
} BranchChange;

typedef struct ScenarioBranch {
    const char *id, *label;
    double weight, lowest, highest; /* mean of the experts' weights, and their range */
    int n;
    const BranchChange *changes;
} ScenarioBranch;

typedef struct ScenarioPolicy {
    const char *id;
    int n, n_experts;
    ScenarioBranch *branches;
} ScenarioPolicy;

typedef struct ScenarioTree {
    int n;
    const ScenarioPolicy *policies;
} ScenarioTree;

typedef struct ScenarioLeaf {
    const char *name;    /* "placements late, productivity lands" */
    const int *branches; /* [tree.n] index of the branch of each policy */
    double weight;
    Plan plan;
} ScenarioLeaf;

/* The leaves of the plan's tree whose weight is not 0, the last policy turning fastest. Fails
 * with INVALID when there are more than SCENARIO_MOST_LEAVES (the message has the numbers), and
 * when changes together make two knots of one series fall into one year. */
bool scenario_leaves(Arena *a, Err *err, const Plan *p, ScenarioLeaf **out, int *n) MUST_CHECK;

/* A level of intake that is weighed: what it costs in each leaf to have too few or too many.
 */
typedef struct RegretLevel {
    double level;
    const char *why;       /* key: leaf, today, mixed, minimax, expectation */
    int leaf;              /* of "leaf", else -1 */
    const double *regret;  /* [n_leaves] */
    double most, expected; /* over the leaves; expected by their weights */
    int worst;             /* the leaf of the most */
    double met, least_met; /* P(targets met): mixed, and of the worst leaf */
} RegretLevel;

typedef struct ScenarioOutlook { /* of a leaf, of a branch given the rest, or mixed */
    const char *name;
    int policy, branch; /* -1 where it is none */
    double weight;
    double level; /* least level with the plan's confidence; INFINITY: none within the limits */
    double gap[3];           /* 5, 50 and 95 % in the year of the answer, today's intakes */
    double met_today;        /* P(targets met) at today's level */
    double met_mixed;        /* at the mixed level, so that R5 can be read off */
    double best, least_loss; /* level of the least loss, and that loss */
} ScenarioOutlook;

typedef struct ScenarioAnswer {
    int n_leaves, n_outlooks, n_levels, draws, year; /* year: that the gaps belong to */
    double today;                                    /* level of today's intakes */
    const ScenarioLeaf *leaves;
    const ScenarioOutlook *outlooks; /* mixed, then branches by policy, then the leaves */
    const RegretLevel *levels;       /* in order of level */
    int minimax, expectation;        /* indices into levels: recommended by either rule */
} ScenarioAnswer;

/* K draws of every leaf, expected mode. The loss of a level in a draw is the sum over target
 * points of weight x (cost_under x shortage + cost_over x surplus). */
bool scenario_answer(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                     const Watch *watch, ScenarioAnswer *out) MUST_CHECK;

/* The target point that answers are given for: the latest within the years shown, else the
 * first. -1 without targets. */
int headline_point(const Plan *p, const Ensemble *e);

#endif
