/* Decides how forecasts are scored against what came, and by how much the plan's intervals were
 * too narrow. Which forecasts are made is left to the subject layer. */
#include "sim/backtest.h"
#include "base/text.h"
#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/statistics.h"
#include <math.h>

const double backtest_levels[BACKTEST_LEVELS] = {.50, .80, .95};

double backtest_pit(const double *values, int n, double came, double u)
{
    int below = 0, equal = 0;
    for (int i = 0; i < n; i++) {
        below += values[i] < came;
        equal += values[i] == came;
    }
    return (below + u * (equal + 1)) / (n + 1);
}

bool backtest_within(double pit, double p)
{
    return pit >= (1 - p) / 2 && pit <= (1 + p) / 2;
}

/* ---------------------------------------------------------------- naive methods */

NaiveForecast naive_forecast(NaiveMethod method, const double *history, int n, int horizon,
                             double changes)
{
    double last = history[n - 1], first = history[0], h = horizon;
    double sd = isnan(changes) ? 0 : fabs(last) * changes * sqrt(h);
    if (n < 2 || method == NAIVE_PERSISTENCE)
        return (NaiveForecast){last, sd};
    if (method == NAIVE_DRIFT)
        return (NaiveForecast){last + h * (last - first) / (n - 1), sd * sqrt(1 + h / (n - 1))};
    if (first <= 0 || last <= 0)
        return (NaiveForecast){last, sd};
    return (NaiveForecast){last * pow(last / first, h / (n - 1)), sd * sqrt(1 + h / (n - 1))};
}

double naive_crps(NaiveForecast f, double came)
{
    return f.sd > 0 ? crps_normal(f.mean, f.sd, came) : fabs(f.mean - came);
}

/* Root mean square of the relative yearly changes of all series of the quantity and level that
 * were known at the origin. */
static double changes_known(const BacktestCase *cases, int n, const BacktestCase *of)
{
    double sum = 0;
    int count = 0;
    for (int i = 0; i < n; i++) {
        const BacktestCase *c = &cases[i];
        if (c->origin != of->origin || c->horizon != of->horizon ||
            !same(c->quantity, of->quantity) || !same(c->level, of->level))
            continue;
        for (int k = 1; k < c->n_history; k++)
            if (c->history[k - 1] > 0) {
                double change = c->history[k] / c->history[k - 1] - 1;
                sum += change * change;
                count++;
            }
    }
    return count ? sqrt(sum / count) : NAN;
}

/* ---------------------------------------------------------------- the discrepancy */

static bool is_stock(const BacktestCase *c)
{
    return same(c->quantity, "heads") || same(c->quantity, "supply");
}

/* If the logarithm of what came is that of the forecast, plus its own spread s_h, plus a random
 * walk of sd w a year, then E r^2 = s_h^2 + w^2 h. Least squares over the cases gives w^2 = sum
 * h (r^2 - s^2) / sum h^2, at least 0. Only the level of the first case counts: it is the
 * coarsest, and what is wrong with a whole sector is what makes national intervals too narrow.
 */
static double discrepancy(Arena *a, const BacktestCase *cases, int n, int *used)
{
    double above = 0, below = 0;
    *used = 0;
    for (int i = 0; i < n; i++) {
        const BacktestCase *c = &cases[i];
        double mean = 0, squares = 0;
        int count = 0;
        if (!is_stock(c) || !same(c->level, cases[0].level) || c->came <= 0)
            continue;
        double *logs = NEW_ARRAY(a, double, c->n);
        for (int k = 0; k < c->n; k++)
            if (c->values[k] > 0) {
                logs[count] = log(c->values[k]);
                mean += logs[count++];
            }
        if (count < 2)
            continue;
        mean /= count;
        for (int k = 0; k < count; k++)
            squares += (logs[k] - mean) * (logs[k] - mean) / (count - 1);
        double r = log(c->came) - mean;
        above += c->horizon * (r * r - squares);
        below += (double)c->horizon * c->horizon;
        (*used)++;
    }
    return below > 0 && above > 0 ? sqrt(above / below) : 0;
}

/* The forecast widened: each value times exp(w sqrt(h) z), z from equal slices of the normal
 * distribution in a random order. */
