/* Decides whom an organisation is set beside: the organisations of its kind in its partnership,
 * in the region or nation, and the five nearest by population; and what of these groups its
 * reader may see, who reads its own return and perhaps no other. */
#include "modules/workforce/benchmark.h"
#include "core/who.h"
#include "db/db.h"
#include <math.h>

static int find(const Numbers *x, const char *organisation)
{
    for (int i = 0; i < x->n; i++)
        if (same(x->orgs[i].id, organisation))
            return i;
    return -1;
}

/* Of its kind, itself left out. */
static Members others_of_kind(Arena *a, const Numbers *x, int own, const OrgList *within)
{
    int *items = NEW_ARRAY(a, int, x->n + 1), n = 0;
    for (int i = 0; i < x->n; i++) {
        bool in = !within;
        for (int k = 0; within && k < within->n && !in; k++)
            in = same(within->items[k].id, x->orgs[i].id);
        if (in && i != own && same(x->orgs[i].kind, x->orgs[own].kind))
            items[n++] = i;
    }
    return (Members){n, items};
}

static Members nearest(Arena *a, const Numbers *x, int own, Members all)
{
    int *items = NEW_ARRAY(a, int, PEERS + 1), n = 0;
    bool *taken = NEW_ARRAY(a, bool, x->n + 1);
    double size = x->orgs[own].population;
    while (n < PEERS && size > 0) {
        int best = -1;
        for (int k = 0; k < all.n; k++) {
            int i = all.items[k];
            double away = fabs(x->orgs[i].population - size);
            if (taken[i] || !(x->orgs[i].population > 0))
                continue;
            if (best < 0 || away < fabs(x->orgs[best].population - size))
                best = i;
        }
        if (best < 0)
            break;
        taken[best] = true;
        items[n++] = best;
    }
    return (Members){n, items};
}

static Members without(Arena *a, Members all, Members some)
{
    int *items = NEW_ARRAY(a, int, all.n + 1), n = 0;
    for (int k = 0; k < all.n; k++) {
        bool in = false;
        for (int m = 0; m < some.n; m++)
            in = in || some.items[m] == all.items[k];
        if (!in)
            items[n++] = all.items[k];
    }
    return (Members){n, items};
}

/* Groups that one reader sees together: what is left of the whole beside a group, and of one
 * group beside the other where it holds it, must not be too few either. */
static Sight sight_beside(Arena *a, bool all_exact, Members whole, Members group, Members other)
{
    Sight s = {.all_exact = all_exact, .own = -1};
    Members here = without(a, group, other), there = without(a, other, group);
    s.rest[0] = without(a, whole, group);
    s.rest[1] = here.n == 0 ? there : there.n == 0 ? here : (Members){0};
    return s;
}

static int position(const Measure *own, const Measure *whole)
{
    double target = whole->numerator / whole->denominator, n = own->denominator;
    if (own->state != CELL_NUMBER || whole->state != CELL_NUMBER || !(n > 0) || isnan(target))
        return NO_POSITION;
    return interval_position(own->numerator, n, target);
}

static bool is_share(const Indicator *ind)
{
    return ind->percent && !ind->mean && strchr(ind->formula, '/');
}

/* Only for whoever reads them all: a rank tells of the others. */
static void rank_own(Ctx *cx, const Numbers *x, const Recipe *r, Members whole, int own,
                     Fill fill, BenchmarkRow *row)
{
    Ranked *all = NEW_ARRAY(cx->arena, Ranked, whole.n + 1);
    int at = -1;
    for (int k = 0; k < whole.n; k++) {
        Measure m = measure(cx, x, r, (Members){1, &whole.items[k]}, fill, NULL);
        all[k].value = m.state == CELL_NUMBER ? m.value : NAN;
        all[k].range = interval_of_share(m.numerator, m.denominator);
        at = whole.items[k] == own ? k : at;
    }
    interval_ranks(all, whole.n);
    if (at >= 0) {
        row->best = all[at].best;
        row->worst = all[at].worst;
    }
}

static bool find_partnership(Ctx *cx, const char *organisation, Date at, Org *out,
                             OrgList *members)
{
    OrgList groups;
    *out = (Org){0};
    *members = (OrgList){0};
    if (!org_groups(cx, organisation, at, &groups))
        return false;
    for (int i = 0; i < groups.n; i++)
        if (same(groups.items[i].kind, "rpb")) {
            *out = groups.items[i];
            return org_list(cx, "", out->id, at, members);
        }
    return true;
}

bool workforce_benchmark(Ctx *cx, const char *collection, const char *organisation,
                         const Indicator *const *wanted, int n, Fill fill, Benchmark *out)
{
    Benchmark b = {.n = n};
    Recipes recipes;
    Numbers *x = NEW(cx->arena, Numbers);
    OrgList members;
    Date at;
    Org region;
    const Collection *with = &b.collection;
    if (!permit(cx, "workforce.read", organisation) ||
        !workforce_collection(cx, collection, &b.collection) ||
        !recipes_make(cx, wanted, n, &recipes) ||
        !numbers_load(cx, &with, 1, &recipes, fill != FILL_NONE, NULL, x) ||
        !date_parse_iso(b.collection.as_at, &at))
        return false;
    int own = find(x, organisation);
    if (own < 0)
        return fail(&cx->err, NOT_FOUND, "%s does not ask '%s'", collection, organisation);
    if (!find_partnership(cx, organisation, at, &b.partnership, &members) ||
        !org_get(cx, b.collection.region, at, &region))
        return false;
    Arena *a = cx->arena;
    Members others = others_of_kind(a, x, own, NULL);
    Members near = nearest(a, x, own, others);
    Members partners = others_of_kind(a, x, own, &members);
    int *all = NEW_ARRAY(a, int, others.n + 2);
    all[0] = own;
    for (int k = 0; k < others.n; k++)
        all[1 + k] = others.items[k];
    Members whole = {others.n + 1, all};
    bool all_exact = true;
    for (int k = 0; k < whole.n; k++)
        all_exact = all_exact && x->exact[whole.items[k]];
    Sight of_peers = sight_beside(a, all_exact, others, near, partners);
    Sight of_partners = sight_beside(a, all_exact, others, partners, near);
    Sight of_whole = {.all_exact = all_exact, .own = -1};
    b.rows = NEW_ARRAY(a, BenchmarkRow, n + 1);
    for (int i = 0; i < n; i++) {
        const Recipe *r = &recipes.items[i];
        BenchmarkRow *row = &b.rows[i];
        *row = (BenchmarkRow){.ind = r->ind,
                              .own = measure(cx, x, r, (Members){1, all}, fill, NULL),
                              .peers = measure(cx, x, r, near, fill, &of_peers),
                              .partners = measure(cx, x, r, partners, fill, &of_partners),
                              .whole = measure(cx, x, r, whole, fill, &of_whole),
                              .range = {NAN, NAN},
                              .position = NO_POSITION};
        if (!is_share(r->ind))
            continue;
        row->range = interval_of_share(row->own.numerator, row->own.denominator);
        row->position = position(&row->own, &row->whole);
        if (all_exact)
            rank_own(cx, x, r, whole, own, fill, row);
    }
    if (partners.n == 0)
        b.partnership.id = NULL;
    b.x = x;
    b.org = x->orgs[own];
    b.whole = org_name(cx, &region);
    b.n_peers = near.n;
    for (int k = 0; k < near.n; k++)
        b.peers[k] = &x->orgs[near.items[k]];
    if (!db_ok(cx))
        return false;
    *out = b;
    return true;
}
