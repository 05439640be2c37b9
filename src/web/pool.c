/* Decides which connection a request gets, and that a lost one is not given again. */
#include "web/pool.h"

void pool_open(Pool *p, const char *url)
{
    *p = (Pool){.url = url, .shared = db_shared_new()};
    pthread_mutex_init(&p->lock, NULL);
}

void pool_close(Pool *p)
{
    for (int i = 0; i < p->n_idle; i++)
        db_close(p->idle[i]);
    p->n_idle = 0;
    pthread_mutex_destroy(&p->lock);
}

static Db *take_idle(Pool *p)
{
    pthread_mutex_lock(&p->lock);
    Db *db = p->n_idle ? p->idle[--p->n_idle] : NULL;
    pthread_mutex_unlock(&p->lock);
    return db;
}

bool pool_take(Pool *p, Ctx *cx)
{
    while ((cx->db = take_idle(p)) && !db_is_alive(cx->db))
        db_close(cx->db);
    if (!cx->db && !db_open(&cx->err, p->url, false, &cx->db))
        return false;
    db_share(cx->db, &p->shared);
    pthread_mutex_lock(&p->lock);
    p->n_used++;
    pthread_mutex_unlock(&p->lock);
    return true;
}

void pool_give(Pool *p, Db *db)
{
    pthread_mutex_lock(&p->lock);
    p->n_used--;
    bool kept = db && p->n_idle < MOST_CONNECTIONS;
    if (kept)
        p->idle[p->n_idle++] = db;
    pthread_mutex_unlock(&p->lock);
    if (!kept)
        db_close(db);
}

void pool_count(Pool *p, int *idle, int *used)
{
    pthread_mutex_lock(&p->lock);
    *idle = p->n_idle;
    *used = p->n_used;
    pthread_mutex_unlock(&p->lock);
}
