/* What a search finds among collections, returns, indicators and rules, and what of the returns
 * waits for somebody. Both know only what the reader may see. */
#include "core/search.h"
#include "core/who.h"
#include "modules/workforce/work.h"
#include "modules/workforce/workforce_action.h"

/* Returns of the newest collection of each region: older ones are led to from there. */
static bool search_returns(Ctx *cx, const char *words, const Collection *c, FoundList *out)
{
    ExpectedList list;
    if (!workforce_expected_seen(cx, c->id, &list))
        return false;
    for (int i = 0; i < list.n; i++) {
        const Org *o = &list.items[i].org;
        int weight = search_match(cx->arena, words,
                                  arena_printf(cx->arena, "%s %s %s %s", o->name_en, o->name_cy,
                                               T(cx, "Return"), c->title));
        search_add(cx, out, weight, T(cx, "Return"),
                   arena_printf(cx->arena, "%s: %s", org_name(cx, o), c->title),
                   return_status_label(cx, list.items[i].status),
                   arena_printf(cx->arena, "/workforce/return/%s/%s", c->id, o->id));
    }
    return true;
}

static bool is_newest(const CollectionList *all, int at)
{
    for (int i = 0; i < at; i++)
        if (same(all->items[i].region, all->items[at].region))
            return false;
    return true;
}

/* The rules of the newest form. */
static bool search_rules(Ctx *cx, const char *words, FoundList *out)
{
    const Form *form;
    if (!may(cx, "workforce.form", ""))
        return db_ok(cx);
    if (!workforce_newest_form(cx, &form)) {
        bool none = cx->err.kind == ERR_NOT_FOUND;
        if (none)
            err_clear(&cx->err);
        return none;
    }
    for (int i = 0; i < form->n_rules; i++) {
        const Rule *r = &form->rules[i];
        const char *said = form_text(cx, r->words);
        search_add(
            cx, out,
            search_match(cx->arena, words, arena_printf(cx->arena, "%s %s", r->code, said)),
            T(cx, "Rule of the return"), r->code, said, "/workforce/rules");
    }
    return true;
}

bool workforce_search(Ctx *cx, const char *words, FoundList *out)
{
    CollectionList all;
    bool sees_returns = may(cx, "workforce.read", "");
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Collection *c = &all.items[i];
        search_add(
            cx, out,
            search_match(cx->arena, words, arena_printf(cx->arena, "%s %s", c->title, c->id)),
            T(cx, "Collection"), c->title,
            arena_printf(cx->arena, T(cx, "%d of %d received"), c->received, c->expected),
            arena_printf(cx->arena, "%s?collection=%s",
                         sees_returns ? "/workforce" : "/workforce/picture", c->id));
        if (is_newest(&all, i) && !search_returns(cx, words, c, out))
            return false;
    }
    for (int i = 0; i < n_indicators && may(cx, "workforce.aggregate", ""); i++)
        search_add(
            cx, out, search_match(cx->arena, words, T(cx, indicators[i].label)),
            T(cx, "Indicator"), T(cx, indicators[i].label), indicators[i].formula,
            arena_printf(cx->arena, "/workforce/picture?indicator=%s", indicators[i].key));
    return search_rules(cx, words, out);
}

/* ---------------------------------------------------------------- what waits */

static void wait_for(Ctx *cx, WaitList *out, const char *text, const char *href,
                     const char *due, bool late)
{
    *PUSH(cx->arena, out->items, out->n, out->room) = (Wait){text, href, due, late};
}

static int days_until(const Ctx *cx, const char *iso)
{
    Date d;
    return date_parse_iso(iso, &d) ? d.days - cx->today.days : 0;
}

