/* Tests our few rules of Welsh and English against ICU, which knows both. ICU is too large to
 * ask for every number on a page; as a judge it is right. */
#include "core/i18n.h"
#include "support/test.h"
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

static const char *utf8(Arena *a, const UChar *s)
{
    char text[256];
    UErrorCode bad = U_ZERO_ERROR;
    u_strToUTF8(text, sizeof text, NULL, s, -1, &bad);
    assert_true(U_SUCCESS(bad));
    return arena_strdup(a, text);
}

void test_i18n__welsh_plurals_are_those_of_icu(void)
{
    static const char *const forms[] = {"zero", "one", "two", "few", "many", "other"};
    Arena *a = arena_new();
    UErrorCode bad = U_ZERO_ERROR;
    UPluralRules *rules = uplrules_open("cy", &bad);
    assert_true(U_SUCCESS(bad));
    for (long n = 0; n <= 1200; n++) {
        UChar keyword[32];
        uplrules_select(rules, (double)n, keyword, 32, &bad);
        assert_true(U_SUCCESS(bad));
        if (strcmp(utf8(a, keyword), forms[plural_form_cy(n)]) != 0)
            fail_msg("%ld: '%s', not '%s'", n, forms[plural_form_cy(n)], utf8(a, keyword));
    }
    uplrules_close(rules);
    arena_free(a);
}

static void dates_like_icu(Lang lang, const char *locale)
{
    UErrorCode bad = U_ZERO_ERROR;
    UChar pattern[32], zone[8], said[64];
    u_uastrcpy(pattern, "d MMMM yyyy");
    u_uastrcpy(zone, "UTC");
    UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, zone, -1, pattern, -1, &bad);
    assert_true(U_SUCCESS(bad));
    for (int day = 20000; day < 20800; day += 3) {
        Ctx cx = {.arena = arena_new(), .lang = lang};
        udat_format(f, day * 86400000.0, said, 64, NULL, &bad);
        assert_true(U_SUCCESS(bad));
        assert_string_equal(date_long(&cx, (Date){day}), utf8(cx.arena, said));
        arena_free(cx.arena);
    }
    udat_close(f);
}

void test_i18n__dates_in_words_are_those_of_icu(void)
{
    dates_like_icu(LANG_EN, "en_GB");
    dates_like_icu(LANG_CY, "cy_GB");
}

void test_i18n__numbers_are_grouped_as_icu_does(void)
{
    static const double values[] = {0, 1, 12.5, 999, 1000, 1234.5, 1234567.25, 1e9};
    static const char *const locales[] = {"en_GB", "cy_GB"};
    Arena *a = arena_new();
    for (int l = 0; l < 2; l++) {
        UErrorCode bad = U_ZERO_ERROR;
        UChar said[64];
        UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, locales[l], NULL, &bad);
        assert_true(U_SUCCESS(bad));
        for (int decimals = 0; decimals <= 2; decimals++) {
            unum_setAttribute(f, UNUM_FRACTION_DIGITS, decimals);
            unum_setAttribute(f, UNUM_ROUNDING_MODE, UNUM_ROUND_HALFEVEN);
            for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
                unum_formatDouble(f, values[i], said, 64, NULL, &bad);
                assert_true(U_SUCCESS(bad));
                assert_string_equal(number_show(a, values[i], decimals), utf8(a, said));
            }
        }
        unum_close(f);
    }
    /* ICU writes a hyphen; the minus sign is as wide as a digit. */
    assert_string_equal(number_show(a, -1234.5, 1), "\xE2\x88\x92"
                                                    "1,234.5");
    arena_free(a);
}
