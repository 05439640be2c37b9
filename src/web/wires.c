/* Decides which connections are cut. */
#include "web/wires.h"
#include "base/arena.h"
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum {
    OTHER_FILES = 256, /* databases, logs, the program's own */
    FEWEST = 64,
};

struct Wire {
    Wire *newer, *older;
    int socket;
    bool cut;              /* under the lock: shut down, and soon removed by its owner */
    _Atomic long deadline; /* LONG_MAX while we work on it */
};

/* The newest wait stands first: who has waited longest stands last. */
struct Wires {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t sweeper;
    Wire *newest, *oldest;
    int most, open;
    long late, pressed;
    bool stopping;
};

long wires_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long)t.tv_sec;
}

int wires_that_fit(int wanted)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return FEWEST;
    if (files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0 && getrlimit(RLIMIT_NOFILE, &files) != 0)
            return FEWEST;
    }
    if (files.rlim_cur > (rlim_t)wanted + OTHER_FILES)
        return wanted;
    return files.rlim_cur > OTHER_FILES + FEWEST ? (int)files.rlim_cur - OTHER_FILES : FEWEST;
}

/* ---- the list; under the lock ---- */

static void put_first(Wires *all, Wire *w)
{
    w->newer = NULL;
    w->older = all->newest;
    if (w->older)
        w->older->newer = w;
    else
        all->oldest = w;
    all->newest = w;
}

static void take_out(Wires *all, Wire *w)
{
    if (w->newer)
        w->newer->older = w->older;
    else
        all->newest = w->older;
    if (w->older)
        w->older->newer = w->newer;
    else
        all->oldest = w->newer;
}

/* The library sees the end of its input, and removes and closes it in its own thread. */
static void cut(Wires *all, Wire *w)
{
    w->cut = true;
    all->open--;
    shutdown(w->socket, SHUT_RDWR);
}

static void make_room(Wires *all)
{
    for (Wire *w = all->oldest; w && all->open > all->most; w = w->newer)
        if (!w->cut && atomic_load(&w->deadline) != LONG_MAX) {
            cut(all, w);
            all->pressed++;
        }
}

static void *sweep(void *self)
{
    Wires *all = self;
    pthread_mutex_lock(&all->lock);
    while (!all->stopping) {
        struct timespec next;
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_sec++;
        pthread_cond_timedwait(&all->wake, &all->lock, &next);
        long t = wires_now();
        for (Wire *w = all->oldest; w; w = w->newer)
            if (!w->cut && t > atomic_load(&w->deadline)) {
                cut(all, w);
                all->late++;
            }
    }
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

/* ---- one connection ---- */

Wire *wires_add(Wires *all, int socket, long deadline)
{
    Wire *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->socket = socket;
    atomic_init(&w->deadline, deadline);
    pthread_mutex_lock(&all->lock);
    put_first(all, w);
    all->open++;
    make_room(all);
    pthread_mutex_unlock(&all->lock);
    return w;
}

void wires_remove(Wires *all, Wire *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&all->lock);
    take_out(all, w);
    if (!w->cut)
        all->open--;
    pthread_mutex_unlock(&all->lock);
    free(w);
}

void wire_waits(Wires *all, Wire *w, long deadline)
{
    if (!w)
        return;
    atomic_store(&w->deadline, deadline);
    pthread_mutex_lock(&all->lock);
    take_out(all, w);
    put_first(all, w);
    pthread_mutex_unlock(&all->lock);
}

void wire_until(Wire *w, long deadline)
{
    if (w)
        atomic_store(&w->deadline, deadline);
}

void wire_works(Wire *w)
{
    wire_until(w, LONG_MAX);
}

WireCounts wires_count(Wires *all)
{
    pthread_mutex_lock(&all->lock);
    WireCounts n = {all->open, all->late, all->pressed};
    pthread_mutex_unlock(&all->lock);
    return n;
}

/* ---- start and stop ---- */

static void free_all(Wires *all)
{
    pthread_cond_destroy(&all->wake);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

bool wires_start(Err *err, int most, Wires **out)
{
    Wires *all = calloc(1, sizeof *all);
    if (!all)
        return fail(err, IO, "no memory for the listener");
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&all->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&all->lock, NULL);
    all->most = most;
    if (pthread_create(&all->sweeper, NULL, sweep, all) != 0) {
        free_all(all);
        return fail(err, IO, "cannot start a thread");
    }
    *out = all;
    return true;
}

void wires_stop(Wires *all)
{
    pthread_mutex_lock(&all->lock);
    all->stopping = true;
    pthread_cond_signal(&all->wake);
    pthread_mutex_unlock(&all->lock);
    pthread_join(all->sweeper, NULL);
    free_all(all);
}
