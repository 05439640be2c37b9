#include "sim/dist.h"
#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

/* Mean and variance over replicates of the heads of each state at one step. */
typedef struct Moments {
    int n;
    double mean[8], variance[8], covariance_01;
} Moments;

static Moments moments_at(Arena *a, const Plan *p, const TestRun *run, int step, int replicates)
{
    Moments m = {.n = replicates};
    double shift[8], cross = 0;
    int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run->cells);
    for (int state = 0; state < p->n_states; state++)
        shift[state] = test_heads(run, p, step, state);
    for (int k = 0; k < replicates; k++) {
        double d[8] = {0};
        stochastic_run(run->r, p, run->x, 77, (uint32_t)k, stock);
        for (int cell = 0; cell < run->cells; cell++)
            d[cell / p->n_ages] += stock[step * run->cells + cell];
        for (int state = 0; state < p->n_states; state++) {
            d[state] -= shift[state];
            m.mean[state] += d[state];
            m.variance[state] += d[state] * d[state];
        }
        cross += d[0] * d[1];
    }
    m.covariance_01 = cross / replicates - m.mean[0] / replicates * m.mean[1] / replicates;
    for (int state = 0; state < p->n_states; state++) {
        m.mean[state] /= replicates;
        m.variance[state] = m.variance[state] / replicates - m.mean[state] * m.mean[state];
        m.mean[state] += shift[state];
    }
    return m;
}

static void assert_moments(const Moments *m, int state, double mean, double variance)
{
    assert_near(m->mean[state], mean, 4 * sqrt(variance / m->n));
    assert_near(m->variance[state], variance, 4 * variance * sqrt(2.0 / m->n));
}

void test_stochastic__exits_alone_are_binomial(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 1, 0, 10);
    test_stock(p, 0, 0, 1000);
    test_exit(p, 0, .08);
    TestRun run = test_run(a, p);
    assert_near(run.stock[10], 434.3884542236, 1e-9);
    Moments m = moments_at(a, p, &run, 10, 4000);
    assert_moments(&m, 0, 434.3884542236, 245.6951250608);
}

void test_stochastic__ot_mini_has_the_exact_variances(void)
{
    static const double variance[2][3] = {{429.488208, 203.067621, 144.172304},
                                          {442.100577, 219.766193, 110.966516}};
    static const double covariance[2] = {-94.943759, -78.397889};
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, false);
    TestRun run = test_run(a, p);
    for (int i = 0; i < 2; i++) {
        Moments m = moments_at(a, p, &run, 5 * (i + 1), 4000);
        for (int state = 0; state < 3; state++)
            assert_moments(&m, state, test_heads(&run, p, 5 * (i + 1), state),
                           variance[i][state]);
        assert_near(
            m.covariance_01, covariance[i],
            4 * sqrt((variance[i][0] * variance[i][1] + covariance[i] * covariance[i]) / m.n));
    }
}

/* Service years as ages: the head count of an infinite-server queue is Poisson. */
void test_stochastic__poisson_joiners_with_any_length_of_service_stay_poisson(void)
{
    enum { LONGEST = 40 };
    const double exact = 2216.4934052390;
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, LONGEST, 0, LONGEST);
    p->ageing = true;
    static const struct {
        int from, to;
        double exit;
    } service[] = {{0, 4, .10}, {5, 29, .04}, {30, 38, .20}, {39, 39, 1}};
    for (size_t i = 0; i < 4; i++) {
        Row *row = test_exit(p, 0, service[i].exit);
        row->age_from = service[i].from;
        row->age_to = service[i].to;
    }
    test_joiner(p, 0, 0, 180 * .85);
    TestRun run = test_run(a, p);
    assert_near(test_heads(&run, p, LONGEST, 0), exact, 1e-9);
    assert_near(exact / (180 * .85), 14.4868850016, 1e-10);
    Moments m = moments_at(a, p, &run, LONGEST, 500);
    assert_moments(&m, 0, exact, exact);
}

/* Uncertain rate and chance together: Var(E) + E(Var). */
void test_stochastic__uncertain_rates_widen_the_spread(void)
{
    enum { K = 4000 };
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 1, 1, 0, 1);
    test_stock(p, 0, 0, 1000);
    test_exit(p, 0, .08)->dist = (Dist){DIST_BETA, 80, 920, 0};
    TestRun run = test_run(a, p);
    double sum = 0, squares = 0;
    for (int k = 0; k < K; k++) {
        int32_t stock[2];
        theta_draw(p, 3, k, K, run.theta);
        assert_true(rates_fill(run.r, &err, p, run.theta, true));
        stochastic_run(run.r, p, run.x, 3, (uint32_t)k, stock);
        sum += stock[1] - 920;
        squares += (stock[1] - 920) * (stock[1] - 920);
    }
    const double variance = 147.0529470529;
    assert_near(sum / K, 0, 4 * sqrt(variance / K));
    assert_near(squares / K, variance, 4 * variance * sqrt(2.0 / K));
}

