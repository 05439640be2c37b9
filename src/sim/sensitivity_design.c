/* Decides at which points a model is run: one at a time, along Morris' trajectories, and on
 * Saltelli's design. How a plan becomes a model is left to sensitivity_plan.c, what knowing is
 * worth to sensitivity_value.c. */
#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/sensitivity.h"
#include <math.h>
#include <string.h>

enum { LEVELS = 4, RESAMPLES = 200, PART_A = 0, PART_B = 1 };

Factors factors_single(Arena *a, const SensitivityModel *m)
{
    Factor *items = NEW_ARRAY(a, Factor, m->n_inputs + 1);
    int *inputs = NEW_ARRAY(a, int, m->n_inputs + 1);
    for (int i = 0; i < m->n_inputs; i++) {
        inputs[i] = i;
        items[i] = (Factor){.name = m->names[i], .n = 1, .inputs = &inputs[i]};
    }
    return (Factors){.n = m->n_inputs, .items = items};
}

/* ---------------------------------------------------------------- Latin hypercube */

typedef struct Ticket {
    uint64_t key;
    int k;
} Ticket;

static int by_key(const void *x, const void *y)
{
    const Ticket *a = x, *b = y;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->k > b->k) - (a->k < b->k);
}

void latin_hypercube(const SensitivityModel *m, uint64_t seed, uint32_t part, int n, double *u)
{
    SCOPED_ARENA scratch = arena_new();
    Ticket *tickets = NEW_ARRAY(scratch, Ticket, n + 1);
    for (int i = 0; i < m->n_inputs; i++) {
        PhiloxKey key = philox_stream(seed, m->names[i]);
        for (int k = 0; k < n; k++) {
            PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, part, 0, 7}}, key);
            tickets[k] = (Ticket){(uint64_t)w.word[0] << 32 | w.word[1], k};
        }
        qsort(tickets, (size_t)n, sizeof *tickets, by_key);
        for (int slice = 0; slice < n; slice++) {
            int k = tickets[slice].k;
            PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, part, 1, 7}}, key);
            u[(size_t)k * (size_t)m->n_inputs + (size_t)i] =
                (slice + philox_uniform(w.word[0], w.word[1])) / n;
        }
    }
}

/* ---------------------------------------------------------------- one at a time */

/* The input's value where its factor stands at the share u of its distribution. The inputs of a
 * group move together, each by as much as makes their sum, if they count alike, move to its own
 * share u: by 1 / sqrt(n) of the normal score. */
static double value_in(const SensitivityModel *m, const Factor *f, int input, double u)
{
    const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    if (f->n > 1)
        u = dist_share(dist_inverse(&normal, u) / sqrt(f->n));
    return m->value(m->self, input, u);
}

bool tornado(Arena *a, Err *err, const SensitivityModel *m, Factors f, Tornado *out)
{
    size_t d = (size_t)m->n_inputs, O = (size_t)m->n_outcomes;
    int runs = 1 + 2 * f.n;
    double *x = NEW_ARRAY(a, double, (size_t)runs *d + 1),
           *y = NEW_ARRAY(a, double, (size_t)runs *O + 1);
    Tornado t = {.central = NEW_ARRAY(a, double, O + 1),
                 .low = NEW_ARRAY(a, double, (size_t)f.n *O + 1),
                 .high = NEW_ARRAY(a, double, (size_t)f.n *O + 1),
                 .runs = runs};
    for (int k = 0; k < runs; k++)
        memcpy(x + (size_t)k * d, m->central, d * sizeof *x);
    for (int k = 0; k < f.n; k++)
        for (int side = 0; side < 2; side++)
            for (int j = 0; j < f.items[k].n; j++) {
                int i = f.items[k].inputs[j];
                x[(size_t)(1 + 2 * k + side) * d + (size_t)i] =
                    value_in(m, &f.items[k], i, side ? 0.9 : 0.1);
            }
    if (!m->run(m->self, err, x, runs, y))
        return false;
    memcpy(t.central, y, O * sizeof *y);
    for (size_t k = 0; k < (size_t)f.n; k++) {
        memcpy(t.low + k * O, y + (1 + 2 * k) * O, O * sizeof *y);
        memcpy(t.high + k * O, y + (2 + 2 * k) * O, O * sizeof *y);
    }
    *out = t;
    return true;
}

/* ---------------------------------------------------------------- Morris */

/* Levels stand in the middle of four slices, so that no distribution is asked for its end; a
 * step goes over two of them. */
static double level_at(int level)
{
    return (level + 0.5) / LEVELS;
}

