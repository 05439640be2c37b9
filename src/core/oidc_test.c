#include "base/embedded.h"
#include "core/http_client.h"
#include "core/module.h"
#include "core/oidc.h"
#include "core/secret.h"
#include "core/token_test.h"
#include "db/db.h"
#include "support/test.h"
#include <time.h>

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;
static const App no_modules = {0};

/* A provider on this machine with one key, a database, and Pont as its client. */
typedef struct World {
    Ctx cx;
    FakeProvider *fake;
    TestKey *key;
    OidcProvider provider;
} World;

static void publish_keys(World *w, const char *keys)
{
    fake_answer(w->fake, "/keys", 200, arena_printf(w->cx.arena, "{\"keys\":[%s]}", keys));
}

static void publish(World *w, const char *issuer, const char *more)
{
    const char *at = fake_issuer(w->fake);
    fake_answer(w->fake, "/.well-known/openid-configuration", 200,
                arena_printf(w->cx.arena,
                             "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\","
                             "\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/keys\","
                             "\"userinfo_endpoint\":\"%s/userinfo\","
                             "\"end_session_endpoint\":\"%s/end?x=1\"%s}",
                             issuer, at, at, at, at, at, more));
}

static World new_world(void)
{
    static const char *const names[] = {"core"};
    World w = {.cx = {.arena = arena_new(), .user = "test", .app = &no_modules}};
    assert_true(db_open(&w.cx.err, ":memory:", false, &w.cx.db));
    assert_true(db_migrate(&w.cx, names, 1, embedded_schema, embedded_schema_count));
    w.fake = fake_start();
    w.key = test_key_ec();
    w.provider = (OidcProvider){.issuer = fake_issuer(w.fake),
                                .client_id = "pont",
                                .client_secret = "a secret: 50%",
                                .scopes = "openid email",
                                .groups_claim = "groups",
                                .redirect_uri = "https://pont.example.org/back",
                                .leeway = 60};
    publish(&w, w.provider.issuer, "");
    publish_keys(&w, test_key_public(w.cx.arena, w.key, "one", "ES256"));
    return w;
}

static void end_world(World *w)
{
    fake_stop(w->fake);
    free_test_key(w->key);
    db_close(w->cx.db);
    arena_free(w->cx.arena);
}

/* The provider will answer the code with a token for this attempt. */
static void grant(World *w, TestKey *key, const char *kid, const char *nonce, const char *more)
{
    long now = (long)time(NULL);
    const char *claims = arena_printf(w->cx.arena,
                                      "{\"iss\":\"%s\",\"aud\":\"pont\",\"sub\":\"ann\","
                                      "\"nonce\":\"%s\",\"iat\":%ld,\"exp\":%ld%s}",
                                      w->provider.issuer, nonce, now, now + 300, more);
    fake_answer(w->fake, "/token", 200,
                arena_printf(w->cx.arena,
                             "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\","
                             "\"id_token\":\"%s\"}",
                             test_sign(w->cx.arena, key, "ES256", kid, claims)));
}

static const char all_claims[] = ",\"email\":\"ann@example.org\",\"email_verified\":true,"
                                 "\"name\":\"Ann\",\"groups\":[\"leads\"],\"sid\":\"s-1\"";

static void assert_fails(World *w, bool ok, ErrKind kind, const char *says)
{
    assert_false(ok);
    if (w->cx.err.kind != kind || !strstr(w->cx.err.message, says))
        fail_msg("not '%s' but: %s", says, w->cx.err.message);
    err_clear(&w->cx.err);
}

void test_oidc__a_sign_in_goes_there_and_comes_back(void)
{
    World w = new_world();
    OidcAttempt t;
    OidcClaims c;
    assert_true(oidc_start(&w.cx, &w.provider, false, &t));
    unsigned char hash[SECRET_SHA256_BYTES];
    secret_sha256(t.verifier, strlen(t.verifier), hash);
    assert_string_equal(
        t.url, arena_printf(w.cx.arena,
                            "%s/auth?response_type=code&client_id=pont"
                            "&redirect_uri=https%%3A%%2F%%2Fpont.example.org%%2Fback"
                            "&scope=openid%%20email&state=%s&nonce=%s&code_challenge=%s"
                            "&code_challenge_method=S256&ui_locales=en",
                            w.provider.issuer, t.state, t.nonce,
                            base64url(w.cx.arena, hash, sizeof hash)));
    grant(&w, w.key, "one", t.nonce, all_claims);
    assert_true(oidc_finish(&w.cx, &w.provider, &t, "c&de", t.state, &c));
    assert_string_equal(c.subject, "ann");
    assert_string_equal(c.email, "ann@example.org");
    assert_true(c.email_verified);
    assert_string_equal(c.session, "s-1");
    assert_string_equal(c.groups[0], "leads");
    assert_int_equal(fake_asked(w.fake, "/userinfo"), 0); /* the token said it all */
    const char *sent = fake_last(w.fake, "/token");
    assert_true(starts_with(sent, "POST /token "));
    assert_non_null(strstr(sent, "grant_type=authorization_code&code=c%26de&redirect_uri="));
    assert_non_null(strstr(sent, t.verifier));
    /* pont:a%20secret%3A%2050%25 */
    assert_non_null(strstr(sent, "Authorization: Basic cG9udDphJTIwc2VjcmV0JTNBJTIwNTAlMjU="));
    assert_null(strstr(sent, "client_secret"));
    end_world(&w);
}

