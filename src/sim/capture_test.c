#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

static Row *appeal(Plan *p, int route, int state, int factor, double value)
{
    Row *row = test_row(p, PART_APPEAL, value);
    row->route = route;
    row->state = state;
    row->factor = factor;
    return row;
}

static Row *taste(Plan *p, int factor, double value)
{
    Row *row = test_row(p, PART_TASTE, value);
    row->factor = factor;
    return row;
}

/* Two posts and another state; factors placement, home, elsewhere. 100 students in 2024. */
static Plan *two_posts(Arena *a)
{
    static const char *const factors[] = {"placement", "home", FACTOR_ELSEWHERE};
    Plan *p = test_plan(a, 3, 1, 2, 5);
    p->factors = (const char **)factors;
    p->n_factors = 3;
    p->routes[0].length = p->routes[1].length = 1;
    test_intake(p, 0, 2024, 100);
    taste(p, 0, 2);
    taste(p, 1, .5);
    taste(p, 2, .7);
    return p;
}

static const double *shares(Arena *a, const Plan *p, int route, TestRun *run)
{
    *run = test_run(a, p);
    return run->r->routes[route].capture;
}

void test_capture__is_the_multinomial_logit(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_posts(a);
    TestRun run;
    appeal(p, 0, 0, 0, .3);
    appeal(p, 0, 1, 0, .1);
    appeal(p, 0, 1, 1, 1);
    const double *share = shares(a, p, 0, &run);
    double v[2] = {exp(.6), exp(.2 + .5)}, all = exp(.7) + v[0] + v[1];
    assert_int_equal(run.r->routes[0].n_posts, 2);
    assert_near(share[0], v[0] / all, 1e-15);
    assert_near(share[1], v[1] / all, 1e-15);
    assert_near(test_heads(&run, p, 1, 0), 100 * v[0] / all, 1e-12);
    assert_near(test_heads(&run, p, 1, 2), 0, 0); /* no post is there */
}

void test_capture__the_particular_row_counts_and_a_row_for_all_opens_no_post(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_posts(a);
    TestRun run;
    appeal(p, ANY, ANY, 1, 4); /* of all posts of all routes */
    appeal(p, ANY, 0, 0, .3);
    appeal(p, ANY, 1, 0, .3);
    appeal(p, 1, 1, 0, .9);
    const double *share = shares(a, p, 1, &run);
    double low = exp(.6 + 2), high = exp(1.8 + 2), all = exp(.7) + low + high;
    assert_int_equal(run.r->routes[1].n_posts, 2);
    assert_near(share[0], low / all, 1e-15);
    assert_near(share[1], high / all, 1e-15);
    share = run.r->routes[0].capture;
    assert_near(share[0], share[1], 1e-15);
}

void test_capture__only_differences_matter_and_nothing_overflows(void)
{
    double near[2], far[2], v[2] = {.3, 1.1}, w[2] = {1000.3, 1001.1}, u[2] = {-5000, -5001};
    capture_shares(v, 2, .5, near);
    capture_shares(w, 2, 1000.5, far);
    assert_near(near[0], far[0], 1e-12);
    assert_near(near[1], far[1], 1e-12);
    capture_shares(u, 2, 0, far);
    assert_near(far[0], 0, 0);
    capture_shares(w, 2, 0, far);
    assert_near(far[0] + far[1], 1, 1e-15);
}

/* Placed here, hired here: more placements bring more of the same graduates, and no state that
 * has a post ever gains from another's placements. */
void test_capture__placements_are_a_lever(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_posts(a);
    Row *here = appeal(p, 0, 0, 0, 0);
    appeal(p, 0, 1, 0, .2);
    double before[2] = {-1, 2};
    for (here->value = 0; here->value <= 1; here->value += .125) {
        TestRun run;
        const double *share = shares(a, p, 0, &run);
        assert_true(share[0] > before[0] && share[1] < before[1]);
        assert_true(share[0] + share[1] < 1);
        before[0] = share[0];
        before[1] = share[1];
    }
}

void test_capture__appeal_follows_its_years(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_posts(a);
    TestRun run;
    appeal(p, 0, 0, 0, 0)->year = 2025;
    appeal(p, 0, 0, 0, 1)->year = 2027;
    shares(a, p, 0, &run);
    for (int step = 1; step <= 5; step++) {
        double v = exp(2 * fmin(step - 1, 2) / 2);
        assert_near(test_heads(&run, p, step, 0) - test_heads(&run, p, step - 1, 0),
                    100 * v / (v + exp(.7)), 1e-9);
    }
}

void test_capture__both_ways_at_once_are_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_posts(a);
    Err err = {0};
    double theta[40];
    const char *chosen = appeal(p, ANY, 0, 0, .3)->id;
    Row *given = test_row(p, PART_CAPTURE, .5);
    given->route = given->state = 0;
    theta_central(p, theta);
    assert_false(rates_fill(rates_new(a, p), &err, p, theta, false));
    assert_non_null(strstr(err.message, chosen));
    assert_non_null(strstr(err.message, given->id));
}
