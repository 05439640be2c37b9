/* The register's pages: a region over the years with its alerts, and one council with its
 * entries beside the return, its meetings, standards and parity. */
#include "modules/leadership/leadership_web.h"
#include "core/who.h"
#include "modules/leadership/leadership_action.h"
#include "modules/leadership/pages/council.html.h"
#include "modules/leadership/pages/register.html.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

int leadership_region_links(Ctx *cx, const RegionList *list, const Region *now,
                            const char *rest, const LeadershipLink **out)
{
    LeadershipLink *links = NEW_ARRAY(cx->arena, LeadershipLink, list->n + 1);
    for (int i = 0; i < list->n; i++)
        links[i] = (LeadershipLink){
            org_name(cx, &list->items[i].org),
            arena_printf(cx->arena, "?within=%s%s", list->items[i].org.id, rest),
            same(list->items[i].org.id, now->org.id)};
    *out = links;
    return list->n;
}

static const char *count_text(Ctx *cx, double v)
{
    Cell c = isnan(v) ? cell_state(CELL_WITHHELD) : cell_number(v);
    return cell_show(cx->arena, cx->lang, &c, NULL);
}

/* What is withheld stands in one figure together: that sum follows from the others. */
static Html state_figures(Ctx *cx, const StateCount *c)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    double rest = c->councils;
    bool hidden = false;
    for (int s = 0; s <= POST_STATES; s++) {
        const char *label =
            s < POST_STATES ? T(cx, post_states[s].label) : T(cx, "Not recorded");
        hidden = hidden || isnan(c->states[s]);
        if (isnan(c->states[s]))
            continue;
        rest -= c->states[s];
        figures_add(cx->arena, &f, label, count_text(cx, c->states[s]),
                    f.n ? NULL : arena_printf(cx->arena, T(cx, "of %d councils"), c->councils));
    }
    if (hidden)
        figures_add(cx->arena, &f, T(cx, "Other states together"), count_text(cx, rest),
                    T(cx, "one by one withheld: 1 to 4 would tell of single councils"));
    f.items[0].strong = !isnan(c->states[0]);
    page_figures(&out, &f);
    return out_html(&out);
}

/* How many posts are filled, year by year; a year that is protected is a gap. */
static Html years_chart(Ctx *cx, Reply *r, const PostList *history, const Region *region,
                        bool exact)
{
    Date *days;
    int n = register_days(cx, history, &days);
    int *years = NEW_ARRAY(cx->arena, int, n);
    double *values[PROFESSIONS];
    Out out = out_new(cx->arena, cx->lang, translate);
    for (int k = 0; k < PROFESSIONS; k++) {
        values[k] = NEW_ARRAY(cx->arena, double, n);
        for (int i = 0; i < n; i++) {
            StateCount c =
                state_count(history, &region->councils, post_kinds[k].value, days[i]);
            if (!exact)
                state_protect(&c);
            years[i] = date_year(days[i]);
            values[k][i] = c.states[0];
        }
    }
    const Series lines[] = {{T(cx, post_kinds[0].label), values[0]},
                            {T(cx, post_kinds[1].label), values[1]}};
    LineChart chart = {
        .text = {.id = "posts",
                 .title = exact ? T(cx, "Posts with somebody in post")
                                : T(cx, "Posts with somebody in post; a gap is withheld"),
                 .desc = arena_printf(
                     cx->arena, T(cx, "Of %d councils, at the end of each year and today."),
                     region->councils.n),
                 .y_label = T(cx, "Councils")},
        .n = n,
        .years = years,
        .n_lines = PROFESSIONS,
        .lines = lines,
        .from_zero = true};
    Table *t = counts_table(cx, r, history, region, exact);
    if (n > 1)
        chart_figure(cx, &out, &chart.text, chart_lines(cx->arena, &chart),
                     T(cx, "The numbers as a table"), t);
    return out_html(&out);
}

static const char *own_council(Ctx *cx)
{
    const char *const *own;
    return who_organisations(cx, LEADERSHIP_WRITE, &own) ? own[0] : NULL;
}

