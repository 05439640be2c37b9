#include "core/secret.h"
#include "support/test.h"
#include <stdlib.h>
#include <unistd.h>

void test_secret__tokens_are_long_and_never_the_same(void)
{
    SCOPED_ARENA a = arena_new();
    const char *first = secret_token(a), *second = secret_token(a);
    assert_int_equal(strlen(first), 43); /* 256 bits, 6 to a character */
    assert_int_equal(strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_"),
                     43);
    assert_string_not_equal(first, second);
}

/* BLAKE2b-256 of "abc", as the reference implementation prints it. */
void test_secret__the_stored_hash_is_blake2b(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(secret_hash(a, "abc"),
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

void test_secret__a_mac_is_for_one_purpose(void)
{
    SCOPED_ARENA a = arena_new();
    const char *mac = secret_mac(a, "key", "csrf", "session");
    assert_int_equal(strlen(mac), 43);
    assert_string_equal(mac, secret_mac(a, "key", "csrf", "session"));
    assert_string_not_equal(mac, secret_mac(a, "key", "csr", "fsession"));
    assert_string_not_equal(mac, secret_mac(a, "key", "link", "session"));
    assert_string_not_equal(mac, secret_mac(a, "kez", "csrf", "session"));
    /* HMAC-SHA256("key", "csrf\0session") by another implementation */
    assert_string_equal(mac, "HeidT5pZLGeMLTntr7vRBaTKnrjup9-bjgWXBd3PKm0");
}

void test_secret__the_same_is_the_same_text(void)
{
    assert_true(secret_same("abc", "abc"));
    assert_false(secret_same("abc", "abd"));
    assert_false(secret_same("abc", "ab"));
    assert_false(secret_same("abc", ""));
    assert_false(secret_same(NULL, ""));
    assert_false(secret_same("", NULL));
    assert_false(secret_same(NULL, NULL));
}

void test_base64url__is_read_only_as_it_is_written(void)
{
    static const char *const wrong[] = {"A",   "AA=",  "AA==", "AB",
                                        "A A", "AA+A", "AA/A", "AA\n"};
    SCOPED_ARENA a = arena_new();
    Bytes b = {NULL, 7};
    assert_string_equal(base64url(a, "\xfb\xff\xfe", 3), "-__-");
    assert_true(base64url_read(a, "-__-", &b));
    assert_int_equal(b.size, 3);
    assert_memory_equal(b.data, "\xfb\xff\xfe", 3);
    assert_true(base64url_read(a, "", &b));
    assert_int_equal(b.size, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (base64url_read(a, wrong[i], &b))
            fail_msg("'%s' was read", wrong[i]);
}

/* ---------------------------------------------------------------- the operator's secrets */

static void forget(void)
{
    unsetenv("PONT_TEST_PHRASE");
    unsetenv("PONT_TEST_PHRASE_FILE");
}

void test_secret_setting__comes_from_the_environment_or_a_file(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .user = "test"};
    const char *s = NULL;
    forget();
    assert_true(secret_setting(&cx, "test.phrase", &s));
    assert_string_equal(s, "");
    setenv("PONT_TEST_PHRASE", "from here", 1);
    assert_true(secret_setting(&cx, "test.phrase", &s));
    assert_string_equal(s, "from here");
    const char *path = arena_printf(a, "/tmp/pont-secret-%ld", (long)getpid());
    assert_true(file_write(a, &cx.err, path, "from a file\n", 12));
    setenv("PONT_TEST_PHRASE_FILE", path, 1);
    assert_false(secret_setting(&cx, "test.phrase", &s)); /* which of the two? */
    assert_int_equal(cx.err.kind, ERR_USAGE);
    err_clear(&cx.err);
    unsetenv("PONT_TEST_PHRASE");
    assert_true(secret_setting(&cx, "test.phrase", &s));
    assert_string_equal(s, "from a file");
    unlink(path);
    assert_false(secret_setting(&cx, "test.phrase", &s));
    assert_int_equal(cx.err.kind, ERR_NOT_FOUND);
    assert_null(strstr(cx.err.message, "from a file"));
    forget();
}
