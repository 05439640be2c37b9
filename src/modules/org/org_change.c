/* Decides what a change of organisation does to names, dates, memberships and the record of
 * what became what. Nothing is deleted: the past stays as it was. */
#include "db/db.h"
#include "modules/org/org.h"
#include <math.h>

static const char *day_before(Ctx *cx, Date d)
{
    return date_text(cx->arena, (Date){d.days - 1});
}

bool org_rename(Ctx *cx, const char *id, Date on, const char *name_en, const char *name_cy,
                const char *reason)
{
    Org o;
    const char *day = date_text(cx->arena, on);
    if (!org_get(cx, id, on, &o))
        return false;
    return db_begin(cx) &&
           db_end(
               cx,
               db_run(cx,
                      "INSERT INTO org_name (organisation, valid_from, name_en, name_cy)"
                      " VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, valid_from)"
                      " DO UPDATE SET name_en = $3, name_cy = $4",
                      ARGS(id, day, name_en, *name_cy ? name_cy : name_en)) &&
                   db_run(cx,
                          "INSERT INTO org_succession (predecessor, successor, kind, on_date,"
                          " share, note, source, source_date)"
                          " VALUES ($1, $1, 'rename', $2, 1.0, $3, $4, $5)"
                          " ON CONFLICT (predecessor, successor, on_date)"
                          " DO UPDATE SET note = $3, source = $4, source_date = $5",
                          ARGS(id, day, reason, cx->user, date_text(cx->arena, cx->today))));
}

/* Shares of each predecessor must go somewhere in full. */
static bool shares_are_whole(Ctx *cx, const Succession *items, int n)
{
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int k = 0; k < n; k++)
            if (same(items[k].predecessor, items[i].predecessor))
                sum += items[k].share;
        if (fabs(sum - 1) > 1e-9)
            return fail(&cx->err, INVALID, "the shares of '%s' sum to %g, not to 1",
                        items[i].predecessor, sum);
    }
    return true;
}

/* The people go where the work goes: the successor's population grows by its share. */
static bool hand_over_people(Ctx *cx, Date on, const Succession *s, const Org *from,
                             const Org *to, const char *reason)
{
    double before = to->population > 0 ? to->population : 0;
    if (!(from->population > 0) || !same(from->kind, "council"))
        return true;
    return db_run(
        cx,
        "INSERT INTO org_population (organisation, year, population, source, source_date)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, year)"
        " DO UPDATE SET population = $3, source = $4, source_date = $5",
        ARGS(to->id, date_year(on), (int64_t)(before + s->share * from->population + 0.5),
             reason, date_text(cx->arena, cx->today)));
}

static bool succeed_one(Ctx *cx, const char *kind, Date on, const Succession *s,
                        const char *reason)
{
    const char *day = date_text(cx->arena, on), *eve = day_before(cx, on);
    Org from, to;
    if (!org_get(cx, s->predecessor, on, &from) || !org_get(cx, s->successor, on, &to))
        return false;
    if (same(s->predecessor, s->successor))
        return fail(&cx->err, INVALID, "'%s' cannot succeed itself; use org rename", from.id);
    if (*from.valid_to && strcmp(from.valid_to, eve) < 0)
        return fail(&cx->err, CONFLICT, "'%s' ended on %s already", from.id, from.valid_to);
    return db_run(
               cx,
               "INSERT INTO org_succession (predecessor, successor, kind, on_date, share, note,"
               " source, source_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
               ARGS(from.id, to.id, kind, day, s->share, reason, cx->user,
                    date_text(cx->arena, cx->today))) &&
           db_run(
               cx,
               "INSERT INTO org_membership (member, parent, role, valid_from, valid_to, source,"
               " source_date) SELECT $2, parent, role, $3, valid_to, $4, $5"
               " FROM org_membership WHERE member = $1 AND valid_from <= $3"
               " AND (valid_to = '' OR valid_to >= $6) AND parent <> $2"
               " ON CONFLICT (member, parent, role, valid_from) DO NOTHING",
               ARGS(from.id, to.id, day, reason, date_text(cx->arena, cx->today), eve)) &&
           hand_over_people(cx, on, s, &from, &to, reason) &&
           db_run(cx, "UPDATE org_organisation SET valid_to = $2 WHERE id = $1",
                  ARGS(from.id, eve));
}

/* Only after every successor has its groups do the predecessors leave theirs. */
static bool succeed_all(Ctx *cx, const char *kind, Date on, const Succession *items, int n,
                        const char *reason)
{
    for (int i = 0; i < n; i++)
        if (!succeed_one(cx, kind, on, &items[i], reason))
            return false;
    for (int i = 0; i < n; i++)
        if (!db_run(cx,
                    "UPDATE org_membership SET valid_to = $2 WHERE member = $1"
                    " AND valid_from <= $2 AND (valid_to = '' OR valid_to > $2)",
                    ARGS(items[i].predecessor, day_before(cx, on))))
            return false;
    return true;
}

bool org_succeed(Ctx *cx, const char *kind, Date on, const Succession *items, int n,
                 const char *reason)
{
    return shares_are_whole(cx, items, n) && db_begin(cx) &&
           db_end(cx, succeed_all(cx, kind, on, items, n, reason));
}
