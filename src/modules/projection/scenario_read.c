/* Decides how scenario.csv and branch.csv become the plan's tree of scenarios: which branches a
 * policy has, how the weights of several experts are pooled, and which assumptions a branch
 * changes. What a leaf is worth is left to sim/regret.c.
 *
 * Each owner's weights of a policy add up to 1; a branch that an owner leaves out has weight 0
 * with that owner. The pooled weight is the mean over the owners (a linear opinion pool), and
 * the range is kept beside it, so that disagreement is not averaged out of sight. */
#include "modules/projection/entry.h"
#include "sim/scenario.h"
#include <math.h>

enum { POLICY, BRANCH, WEIGHT, LABEL, OWNER = 6 };
enum { B_POLICY, B_BRANCH, B_ASSUMPTION, B_OPERATION, B_VALUE };

typedef struct Reading {
    Build *b;
    const ModelTable *t;
    double *weights; /* [t->n], NAN where the cell is wrong */
    Names policies;
} Reading;

static const char *cell(const Reading *r, int row, int column)
{
    return r->t->rows[row].cells[column];
}

static Entry at(const Reading *r, int row, int column)
{
    return (Entry){r->b, TABLE_SCENARIO, &r->t->rows[row], column};
}

static void read_weights(Reading *r)
{
    r->weights = NEW_ARRAY(r->b->a, double, r->t->n + 1);
    for (int i = 0; i < r->t->n; i++) {
        Entry policy = at(r, i, POLICY), branch = at(r, i, BRANCH), weight = at(r, i, WEIGHT);
        bool named = entry_given(&policy) && entry_given(&branch);
        r->weights[i] = NAN;
        if (named)
            names_intern(r->b->a, &r->policies, cell(r, i, POLICY));
        if (entry_given(&weight))
            entry_number(&weight, 0, 1, &r->weights[i]);
        for (int k = 0; k < spec_columns(TABLE_SCENARIO); k++) {
            Entry c = at(r, i, k);
            entry_register(&c, table_specs[TABLE_SCENARIO].columns[k].kind);
        }
        for (int k = 0; k < i && named; k++)
            if (same(cell(r, k, POLICY), cell(r, i, POLICY)) &&
                same(cell(r, k, BRANCH), cell(r, i, BRANCH)) &&
                same(cell(r, k, OWNER), cell(r, i, OWNER)))
                entry_bad(&branch, N_("remove one"),
                          N_("this owner has weighed it on line %d already"),
                          r->t->rows[k].line);
    }
}

/* Owners of a policy's rows, and that the weights of each add up to 1. */
static Names owners_of(const Reading *r, const char *policy)
{
    Names owners = {0};
    for (int i = 0; i < r->t->n; i++)
        if (same(cell(r, i, POLICY), policy))
            names_intern(r->b->a, &owners, cell(r, i, OWNER));
    for (int k = 0; k < owners.n; k++) {
        double sum = 0;
        int last = -1;
        for (int i = 0; i < r->t->n; i++)
            if (same(cell(r, i, POLICY), policy) && same(cell(r, i, OWNER), owners.ids[k])) {
                sum += r->weights[i];
                last = i;
            }
        Entry c = at(r, last, WEIGHT);
        if (!isnan(sum) && fabs(sum - 1) > 1e-6)
            entry_bad(&c, N_("correct them so that they add up to 1"),
                      N_("the weights of policy '%s'%s%s add up to %.4g"), policy,
                      *owners.ids[k] ? " / " : "", owners.ids[k], sum);
    }
    return owners;
}

static ScenarioBranch pooled(const Reading *r, const char *policy, const char *branch,
                             const Names *owners)
{
    ScenarioBranch out = {.id = branch, .label = "", .lowest = 1};
    for (int k = 0; k < owners->n; k++) {
        double weight = 0;
        for (int i = 0; i < r->t->n; i++)
            if (same(cell(r, i, POLICY), policy) && same(cell(r, i, BRANCH), branch)) {
                if (!*out.label)
                    out.label = cell(r, i, LABEL);
                if (same(cell(r, i, OWNER), owners->ids[k]))
                    weight = r->weights[i];
            }
        out.weight += weight / owners->n;
        out.lowest = fmin(out.lowest, weight);
        out.highest = fmax(out.highest, weight);
    }
    if (!*out.label)
        out.label = branch;
    return out;
}

static ScenarioPolicy read_policy(const Reading *r, const char *policy)
{
    Names branches = {0}, owners = owners_of(r, policy);
    for (int i = 0; i < r->t->n; i++)
        if (same(cell(r, i, POLICY), policy) && *cell(r, i, BRANCH))
            names_intern(r->b->a, &branches, cell(r, i, BRANCH));
    ScenarioBranch *all = NEW_ARRAY(r->b->a, ScenarioBranch, branches.n + 1);
    for (int i = 0; i < branches.n; i++)
        all[i] = pooled(r, policy, branches.ids[i], &owners);
    return (ScenarioPolicy){
        .id = policy, .n = branches.n, .n_experts = owners.n, .branches = all};
}

/* ---------------------------------------------------------------- changes */

bool model_id_like(const char *id, const char *pattern)
{
    const char *star = strchr(pattern, '*');
    if (!star)
        return same(pattern, id);
    if (strncmp(pattern, id, (size_t)(star - pattern)) != 0)
        return false;
    for (id += star - pattern;; id++) {
        if (model_id_like(id, star + 1))
            return true;
        if (!*id)
            return false;
    }
}

