#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

static void renewal(Plan *p, int from_age, double value)
{
    Row *row = test_row(p, PART_RENEWAL, value);
    row->state = row->to = 0;
    row->age_from = row->age_to = from_age;
    row->to_age_from = row->to_age_to = 0;
}

static void exit_at(Plan *p, int age, double value)
{
    Row *row = test_exit(p, 0, value);
    row->age_from = row->age_to = age;
}

void test_eigen__of_a_small_leslie_matrix(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 1, 3, 0, 1);
    p->ageing = true;
    exit_at(p, 0, 2.0 / 3);
    exit_at(p, 1, .5);
    exit_at(p, 2, 1);
    renewal(p, 1, 9);
    renewal(p, 2, 12);
    TestRun run = test_run(a, p);
    double value, share[3];
    assert_true(eigen(run.r, p, &err, &value, share));
    assert_near(value, 2, 1e-12);
    assert_near(share[0], 24.0 / 29, 1e-12);
    assert_near(share[1], 4.0 / 29, 1e-12);
    assert_near(share[2], 1.0 / 29, 1e-12);
}

/* Sweden, females, 1993: Preston, Heuveline and Guillot, Demography (2001), box 6.1. */
static const double sweden[18][3] = {
    {293395, 497487, 0},     {248369, 497138, 0},     {240012, 496901, 0},
    {261346, 496531, .0120}, {285209, 495902, .0908}, {314388, 495168, .1499},
    {281290, 494213, .1125}, {286923, 492760, .0441}, {304108, 490447, .0074},
    {324946, 486613, .0003}, {247613, 480665, 0},     {211351, 471786, 0},
    {215140, 457852, 0},     {221764, 436153, 0},     {223506, 402775, 0},
    {183654, 350358, 0},     {141990, 271512, 0},     {112424, 291707, 0}};

static Plan *sweden_plan(Arena *a)
{
    Plan *p = test_plan(a, 1, 18, 0, 2);
    p->start_year = 1993;
    p->step_years = 5;
    p->ageing = true;
    for (int i = 0; i < 18; i++) {
        p->ages[i].from = 5 * i;
        p->ages[i].to = 5 * i + 4;
        test_stock(p, 0, i, sweden[i][0]);
        double stays = i < 16 ? sweden[i + 1][1] / sweden[i][1]
                              : sweden[17][1] / (sweden[16][1] + sweden[17][1]);
        exit_at(p, i, 1 - stays);
        double older = i < 17 ? sweden[i + 1][2] / 2.05 * stays : 0;
        renewal(p, i, sweden[0][1] / 100000 * (sweden[i][2] / 2.05 + older) / 2);
    }
    return p;
}

void test_eigen__of_sweden_is_the_published_growth(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = sweden_plan(a);
    TestRun run = test_run(a, p);
    double value, share[18];
    assert_true(eigen(run.r, p, &err, &value, share));
    assert_near(value, 1.00111253, 1e-8);
    assert_near(share[0], .0619116748, 1e-10);
    assert_near(share[1], .0617994881, 1e-10);
    assert_near(share[2], .0617013816, 1e-10);
}

void test_expected__projects_sweden_as_published(void)
{
    static const int published[2][18] = {
        {293574, 293189, 248251, 239833, 261015, 284787, 313782, 280463, 285576, 301731, 320974,
         243039, 205109, 204944, 204793, 194419, 142324, 131768},
        {280121, 293368, 293049, 248066, 239529, 260629, 284238, 312859, 279147, 283344, 298043,
         315045, 235861, 195388, 189260, 178141, 150666, 141960}};
    static const double sums[2] = {4449569.727, 4478712.273};
    SCOPED_ARENA a = arena_new();
    Plan *p = sweden_plan(a);
    TestRun run = test_run(a, p);
    for (int step = 1; step <= 2; step++) {
        for (int age = 0; age < 18; age++)
            assert_int_equal((int)lround(run.stock[step * 18 + age]), published[step - 1][age]);
        assert_near(test_heads(&run, p, step, 0), sums[step - 1], 1e-3);
    }
}

/* Women who move between ages 5 apart only would swing for ever without the shift. */
void test_eigen__settles_for_a_population_that_swings(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 1, 2, 0, 1);
    p->ageing = true;
    exit_at(p, 0, .5);
    exit_at(p, 1, 1);
    renewal(p, 1, 2.42);
    TestRun run = test_run(a, p);
    double value, share[2];
    assert_true(eigen(run.r, p, &err, &value, share));
    assert_near(value, 1.1, 1e-11); /* value^2 = .5 * 2.42 */
}

void test_eigen__says_when_everybody_leaves(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 1, 2, 0, 1);
    test_exit(p, 0, 1);
    TestRun run = test_run(a, p);
    double value = 7, share[2];
    assert_false(eigen(run.r, p, &err, &value, share));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_true(value == 7);
}
