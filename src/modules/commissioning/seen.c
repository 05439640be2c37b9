/* Decides what of a plan's places somebody sees: a recommendation is for those who may read the
 * region's; what was approved and filled is for everybody. */
#include "core/who.h"
#include "modules/commissioning/commissioning.h"
#include "modules/commissioning/commissioning_action.h"
#include <math.h>

#define READ      "commissioning.read"
#define PUBLISHED "commissioning.published"

bool commissioning_load_seen(Ctx *cx, const char *run, Recommendation *out)
{
    Recommendation a;
    PlanInfo plan;
    RunList runs;
    if (*run) {
        if (!commissioning_load(cx, run, &a) || !projection_plan_seen(cx, READ, a.plan, &plan))
            return false;
        *out = a;
        return true;
    }
    if (!projection_runs_seen(cx, READ, &runs))
        return false;
    for (int i = 0; i < runs.n; i++) {
        if (commissioning_load(cx, runs.items[i].id, &a)) {
            *out = a;
            return true;
        }
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
    }
    return fail(&cx->err, NOT_FOUND,
                "nothing has been recommended yet; run 'pont commissioning recommend'");
}

static void keep_published(PlaceList *list)
{
    int n = 0;
    for (int i = 0; i < list->n; i++) {
        PlaceRecord *r = &list->items[i];
        r->places[PLACE_REQUESTED] = r->places[PLACE_RECOMMENDED] = NAN;
        if (!isnan(r->places[PLACE_APPROVED]) || !isnan(r->places[PLACE_FILLED]))
            list->items[n++] = *r;
    }
    list->n = n;
}

bool commissioning_records_seen(Ctx *cx, const char *plan, PlanInfo *info, PlaceList *places,
                                AdjustmentList *adjustments, bool *whole)
{
    PlaceList list;
    AdjustmentList changes = {0};
    if (!projection_plan_seen(cx, PUBLISHED, plan, info) ||
        !commissioning_places(cx, info->id, &list))
        return false;
    *whole = may(cx, READ, info->region);
    if (!*whole)
        keep_published(&list);
    else if (!commissioning_adjustments(cx, info->id, &changes))
        return false;
    *places = list;
    *adjustments = changes;
    return true;
}

/* ---------------------------------------------------------------- what waits */

static bool is_recommended(Ctx *cx, const char *plan, bool *out)
{
    RunList runs;
    Recommendation a;
    *out = false;
    if (!projection_runs_seen(cx, READ, &runs))
        return false;
    for (int i = 0; i < runs.n && !*out; i++) {
        if (!same(runs.items[i].plan, plan))
            continue;
        *out = commissioning_load(cx, runs.items[i].id, &a);
        if (!*out && cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
    }
    return true;
}

/* A plan that has no recommendation, and recommended places that nobody has approved yet. */
bool commissioning_waits(Ctx *cx, WaitList *out)
{
    PlanList plans;
    PlaceList places;
    bool recommended;
    if (!may(cx, "commissioning.write", ""))
        return true;
    if (!projection_plans_seen(cx, "commissioning.write", &plans))
        return false;
    if (!plans.n)
        return true;
    const char *plan = plans.items[0].id;
    if (!is_recommended(cx, plan, &recommended) || !commissioning_places(cx, plan, &places))
        return false;
    if (!recommended)
        *PUSH(cx->arena, out->items, out->n, out->room) =
            (Wait){.text = arena_printf(cx->arena,
                                        T(cx, "The plan %s has no recommendation yet"), plan),
                   .href = arena_printf(cx->arena, "/commissioning/recommend?plan=%s", plan),
                   .due = ""};
    int n = 0, first = 0, this_year = date_year(cx->today);
    for (int i = 0; i < places.n; i++) {
        const PlaceRecord *r = &places.items[i];
        bool open = same(r->route, "all") && r->year >= this_year &&
                    !isnan(r->places[PLACE_RECOMMENDED]) && isnan(r->places[PLACE_APPROVED]);
        first = open && !n ? r->year : first;
        n += open;
    }
    if (n)
        *PUSH(cx->arena, out->items, out->n, out->room) = (Wait){
            .text = arena_printf(
                cx->arena,
                T_COUNT(cx, "Places are recommended but not approved for %d year, from %d on",
                        "Places are recommended but not approved for %d years, from %d on", n),
                n, first),
            .href = "/commissioning/records",
            .due = ""};
    return true;
}
