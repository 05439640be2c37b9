/* What the claims of a verified token must say, and what the provider publishes: the parts of
 * core/oidc.h that need no browser. */
#ifndef PONT_CORE_OIDC_TOKEN_H
#define PONT_CORE_OIDC_TOKEN_H

#include "base/json.h"
#include "core/oidc.h"

/* now: seconds since 1970. access_token may be NULL where none came with the token. */
bool oidc_check_id_token(Ctx *cx, const OidcProvider *p, const OidcAttempt *attempt,
                         const JsonValue *claims, const char *access_token, int64_t now,
                         OidcClaims *out) MUST_CHECK;
/* *id names the token; *until is when it is of no use any more. */
bool oidc_check_logout_token(Ctx *cx, const OidcProvider *p, const JsonValue *claims,
                             int64_t now, OidcLogout *out, const char **id,
                             int64_t *until) MUST_CHECK;
/* Takes what `claims` says and *out lacks: email, name, groups. */
void oidc_take_claims(Ctx *cx, const OidcProvider *p, const JsonValue *claims, OidcClaims *out);

/* The provider's discovery document, at most a day old; its issuer is p->issuer. */
bool oidc_discovery(Ctx *cx, const OidcProvider *p, int64_t now,
                    const JsonValue **out) MUST_CHECK;
/* The claims of a token that the provider signed. Its keys are at most an hour old, and asked
 * for anew for a key that is not among them, though not twice within half a minute. */
bool oidc_verify(Ctx *cx, const OidcProvider *p, const char *token, int64_t now,
                 const JsonValue **claims) MUST_CHECK;

#endif
