#include "support/test.h"
#include "web/rate.h"

void test_rate__a_burst_passes_and_the_next_waits(void)
{
    SCOPED_ARENA a = arena_new();
    Rate *r = rate_new(a, 60);
    RateState s;
    for (int i = 0; i < 60; i++)
        assert_true(rate_take(r, "t-1", 1000, &s));
    assert_int_equal(s.remaining, 0);
    assert_false(rate_take(r, "t-1", 1000, &s));
    assert_int_equal(s.limit, 60);
    assert_int_equal(s.retry, 1);
    assert_int_equal(s.reset, 60);
    assert_true(rate_take(r, "t-1", 2000, &s)); /* one a second comes back */
    assert_false(rate_take(r, "t-1", 2500, &s));
    rate_close(r);
}

void test_rate__askers_do_not_share_a_bucket(void)
{
    SCOPED_ARENA a = arena_new();
    Rate *r = rate_new(a, 1);
    RateState s;
    assert_true(rate_take(r, "t-1", 0, &s));
    assert_false(rate_take(r, "t-1", 0, &s));
    assert_true(rate_take(r, "t-2", 0, &s));
    rate_close(r);
}

void test_rate__nought_is_no_limit(void)
{
    SCOPED_ARENA a = arena_new();
    Rate *r = rate_new(a, 0);
    RateState s;
    for (int i = 0; i < 1000; i++)
        assert_true(rate_take(r, "t-1", 0, &s));
    rate_close(r);
}
