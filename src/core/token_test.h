/* What the tests of tokens share: keys made in the test, tokens signed with them, and a small
 * identity provider that answers on a port of this machine. */
#ifndef PONT_CORE_TOKEN_TEST_H
#define PONT_CORE_TOKEN_TEST_H

#include "core/oidc_token.h"

typedef struct TestKey TestKey;

TestKey *test_key_rsa(int bits);
TestKey *test_key_ec(void); /* P-256 */
void free_test_key(TestKey *k);
/* Its public part as a JWK with these members; NULL leaves one out. */
const char *test_key_public(Arena *a, TestKey *k, const char *kid, const char *alg);
/* A token over these claims. kid may be NULL. */
const char *test_sign(Arena *a, TestKey *k, const char *alg, const char *kid,
                      const char *claims);
/* HS256 with a secret of this text, as the confusion attack does it with a public key. */
const char *test_sign_hs256(Arena *a, const char *secret, const char *kid, const char *claims);
/* "header.claims." with an empty signature. */
const char *test_unsigned(Arena *a, const char *header, const char *claims);

const JsonValue *test_json(Arena *a, const char *text);

/* Answers GET and POST by path, one connection at a time, until it is stopped. */
typedef struct FakeProvider FakeProvider;
FakeProvider *fake_start(void);
void fake_stop(FakeProvider *f);
const char *fake_issuer(const FakeProvider *f); /* http://127.0.0.1:PORT */
/* What `path` answers from now on. */
void fake_answer(FakeProvider *f, const char *path, int status, const char *body);
/* How often `path` was asked for, and what the last request for it was, headers and body. */
int fake_asked(FakeProvider *f, const char *path);
const char *fake_last(FakeProvider *f, const char *path);

#endif
