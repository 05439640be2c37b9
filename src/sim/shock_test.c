#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

static void shock(Plan *p, ShockKind kind, int state, double sd, double persistence)
{
    for (int i = 0; i < 2; i++) {
        Row *row = test_row(p, PART_SHOCK, i == 0 ? sd : persistence);
        row->kind = kind;
        row->state = state;
        row->parameter = i == 0 ? SHOCK_SD : SHOCK_PERSISTENCE;
    }
}

typedef struct Moments {
    double mean, variance, lag; /* lag: covariance with the next year over the variance */
} Moments;

/* Of z in a year over draws. */
static Moments moments(Arena *a, const Plan *p, ShockKind kind, int state, int year, int K)
{
    double *theta = NEW_ARRAY(a, double, p->n_rows), sum = 0, square = 0, both = 0;
    Rates *r = rates_new(a, p);
    Err err = {0};
    for (int k = 0; k < K; k++) {
        theta_draw(p, 11, k, K, theta);
        assert_true(rates_fill(r, &err, p, theta, true));
        double z = shock_at(&r->shocks, p, kind, state, year).z;
        sum += z;
        square += z * z;
        both += z * shock_at(&r->shocks, p, kind, state, year + 1).z;
    }
    double mean = sum / K;
    return (Moments){mean, square / K - mean * mean, both / square};
}

void test_shock__is_an_autoregression_of_constant_variance(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 20000 };
    Plan *p = test_plan(a, 2, 1, 0, 10);
    test_stock(p, 0, 0, 100);
    test_exit(p, ANY, .1);
    shock(p, SHOCK_EXIT, ANY, .3, .6);
    plan_prepare(a, p);
    for (int year = 2025; year <= 2033; year += 4) {
        Moments m = moments(a, p, SHOCK_EXIT, 0, year, K);
        assert_near(m.mean, 0, 4 * .3 / sqrt(K));
        assert_near(m.variance, .09, 4 * .09 * sqrt(2.0 / K));
        assert_near(m.lag, .6, 4 / sqrt(K));
    }
}

/* With persistence 0 and ages that do not matter, two years' logits differ by independent
 * numbers: the sum over T years has variance T sd^2; with phi it has
 * sd^2 (T + 2 sum over k of (T - k) phi^k). */
void test_shock__persistence_makes_sums_vary_more(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 20000, T = 8 };
    for (int turn = 0; turn < 2; turn++) {
        double phi = turn * .7, exact = T, power = 1, square = 0;
        Plan *p = test_plan(a, 1, 1, 0, T);
        shock(p, SHOCK_MOVE, ANY, .2, phi);
        plan_prepare(a, p);
        for (int k = 1; k < T; k++) {
            power *= phi;
            exact += 2 * (T - k) * power;
        }
        double *theta = NEW_ARRAY(a, double, p->n_rows);
        StepShocks s;
        shocks_new(a, p, &s);
        for (int k = 0; k < K; k++) {
            double sum = 0;
            theta_draw(p, 5, k, K, theta);
            shocks_fill(&s, p, theta);
            for (int step = 0; step < T; step++)
                sum += s.at[step].z;
            square += sum * sum / K;
        }
        assert_near(square, .04 * exact, 4 * .04 * exact * sqrt(2.0 / K));
    }
}

void test_shock__central_values_know_none(void)
{
    SCOPED_ARENA a = arena_new();
    for (uint32_t number = 0; number < 10; number++) {
        Plan *p = test_random_plan(a, number);
        TestRun without = test_run(a, p);
        shock(p, SHOCK_EXIT, ANY, .3, .5);
        shock(p, SHOCK_MOVE, ANY, .3, .5);
        shock(p, SHOCK_JOINER, ANY, .3, .5);
        shock(p, SHOCK_ATTRITION, ANY, .3, .5);
        shock(p, SHOCK_CAPTURE, ANY, .3, .5);
        plan_prepare(a, p);
        TestRun with = test_run(a, p);
        assert_memory_equal(with.stock, without.stock,
                            (size_t)((p->n_steps + 1) * with.cells) * sizeof(double));
    }
}

