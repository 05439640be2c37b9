#include "db/catalog.h"
#include "support/test.h"

#include "support/database.h"
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

typedef struct World {
    Arena *arena;
    const char *folder, *path, *url;
} World;

static void must(Ctx *cx, bool ok)
{
    if (!ok || cx->err.kind)
        fail_msg("%s", cx->err.message);
}

static World new_world(void)
{
    Arena *a = arena_new();
    World w = {.arena = a, .folder = mkdtemp(arena_strdup(a, "/tmp/pont-crash-XXXXXX"))};
    assert_non_null(w.folder);
    w.path = arena_printf(a, "%s/a.db", w.folder);
    w.url = test_on_server() ? test_database_url(a) : w.path;
    Ctx cx = {.arena = a, .user = "test"};
    must(&cx, db_open(&cx.err, w.url, false, &cx.db));
    must(&cx,
         db_script(&cx, "CREATE TABLE t (\n    n INTEGER NOT NULL,\n    words TEXT NOT NULL\n"
                        ");\nINSERT INTO t VALUES (-1, 'before');\n"));
    db_close(cx.db);
    return w;
}

static void end_world(World *w)
{
    const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(w->arena, "%s%s", w->path, ends[i]));
    assert_int_equal(rmdir(w->folder), 0);
    arena_free(w->arena);
}

static const char *long_words(Arena *a)
{
    char *s = arena_alloc(a, 1001);
    memset(s, 'x', 1000);
    return s;
}

static int64_t rows_and_whole(World *w)
{
    Ctx cx = {.arena = w->arena, .user = "test"};
    DbFaults f;
    int64_t n = -1;
    must(&cx, db_open(&cx.err, w->url, false, &cx.db));
    must(&cx, db_one_int(&cx, &n, "SELECT COUNT(*) FROM t", NO_ARGS));
    must(&cx, db_faults(&cx, &f));
    assert_int_equal(f.n, 0);
    db_close(cx.db);
    return n;
}

/* ---------------------------------------------------------------- kill -9 */

/* A program that stores transactions of ten rows and says each; from `open_end` on it never
 * comes to the end of one. */
static void write_and_say(const World *w, int say, int open_end)
{
    Ctx cx = {.arena = w->arena, .user = "test"};
    const char *words = long_words(w->arena);
    if (!db_open(&cx.err, w->url, false, &cx.db))
        _exit(1);
    for (int i = 0;; i++) {
        bool endless = i == open_end, ok = db_begin(&cx);
        for (long k = 0; ok && (endless || k < 10); k++) {
            ok = db_run(&cx, "INSERT INTO t VALUES ($1, $2)", ARGS(i, words));
            if (endless && k == 20000) /* more than any cache keeps back */
                ok = write(say, "m", 1) == 1;
        }
        if (!db_end(&cx, ok) || write(say, "s", 1) != 1)
            _exit(2);
    }
}

/* How many transactions were said to be stored before the kill. */
static int64_t kill_after(World *w, int transactions, int open_end)
{
    int fds[2], status;
    int64_t said = 0;
    char byte = 's';
    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        write_and_say(w, fds[1], open_end);
    }
    close(fds[1]);
    while (byte == 's' && said < transactions && read(fds[0], &byte, 1) == 1)
        said += byte == 's';
    kill(pid, SIGKILL);
    while (read(fds[0], &byte, 1) == 1) /* said while the signal was on its way */
        said += byte == 's';
    close(fds[0]);
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status));
    return said;
}

void test_crash__a_kill_in_the_middle_leaves_all_or_nothing(void)
{
    World w = new_world();
    int64_t said = kill_after(&w, 1000, 3);
    assert_int_equal(said, 3);
    assert_int_equal(rows_and_whole(&w), 1 + 30);
    end_world(&w);
}

/* What was said to be stored is there; of the next transaction all or nothing. */
void test_crash__a_kill_at_any_moment_keeps_what_was_said(void)
{
    World w = new_world();
    int64_t before = 1;
    for (int i = 0; i < 8; i++) {
        int64_t said = kill_after(&w, 3 + 5 * i, -1), now = rows_and_whole(&w);
        assert_int_equal((now - before) % 10, 0);
        assert_true(now >= before + 10 * said && now <= before + 10 * (said + 1));
        before = now;
    }
    end_world(&w);
}

/* ---------------------------------------------------------------- full disk */

/* Writes until it fails; 0 when the message is clear and what was stored is whole. */
static int fill_up(Ctx *cx)
{
    int64_t stored = 0, n = -1;
    const char *words = long_words(cx->arena);
    DbFaults f;
    for (bool ok = true; ok && stored < 100000;) {
        ok = db_begin(cx);
        for (int k = 0; ok && k < 50; k++)
            ok = db_run(cx, "INSERT INTO t VALUES (1, $1)", ARGS(words));
        ok = db_end(cx, ok);
        stored += ok ? 50 : 0;
    }
    if (cx->err.kind != ERR_IO || !strstr(cx->err.message, "is full; nothing was changed")) {
        print_error("%s\n", cx->err.message);
        return 1;
    }
    err_clear(&cx->err);
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM t WHERE n = 1", NO_ARGS) || n != stored)
        return 2;
    return db_faults(cx, &f) && f.n == 0 ? 0 : 3;
}

