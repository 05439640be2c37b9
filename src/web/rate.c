/* Decides who has asked too often. The table has a fixed size: an asker who is not in it takes
 * the place of the one in its row who has been silent longest, and starts with a full bucket;
 * whoever asks often stays. */
#include "web/rate.h"
#include "base/text.h"
#include <math.h>
#include <pthread.h>

enum { ROWS = 1024, PLACES = 8, NAME = 64 };

typedef struct Bucket {
    char asker[NAME];
    long long seen;
    double tokens;
} Bucket;

struct Rate {
    int per_minute;
    pthread_mutex_t lock;
    Bucket (*rows)[PLACES];
};

Rate *rate_new(Arena *a, int per_minute)
{
    Rate *r = NEW(a, Rate);
    r->per_minute = per_minute;
    r->rows = arena_array(a, ROWS, sizeof *r->rows);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void rate_close(Rate *r)
{
    pthread_mutex_destroy(&r->lock);
}

static unsigned long row_of(const char *s)
{
    unsigned long h = 1469598103934665603UL;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211UL;
    return (h ^ h >> 32) % ROWS;
}

static Bucket *bucket_of(Rate *r, const char *asker, long long now)
{
    Bucket *row = r->rows[row_of(asker)], *oldest = row;
    for (int i = 0; i < PLACES; i++) {
        if (row[i].asker[0] && strncmp(row[i].asker, asker, NAME - 1) == 0)
            return &row[i];
        if (row[i].seen < oldest->seen)
            oldest = &row[i];
    }
    *oldest = (Bucket){.seen = now, .tokens = r->per_minute};
    memcpy(oldest->asker, asker, strnlen(asker, NAME - 1));
    return oldest;
}

bool rate_take(Rate *r, const char *asker, long long now, RateState *out)
{
    *out = (RateState){.limit = r->per_minute, .remaining = r->per_minute};
    if (!r->per_minute)
        return true;
    double per_ms = r->per_minute / 60000.0;
    pthread_mutex_lock(&r->lock);
    Bucket *b = bucket_of(r, asker, now);
    b->tokens = fmin(r->per_minute, b->tokens + (double)(now - b->seen) * per_ms);
    b->seen = now;
    bool passes = b->tokens >= 1;
    if (passes)
        b->tokens -= 1;
    out->remaining = (int)b->tokens;
    out->reset = (int)ceil((r->per_minute - b->tokens) / per_ms / 1000);
    out->retry = passes ? 0 : (int)ceil((1 - b->tokens) / per_ms / 1000);
    pthread_mutex_unlock(&r->lock);
    return passes;
}
