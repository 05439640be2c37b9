/* Decides how files wait between being sent and being confirmed: a day at most, and only for
 * whoever sent them. */
#include "core/clock.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/exchange.h"

static bool forget_old(Ctx *cx)
{
    return db_run(cx,
                  "DELETE FROM workforce_upload_file WHERE upload IN (SELECT id FROM"
                  " workforce_upload WHERE until < $1)",
                  ARGS(cx->now)) &&
           db_run(cx, "DELETE FROM workforce_upload WHERE until < $1", ARGS(cx->now));
}

static bool keep(Ctx *cx, const InFiles *files, bool replace, const char *id)
{
    if (!forget_old(cx) ||
        !db_run(cx,
                "INSERT INTO workforce_upload (id, person, replace_rows, until)"
                " VALUES ($1, $2, $3, $4)",
                ARGS(id, cx->who->person, replace, cx->now + DAY)))
        return false;
    for (int i = 0; i < files->n; i++)
        if (!db_run(cx,
                    "INSERT INTO workforce_upload_file (upload, seq, name, bytes)"
                    " VALUES ($1, $2, $3, $4)",
                    ARGS(id, i, files->items[i].name,
                         base64url(cx->arena, files->items[i].bytes, files->items[i].size))))
            return false;
    return true;
}

bool upload_keep(Ctx *cx, const InFiles *files, bool replace, const char **id)
{
    const char *fresh = arena_printf(cx->arena, "%.22s", secret_token(cx->arena));
    if (!db_begin(cx) || !db_end(cx, keep(cx, files, replace, fresh)))
        return false;
    *id = fresh;
    return true;
}

bool upload_get(Ctx *cx, const char *id, InFiles *files, bool *replace)
{
    int64_t found = -1;
    InFile *items = NULL;
    int n = 0, room = 0;
    if (!db_one_int(cx, &found,
                    "SELECT replace_rows FROM workforce_upload WHERE id = $1 AND person = $2"
                    " AND until >= $3",
                    ARGS(id, cx->who->person, cx->now)))
        return false;
    if (found < 0)
        return fail(&cx->err, NOT_FOUND,
                    "these files are not here any more: they were confirmed, or a day has gone "
                    "by; send them again");
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT name, bytes FROM workforce_upload_file WHERE upload = $1"
                  " ORDER BY seq",
                  ARGS(id)))
        return false;
    while (db_next(&rows)) {
        Bytes bytes;
        if (!base64url_read(cx->arena, db_text(&rows, 1), &bytes))
            return fail(&cx->err, IO, "a kept file cannot be read");
        *PUSH(cx->arena, items, n, room) = (InFile){db_text(&rows, 0), bytes.data, bytes.size};
    }
    *files = (InFiles){n, items};
    *replace = found != 0;
    return db_ok(cx);
}

bool upload_drop(Ctx *cx, const char *id)
{
    return db_run(cx, "DELETE FROM workforce_upload_file WHERE upload = $1", ARGS(id)) &&
           db_run(cx, "DELETE FROM workforce_upload WHERE id = $1", ARGS(id));
}