void test_shock__moves_shares_on_the_logit_and_counts_on_the_log_scale(void)
{
    assert_near(shock_share(.2, shock_by(log(3))), 3.0 / 7, 1e-15); /* odds 1/4 times 3 */
    assert_near(shock_share(0, shock_by(5)), 0, 0);
    assert_near(shock_share(1, shock_by(-5)), 1, 0);
    assert_near(shock_count(50, shock_by(log(2))), 100, 1e-12);
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 0, 3);
    double theta[40];
    Err err = {0};
    test_stock(p, 0, 0, 100);
    test_stock(p, 1, 0, 100);
    test_exit(p, ANY, .1);
    test_joiner(p, 0, 0, 10);
    shock(p, SHOCK_EXIT, 0, 1, 0); /* of the first state only */
    shock(p, SHOCK_JOINER, ANY, 1, 0);
    plan_prepare(a, p);
    theta_central(p, theta);
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].parameter == SHOCK_INNOVATION && p->rows[i].year == 2026)
            theta[i] = p->rows[i].kind == SHOCK_EXIT ? log(2) : log(3);
    Rates *r = rates_new(a, p);
    assert_true(rates_fill(r, &err, p, theta, true));
    assert_near(r->exits[2], 2.0 / 11, 1e-12); /* second step, first state: odds 1/9 doubled */
    assert_near(r->exits[3], .1, 0);
    assert_near(r->joiners[1], 30, 1e-12);
}

/* Twenty areas: independent shocks average out over the nation, a shared one does not. The
 * variance of the nation is close to 20 times larger, the interval 4.5 times wider. */
void test_shock__shared_shocks_widen_the_nation(void)
{
    enum { AREAS = 20, K = 4000 };
    double variance[2];
    for (int shared = 0; shared < 2; shared++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_plan(a, AREAS, 1, 0, 3);
        double sum = 0, square = 0;
        Err err = {0};
        for (int area = 0; area < AREAS; area++)
            test_stock(p, area, 0, 50);
        test_exit(p, ANY, .1);
        if (shared)
            shock(p, SHOCK_EXIT, ANY, .3, .5);
        for (int area = 0; area < AREAS && !shared; area++)
            shock(p, SHOCK_EXIT, area, .3, .5);
        plan_prepare(a, p);
        double *theta = NEW_ARRAY(a, double, p->n_rows), stock[4 * AREAS], none = 0;
        Rates *r = rates_new(a, p);
        for (int k = 0; k < K; k++) {
            double all = 0;
            theta_draw(p, 3, k, K, theta);
            assert_true(rates_fill(r, &err, p, theta, true));
            expected_run(r, p, &none, stock, NULL);
            for (int area = 0; area < AREAS; area++)
                all += stock[3 * AREAS + area];
            sum += all;
            square += all * all;
        }
        variance[shared] = square / K - sum / K * (sum / K);
    }
    assert_near(variance[1] / variance[0], AREAS, 3);
}

void test_shock__demand_moves_with_all_lines_together(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 1, 0, 4);
    p->n_lines = 2;
    p->lines = NEW_ARRAY(a, const char *, 2);
    test_row(p, PART_DEMAND, 100)->line = 0;
    test_row(p, PART_DEMAND, 40)->line = 1;
    shock(p, SHOCK_DEMAND, ANY, .1, .9);
    plan_prepare(a, p);
    double *theta = NEW_ARRAY(a, double, p->n_rows), demand[4], square = 0;
    for (int k = 0; k < 4000; k++) {
        theta_draw(p, 8, k, 4000, theta);
        demand_at(p, theta, 0, demand);
        assert_near(demand[1], 100, 0); /* the opening is known */
        demand_at(p, theta, 4, demand);
        assert_near(demand[3] / demand[1], .4, 1e-12);
        square += log(demand[1] / 100) * log(demand[1] / 100) / 4000;
    }
    assert_near(square, .01, 4 * .01 * sqrt(2.0 / 4000));
}

/* ---------------------------------------------------------------- residuals */

static void residual(Plan *p, int state, double mean, double sd, double phi, double years)
{
    const double values[] = {mean, sd, phi, years};
    for (int i = 0; i < 4; i++) {
        Row *row = test_row(p, PART_RESIDUAL, values[i]);
        row->state = state;
        row->parameter = i;
    }
}

void test_residual__means_of_few_years_are_drawn_towards_nought(void)
{
    double left;
    assert_near(residual_weight(1, 0, &left), .5, 1e-15);
    assert_near(left, .5, 1e-15);
    assert_near(residual_weight(9, 0, &left), .9, 1e-15);
    /* n = 3, phi = .2: m = 3 / (1 + 2 (2/3 x .2 + 1/3 x .04)) */
    double m = 3 / (1 + 2 * (2.0 / 3 * .2 + 1.0 / 3 * .04));
    assert_near(residual_weight(3, .2, &left), m / (m + 1), 1e-15);
    assert_true(residual_weight(5, .8, &left) < residual_weight(5, 0, &left));
}

