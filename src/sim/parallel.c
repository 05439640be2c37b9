/* Decides which thread does which job: job i belongs to thread i modulo the number of threads,
 * so that nothing depends on who is faster. What a job writes is left to the job; because it
 * writes only what belongs to i, the result does not depend on the number of threads either. */
#include "sim/engine.h"
#include <pthread.h>

typedef struct Crew {
    int n, threads;
    void (*job)(void *self, int i, Arena *scratch);
    void *self;
} Crew;

typedef struct Worker {
    const Crew *crew;
    int number;
    bool started;
    pthread_t thread;
} Worker;

static void *work(void *argument)
{
    const Worker *w = argument;
    const Crew *crew = w->crew;
    SCOPED_ARENA scratch = arena_new();
    for (int i = w->number; i < crew->n; i += crew->threads) {
        crew->job(crew->self, i, scratch);
        arena_reset(scratch);
    }
    return NULL;
}

void parallel_for(int n, int threads, void (*job)(void *self, int i, Arena *scratch),
                  void *self)
{
    if (threads > n)
        threads = n;
    if (threads < 1)
        threads = 1;
    Crew crew = {.n = n, .threads = threads, .job = job, .self = self};
    SCOPED_ARENA arena = arena_new();
    Worker *workers = NEW_ARRAY(arena, Worker, threads);
    for (int i = 0; i < threads; i++) {
        workers[i].crew = &crew;
        workers[i].number = i;
        if (i > 0)
            workers[i].started =
                pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    work(&workers[0]);
    for (int i = 1; i < threads; i++) {
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
        else
            work(&workers[i]); /* the machine gave no thread: the share is done here */
    }
}
