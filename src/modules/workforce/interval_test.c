/* Intervals of chance and the ranks they leave open. */
#include "modules/workforce/interval.h"
#include <math.h>

#include "support/test.h"

void test_interval__agrees_with_wilson(void)
{
    /* 4 of 26 and 0 of 10: computed apart, to four places. */
    Interval i = interval_of_share(4, 26);
    assert_near(i.low, 0.0615, 5e-5);
    assert_near(i.high, 0.3353, 5e-5);
    i = interval_of_share(0, 10);
    assert_near(i.low, 0, 0);
    assert_near(i.high, 0.2775, 5e-5);
    assert_true(isnan(interval_of_share(0, 0).low));
}

void test_interval__a_small_team_is_not_shamed_by_chance(void)
{
    assert_int_equal(interval_position(1, 6, 0.11), 0); /* one of six left */
    assert_int_equal(interval_position(1, 1, 0.63), 0); /* the only post was filled */
    assert_int_equal(interval_position(9, 9, 0.86), 0); /* nobody of nine left */
    assert_int_equal(interval_position(40, 200, 0.11), 2);
    assert_int_equal(interval_position(8, 200, 0.11), -2);
    assert_int_equal(interval_position(31, 200, 0.11), 0); /* 3.2 % by chance */
    assert_int_equal(interval_position(33, 200, 0.11), 1);
}

void test_interval__a_rank_says_what_chance_leaves_open(void)
{
    Ranked r[] = {{.value = 0.5, .range = {0.4, 0.6}},
                  {.value = 0.45, .range = {0.3, 0.58}},
                  {.value = 0.1, .range = {0.05, 0.2}},
                  {.value = NAN, .range = {NAN, NAN}}};
    interval_ranks(r, 4);
    assert_int_equal(r[0].best, 1);
    assert_int_equal(r[0].worst, 2);
    assert_int_equal(r[1].best, 1);
    assert_int_equal(r[1].worst, 2);
    assert_int_equal(r[2].best, 3);
    assert_int_equal(r[2].worst, 3);
    assert_int_equal(r[3].best, 0);
}

void test_interval__retirements_follow_this_years_rate(void)
{
    Expected5 e = interval_retirements(10, 90, 5); /* one in ten a year */
    assert_near(e.expected, 90 * (1 - pow(0.9, 5)), 1e-9);
    assert_true(e.low < e.expected && e.expected < e.high && e.high < 90);
    assert_true(isnan(interval_retirements(0, 0, 5).expected));
}
