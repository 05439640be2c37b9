/* Decides what of the returns somebody sees. A single return shows to whoever may read its
 * organisation; a collection to whoever may read one that it asks, or draw the picture of its
 * region. What a group may show of returns that the reader may not read is in picture.c. */
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/work.h"
#include "modules/workforce/workforce_action.h"

bool workforce_reads(Ctx *cx, const char *organisation)
{
    return may(cx, "workforce.read", organisation);
}

bool workforce_expected_seen(Ctx *cx, const char *collection, ExpectedList *out)
{
    ExpectedList all, seen = {0};
    if (!workforce_expected(cx, collection, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (workforce_reads(cx, all.items[i].org.id))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = all.items[i];
    if (db_ok(cx))
        *out = seen;
    return db_ok(cx);
}

/* Who is asked: ids alone, because this is asked of every collection for every page. */
typedef struct Ids {
    int n, room;
    const char **items;
} Ids;

static bool read_ids(Ctx *cx, const char *sql, const char *collection, Ids *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, sql, ARGS(collection)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, out->items, out->n, out->room) = db_text(&rows, 0);
    return db_ok(cx);
}

static bool asked_by(Ctx *cx, const Collection *c, Ids *out)
{
    return read_ids(cx, "SELECT organisation FROM workforce_expected WHERE collection = $1",
                    c->id, out);
}

static bool is_among(const Ids *ids, const char *id)
{
    for (int i = 0; i < ids->n; i++)
        if (same(ids->items[i], id))
            return true;
    return false;
}

/* The counts of a collection become those of the returns that the reader may read. */
static bool count_seen(Ctx *cx, const Ids *asked, Collection *c)
{
    Ids seen = {0}, received = {0}, late = {0}, refused = {0}, begun = {0};
    for (int i = 0; i < asked->n; i++)
        if (workforce_reads(cx, asked->items[i]))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = asked->items[i];
    c->expected = seen.n;
    c->received = c->late = c->refused = c->under_way = 0;
    if (seen.n == 0)
        return db_ok(cx);
    if (!read_ids(cx, "SELECT organisation FROM workforce_current WHERE collection = $1", c->id,
                  &received) ||
        !read_ids(cx,
                  "SELECT r.organisation FROM workforce_current r JOIN workforce_due d"
                  " ON d.collection = r.collection AND d.organisation = r.organisation"
                  " WHERE r.collection = $1 AND r.received_on > d.due",
                  c->id, &late) ||
        !read_ids(cx,
                  "SELECT organisation FROM workforce_work WHERE collection = $1"
                  " AND status NOT IN ('accepted', 'locked')",
                  c->id, &begun) ||
        !read_ids(cx, "SELECT organisation FROM workforce_refusal WHERE collection = $1", c->id,
                  &refused))
        return false;
    for (int i = 0; i < seen.n; i++) {
        bool here = is_among(&received, seen.items[i]);
        c->received += here;
        c->late += is_among(&late, seen.items[i]);
        c->refused += !here && is_among(&refused, seen.items[i]);
        c->under_way += !here && is_among(&begun, seen.items[i]);
    }
    return true;
}

/* Whoever covers the region sees the counts as they are. */
static bool covers_region(Ctx *cx, const Collection *c)
{
    return workforce_reads(cx, c->region) || may(cx, "workforce.aggregate", c->region);
}

/* Whether a group within the region is covered: its returns are counted by the picture. */
static bool covers_part(Ctx *cx, const Ids *asked)
{
    for (int i = 0; i < asked->n; i++)
        if (may(cx, "workforce.aggregate", asked->items[i]))
            return true;
    return false;
}

bool workforce_collections_seen(Ctx *cx, const char *region, CollectionList *out)
{
    CollectionList all, seen = {0};
    if (!workforce_collections(cx, region, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        Collection c = all.items[i];
        Ids asked = {0};
        if (!covers_region(cx, &c) &&
            (!asked_by(cx, &c, &asked) || !count_seen(cx, &asked, &c) ||
             (c.expected == 0 && !covers_part(cx, &asked))))
            continue;
        *PUSH(cx->arena, seen.items, seen.n, seen.room) = c;
    }
    if (db_ok(cx))
        *out = seen;
    return db_ok(cx);
}

bool workforce_collection_seen(Ctx *cx, const char *id, Collection *out)
{
    CollectionList seen;
    Collection c;
    if (!workforce_collection(cx, id, &c) || !workforce_collections_seen(cx, c.region, &seen))
        return false;
    for (int i = 0; i < seen.n; i++)
        if (same(seen.items[i].id, id)) {
            *out = seen.items[i];
            return true;
        }
    return permit(cx, "workforce.read", c.region);
}

bool workforce_latest_seen(Ctx *cx, const char *region, const char **out)
{
    CollectionList seen;
    const char *latest;
    if (!workforce_collections_seen(cx, region, &seen))
        return false;
    for (int i = 0; i < seen.n; i++) {
        Collection c;
        if (!workforce_collection(cx, seen.items[i].id, &c))
            return false;
        if (c.received) {
            *out = c.id;
            return true;
        }
    }
    /* Nothing that the reader sees: the words of the whole, without naming what there is. */
    return workforce_latest(cx, region, &latest) &&
           fail(&cx->err, NOT_FOUND, "no return that you may see has been received");
}

const char *picture_whole(Ctx *cx, const char *region)
{
    const char *const *own;
    if (workforce_reads(cx, region) || may(cx, "workforce.aggregate", region))
        return "";
    int n = who_organisations(cx, "workforce.aggregate", &own);
    return n ? own[0] : "";
}

/* The file that brought the return; what was stored before keeps the names of older files. */
static const char *file_of(const CheckedFiles *checked, const Return *r)
{
    for (int i = 0; i < r->n; i++)
        for (int f = 0; f < checked->n_files; f++)
            if (same(r->cells[i].file, checked->files[f].name))
                return r->cells[i].file;
    return "";
}

bool workforce_permit_import(Ctx *cx, const CheckedFiles *checked)
{
    for (int i = 0; i < checked->returns.n; i++) {
        const Return *r = checked->returns.items[i];
        if (may(cx, "workforce.write", r->organisation))
            continue;
        if (!permit(cx, "workforce.write", ""))
            return false;
        return fail(&cx->err, FORBIDDEN,
                    "%s holds the return of '%s', for which you may not send one; nothing was "
                    "imported",
                    file_of(checked, r), r->organisation);
    }
    return db_ok(cx);
}
