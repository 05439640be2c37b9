/* Throws bytes at everything that reads what an identity provider, or whoever pretends to be
 * one, sends: the token, its claims for signing in and for signing out, the set of keys.
 * Nothing may crash; a token that nobody signed must never be taken; what is refused must leave
 * an error. */
#include "core/jose.h"
#include "core/oidc_token.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A key whose private part was thrown away after it had signed the one token in the corpus. */
static const char keys_text[] =
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\",\"x\":\"F4-dzepAQwaOEeNQ_"
    "Km4vIy3sXQzwQTxFhMV0v-kpFo\",\"y\":\"A7FAbb4q1DcWDKGK_w2Wej27I9Wh5YDAMq1a7Fwre_o\"}]}";
static const char signed_token[] =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUub3JnIiw"
    "iYXVkIjoicG9udCIsInN1YiI6ImFubiIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzk5OTk5OTkwLCJleHA"
    "iOjE4MDAwMDAzMDAsImF1dGhfdGltZSI6MTc5OTk5OTk4MH0.43r8KDf9brvxvJCQo311IDVnJ2Jehqt"
    "x77uMYYuUiqOTMtXTHTduBPxpTVKcL_8IJu4_9assle4yQWWKJ3ZVXQ";

static const OidcProvider provider = {.issuer = "https://id.example.org",
                                      .client_id = "pont",
                                      .groups_claim = "groups",
                                      .leeway = 60};
static const OidcAttempt attempt = {.nonce = "n-1", .started = 1799999970, .again = true};
enum { NOW = 1800000000 };

static void insist(bool truth)
{
    if (!truth)
        abort();
}

/* The result and the error agree. */
static void settle(Ctx *cx, bool ok)
{
    insist(ok == (cx->err.kind == ERR_NONE));
    err_clear(&cx->err);
}

static void as_token(Ctx *cx, const JsonValue *keys, const char *text)
{
    const JsonValue *claims = NULL;
    bool unknown, ok = jose_verify(cx, keys, text, &claims, &unknown);
    insist(!ok || same(text, signed_token));
    settle(cx, ok);
}

static void as_claims(Ctx *cx, const JsonValue *claims)
{
    OidcClaims c;
    OidcLogout o;
    const char *id;
    int64_t until;
    bool ok = oidc_check_id_token(cx, &provider, &attempt, claims, "access", NOW, &c);
    insist(!ok || (*c.subject && c.auth_time));
    settle(cx, ok);
    ok = oidc_check_logout_token(cx, &provider, claims, NOW, &o, &id, &until);
    insist(!ok || ((*o.subject || *o.session) && *id));
    settle(cx, ok);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .user = "fuzz"};
    const char *text = arena_strndup(a, (const char *)data, size);
    const JsonValue *keys = NULL, *value = NULL, *claims = NULL;
    insist(json_read(a, &cx.err, keys_text, strlen(keys_text), &keys));
    as_token(&cx, keys, text);
    if (json_read(a, &cx.err, text, strlen(text), &value)) {
        bool unknown;
        as_claims(&cx, value);
        settle(&cx, jose_verify(&cx, value, signed_token, &claims, &unknown));
    }
    return 0;
}
