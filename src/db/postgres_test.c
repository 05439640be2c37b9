#include "base/embedded.h"
#include "db/catalog.h"
#include "support/test.h"

#include "support/database.h"
#include <sys/wait.h>

static void must(Ctx *cx, bool ok)
{
    if (!ok || cx->err.kind)
        fail_msg("%s", cx->err.message);
}

static void must_fail(Ctx *cx, bool ok, ErrKind kind, const char *says)
{
    assert_false(ok);
    if (cx->err.kind != kind || !strstr(cx->err.message, says))
        fail_msg("'%s' is not of the kind, or does not say '%s'", cx->err.message, says);
    err_clear(&cx->err);
}

static int64_t number(Ctx *cx, const char *sql)
{
    int64_t n = -1;
    must(cx, db_one_int(cx, &n, sql, NO_ARGS));
    return n;
}

typedef struct Two { /* connections to one database */
    Arena *arena;
    const char *url;
    Ctx a, b;
} Two;

static bool open_two(Two *t)
{
    if (!test_on_server())
        return false;
    t->arena = arena_new();
    t->url = test_database_url(t->arena);
    t->a = t->b = (Ctx){.arena = t->arena, .user = "test"};
    must(&t->a, db_open(&t->a.err, t->url, false, &t->a.db));
    must(&t->b, db_open(&t->b.err, t->url, false, &t->b.db));
    must(&t->a, db_script(&t->a, "CREATE TABLE t (\n    id INTEGER PRIMARY KEY,\n"
                                 "    n INTEGER NOT NULL\n);\n"
                                 "INSERT INTO t VALUES (1, 10), (2, 20);\n"));
    return true;
}

static void close_two(Two *t)
{
    db_close(t->a.db);
    db_close(t->b.db);
    arena_free(t->arena);
}

/* ---------------------------------------------------------------- clashes */

/* Each reads what the other writes: one of them must do it again, and then may. */
void test_postgres__a_clash_may_be_tried_again(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    const char *sum = "SELECT SUM(n) FROM t", *add = "INSERT INTO t (id, n) VALUES ($1, $2)";
    int64_t seen;
    unsigned long stored = db_stored(&t.b);
    must(&t.a, db_begin(&t.a));
    must(&t.b, db_begin(&t.b));
    seen = number(&t.a, sum);
    assert_int_equal(number(&t.b, sum), seen);
    must(&t.a, db_run(&t.a, add, ARGS(3, seen)));
    must(&t.b, db_run(&t.b, add, ARGS(4, seen)));
    must(&t.a, db_end(&t.a, true));
    assert_false(db_end(&t.b, true));
    assert_int_equal(t.b.err.kind, ERR_BUSY);
    assert_true(db_may_retry(&t.b, stored, 1));
    err_clear(&t.b.err);
    must(&t.b, db_begin(&t.b));
    must(&t.b, db_end(&t.b, db_run(&t.b, add, ARGS(4, number(&t.b, sum)))));
    assert_int_equal(number(&t.a, sum), 10 + 20 + 30 + 60);
    /* After something was stored, nothing may be done again. */
    t.b.err.kind = ERR_BUSY;
    assert_false(db_may_retry(&t.b, stored, 1));
    close_two(&t);
}

void test_postgres__a_failed_write_is_said_at_the_end(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    must(&t.a, db_begin(&t.a));
    bool ok = true;
    for (int i = 0; ok && i < 10; i++) /* the second of them is wrong */
        ok = db_run(&t.a, "INSERT INTO t (id, n) VALUES ($1, $2)",
                    ARGS(i == 1 ? 1 : i + 100, 1));
    must_fail(&t.a, db_end(&t.a, ok), ERR_CONFLICT, "unique constraint");
    assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), 2);
    /* And by a query in between, which would otherwise count what is not there. */
    must(&t.a, db_begin(&t.a));
    int64_t n;
    must(&t.a, db_run(&t.a, "INSERT INTO t (id, n) VALUES (1, 1)", NO_ARGS));
    must_fail(&t.a, db_one_int(&t.a, &n, "SELECT COUNT(*) FROM t", NO_ARGS), ERR_CONFLICT,
              "unique");
    assert_false(db_end(&t.a, true));
    err_clear(&t.a.err);
    assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), 2);
    close_two(&t);
}

