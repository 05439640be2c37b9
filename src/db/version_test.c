#include "db/db.h"
#include "support/test.h"

#include "support/database.h"
#include <sys/wait.h>

typedef struct World { /* two connections of one pool */
    Arena *arena;
    const char *url, *folder;
    DbShared shared;
    Ctx a, b;
} World;

static void must(Ctx *cx, bool ok)
{
    if (!ok || cx->err.kind)
        fail_msg("%s", cx->err.message);
}

static Ctx connect(World *w)
{
    Ctx cx = {.arena = w->arena, .user = "test"};
    must(&cx, db_open(&cx.err, w->url, false, &cx.db));
    db_share(cx.db, &w->shared);
    return cx;
}

static World *open_world(void)
{
    Arena *arena = arena_new();
    World *w = NEW(arena, World);
    w->arena = arena;
    w->shared = db_shared_new();
    w->folder = mkdtemp(arena_strdup(arena, "/tmp/pont-version-XXXXXX"));
    w->url =
        test_on_server() ? test_database_url(arena) : arena_printf(arena, "%s/a.db", w->folder);
    w->a = connect(w);
    must(&w->a, db_script(&w->a, "CREATE TABLE t (\n    n INTEGER NOT NULL\n);\n"));
    w->b = connect(w);
    return w;
}

static void close_world(World *w)
{
    const char *const ends[] = {"", "-wal", "-shm"};
    db_close(w->a.db);
    db_close(w->b.db);
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(w->arena, "%s/a.db%s", w->folder, ends[i]));
    rmdir(w->folder);
    arena_free(w->arena);
}

static const char *version(World *w, Ctx *cx)
{
    char text[DB_VERSION_SIZE];
    must(cx, db_version(cx, text));
    return arena_strdup(w->arena, text);
}

static void add(Ctx *cx)
{
    must(cx, db_run(cx, "INSERT INTO t VALUES (1)", NO_ARGS));
}

void test_version__stays_while_nothing_changes(void)
{
    World *w = open_world();
    version(w, &w->a);
    const char *was = version(w, &w->b);
    for (int i = 0; i < 5; i++) {
        int64_t n;
        must(&w->a, db_one_int(&w->a, &n, "SELECT COUNT(*) FROM t", NO_ARGS));
        assert_string_equal(version(w, &w->a), was);
        assert_string_equal(version(w, &w->b), was);
    }
    close_world(w);
}

void test_version__changes_with_each_commit_seen_from_each_connection(void)
{
    World *w = open_world();
    version(w, &w->b);
    const char *was = version(w, &w->a), *now;
    add(&w->a); /* a statement on its own */
    now = version(w, &w->a);
    assert_string_not_equal(now, was);
    assert_string_not_equal(version(w, &w->b), was);
    was = version(w, &w->b);
    must(&w->a, db_begin(&w->a));
    add(&w->a);
    must(&w->a, db_end(&w->a, true));
    assert_string_not_equal(version(w, &w->b), was); /* first asked by the other one */
    assert_string_not_equal(version(w, &w->a), was);
    close_world(w);
}

/* Whoever keeps something under a text finds it again only if it is still so. */
void test_version__no_text_comes_back_with_other_data(void)
{
    World *w = open_world();
    enum { STEPS = 200 };
    const char *texts[STEPS];
    int64_t rows[STEPS];
    unsigned dice = 12345;
    for (int i = 0; i < STEPS; i++) {
        Ctx *who = (dice >> 16) & 1 ? &w->a : &w->b;
        dice = dice * 1103515245u + 12345u;
        switch ((dice >> 20) % 4) {
        case 0:
            add(who);
            break;
        case 1: { /* a connection that is new */
            db_close(w->b.db);
            w->b = connect(w);
            break;
        }
        default:
            break;
        }
        texts[i] = version(w, who == &w->b ? &w->b : &w->a);
        must(&w->a, db_one_int(&w->a, &rows[i], "SELECT COUNT(*) FROM t", NO_ARGS));
        for (int k = 0; k < i; k++)
            if (strcmp(texts[k], texts[i]) == 0)
                assert_int_equal(rows[k], rows[i]);
    }
    assert_true(rows[STEPS - 1] > 10);
    close_world(w);
}

void test_version__sees_another_program(void)
{
    World *w = open_world();
    version(w, &w->b);
    const char *was = version(w, &w->a);
    int status;
    pid_t other = fork();
    if (other == 0) {
        Ctx cx = {.arena = w->arena, .user = "test"};
        bool ok = db_open(&cx.err, w->url, false, &cx.db) &&
                  db_run(&cx, "INSERT INTO t VALUES (2)", NO_ARGS);
        db_close(cx.db);
        _exit(ok ? 0 : 1);
    }
    waitpid(other, &status, 0);
    assert_int_equal(status, 0);
    assert_string_not_equal(version(w, &w->b), was);
    assert_string_not_equal(version(w, &w->a), was);
    close_world(w);
}

/* A change under way is not yet one: nobody sees it. Rolled back, there was none. */
void test_version__is_new_only_after_the_commit(void)
{
    World *w = open_world();
    version(w, &w->a);
    must(&w->a, db_begin(&w->a));
    add(&w->a);
    const char *before = version(w, &w->b);
    must(&w->a, db_end(&w->a, true));
    assert_string_not_equal(version(w, &w->b), before);
    close_world(w);
}
