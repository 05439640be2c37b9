/* Decides which claims are believed (OpenID Connect Core 3.1.3.7; Back-Channel Logout 2.6). The
 * signature was checked before. */
#include "core/oidc_token.h"
#include "core/i18n.h"
#include "core/secret.h"
#include <math.h>

enum { OLDEST_LOGOUT = 300, MOST_GROUPS = 1000 };

static bool refuse(Ctx *cx, const char *why)
{
    return fail(&cx->err, FORBIDDEN, "The identity provider's answer was refused: %s",
                T(cx, why));
}

/* A time in seconds; false when it is missing or no number. */
static bool time_of(const JsonValue *claims, const char *name, int64_t *out)
{
    const JsonValue *v = json_member(claims, name);
    if (!v || v->kind != JSON_NUMBER || !(fabs(v->number) < 1e15))
        return false;
    *out = (int64_t)v->number;
    return true;
}

/* One text or a list of texts that holds ours; *others when it holds more. */
static bool is_audience(const JsonValue *aud, const char *client, bool *others)
{
    *others = false;
    if (aud && aud->kind == JSON_TEXT)
        return same(aud->text, client);
    bool found = false;
    for (int i = 0; aud && aud->kind == JSON_ARRAY && i < aud->n; i++) {
        if (aud->items[i].kind != JSON_TEXT)
            return false;
        if (same(aud->items[i].text, client))
            found = true;
        else
            *others = true;
    }
    return found;
}

static bool check_from_and_for(Ctx *cx, const OidcProvider *p, const JsonValue *claims)
{
    bool others;
    const JsonValue *azp = json_member(claims, "azp");
    if (!same(json_member_text(claims, "iss"), p->issuer))
        return refuse(cx, N_("it is from another issuer"));
    if (!is_audience(json_member(claims, "aud"), p->client_id, &others))
        return refuse(cx, N_("it is for another client"));
    if (azp && !same(json_member_text(claims, "azp"), p->client_id))
        return refuse(cx, N_("it was given to another client"));
    if (others && !azp)
        return refuse(cx,
                      N_("it is for several clients and does not say to whom it was given"));
    return true;
}

static bool check_times(Ctx *cx, const OidcProvider *p, const JsonValue *claims, int64_t now,
                        int64_t *until)
{
    int64_t issued, not_before;
    if (!time_of(claims, "exp", until) || !time_of(claims, "iat", &issued))
        return refuse(cx, N_("it does not say when it was made and until when it is valid"));
    if (now >= *until + p->leeway)
        return refuse(cx, N_("it has expired"));
    if (issued > now + p->leeway)
        return refuse(cx, N_("it was made in the future; do the clocks differ?"));
    if (json_member(claims, "nbf") &&
        (!time_of(claims, "nbf", &not_before) || not_before > now + p->leeway))
        return refuse(cx, N_("it is not valid yet"));
    return true;
}

/* The left half of SHA-256, which all allowed signatures use. */
static bool is_hash_of(const char *claimed, const char *access_token)
{
    unsigned char hash[SECRET_SHA256_BYTES];
    SCOPED_ARENA a = arena_new();
    secret_sha256(access_token, strlen(access_token), hash);
    return secret_same(base64url(a, hash, sizeof hash / 2), claimed);
}

static void take_groups(Ctx *cx, const JsonValue *groups, OidcClaims *out)
{
    if (!groups || out->n_groups)
        return;
    const JsonValue *items = groups->kind == JSON_ARRAY ? groups->items : groups;
    int n = groups->kind == JSON_ARRAY ? groups->n : 1;
    if (n > MOST_GROUPS)
        n = MOST_GROUPS;
    out->groups = NEW_ARRAY(cx->arena, const char *, n);
    for (int i = 0; i < n; i++)
        if (items[i].kind == JSON_TEXT && *items[i].text)
            out->groups[out->n_groups++] = items[i].text;
}

void oidc_take_claims(Ctx *cx, const OidcProvider *p, const JsonValue *claims, OidcClaims *out)
{
    if (!*out->email) {
        /* Some providers write the truth as a text. The two belong together. */
        const JsonValue *verified = json_member(claims, "email_verified");
        out->email = json_member_text(claims, "email");
        out->email_verified = *out->email && verified &&
                              (verified->kind == JSON_BOOL ? verified->truth
                                                           : verified->kind == JSON_TEXT &&
                                                                 same(verified->text, "true"));
    }
    if (!*out->name)
        out->name = json_member_text(claims, "name");
    take_groups(cx, json_member(claims, p->groups_claim), out);
}

bool oidc_check_id_token(Ctx *cx, const OidcProvider *p, const OidcAttempt *attempt,
                         const JsonValue *claims, const char *access_token, int64_t now,
                         OidcClaims *out)
{
    int64_t until;
    OidcClaims c = {.email = "", .name = ""};
    if (!check_from_and_for(cx, p, claims) || !check_times(cx, p, claims, now, &until))
        return false;
    if (!*attempt->nonce || !secret_same(attempt->nonce, json_member_text(claims, "nonce")))
        return refuse(cx, N_("it answers another question (nonce)"));
    c.subject = json_member_text(claims, "sub");
    if (!*c.subject || strlen(c.subject) > 255)
        return refuse(cx, N_("it does not say whom it is about"));
    if (access_token && json_member(claims, "at_hash") &&
        !is_hash_of(json_member_text(claims, "at_hash"), access_token))
        return refuse(cx, N_("its access token belongs to another answer"));
    bool timed = time_of(claims, "auth_time", &c.auth_time);
    if (attempt->again && (!timed || c.auth_time < attempt->started - p->leeway))
        return refuse(cx, N_("the person was to sign in again and did not"));
    c.session = json_member_text(claims, "sid");
    oidc_take_claims(cx, p, claims, &c);
    *out = c;
    return true;
}

bool oidc_check_logout_token(Ctx *cx, const OidcProvider *p, const JsonValue *claims,
                             int64_t now, OidcLogout *out, const char **id, int64_t *until)
{
    static const char event[] = "http://schemas.openid.net/event/backchannel-logout";
    int64_t issued, ends;
    if (!check_from_and_for(cx, p, claims))
        return false;
    if (!time_of(claims, "iat", &issued) || issued > now + p->leeway ||
        issued < now - OLDEST_LOGOUT - p->leeway)
        return refuse(cx, N_("it was not made just now"));
    if (json_member(claims, "exp") &&
        (!time_of(claims, "exp", &ends) || now >= ends + p->leeway))
        return refuse(cx, N_("it has expired"));
    const JsonValue *what = json_member(json_member(claims, "events"), event);
    if (!what || what->kind != JSON_OBJECT)
        return refuse(cx, N_("it is not about signing out"));
    if (json_member(claims, "nonce"))
        return refuse(cx, N_("it is about signing in"));
    OidcLogout o = {json_member_text(claims, "sub"), json_member_text(claims, "sid")};
    const char *jti = json_member_text(claims, "jti");
    if ((!*o.subject && !*o.session) || !*jti)
        return refuse(cx, N_("it does not say who is to be signed out"));
    *out = o;
    *id = jti;
    *until = issued + OLDEST_LOGOUT + 2 * p->leeway;
    return true;
}