void test_residual__is_a_flow_of_its_own(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 2, 0, 6);
    test_stock(p, 0, 0, 60);
    test_stock(p, 0, 1, 40);
    test_exit(p, ANY, .1);
    residual(p, 0, 5, 0, 0, 4); /* weight 4/5 */
    plan_prepare(a, p);
    TestRun run = test_run(a, p);
    double exits[6], extra[6], stock[7 * 4], before = 100;
    Flows flows = {.exits = exits, .residual = extra};
    expected_run(run.r, p, run.x, stock, &flows);
    for (int step = 0; step < 6; step++) {
        double after = test_heads(&run, p, step + 1, 0);
        assert_near(extra[step], 4, 1e-12);
        assert_near(exits[step], .1 * before, 1e-9); /* nothing of it hides there */
        assert_near(before - exits[step] + extra[step], after, 1e-9);
        before = after;
    }
}

/* After one step the residual is sd u plus what is unknown of its mean: variance sd^2 (1 + 1/(m
 * + 1)), and the mean is w times the mean. */
void test_residual__its_variance_is_the_closed_form(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 20000 };
    Plan *p = test_plan(a, 1, 1, 0, 3);
    double sum = 0, square = 0, between = 0, left;
    Err err = {0};
    residual(p, 0, 6, 4, .5, 5);
    plan_prepare(a, p);
    double w = residual_weight(5, .5, &left), *theta = NEW_ARRAY(a, double, p->n_rows);
    Rates *r = rates_new(a, p);
    for (int k = 0; k < K; k++) {
        theta_draw(p, 2, k, K, theta);
        assert_true(rates_fill(r, &err, p, theta, true));
        const double *heads = r->residuals.items[0].heads;
        sum += heads[2] / K;
        square += (heads[2] - 6 * w) * (heads[2] - 6 * w) / K;
        between += (heads[2] - 6 * w) * (heads[1] - 6 * w) / K;
    }
    double exact = 16 * (1 + left);
    assert_near(sum, 6 * w, 4 * sqrt(exact / K));
    assert_near(square, exact, 4 * exact * sqrt(2.0 / K));
    assert_near(between, 16 * (.5 + left), 4 * exact * sqrt(2.0 / K));
}

void test_residual__takes_nobody_who_is_not_there(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 3, 0, 5);
    for (int age = 0; age < 3; age++)
        test_stock(p, 0, age, 4);
    residual(p, 0, -100, 0, 0, 1); /* weight 1/2: 50 a step of 12 */
    plan_prepare(a, p);
    TestRun run = test_run(a, p);
    for (int cell = 0; cell < 6 * 3; cell++)
        assert_true(run.stock[cell] >= 0);
    assert_near(test_heads(&run, p, 1, 0), 0, 1e-12);
    int32_t stock[18];
    StepCounts counts[5];
    stochastic_course(run.r, p, run.x, 1, 0, stock, counts);
    assert_int_equal(counts[0].residual, -12);
    assert_int_equal(counts[1].residual, 0);
    assert_int_equal(stock[3] + stock[4] + stock[5], 0);
}

void test_residual__whole_heads_add_up_and_have_its_mean(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 4000 };
    Plan *p = test_plan(a, 1, 2, 0, 4);
    double sum = 0;
    test_stock(p, 0, 0, 30);
    test_stock(p, 0, 1, 30);
    test_exit(p, ANY, .05);
    residual(p, 0, -1.5, 0, 0, 3); /* weight 3/4: 1.125 fewer a step */
    plan_prepare(a, p);
    TestRun run = test_run(a, p);
    for (uint32_t k = 0; k < K; k++) {
        int32_t stock[10];
        StepCounts counts[4];
        stochastic_course(run.r, p, run.x, 9, k, stock, counts);
        for (int step = 0; step < 4; step++) {
            int64_t before = stock[2 * step] + stock[2 * step + 1];
            int64_t after = stock[2 * step + 2] + stock[2 * step + 3];
            assert_int_equal(before - counts[step].exits + counts[step].residual, after);
        }
        sum += (double)counts[2].residual / K;
    }
    assert_near(sum, -1.125, 4 * sqrt(.11 / K));
}
