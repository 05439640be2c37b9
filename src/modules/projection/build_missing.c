/* Decides who belongs to a plan, and what is put where a return says nothing.
 *
 * Every organisation whose return is due is a member. Heads that are not known (no return, a
 * cell that is not known, or withheld from a release) are predicted, never 0: from the heads
 * per head of population of the others, as they differ between organisations, and from the
 * organisation's own newest earlier return where there is one. What is predicted is chance and
 * ignorance together (gamma-Poisson), and stays marked. */
#include "base/text.h"
#include "modules/projection/build.h"
#include <math.h>

static bool read_members(Build *b)
{
    const ReleasedReturns *r = &b->from[0];
    for (int s = 0; s < BUILD_SECTORS; s++)
        for (int i = 0; i < r->n; i++)
            if (same(r->orgs[i].kind, build_sectors[s].kind))
                b->members[b->n_members++] = (Member){.id = r->orgs[i].id,
                                                      .label = r->orgs[i].name_en,
                                                      .sector = s,
                                                      .population = r->orgs[i].population};
    if (b->n_members == 0)
        return fail(&b->cx->err, NOT_FOUND, "no return of a council or health board is due");
    return true;
}

/* The newest earlier heads of the tier, or 0 heads in 0 years. */
static bool own_past(Build *b, int sector, const BuildTier *tier, double *heads, double *years)
{
    double *then = NEW_ARRAY(b->cx->arena, double, b->n_members + 1);
    for (int year = 1; year < b->n_collections; year++) {
        if (!build_leaf(b, year, sector, tier->formula, then))
            return false;
        for (int i = 0; i < b->n_members; i++)
            if (years[i] == 0 && !isnan(then[i])) {
                heads[i] = then[i];
                years[i] = 1;
            }
    }
    return true;
}

static bool tier_heads(Build *b, int sector, int t)
{
    Arena *a = b->cx->arena;
    int n = b->n_members;
    double *now = NEW_ARRAY(a, double, n + 1), *people = NEW_ARRAY(a, double, n + 1);
    double *then = NEW_ARRAY(a, double, n + 1), *years = NEW_ARRAY(a, double, n + 1);
    double *heads = NEW_ARRAY(a, double, n + 1), all = 0, places = 0;
    if (!build_leaf(b, 0, sector, build_tiers[t].formula, now) ||
        !own_past(b, sector, &build_tiers[t], then, years))
        return false;
    for (int i = 0; i < n; i++)
        if (b->members[i].sector == sector && b->members[i].population > 0) {
            all += b->members[i].population;
            places++;
        }
    for (int i = 0; i < n; i++) { /* an unknown population is taken as the mean */
        if (b->members[i].sector != sector)
            continue;
        heads[i] = isnan(now[i]) ? 0 : now[i];
        double own = b->members[i].population > 0 ? b->members[i].population
                                                  : (places > 0 ? all / places : 1);
        people[i] = isnan(now[i]) ? 0 : own / 1000;
        years[i] *= own / 1000;
        b->members[i].population = own;
    }
    EstimatePool pool;
    estimate_counts(heads, people, n, &pool);
    for (int i = 0; i < n; i++) {
        Member *m = &b->members[i];
        if (m->sector != sector)
            continue;
        m->known[t] = !isnan(now[i]);
        m->answered = m->answered || m->known[t];
        m->heads[t] = now[i];
        m->guess[t] = "";
        if (m->known[t])
            continue;
        EstimatePooled rate = estimate_count_of(&pool, then[i], years[i]);
        EstimateMoments next = estimate_next_count(&rate.dist, m->population / 1000);
        Dist d = estimate_gamma_with(next);
        m->heads[t] = next.mean;
        m->guess[t] = build_dist(b, &d);
    }
    return true;
}

bool build_members(Build *b)
{
    b->members = NEW_ARRAY(b->cx->arena, Member, b->from[0].n + 1);
    if (!read_members(b))
        return false;
    for (int s = 0; s < BUILD_SECTORS; s++) {
        bool any = false;
        for (int t = 0; t < BUILD_TIERS; t++)
            if (!tier_heads(b, s, t))
                return false;
        for (int i = 0; i < b->n_members; i++)
            any = any || (b->members[i].sector == s && b->members[i].answered);
        if (!any)
            return fail(&b->cx->err, NOT_FOUND, "%s has no return of a %s", b->collections[0],
                        build_sectors[s].kind);
    }
    for (int i = 0; i < b->n_members; i++)
        for (int t = TIER_ENTRY; t < BUILD_TIERS; t++)
            b->members[i].registered += b->members[i].heads[t];
    return true;
}
