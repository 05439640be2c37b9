/* Decides when a database may be replaced, and says what was copied. How rows and pages move is
 * left to db/copy.c. */
#include "modules/db/db_action.h"
#include "base/file.h"
#include "db/catalog.h"
#include <unistd.h>

static Ctx beside(const Ctx *cx)
{
    Ctx other = *cx;
    other.db = NULL;
    return other;
}

/* Closes other's connection; the first error of both stands in cx. */
static bool finish(Ctx *cx, Ctx *other, bool ok)
{
    db_close(other->db);
    other->db = NULL;
    if (!cx->err.kind)
        cx->err = other->err;
    return ok;
}

static bool open_to_read(Ctx *cx, const char *url)
{
    if (!db_is_server(url) && !file_exists(url))
        return fail(&cx->err, NOT_FOUND, "there is no database '%s'", url);
    return db_open(&cx->err, url, true, &cx->db);
}

/* With the tables of this program. */
static bool open_to_write(Ctx *cx, const char *url)
{
    return (cx->db || db_open(&cx->err, url, false, &cx->db)) && app_migrate(cx);
}

static void say_sum(Ctx *cx, Reply *out, const DbTables *tables, const char *all)
{
    int64_t rows = 0;
    for (int i = 0; i < tables->n; i++)
        rows += tables->items[i].rows;
    reply_fact(cx, out, "tables", T(cx, "Tables"), cell_number(tables->n), 0);
    reply_fact(cx, out, "rows", T(cx, "Rows"), cell_number((double)rows), 0);
    reply_fact(cx, out, "digest", T(cx, "Digest of all"), cell_text(all), 0);
}

