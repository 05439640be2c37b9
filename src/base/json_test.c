#include "base/json.h"
#include "support/test.h"

void test_json__writes_what_it_reads(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Buf b = buf_new(a, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    json_put_text(&j, "name", "T\xC5\xB7 \"</script>\n");
    json_put_double(&j, "rate", 0.1);
    json_put_double(&j, "none", 0.0 / 0.0);
    json_open_array(&j, "list");
    json_put_int(&j, NULL, 1);
    json_put_bool(&j, NULL, true);
    json_close(&j);
    json_close(&j);
    assert_null(strstr(buf_text(&b), "<"));
    Pairs p = {0};
    assert_true(json_read_pairs(a, &err, buf_text(&b), b.len, &p));
    assert_int_equal(p.n, 5);
    assert_string_equal(p.items[0].value, "T\xC5\xB7 \"</script>\n");
    assert_string_equal(p.items[1].value, "0.1");
    assert_true(p.items[2].is_null);
    assert_string_equal(p.items[4].name, "list");
}

void test_json__refuses_broken_text(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const bad[] = {"", "{", "[1]", "{\"a\":1,}", "{\"a\":\xFF}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Err err = {0};
        Pairs p = {0};
        assert_false(json_read_pairs(a, &err, bad[i], strlen(bad[i]), &p));
        assert_int_equal(err.kind, ERR_USAGE);
    }
}

void test_json__a_tree_keeps_kinds_apart(void)
{
    static const char text[] =
        "{\"a\": \"1\", \"b\": 1, \"c\": [true, null, {\"d\": -2.5}], \"e\": {}}\n";
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    const JsonValue *v = NULL;
    assert_true(json_read(a, &err, text, strlen(text), &v));
    assert_int_equal(v->kind, JSON_OBJECT);
    assert_string_equal(json_member_text(v, "a"), "1");
    assert_string_equal(json_member_text(v, "b"), "");
    assert_true(json_member(v, "b")->number == 1);
    const JsonValue *c = json_member(v, "c");
    assert_int_equal(c->n, 3);
    assert_true(c->items[0].kind == JSON_BOOL && c->items[0].truth);
    assert_int_equal(c->items[1].kind, JSON_NULL);
    assert_true(json_member(&c->items[2], "d")->number == -2.5);
    assert_int_equal(json_member(v, "e")->kind, JSON_OBJECT);
    assert_null(json_member(v, "f"));
    assert_null(json_member(c, "d"));
    assert_null(json_member(NULL, "d"));
}

void test_json__a_tree_is_of_one_whole_clean_text(void)
{
    static const char *const bad[] = {
        "", "{", "{} x", "nul", "{\"a\": 1,}", "[1] 2", "\"\xff\"", "{\"a\": \"x\\u0000y\"}"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Err err = {0};
        const JsonValue *v = NULL;
        if (json_read(a, &err, bad[i], strlen(bad[i]), &v))
            fail_msg("'%s' was read", bad[i]);
        assert_null(v);
        assert_true(err.kind != ERR_NONE);
    }
}
