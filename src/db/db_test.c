#include "base/embedded.h"
#include "base/file.h"
#include "db/catalog.h"
#include "support/test.h"

#include "support/database.h"
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static Ctx open_new(void)
{
    Ctx cx = {.arena = arena_new(), .user = "test"};
    test_database_open(&cx);
    return cx;
}

static void close_all(Ctx *cx)
{
    db_close(cx->db);
    arena_free(cx->arena);
}

static void must(Ctx *cx, bool ok)
{
    if (!ok || cx->err.kind)
        fail_msg("%s", cx->err.message);
}

static void must_fail(Ctx *cx, bool ok, ErrKind kind, const char *says)
{
    assert_false(ok);
    assert_int_equal(cx->err.kind, kind);
    if (!strstr(cx->err.message, says))
        fail_msg("'%s' does not say '%s'", cx->err.message, says);
    err_clear(&cx->err);
}

static int64_t count(Ctx *cx, const char *sql)
{
    int64_t n = -1;
    must(cx, db_one_int(cx, &n, sql, NO_ARGS));
    return n;
}

static int tables(Ctx *cx)
{
    DbTables t;
    must(cx, db_tables(cx, &t));
    return t.n;
}

/* A path in a new folder, which clean() removes. */
static const char *new_path(Arena *a, const char *name)
{
    char folder[] = "/tmp/pont-db-XXXXXX";
    assert_non_null(mkdtemp(folder));
    return arena_printf(a, "%s/%s", folder, name);
}

static void clean(Arena *a, const char *path)
{
    unlink(path);
    unlink(arena_printf(a, "%s-wal", path));
    unlink(arena_printf(a, "%s-shm", path));
    rmdir(arena_strndup(a, path, (size_t)(strrchr(path, '/') - path)));
}

/* ---------------------------------------------------------------- values */

void test_db__arguments_go_by_number(void)
{
    Ctx cx = open_new();
    DbRows rows = {0};
    must(&cx, db_query(&cx, &rows, "SELECT $2, $1, $3, $1", ARGS("a", "b", 7, "unused")));
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 0), "b");
    assert_string_equal(db_text(&rows, 1), "a");
    assert_int_equal(db_int(&rows, 2), 7);
    assert_string_equal(db_text(&rows, 3), "a");
    assert_false(db_next(&rows));
    must(&cx, db_ok(&cx));
    db_done(&rows);
    close_all(&cx);
}

/* As many as the returns of a nation over the years. */
void test_db__a_statement_takes_thousands_of_arguments(void)
{
    enum { MANY = 5000 };
    Ctx cx = open_new();
    DbRows rows = {0};
    Buf sql = buf_new(cx.arena, 0);
    DbArg *args = NEW_ARRAY(cx.arena, DbArg, MANY);
    buf_puts(&sql, "SELECT 1 WHERE CAST($5000 AS BIGINT) IN (0");
    for (int i = 0; i < MANY; i++) {
        args[i] = db_arg_int(1000000 + i);
        buf_printf(&sql, ", CAST($%d AS BIGINT)", i + 1);
    }
    buf_puts(&sql, ")");
    must(&cx, db_query(&cx, &rows, buf_text(&sql), (DbArgs){MANY, args}));
    assert_true(db_next(&rows));
    db_done(&rows);
    close_all(&cx);
}

void test_db__null_nan_and_nothing_are_null(void)
{
    Ctx cx = open_new();
    DbRows rows = {0};
    const char *none = NULL;
    must(&cx, db_query(&cx, &rows, "SELECT $1, $2, $3, $4, $5",
                       ARGS(none, (double)NAN, "", 0, 0.5)));
    assert_true(db_next(&rows));
    assert_true(db_is_null(&rows, 0));
    assert_string_equal(db_text(&rows, 0), "");
    assert_true(db_is_null(&rows, 1));
    assert_true(isnan(db_real(&rows, 1)));
    assert_int_equal(db_int(&rows, 1), 0);
    assert_false(db_is_null(&rows, 2));
    assert_false(db_is_null(&rows, 3));
    assert_true(db_real(&rows, 4) == 0.5);
    db_done(&rows);
    close_all(&cx);
}

