/* Decides what knowing an assumption is worth to a decision.
 *
 * With everything known, the best decision is taken in every draw: EVPI = min_d E L_d - E min_d
 * L_d. With only a factor known, it is the best given the factor: EVPPI = min_d E L_d - E min_d
 * E(L_d | factor). The conditional mean is a regression of each loss on the factor: Hermite
 * polynomials of the normal scores of one input; for a group, of the linear index that best
 * tells the lowest decision from the highest, beside the scores themselves.
 *
 * A rule that is made from the draws that value it flatters itself. So the draws are halved:
 * one half's regression decides, the other half's says what the decision is worth, and back. */
#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/sensitivity.h"
#include <math.h>
#include <string.h>

enum { DEGREE = 4, MOST_LINEAR = 12, MOST_BASIS = 64, RESAMPLES = 40, FEWEST_DRAWS = 50 };

/* ---------------------------------------------------------------- least squares */

typedef struct Fit {
    int p, m;           /* basis functions, responses */
    const double *beta; /* [p][m] */
} Fit;

/* Solves S beta = R for a symmetric positive definite S[p][p] (a hair is added to its diagonal,
 * for columns that say the same); R[p][m] becomes beta. */
static void solve(double *S, int p, double *R, int m)
{
    for (int i = 0; i < p; i++) {
        S[i * p + i] += 1e-9 * (S[i * p + i] + 1);
        for (int j = 0; j <= i; j++) {
            double sum = S[i * p + j];
            for (int k = 0; k < j; k++)
                sum -= S[i * p + k] * S[j * p + k];
            S[i * p + j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / S[j * p + j];
        }
    }
    for (int c = 0; c < m; c++) {
        for (int i = 0; i < p; i++) {
            for (int k = 0; k < i; k++)
                R[i * m + c] -= S[i * p + k] * R[k * m + c];
            R[i * m + c] /= S[i * p + i];
        }
        for (int i = p - 1; i >= 0; i--) {
            for (int k = i + 1; k < p; k++)
                R[i * m + c] -= S[k * p + i] * R[k * m + c];
            R[i * m + c] /= S[i * p + i];
        }
    }
}

/* Regression of y[][m] on X[][p] over the rows `picked`. */
static Fit fit(Arena *a, const double *X, int p, const double *y, int m, const int *picked,
               int n)
{
    double *S = NEW_ARRAY(a, double, p *p + 1), *R = NEW_ARRAY(a, double, p *m + 1);
    for (int r = 0; r < n; r++) {
        const double *x = X + (size_t)picked[r] * (size_t)p,
                     *v = y + (size_t)picked[r] * (size_t)m;
        for (int i = 0; i < p; i++) {
            for (int j = 0; j <= i; j++)
                S[i * p + j] += x[i] * x[j] / n;
            for (int c = 0; c < m; c++)
                R[i * m + c] += x[i] * v[c] / n;
        }
    }
    solve(S, p, R, m);
    return (Fit){p, m, R};
}

static double fitted(const Fit *f, const double *x, int c)
{
    double sum = 0;
    for (int i = 0; i < f->p; i++)
        sum += x[i] * f->beta[i * f->m + c];
    return sum;
}

/* ---------------------------------------------------------------- the basis of a factor */

/* Hermite polynomials 1..DEGREE of t, in unit variance when t is standard normal. */
static void hermite(double t, double *out)
{
    double before = 1, now = t, factorial = 1;
    for (int i = 1; i <= DEGREE; i++) {
        out[i - 1] = now / sqrt(factorial);
        double next = t * now - i * before;
        before = now;
        now = next;
        factorial *= i + 1;
    }
}

/* The group's linear index of the difference of two losses, in unit variance. */
static void index_of(Arena *a, const Factor *f, int d, const double *z, int n,
                     const double *difference, double *t)
{
    int p = f->n + 1;
    double *X = NEW_ARRAY(a, double, (size_t)n *(size_t)p + 1), mean = 0, variance = 0;
    int *all = NEW_ARRAY(a, int, n + 1);
    for (int k = 0; k < n; k++) {
        all[k] = k;
        X[(size_t)k * (size_t)p] = 1;
        for (int j = 0; j < f->n; j++)
            X[(size_t)k * (size_t)p + 1 + (size_t)j] =
                z[(size_t)k * (size_t)d + (size_t)f->inputs[j]];
    }
    Fit line = fit(a, X, p, difference, 1, all, n);
    for (int k = 0; k < n; k++) {
        t[k] = fitted(&line, X + (size_t)k * (size_t)p, 0);
        mean += t[k] / n;
    }
    for (int k = 0; k < n; k++)
        variance += (t[k] - mean) * (t[k] - mean) / n;
    for (int k = 0; k < n; k++)
        t[k] = variance > 0 ? (t[k] - mean) / sqrt(variance) : 0;
}

/* X[n][p]; returns p. */
static int basis_of(Arena *a, const Factor *f, int d, const double *z, int n,
                    const double *difference, double **out)
{
    double *t = NEW_ARRAY(a, double, n + 1);
    int linear = f->n > 1 && f->n <= MOST_LINEAR ? f->n : 0, p = 1 + DEGREE + linear;
    double *X = NEW_ARRAY(a, double, (size_t)n *(size_t)p + 1);
    if (f->n > 1)
        index_of(a, f, d, z, n, difference, t);
    for (int k = 0; k < n; k++) {
        double *x = X + (size_t)k * (size_t)p;
        x[0] = 1;
        hermite(f->n > 1 ? t[k] : z[(size_t)k * (size_t)d + (size_t)f->inputs[0]], x + 1);
        for (int j = 0; j < linear; j++)
            x[1 + DEGREE + j] = z[(size_t)k * (size_t)d + (size_t)f->inputs[j]];
    }
    *out = X;
    return p;
}

/* ---------------------------------------------------------------- values */

static int best_decision(const double *loss, int n, int D)
{
    int best = 0;
    double least = INFINITY;
    for (int c = 0; c < D; c++) {
        double sum = 0;
        for (int k = 0; k < n; k++)
            sum += loss[(size_t)k * (size_t)D + (size_t)c];
        if (sum < least) {
            least = sum;
            best = c;
        }
    }
    return best;
}

/* Rows are split by the parity of the draw they are, so that a draw that was picked twice is
 * never on both sides. */
static double cross_fitted(Arena *a, const double *X, int p, const double *loss, int D,
                           int best, const int *picked, int n)
{
    int *halves[2] = {NEW_ARRAY(a, int, n + 1), NEW_ARRAY(a, int, n + 1)}, count[2] = {0};
    double sum = 0;
    for (int i = 0; i < n; i++) {
        int side = picked[i] & 1;
        halves[side][count[side]++] = picked[i];
    }
    if (count[0] <= p || count[1] <= p)
        return 0;
    Fit fits[2] = {fit(a, X, p, loss, D, halves[0], count[0]),
                   fit(a, X, p, loss, D, halves[1], count[1])};
    for (int i = 0; i < n; i++) {
        const double *x = X + (size_t)picked[i] * (size_t)p;
        for (int side = 0; side < 2; side++) {
            int chosen = 0;
            double least = INFINITY;
            for (int c = 0; c < D; c++) {
                double value = fitted(&fits[side], x, c);
                if (value < least) {
                    least = value;
                    chosen = c;
                }
            }
            const Fit *judge = &fits[1 - side];
            sum += (fitted(judge, x, best) - fitted(judge, x, chosen)) / 2;
        }
    }
    return sum / n;
}

static void resample(PhiloxKey key, int b, int n, int *picked)
{
    for (int i = 0; i < n; i++) {
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)i, (uint32_t)b, 1, 9}}, key);
        picked[i] = (int)((uint64_t)w.word[0] * (uint64_t)n >> 32);
    }
}

