#include "sim/ceiling.h"
#include "sim/plans_test.h"
#include "sim/training.h"
#include <math.h>

#include "support/test.h"

enum { MOST_GROUPS = 8 };

/* Support workers (state 0, 100 of them) become therapists (state 1) by a route of 3 years. */
static Plan *apprentices(Arena *a, double students)
{
    Plan *p = test_plan(a, 2, 1, 1, 6);
    bool *from = NEW_ARRAY(a, bool, 2);
    from[0] = true;
    p->n_groups = 2;
    p->groups[1] = "therapists";
    p->states[1].group = 1;
    p->routes[0].from = from;
    p->routes[0].counts = .6;
    p->routes[0].counts_in = 1;
    test_stock(p, 0, 0, 100);
    test_stock(p, 1, 0, 50);
    Row *drop = test_row(p, PART_ATTRITION, .5);
    drop->route = 0;
    drop->study_year = 2;
    Row *capture = test_row(p, PART_CAPTURE, 1);
    capture->route = 0;
    capture->state = 1;
    test_intake(p, 0, 2025, students);
    test_intake(p, 0, 2026, 0);
    return p;
}

void test_training__people_leave_count_in_part_and_come_back_or_qualify(void)
{
    static const double workers[] = {100, 80, 80, 90, 90, 90, 90};
    static const double therapists[] = {50, 50, 50, 50, 60, 60, 60};
    static const double students[] = {0, 20, 20, 10, 0, 0, 0};
    SCOPED_ARENA a = arena_new();
    Plan *p = apprentices(a, 20);
    TestRun run = test_run(a, p);
    double enrolled[7], training[6], supply[3], part[3];
    expected_run(run.r, p, run.x, run.stock,
                 &(Flows){.training = training, .apprentices = enrolled});
    for (int t = 0; t <= 6; t++) {
        assert_near(run.stock[2 * t], workers[t], 1e-12);
        assert_near(run.stock[2 * t + 1], therapists[t], 1e-12);
        assert_near(enrolled[t], students[t], 1e-12);
        supply_of(run.r, p, t, run.stock + 2 * t, supply);
        training_supply(p, &enrolled[t], supply, part);
        assert_near(supply[1], therapists[t] + .6 * students[t], 1e-12);
        assert_near(supply[2], workers[t] + therapists[t] + .6 * students[t], 1e-12);
        assert_near(part[1], .6 * students[t], 1e-12);
    }
    assert_near(training[0], 20, 1e-12);
    assert_near(training[2], -10, 1e-12);
}

void test_training__a_cohort_is_no_larger_than_those_who_are_there(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = apprentices(a, 130);
    TestRun run = test_run(a, p);
    assert_near(run.stock[2], 0, 0);
    assert_near(run.stock[2 * 6 + 1], 100, 1e-9); /* 50 + half of the 100 who could start */
    assert_near(run.stock[2 * 6], 50, 1e-9); /* the others are back, where nobody was left */
    for (uint32_t k = 0; k < 20; k++) {
        int32_t stock[14];
        stochastic_run(run.r, p, run.x, 3, k, stock);
        assert_int_equal(stock[2], 0);
        assert_int_equal(stock[2 * 6] + stock[2 * 6 + 1], 150);
    }
}

void test_training__heads_add_up_in_both_modes(void)
{
    int trained = 0;
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_training(a, number);
        TestRun run = test_run(a, p);
        double joiners[12], exits[12], training[12];
        Flows flows = {.joiners = joiners, .exits = exits, .training = training};
        StepCounts counts[12];
        int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        expected_run(run.r, p, run.x, run.stock, &flows);
        stochastic_course(run.r, p, run.x, 5, number, stock, counts);
        for (int step = 0; step < p->n_steps; step++) {
            double opening = 0, closing = 0;
            int64_t before = 0, after = 0;
            for (int cell = 0; cell < run.cells; cell++) {
                int now = step * run.cells + cell, next = now + run.cells;
                assert_true(run.stock[next] >= 0 && stock[next] >= 0);
                opening += run.stock[now];
                closing += run.stock[next];
                before += stock[now];
                after += stock[next];
            }
            assert_near(opening + joiners[step] - exits[step] - training[step], closing,
                        1e-11 * (opening + joiners[step]));
            assert_int_equal(before + counts[step].joiners - counts[step].exits -
                                 counts[step].training,
                             after);
            trained += counts[step].training != 0;
        }
    }
    assert_true(trained > 50);
}

