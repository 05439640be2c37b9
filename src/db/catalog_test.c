#include "db/catalog.h"
#include "support/test.h"

#include "support/database.h"
#include <math.h>
#include <poll.h>
#include <sys/wait.h>

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

static Ctx open_new(Arena *a)
{
    Ctx cx = {.arena = a, .user = "test"};
    test_database_open(&cx);
    return cx;
}

static Ctx open_memory(Arena *a)
{
    Ctx cx = {.arena = a, .user = "test"};
    must(&cx, db_open(&cx.err, ":memory:", false, &cx.db));
    return cx;
}

static const char schema[] = "CREATE TABLE parent (\n"
                             "    id TEXT PRIMARY KEY,\n"
                             "    above TEXT REFERENCES parent (id)\n"
                             ");\n"
                             "CREATE TABLE fact (\n"
                             "    id INTEGER PRIMARY KEY,\n"
                             "    parent TEXT NOT NULL REFERENCES parent (id),\n"
                             "    n BIGINT,\n"
                             "    x DOUBLE PRECISION,\n"
                             "    words TEXT NOT NULL CHECK (words <> 'bad')\n"
                             ");\n"
                             "CREATE TABLE loose (\n"
                             "    a TEXT,\n"
                             "    b INTEGER\n"
                             ");\n";

/* Rows that sort differently by language than by bytes, and numbers at the edges. */
static void fill(Ctx *cx)
{
    const char *const ids[] = {"b", "B", "a", "\xC3\xA2", "A b", "Ab", "ll", "lz"};
    const char *none = NULL;
    must(cx, db_begin(cx));
    for (int i = 0; i < 8; i++)
        must(cx, db_run(cx, "INSERT INTO parent (id) VALUES ($1)", ARGS(ids[i])));
    /* A row that refers to one that sorts after it. */
    must(cx, db_run(cx, "UPDATE parent SET above = 'lz' WHERE id = 'A b'", NO_ARGS));
    must(cx,
         db_run(cx, "INSERT INTO fact (id, parent, n, x, words) VALUES (7, 'a', $1, $2, $3)",
                ARGS(INT64_MIN, 0.1 + 0.2, "T\xC5\xB7; 'n' \"x\"\nline\t\\")));
    must(cx,
         db_run(cx, "INSERT INTO fact (id, parent, n, x, words) VALUES (9, 'b', $1, $2, '')",
                ARGS(INT64_MAX, -1e300)));
    must(cx,
         db_run(cx, "INSERT INTO fact (id, parent, n, x, words) VALUES (8, 'b', $1, $2, 'w')",
                ARGS(none, (double)NAN)));
    must(cx, db_run(cx, "INSERT INTO fact (id, parent, x, words) VALUES (10, 'b', -0.0, 'z')",
                    NO_ARGS));
    for (int i = 0; i < 2500; i++)
        must(cx, db_run(cx, "INSERT INTO loose VALUES ($1, $2)",
                        ARGS(i % 3 ? arena_printf(cx->arena, "t%d", i) : none, i % 7)));
    must(cx, db_end(cx, true));
}

static const char *digest_of(Ctx *cx, DbTables *tables)
{
    const char *all = "";
    must(cx, db_begin_read(cx));
    must(cx, db_digest(cx, tables, &all));
    must(cx, db_end(cx, true));
    return all;
}

static int64_t rows_of(const DbTables *t, const char *name)
{
    for (int i = 0; i < t->n; i++)
        if (strcmp(t->items[i].name, name) == 0)
            return t->items[i].rows;
    return -1;
}

