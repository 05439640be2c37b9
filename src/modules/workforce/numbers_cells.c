/* Decides how the cells that formulas name are read: of all returns in one query for each
 * block, from an index that holds all that is needed (schema/010), and into the sum of every
 * leaf that a row belongs to. */
#include "db/db.h"
#include "modules/workforce/numbers.h"

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
    "SELECT return_id, field, row_key, CASE WHEN number IS NOT NULL THEN 1"
    " WHEN state = 'not applicable' THEN 2 ELSE 0 END, number FROM workforce_cell"
    " WHERE return_id IN (";
/* Of fields that every formula sums over all rows, the database makes the sum: several times
 * faster than handing out each row. */
static const char sums_sql[] =
    "SELECT return_id, field, '*', CASE WHEN SUM(CASE WHEN number IS NOT NULL THEN 0"
    " WHEN state = 'not applicable' THEN 0 ELSE 1 END) > 0 THEN 0"
    " WHEN COUNT(number) > 0 THEN 1 ELSE 2 END, SUM(number)"
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

/* The rows that the formulas name, when each of them is named in full; else 0. */
static int named_rows(const Wanted *w, const BlockLeaves *b, const char ***out)
{
    const char **rows = NULL;
    int n = 0, room = 0;
    for (int f = 0; f < b->n; f++)
        for (int l = 0; l < b->fields[f].n && !b->fields[f].whole; l++) {
            const char *pattern = w->recipes->leaves[b->fields[f].leaf[l]]->row, **parts;
            int n_parts = text_split(w->cx->arena, pattern, '|', &parts);
            if (strchr(pattern, '*'))
                return 0;
            for (int k = 0; k < n_parts; k++) {
                bool known = false;
                for (int i = 0; i < n && !known; i++)
                    known = same(rows[i], parts[k]);
                if (!known)
                    *PUSH(w->cx->arena, rows, n, room) = parts[k];
            }
        }
    *out = rows;
    return n;
}

static bool ask_block(const Wanted *w, const BlockLeaves *b, bool whole, DbRows *rows)
{
    Buf sql = buf_new(w->cx->arena, 0);
    const char **rows_named = NULL;
    int n_named = whole ? 0 : named_rows(w, b, &rows_named);
    DbArg *args = NEW_ARRAY(w->cx->arena, DbArg, w->n_ids + b->n + n_named + 1);
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
    sql_placeholders(&sql, n + n_named + 1, w->n_ids);
    buf_puts(&sql, ") AND block = $1 AND field IN (");
    sql_placeholders(&sql, 2, fields);
    if (n_named) {
        buf_puts(&sql, ") AND row_key IN (");
        sql_placeholders(&sql, n + 1, n_named);
    }
    buf_puts(&sql, whole ? ") GROUP BY return_id, field" : ")");
    for (int i = 0; i < n_named; i++)
        args[n++] = db_arg_text(rows_named[i]);
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

bool numbers_read(Ctx *cx, const Recipes *recipes, Numbers *all, int n)
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
