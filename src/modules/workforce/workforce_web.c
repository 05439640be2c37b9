/* The returns' pages: who has sent, one return with its problems, and the picture with its
 * chart, formula and years. Reads what is asked, calls workforce.h, fills a view. */
#include "modules/workforce/workforce_web.h"
#include "core/who.h"
#include "modules/workforce/pages/picture.html.h"
#include "modules/workforce/pages/returns.html.h"
#include "modules/workforce/work.h"
#include "modules/workforce/workforce_action.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

static bool chosen_collection(Ctx *cx, const PageIn *in, const char **out)
{
    *out = page_query(in, "collection");
    return **out || workforce_latest_seen(cx, "", out);
}

static const char *long_date(Ctx *cx, const char *iso)
{
    Date d;
    return date_parse_iso(iso, &d) ? date_long(cx, d) : iso;
}

/* ---------------------------------------------------------------- returns */

static void figure(Ctx *cx, Figures *f, const char *label, int n, const char *note)
{
    figures_add(cx->arena, f, label, arena_printf(cx->arena, "%d", n), note);
}

static Html returns_figures(Ctx *cx, const Collection *c)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    figure(cx, &f, T(cx, "Received"), c->received,
           arena_printf(cx->arena, T(cx, "of %d asked"), c->expected));
    figure(cx, &f, T(cx, "Received late"), c->late, NULL);
    figure(cx, &f, T(cx, "Refused"), c->refused, T(cx, "sent, with errors"));
    figure(cx, &f, T(cx, "Not received"), c->expected - c->received - c->refused,
           c->under_way ? arena_printf(cx->arena, T(cx, "%d being worked on"), c->under_way)
                        : NULL);
    page_figures(&out, &f);
    return out_html(&out);
}

