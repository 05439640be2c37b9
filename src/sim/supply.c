/* Decides how heads become supply: each state's measure counts for its sector, for the sets
 * that it belongs to and for all. Locums work elsewhere: the share of their state's measure
 * that works for a group counts there and no longer in the group of the same family that the
 * state belongs to, so that it is counted once in every family and never twice in all. */
#include "sim/rates.h"

static const char *family_of(const Plan *p, int group)
{
    int sectors = p->n_groups - p->n_sets;
    return group < sectors ? "" : p->sets[group - sectors].family;
}

static bool same_family(const Plan *p, int a, int b)
{
    return strcmp(family_of(p, a), family_of(p, b)) == 0;
}

/* ------------------------------------------------------------------ locums */

void locums_new(Arena *a, const Plan *p, Rates *r)
{
    Series *series;
    r->locums.n = series_of_part(a, p, PART_LOCUM, &series);
    r->locums.series = series;
    r->locums.share =
        NEW_ARRAY(a, double, (size_t)(p->n_steps + 1) * (size_t)(r->locums.n + 1));
}

/* Shares of one state for groups of one family are parts of the same people. */
static bool check_locums(const Filling *f, Rates *r, int step, int first)
{
    const Plan *p = f->p;
    const Locums *l = &r->locums;
    double *share = l->share + step * l->n, sum = 0;
    const Row *row = l->series[first].rows[0];
    for (int i = 0; i < l->n; i++) {
        const Row *other = l->series[i].rows[0];
        if (other->state == row->state && same_family(p, other->group, row->group))
            sum += share[i];
    }
    if (sum <= 1 + 1e-9)
        return true;
    if (!f->clamp)
        return fail(f->err, INVALID,
                    "row '%s': the locums of state '%s' in %d add up to %.9g of it, above 1",
                    row->id, p->states[row->state].id, plan_year(p, step), sum);
    for (int i = 0; i < l->n; i++) {
        const Row *other = l->series[i].rows[0];
        if (other->state == row->state && same_family(p, other->group, row->group))
            share[i] /= sum;
    }
    return true;
}

bool locums_fill(const Filling *f, Rates *r)
{
    const Locums *l = &r->locums;
    for (int step = 0; step <= f->p->n_steps && l->n; step++) {
        for (int i = 0; i < l->n; i++)
            l->share[step * l->n + i] =
                filling_value(f, &l->series[i], plan_year(f->p, step), 1);
        for (int i = 0; i < l->n; i++)
            if (!check_locums(f, r, step, i))
                return false;
    }
    return true;
}

/* ------------------------------------------------------------------ supply */

void groups_new(Arena *a, const Plan *p, Rates *r)
{
    int n = 0, sectors = p->n_groups - p->n_sets;
    r->groups_first = NEW_ARRAY(a, int, p->n_states + 1);
    r->groups_of = NEW_ARRAY(a, int, p->n_states *(p->n_sets + 1) + 1);
    for (int state = 0; state < p->n_states; state++) {
        r->groups_of[n++] = p->states[state].group;
        for (int set = 0; set < p->n_sets; set++)
            if (p->sets[set].has[state])
                r->groups_of[n++] = sectors + set;
        r->groups_first[state + 1] = n;
    }
}

/* Without locums: what the groups' own people are worth. */
static void own_supply(const Rates *r, const Plan *p, const double *heads, double *supply)
{
    for (int group = 0; group <= p->n_groups; group++)
        supply[group] = 0;
    for (int state = 0; state < p->n_states; state++) {
        double measure = heads[state] * p->states[state].weight;
        supply[p->n_groups] += measure;
        for (int i = r->groups_first[state]; i < r->groups_first[state + 1]; i++)
            supply[r->groups_of[i]] += measure;
    }
}

void supply_of_heads(const Rates *r, const Plan *p, int step, const double *heads,
                     double *supply, double *locum)
{
    const Locums *l = &r->locums;
    own_supply(r, p, heads, supply);
    for (int group = 0; locum && group <= p->n_groups; group++)
        locum[group] = 0;
    for (int i = 0; i < l->n; i++) {
        const Row *row = l->series[i].rows[0];
        double amount =
            heads[row->state] * p->states[row->state].weight * l->share[step * l->n + i];
        for (int group = 0; group < p->n_groups; group++)
            if (plan_in_group(p, group, row->state) && same_family(p, group, row->group))
                supply[group] -= amount;
        supply[row->group] += amount;
        if (locum)
            locum[row->group] += amount;
    }
}

void supply_of(const Rates *r, const Plan *p, int step, const double *stock_at_step,
               double *supply)
{
    SCOPED_ARENA a = arena_new();
    double *heads = NEW_ARRAY(a, double, p->n_states);
    for (int state = 0; state < p->n_states; state++)
        for (int age = 0; age < p->n_ages; age++)
            heads[state] += stock_at_step[state * p->n_ages + age];
    supply_of_heads(r, p, step, heads, supply, NULL);
}

double supply_weight(const Rates *r, const Plan *p, int step, int group, int state)
{
    const Locums *l = &r->locums;
    bool all = group == ANY || group == p->n_groups, inside = plan_in_group(p, group, state);
    double weight = inside ? p->states[state].weight : 0;
    for (int i = 0; i < l->n && !all; i++) {
        const Row *row = l->series[i].rows[0];
        double amount = p->states[state].weight * l->share[step * l->n + i];
        if (row->state != state)
            continue;
        if (row->group == group)
            weight += amount;
        else if (inside && same_family(p, group, row->group))
            weight -= amount;
    }
    return weight;
}