static void widen(const BacktestCase *c, double w, PhiloxKey key, uint32_t number, double *out)
{
    const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    for (int k = 0; k < c->n; k++)
        out[k] = c->values[k];
    for (int k = c->n - 1; k > 0; k--) { /* the values shuffled, the slices in order */
        PhiloxWords r = philox((PhiloxWords){{(uint32_t)k, number, 0, 10}}, key);
        int j = (int)((uint64_t)r.word[0] * (uint64_t)(k + 1) >> 32);
        double swap = out[k];
        out[k] = out[j];
        out[j] = swap;
    }
    double stretch = w * sqrt(c->horizon);
    for (int k = 0; k < c->n; k++)
        out[k] *= exp(stretch * dist_inverse(&normal, (k + 0.5) / c->n));
}

/* ---------------------------------------------------------------- scores */

static BacktestScore *score_of(Backtest *b, const BacktestCase *c)
{
    for (int i = 0; i < b->n_scores; i++) {
        BacktestScore *s = &b->scores[i];
        if (s->horizon == c->horizon && same(s->quantity, c->quantity) &&
            same(s->level, c->level))
            return s;
    }
    BacktestScore *s = &b->scores[b->n_scores++];
    *s = (BacktestScore){.quantity = c->quantity, .level = c->level, .horizon = c->horizon};
    return s;
}

static void add_case(BacktestScore *s, const BacktestCase *c, double *values, double *wide,
                     double u, double changes)
{
    double mean = 0, pit = backtest_pit(values, c->n, c->came, u),
           wide_pit = backtest_pit(wide, c->n, c->came, u);
    int bin = (int)(pit * BACKTEST_BINS);
    for (int k = 0; k < c->n; k++)
        mean += values[k] / c->n;
    s->n++;
    s->bias += mean - c->came;
    s->relative_bias += c->came != 0 ? mean / c->came - 1 : 0;
    s->pit[bin >= BACKTEST_BINS ? BACKTEST_BINS - 1 : bin]++;
    for (int l = 0; l < BACKTEST_LEVELS; l++) {
        s->covered[l] += backtest_within(pit, backtest_levels[l]);
        s->wide_covered[l] += backtest_within(wide_pit, backtest_levels[l]);
    }
    for (int m = 0; m < NAIVE_METHODS; m++)
        s->naive[m] += naive_crps(
            naive_forecast((NaiveMethod)m, c->history, c->n_history, c->horizon, changes),
            c->came);
    s->crps += c->n > 1 ? crps_ensemble_fair(values, c->n, c->came) : fabs(mean - c->came);
    s->wide_crps += c->n > 1 ? crps_ensemble_fair(wide, c->n, c->came) : fabs(mean - c->came);
}

static void finish(BacktestScore *s)
{
    s->crps /= s->n;
    s->wide_crps /= s->n;
    s->bias /= s->n;
    s->relative_bias /= s->n;
    for (int l = 0; l < BACKTEST_LEVELS; l++) {
        s->covered[l] /= s->n;
        s->wide_covered[l] /= s->n;
    }
    for (int m = 0; m < NAIVE_METHODS; m++) {
        s->naive[m] /= s->n;
        if (s->naive[m] < s->naive[s->best])
            s->best = m;
    }
    s->naive_wins = s->naive[s->best] < s->crps;
}

void backtest_score(Arena *a, const BacktestCase *cases, int n, uint64_t seed, Backtest *out)
{
    SCOPED_ARENA scratch = arena_new();
    PhiloxKey key = philox_stream(seed, "backtest");
    Backtest b = {.scores = NEW_ARRAY(a, BacktestScore, n + 1)};
    b.discrepancy = discrepancy(scratch, cases, n, &b.discrepancy_cases);
    for (int i = 0; i < n; i++) {
        const BacktestCase *c = &cases[i];
        SCOPED_ARENA one = arena_new();
        double *values = NEW_ARRAY(one, double, c->n), *wide = NEW_ARRAY(one, double, c->n);
        PhiloxWords r = philox((PhiloxWords){{(uint32_t)i, 0, 1, 10}}, key);
        for (int k = 0; k < c->n; k++)
            values[k] = c->values[k];
        widen(c, b.discrepancy, key, (uint32_t)i, wide);
        add_case(score_of(&b, c), c, values, wide, philox_uniform(r.word[0], r.word[1]),
                 changes_known(cases, n, c));
    }
    for (int i = 0; i < b.n_scores; i++)
        finish(&b.scores[i]);
    *out = b;
}
