/* Decides where those go who come to a pool: to its places, by shares that add up to all of it,
 * in the same step. A pool holds nobody at the end of a step, so it has no stock, no exits and
 * no moves of its own; those who join through it are exposed to the exits of the state where
 * they are placed. By whole heads it is stochastic.c that places. */
#include "sim/rates.h"
#include <math.h>

void pools_new(Arena *a, const Plan *p, Rates *r)
{
    Pools *x = &r->pools;
    Series *series;
    int n = series_of_part(a, p, PART_PLACE, &series), places = 0;
    x->states = NEW_ARRAY(a, int, p->n_states);
    x->first = NEW_ARRAY(a, int, p->n_states + 1);
    x->of = NEW_ARRAY(a, int, p->n_states);
    x->to = NEW_ARRAY(a, int, n);
    Series *sorted = NEW_ARRAY(a, Series, n); /* by pool; series_of_part() has them by state */
    for (int state = 0; state < p->n_states; state++) {
        x->of[state] = p->states[state].pool ? x->n : -1;
        if (!p->states[state].pool)
            continue;
        x->states[x->n] = state;
        for (int i = 0; i < n; i++)
            if (series[i].rows[0]->to == state) {
                x->to[places] = series[i].rows[0]->state;
                sorted[places++] = series[i];
            }
        x->first[++x->n] = places;
    }
    x->series = sorted;
}

bool pools_fill(const Filling *f, Rates *r, int period)
{
    Pools *x = &r->pools;
    int places = pools_places(r), year = r->period_year[period];
    double *share = x->share + period * places, tolerance = 1e-6; /* shares are rounded */
    for (int pool = 0; pool < x->n; pool++) {
        double sum = 0;
        for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
            sum += share[i] = filling_value(f, &x->series[i], year, 1);
        if ((fabs(sum - 1) > tolerance && !f->clamp) || sum <= 0) {
            char names[400] = "";
            for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
                filling_name(names, sizeof names, &x->series[i]);
            return fail(f->err, INVALID,
                        "pool '%s': its places in %d add up to %.9g, not 1: %s",
                        f->p->states[x->states[pool]].id, year, sum, names);
        }
        for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
            share[i] /= sum;
    }
    return true;
}

void pools_empty(const Rates *r, int period, bool joining, double *next, StepTotals *t)
{
    const Pools *x = &r->pools;
    size_t A = (size_t)r->n_ages;
    const double *shares = x->share + period * pools_places(r);
    for (int pool = 0; pool < x->n; pool++) {
        double *from = next + (size_t)x->states[pool] * A;
        for (int i = x->first[pool]; i < x->first[pool + 1]; i++) {
            double *to = next + (size_t)x->to[i] * A;
            for (size_t age = 0; age < A; age++) {
                double heads = from[age] * shares[i], staying = heads;
                if (joining)
                    staying *= kept(r, period, x->to[i] * r->n_ages + (int)age);
                to[age] += staying;
                if (joining && t)
                    t->exits += heads - staying;
            }
        }
        memset(from, 0, A * sizeof *from);
    }
}
