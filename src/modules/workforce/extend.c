/* Decides how an organisation gets more time, and who is chased: everybody whose return has not
 * come, with how late it is and when somebody last spoke to them. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/chase.h"

bool workforce_extend(Ctx *cx, const char *collection, const char *organisation, Date due,
                      const char *reason)
{
    Collection c;
    const char *before = NULL, *day = date_text(cx->arena, due);
    Date opens;
    if (!workforce_collection(cx, collection, &c) ||
        !permit(cx, "workforce.collect", organisation) ||
        !db_one_text(
            cx, &before,
            "SELECT due FROM workforce_due WHERE collection = $1 AND organisation = $2",
            ARGS(collection, organisation)))
        return false;
    if (!before)
        return fail(&cx->err, NOT_FOUND, "'%s' does not ask '%s'", collection, organisation);
    if (date_parse_iso(c.opens, &opens) && due.days < opens.days)
        return fail(&cx->err, INVALID, "due: %s opens on %s, after that day", collection,
                    c.opens);
    audit_note_for(
        cx, organisation, arena_printf(cx->arena, "return:%s/%s", collection, organisation),
        arena_printf(cx->arena, "due %s", before), arena_printf(cx->arena, "due %s", day));
    return db_begin(cx) &&
           db_end(cx, db_run(cx,
                             "INSERT INTO workforce_extension (collection, organisation, due,"
                             " reason, at, person, who) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                             ARGS(collection, organisation, day, reason,
                                  clock_text(cx->arena, cx->now),
                                  cx->who ? cx->who->person : "", cx->user)));
}

/* ---------------------------------------------------------------- chasing */

static bool read_contacts(Ctx *cx, const char *collection, Chased *of)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT reminded_on, letters FROM workforce_reminder WHERE collection = $1"
                  " AND organisation = $2 AND letters > 0 ORDER BY reminded_on",
                  ARGS(collection, of->expected.org.id)))
        return false;
    while (db_next(&rows)) {
        of->reminders++;
        of->last_contact = db_text(&rows, 0);
        of->last_how = "reminder";
    }
    return db_ok(cx);
}

static bool read_talks(Ctx *cx, const char *collection, Chased *of)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT on_day, how, note, who FROM workforce_contact WHERE collection = $1"
                  " AND organisation = $2 ORDER BY on_day, id",
                  ARGS(collection, of->expected.org.id)))
        return false;
    while (db_next(&rows)) {
        const char *day = db_text(&rows, 0);
        if (strcmp(day, of->last_contact) < 0)
            continue;
        of->last_contact = day;
        of->last_how = db_text(&rows, 1);
        of->last_note = db_text(&rows, 2);
    }
    return db_ok(cx);
}

static bool read_reason(Ctx *cx, const char *collection, Chased *of)
{
    return db_one_text(cx, &of->extension,
                       "SELECT reason FROM workforce_extension WHERE collection = $1"
                       " AND organisation = $2 ORDER BY id DESC LIMIT 1",
                       ARGS(collection, of->expected.org.id));
}

bool workforce_chased(Ctx *cx, const char *collection, ChasedList *out)
{
    ExpectedList all;
    ChasedList list = {0};
    if (!workforce_expected_seen(cx, collection, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        Chased k = {.expected = all.items[i],
                    .last_contact = "",
                    .last_how = "",
                    .last_note = "",
                    .extension = ""};
        Date due;
        if (k.expected.return_id)
            continue; /* it has come */
        if (!read_contacts(cx, collection, &k) || !read_talks(cx, collection, &k) ||
            !read_reason(cx, collection, &k) ||
            !person_list_right(cx, k.expected.org.id, "workforce.write", "own", &k.people))
            return false;
        if (date_parse_iso(k.expected.due, &due) && due.days < cx->today.days)
            k.days_late = cx->today.days - due.days;
        *PUSH(cx->arena, list.items, list.n, list.room) = k;
    }
    *out = list;
    return true;
}

bool workforce_contacted(Ctx *cx, const char *collection, const char *organisation, Date day,
                         const char *how, const char *note)
{
    bool asked;
    if (!permit(cx, "workforce.collect", organisation) ||
        !workforce_asks(cx, collection, organisation, &asked))
        return false;
    if (!asked)
        return fail(&cx->err, NOT_FOUND, "'%s' does not ask '%s'", collection, organisation);
    return db_begin(cx) &&
           db_end(cx, db_run(cx,
                             "INSERT INTO workforce_contact (collection, organisation, on_day,"
                             " how, note, who) VALUES ($1, $2, $3, $4, $5, $6)",
                             ARGS(collection, organisation, date_text(cx->arena, day), how,
                                  note, cx->user)));
}
