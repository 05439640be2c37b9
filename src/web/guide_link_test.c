/* Tests of which guide stands beside which page. */
#include "web/guide_link.h"

#include "support/test.h"

void test_guide_link__the_closest_address_decides(void)
{
    assert_string_equal(guide_for("/workforce"), "lead");
    assert_string_equal(guide_for("/workforce/return/wales-2026/ceredigion"), "lead");
    assert_string_equal(guide_for("/workforce/picture/wales-2026/rpb-gwent"), "picture");
    assert_string_equal(guide_for("/account/sign-in"), "account");
}

void test_guide_link__a_longer_word_is_another_address(void)
{
    assert_string_equal(guide_for("/workforce/pictures"), "lead");
    assert_null(guide_for("/organ"));
    assert_null(guide_for("/"));
}
