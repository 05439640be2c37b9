#include "base/text.h"
#include "core/totp.h"
#include "support/test.h"

/* RFC 6238, appendix B: the secret "12345678901234567890", its eight digits cut to the last
 * six, which are the code of six digits. */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
static const struct {
    int64_t now;
    const char *code;
} rfc[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
           {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};

void test_totp__gives_the_codes_of_the_standard(void)
{
    for (size_t i = 0; i < sizeof rfc / sizeof *rfc; i++) {
        int64_t step = -1;
        if (!totp_check(rfc_secret, rfc[i].code, rfc[i].now, 0, &step))
            fail_msg("%s at %lld", rfc[i].code, (long long)rfc[i].now);
        assert_int_equal(step, rfc[i].now / 30);
    }
}

void test_totp__one_step_early_or_late_is_right_and_no_more(void)
{
    const int64_t at = 1234567890; /* the first second of its step */
    int64_t step = -1;
    assert_true(totp_check(rfc_secret, "005924", at + 59, 0, &step));
    assert_int_equal(step, at / 30);
    assert_true(totp_check(rfc_secret, "005924", at - 1, 0, &step));
    assert_true(totp_check(rfc_secret, "005924", at - 30, 0, &step));
    step = -1;
    assert_false(totp_check(rfc_secret, "005924", at + 60, 0, &step));
    assert_false(totp_check(rfc_secret, "005924", at - 31, 0, &step));
    assert_int_equal(step, -1);
}

void test_totp__a_code_is_worth_something_once(void)
{
    const int64_t at = 1234567890;
    int64_t step = 0;
    assert_true(totp_check(rfc_secret, "005924", at, 0, &step));
    assert_false(totp_check(rfc_secret, "005924", at, step, &step));
    assert_false(totp_check(rfc_secret, "005924", at + 30, step, &step));
    assert_true(totp_check(rfc_secret, "005924", at, step - 1, &step));
}

void test_totp__only_six_digits_are_a_code(void)
{
    static const char *const wrong[] = {"",       "00592",         "0059244",  "005925",
                                        "-05924", "+05924",        "0x5924",   "5924",
                                        "abcdef", "00592\xD9\xA4", "005924\n", "      "};
    int64_t step;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (totp_check(rfc_secret, wrong[i], 1234567890, 0, &step))
            fail_msg("'%s' was accepted", wrong[i]);
    assert_true(totp_check(rfc_secret, "005 924", 1234567890, 0, &step));
    assert_false(totp_check("", "005924", 1234567890, 0, &step));
    assert_false(totp_check("not base32!", "005924", 1234567890, 0, &step));
}

/* Two secrets differ, and their base32 is that of 20 bytes. */
void test_totp__secrets_are_random_and_can_be_typed(void)
{
    SCOPED_ARENA a = arena_new();
    const char *one = totp_secret(a), *two = totp_secret(a);
    assert_string_not_equal(one, two);
    assert_int_equal(strlen(one), 32);
    assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
    assert_string_equal(totp_readable(a, "ABCDEFGHIJ"), "ABCD EFGH IJ");
}

void test_totp__the_uri_escapes_whose_it_is(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(totp_uri(a, "Pont: Cymru & co", "si\xC3\xA2n+1@example.org", "ABCD"),
                        "otpauth://totp/Pont%3A%20Cymru%20%26%20co:si%C3%A2n%2B1@example.org"
                        "?secret=ABCD&issuer=Pont%3A%20Cymru%20%26%20co"
                        "&algorithm=SHA1&digits=6&period=30");
}

/* ---------------------------------------------------------------- recovery codes */

void test_recovery__a_code_is_known_however_it_is_typed(void)
{
    SCOPED_ARENA a = arena_new();
    const char *hash = recovery_hash(a, "01ab-cdef-ghjk-mnpq");
    assert_int_equal(strlen(hash), 64);
    assert_string_equal(hash, recovery_hash(a, "01ABCDEFGHJKMNPQ"));
    assert_string_equal(hash, recovery_hash(a, " oiab cdef-ghjk mnpq\n"));
    assert_string_equal(hash, recovery_hash(a, "OLAB-CDEF-GHJK-MNPQ"));
    assert_string_not_equal(hash, recovery_hash(a, "01ab-cdef-ghjk-mnpr"));
}

void test_recovery__what_cannot_be_a_code_has_no_hash(void)
{
    static const char *const wrong[] = {"",
                                        "01ab",
                                        "01ab-cdef-ghjk-mnp",
                                        "01ab-cdef-ghjk-mnpqr",
                                        "01ab-cdef-ghjk-mnp!",
                                        "01ab-cdef-ghjk-mnpu"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(recovery_hash(a, wrong[i]), "");
}

void test_recovery__codes_are_random_and_read_back(void)
{
    SCOPED_ARENA a = arena_new();
    for (int i = 0; i < 200; i++) {
        const char *code = recovery_code(a);
        assert_int_equal(strlen(code), 19);
        assert_int_equal(strlen(recovery_hash(a, code)), 64);
        assert_string_not_equal(code, recovery_code(a));
    }
}