/* Numbers come back to the last digit, texts with every byte of their UTF-8. */
void test_db__values_come_back_as_they_were(void)
{
    Ctx cx = open_new();
    DbRows rows = {0};
    must(&cx, db_query(&cx, &rows, "SELECT $1, $2, $3, $4",
                       ARGS(INT64_MIN, INT64_MAX, 0.1 + 0.2, "T\xC5\xB7 'n' \"x\"; --")));
    assert_true(db_next(&rows));
    assert_true(db_int(&rows, 0) == INT64_MIN);
    assert_true(db_int(&rows, 1) == INT64_MAX);
    assert_true(db_real(&rows, 2) == 0.1 + 0.2);
    assert_string_equal(db_text(&rows, 3), "T\xC5\xB7 'n' \"x\"; --");
    db_done(&rows);
    close_all(&cx);
}

void test_db__one_value_keeps_the_old_without_a_row(void)
{
    Ctx cx = open_new();
    int64_t n = 42;
    const char *text = "kept";
    must(&cx, db_one_int(&cx, &n, "SELECT 1 WHERE 1 = 0", NO_ARGS));
    must(&cx, db_one_text(&cx, &text, "SELECT 'x' WHERE 1 = 0", NO_ARGS));
    assert_int_equal(n, 42);
    assert_string_equal(text, "kept");
    close_all(&cx);
}

/* ---------------------------------------------------------------- tables */

void test_db__tables_are_strict_in_the_shared_ddl(void)
{
    Ctx cx = open_new();
    must(&cx, db_script(&cx, "CREATE TABLE t (\n"
                             "    id TEXT PRIMARY KEY,\n"
                             "    n BIGINT NOT NULL,\n"
                             "    x DOUBLE PRECISION CHECK (x >= 0)\n"
                             ");\n"
                             "INSERT INTO t VALUES ('BIGINT', 1, 0.5);\n"));
    must_fail(&cx, db_run(&cx, "INSERT INTO t VALUES ('a', 'many', 1)", NO_ARGS), ERR_CONFLICT,
              test_on_server() ? "invalid input syntax for type bigint"
                               : "cannot store TEXT value in INTEGER column");
    must_fail(&cx, db_run(&cx, "INSERT INTO t VALUES ('a', 1, -1)", NO_ARGS), ERR_CONFLICT,
              test_on_server() ? "check constraint" : "CHECK");
    must_fail(&cx, db_run(&cx, "INSERT INTO t VALUES ('BIGINT', 1, 1)", NO_ARGS), ERR_CONFLICT,
              test_on_server() ? "unique constraint" : "UNIQUE");
    must_fail(&cx, db_run(&cx, "INSERT INTO t VALUES ('a', NULL, 1)", NO_ARGS), ERR_CONFLICT,
              test_on_server() ? "not-null constraint" : "NOT NULL");
    /* Words of the DDL are changed inside a table only. */
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM t WHERE id = 'BIGINT'"), 1);
    close_all(&cx);
}

void test_db__references_are_kept(void)
{
    Ctx cx = open_new();
    must(&cx, db_script(&cx, "CREATE TABLE a (\n    id TEXT PRIMARY KEY\n);\n"
                             "CREATE TABLE b (\n    a TEXT REFERENCES a (id)\n);\n"));
    must_fail(&cx, db_run(&cx, "INSERT INTO b VALUES ($1)", ARGS("nobody")), ERR_CONFLICT,
              test_on_server() ? "foreign key" : "FOREIGN KEY");
    close_all(&cx);
}

void test_db__a_wrong_statement_says_what_is_wrong(void)
{
    Ctx cx = open_new();
    must_fail(&cx, db_run(&cx, "SELECT n FROM nowhere", NO_ARGS), ERR_IO, "nowhere");
    close_all(&cx);
}

/* ---------------------------------------------------------------- transactions */

static Ctx open_table(void)
{
    Ctx cx = open_new();
    must(&cx, db_script(&cx, "CREATE TABLE t (\n    n INTEGER PRIMARY KEY\n);\n"));
    return cx;
}

static bool put(Ctx *cx, int n)
{
    return db_run(cx, "INSERT INTO t VALUES ($1)", ARGS(n));
}

