/* Which targets, headers and bodies pass the gate, and what is read from them. */
#include "web/gate.h"

#include "support/test.h"

#define HEADER(name, value)                                                                    \
    {                                                                                          \
        (name), (value), sizeof(name) - 1, sizeof(value) - 1                                   \
    }

static Refusal no; /* of the last refusal; each test sets it before it looks */

static int target_status(Arena *a, const char *raw, Request *out)
{
    return gate_target(a, raw, out, &no) ? 200 : no.status;
}

void test_gate__reads_path_and_query(void)
{
    SCOPED_ARENA a = arena_new();
    Request r = {0};
    assert_int_equal(target_status(a, "/org/Ynys%20M%C3%B4n/?q=a+b%26&empty=&bare&&x=1=2", &r),
                     200);
    assert_string_equal(r.path, "/org/Ynys Môn/");
    assert_int_equal(r.query.n, 4);
    assert_string_equal(pairs_find(&r.query, "q"), "a b&");
    assert_string_equal(pairs_find(&r.query, "empty"), "");
    assert_string_equal(pairs_find(&r.query, "bare"), "");
    assert_string_equal(pairs_find(&r.query, "x"), "1=2");
    assert_null(pairs_find(&r.query, "y"));
}

void test_gate__refuses_targets_with_two_readings(void)
{
    static const char *const bad[] = {
        "a",     "*",      "http://a/", "/a/../b", "/a/%2e%2E/b", "/..",    "/./a",
        "/a//b", "//a",    "/a%2fb",    "/a%5Cb",  "/a\\b",       "/a%",    "/a%4",
        "/a%zz", "/a%00b", "/a%ff",     "/a%0a",   "/a?b=%00",    "/a?%ff", "/a#b",
        "/a b",  "/a\x7f", "/a\"b",     "/a\xff",  "/a%c0%ae",
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Request r = {0};
        if (target_status(a, bad[i], &r) != 400)
            fail_msg("'%s' is not refused", bad[i]);
        assert_null(r.path);
    }
    Request r = {0};
    char longer[REQUEST_LONGEST_PATH + 3];
    memset(longer, 'a', sizeof longer);
    longer[0] = '/';
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(target_status(a, longer, &r), 414);
}

void test_gate__counts_fields(void)
{
    SCOPED_ARENA a = arena_new();
    Buf b = buf_new(a, 0);
    for (int i = 0; i <= REQUEST_MOST_FIELDS; i++)
        buf_puts(&b, "a&");
    Pairs p = {0};
    assert_false(gate_urlencoded(a, buf_text(&b), b.len, &p, &no));
    assert_int_equal(no.status, 413);
}

void test_gate__keeps_known_headers(void)
{
    const RawHeader headers[] = {HEADER("hOST", "pont.example:8080"),
                                 HEADER("Cookie", "a=1"),
                                 HEADER("Accept", "text/html "),
                                 HEADER("cookie", "b=2"),
                                 HEADER("X-Other", "1"),
                                 HEADER("X-Other", "2"),
                                 HEADER("HX-Request", "true"),
                                 HEADER("Content-Length", "12")};
    SCOPED_ARENA a = arena_new();
    Request r = {.method = METHOD_POST};
    BodyPlan plan;
    assert_true(gate_headers(a, headers, 8, 100, &r, &plan, &no));
    assert_string_equal(r.headers.host, "pont.example:8080");
    assert_string_equal(r.headers.cookie, "a=1; b=2");
    assert_string_equal(r.headers.accept, "text/html");
    assert_string_equal(r.headers.hx_request, "true");
    assert_null(r.headers.origin);
    assert_int_equal(plan.length, 12);
    assert_false(plan.chunked);
}

