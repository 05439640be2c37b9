/* The page of the returns: who has sent and who has not. Reads what is asked, calls
 * workforce.h, fills a view. */
#include "modules/workforce/workforce_web.h"
#include "core/who.h"
#include "modules/workforce/pages/returns.html.h"
#include "modules/workforce/work.h"
#include "modules/workforce/workforce_action.h"
#include "web/page.h"
#include "web/shared_pages.h"

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
