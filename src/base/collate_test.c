#include "base/collate.h"
#include "support/test.h"
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return text_compare_cy(*(const char *const *)a, *(const char *const *)b);
}

/* Each double letter follows all words of its first letter; ng stands after g. */
void test_collate__double_letters_are_letters(void)
{
    const char *const right[] = {"achos",  "cybi",   "chwarae", "dysgu", "ddoe", "ffa",
                                 "gwynt",  "ngardd", "haf",     "lwc",   "llan", "nos",
                                 "pysgod", "phen",   "rygbi",   "rhiw",  "tŷ",   "thema"};
    enum { N = sizeof right / sizeof *right };
    const char *mixed[N];
    for (int i = 0; i < N; i++)
        mixed[i] = right[(i * 7 + 3) % N];
    qsort(mixed, N, sizeof *mixed, by_name);
    for (int i = 0; i < N; i++)
        assert_string_equal(mixed[i], right[i]);
}

void test_collate__accents_come_after_the_plain_letter_only_in_a_tie(void)
{
    assert_true(text_compare_cy("gwyl", "gŵyl") < 0);
    assert_true(text_compare_cy("gŵyl", "gwylan") < 0);
    assert_true(text_compare_cy("Ynys Môn", "Ynys Mona") < 0);
    assert_true(text_compare_cy("abertawe", "Bala") < 0);
}

void test_collate__only_the_same_text_is_equal(void)
{
    assert_int_equal(text_compare_cy("Môn", "Môn"), 0);
    /* The same letter written with a combining mark: equal to the alphabet, not to us. */
    assert_true(text_compare_cy("Môn", "Mo\xCC\x82n") != 0);
    assert_true(text_compare_cy("", "a") < 0);
    assert_int_equal(text_compare_cy("", ""), 0);
}
