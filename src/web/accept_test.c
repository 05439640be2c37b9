#include "support/test.h"
#include "web/accept.h"

void test_accept__the_closest_range_counts(void)
{
    assert_int_equal(accept_weight("text/*;q=0.3, text/csv;q=0.9, */*;q=0.1", "text/csv"), 900);
    assert_int_equal(accept_weight("text/*;q=0.3, */*;q=0.1", "text/csv"), 300);
    assert_int_equal(accept_weight("text/*;q=0.3, */*;q=0.1", "application/json"), 100);
}

void test_accept__what_is_not_named_is_not_wanted(void)
{
    assert_int_equal(accept_weight("text/html, application/xhtml+xml", "application/json"), 0);
    assert_int_equal(accept_weight("application/json;q=0", "application/json"), 0);
    assert_int_equal(accept_weight("application/jsonx", "application/json"), 0);
}

void test_accept__no_header_takes_everything(void)
{
    assert_int_equal(accept_weight(0, "text/csv"), 1000);
    assert_int_equal(accept_weight("Application/JSON; charset=utf-8", "application/json"),
                     1000);
}
