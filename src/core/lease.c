/* Decides who leads: in one statement, so that two who ask at once cannot both be told yes. */
#include "core/lease.h"
#include "base/text.h"
#include "db/db.h"

bool lease_take(Ctx *cx, const char *name, const char *holder, int seconds, bool *mine)
{
    const char *now = "";
    if (!db_one_text(cx, &now,
                     "INSERT INTO core_lease (name, holder, until) VALUES ($1, $2, $3)"
                     " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,"
                     " until = excluded.until WHERE core_lease.holder = $2"
                     " OR core_lease.until < $4 RETURNING holder",
                     ARGS(name, holder, cx->now + seconds, cx->now)))
        return false;
    *mine = same(now, holder);
    return true;
}
