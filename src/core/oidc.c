/* Decides how a sign-in with the identity provider runs: what is sent, what must come back, in
 * which order it is checked. */
#include "core/oidc.h"
#include "core/http_client.h"
#include "core/i18n.h"
#include "core/oidc_token.h"
#include "core/secret.h"
#include "db/db.h"

static int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

static void put_pair(Buf *b, const char *name, const char *value)
{
    buf_printf(b, "%s%s=%s", b->len ? "&" : "", name, url_escape(b->arena, value));
}

/* An address of the provider with a query, whether or not it has one already. */
static const char *with_query(Ctx *cx, const char *url, const Buf *query)
{
    return arena_printf(cx->arena, "%s%c%s", url, strchr(url, '?') ? '&' : '?',
                        buf_text(query));
}

/* ---------------------------------------------------------------- start */

bool oidc_start(Ctx *cx, const OidcProvider *p, bool again, OidcAttempt *out)
{
    OidcAttempt t = {.state = secret_token(cx->arena),
                     .nonce = secret_token(cx->arena),
                     .verifier = secret_token(cx->arena),
                     .started = clock_now(),
                     .again = again};
    const JsonValue *d = NULL;
    if (!oidc_discovery(cx, p, t.started, &d))
        return false;
    unsigned char challenge[SECRET_SHA256_BYTES];
    secret_sha256(t.verifier, strlen(t.verifier), challenge);
    Buf q = buf_new(cx->arena, 0);
    put_pair(&q, "response_type", "code");
    put_pair(&q, "client_id", p->client_id);
    put_pair(&q, "redirect_uri", p->redirect_uri);
    put_pair(&q, "scope", p->scopes);
    put_pair(&q, "state", t.state);
    put_pair(&q, "nonce", t.nonce);
    put_pair(&q, "code_challenge", base64url(cx->arena, challenge, sizeof challenge));
    put_pair(&q, "code_challenge_method", "S256");
    put_pair(&q, "ui_locales", lang_code(cx->lang));
    if (again) {
        put_pair(&q, "prompt", "login");
        put_pair(&q, "max_age", "1"); /* 0 is legal too, and some providers refuse it */
    }
    t.url = with_query(cx, json_member_text(d, "authorization_endpoint"), &q);
    *out = t;
    return true;
}

/* ---------------------------------------------------------------- finish */

static bool offers(const JsonValue *d, const char *method)
{
    const JsonValue *all = json_member(d, "token_endpoint_auth_methods_supported");
    for (int i = 0; all && all->kind == JSON_ARRAY && i < all->n; i++)
        if (all->items[i].kind == JSON_TEXT && same(all->items[i].text, method))
            return true;
    return false;
}

/* Basic is what every provider must take; a secret in the form only where it is said that the
 * one is not taken and the other is. */
static bool exchange(Ctx *cx, const OidcProvider *p, const OidcAttempt *t, const JsonValue *d,
                     const char *code, const JsonValue **out)
{
    Buf form = buf_new(cx->arena, 0);
    put_pair(&form, "grant_type", "authorization_code");
    put_pair(&form, "code", code);
    put_pair(&form, "redirect_uri", p->redirect_uri);
    put_pair(&form, "code_verifier", t->verifier);
    bool basic = *p->client_secret &&
                 (offers(d, "client_secret_basic") || !offers(d, "client_secret_post"));
    if (!basic)
        put_pair(&form, "client_id", p->client_id);
    if (*p->client_secret && !basic)
        put_pair(&form, "client_secret", p->client_secret);
    HttpAsk ask = {.url = json_member_text(d, "token_endpoint"), .form = buf_text(&form)};
    if (basic) {
        ask.user = url_escape(cx->arena, p->client_id); /* RFC 6749, 2.3.1 */
        ask.password = url_escape(cx->arena, p->client_secret);
    }
    HttpAnswer answer;
    const JsonValue *v = NULL;
    if (!http_fetch(cx, &ask, &answer))
        return false;
    bool readable = json_read(cx->arena, &cx->err, answer.body.data, answer.body.size, &v);
    err_clear(&cx->err);
    if (answer.status != 200 || !readable)
        return fail(&cx->err, FORBIDDEN, "The identity provider did not accept the sign-in: %s",
                    readable && *json_member_text(v, "error") ? json_member_text(v, "error")
                                                              : T(cx, N_("no reason given")));
    *out = v;
    return true;
}