void test_catalog__tables_and_columns_are_described(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_new(a);
    DbTables t;
    must(&cx, db_script(&cx, schema));
    must(&cx, db_tables(&cx, &t));
    assert_int_equal(t.n, 3);
    assert_string_equal(t.items[0].name, "parent");
    assert_string_equal(t.items[1].name, "fact");
    must(&cx, db_columns(&cx, &t.items[1]));
    assert_int_equal(t.items[1].n_columns, 5);
    assert_int_equal(t.items[1].columns[0].key, 1);
    assert_int_equal(t.items[1].columns[0].kind, COLUMN_IS_INT);
    assert_int_equal(t.items[1].columns[1].key, 0);
    assert_int_equal(t.items[1].columns[3].kind, COLUMN_IS_REAL);
    assert_int_equal(t.items[1].columns[4].kind, COLUMN_IS_TEXT);
    db_close(cx.db);
}

void test_catalog__a_digest_is_the_same_wherever_the_rows_are(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx one = open_new(a), two = open_memory(a);
    DbTables t;
    must(&one, db_script(&one, schema));
    must(&two, db_script(&two, schema));
    fill(&one);
    fill(&two);
    const char *digest = digest_of(&one, &t);
    assert_string_equal(digest, digest_of(&two, &t));
    assert_int_equal(rows_of(&t, "loose"), 2500);
    /* One value that differs is seen; and the same value back again. */
    must(&two, db_run(&two, "UPDATE fact SET n = n - 1 WHERE id = 9", NO_ARGS));
    assert_string_not_equal(digest, digest_of(&two, &t));
    must(&two, db_run(&two, "UPDATE fact SET n = n + 1 WHERE id = 9", NO_ARGS));
    assert_string_equal(digest, digest_of(&two, &t));
    /* NULL is not the empty text. */
    must(&two, db_run(&two, "UPDATE loose SET a = '' WHERE a IS NULL", NO_ARGS));
    assert_string_not_equal(digest, digest_of(&two, &t));
    db_close(one.db);
    db_close(two.db);
}

static void copies(Ctx *from, Ctx *to)
{
    DbTables t;
    const char *all;
    int64_t id = 0;
    must(from, db_script(from, schema));
    must(to, db_script(to, schema));
    fill(from);
    must(to, db_copy(from, to, &t, &all));
    assert_int_equal(t.n, 3);
    assert_string_equal(all, digest_of(to, &t));
    /* New ids go on behind the copied ones. */
    must(to,
         db_one_int(to, &id, "INSERT INTO fact (parent, words) VALUES ('a', '') RETURNING id",
                    NO_ARGS));
    assert_int_equal(id, 11);
    /* References hold again, and at once. */
    must_fail(to, db_run(to, "INSERT INTO fact (parent, words) VALUES ('nobody', '')", NO_ARGS),
              ERR_CONFLICT, test_on_server() ? "" : "FOREIGN");
    /* A second copy finds the place taken. */
    must_fail(to, db_copy(from, to, &t, &all), ERR_CONFLICT, "holds data already");
}

void test_catalog__everything_is_copied_either_way(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx one = open_new(a), two = open_memory(a);
    copies(&one, &two);
    db_close(one.db);
    db_close(two.db);
    one = open_new(a);
    two = open_memory(a);
    copies(&two, &one);
    db_close(one.db);
    db_close(two.db);
}

void test_catalog__a_copy_needs_the_same_tables(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx one = open_new(a), two = open_memory(a);
    DbTables t;
    const char *all;
    must(&one, db_script(&one, schema));
    must_fail(&two, db_copy(&one, &two, &t, &all), ERR_CONFLICT, "parent");
    must(&two, db_script(&two, schema));
    must(&two, db_script(&two, "CREATE TABLE newer (\n    id TEXT\n);\n"));
    must_fail(&two, db_copy(&one, &two, &t, &all), ERR_CONFLICT, "newer");
    db_close(one.db);
    db_close(two.db);
}

/* Something in the target changes what comes in: the copy is not stored. */
void test_catalog__a_copy_that_differs_leaves_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx one = open_new(a), two = open_memory(a);
    DbTables t;
    const char *all;
    int64_t n = -1;
    must(&one, db_script(&one, schema));
    must(&two, db_script(&two, schema));
    fill(&one);
    must(&two, db_script(&two, "CREATE TRIGGER spoil AFTER INSERT ON fact WHEN NEW.id = 8 BEGIN"
                               " UPDATE fact SET words = 'v' WHERE id = 8; END;"));
    must_fail(&two, db_copy(&one, &two, &t, &all), ERR_IO,
              "not the same as the original: fact");
    must(&two, db_one_int(&two, &n, "SELECT COUNT(*) FROM parent", NO_ARGS));
    assert_int_equal(n, 0);
    db_close(one.db);
    db_close(two.db);
}

