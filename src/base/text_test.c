#include "base/text.h"
#include "support/test.h"

void test_text__numbers_are_read_strictly(void)
{
    double d = 7;
    static const char *const bad[] = {"",    " 1", "1 ",  "1,250", "0x10", "inf",
                                      "nan", "1e", "--1", "1.2.3", ".",    "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_to_double(bad[i], &d));
    assert_near(d, 7, 0);
    assert_true(text_to_double("-12.50", &d));
    assert_near(d, -12.5, 0);
    int64_t n;
    assert_true(text_to_int("007", &n));
    assert_int_equal(n, 7);
    assert_false(text_to_int("9223372036854775808", &n));
    assert_false(text_to_int("1.0", &n));
}

void test_text__doubles_are_written_shortest_and_read_back(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(text_double(a, 0.1), "0.1");
    assert_string_equal(text_double(a, 1700), "1700");
    assert_string_equal(text_double(a, -0.0), "0");
    double v = 1609.568988, w;
    assert_true(text_to_double(text_double(a, v), &w));
    assert_true(v == w);
    assert_string_equal(text_fixed(a, -0.001, 2), "0.00");
}

void test_text__utf8_faults_are_found(void)
{
    assert_int_equal(utf8_fault("T\xC5\xB7 G\xC5\xB5yl", 9), -1);
    assert_int_equal(utf8_fault("a\xFF", 2), 1);
    assert_int_equal(utf8_fault("\xC0\xAF", 2), 0);
    assert_int_equal(utf8_fault("\xED\xA0\x80", 3), 0);
    assert_int_equal(utf8_fault("\xC5", 1), 0);
    assert_int_equal(utf8_width("T\xC5\xB7"), 2);
}

void test_text__buffer_keeps_its_limit(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Buf b = buf_new(a, 4);
    buf_puts(&b, "abcd");
    assert_true(buf_ok(&b, &err));
    buf_putc(&b, 'e');
    assert_false(buf_ok(&b, &err));
    assert_int_equal(err.kind, ERR_TOO_LARGE);
    assert_string_equal(buf_text(&b), "abcd");
}

void test_text__near_words_are_near(void)
{
    assert_int_equal(text_distance("hc_prem", "hc_perm", 3), 2);
    assert_int_equal(text_distance("abc", "xyz", 1), 2);
}
