/* The commissioning pages: the recommended places with their intervals, the frontier, the chain
 * by hand, the records, and for each number where it comes from. */
#include "modules/commissioning/commissioning_web.h"
#include "core/who.h"
#include "modules/commissioning/commissioning_action.h"
#include "modules/commissioning/pages/places.html.h"
#include "modules/commissioning/pages/records.html.h"
#include "modules/commissioning/pages/why.html.h"
#include "modules/projection/projection_action.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

static const Places *places_at(const Recommendation *a, int year, const char *route)
{
    for (int i = 0; i < a->n_places; i++)
        if (a->places[i].year == year && same(a->places[i].route, route))
            return &a->places[i];
    return NULL;
}

static Html headline(Ctx *cx, const Recommendation *a)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    int first = a->places[0].year, last = a->places[a->n_places - 1].year;
    const int years[] = {first, last};
    for (int i = 0; i < 2; i++) {
        const Places *p = places_at(a, years[i], "all");
        figures_add(cx->arena, &f,
                    arena_printf(cx->arena, T(cx, "Places recommended for %d"), years[i]),
                    number_show(cx->arena, p->recommended, 0),
                    arena_printf(cx->arena, T(cx, "80 %% interval of need %s to %s"),
                                 number_show(cx->arena, p->low80, 0),
                                 number_show(cx->arena, p->high80, 0)));
    }
    figures_add(
        cx->arena, &f, T(cx, "Confidence of the recommendation"),
        arena_printf(cx->arena, "%.0f %%", 100 * (a->attainable ? a->confidence : a->best)),
        a->attainable
            ? T(cx, "that the need is met at the end of the plan")
            : arena_printf(cx->arena, T(cx, "the limits allow no more; %.0f %% was asked for"),
                           100 * a->confidence));
    page_figures(&out, &f);
    return out_html(&out);
}

/* Columns by year, stacked over routes, with the 80 % interval of the year's total need. */
static Html columns(Ctx *cx, Reply *r, const Recommendation *a)
{
    int first = a->places[0].year, n = a->places[a->n_places - 1].year - first + 1,
        n_routes = 0;
    int *years = NEW_ARRAY(cx->arena, int, n);
    double *low = NEW_ARRAY(cx->arena, double, n), *high = NEW_ARRAY(cx->arena, double, n);
    Series *routes = NEW_ARRAY(cx->arena, Series, a->n_places + 1);
    for (int i = 0; i < a->n_places && a->places[i].year == first; i++) {
        double *values = NEW_ARRAY(cx->arena, double, n);
        if (same(a->places[i].route, "all"))
            continue;
        for (int y = 0; y < n; y++)
            values[y] = places_at(a, first + y, a->places[i].route)->recommended;
        routes[n_routes++] = (Series){plan_word(cx, a->places[i].label), values};
    }
    n_routes =
        chart_fold(cx->arena, routes, n_routes, CHART_MOST_SERIES, n, T(cx, "other routes"));
    for (int y = 0; y < n; y++) {
        years[y] = first + y;
        low[y] = places_at(a, first + y, "all")->low80;
        high[y] = places_at(a, first + y, "all")->high80;
    }
    ColumnChart chart = {
        .text = {.id = "places",
                 .title = T(cx, "Recommended places by year and route"),
                 .desc = T(cx, "Columns stacked over routes; the whisker is the "
                               "80 % interval of the places needed."),
                 .y_label = T(cx, "places")},
        .n = n,
        .years = years,
        .n_series = n_routes,
        .series = routes,
        .stacked = true,
        .low = low,
        .high = high};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_columns(cx->arena, &chart), NULL,
                 places_table(cx, r, a));
    return out_html(&out);
}

static Html frontier(Ctx *cx, Reply *r, const Recommendation *a)
{
    double *confidence = NEW_ARRAY(cx->arena, double, a->n_frontier);
    double *places = NEW_ARRAY(cx->arena, double, a->n_frontier);
    int chosen = -1, n = 0;
    for (int i = 0; i < a->n_frontier; i++) {
        if (!a->frontier[i].attainable)
            continue;
        confidence[n] = a->frontier[i].confidence;
        places[n] = a->frontier[i].level;
        if (a->frontier[i].confidence == a->confidence)
            chosen = n;
        n++;
    }
    FrontierChart chart = {
        .text = {.id = "frontier",
                 .title = T(cx, "Intake against confidence"),
                 .desc = T(cx, "Places a year that meet the target with each "
                               "confidence."),
                 .y_label = T(cx, "places a year"),
                 .x_label = T(cx, "confidence that the need is met")},
        .n = n,
        .confidence = confidence,
        .places = places,
        .chosen = chosen,
        .chosen_label = T(cx, "recommended")};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_frontier(cx->arena, &chart), NULL,
                 frontier_table(cx, r, a));
    return out_html(&out);
}