/* A row that refers to nothing cannot come in by the front door. */
void test_catalog__faults_are_found(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_new(a);
    DbFaults f;
    must(&cx, db_script(&cx, schema));
    fill(&cx);
    must(&cx, db_faults(&cx, &f));
    assert_int_equal(f.n, 0);
    must(&cx, db_script(&cx, test_on_server() ? "SET session_replication_role = replica;"
                                                "DELETE FROM parent WHERE id = 'a';"
                                              : "PRAGMA foreign_keys = OFF;"
                                                "DELETE FROM parent WHERE id = 'a';"));
    must(&cx, db_faults(&cx, &f));
    assert_int_equal(f.n, 1);
    assert_non_null(strstr(f.items[0], "fact"));
    db_close(cx.db);
}

/* ---------------------------------------------------------------- backup */

static bool make_schema(Ctx *cx, const char *path)
{
    return db_open(&cx->err, path, false, &cx->db) && db_script(cx, schema);
}

void test_catalog__a_backup_is_whole_while_another_writes(void)
{
    SCOPED_ARENA a = arena_new();
    char folder[] = "/tmp/pont-backup-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(a, "%s/a.db", folder);
    const char *copy = arena_printf(a, "%s/b.db", folder);
    const char *url = test_on_server() ? test_database_url(a) : path;
    Ctx cx = {.arena = a, .user = "test"};
    must(&cx, db_open(&cx.err, url, false, &cx.db));
    must(&cx, db_script(&cx, schema));
    fill(&cx);
    int stop[2];
    assert_int_equal(pipe(stop), 0);
    pid_t writer = fork();
    if (writer == 0) {
        Ctx w = {.arena = a, .user = "test"};
        bool ok = db_open(&w.err, url, false, &w.db);
        char byte;
        close(stop[1]); /* the end of the pipe is the sign to stop */
        for (int i = 0; ok && i < 100000; i++) {
            struct pollfd end = {.fd = stop[0], .events = POLLIN};
            ok = db_begin(&w) &&
                 db_end(&w, db_run(&w, "INSERT INTO loose VALUES ('new', 1)", NO_ARGS) &&
                                db_run(&w, "INSERT INTO loose VALUES ('new', 2)", NO_ARGS));
            if (poll(&end, 1, 0) > 0 && read(stop[0], &byte, 1) == 0)
                break;
        }
        _exit(ok ? 0 : 1);
    }
    close(stop[0]);
    DbTables t;
    const char *all;
    int status;
    for (int i = 0; i < 5; i++) {
        Ctx b = {.arena = a, .user = "test"};
        int64_t odd = -1;
        unlink(copy);
        must(&cx, db_backup(&cx, copy, make_schema, &t, &all));
        must(&b, db_open(&b.err, copy, true, &b.db));
        assert_string_equal(all, digest_of(&b, &t));
        /* Transactions are there as a whole. */
        must(&b, db_one_int(&b, &odd,
                            "SELECT SUM(CASE WHEN b = 1 THEN 1 ELSE -1 END) FROM loose"
                            " WHERE a = 'new'",
                            NO_ARGS));
        assert_int_equal(odd, 0);
        db_close(b.db);
    }
    close(stop[1]);
    waitpid(writer, &status, 0);
    assert_int_equal(status, 0);
    must_fail(&cx, db_backup(&cx, copy, make_schema, &t, &all), ERR_CONFLICT, "exists already");
    db_close(cx.db);
    unlink(copy);
    const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(a, "%s%s", path, ends[i]));
    assert_int_equal(rmdir(folder), 0); /* nothing else was left */
}
