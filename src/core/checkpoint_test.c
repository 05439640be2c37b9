#include "base/file.h"
#include "core/checkpoint.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test.h"

enum { N = 500 };

typedef struct Bench { /* two pieces of work, one after the other */
    Arena *arena;
    char *folder;
    const char *asked, *dir, *input;
    double every;
    double first[N], second[N][2];
    int patience, jobs;
    Checkpoint *c;
    Err err;
} Bench;

static Bench *bench(Arena *a)
{
    Bench *b = NEW(a, Bench);
    b->arena = a;
    b->folder = arena_strdup(a, "/tmp/pont-checkpoint-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    b->asked = arena_printf(a, "%s/kept", b->folder);
    b->dir = "";
    b->input = "one";
    return b;
}

static bool first_job(void *self, Err *err, int i, Arena *scratch)
{
    Bench *b = self;
    (void)err;
    (void)scratch;
    b->jobs++;
    b->first[i] = 1.0 / (i + 1);
    return true;
}

static bool second_job(void *self, Err *err, int i, Arena *scratch)
{
    Bench *b = self;
    (void)err;
    (void)scratch;
    b->jobs++;
    b->second[i][0] = b->first[i] + 1;
    b->second[i][1] = -i;
    return true;
}

static bool go_on(void *self, long done, long total)
{
    const Bench *b = self;
    (void)done;
    (void)total;
    return !b->patience || b->jobs < b->patience;
}

/* Runs both pieces as a command would; patience 0: to the end. */
static bool run(Bench *b, int patience)
{
    const SpreadColumn first = {b->first, sizeof *b->first};
    const SpreadColumn second = {b->second, sizeof *b->second};
    b->c = checkpoint_new(b->arena, b->asked, b->dir, b->every);
    checkpoint_bind(b->c, "version", "1");
    checkpoint_bind(b->c, "input", b->input);
    Watch watch = {.go_on = go_on, .self = b, .keep = checkpoint_keep(b->c)};
    b->patience = patience;
    b->jobs = 0;
    memset(b->first, 0, sizeof b->first);
    memset(b->second, 0, sizeof b->second);
    err_clear(&b->err);
    return spread_run(&b->err, &watch, "first", 1, N, &first, 1, first_job, b) &&
           spread_run(&b->err, &watch, "second", 1, N, &second, 1, second_job, b);
}

static void assert_right(const Bench *b)
{
    for (int i = 0; i < N; i++) {
        assert_true(b->first[i] == 1.0 / (i + 1));
        assert_true(b->second[i][0] == b->first[i] + 1 && b->second[i][1] == -i);
    }
}

void test_checkpoint__goes_on_in_whichever_piece_it_was_stopped(void)
{
    const int stops[] = {100, 499, 501, 900};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        SCOPED_ARENA a = arena_new();
        Bench *b = bench(a);
        int done, total;
        b->every = 1000;
        assert_false(run(b, stops[i]));
        assert_int_equal(b->err.kind, ERR_CANCELLED);
        assert_string_equal(checkpoint_file(b->c), b->asked);
        checkpoint_held(b->c, &done, &total);
        assert_int_equal(total, N);
        assert_true(run(b, 0));
        assert_right(b);
        assert_true(b->jobs <= 2 * N - stops[i] + 8); /* at most a round is done again */
        assert_true(b->jobs >= 2 * N - stops[i]);
        checkpoint_finish(b->c);
        assert_false(file_exists(b->asked));
    }
}

void test_checkpoint__what_is_in_memory_is_written_when_it_ends_between_two_pieces(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    b->every = 1000;
    assert_true(run(b, 0));
    assert_false(file_exists(b->asked)); /* it was not time */
    checkpoint_flush(b->c);
    assert_string_equal(checkpoint_file(b->c), b->asked);
    assert_true(run(b, 0));
    assert_right(b);
    assert_int_equal(b->jobs, 0);
    checkpoint_flush(NULL);
}

