/* Decides who does which items and when they are exchanged and kept.
 *
 * Items go in rounds, in their order. In a round each process has an equal run of neighbouring
 * items and its threads take them in turn; at the end of the round the processes tell each
 * other how they fared, exchange what they have made, and the first keeps it. So whatever is
 * kept is the items 0..done-1, and may be gone on from by any number of threads and processes.
 * A round that fails or is cancelled leaves no trace. */
#include "sim/spread.h"
#include "sim/engine.h"
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum {
    ROUNDS = 64,    /* of a work that is kept or spread: what is lost at most is one of them */
    LEAST_EACH = 8, /* items of a thread in a round, so that waiting for the last is little */
};

typedef enum Fate { WELL, FAILED, STOPPED, ENDED } Fate;

/* What a process tells the others at the end of a round. */
typedef struct Word {
    Fate fate;
    int item; /* that failed */
    int done; /* how far the kept work has come; said by the first */
    ErrKind kind;
    char work[64]; /* what it is doing: all must be doing the same */
    char message[1024];
} Word;

typedef struct Round {
    int first; /* item of this process */
    int start; /* of the round, for all processes */
    int total, threads;
    bool (*job)(void *self, Err *err, int i, Arena *scratch);
    void *self;
    const Watch *watch; /* never NULL */
    atomic_int failed;  /* the first item that failed, or INT_MAX */
    atomic_long done;
    atomic_bool stopped;
    pthread_mutex_t lock; /* of error */
    Err *error;           /* of that item */
} Round;

static const Watch nobody = {.path = PHILOX_BEST};

static void note_failure(Round *r, int item, const Err *err)
{
    pthread_mutex_lock(&r->lock);
    if (item < atomic_load(&r->failed)) {
        atomic_store(&r->failed, item);
        *r->error = *err;
    }
    pthread_mutex_unlock(&r->lock);
}

static void one(void *self, int i, Arena *scratch)
{
    Round *r = self;
    const Together *s = r->watch->together;
    int item = r->first + i;
    Err err = {0};
    if (atomic_load(&r->stopped) || item > atomic_load(&r->failed))
        return;
    if (!r->job(r->self, &err, item, scratch))
        note_failure(r, item, &err);
    long done = atomic_fetch_add(&r->done, 1) + 1;
    if (r->watch->go_on && i % r->threads == 0) { /* the items of one thread */
        long so_far = r->start + done * (s ? s->size : 1);
        if (!r->watch->go_on(r->watch->self, so_far < r->total ? so_far : r->total, r->total))
            atomic_store(&r->stopped, true);
    }
}

typedef struct Task {
    const Watch *watch; /* never NULL */
    const char *name;
    int threads, n, n_columns;
    const SpreadColumn *columns;
    bool (*job)(void *self, Err *err, int i, Arena *scratch);
    void *self;
} Task;

/* Does items first..last-1 here and says how it went. */
static Word do_items(const Task *t, Err *error, int start, int first, int last)
{
    Round r = {.first = first,
               .start = start,
               .total = t->n,
               .threads = t->threads > last - first ? last - first : t->threads,
               .job = t->job,
               .self = t->self,
               .watch = t->watch,
               .error = error,
               .lock = PTHREAD_MUTEX_INITIALIZER};
    r.threads = r.threads < 1 ? 1 : r.threads;
    atomic_store(&r.failed, INT_MAX);
    parallel_for(last - first, r.threads, one, &r);
    Word w = {.fate = WELL, .item = atomic_load(&r.failed)};
    if (w.item < INT_MAX)
        w.fate = FAILED;
    else if (atomic_load(&r.stopped))
        w.fate = STOPPED;
    return w;
}

/* ---------------------------------------------------------------- between processes */

static size_t part_of(const Together *s, int items, int rank)
{
    return (size_t)items * (size_t)(rank + 1) / (size_t)s->size -
           (size_t)items * (size_t)rank / (size_t)s->size;
}

/* Every process says its word and hears the others'. The words of all processes in `heard`. */
static bool exchange(Together *s, Err *err, const Word *own, const char *work, Arena *a,
                     Word **heard)
{
    size_t *sizes = NEW_ARRAY(a, size_t, s->size);
    Word *words = NEW_ARRAY(a, Word, s->size);
    for (int i = 0; i < s->size; i++)
        sizes[i] = sizeof *words;
    words[s->rank] = *own;
    snprintf(words[s->rank].work, sizeof words->work, "%s", work);
    if (!s->gather(s->self, err, words, sizes)) {
        s->over = true;
        return false;
    }
    *heard = words;
    return true;
}

/* What all words together mean: the failure of the first item, else the failure of a process
 * that ended early, else that somebody stopped. */
static bool agree(Together *s, Err *err, const Err *own_error, const Word *words)
{
    int failed = -1;
    bool stopped = false;
    for (int i = 0; i < s->size; i++) {
        stopped |= words[i].fate == STOPPED;
        if (words[i].fate == FAILED && (failed < 0 || words[i].item < words[failed].item))
            failed = i;
    }
    for (int i = 0; i < s->size && failed < 0; i++)
        if (strncmp(words[i].work, words[0].work, sizeof words->work) != 0) {
            s->over = true;
            return fail(
                err, CONFLICT,
                "%s does '%s' and %s does '%s': they were not started on the same input",
                s->name(s->self, 0), words[0].work, s->name(s->self, i), words[i].work);
        }
    if (failed >= 0) {
        s->over = true;
        if (failed == s->rank)
            return fail_at(err, own_error->kind, "%s", own_error->message);
        if (words[failed].item < INT_MAX) /* a draw failed there; it would have failed here */
            return fail_at(err, words[failed].kind, "%s", words[failed].message);
        return fail_at(err, words[failed].kind, "%s: %s", s->name(s->self, failed),
                       words[failed].message);
    }
    if (stopped) {
        s->over = true;
        return fail(err, CANCELLED, "it was cancelled, and nothing was changed");
    }
    return true;
}

