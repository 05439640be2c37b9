/* A short list under one lock: it holds some dozens of things, which are asked for by the
 * thousand and made once. */
#include "core/memo.h"
#include "base/text.h"
#include <pthread.h>
#include <stdlib.h>

typedef struct Kept {
    const char *key;
    const void *value;
    void (*end)(void *value); /* or NULL */
} Kept;

struct Memo {
    pthread_mutex_t lock;
    Arena *arena;
    int n, room;
    Kept *items;
};

Memo *memo_new(void)
{
    Arena *a = arena_new();
    Memo *m = NEW(a, Memo);
    m->arena = a;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void memo_free(Memo *m)
{
    if (!m)
        return;
    for (int i = 0; i < m->n; i++)
        if (m->items[i].end)
            m->items[i].end((void *)(uintptr_t)m->items[i].value);
    pthread_mutex_destroy(&m->lock);
    arena_free(m->arena);
}

static const void *find(const Memo *m, const char *key)
{
    for (int i = 0; i < m->n; i++)
        if (same(m->items[i].key, key))
            return m->items[i].value;
    return NULL;
}

const void *memo_find(Memo *m, const char *key)
{
    if (!m)
        return NULL;
    pthread_mutex_lock(&m->lock);
    const void *found = find(m, key);
    pthread_mutex_unlock(&m->lock);
    return found;
}

const void *memo_keep_until(Memo *m, const char *key, MemoMake *make, void *with,
                            void (*end)(void *value))
{
    pthread_mutex_lock(&m->lock);
    const void *value = find(m, key);
    if (!value && (value = make(m->arena, with)))
        *PUSH(m->arena, m->items, m->n, m->room) =
            (Kept){arena_strdup(m->arena, key), value, end};
    pthread_mutex_unlock(&m->lock);
    return value;
}

const void *memo_keep(Memo *m, const char *key, MemoMake *make, void *with)
{
    return memo_keep_until(m, key, make, with, NULL);
}
