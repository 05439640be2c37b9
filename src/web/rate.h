/* How often somebody may ask: a bucket of tokens for each asker, filled evenly, so that a burst
 * of a minute's worth passes and a steady flood does not.
 *
 * Kept in the memory of one process: with several, each allows its share. */
#ifndef PONT_WEB_RATE_H
#define PONT_WEB_RATE_H

#include "base/arena.h"
#include <stdbool.h>

typedef struct Rate Rate;

typedef struct RateState {
    int limit;     /* requests a minute */
    int remaining; /* of them, just now */
    int reset;     /* seconds until the bucket is full again */
    int retry;     /* seconds until the next request passes; 0: this one passed */
} RateState;

/* per_minute 0: no limit. */
Rate *rate_new(Arena *a, int per_minute);
void rate_close(Rate *r);
/* Takes one token of that asker's; now in milliseconds, never going back. */
bool rate_take(Rate *r, const char *asker, long long now, RateState *out);

#endif
