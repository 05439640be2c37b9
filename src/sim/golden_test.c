/* Golden numbers that belong to no one file of sim/. docs/model/goldens.md lists all of them
 * with the tests that hold them. */
#include "sim/cohort.h"
#include "sim/lever.h"
#include "sim/plans_test.h"
#include "support/test.h"
#include <math.h>

/* 8% a year is 0.69% a month, or a hazard of 0.083. */
void test_golden__one_loss_by_year_by_month_and_as_a_hazard(void)
{
    static const double rate[] = {.08, .006924382628, .083381608939};
    for (int i = 0; i < 3; i++) {
        SCOPED_ARENA a = arena_new();
        int steps = i == 1 ? 120 : 10;
        Plan *p = test_plan(a, 1, 1, 0, steps);
        p->rate_kind = i == 2 ? RATE_HAZARD : RATE_PROBABILITY;
        test_stock(p, 0, 0, 1000);
        test_exit(p, 0, rate[i]);
        TestRun run = test_run(a, p);
        assert_near(test_heads(&run, p, steps, 0), 434.3884542236, 1e-6);
    }
}

/* One cohort that joins in the year of the target, each student in post with chance q. */
static Plan *one_cohort(Arena *a, double q, double need)
{
    Plan *p = test_plan(a, 1, 1, 1, 3);
    p->routes[0].decided = true;
    p->lines = NEW_ARRAY(a, const char *, 1);
    p->lines[0] = "need";
    p->n_lines = 1;
    p->decide_from = p->decide_to = p->start_year;
    p->whole_places = p->cohort_noise = true;
    test_intake(p, 0, p->start_year, 0);
    Row *capture = test_row(p, PART_CAPTURE, q);
    capture->route = capture->state = 0;
    Row *demand = test_row(p, PART_DEMAND, need);
    demand->line = 0;
    p->targets = NEW(a, Target);
    *p->targets = (Target){0, ANY, p->start_year + 3, p->start_year + 3, 1};
    p->n_targets = 1;
    return p;
}

static double chance_that(Arena *a, const Plan *p, double students)
{
    Err err = {0};
    Ensemble e;
    Decision d;
    if (!ensemble_run(a, &err, p, 1, 1, 1, false, &e) || !decision_new(a, &err, p, &d))
        fail_msg("%s", err.message);
    double *x = NEW_ARRAY(a, double, e.n_years + 1);
    x[p->start_year - d.first] = students;
    return cohort_chance(&d, &e, 0, 0, x, margin_of(&d, &e, 0, 0, x));
}

void test_golden__one_student_fewer_does_not_suffice(void)
{
    static const double cases[][3] = {
        {171, .506292, .459725}, {179, .820581, .790427}, {183, .911225, .892846}};
    SCOPED_ARENA a = arena_new();
    Plan *p = one_cohort(a, .69899461, 120);
    for (int i = 0; i < 3; i++) {
        assert_near(chance_that(a, p, cases[i][0]), cases[i][1], 1e-6);
        assert_near(chance_that(a, p, cases[i][0] - 1), cases[i][2], 1e-6);
    }
}

/* Of 200 intervals of 90%, 168 to 190 cover what they should, with 99% certainty. */
void test_golden__how_many_intervals_should_cover(void)
{
    SCOPED_ARENA a = arena_new();
    double least = 1 - chance_that(a, one_cohort(a, .9, 168), 200),
           more = 1 - chance_that(a, one_cohort(a, .9, 169), 200);
    assert_true(least <= .005 && more > .005);
    double most = chance_that(a, one_cohort(a, .9, 191), 200),
           fewer = chance_that(a, one_cohort(a, .9, 190), 200);
    assert_true(most <= .005 && fewer > .005);
}
