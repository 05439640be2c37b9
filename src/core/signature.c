/* Decides how a key becomes a pair of keys, and how bytes are signed and checked. */
#include "core/signature.h"
#include "core/secret.h"
#include <sodium.h>

typedef struct KeyPair {
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES],
        secret_key[crypto_sign_SECRETKEYBYTES];
} KeyPair;

/* The same text gives the same pair. It holds 256 random bits, so that a fast hash is enough.
 */
static void pair_of(const char *key, KeyPair *out)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    _Static_assert(sizeof seed == SECRET_SHA256_BYTES, "a digest is a seed");
    secret_sha256(key, strlen(key), seed);
    crypto_sign_seed_keypair(out->public_key, out->secret_key, seed);
    sodium_memzero(seed, sizeof seed);
}

const char *signature_public(Arena *a, const char *key)
{
    KeyPair pair;
    pair_of(key, &pair);
    sodium_memzero(pair.secret_key, sizeof pair.secret_key);
    return base64url(a, pair.public_key, sizeof pair.public_key);
}

const char *signature_make(Arena *a, const char *key, const void *data, size_t n)
{
    KeyPair pair;
    unsigned char made[crypto_sign_BYTES];
    pair_of(key, &pair);
    crypto_sign_detached(made, NULL, data, n, pair.secret_key);
    sodium_memzero(&pair, sizeof pair);
    return base64url(a, made, sizeof made);
}

bool signature_good(Arena *a, const char *public_key, const char *signature, const void *data,
                    size_t n)
{
    Bytes key, made;
    return base64url_read(a, public_key, &key) && key.size == crypto_sign_PUBLICKEYBYTES &&
           base64url_read(a, signature, &made) && made.size == crypto_sign_BYTES &&
           crypto_sign_verify_detached((const unsigned char *)made.data, data, n,
                                       (const unsigned char *)key.data) == 0;
}
