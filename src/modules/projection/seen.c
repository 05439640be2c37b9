/* Decides which plans and runs somebody sees, and what of the returns behind them. A plan
 * belongs to the region of its collection. */
#include "core/who.h"
#include "modules/projection/projection.h"
#include "modules/release/release.h"
#include "modules/workforce/workforce.h"
#include <stdlib.h>
#include <string.h>

bool projection_plans_seen(Ctx *cx, const char *permission, PlanList *out)
{
    PlanList all, seen = {0};
    if (!projection_plans(cx, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (may(cx, permission, all.items[i].region))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = all.items[i];
    *out = seen;
    return true;
}

bool projection_plan_seen(Ctx *cx, const char *permission, const char *id, PlanInfo *out)
{
    PlanList seen;
    PlanInfo newest;
    if (!projection_plans_seen(cx, permission, &seen))
        return false;
    for (int i = 0; i < seen.n; i++)
        if (!*id || same(seen.items[i].id, id)) {
            *out = seen.items[i];
            return true;
        }
    if (!projection_plan(cx, id, &newest)) /* says that there is none, and how to make one */
        return false;
    return *id ? permit(cx, permission, newest.region)
               : fail(&cx->err, NOT_FOUND, "there is no plan that you may see yet");
}

bool projection_permit_write(Ctx *cx, const char *collection, const char *id)
{
    Collection c;
    PlanInfo there;
    if (*collection && (!workforce_collection(cx, collection, &c) ||
                        !permit(cx, "projection.write", c.region)))
        return false;
    if (projection_plan(cx, id, &there))
        return permit(cx, "projection.write", there.region);
    if (cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    return permit(cx, "projection.write", "");
}

bool projection_runs_seen(Ctx *cx, const char *permission, RunList *out)
{
    PlanList plans;
    RunList all, seen = {0};
    if (!projection_plans_seen(cx, permission, &plans) || !projection_runs(cx, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        for (int k = 0; k < plans.n; k++)
            if (same(all.items[i].plan, plans.items[k].id)) {
                *PUSH(cx->arena, seen.items, seen.n, seen.room) = all.items[i];
                break;
            }
    *out = seen;
    return true;
}

bool projection_run_seen(Ctx *cx, const char *permission, const char *run, RunInfo *out)
{
    RunList seen;
    RunInfo info;
    PlanInfo plan;
    if (!projection_runs_seen(cx, permission, &seen))
        return false;
    for (int i = 0; i < seen.n; i++)
        if (!*run || same(seen.items[i].id, run)) {
            *out = seen.items[i];
            return true;
        }
    return projection_run(cx, run, &info) &&
           projection_plan_seen(cx, permission, info.plan, &plan) &&
           fail(&cx->err, NOT_FOUND, "there is no run '%s'", run);
}

/* ---------------------------------------------------------------- evidence */

static bool belongs_together(const PlanEvidence *a, const PlanEvidence *b)
{
    return same(a->assumption, b->assumption) && same(a->role, b->role) &&
           same(a->collection, b->collection) && same(a->formula, b->formula);
}

/* Whether the evidence comes from a release that cx->who receives; the last one is remembered,
 * for a plan has few. */
typedef struct Received {
    const char *release;
    bool mine;
} Received;

static bool is_received(Ctx *cx, Received *known, const PlanEvidence *e)
{
    if (!same(known->release, e->release))
        *known = (Received){e->release, release_is_for_me(cx, e->release)};
    return known->mine;
}

bool projection_evidence_seen(Ctx *cx, const char *plan, const char *assumption,
                              EvidenceList *out)
{
    EvidenceList all, seen = {0};
    Received known = {.release = ""};
    int first = 0; /* of seen: where the assumption begins, for they come in order */
    if (!projection_evidence(cx, plan, assumption, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        PlanEvidence *e = &all.items[i];
        if (i > 0 && !same(e->assumption, all.items[i - 1].assumption))
            first = seen.n;
        if (workforce_reads(cx, e->organisation)) {
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = *e;
            continue;
        }
        int at = first;
        while (at < seen.n &&
               !(seen.items[at].together && belongs_together(&seen.items[at], e)))
            at++;
        bool covered =
            may(cx, "workforce.aggregate", e->organisation) || is_received(cx, &known, e);
        if (at == seen.n) {
            PlanEvidence *sum = PUSH(cx->arena, seen.items, seen.n, seen.room);
            *sum = *e;
            sum->organisation = "";
            sum->together = 1;
            sum->withheld = !covered;
        } else {
            seen.items[at].value += e->value;
            seen.items[at].together++;
            seen.items[at].withheld = seen.items[at].withheld || !covered;
        }
    }
    for (int i = 0; i < seen.n; i++) {
        PlanEvidence *e = &seen.items[i];
        e->withheld = e->withheld || (e->together && e->together < LEAST_RETURNS);
        if (e->withheld)
            e->value = 0;
    }
    if (!cx->err.kind)
        *out = seen;
    return !cx->err.kind;
}

bool projection_member_seen(Ctx *cx, const PlanEvidence *e, bool *covered)
{
    bool mine = *e->release && release_is_for_me(cx, e->release);
    *covered = mine || may(cx, "workforce.aggregate", e->organisation);
    return mine || workforce_reads(cx, e->organisation);
}

/* The last organisation and release asked for, with the answer: evidence comes in runs. */
typedef struct Asked {
    const char *organisation, *release;
    bool seen, covered;
} Asked;

static int by_id(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool projection_withheld(Ctx *cx, const char *plan, WithheldList *out)
{
    EvidenceList all;
    WithheldList list = {0};
    Asked known = {.organisation = NULL};
    if (!projection_evidence(cx, plan, "", &all))
        return false;
    for (int i = 0; i < all.n;) {
        const char *id = all.items[i].assumption, *told[LEAST_RETURNS];
        int organisations = 0; /* different ones, as far as it matters */
        bool seen = true, covered = true;
        for (; i < all.n && same(all.items[i].assumption, id); i++) {
            const PlanEvidence *e = &all.items[i];
            if (!known.organisation || !same(known.organisation, e->organisation) ||
                !same(known.release, e->release)) {
                known.organisation = e->organisation;
                known.release = e->release;
                known.seen = projection_member_seen(cx, e, &known.covered);
            }
            bool again = organisations == LEAST_RETURNS;
            for (int k = 0; k < organisations && !again; k++)
                again = same(told[k], e->organisation);
            if (!again)
                told[organisations++] = e->organisation;
            seen = seen && known.seen;
            covered = covered && known.covered;
        }
        if (!seen && (!covered || organisations < LEAST_RETURNS))
            *PUSH(cx->arena, list.ids, list.n, list.room) = id;
    }
    if (list.n > 1) /* a database may order otherwise */
        qsort(list.ids, (size_t)list.n, sizeof *list.ids, by_id);
    if (!cx->err.kind)
        *out = list;
    return !cx->err.kind;
}

bool projection_is_withheld(const WithheldList *list, const char *assumption)
{
    return list->n > 0 &&
           bsearch(&assumption, list->ids, (size_t)list->n, sizeof *list->ids, by_id) != NULL;
}
