#include "sim/plans_test.h"

#include "support/test.h"

enum { REPLICATES = 13 };

typedef struct Batch {
    const Plan *p;
    const TestRun *run;
    int32_t *stocks;
    size_t size;
} Batch;

static void one_replicate(void *self, int i, Arena *scratch)
{
    const Batch *b = self;
    int32_t *own = NEW_ARRAY(scratch, int32_t, b->size);
    stochastic_run(b->run->r, b->p, b->run->x, 4, (uint32_t)i, own);
    memcpy(b->stocks + (size_t)i * b->size, own, b->size * sizeof *own);
}

void test_parallel__any_number_of_threads_gives_the_same_bytes(void)
{
    for (uint32_t number = 0; number < 4; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        size_t size = (size_t)(p->n_steps + 1) * (size_t)run.cells;
        int32_t *one = NEW_ARRAY(a, int32_t, size * REPLICATES);
        for (int threads = 1; threads <= 3; threads++) {
            int32_t *other = NEW_ARRAY(a, int32_t, size * REPLICATES);
            Batch batch = {p, &run, threads == 1 ? one : other, size};
            parallel_for(REPLICATES, threads, one_replicate, &batch);
            if (threads > 1)
                assert_memory_equal(one, other, size * REPLICATES * sizeof *one);
        }
    }
}

static void count(void *self, int i, Arena *scratch)
{
    (void)scratch;
    ((int *)self)[i]++;
}

void test_parallel__does_every_job_once(void)
{
    int done[REPLICATES] = {0};
    parallel_for(REPLICATES, 5, count, done);
    parallel_for(3, 8, count, done);
    parallel_for(0, 2, count, done);
    for (int i = 0; i < REPLICATES; i++)
        assert_int_equal(done[i], i < 3 ? 2 : 1);
}
