/* Tests that connections are kept, and that a lost one is not given to anybody. */
#include "support/test.h"
#include "web/pool.h"

#include "support/database.h"

static Ctx take(Arena *a, Pool *p)
{
    Ctx cx = {.arena = a, .user = "test"};
    if (!pool_take(p, &cx))
        fail_msg("%s", cx.err.message);
    return cx;
}

static int64_t number(Ctx *cx, const char *sql)
{
    int64_t n = -1;
    if (!db_one_int(cx, &n, sql, NO_ARGS))
        fail_msg("%s", cx->err.message);
    return n;
}

void test_pool__a_connection_is_used_again(void)
{
    SCOPED_ARENA a = arena_new();
    Pool p;
    pool_open(&p, test_database_url(a));
    Ctx one = take(a, &p), two = take(a, &p);
    assert_ptr_not_equal(one.db, two.db);
    pool_give(&p, one.db);
    assert_ptr_equal(take(a, &p).db, one.db);
    pool_give(&p, one.db);
    pool_give(&p, two.db);
    pool_close(&p);
}

void test_pool__a_lost_connection_is_replaced(void)
{
    if (!test_on_server())
        skip();
    SCOPED_ARENA a = arena_new();
    Pool p;
    pool_open(&p, test_database_url(a));
    Ctx lost = take(a, &p), killer = take(a, &p);
    int64_t pid = number(&lost, "SELECT pg_backend_pid()"), gone = 0;
    pool_give(&p, lost.db);
    if (!db_one_int(&killer, &gone, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)",
                    ARGS(pid)))
        fail_msg("%s", killer.err.message);
    Ctx fresh = take(a, &p);
    assert_true(db_is_alive(fresh.db));
    assert_true(number(&fresh, "SELECT pg_backend_pid()") != pid);
    pool_give(&p, fresh.db);
    pool_give(&p, killer.db);
    pool_close(&p);
}
