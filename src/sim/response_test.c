#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

void test_response__of_ot_mini_is_the_printed_one(void)
{
    static const double printed[7] = {.391723103445, .418927978867, .448750895951,
                                      .481773691414, .518816989716, .561054191316,
                                      .610181177200};
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    TestRun run = test_run(a, p);
    double response[13], demand[4], supply[4], sum = 0;
    response_at(run.r, p, ANY, 10, 0, response);
    for (int i = 0; i < 7; i++) {
        assert_near(response[3 + i], printed[i], 1e-10);
        sum += response[3 + i];
    }
    for (int i = 10; i < 13; i++)
        assert_near(response[i], 0, 0); /* intakes of 2032 to 2034 are still studying */
    for (int year = 2025; year <= 2034; year++)
        run.x[year - 2022] = 0;
    expected_run(run.r, p, run.x, run.stock, NULL);
    supply_of(run.r, p, 10, run.stock + 10 * run.cells, supply);
    demand_at(p, run.theta, 10, demand);
    assert_near(supply[3], 1026.9818577, 1e-7);
    assert_near(demand[3] - supply[3], 945.9375448, 1e-7);
    assert_near((demand[3] - supply[3]) / sum, 275.6848385, 1e-7);
}

void test_response__is_what_a_second_run_would_find(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        double *more = NEW_ARRAY(a, double, (p->n_steps + 1) * run.cells);
        double *response = NEW_ARRAY(a, double, p->n_routes *run.n_years);
        double before[8], after[8];
        for (int i = 0; i < p->n_routes * run.n_years; i++) {
            run.x[i] += 100;
            expected_run(run.r, p, run.x, more, NULL);
            run.x[i] -= 100;
            for (int step = 0; step <= p->n_steps; step++) {
                supply_of(run.r, p, step, run.stock + step * run.cells, before);
                supply_of(run.r, p, step, more + step * run.cells, after);
                for (int group = 0; group <= p->n_groups; group++) {
                    response_at(run.r, p, group == p->n_groups ? ANY : group, step, 0,
                                response);
                    assert_near(response[i], (after[group] - before[group]) / 100, 1e-9);
                }
            }
        }
    }
}

void test_response__more_students_never_lower_supply_nor_reach_it_early(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        double *response = NEW_ARRAY(a, double, p->n_routes *run.n_years);
        for (int step = 0; step <= p->n_steps; step++) {
            response_at(run.r, p, ANY, step, 0, response);
            for (int i = 0; i < p->n_routes * run.n_years; i++) {
                int year = plan_first_intake_year(p) + i % run.n_years;
                assert_true(response[i] >= 0);
                if (year + p->routes[i / run.n_years].length > plan_year(p, step))
                    assert_true(response[i] == 0);
            }
        }
    }
}

void test_response__of_many_points_is_that_of_each(void)
{
    int stationary = 0;
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = number % 3 ? test_random_plan(a, number) : test_random_training(a, number);
        for (int i = 0; i < p->n_rows && number % 2; i++) /* half of them without knots */
            if (p->rows[i].part == PART_EXIT)
                p->rows[i].year = ALL_YEARS;
        TestRun run = test_run(a, p);
        int n = p->n_steps * (p->n_groups + 1), cohorts = p->n_routes * run.n_years;
        ResponsePoint *points = NEW_ARRAY(a, ResponsePoint, n);
        for (int i = 0; i < n; i++)
            points[i] = (ResponsePoint){
                i % (p->n_groups + 1) == p->n_groups ? ANY : i % (p->n_groups + 1),
                1 + i / (p->n_groups + 1)};
        double *all = NEW_ARRAY(a, double, n *cohorts + 1);
        double *one = NEW_ARRAY(a, double, cohorts + 1);
        responses_at(run.r, p, n, points, 0, all);
        for (int i = 0; i < n; i++) {
            response_at(run.r, p, points[i].group, points[i].step, 0, one);
            for (int k = 0; k < cohorts; k++)
                assert_near(all[i * cohorts + k], one[k], 1e-12);
        }
        stationary += number % 2 && number % 3;
    }
    assert_true(stationary > 10);
}

/* Who asks only about decided cohorts gets the same of them, in one pass or in many. */
void test_response__of_decided_cohorts_needs_no_earlier_steps(void)
{
    int late = 0;
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = number % 3 ? test_random_plan(a, number) : test_random_training(a, number);
        p->decide_from = p->start_year + (int)(number % 4);
        p->decide_to = p->decide_from + 2;
        for (int i = 0; i < p->n_routes; i++)
            p->routes[i].decided = i % 2 == 0;
        for (int i = 0; i < p->n_rows && number % 2; i++)
            if (p->rows[i].part == PART_EXIT)
                p->rows[i].year = ALL_YEARS;
        TestRun run = test_run(a, p);
        int n = p->n_steps, cohorts = p->n_routes * run.n_years;
        int first = response_first(run.r, p);
        ResponsePoint *points = NEW_ARRAY(a, ResponsePoint, n);
        for (int i = 0; i < n; i++)
            points[i] = (ResponsePoint){ANY, i + 1};
        double *all = NEW_ARRAY(a, double, n *cohorts + 1);
        double *some = NEW_ARRAY(a, double, n *cohorts + 1);
        responses_at(run.r, p, n, points, 0, all);
        responses_at(run.r, p, n, points, first, some);
        for (int i = 0; i < n * cohorts; i++) {
            int route = i % cohorts / run.n_years,
                year = plan_first_intake_year(p) + i % run.n_years;
            if (p->routes[route].decided && year >= p->decide_from && year <= p->decide_to)
                assert_true(some[i] == all[i]);
        }
        late += first > 0 && first < n;
    }
    assert_true(late > 10);
}
