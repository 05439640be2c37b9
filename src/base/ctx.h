/* What every layer passes on: memory, the first error, the database, who asks and in which
 * language. Only the owner of a part opens it: db/ the database, core/ the application. */
#ifndef PONT_BASE_CTX_H
#define PONT_BASE_CTX_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include <stdint.h>

typedef enum Lang { LANG_EN, LANG_CY, LANG_COUNT } Lang;

/* Progress of a long step, shown on a terminal or on the page of a job. total 0 means "not
 * known". stop says whether it should end early; either may be NULL. */
typedef struct Progress {
    void (*say)(void *self, const char *step, long done, long total);
    bool (*stop)(void *self);
    void *self;
} Progress;

typedef struct Ctx {
    Arena *arena;
    Err err;
    struct Db *db;           /* NULL where a command works without a database */
    const struct App *app;   /* the tables of modules and the settings */
    const char *user;        /* who acts, as records say it; never NULL */
    const struct Who *who;   /* who asks and what they may do (core/who.h); NULL: nothing */
    const char *origin;      /* from where, for the audit trail: an address, "command line" */
    struct Trail *trail;     /* what the running action changes (core/audit.h); or NULL */
    struct Guard *guard;     /* what goes with a change (core/guard.h); or NULL */
    struct Workers *workers; /* who do jobs in this process (core/worker.h); or NULL */
    Lang lang;
    Date today;
    int64_t now; /* seconds since 1970, UTC */
    int threads; /* for simulations; results do not depend on it */
    Progress progress;
    const struct Effort *effort; /* other processes, what is kept (core/effort.h); or NULL */
    struct Download *download;   /* web/download.h: what is asked for as a file; or NULL */
} Ctx;

static inline void ctx_progress(const Ctx *cx, const char *step, long done, long total)
{
    if (cx->progress.say)
        cx->progress.say(cx->progress.self, step, done, total);
}

/* The same between two parts of a long step: fails with CANCELLED when it should end. */
static inline bool ctx_go_on(Ctx *cx, const char *step, long done, long total)
{
    ctx_progress(cx, step, done, total);
    if (cx->progress.stop && cx->progress.stop(cx->progress.self))
        return fail(&cx->err, CANCELLED, "it was cancelled, and nothing was changed");
    return true;
}

#endif
