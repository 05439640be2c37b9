/* Decides what a stock that was counted on another day was at the opening.
 *
 * The NHS counts on 31 March, councils on 30 September, and a step may run from September to
 * August. With B the stocks as counted and D what a step of the plan's own rates would change
 * in them (exits, moves both ways, joiners from outside; not graduates, who join at the end of
 * a step, and nobody's age), the stock of a state that was counted f steps before the opening
 * is
 *
 *     B + f D,  not below 0;
 *
 * f below 0 for a count after the opening. Where a state has rows of several days, f is their
 * mean by heads. */
#include "sim/rates.h"
#include <math.h>

static bool find_leads(const Rates *r, const Plan *p, double *ahead, double *heads)
{
    bool any = false;
    for (int i = 0; i < r->n_stock_series; i++)
        for (int k = 0; k < r->stock_series[i].n; k++) {
            const Row *row = r->stock_series[i].rows[k];
            ahead[row->state] += row->ahead * row->value;
            heads[row->state] += row->value;
            any |= row->ahead != 0;
        }
    for (int state = 0; state < p->n_states; state++)
        ahead[state] = heads[state] > 0 ? ahead[state] / heads[state] : 0;
    return any;
}

void opening_carry(Rates *r, const Plan *p)
{
    SCOPED_ARENA a = arena_new();
    double *ahead = NEW_ARRAY(a, double, p->n_states),
           *heads = NEW_ARRAY(a, double, p->n_states);
    if (!find_leads(r, p, ahead, heads))
        return;
    double *later = NEW_ARRAY(a, double, r->n_cells), *come = NEW_ARRAY(a, double, r->n_cells);
    Rates ageless = *r;
    ageless.age_share = NEW_ARRAY(a, double, r->n_ages);
    expected_step(&ageless, p, 0, r->opening, later, NULL);
    expected_outside(r, 0, come);
    for (int cell = 0; cell < r->n_cells; cell++) {
        double change = later[cell] + come[cell] - r->opening[cell];
        r->opening[cell] = fmax(0, r->opening[cell] + ahead[cell / r->n_ages] * change);
    }
}
