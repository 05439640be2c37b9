/* Signatures: who holds a key says of bytes that they are the ones they gave out, and everybody
 * who knows the public half can check it without asking anybody (Ed25519, RFC 8032). */
#ifndef PONT_CORE_SIGNATURE_H
#define PONT_CORE_SIGNATURE_H

#include "base/arena.h"
#include <stdbool.h>

/* key: a secret text, such as that of access_key(). All texts are base64url. */
const char *signature_public(Arena *a, const char *key);
const char *signature_make(Arena *a, const char *key, const void *data, size_t n);
/* False for anything that is not a signature of these bytes under that key. */
bool signature_good(Arena *a, const char *public_key, const char *signature, const void *data,
                    size_t n);

#endif
