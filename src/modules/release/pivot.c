/* Decides how a release reads on its page: a protected table with a row for each place and a
 * column for each category; exact cells as the indicators that they give, because nobody reads
 * thousands of cells. Everything else is in the files. */
#include "db/db.h"
#include "modules/release/release_action.h"
#include "modules/release/release_web.h"
#include "modules/release/tables.h"

enum { MOST_CATEGORIES = 40, MOST_PLACES = 200 };

typedef struct Pivot {
    const char *collection, *table;
    int n_rows, n_places;
    const char *rows[MOST_CATEGORIES], *places[MOST_PLACES];
} Pivot;

static void note(const char *name, const char **list, int most, int *n)
{
    for (int i = 0; i < *n; i++)
        if (same(list[i], name))
            return;
    if (*n < most)
        list[(*n)++] = name;
}

static const ReleaseCell *cell_at(const ReleaseContents *c, const Pivot *p, const char *place,
                                  const char *row)
{
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        if (same(x->collection, p->collection) && same(x->table, p->table) &&
            same(x->place, place) && same(x->row, row) && same(x->field, RELEASE_TOTAL))
            return x;
    }
    return NULL;
}

static const char *place_label(Ctx *cx, const char *place)
{
    Org o;
    if (same(place, RELEASE_TOTAL))
        return T(cx, "All together");
    if (same(place, "other"))
        return T(cx, "In no such group");
    if (org_is_kind(place))
        return org_kind_label(cx, place);
    if (org_get(cx, place, cx->today, &o))
        return org_name(cx, &o);
    err_clear(&cx->err);
    return place;
}

static const char *row_label(Ctx *cx, const CountTable *t, const Form *form, const char *row)
{
    const FormBlock *b = form_block(form, t->block);
    const char *slash = strchr(row, '/');
    if (same(row, RELEASE_TOTAL) || !b)
        return T(cx, "All together");
    if (!*t->first)
        return form_row_label(cx, b, row);
    return form_code_label(cx, form_codes_of(b, t->first), slash ? slash + 1 : row);
}

static bool put_pivot(Ctx *cx, const ReleaseContents *c, const Pivot *p, Reply *into)
{
    const CountTable *t = count_table(p->table);
    const Form *form;
    if (!t || !workforce_form(cx, p->collection, &form))
        return db_ok(cx);
    Table *out =
        reply_table(cx, into, arena_printf(cx->arena, "%s_%s", p->collection, p->table),
                    arena_printf(cx->arena, "%s, %s", T(cx, t->title), p->collection));
    table_column(cx, out, "place", T(cx, "Organisation or group"), COLUMN_TEXT, 0);
    for (int k = 0; k < p->n_rows; k++)
        table_column(cx, out, p->rows[k], row_label(cx, t, form, p->rows[k]), COLUMN_NUMBER, 0);
    for (int i = 0; i < p->n_places; i++) {
        Cell *row = table_row(cx, out);
        row[0] = cell_code(p->places[i], place_label(cx, p->places[i]));
        for (int k = 0; k < p->n_rows; k++) {
            const ReleaseCell *x = cell_at(c, p, p->places[i], p->rows[k]);
            if (x)
                row[1 + k] = release_cell_shown(cx, x);
        }
    }
    return true;
}

static bool put_protected(Ctx *cx, const ReleaseContents *c, Reply *into)
{
    for (int k = 0; k < n_count_tables; k++)
        for (int i = 0; i < c->n;) {
            Pivot p = {.collection = c->cells[i].collection, .table = count_tables[k].name};
            for (; i < c->n && same(c->cells[i].collection, p.collection); i++) {
                const ReleaseCell *x = &c->cells[i];
                if (!same(x->table, p.table))
                    continue;
                note(x->place, p.places, MOST_PLACES, &p.n_places);
                note(x->row, p.rows, MOST_CATEGORIES, &p.n_rows);
            }
            if (p.n_places && !put_pivot(cx, c, &p, into))
                return false;
        }
    return true;
}

/* ---------------------------------------------------------------- exact cells */

static Cell measure_cell(const Measure *m, const Column *as)
{
    Cell c = m->state == CELL_NUMBER ? cell_number(m->value) : cell_state(m->state);
    c.as = as;
    return c;
}

static bool put_indicators(Ctx *cx, const char *release, const char *collection, Reply *into)
{
    ReleasedReturns from;
    if (!release_returns(cx, collection, release, &from))
        return false;
    Table *t = reply_table(
        cx, into, collection,
        arena_printf(cx->arena, T(cx, "Indicators of %s, from this release"), collection));
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 0);
    table_column(cx, t, "known", T(cx, "Answered"), COLUMN_NUMBER, 0);
    table_column(cx, t, "expected", T(cx, "Asked"), COLUMN_NUMBER, 0);
    for (int i = 0; i < n_indicators; i++) {
        const Indicator *ind = &indicators[i];
        Measure m = indicator_measure(cx, ind, from.returns, from.orgs, from.n);
        if (!m.known)
            continue; /* made of fields that are not shared */
        Column *as = NEW(cx->arena, Column);
        *as = (Column){.decimals = ind->decimals, .percent = ind->percent};
        Cell *c = table_row(cx, t);
        c[0] = cell_code(ind->key, T(cx, ind->label));
        c[1] = measure_cell(&m, as);
        c[2] = cell_number(m.known);
        c[3] = cell_number(m.expected);
    }
    return db_ok(cx);
}

bool release_tables(Ctx *cx, const Release *r, const ReleaseContents *c, Reply *into)
{
    const char *last = "";
    if (!same(r->level, "organisation"))
        return put_protected(cx, c, into);
    for (int i = 0; i < c->n && same(r->status, "published"); i++) {
        if (same(last, c->cells[i].collection))
            continue;
        last = c->cells[i].collection;
        if (!put_indicators(cx, r->id, last, into))
            return false;
    }
    return true;
}