static Estimate around(double value, double sum, double squares, int n)
{
    double mean = sum / n, sd = sqrt(fmax(0, squares / n - mean * mean));
    return (Estimate){value, fmax(0, value - 1.959964 * sd), value + 1.959964 * sd};
}

static Estimate partial(const Factor *f, int d, const double *z, int n, const double *loss,
                        int D, int best, PhiloxKey key)
{
    SCOPED_ARENA a = arena_new();
    double *difference = NEW_ARRAY(a, double, n + 1), *X, sum = 0, squares = 0;
    int *picked = NEW_ARRAY(a, int, n + 1);
    for (int k = 0; k < n; k++) {
        picked[k] = k;
        difference[k] = loss[(size_t)k * (size_t)D] - loss[(size_t)(k + 1) * (size_t)D - 1];
    }
    int p = basis_of(a, f, d, z, n, difference, &X);
    double value = cross_fitted(a, X, p, loss, D, best, picked, n);
    for (int b = 0; b < RESAMPLES; b++) {
        SCOPED_ARENA scratch = arena_new();
        resample(key, b, n, picked);
        double again = cross_fitted(scratch, X, p, loss, D, best, picked, n);
        sum += again;
        squares += again * again;
    }
    return around(fmax(0, value), sum, squares, RESAMPLES);
}

bool value_of_knowing(Arena *a, Err *err, Factors f, int n_inputs, const double *z, int n,
                      const double *loss, int decisions, uint64_t seed, Knowing *out)
{
    Knowing k = {.evppi = NEW_ARRAY(a, Estimate, f.n + 1)};
    PhiloxKey key = philox_stream(seed, "knowing");
    double sum = 0, squares = 0;
    if (n < FEWEST_DRAWS)
        return fail(err, INVALID, "the value of knowing takes at least %d draws, not %d",
                    FEWEST_DRAWS, n);
    k.best = best_decision(loss, n, decisions);
    for (int i = 0; i < n; i++) {
        const double *row = loss + (size_t)i * (size_t)decisions;
        double least = row[0];
        for (int c = 1; c < decisions; c++)
            least = fmin(least, row[c]);
        sum += (row[k.best] - least) / n;
        squares += (row[k.best] - least) * (row[k.best] - least) / n;
    }
    double error = sqrt(fmax(0, squares - sum * sum) / n);
    k.evpi = (Estimate){sum, fmax(0, sum - 1.959964 * error), sum + 1.959964 * error};
    for (int i = 0; i < f.n; i++)
        k.evppi[i] = partial(&f.items[i], n_inputs, z, n, loss, decisions, k.best, key);
    *out = k;
    return true;
}
