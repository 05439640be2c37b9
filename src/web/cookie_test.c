/* Cookies as browsers, careless programs and strangers send them. */
#include "web/cookie.h"

#include "support/test.h"

void test_cookie__finds_the_value_of_a_name(void)
{
    static const struct {
        const char *header, *value; /* NULL: none */
    } rows[] = {
        {NULL, NULL},
        {"", NULL},
        {";", NULL},
        {"id", NULL},
        {"id=", ""},
        {"id=a", "a"},
        {"id=a=b==", "a=b=="},
        {"other=1; id=a; last=2", "a"},
        {"other=1;id=a", "a"},
        {"other=1;  id=a  ;", "a"},
        {"id=\"a\"", "a"},
        {"id=\"", NULL},
        {"id=\"a", NULL},
        {"ID=a", NULL},
        {"xid=a", NULL},
        {"id =a", NULL},
        {"id=a b", NULL},
        {"id=a,b", NULL},
        {"id=a\\b", NULL},
        {"id=\xc3\xa9", NULL},
        {"broken,; {\"a\": 1}; id=a", "a"},
        {"other=id=a", NULL},
        {"id=a; id=b", NULL},
        {"id=a; id=a", NULL},
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = cookie_find(a, rows[i].header, "id");
        if (!value != !rows[i].value || (value && !same(value, rows[i].value)))
            fail_msg("row %zu: '%s' gives '%s'", i, rows[i].header, value ? value : "nothing");
    }
}

void test_cookie__is_set_as_safely_as_can_be(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(cookie_set(a, &(Cookie){.name = "__Host-pont", .value = "x1"}),
                        "__Host-pont=x1; Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_string_equal(
        cookie_set(a, &(Cookie){.name = "__Host-pont", .value = "", .max_age = -1}),
        "__Host-pont=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    assert_string_equal(cookie_set(a, &(Cookie){.name = "lang",
                                                .value = "cy",
                                                .path = "/a",
                                                .max_age = 60,
                                                .same_site = SAME_SITE_STRICT,
                                                .for_scripts = true,
                                                .plain_http = true}),
                        "lang=cy; Path=/a; Max-Age=60; SameSite=Strict");
}

void test_cookie__is_not_set_when_it_would_be_none(void)
{
    SCOPED_ARENA a = arena_new();
    char *large = arena_alloc(a, COOKIE_LONGEST + 1);
    for (int i = 0; i < COOKIE_LONGEST; i++)
        large[i] = 'a';
    const Cookie rows[] = {
        {.name = "", .value = "a"},
        {.name = "a b", .value = "a"},
        {.name = "a=b", .value = "a"},
        {.name = "a", .value = "a; Domain=evil"},
        {.name = "a", .value = "a\r\nX: y"},
        {.name = "a", .value = "\xc3\xa9"},
        {.name = "a", .value = large},
        {.name = "a", .value = "a", .path = "a"},
        {.name = "a", .value = "a", .path = "/;Domain=evil"},
        {.name = "a", .value = "a", .same_site = SAME_SITE_NONE, .plain_http = true},
        {.name = "__Host-a", .value = "a", .path = "/a"},
        {.name = "__Host-a", .value = "a", .plain_http = true},
        {.name = "__Secure-a", .value = "a", .plain_http = true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cookie_set(a, &rows[i]))
            fail_msg("row %zu: %s", i, cookie_set(a, &rows[i]));
}
