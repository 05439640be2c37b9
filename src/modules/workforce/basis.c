/* Decides what lies behind a number of the picture: each organisation's value and whether it is
 * reported, carried forward, imputed or missing; and of one organisation every cell that the
 * formula names, with the file and line where it was read. Only of returns that the reader may
 * read. */
#include "modules/workforce/pages/basis.html.h"
#include "modules/workforce/picture_web.h"
#include <math.h>

static Basis basis_of(const Measure *m)
{
    return m->imputed   ? BASIS_IMPUTED
           : m->carried ? BASIS_CARRIED
           : m->known   ? BASIS_REPORTED
                        : BASIS_MISSING;
}

static void value_column(Ctx *cx, Table *t, const Indicator *ind)
{
    if (ind->percent)
        table_percent(cx, t, "value", T(cx, ind->label), ind->decimals);
    else
        table_column(cx, t, "value", T(cx, ind->label), COLUMN_NUMBER, ind->decimals);
}

static Table *organisations_table(Ctx *cx, Reply *r, const PictureAsk *ask, const Picture *p)
{
    const Indicator *ind = ask->wanted[0];
    Table *t = reply_table(cx, r, "organisations", T(cx, "Organisation by organisation"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    value_column(cx, t, ind);
    table_column(cx, t, "numerator", T(cx, "Numerator"), COLUMN_NUMBER, 2);
    table_column(cx, t, "denominator", T(cx, "Denominator"), COLUMN_NUMBER, 2);
    table_column(cx, t, "basis", T(cx, "Basis"), COLUMN_TEXT, 0);
    table_column(cx, t, "cells", T(cx, "Cells"), COLUMN_TEXT, 0);
    for (int i = 0; i < p->n; i++) {
        const PictureRow *row = &p->rows[i];
        const Measure *m = &row->measures[ind - indicators];
        bool single = !row->is_group || (i == 0 && p->n == 1 && p->expected == 1);
        Cell *c = table_row(cx, t);
        c[0] = cell_code(row->id, row->label);
        c[1] = measure_cell(m);
        c[2] = isnan(m->numerator) ? cell_text("") : cell_number(m->numerator);
        c[3] = isnan(m->denominator) ? cell_text("") : cell_number(m->denominator);
        static const char *const codes[] = {"missing", "reported", "carried", "imputed"};
        c[4] = single ? cell_code(codes[basis_of(m)], basis_label(cx, basis_of(m)))
                      : cell_text(arena_printf(
                            cx->arena,
                            T(cx, "%d reported, %d carried forward, %d imputed, %d missing"),
                            m->known, m->carried, m->imputed,
                            m->expected - m->known - m->carried - m->imputed));
        if (single && (m->known || m->carried))
            c[5] = cell_link(
                T(cx, "open"),
                arena_printf(cx->arena, "/workforce/basis/%s?collection=%s&within=%s&fill=%s",
                             ind->key, ask->collection, row->id, fills[ask->fill].value));
    }
    return t;
}

static bool is_named(const FormulaLeaf *leaves, int n, const ReturnCell *c)
{
    for (int l = 0; l < n; l++)
        if (same(leaves[l].block, c->block->code) && same(leaves[l].field, c->field->name) &&
            return_row_matches(leaves[l].row, c->row))
            return true;
    return false;
}

/* The cells of one return that the formula names. */
static bool cells_table(Ctx *cx, Reply *r, const Indicator *ind, const char *collection,
                        const char *organisation, Table **out)
{
    Formula *f;
    const FormulaLeaf *leaves;
    Return all, named;
    if (!formula_parse(cx->arena, &cx->err, ind->formula, &f) ||
        !workforce_return(cx, collection, organisation, &all))
        return false;
    int n = formula_leaves(f, &leaves);
    named = all;
    named.cells = NEW_ARRAY(cx->arena, ReturnCell, all.n + 1);
    named.n = 0;
    for (int i = 0; i < all.n; i++)
        if (is_named(leaves, n, &all.cells[i]))
            named.cells[named.n++] = all.cells[i];
    Table *t = return_table(cx, r, &named, "");
    t->caption = T(cx, "The cells that the formula names");
    for (int i = 0; i < t->n_rows; i++) {
        Cell *c = t->rows[i];
        c[1].code = c[1].text;
        c[1].text = form_row_label(cx, named.cells[i].block, named.cells[i].row);
        c[2].code = c[2].text;
        c[2].text = form_text(cx, named.cells[i].field->label);
        c[0].href = arena_printf(cx->arena, "/workforce/return/%s/%s#%s", collection,
                                 organisation, named.cells[i].block->code);
    }
    *out = t;
    return true;
}

/* The one organisation that is asked for, when its return may be read; else NULL. */
static const char *single_of(const Picture *p)
{
    const Scope *v = p->view;
    int i = v->all.n == 1 ? v->all.items[0] : -1;
    return i >= 0 && v->x->exact[i] && v->x->return_id[i] ? v->x->orgs[i].id : NULL;
}

static bool fill_basis(Ctx *cx, Reply *r, const PictureAsk *ask, Picture *p, Table **rows,
                       Table **cells)
{
    if (!workforce_picture_of(cx, ask, p))
        return false;
    *rows = organisations_table(cx, r, ask, p);
    *cells = NULL;
    const char *single = single_of(p);
    return !single || cells_table(cx, r, ask->wanted[0],
                                  p->view->x->from[p->view->all.items[0]], single, cells);
}

bool do_basis(Ctx *cx, const void *in, Reply *out)
{
    const BasisInput *q = in;
    const Indicator *ind = indicator_by_key(q->indicator);
    const char *collection = q->collection;
    Collection seen;
    Picture p;
    Table *rows, *cells;
    PictureAsk ask = {.wanted = &ind, .n_wanted = 1};
    if (!ind)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", q->indicator);
    if (!fill_of(cx, q->fill, &ask.fill) ||
        (!*collection && !workforce_latest_seen(cx, "", &collection)) ||
        !workforce_collection_seen(cx, collection, &seen))
        return false;
    ask.collection = collection;
    ask.within = *q->within ? q->within : picture_whole(cx, seen.region);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, ind->label), collection);
    reply_fact(cx, out, "formula", T(cx, "Formula"), cell_text(ind->formula), 0);
    return fill_basis(cx, out, &ask, &p, &rows, &cells);
}

