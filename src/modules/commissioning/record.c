/* Decides when a record of places needs a reason, and keeps the adjustments. */
#include "db/db.h"
#include "modules/commissioning/commissioning.h"
#include <math.h>

const Choice place_kinds[] = {
    {"requested", N_("Requested")},
    {"recommended", N_("Recommended")},
    {"approved", N_("Approved")},
    {"filled", N_("Filled")},
    {NULL, NULL},
};

bool commissioning_places(Ctx *cx, const char *plan, PlaceList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PlaceList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT year, route, kind, places FROM commissioning_record WHERE plan = $1"
                  " ORDER BY year, CASE WHEN route = 'all' THEN 1 ELSE 0 END, route",
                  ARGS(plan)))
        return false;
    while (db_next(&rows)) {
        int year = (int)db_int(&rows, 0);
        const char *route = db_text(&rows, 1), *kind = db_text(&rows, 2);
        PlaceRecord *r = list.n ? &list.items[list.n - 1] : NULL;
        if (!r || r->year != year || !same(r->route, route)) {
            r = PUSH(cx->arena, list.items, list.n, list.room);
            *r = (PlaceRecord){.year = year, .route = route};
            for (int k = 0; k < PLACE_KINDS; k++)
                r->places[k] = NAN;
        }
        for (int k = 0; k < PLACE_KINDS; k++)
            if (same(kind, place_kinds[k].value))
                r->places[k] = db_real(&rows, 3);
    }
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool commissioning_adjustments(Ctx *cx, const char *plan, AdjustmentList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    AdjustmentList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT year, route, from_kind, to_kind, author, reason, adjusted_on,"
                  " places_before, places_after FROM commissioning_adjustment WHERE plan = $1"
                  " ORDER BY id",
                  ARGS(plan)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Adjustment){(int)db_int(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                         db_text(&rows, 3),     db_text(&rows, 4), db_text(&rows, 5),
                         db_text(&rows, 6),     db_real(&rows, 7), db_real(&rows, 8)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* The record that comes before this kind and exists; PLACE_KINDS when there is none. */
static bool kind_before(Ctx *cx, const char *plan, int year, const char *route, PlaceKind kind,
                        PlaceKind *before, double *places)
{
    *before = PLACE_KINDS;
    for (int k = (int)kind - 1; k >= 0 && *before == PLACE_KINDS; k--) {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT places FROM commissioning_record WHERE plan = $1 AND year = $2"
                      " AND route = $3 AND kind = $4",
                      ARGS(plan, year, route, place_kinds[k].value)))
            return false;
        if (db_next(&rows)) {
            *before = (PlaceKind)k;
            *places = db_real(&rows, 0);
        }
        if (!db_ok(cx))
            return false;
    }
    return true;
}

static bool keep_adjustment(Ctx *cx, const char *plan, int year, const char *route,
                            PlaceKind from, PlaceKind to, double before, double after,
                            const char *reason)
{
    return db_run(cx,
                  "INSERT INTO commissioning_adjustment (plan, year, route, from_kind, to_kind,"
                  " places_before, places_after, author, reason, adjusted_on)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                  ARGS(plan, year, route, place_kinds[from].value, place_kinds[to].value,
                       before, after, cx->user, reason, date_text(cx->arena, cx->today)));
}

bool commissioning_record(Ctx *cx, const char *plan, int year, const char *route,
                          PlaceKind kind, double places, const char *reason)
{
    PlaceKind from;
    double before = 0;
    if (!(places >= 0) || places > 100000)
        return fail(&cx->err, INVALID, "places must lie between 0 and 100,000");
    if (!kind_before(cx, plan, year, route, kind, &from, &before))
        return false;
    bool differs = from != PLACE_KINDS && before != places;
    if (differs && !*reason)
        return fail(&cx->err, INVALID,
                    "%s differs from %s (%g, not %g): give the reason for the adjustment",
                    place_kinds[kind].value, place_kinds[from].value, places, before);
    return db_begin(cx) &&
           db_end(cx,
                  db_run(cx,
                         "INSERT INTO commissioning_record (plan, year, route, kind, places,"
                         " author, reason, recorded_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                         " ON CONFLICT (plan, year, route, kind) DO UPDATE SET places = $5,"
                         " author = $6, reason = $7, recorded_on = $8",
                         ARGS(plan, year, route, place_kinds[kind].value, places, cx->user,
                              reason, date_text(cx->arena, cx->today))) &&
                      (!differs || keep_adjustment(cx, plan, year, route, from, kind, before,
                                                   places, reason)));
}
