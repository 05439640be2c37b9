#include "sim/plans_test.h"
#include "sim/spectrum.h"
#include "support/test.h"

/* One state, three ages: the Leslie matrix [[0,9,12],[1/3,0,0],[0,1/2,0]]. Its eigenvalues are
 * 2 and, twice, -1, without a second vector. */
static Plan *leslie(Arena *a)
{
    static const double leave[] = {2.0 / 3, .5, 1}, born[] = {0, 9, 12};
    Plan *p = test_plan(a, 1, 3, 0, 1);
    p->ageing = true;
    for (int i = 0; i < 3; i++) {
        Row *exit = test_exit(p, 0, leave[i]);
        exit->age_from = exit->age_to = i;
        Row *birth = test_row(p, PART_RENEWAL, born[i]);
        birth->state = birth->to = 0;
        birth->age_from = birth->age_to = i;
        birth->to_age_from = birth->to_age_to = 0;
    }
    return p;
}

void test_spectrum__says_what_one_head_is_worth(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = leslie(a);
    TestRun run = test_run(a, p);
    double value, worth[3];
    if (!spectrum(run.r, p, &err, 1, &value, worth))
        fail_msg("%s", err.message);
    assert_near(value, 2, 1e-10);
    assert_near(worth[0], 1, 1e-12);
    assert_near(worth[1], 6, 1e-9);
    assert_near(worth[2], 6, 1e-9);
}

void test_spectrum__of_a_ladder_is_what_stays_on_each_rung(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 4, 1, 0, 1);
    static const double leave[] = {.1, .05, .3, .2};
    for (int i = 0; i < 4; i++) {
        test_exit(p, i, leave[i]);
        if (i < 3)
            test_move(p, i, i + 1, .2);
    }
    TestRun run = test_run(a, p);
    double values[4], worth[4];
    if (!spectrum(run.r, p, &err, 4, values, worth))
        fail_msg("%s", err.message);
    static const double expected[] = {.8, .75, .7, .5};
    for (int i = 0; i < 4; i++)
        assert_near(values[i], expected[i], 1e-9);
    assert_near(worth[0], 1, 1e-12);
}

void test_spectrum__refuses_what_it_cannot_tell(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = leslie(a);
    TestRun run = test_run(a, p);
    double values[4], worth[3];
    assert_false(spectrum(run.r, p, &err, 2, values, worth));
    assert_non_null(strstr(err.message, "eigenvalue 2 is complex, or not apart"));
    err = (Err){0};
    assert_false(spectrum(run.r, p, &err, 4, values, worth));
    assert_non_null(strstr(err.message, "3 eigenvalues only"));
}
