/* Decides how a table is described and how its rows become a digest that is the same text on
 * every database: each value by its kind, rows in the order of the key, text by its bytes. */
#include "db/catalog.h"
#include "base/file.h"
#include "db/driver.h"
#include <stdlib.h>

enum { ROWS_A_PIECE = 1000 };

const char *db_kind(const Ctx *cx)
{
    return cx->db->driver->name;
}

bool db_tables(Ctx *cx, DbTables *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    DbTables t = {0};
    int room = 0;
    if (!db_query(cx, &rows, cx->db->driver->catalog.tables, NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, t.items, t.n, room) = (DbTable){.name = db_text(&rows, 0)};
    if (!db_ok(cx))
        return false;
    *out = t;
    return true;
}

bool db_columns(Ctx *cx, DbTable *t)
{
    DbRows rows CLEANUP_ROWS = {0};
    DbColumn *items = NULL;
    int n = 0, room = 0;
    if (!db_query(cx, &rows, cx->db->driver->catalog.columns, ARGS(t->name)))
        return false;
    while (db_next(&rows)) {
        const char *kind = db_text(&rows, 1);
        *PUSH(cx->arena, items, n, room) =
            (DbColumn){.name = db_text(&rows, 0),
                       .kind = same(kind, "int")    ? COLUMN_IS_INT
                               : same(kind, "real") ? COLUMN_IS_REAL
                                                    : COLUMN_IS_TEXT,
                       .key = (int)db_int(&rows, 2)};
    }
    if (!db_ok(cx))
        return false;
    t->columns = items;
    t->n_columns = n;
    return true;
}

/* ---------------------------------------------------------------- digests */

static void put_names(Buf *b, const DbTable *t)
{
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(b, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
}

const char *db_all_rows_sql(Arena *a, const DbTable *t)
{
    Buf b = buf_new(a, 0);
    int keys = 0;
    buf_puts(&b, "SELECT ");
    put_names(&b, t);
    buf_printf(&b, " FROM \"%s\" ORDER BY ", t->name);
    for (int place = 1; place <= t->n_columns; place++)
        for (int i = 0; i < t->n_columns; i++)
            if (t->columns[i].key == place)
                buf_printf(&b, "%s\"%s\"", keys++ ? ", " : "", t->columns[i].name);
    for (int i = 0; i < t->n_columns && !keys; i++)
        buf_printf(&b, "%s\"%s\" IS NULL, \"%s\"", i ? ", " : "", t->columns[i].name,
                   t->columns[i].name);
    return buf_text(&b);
}

/* A value says what it is and how long, so that no two rows look alike. */
static void put_value(Buf *b, DbRows *rows, int column, DbColumnKind kind)
{
    if (db_is_null(rows, column)) {
        buf_putc(b, 'N');
    } else if (kind == COLUMN_IS_INT) {
        buf_printf(b, "I%lld", (long long)db_int(rows, column));
    } else if (kind == COLUMN_IS_REAL) {
        double v = db_real(rows, column);
        buf_printf(b, "R%s", text_double(b->arena, v == 0 ? 0.0 : v)); /* there is no -0 */
    } else {
        const char *text = db_text(rows, column);
        buf_printf(b, "T%zu:", strlen(text));
        buf_puts(b, text);
    }
    buf_putc(b, ';');
}

/* Values live in an arena of their own, which is emptied after each piece: a table may be
 * larger than memory. */
static bool digest_table(Ctx *cx, DbTable *t)
{
    Arena *own = cx->arena;
    SCOPED_ARENA scratch = arena_new();
    DbRows rows CLEANUP_ROWS = {0};
    char so_far[65] = "";
    int64_t n = 0;
    if (!db_columns(cx, t) || !db_query_many(cx, &rows, db_all_rows_sql(own, t), NO_ARGS))
        return false;
    cx->arena = scratch;
    Buf b = buf_new(scratch, 0);
    for (bool more = db_next(&rows), any = more; any; any = more) {
        for (int i = 0; more && i < t->n_columns; i++)
            put_value(&b, &rows, i, t->columns[i].kind);
        buf_putc(&b, '\n');
        n++;
        more = db_next(&rows);
        if (more && n % ROWS_A_PIECE)
            continue;
        const char *whole = arena_printf(scratch, "%s%s", so_far, buf_text(&b));
        snprintf(so_far, sizeof so_far, "%s", digest(scratch, whole, strlen(whole)));
        arena_reset(scratch);
        b = buf_new(scratch, 0);
    }
    cx->arena = own;
    t->rows = n;
    t->digest = arena_strdup(own, so_far);
    return db_ok(cx);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const DbTable *)a)->name, ((const DbTable *)b)->name);
}

bool db_digest(Ctx *cx, DbTables *out, const char **all)
{
    DbTables t;
    if (!db_tables(cx, &t))
        return false;
    for (int i = 0; i < t.n; i++) {
        ctx_progress(cx, t.items[i].name, i, t.n);
        if (!digest_table(cx, &t.items[i]))
            return false;
    }
    ctx_progress(cx, "", t.n, t.n);
    DbTable *sorted = NEW_ARRAY(cx->arena, DbTable, t.n);
    Buf b = buf_new(cx->arena, 0);
    if (t.n)
        memcpy(sorted, t.items, (size_t)t.n * sizeof *sorted);
    qsort(sorted, (size_t)t.n, sizeof *sorted, by_name);
    for (int i = 0; i < t.n; i++)
        buf_printf(&b, "%s %lld %s\n", sorted[i].name, (long long)sorted[i].rows,
                   sorted[i].digest);
    if (all)
        *all = digest(cx->arena, buf_text(&b), b.len);
    *out = t;
    return true;
}

/* ---------------------------------------------------------------- faults */

static bool count_breaches(Ctx *cx, DbFaults *f, int *room)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, cx->db->driver->catalog.rules, NO_ARGS))
        return false;
    while (db_next(&rows)) {
        int64_t n = 0;
        const char *rule = db_text(&rows, 0);
        if (!db_one_int(cx, &n, db_text(&rows, 1), NO_ARGS))
            return false;
        if (n)
            *PUSH(cx->arena, f->items, f->n, *room) =
                arena_printf(cx->arena, "%s: %lld", rule, (long long)n);
    }
    return db_ok(cx);
}

bool db_faults(Ctx *cx, DbFaults *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    DbFaults f = {0};
    int room = 0;
    if (!db_query(cx, &rows, cx->db->driver->catalog.faults, NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, f.items, f.n, room) = db_text(&rows, 0);
    if (!db_ok(cx) || (cx->db->driver->catalog.rules && !count_breaches(cx, &f, &room)))
        return false;
    *out = f;
    return true;
}
