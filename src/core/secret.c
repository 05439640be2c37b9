/* Decides how tokens are made, hashed and compared, and where the operator's secrets are read.
 * How long a token lives and what it allows is left to those who store it. */
#include "core/secret.h"
#include <ctype.h>
#include <sodium.h>

enum { TOKEN_BYTES = 32, LONGEST_SECRET = 65536 };

void secret_random(void *out, size_t n)
{
    randombytes_buf(out, n);
}

const char *secret_token(Arena *a)
{
    unsigned char bytes[TOKEN_BYTES];
    secret_random(bytes, sizeof bytes);
    const char *token = base64url(a, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
    return token;
}

const char *secret_hash(Arena *a, const char *token)
{
    unsigned char hash[crypto_generichash_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)token, strlen(token), NULL, 0);
    return arena_strdup(a, sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
}

const char *secret_mac(Arena *a, const char *key, const char *purpose, const char *text)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    /* With its NUL, so that ("a", "bc") and ("ab", "c") differ. */
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
    crypto_auth_hmacsha256_final(&state, mac);
    return base64url(a, mac, sizeof mac);
}

bool secret_same(const char *expected, const char *given)
{
    if (!expected || !given)
        return false;
    unsigned char a[crypto_generichash_BYTES], b[crypto_generichash_BYTES];
    crypto_generichash(a, sizeof a, (const unsigned char *)expected, strlen(expected), NULL, 0);
    crypto_generichash(b, sizeof b, (const unsigned char *)given, strlen(given), NULL, 0);
    return sodium_memcmp(a, b, sizeof a) == 0;
}

void secret_sha256(const void *data, size_t n, unsigned char out[SECRET_SHA256_BYTES])
{
    crypto_hash_sha256(out, data, n);
}

/* ---------------------------------------------------------------- base64url */

const char *base64url(Arena *a, const void *data, size_t n)
{
    size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return sodium_bin2base64(arena_alloc(a, room), room, data, n,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *base64(Arena *a, const void *data, size_t n)
{
    size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
    return sodium_bin2base64(arena_alloc(a, room), room, data, n,
                             sodium_base64_VARIANT_ORIGINAL);
}

bool base64url_read(Arena *a, const char *text, Bytes *out)
{
    size_t length = strlen(text), size = 0;
    char *data = arena_alloc(a, length + 1);
    const char *end = NULL;
    if (sodium_base642bin((unsigned char *)data, length, text, length, NULL, &size, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text + length)
        return false;
    *out = (Bytes){data, size};
    return true;
}

/* ---------------------------------------------------------------- the operator's secrets */

bool secret_setting(Ctx *cx, const char *name, const char **out)
{
    char *variable = arena_printf(cx->arena, "PONT_%s", name);
    for (char *p = variable; *p; p++)
        *p = (char)(*p == '.' ? '_' : toupper((unsigned char)*p));
    const char *file_variable = arena_printf(cx->arena, "%s_FILE", variable);
    const char *value = getenv(variable), *path = getenv(file_variable);
    if (value && path)
        return fail(&cx->err, USAGE, "%s and %s are both set: give one of them", variable,
                    file_variable);
    if (!path) {
        *out = value ? value : "";
        return true;
    }
    Bytes file;
    if (!file_read(cx->arena, &cx->err, path, LONGEST_SECRET, &file))
        return false;
    *out = arena_strndup(cx->arena, file.data, strcspn(file.data, "\r\n"));
    return true;
}
