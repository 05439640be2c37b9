/* The sign-in from end to end with a real identity provider, which tests/oidc/provider.sh
 * starts; without one these tests are skipped, and `tests/run_all.sh BUILD oidc` runs them. */
#include "base/embedded.h"
#include "core/module.h"
#include "core/oidc_token.h"
#include "db/db.h"
#include "support/test.h"
#include <time.h>

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;
static const App no_modules = {0};

typedef struct Walk {
    Ctx cx;
    OidcProvider provider;
} Walk;

static Walk new_walk(void)
{
    static const char *const names[] = {"core"};
    const char *issuer = getenv("PONT_TEST_OIDC_ISSUER"),
               *login = getenv("PONT_TEST_OIDC_LOGIN");
    if (!issuer || !login)
        skip();
    Walk w = {.cx = {.arena = arena_new(), .user = "test", .app = &no_modules}};
    assert_true(db_open(&w.cx.err, ":memory:", false, &w.cx.db));
    assert_true(db_migrate(&w.cx, names, 1, embedded_schema, embedded_schema_count));
    w.provider = (OidcProvider){
        .issuer = issuer,
        .client_id = "pont",
        .client_secret = "the-secret-of-pont",
        .scopes = "openid",
        .groups_claim = "groups",
        .redirect_uri = arena_printf(w.cx.arena, "%.*s/back", (int)strlen(login) - 4, login),
        .leeway = 60};
    return w;
}

static void end_walk(Walk *w)
{
    db_close(w->cx.db);
    arena_free(w->cx.arena);
}

/* The value of a parameter of the address that the browser was sent back to. */
static const char *parameter(Arena *a, const char *url, const char *name)
{
    const char *at = strstr(url, arena_printf(a, "?%s=", name));
    if (!at)
        at = strstr(url, arena_printf(a, "&%s=", name));
    if (!at)
        return "";
    at += strlen(name) + 2;
    return arena_strndup(a, at, strcspn(at, "&#\n"));
}

static const char *follow(Walk *w, const char *url)
{
    char back[2048] = "";
    FILE *browser = popen(arena_printf(w->cx.arena, "tests/oidc/browser.sh '%s'", url), "r");
    assert_non_null(browser);
    if (!fgets(back, sizeof back, browser))
        back[0] = '\0';
    assert_int_equal(pclose(browser), 0);
    return arena_strdup(w->cx.arena, back);
}

static bool sign_in(Walk *w, bool again, OidcAttempt *t, OidcClaims *c)
{
    if (!oidc_start(&w->cx, &w->provider, again, t))
        return false;
    const char *back = follow(w, t->url);
    assert_true(starts_with(back, w->provider.redirect_uri));
    return oidc_finish(&w->cx, &w->provider, t, parameter(w->cx.arena, back, "code"),
                       parameter(w->cx.arena, back, "state"), c);
}

#define assert_good(w, ok)                                                                     \
    do {                                                                                       \
        if (!(ok))                                                                             \
            fail_msg("%s", (w).cx.err.message);                                                \
    } while (0)

void test_oidc_walk__ann_signs_in(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    assert_good(w, sign_in(&w, false, &t, &c));
    assert_true(*c.subject);
    assert_string_equal(c.email, "ann@example.org");
    assert_string_equal(c.name, "Ann Jones");
    assert_int_equal(c.n_groups, 2);
    assert_string_equal(c.groups[0], "leads");
    assert_string_equal(c.groups[1], "readers");
    const char *first = c.subject, *url = NULL;
    assert_good(w, sign_in(&w, false, &t, &c));
    assert_string_equal(c.subject, first); /* the same person is the same subject */
    assert_good(w,
                oidc_logout_url(&w.cx, &w.provider, c.id_token, w.provider.redirect_uri, &url));
    assert_non_null(strstr(url, "/end_session?id_token_hint="));
    end_walk(&w);
}

/* This provider looks for the time of the sign-in in the wrong place and says 0 (1970): Pont
 * does not take its word that the person signed in again. core/oidc_token_test.c has the good
 * case. */
void test_oidc_walk__a_fresh_sign_in_must_be_proved(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    assert_false(sign_in(&w, true, &t, &c));
    assert_non_null(strstr(w.cx.err.message, "was to sign in again and did not"));
    assert_non_null(strstr(t.url, "&prompt=login&max_age=1"));
    end_walk(&w);
}

/* The provider itself refuses a code that was used, and a verifier that is not the one. */
void test_oidc_walk__a_code_is_for_one_use_by_one_browser(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    assert_good(w, oidc_start(&w.cx, &w.provider, false, &t));
    const char *code = parameter(w.cx.arena, follow(&w, t.url), "code");
    OidcAttempt other = t;
    other.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_false(oidc_finish(&w.cx, &w.provider, &other, code, t.state, &c));
    assert_int_equal(w.cx.err.kind, ERR_FORBIDDEN);
    err_clear(&w.cx.err);
    code = parameter(w.cx.arena, follow(&w, t.url), "code");
    assert_good(w, oidc_finish(&w.cx, &w.provider, &t, code, t.state, &c));
    assert_false(oidc_finish(&w.cx, &w.provider, &t, code, t.state, &c));
    assert_int_equal(w.cx.err.kind, ERR_FORBIDDEN);
    end_walk(&w);
}

void test_oidc_walk__a_wrong_secret_gets_nothing(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    w.provider.client_secret = "guessed";
    assert_false(sign_in(&w, false, &t, &c));
    assert_int_equal(w.cx.err.kind, ERR_FORBIDDEN);
    end_walk(&w);
}

/* A token of the provider for this client, read by another client or with another nonce. */
void test_oidc_walk__its_token_is_for_pont_alone(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    const JsonValue *claims = NULL;
    int64_t now = (int64_t)time(NULL);
    assert_good(w, sign_in(&w, false, &t, &c));
    assert_good(w, oidc_verify(&w.cx, &w.provider, c.id_token, now, &claims));
    OidcProvider other = w.provider;
    other.client_id = "another";
    assert_false(oidc_check_id_token(&w.cx, &other, &t, claims, NULL, now, &c));
    err_clear(&w.cx.err);
    t.nonce = "another";
    assert_false(oidc_check_id_token(&w.cx, &w.provider, &t, claims, NULL, now, &c));
    end_walk(&w);
}

/* The last one, because the provider has another key from then on. */
void test_oidc_walk__z_a_new_key_is_found(void)
{
    Walk w = new_walk();
    OidcAttempt t;
    OidcClaims c;
    const JsonValue *claims = NULL;
    const char *dir = getenv("PONT_TEST_OIDC_DIR");
    assert_non_null(dir);
    assert_good(w, sign_in(&w, false, &t, &c));
    const char *old_token = c.id_token;
    assert_int_equal(
        system(arena_printf(w.cx.arena, "tests/oidc/provider.sh rotate '%s'", dir)), 0);
    /* the keys were asked for just now, and are not asked for again within half a minute */
    assert_false(sign_in(&w, false, &t, &c));
    assert_non_null(strstr(w.cx.err.message, "key is not known"));
    err_clear(&w.cx.err);
    assert_true(db_run(&w.cx, "UPDATE oidc_published SET keys_at = keys_at - 31", NO_ARGS));
    assert_good(w, sign_in(&w, false, &t, &c));
    assert_string_equal(c.email, "ann@example.org");
    assert_false(oidc_verify(&w.cx, &w.provider, old_token, (int64_t)time(NULL), &claims));
    end_walk(&w);
}
