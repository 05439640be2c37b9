/* Decides how branches change a plan and which leaves a tree has. What the leaves are worth is
 * left to regret.c, and what the files say to the subject layer. */
#include "sim/scenario.h"
#include "base/text.h"
#include "sim/series.h"
#include <math.h>

/* A draw x counts as (1 + stretch) x + shift, and a branch acts on what it counts as. */
static void change_row(Row *row, const BranchChange *c)
{
    switch (c->op) {
    case BRANCH_VALUE:
        row->value = c->value;
        row->dist = (Dist){.kind = DIST_FIXED};
        row->stretch = row->shift = 0;
        break;
    case BRANCH_FACTOR:
        row->value *= c->value;
        row->stretch = c->value * (1 + row->stretch) - 1;
        row->shift *= c->value;
        break;
    case BRANCH_ADD:
        row->value += c->value;
        row->shift += c->value;
        break;
    case BRANCH_DELAY:
        if (row->year != ALL_YEARS)
            row->year += (int)c->value;
        break;
    }
}

/* The same for draws that are given instead of drawn. given is the leaf's own copy. */
static void change_given(const Plan *p, double *given, const BranchChange *c)
{
    for (int i = 0; i < p->n_given_rows; i++) {
        if (p->given_rows[i] != c->row)
            continue;
        for (int k = 0; k < p->n_given; k++) {
            double *v = &given[(size_t)k * (size_t)p->n_given_rows + (size_t)i];
            *v = c->op == BRANCH_VALUE    ? c->value
                 : c->op == BRANCH_FACTOR ? *v * c->value
                 : c->op == BRANCH_ADD    ? *v + c->value
                                          : *v;
        }
    }
}

/* A knot that was delayed may not pass its neighbours unseen: two knots of one series in one
 * year would add up, and a total effect cannot be reached before it starts. */
static bool delays_are_lawful(Err *err, const Plan *p, const ScenarioLeaf *leaf)
{
    const Plan *now = &leaf->plan;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &now->rows[i];
        if (row->year == p->rows[i].year)
            continue;
        if (row->part == PART_DRIVER && row->kind != DRIVER_ANNUAL &&
            row->year <= now->start_year)
            return fail(err, INVALID,
                        "scenario '%s': the delay brings '%s' to %d, and its effect starts "
                        "after %d",
                        leaf->name, row->id, row->year, now->start_year);
        for (int k = 0; k < p->n_rows; k++)
            if (k != i && now->rows[k].part == row->part && now->rows[k].year == row->year &&
                series_same_key(&now->rows[k], row))
                return fail(err, INVALID,
                            "scenario '%s': the delay brings '%s' to %d, where '%s' is already",
                            leaf->name, row->id, row->year, now->rows[k].id);
    }
    return true;
}

static ScenarioLeaf leaf_of(Arena *a, const Plan *p, const ScenarioTree *tree, const int *at)
{
    ScenarioLeaf leaf = {.name = "", .weight = 1, .plan = *p};
    int *branches = NEW_ARRAY(a, int, tree->n + 1);
    size_t room = (size_t)p->n_given * (size_t)p->n_given_rows;
    Row *rows = NEW_ARRAY(a, Row, p->n_rows + 1);
    double *given = NEW_ARRAY(a, double, room + 1);
    for (int i = 0; i < p->n_rows; i++)
        rows[i] = p->rows[i];
    for (size_t i = 0; i < room; i++)
        given[i] = p->given[i];
    for (int i = 0; i < tree->n; i++) {
        const ScenarioPolicy *policy = &tree->policies[i];
        const ScenarioBranch *branch = &policy->branches[at[i]];
        branches[i] = at[i];
        leaf.weight *= branch->weight;
        leaf.name =
            arena_printf(a, "%s%s%s %s", leaf.name, i ? ", " : "", policy->id, branch->id);
        for (int k = 0; k < branch->n; k++) {
            change_row(&rows[branch->changes[k].row], &branch->changes[k]);
            change_given(p, given, &branch->changes[k]);
        }
    }
    leaf.branches = branches;
    leaf.plan.rows = rows;
    leaf.plan.given = room ? given : p->given;
    leaf.plan.scenarios = NULL;
    return leaf;
}

static bool few_enough(Arena *a, Err *err, const ScenarioTree *tree)
{
    double leaves = 1;
    const char *numbers = "";
    for (int i = 0; i < tree->n; i++) {
        leaves *= tree->policies[i].n;
        numbers = arena_printf(a, "%s%s%d", numbers, i ? " x " : "", tree->policies[i].n);
    }
    return leaves <= SCENARIO_MOST_LEAVES ||
           fail(err, INVALID,
                "%d policies with %s branches make %.0f scenarios; at most %d: leave out a "
                "policy, or branches that hardly differ",
                tree->n, numbers, leaves, SCENARIO_MOST_LEAVES);
}

bool scenario_leaves(Arena *a, Err *err, const Plan *p, ScenarioLeaf **out, int *n)
{
    const ScenarioTree *tree = p->scenarios;
    if (!tree || tree->n == 0)
        return fail(err, NOT_FOUND,
                    "the plan has no scenarios; scenario.csv and branch.csv name them");
    if (!few_enough(a, err, tree))
        return false;
    ScenarioLeaf *leaves = NEW_ARRAY(a, ScenarioLeaf, SCENARIO_MOST_LEAVES);
    int *at = NEW_ARRAY(a, int, tree->n + 1), count = 0;
    for (bool more = true; more;) {
        ScenarioLeaf leaf = leaf_of(a, p, tree, at);
        if (leaf.weight > 0) {
            if (!delays_are_lawful(err, p, &leaf))
                return false;
            leaves[count++] = leaf;
        }
        int turn = tree->n - 1;
        while (turn >= 0 && ++at[turn] == tree->policies[turn].n)
            at[turn--] = 0;
        more = turn >= 0;
    }
    *out = leaves;
    *n = count;
    return true;
}
