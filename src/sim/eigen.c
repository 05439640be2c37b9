/* Decides the long-run growth of the plan's own dynamics, without inflow from outside: power
 * iteration on the one-step map of step 0. The map is shifted by a part of its size first, so
 * that a population that swings between age classes settles as well. */
#include "sim/rates.h"
#include <math.h>

enum { MOST_ITERATIONS = 200000 };

/* Scales to sum 1; returns the sum there was. */
static double normalise(double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    for (int i = 0; i < n && sum > 0; i++)
        v[i] /= sum;
    return sum;
}

bool eigen(const Rates *r, const Plan *p, Err *err, double *value, double *share)
{
    SCOPED_ARENA scratch = arena_new();
    int n = r->n_cells;
    double *now = NEW_ARRAY(scratch, double, n), *next = NEW_ARRAY(scratch, double, n);
    for (int i = 0; i < n; i++)
        now[i] = 1.0 / n;
    expected_step(r, p, 0, now, next, NULL);
    double shift = normalise(next, n) / 4; /* a quarter of the growth of an even population */
    for (int round = 0; round < MOST_ITERATIONS; round++) {
        expected_step(r, p, 0, now, next, NULL);
        for (int i = 0; i < n; i++)
            next[i] += shift * now[i];
        double sum = normalise(next, n), change = 0;
        for (int i = 0; i < n; i++)
            change = fmax(change, fabs(next[i] - now[i]));
        double *swap = now;
        now = next;
        next = swap;
        if (sum <= 0)
            break;
        if (change <= 1e-13) {
            expected_step(r, p, 0, now, next, NULL);
            *value = normalise(next, n);
            memcpy(share, now, (size_t)n * sizeof *share);
            return true;
        }
    }
    return fail(err, INVALID, "the stock has no settled long-run structure");
}
