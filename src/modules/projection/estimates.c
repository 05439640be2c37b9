/* Decides what is shown of the estimates, and to whom. The plan's evidence is read again:
 * counts and what they are of, by rate and organisation; they are pooled as the plan pooled
 * them. */
#include "modules/projection/estimates.h"
#include "modules/workforce/workforce.h"
#include "sim/dist.h"
#include "sim/estimate.h"
#include <math.h>

typedef struct Member {
    const char *organisation;
    double y, n;
    bool seen, covered;
} Member;

/* One rate in one sector. */
typedef struct Rate {
    const char *kind, *name, *sector;
    int n, room, years, years_room;
    Member *members;
    const char **collections; /* in the order of the evidence: newest first */
    double *came, *of;        /* [years] */
    int came_room, of_room;
} Rate;
typedef struct RateList {
    int n, room;
    Rate *items;
} RateList;

/* "exit/la/torfaen/leave" of torfaen; "exit/la/retire/55-59" of a whole sector, whose other
 * ages have the same counts. */
static bool rate_of(Ctx *cx, const PlanEvidence *e, Rate *out)
{
    const char *slash[3], *at = e->assumption;
    int n = 0;
    for (; n < 3 && (at = strchr(at, '/')); at++)
        slash[n++] = at;
    if (n < 3 || strchr(slash[2] + 1, '/') || (!same(e->role, "count") && !same(e->role, "of")))
        return false;
    *out = (Rate){
        .kind = arena_strndup(cx->arena, e->assumption, (size_t)(slash[0] - e->assumption)),
        .sector = arena_strndup(cx->arena, slash[0] + 1, (size_t)(slash[1] - slash[0] - 1)),
        .name = slash[2] + 1};
    const char *third =
        arena_strndup(cx->arena, slash[1] + 1, (size_t)(slash[2] - slash[1] - 1));
    if (!same(third, e->organisation)) { /* of a sector */
        if (!same(out->name, "55-59"))
            return false;
        out->name = third;
    }
    return same(out->kind, "exit") || same(out->kind, "move") || same(out->kind, "joiner");
}

static Rate *rate_in(Ctx *cx, RateList *list, const Rate *like)
{
    for (int i = 0; i < list->n; i++) {
        Rate *r = &list->items[i];
        if (same(r->kind, like->kind) && same(r->name, like->name) &&
            same(r->sector, like->sector))
            return r;
    }
    Rate *r = PUSH(cx->arena, list->items, list->n, list->room);
    *r = *like;
    return r;
}

static Member *member_in(Ctx *cx, Rate *r, const PlanEvidence *e)
{
    for (int i = 0; i < r->n; i++)
        if (same(r->members[i].organisation, e->organisation))
            return &r->members[i];
    Member *m = PUSH(cx->arena, r->members, r->n, r->room);
    *m = (Member){.organisation = e->organisation, .seen = true, .covered = true};
    return m;
}

static int year_in(Ctx *cx, Rate *r, const char *collection)
{
    for (int i = 0; i < r->years; i++)
        if (same(r->collections[i], collection))
            return i;
    int came = r->years, of = r->years;
    *PUSH(cx->arena, r->came, came, r->came_room) = 0;
    *PUSH(cx->arena, r->of, of, r->of_room) = 0;
    *PUSH(cx->arena, r->collections, r->years, r->years_room) = collection;
    return r->years - 1;
}