bool page_leadership(Ctx *cx, const PageIn *in, PageOut *out)
{
    RegionList list;
    PostList history;
    AlertList alerts = {0};
    Reply r = {0};
    if (!leadership_regions(cx, &list))
        return false;
    if (!list.n)
        return page_nothing_yet(cx, out, T(cx, "Leadership"),
                                T(cx, "There is no region with councils yet. Load an example "
                                      "with: pont example load wales"),
                                NULL, NULL);
    const Region *region = leadership_region(cx, &list, page_query(in, "within"));
    if (!region || !leadership_history(cx, "", "", &history))
        return false;
    OrgList seen = {0};
    if (who_is_signed_in(cx->who) || cx->who->is_operator)
        seen = leadership_seen(cx, region);
    bool exact = seen.n == region->councils.n;
    if (seen.n && !leadership_alerts(cx, &seen, &alerts))
        return false;
    StateCount now = state_count(&history, &region->councils, "principal-ot", cx->today);
    if (!exact)
        state_protect(&now);
    LeadershipView v = {
        .title = org_name(cx, &region->org),
        .lead = exact ? T(cx, "Who leads occupational therapy in each council, since when, and "
                              "with what time. A post, never a person.")
                      : T(cx, "How many councils have a Principal OT. What would tell of a "
                              "single council is withheld."),
        .figures = state_figures(cx, &now),
        .chart = years_chart(cx, &r, &history, region, exact),
        .alerts = alerts.n ? alerts_table(cx, &r, &alerts) : NULL,
        .table = seen.n ? register_table(cx, &r, &seen, &history, cx->today) : NULL,
        .own = own_council(cx),
        .may_import = may(cx, LEADERSHIP_WRITE, ""),
    };
    v.n_regions = leadership_region_links(cx, &list, region, "", &v.regions);
    page_leadership_register(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Leadership"), v.title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- one council */

static const char *shown(Ctx *cx, Cell c, int decimals)
{
    Column as = {.decimals = decimals};
    const char *text = cell_show(cx->arena, cx->lang, &c, &as);
    return *text ? text : "–";
}

static Html council_figures(Ctx *cx, const Post *p, const Attendance *a)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    Date d;
    Cell none = cell_state(CELL_NOT_RECEIVED);
    figures_add(cx->arena, &f, T(cx, "Principal OT"),
                p ? T(cx, choice_label(post_states, p->state)) : shown(cx, none, 0),
                p && date_parse_iso(p->valid_from, &d)
                    ? arena_printf(cx->arena, T(cx, "since %s"), date_long(cx, d))
                    : NULL);
    figures_add(cx->arena, &f, T(cx, "Strategic hours a week"),
                shown(cx, p ? answer_cell(p->strategic_hours) : none, 1), NULL);
    figures_add(cx->arena, &f, T(cx, "Own caseload"),
                shown(cx, p ? answer_cell(p->caseload) : none, 0), NULL);
    figures_add(
        cx->arena, &f, T(cx, "Strategic meetings attended"),
        a->nominated ? arena_printf(cx->arena, T(cx, "%d of %d"), a->attended, a->nominated)
                     : shown(cx, none, 0),
        a->for_caseload
            ? arena_printf(cx->arena, T(cx, "%d missed for the caseload"), a->for_caseload)
            : T(cx, "in the last 12 months"));
    page_figures(&out, &f);
    return out_html(&out);
}

/* The form of a correction, filled in with what is to be corrected. */
static Url correct_link(Ctx *cx, const Post *p)
{
    return url_join(cx->arena, "/leadership/correct?organisation=", p->organisation,
                    "&post=", p->post, "&valid_from=", p->valid_from, "&state=", p->state,
                    "&wte=", p->wte, "&grade=", p->grade, "&reports_to=", p->reports_to,
                    "&tiers=", p->tiers, "&senior_team=", p->senior_team,
                    "&strategic_hours=", p->strategic_hours, "&caseload=", p->caseload,
                    "&source=", p->source, NULL);
}

/* Scores are the council's own: whoever may only read the register does not see them. */
static bool add_standards(Ctx *cx, Reply *r, const Org *o, LeadershipOfView *v)
{
    Region region = {0}; /* of a council that nobody asks for returns: its own scores alone */
    if (!v->may_assess)
        return true;
    if (!leadership_region_of(cx, o->id, &region)) {
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
    }
    return standards_chart(cx, r, &region, o->id, v->year, &v->standards_chart);
}

bool page_leadership_of(Ctx *cx, const PageIn *in, PageOut *out)
{
    Org o;
    PostList history;
    MeetingList meetings;
    AlertList alerts;
    ParityTable parity;
    Reply r = {0};
    Table *compared;
    int differences;
    if (!org_get(cx, in->args[0], cx->today, &o))
        return false;
    if (!same(o.kind, "council"))
        return fail(&cx->err, NOT_FOUND, "'%s' is no council: it has no principal posts", o.id);
    if (!leadership_history(cx, o.id, "", &history) ||
        !leadership_meetings(cx, o.id, &meetings) ||
        !leadership_alerts(cx, &(OrgList){.n = 1, .items = &o}, &alerts) ||
        !parity_fill(cx, &(OrgList){.n = 1, .items = &o}, &parity) ||
        !compared_table(cx, &r, &o, &history, &compared, &differences))
        return false;
    const Post *now = post_at(&history, o.id, "principal-ot", cx->today);
    Attendance a = attendance_of(&meetings, o.id, "principal-ot", cx->today);
    LeadershipOfView v = {
        .id = o.id,
        .title = org_name(cx, &o),
        .year = date_year(cx->today),
        .may_write = may(cx, LEADERSHIP_WRITE, o.id),
        .may_assess = may(cx, LEADERSHIP_ASSESS, o.id),
        .figures = council_figures(cx, now, &a),
        .alerts = alerts.n ? alerts_table(cx, &r, &alerts) : NULL,
        .compared = compared,
        .parity = parity_table(cx, &r, &parity, 0),
        .history = leadership_history_table(cx, &r, &history),
        .meetings = meetings_table(cx, &r, &meetings),
    };
    if (now && v.may_write)
        v.correct = correct_link(cx, now);
    if (differences)
        v.differences = (Notice){
            .kind = NOTICE_WARNING,
            .text = arena_printf(cx->arena,
                                 T_COUNT(cx, "In %d place the register and the return differ.",
                                         "In %d places the register and the return differ.",
                                         differences),
                                 differences),
            .link = {"#compared"},
            .link_text = T(cx, "See where")};
    if (compared)
        compared->anchored = true;
    if (!add_standards(cx, &r, &o, &v))
        return false;
    page_leadership_council(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Leadership"), v.title);
    out->wide = true;
    return true;
}
