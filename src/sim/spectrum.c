/* Decides the further eigenvalues of the one-step map of step 0, without inflow from outside.
 *
 * The matrix A has in column j what a step makes of one head in cell j. The largest eigenvalue
 * l with right vector v and left vector w comes from power iteration on both sides, with the
 * Rayleigh quotient l = w'Av / w'v; then A - l v w' / w'v has the same spectrum with 0 in the
 * place of l (Wielandt's deflation), and the next one is found in the same way. */
#include "sim/spectrum.h"
#include "sim/rates.h"
#include <math.h>

enum { MOST_ROUNDS = 20000 };

typedef struct Square {
    int n;
    double *at; /* [n][n] */
} Square;

/* to = A from, or A' from. */
static void apply(const Square *m, const double *from, double *to, bool transposed)
{
    for (int i = 0; i < m->n; i++) {
        to[i] = 0;
        for (int j = 0; j < m->n; j++)
            to[i] += m->at[transposed ? j * m->n + i : i * m->n + j] * from[j];
    }
}

/* Scales to length 1; returns the length there was. */
static double unit_length(double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i] * v[i];
    sum = sqrt(sum);
    for (int i = 0; i < n && sum > 0; i++)
        v[i] /= sum;
    return sum;
}

static double dot(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* How far v is from being an eigenvector for value. */
static double off(const Square *m, const double *v, double value, bool transposed,
                  double *scratch)
{
    double worst = 0;
    apply(m, v, scratch, transposed);
    for (int i = 0; i < m->n; i++)
        worst = fmax(worst, fabs(scratch[i] - value * v[i]));
    return worst;
}

/* The largest eigenvalue with its vectors; false when it does not settle. */
static bool largest(Arena *a, const Square *m, double size, double *value, double *v, double *w)
{
    double *next = NEW_ARRAY(a, double, m->n);
    for (int i = 0; i < m->n; i++) /* not even: a symmetric start can miss a direction */
        v[i] = w[i] = 1 + 0.1 * sin(i + 1.0);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        apply(m, v, next, false);
        memcpy(v, next, (size_t)m->n * sizeof *v);
        apply(m, w, next, true);
        memcpy(w, next, (size_t)m->n * sizeof *w);
        double length = unit_length(v, m->n), left = unit_length(w, m->n);
        if (length <= 1e-14 * size || left <= 1e-14 * size) {
            *value = 0;
            return true;
        }
        double shared = dot(w, v, m->n);
        if (fabs(shared) < 1e-12)
            continue;
        apply(m, v, next, false);
        *value = dot(w, next, m->n) / shared;
        if (off(m, v, *value, false, next) <= 1e-12 * size &&
            off(m, w, *value, true, next) <= 1e-12 * size)
            return true;
    }
    return false;
}

static void deflate(Square *m, double value, const double *v, const double *w)
{
    double shared = dot(w, v, m->n);
    for (int i = 0; i < m->n && shared != 0; i++)
        for (int j = 0; j < m->n; j++)
            m->at[i * m->n + j] -= value * v[i] * w[j] / shared;
}

static void keep_worth(const double *w, int n, double *worth)
{
    double unit = w[0], most = 0;
    for (int i = 0; i < n; i++)
        most = fabs(w[i]) > fabs(most) ? w[i] : most;
    if (fabs(unit) < 1e-9 * fabs(most))
        unit = most;
    for (int i = 0; i < n; i++)
        worth[i] = unit == 0 ? 0 : w[i] / unit;
}

bool spectrum(const Rates *r, const Plan *p, Err *err, int n, double *values, double *worth)
{
    SCOPED_ARENA a = arena_new();
    int cells = plan_cells(p);
    if (cells > SPECTRUM_MOST_CELLS)
        return fail(err, INVALID, "further eigenvalues are for plans of at most %d cells",
                    SPECTRUM_MOST_CELLS);
    if (n > cells)
        return fail(err, INVALID, "the plan has %d eigenvalues only", cells);
    Square m = {cells, NEW_ARRAY(a, double, (size_t)cells *(size_t)cells)};
    double *one = NEW_ARRAY(a, double, cells), *next = NEW_ARRAY(a, double, cells), size = 0;
    double *v = NEW_ARRAY(a, double, cells), *w = NEW_ARRAY(a, double, cells);
    for (int j = 0; j < cells; j++) {
        one[j] = 1;
        expected_step(r, p, 0, one, next, NULL);
        one[j] = 0;
        for (int i = 0; i < cells; i++) {
            m.at[i * cells + j] = next[i];
            size = fmax(size, fabs(next[i]));
        }
    }
    for (int k = 0; k < n; k++) {
        if (!largest(a, &m, size, &values[k], v, w))
            return fail(err, INVALID, "eigenvalue %d is complex, or not apart from the next",
                        k + 1);
        if (k == 0)
            keep_worth(w, cells, worth);
        deflate(&m, values[k], v, w);
    }
    return true;
}
