#include "core/oidc_token.h"
#include "core/secret.h"
#include "core/token_test.h"
#include "support/test.h"

enum { NOW = 1800000000 };
static const OidcProvider provider = {.issuer = "https://id.example.org",
                                      .client_id = "pont",
                                      .groups_claim = "groups",
                                      .leeway = 60};
static const OidcAttempt attempt = {.nonce = "n-1", .started = NOW - 30};
static const OidcAttempt attempt_again = {.nonce = "n-1", .started = NOW - 30, .again = true};

/* The claims of a good token, with `change` put in: members that end the object win. */
static bool check(Arena *a, const OidcAttempt *t, const char *change, const char *access_token,
                  OidcClaims *out)
{
    Ctx cx = {.arena = a, .user = "test"};
    const char *text =
        arena_printf(a,
                     "{\"iss\":\"https://"
                     "id.example.org\",\"aud\":\"pont\",\"sub\":\"ann\",\"nonce\":\"n-1\","
                     "\"iat\":%d,\"exp\":%d%s}",
                     NOW - 5, NOW + 300, change);
    *out = (OidcClaims){0};
    bool ok =
        oidc_check_id_token(&cx, &provider, t, test_json(a, text), access_token, NOW, out);
    assert_true(ok || (cx.err.kind == ERR_FORBIDDEN && !out->subject));
    return ok;
}

void test_oidc_token__a_good_one_says_who_it_is(void)
{
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    assert_true(check(a, &attempt, "", NULL, &c));
    assert_string_equal(c.subject, "ann");
    assert_string_equal(c.email, "");
    assert_false(c.email_verified);
    assert_true(check(a, &attempt,
                      ",\"email\":\"ann@example.org\",\"email_verified\":true,"
                      "\"name\":\"Ann Jones\",\"sid\":\"s-1\",\"auth_time\":1799999990,"
                      "\"groups\":[\"leads\",7,\"\",\"readers\"]",
                      NULL, &c));
    assert_string_equal(c.email, "ann@example.org");
    assert_true(c.email_verified);
    assert_string_equal(c.name, "Ann Jones");
    assert_string_equal(c.session, "s-1");
    assert_int_equal(c.auth_time, 1799999990);
    assert_int_equal(c.n_groups, 2);
    assert_string_equal(c.groups[1], "readers");
}

/* What must be believed beside the plain case. */
void test_oidc_token__legal_variants_are_accepted(void)
{
    static const char *const good[] = {
        ",\"aud\":[\"pont\"]",
        ",\"aud\":[\"other\",\"pont\"],\"azp\":\"pont\"",
        ",\"azp\":\"pont\"",
        ",\"nbf\":1800000050", /* within the leeway */
        ",\"exp\":1799999950", /* expired less than the leeway ago */
        ",\"iat\":1800000059",
        ",\"exp\":1800000300.5",
        ",\"iss\":\"https://id.example.org\"",
    };
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!check(a, &attempt, good[i], NULL, &c))
            fail_msg("%s was refused", good[i]);
}

void test_oidc_token__each_wrong_claim_is_refused(void)
{
    static const char *const bad[] = {
        ",\"aud\":\"other\"", /* for another client */
        ",\"aud\":[\"other\"]",
        ",\"aud\":[]",
        ",\"aud\":null",
        ",\"aud\":[\"pont\",7]",
        ",\"aud\":{\"0\":\"pont\"}",
        ",\"aud\":[\"pont\",\"other\"]", /* and does not say to whom it was given */
        ",\"aud\":[\"pont\",\"other\"],\"azp\":\"other\"",
        ",\"azp\":\"other\"",
        ",\"azp\":null",
        ",\"iss\":\"https://id.example.org/\"", /* nearly right is wrong */
        ",\"iss\":\"https://evil.example.org\"",
        ",\"iss\":[\"https://id.example.org\"]",
        ",\"iss\":null",
        ",\"nonce\":\"n-2\"",
        ",\"nonce\":null",
        ",\"nonce\":\"\"",
        ",\"exp\":1799999940", /* expired by the whole leeway */
        ",\"exp\":null",
        ",\"exp\":\"1800000300\"", /* a text is no time */
        ",\"exp\":1e300",
        ",\"iat\":1800000061", /* from the future */
        ",\"iat\":null",
        ",\"nbf\":1800000061",
        ",\"nbf\":\"soon\"",
        ",\"sub\":\"\"",
        ",\"sub\":null",
        ",\"sub\":7",
    };
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (check(a, &attempt, bad[i], NULL, &c))
            fail_msg("%s was accepted", bad[i]);
}

