/* How long tries wait, and where nobody may be sent. */
#include "base/embedded.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/account/account.h"
#include "support/test.h"

#include "support/database.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const App app = {.version = "test", .build = "test"};

static Ctx open_cx(void)
{
    static const char *const names[] = {"core", "account"};
    Ctx cx = {.arena = arena_new(), .app = &app, .user = "test", .who = who_operator()};
    cx.now = 1000 * (int64_t)DAY;
    test_database_open(&cx);
    if (!db_migrate(&cx, names, 2, embedded_schema, embedded_schema_count))
        fail_msg("%s", cx.err.message);
    return cx;
}

static void close_cx(Ctx *cx)
{
    db_close(cx->db);
    arena_free(cx->arena);
}

static bool tries(Ctx *cx, const char *what)
{
    bool good = try_count(cx, TRY_ADDRESS, what);
    if (!good)
        assert_int_equal(cx->err.kind, ERR_TOO_MANY);
    err_clear(&cx->err);
    return good;
}

/* Seconds until the next try is heard. */
static int wait_for(Ctx *cx, const char *what)
{
    int seconds = 0;
    while (!tries(cx, what)) {
        cx->now++;
        seconds++;
    }
    return seconds;
}

void test_account__each_wrong_try_waits_longer_and_never_for_ever(void)
{
    Ctx cx = open_cx();
    for (int i = 0; i < 5; i++)
        assert_int_equal(wait_for(&cx, "ann"), 0);
    int last = 0;
    for (int i = 0; i < 10; i++) {
        int wait = wait_for(&cx, "ann");
        assert_true(wait >= last && wait <= 15 * MINUTE);
        assert_true(wait > last || last == 15 * MINUTE);
        last = wait;
    }
    assert_int_equal(last, 15 * MINUTE);
    assert_int_equal(wait_for(&cx, "bob"), 0);
    cx.now += DAY;
    assert_int_equal(wait_for(&cx, "ann"), 0);
    close_cx(&cx);
}

void test_account__a_right_try_clears_its_address_but_not_its_peer(void)
{
    Ctx cx = open_cx();
    for (int i = 0; i < 6; i++)
        (void)tries(&cx, "ann");
    assert_false(tries(&cx, "ann"));
    assert_true(try_was_right(&cx, TRY_ADDRESS, "ann"));
    assert_true(tries(&cx, "ann"));
    int heard = 0;
    for (int i = 0; i < 100; i++) { /* guesses, with a right one of the guesser's own between */
        heard += try_count(&cx, TRY_PEER, "192.0.2.1");
        err_clear(&cx.err);
        if (i % 10 == 9 && try_count(&cx, TRY_PEER, "192.0.2.1"))
            assert_true(try_was_right(&cx, TRY_PEER, "192.0.2.1"));
        err_clear(&cx.err);
    }
    assert_true(heard >= 30 && heard < 40);
    close_cx(&cx);
}

void test_account__a_new_address_of_the_same_network_is_no_new_start(void)
{
    Ctx cx = open_cx();
    int heard = 0;
    for (int i = 0; i < 40; i++) {
        heard += try_count(&cx, TRY_PEER, arena_printf(cx.arena, "2001:db8::%x", i + 1));
        err_clear(&cx.err);
    }
    assert_int_equal(heard, 30);
    assert_true(try_count(&cx, TRY_PEER, "2001:db8:0:1::1"));
    close_cx(&cx);
}

void test_account__nobody_is_sent_to_another_site(void)
{
    static const char *const bad[] = {"",        "//evil.example", "https://evil.example",
                                      "/\\evil", "\\\\evil",       "javascript:alert(1)",
                                      "/a\\b",   "/\t/evil",       "/\r\nSet-Cookie: a=b",
                                      "org",     " /org"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(account_local(bad[i]), "/");
    assert_string_equal(account_local("/org/powys?at=2026-01-01"), "/org/powys?at=2026-01-01");
}
