/* The listener as a hostile stranger meets it: raw bytes over a real socket. */
#include "web/listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/test.h"

enum { SMALL_BODY = 64 * 1024 };

typedef struct Seen {
    atomic_int requests;
} Seen;

/* Says back what it understood. */
static void echo(void *self, Arena *arena, const Request *in, Response *out)
{
    Seen *seen = self;
    atomic_fetch_add(&seen->requests, 1);
    static const char *const methods[] = {"GET", "HEAD", "POST"};
    Buf b = buf_new(arena, 0);
    buf_printf(&b, "%s %s?%d form=%d files=%d body=%zu", methods[in->method], in->path,
               in->query.n, in->form.n, in->n_files, in->body.size);
    respond_text(out, 200, buf_text(&b));
    respond_header(arena, out, "X-Echo", "yes");
    if (same(in->path, "/go"))
        respond_see(out, "/there?a=1");
    if (same(in->path, "/split"))
        respond_header(arena, out, "X-Split", "a\r\nSet-Cookie: b=c");
    if (same(in->path, "/slow"))
        nanosleep(&(struct timespec){.tv_nsec = 300 * 1000 * 1000}, NULL);
}

static Listener *start_small(Seen *seen, int patience, int most)
{
    Err err = {0};
    Listener *l = NULL;
    if (!listen_start(&err,
                      &(ListenOptions){.most_body = SMALL_BODY,
                                       .patience = patience,
                                       .threads = 2,
                                       .most_connections = most,
                                       .trusted_proxies = "127.0.0.1",
                                       .hsts = "max-age=60",
                                       .handle = echo,
                                       .self = seen},
                      &l))
        fail_msg("%s", err.message);
    return l;
}

static Listener *start(Seen *seen, int patience)
{
    return start_small(seen, patience, 0);
}

static int dial(const Listener *l)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)listen_port(l)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval wait = {.tv_sec = 5};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof to), 0);
    return s;
}

static void say(int s, const char *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t n = send(s, bytes + sent, size - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* turned away in the midst: the answer tells */
        sent += (size_t)n;
    }
}

/* Everything until the other side closes; fails the test if it does not. */
static const char *hear(Arena *a, int s)
{
    Buf b = buf_new(a, 0);
    char piece[4096];
    for (ssize_t n; (n = recv(s, piece, sizeof piece, 0)) != 0;) {
        if (n < 0 && errno == ECONNRESET)
            break;
        if (n < 0)
            fail_msg("the connection stays open after: %s", buf_text(&b));
        buf_put(&b, piece, (size_t)n);
    }
    close(s);
    return buf_text(&b);
}

static const char *talk(Arena *a, const Listener *l, const char *bytes, size_t size)
{
    int s = dial(l);
    say(s, bytes, size);
    return hear(a, s);
}
#define TALK(a, l, literal) talk((a), (l), "" literal, sizeof(literal) - 1)

static int status_of(const char *answer)
{
    int64_t status = 0;
    char digits[4] = "";
    if (starts_with(answer, "HTTP/1.1 ") && strlen(answer) > 12)
        memcpy(digits, answer + 9, 3);
    return text_to_int(digits, &status) ? (int)status : 0;
}

static int answers_in(const char *text)
{
    int n = 0;
    for (const char *s = text; (s = strstr(s, "HTTP/1.1 200")); s++)
        n++;
    return n;
}

#define HOST  "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n"