void test_oidc__a_sign_in_from_another_browser_is_refused_unasked(void)
{
    World w = new_world();
    OidcAttempt t, empty = {.state = "", .nonce = "", .verifier = ""};
    OidcClaims c;
    assert_true(oidc_start(&w.cx, &w.provider, false, &t));
    grant(&w, w.key, "one", t.nonce, all_claims);
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", "forged", &c), ERR_FORBIDDEN,
                 "not started in this browser");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", "", &c), ERR_FORBIDDEN,
                 "not started in this browser");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &empty, "code", "", &c), ERR_FORBIDDEN,
                 "not started in this browser");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "", t.state, &c), ERR_FORBIDDEN,
                 "not started in this browser");
    assert_int_equal(fake_asked(w.fake, "/token"), 0);
    end_world(&w);
}

void test_oidc__a_token_for_another_question_is_refused(void)
{
    World w = new_world();
    OidcAttempt t;
    OidcClaims c;
    assert_true(oidc_start(&w.cx, &w.provider, false, &t));
    grant(&w, w.key, "one", "of-somebody-else", all_claims);
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c), ERR_FORBIDDEN,
                 "nonce");
    fake_answer(w.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c), ERR_FORBIDDEN,
                 "invalid_grant");
    fake_answer(w.fake, "/token", 200, "no JSON");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c), ERR_FORBIDDEN,
                 "no reason given");
    fake_answer(w.fake, "/token", 302, "{}");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c), ERR_FORBIDDEN,
                 "no reason given");
    end_world(&w);
}

void test_oidc__the_secret_goes_where_the_provider_takes_it(void)
{
    World w = new_world();
    OidcAttempt t;
    OidcClaims c;
    publish(&w, w.provider.issuer,
            ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]");
    assert_true(oidc_start(&w.cx, &w.provider, false, &t));
    grant(&w, w.key, "one", t.nonce, all_claims);
    assert_true(oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c));
    assert_non_null(strstr(fake_last(w.fake, "/token"),
                           "&client_id=pont&client_secret=a%20secret%3A%2050%25"));
    assert_null(strstr(fake_last(w.fake, "/token"), "Authorization:"));
    w.provider.client_secret = ""; /* a public client */
    assert_true(oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c));
    assert_non_null(strstr(fake_last(w.fake, "/token"), "&client_id=pont"));
    assert_null(strstr(fake_last(w.fake, "/token"), "client_secret"));
    end_world(&w);
}

void test_oidc__what_the_token_leaves_out_is_asked_for(void)
{
    World w = new_world();
    OidcAttempt t;
    OidcClaims c;
    assert_true(oidc_start(&w.cx, &w.provider, false, &t));
    grant(&w, w.key, "one", t.nonce, "");
    fake_answer(w.fake, "/userinfo", 200,
                "{\"sub\":\"ann\",\"email\":\"ann@example.org\",\"email_verified\":true}");
    assert_true(oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c));
    assert_string_equal(c.email, "ann@example.org");
    assert_non_null(strstr(fake_last(w.fake, "/userinfo"), "Authorization: Bearer access-1"));
    fake_answer(w.fake, "/userinfo", 200, "{\"sub\":\"ben\",\"email\":\"ben@example.org\"}");
    assert_fails(&w, oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c), ERR_FORBIDDEN,
                 "somebody else");
    end_world(&w);
}

/* ---------------------------------------------------------------- what is published */

void test_oidc__the_issuer_is_exactly_the_one_that_was_set(void)
{
    World w = new_world();
    OidcAttempt t;
    publish(&w, "https://other.example.org", "");
    assert_fails(&w, oidc_start(&w.cx, &w.provider, false, &t), ERR_FORBIDDEN, "calls itself");
    publish(&w, arena_printf(w.cx.arena, "%s/", w.provider.issuer), "");
    assert_fails(&w, oidc_start(&w.cx, &w.provider, false, &t), ERR_FORBIDDEN, "calls itself");
    publish(&w, w.provider.issuer, ",\"token_endpoint\":\"http://other.example.org/token\"");
    assert_fails(&w, oidc_start(&w.cx, &w.provider, false, &t), ERR_FORBIDDEN, "no https");
    fake_answer(w.fake, "/.well-known/openid-configuration", 302, "{}");
    assert_fails(&w, oidc_start(&w.cx, &w.provider, false, &t), ERR_IO, "302");
    end_world(&w);
}

