/* Decides how the numbers of the picture are read: who is asked, whose return counts, and the
 * cells that formulas name, of all returns in one query for each block. What is made of them is
 * in measure.c. */
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

/* "$3, $4, $5" */
static void placeholders(Buf *b, int first, int n)
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
    placeholders(&sql, 1, n);
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

/* ---------------------------------------------------------------- cells */

/* Where the cells of a return go: more than one place when it is carried forward too. */
typedef struct Target {
    int64_t id;
    Numbers *of;
    int org;
} Target;

static int by_id(const void *a, const void *b)
{
    const Target *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* The leaves that a row of a field belongs to; rows come in the same order from return to
 * return, so that the next is mostly the one after the last. */
typedef struct RowLeaves {
    const char *row;
    int n;
    int *leaf;
} RowLeaves;
typedef struct FieldLeaves {
    const char *field;
    int n, room;
    int *leaf;
    bool whole; /* each of them sums over all rows */
    int n_rows, rows_room, next;
    RowLeaves *rows;
} FieldLeaves;
typedef struct BlockLeaves {
    const char *block;
    int n, room;
    FieldLeaves *fields;
} BlockLeaves;

static void group_leaves(Arena *a, const Recipes *recipes, BlockLeaves **out, int *n_out)
{
    BlockLeaves *blocks = NULL;
    int n = 0, room = 0;
    for (int l = 0; l < recipes->n_leaves; l++) {
        const FormulaLeaf *leaf = recipes->leaves[l];
        int b = 0, f = 0;
        while (b < n && !same(blocks[b].block, leaf->block))
            b++;
        if (b == n)
            *PUSH(a, blocks, n, room) = (BlockLeaves){.block = leaf->block};
        BlockLeaves *block = &blocks[b];
        while (f < block->n && !same(block->fields[f].field, leaf->field))
            f++;
        if (f == block->n)
            *PUSH(a, block->fields, block->n, block->room) =
                (FieldLeaves){.field = leaf->field, .whole = true};
        block->fields[f].whole = block->fields[f].whole && same(leaf->row, "*");
        *PUSH(a, block->fields[f].leaf, block->fields[f].n, block->fields[f].room) = l;
    }
    *out = blocks;
    *n_out = n;
}

static const RowLeaves *leaves_of_row(Arena *a, const Recipes *recipes, FieldLeaves *f,
                                      const char *row)
{
    for (int k = 0; k < f->n_rows; k++) {
        int at = (f->next + k) % f->n_rows;
        if (same(f->rows[at].row, row)) {
            f->next = at + 1;
            return &f->rows[at];
        }
    }
    RowLeaves made = {.row = row, .leaf = NEW_ARRAY(a, int, f->n)};
    for (int i = 0; i < f->n; i++)
        if (return_row_matches(recipes->leaves[f->leaf[i]]->row, row))
            made.leaf[made.n++] = f->leaf[i];
    *PUSH(a, f->rows, f->n_rows, f->rows_room) = made;
    f->next = 0;
    return &f->rows[f->n_rows - 1];
}

enum { CELL_IS_UNKNOWN, CELL_IS_NUMBER, CELL_IS_NONE }; /* of the queries below */
static const char cells_sql[] =
    "SELECT return_id, field, row_key, CASE state WHEN 'value' THEN 1"
    " WHEN 'not applicable' THEN 2 ELSE 0 END, number FROM workforce_cell"
    " WHERE return_id IN (";
/* Of fields that every formula sums over all rows, the database makes the sum: several times
 * faster than handing out each row. */
static const char sums_sql[] =
    "SELECT return_id, field, '*', CASE WHEN SUM(CASE state WHEN 'value' THEN 0"
    " WHEN 'not applicable' THEN 0 ELSE 1 END) > 0 THEN 0"
    " WHEN SUM(CASE state WHEN 'value' THEN 1 ELSE 0 END) > 0 THEN 1 ELSE 2 END, SUM(number)"
    " FROM workforce_cell WHERE return_id IN (";

/* As return_leaf() sums: a blank or unknown cell makes the sum unknown for good (FORMULA_TEXT
 * stands for that meanwhile), "does not apply" adds nothing, and where there is nothing else
 * the text says so. */
static void add_cell(FormulaValue *v, int kind, double number)
{
    if (v->kind == FORMULA_TEXT)
        return;
    if (kind == CELL_IS_UNKNOWN)
        v->kind = FORMULA_TEXT;
    else if (kind == CELL_IS_NONE && (v->kind == FORMULA_UNKNOWN || v->text))
        *v = (FormulaValue){.kind = FORMULA_NUMBER, .text = "n/a"};
    else
        *v = formula_number((v->kind == FORMULA_NUMBER ? v->number : 0) +
                            (kind == CELL_IS_NUMBER ? number : 0));
}

/* What of the cells is read: those of the returns, and where they go. */
typedef struct Wanted {
    Ctx *cx;
    const Recipes *recipes;
    int n_targets, n_ids;
    const Target *targets; /* by id */
    const int64_t *ids;
} Wanted;

static bool ask_block(const Wanted *w, const BlockLeaves *b, bool whole, DbRows *rows)
{
    Buf sql = buf_new(w->cx->arena, 0);
    DbArg *args = NEW_ARRAY(w->cx->arena, DbArg, w->n_ids + b->n + 1);
    int n = 0, fields = 0;
    args[n++] = db_arg_text(b->block);
    for (int i = 0; i < b->n; i++)
        if (b->fields[i].whole == whole) {
            args[n++] = db_arg_text(b->fields[i].field);
            fields++;
        }
    if (!fields)
        return true;
    buf_puts(&sql, whole ? sums_sql : cells_sql);
    placeholders(&sql, n + 1, w->n_ids);
    buf_puts(&sql, ") AND block = $1 AND field IN (");
    placeholders(&sql, 2, fields);
    buf_puts(&sql, whole ? ") GROUP BY return_id, field" : ")");
    for (int i = 0; i < w->n_ids; i++)
        args[n++] = db_arg_int(w->ids[i]);
    return db_query(w->cx, rows, buf_text(&sql), (DbArgs){n, args});
}

static int first_target(const Wanted *w, int64_t id)
{
    int low = 0, high = w->n_targets - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (w->targets[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool read_block(const Wanted *w, BlockLeaves *b, bool whole)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!ask_block(w, b, whole, &rows))
        return false;
    int at = 0, field = 0;
    while (rows.statement && db_next(&rows)) {
        int64_t id = db_int(&rows, 0);
        const char *name = db_text(&rows, 1);
        if (w->targets[at].id != id) /* rows of one return mostly come together */
            at = first_target(w, id);
        while (!same(b->fields[field].field, name))
            field = (field + 1) % b->n;
        const RowLeaves *of =
            leaves_of_row(w->cx->arena, w->recipes, &b->fields[field], db_text(&rows, 2));
        int kind = (int)db_int(&rows, 3);
        double number = db_real(&rows, 4);
        for (int t = at; t < w->n_targets && w->targets[t].id == id; t++) {
            const Target *to = &w->targets[t];
            for (int k = 0; k < of->n; k++)
                add_cell(&to->of->values[of->leaf[k] * to->of->n + to->org], kind, number);
        }
    }
    return db_ok(w->cx);
}

static bool read_cells(Ctx *cx, const Recipes *recipes, Numbers *all, int n)
{
    Target *targets = NULL;
    BlockLeaves *blocks;
    int n_targets = 0, room = 0, n_ids = 0, n_blocks;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < all[i].n; k++)
            if (all[i].return_id[k])
                *PUSH(cx->arena, targets, n_targets, room) =
                    (Target){all[i].return_id[k], &all[i], k};
    if (n_targets == 0)
        return true;
    qsort(targets, (size_t)n_targets, sizeof *targets, by_id);
    int64_t *ids = NEW_ARRAY(cx->arena, int64_t, n_targets);
    for (int i = 0; i < n_targets; i++)
        if (i == 0 || targets[i].id != targets[i - 1].id)
            ids[n_ids++] = targets[i].id;
    group_leaves(cx->arena, recipes, &blocks, &n_blocks);
    Wanted w = {cx, recipes, n_targets, n_ids, targets, ids};
    for (int b = 0; b < n_blocks; b++)
        if (!read_block(&w, &blocks[b], false) || !read_block(&w, &blocks[b], true))
            return false;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < all[i].n * all[i].n_leaves; k++)
            if (all[i].values[k].kind == FORMULA_TEXT)
                all[i].values[k] = (FormulaValue){.kind = FORMULA_UNKNOWN};
    return true;
}

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
    return read_cells(cx, recipes, out, n);
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