void test_oidc_token__an_attempt_without_nonce_accepts_nothing(void)
{
    static const OidcAttempt empty = {.nonce = ""};
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    assert_false(check(a, &empty, ",\"nonce\":\"\"", NULL, &c));
}

/* OpenID Connect Core 3.1.3.6 in the example of its appendix A.3. */
void test_oidc_token__the_access_token_belongs_to_it(void)
{
    static const char access[] = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    assert_true(check(a, &attempt, ",\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"", access, &c));
    assert_false(check(a, &attempt, ",\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RR\"", access, &c));
    assert_false(check(a, &attempt, ",\"at_hash\":\"\"", access, &c));
    assert_false(check(a, &attempt, ",\"at_hash\":7", access, &c));
}

void test_oidc_token__signing_in_again_must_have_happened(void)
{
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    assert_true(check(a, &attempt_again, ",\"auth_time\":1799999980", NULL, &c));
    assert_false(check(a, &attempt_again, ",\"auth_time\":1799999909", NULL, &c));
    assert_false(check(a, &attempt_again, "", NULL, &c));
    assert_true(check(a, &attempt, ",\"auth_time\":1700000000", NULL, &c));
}

void test_oidc_token__an_email_counts_only_when_said_to_be_verified(void)
{
    static const struct {
        const char *claim;
        bool verified;
    } cases[] = {{"", false},
                 {",\"email_verified\":true", true},
                 {",\"email_verified\":\"true\"", true},
                 {",\"email_verified\":false", false},
                 {",\"email_verified\":\"false\"", false},
                 {",\"email_verified\":1", false},
                 {",\"email_verified\":null", false}};
    SCOPED_ARENA a = arena_new();
    OidcClaims c;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *change = arena_printf(a, ",\"email\":\"a@b.org\"%s", cases[i].claim);
        assert_true(check(a, &attempt, change, NULL, &c));
        assert_int_equal(c.email_verified, cases[i].verified);
    }
    assert_true(check(a, &attempt, ",\"email_verified\":true", NULL, &c));
    assert_false(c.email_verified); /* of no address */
}

/* ---------------------------------------------------------------- logout tokens */

#define EVENT "\"http://schemas.openid.net/event/backchannel-logout\""

static bool check_logout(Arena *a, const char *change)
{
    Ctx cx = {.arena = a, .user = "test"};
    const char *id = NULL,
               *text = arena_printf(
                   a,
                   "{\"iss\":\"https://"
                   "id.example.org\",\"aud\":\"pont\",\"sub\":\"ann\",\"sid\":\"s-1\","
                   "\"jti\":\"t-1\",\"iat\":%d,\"events\":{" EVENT ":{}}%s}",
                   NOW - 5, change);
    OidcLogout o = {0};
    int64_t until = 0;
    bool ok = oidc_check_logout_token(&cx, &provider, test_json(a, text), NOW, &o, &id, &until);
    assert_int_equal(ok, o.subject != NULL);
    assert_true(!ok || (same(id, "t-1") && until > NOW));
    return ok;
}

void test_oidc_logout__a_good_one_says_who_leaves(void)
{
    static const char *const good[] = {"", ",\"sid\":null", ",\"sub\":null",
                                       ",\"exp\":1800000100"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!check_logout(a, good[i]))
            fail_msg("%s was refused", good[i]);
}

void test_oidc_logout__each_wrong_claim_is_refused(void)
{
    static const char *const bad[] = {
        ",\"iss\":\"https://evil.example.org\"",
        ",\"aud\":\"other\"",
        ",\"nonce\":\"n-1\"", /* an ID token is no logout token */
        ",\"events\":{}",
        ",\"events\":{" EVENT ":1}",
        ",\"events\":[" EVENT "]",
        ",\"events\":" EVENT,
        ",\"sid\":null,\"sub\":null",
        ",\"jti\":null",
        ",\"iat\":1799999600", /* too old */
        ",\"iat\":1800000100",
        ",\"iat\":null",
        ",\"exp\":1799999000",
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (check_logout(a, bad[i]))
            fail_msg("%s was accepted", bad[i]);
}
