/* Decides whether futures that were run for a plan hold for a changed one: when nothing that
 * supply, demand or the effect of a place depend on has changed. Limits, costs and hours, and
 * how an answer is chosen, may. */
#include "sim/verify_sample.h"
#include <string.h>

static bool is_free(const Row *row)
{
    return row->part == PART_LIMIT || row->part == PART_COST || row->part == PART_HOURS;
}

static bool same_row(const Row *x, const Row *y)
{
    Row a = *x, b = *y;
    bool id = strcmp(a.id, b.id) == 0;
    a.id = b.id = NULL;
    return id && a.part == b.part && a.state == b.state && a.to == b.to &&
           a.age_from == b.age_from && a.age_to == b.age_to && a.to_age_from == b.to_age_from &&
           a.to_age_to == b.to_age_to && a.route == b.route && a.study_year == b.study_year &&
           a.line == b.line && a.group == b.group && a.kind == b.kind && a.year == b.year &&
           a.like == b.like && a.area == b.area && a.parameter == b.parameter &&
           a.factor == b.factor && a.service == b.service && a.band == b.band &&
           a.stretch == b.stretch && a.shift == b.shift && a.value == b.value &&
           a.dist.kind == b.dist.kind && a.dist.a == b.dist.a && a.dist.b == b.dist.b &&
           a.dist.c == b.dist.c;
}

static bool same_rows(const Plan *p, const Plan *q)
{
    int i = 0, j = 0;
    for (;; i++, j++) {
        while (i < p->n_rows && is_free(&p->rows[i]))
            i++;
        while (j < q->n_rows && is_free(&q->rows[j]))
            j++;
        if (i >= p->n_rows || j >= q->n_rows)
            return i >= p->n_rows && j >= q->n_rows;
        if (!same_row(&p->rows[i], &q->rows[j]))
            return false;
    }
}

bool commission_may_keep(const CommissionPrepared *prepared, const Plan *q)
{
    const Plan *p = commission_plan(prepared);
    bool same = p->start_year == q->start_year && p->n_steps == q->n_steps &&
                p->step_years == q->step_years && p->n_states == q->n_states &&
                p->n_groups == q->n_groups && p->n_ages == q->n_ages &&
                p->n_routes == q->n_routes && p->n_lines == q->n_lines &&
                p->n_targets == q->n_targets && p->rate_kind == q->rate_kind &&
                p->move_basis == q->move_basis && p->joiner_exposure == q->joiner_exposure &&
                p->ageing == q->ageing && p->ceiling == q->ceiling &&
                p->decide_from == q->decide_from && p->decide_to == q->decide_to &&
                p->n_given == q->n_given && p->n_given == 0;
    for (int i = 0; same && i < p->n_states; i++)
        same = p->states[i].group == q->states[i].group &&
               p->states[i].weight == q->states[i].weight;
    for (int i = 0; same && i < p->n_ages; i++)
        same = p->ages[i].from == q->ages[i].from && p->ages[i].to == q->ages[i].to;
    for (int i = 0; same && i < p->n_routes; i++)
        same = p->routes[i].length == q->routes[i].length &&
               p->routes[i].decided == q->routes[i].decided;
    for (int i = 0; same && i < p->n_targets; i++)
        same = p->targets[i].line == q->targets[i].line &&
               p->targets[i].group == q->targets[i].group &&
               p->targets[i].year_from == q->targets[i].year_from &&
               p->targets[i].year_to == q->targets[i].year_to &&
               p->targets[i].weight == q->targets[i].weight;
    return same && (p == q || same_rows(p, q));
}
