#include "base/text.h"
#include "core/password.h"
#include "support/test.h"

static Ctx new_cx(Arena *a)
{
    return (Ctx){.arena = a, .user = "test"};
}

void test_password__is_argon2id_at_the_stated_cost(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const char *first = NULL, *second = NULL;
    assert_true(password_hash(&cx, "gorse kettle harbour vine", &first));
    assert_true(starts_with(first, "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_true(password_hash(&cx, "gorse kettle harbour vine", &second));
    assert_string_not_equal(first, second); /* a salt of its own */
    assert_true(password_verify(first, "gorse kettle harbour vine"));
    assert_false(password_verify(first, "gorse kettle harbour vin"));
    assert_false(password_verify(first, ""));
    assert_false(password_needs_rehash(first));
}

/* Made by libsodium at another cost, with the password "an older password". */
void test_password__of_another_cost_is_verified_and_hashed_anew(void)
{
    static const char older[] = "$argon2id$v=19$m=1024,t=3,p=1$AqAM28QeW9"
                                "s73zbx7jlm3Q$LVcQ7lCt7Wd8W0hxsGVecd8dRPN92WUk0ODDTUkt8UQ";
    assert_true(password_verify(older, "an older password"));
    assert_false(password_verify(older, "an old password"));
    assert_true(password_needs_rehash(older));
}

/* The stand-in for nobody must be a whole hash of today's cost, or the answer would come at
 * once and tell that there is no such account. */
void test_password__of_nobody_is_wrong_and_costs_the_same(void)
{
    assert_false(password_needs_rehash(PASSWORD_OF_NOBODY));
    assert_false(password_verify(NULL, ""));
    assert_false(password_verify(NULL, "gorse kettle harbour vine"));
    assert_false(password_verify("", "gorse kettle harbour vine"));
    assert_false(password_verify("not a hash", "gorse kettle harbour vine"));
}

void test_password__too_long_is_refused_before_it_costs_anything(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    char *endless = arena_alloc(a, 100000);
    memset(endless, 'x', 99999);
    const char *out = NULL;
    assert_false(password_hash(&cx, endless, &out));
    assert_int_equal(cx.err.kind, ERR_INVALID);
    assert_null(out);
    assert_false(password_verify(NULL, endless));
}

/* ---------------------------------------------------------------- what may be chosen */

void test_password__may_be_any_long_phrase(void)
{
    static const char *const good[] = {
        "gorse kettle harbour vine",    "xK9#mQ2$vL7!",
        "pont y tro, llwybr y felin",   "\xC5\xB5\xC5\xB7n glas \xC5\xB4yneb \xC5\xB5y",
        "password of the green ladder", "            x yz w v",
        "annjonesgorsekettleharbour"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Ctx cx = new_cx(a);
        if (!password_acceptable(&cx, good[i], "ann.jones@example.org", "Ann Jones"))
            fail_msg("'%s': %s", good[i], cx.err.message);
    }
}

void test_password__may_not_be_short_common_or_ones_own_name(void)
{
    static const char *const bad[] = {
        "",
        "short",
        "elevenchars",                                      /* short */
        "\xC5\xB5\xC5\xB5\xC5\xB5\xC5\xB5\xC5\xB5\xC5\xB5", /* twelve bytes are six characters
                                                             */
        "password1234",
        "P@ssw0rd2026!",
        "PasswordPassword",
        "123456789012",
        "1qaz2wsx3edc",
        "1QAZ2wsx3EDC4rfv",
        "Qwertyuiop12!",
        "Welcome-2026!!",
        "correcthorsebatterystaple",
        "CymruAmByth2026",
        "OccupationalTherapy1",
        "aaaaaaaaaaaaaaaa",
        "121212121212121212",
        "Croeso123456",
        "liverpoolfc1892",
        "ann.jones@example.org",
        "ann.jones2026",
        "Ann Jones 123",
        "ANN.JONES!!!!",
        "bad\xff\xfe bytes in the middle"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Ctx cx = new_cx(a);
        if (password_acceptable(&cx, bad[i], "ann.jones@example.org", "Ann Jones"))
            fail_msg("'%s' was accepted", bad[i]);
        assert_int_equal(cx.err.kind, ERR_INVALID);
    }
}

void test_password__without_email_and_name_is_still_judged(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    assert_true(password_acceptable(&cx, "gorse kettle harbour vine", "", ""));
    assert_false(password_acceptable(&cx, "password1234", "", ""));
}