void test_postgres__many_writes_travel_together_in_order(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    must(&t.a, db_begin(&t.a));
    for (int i = 3; i <= 3000; i++) {
        must(&t.a, db_run(&t.a, "INSERT INTO t (id, n) VALUES ($1, $2)", ARGS(i, i)));
        if (i % 3 == 0)
            must(&t.a, db_run(&t.a, "UPDATE t SET n = 2 * n WHERE id = $1", ARGS(i)));
        if (i % 700 == 0)
            assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), i);
        if (i == 2000)
            must(&t.a, db_run(&t.a, "DELETE FROM t WHERE id < 3 AND n = $1", ARGS(-1)));
    }
    must(&t.a, db_end(&t.a, true));
    assert_int_equal(number(&t.b, "SELECT COUNT(*) FROM t"), 3000);
    assert_int_equal(number(&t.b, "SELECT SUM(n) FROM t WHERE id > 2"), 4501500 - 3 + 1501500);
    close_two(&t);
}

/* ---------------------------------------------------------------- lost connections */

static void cut(Two *t) /* b ends a's connection */
{
    int64_t pid = number(&t->a, "SELECT pg_backend_pid()"), gone = 0;
    must(&t->b,
         db_one_int(&t->b, &gone, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)",
                    ARGS(pid)));
    assert_int_equal(gone, 1);
}

void test_postgres__a_lost_connection_is_seen_and_made_again(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    assert_true(db_is_alive(t.a.db));
    cut(&t);
    assert_false(db_is_alive(t.a.db));
    assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), 2);
    assert_true(db_is_alive(t.a.db));
    cut(&t); /* not looked at: the question is asked again by itself */
    assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), 2);
    /* In the middle of a transaction all of it is gone, and may be done again. */
    unsigned long stored = db_stored(&t.a);
    must(&t.a, db_begin(&t.a));
    must(&t.a, db_run(&t.a, "INSERT INTO t (id, n) VALUES (3, 3)", NO_ARGS));
    cut(&t);
    int64_t n;
    assert_false(db_one_int(&t.a, &n, "SELECT COUNT(*) FROM t", NO_ARGS));
    assert_int_equal(t.a.err.kind, ERR_BUSY);
    assert_false(db_end(&t.a, true));
    assert_true(db_may_retry(&t.a, stored, 1));
    err_clear(&t.a.err);
    must(&t.a, db_begin(&t.a));
    must(&t.a, db_end(&t.a, db_run(&t.a, "INSERT INTO t (id, n) VALUES (3, 3)", NO_ARGS)));
    assert_int_equal(number(&t.b, "SELECT COUNT(*) FROM t"), 3);
    close_two(&t);
}

/* What was on its way when the connection went is not taken for stored. */
void test_postgres__a_commit_without_an_answer_is_not_repeated(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    unsigned long stored = db_stored(&t.a);
    must(&t.a, db_begin(&t.a));
    int64_t pid = number(&t.a, "SELECT pg_backend_pid()"), gone;
    must(&t.b, db_one_int(&t.b, &gone, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)",
                          ARGS(pid)));
    must_fail(&t.a, db_end(&t.a, true), ERR_IO, "look whether it is there");
    t.a.err.kind = ERR_BUSY;
    assert_false(db_may_retry(&t.a, stored, 1));
    close_two(&t);
}

/* ---------------------------------------------------------------- many rows, addresses */

