/* Who is believed about a request's origin. */
#include "web/proxy.h"

#include "support/test.h"

void test_proxy__only_a_trusted_proxy_speaks_for_others(void)
{
    static const struct {
        const char *trusted, *socket, *forwarded_for, *peer;
    } rows[] = {
        {"", "127.0.0.1", NULL, "127.0.0.1"},
        {"", "127.0.0.1", "203.0.113.5", "127.0.0.1"},
        {NULL, "127.0.0.1", "203.0.113.5", "127.0.0.1"},
        {"127.0.0.1,::1", "127.0.0.1", "203.0.113.5", "203.0.113.5"},
        {"127.0.0.1, ::1", "::1", "2001:DB8::5", "2001:db8::5"},
        {"127.0.0.1", "::ffff:127.0.0.1", "203.0.113.5", "203.0.113.5"},
        {"127.0.0.1", "203.0.113.9", "203.0.113.5", "203.0.113.9"},
        /* The first ones are whatever the client wrote. */
        {"127.0.0.1", "127.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"},
        {"127.0.0.1,192.0.2.1", "127.0.0.1", "203.0.113.5, 192.0.2.1", "203.0.113.5"},
        {"127.0.0.1", "127.0.0.1", "203.0.113.5, nonsense", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"},
        {"127.0.0.1", "nonsense", "203.0.113.5", "unknown"},
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Request r = {.headers = {.x_forwarded_for = rows[i].forwarded_for,
                                 .x_forwarded_proto = "https"}};
        proxy_resolve(a, rows[i].trusted, rows[i].socket, &r);
        if (!same(r.peer, rows[i].peer))
            fail_msg("row %zu: %s, not %s", i, r.peer, rows[i].peer);
        assert_true(r.forwarded);
    }
}

void test_proxy__the_addresses_of_one_household_are_one_asker(void)
{
    SCOPED_ARENA a = arena_new();
    const char *home = proxy_network(a, "2001:db8:1:2:3:4:5:6");
    assert_string_equal(home, "2001:db8:1:2::/64");
    assert_string_equal(proxy_network(a, "2001:db8:1:2:ffff::1"), home);
    assert_string_not_equal(proxy_network(a, "2001:db8:1:3::1"), home);
    assert_string_equal(proxy_network(a, "203.0.113.5"), "203.0.113.5");
    assert_string_equal(proxy_network(a, "unknown"), "unknown");
}

void test_proxy__tls_is_believed_of_a_trusted_proxy_only(void)
{
    SCOPED_ARENA a = arena_new();
    Request r = {.headers = {.x_forwarded_proto = "https"}};
    proxy_resolve(a, "", "127.0.0.1", &r);
    assert_false(r.secure);
    proxy_resolve(a, "127.0.0.1", "127.0.0.1", &r);
    assert_true(r.secure);
    r.headers.x_forwarded_proto = "http";
    proxy_resolve(a, "127.0.0.1", "127.0.0.1", &r);
    assert_false(r.secure);
}

void test_proxy__a_request_has_an_id(void)
{
    SCOPED_ARENA a = arena_new();
    Request r = {.headers = {.x_request_id = "trace-1.2_3"}}, s = {0};
    proxy_resolve(a, "", "127.0.0.1", &r);
    assert_string_equal(r.id, "trace-1.2_3");
    assert_false(r.forwarded);
    r.headers.x_request_id = "short";
    proxy_resolve(a, "", "127.0.0.1", &r);
    assert_int_equal(strlen(r.id), 32);
    s.headers.x_request_id = "a\",\"status\":200";
    proxy_resolve(a, "", "127.0.0.1", &s);
    assert_int_equal(strlen(s.id), 32);
    assert_string_not_equal(r.id, s.id);
    assert_true(request_id_ok(s.id));
}
