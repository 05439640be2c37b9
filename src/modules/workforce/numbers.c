/* Decides how the numbers of the picture are read: who is asked, whose return counts, and the
 * form that was asked. Their cells are read in numbers_cells.c; what is made of them is in
 * measure.c.
 */
#include "modules/workforce/numbers.h"
#include "core/who.h"
#include "db/db.h"

/* ---------------------------------------------------------------- formulas */

static int leaf_index(Ctx *cx, Recipes *all, const FormulaLeaf *leaf)
{
    for (int i = 0; i < all->n_leaves; i++)
        if (same(all->leaves[i]->text, leaf->text))
            return i;
    *PUSH(cx->arena, all->leaves, all->n_leaves, all->room) = leaf;
    return all->n_leaves - 1;
}

static bool read_formula(Ctx *cx, Recipes *all, const char *text, Formula **f, int *n,
                         const int **out)
{
    const FormulaLeaf *leaves;
    if (!text)
        return true;
    if (!formula_parse(cx->arena, &cx->err, text, f))
        return false;
    *n = formula_leaves(*f, &leaves);
    int *index = NEW_ARRAY(cx->arena, int, *n);
    for (int i = 0; i < *n; i++)
        index[i] = leaf_index(cx, all, &leaves[i]);
    *out = index;
    return true;
}

bool recipes_make(Ctx *cx, const Indicator *const *wanted, int n, Recipes *out)
{
    Recipes all = {.n = n};
    Recipe *items = NEW_ARRAY(cx->arena, Recipe, n);
    for (int i = 0; i < n; i++) {
        Recipe *r = &items[i];
        r->ind = wanted[i];
        if (!read_formula(cx, &all, r->ind->formula, &r->formula, &r->n, &r->leaf) ||
            !read_formula(cx, &all, r->ind->low, &r->low, &r->n_low, &r->leaf_low) ||
            !read_formula(cx, &all, r->ind->high, &r->high, &r->n_high, &r->leaf_high) ||
            !read_formula(cx, &all, r->ind->quotient, &r->quotient, &r->n_quotient,
                          &r->leaf_quotient))
            return false;
    }
    all.items = items;
    *out = all;
    return true;
}

/* ---------------------------------------------------------------- who is asked, what came */

void sql_placeholders(Buf *b, int first, int n)
{
    for (int i = 0; i < n; i++)
        buf_printf(b, "%s$%d", i ? ", " : "", first + i);
}

static Numbers *of_collection(Numbers *all, int n, const char *id)
{
    for (int i = 0; i < n; i++)
        if (same(all[i].collection.id, id))
            return &all[i];
    return NULL;
}

static int of_organisation(const Numbers *x, const char *id)
{
    for (int i = 0; x && i < x->n; i++)
        if (same(x->orgs[i].id, id))
            return i;
    return -1;
}

static const char *with_collections(Ctx *cx, const char *before, const char *after, int n)
{
    Buf sql = buf_new(cx->arena, 0);
    buf_puts(&sql, before);
    sql_placeholders(&sql, 1, n);
    buf_puts(&sql, after);
    return buf_text(&sql);
}

static bool make_room(Ctx *cx, Numbers *x, int n_leaves)
{
    x->orgs = NEW_ARRAY(cx->arena, Org, x->n);
    x->status = NEW_ARRAY(cx->arena, ReturnStatus, x->n);
    x->basis = NEW_ARRAY(cx->arena, Basis, x->n);
    x->return_id = NEW_ARRAY(cx->arena, int64_t, x->n);
    x->from = NEW_ARRAY(cx->arena, const char *, x->n);
    x->exact = NEW_ARRAY(cx->arena, bool, x->n);
    x->n_leaves = n_leaves;
    x->values = NEW_ARRAY(cx->arena, FormulaValue, (size_t)x->n * (size_t)n_leaves + 1);
    x->asked = NEW_ARRAY(cx->arena, bool, n_leaves + 1);
    return true;
}

