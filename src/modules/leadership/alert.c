/* Decides what of the register deserves attention: a lead who carries cases and has little time
 * for strategic work, and a post that has been vacant for long. Also what of that, and of the
 * yearly assessment, waits for somebody on the home page, and what a search finds. */
#include "core/search.h"
#include "core/who.h"
#include "modules/leadership/leadership.h"
#include "modules/leadership/leadership_action.h"

static bool number_of(Ctx *cx, const char *name, double *out)
{
    const char *said = setting(cx, name);
    return text_to_double(said, out) ||
           fail(&cx->err, INVALID, "the setting %s is '%s', not a number", name, said);
}

static bool judge(Ctx *cx, const Org *o, const Post *p, double least, double longest,
                  AlertList *out)
{
    Cell hours = answer_cell(p->strategic_hours), cases = answer_cell(p->caseload);
    Date since;
    bool vacant = same(p->state, "vacant") && date_parse_iso(p->valid_from, &since);
    int days = vacant ? cx->today.days - since.days : 0;
    if (vacant && days > longest)
        *PUSH(cx->arena, out->items, out->n, out->room) =
            (Alert){*o, "vacant",
                    arena_printf(cx->arena,
                                 T_COUNT(cx, "The post has been vacant for %d day",
                                         "The post has been vacant for %d days", days),
                                 days),
                    p->valid_from};
    if (cases.state == CELL_NUMBER && cases.number > 0 && hours.state == CELL_NUMBER &&
        hours.number < least)
        *PUSH(cx->arena, out->items, out->n, out->room) = (Alert){
            *o, "caseload",
            arena_printf(cx->arena,
                         T(cx, "The lead carries %.0f cases and has %s strategic hours a week, "
                               "fewer than %s"),
                         cases.number, text_double(cx->arena, hours.number),
                         text_double(cx->arena, least)),
            p->valid_from};
    return true;
}

bool leadership_alerts(Ctx *cx, const OrgList *councils, AlertList *out)
{
    PostList history;
    AlertList list = {0};
    double least, longest;
    if (!number_of(cx, "leadership.least_strategic_hours", &least) ||
        !number_of(cx, "leadership.longest_vacancy_days", &longest) ||
        !leadership_history(cx, councils->n == 1 ? councils->items[0].id : "", "principal-ot",
                            &history))
        return false;
    for (int i = 0; i < councils->n; i++) {
        const Post *p = post_at(&history, councils->items[i].id, "principal-ot", cx->today);
        if (p && !judge(cx, &councils->items[i], p, least, longest, &list))
            return false;
    }
    *out = list;
    return true;
}

/* ---------------------------------------------------------------- what waits */

static void wait_for(Ctx *cx, WaitList *out, const char *text, const char *href)
{
    *PUSH(cx->arena, out->items, out->n, out->room) = (Wait){text, href, "", false};
}

static bool own_waits(Ctx *cx, const char *organisation, WaitList *out)
{
    AlertList alerts;
    AssessmentList assessed;
    Org o;
    if (!org_get(cx, organisation, cx->today, &o))
        return false;
    if (!same(o.kind, "council"))
        return true;
    const char *page = arena_printf(cx->arena, "/leadership/%s", o.id);
    if (!leadership_alerts(cx, &(OrgList){.n = 1, .items = &o}, &alerts) ||
        !leadership_assessments(cx, o.id, date_year(cx->today), &assessed))
        return false;
    for (int i = 0; i < alerts.n; i++)
        if (same(alerts.items[i].kind, "vacant"))
            wait_for(
                cx, out,
                arena_printf(cx->arena, "%s: %s", T(cx, "Principal OT"), alerts.items[i].text),
                page);
    if (assessed.n < STANDARDS && may(cx, LEADERSHIP_ASSESS, o.id))
        wait_for(
            cx, out,
            arena_printf(cx->arena,
                         T(cx, "%d of the eight employer standards are not assessed for %d"),
                         STANDARDS - assessed.n, date_year(cx->today)),
            arena_printf(cx->arena, "/leadership/assess?organisation=%s&year=%d", o.id,
                         date_year(cx->today)));
    return true;
}

/* Of one who sees a whole region: counts, not names. */
static bool region_waits(Ctx *cx, const Region *r, WaitList *out)
{
    AlertList alerts;
    int vacant = 0;
    if (!leadership_alerts(cx, &r->councils, &alerts))
        return false;
    for (int i = 0; i < alerts.n; i++)
        vacant += same(alerts.items[i].kind, "vacant");
    if (vacant)
        wait_for(
            cx, out,
            arena_printf(
                cx->arena,
                T_COUNT(cx, "%s: %d council has had a vacant Principal OT post for long",
                        "%s: %d councils have had a vacant Principal OT post for long", vacant),
                org_name(cx, &r->org), vacant),
            arena_printf(cx->arena, "/leadership?within=%s", r->org.id));
    return true;
}

bool leadership_waits(Ctx *cx, WaitList *out)
{
    const char *const *own;
    RegionList regions;
    int n = who_organisations(cx, LEADERSHIP_WRITE, &own);
    for (int i = 0; i < n; i++)
        if (!own_waits(cx, own[i], out))
            return false;
    if (n || !who_is_signed_in(cx->who) || !may(cx, LEADERSHIP_READ, ""))
        return true;
    if (!leadership_regions(cx, &regions))
        return false;
    for (int i = 0; i < regions.n; i++)
        if (may(cx, LEADERSHIP_READ, regions.items[i].org.id) &&
            !region_waits(cx, &regions.items[i], out))
            return false;
    return true;
}

/* ---------------------------------------------------------------- what a search finds */

bool leadership_search(Ctx *cx, const char *words, FoundList *out)
{
    const Parity *sheet;
    const Standard *eight;
    OrgList councils;
    int n;
    if (!parity_sheet(cx, &sheet, &n) || !standards(cx, &eight) ||
        !org_list(cx, "council", "", cx->today, &councils))
        return false;
    for (int i = 0; i < n && may(cx, LEADERSHIP_AGGREGATE, ""); i++)
        search_add(cx, out, search_match(cx->arena, words, sheet[i].label),
                   T(cx, "Parity indicator"), sheet[i].label, sheet[i].definition,
                   arena_printf(cx->arena, "/leadership/parity?indicator=%s", sheet[i].key));
    for (int i = 0; i < STANDARDS && may(cx, LEADERSHIP_AGGREGATE, ""); i++)
        search_add(cx, out, search_match(cx->arena, words, eight[i].label),
                   T(cx, "Employer standard"), eight[i].label, "", "/leadership/standards");
    for (int i = 0; i < councils.n; i++) {
        const Org *o = &councils.items[i];
        if (!may(cx, LEADERSHIP_READ, o->id))
            continue;
        const char *title = arena_printf(cx->arena, T(cx, "Leadership in %s"), org_name(cx, o));
        search_add(cx, out,
                   search_match(cx->arena, words,
                                arena_printf(cx->arena, "%s %s %s %s", title, o->name_en,
                                             o->name_cy, T(cx, "Principal OT"))),
                   T(cx, "Leadership"), title, T(cx, "Register, standards and parity"),
                   arena_printf(cx->arena, "/leadership/%s", o->id));
    }
    return true;
}