typedef struct Step {
    int factor;
    double up; /* +1 or -1 */
} Step;

/* Rows of one trajectory into x[factors + 1][inputs]. */
static void trajectory(const SensitivityModel *m, Factors f, PhiloxKey key, uint32_t t,
                       double *x, Step *steps, Ticket *order)
{
    size_t d = (size_t)m->n_inputs;
    for (int k = 0; k < f.n; k++) {
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, t, 0, 8}}, key);
        order[k] = (Ticket){(uint64_t)w.word[0] << 32 | w.word[1], k};
    }
    qsort(order, (size_t)f.n, sizeof *order, by_key);
    memcpy(x, m->central, d * sizeof *x); /* inputs of no factor stay there */
    for (int k = 0; k < f.n; k++) {
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, t, 1, 8}}, key);
        int level = (int)(w.word[0] % LEVELS);
        for (int j = 0; j < f.items[k].n; j++) {
            int i = f.items[k].inputs[j];
            x[i] = value_in(m, &f.items[k], i, level_at(level));
        }
    }
    for (int s = 0; s < f.n; s++) {
        int k = order[s].k;
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, t, 1, 8}}, key);
        int level = (int)(w.word[0] % LEVELS);
        int to = level < LEVELS / 2 ? level + LEVELS / 2 : level - LEVELS / 2;
        double *next = x + (size_t)(s + 1) * d;
        memcpy(next, next - d, d * sizeof *x);
        for (int j = 0; j < f.items[k].n; j++) {
            int i = f.items[k].inputs[j];
            next[i] = value_in(m, &f.items[k], i, level_at(to));
        }
        steps[s] = (Step){k, to > level ? 1 : -1};
    }
}

bool morris(Arena *a, Err *err, const SensitivityModel *m, Factors f, uint64_t seed,
            int trajectories, Morris *out)
{
    size_t d = (size_t)m->n_inputs, O = (size_t)m->n_outcomes, rows = (size_t)f.n + 1;
    size_t runs = rows * (size_t)trajectories, cells = (size_t)f.n * O;
    double *x = NEW_ARRAY(a, double, runs *d + 1), *y = NEW_ARRAY(a, double, runs *O + 1);
    Step *steps = NEW_ARRAY(a, Step, (size_t)f.n * (size_t)trajectories + 1);
    Ticket *order = NEW_ARRAY(a, Ticket, f.n + 1);
    Morris r = {.mu = NEW_ARRAY(a, double, cells + 1),
                .mu_star = NEW_ARRAY(a, double, cells + 1),
                .sigma = NEW_ARRAY(a, double, cells + 1),
                .runs = (int)runs};
    PhiloxKey key = philox_stream(seed, "morris");
    for (int t = 0; t < trajectories; t++)
        trajectory(m, f, key, (uint32_t)t, x + (size_t)t * rows * d, steps + t * f.n, order);
    if (!m->run(m->self, err, x, (int)runs, y))
        return false;
    const double width = 0.5; /* two of four slices */
    for (int pass = 0; pass < 2; pass++)
        for (int t = 0; t < trajectories; t++)
            for (int s = 0; s < f.n; s++) {
                const Step *step = &steps[t * f.n + s];
                const double *at = y + ((size_t)t * rows + (size_t)s) * O;
                for (size_t o = 0; o < O; o++) {
                    size_t c = (size_t)step->factor * O + o;
                    double effect = step->up * (at[O + o] - at[o]) / width;
                    if (pass == 0) {
                        r.mu[c] += effect / trajectories;
                        r.mu_star[c] += fabs(effect) / trajectories;
                    } else {
                        double off = effect - r.mu[c];
                        r.sigma[c] += off * off;
                    }
                }
            }
    for (size_t c = 0; c < cells; c++)
        r.sigma[c] = trajectories > 1 ? sqrt(r.sigma[c] / (trajectories - 1)) : 0;
    *out = r;
    return true;
}

/* ---------------------------------------------------------------- Sobol */

typedef struct Columns { /* of one outcome: A, B, and A with the factor's inputs from B */
    const double *a, *b, *ab;
    int n;
    size_t stride;
} Columns;

