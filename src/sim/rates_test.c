#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

/* Fills central rates of a plan that must be refused, and looks for words in the message. */
static void assert_refused(Arena *a, const Plan *p, const char *words, const char *more)
{
    Err err = {0};
    double *theta = NEW_ARRAY(a, double, p->n_rows);
    theta_central(p, theta);
    assert_false(rates_fill(rates_new(a, p), &err, p, theta, false));
    assert_int_equal(err.kind, ERR_INVALID);
    if (!strstr(err.message, words) || !strstr(err.message, more))
        fail_msg("'%s' and '%s' are not in: %s", words, more, err.message);
}

void test_rates__shares_of_every_cell_add_up_to_one(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        const Rates *r = run.r;
        for (int period = 0; period < r->n_periods; period++)
            for (int cell = 0; cell < r->n_cells; cell++) {
                int state = cell / r->n_ages, age = cell % r->n_ages;
                double exits = r->exits[period * r->n_cells + cell];
                double stay = r->stay[period * r->n_cells + cell], sum = exits + stay;
                assert_true(exits >= 0 && stay >= 0);
                for (int i = r->pairs_of[state]; i < r->pairs_of[state + 1]; i++) {
                    double move = pair_share(r, period, i, age);
                    assert_true(move >= 0);
                    sum += move;
                }
                assert_near(sum, 1, 1e-14);
            }
    }
}

void test_rates__what_does_not_change_is_stored_once(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    assert_int_equal(test_run(a, p).r->n_periods, 1);
    Row *row = test_exit(p, 0, .01);
    row->kind = 1;
    row->year = 2027;
    assert_int_equal(test_run(a, p).r->n_periods, 1); /* one knot holds for ever */
    row = test_exit(p, 0, .02);
    row->kind = 1;
    row->year = 2029;
    Rates *r = test_run(a, p).r;
    assert_int_equal(r->n_periods, 3); /* up to 2027, 2028, from 2029 on */
    assert_int_equal(r->period_of[2], 0);
    assert_int_equal(r->period_of[3], 1);
    assert_int_equal(r->period_of[9], 2);
    assert_near(r->exits[1 * r->n_cells], .05 + .015, 1e-15);
}

void test_rates__hazards_compete(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 0, 1);
    p->rate_kind = RATE_HAZARD;
    test_exit(p, 0, .3)->kind = 0;
    test_exit(p, 0, .1)->kind = 1;
    test_move(p, 0, 1, .2);
    const Rates *r = test_run(a, p).r;
    double leaves = 1 - exp(-.6);
    assert_near(r->exits[0], .4 / .6 * leaves, 1e-15);
    assert_near(pair_share(r, 0, 0, 0), .2 / .6 * leaves, 1e-15);
    assert_near(r->stay[0], exp(-.6), 1e-15);
    assert_near(r->stay[1], 1, 0);
    /* One hazard of .083381608939 is an exit of 8%. */
    Plan *q = test_plan(a, 1, 1, 0, 1);
    q->rate_kind = RATE_HAZARD;
    test_exit(q, 0, .083381608939);
    assert_near(test_run(a, q).r->exits[0], .08, 1e-12);
}

void test_rates__moves_of_stayers_are_a_share_of_those_left(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 0, 1);
    test_exit(p, 0, .4);
    test_move(p, 0, 1, .5);
    p->move_basis = MOVE_STAYERS;
    assert_near(pair_share(test_run(a, p).r, 0, 0, 0), .3, 1e-15);
    p->move_basis = MOVE_OPENING;
    assert_near(pair_share(test_run(a, p).r, 0, 0, 0), .5, 0);
}

void test_rates__too_much_is_refused_with_rows_and_cell(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    Row *row = test_exit(p, ANY, .7);
    assert_refused(a, p, row->id, "state 'O', age 'age0' in 2025");
    row->value = 1.5;
    assert_refused(a, p, row->id, "not between 0 and 1");
    row->value = -.1;
    assert_refused(a, p, row->id, "not between 0 and 1");
    row->value = NAN;
    assert_refused(a, p, row->id, "nan");
}

void test_rates__draws_are_scaled_back_to_the_law(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_ot_mini(a, true);
    double *theta = NEW_ARRAY(a, double, p->n_rows);
    theta_central(p, theta);
    theta[5] = 2;    /* exits of O */
    theta[4] = -.03; /* exits of L */
    theta[12] = 1.2; /* first-year attrition */
    Rates *r = rates_new(a, p);
    assert_true(rates_fill(r, &err, p, theta, true));
    assert_near(r->exits[2], 1 / 1.16, 1e-15);
    assert_near(pair_share(r, 0, 4, 0), .12 / 1.16, 1e-15);
    assert_near(r->stay[2], 0, 1e-15);
    assert_near(r->exits[1], 0, 0);
    assert_near(cohort_share(r, p, 0, 0, 4), 0, 0);
    theta[5] = NAN;
    assert_false(rates_fill(r, &err, p, theta, true));
}

void test_rates__a_broken_plan_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    Row *row = test_move(p, 1, 1, .1);
    assert_refused(a, p, row->id, "to itself");
    row->to = 3;
    assert_refused(a, p, row->id, "unknown");
    *row = *test_row(p, PART_COST, 9);
    p->n_rows--;
    row->study_year = MOST_STUDY_YEARS + 1;
    assert_refused(a, p, row->id, "study year");
    *row = p->rows[15]; /* registration, said twice */
    row->id = "again";
    assert_refused(a, p, "'again'", "twice");
    row->year = 2026;
    assert_refused(a, p, "'again'", "for all years");
    row->year = ALL_YEARS;
    row->part = PART_CAPTURE;
    row->state = 2;
    assert_refused(a, p, "'again'", "take posts");
    row->value = .01;
    row->dist = (Dist){DIST_BETA, -1, 1, 0};
    assert_refused(a, p, "'again'", "distribution");
}

void test_rates__joiners_need_ages(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 2, 1, 1);
    Row *capture = test_row(p, PART_CAPTURE, 1);
    capture->route = capture->state = 0;
    assert_refused(a, p, "route0", "ages");
    Row *ages = test_row(p, PART_ENTRY_AGE, .8);
    ages->route = 0;
    ages->age_from = ages->age_to = 0;
    assert_refused(a, p, ages->id, "not 1");
    ages->value = 1;
    assert_near(test_run(a, p).r->routes[0].entry[0], 1, 0);
}

void test_rates__heads_over_an_age_range_are_shared_by_width(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 3, 0, 1);
    p->ages[1].to = p->ages[1].from + 3; /* widths 1, 4, 1 */
    test_stock(p, 0, ANY, 600);
    Row *joiners = test_joiner(p, 0, 1, 50);
    joiners->age_to = 2;
    TestRun run = test_run(a, p);
    assert_near(run.stock[0], 100, 1e-12);
    assert_near(run.stock[1], 400, 1e-12);
    assert_near(run.stock[3 + 1], 440, 1e-12);
    assert_near(run.stock[3 + 2], 110, 1e-12);
}