static bool read_asked(Ctx *cx, Numbers *all, int n, DbArgs ids, int n_leaves)
{
    typedef struct Row {
        Numbers *of;
        const char *org, *kind;
    } Row;
    Row *list = NULL;
    int rows_n = 0, room = 0;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  with_collections(
                      cx,
                      "SELECT e.collection, e.organisation, o.kind FROM workforce_expected"
                      " e JOIN org_organisation o ON o.id = e.organisation"
                      " WHERE e.collection IN (",
                      ") ORDER BY o.kind, e.organisation", n),
                  ids))
        return false;
    while (db_next(&rows)) {
        Numbers *x = of_collection(all, n, db_text(&rows, 0));
        *PUSH(cx->arena, list, rows_n, room) = (Row){x, db_text(&rows, 1), db_text(&rows, 2)};
        x->n++;
    }
    for (int i = 0; i < n; i++) {
        make_room(cx, &all[i], n_leaves);
        all[i].n = 0;
    }
    for (int i = 0; i < rows_n; i++) {
        Numbers *x = list[i].of;
        x->from[x->n] = "";
        x->orgs[x->n].id = list[i].org;
        x->orgs[x->n].kind = list[i].kind;
        x->exact[x->n++] = workforce_reads(cx, list[i].org);
    }
    return db_ok(cx);
}

/* The organisations of each kind that is asked: populations of groups take long to sum. */
static bool list_asked(Ctx *cx, const Numbers *x, Date at, OrgList *out)
{
    const char *kind = "";
    for (int i = 0; i < x->n; i++) {
        OrgList some;
        if (same(kind, x->orgs[i].kind))
            continue;
        kind = x->orgs[i].kind;
        if (!org_list(cx, kind, x->collection.region, at, &some))
            return false;
        for (int k = 0; k < some.n; k++)
            *PUSH(cx->arena, out->items, out->n, out->room) = some.items[k];
    }
    return true;
}

/* Names and populations as at the collection's day, or those of a later collection when nothing
 * has changed since; somebody asked who belongs to no group of the region any more is looked up
 * alone. */
static bool name_orgs(Ctx *cx, Numbers *x, const Numbers *later)
{
    Date at, then;
    OrgList inside = {0};
    bool unchanged = false;
    if (!date_parse_iso(x->collection.as_at, &at))
        return false;
    if (later && same(later->collection.region, x->collection.region) &&
        date_parse_iso(later->collection.as_at, &then) && then.days >= at.days &&
        !org_unchanged(cx, at, then, &unchanged))
        return false;
    if (unchanged)
        x->like = later->like ? later->like : later;
    else if (!list_asked(cx, x, at, &inside))
        return false;
    for (int i = 0; i < x->n; i++) {
        int of = x->like ? of_organisation(x->like, x->orgs[i].id) : -1;
        bool found = of >= 0;
        if (found)
            x->orgs[i] = x->like->orgs[of];
        for (int k = 0; k < inside.n && !found; k++)
            if (same(inside.items[k].id, x->orgs[i].id)) {
                x->orgs[i] = inside.items[k];
                found = true;
            }
        if (!found && !org_get(cx, x->orgs[i].id, at, &x->orgs[i]))
            return false;
    }
    return true;
}

static bool read_received(Ctx *cx, Numbers *all, int n, DbArgs ids)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  with_collections(cx,
                                   "SELECT r.collection, r.organisation, r.id, CASE WHEN"
                                   " r.received_on > d.due THEN 1 ELSE 0 END"
                                   " FROM workforce_current r JOIN workforce_due d"
                                   " ON d.collection = r.collection"
                                   " AND d.organisation = r.organisation"
                                   " WHERE r.collection IN (",
                                   ")", n),
                  ids))
        return false;
    while (db_next(&rows)) {
        Numbers *x = of_collection(all, n, db_text(&rows, 0));
        int i = of_organisation(x, db_text(&rows, 1));
        if (i < 0)
            continue;
        x->return_id[i] = db_int(&rows, 2);
        x->basis[i] = BASIS_REPORTED;
        x->from[i] = x->collection.id;
        x->status[i] = db_int(&rows, 3) ? RETURN_LATE : RETURN_RECEIVED;
    }
    return db_ok(cx);
}

