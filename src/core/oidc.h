/* OpenID Connect: an identity provider says who somebody is.
 *
 * The authorization code flow with PKCE (S256), state and nonce. Pont sends the browser to the
 * address of oidc_start(), keeps the attempt where only that browser's session can reach it,
 * and gives it to oidc_finish() with what the browser brings back. An attempt is used once: the
 * caller forgets it first. What comes out is checked claims; which person they belong to and
 * what that person may do is the caller's business (link by `email` only when
 * `email_verified`).
 *
 * All failures are FORBIDDEN or IO with a sentence that says why, without any secret in it. */
#ifndef PONT_CORE_OIDC_H
#define PONT_CORE_OIDC_H

#include "base/ctx.h"
#include <stdint.h>

/* Members of the provider's `group` hold `role` in `organisation`. */
typedef struct OidcRole {
    const char *group, *role, *organisation;
} OidcRole;

typedef struct OidcProvider {
    const char *issuer;                    /* "": there is none, and local accounts are all */
    const char *client_id, *client_secret; /* no secret: a public client */
    const char *scopes, *label, *groups_claim;
    const char *redirect_uri; /* set by the caller: where the browser comes back to */
    int64_t leeway;           /* seconds */
    int n_roles;
    OidcRole *roles;
} OidcProvider;

/* From the settings oidc.*; fails when they contradict themselves. */
bool oidc_provider(Ctx *cx, const char *redirect_uri, OidcProvider *out) MUST_CHECK;
/* Reads "group=role@organisation; ..." into out->roles. A group may hold '=' and '@': the last
 * ones count. */
bool oidc_read_roles(Ctx *cx, const char *text, OidcProvider *out) MUST_CHECK;

typedef struct OidcAttempt {
    const char *url; /* where to send the browser; the rest is kept */
    const char *state, *nonce, *verifier;
    int64_t started; /* seconds since 1970 */
    bool again;      /* the person must sign in anew, whatever the provider remembers */
} OidcAttempt;

typedef struct OidcClaims {
    const char *subject;                /* with the issuer: who it is, for ever */
    const char *email, *name, *session; /* "" when not said */
    bool email_verified;
    int64_t auth_time; /* when the person signed in there; 0 when not said */
    int n_groups;
    const char **groups;
    const char *id_token; /* for oidc_logout_url() */
} OidcClaims;

typedef struct OidcLogout {
    const char *subject, *session; /* one of them may be "" */
} OidcLogout;

/* again: for a dangerous action (prompt=login, and the time of the sign-in is checked). */
bool oidc_start(Ctx *cx, const OidcProvider *p, bool again, OidcAttempt *out) MUST_CHECK;
bool oidc_finish(Ctx *cx, const OidcProvider *p, const OidcAttempt *attempt, const char *code,
                 const char *state, OidcClaims *out) MUST_CHECK;
/* Where to send the browser so that the provider forgets the person too; "" when it cannot. */
bool oidc_logout_url(Ctx *cx, const OidcProvider *p, const char *id_token,
                     const char *come_back_to, const char **url) MUST_CHECK;
/* A back-channel logout token that the provider posted: valid, and not seen before. */
bool oidc_logout_token(Ctx *cx, const OidcProvider *p, const char *token,
                       OidcLogout *out) MUST_CHECK;

#endif
