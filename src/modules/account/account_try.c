/* Decides how long a try has to wait after others went wrong.
 *
 * The first few cost nothing; from then on each doubles the wait, up to a quarter of an hour,
 * and a day without tries clears it. A try is counted before it is made, so that many at once
 * are no way round. What is counted is the address as typed, whether or not it is anybody's. */
#include "core/clock.h"
#include "core/secret.h"
#include "db/db.h"
#include "modules/account/account.h"
#include "web/proxy.h"

enum { LONGEST_WAIT = 15 * MINUTE, FORGET_AFTER = DAY };

typedef struct Patience {
    const char *name;
    int free;  /* tries before the first wait */
    int first; /* seconds of the first wait */
} Patience;

static const Patience patience[] = {
    [TRY_ADDRESS] = {"address", 5, 15},
    [TRY_PEER] = {"peer", 30, 15},
    [TRY_CODE] = {"code", 5, 30},
    [TRY_LINK] = {"link", 20, 15},
};

static const char *key_of(Ctx *cx, TryKind kind, const char *what)
{
    if (kind == TRY_PEER || kind == TRY_LINK)
        what = proxy_network(cx->arena, what);
    return secret_hash(cx->arena, arena_printf(cx->arena, "%s:%s", patience[kind].name, what));
}

static int64_t wait_after(const Patience *p, int64_t failures)
{
    int64_t wait = p->first;
    if (failures < p->free)
        return 0;
    for (int64_t i = p->free; i < failures && wait < LONGEST_WAIT; i++)
        wait *= 2;
    return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

static bool read_try(Ctx *cx, const char *key, int64_t *failures, int64_t *locked_until)
{
    DbRows rows CLEANUP_ROWS = {0};
    *failures = *locked_until = 0;
    if (!db_query(cx, &rows,
                  "SELECT failures, locked_until FROM account_try WHERE id = $1 AND last > $2",
                  ARGS(key, cx->now - FORGET_AFTER)))
        return false;
    if (db_next(&rows)) {
        *failures = db_int(&rows, 0);
        *locked_until = db_int(&rows, 1);
    }
    return db_ok(cx);
}

static bool count(Ctx *cx, const Patience *p, const char *key)
{
    int64_t failures, locked_until;
    if (!read_try(cx, key, &failures, &locked_until))
        return false;
    if (locked_until > cx->now) {
        int minutes = (int)((locked_until - cx->now + MINUTE - 1) / MINUTE);
        return fail(&cx->err, TOO_MANY,
                    "Too many tries went wrong. Wait, then try again (minutes to wait: %d).",
                    minutes);
    }
    failures++;
    return db_run(cx,
                  "INSERT INTO account_try (id, failures, last, locked_until) VALUES ($1, $2,"
                  " $3, $4) ON CONFLICT (id) DO UPDATE SET failures = $2, last = $3,"
                  " locked_until = $4",
                  ARGS(key, failures, cx->now, cx->now + wait_after(p, failures)));
}

bool try_count(Ctx *cx, TryKind kind, const char *what)
{
    if (!*what)
        return true;
    return db_begin(cx) && db_end(cx, db_run(cx, "DELETE FROM account_try WHERE last <= $1",
                                             ARGS(cx->now - FORGET_AFTER)) &&
                                          count(cx, &patience[kind], key_of(cx, kind, what)));
}

bool try_was_right(Ctx *cx, TryKind kind, const char *what)
{
    const char *key = key_of(cx, kind, what);
    if (kind == TRY_PEER || kind == TRY_LINK)
        return db_run(cx,
                      "UPDATE account_try SET failures = failures - 1, locked_until = 0"
                      " WHERE id = $1",
                      ARGS(key));
    return db_run(cx, "DELETE FROM account_try WHERE id = $1", ARGS(key));
}
