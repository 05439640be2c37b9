/* Who a request comes from, and whether a form was ours.
 *
 * A browser brings a session in the cookie "__Host-pont"; a program brings a token in the
 * Authorization header. Every form that changes something carries a token of its own, made from
 * the session (or, before signing in, from the cookie "__Host-pont-visit") under a key that
 * only this installation has, and masked anew in each answer. */
#ifndef PONT_WEB_IDENTITY_H
#define PONT_WEB_IDENTITY_H

#include "core/who.h"
#include "web/request.h"

extern const char identity_cookie[], identity_visit_cookie[];

typedef struct Identity {
    const char *session;    /* the cookie's value of a session that is valid; or NULL */
    const char *visit;      /* the other cookie's value: sent, or new */
    bool by_token;          /* an API token proves who asks: no browser, no form */
    bool is_new_visit;      /* the cookie must be set if the form token is used */
    bool ended;             /* a session cookie came that is worth nothing any more */
    const char *form_token; /* for the forms of this answer */
} Identity;

/* Fills cx->who, cx->user and *out. A token that is unknown, expired or revoked is refused with
 * SIGNED_OUT; a session like that is nobody. */
bool identity_find(Ctx *cx, const Request *in, Identity *out) MUST_CHECK;
/* Whether the request carries this identity's form token, in the field "_token" or the header
 * X-Pont-Token; true for tokens of programs, which no browser sends by itself. */
bool identity_form_is_ours(Ctx *cx, const Request *in, const Identity *id);
/* A form token for a value of either cookie. */
bool identity_form_token(Ctx *cx, const char *cookie, const char **out) MUST_CHECK;
/* Headers that put the session's cookie in place (NULL: away). */
void identity_set_session(Arena *a, Response *out, const char *secret);

#endif