static void supply_with(const TestRun *run, const Plan *p, int step, double *supply)
{
    SCOPED_ARENA a = arena_new();
    double *stock = NEW_ARRAY(a, double, (p->n_steps + 1) * run->cells);
    double *enrolled = NEW_ARRAY(a, double, (p->n_steps + 1) * p->n_routes + 1);
    expected_run(run->r, p, run->x, stock, &(Flows){.apprentices = enrolled});
    supply_of(run->r, p, step, stock + step * run->cells, supply);
    training_supply(p, enrolled + step * p->n_routes, supply, NULL);
}

/* Supply is no longer quite affine; the adjoint is its slope at the plan's own intakes. */
void test_training__the_response_is_the_slope_at_the_plans_own_intakes(void)
{
    int looked = 0;
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_training(a, number);
        for (int i = 0; i < p->n_rows; i++) /* few enough that everybody finds a place */
            if (p->rows[i].part == PART_INTAKE)
                p->rows[i].value *= .05;
        TestRun run = test_run(a, p);
        double *response = NEW_ARRAY(a, double, p->n_routes *run.n_years + 1);
        double before[MOST_GROUPS], after[MOST_GROUPS], h = 1e-3;
        for (int i = 0; i < p->n_routes * run.n_years; i++) {
            double own = run.x[i];
            if (own < h)
                continue;
            run.x[i] = own + h;
            supply_with(&run, p, p->n_steps, after);
            run.x[i] = own - h;
            supply_with(&run, p, p->n_steps, before);
            run.x[i] = own;
            for (int group = 0; group <= p->n_groups; group++) {
                response_at(run.r, p, group == p->n_groups ? ANY : group, p->n_steps, 0,
                            response);
                assert_near(response[i], (after[group] - before[group]) / (2 * h), 1e-5);
            }
            looked++;
        }
    }
    assert_true(looked > 100);
}

void test_training__its_mean_by_chance_is_the_expected_course(void)
{
    enum { REPLICATES = 400 };
    for (uint32_t number = 0; number < 25; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_training(a, number);
        for (int i = 0; i < p->n_rows; i++)
            if (p->rows[i].part == PART_INTAKE)
                p->rows[i].value *= .1;
        TestRun run = test_run(a, p);
        int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        double *enrolled = NEW_ARRAY(a, double, (p->n_steps + 1) * p->n_routes + 1);
        double sum[MOST_GROUPS] = {0}, squares[MOST_GROUPS] = {0}, expected[MOST_GROUPS];
        supply_with(&run, p, p->n_steps, expected);
        for (uint32_t k = 0; k < REPLICATES; k++) {
            double supply[MOST_GROUPS], heads[MOST_GROUPS] = {0};
            ChanceRun of = {.r = run.r, .p = p, .x = run.x, .seed = 8, .replicate = k};
            of.apprentices = enrolled;
            chance_run(&of, stock);
            for (int cell = 0; cell < run.cells; cell++)
                heads[cell / p->n_ages] += stock[p->n_steps * run.cells + cell];
            supply_of_heads(run.r, p, p->n_steps, heads, supply, NULL);
            training_supply(p, enrolled + p->n_steps * p->n_routes, supply, NULL);
            for (int g = 0; g <= p->n_groups; g++) {
                sum[g] += supply[g] - expected[g];
                squares[g] += (supply[g] - expected[g]) * (supply[g] - expected[g]);
            }
        }
        for (int g = 0; g <= p->n_groups; g++)
            assert_near(sum[g] / REPLICATES, 0,
                        4 * sqrt((squares[g] / REPLICATES + .25) / REPLICATES));
    }
}
