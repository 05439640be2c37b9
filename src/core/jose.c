/* Decides which signatures count; the only file that knows cjose. The algorithm and the key
 * come from cjose's own reading of the header, so that no second reader can be fooled. */
#include "core/jose.h"
#include "core/secret.h"
#include <cjose/cjose.h>

static void drop_jws(cjose_jws_t **jws)
{
    if (*jws)
        cjose_jws_release(*jws);
}
static void drop_key(cjose_jwk_t **key)
{
    if (*key)
        cjose_jwk_release(*key);
}
#define SCOPED_JWS __attribute__((cleanup(drop_jws))) cjose_jws_t *
#define SCOPED_KEY __attribute__((cleanup(drop_key))) cjose_jwk_t *

/* Which keys an algorithm takes. SHORTEST_N: the modulus of 2048 bits in base64url. */
enum { SHORTEST_N = 342 };
static const struct Algorithm {
    const char *name, *key_type;
} algorithms[] = {{"RS256", "RSA"}, {"PS256", "RSA"}, {"ES256", "EC"}};

static const struct Algorithm *algorithm_named(const char *name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (same(algorithms[i].name, name))
            return &algorithms[i];
    return NULL;
}

static bool key_fits(const JsonValue *key, const struct Algorithm *algorithm, const char *kid)
{
    const char *alg = json_member_text(key, "alg"), *use = json_member_text(key, "use");
    if (!same(json_member_text(key, "kty"), algorithm->key_type) ||
        (*alg && !same(alg, algorithm->name)) || (*use && !same(use, "sig")) ||
        (*kid && !same(kid, json_member_text(key, "kid"))))
        return false;
    return same(algorithm->key_type, "EC") ? same(json_member_text(key, "crv"), "P-256")
                                           : strlen(json_member_text(key, "n")) >= SHORTEST_N;
}

/* The library's own reader of base64url ends the process (an assertion) on some texts that are
 * none, so it is never shown one. */
static bool is_base64url(Ctx *cx, const char *text, size_t n)
{
    Bytes b;
    return base64url_read(cx->arena, arena_strndup(cx->arena, text, n), &b);
}

/* header.claims.signature, each in base64url. */
static bool is_shaped(Ctx *cx, const char *token)
{
    for (int part = 0; part < 3; part++) {
        size_t n = strcspn(token, ".");
        if (!n || !is_base64url(cx, token, n) || token[n] != (part < 2 ? '.' : '\0'))
            return false;
        token += n + 1;
    }
    return true;
}

/* The public parts alone, whatever else the set carries; NULL when they are not right. */
static cjose_jwk_t *import(Ctx *cx, const JsonValue *key)
{
    static const char *const parts[] = {"kty", "crv", "n", "e", "x", "y"};
    Buf b = buf_new(cx->arena, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*json_member_text(key, parts[i])) {
            const char *text = json_member_text(key, parts[i]);
            if (strlen(parts[i]) == 1 && !is_base64url(cx, text, strlen(text)))
                return NULL;
            json_put_text(&j, parts[i], text);
        }
    json_close(&j);
    return cjose_jwk_import(buf_text(&b), b.len, NULL);
}

static bool verified(Ctx *cx, const JsonValue *keys, cjose_jws_t *jws,
                     const struct Algorithm *algorithm, const char *kid, bool *unknown_key)
{
    const JsonValue *list = json_member(keys, "keys");
    int tried = 0;
    for (int i = 0; list && list->kind == JSON_ARRAY && i < list->n; i++) {
        if (!key_fits(&list->items[i], algorithm, kid))
            continue;
        SCOPED_KEY key = import(cx, &list->items[i]);
        tried += key != NULL;
        if (key && cjose_jws_verify(jws, key, NULL))
            return true;
    }
    /* Without a name, any key that is not here yet might be the one. */
    *unknown_key = tried == 0 || !*kid;
    if (!tried)
        return fail(&cx->err, FORBIDDEN, "the token's key is not known");
    return fail(&cx->err, FORBIDDEN, "the token's signature is wrong");
}

static bool is_object(const JsonValue *v)
{
    return v && v->kind == JSON_OBJECT;
}

bool jose_verify(Ctx *cx, const JsonValue *keys, const char *token, const JsonValue **claims,
                 bool *unknown_key)
{
    *unknown_key = false;
    size_t size = strlen(token), plain_size = 0;
    if (size > JOSE_LONGEST)
        return fail(&cx->err, FORBIDDEN, "the token is too long");
    SCOPED_JWS jws = is_shaped(cx, token) ? cjose_jws_import(token, size, NULL) : NULL;
    cjose_header_t *header = jws ? cjose_jws_get_protected(jws) : NULL;
    const char *alg = header ? cjose_header_get(header, CJOSE_HDR_ALG, NULL) : NULL;
    const char *kid = header ? cjose_header_get(header, CJOSE_HDR_KID, NULL) : NULL;
    if (!alg)
        return fail(&cx->err, FORBIDDEN, "the token is not a signed token");
    const struct Algorithm *algorithm = algorithm_named(alg);
    if (!algorithm)
        return fail(&cx->err, FORBIDDEN,
                    "the token's signature is of a kind that is not allowed");
    /* An extension that must be understood is not: none is. */
    char *critical = cjose_header_get_raw(header, "crit", NULL);
    if (critical) {
        cjose_get_dealloc()(critical);
        return fail(&cx->err, FORBIDDEN, "the token asks for what Pont does not know");
    }
    if (!verified(cx, keys, jws, algorithm, kid ? kid : "", unknown_key))
        return false;
    uint8_t *plain = NULL; /* belongs to jws */
    const JsonValue *all = NULL;
    if (!cjose_jws_get_plaintext(jws, &plain, &plain_size, NULL) ||
        !json_read(cx->arena, &cx->err, (const char *)plain, plain_size, &all) ||
        !is_object(all)) {
        err_clear(&cx->err);
        return fail(&cx->err, FORBIDDEN, "the token says nothing that can be read");
    }
    *claims = all;
    return true;
}
