/* Connections to the database, kept open between requests; one serves one request at a time. */
#ifndef PONT_WEB_POOL_H
#define PONT_WEB_POOL_H

#include "db/db.h"
#include <pthread.h>

enum { MOST_CONNECTIONS = 64 };

typedef struct Pool {
    const char *url;
    pthread_mutex_t lock;
    Db *idle[MOST_CONNECTIONS];
    int n_idle, n_used;
    DbShared shared; /* what the connections know of changes */
} Pool;

void pool_open(Pool *p, const char *url);
void pool_close(Pool *p);
/* An idle connection that is still there, or a new one, in cx->db. */
bool pool_take(Pool *p, Ctx *cx) MUST_CHECK;
void pool_give(Pool *p, Db *db);
/* How many wait, and how many serve a request just now. */
void pool_count(Pool *p, int *idle, int *used);

#endif