void test_db__inner_transactions_join_the_outer(void)
{
    Ctx cx = open_table();
    must(&cx, db_begin(&cx) && put(&cx, 1));
    must(&cx, db_begin(&cx) && db_end(&cx, put(&cx, 2)));
    assert_true(db_end(&cx, true));
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM t"), 2);
    close_all(&cx);
}

void test_db__a_failed_inner_part_takes_all_back(void)
{
    Ctx cx = open_table();
    must(&cx, db_begin(&cx) && put(&cx, 1));
    must(&cx, db_begin(&cx) && put(&cx, 2));
    assert_false(db_end(&cx, false));
    assert_false(db_end(&cx, true)); /* said well, but a part is missing */
    err_clear(&cx.err);
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM t"), 0);
    /* The connection is usable, and the failure forgotten. */
    must(&cx, db_begin(&cx) && db_end(&cx, put(&cx, 3)));
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM t"), 1);
    close_all(&cx);
}

void test_db__a_failed_transaction_leaves_nothing(void)
{
    Ctx cx = open_table();
    must(&cx, db_begin(&cx));
    assert_false(db_end(&cx, put(&cx, 1) && put(&cx, 1)));
    assert_int_equal(cx.err.kind, ERR_CONFLICT);
    err_clear(&cx.err);
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM t"), 0);
    close_all(&cx);
}

/* A statement in use is not given out again: an inner query with the same text has its own. */
void test_db__queries_nest(void)
{
    Ctx cx = open_table();
    const char *sql = "SELECT n FROM t ORDER BY n";
    int seen = 0;
    for (int i = 1; i <= 3; i++)
        must(&cx, put(&cx, i));
    DbRows outer = {0};
    must(&cx, db_query(&cx, &outer, sql, NO_ARGS));
    while (db_next(&outer)) {
        DbRows inner = {0};
        must(&cx, db_query(&cx, &inner, sql, NO_ARGS));
        while (db_next(&inner))
            seen++;
        db_done(&inner);
    }
    must(&cx, db_ok(&cx));
    db_done(&outer);
    assert_int_equal(seen, 9);
    close_all(&cx);
}

/* More texts than statements are kept: the one unused longest goes, none is lost. */
void test_db__many_statements_take_turns(void)
{
    Ctx cx = open_new();
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 150; i++) {
            int64_t n = 0;
            must(&cx, db_one_int(&cx, &n,
                                 arena_printf(cx.arena, "SELECT CAST($1 AS BIGINT) + %d", i),
                                 ARGS(1000)));
            assert_int_equal(n, 1000 + i);
        }
    close_all(&cx);
}

/* ---------------------------------------------------------------- files */

void test_db__files_keep_what_was_written(void)
{
    Ctx cx = {.arena = arena_new()};
    const char *path = new_path(cx.arena, "a.db");
    must(&cx, db_open(&cx.err, path, false, &cx.db));
    must(&cx, db_script(&cx, "CREATE TABLE t (\n    n INTEGER PRIMARY KEY\n);\n"));
    must(&cx, put(&cx, 5));
    db_close(cx.db);
    must(&cx, db_open(&cx.err, path, true, &cx.db));
    assert_int_equal(count(&cx, "SELECT n FROM t"), 5);
    must_fail(&cx, put(&cx, 6), ERR_IO, "read-only");
    db_close(cx.db);
    clean(cx.arena, path);
    arena_free(cx.arena);
}

void test_db__what_is_no_database_is_said(void)
{
    Ctx cx = {.arena = arena_new()};
    const char *path = new_path(cx.arena, "a.csv");
    Db *db = NULL;
    const char *text =
        "id,name\npowys,Powys\nand,more to be longer than a header of a database\n"
        "and,more to be longer than a header of a database\n";
    must(&cx, file_write(cx.arena, &cx.err, path, text, strlen(text)));
    must_fail(&cx, db_open(&cx.err, path, false, &db), ERR_USAGE, "is not a Pont database");
    Bytes b;
    must(&cx, file_read(cx.arena, &cx.err, path, 1 << 20, &b));
    assert_string_equal(b.data, text);
    must_fail(&cx, db_open(&cx.err, arena_printf(cx.arena, "%s/deeper.db", path), false, &db),
              ERR_IO, "cannot open");
    must_fail(&cx, db_open(&cx.err, "/nonexistent/a.db", true, &db), ERR_IO, "cannot open");
    assert_null(db);
    clean(cx.arena, path);
    arena_free(cx.arena);
}

