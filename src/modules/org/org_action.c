/* The organisations' actions: call org.h, fill a reply. */
#include "modules/org/org_action.h"

/* Where populations were not asked for, they have no column. */
static bool has_populations(const OrgList *list)
{
    for (int i = 0; i < list->n; i++)
        if (list->items[i].population == list->items[i].population)
            return true;
    return list->n == 0;
}

Table *org_table(Ctx *cx, Reply *r, const OrgList *list, const char *caption)
{
    bool populations = has_populations(list);
    Table *t = reply_table(cx, r, "organisations", caption);
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Id"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "ons_code", T(cx, "ONS code"), COLUMN_TEXT, 0);
    if (populations)
        table_column(cx, t, "population", T(cx, "Population"), COLUMN_NUMBER, 0);
    table_column(cx, t, "valid_from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "valid_to", T(cx, "Until"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const Org *o = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(org_name(cx, o), arena_printf(cx->arena, "/org/%s", o->id));
        c[1] = cell_text(o->id);
        c[2] = cell_code(o->kind, org_kind_label(cx, o->kind));
        c[3] = cell_text(o->ons_code);
        if (populations)
            *(c++ + 4) = o->population == o->population ? cell_number(o->population)
                                                        : cell_state(CELL_NOT_APPLICABLE);
        c[4] = cell_text(o->valid_from);
        c[5] = cell_text(o->valid_to);
    }
    return t;
}

static Date day_or_today(const Ctx *cx, Date d)
{
    return date_is_none(d) ? cx->today : d;
}

bool do_org_list(Ctx *cx, const void *in, Reply *out)
{
    const OrgListInput *q = in;
    Date at = day_or_today(cx, q->at);
    Org group;
    OrgList list;
    if ((*q->within && !org_get(cx, q->within, at, &group)) ||
        !org_list(cx, q->kind, q->within, at, &list))
        return false;
    out->title = *q->within ? org_name(cx, &group) : T(cx, "Organisations");
    org_table(cx, out, &list, T(cx, "Organisations"));
    return true;
}

bool org_facts(Ctx *cx, Reply *out, const Org *o, Date at)
{
    OrgList groups, members;
    OrgBreak *breaks;
    int n;
    if (!org_groups(cx, o->id, at, &groups) || !org_list(cx, "", o->id, at, &members) ||
        !org_breaks(cx, o->id, &breaks, &n))
        return false;
    out->title = org_name(cx, o);
    reply_fact(cx, out, "organisation", T(cx, "Id"), cell_text(o->id), 0);
    reply_fact(cx, out, "kind", T(cx, "Kind"), cell_code(o->kind, org_kind_label(cx, o->kind)),
               0);
    reply_fact(cx, out, "name_en", T(cx, "English name"), cell_text(o->name_en), 0);
    reply_fact(cx, out, "name_cy", T(cx, "Welsh name"), cell_text(o->name_cy), 0);
    if (*o->ons_code)
        reply_fact(cx, out, "ons_code", T(cx, "ONS code"), cell_text(o->ons_code), 0);
    if (o->population == o->population)
        reply_fact(cx, out, "population", T(cx, "Population"), cell_number(o->population), 0);
    if (*o->valid_from)
        reply_fact(cx, out, "valid_from", T(cx, "From"), cell_text(o->valid_from), 0);
    if (*o->valid_to)
        reply_fact(cx, out, "valid_to", T(cx, "Until"), cell_text(o->valid_to), 0);
    reply_fact(cx, out, "source", T(cx, "Source"),
               cell_text(arena_printf(cx->arena, "%s, %s", o->source, o->source_date)), 0);
    if (groups.n) {
        Table *t = org_table(cx, out, &groups, T(cx, "Belongs to"));
        t->key = "groups";
    }
    if (members.n) {
        Table *t = org_table(cx, out, &members, T(cx, "Contains"));
        t->key = "members";
    }
    if (n) {
        Table *t = reply_table(cx, out, "successions", T(cx, "What became what"));
        table_column(cx, t, "date", T(cx, "Date"), COLUMN_TEXT, 0);
        table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
        table_column(cx, t, "predecessor", T(cx, "Before"), COLUMN_TEXT, 0);
        table_column(cx, t, "successor", T(cx, "After"), COLUMN_TEXT, 0);
        table_percent(cx, t, "share", T(cx, "Share"), 0);
        table_column(cx, t, "note", T(cx, "Note"), COLUMN_TEXT, 0);
        for (int i = 0; i < n; i++) {
            Cell *c = table_row(cx, t);
            c[0] = cell_text(breaks[i].on);
            c[1] = cell_text(breaks[i].kind);
            c[2] = cell_text(breaks[i].predecessor);
            c[3] = cell_text(breaks[i].successor);
            c[4] = cell_number(breaks[i].share);
            c[5] = cell_text(breaks[i].note);
        }
    }
    return true;
}

bool do_org_show(Ctx *cx, const void *in, Reply *out)
{
    const OrgShowInput *q = in;
    Date at = day_or_today(cx, q->at);
    Org o;
    return org_get(cx, q->id, at, &o) && org_facts(cx, out, &o, at);
}

bool do_org_import(Ctx *cx, const void *in, Reply *out)
{
    const OrgImportInput *q = in;
    int rows;
    if (!org_import(cx, &q->files, &rows))
        return false;
    out->title =
        arena_printf(cx->arena, T_COUNT(cx, "%d row imported", "%d rows imported", rows), rows);
    out->next = "/org";
    return true;
}

bool do_org_rename(Ctx *cx, const void *in, Reply *out)
{
    const OrgRenameInput *q = in;
    if (!org_rename(cx, q->id, q->from, q->name_en, q->name_cy, q->reason))
        return false;
    out->title = T(cx, "The organisation is renamed");
    out->next = arena_printf(cx->arena, "/org/%s", q->id);
    return true;
}

/* "a, b:0.25": ids with shares; without shares equal parts. */
static bool read_parts(Ctx *cx, const char *text, const char ***ids, double **shares, int *n)
{
    *n = text_split(cx->arena, text, ',', ids);
    *shares = NEW_ARRAY(cx->arena, double, *n);
    for (int i = 0; i < *n; i++) {
        const char **pair;
        int parts = text_split(cx->arena, (*ids)[i], ':', &pair);
        (*shares)[i] = 1.0 / *n;
        if (parts < 1 || parts > 2 || (parts == 2 && !text_to_double(pair[1], &(*shares)[i])))
            return fail(&cx->err, INVALID, "'%s' is not an id or id:share", (*ids)[i]);
        (*ids)[i] = pair[0];
    }
    return true;
}

bool do_org_succeed(Ctx *cx, const void *in, Reply *out)
{
    const OrgSucceedInput *q = in;
    const char **from, **to;
    double *ignored, *shares;
    int n_from, n_to, n = 0;
    if (!read_parts(cx, q->predecessors, &from, &ignored, &n_from) ||
        !read_parts(cx, q->successors, &to, &shares, &n_to))
        return false;
    Succession *items = NEW_ARRAY(cx->arena, Succession, n_from * n_to);
    for (int i = 0; i < n_from; i++)
        for (int k = 0; k < n_to; k++)
            items[n++] = (Succession){from[i], to[k], shares[k]};
    if (!org_succeed(cx, q->what, q->from, items, n, q->reason))
        return false;
    out->title = T(cx, "The change is recorded");
    out->next = arena_printf(cx->arena, "/org/%s", to[0]);
    return true;
}
