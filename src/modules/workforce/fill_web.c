/* The pages on which a return is filled in. Reads what is asked, fills a view (fill.c). */
#include "core/clock.h"
#include "core/who.h"
#include "modules/workforce/fill.h"
#include "modules/workforce/pages/fill.html.h"
#include "modules/workforce/pages/fill_block.html.h"
#include "modules/workforce/pages/fill_list.html.h"
#include "modules/workforce/pages/row.html.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/work_action.h"
#include "web/form.h"
#include "web/request.h"
#include "web/shared_pages.h"

/* ---------------------------------------------------------------- which return */

static void list_collection(Ctx *cx, Table *t, const Collection *c, const ExpectedList *all)
{
    for (int i = 0; i < all->n; i++) {
        const Expected *e = &all->items[i];
        Date due;
        if (!may(cx, "workforce.write", e->org.id))
            continue;
        Cell *row = table_row(cx, t);
        row[0] = cell_link(org_name(cx, &e->org),
                           arena_printf(cx->arena, "/workforce/fill/%s/%s", c->id, e->org.id));
        row[1] = cell_text(c->title);
        row[2] = cell_text(expected_label(cx, e));
        row[3] = cell_text(date_parse_iso(e->due, &due) ? date_long(cx, due) : e->due);
    }
}

/* The newest collection of each region: older ones are reached from their own list. */
bool page_fill_list(Ctx *cx, const PageIn *in, PageOut *out)
{
    CollectionList all;
    Reply r = {0};
    const char *collection = in->given ? pairs_find(in->given, "collection") : NULL;
    if (collection) /* a block was sent, and something about it has to be said */
        return page_fill_block(cx, in, out);
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    Table *t = reply_table(cx, &r, "returns", T(cx, "Returns that you can fill in"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "due", T(cx, "Due"), COLUMN_TEXT, 0);
    t->empty = T(cx, "There is no return that you can fill in.");
    for (int i = 0; i < all.n; i++) {
        ExpectedList list;
        bool newest = true;
        for (int k = 0; k < i; k++)
            newest = newest && !same(all.items[k].region, all.items[i].region);
        if (!newest)
            continue;
        if (!workforce_expected_seen(cx, all.items[i].id, &list))
            return false;
        list_collection(cx, t, &all.items[i], &list);
    }
    if (in->given)
        form_faults(cx, &out->out, &workforce_module, "fill", in);
    page_workforce_fill_list(&out->out, &(FillListView){.table = t});
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- filling in */

bool page_fill(Ctx *cx, const PageIn *in, PageOut *out)
{
    FillOverview v;
    if (!fill_overview(cx, in, in->args[0], in->args[1], &v))
        return false;
    page_workforce_fill(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Fill in the return"), v.title);
    out->wide = true;
    return true;
}

/* As it is looked at, or as it was sent: then the form says which return it is. */
bool page_fill_block(Ctx *cx, const PageIn *in, PageOut *out)
{
    FillView v;
    const char *of[3] = {in->args[0], in->args[1], in->args[2]};
    static const char *const names[3] = {"collection", "organisation", "block"};
    for (int i = 0; i < 3 && in->given; i++) {
        of[i] = pairs_find(in->given, names[i]);
        of[i] = of[i] ? of[i] : "";
    }
    if (!permit(cx, "workforce.write", of[1]) || !fill_view(cx, in, of[0], of[1], of[2], &v))
        return false;
    page_workforce_fill_block(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s, %s", v.title, v.caption);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- one row */

bool page_row(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *collection = in->args[0], *organisation = in->args[1];
    const char *row = page_query(in, "row");
    Draft d;
    Collection c;
    CellChangeList changes;
    Org o;
    Date at;
    Reply r = {0};
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !org_get(cx, organisation, at, &o) || !draft_load(cx, collection, organisation, &d))
        return false;
    const FormBlock *b = form_block(d.form, in->args[2]);
    CellEdits check = {0};
    if (!b)
        return fail(&cx->err, NOT_FOUND, "the form has no block '%s'", in->args[2]);
    if (!draft_edit(cx, d.form, b->code, row, b->fields[0].name, &check))
        return false;
    if (!draft_history(cx, collection, organisation, b->code, row, "", &changes))
        return false;
    RowCell *cells = NEW_ARRAY(cx->arena, RowCell, b->n_fields);
    for (int i = 0; i < b->n_fields; i++) {
        const DraftCell *k = draft_cell(&d, b, row, &b->fields[i]);
        cells[i] = (RowCell){.field = b->fields[i].name,
                             .label = form_text(cx, b->fields[i].label),
                             .value = k ? k->text : "",
                             .note = k ? k->note : "",
                             .changed = k && *k->changed_by
                                            ? arena_printf(cx->arena, "%s, %s", k->changed_by,
                                                           moment_shown(cx, k->changed_at))
                                            : NULL};
    }
    bool may_write = may(cx, "workforce.write", organisation);
    RowView v = {.title = form_row_label(cx, b, row),
                 .caption = arena_printf(cx->arena, "%s %s, %s, %s", b->code,
                                         form_text(cx, b->title), org_name(cx, &o), c.title),
                 .collection = collection,
                 .organisation = organisation,
                 .block = b->code,
                 .row = row,
                 .token = in->form_token,
                 .back = arena_printf(cx->arena,
                                      may_write ? "/workforce/fill/%s/%s/%s"
                                                : "/workforce/return/%s/%s#%s",
                                      collection, organisation, b->code),
                 .may_write = may_write,
                 .n = b->n_fields,
                 .cells = cells,
                 .history = return_history_table(cx, &r, d.form, &changes)};
    page_workforce_row(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s, %s", v.title, v.caption);
    out->wide = true;
    return true;
}
