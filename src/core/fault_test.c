#include "core/fault.h"
#include "support/test.h"

void test_fault__each_field_has_its_own_reason(void)
{
    SCOPED_ARENA a = arena_new();
    FieldFaults all;
    fault_list(a, "id: is required; from: must be a date, such as 2026-03-31", &all);
    assert_int_equal(all.n, 2);
    assert_string_equal(all.items[0].field, "id");
    assert_string_equal(all.items[0].detail, "is required");
    assert_string_equal(all.items[1].field, "from");
    assert_string_equal(all.items[1].detail, "must be a date, such as 2026-03-31");
}

void test_fault__a_semicolon_inside_a_reason_does_not_end_it(void)
{
    SCOPED_ARENA a = arena_new();
    FieldFaults all;
    fault_list(a, "bogus: there is no such field; did you mean 'id'?; at: is required", &all);
    assert_int_equal(all.n, 2);
    assert_string_equal(all.items[0].detail, "there is no such field; did you mean 'id'?");
}

void test_fault__a_sentence_names_no_field(void)
{
    SCOPED_ARENA a = arena_new();
    FieldFaults all;
    fault_list(a, "the year 2025 is closed", &all);
    assert_int_equal(all.n, 0);
    fault_list(a, "", &all);
    assert_int_equal(all.n, 0);
}
