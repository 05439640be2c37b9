#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

enum { K = 37 };

static Plan *uncertain_plan(Arena *a)
{
    Plan *p = test_ot_mini(a, true);
    p->rows[3].dist = (Dist){DIST_BETA, 23.5, 287.5, 0};
    p->rows[5].dist = (Dist){DIST_UNIFORM, .1, .2, 0};
    p->rows[7].dist = (Dist){DIST_UNIFORM, 0, 1, 0};
    return p;
}

void test_theta__takes_every_slice_of_a_distribution_once(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = uncertain_plan(a);
    double *theta = NEW_ARRAY(a, double, p->n_rows);
    bool seen[2][K] = {0};
    for (int k = 0; k < K; k++) {
        theta_draw(p, 9, k, K, theta);
        double u = (theta[5] - .1) / .1, v = theta[7];
        seen[0][(int)floor(u * K)] = true;
        seen[1][(int)floor(v * K)] = true;
        assert_true(theta[0] == 1500);
    }
    for (int k = 0; k < K; k++)
        assert_true(seen[0][k] && seen[1][k]);
}

void test_theta__rows_are_unrelated_to_each_other_and_to_the_order(void)
{
    enum { MANY = 1000 };
    SCOPED_ARENA a = arena_new();
    Plan *p = uncertain_plan(a);
    double *theta = NEW_ARRAY(a, double, p->n_rows), rows = 0, order = 0;
    for (int k = 0; k < MANY; k++) {
        theta_draw(p, 9, k, MANY, theta);
        double u = (theta[5] - .1) / .1 - .5, v = theta[7] - .5;
        rows += u * v * 12 / MANY;
        order += v * ((k + .5) / MANY - .5) * 12 / MANY;
    }
    assert_near(rows, 0, 4 / sqrt(MANY));
    assert_near(order, 0, 4 / sqrt(MANY));
}

void test_theta__a_draw_depends_on_nothing_but_its_number(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = uncertain_plan(a);
    double *first = NEW_ARRAY(a, double, p->n_rows), *again = NEW_ARRAY(a, double, p->n_rows);
    theta_draw(p, 9, 20, K, first);
    theta_draw(p, 9, 3, K, again);
    theta_draw(p, 9, 20, K, again);
    assert_memory_equal(first, again, (size_t)p->n_rows * sizeof *first);
    theta_draw(p, 10, 20, K, again);
    assert_memory_not_equal(first, again, (size_t)p->n_rows * sizeof *first);
    /* A row that is added leaves the others' draws alone. */
    test_exit(p, 0, .01)->dist = (Dist){DIST_UNIFORM, 0, .02, 0};
    double *more = NEW_ARRAY(a, double, p->n_rows);
    theta_draw(p, 9, 20, K, more);
    assert_memory_equal(first, more, (size_t)(p->n_rows - 1) * sizeof *first);
}

void test_theta__given_draws_replace_their_rows_in_turn(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = uncertain_plan(a);
    const int rows[] = {5, 9};
    const double given[] = {.11, .01, .12, .02, .13, .03};
    p->n_given = 3;
    p->n_given_rows = 2;
    p->given_rows = rows;
    p->given = given;
    double *theta = NEW_ARRAY(a, double, p->n_rows);
    theta_draw(p, 9, 1, 10, theta);
    assert_true(theta[5] == .12 && theta[9] == .02);
    theta_draw(p, 9, 5, 10, theta);
    assert_true(theta[5] == .13 && theta[9] == .03);
}