/* ---------------------------------------------------------------- migrations */

#define SQL(path, text)                                                                        \
    {                                                                                          \
        path, text, sizeof(text) - 1                                                           \
    }

static const char *const modules[] = {"low", "high"};

static const EmbeddedFile one[] = {
    SQL("modules/high/schema/001_first.sql",
        "CREATE TABLE high (\n    low TEXT REFERENCES low (id)\n);\n"),
    SQL("modules/high/schema/views.sql",
        "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS n;\n"),
    SQL("modules/low/schema/001_first.sql",
        "CREATE TABLE low (\n    id TEXT PRIMARY KEY\n);\n"),
    SQL("modules/other/schema/001_first.sql", "CREATE TABLE other (\n    id TEXT\n);\n"),
};
static const EmbeddedFile two[] = {
    SQL("modules/high/schema/001_first.sql",
        "CREATE TABLE high (\n    low TEXT REFERENCES low (id)\n);\n"),
    SQL("modules/high/schema/views.sql",
        "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 2 AS n;\n"),
    SQL("modules/low/schema/001_first.sql",
        "CREATE TABLE low (\n    id TEXT PRIMARY KEY\n);\n"),
    SQL("modules/low/schema/002_more.sql", "ALTER TABLE low ADD COLUMN a INTEGER;\n"),
    SQL("modules/low/schema/010_last.sql", "ALTER TABLE low DROP COLUMN b;\n"),
    SQL("modules/low/schema/009_before.sql", "ALTER TABLE low ADD COLUMN b INTEGER;\n"),
};
static const EmbeddedFile changed[] = {
    SQL("modules/low/schema/001_first.sql",
        "CREATE TABLE low (\n    id TEXT PRIMARY KEY, n INTEGER\n);\n"),
};
static const EmbeddedFile broken[] = {
    SQL("modules/low/schema/001_first.sql",
        "CREATE TABLE low (\n    id TEXT PRIMARY KEY\n);\n"),
    SQL("modules/low/schema/002_bad.sql",
        "CREATE TABLE second (\n    id TEXT\n);\nNONSENSE;\n"),
};
#define COUNT(files) (files), (int)(sizeof(files) / sizeof *(files))

void test_db__migrations_run_once_in_order(void)
{
    Ctx cx = open_new();
    must(&cx, db_migrate(&cx, modules, 2, COUNT(one)));
    assert_int_equal(count(&cx, "SELECT n FROM v"), 1);
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM schema_migration"), 2);
    /* Files of a module that is not in the list stay away. */
    assert_int_equal(tables(&cx), 3);
    must(&cx, db_migrate(&cx, modules, 2, COUNT(one)));
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM schema_migration"), 2);
    /* New ones by number (009 before 010), and the views made anew. */
    must(&cx, db_migrate(&cx, modules, 2, COUNT(two)));
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM schema_migration"), 5);
    assert_int_equal(count(&cx, "SELECT n FROM v"), 2);
    close_all(&cx);
}

void test_db__a_newer_database_is_refused(void)
{
    Ctx cx = open_new();
    must(&cx, db_migrate(&cx, modules, 2, COUNT(two)));
    must_fail(&cx, db_migrate(&cx, modules, 2, COUNT(one)), ERR_CONFLICT, "newer program");
    assert_int_equal(count(&cx, "SELECT n FROM v"), 2);
    close_all(&cx);
}

void test_db__a_changed_migration_is_refused(void)
{
    Ctx cx = open_new();
    const char *const low[] = {"low"};
    must(&cx, db_migrate(&cx, low, 1, COUNT(broken) - 1));
    must_fail(&cx, db_migrate(&cx, low, 1, COUNT(changed)), ERR_CONFLICT, "low/001_first");
    close_all(&cx);
}

void test_db__a_failed_migration_leaves_nothing(void)
{
    Ctx cx = open_new();
    must_fail(&cx, db_migrate(&cx, modules, 1, COUNT(broken)), ERR_IO, "NONSENSE");
    assert_int_equal(tables(&cx), 0);
    close_all(&cx);
}

/* ---------------------------------------------------------------- promises of both */

