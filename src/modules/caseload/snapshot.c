/* Decides what is kept of a weighing, and what of many councils' a region may see: a count that
 * is 0 or at least five, and medians of at least five councils that agreed to share. */
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"
#include "modules/leadership/leadership.h"

static bool keep_workers(Ctx *cx, int64_t id, const TeamLoad *t)
{
    for (int i = 0; i < t->n; i++) {
        const Load *l = &t->workers[i];
        if (!db_run(cx,
                    "INSERT INTO caseload_snapshot_worker (snapshot, worker, wte, available,"
                    " cases, weighted) VALUES ($1, $2, $3, $4, $5, $6)",
                    ARGS(id, l->worker, l->wte, l->available, l->cases, l->weighted)))
            return false;
    }
    return true;
}

static bool keep(Ctx *cx, const char *organisation, Date at, const Scheme *s, bool starting,
                 const TeamLoad *t, const char *note)
{
    int64_t id = 0;
    const char *day = date_text(cx->arena, at);
    audit_note_for(cx, organisation,
                   arena_printf(cx->arena, "caseload_snapshot:%s/%s", organisation, day), "",
                   arena_printf(cx->arena, "%d cases, %g points, %g WTE", t->team.cases,
                                t->team.weighted, t->team.wte));
    return db_one_int(
               cx, &id,
               "INSERT INTO caseload_snapshot (organisation, taken_on, version, starting,"
               " workers, cases, unweighed, weighted, wte, available, over_points, note,"
               " taken_by)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
               " RETURNING id",
               ARGS(organisation, day, s->version, starting, t->n, t->team.cases,
                    t->team.unweighed, t->team.weighted, t->team.wte, t->team.available,
                    s->over, note, cx->user)) &&
           keep_workers(cx, id, t);
}

bool caseload_snapshot(Ctx *cx, const char *organisation, Date at, const char *note)
{
    Scheme s, proposal;
    TeamLoad t;
    const char *named = nameless_fault(cx->arena, note);
    if (named)
        return fail(&cx->err, INVALID, "%s: %s", "note", T(cx, named));
    if (!scheme_of(cx, organisation, &s) || !scheme_proposal(cx, &proposal) ||
        !caseload_weigh(cx, organisation, at, NULL, &t))
        return false;
    return db_begin(cx) &&
           db_end(cx, keep(cx, organisation, at, &s, scheme_same(&s, &proposal), &t, note));
}

bool caseload_snapshots(Ctx *cx, const char *organisation, SnapshotList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    SnapshotList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, organisation, taken_on, note, version, workers, cases, unweighed,"
                  " starting, weighted, wte, available, over_points FROM caseload_snapshot"
                  " WHERE ($1 = '' OR organisation = $1)"
                  " ORDER BY organisation, taken_on DESC, id DESC",
                  ARGS(organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (CaseloadSnapshot){.id = db_int(&rows, 0),
                               .organisation = db_text(&rows, 1),
                               .taken_on = db_text(&rows, 2),
                               .note = db_text(&rows, 3),
                               .version = (int)db_int(&rows, 4),
                               .workers = (int)db_int(&rows, 5),
                               .cases = (int)db_int(&rows, 6),
                               .unweighed = (int)db_int(&rows, 7),
                               .starting = db_int(&rows, 8) != 0,
                               .weighted = db_real(&rows, 9),
                               .wte = db_real(&rows, 10),
                               .available = db_real(&rows, 11),
                               .over = db_real(&rows, 12)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool caseload_shares(Ctx *cx, const char *organisation, bool *out)
{
    int64_t shares = 0;
    if (!db_one_int(cx, &shares, "SELECT shares FROM caseload_share WHERE organisation = $1",
                    ARGS(organisation)))
        return false;
    *out = shares != 0;
    return true;
}

bool caseload_share(Ctx *cx, const char *organisation, bool on)
{
    bool before;
    if (!caseload_shares(cx, organisation, &before))
        return false;
    audit_note_for(cx, organisation, arena_printf(cx->arena, "caseload_share:%s", organisation),
                   before ? "shares" : "keeps to itself", on ? "shares" : "keeps to itself");
    return db_run(cx,
                  "INSERT INTO caseload_share (organisation, shares, decided_on, decided_by)"
                  " VALUES ($1, $2, $3, $4) ON CONFLICT (organisation)"
                  " DO UPDATE SET shares = $2, decided_on = $3, decided_by = $4",
                  ARGS(organisation, on, date_text(cx->arena, cx->today), cx->user));
}

/* ---------------------------------------------------------------- a region */

/* The newest of a council, when it is not older than a year. */
static const CaseloadSnapshot *newest(const SnapshotList *list, const char *organisation,
                                      Date today)
{
    enum { A_YEAR = 366 };
    Date d;
    for (int i = 0; i < list->n; i++) {
        const CaseloadSnapshot *s = &list->items[i];
        if (same(s->organisation, organisation))
            return date_parse_iso(s->taken_on, &d) && today.days - d.days <= A_YEAR ? s : NULL;
    }
    return NULL;
}

static bool who_shares(Ctx *cx, const char ***out, int *n)
{
    DbRows rows CLEANUP_ROWS = {0};
    const char **list = NULL;
    int count = 0, room = 0;
    if (!db_query(cx, &rows, "SELECT organisation FROM caseload_share WHERE shares = 1",
                  NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list, count, room) = db_text(&rows, 0);
    *out = list;
    *n = count;
    return db_ok(cx);
}

static bool is_among(const char *const *list, int n, const char *organisation)
{
    for (int i = 0; i < n; i++)
        if (same(list[i], organisation))
            return true;
    return false;
}

bool caseload_region(Ctx *cx, const OrgList *councils, RegionLoad *out)
{
    SnapshotList list;
    double *capacity = NEW_ARRAY(cx->arena, double, councils->n + 1);
    double *per_wte = NEW_ARRAY(cx->arena, double, councils->n + 1);
    int with_tool = 0, n = 0, alike = 0, n_sharing;
    const char **sharing;
    if (!caseload_snapshots(cx, "", &list) || !who_shares(cx, &sharing, &n_sharing))
        return false;
    for (int i = 0; i < councils->n; i++) {
        const CaseloadSnapshot *s = newest(&list, councils->items[i].id, cx->today);
        if (!s || !is_among(sharing, n_sharing, councils->items[i].id))
            continue;
        with_tool++;
        if (s->available > 0)
            capacity[n++] = 100 * s->weighted / s->available / s->over;
        if (s->starting && s->wte > 0)
            per_wte[alike++] = s->weighted / s->wte;
    }
    RegionLoad r = {.councils = councils->n,
                    .with_tool = with_tool && with_tool < CASELOAD_LEAST ? NAN : with_tool,
                    .capacity = n < CASELOAD_LEAST ? NAN : values_quantile(capacity, n, 0.5),
                    .per_wte =
                        alike < CASELOAD_LEAST ? NAN : values_quantile(per_wte, alike, 0.5),
                    .lower = NAN,
                    .upper = NAN};
    if (n >= 2 * CASELOAD_LEAST) {
        r.lower = values_quantile(capacity, n, 0.25);
        r.upper = values_quantile(capacity, n, 0.75);
    }
    *out = r;
    return true;
}
