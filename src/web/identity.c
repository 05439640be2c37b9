/* Decides how cookies and tokens become a person, and how form tokens are made and compared. */
#include "web/identity.h"
#include "core/access.h"
#include "core/secret.h"
#include "core/session.h"
#include "web/cookie.h"

const char identity_cookie[] = "__Host-pont", identity_visit_cookie[] = "__Host-pont-visit";

enum { MAC_BYTES = 32 };

/* ---------------------------------------------------------------- form tokens */

static bool mac_of(Ctx *cx, const char *cookie, unsigned char out[MAC_BYTES])
{
    const char *key;
    Bytes mac;
    if (!access_key(cx, "form", &key))
        return false;
    const char *text = secret_mac(cx->arena, key, "form", cookie);
    if (!base64url_read(cx->arena, text, &mac) || mac.size != MAC_BYTES)
        return fail(&cx->err, IO, "the key of forms is not usable");
    memcpy(out, mac.data, MAC_BYTES);
    return true;
}

/* A mask, then the value under it: the same token looks different in every answer, so that its
 * letters cannot be found out from how well answers compress. */
static const char *masked(Arena *a, const unsigned char mac[MAC_BYTES])
{
    unsigned char both[2 * MAC_BYTES];
    secret_random(both, MAC_BYTES);
    for (int i = 0; i < MAC_BYTES; i++)
        both[MAC_BYTES + i] = mac[i] ^ both[i];
    return base64url(a, both, sizeof both);
}

bool identity_form_token(Ctx *cx, const char *cookie, const char **out)
{
    unsigned char mac[MAC_BYTES];
    if (!mac_of(cx, cookie, mac))
        return false;
    *out = masked(cx->arena, mac);
    return true;
}

/* What the browser holds: of the session or, without one, of the visit. */
static const char *cookie_of(const Identity *id)
{
    return id->session ? id->session : id->visit;
}

bool identity_form_is_ours(Ctx *cx, const Request *in, const Identity *id)
{
    unsigned char mac[MAC_BYTES], given[MAC_BYTES];
    Bytes both;
    if (id->by_token)
        return true;
    const char *text = in->headers.x_pont_token;
    if (!text)
        text = pairs_find(&in->form, "_token");
    if (!text || id->is_new_visit || !base64url_read(cx->arena, text, &both) ||
        both.size != 2 * MAC_BYTES || !mac_of(cx, cookie_of(id), mac))
        return false;
    for (int i = 0; i < MAC_BYTES; i++)
        given[i] = (unsigned char)both.data[i] ^ (unsigned char)both.data[MAC_BYTES + i];
    return secret_same(base64url(cx->arena, mac, MAC_BYTES),
                       base64url(cx->arena, given, MAC_BYTES));
}

/* ---------------------------------------------------------------- who */

/* Spreadsheets know names and passwords only: the password is the token, the name is any.
 * Browsers send these again by themselves, so that it is good for reading alone. */
static const char *basic_token(Ctx *cx, const Request *in)
{
    const char *code = in->headers.authorization + strlen("Basic ");
    char *url = arena_strdup(cx->arena, code);
    Bytes both;
    url[strcspn(url, "=")] = '\0';
    for (char *p = url; *p; p++)
        *p = (char)(*p == '+' ? '-' : *p == '/' ? '_' : *p);
    if (in->method == METHOD_POST || !base64url_read(cx->arena, url, &both))
        return "";
    const char *colon = memchr(both.data, ':', both.size);
    return colon ? arena_strndup(cx->arena, colon + 1,
                                 both.size - (size_t)(colon + 1 - both.data))
                 : "";
}

static bool find_token(Ctx *cx, const Request *in, Who **out)
{
    const char *authorization = in->headers.authorization;
    bool basic = starts_with(authorization, "Basic ");
    if (!basic && !starts_with(authorization, "Bearer "))
        return fail(&cx->err, SIGNED_OUT,
                    "the Authorization header is 'Bearer' and a token of Pont");
    if (!token_find(cx, basic ? basic_token(cx, in) : authorization + strlen("Bearer "), out))
        return false;
    return *out || fail(&cx->err, SIGNED_OUT, "the token is unknown, expired or revoked");
}

bool identity_find(Ctx *cx, const Request *in, Identity *out)
{
    Identity id = {0};
    Who *who = NULL;
    cx->user = "";
    if (in->headers.authorization) {
        if (!find_token(cx, in, &who))
            return false;
        id.by_token = true;
    } else {
        const char *cookie = cookie_find(cx->arena, in->headers.cookie, identity_cookie);
        if (cookie && !session_find(cx, cookie, &who))
            return false;
        id.session = who ? cookie : NULL;
        id.ended = cookie && !who;
    }
    if (!who && !who_public(cx, &who))
        return false;
    cx->who = who;
    if (*who->person)
        cx->user = who->name;
    if (!id.session && !id.by_token) {
        id.visit = cookie_find(cx->arena, in->headers.cookie, identity_visit_cookie);
        id.is_new_visit = !id.visit;
        if (!id.visit)
            id.visit = secret_token(cx->arena);
    }
    who->key = id.session ? id.session : "";
    who->visit = id.visit ? id.visit : "";
    who->agent = session_agent(cx->arena, in->headers.user_agent);
    if (!id.by_token && !identity_form_token(cx, cookie_of(&id), &id.form_token))
        return false;
    *out = id;
    return true;
}

void identity_set_session(Arena *a, Response *out, const char *secret)
{
    Cookie c = {
        .name = identity_cookie, .value = secret ? secret : "", .max_age = secret ? 0 : -1};
    respond_header(a, out, "Set-Cookie", cookie_set(a, &c));
}
