/* Small tables for the tests of disclosure control. */
#ifndef PONT_SIM_DISCLOSURE_TEST_H
#define PONT_SIM_DISCLOSURE_TEST_H

#include "sim/disclosure.h"
#include "sim/solver.h"
#include <math.h>

static inline unsigned test_next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Categories total, 1, 2, ... */
static inline SafeDimension test_dimension(Arena *a, const char *name, int n)
{
    SafeCategory *c = NEW_ARRAY(a, SafeCategory, n + 1);
    c[0] = (SafeCategory){"total", -1};
    for (int i = 1; i <= n; i++)
        c[i] = (SafeCategory){arena_printf(a, "%d", i), 0};
    return (SafeDimension){name, n + 1, c};
}

/* Counts over n dimensions of these sizes, the last fastest; organisations are the first. */
static inline SafeMicro *test_micro(Arena *a, int n, const int *sizes, const int *counts,
                                    int *cells)
{
    *cells = 1;
    for (int d = 0; d < n; d++)
        *cells *= sizes[d];
    SafeMicro *micro = NEW_ARRAY(a, SafeMicro, *cells);
    for (int i = 0; i < *cells; i++) {
        for (int d = n - 1, rest = i; d >= 0; rest /= sizes[d--])
            micro[i].at[d] = 1 + rest % sizes[d];
        micro[i].part = (SafePart){micro[i].at[0], counts[i], counts[i]};
    }
    return micro;
}

/* The table with all margins; cell numbers in cells. */
SafeTable *test_table(Arena *a, int n, const int *sizes, const int *counts,
                      const SafeRule *rule, SafeInsiders insiders, int **cells);

/* The same problem stated at once, the peer of the cut loop: a yes or no for each cell, and for
 * each demand a table of differences in which only held cells move. Spans are left out. Least
 * cost, or INFINITY when there is none, or NAN when the nodes did not suffice. */
static inline double test_compact(Arena *a, const SafeTable *t, int nodes)
{
    SCOPED_LP lp = lp_new(a);
    Err err = {0};
    LpStatus status;
    double most = 0;
    for (int i = 0; i < t->n_cells; i++) {
        bool held = t->cells[i].use == SAFE_PRIMARY || t->cells[i].use == SAFE_HIDDEN;
        bool may = held || t->cells[i].use == SAFE_FREE;
        lp_var(lp, held, may, held ? 0 : t->cells[i].cost, true);
        most = fmax(most, fmax(t->cells[i].protect.below, t->cells[i].protect.above));
    }
    for (int demand = 0; demand < 2 * t->n_cells; demand++) {
        const SafeCell *p = &t->cells[demand / 2];
        double way = demand % 2 ? -1 : 1;
        double need = demand % 2 ? fmin(p->protect.below, p->value - p->lo)
                                 : fmin(p->protect.above, p->hi - p->value);
        int first = -1;
        if (p->use != SAFE_PRIMARY || !(need > 0))
            continue;
        for (int i = 0; i < t->n_cells; i++) {
            const SafeCell *c = &t->cells[i];
            double room[2] = {fmin(c->value - c->lo, 20 * most),
                              fmin(c->hi - c->value, 20 * most)};
            int z = lp_var(lp, -room[0], room[1], 0, false);
            first = first < 0 ? z : first;
            for (int k = 0; k < 2; k++) {
                LpSum sum = {.arena = a};
                lp_add(&sum, i, room[k]);
                lp_add(&sum, z, k ? -1 : 1);
                lp_row(lp, &sum, 0, INFINITY);
            }
        }
        for (int i = 0; i < t->n_sums; i++) {
            LpSum sum = {.arena = a};
            for (int k = 0; k < t->sums[i].n; k++)
                lp_add(&sum, first + t->sums[i].terms[k].cell, t->sums[i].terms[k].factor);
            lp_row(lp, &sum, 0, 0);
        }
        LpSum reach = {.arena = a};
        lp_add(&reach, first + demand / 2, way);
        lp_row(lp, &reach, need, INFINITY);
    }
    lp_gap(lp, 1e-6);
    lp_nodes(lp, nodes);
    if (!lp_solve(lp, &err, &status))
        return NAN;
    return status == LP_OPTIMAL ? lp_value(lp) : status == LP_INFEASIBLE ? INFINITY : NAN;
}

#endif