static void tell_error(Word *w, const Err *error)
{
    w->kind = error->kind;
    snprintf(w->message, sizeof w->message, "%s", error->message);
}

bool spread_end(Together *s, Err *err, bool ok)
{
    if (!s || s->over)
        return ok;
    SCOPED_ARENA a = arena_new();
    Word own = {.fate = ok ? ENDED : FAILED, .item = INT_MAX}, *words;
    Err error = *err;
    if (!ok)
        tell_error(&own, err);
    if (!exchange(s, err, &own, "the end", a, &words))
        return false;
    s->over = true;
    return agree(s, err, &error, words) && ok;
}

/* ---------------------------------------------------------------- rounds */

static bool is_first(const Task *t)
{
    return !t->watch->together || t->watch->together->rank == 0;
}

/* Parts of items from..to-1, made by all or (from_first) by the first alone, to everybody. */
static bool hand_round(const Task *t, Err *err, Arena *a, int from, int to, bool from_first)
{
    Together *s = t->watch->together;
    size_t *sizes = NEW_ARRAY(a, size_t, s->size);
    for (int c = 0; c < t->n_columns; c++) {
        const SpreadColumn *column = &t->columns[c];
        for (int i = 0; i < s->size; i++)
            sizes[i] = column->size * (from_first ? i == 0 ? (size_t)(to - from) : 0
                                                  : part_of(s, to - from, i));
        if (!s->gather(s->self, err, (char *)column->data + (size_t)from * column->size,
                       sizes)) {
            s->over = true;
            return false;
        }
    }
    return true;
}

/* Takes up what was kept; *done is known to every process. */
static bool take_up(const Task *t, Err *err, int *done)
{
    const Keep *keep = t->watch->keep;
    Together *s = t->watch->together;
    bool ok = true;
    *done = 0;
    if (keep && is_first(t))
        ok = keep->load(keep->self, err, t->name, t->n, t->columns, t->n_columns, done);
    if (!s)
        return ok;
    SCOPED_ARENA a = arena_new();
    Word own = {.fate = ok ? WELL : FAILED, .item = INT_MAX, .done = *done}, *words;
    Err error = *err;
    if (!ok)
        tell_error(&own, err);
    if (!exchange(s, err, &own, t->name, a, &words) || !agree(s, err, &error, words))
        return false;
    *done = words[0].done;
    return *done == 0 || hand_round(t, err, a, 0, *done, true);
}

static bool keep_items(const Task *t, Err *err, int done, bool must)
{
    const Keep *keep = t->watch->keep;
    return !keep || !is_first(t) || (done == 0 && !must) ||
           keep->save(keep->self, err, t->name, t->n, t->columns, t->n_columns, done, must);
}

/* How a round went, said once: as it was here, or as all agree. */
static bool settle(const Task *t, Err *err, Word *own, const Err *error)
{
    Together *s = t->watch->together;
    if (!s) {
        if (own->fate == FAILED)
            return fail_at(err, error->kind, "%s", error->message);
        if (own->fate == STOPPED)
            return fail(err, CANCELLED, "it was cancelled, and nothing was changed");
        return true;
    }
    SCOPED_ARENA a = arena_new();
    Word *words;
    if (own->fate == FAILED)
        tell_error(own, error);
    return exchange(s, err, own, t->name, a, &words) && agree(s, err, error, words);
}

static bool one_round(const Task *t, Err *err, int from, int to)
{
    Together *s = t->watch->together;
    int first = from, last = to;
    Err error = {0};
    if (s) {
        size_t items = (size_t)(to - from), rank = (size_t)s->rank, size = (size_t)s->size;
        first = from + (int)(items * rank / size);
        last = from + (int)(items * (rank + 1) / size);
    }
    Word own = do_items(t, &error, from, first, last);
    if (!settle(t, err, &own, &error))
        return false;
    SCOPED_ARENA a = arena_new();
    return !s || hand_round(t, err, a, from, to, false);
}

bool spread_run(Err *err, const Watch *watch, const char *name, int threads, int n,
                const SpreadColumn *columns, int n_columns,
                bool (*job)(void *self, Err *err, int i, Arena *scratch), void *self)
{
    Task t = {watch ? watch : &nobody,
              name,
              threads < 1 ? 1 : threads,
              n,
              n_columns,
              columns,
              job,
              self};
    const Together *s = t.watch->together;
    int done, size = n;
    if (t.watch->keep || s) {
        int least = LEAST_EACH * t.threads * (s ? s->size : 1);
        size = n / ROUNDS > least ? n / ROUNDS : least;
    }
    if (s && s->over)
        return fail(err, CONFLICT, "the other processes have ended");
    if (!take_up(&t, err, &done))
        return false;
    while (done < n) {
        int to = n - done > size ? done + size : n;
        if (!one_round(&t, err, done, to)) {
            Err unsaid = {0}; /* the first error is the one that is said */
            if (err->kind == ERR_CANCELLED && !keep_items(&t, &unsaid, done, true))
                fail_at(err, unsaid.kind, "%s", unsaid.message);
            return false;
        }
        done = to;
        if (!keep_items(&t, err, done, false))
            return false;
    }
    return true;
}
