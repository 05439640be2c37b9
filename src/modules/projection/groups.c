/* Decides how a run shows supply by group (sectors, then sets of states such as areas and
 * tiers) and what stands beside it: locums and apprentices within it, and the other result,
 * with the recruitment ceiling. A group that has a state whose heads are withheld is withheld
 * with it. */
#include "modules/projection/projection_action.h"

#define N_(text) text /* translated where it is shown */

static bool is_open(const Plan *plan, const WithheldList *withheld, const char *group)
{
    for (int g = 0; g < plan->n_groups; g++)
        for (int s = 0; same(plan->groups[g], group) && s < plan->n_states; s++)
            if (plan_in_group(plan, g, s) && state_is_withheld(withheld, plan->states[s].id))
                return false;
    return true;
}

static const char *group_label(Ctx *cx, const Plan *plan, const char *group)
{
    int sectors = plan->n_groups - plan->n_sets;
    for (int g = sectors; g < plan->n_groups; g++)
        if (same(plan->groups[g], group))
            return plan->sets[g - sectors].label;
    return same(group, "all") ? T(cx, "All") : group;
}

void outcome_columns(Ctx *cx, Table *t)
{
    table_column(cx, t, "central", T(cx, "Central"), COLUMN_NUMBER, 1);
    table_column(cx, t, "mean", T(cx, "Mean"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q05", T(cx, "5 %"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q50", T(cx, "Median"), COLUMN_NUMBER, 1);
    table_column(cx, t, "q95", T(cx, "95 %"), COLUMN_NUMBER, 1);
}

void outcome_cells(Cell *c, const Outcome *o)
{
    const double values[] = {o->central, o->mean, o->q[0], o->q[3], o->q[6]};
    for (int i = 0; i < 5; i++)
        c[i] = cell_number(values[i]);
}

static Table *new_table(Ctx *cx, Reply *out, const char *id, const char *title)
{
    Table *t = reply_table(cx, out, id, title);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "group", T(cx, "Group"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "Label"), COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    outcome_columns(cx, t);
    return t;
}

static void put(Ctx *cx, Table *t, const Plan *plan, const Outcome *o, const char *what)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_text(arena_printf(cx->arena, "%d", o->year));
    c[1] = cell_text(o->group);
    c[2] = cell_text(group_label(cx, plan, o->group));
    c[3] = cell_text(what);
    outcome_cells(c + 4, o);
}

/* The words of a part, or NULL for another quantity. */
static const char *part_word(Ctx *cx, const char *quantity)
{
    static const char *const words[SUPPLY_PARTS] = {
        N_("of it, locums"), N_("of it, apprentices"), N_("supply under the ceiling"),
        N_("applicants turned away, heads"), N_("posts left open")};
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (same(quantity, supply_part_name((SupplyPart)i)))
            return T(cx, words[i]);
    return NULL;
}

void groups_tables(Ctx *cx, Reply *out, const Plan *plan, const Projection *p,
                   const WithheldList *withheld)
{
    Table *groups =
        plan->n_groups > 1 ? new_table(cx, out, "groups", T(cx, "Supply by group")) : NULL;
    Table *beside = NULL;
    for (int i = 0; i < p->n && groups; i++) {
        const Outcome *o = &p->outcomes[i];
        if (same(o->quantity, "supply") && !same(o->group, "all") &&
            is_open(plan, withheld, o->group))
            put(cx, groups, plan, o, T(cx, "supply"));
    }
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        const char *what = part_word(cx, o->quantity);
        if (!what || !is_open(plan, withheld, o->group))
            continue;
        if (!beside)
            beside = new_table(cx, out, "beside", T(cx, "Locums, apprentices and the ceiling"));
        put(cx, beside, plan, o, what);
    }
    if (plan->ceiling)
        reply_note(cx, out,
                   T(cx, "Supply is shown without the recruitment ceiling (posts of the line "
                         "'%s') and, beside it, with it. The central value with it treats "
                         "means as if they were certain and is too high; the mean and the "
                         "intervals count head by head."),
                   plan->lines[plan->ceiling - 1]);
}