/* An id may itself hold '*' ("exit/ind/" "*" "/leave"): the very id goes first. */
static bool is_id(const Plan *p, const char *text)
{
    for (int i = 0; i < p->n_rows; i++)
        if (same(p->rows[i].id, text))
            return true;
    return false;
}

static void no_assumption(const Entry *c)
{
    Build *b = c->b;
    const char **ids = NEW_ARRAY(b->a, const char *, b->p.n_rows + 1);
    for (int i = 0; i < b->p.n_rows; i++)
        ids[i] = b->p.rows[i].id;
    const char *near = nearest_word(entry_text(c), ids, b->p.n_rows);
    entry_bad(
        c,
        near ? did_you_mean(b->ps, near)
             : N_("give the id of an assumption; 'pont projection assumptions' lists them"),
        N_("no assumption has this id"));
}

typedef struct Changes {
    int n, room;
    BranchChange *items;
} Changes;

static void add_changes(Build *b, const ModelRow *row, Changes *out)
{
    static const char *const operations[] = {"value", "factor", "add", "delay", NULL};
    Entry assumption = {b, TABLE_BRANCH, row, B_ASSUMPTION},
          operation = {b, TABLE_BRANCH, row, B_OPERATION},
          value = {b, TABLE_BRANCH, row, B_VALUE};
    BranchChange change = {0};
    int op = 0, found = 0, dated = 0;
    bool fine = entry_given(&assumption) && entry_given(&operation) &&
                entry_choice(&operation, operations, &op) && entry_given(&value) &&
                entry_number(&value, -1e12, 1e12, &change.value);
    if (!fine)
        return;
    change.op = (BranchOp)op;
    if (change.op == BRANCH_DELAY && fabs(change.value - round(change.value)) > 1e-9)
        entry_bad(&value, N_("write years as 5"), N_("a delay is in whole years"));
    if (change.op == BRANCH_DELAY && fabs(change.value) > 100)
        entry_bad(&value, N_("write years as 5"), N_("more than 100 years"));
    bool exact = is_id(&b->p, entry_text(&assumption));
    for (int i = 0; i < b->p.n_rows; i++) {
        const Row *r = &b->p.rows[i];
        if (exact ? !same(r->id, entry_text(&assumption))
                  : !model_id_like(r->id, entry_text(&assumption)))
            continue;
        found++;
        dated += r->year != ALL_YEARS;
        change.row = i;
        *PUSH(b->a, out->items, out->n, out->room) = change;
    }
    if (!found)
        no_assumption(&assumption);
    else if (change.op == BRANCH_DELAY && !dated)
        entry_bad(&operation, N_("give the assumption a year, or use value or factor"),
                  N_("'%s' holds in all years: there is nothing to delay"),
                  entry_text(&assumption));
}

static void read_changes(Build *b, ScenarioTree *tree)
{
    const ModelTable *t = &b->m->tables[TABLE_BRANCH];
    for (int i = 0; i < t->n; i++) {
        bool policy = false, branch = false;
        for (int k = 0; k < tree->n; k++) {
            const ScenarioPolicy *p = &tree->policies[k];
            if (!same(p->id, t->rows[i].cells[B_POLICY]))
                continue;
            policy = true;
            for (int j = 0; j < p->n; j++)
                branch |= same(p->branches[j].id, t->rows[i].cells[B_BRANCH]);
        }
        Entry c = {b, TABLE_BRANCH, &t->rows[i], policy ? B_BRANCH : B_POLICY};
        if (!branch && entry_given(&c))
            entry_bad(&c, N_("add it to scenario.csv with its weight"),
                      policy ? N_("the policy has no such branch")
                             : N_("there is no such policy"));
    }
    for (int k = 0; k < tree->n; k++)
        for (int j = 0; j < tree->policies[k].n; j++) {
            ScenarioBranch *branch = &tree->policies[k].branches[j];
            Changes changes = {0};
            for (int i = 0; i < t->n; i++)
                if (same(t->rows[i].cells[B_POLICY], tree->policies[k].id) &&
                    same(t->rows[i].cells[B_BRANCH], branch->id))
                    add_changes(b, &t->rows[i], &changes);
            branch->n = changes.n;
            branch->changes = changes.items;
        }
}

void plan_scenarios(Build *b)
{
    Reading r = {.b = b, .t = &b->m->tables[TABLE_SCENARIO]};
    if (r.t->n == 0 && b->m->tables[TABLE_BRANCH].n == 0)
        return;
    ScenarioTree *tree = NEW(b->a, ScenarioTree);
    read_weights(&r);
    ScenarioPolicy *policies = NEW_ARRAY(b->a, ScenarioPolicy, r.policies.n + 1);
    double leaves = 1;
    for (int i = 0; i < r.policies.n; i++) {
        policies[i] = read_policy(&r, r.policies.ids[i]);
        leaves *= policies[i].n;
    }
    tree->n = r.policies.n;
    tree->policies = policies;
    read_changes(b, tree);
    if (leaves > SCENARIO_MOST_LEAVES)
        model_problem_add(b->ps, file_of(b, TABLE_SCENARIO), 0, "", "",
                          N_("leave out a policy, or branches that hardly differ"),
                          N_("%d policies make %.0f scenarios; at most %d"), tree->n, leaves,
                          SCENARIO_MOST_LEAVES);
    b->p.scenarios = tree;
}
