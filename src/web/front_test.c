/* What every request passes: health, counts, the log's line, compression. */
#include "web/compress.h"
#include "web/front.h"
#include "web/log.h"
#include "web/metrics.h"

#include "support/test.h"

static void next(void *self, Arena *a, const Request *in, Response *out)
{
    (void)self;
    Buf b = buf_new(a, 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "<p>line %d</p>\n", i);
    out->route = "/page/{id}";
    out->type = "text/html; charset=utf-8";
    out->body = buf_text(&b);
    out->size = b.len;
    if (same(in->path, "/same"))
        out->status = 304;
    if (same(in->path, "/metrics"))
        out->status = 404;
}

static bool broken(void *self, Arena *a, const char **why)
{
    (void)self;
    (void)a;
    *why = "the database does not answer";
    return false;
}

static Response ask(Arena *a, Front *f, Request in)
{
    Response out = {.status = 200};
    in.peer = in.peer ? in.peer : "127.0.0.1";
    in.id = "trace-12345";
    front_answer(f, a, &in, &out);
    return out;
}

void test_front__says_whether_it_lives_and_is_ready(void)
{
    SCOPED_ARENA a = arena_new();
    Front *good = front_new(a, &(FrontOptions){.next = next});
    Front *bad = front_new(a, &(FrontOptions){.next = next, .ready = broken});
    assert_int_equal(ask(a, good, (Request){.path = "/healthz"}).status, 200);
    assert_int_equal(ask(a, good, (Request){.path = "/readyz"}).status, 200);
    assert_int_equal(ask(a, bad, (Request){.path = "/healthz"}).status, 200);
    Response no = ask(a, bad, (Request){.path = "/readyz"});
    assert_int_equal(no.status, 503);
    assert_string_equal(no.body, "the database does not answer\n");
    front_closing(good);
    assert_int_equal(ask(a, good, (Request){.path = "/readyz"}).status, 503);
    Response last = ask(a, good, (Request){.path = "/page/1"});
    assert_string_equal(pairs_find(&last.headers, "Connection"), "close");
    front_close(good);
    front_close(bad);
}

void test_front__counts_for_this_machine_only(void)
{
    SCOPED_ARENA a = arena_new();
    Front *f = front_new(a, &(FrontOptions){.next = next});
    (void)ask(a, f, (Request){.path = "/page/1"});
    (void)ask(a, f, (Request){.path = "/page/2"});
    Response out = ask(a, f, (Request){.path = "/metrics"});
    assert_int_equal(out.status, 200);
    assert_non_null(strstr(
        out.body,
        "\npont_requests_total{route=\"/page/{id}\",method=\"GET\",status=\"200\"} 2\n"));
    assert_non_null(strstr(out.body, "\npont_request_seconds_count{route=\"/page/{id}\"} 2\n"));
    assert_non_null(
        strstr(out.body, "pont_request_seconds_bucket{route=\"/page/{id}\",le=\"+Inf\"} 2\n"));
    assert_non_null(strstr(out.body, "\nprocess_resident_memory_bytes "));
    assert_int_equal(ask(a, f, (Request){.path = "/metrics", .peer = "203.0.113.5"}).status,
                     404);
    assert_int_equal(ask(a, f, (Request){.path = "/metrics", .forwarded = true}).status, 404);
    front_close(f);
}

void test_metrics__do_not_grow_without_end(void)
{
    SCOPED_ARENA a = arena_new();
    Metrics *m = metrics_new(a);
    for (int i = 0; i < 3000; i++)
        metrics_count(m, arena_printf(a, "/%d\"\\", i), METHOD_GET, 200, 0.003, 1);
    Buf b = buf_new(a, 0);
    metrics_write(m, &b);
    assert_non_null(strstr(buf_text(&b), "route=\"/0\\\"\\\\\",le=\"0.0025\"} 0\n"));
    assert_non_null(strstr(buf_text(&b), "route=\"/0\\\"\\\\\",le=\"0.005\"} 1\n"));
    assert_non_null(strstr(buf_text(&b), "route=\"other\",le=\"+Inf\"} 2745\n"));
    assert_null(strstr(buf_text(&b), "/2999"));
    metrics_close(m);
}

void test_log__line_names_nobody(void)
{
    SCOPED_ARENA a = arena_new();
    Request in = {.path = "/person/jo",
                  .target = "/person/jo?name=Jo",
                  .peer = "203.0.113.5",
                  .id = "trace-12345",
                  .method = METHOD_POST};
    Response out = {.status = 303, .route = "/person/{id}", .type = NULL, .size = 12};
    assert_string_equal(
        log_line(a, (struct timespec){.tv_sec = 1795694400, .tv_nsec = 5000000}, &in, &out,
                 0.0012345),
        "{\"time\": \"2026-11-26T12:00:00.005Z\",\"id\": \"trace-12345\","
        "\"method\": \"POST\",\"route\": \"/person/{id}\",\"status\": 303,\"type\": \"\","
        "\"ms\": 1.234,\"bytes\": 12}\n");
}

void test_front__an_answer_without_body_has_none(void)
{
    SCOPED_ARENA a = arena_new();
    Front *f = front_new(a, &(FrontOptions){.next = next});
    Response out = ask(a, f, (Request){.path = "/same"});
    assert_int_equal(out.status, 304);
    assert_int_equal(out.size, 0);
    assert_null(out.type);
    front_close(f);
}

void test_compress__takes_what_is_asked_for(void)
{
    static const struct {
        const char *accept, *coding; /* NULL: as it is */
    } rows[] = {
        {NULL, NULL},
        {"", NULL},
        {"identity", NULL},
        {"br", "br"},
        {"gzip", "gzip"},
        {"gzip, deflate, br, zstd", "br"},
        {"br;q=0, gzip", "gzip"},
        {"br;q=0, *", "gzip"},
        {"deflate", NULL},
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Request in = {.path = "/page", .headers = {.accept_encoding = rows[i].accept}};
        Response out = {.status = 200};
        next(NULL, a, &in, &out);
        size_t before = out.size;
        compress_response(a, &in, &out);
        const char *coding = pairs_find(&out.headers, "Content-Encoding");
        if (!coding != !rows[i].coding || (coding && !same(coding, rows[i].coding)))
            fail_msg("row %zu: %s", i, coding ? coding : "none");
        assert_true(coding ? out.size < before / 3 : out.size == before);
        assert_string_equal(pairs_find(&out.headers, "Vary"), "Accept-Encoding");
    }
}

void test_compress__leaves_alone_what_gains_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    Request in = {.headers = {.accept_encoding = "br, gzip"}};
    char *noise = arena_alloc(a, 4096);
    uint32_t x = 1;
    for (int i = 0; i < 4096; i++) {
        x = x * 1664525u + 1013904223u;
        noise[i] = (char)(x >> 24);
    }
    const Response rows[] = {
        {.status = 200, .type = "text/plain", .body = "short", .size = 5},
        {.status = 200, .type = "text/plain", .body = noise, .size = 4096},
        {.status = 200, .type = "image/png", .body = noise, .size = 4096},
        {.status = 200, .type = "application/octet-stream", .body = noise, .size = 4096},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Response out = rows[i];
        compress_response(a, &in, &out);
        assert_ptr_equal(out.body, rows[i].body);
        assert_null(pairs_find(&out.headers, "Content-Encoding"));
    }
    Response coded = {.status = 200, .type = "text/css", .body = noise, .size = 4096};
    respond_header(a, &coded, "Content-Encoding", "br");
    compress_response(a, &in, &coded);
    assert_int_equal(coded.headers.n, 1);
}