void test_db__append_only_tables_refuse_change(void)
{
    Ctx cx = open_new();
    must(&cx, db_script(&cx, "CREATE TABLE log (\n    id INTEGER PRIMARY KEY,\n"
                             "    word TEXT NOT NULL\n);\n-- append-only: log\n"));
    must(&cx, db_run(&cx, "INSERT INTO log (word) VALUES ('one')", NO_ARGS));
    must(&cx, db_run(&cx, "INSERT INTO log (word) VALUES ('two')", NO_ARGS));
    must_fail(&cx, db_run(&cx, "UPDATE log SET word = 'other'", NO_ARGS), ERR_CONFLICT,
              "log is append-only");
    must_fail(&cx, db_run(&cx, "DELETE FROM log WHERE id = 1", NO_ARGS), ERR_CONFLICT,
              "log is append-only");
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM log WHERE word IN ('one', 'two')"), 2);
    close_all(&cx);
}

static const char *joined(Ctx *cx, const char *sql)
{
    DbRows rows CLEANUP_ROWS = {0};
    const char *all = "";
    must(cx, db_query(cx, &rows, sql, NO_ARGS));
    while (db_next(&rows))
        all = arena_printf(cx->arena, "%s %s", all, db_text(&rows, 0));
    must(cx, db_ok(cx));
    return all;
}

void test_db__texts_sort_by_bytes_or_by_the_welsh_alphabet(void)
{
    Ctx cx = open_new();
    must(&cx,
         db_script(&cx, "CREATE TABLE place (\n    name TEXT NOT NULL\n);\n"
                        "INSERT INTO place VALUES ('Cymer'), ('Chwilog'), ('Caerffili'),"
                        " ('Llan'), ('Lwc'), ('Ffostrasol'), ('Fyrnwy'), ('Ddol'), ('Dyfed'),"
                        " ('Rhyl'), ('Ruthin'), ('Thaw'), ('Tywyn'), ('Tŷ'), ('abaty'),"
                        " ('Âl'), ('Phen'), ('Pwllheli'), ('Nganol'), ('Gwent'), ('Hafan');"));
    assert_string_equal(
        joined(&cx, "SELECT name FROM place ORDER BY name COLLATE \"cy-x-icu\""),
        " abaty Âl Caerffili Cymer Chwilog Dyfed Ddol Fyrnwy Ffostrasol Gwent"
        " Nganol Hafan Lwc Llan Pwllheli Phen Ruthin Rhyl Tŷ Tywyn Thaw");
    assert_string_equal(joined(&cx, "SELECT name FROM place ORDER BY name"),
                        " Caerffili Chwilog Cymer Ddol Dyfed Ffostrasol Fyrnwy Gwent Hafan Llan"
                        " Lwc Nganol Phen Pwllheli Rhyl Ruthin Thaw Tywyn Tŷ abaty Âl");
    assert_int_equal(count(&cx, "SELECT COUNT(*) FROM place WHERE name LIKE 'a%'"), 1);
    close_all(&cx);
}

void test_db__tables_of_another_program_are_left_alone(void)
{
    Ctx cx = open_new();
    must(&cx, db_script(&cx, "CREATE TABLE invoice (\n    id TEXT\n);\n"));
    must_fail(&cx, db_migrate(&cx, modules, 2, COUNT(one)), ERR_USAGE, "another program");
    assert_int_equal(tables(&cx), 1);
    close_all(&cx);
}

/* Opening is looking first: a database that is as it should be is not written. */
void test_db__a_current_database_needs_no_writer(void)
{
    Ctx cx = {.arena = arena_new()}, reader = {.arena = cx.arena};
    const char *path = new_path(cx.arena, "a.db");
    const char *url = test_on_server() ? test_database_url(cx.arena) : path;
    must(&cx, db_open(&cx.err, url, false, &cx.db));
    must(&cx, db_migrate(&cx, modules, 2, COUNT(one)));
    must(&reader, db_open(&reader.err, url, true, &reader.db));
    must(&reader, db_migrate(&reader, modules, 2, COUNT(one)));
    must_fail(&reader, db_migrate(&reader, modules, 2, COUNT(two)), ERR_IO, "read-only");
    db_close(reader.db);
    db_close(cx.db);
    clean(cx.arena, path);
    arena_free(cx.arena);
}
