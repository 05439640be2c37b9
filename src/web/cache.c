/* Decides how kept pages are found (a table of chains) and which of them goes (the one used
 * longest ago, by a list in the order of use). */
#include "web/cache.h"
#include <pthread.h>
#include <stdlib.h>

enum { CHAINS = 1024, LARGEST_SHARE = 8 };

typedef struct Kept {
    struct Kept *next;          /* in its chain */
    struct Kept *newer, *older; /* by use */
    uint64_t hash;
    size_t cost;
    int64_t until;
    char *key, *version, *route; /* route "" is none */
    char *body;
    size_t size;
    char encoding[16], language[8]; /* "" is none */
} Kept;

struct PageCache {
    pthread_mutex_t lock;
    Kept *chains[CHAINS];
    Kept *newest, *oldest;
    size_t most;
    CacheCounts counts;
};

static uint64_t hash_of(const char *s) /* FNV-1a */
{
    uint64_t h = 14695981039346656037u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h;
}

PageCache *cache_new(size_t most)
{
    PageCache *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->most = most;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

/* ---- the list by use ---- */

static void take_out(PageCache *c, Kept *k)
{
    *(k->newer ? &k->newer->older : &c->newest) = k->older;
    *(k->older ? &k->older->newer : &c->oldest) = k->newer;
}

static void put_first(PageCache *c, Kept *k)
{
    k->newer = NULL;
    k->older = c->newest;
    *(k->older ? &k->older->newer : &c->oldest) = k;
    c->newest = k;
}

static void drop(PageCache *c, Kept *k)
{
    Kept **at = &c->chains[k->hash % CHAINS];
    while (*at != k)
        at = &(*at)->next;
    *at = k->next;
    take_out(c, k);
    c->counts.bytes -= k->cost;
    c->counts.pages--;
    free(k->key);
    free(k->version);
    free(k->route);
    free(k->body);
    free(k);
}

static Kept *find(const PageCache *c, uint64_t hash, const char *key)
{
    for (Kept *k = c->chains[hash % CHAINS]; k; k = k->next)
        if (k->hash == hash && same(k->key, key))
            return k;
    return NULL;
}

void cache_free(PageCache *c)
{
    if (!c)
        return;
    while (c->newest)
        drop(c, c->newest);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* ---- use ---- */

static void copy_out(Arena *a, const Kept *k, CachedPage *out)
{
    *out = (CachedPage){
        .body = {.data = arena_strndup(a, k->body, k->size), .size = k->size},
        .encoding = *k->encoding ? arena_strdup(a, k->encoding) : NULL,
        .language = arena_strdup(a, k->language),
        .route = *k->route ? arena_strdup(a, k->route) : NULL,
    };
}

bool cache_get(PageCache *c, Arena *a, const char *key, const char *version, int64_t now,
               CachedPage *out)
{
    uint64_t hash = hash_of(key);
    pthread_mutex_lock(&c->lock);
    Kept *k = find(c, hash, key);
    bool good = k && same(k->version, version) && now <= k->until;
    if (k && !good)
        drop(c, k);
    if (good) {
        take_out(c, k);
        put_first(c, k);
        copy_out(a, k, out);
    }
    *(good ? &c->counts.hits : &c->counts.misses) += 1;
    pthread_mutex_unlock(&c->lock);
    return good;
}

static char *copy_of(const char *data, size_t n)
{
    char *copy = malloc(n + 1);
    if (!copy)
        abort();
    memcpy(copy, data, n);
    copy[n] = '\0';
    return copy;
}

void cache_put(PageCache *c, const char *key, const char *version, int64_t until,
               const CachedPage *page)
{
    uint64_t hash = hash_of(key);
    const char *route = page->route ? page->route : "";
    size_t cost =
        sizeof(Kept) + strlen(key) + strlen(version) + strlen(route) + page->body.size;
    if (cost > c->most / LARGEST_SHARE)
        return;
    Kept *k = calloc(1, sizeof *k);
    if (!k)
        abort();
    *k = (Kept){.hash = hash,
                .cost = cost,
                .until = until,
                .key = copy_of(key, strlen(key)),
                .version = copy_of(version, strlen(version)),
                .body = copy_of(page->body.data, page->body.size),
                .size = page->body.size,
                .route = copy_of(route, strlen(route))};
    snprintf(k->encoding, sizeof k->encoding, "%s", page->encoding ? page->encoding : "");
    snprintf(k->language, sizeof k->language, "%s", page->language);
    pthread_mutex_lock(&c->lock);
    Kept *old = find(c, hash, key);
    if (old)
        drop(c, old);
    k->next = c->chains[hash % CHAINS];
    c->chains[hash % CHAINS] = k;
    put_first(c, k);
    c->counts.bytes += cost;
    c->counts.pages++;
    while (c->counts.bytes > c->most)
        drop(c, c->oldest);
    pthread_mutex_unlock(&c->lock);
}

CacheCounts cache_counts(PageCache *c)
{
    pthread_mutex_lock(&c->lock);
    CacheCounts counts = c->counts;
    pthread_mutex_unlock(&c->lock);
    return counts;
}
