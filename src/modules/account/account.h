/* How people sign in, and what they may see and change about themselves.
 *
 * Somebody signs in with a password and, where they set it up, a code of their telephone; or
 * through their organisation's identity provider; or, in an example database only, as one of
 * its sample people with one click. Whatever goes wrong is said in the same words, so that
 * nobody learns who has an account, and makes the next tries wait: by address and by where they
 * come from, longer each time, never for ever.
 *
 * The functions fill an Entry; its secret becomes the session's cookie. */
#ifndef PONT_ACCOUNT_ACCOUNT_H
#define PONT_ACCOUNT_ACCOUNT_H

#include "core/access.h"
#include "core/oidc.h"
#include "core/session.h"

typedef struct Entry {
    const char *secret;    /* of the new session; NULL while a second step is needed */
    const char *return_to; /* a path of ours */
} Entry;

/* `to` when it is a path of ours, else "/": nobody is sent elsewhere by a link to this page. */
const char *account_local(const char *to);
/* An email address as it is compared and counted: without blanks around it, in small letters.
 */
const char *account_address(Ctx *cx, const char *email);

/* TOO_MANY while tries have to wait, FORBIDDEN with the same words for everything else. */
bool account_enter(Ctx *cx, const char *email, const char *password, const char *to,
                   Entry *out) MUST_CHECK;
/* The second step: a code of the app, or a recovery code. */
bool account_enter_code(Ctx *cx, const char *code, Entry *out) MUST_CHECK;
/* Whether this browser has done the first step, and not too long ago. */
bool account_is_half(Ctx *cx, bool *out) MUST_CHECK;
/* NOT_FOUND in a database that is no example, and for anybody who is no sample. */
bool account_enter_sample(Ctx *cx, const char *email, const char *to, Entry *out) MUST_CHECK;
/* A session for somebody who has proved who they are; says so in the audit trail. */
bool account_open(Ctx *cx, const Person *p, const char *method, const SessionProvider *from,
                  const char *to, Entry *out) MUST_CHECK;

/* cx->who proves again who they are: with the password, where there is one, or a code. */
bool account_prove(Ctx *cx, const char *password, const char *code,
                   const char **fresh) MUST_CHECK;

/* ---- tries (account_try.c) ---- */

typedef enum TryKind { TRY_ADDRESS, TRY_PEER, TRY_CODE, TRY_LINK } TryKind;
/* Counts a try before it is made; TOO_MANY while it has to wait. */
bool try_count(Ctx *cx, TryKind kind, const char *what) MUST_CHECK;
/* It was right. What went before is forgotten, but where many people come from one place: there
 * this one alone is, so that somebody with an account cannot clear the way for guessing. */
bool try_was_right(Ctx *cx, TryKind kind, const char *what) MUST_CHECK;

/* ---- the identity provider (account_provider.c) ---- */

/* Whether one is configured, and what its button says. */
bool account_provider(Ctx *cx, OidcProvider *out) MUST_CHECK;
/* *url is where the browser goes. again: to prove again who one is. */
bool account_provider_start(Ctx *cx, const char *to, bool again, const char **url) MUST_CHECK;
/* The browser came back: signs in, or proves again. */
bool account_provider_finish(Ctx *cx, const char *code, const char *state, const char *error,
                             Entry *out) MUST_CHECK;
/* The provider says that somebody signed out there; *n sessions ended here. */
bool account_provider_ended(Ctx *cx, const char *logout_token, int *n) MUST_CHECK;

extern const Module account_module;

#endif