bool page_basis(Ctx *cx, const PageIn *in, PageOut *out)
{
    const Indicator *ind = indicator_by_key(in->args[0]);
    Frame f;
    Picture p;
    Reply r = {0};
    Table *rows, *cells;
    if (!ind)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", in->args[0]);
    if (!frame_read(cx, in, "", "", &f))
        return false;
    PictureAsk ask = frame_ask(&f, &ind, 1);
    if (!fill_basis(cx, &r, &ask, &p, &rows, &cells))
        return false;
    BasisView v = {
        .title = T(cx, ind->label),
        .whole = p.rows[0].label,
        .formula = ind->formula,
        .note = ind->note ? T(cx, ind->note) : NULL,
        .about = arena_printf(cx->arena, T(cx, "%s, as at %s. %s"), f.collection.title,
                              picture_day(cx, f.collection.as_at), frame_basis(cx, &p, ind)),
        .method = f.fill == FILL_IMPUTED
                      ? T(cx, "Imputed: each number that the formula names, as what "
                              "organisations of the same kind in the region that "
                              "answered report per head of population, times its "
                              "population.")
                  : f.fill == FILL_CARRIED
                      ? T(cx, "Carried forward: the numbers of the return to the "
                              "collection of the year before.")
                      : NULL,
        .rows = rows,
        .cells = cells,
        .bar = frame_bar(cx, &f, arena_printf(cx->arena, "/workforce/basis/%s", ind->key),
                         p.rows[0].label, NULL, NULL, NULL),
        .back = frame_link(
            cx, &f, arena_printf(cx->arena, "/workforce/picture?indicator=%s", ind->key))};
    page_workforce_basis(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "The rows behind it"), v.title);
    out->wide = true;
    return true;
}