bool page_commissioning(Ctx *cx, const PageIn *in, PageOut *out)
{
    Recommendation a;
    Reply r = {0};
    if (!commissioning_load_seen(cx, page_query(in, "run"), &a))
        return !*page_query(in, "run") &&
               page_nothing_yet(cx, out, T(cx, "Recommended places"),
                                T(cx, "Nothing has been recommended yet. A recommendation is "
                                      "computed from a plan."),
                                may(cx, "commissioning.write", "") ? "/commissioning/recommend"
                                                                   : NULL,
                                T(cx, "Recommend places"));
    CommissioningView v = {
        .may_write = may(cx, "commissioning.write", ""),
        .may_replay = may(cx, "projection.read", ""),
        .plan = a.plan,
        .run = a.run,
        .lead = arena_printf(cx->arena,
                             T(cx, "How many to train each year, by route, so that the need is "
                                   "met with %.0f %% confidence. No number stands without its "
                                   "interval."),
                             100 * a.confidence),
        .warning =
            a.attainable
                ? NULL
                : arena_printf(cx->arena,
                               T(cx, "The limits do not allow it: within them the need is "
                                     "met in %.0f %% of the futures at most. The places "
                                     "shown are the best attainable; the limits that hold "
                                     "them back are listed below."),
                               100 * a.best),
        .figures = headline(cx, &a),
        .columns = columns(cx, &r, &a),
        .frontier = frontier(cx, &r, &a),
        .chain = chain_table(cx, &r, &a),
        .bindings = bindings_table(cx, &r, &a),
    };
    if (a.assurance.n_checks) {
        const char *measure = plan_word(cx, a.measure);
        v.checks = checks_table(cx, &r, &a.assurance);
        v.programmes = programmes_table(cx, &r, &a.assurance, measure);
        v.cohorts = cohorts_table(cx, &r, &a.assurance);
        v.worth = worth_table(cx, &r, &a.assurance, measure);
        v.optimism = optimism_table(cx, &r, &a.assurance);
        v.n_guards = a.assurance.n_guards;
        v.guards = a.assurance.guards;
    }
    page_commissioning_places(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Recommended places"), a.plan);
    out->wide = true;
    return true;
}

bool page_records(Ctx *cx, const PageIn *in, PageOut *out)
{
    PlanInfo info;
    PlaceList list;
    AdjustmentList adjustments;
    Reply r = {0};
    bool whole;
    if (!commissioning_records_seen(cx, page_query(in, "plan"), &info, &list, &adjustments,
                                    &whole))
        return !*page_query(in, "plan") &&
               page_nothing_yet(cx, out, T(cx, "Records of places"),
                                T(cx, "Places are recorded for a plan, and there is none yet."),
                                may(cx, "projection.read", "") ? "/projection" : NULL,
                                T(cx, "To the plan"));
    RecordsView v = {.plan = info.id,
                     .whole = whole,
                     .may_write = may(cx, "commissioning.write", info.region),
                     .records = records_table(cx, &r, &list, whole),
                     .adjustments = adjustments_table(cx, &r, &adjustments)};
    page_commissioning_records(&out->out, &v);
    out->title = arena_printf(
        cx->arena, "%s: %s",
        whole ? T(cx, "Records of places") : T(cx, "Approved and filled places"), info.id);
    return true;
}

/* ---------------------------------------------------------------- where it comes from */

static Html why_summary(Ctx *cx, const Recommendation *a, const Places *p)
{
    Summary s = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    summary_add(cx->arena, &s, T(cx, "Recommended"), number_show(cx->arena, p->recommended, 0));
    summary_add(cx->arena, &s, T(cx, "50 % interval of need"),
                arena_printf(cx->arena, T(cx, "%.0f to %.0f"), p->low50, p->high50));
    summary_add(cx->arena, &s, T(cx, "80 % interval of need"),
                arena_printf(cx->arena, T(cx, "%.0f to %.0f"), p->low80, p->high80));
    summary_add(cx->arena, &s, T(cx, "90 % interval of need"),
                arena_printf(cx->arena, T(cx, "%.0f to %.0f"), p->low90, p->high90));
    summary_add(cx->arena, &s, T(cx, "Formula"),
                T(cx,
                  "least yearly level L with P(supply(L) >= need in the target years) >= "
                  "confidence; shared over the routes by their shares; held within capacity, "
                  "ramp, placement and budget; whole places"));
    summary_add(cx->arena, &s, T(cx, "Run"), a->run);
    page_summary(&out, &s);
    return out_html(&out);
}

bool page_why(Ctx *cx, const PageIn *in, PageOut *out)
{
    int64_t year;
    Recommendation a;
    Model m;
    Reply r = {0};
    if (!commissioning_load_seen(cx, page_query(in, "run"), &a) ||
        !projection_load(cx, a.plan, &m))
        return false;
    const Places *p =
        text_to_int(in->args[0], &year) ? places_at(&a, (int)year, in->args[1]) : NULL;
    if (!p)
        return fail(&cx->err, NOT_FOUND, "nothing is recommended for '%s' in '%s'", in->args[1],
                    in->args[0]);
    Table *all = assumptions_table(cx, &r, a.plan, &m, "");
    all->caption =
        T(cx, "Every assumption behind it; open one to see the returns it comes from");
    WhyView v = {
        .sees_plan = may(cx, "projection.read", ""),
        .title = arena_printf(cx->arena, "%s, %d", plan_word(cx, p->label), p->year),
        .lead = T(cx, "This number, traced back: the formula, the chain a board can check by "
                      "hand, the assumptions, and through them the rows of the returns."),
        .plan = a.plan,
        .run = a.run,
        .summary = why_summary(cx, &a, p),
        .chain = chain_table(cx, &r, &a),
        .assumptions = all,
    };
    page_commissioning_why(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", v.title, a.plan);
    out->wide = true;
    return true;
}
