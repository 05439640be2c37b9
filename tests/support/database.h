/* A database for a unit test: in memory, or, when PONT_TEST_DB names a PostgreSQL server, on
 * that server. Comes after support/test.h. */
#ifndef PONT_TESTS_SUPPORT_DATABASE_H
#define PONT_TESTS_SUPPORT_DATABASE_H

#include "base/text.h"
#include "db/db.h"
#include <stdlib.h>
#include <unistd.h>

static inline bool test_on_server(void)
{
    const char *server = getenv("PONT_TEST_DB");
    return server && *server;
}

/* The address of the database `name` on the server of `url`. */
static inline const char *test_url_of(Arena *a, const char *url, const char *name)
{
    return arena_printf(a, "%.*s/%s", (int)(strrchr(url, '/') - url), url, name);
}

static inline const char *test_server_url(Arena *a, const char *name)
{
    return test_url_of(a, getenv("PONT_TEST_DB"), name);
}

/* Runs a statement on the server, outside any database of a test. */
static inline bool test_on_postgres(const char *sql)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    bool ok =
        db_open(&cx.err, test_server_url(a, "postgres"), false, &cx.db) && db_script(&cx, sql);
    db_close(cx.db);
    if (!ok)
        print_error("%s\n", cx.err.message);
    return ok;
}

/* Takes turns with four databases of this process, so that a test may have as many open. The
 * turn stands in the environment: the tests of one executable are several files. */
static inline const char *test_database_url(Arena *a)
{
    enum { TURNS = 4 };
    if (!test_on_server())
        return ":memory:";
    const char *said = getenv("PONT_TEST_TURN");
    int64_t turn = 0;
    if (said && !text_to_int(said, &turn))
        turn = 0;
    const char *name = arena_printf(a, "test_%d_%d", (int)getpid(), (int)(turn % TURNS));
    setenv("PONT_TEST_TURN", arena_printf(a, "%d", (int)turn + 1), 1);
    if (turn < TURNS)
        assert_true(test_on_postgres(arena_printf(a, "CREATE DATABASE %s", name)));
    Ctx cx = {.arena = a};
    bool ok = db_open(&cx.err, test_server_url(a, name), false, &cx.db) &&
              db_script(&cx, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
    db_close(cx.db);
    if (!ok)
        fail_msg("%s", cx.err.message);
    return test_server_url(a, name);
}

/* Opens an empty database for cx. */
static inline void test_database_open(Ctx *cx)
{
    if (!db_open(&cx->err, test_database_url(cx->arena), false, &cx->db))
        fail_msg("%s", cx->err.message);
}

#endif