static bool read_refused(Ctx *cx, Numbers *all, int n, DbArgs ids)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  with_collections(cx,
                                   "SELECT collection, organisation FROM workforce_refusal"
                                   " WHERE collection IN (",
                                   ")", n),
                  ids))
        return false;
    while (db_next(&rows)) {
        Numbers *x = of_collection(all, n, db_text(&rows, 0));
        int i = of_organisation(x, db_text(&rows, 1));
        if (i >= 0 && !x->return_id[i])
            x->status[i] = RETURN_REFUSED;
    }
    return db_ok(cx);
}

/* Last year's accepted return stands where none has come. */
static bool carry_forward(Ctx *cx, Numbers *x)
{
    const char *before = "";
    if (!workforce_previous(cx, x->collection.id, &before))
        return false;
    if (!*before)
        return true;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT organisation, id FROM workforce_current WHERE collection = $1",
                  ARGS(before)))
        return false;
    while (db_next(&rows)) {
        int i = of_organisation(x, db_text(&rows, 0));
        if (i < 0 || x->return_id[i])
            continue;
        x->return_id[i] = db_int(&rows, 1);
        x->basis[i] = BASIS_CARRIED;
        x->from[i] = before;
    }
    return db_ok(cx);
}

/* ---------------------------------------------------------------- all of it */

static void find_asked(const Recipes *recipes, const Form *form, bool *asked)
{
    for (int l = 0; l < recipes->n_leaves; l++) {
        const FormBlock *b = form_block(form, recipes->leaves[l]->block);
        asked[l] = b && form_field(b, recipes->leaves[l]->field);
    }
}

bool numbers_load(Ctx *cx, const Collection *const *collections, int n, const Recipes *recipes,
                  bool carry, const Numbers *like, Numbers *out)
{
    DbArg *ids = NEW_ARRAY(cx->arena, DbArg, n);
    for (int i = 0; i < n; i++) {
        out[i] = (Numbers){.collection = *collections[i]};
        ids[i] = db_arg_text(collections[i]->id);
    }
    DbArgs args = {n, ids};
    if (n == 0)
        return true;
    if (!read_asked(cx, out, n, args, recipes->n_leaves) || !read_received(cx, out, n, args) ||
        !read_refused(cx, out, n, args))
        return false;
    const Form *form = NULL;
    for (int i = n - 1; i >= 0; i--) { /* from the newest on */
        const Collection *c = &out[i].collection,
                         *later = i + 1 < n ? collections[i + 1] : NULL;
        bool same_form =
            later && same(c->form, later->form) && c->form_version == later->form_version;
        if ((!same_form && !form_get(cx, c->form, c->form_version, &form)) ||
            !name_orgs(cx, &out[i], later ? &out[i + 1] : like) ||
            (carry && !carry_forward(cx, &out[i])))
            return false;
        find_asked(recipes, form, out[i].asked);
    }
    return numbers_read(cx, recipes, out, n);
}

void numbers_of(Arena *a, const Recipes *recipes, const Return *const *returns, const Org *orgs,
                int n, Numbers *out)
{
    Ctx room = {.arena = a};
    Numbers x = {.n = n};
    make_room(&room, &x, recipes->n_leaves);
    for (int i = 0; i < n; i++) {
        x.orgs[i] = orgs[i];
        x.exact[i] = true;
        x.from[i] = "";
        x.basis[i] = returns[i] ? BASIS_REPORTED : BASIS_MISSING;
        x.return_id[i] = returns[i] ? returns[i]->id : 0;
        if (returns[i])
            find_asked(recipes, returns[i]->form, x.asked);
        for (int l = 0; l < recipes->n_leaves && returns[i]; l++)
            x.values[l * n + i] =
                return_leaf(returns[i], recipes->leaves[l]->block, recipes->leaves[l]->row,
                            recipes->leaves[l]->field);
    }
    *out = x;
}
