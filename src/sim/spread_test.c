#include "sim/engine.h"
#include "sim/spread.h"
#include <pthread.h>
#include <stdatomic.h>

#include "support/test.h"

/* Processes are played by threads that exchange through memory they share. */
enum { MOST_RANKS = 5, ITEMS = 1000 };

typedef struct Town {
    pthread_barrier_t barrier;
    void *parts[MOST_RANKS];
    int gathered;
    int breaks_after; /* exchanges until the network fails; 0: never */
} Town;

typedef struct House { /* one process and what it works on */
    Town *town;
    Together together;
    Watch watch;
    int n, threads;
    uint32_t small[ITEMS];
    double wide[ITEMS][3];
    int fails_at[2]; /* items that fail, or -1 */
    long patience;   /* items until it stops; 0: without end */
    atomic_int done; /* items computed here */
    bool early;      /* fails before the work begins */
    bool ok;
    Err err;
} House;

static const char *rank_name(void *self, int rank)
{
    (void)self;
    static const char *const names[] = {"process 1", "process 2", "process 3", "process 4",
                                        "process 5"};
    return names[rank];
}

static bool gather(void *self, Err *err, void *all, const size_t *sizes)
{
    House *h = self;
    Town *t = h->town;
    size_t at = 0;
    t->parts[h->together.rank] = all;
    pthread_barrier_wait(&t->barrier);
    for (int r = 0; r < h->together.size; at += sizes[r++])
        if (r != h->together.rank)
            memcpy((char *)all + at, (char *)t->parts[r] + at, sizes[r]);
    if (h->together.rank == 0)
        t->gathered++;
    pthread_barrier_wait(&t->barrier);
    if (t->breaks_after && t->gathered >= t->breaks_after)
        return fail(err, IO, "the network is down");
    return true;
}

static bool job(void *self, Err *err, int i, Arena *scratch)
{
    House *h = self;
    double *work = NEW_ARRAY(scratch, double, 3);
    for (int k = 0; k < 3; k++)
        h->wide[i][k] = work[k] = 1.0 / (3 * i + k + 1);
    h->small[i] = philox((PhiloxWords){{(uint32_t)i, 0, 0, 0}}, (PhiloxKey){{1, 2}}).word[0];
    atomic_fetch_add(&h->done, 1);
    for (int k = 0; k < 2; k++)
        if (h->fails_at[k] == i)
            return fail(err, INVALID, "item %d is wrong", i);
    return true;
}

static bool go_on(void *self, long done, long total)
{
    House *h = self;
    assert_true(done <= total);
    return !h->patience || done < h->patience;
}

static House *house(Arena *a, int threads)
{
    House *h = NEW(a, House);
    h->n = ITEMS;
    h->threads = threads;
    h->fails_at[0] = h->fails_at[1] = -1;
    h->watch = (Watch){.go_on = go_on, .self = h};
    return h;
}

static void work(House *h)
{
    const SpreadColumn columns[] = {{h->small, sizeof *h->small}, {h->wide, sizeof *h->wide}};
    h->ok = !h->early || fail(&h->err, NOT_FOUND, "there is no such plan");
    h->ok =
        h->ok && spread_run(&h->err, &h->watch, "test", h->threads, h->n, columns, 2, job, h);
    h->ok = spread_end(h->watch.together, &h->err, h->ok);
}

static void *live(void *self)
{
    work(self);
    return NULL;
}

/* Runs houses[0..n-1] as the processes of one town. */
static void town(House **houses, int n, int breaks_after)
{
    Town t = {.breaks_after = breaks_after};
    pthread_t threads[MOST_RANKS];
    pthread_barrier_init(&t.barrier, NULL, (unsigned)n);
    for (int i = 0; i < n; i++) {
        House *h = houses[i];
        h->town = &t;
        h->together = (Together){
            .rank = i, .size = n, .beside = n, .name = rank_name, .gather = gather, .self = h};
        h->watch.together = &h->together;
        assert_int_equal(pthread_create(&threads[i], NULL, live, h), 0);
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&t.barrier);
}

static House *alone(Arena *a)
{
    House *h = house(a, 1);
    work(h);
    assert_true(h->ok);
    return h;
}

static void assert_same_bytes(const House *a, const House *b)
{
    assert_memory_equal(a->small, b->small, sizeof a->small);
    assert_memory_equal(a->wide, b->wide, sizeof a->wide);
}

void test_spread__any_number_of_processes_and_threads_gives_the_same_bytes(void)
{
    SCOPED_ARENA a = arena_new();
    const House *one = alone(a);
    for (int n = 1; n <= MOST_RANKS; n++)
        for (int threads = 1; threads <= 3; threads++) {
            House *houses[MOST_RANKS];
            int done = 0;
            for (int i = 0; i < n; i++)
                houses[i] = house(a, threads);
            town(houses, n, 0);
            for (int i = 0; i < n; i++) {
                assert_true(houses[i]->ok);
                assert_same_bytes(one, houses[i]);
                done += atomic_load(&houses[i]->done);
            }
            assert_int_equal(done, ITEMS); /* nothing is done twice */
        }
}

void test_spread__the_first_failure_is_the_one_that_is_said(void)
{
    SCOPED_ARENA a = arena_new();
    for (int n = 1; n <= 3; n++)
        for (int threads = 1; threads <= 3; threads++) {
            House *houses[MOST_RANKS];
            for (int i = 0; i < n; i++) {
                houses[i] = house(a, threads);
                houses[i]->fails_at[0] = 700;
                houses[i]->fails_at[1] = 697;
            }
            town(houses, n, 0);
            for (int i = 0; i < n; i++) {
                assert_false(houses[i]->ok);
                assert_int_equal(houses[i]->err.kind, ERR_INVALID);
                assert_string_equal(houses[i]->err.message, "item 697 is wrong");
            }
        }
}

