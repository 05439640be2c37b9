/* Tests that work which clashes with somebody else's is done again, and only then. */
#include "base/embedded.h"
#include "core/module.h"
#include "core/who.h"
#include "db/driver.h"
#include "support/test.h"

#include "support/database.h"
#include <sys/wait.h>

typedef struct NoInput {
    int64_t clashes; /* how often somebody else is first */
} NoInput;

static int64_t runs(const Reply *r)
{
    return (int64_t)r->facts[0].cell.number;
}

static bool run_clashing(Ctx *cx, const void *in, Reply *out)
{
    const NoInput *q = in;
    cx->threads++; /* counts the runs */
    reply_fact(cx, out, "runs", "Runs", cell_number(cx->threads), 0);
    if (cx->threads > q->clashes)
        return true;
    cx->db->may_retry = q->clashes != 99;
    if (q->clashes == 50)
        cx->db->stored++;
    return fail(&cx->err, BUSY, "somebody else");
}

static const Field fields[] = {{FIELD(NoInput, clashes), .label = "Clashes"}};
static const Action clashing = {"clash", run_clashing, "test.read", 0, INPUT(NoInput, fields),
                                "Clash", NULL};
static const Module module = {.name = "test"};

static Ctx try_with(Db *db, int64_t clashes, bool expected, Reply *out)
{
    Ctx cx = {.arena = arena_new(), .user = "test", .who = who_operator(), .db = db};
    NoInput in = {clashes};
    *out = (Reply){0};
    assert_int_equal(action_run(&cx, &module, &clashing, &in, out), expected);
    return cx;
}

void test_action__a_clash_is_tried_again_from_the_start(void)
{
    Db db = {0};
    Reply r;
    Ctx cx = try_with(&db, 3, true, &r);
    assert_int_equal(cx.err.kind, ERR_NONE);
    assert_int_equal(r.n_facts, 1); /* nothing of the attempts before */
    assert_int_equal(runs(&r), 4);
    arena_free(cx.arena);
}

void test_action__a_clash_is_given_up_at_last(void)
{
    Db db = {0};
    Reply r;
    Ctx cx = try_with(&db, 40, false, &r);
    assert_int_equal(cx.err.kind, ERR_BUSY);
    assert_int_equal(cx.threads, 5);
    arena_free(cx.arena);
}

void test_action__what_was_stored_is_not_done_again(void)
{
    Db db = {0};
    Reply r;
    Ctx cx = try_with(&db, 50, false, &r);
    assert_int_equal(cx.threads, 1);
    arena_free(cx.arena);
    /* Nor is a failure that would come again, nor one inside the caller's transaction. */
    db = (Db){0};
    cx = try_with(&db, 99, false, &r);
    assert_int_equal(cx.threads, 1);
    arena_free(cx.arena);
    db = (Db){.depth = 1};
    cx = try_with(&db, 3, false, &r);
    assert_int_equal(cx.threads, 1);
    arena_free(cx.arena);
}

/* ---------------------------------------------------------------- several programs */

static bool run_add(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    (void)out;
    int64_t n = 0;
    return db_begin(cx) && db_end(cx, db_one_int(cx, &n, "SELECT n FROM counter", NO_ARGS) &&
                                          db_run(cx, "UPDATE counter SET n = $1", ARGS(n + 1)));
}
static const Action adding = {"add", run_add, "test.write", CHANGES, NO_INPUT, "Add", NULL};

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

enum { PROGRAMS = 4, TIMES = 25 };

/* Exit code: how many of TIMES were said to be stored. */
static void add_and_leave(Arena *a, const char *url)
{
    Ctx cx = {.arena = a, .user = "test", .who = who_operator()};
    int stored = 0;
    if (!db_open(&cx.err, url, false, &cx.db))
        _exit(100);
    for (int i = 0; i < TIMES; i++) {
        Reply r = {0};
        stored += action_run(&cx, &module, &adding, "", &r);
        if (cx.err.kind && cx.err.kind != ERR_BUSY)
            _exit(101);
        err_clear(&cx.err);
    }
    _exit(stored);
}

void test_action__programs_that_write_at_once_lose_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    char folder[] = "/tmp/pont-retry-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(a, "%s/a.db", folder);
    const char *url = test_on_server() ? test_database_url(a) : path;
    Ctx cx = {.arena = a, .user = "test"};
    if (!db_open(&cx.err, url, false, &cx.db) ||
        !db_migrate(&cx, (const char *const[]){"core"}, 1, embedded_schema,
                    embedded_schema_count) ||
        !db_script(&cx, "CREATE TABLE counter (\n    n INTEGER NOT NULL\n);\n"
                        "INSERT INTO counter VALUES (0);\n"))
        fail_msg("%s", cx.err.message);
    pid_t pids[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++)
        if ((pids[i] = fork()) == 0)
            add_and_leave(a, url);
    int64_t said = 0, n = -1;
    for (int i = 0; i < PROGRAMS; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= TIMES);
        said += WEXITSTATUS(status);
    }
    if (!db_one_int(&cx, &n, "SELECT n FROM counter", NO_ARGS))
        fail_msg("%s", cx.err.message);
    assert_int_equal(n, said);
    assert_true(said >= TIMES); /* somebody always gets through */
    db_close(cx.db);
    const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(a, "%s%s", path, ends[i]));
    rmdir(folder);
}