static bool nothing(void *self, Err *err, int i, Arena *scratch)
{
    (void)self;
    (void)err;
    (void)i;
    (void)scratch;
    return true;
}

void test_checkpoint__a_large_piece_is_in_the_file_as_soon_as_it_is_done(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    const SpreadColumn large = {NEW_ARRAY(a, char, (size_t)N << 16), 1 << 16};
    int done, total;
    b->c = checkpoint_new(a, b->asked, b->dir, 1000);
    Watch watch = {.keep = checkpoint_keep(b->c)};
    assert_true(spread_run(&b->err, &watch, "large", 1, N, &large, 1, nothing, b));
    checkpoint_flush(b->c);
    assert_string_equal(checkpoint_file(b->c), b->asked);
    checkpoint_held(b->c, &done, &total);
    assert_int_equal(done, N);
    assert_int_equal(total, N);
}

void test_checkpoint__is_written_as_it_goes_and_for_its_owner_alone(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    struct stat st;
    assert_true(run(b, 0)); /* every 0 seconds: after each round */
    assert_int_equal(stat(b->asked, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(run(b, 0)); /* all is there */
    assert_int_equal(b->jobs, 0);
    assert_right(b);
}

void test_checkpoint__refuses_another_input_and_says_which(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    assert_false(run(b, 300));
    b->input = "two";
    assert_false(run(b, 0));
    assert_int_equal(b->err.kind, ERR_CONFLICT);
    assert_non_null(strstr(b->err.message, "another input ('one', and this is 'two')"));
    assert_int_equal(b->jobs, 0);
    b->input = "one";
    assert_true(run(b, 0)); /* it was not touched */
    assert_right(b);
}

void test_checkpoint__without_a_name_every_input_has_its_own(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    b->asked = "";
    b->dir = arena_printf(a, "%s/deep/state", b->folder);
    assert_false(run(b, 300));
    const char *one = checkpoint_file(b->c);
    assert_true(starts_with(one, b->dir));
    b->input = "two";
    assert_false(run(b, 300));
    assert_string_not_equal(checkpoint_file(b->c), one);
    b->input = "one";
    assert_true(run(b, 0));
    assert_right(b);
    assert_true(b->jobs < 2 * N - 250);
}

/* Whatever byte is changed or missing, the file is refused; nothing is taken from it. */
void test_checkpoint__damage_is_seen(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    Bytes whole;
    assert_false(run(b, 700));
    err_clear(&b->err);
    assert_true(file_read(a, &b->err, b->asked, 1 << 20, &whole));
    for (uint32_t i = 0; i < 60; i++) {
        uint32_t where = philox((PhiloxWords){{i, 0, 0, 0}}, (PhiloxKey){{1, 1}}).word[0];
        size_t size = whole.size;
        char *damaged = NEW_ARRAY(a, char, size);
        memcpy(damaged, whole.data, size);
        if (i % 3 == 0)
            size = where % size;
        else
            damaged[where % size] ^= (char)(1 + i);
        Err err = {0};
        assert_true(file_write(a, &err, b->asked, damaged, size));
        assert_false(run(b, 0));
        assert_int_equal(b->err.kind, ERR_INVALID);
        assert_int_equal(b->jobs, 0);
    }
}

void test_checkpoint__a_file_that_was_asked_for_must_be_writable(void)
{
    SCOPED_ARENA a = arena_new();
    Bench *b = bench(a);
    b->asked = arena_printf(a, "%s/no/such/folder", b->folder);
    assert_false(run(b, 0));
    assert_int_equal(b->err.kind, ERR_IO);
    b->asked = "";
    b->dir = arena_printf(a, "%s/file/state", b->folder);
    Err err = {0};
    assert_true(file_write(a, &err, arena_printf(a, "%s/file", b->folder), "x", 1));
    assert_true(run(b, 0)); /* nobody asked: it goes on without */
    assert_string_equal(checkpoint_file(b->c), "");
}