static Table *returns_table(Ctx *cx, Reply *r, const char *collection, const ExpectedList *list)
{
    Table *t = reply_table(cx, r, "returns", T(cx, "Who has sent and who has not"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "received_on", T(cx, "Received on"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_NUMBER, 0);
    table_column(cx, t, "errors", T(cx, "Errors"), COLUMN_NUMBER, 0);
    table_column(cx, t, "warnings", T(cx, "Warnings"), COLUMN_NUMBER, 0);
    for (int i = 0; i < list->n; i++) {
        const Expected *e = &list->items[i];
        Cell *c = table_row(cx, t);
        bool there = e->status != RETURN_NOT_RECEIVED || e->work != WORK_NOT_STARTED;
        c[0] = there ? cell_link(org_name(cx, &e->org),
                                 arena_printf(cx->arena, "/workforce/return/%s/%s", collection,
                                              e->org.id))
                     : cell_text(org_name(cx, &e->org));
        c[1] = cell_text(org_kind_label(cx, e->org.kind));
        c[2] = cell_text(expected_label(cx, e));
        c[3] = cell_text(e->received_on ? long_date(cx, e->received_on) : "");
        c[4] = e->return_id ? cell_number((double)e->version) : cell_state(CELL_NOT_RECEIVED);
        if (e->status != RETURN_NOT_RECEIVED) {
            c[5] = cell_number(e->errors);
            c[6] = cell_number(e->warnings);
        }
    }
    return t;
}

/* The figures above the list are those of the list. */
static void count_received(const ExpectedList *list, Collection *c)
{
    c->expected = list->n;
    c->received = c->late = c->refused = c->under_way = 0;
    for (int i = 0; i < list->n; i++) {
        c->received += list->items[i].return_id != 0;
        c->late += list->items[i].status == RETURN_LATE;
        c->refused += list->items[i].status == RETURN_REFUSED;
        c->under_way += work_is_under_way(list->items[i].work) && !list->items[i].return_id;
    }
}

/* The one organisation for which the reader sends a return here; "" when there are others. */
static const char *own_organisation(Ctx *cx, const ExpectedList *list)
{
    const char *own = "";
    for (int i = 0; i < list->n; i++)
        if (may(cx, "workforce.write", list->items[i].org.id)) {
            if (*own)
                return "";
            own = list->items[i].org.id;
        }
    return own;
}

bool page_returns(Ctx *cx, const PageIn *in, PageOut *out)
{
    CollectionList all;
    Collection c;
    ExpectedList list;
    Reply r = {0};
    const char *id;
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    if (!chosen_collection(cx, in, &id)) {
        if (all.n == 0)
            return page_nothing_yet(cx, out, T(cx, "Returns"),
                                    T(cx,
                                      "There is no collection yet. Load an example with: pont "
                                      "example load wales"),
                                    NULL, NULL);
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err); /* nothing received yet: show the newest collection */
        id = all.items[0].id;
    }
    if (!workforce_collection_seen(cx, id, &c) || !workforce_expected_seen(cx, id, &list))
        return false;
    count_received(&list, &c);
    ReturnsView v = {.collection = &c,
                     .may_write = may(cx, "workforce.write", ""),
                     .own = own_organisation(cx, &list),
                     .may_remind =
                         c.received < c.expected && may(cx, "workforce.collect", c.region),
                     .collections = &all,
                     .due = long_date(cx, c.due),
                     .table = returns_table(cx, &r, id, &list),
                     .figures = returns_figures(cx, &c)};
    page_workforce_returns(&out->out, &v);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- picture */

static Html picture_figures(Ctx *cx, const Picture *p)
{
    static const char *const keys[] = {"registered", "vacancy_rate", "turnover",
                                       "graduates_needed"};
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    for (int i = 0; i < 4; i++) {
        const Indicator *ind = indicator_by_key(keys[i]);
        const Measure *m = &p->rows[0].measures[ind - indicators];
        const char *note = NULL;
        bool bounded = !measure_is_unbounded(m);
        if (m->state == CELL_NUMBER && bounded && (m->low != m->value || m->high != m->value))
            note = arena_printf(cx->arena,
                                T(cx, "%s to %s with what is missing; answers cover %.0f %%"),
                                indicator_shown(cx, ind, m->low),
                                indicator_shown(cx, ind, m->high), 100 * m->coverage);
        else if (m->state == CELL_NUMBER)
            note = arena_printf(cx->arena, T(cx, "answers cover %.0f %%"), 100 * m->coverage);
        Cell c = m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                         : cell_state(m->state);
        figures_add(cx->arena, &f, T(cx, ind->label), cell_show(cx->arena, cx->lang, &c, NULL),
                    note);
    }
    page_figures(&out, &f);
    return out_html(&out);
}

static bool picture_trend(Ctx *cx, Reply *r, const Collection *now, const char *within,
                          const Indicator *ind, Html *out)
{
    Table *t;
    if (!series_table(cx, r, now->region, within, ind, &t))
        return false;
    int *years = NEW_ARRAY(cx->arena, int, t->n_rows);
    double *values = NEW_ARRAY(cx->arena, double, t->n_rows);
    for (int i = 0; i < t->n_rows; i++) {
        Date d;
        years[i] = date_parse_iso(t->rows[i][0].text, &d) ? date_year(d) : 0;
        values[i] = t->rows[i][1].state == CELL_NUMBER
                        ? indicator_scaled(ind, t->rows[i][1].number)
                        : NAN;
    }
    bool *breaks = NEW_ARRAY(cx->arena, bool, t->n_rows);
    OrgBreak *changes;
    int n_changes;
    if (!org_breaks(cx, *within ? within : now->region, &changes, &n_changes))
        return false;
    for (int i = 1; i < t->n_rows; i++) /* ISO days compare as text */
        for (int k = 0; k < n_changes; k++)
            breaks[i] = breaks[i] || (strcmp(changes[k].on, t->rows[i - 1][0].text) > 0 &&
                                      strcmp(changes[k].on, t->rows[i][0].text) <= 0);
    Series series = {T(cx, ind->label), values};
    LineChart chart = {.breaks = breaks,
                       .break_label = T(cx, "organisation changed"),
                       .text = {.id = "over-years",
                                .title = arena_printf(cx->arena, T(cx, "%s over the years"),
                                                      T(cx, ind->label)),
                                .desc = T(cx, "One point for each collection."),
                                .y_label = ind->percent ? "%" : T(cx, ind->label)},
                       .n = t->n_rows,
                       .years = years,
                       .n_lines = 1,
                       .lines = &series,
                       .from_zero = true};
    Out o = out_new(cx->arena, cx->lang, translate);
    if (t->n_rows > 1)
        chart_figure(cx, &o, &chart.text, chart_lines(cx->arena, &chart),
                     T(cx, "The numbers as a table"), t);
    *out = out_html(&o);
    return true;
}

static Table *all_indicators(Ctx *cx, Reply *r, const PictureRow *row, const char *base)
{
    Table *t = reply_table(cx, r, "indicators", T(cx, "All indicators"));
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "bounds", T(cx, "Minimum to maximum"), COLUMN_TEXT, 0);
    table_column(cx, t, "coverage", T(cx, "Coverage"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "Formula"), COLUMN_TEXT, 0);
    for (int i = 0; i < n_indicators; i++) {
        const Indicator *ind = &indicators[i];
        const Measure *m = &row->measures[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(T(cx, ind->label),
                         arena_printf(cx->arena, "%s&indicator=%s", base, ind->key));
        c[1] = m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                       : cell_state(m->state);
        if (m->state == CELL_NUMBER && measure_is_unbounded(m))
            c[2] = cell_state(CELL_WITHHELD);
        else if (m->state == CELL_NUMBER && (m->low != m->value || m->high != m->value))
            c[2] = cell_text(arena_printf(
                cx->arena, T(cx, "%s to %s"), indicator_shown(cx, ind, m->low),
                isnan(m->high) ? T(cx, "not known") : indicator_shown(cx, ind, m->high)));
        c[3] = cell_text(arena_printf(cx->arena, T(cx, "%d of %d (%.0f %%)"), m->known,
                                      m->expected, 100 * m->coverage));
        c[4] = cell_text(ind->formula);
    }
    return t;
}

/* Groups whose picture the reader may draw. */
static void keep_seen(Ctx *cx, OrgList *groups)
{
    int n = 0;
    for (int i = 0; i < groups->n; i++)
        if (may(cx, "workforce.aggregate", groups->items[i].id))
            groups->items[n++] = groups->items[i];
    groups->n = n;
}

static bool is_listed(const OrgList *groups, const char *id)
{
    for (int i = 0; i < groups->n; i++)
        if (same(groups->items[i].id, id))
            return true;
    return false;
}

static bool show_picture(Ctx *cx, const PageIn *in, const char *collection, const char *within,
                         PageOut *out)
{
    CollectionList all;
    Collection c;
    Picture p;
    Reply r = {0};
    const char *key = page_query(in, "indicator");
    const Indicator *ind = indicator_by_key(*key ? key : "vacancy_rate");
    if (!ind)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", key);
    if (!workforce_collections_seen(cx, "", &all) ||
        !workforce_collection_seen(cx, collection, &c))
        return false;
    if (!*within)
        within = picture_whole(cx, c.region);
    if (!workforce_picture(cx, collection, within, &p))
        return false;
    OrgList boards;
    Date at;
    if (!date_parse_iso(c.as_at, &at) || !org_list(cx, "rpb", c.region, at, &boards))
        return false;
    keep_seen(cx, &boards);
    PictureView v = {
        .sees_region = !*picture_whole(cx, c.region),
        .elsewhere = *within && !is_listed(&boards, within),
        .boards = &boards,
        .title = p.rows[0].label,
        .lead = arena_printf(cx->arena, T(cx, "%s, as at %s: %d of %d returns."), c.title,
                             long_date(cx, c.as_at), p.received, p.expected),
        .collection = collection,
        .collections = &all,
        .within = within,
        .indicator = ind->key,
        .chosen = ind,
        .formula = ind->formula,
        .note = ind->note ? T(cx, ind->note) : NULL,
        .figures = picture_figures(cx, &p),
        .all = all_indicators(
            cx, &r, &p.rows[0],
            *within ? arena_printf(cx->arena, "/workforce/picture/%s/%s?", collection, within)
                    : arena_printf(cx->arena, "/workforce/picture?collection=%s", collection)),
    };
    v.n_choices = picture_choices(cx, in, ind, &v.choices);
    v.view = picture_view(v.choices, v.n_choices, page_query(in, "view"));
    if (p.n < 2)
        v.n_choices = 0;
    else if (!picture_chart(cx, &r, &c, &p, ind, v.view, &v.chart))
        return false;
    if (!picture_trend(cx, &r, &c, within, ind, &v.trend))
        return false;
    page_workforce_picture(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s, %s", T(cx, "Picture"), v.title, c.title);
    out->wide = true;
    return true;
}

bool page_picture(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *collection;
    if (!chosen_collection(cx, in, &collection))
        return page_nothing_yet(
            cx, out, T(cx, "Picture"),
            T(cx, "The picture is drawn from returns, and none has been received "
                  "yet."),
            "/workforce", T(cx, "To the returns"));
    return show_picture(cx, in, collection, page_query(in, "within"), out);
}

bool page_picture_of(Ctx *cx, const PageIn *in, PageOut *out)
{
    return show_picture(cx, in, in->args[0], in->args[1], out);
}
