/* The tool of one council, and what a region sees of many. */
#include "modules/caseload/caseload_web.h"
#include "core/who.h"
#include "modules/caseload/caseload_action.h"
#include "modules/caseload/pages/council.html.h"
#include "modules/caseload/pages/region.html.h"
#include "modules/leadership/leadership.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"

static const char *number(Ctx *cx, double v, int decimals)
{
    Column as = {.decimals = decimals};
    Cell c = cell_number(v);
    return cell_show(cx->arena, cx->lang, &c, &as);
}

/* ---------------------------------------------------------------- one council */

static Html load_figures(Ctx *cx, const Scheme *s, const Load *team)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    figures_add(
        cx->arena, &f, T(cx, "Points per WTE for casework"), number(cx, team->per_available, 1),
        arena_printf(cx->arena, T(cx, "%s; one WTE carries %s to %s"),
                     T(cx, load_bands[team->band].label), text_double(cx->arena, s->under),
                     text_double(cx->arena, s->over)));
    figures_add(cx->arena, &f, T(cx, "Open cases"), number(cx, team->cases, 0),
                team->unweighed ? arena_printf(cx->arena,
                                               T_COUNT(cx, "%d not judged yet",
                                                       "%d not judged yet", team->unweighed),
                                               team->unweighed)
                                : NULL);
    figures_add(cx->arena, &f, T(cx, "Points"), number(cx, team->weighted, 1),
                T(cx, "the sum of the cases' weights"));
    figures_add(cx->arena, &f, T(cx, "WTE for casework"), number(cx, team->available, 2),
                arena_printf(cx->arena, T(cx, "of %s contracted"), number(cx, team->wte, 2)));
    f.items[0].strong = true;
    page_figures(&out, &f);
    return out_html(&out);
}

static Html load_chart(Ctx *cx, Reply *r, const Scheme *s, const TeamLoad *t)
{
    Out out = out_new(cx->arena, cx->lang, translate);
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, t->n + 1);
    for (int i = 0; i < t->n; i++) {
        const Load *l = &t->workers[i];
        double *value = NEW(cx->arena, double);
        const char **words = NEW_ARRAY(cx->arena, const char *, 1);
        *value = l->per_available;
        words[0] = isnan(*value) ? T(cx, "no time for casework") : number(cx, *value, 1);
        rows[i] = (BarRow){
            arena_printf(cx->arena, "%s: %s", l->worker, T(cx, load_bands[l->band].label)),
            value, words, words};
    }
    BarChart chart = {.text = {.id = "load",
                               .title = T(cx, "Who carries how much"),
                               .desc = arena_printf(
                                   cx->arena,
                                   T(cx, "Points per WTE for casework of %d workers; more than "
                                         "%s is over capacity."),
                                   t->n, text_double(cx->arena, s->over)),
                               .x_label = T(cx, "Points per WTE for casework")},
                      .n = t->n,
                      .n_series = 1,
                      .rows = rows,
                      .reference = s->over,
                      .reference_label = T(cx, "capacity")};
    Table *table = load_table(cx, r, "load", T(cx, "Load by worker"), t);
    if (t->n)
        chart_figure(cx, &out, &chart.text, chart_bars(cx->arena, &chart),
                     T(cx, "The numbers as a table"), table);
    return out_html(&out);
}

static int open_cases(Ctx *cx, const CaseList *list, const CaseloadOption **out)
{
    CaseloadOption *items = NEW_ARRAY(cx->arena, CaseloadOption, list->n + 1);
    int n = 0;
    for (int i = 0; i < list->n; i++)
        if (!*list->items[i].closed_on)
            items[n++] =
                (CaseloadOption){list->items[i].reference,
                                 arena_printf(cx->arena, "%s (%s)", list->items[i].reference,
                                              list->items[i].worker),
                                 false};
    *out = items;
    return n;
}

