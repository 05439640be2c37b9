/* Decides how all rows move from one database to another, and when a copy or a backup counts as
 * good: only after it was read again and says the same. */
#include "base/file.h"
#include "db/catalog.h"
#include "db/driver.h"
#include <stdlib.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64 };

static const DbTable *named(const DbTables *t, const char *name)
{
    for (int i = 0; i < t->n; i++)
        if (same(t->items[i].name, name))
            return &t->items[i];
    return NULL;
}

static const char *insert_sql(Arena *a, const DbTable *t)
{
    Buf b = buf_new(a, 0);
    buf_printf(&b, "INSERT INTO \"%s\" (", t->name);
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(&b, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
    buf_puts(&b, ") VALUES (");
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(&b, "%s$%d", i ? ", " : "", i + 1);
    buf_puts(&b, ")");
    return buf_text(&b);
}

static DbArg value(DbRows *rows, int column, DbColumnKind kind)
{
    if (db_is_null(rows, column))
        return db_arg_text(NULL);
    switch (kind) {
    case COLUMN_IS_INT:
        return db_arg_int(db_int(rows, column));
    case COLUMN_IS_REAL:
        return db_arg_real(db_real(rows, column));
    case COLUMN_IS_TEXT:
        break;
    }
    return db_arg_text(db_text(rows, column));
}

static bool copy_rows(Ctx *from, Ctx *to, DbTable *t, const char *select, const char *insert)
{
    enum { ROWS_A_PIECE = 1000 };
    Arena *own = from->arena;
    SCOPED_ARENA scratch = arena_new();
    DbRows rows CLEANUP_ROWS = {0};
    DbArg values[MOST_COLUMNS];
    bool ok = db_query_many(from, &rows, select, NO_ARGS);
    from->arena = scratch;
    for (long n = 1; ok && db_next(&rows); n++) {
        for (int i = 0; i < t->n_columns; i++)
            values[i] = value(&rows, i, t->columns[i].kind);
        ok = db_run(to, insert, (DbArgs){t->n_columns, values});
        if (n % ROWS_A_PIECE == 0)
            arena_reset(scratch);
    }
    from->arena = own;
    return ok && db_ok(from);
}

/* An error of the source is the copy's error. */
static bool hand_over(Ctx *from, Ctx *to)
{
    if (from->err.kind)
        fail_at(&to->err, from->err.kind, "%s", from->err.message);
    return false;
}

static bool copy_table(Ctx *from, Ctx *to, DbTable *t)
{
    const DbDriver *driver = to->db->driver;
    if (!db_columns(from, t))
        return hand_over(from, to);
    if (t->n_columns > MOST_COLUMNS)
        return fail(&to->err, TOO_LARGE, "the table %s has more than %d columns", t->name,
                    MOST_COLUMNS);
    if (!db_run(to, arena_printf(to->arena, "DELETE FROM \"%s\"", t->name), NO_ARGS))
        return false;
    if (!copy_rows(from, to, t, db_all_rows_sql(from->arena, t), insert_sql(from->arena, t)))
        return hand_over(from, to);
    for (int i = 0; i < t->n_columns && driver->ids_follow; i++)
        if (t->columns[i].key == 1 && t->columns[i].kind == COLUMN_IS_INT &&
            !driver->ids_follow(to->db, &to->err, t->name, t->columns[i].name))
            return false;
    return true;
}

/* The tables of both must be the same ones; and `to` holds nothing but the ledger of
 * migrations, which is copied with the rest. */
static bool may_copy(Ctx *to, const DbTables *from, DbTables *there)
{
    if (!db_tables(to, there))
        return false;
    for (int i = 0; i < there->n; i++) {
        int64_t rows = 0;
        const char *name = there->items[i].name;
        if (!named(from, name))
            return fail(&to->err, CONFLICT,
                        "the databases are of different versions: only one has the table %s",
                        name);
        if (same(name, "schema_migration"))
            continue;
        if (!db_one_int(to, &rows, arena_printf(to->arena, "SELECT COUNT(*) FROM \"%s\"", name),
                        NO_ARGS))
            return false;
        if (rows)
            return fail(&to->err, CONFLICT, "the database to copy to holds data already (%s)",
                        name);
    }
    for (int i = 0; i < from->n; i++)
        if (!named(there, from->items[i].name))
            return fail(&to->err, CONFLICT,
                        "the databases are of different versions: only one has the table %s",
                        from->items[i].name);
    return true;
}

static bool copy_all(Ctx *from, Ctx *to, DbTables *there)
{
    DbTables tables;
    if (!db_tables(from, &tables))
        return hand_over(from, to);
    if (!may_copy(to, &tables, there) ||
        !db_run(to, to->db->driver->catalog.now_deferred, NO_ARGS))
        return false;
    /* In the target's order: there a table comes after those it refers to. */
    for (int i = 0; i < there->n; i++) {
        ctx_progress(from, there->items[i].name, i, there->n);
        if (!copy_table(from, to, &there->items[i]))
            return false;
    }
    return true;
}

/* The first table that differs, by name. */
static bool say_difference(Ctx *to, const DbTables *a, const DbTables *b)
{
    for (int i = 0; i < a->n; i++) {
        const DbTable *other = named(b, a->items[i].name);
        if (!other || other->rows != a->items[i].rows ||
            !same(other->digest, a->items[i].digest))
            return fail(&to->err, IO,
                        "the copy is not the same as the original: %s has %lld and %lld rows",
                        a->items[i].name, (long long)a->items[i].rows,
                        other ? (long long)other->rows : 0LL);
    }
    return fail(&to->err, IO, "the copy is not the same as the original");
}

/* Compared before it is stored, so that a copy that differs leaves nothing. */
static bool copy_and_compare(Ctx *from, Ctx *to, DbTables *before, const char **was)
{
    DbTables after;
    const char *is;
    if (!copy_all(from, to, &after) || !db_digest(to, &after, &is))
        return false;
    if (!db_digest(from, before, was))
        return hand_over(from, to);
    return same(*was, is) || say_difference(to, before, &after);
}

bool db_copy(Ctx *from, Ctx *to, DbTables *tables, const char **digest_of_all)
{
    if (!db_begin_read(from))
        return hand_over(from, to);
    bool ok = db_begin(to) && db_end(to, copy_and_compare(from, to, tables, digest_of_all));
    Err said = from->err;
    (void)!db_end(from, true); /* it has only read */
    from->err = said;
    return ok;
}

/* ---------------------------------------------------------------- backup */

/* Opened anew, so that it is the file that is read. */
static bool verify_backup(Ctx *cx, const char *path, const DbTables *was,
                          const char *digest_was)
{
    Ctx again = {.arena = cx->arena, .err = cx->err, .user = cx->user};
    DbTables tables;
    DbFaults faults;
    const char *is;
    bool ok = db_open(&again.err, path, true, &again.db) && db_begin_read(&again);
    if (ok) {
        ok = db_faults(&again, &faults) && db_digest(&again, &tables, &is);
        if (ok && faults.n)
            ok = fail(&again.err, IO, "the backup is damaged: %s", faults.items[0]);
        if (ok && !same(is, digest_was))
            ok = say_difference(&again, was, &tables);
        Err said = again.err;
        (void)!db_end(&again, true);
        again.err = said;
    }
    db_close(again.db);
    cx->err = again.err;
    return ok;
}

static bool backup_pages(Ctx *cx, const char *path, DbTables *tables,
                         const char **digest_of_all)
{
    if (!db_begin_read(cx))
        return false;
    bool ok = db_digest(cx, tables, digest_of_all) &&
              cx->db->driver->backup(cx->db, &cx->err, path, &cx->progress);
    Err said = cx->err;
    (void)!db_end(cx, true);
    cx->err = said;
    return ok;
}

static bool backup_rows(Ctx *cx, const char *path, DbMake *make, DbTables *tables,
                        const char **digest_of_all)
{
    Ctx to = {.arena = cx->arena,
              .err = cx->err,
              .app = cx->app,
              .user = cx->user,
              .today = cx->today};
    bool ok = make(&to, path) && db_copy(cx, &to, tables, digest_of_all);
    db_close(to.db);
    cx->err = to.err;
    return ok && db_leave_alone(&cx->err, path);
}

bool db_backup(Ctx *cx, const char *path, DbMake *make, DbTables *tables,
               const char **digest_of_all)
{
    if (file_exists(path))
        return fail(&cx->err, CONFLICT, "'%s' exists already; a backup replaces nothing", path);
    const char *beside = arena_printf(cx->arena, "%s.part", path);
    const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (int i = 0; i < 4; i++)
        unlink(arena_printf(cx->arena, "%s%s", beside, ends[i]));
    bool ok = (cx->db->driver->backup ? backup_pages(cx, beside, tables, digest_of_all)
                                      : backup_rows(cx, beside, make, tables, digest_of_all)) &&
              verify_backup(cx, beside, tables, *digest_of_all);
    if (ok && rename(beside, path) != 0)
        ok = fail(&cx->err, IO, "cannot write '%s'", path);
    for (int i = 0; i < 4; i++)
        unlink(arena_printf(cx->arena, "%s%s", beside, ends[i]));
    return ok;
}

/* ---------------------------------------------------------------- making room */

bool db_drop_tables(Ctx *cx)
{
    DbTables t;
    if (!db_tables(cx, &t))
        return false;
    for (int i = t.n - 1; i >= 0; i--)
        if (!db_script(cx, arena_printf(cx->arena, "DROP TABLE \"%s\"%s", t.items[i].name,
                                        cx->db->driver->drop_with)))
            return false;
    return true;
}

bool db_leave_alone(Err *err, const char *path)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    bool ok = db_open(err, path, false, &cx.db);
    cx.err = *err;
    ok = ok && db_script(&cx, "PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE;"
                              "PRAGMA journal_mode = DELETE;");
    db_close(cx.db);
    *err = cx.err;
    return ok;
}