/* Of one who sends the return of that organisation. */
static void own_return_waits(Ctx *cx, const Collection *c, const Expected *e, WaitList *out)
{
    const char *name = org_name(cx, &e->org);
    const char *page = arena_printf(cx->arena, "/workforce/return/%s/%s", c->id, e->org.id);
    int days = days_until(cx, e->due);
    if (work_is_signed(e->work))
        return; /* it waits for others */
    if (e->work == WORK_QUERIED)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T(cx, "The return of %s to %s came back with a question"), name,
                              c->title),
                 page, e->due, days < 0);
    else if (e->status == RETURN_REFUSED)
        wait_for(
            cx, out,
            arena_printf(cx->arena,
                         T_COUNT(cx, "The return of %s to %s was refused: %d error",
                                 "The return of %s to %s was refused: %d errors", e->errors),
                         name, c->title, e->errors),
            page, e->due, days < 0);
    else if (e->status == RETURN_NOT_RECEIVED)
        wait_for(cx, out,
                 days >= 0
                     ? arena_printf(cx->arena,
                                    T_COUNT(cx, "The return of %s to %s is due in %d day",
                                            "The return of %s to %s is due in %d days", days),
                                    name, c->title, days)
                     : arena_printf(cx->arena, T(cx, "The return of %s to %s is late"), name,
                                    c->title),
                 arena_printf(cx->arena, "/workforce/fill/%s/%s", c->id, e->org.id), e->due,
                 days < 0);
    else if (e->warnings)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T_COUNT(cx, "The return of %s to %s has %d warning to look at",
                                      "The return of %s to %s has %d warnings to look at",
                                      e->warnings),
                              name, c->title, e->warnings),
                 page, "", false);
}

/* Of one who collects: counts, not names. */
static void collecting_waits(Ctx *cx, const Collection *c, const ExpectedList *list,
                             WaitList *out)
{
    int missing = 0, refused = 0, warnings = 0, approved = 0;
    bool late = days_until(cx, c->due) < 0;
    const char *page = arena_printf(cx->arena, "/workforce?collection=%s", c->id);
    for (int i = 0; i < list->n; i++) {
        missing += list->items[i].status == RETURN_NOT_RECEIVED;
        approved += list->items[i].work == WORK_APPROVED;
        refused += list->items[i].status == RETURN_REFUSED;
        warnings += list->items[i].warnings > 0;
    }
    if (approved)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T_COUNT(cx, "%s: %d return waits to be accepted",
                                      "%s: %d returns wait to be accepted", approved),
                              c->title, approved),
                 page, "", false);
    if (missing)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T_COUNT(cx, "%s: %d return has not been received",
                                      "%s: %d returns have not been received", missing),
                              c->title, missing),
                 page, c->due, late);
    if (refused)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T_COUNT(cx, "%s: %d return was refused and has not come again",
                                      "%s: %d returns were refused and have not come again",
                                      refused),
                              c->title, refused),
                 page, c->due, late);
    if (warnings)
        wait_for(
            cx, out,
            arena_printf(cx->arena,
                         T_COUNT(cx, "%s: %d return has warnings that nobody accepted",
                                 "%s: %d returns have warnings that nobody accepted", warnings),
                         c->title, warnings),
            page, "", false);
}

static bool holds_role_in(Ctx *cx, const char *permission, const char *organisation)
{
    const char *const *own;
    int n = who_organisations(cx, permission, &own);
    for (int i = 0; i < n; i++)
        if (same(own[i], organisation))
            return true;
    return false;
}

/* Of the second person of an organisation. */
static void approval_waits(Ctx *cx, const Collection *c, const Expected *e, WaitList *out)
{
    if (e->work == WORK_SUBMITTED || e->work == WORK_RESUBMITTED)
        wait_for(cx, out,
                 arena_printf(cx->arena,
                              T(cx, "The return of %s to %s waits for your approval"),
                              org_name(cx, &e->org), c->title),
                 arena_printf(cx->arena, "/workforce/return/%s/%s", c->id, e->org.id), e->due,
                 days_until(cx, e->due) < 0);
}

bool workforce_waits(Ctx *cx, WaitList *out)
{
    CollectionList all;
    if (!may(cx, "workforce.write", "") && !may(cx, "workforce.collect", "") &&
        !may(cx, "workforce.approve", ""))
        return true;
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Collection *c = &all.items[i];
        ExpectedList list;
        if (!is_newest(&all, i) || days_until(cx, c->opens) > 0)
            continue;
        if (!workforce_expected_seen(cx, c->id, &list))
            return false;
        if (may(cx, "workforce.collect", c->region))
            collecting_waits(cx, c, &list, out);
        for (int k = 0; k < list.n; k++) {
            const Expected *e = &list.items[k];
            if (holds_role_in(cx, "workforce.write", e->org.id))
                own_return_waits(cx, c, e, out);
            if (holds_role_in(cx, "workforce.approve", e->org.id))
                approval_waits(cx, c, e, out);
        }
    }
    return true;
}