static bool read_rates(Ctx *cx, const char *plan, RateList *out)
{
    EvidenceList all;
    if (!projection_evidence(cx, plan, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const PlanEvidence *e = &all.items[i];
        Rate like;
        if (!rate_of(cx, e, &like))
            continue;
        Rate *r = rate_in(cx, out, &like);
        Member *m = member_in(cx, r, e);
        int year = year_in(cx, r, e->collection);
        bool covered;
        m->seen = projection_member_seen(cx, e, &covered) && m->seen;
        m->covered = m->covered && covered;
        if (same(e->role, "count")) {
            m->y += e->value;
            r->came[year] += e->value;
        } else {
            m->n += e->value;
            r->of[year] += e->value;
        }
    }
    return !cx->err.kind;
}

/* ---------------------------------------------------------------- lines */

static void interval(EstimateLine *line, const Dist *d)
{
    line->mean = dist_mean(d);
    line->low = dist_inverse(d, 0.05);
    line->high = dist_inverse(d, 0.95);
}

static void rate_lines(Ctx *cx, const Rate *r, Estimates *out)
{
    double *y = NEW_ARRAY(cx->arena, double, r->n + 1);
    double *n = NEW_ARRAY(cx->arena, double, r->n + 1);
    bool share = !same(r->kind, "joiner"), covered = true;
    EstimatePool pool;
    EstimateLine all = {
        .kind = r->kind, .name = r->name, .sector = r->sector, .organisation = "", .own = NAN};
    for (int i = 0; i < r->n; i++) {
        y[i] = r->members[i].y;
        n[i] = fmax(r->members[i].n, share ? y[i] : 0);
        all.came += y[i];
        all.of += n[i];
        all.organisations += n[i] > 0;
        covered = covered && r->members[i].covered;
    }
    if (share)
        estimate_shares(y, n, r->n, &pool);
    else
        estimate_counts(y, n, r->n, &pool);
    Dist centre = share ? estimate_centre_share(&pool) : estimate_centre_count(&pool);
    all.raw = all.of > 0 ? all.came / all.of : NAN;
    all.dispersion = pool.dispersion;
    all.p = pool.p;
    all.withheld = !covered || all.organisations < LEAST_RETURNS;
    interval(&all, &centre);
    *PUSH(cx->arena, out->lines, out->n, out->room) = all;
    for (int i = 0; i < r->n; i++) {
        if (!r->members[i].seen) {
            out->hidden++;
            continue;
        }
        EstimatePooled p =
            share ? estimate_share_of(&pool, y[i], n[i]) : estimate_count_of(&pool, y[i], n[i]);
        EstimateLine one = {.kind = r->kind,
                            .name = r->name,
                            .sector = r->sector,
                            .organisation = r->members[i].organisation,
                            .organisations = 1,
                            .came = y[i],
                            .of = n[i],
                            .raw = n[i] > 0 ? y[i] / n[i] : NAN,
                            .own = p.own,
                            .dispersion = NAN,
                            .p = NAN};
        interval(&one, &p.dist);
        *PUSH(cx->arena, out->lines, out->n, out->room) = one;
    }
}

/* ---------------------------------------------------------------- shocks */

static void shock_line(const RateList *rates, const char *kind, bool withheld, Estimates *out)
{
    double came[ESTIMATE_MOST_YEARS] = {0}, expected[ESTIMATE_MOST_YEARS] = {0}, y = 0, n = 0;
    int years = 0;
    EstimateShock s;
    for (int k = 0; k < rates->n; k++) {
        const Rate *r = &rates->items[k];
        double all = 0, of = 0;
        if (!same(r->kind, kind))
            continue;
        for (int t = 0; t < r->years && t < ESTIMATE_MOST_YEARS; t++) {
            all += r->came[t];
            of += r->of[t];
        }
        years = r->years > years ? r->years : years;
        y += all;
        n += of;
        for (int t = 0; t < r->years && t < ESTIMATE_MOST_YEARS && of > 0; t++) {
            int at = r->years - 1 - t; /* oldest first */
            came[at] += r->came[t];
            expected[at] += r->of[t] * all / of;
        }
    }
    if (years == 0)
        return;
    estimate_shock(came, expected, years, same(kind, "joiner") || n <= 0 ? 0 : y / n, &s);
    out->shocks[out->n_shocks++] = (EstimateShockLine){.kind = kind,
                                                       .years = s.years,
                                                       .sd = s.sd,
                                                       .low = s.sd_low,
                                                       .high = s.sd_high,
                                                       .persistence = s.persistence,
                                                       .from_prior = s.from_prior,
                                                       .withheld = withheld};
}

bool projection_estimates(Ctx *cx, const char *plan, const char *kind, Estimates *out)
{
    static const char *const kinds[] = {"exit", "move", "joiner"};
    RateList rates = {0};
    Estimates e = {0};
    if (!read_rates(cx, plan, &rates))
        return false;
    for (int i = 0; i < rates.n; i++)
        if (!*kind || same(rates.items[i].kind, kind))
            rate_lines(cx, &rates.items[i], &e);
    for (int k = 0; k < 3; k++) {
        bool withheld = false;
        for (int i = 0; i < e.n; i++)
            withheld = withheld || (same(e.lines[i].kind, kinds[k]) &&
                                    !*e.lines[i].organisation && e.lines[i].withheld);
        if (!*kind || same(kinds[k], kind))
            shock_line(&rates, kinds[k], withheld, &e);
    }
    *out = e;
    return true;
}
