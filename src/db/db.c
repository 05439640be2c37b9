/* Decides the rules that hold on every database: nesting of transactions, first error wins,
 * copies live in the arena. How SQL is run is left to the drivers. */
#include "db/db.h"
#include "base/text.h"
#include "db/driver.h"
#include <assert.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool db_is_server(const char *url)
{
    return strncmp(url, "postgres:", 9) == 0 || strncmp(url, "postgresql:", 11) == 0;
}

bool db_open(Err *err, const char *url, bool read_only, Db **out)
{
    Db *db;
    if (!(db_is_server(url) ? postgres_open : sqlite_open)(err, url, read_only, &db))
        return false;
    db->own.start = db_shared_new().start;
    *out = db;
    return true;
}

bool db_is_alive(Db *db)
{
    return !db->driver->alive || db->driver->alive(db);
}

void db_close(Db *db)
{
    if (db)
        db->driver->close(db);
}

static bool only_reads(const char *sql)
{
    return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0;
}

typedef bool Bind(DbStatement *s, Err *err, DbArgs args);

static bool start(Ctx *cx, DbRows *out, const char *sql, DbArgs args, Bind *bind)
{
    DbStatement *s;
    if (!cx->db->driver->prepare(cx->db, &cx->err, sql, &s))
        return false;
    if (cx->db->depth == 0 && !only_reads(sql))
        cx->db->stored++; /* on its own, a statement is stored when it is run */
    if (!bind(s, &cx->err, args)) {
        cx->db->driver->release(s);
        return false;
    }
    *out = (DbRows){.cx = cx, .statement = s};
    return true;
}

/* A question on its own may be asked again when the connection turns out to be lost. */
static bool query(Ctx *cx, DbRows *out, const char *sql, DbArgs args, Bind *bind)
{
    Db *db = cx->db;
    assert(db);
    bool first = cx->err.kind == ERR_NONE;
    if (start(cx, out, sql, args, bind))
        return true;
    if (!first || db->depth || !only_reads(sql) || cx->err.kind != ERR_BUSY || db_is_alive(db))
        return false;
    err_clear(&cx->err);
    return start(cx, out, sql, args, bind);
}

DbStatement *db_kept_statement(DbStatement *const *kept, int n, const char *sql, int *place)
{
    *place = -1;
    for (int i = 0; i < n; i++) {
        DbStatement *s = kept[i];
        if (s && !s->busy && same(s->sql, sql))
            return s;
        if (!s)
            *place = *place < 0 || kept[*place] ? i : *place;
        else if (!s->busy && (*place < 0 || (kept[*place] && s->used < kept[*place]->used)))
            *place = i;
    }
    return NULL;
}

bool db_query(Ctx *cx, DbRows *out, const char *sql, DbArgs args)
{
    return query(cx, out, sql, args, cx->db->driver->bind);
}

bool db_query_many(Ctx *cx, DbRows *out, const char *sql, DbArgs args)
{
    const DbDriver *d = cx->db->driver;
    assert(cx->db->depth > 0);
    return query(cx, out, sql, args, d->many ? d->many : d->bind);
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
    if (cx->db->depth > 0 && cx->db->driver->run)
        return cx->db->driver->run(cx->db, &cx->err, sql, args);
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
    return rows->statement->db->driver->is_null(rows->statement, column);
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

static bool begin(Ctx *cx, bool read_only)
{
    Db *db = cx->db;
    if (db->depth == 0) {
        db->failed = db->may_retry = false;
        if (!db->driver->begin(db, &cx->err, read_only))
            return false;
    }
    db->depth++;
    return true;
}

bool db_begin(Ctx *cx)
{
    return begin(cx, false);
}

bool db_begin_read(Ctx *cx)
{
    return begin(cx, true);
}

bool db_end(Ctx *cx, bool ok)
{
    Db *db = cx->db;
    assert(db->depth > 0);
    db->failed = db->failed || !ok;
    if (--db->depth > 0)
        return ok;
    if (!db->failed && db->driver->commit(db, &cx->err)) {
        db->stored++;
        return true;
    }
    db->driver->rollback(db);
    return false;
}

bool db_script(Ctx *cx, const char *sql)
{
    return cx->db->driver->script(cx->db, cx->arena, &cx->err, sql);
}

/* ---------------------------------------------------------------- other people's work */

unsigned long db_stored(const Ctx *cx)
{
    return cx->db ? cx->db->stored : 0;
}

bool db_may_retry(const Ctx *cx, unsigned long stored, int tries)
{
    const Db *db = cx->db;
    if (!db || cx->err.kind != ERR_BUSY || !db->may_retry || db->depth || db->stored != stored)
        return false;
    /* Those who clashed should not meet again: between 1 and 8, 16, 24, ... milliseconds. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    unsigned spread = ((unsigned)now.tv_nsec ^ (unsigned)getpid() * 2654435761u) >> 4;
    usleep(1000 + spread % (8000 * (unsigned)tries));
    return true;
}

DbShared db_shared_new(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (DbShared){.start = ((uint64_t)now.tv_sec << 30) + (uint64_t)now.tv_nsec};
}

void db_share(Db *db, DbShared *shared)
{
    db->shared = shared;
}

bool db_version(Ctx *cx, char out[DB_VERSION_SIZE])
{
    return cx->db->driver->version(cx->db, &cx->err, out);
}