static int on_a_small_disk(World *w)
{
    enum { NO_MOUNT = 77 };
    Ctx cx = {.arena = w->arena, .user = "test"};
    const char *path = arena_printf(w->arena, "%s/small.db", w->folder);
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", w->folder, "tmpfs", 0, "size=2m") != 0)
        return NO_MOUNT;
    if (!db_open(&cx.err, path, false, &cx.db) ||
        !db_script(&cx, "CREATE TABLE t (\n    n INTEGER,\n    words TEXT\n);\n"))
        return 4;
    return fill_up(&cx);
}

void test_crash__a_full_disk_is_said_and_keeps_what_was_stored(void)
{
    if (test_on_server())
        skip(); /* its disk is the server's: the next test asks for the message alone */
    World w = new_world();
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(on_a_small_disk(&w));
    waitpid(pid, &status, 0);
    if (WEXITSTATUS(status) == 77) {
        print_message("no disk can be mounted here: the file is limited instead\n");
        Ctx cx = {.arena = w.arena, .user = "test"};
        must(&cx, db_open(&cx.err, w.path, false, &cx.db));
        must(&cx, db_script(&cx, "PRAGMA max_page_count = 300;"));
        assert_int_equal(fill_up(&cx), 0);
        db_close(cx.db);
    } else {
        assert_int_equal(status, 0);
    }
    end_world(&w);
}

void test_crash__troubles_of_a_server_are_said_clearly(void)
{
    static const struct {
        const char *state, *says;
        ErrKind kind;
    } troubles[] = {{"53100", "is full", ERR_IO},
                    {"25006", "read-only", ERR_IO},
                    {"42501", "may not do this", ERR_IO},
                    {"XX001", "restore it from a backup", ERR_IO},
                    {"40P01", "somebody else changed", ERR_BUSY},
                    {"55P03", "is being changed by another program", ERR_BUSY}};
    if (!test_on_server())
        skip();
    World w = new_world();
    Ctx cx = {.arena = w.arena, .user = "test"};
    must(&cx, db_open(&cx.err, w.url, false, &cx.db));
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        assert_false(
            db_script(&cx, arena_printf(w.arena,
                                        "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '%s';"
                                        " END $$;",
                                        troubles[i].state)));
        assert_int_equal(cx.err.kind, troubles[i].kind);
        if (!strstr(cx.err.message, troubles[i].says))
            fail_msg("'%s' does not say '%s'", cx.err.message, troubles[i].says);
        err_clear(&cx.err);
    }
    db_close(cx.db);
    end_world(&w);
}

/* ---------------------------------------------------------------- read-only */

/* As somebody who may not write there: 0 when reads and messages are as they should be. */
static int as_a_stranger(World *w, const char *says_open, const char *says_write)
{
    Ctx cx = {.arena = w->arena, .user = "test"};
    int64_t n = 0;
    if (geteuid() == 0 && setuid(65534) != 0)
        return 1;
    if (!db_open(&cx.err, w->path, false, &cx.db))
        return !says_open || !strstr(cx.err.message, says_open);
    if (!db_one_int(&cx, &n, "SELECT COUNT(*) FROM t", NO_ARGS))
        return !says_open || !strstr(cx.err.message, says_open);
    if (says_open || n != 1)
        return 2;
    if (db_run(&cx, "INSERT INTO t VALUES (2, 'x')", NO_ARGS) || cx.err.kind != ERR_IO ||
        !strstr(cx.err.message, says_write))
        return 3;
    db_close(cx.db);
    return 0;
}

static int stranger(World *w, const char *says_open, const char *says_write)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(as_a_stranger(w, says_open, says_write));
    waitpid(pid, &status, 0);
    return status;
}

void test_crash__a_file_that_may_not_be_written_is_read(void)
{
    if (test_on_server())
        skip();
    World w = new_world();
    assert_int_equal(chmod(w.folder, 0777), 0);
    assert_int_equal(chmod(w.path, 0444), 0);
    assert_int_equal(stranger(&w, NULL, "the file or its folder is read-only"), 0);
    /* A folder that is closed: SQLite cannot even share the reading. */
    unlink(arena_printf(w.arena, "%s-wal", w.path));
    unlink(arena_printf(w.arena, "%s-shm", w.path));
    assert_int_equal(chmod(w.folder, 0555), 0);
    assert_int_equal(stranger(&w, "the file or its folder is read-only", NULL), 0);
    assert_int_equal(chmod(w.folder, 0777), 0);
    assert_int_equal(chmod(w.path, 0644), 0);
    assert_int_equal(rows_and_whole(&w), 1);
    end_world(&w);
}