void test_stochastic__heads_add_up_to_the_last_one(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        StepCounts *counts = NEW_ARRAY(a, StepCounts, p->n_steps);
        stochastic_course(run.r, p, run.x, 5, number, stock, counts);
        for (int step = 0; step < p->n_steps; step++) {
            int64_t opening = 0, closing = 0;
            for (int cell = 0; cell < run.cells; cell++) {
                assert_true(stock[(step + 1) * run.cells + cell] >= 0);
                opening += stock[step * run.cells + cell];
                closing += stock[(step + 1) * run.cells + cell];
            }
            assert_int_equal(opening + counts[step].joiners - counts[step].exits, closing);
        }
    }
}

void test_stochastic__its_mean_is_the_expected_course(void)
{
    enum { REPLICATES = 300 };
    for (uint32_t number = 0; number < 25; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        Moments m = moments_at(a, p, &run, p->n_steps, REPLICATES);
        for (int state = 0; state < p->n_states; state++)
            assert_near(m.mean[state], test_heads(&run, p, p->n_steps, state),
                        4 * sqrt((m.variance[state] + .25) / REPLICATES));
    }
}

void test_stochastic__certain_plans_have_no_chance(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 1, 6);
    test_stock(p, 0, 0, 40);
    test_exit(p, 0, 0);
    test_move(p, 0, 1, 1);
    Row *capture = test_row(p, PART_CAPTURE, 1);
    capture->route = capture->state = 0;
    test_intake(p, 0, 2024, 7);
    TestRun run = test_run(a, p);
    int32_t stock[14];
    stochastic_run(run.r, p, run.x, 1, 0, stock);
    for (int i = 0; i < 14; i++)
        assert_near(stock[i], run.stock[i], 0);
    assert_int_equal(stock[1 * 2 + 1], 40);
    assert_int_equal(stock[3 * 2 + 0], 7);
}

/* The reference workload: every band, sector and year against the exact mean. */
void test_stochastic__reference_workload_agrees_with_its_exact_mean(void)
{
    enum { REPLICATES = 200, YEARS = 30, AGES = 50, BANDS = 11, CELLS = 4 * BANDS };
    static double sum[YEARS + 1][CELLS], squares[YEARS + 1][CELLS], exact[YEARS + 1][CELLS];
    SCOPED_ARENA a = arena_new();
    Plan *p = test_wf1(a);
    TestRun run = test_run(a, p);
    int32_t *stock = NEW_ARRAY(a, int32_t, (YEARS + 1) * run.cells);
#define BAND(cell) ((cell) / AGES * BANDS + (21 + (cell) % AGES - 20) / 5)
    double last = 0;
    for (int t = 1; t <= YEARS; t++)
        for (int cell = 0; cell < run.cells; cell++)
            exact[t][BAND(cell)] += run.stock[t * run.cells + cell];
    for (int i = 0; i < CELLS; i++)
        last += exact[YEARS][i];
    assert_near(last, 51093.8, .05);
    for (uint32_t k = 0; k < REPLICATES; k++) {
        stochastic_run(run.r, p, run.x, 1, k, stock);
        for (int t = 1; t <= YEARS; t++) {
            double heads[CELLS] = {0};
            for (int cell = 0; cell < run.cells; cell++)
                heads[BAND(cell)] += stock[t * run.cells + cell];
            for (int i = 0; i < CELLS; i++) {
                sum[t][i] += heads[i] - exact[t][i];
                squares[t][i] += (heads[i] - exact[t][i]) * (heads[i] - exact[t][i]);
            }
        }
    }
    double worst = 0;
    for (int t = 1; t <= YEARS; t++)
        for (int i = 0; i < CELLS; i++) {
            double mean = sum[t][i] / REPLICATES;
            double sd = sqrt(squares[t][i] / REPLICATES - mean * mean);
            if (exact[t][i] > 5 && sd > 0)
                worst = fmax(worst, fabs(mean) * sqrt(REPLICATES) / sd);
        }
    assert_true(worst < 5);
    assert_true(worst > 1); /* 1,300 comparisons by chance do not all agree this well */
}
