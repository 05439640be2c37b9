/* Decides how states are counted over councils, and what of such counts may be published: a
 * count of 1 to 4 tells of single posts. The whole is known (how many councils there are), so
 * that one hidden count is no secret: more are hidden until none of them can be computed. */
#include "core/who.h"
#include "modules/leadership/leadership.h"
#include "modules/workforce/workforce.h"
#include <math.h>
#include <stdlib.h>

enum { LEAST_COUNT = 5 };

StateCount state_count(const PostList *history, const OrgList *councils, const char *post,
                       Date at)
{
    StateCount c = {.councils = councils->n};
    for (int i = 0; i < councils->n; i++) {
        const Post *p = post_at(history, councils->items[i].id, post, at);
        int state = POST_STATES;
        for (int k = 0; p && k < POST_STATES; k++)
            if (same(post_states[k].value, p->state))
                state = k;
        c.states[state]++;
    }
    return c;
}

/* A reader who knows the rule knows of a hidden count that it is 1 or more. With two or more
 * hidden that sum to at least two above their number, each can have three values. */
static bool is_safe(int hidden, double sum)
{
    return hidden == 0 || (hidden >= 2 && sum >= hidden + 2);
}

void counts_protect(double *counts, int n)
{
    int hidden = 0;
    double sum = 0;
    for (int i = 0; i < n; i++)
        if (counts[i] > 0 && counts[i] < LEAST_COUNT) {
            hidden++;
            sum += counts[i];
            counts[i] = NAN;
        }
    while (!is_safe(hidden, sum)) {
        int least = -1;
        for (int i = 0; i < n; i++)
            if (counts[i] > 0 && (least < 0 || counts[i] < counts[least]))
                least = i;
        if (least < 0) {
            for (int i = 0; i < n; i++)
                counts[i] = NAN; /* nothing else to hide behind: the zeros would tell */
            return;
        }
        hidden++;
        sum += counts[least];
        counts[least] = NAN;
    }
}

void state_protect(StateCount *c)
{
    counts_protect(c->states, POST_STATES + 1);
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

double values_quantile(double *values, int n, double p)
{
    if (n == 0)
        return NAN;
    qsort(values, (size_t)n, sizeof *values, by_value);
    double at = p * (n - 1);
    int low = (int)at;
    return low + 1 < n ? values[low] + (at - low) * (values[low + 1] - values[low])
                       : values[n - 1];
}

/* ---------------------------------------------------------------- regions */

static bool add_region(Ctx *cx, const char *id, RegionList *list)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i].org.id, id))
            return true;
    Region r;
    if (!org_get(cx, id, cx->today, &r.org) ||
        !org_list(cx, "council", id, cx->today, &r.councils))
        return false;
    if (r.councils.n)
        *PUSH(cx->arena, list->items, list->n, list->room) = r;
    return true;
}

bool leadership_regions(Ctx *cx, RegionList *out)
{
    CollectionList all;
    RegionList list = {0};
    if (!workforce_collections(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (!add_region(cx, all.items[i].region, &list))
            return false;
    *out = list;
    return true;
}

static bool holds(const Region *r, const char *organisation)
{
    for (int i = 0; i < r->councils.n; i++)
        if (same(r->councils.items[i].id, organisation))
            return true;
    return same(r->org.id, organisation);
}

const Region *leadership_region(Ctx *cx, const RegionList *list, const char *id)
{
    const char *const *own;
    for (int i = 0; *id && i < list->n; i++)
        if (same(list->items[i].org.id, id))
            return &list->items[i];
    if (*id || !list->n) {
        (void)fail(&cx->err, NOT_FOUND, "there is no region '%s' with councils", id);
        return NULL;
    }
    int n = who_organisations(cx, LEADERSHIP_READ, &own);
    for (int i = 0; i < list->n; i++) {
        for (int k = 0; k < n; k++)
            if (holds(&list->items[i], own[k]))
                return &list->items[i];
        if (who_is_signed_in(cx->who) && may(cx, LEADERSHIP_READ, list->items[i].org.id))
            return &list->items[i];
    }
    return &list->items[0];
}

OrgList leadership_seen(Ctx *cx, const Region *r)
{
    OrgList seen = {.items = NEW_ARRAY(cx->arena, Org, r->councils.n + 1)};
    for (int i = 0; i < r->councils.n; i++)
        if (may(cx, LEADERSHIP_READ, r->councils.items[i].id))
            seen.items[seen.n++] = r->councils.items[i];
    return seen;
}

bool leadership_region_of(Ctx *cx, const char *organisation, Region *out)
{
    RegionList list;
    if (!leadership_regions(cx, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        for (int k = 0; k < list.items[i].councils.n; k++)
            if (same(list.items[i].councils.items[k].id, organisation)) {
                *out = list.items[i];
                return true;
            }
    return fail(&cx->err, NOT_FOUND, "'%s' is in no region that is asked for returns",
                organisation);
}
