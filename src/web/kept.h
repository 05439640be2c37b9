/* Pages that are given out again instead of being built: when they may be, and under what. */
#ifndef PONT_WEB_KEPT_H
#define PONT_WEB_KEPT_H

#include "db/db.h"
#include "web/cache.h"
#include "web/visit.h"

typedef struct Kept {
    const char *key; /* NULL: not a request whose page is kept */
    char version[DB_VERSION_SIZE];
} Kept;

/* Answers with the page as it was kept, before anybody asks who it is for: the key holds the
 * session's cookie. False: it must be built; *out is then for kept_store(). */
bool kept_answer(PageCache *cache, Visit *v, Kept *out);
/* Keeps the answer just built, compressed as it will be sent, if another may have it. */
void kept_store(PageCache *cache, Visit *v, const Kept *at);

#endif
