#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

static Row *of_route(Plan *p, Part part, int route, int study_year, double value)
{
    Row *row = test_row(p, part, value);
    row->route = route;
    row->study_year = study_year;
    return row;
}

/* One route of three years into one state, ten students in 2024 only. */
static Plan *one_cohort(Arena *a)
{
    Plan *p = test_plan(a, 1, 1, 1, 8);
    p->start_year = 2023;
    of_route(p, PART_CAPTURE, 0, ANY, 1)->state = 0;
    test_intake(p, 0, 2023, 0);
    test_intake(p, 0, 2024, 1000);
    test_intake(p, 0, 2025, 0);
    of_route(p, PART_ATTRITION, 0, 1, .1);
    of_route(p, PART_ATTRITION, 0, 2, .05);
    return p;
}

/* By hand: year 1 passes .7 at once and .2 x .9 a year late, year 2 .95, year 3 all but .1 who
 * repeat. */
void test_study__repeaters_finish_in_later_years(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = one_cohort(a);
    of_route(p, PART_REPEAT, 0, 1, .2);
    of_route(p, PART_REPEAT, 0, 3, .1);
    plan_prepare(a, p);
    assert_int_equal(p->routes[0].repeats, 2);
    TestRun run = test_run(a, p);
    double enrolled[9], graduates[9], dropouts[9];
    pipeline_run(run.r, p, run.x, 0, enrolled, graduates, dropouts);
    double third[2] = {700 * .95, 200 * .9 * .95};
    assert_near(graduates[4], third[0] * .9, 1e-9);
    assert_near(graduates[5], third[0] * .1 + third[1] * .9, 1e-9);
    assert_near(graduates[6], third[1] * .1, 1e-9);
    assert_near(enrolled[1], 1000, 1e-9);
    assert_near(enrolled[2], 900, 1e-9); /* 700 in year 2, 200 again in year 1 */
    assert_near(dropouts[3], 700 * .05 + 200 * .1, 1e-9);
    assert_near(cohort_share(run.r, p, 0, 3, 4), .7 * .95 + .2 * .9 * .95, 1e-12);
    int j = 2024 - plan_first_intake_year(p);
    assert_near(cohort_present(run.r, 0, j, 1, 0), 1, 0);
    assert_near(cohort_present(run.r, 0, j, 1, 1), .2, 1e-15);
    for (int step = 4; step <= 6; step++)
        assert_near(test_heads(&run, p, step, 0) - test_heads(&run, p, step - 1, 0),
                    graduates[step], 1e-9);
}

void test_study__costs_and_hours_count_repeaters(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = one_cohort(a);
    of_route(p, PART_REPEAT, 0, ANY, .2);
    plan_prepare(a, p);
    TestRun run = test_run(a, p);
    double present = 0, enrolled[9], graduates[9], dropouts[9], sum = 0;
    for (int k = 1; k <= 3; k++)
        for (int late = 0; late <= 3; late++)
            present += cohort_present(run.r, 0, 2024 - plan_first_intake_year(p), k, late);
    pipeline_run(run.r, p, run.x, 0, enrolled, graduates, dropouts);
    for (int step = 1; step <= 8; step++)
        sum += enrolled[step];
    assert_near(1000 * present, sum, 1e-9); /* student years, counted either way */
    assert_true(present > 1 + .9 + .855);   /* more than without repeats */
}

void test_study__a_year_that_everybody_repeats_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = one_cohort(a);
    Err err = {0};
    double theta[40];
    of_route(p, PART_REPEAT, 0, 1, .95); /* and .1 drop out */
    plan_prepare(a, p);
    theta_central(p, theta);
    assert_false(rates_fill(rates_new(a, p), &err, p, theta, false));
    assert_non_null(strstr(err.message, "nobody passes"));
    err = (Err){0};
    assert_true(
        rates_fill(rates_new(a, p), &err, p, theta, true)); /* a draw is cut to the law */
}

void test_study__an_unprepared_plan_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = one_cohort(a);
    Err err = {0};
    double theta[40];
    of_route(p, PART_REPEAT, 0, 1, .1);
    theta_central(p, theta);
    assert_false(rates_fill(rates_new(a, p), &err, p, theta, false));
}

/* Every student, to the last one: intake = graduates + drop-outs + those still enrolled. */
void test_study__whole_students_add_up_by_chance(void)
{
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        double *enrolled = NEW_ARRAY(a, double, 3 * (p->n_steps + 1));
        double *graduates = enrolled + p->n_steps + 1, *gone = graduates + p->n_steps + 1;
        for (int route = 0; route < p->n_routes; route++) {
            for (int at = 0; at < run.n_years; at++)
                run.x[route * run.n_years + at] = floor(run.x[route * run.n_years + at]);
            pipeline_by_chance(run.r, p, run.x, route, 7, number, NULL, enrolled, graduates,
                               gone);
            for (int step = 1; step <= p->n_steps; step++) {
                double intake = 0;
                for (int y = plan_year(p, step - 1) + 1; y <= plan_year(p, step); y++)
                    intake += run.x[route * run.n_years + y - plan_first_intake_year(p)];
                assert_near(enrolled[step - 1] + intake - graduates[step] - gone[step],
                            enrolled[step], 0);
            }
        }
    }
}

void test_study__chance_has_the_mean_of_the_expected_course(void)
{
    SCOPED_ARENA a = arena_new();
    enum { RUNS = 2000 };
    Plan *p = one_cohort(a);
    of_route(p, PART_REPEAT, 0, ANY, .15);
    plan_prepare(a, p);
    TestRun run = test_run(a, p);
    double enrolled[9], graduates[9], dropouts[9], sum[9] = {0}, stock_sum = 0;
    int32_t stock[9];
    for (uint32_t k = 0; k < RUNS; k++) {
        pipeline_by_chance(run.r, p, run.x, 0, 3, k, NULL, enrolled, graduates, dropouts);
        double all = 0;
        for (int step = 1; step <= 8; step++) {
            sum[step] += graduates[step] / RUNS;
            all += graduates[step];
        }
        stochastic_run(run.r, p, run.x, 3, k, stock);
        assert_int_equal(stock[8], (int)all); /* the very students that join the stock */
        stock_sum += stock[8];
    }
    pipeline_run(run.r, p, run.x, 0, enrolled, graduates, dropouts);
    for (int step = 4; step <= 8; step++)
        assert_near(sum[step], graduates[step], 4 * sqrt(250.0 / RUNS) + 1e-9);
    assert_near(stock_sum / RUNS, run.stock[8], 4 * sqrt(250.0 / RUNS));
}
