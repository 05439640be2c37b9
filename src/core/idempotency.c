/* Decides who may act on a key, and for how long its answer is kept. */
#include "core/idempotency.h"
#include "core/secret.h"
#include "db/db.h"
#include <time.h>

enum { NAP_MS = 50 };

/* Whether the claim is ours now: the key was free, has expired, or its holder is long silent.
 */
static bool claim(Ctx *cx, Once *o, bool *mine)
{
    const char *holder = "";
    if (!db_one_text(cx, &holder,
                     "INSERT INTO core_idempotency (hash, digest, holder, status, type, body,"
                     " location, made, expires) VALUES ($1, $2, $3, 0, '', '', '', $4, $5)"
                     " ON CONFLICT (hash) DO UPDATE SET digest = excluded.digest,"
                     " holder = excluded.holder, status = 0, type = '', body = '',"
                     " location = '', made = excluded.made, expires = excluded.expires"
                     " WHERE core_idempotency.expires < $4 OR (core_idempotency.status = 0"
                     " AND core_idempotency.made < $6) RETURNING holder",
                     ARGS(o->hash, o->digest, o->holder, cx->now, cx->now + ONCE_KEPT_SECONDS,
                          cx->now - ONCE_CLAIM_SECONDS)))
        return false;
    *mine = same(holder, o->holder);
    return true;
}

/* What stands under the key; *out is untouched while the first request is on its way. */
static bool find(Ctx *cx, Once *o, bool *there)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT digest, status, type, body, location FROM core_idempotency"
                  " WHERE hash = $1",
                  ARGS(o->hash)))
        return false;
    *there = db_next(&rows);
    if (!*there)
        return db_ok(cx);
    if (!same(db_text(&rows, 0), o->digest))
        return fail(&cx->err, INVALID,
                    "this Idempotency-Key came with another request before; use a new one");
    o->status = (int)db_int(&rows, 1);
    o->type = db_text(&rows, 2);
    o->body = db_text(&rows, 3);
    o->location = db_text(&rows, 4);
    o->replay = o->status != 0;
    return true;
}

bool once_begin(Ctx *cx, const char *key, const char *digest, int patience, Once *out)
{
    Once o = {.hash = secret_hash(cx->arena, key),
              .digest = secret_hash(cx->arena, digest),
              .holder = secret_token(cx->arena)};
    for (;; patience -= NAP_MS) {
        bool mine = false, there = false;
        if (!claim(cx, &o, &mine) || (!mine && !find(cx, &o, &there)))
            return false;
        if (mine || o.replay) {
            *out = o;
            return true;
        }
        if (patience <= 0)
            return fail(&cx->err, CONFLICT,
                        "the same request is being worked on; ask again in a moment");
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    }
}

bool once_keep(Ctx *cx, const Once *o, int status, const char *type, const char *body,
               const char *location)
{
    const char *kept = "";
    return db_one_text(cx, &kept,
                       "UPDATE core_idempotency SET status = $3, type = $4, body = $5,"
                       " location = $6 WHERE hash = $1 AND holder = $2 AND status = 0"
                       " RETURNING hash",
                       ARGS(o->hash, o->holder, status, type ? type : "", body ? body : "",
                            location ? location : "")) &&
           (*kept || fail(&cx->err, CONFLICT, "the same request was sent again meanwhile"));
}

void once_release(Ctx *cx, const Once *o)
{
    Err said = cx->err;
    err_clear(&cx->err);
    /* If even this fails, the claim ends by itself. */
    if (!db_run(cx,
                "DELETE FROM core_idempotency WHERE hash = $1 AND holder = $2 AND status = 0",
                ARGS(o->hash, o->holder)))
        err_clear(&cx->err);
    cx->err = said;
}

bool once_forget(Ctx *cx)
{
    return db_run(cx, "DELETE FROM core_idempotency WHERE expires < $1", ARGS(cx->now));
}
