#include "core/token_test.h"
#include "core/secret.h"
#include "support/test.h"
#include <arpa/inet.h>
#include <cjose/cjose.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---------------------------------------------------------------- keys and tokens */

struct TestKey {
    cjose_jwk_t *jwk;
};

static TestKey *wrap(cjose_jwk_t *jwk)
{
    TestKey *k = calloc(1, sizeof *k);
    assert_non_null(jwk);
    k->jwk = jwk;
    return k;
}

TestKey *test_key_rsa(int bits)
{
    static const uint8_t e[] = {1, 0, 1};
    return wrap(cjose_jwk_create_RSA_random((size_t)bits, e, sizeof e, NULL));
}

TestKey *test_key_ec(void)
{
    return wrap(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL));
}

void free_test_key(TestKey *k)
{
    cjose_jwk_release(k->jwk);
    free(k);
}

const char *test_key_public(Arena *a, TestKey *k, const char *kid, const char *alg)
{
    char *json = cjose_jwk_to_json(k->jwk, false, NULL);
    assert_non_null(json);
    Buf b = buf_new(a, 0);
    buf_put(&b, json, strlen(json) - 1); /* without its '}' */
    cjose_get_dealloc()(json);
    if (kid)
        buf_printf(&b, ",\"kid\":\"%s\"", kid);
    if (alg)
        buf_printf(&b, ",\"alg\":\"%s\"", alg);
    buf_putc(&b, '}');
    return buf_text(&b);
}

static const char *sign(Arena *a, cjose_jwk_t *jwk, const char *alg, const char *kid,
                        const char *claims)
{
    cjose_header_t *h = cjose_header_new(NULL);
    const char *text = NULL;
    cjose_header_set(h, CJOSE_HDR_ALG, alg, NULL);
    if (kid)
        cjose_header_set(h, CJOSE_HDR_KID, kid, NULL);
    cjose_jws_t *jws = cjose_jws_sign(jwk, h, (const uint8_t *)claims, strlen(claims), NULL);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &text, NULL));
    const char *copy = arena_strdup(a, text);
    cjose_jws_release(jws);
    cjose_header_release(h);
    return copy;
}

const char *test_sign(Arena *a, TestKey *k, const char *alg, const char *kid,
                      const char *claims)
{
    return sign(a, k->jwk, alg, kid, claims);
}

const char *test_sign_hs256(Arena *a, const char *secret, const char *kid, const char *claims)
{
    cjose_jwk_t *jwk = cjose_jwk_create_oct_spec((const uint8_t *)secret, strlen(secret), NULL);
    const char *token = sign(a, jwk, CJOSE_HDR_ALG_HS256, kid, claims);
    cjose_jwk_release(jwk);
    return token;
}

const char *test_unsigned(Arena *a, const char *header, const char *claims)
{
    return arena_printf(a, "%s.%s.", base64url(a, header, strlen(header)),
                        base64url(a, claims, strlen(claims)));
}

const JsonValue *test_json(Arena *a, const char *text)
{
    Err err = {0};
    const JsonValue *v = NULL;
    if (!json_read(a, &err, text, strlen(text), &v))
        fail_msg("%s: %s", err.message, text);
    return v;
}

/* ---------------------------------------------------------------- a small provider */

enum { MOST_PATHS = 12, MOST_REQUEST = 32768 };

typedef struct Path {
    char path[80], *body, last[MOST_REQUEST];
    int status, asked;
} Path;

struct FakeProvider {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener, stop[2];
    char issuer[64];
    Path paths[MOST_PATHS];
};

static Path *path_of(FakeProvider *f, const char *path)
{
    for (int i = 0; i < MOST_PATHS; i++)
        if (!*f->paths[i].path || same(f->paths[i].path, path)) {
            snprintf(f->paths[i].path, sizeof f->paths[i].path, "%s", path);
            return &f->paths[i];
        }
    fail_msg("too many paths");
    return NULL;
}

/* Reads until the headers and the length they name are there. */
static void read_request(int peer, char *text)
{
    size_t n = 0;
    text[0] = '\0';
    for (;;) {
        const char *end = strstr(text, "\r\n\r\n"),
                   *length = strcasestr(text, "content-length:");
        size_t body = length ? strtoul(length + 15, NULL, 10) : 0;
        if (end && n >= (size_t)(end + 4 - text) + body)
            return;
        ssize_t some = read(peer, text + n, MOST_REQUEST - 1 - n);
        if (some <= 0)
            return;
        text[n += (size_t)some] = '\0';
    }
}

static void answer(FakeProvider *f, int peer)
{
    char *text = calloc(1, MOST_REQUEST), path[80] = "", *reply = NULL;
    read_request(peer, text);
    sscanf(text, "%*s %79[^? ]", path);
    pthread_mutex_lock(&f->lock);
    Path *p = path_of(f, path);
    p->asked++;
    memcpy(p->last, text, MOST_REQUEST);
    const char *body = p->body ? p->body : "{}";
    int n = asprintf(&reply,
                     "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n"
                     "Location: http://127.0.0.1:1/\r\n"
                     "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                     p->status ? p->status : 404, strlen(body), body);
    pthread_mutex_unlock(&f->lock);
    for (int at = 0; at < n;) {
        ssize_t some = send(peer, reply + at, (size_t)(n - at), MSG_NOSIGNAL);
        if (some <= 0)
            break;
        at += (int)some;
    }
    free(reply);
    free(text);
}

static void *serve(void *self)
{
    FakeProvider *f = self;
    for (;;) {
        struct pollfd wait[2] = {{.fd = f->listener, .events = POLLIN},
                                 {.fd = f->stop[0], .events = POLLIN}};
        poll(wait, 2, -1);
        if (wait[1].revents)
            return NULL;
        int peer = accept(f->listener, NULL, NULL);
        if (peer < 0)
            continue;
        answer(f, peer);
        close(peer);
    }
}

FakeProvider *fake_start(void)
{
    FakeProvider *f = calloc(1, sizeof *f);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    f->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(f->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(f->listener, 16), 0);
    assert_int_equal(getsockname(f->listener, (struct sockaddr *)&at, &size), 0);
    assert_int_equal(pipe(f->stop), 0);
    snprintf(f->issuer, sizeof f->issuer, "http://127.0.0.1:%d", ntohs(at.sin_port));
    pthread_mutex_init(&f->lock, NULL);
    assert_int_equal(pthread_create(&f->thread, NULL, serve, f), 0);
    return f;
}

void fake_stop(FakeProvider *f)
{
    close(f->stop[1]);
    pthread_join(f->thread, NULL);
    close(f->stop[0]);
    close(f->listener);
    for (int i = 0; i < MOST_PATHS; i++)
        free(f->paths[i].body);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

const char *fake_issuer(const FakeProvider *f)
{
    return f->issuer;
}

void fake_answer(FakeProvider *f, const char *path, int status, const char *body)
{
    pthread_mutex_lock(&f->lock);
    Path *p = path_of(f, path);
    free(p->body);
    p->body = strdup(body);
    p->status = status;
    pthread_mutex_unlock(&f->lock);
}

int fake_asked(FakeProvider *f, const char *path)
{
    pthread_mutex_lock(&f->lock);
    int n = path_of(f, path)->asked;
    pthread_mutex_unlock(&f->lock);
    return n;
}

const char *fake_last(FakeProvider *f, const char *path)
{
    return path_of(f, path)->last;
}
