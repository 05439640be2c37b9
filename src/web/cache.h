/* Finished pages, kept as long as nothing that they are made of has changed.
 *
 * A page is kept under who asked, in which language and for what, together with the version of
 * the database (db_version()) that was read before it was built. It is given out again only
 * while the version is the same, so that it is never older than the data; and not after
 * `until`, when the session must be looked at again. What is used least goes first when the
 * room is full.
 *
 * Safe to use from several threads. */
#ifndef PONT_WEB_CACHE_H
#define PONT_WEB_CACHE_H

#include "base/file.h"

typedef struct PageCache PageCache;

typedef struct CachedPage {
    Bytes body;
    const char *encoding; /* Content-Encoding, or NULL */
    const char *language; /* Content-Language */
    const char *route;    /* a pattern, or an action's path; NULL none */
} CachedPage;

/* most: bytes of bodies and keys together; 0 keeps nothing. */
PageCache *cache_new(size_t most);
void cache_free(PageCache *c); /* NULL is accepted */

/* A copy in the arena, or false. now: seconds since 1970. */
bool cache_get(PageCache *c, Arena *a, const char *key, const char *version, int64_t now,
               CachedPage *out);
/* Replaces what is there. Bodies of more than an eighth of the room are not kept. */
void cache_put(PageCache *c, const char *key, const char *version, int64_t until,
               const CachedPage *page);

typedef struct CacheCounts {
    unsigned long hits, misses;
    size_t bytes, pages;
} CacheCounts;
CacheCounts cache_counts(PageCache *c);

#endif