void test_postgres__many_rows_come_in_pieces_and_queries_nest(void)
{
    Two t;
    if (!open_two(&t))
        skip();
    DbRows rows = {0};
    int n = 0;
    must(&t.a, db_begin_read(&t.a));
    must(&t.a, db_query_many(&t.a, &rows, "SELECT generate_series(1, 1500)", NO_ARGS));
    while (db_next(&rows)) {
        assert_int_equal(db_int(&rows, 0), ++n);
        if (n % 400 == 0)
            assert_int_equal(number(&t.a, "SELECT COUNT(*) FROM t"), 2);
    }
    must(&t.a, db_ok(&t.a));
    db_done(&rows);
    assert_int_equal(n, 1500);
    must(&t.a, db_end(&t.a, true));
    must(&t.a, db_begin_read(&t.a));
    must_fail(&t.a,
              db_run(&t.a, "INSERT INTO t (id, n) VALUES (9, 9)", NO_ARGS) &&
                  db_end(&t.a, true),
              ERR_IO, "read-only");
    close_two(&t);
}

void test_postgres__a_password_is_never_said(void)
{
    Err err = {0};
    Db *db = NULL;
    const char *const urls[] = {"postgres://pont:s3cret@127.0.0.1:1/plans",
                                "postgres://pont:s3cret@[::1/plans",
                                "postgres://pont:s3cret@127.0.0.1:1/plans?nonsense=s3cret"};
    for (int i = 0; i < 3; i++) {
        assert_false(db_open(&err, urls[i], false, &db));
        assert_null(strstr(err.message, "s3cret"));
        if (i == 0) {
            assert_int_equal(err.kind, ERR_IO);
            assert_non_null(strstr(err.message, "'plans' on 127.0.0.1"));
        } else {
            assert_int_equal(err.kind, ERR_USAGE);
        }
        err_clear(&err);
    }
}

/* ---------------------------------------------------------------- migrations */

static const char first[] = "CREATE TABLE low (\n    id INTEGER PRIMARY KEY\n);\n"
                            "INSERT INTO low VALUES (1);\n"
                            "SELECT pg_sleep(0.1);\n";
static const EmbeddedFile files[] = {
    {"modules/low/schema/001_first.sql", first, sizeof first - 1},
};
static const char *const modules[] = {"low"};

void test_postgres__programs_that_start_at_once_migrate_once(void)
{
    if (!test_on_server())
        skip();
    enum { PROGRAMS = 6 };
    SCOPED_ARENA a = arena_new();
    const char *url = test_database_url(a);
    pid_t pids[PROGRAMS];
    int start[2];
    char byte;
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < PROGRAMS; i++)
        if ((pids[i] = fork()) == 0) {
            Ctx cx = {.arena = a, .user = "test"};
            close(start[1]);
            /* The end of the pipe is the sign to start, for all at once. */
            bool ok = db_open(&cx.err, url, false, &cx.db) && read(start[0], &byte, 1) == 0 &&
                      db_migrate(&cx, modules, 1, files, 1) &&
                      number(&cx, "SELECT COUNT(*) FROM low") == 1;
            if (!ok)
                print_error("%s\n", cx.err.message);
            _exit(ok ? 0 : 1);
        }
    int status, bad = 0;
    close(start[0]);
    usleep(200000);
    close(start[1]);
    for (int i = 0; i < PROGRAMS; i++) {
        waitpid(pids[i], &status, 0);
        bad += status != 0;
    }
    assert_int_equal(bad, 0);
}

void test_postgres__a_database_that_sorts_otherwise_is_refused(void)
{
    if (!test_on_server())
        skip();
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .user = "test"};
    const char *name = arena_printf(a, "sorted_%d", (int)getpid());
    assert_true(test_on_postgres(arena_printf(
        a, "CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'cy'", name)));
    must(&cx, db_open(&cx.err, test_server_url(a, name), false, &cx.db));
    must_fail(&cx, db_migrate(&cx, modules, 1, files, 1), ERR_USAGE, "--locale=C");
    db_close(cx.db);
    assert_true(test_on_postgres(arena_printf(a, "DROP DATABASE %s", name)));
}
