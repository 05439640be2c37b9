/* Signed tokens (JSON Web Signature): is this token signed by one of these keys, and what does
 * it say? Who it is from and for, and until when, is asked by those who use it. */
#ifndef PONT_CORE_JOSE_H
#define PONT_CORE_JOSE_H

#include "base/ctx.h"
#include "base/json.h"

enum { JOSE_LONGEST = 65536 };

/* keys is a JWK set. Only RS256, PS256 and ES256 are accepted, each with a key of its own kind
 * from the set: a token that says "none", or HS256 over a public key, is refused whatever its
 * signature. *unknown_key is set when no key of the set fits the token's: the set may be out of
 * date. Fails with FORBIDDEN otherwise, and leaves *claims alone. */
bool jose_verify(Ctx *cx, const JsonValue *keys, const char *token, const JsonValue **claims,
                 bool *unknown_key) MUST_CHECK;

#endif