void test_gate__refuses_headers_with_two_readings(void)
{
    static const struct {
        RawHeader one, two;
        Method method;
        int status;
    } bad[] = {
        {HEADER("Content-Length", "1"), HEADER("Content-Length", "1"), METHOD_POST, 400},
        {HEADER("Content-Length", "1"), HEADER("Transfer-Encoding", "chunked"), METHOD_POST,
         400},
        {HEADER("Transfer-Encoding", "xchunked"), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Transfer-Encoding", "gzip, chunked"), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Transfer-Encoding", ""), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Content-Length", "+1"), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Content-Length", "0x1"), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Content-Length", ""), HEADER("X", ""), METHOD_POST, 400},
        {HEADER("Content-Length", "101"), HEADER("X", ""), METHOD_POST, 413},
        {HEADER("Content-Length", "1"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("Transfer-Encoding", "chunked"), HEADER("X", ""), METHOD_HEAD, 400},
        {HEADER("Host", "b"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("Content-Type", "a/b"), HEADER("content-type", "c/d"), METHOD_GET, 400},
        {HEADER("X Y", "1"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X ", "1"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("", "1"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X\0Y", "1"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X", "a\0b"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X", "a\nb"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X", "a\x7f"), HEADER("X", ""), METHOD_GET, 400},
        {HEADER("X", "\xff"), HEADER("X", ""), METHOD_GET, 400},
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const RawHeader headers[] = {HEADER("Host", "a"), bad[i].one, bad[i].two};
        Request r = {.method = bad[i].method};
        BodyPlan plan;
        if (gate_headers(a, headers, 3, 100, &r, &plan, &no) || no.status != bad[i].status)
            fail_msg("row %zu ('%s') is not refused with %d", i, bad[i].one.name,
                     bad[i].status);
    }
    static const char *const hosts[] = {"", "a b", "a/b", "a,b", "é"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        const RawHeader host = {"Host", hosts[i], 4, strlen(hosts[i])};
        Request r = {0};
        BodyPlan plan;
        assert_false(gate_headers(a, &host, 1, 100, &r, &plan, &no));
    }
}

static bool read_form(Arena *a, const char *type, const char *body, size_t size, Request *out)
{
    *out = (Request){.method = METHOD_POST,
                     .headers = {.host = "a", .content_type = type},
                     .body = {body, size}};
    return gate_form(a, out, &no);
}

static const char multipart[] = "multipart/form-data; boundary=\"xx\"";

void test_gate__reads_fields_and_files(void)
{
    static const char body[] =
        "--xx\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n"
        "line one\r\nline --xx two\r\n"
        "--xx\r\ncontent-disposition: form-data; name=\"f\"; "
        "filename=\"C:\\returns\\p\\\"w.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        "a\0b\r\n\r\n"
        "--xx\r\nContent-Disposition: form-data; name=none; filename=\"\"\r\n\r\n\r\n"
        "--xx--\r\nafterwards";
    SCOPED_ARENA a = arena_new();
    Request r;
    assert_true(read_form(a, multipart, body, sizeof body - 1, &r));
    assert_int_equal(r.form.n, 1);
    assert_string_equal(pairs_find(&r.form, "note"), "line one\r\nline --xx two");
    assert_int_equal(r.n_files, 1);
    assert_string_equal(r.files[0].field, "f");
    assert_string_equal(r.files[0].name, "p\"w.csv");
    assert_int_equal(r.files[0].bytes.size, 5);
    assert_memory_equal(r.files[0].bytes.data, "a\0b\r\n", 6);
}

void test_gate__refuses_broken_forms(void)
{
#define PART "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
    static const char *const bad[] = {
        "",
        "xx",
        "--xx",
        "--xy\r\n",
        "--xx\r\n",
        "--xxContent",
        PART,
        PART "1",
        PART "1\r\n--xx",
        PART "1\r\n--xx\r\n",
        PART "1\r\n--xx-",
        PART "\xff\r\n--xx--",
        "--xx\r\nX: y\r\n\r\n1\r\n--xx--",
        "--xx\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--xx--",
        "--xx\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xx--",
        "--xx\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--xx--",
        ("--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--xx--"),
    };
    SCOPED_ARENA a = arena_new();
    Request r;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (read_form(a, multipart, bad[i], strlen(bad[i]), &r))
            fail_msg("form %zu is read: %s", i, bad[i]);
    assert_true(read_form(a, multipart, PART "1\r\n--xx--", strlen(PART "1\r\n--xx--"), &r));
    assert_false(read_form(a, "multipart/form-data", "--xx--", 6, &r));
    assert_false(read_form(a, "multipart/form-data; boundary=", "--xx--", 6, &r));
    assert_false(read_form(a, "multipart/form-data; boundary=\"a\nb\"", "--xx--", 6, &r));
#undef PART
}

void test_gate__leaves_other_bodies_alone(void)
{
    SCOPED_ARENA a = arena_new();
    Request r;
    assert_true(read_form(a, "application/json", "{\"a\": 1}", 8, &r));
    assert_int_equal(r.form.n, 0);
    assert_true(read_form(a, NULL, "a=b", 3, &r));
    assert_int_equal(r.form.n, 0);
    assert_true(read_form(a, "application/x-www-form-urlencoded; charset=utf-8", "a=b", 3, &r));
    assert_string_equal(pairs_find(&r.form, "a"), "b");
    assert_false(read_form(a, "application/x-www-form-urlencoded", "a=%ff", 5, &r));
}
