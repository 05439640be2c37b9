/* Secrets: random tokens, what is stored of them, and where the operator's own secrets come
 * from.
 *
 * A token is shown or sent once and stored only as its hash: whoever reads the database cannot
 * use it. A token has 256 random bits, so that a fast hash without salt is enough; what people
 * think up goes through core/password.h instead. */
#ifndef PONT_CORE_SECRET_H
#define PONT_CORE_SECRET_H

#include "base/ctx.h"
#include "base/file.h"

enum { SECRET_SHA256_BYTES = 32 };

/* 256 random bits as 43 characters that may stand in a URL, a cookie or a form. */
const char *secret_token(Arena *a);
/* n random bytes. */
void secret_random(void *out, size_t n);
/* What is stored of a token and looked up by: BLAKE2b-256 in hex. */
const char *secret_hash(Arena *a, const char *token);
/* HMAC-SHA256 of a text under a key, as base64url. The purpose ("csrf") keeps a value that was
 * made for one thing from being accepted for another. */
const char *secret_mac(Arena *a, const char *key, const char *purpose, const char *text);
/* Compares in a time that depends on the length of `given` only; NULL is never the same. */
bool secret_same(const char *expected, const char *given);

void secret_sha256(const void *data, size_t n, unsigned char out[SECRET_SHA256_BYTES]);
/* Base64 in the alphabet of URLs without padding (RFC 4648, 5). */
const char *base64url(Arena *a, const void *data, size_t n);
/* The same with + and / and padding, as JSON and data: addresses want it. */
const char *base64(Arena *a, const void *data, size_t n);
/* False, with *out untouched, for anything that base64url() would not have written. */
bool base64url_read(Arena *a, const char *text, Bytes *out);

/* A secret that the operator gives, named like a setting ("oidc.client_secret"): the
 * environment variable PONT_OIDC_CLIENT_SECRET, or else the first line of the file that
 * PONT_OIDC_CLIENT_SECRET_FILE names. Never --set, which every user of the machine can read. ""
 * when it is given nowhere; a failure when the file cannot be read or both are given. */
bool secret_setting(Ctx *cx, const char *name, const char **out) MUST_CHECK;

#endif
