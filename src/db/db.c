/* Decides the rules that hold on every database: nesting of transactions, first error wins,
 * copies live in the arena. How SQL is run is left to the drivers. */
#include "db/db.h"
#include "db/driver.h"
#include <assert.h>
#include <math.h>
#include <string.h>

bool db_open(Err *err, const char *url, bool read_only, Db **out)
{
    if (strncmp(url, "postgres:", 9) == 0 || strncmp(url, "postgresql:", 11) == 0)
        return fail(err, USAGE,
                    "this build stores its data in SQLite; give a file path as --db");
    return sqlite_open(err, url, read_only, out);
}

void db_close(Db *db)
{
    if (db)
        db->driver->close(db);
}

bool db_query(Ctx *cx, DbRows *out, const char *sql, DbArgs args)
{
    assert(cx->db);
    DbStatement *s;
    if (!cx->db->driver->prepare(cx->db, &cx->err, sql, &s))
        return false;
    if (!cx->db->driver->bind(s, &cx->err, args)) {
        cx->db->driver->release(s);
        return false;
    }
    *out = (DbRows){.cx = cx, .statement = s};
    return true;
}

bool db_next(DbRows *rows)
{
    return rows->statement &&
           rows->statement->db->driver->step(rows->statement, &rows->cx->err) == 1;
}

void db_done(DbRows *rows)
{
    if (rows->statement)
        rows->statement->db->driver->release(rows->statement);
    rows->statement = NULL;
}

bool db_run(Ctx *cx, const char *sql, DbArgs args)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, sql, args))
        return false;
    while (db_next(&rows))
        ;
    return db_ok(cx);
}

const char *db_text(DbRows *rows, int column)
{
    const char *s = rows->statement->db->driver->text(rows->statement, column);
    return s && *s ? arena_strdup(rows->cx->arena, s) : "";
}

int64_t db_int(DbRows *rows, int column)
{
    return rows->statement->db->driver->integer(rows->statement, column);
}

double db_real(DbRows *rows, int column)
{
    return db_is_null(rows, column)
               ? NAN
               : rows->statement->db->driver->real(rows->statement, column);
}

bool db_is_null(DbRows *rows, int column)
{
    return rows->statement->db->driver->text(rows->statement, column) == NULL;
}

bool db_one_int(Ctx *cx, int64_t *out, const char *sql, DbArgs args)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, sql, args))
        return false;
    if (db_next(&rows))
        *out = db_int(&rows, 0);
    return db_ok(cx);
}

bool db_one_text(Ctx *cx, const char **out, const char *sql, DbArgs args)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, sql, args))
        return false;
    if (db_next(&rows))
        *out = db_text(&rows, 0);
    return db_ok(cx);
}

bool db_begin(Ctx *cx)
{
    Db *db = cx->db;
    if (db->depth == 0) {
        db->failed = false;
        if (!db->driver->begin(db, &cx->err))
            return false;
    }
    db->depth++;
    return true;
}

bool db_end(Ctx *cx, bool ok)
{
    Db *db = cx->db;
    assert(db->depth > 0);
    db->failed = db->failed || !ok;
    if (--db->depth > 0)
        return ok;
    if (!db->failed && db->driver->commit(db, &cx->err))
        return true;
    db->driver->rollback(db);
    return false;
}

bool db_script(Ctx *cx, const char *sql)
{
    return cx->db->driver->script(cx->db, cx->arena, &cx->err, sql);
}