void test_listen__hears_good_requests(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    const char *said = TALK(a, l, "GET /a%20b?x=1&y HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(said), 200);
    assert_non_null(strstr(said, "GET /a b?2 form=0 files=0 body=0"));
    assert_non_null(strstr(said, "X-Echo: yes\r\n"));

    said = TALK(a, l,
                "POST /f HTTP/1.1\r\n" HOST CLOSE
                "Content-Type: application/x-www-form-urlencoded\r\n"
                "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n4\r\n&c=d\r\n0\r\n\r\n");
    assert_non_null(strstr(said, "POST /f?0 form=2 files=0 body=7"));
    static const char form[] = "--x\r\nContent-Disposition: form-data; name=\"f\"; "
                               "filename=\"a\"\r\n\r\n1\r\n--x--\r\n";
    const char *upload = arena_printf(a,
                                      "POST /f HTTP/1.1\r\n" HOST CLOSE
                                      "Content-Type: multipart/form-data; boundary=x\r\n"
                                      "Content-Length: %zu\r\n\r\n%s",
                                      sizeof form - 1, form);
    said = talk(a, l, upload, strlen(upload));
    assert_non_null(strstr(said, "form=0 files=1"));
    said = TALK(a, l, "GET / HTTP/1.0\r\n" HOST "\r\n");
    assert_int_equal(status_of(said), 200);

    said = TALK(a, l, "GET /go HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(said), 303);
    assert_non_null(strstr(said, "Location: /there?a=1\r\n"));

    said = TALK(a, l, "GET /split HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(said), 500);
    assert_null(strstr(said, "Set-Cookie"));
    listen_stop(l);
}

void test_listen__head_has_the_headers_only(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    const char *said = TALK(a, l, "HEAD / HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(said), 200);
    assert_non_null(strstr(said, "Content-Length: 30\r\n"));
    assert_true(ends_with(said, "\r\n\r\n"));
    assert_null(strstr(said, "form="));
    listen_stop(l);
}

void test_listen__every_answer_has_the_security_headers(void)
{
    static const char *const wanted[] = {
        "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'",
        "frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff\r\n",
        "Referrer-Policy: same-origin\r\n",
        "Cache-Control: no-store\r\n",
        "Cross-Origin-Opener-Policy: same-origin\r\n",
        "Cross-Origin-Resource-Policy: same-origin\r\n",
        "Permissions-Policy: camera=()"};
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    const char *good = TALK(a, l, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n");
    const char *bad = TALK(a, l, "GET /../ HTTP/1.1\r\n" HOST "\r\n");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_non_null(strstr(good, wanted[i]));
        assert_non_null(strstr(bad, wanted[i]));
    }
    listen_stop(l);
}

#define ROW(text, status)                                                                      \
    {                                                                                          \
        text, sizeof(text) - 1, status                                                         \
    }
#define POST(headers) "POST / HTTP/1.1\r\n" HOST headers "\r\n"
static const struct {
    const char *bytes;
    size_t size;
    int status; /* 0: closed without a word */
} hostile[] = {
    ROW(POST("Content-Length: 3\r\nContent-Length: 5\r\n") "abcde", 400),
    ROW(POST("Content-Length: 3\r\nContent-Length: 3\r\n") "abc", 400),
    ROW(POST("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\nGET / "
                                                                    "HTTP/1.1\r\n" HOST "\r\n",
        400),
    ROW(POST("Transfer-Encoding: xchunked\r\n") "0\r\n\r\n", 400),
    ROW(POST("Transfer-Encoding: gzip, chunked\r\n") "0\r\n\r\n", 400),
    ROW(POST("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", 400),
    ROW(POST("Transfer-Encoding: chunked\r\n") "zz\r\nabc\r\n0\r\n\r\n", 400),
    ROW(POST("Content-Length: -1\r\n"), 400),
    ROW(POST("Content-Length: +5\r\n") "abcde", 400),
    ROW(POST("Content-Length: 5, 5\r\n") "abcde", 400),
    ROW(POST("Content-Length: 99999999999999999999999\r\n"), 413),
    ROW("GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X : y\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X\0Y: z\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\0\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\nX: a\0\r\n" HOST "\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\1b\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\xe9\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\rY: b\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\n"
        "Host: a\n\n",
        400),
    ROW("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST "nonsense\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\nX: y\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n\r\n", 400),
    ROW("GET / HTTP/1.0\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400),
    ROW("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    ROW("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
    ROW("GET /a\0b HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET  / HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /a b HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /a/../b HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /a%2fb HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /a%zz HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /a%00 HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET /?a=%ff HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET http://a/ HTTP/1.1\r\n" HOST "\r\n", 400),
    ROW("GET / HTTP/1.11\r\n" HOST "\r\n", 400),
    ROW("GET /\r\n\r\n", 400),
    ROW("GET / HTTP/2.0\r\n" HOST "\r\n", 505),
    ROW("OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405),
    ROW("TRACE / HTTP/1.1\r\n" HOST "\r\n", 405),
    ROW("PUT / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 405),
    ROW("get / HTTP/1.1\r\n" HOST "\r\n", 405),
    ROW("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n", 0),
};

void test_listen__refuses_hostile_requests_and_closes(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const char *said = talk(a, l, hostile[i].bytes, hostile[i].size);
        if (status_of(said) != hostile[i].status || answers_in(said))
            fail_msg("row %zu, not %d but: %.300s\nfor: %s", i, hostile[i].status, said,
                     hostile[i].bytes);
    }
    assert_int_equal(atomic_load(&seen.requests), 0);
    assert_non_null(
        strstr(TALK(a, l, "DELETE / HTTP/1.1\r\n" HOST "\r\n"), "Allow: GET, HEAD, POST\r\n"));
    listen_stop(l);
}

/* "GET /" or a header filled up with n bytes. */
static const char *oversized(Arena *a, const char *before, size_t n, const char *after)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, before);
    for (size_t i = 0; i < n; i++)
        buf_putc(&b, 'a');
    buf_puts(&b, after);
    return buf_text(&b);
}

void test_listen__refuses_what_is_too_long(void)
{
    static const struct {
        const char *before, *after;
        size_t n;
        int status;
    } rows[] = {
        {"GET /", " HTTP/1.1\r\n" HOST "\r\n", 2000, 414},
        {"GET /?", " HTTP/1.1\r\n" HOST "\r\n", 9000, 414},
        {"GET /", " HTTP/1.1\r\n" HOST "\r\n", 100000, 414},
        {"GET / HTTP/1.1\r\n" HOST "X: ", "\r\n\r\n", 100000, 431},
    };
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = oversized(a, rows[i].before, rows[i].n, rows[i].after);
        const char *said = talk(a, l, text, strlen(text));
        /* What is still in flight when the library closes may reset the connection. */
        if (status_of(said) != rows[i].status && !(rows[i].n >= 100000 && *said == '\0'))
            fail_msg("row %zu: %.200s", i, said);
    }
    Buf many = buf_new(a, 0);
    buf_puts(&many, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 150; i++)
        buf_puts(&many, "X: y\r\n");
    buf_puts(&many, "\r\n");
    assert_int_equal(status_of(talk(a, l, buf_text(&many), many.len)), 431);
    assert_int_equal(atomic_load(&seen.requests), 0);
    listen_stop(l);
}

void test_listen__limits_the_body(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    /* Announced: refused before a byte of it is sent. */
    assert_int_equal(status_of(TALK(a, l, POST("Content-Length: 65537\r\n"))), 413);
    /* Chunked: refused at its end, or cut when it goes on and on. */
    const char *whole = oversized(a, POST("Transfer-Encoding: chunked\r\n") "11000\r\n",
                                  0x11000, "\r\n0\r\n\r\n");
    assert_int_equal(status_of(talk(a, l, whole, strlen(whole))), 413);
    const char *endless =
        oversized(a, POST("Transfer-Encoding: chunked\r\n") "100000\r\n", 0x100000, "");
    assert_int_equal(status_of(talk(a, l, endless, strlen(endless))), 0);
    assert_int_equal(atomic_load(&seen.requests), 0);
    /* The limit itself passes. */
    const char *full = oversized(a, POST(CLOSE "Content-Length: 65536\r\n"), SMALL_BODY, "");
    assert_non_null(strstr(talk(a, l, full, strlen(full)), "body=65536"));
    listen_stop(l);
}

void test_listen__answers_pipelined_requests_in_order(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    const char *said = TALK(a, l,
                            "POST /1 HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
                            "GET /2 HTTP/1.1\r\n" HOST "\r\n"
                            "GET /3 HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(answers_in(said), 3);
    const char *one = strstr(said, "POST /1"), *two = strstr(said, "GET /2"),
               *three = strstr(said, "GET /3");
    assert_true(one && two && three && one < two && two < three);
    listen_stop(l);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void test_listen__cuts_a_dribble(void)
{
    static const char *const starts[] = {"GET / HTTP/1.1\r\nX: ",
                                         POST("Content-Length: 60000\r\n")};
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 1);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        double began = seconds();
        int s = dial(l);
        say(s, starts[i], strlen(starts[i]));
        while (seconds() - began < 6 && send(s, "a", 1, MSG_NOSIGNAL) == 1)
            nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
        if (seconds() - began > 5)
            fail_msg("row %zu is never cut", i);
        close(s);
    }
    assert_int_equal(atomic_load(&seen.requests), 0);
    assert_int_equal(status_of(TALK(a, l, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n")), 200);
    listen_stop(l);
}

void test_listen__serves_while_many_are_half_open(void)
{
    enum { MANY = 200 };
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    int held[MANY];
    for (int i = 0; i < MANY; i++) {
        held[i] = dial(l);
        say(held[i], "GET / HTT", 9);
    }
    double began = seconds();
    assert_int_equal(status_of(TALK(a, l, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n")), 200);
    assert_true(seconds() - began < 1);
    for (int i = 0; i < MANY; i++)
        close(held[i]);
    listen_stop(l);
}

void test_listen__who_waits_longest_gives_way(void)
{
    enum { MOST = 64, MANY = 200 };
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start_small(&seen, 0, MOST);
    int held[MANY], closed = 0;
    for (int i = 0; i < MANY; i++) {
        held[i] = dial(l);
        say(held[i], "GET / HTT", 9);
    }
    assert_int_equal(status_of(TALK(a, l, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n")), 200);
    for (int i = 0; i < MANY / 2; i++) { /* the first ones: closed, not merely waiting */
        char byte;
        ssize_t n = recv(held[i], &byte, 1, 0);
        closed += n == 0 || (n < 0 && errno == ECONNRESET);
    }
    assert_int_equal(closed, MANY / 2);
    ListenLoad load = listen_load(l);
    assert_true(load.connections <= MOST && load.cut_for_room >= MANY / 2);
    for (int i = 0; i < MANY; i++)
        close(held[i]);
    listen_stop(l);
}

void test_listen__speaks_of_tls_and_ids(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    const char *plain = TALK(a, l, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_null(strstr(plain, "Strict-Transport-Security"));
    assert_non_null(strstr(plain, "X-Request-Id: "));
    const char *tls = TALK(a, l,
                           "GET / HTTP/1.1\r\n" HOST CLOSE "X-Forwarded-Proto: https\r\n"
                           "X-Request-Id: trace-12345\r\n\r\n");
    assert_non_null(strstr(tls, "Strict-Transport-Security: max-age=60\r\n"));
    assert_non_null(strstr(tls, "X-Request-Id: trace-12345\r\n"));
    listen_stop(l);
}

static void *stop_it(void *listener)
{
    nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
    listen_stop(listener);
    return NULL;
}

void test_listen__stopping_waits_for_the_request_in_hand(void)
{
    SCOPED_ARENA a = arena_new();
    Seen seen = {0};
    Listener *l = start(&seen, 0);
    int s = dial(l);
    say(s, "GET /slow HTTP/1.1\r\n" HOST CLOSE "\r\n",
        strlen("GET /slow HTTP/1.1\r\n" HOST CLOSE "\r\n"));
    pthread_t stopper;
    assert_int_equal(pthread_create(&stopper, NULL, stop_it, l), 0);
    assert_int_equal(status_of(hear(a, s)), 200);
    pthread_join(stopper, NULL);
}

void test_listen__says_why_it_cannot_start(void)
{
    Seen seen = {0};
    Listener *l = start(&seen, 0), *second = NULL;
    Err err = {0};
    assert_false(
        listen_start(&err, &(ListenOptions){.address = "nowhere", .handle = echo}, &second));
    assert_int_equal(err.kind, ERR_USAGE);
    /* A port that somebody else holds, without sharing it. */
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    assert_int_equal(bind(s, (struct sockaddr *)&at, size), 0);
    assert_int_equal(listen(s, 1), 0);
    assert_int_equal(getsockname(s, (struct sockaddr *)&at, &size), 0);
    err_clear(&err);
    assert_false(listen_start(
        &err, &(ListenOptions){.port = ntohs(at.sin_port), .handle = echo}, &second));
    assert_int_equal(err.kind, ERR_IO);
    assert_null(second);
    close(s);
    listen_stop(l);
    listen_stop(NULL);
}