void test_spread__a_process_that_fails_early_ends_all_with_its_name(void)
{
    SCOPED_ARENA a = arena_new();
    House *houses[3] = {house(a, 1), house(a, 1), house(a, 2)};
    houses[1]->early = true;
    town(houses, 3, 0);
    for (int i = 0; i < 3; i++)
        assert_false(houses[i]->ok);
    assert_string_equal(houses[0]->err.message, "process 2: there is no such plan");
    assert_string_equal(houses[1]->err.message, "there is no such plan");
    assert_int_equal(houses[2]->err.kind, ERR_NOT_FOUND);
}

void test_spread__processes_with_different_work_are_refused(void)
{
    SCOPED_ARENA a = arena_new();
    House *houses[2] = {house(a, 1), house(a, 1)};
    houses[1]->n = 0; /* has nothing to do and is at the end already */
    town(houses, 2, 0);
    assert_false(houses[0]->ok || houses[1]->ok);
    assert_int_equal(houses[0]->err.kind, ERR_CONFLICT);
    assert_non_null(strstr(houses[0]->err.message, "process 2 does 'the end'"));
}

void test_spread__a_broken_network_is_an_error_and_not_asked_again(void)
{
    SCOPED_ARENA a = arena_new();
    House *houses[2] = {house(a, 1), house(a, 1)};
    town(houses, 2, 4);
    for (int i = 0; i < 2; i++) {
        assert_false(houses[i]->ok);
        assert_string_equal(houses[i]->err.message, "the network is down");
    }
}

/* ---------------------------------------------------------------- what is kept */

typedef struct Shelf {
    int done, saves, musts;
    uint32_t small[ITEMS];
    double wide[ITEMS][3];
    bool foreign, full;
} Shelf;

static bool load(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int *done)
{
    Shelf *s = self;
    assert_string_equal(name, "test");
    assert_int_equal(n, ITEMS);
    assert_int_equal(n_columns, 2);
    if (s->foreign)
        return fail(err, CONFLICT, "kept for another input");
    memcpy(columns[0].data, s->small, (size_t)s->done * columns[0].size);
    memcpy(columns[1].data, s->wide, (size_t)s->done * columns[1].size);
    *done = s->done;
    return true;
}

static bool save(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int done, bool must)
{
    Shelf *s = self;
    (void)name;
    (void)n;
    (void)n_columns;
    if (s->full)
        return fail(err, IO, "no room");
    s->saves++;
    s->musts += must;
    s->done = done;
    memcpy(s->small, columns[0].data, (size_t)done * columns[0].size);
    memcpy(s->wide, columns[1].data, (size_t)done * columns[1].size);
    return true;
}

void test_spread__goes_on_from_what_is_kept(void)
{
    SCOPED_ARENA a = arena_new();
    const House *one = alone(a);
    for (int n = 1; n <= 4; n++) { /* stopped with n processes, gone on with 5 - n */
        Shelf *shelf = NEW(a, Shelf);
        const Keep keep = {load, save, shelf};
        House *houses[MOST_RANKS];
        int first = 0, second = 0;
        for (int i = 0; i < n; i++) {
            houses[i] = house(a, 2);
            houses[i]->patience = i == n - 1 ? 500 : 0; /* the last one says stop */
            houses[i]->watch.keep = i == 0 ? &keep : NULL;
        }
        town(houses, n, 0);
        for (int i = 0; i < n; i++) {
            assert_false(houses[i]->ok);
            assert_int_equal(houses[i]->err.kind, ERR_CANCELLED);
            first += atomic_load(&houses[i]->done);
        }
        assert_int_equal(shelf->musts, 1);
        assert_true(shelf->done > 300 && shelf->done <= first && first < ITEMS);
        int kept = shelf->done;
        for (int i = 0; i < 5 - n; i++) {
            houses[i] = house(a, 1);
            houses[i]->watch.keep = i == 0 ? &keep : NULL;
        }
        town(houses, 5 - n, 0);
        for (int i = 0; i < 5 - n; i++) {
            assert_true(houses[i]->ok);
            assert_same_bytes(one, houses[i]);
            second += atomic_load(&houses[i]->done);
        }
        assert_int_equal(second, ITEMS - kept);
    }
}

void test_spread__refuses_what_was_kept_for_another_input(void)
{
    SCOPED_ARENA a = arena_new();
    Shelf *shelf = NEW(a, Shelf);
    const Keep keep = {load, save, shelf};
    shelf->foreign = true;
    House *houses[2] = {house(a, 1), house(a, 1)};
    houses[0]->watch.keep = &keep;
    town(houses, 2, 0);
    assert_string_equal(houses[0]->err.message, "kept for another input");
    assert_string_equal(houses[1]->err.message, "process 1: kept for another input");
    assert_int_equal(atomic_load(&houses[0]->done) + atomic_load(&houses[1]->done), 0);
}

void test_spread__says_when_nothing_can_be_kept(void)
{
    SCOPED_ARENA a = arena_new();
    Shelf *shelf = NEW(a, Shelf);
    const Keep keep = {load, save, shelf};
    shelf->full = true;
    House *h = house(a, 1);
    h->watch.keep = &keep;
    work(h);
    assert_false(h->ok);
    assert_int_equal(h->err.kind, ERR_IO);
}
