#include "sim/backtest.h"
#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/plans_test.h"
#include "support/test.h"
#include <math.h>
#include <string.h>

enum { CASES = 200, K = 199 };

static double normal_at(uint32_t i, uint32_t k)
{
    const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    PhiloxWords w = philox((PhiloxWords){{i, k, 0, 0}}, (PhiloxKey){{17, 4}});
    return dist_inverse(&normal, philox_uniform(w.word[0], w.word[1]));
}

/* Values 100 exp(spread z), and what came drawn from 100 exp(truth z). */
static BacktestCase *cases_of(Arena *a, double spread, double truth, int horizon)
{
    static const double history[] = {98, 100};
    BacktestCase *cases = NEW_ARRAY(a, BacktestCase, CASES);
    for (uint32_t i = 0; i < CASES; i++) {
        double *values = NEW_ARRAY(a, double, K);
        for (uint32_t k = 0; k < K; k++)
            values[k] = 100 * exp(spread * normal_at(i, k + 1));
        cases[i] = (BacktestCase){.quantity = "heads",
                                  .level = "sector",
                                  .unit = "la",
                                  .origin = 2024,
                                  .horizon = horizon,
                                  .came = 100 * exp(truth * normal_at(i, 0)),
                                  .n = K,
                                  .values = values,
                                  .n_history = 2,
                                  .history = history};
    }
    return cases;
}

void test_backtest__a_perfect_forecaster_covers_as_it_says(void)
{
    SCOPED_ARENA a = arena_new();
    const BacktestCase *cases = cases_of(a, 0.05, 0.05, 1);
    Backtest b;
    int covered = 0;
    for (uint32_t i = 0; i < CASES; i++)
        covered += backtest_within(backtest_pit(cases[i].values, K, cases[i].came, 0.5), 0.9);
    assert_in_range(covered, 168, 190);
    backtest_score(a, cases, CASES, 1, &b);
    assert_int_equal(b.n_scores, 1);
    const BacktestScore *s = &b.scores[0];
    assert_int_equal(s->n, CASES);
    assert_near(s->covered[0], 0.5, 0.1);
    assert_near(s->covered[1], 0.8, 0.08);
    assert_near(s->covered[2], 0.95, 0.045);
    assert_near(s->bias, 0, 1);
    for (int i = 0; i < BACKTEST_BINS; i++)
        assert_in_range(s->pit[i], 7, 36);
    assert_false(s->naive_wins);
    assert_true(b.discrepancy < 0.02); /* nothing to widen but chance */
}

void test_backtest__too_narrow_intervals_are_found_and_widened(void)
{
    SCOPED_ARENA a = arena_new();
    for (int horizon = 1; horizon <= 4; horizon += 3) {
        const BacktestCase *cases = cases_of(a, 0.02, 0.10, horizon);
        Backtest b;
        backtest_score(a, cases, CASES, 1, &b);
        const BacktestScore *s = &b.scores[0];
        assert_true(s->covered[1] < 0.4);
        /* The part that was missing: sqrt(.10^2 - .02^2) over the horizon's years. */
        assert_near(b.discrepancy * sqrt(horizon), sqrt(.0096), 0.012);
        assert_near(s->wide_covered[1], 0.8, 0.08);
        assert_near(s->wide_covered[2], 0.95, 0.045);
        assert_true(s->wide_crps < s->crps);
    }
}

void test_backtest__says_when_persistence_is_better(void)
{
    SCOPED_ARENA a = arena_new();
    BacktestCase *cases = cases_of(a, 0.05, 0.01, 1);
    double *far = NEW_ARRAY(a, double, K);
    Backtest b;
    for (int k = 0; k < K; k++)
        far[k] = 130 + k / 100.;
    for (int i = 0; i < CASES; i++)
        cases[i].values = far;
    backtest_score(a, cases, CASES, 1, &b);
    assert_true(b.scores[0].naive_wins);
    assert_int_equal(b.scores[0].best, NAIVE_PERSISTENCE);
    assert_near(b.scores[0].bias, 31, 1);
}

void test_backtest__naive_methods_by_hand(void)
{
    const double history[] = {100, 110, 121};
    NaiveForecast f = naive_forecast(NAIVE_PERSISTENCE, history, 3, 4, 0.1);
    assert_near(f.mean, 121, 0);
    assert_near(f.sd, 24.2, 1e-12);
    f = naive_forecast(NAIVE_DRIFT, history, 3, 2, NAN);
    assert_near(f.mean, 121 + 2 * 10.5, 1e-12);
    assert_near(f.sd, 0, 0);
    assert_near(naive_crps(f, 150), 8, 1e-12); /* a point: the absolute error */
    f = naive_forecast(NAIVE_GROWTH, history, 3, 2, 0.1);
    assert_near(f.mean, 121 * 1.21, 1e-9);
    assert_near(f.sd, 12.1 * sqrt(2) * sqrt(2), 1e-9);
    f = naive_forecast(NAIVE_GROWTH, history, 1, 2, NAN); /* nothing known but the last */
    assert_near(f.mean, 100, 0);
}

void test_backtest__pit_of_counts_is_spread_over_ties(void)
{
    const double values[] = {3, 3, 3, 4};
    assert_near(backtest_pit(values, 4, 3, 0), 0, 0);
    assert_near(backtest_pit(values, 4, 3, 0.5), 0.4, 1e-15);
    assert_near(backtest_pit(values, 4, 5, 0), 0.8, 1e-15);
    assert_near(backtest_pit(values, 4, 5, 1), 1, 1e-15);
    assert_true(backtest_within(0.1, 0.8) && !backtest_within(0.09, 0.8));
}

/* OT-MINI: NHS staff leave for good or for the councils with .08 + .02 of 1500 a year. */
void test_backtest__leavers_of_a_plan(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    BacktestForecast f, again;
    Err err = {0};
    enum { N = 400 };
    double mean[3] = {0};
    assert_true(backtest_forecast(a, &err, p, 5, N, 2, NULL, &f));
    assert_true(backtest_forecast(a, &err, p, 5, N, 1, NULL, &again));
    assert_memory_equal(f.leavers, again.leavers,
                        (size_t)(N * f.T * f.n_states) * sizeof *f.leavers);
    for (int k = 0; k < N; k++)
        for (int s = 0; s < 3; s++)
            mean[s] += f.leavers[(k * f.T + 1) * f.n_states + s] / N;
    for (int s = 0; s < 3; s++)
        assert_near(f.leavers[s], 0, 0);
    /* H stays .90, L .89, O .69. Standard errors: 12 / 20, 6 / 20, 7 / 20. */
    bool apart = p->states[0].group != p->states[1].group;
    assert_true(apart);
    assert_near(mean[0], 150, 2.4);
    assert_near(mean[1], 38.5, 1.2);
    assert_near(mean[2], 62, 1.4);
}
