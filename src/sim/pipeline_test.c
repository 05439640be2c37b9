#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

/* Intake of a route in the years (after, to]. */
static double started(const Plan *p, const TestRun *run, int route, int after, int to)
{
    double sum = 0;
    for (int year = after + 1; year <= to; year++)
        sum += run->x[route * run->n_years + year - plan_first_intake_year(p)];
    return sum;
}

void test_pipeline__every_student_is_enrolled_or_finished_or_gone(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        double *students = NEW_ARRAY(a, double, 3 * (p->n_steps + 1));
        double *graduates = students + p->n_steps + 1, *gone = graduates + p->n_steps + 1;
        double *all = NEW_ARRAY(a, double, p->n_steps);
        Flows flows = {.graduates = all};
        double *stock = NEW_ARRAY(a, double, (p->n_steps + 1) * run.cells);
        expected_run(run.r, p, run.x, stock, &flows);
        for (int route = 0; route < p->n_routes; route++) {
            pipeline_run(run.r, p, run.x, route, students, graduates, gone);
            for (int step = 1; step <= p->n_steps; step++) {
                double intake =
                    started(p, &run, route, plan_year(p, step - 1), plan_year(p, step));
                assert_near(students[step - 1] + intake - graduates[step] - gone[step],
                            students[step], 1e-9);
                assert_true(gone[step] >= 0 && graduates[step] >= 0 && students[step] >= 0);
                all[step - 1] -= graduates[step];
            }
        }
        for (int step = 0; step < p->n_steps; step++)
            assert_near(all[step], 0, 1e-9); /* the stock's graduates are the students' */
    }
}

void test_pipeline__the_cohort_shrinks_as_the_chain_says(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    TestRun run = test_run(a, p);
    assert_int_equal(plan_first_intake_year(p), 2022);
    assert_int_equal(plan_intake_years(p), 13);
    assert_near(cohort_share(run.r, p, 0, 3, 1), 1, 0);
    assert_near(cohort_share(run.r, p, 0, 3, 2), .92, 1e-15);
    assert_near(cohort_share(run.r, p, 0, 3, 4), .84778, 1e-15);
    double enrolled[11], graduates[11], dropouts[11];
    pipeline_run(run.r, p, run.x, 0, enrolled, graduates, dropouts);
    assert_near(enrolled[0], 175 + 170 * .92 + 160 * .92 * .95, 1e-10);
    assert_near(graduates[0], 0, 0);
    assert_near(graduates[1], 160 * .84778, 1e-10);
    assert_near(dropouts[1], 175 * .08 + 170 * .92 * .05 + 160 * .92 * .95 * .03, 1e-10);
}

void test_pipeline__a_cohort_joins_in_the_step_that_contains_its_year(void)
{
    SCOPED_ARENA a = arena_new();
    for (int length = 0; length <= 4; length++) {
        Plan *p = test_plan(a, 1, 1, 1, 4);
        p->step_years = 3; /* steps end in 2027, 2030, 2033, 2036 */
        p->routes[0].length = length;
        Row *capture = test_row(p, PART_CAPTURE, 1);
        capture->route = capture->state = 0;
        for (int year = 2022; year <= 2036; year++) {
            test_intake(p, 0, year - 1, 0);
            test_intake(p, 0, year, 10);
            test_intake(p, 0, year + 1, 0);
            TestRun run = test_run(a, p);
            for (int step = 1; step <= 4; step++) {
                bool there = year + length > 2024 && year + length <= plan_year(p, step);
                assert_near(test_heads(&run, p, step, 0), there ? 10 : 0, 1e-12);
            }
            p->n_rows -= 3;
        }
    }
}

void test_pipeline__values_are_linear_between_knots_and_the_particular_counts(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 1, 2, 3);
    double theta[20];
    test_intake(p, 0, 2024, 100);
    test_intake(p, 0, 2028, 140);
    Row *row = test_row(p, PART_LIMIT, 300);
    row->kind = LIMIT_CAPACITY;
    row = test_row(p, PART_LIMIT, 200);
    row->kind = LIMIT_CAPACITY;
    row->route = 1;
    row->year = 2026;
    row = test_row(p, PART_COST, 7);
    row = test_row(p, PART_COST, 8);
    row->study_year = 2;
    row = test_row(p, PART_COST, 9);
    row->route = 1;
    theta_central(p, theta);
    assert_near(plan_value(p, theta, PART_INTAKE, ANY, 0, ANY, 2023, -1), 0, 0);
    assert_near(plan_value(p, theta, PART_INTAKE, ANY, 0, ANY, 2025, -1), 110, 1e-12);
    assert_near(plan_value(p, theta, PART_INTAKE, ANY, 0, ANY, 2040, -1), 140, 0);
    assert_near(plan_value(p, theta, PART_INTAKE, ANY, 1, ANY, 2025, -1), -1, 0);
    assert_near(plan_value(p, theta, PART_LIMIT, LIMIT_CAPACITY, 0, ANY, 2030, -1), 300, 0);
    assert_near(plan_value(p, theta, PART_LIMIT, LIMIT_CAPACITY, 1, ANY, 2020, -1), 200, 0);
    assert_near(plan_value(p, theta, PART_LIMIT, LIMIT_BUDGET, 1, ANY, 2020, -1), -1, 0);
    assert_near(plan_value(p, theta, PART_COST, ANY, 0, 1, 2025, -1), 7, 0);
    assert_near(plan_value(p, theta, PART_COST, ANY, 0, 2, 2025, -1), 8, 0);
    assert_near(plan_value(p, theta, PART_COST, ANY, 1, 2, 2025, -1), 9, 0);
}