static void say_tables(Ctx *cx, Reply *out, const DbTables *tables)
{
    Table *t = reply_table(cx, out, "tables", T(cx, "Tables"));
    table_column(cx, t, "table", T(cx, "Table"), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows"), COLUMN_NUMBER, 0);
    table_column(cx, t, "digest", T(cx, "Digest"), COLUMN_TEXT, 0);
    for (int i = 0; i < tables->n; i++) {
        Cell *row = table_row(cx, t);
        row[0] = cell_text(tables->items[i].name);
        row[1] = cell_number((double)tables->items[i].rows);
        row[2] = cell_text(tables->items[i].digest);
    }
}

/* ---------------------------------------------------------------- looking */

bool do_db_digest(Ctx *cx, const void *in, Reply *out)
{
    const DbInput *q = in;
    Ctx db = beside(cx);
    DbTables tables;
    const char *all;
    bool ok = open_to_read(&db, q->db) && db_begin_read(&db);
    if (ok)
        ok = db_end(&db, db_digest(&db, &tables, &all));
    if (!finish(cx, &db, ok))
        return false;
    out->title = T(cx, "What the database holds");
    say_sum(cx, out, &tables, all);
    say_tables(cx, out, &tables);
    return true;
}

bool do_db_check(Ctx *cx, const void *in, Reply *out)
{
    const DbInput *q = in;
    Ctx db = beside(cx);
    DbFaults faults;
    DbTables tables;
    const char *all, *kind = "";
    bool ok = open_to_read(&db, q->db) && db_begin_read(&db);
    if (ok) {
        kind = db_kind(&db);
        ok = db_end(&db, db_faults(&db, &faults) && db_digest(&db, &tables, &all));
    }
    if (!finish(cx, &db, ok))
        return false;
    out->title = faults.n ? T(cx, "The database has faults") : T(cx, "The database is whole");
    out->outcome = faults.n ? ERR_IO : ERR_NONE;
    reply_fact(cx, out, "kind", T(cx, "Kind"), cell_text(kind), 0);
    say_sum(cx, out, &tables, all);
    if (!faults.n)
        return true;
    Table *t = reply_table(cx, out, "faults", T(cx, "Faults"));
    table_column(cx, t, "fault", T(cx, "Fault"), COLUMN_TEXT, 0);
    for (int i = 0; i < faults.n; i++)
        table_row(cx, t)[0] = cell_text(faults.items[i]);
    return true;
}

/* ---------------------------------------------------------------- moving */

bool do_db_backup(Ctx *cx, const void *in, Reply *out)
{
    const DbBackupInput *q = in;
    Ctx db = beside(cx);
    DbTables tables;
    const char *all;
    if (db_is_server(q->to))
        return fail(&cx->err, USAGE, "a backup is a file; 'pont db copy' copies to a server");
    bool ok = open_to_read(&db, q->db) && db_backup(&db, q->to, open_to_write, &tables, &all);
    if (!finish(cx, &db, ok))
        return false;
    out->title = T(cx, "The backup is written, read again, and the same");
    reply_fact(cx, out, "file", T(cx, "File"), cell_text(q->to), 0);
    say_sum(cx, out, &tables, all);
    return true;
}

static bool holds_data(Ctx *cx, bool *out)
{
    DbTables t;
    *out = false;
    if (!db_tables(cx, &t))
        return false;
    for (int i = 0; i < t.n && !*out; i++) {
        int64_t n = 0;
        if (!same(t.items[i].name, "schema_migration") &&
            !db_one_int(cx, &n,
                        arena_printf(cx->arena,
                                     "SELECT COUNT(*) FROM (SELECT 1 FROM \"%s\""
                                     " LIMIT 1) AS first_row",
                                     t.items[i].name),
                        NO_ARGS))
            return false;
        *out = n > 0;
    }
    return true;
}

/* All in one transaction: whoever looks sees the old state or the new one. */
static bool restore_to_server(Ctx *from, Ctx *to, const char *url, DbTables *tables,
                              const char **all)
{
    if (!db_open(&to->err, url, false, &to->db) || !db_begin(to))
        return false;
    return db_end(to, db_drop_tables(to) && open_to_write(to, url) &&
                          db_copy(from, to, tables, all));
}

/* Beside, then renamed over the old file, once nobody has that one open. */
static bool restore_to_file(Ctx *from, Ctx *to, const char *path, DbTables *tables,
                            const char **all)
{
    const char *fresh = arena_printf(to->arena, "%s.restored", path);
    unlink(fresh);
    bool ok = db_backup(from, fresh, open_to_write, tables, all);
    if (!to->err.kind)
        to->err = from->err;
    if (ok && file_exists(path))
        ok = db_leave_alone(&to->err, path);
    if (ok && rename(fresh, path) != 0)
        ok = fail(&to->err, IO, "cannot write '%s'", path);
    if (!ok)
        unlink(fresh);
    return ok;
}

static bool replace(Ctx *from, Ctx *to, const char *url, DbTables *tables, const char **all)
{
    return (db_is_server(url) ? restore_to_server : restore_to_file)(from, to, url, tables,
                                                                     all);
}

bool do_db_copy(Ctx *cx, const void *in, Reply *out)
{
    const DbCopyInput *q = in;
    Ctx from = beside(cx), to = beside(cx);
    DbTables tables;
    const char *all;
    bool ok = open_to_read(&from, q->from);
    if (ok && q->replace)
        ok = replace(&from, &to, q->to, &tables, &all);
    else if (ok && !db_is_server(q->to) && !file_exists(q->to))
        ok = db_backup(&from, q->to, open_to_write, &tables, &all); /* beside, then renamed */
    else if (ok)
        ok = open_to_write(&to, q->to) && db_copy(&from, &to, &tables, &all);
    if (!finish(cx, &from, finish(cx, &to, ok)))
        return false;
    out->title = T(cx, "Copied, read again, and the same");
    say_sum(cx, out, &tables, all);
    return true;
}

static bool refuse_data(Ctx *cx, const char *url)
{
    Ctx db = beside(cx);
    bool data = false;
    if (!db_is_server(url) && !file_exists(url))
        return true;
    if (!finish(cx, &db, open_to_read(&db, url) && holds_data(&db, &data)))
        return false;
    if (data)
        return fail(&cx->err, CONFLICT,
                    "the database holds data already; with --replace it is replaced");
    return true;
}

bool do_db_restore(Ctx *cx, const void *in, Reply *out)
{
    const DbRestoreInput *q = in;
    Ctx from = beside(cx), to = beside(cx);
    DbTables tables;
    DbFaults faults;
    const char *all;
    if (!q->replace && !refuse_data(cx, q->db))
        return false;
    bool ok = open_to_read(&from, q->from) && db_faults(&from, &faults);
    if (ok && faults.n)
        ok = fail(&from.err, IO, "the backup is damaged: %s", faults.items[0]);
    ok = ok && replace(&from, &to, q->db, &tables, &all);
    if (!finish(cx, &from, finish(cx, &to, ok)))
        return false;
    out->title = T(cx, "The backup is restored, read again, and the same");
    say_sum(cx, out, &tables, all);
    return true;
}