void test_oidc__what_is_published_is_asked_for_once(void)
{
    World w = new_world();
    OidcAttempt t;
    OidcClaims c;
    for (int i = 0; i < 3; i++) {
        assert_true(oidc_start(&w.cx, &w.provider, false, &t));
        grant(&w, w.key, "one", t.nonce, all_claims);
        assert_true(oidc_finish(&w.cx, &w.provider, &t, "code", t.state, &c));
    }
    assert_int_equal(fake_asked(w.fake, "/.well-known/openid-configuration"), 1);
    assert_int_equal(fake_asked(w.fake, "/keys"), 1);
    /* a day later it is asked for anew, and an hour later the keys */
    const JsonValue *d;
    assert_true(oidc_discovery(&w.cx, &w.provider, time(NULL) + 86401, &d));
    assert_int_equal(fake_asked(w.fake, "/.well-known/openid-configuration"), 2);
    end_world(&w);
}

/* The provider takes a new key into use; Pont has the old set and asks again, but not for ever.
 */
void test_oidc__a_new_key_of_the_provider_is_found(void)
{
    World w = new_world();
    const JsonValue *claims;
    TestKey *next = test_key_ec(), *forger = test_key_ec();
    Arena *a = w.cx.arena;
    int64_t now = 1800000000;
    const char *old_token = test_sign(a, w.key, "ES256", "one", "{\"sub\":\"old\"}");
    const char *new_token = test_sign(a, next, "ES256", "two", "{\"sub\":\"new\"}");
    assert_true(oidc_verify(&w.cx, &w.provider, old_token, now, &claims));
    publish_keys(&w, arena_printf(a, "%s,%s", test_key_public(a, w.key, "one", NULL),
                                  test_key_public(a, next, "two", NULL)));
    /* within half a minute it is not asked again, whoever sends what */
    assert_fails(&w, oidc_verify(&w.cx, &w.provider, new_token, now + 29, &claims),
                 ERR_FORBIDDEN, "not known");
    assert_int_equal(fake_asked(w.fake, "/keys"), 1);
    assert_true(oidc_verify(&w.cx, &w.provider, new_token, now + 31, &claims));
    assert_string_equal(json_member_text(claims, "sub"), "new");
    assert_true(oidc_verify(&w.cx, &w.provider, old_token, now + 32, &claims));
    assert_int_equal(fake_asked(w.fake, "/keys"), 2);
    for (int i = 0; i < 5; i++)
        assert_fails(&w,
                     oidc_verify(&w.cx, &w.provider,
                                 test_sign(a, forger, "ES256", "three", "{}"), now + 33 + i,
                                 &claims),
                     ERR_FORBIDDEN, "not known");
    assert_int_equal(fake_asked(w.fake, "/keys"), 2);
    /* the old key is withdrawn: an hour later at most it counts no more */
    publish_keys(&w, test_key_public(a, next, "two", NULL));
    assert_fails(&w, oidc_verify(&w.cx, &w.provider, old_token, now + 3700, &claims),
                 ERR_FORBIDDEN, "not known");
    free_test_key(next);
    free_test_key(forger);
    end_world(&w);
}

/* ---------------------------------------------------------------- the end */

void test_oidc__signing_out_there_names_the_session(void)
{
    World w = new_world();
    const char *url = NULL;
    assert_true(
        oidc_logout_url(&w.cx, &w.provider, "t.o.k", "https://pont.example.org/", &url));
    assert_string_equal(url, arena_printf(w.cx.arena,
                                          "%s/end?x=1&id_token_hint=t.o.k&client_id=pont"
                                          "&post_logout_redirect_uri="
                                          "https%%3A%%2F%%2Fpont.example.org%%2F",
                                          w.provider.issuer));
    end_world(&w);
}

void test_oidc__a_logout_token_works_once(void)
{
    World w = new_world();
    OidcLogout o = {0};
    const char *token = test_sign(
        w.cx.arena, w.key, "ES256", "one",
        arena_printf(w.cx.arena,
                     "{\"iss\":\"%s\",\"aud\":\"pont\",\"sid\":\"s-1\",\"jti\":\"j-1\","
                     "\"iat\":%ld,\"events\":"
                     "{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
                     w.provider.issuer, (long)time(NULL)));
    assert_true(oidc_logout_token(&w.cx, &w.provider, token, &o));
    assert_string_equal(o.session, "s-1");
    assert_fails(&w, oidc_logout_token(&w.cx, &w.provider, token, &o), ERR_FORBIDDEN,
                 "used before");
    assert_fails(&w, oidc_logout_token(&w.cx, &w.provider, "nonsense", &o), ERR_FORBIDDEN,
                 "not a signed token");
    end_world(&w);
}

