#include "core/jose.h"
#include "core/token_test.h"
#include "support/test.h"

static const char claims_text[] = "{\"sub\":\"ann\"}";

static bool verify(Arena *a, const char *keys, const char *token, bool *unknown)
{
    Ctx cx = {.arena = a, .user = "test"};
    const JsonValue *claims = NULL;
    bool ok = jose_verify(&cx, test_json(a, keys), token, &claims, unknown);
    if (ok)
        assert_string_equal(json_member_text(claims, "sub"), "ann");
    else
        assert_true(claims == NULL && cx.err.kind == ERR_FORBIDDEN);
    return ok;
}

static const char *set_of(Arena *a, const char *key)
{
    return arena_printf(a, "{\"keys\":[%s]}", key);
}

void test_jose__the_three_allowed_signatures_are_verified(void)
{
    static const char *const algs[] = {"RS256", "PS256", "ES256"};
    SCOPED_ARENA a = arena_new();
    TestKey *rsa = test_key_rsa(2048), *ec = test_key_ec();
    bool unknown;
    for (int i = 0; i < 3; i++) {
        TestKey *k = i == 2 ? ec : rsa;
        const char *token = test_sign(a, k, algs[i], "one", claims_text);
        assert_true(
            verify(a, set_of(a, test_key_public(a, k, "one", algs[i])), token, &unknown));
        assert_true(verify(a, set_of(a, test_key_public(a, k, "one", NULL)), token, &unknown));
        /* the key is for another algorithm */
        assert_false(verify(a, set_of(a, test_key_public(a, k, "one", algs[(i + 1) % 3])),
                            token, &unknown));
    }
    free_test_key(rsa);
    free_test_key(ec);
}

void test_jose__none_and_shared_secrets_are_refused(void)
{
    static const char *const headers[] = {"{\"alg\":\"none\"}",
                                          "{\"alg\":\"None\",\"kid\":\"one\"}",
                                          "{\"alg\":\"\"}",
                                          "{}",
                                          "{\"alg\":[\"RS256\"]}",
                                          "{\"typ\":\"JWT\"}",
                                          "[]",
                                          "nonsense"};
    SCOPED_ARENA a = arena_new();
    TestKey *rsa = test_key_rsa(2048);
    const char *public = test_key_public(a, rsa, "one", NULL), *keys = set_of(a, public);
    bool unknown;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (verify(a, keys, test_unsigned(a, headers[i], claims_text), &unknown))
            fail_msg("%s was accepted", headers[i]);
    /* the public key, which everybody has, used as if it were a shared secret */
    assert_false(verify(a, keys, test_sign_hs256(a, public, "one", claims_text), &unknown));
    assert_false(verify(a, set_of(a, "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"one\"}"),
                        test_sign_hs256(a, "secret", "one", claims_text), &unknown));
    free_test_key(rsa);
}

/* Every byte counts: changed anywhere, the token is refused. */
void test_jose__a_tampered_token_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    TestKey *rsa = test_key_rsa(2048), *other = test_key_rsa(2048);
    const char *keys = set_of(a, test_key_public(a, rsa, "one", NULL));
    const char *token = test_sign(a, rsa, "RS256", "one", claims_text);
    bool unknown;
    assert_true(verify(a, keys, token, &unknown));
    for (size_t i = 0; token[i + 1]; i++) { /* the last character has bits that say nothing */
        char *bent = arena_strdup(a, token);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        if (verify(a, keys, bent, &unknown))
            fail_msg("byte %zu may be changed", i);
    }
    assert_false(verify(a, keys, arena_strndup(a, token, strlen(token) - 4), &unknown));
    assert_false(verify(a, keys, arena_printf(a, "%s.%s", token, "e30"), &unknown));
    assert_false(verify(a, keys, test_sign(a, other, "RS256", "one", claims_text), &unknown));
    assert_false(unknown); /* the name is known, the signature is wrong */
    free_test_key(rsa);
    free_test_key(other);
}

void test_jose__a_key_that_is_not_in_the_set_is_said_to_be_unknown(void)
{
    SCOPED_ARENA a = arena_new();
    TestKey *rsa = test_key_rsa(2048), *other = test_key_rsa(2048);
    const char *keys = set_of(a, test_key_public(a, rsa, "one", NULL));
    bool unknown;
    assert_false(verify(a, keys, test_sign(a, other, "RS256", "two", claims_text), &unknown));
    assert_true(unknown);
    /* without a name every key of the set is tried */
    assert_true(verify(a, keys, test_sign(a, rsa, "RS256", NULL, claims_text), &unknown));
    assert_false(verify(a, keys, test_sign(a, other, "RS256", NULL, claims_text), &unknown));
    assert_true(unknown);
    assert_false(verify(a, "{}", test_sign(a, rsa, "RS256", "one", claims_text), &unknown));
    assert_false(verify(a, "{\"keys\":[1,{},null]}",
                        test_sign(a, rsa, "RS256", "one", claims_text), &unknown));
    free_test_key(rsa);
    free_test_key(other);
}

void test_jose__short_keys_are_refused(void)
{
    SCOPED_ARENA a = arena_new();
    TestKey *rsa = test_key_rsa(1024);
    bool unknown;
    assert_false(verify(a, set_of(a, test_key_public(a, rsa, "one", NULL)),
                        test_sign(a, rsa, "RS256", "one", claims_text), &unknown));
    free_test_key(rsa);
}

void test_jose__what_is_no_token_is_refused(void)
{
    static const char *const texts[] = {"",
                                        ".",
                                        "..",
                                        "...",
                                        "a.b.c",
                                        "e30.e30.",
                                        "A.A.A",
                                        "e30A0.e30.e30",
                                        "e30.e30A0.e30",
                                        "e30.e30.e30A0",
                                        "e30.e30.e30.e30",
                                        "\xff.\xfe.x"};
    SCOPED_ARENA a = arena_new();
    bool unknown;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(verify(a, "{\"keys\":[]}", texts[i], &unknown));
    /* nor may a key that is none harm anybody */
    assert_false(
        verify(a, "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAA\",\"y\":\"A\"}]}",
               "eyJhbGciOiJFUzI1NiJ9.e30.e30", &unknown));
    char *endless = arena_alloc(a, JOSE_LONGEST + 2);
    memset(endless, 'A', JOSE_LONGEST + 1);
    assert_false(verify(a, "{\"keys\":[]}", endless, &unknown));
}

/* A verified token must still hold an object, and no extension that is not understood. */
void test_jose__a_signed_text_that_is_no_object_is_refused(void)
{
    static const char *const texts[] = {"", "[]", "1", "{", "\"ann\"", "{\"sub\":\"\\u0000\"}"};
    SCOPED_ARENA a = arena_new();
    TestKey *ec = test_key_ec();
    const char *keys = set_of(a, test_key_public(a, ec, "one", NULL));
    bool unknown;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(verify(a, keys, test_sign(a, ec, "ES256", "one", texts[i]), &unknown));
    free_test_key(ec);
}
