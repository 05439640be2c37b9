#include "sim/plans_test.h"

#include "support/test.h"

/* Counted five months before, and a month after, the opening. */
void test_opening__a_stock_of_another_day_is_carried_by_its_own_rates(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 3, 1, 0, 1);
    test_stock(p, 0, 0, 1000)->ahead = 5 / 12.0;
    test_stock(p, 1, 0, 120)->ahead = -1 / 12.0;
    test_stock(p, 2, 0, 50);
    test_exit(p, 0, .12);
    test_exit(p, 1, .20);
    test_exit(p, 2, .50);
    test_move(p, 2, 0, .24);
    test_joiner(p, 1, 0, 12);
    TestRun run = test_run(a, p);
    assert_near(run.stock[0], 1000 + 5 / 12.0 * (-120 + 12), 1e-12);
    assert_near(run.stock[1], 120 - 1 / 12.0 * (-24 + 12), 1e-12);
    assert_near(run.stock[2], 50, 0); /* of the day itself */
}

void test_opening__no_stock_is_carried_below_nothing_and_nobody_ages(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 2, 0, 1);
    p->ageing = true;
    test_stock(p, 0, 0, 10)->ahead = 2;
    test_stock(p, 0, 1, 10)->ahead = 2;
    Row *leave = test_exit(p, 0, .9);
    leave->age_from = leave->age_to = 1;
    TestRun run = test_run(a, p);
    assert_near(run.stock[0], 10, 1e-12);
    assert_near(run.stock[1], 0, 0);
}
