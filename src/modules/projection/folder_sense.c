/* Decides whether a plan asks for something that makes sense as a whole, where every row does
 * by itself: targets that have a demand, years that can be decided, limits that something
 * counts against, tastes that an appeal refers to; and where a breach of the engine's laws in a
 * branch of the scenarios is told. What a row may say is left to folder_rows.c and
 * folder_work.c. */
#include "modules/projection/entry.h"
#include "sim/demand.h"
#include "sim/scenario.h"
#include <math.h>

static bool any_row(const Build *b, Part part)
{
    return b->m->tables[TABLE_PARTS + part].n > 0;
}

/* ---------------------------------------------------------------- targets */

/* What a line says of a group does not change from year to year, so one year tells. */
static void targets_have_demand(Build *b)
{
    const Plan *p = &b->p;
    SCOPED_ARENA scratch = arena_new();
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    double *demand =
        NEW_ARRAY(scratch, double, (size_t)p->n_lines *(size_t)(p->n_groups + 1) + 1);
    theta_central(p, theta);
    demand_of(demand_new(scratch, p), theta, 1, demand, NULL);
    for (int i = 0; i < p->n_targets; i++) {
        const Target *x = &p->targets[i];
        int group = x->group == ANY ? p->n_groups : x->group;
        Entry c = {b, TABLE_TARGET, &b->m->tables[TABLE_TARGET].rows[i], 1};
        if (isnan(demand[x->line * (p->n_groups + 1) + group]))
            entry_bad(&c,
                      N_("give the line's demand for this group in demand.csv or service.csv, "
                         "or name a group that has one"),
                      N_("line '%s' has no demand for this group"), p->lines[x->line]);
    }
}

static void targets_once(Build *b)
{
    const Plan *p = &b->p;
    for (int i = 0; i < p->n_targets; i++)
        for (int k = 0; k < i; k++) {
            const Target *x = &p->targets[i], *y = &p->targets[k];
            if (x->line != y->line || x->group != y->group || x->year_from != y->year_from ||
                x->year_to != y->year_to)
                continue;
            const ModelRow *rows = b->m->tables[TABLE_TARGET].rows;
            model_problem_add(b->ps, rows[i].file, rows[i].line, "", "",
                              N_("remove one; the weight says how much a target counts"),
                              N_("the same target as %s:%d"), rows[k].file, rows[k].line);
            break;
        }
}

/* ---------------------------------------------------------------- decisions */

static void decided_years(Build *b)
{
    const Plan *p = &b->p;
    int end = p->start_year + p->n_steps * p->step_years;
    const ModelTable *t = &b->m->tables[TABLE_MODEL];
    if (p->decide_from > p->decide_to)
        return;
    for (int i = 0; i < t->n; i++) {
        Entry value = {b, TABLE_MODEL, &t->rows[i], 1};
        bool from = same(t->rows[i].cells[0], "decide_from");
        int year = from ? p->decide_from : p->decide_to;
        if (!from && !same(t->rows[i].cells[0], "decide_to"))
            continue;
        if (from && year < p->start_year)
            entry_bad(&value, N_("intakes before start_year go in intake.csv"),
                      N_("before the start of the plan (%d)"), p->start_year);
        if (year > end)
            entry_bad(&value, N_("lower it, or raise years"),
                      N_("after the last year of the plan (%d)"), end);
    }
}

/* A limit on what nothing uses would be kept by any intake, and is a slip of the pen. */
static void limits_count(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_PARTS + PART_LIMIT];
    for (int i = 0; i < t->n; i++) {
        Entry kind = {b, (TableId)(TABLE_PARTS + PART_LIMIT), &t->rows[i], 1};
        if (same(entry_text(&kind), "budget") && !any_row(b, PART_COST))
            entry_bad(&kind, N_("give what a student costs in cost.csv"),
                      N_("no route has a cost that would count against it"));
        if (same(entry_text(&kind), "placement") && !any_row(b, PART_HOURS))
            entry_bad(&kind, N_("give the hours that routes need in hours.csv"),
                      N_("no route needs hours that would count against it"));
    }
}

static void costs_decide(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_MODEL];
    for (int i = 0; i < t->n && b->p.cost_under + b->p.cost_over <= 0; i++) {
        Entry value = {b, TABLE_MODEL, &t->rows[i], 1};
        if (same(t->rows[i].cells[0], "cost_under"))
            entry_bad(&value, N_("give one of them a cost; 4 and 1 when left out"),
                      N_("with cost_over of 0 too, any number of places would be as good as "
                         "any other"));
    }
}

static void tastes_are_used(Build *b)
{
    TableId taste = (TableId)(TABLE_PARTS + PART_TASTE);
    if (!any_row(b, PART_TASTE) || any_row(b, PART_APPEAL))
        return;
    Entry c = {b, taste, &b->m->tables[taste].rows[0], 1};
    entry_bad(&c, N_("say in appeal.csv what posts have of it, or remove taste.csv"),
              N_("no post has any of this factor"));
}

void plan_sense(Build *b)
{
    if (b->ps->n > 0)
        return; /* what is not understood would seem to be missing */
    decided_years(b);
    limits_count(b);
    costs_decide(b);
    tastes_are_used(b);
    targets_once(b);
    targets_have_demand(b);
}

/* ---------------------------------------------------------------- branches */

static bool leaves_lawful(Err *err, const Plan *p)
{
    SCOPED_ARENA scratch = arena_new();
    ScenarioLeaf *leaves;
    int n;
    if (!scenario_leaves(scratch, err, p, &leaves, &n))
        return false;
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    for (int i = 0; i < n; i++) {
        SCOPED_ARENA mine = arena_new();
        Err law = {.translate = err->translate, .lang = err->lang};
        theta_central(&leaves[i].plan, theta);
        if (!rates_fill(rates_new(mine, &leaves[i].plan), &law, &leaves[i].plan, theta, false))
            return fail_at(err, law.kind, "scenario '%s': %s", leaves[i].name, law.message);
    }
    return true;
}

/* The row of branch.csv that changes what the words name in quotes, of a branch that they name.
 */
static const ModelRow *branch_in_words(Arena *a, const Model *m, const char *words)
{
    const ModelTable *t = &m->tables[TABLE_BRANCH];
    for (const char *from = strchr(words, '\''), *to; from; from = strchr(to + 1, '\'')) {
        to = strchr(from + 1, '\'');
        if (!to)
            break;
        const char *id = arena_strndup(a, from + 1, (size_t)(to - from - 1));
        for (int i = 0; i < t->n; i++) {
            const char **c = t->rows[i].cells;
            if (model_id_like(id, c[2]) && strstr(words, arena_printf(a, "%s %s", c[0], c[1])))
                return &t->rows[i];
        }
    }
    return NULL;
}

bool model_scenario_laws(Arena *a, Err *err, const Model *m, ModelProblems *ps, const Plan *p)
{
    Err law = {.translate = err->translate, .lang = err->lang};
    if (!ps->arena)
        ps->arena = a;
    if (leaves_lawful(&law, p))
        return true;
    const ModelRow *row = law.kind == ERR_INVALID ? branch_in_words(a, m, law.message) : NULL;
    if (!row)
        return fail_at(err, law.kind, "%s", law.message);
    model_problem_add(ps, row->file, row->line, "value", row->cells[4],
                      N_("correct what the branch changes"), "%s", law.message);
    return model_problems_none(ps, err);
}
