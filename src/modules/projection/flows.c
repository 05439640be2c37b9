/* Decides how the rest of a run is shown: every flow of people, students by route, waiting
 * lists, hours of work, and what raking and shrinking changed, before and after side by side.
 */
#include "modules/projection/projection_action.h"
#include "sim/demand.h"
#include "sim/small_area.h"
#include <math.h>

static const char *const flow_names[] = {
    N_("exits"),    N_("moves"),    N_("joiners"),  N_("graduates"),
    N_("entrants"), N_("residual"), N_("training"),
};

static const char *flow_word(Ctx *cx, const char *name)
{
    for (size_t i = 0; i < sizeof flow_names / sizeof *flow_names; i++)
        if (same(flow_names[i], name))
            return T(cx, flow_names[i]);
    return name;
}

typedef struct Wanted { /* one column group of a table: a quantity and its words */
    const char *quantity, *label;
} Wanted;

static bool is_there(const Projection *p, const Wanted *wanted, int n)
{
    for (int i = 0; i < p->n; i++)
        for (int k = 0; k < n; k++)
            if (same(p->outcomes[i].quantity, wanted[k].quantity))
                return true;
    return false;
}

/* A table of some quantities, a row for each year and key, with the interval of each. */
static void outcome_table(Ctx *cx, Reply *out, const Projection *p, const char *id,
                          const char *title, const char *key, const Wanted *wanted, int n)
{
    if (!is_there(p, wanted, n))
        return;
    Table *t = reply_table(cx, out, id, title);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_TEXT, 0);
    table_column(cx, t, "of", key, COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    outcome_columns(cx, t);
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        const char *what = NULL;
        for (int k = 0; k < n; k++)
            if (same(o->quantity, wanted[k].quantity))
                what = wanted[k].label;
        if (!what)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", o->year));
        c[1] = cell_text(same(o->quantity, "flow") ? "" : plan_word(cx, o->line));
        c[2] = cell_text(o->group);
        c[3] = cell_text(same(o->quantity, "flow") ? flow_word(cx, o->line) : T(cx, what));
        outcome_cells(c + 4, o);
    }
}

/* ---------------------------------------------------------------- before and after */

/* Whole numbers of a line's groups in a year, adding up family by family; whole[n_groups]. */
static void whole_numbers(Ctx *cx, const Plan *plan, const Demand *d, const Projection *p,
                          const char *line, int year, int64_t *whole)
{
    int G = plan->n_groups;
    double *values = NEW_ARRAY(cx->arena, double, G + 1);
    int64_t *rounded = NEW_ARRAY(cx->arena, int64_t, G + 1);
    int *at = NEW_ARRAY(cx->arena, int, G + 1);
    for (int family = 0; family < d->n_families; family++) {
        double sum = 0;
        int n = 0;
        for (int group = 0; group < G; group++) {
            const Outcome *o =
                d->family[group] == family
                    ? projection_find(p, "demand", line, plan->groups[group], year)
                    : NULL;
            if (!o)
                continue;
            at[n] = group;
            values[n++] = o->central;
            sum += o->central;
        }
        small_area_round(values, n, sum, rounded);
        for (int i = 0; i < n; i++)
            whole[at[i]] = rounded[i];
    }
}

static void adjusted_table(Ctx *cx, Reply *out, const Plan *plan, const Demand *d,
                           const Projection *p)
{
    const Wanted before[] = {{"demand_before", ""}};
    if (!is_there(p, before, 1))
        return;
    Table *t = reply_table(cx, out, "small_areas",
                           T(cx, "Demand of groups before and after raking and shrinking"));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_TEXT, 0);
    table_column(cx, t, "group", T(cx, "Group"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_NUMBER, 2);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_NUMBER, 2);
    table_column(cx, t, "q05", T(cx, "5 %"), COLUMN_NUMBER, 2);
    table_column(cx, t, "q50", T(cx, "Median"), COLUMN_NUMBER, 2);
    table_column(cx, t, "q95", T(cx, "95 %"), COLUMN_NUMBER, 2);
    table_column(cx, t, "whole", T(cx, "In whole numbers"), COLUMN_NUMBER, 0);
    int64_t *whole = NEW_ARRAY(cx->arena, int64_t, plan->n_groups + 1);
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        if (!same(o->quantity, "demand_before"))
            continue;
        const Outcome *after = projection_find(p, "demand", o->line, o->group, o->year);
        if (!after)
            continue;
        whole_numbers(cx, plan, d, p, o->line, o->year, whole);
        int group = 0;
        while (group < plan->n_groups && !same(plan->groups[group], o->group))
            group++;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", o->year));
        c[1] = cell_text(plan_word(cx, o->line));
        c[2] = cell_text(o->group);
        c[3] = cell_number(o->central);
        c[4] = cell_number(after->central);
        c[5] = cell_number(after->q[0]);
        c[6] = cell_number(after->q[3]);
        c[7] = cell_number(after->q[6]);
        c[8] = cell_number(group < plan->n_groups ? (double)whole[group]
                                                  : floor(after->central + 0.5));
    }
}

static void shrunk_table(Ctx *cx, Reply *out, const Plan *plan, const Demand *d)
{
    if (d->n_shrunk == 0)
        return;
    Table *t = reply_table(cx, out, "shrunk_rates",
                           T(cx, "Rates of groups, drawn towards their mean"));
    table_column(cx, t, "assumption", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_NUMBER, 5);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_NUMBER, 5);
    table_column(cx, t, "weight", T(cx, "Weight of the group's own"), COLUMN_NUMBER, 3);
    for (int i = 0; i < plan->n_rows; i++) {
        const Shrunk *s = &d->shrunk[i];
        if (!s->row)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(s->row->id);
        c[1] = cell_number(s->around);
        c[2] = cell_number(s->mean);
        c[3] = cell_number(s->weight);
    }
}

void flows_tables(Ctx *cx, Reply *out, const Plan *plan, const Ensemble *e, const Projection *p)
{
    const Wanted flows[] = {{"flow", ""}};
    const Wanted students[] = {{"enrolled", N_("enrolled")},
                               {"graduates", N_("graduate")},
                               {"dropouts", N_("drop out")}};
    const Wanted lists[] = {{"backlog", N_("cases waiting")},
                            {"catch_up", N_("posts to clear the list")}};
    const Wanted hours[] = {{"hours_ot", N_("by occupational therapists")},
                            {"hours_worker", N_("by support workers")},
                            {"hours_other", N_("by others")}};
    outcome_table(cx, out, p, "flows", T(cx, "Flows in the year"), T(cx, "Group"), flows, 1);
    outcome_table(cx, out, p, "students", T(cx, "Students by route"), T(cx, "Route"), students,
                  3);
    outcome_table(cx, out, p, "waiting", T(cx, "Waiting lists"), T(cx, "Group"), lists, 2);
    outcome_table(cx, out, p, "hours", T(cx, "Hours of work a year, by who does it"),
                  T(cx, "Group"), hours, 3);
    adjusted_table(cx, out, plan, e->extras.demand, p);
    shrunk_table(cx, out, plan, e->extras.demand);
}
