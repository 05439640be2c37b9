/* Moments: seconds since 1970-01-01 00:00 UTC. They are read once at the edge (Ctx.now) and
 * passed down, so that everything in a request has one time and tests can choose it. */
#ifndef PONT_CORE_CLOCK_H
#define PONT_CORE_CLOCK_H

#include "base/ctx.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* The system's clock; on the day that PONT_TODAY names, when it is set. */
int64_t clock_now(void);
/* "2026-11-26T12:05:09Z"; "" for 0. */
const char *clock_text(Arena *a, int64_t moment);
/* "26 November 2026, 12:05" in the caller's language, in UTC; "" for 0. */
const char *clock_show(Ctx *cx, int64_t moment);
/* The same of what clock_text() wrote; the day alone at midnight; anything else as it is. */
const char *moment_shown(Ctx *cx, const char *at);

#endif