bool page_caseload_of(Ctx *cx, const PageIn *in, PageOut *out)
{
    Org o;
    Scheme s;
    WorkerList workers;
    CaseList cases;
    SnapshotList snapshots;
    TeamLoad load;
    Reply r = {0};
    if (!org_get(cx, in->args[0], cx->today, &o))
        return false;
    if (!same(o.kind, "council"))
        return fail(&cx->err, NOT_FOUND, "'%s' is no council: it has no caseload here", o.id);
    CaseloadOfView v = {.id = o.id,
                        .title = org_name(cx, &o),
                        .token = in->form_token,
                        .may_write = may(cx, CASELOAD_WRITE, o.id)};
    if (!scheme_of(cx, o.id, &s) || !caseload_workers(cx, o.id, &workers) ||
        !caseload_cases(cx, o.id, &cases) || !caseload_snapshots(cx, o.id, &snapshots) ||
        !caseload_shares(cx, o.id, &v.shares))
        return false;
    v.has_scheme = s.version > 0;
    if (v.has_scheme) {
        if (!caseload_weigh(cx, o.id, cx->today, NULL, &load))
            return false;
        v.scheme = arena_printf(cx->arena, T(cx, "version %d: %s"), s.version,
                                cx->lang == LANG_CY && *s.title_cy ? s.title_cy : s.title_en);
        v.figures = load_figures(cx, &s, &load.team);
        v.chart = load_chart(cx, &r, &s, &load);
        v.entry = caseload_entry(cx, o.id, &s, &workers, NULL, NULL);
        v.entry.token = in->form_token;
        v.n_cases = open_cases(cx, &cases, &v.open_cases);
        v.cases = cases_table(cx, &r, &s, &cases, o.id, v.may_write);
        v.snapshots = snapshots_table(cx, &r, &snapshots);
    }
    page_caseload_council(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Caseload"), v.title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- a region */

static const char *withheld_or(Ctx *cx, double v, const char *suffix)
{
    Cell c = isnan(v) ? cell_state(CELL_WITHHELD) : cell_number(v);
    return arena_printf(cx->arena, "%s%s", cell_show(cx->arena, cx->lang, &c, NULL),
                        isnan(v) ? "" : suffix);
}

static Html region_figures(Ctx *cx, const RegionLoad *l, bool medians)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    figures_add(cx->arena, &f, T(cx, "Councils that use the tool and share"),
                withheld_or(cx, l->with_tool, ""),
                arena_printf(cx->arena, T(cx, "of %d councils"), l->councils));
    if (medians) {
        figures_add(cx->arena, &f, T(cx, "Median load, % of capacity"),
                    withheld_or(cx, l->capacity, "%"),
                    isnan(l->lower)
                        ? T(cx, "of at least five councils")
                        : arena_printf(cx->arena, T(cx, "quartiles %.0f%% and %.0f%%"),
                                       l->lower, l->upper));
        figures_add(cx->arena, &f, T(cx, "Median points per WTE, by the starting proposal"),
                    withheld_or(cx, l->per_wte, ""), T(cx, "of councils with the same points"));
    }
    page_figures(&out, &f);
    return out_html(&out);
}

bool page_caseload(Ctx *cx, const PageIn *in, PageOut *out)
{
    RegionList list;
    RegionLoad load;
    Reply r = {0};
    Scheme proposal;
    const char *const *own;
    if (!leadership_regions(cx, &list) || !scheme_proposal(cx, &proposal))
        return false;
    if (!list.n)
        return page_nothing_yet(cx, out, T(cx, "Caseload"),
                                T(cx, "There is no region with councils yet. Load an example "
                                      "with: pont example load wales"),
                                NULL, NULL);
    const Region *region = leadership_region(cx, &list, page_query(in, "within"));
    if (!region || !caseload_region(cx, &region->councils, &load))
        return false;
    CaseloadRegionView v = {.title = org_name(cx, &region->org),
                            .sees_medians = may(cx, CASELOAD_AGGREGATE, region->org.id),
                            .proposal = scheme_table(cx, &r, &proposal)};
    v.figures = region_figures(cx, &load, v.sees_medians);
    v.own = who_organisations(cx, CASELOAD_READ, &own) ? own[0] : NULL;
    CaseloadOption *links = NEW_ARRAY(cx->arena, CaseloadOption, list.n);
    for (int i = 0; i < list.n; i++)
        links[i] = (CaseloadOption){arena_printf(cx->arena, "?within=%s", list.items[i].org.id),
                                    org_name(cx, &list.items[i].org),
                                    same(list.items[i].org.id, region->org.id)};
    v.regions = links;
    v.n_regions = list.n;
    page_caseload_region(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Caseload"), v.title);
    out->wide = true;
    return true;
}
