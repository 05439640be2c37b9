/* Requests that may arrive twice and must act once: a program that got no answer sends the same
 * again with the same Idempotency-Key, a person clicks a button twice.
 *
 *     once_begin()    claims the key, or finds the answer that was kept under it
 *     once_keep()     stores the answer, in the transaction of the change
 *     once_release()  after a failure: nothing was changed, so that the key is free again
 *
 * A process that dies in between leaves a claim that another takes over after a while; if the
 * first one lived after all, its once_keep() fails and its transaction with it. So a key acts
 * once, on any number of processes. */
#ifndef PONT_CORE_IDEMPOTENCY_H
#define PONT_CORE_IDEMPOTENCY_H

#include "base/ctx.h"

enum {
    ONCE_KEPT_SECONDS = 24 * 60 * 60,
    ONCE_CLAIM_SECONDS = 10 * 60, /* how long a claim without an answer is respected */
    ONCE_LONGEST_KEY = 255,
};

typedef struct Once {
    const char *hash, *digest, *holder;
    bool replay; /* the rest is the answer that was given */
    int status;
    const char *type, *body, *location;
} Once;

/* key: what is unique, who sent it included; digest: of the request. CONFLICT while the first
 * is being worked on (after waiting up to `patience` milliseconds), INVALID for another
 * request. */
bool once_begin(Ctx *cx, const char *key, const char *digest, int patience,
                Once *out) MUST_CHECK;
bool once_keep(Ctx *cx, const Once *o, int status, const char *type, const char *body,
               const char *location) MUST_CHECK;
/* Works after a failure too: cx->err stays as it is. */
void once_release(Ctx *cx, const Once *o);
/* Forgets what has been kept long enough. */
bool once_forget(Ctx *cx) MUST_CHECK;

#endif