/* first and total index over the rows picked (NULL: all). */
static void indices(const Columns *c, const int *picked, double *first, double *total)
{
    double mean = 0, variance = 0, one = 0, all = 0;
    for (int i = 0; i < c->n; i++) {
        size_t k = (size_t)(picked ? picked[i] : i) * c->stride;
        mean += (c->a[k] + c->b[k]) / (2.0 * c->n);
    }
    for (int i = 0; i < c->n; i++) {
        size_t k = (size_t)(picked ? picked[i] : i) * c->stride;
        double ya = c->a[k] - mean, yb = c->b[k] - mean, yab = c->ab[k] - mean;
        variance += (ya * ya + yb * yb) / (2.0 * c->n);
        one += yb * (yab - ya) / c->n;
        all += (ya - yab) * (ya - yab) / (2.0 * c->n);
    }
    *first = variance > 0 ? one / variance : NAN;
    *total = variance > 0 ? all / variance : NAN;
}

static Estimate around(double value, double sum, double squares, int n)
{
    double mean = sum / n, sd = sqrt(fmax(0, squares / n - mean * mean));
    return (Estimate){value, value - 1.959964 * sd, value + 1.959964 * sd};
}

static void estimate(const Columns *c, PhiloxKey key, int *picked, Estimate *first,
                     Estimate *total)
{
    double one, all, sum[2] = {0}, squares[2] = {0};
    for (int b = 0; b < RESAMPLES; b++) {
        for (int i = 0; i < c->n; i++) {
            PhiloxWords w = philox((PhiloxWords){{(uint32_t)i, (uint32_t)b, 0, 9}}, key);
            picked[i] = (int)((uint64_t)w.word[0] * (uint64_t)c->n >> 32);
        }
        indices(c, picked, &one, &all);
        sum[0] += one;
        squares[0] += one * one;
        sum[1] += all;
        squares[1] += all * all;
    }
    indices(c, NULL, &one, &all);
    *first = around(one, sum[0], squares[0], RESAMPLES);
    *total = around(all, sum[1], squares[1], RESAMPLES);
}

/* x = value(u), input by input. */
static void values_of(const SensitivityModel *m, int n, double *u)
{
    for (int k = 0; k < n; k++)
        for (int i = 0; i < m->n_inputs; i++) {
            double *at = &u[(size_t)k * (size_t)m->n_inputs + (size_t)i];
            *at = m->value(m->self, i, *at);
        }
}

bool sobol(Arena *a, Err *err, const SensitivityModel *m, Factors f, uint64_t seed, int n,
           Sobol *out)
{
    size_t d = (size_t)m->n_inputs, O = (size_t)m->n_outcomes, N = (size_t)n;
    double *A = NEW_ARRAY(a, double, N *d + 1), *B = NEW_ARRAY(a, double, N *d + 1),
           *mixed = NEW_ARRAY(a, double, N *d + 1);
    double *ya = NEW_ARRAY(a, double, N *O + 1), *yb = NEW_ARRAY(a, double, N *O + 1),
           *yab = NEW_ARRAY(a, double, N *O + 1);
    int *picked = NEW_ARRAY(a, int, n + 1);
    PhiloxKey key = philox_stream(seed, "sobol");
    Sobol s = {.first = NEW_ARRAY(a, Estimate, (size_t)f.n * O + 1),
               .total = NEW_ARRAY(a, Estimate, (size_t)f.n * O + 1),
               .mean = NEW_ARRAY(a, double, O + 1),
               .variance = NEW_ARRAY(a, double, O + 1),
               .runs = n * (f.n + 2)};
    latin_hypercube(m, seed, PART_A, n, A);
    latin_hypercube(m, seed, PART_B, n, B);
    values_of(m, n, A);
    values_of(m, n, B);
    if (!m->run(m->self, err, A, n, ya) || !m->run(m->self, err, B, n, yb))
        return false;
    for (size_t o = 0; o < O; o++) {
        for (size_t k = 0; k < N; k++)
            s.mean[o] += (ya[k * O + o] + yb[k * O + o]) / (2 * (double)N);
        for (size_t k = 0; k < N; k++) {
            double p = ya[k * O + o] - s.mean[o], q = yb[k * O + o] - s.mean[o];
            s.variance[o] += (p * p + q * q) / (2 * (double)N);
        }
    }
    for (int k = 0; k < f.n; k++) {
        memcpy(mixed, A, N * d * sizeof *A);
        for (int j = 0; j < f.items[k].n; j++)
            for (size_t row = 0; row < N; row++) {
                size_t at = row * d + (size_t)f.items[k].inputs[j];
                mixed[at] = B[at];
            }
        if (!m->run(m->self, err, mixed, n, yab))
            return false;
        for (size_t o = 0; o < O; o++) {
            Columns c = {ya + o, yb + o, yab + o, n, O};
            estimate(&c, key, picked, &s.first[(size_t)k * O + o], &s.total[(size_t)k * O + o]);
        }
    }
    *out = s;
    return true;
}