/* ---------------------------------------------------------------- settings */

void test_oidc__roles_are_read_from_one_line(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .user = "test", .app = &no_modules};
    OidcProvider p = {0};
    assert_true(
        oidc_read_roles(&cx, " leads = lead @ powys ;CN=OT,OU=a@b=reader@gwynedd;", &p));
    assert_int_equal(p.n_roles, 2);
    assert_string_equal(p.roles[0].group, "leads");
    assert_string_equal(p.roles[0].role, "lead");
    assert_string_equal(p.roles[0].organisation, "powys");
    assert_string_equal(p.roles[1].group, "CN=OT,OU=a@b");
    assert_string_equal(p.roles[1].role, "reader");
    assert_true(oidc_read_roles(&cx, "", &p));
    assert_int_equal(p.n_roles, 0);
    static const char *const bad[] = {"leads",       "leads=lead",   "leads@powys",
                                      "=lead@powys", "leads=@powys", "leads=lead@"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(oidc_read_roles(&cx, bad[i], &p));
        assert_int_equal(cx.err.kind, ERR_USAGE);
        err_clear(&cx.err);
    }
}

void test_oidc__settings_that_cannot_work_are_refused(void)
{
    static Pair items[3];
    App app = {.overrides = {.items = items}};
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .user = "test", .app = &app};
    OidcProvider p;
    assert_true(oidc_provider(&cx, "https://pont.example.org/back", &p));
    assert_string_equal(p.issuer, ""); /* not configured is no error */
    assert_int_equal(p.leeway, 60);
    app.overrides.n = 1;
    items[0] = (Pair){.name = "oidc.issuer", .value = "https://id.example.org"};
    assert_false(oidc_provider(&cx, "", &p)); /* who is Pont there? */
    err_clear(&cx.err);
    app.overrides.n = 2;
    items[1] = (Pair){.name = "oidc.client_id", .value = "pont"};
    assert_true(oidc_provider(&cx, "", &p));
    items[0].value = "http://id.example.org";
    assert_false(oidc_provider(&cx, "", &p));
    err_clear(&cx.err);
    items[0].value = "http://localhost:4593/api/oidc";
    assert_true(oidc_provider(&cx, "", &p));
    app.overrides.n = 3;
    items[2] = (Pair){.name = "oidc.leeway_seconds", .value = "100000"};
    assert_false(oidc_provider(&cx, "", &p));
}

/* ---------------------------------------------------------------- the client */

void test_http_client__goes_over_tls_or_stays_on_this_machine(void)
{
    static const char *const safe[] = {
        "https://id.example.org", "https://id.example.org:8443/a?b", "http://127.0.0.1:80/x",
        "http://localhost/", "http://[::1]:8080/"};
    static const char *const unsafe[] = {"",
                                         "http://id.example.org",
                                         "ftp://id.example.org",
                                         "file:///etc/passwd",
                                         "https://",
                                         "http://localhost@id.example.org/",
                                         "http://127.0.0.1.example.org/",
                                         "http://localhost.example.org",
                                         "http://127.0.0.1\\@id.example.org/",
                                         "https://a b/",
                                         "https://a/\r\nX: y",
                                         "http://[::1].example.org/",
                                         "id.example.org",
                                         "//localhost/"};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (!http_url_safe(safe[i]))
            fail_msg("%s was refused", safe[i]);
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        if (http_url_safe(unsafe[i]))
            fail_msg("%s was accepted", unsafe[i]);
}

void test_http_client__follows_nobody_and_reads_no_more_than_it_should(void)
{
    World w = new_world();
    HttpAsk ask = {.url = arena_printf(w.cx.arena, "%s/big", w.provider.issuer)};
    HttpAnswer answer;
    fake_answer(w.fake, "/big", 302, "moved");
    assert_true(http_fetch(&w.cx, &ask, &answer));
    assert_int_equal(answer.status, 302);
    assert_string_equal(answer.body.data, "moved");
    char *big = arena_alloc(w.cx.arena, HTTP_MOST_BYTES + 2);
    memset(big, 'x', HTTP_MOST_BYTES + 1);
    fake_answer(w.fake, "/big", 200, big);
    assert_fails(&w, http_fetch(&w.cx, &ask, &answer), ERR_TOO_LARGE, "larger than");
    ask.url = "http://127.0.0.1:1/";
    assert_fails(&w, http_fetch(&w.cx, &ask, &answer), ERR_IO, "127.0.0.1 did not answer");
    end_world(&w);
}