/* What the ID token left out; about the same person, or nothing is taken. */
static bool ask_userinfo(Ctx *cx, const OidcProvider *p, const JsonValue *d,
                         const char *access_token, OidcClaims *c)
{
    HttpAsk ask = {.url = json_member_text(d, "userinfo_endpoint"), .bearer = access_token};
    HttpAnswer answer;
    const JsonValue *v = NULL;
    if (!*ask.url || !*access_token || (*c->email && *c->name && c->n_groups))
        return true;
    if (!http_fetch(cx, &ask, &answer))
        return false;
    if (answer.status != 200)
        return fail(&cx->err, FORBIDDEN, "the identity provider answered %d for %s",
                    answer.status, ask.url);
    if (!json_read(cx->arena, &cx->err, answer.body.data, answer.body.size, &v))
        return false;
    if (!same(json_member_text(v, "sub"), c->subject))
        return fail(&cx->err, FORBIDDEN, "The identity provider's answer was refused: %s",
                    T(cx, N_("it is about somebody else")));
    oidc_take_claims(cx, p, v, c);
    return true;
}

bool oidc_finish(Ctx *cx, const OidcProvider *p, const OidcAttempt *t, const char *code,
                 const char *state, OidcClaims *out)
{
    const JsonValue *d = NULL, *answer = NULL, *claims = NULL;
    OidcClaims c;
    int64_t now = clock_now();
    if (!*t->state || !secret_same(t->state, state) || !*code)
        return fail(&cx->err, FORBIDDEN,
                    "This sign-in was not started in this browser; please start again");
    if (!oidc_discovery(cx, p, now, &d) || !exchange(cx, p, t, d, code, &answer))
        return false;
    const char *id_token = json_member_text(answer, "id_token");
    const char *access_token = json_member_text(answer, "access_token");
    if (!oidc_verify(cx, p, id_token, now, &claims) ||
        !oidc_check_id_token(cx, p, t, claims, access_token, now, &c) ||
        !ask_userinfo(cx, p, d, access_token, &c))
        return false;
    c.id_token = id_token;
    *out = c;
    return true;
}

/* ---------------------------------------------------------------- the end */

bool oidc_logout_url(Ctx *cx, const OidcProvider *p, const char *id_token,
                     const char *come_back_to, const char **url)
{
    const JsonValue *d = NULL;
    if (!oidc_discovery(cx, p, clock_now(), &d))
        return false;
    const char *end = json_member_text(d, "end_session_endpoint");
    Buf q = buf_new(cx->arena, 0);
    if (*id_token)
        put_pair(&q, "id_token_hint", id_token);
    put_pair(&q, "client_id", p->client_id);
    put_pair(&q, "post_logout_redirect_uri", come_back_to);
    *url = *end ? with_query(cx, end, &q) : "";
    return true;
}

bool oidc_logout_token(Ctx *cx, const OidcProvider *p, const char *token, OidcLogout *out)
{
    const JsonValue *claims = NULL;
    const char *id, *first = NULL;
    OidcLogout o;
    int64_t now = clock_now(), until;
    if (!oidc_verify(cx, p, token, now, &claims) ||
        !oidc_check_logout_token(cx, p, claims, now, &o, &id, &until) ||
        !db_run(cx, "DELETE FROM oidc_seen_token WHERE until < $1", ARGS(now)) ||
        !db_one_text(cx, &first,
                     "INSERT INTO oidc_seen_token (id, until) VALUES ($1, $2)"
                     " ON CONFLICT (id) DO NOTHING RETURNING id",
                     ARGS(secret_hash(cx->arena, id), until)))
        return false;
    if (!first)
        return fail(&cx->err, FORBIDDEN, "this logout token was used before");
    *out = o;
    return true;
}
