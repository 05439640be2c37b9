/* The SQLite driver. Decides how a connection is set up (WAL, foreign keys, one writer that
 * waits its turn), how statements are kept, and how the shared DDL becomes STRICT tables. */
#include "base/collate.h"
#include "base/file.h"
#include "db/ddl.h"
#include "db/driver.h"
#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

enum { KEPT_STATEMENTS = 64, WAIT_FOR_WRITER_MS = 10000 };

typedef struct SqliteStatement {
    DbStatement base;
    sqlite3_stmt *handle;
} SqliteStatement;

typedef struct SqliteDb {
    Db base;
    sqlite3 *handle;
    DbStatement *kept[KEPT_STATEMENTS];
    unsigned long clock;
    bool looked; /* at the state of the file, which was then: */
    unsigned seen;
} SqliteDb;

static bool failure(sqlite3 *handle, Err *err, const char *doing)
{
    const char *file = sqlite3_db_filename(handle, "main");
    const char *where = file && *file ? file : "the database in memory";
    switch (sqlite3_errcode(handle) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(err, BUSY, "%s is being written by another program; try again", where);
    case SQLITE_FULL:
        return fail(err, IO, "the disk that holds %s is full; nothing was changed", where);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail(err, IO, "%s cannot be written: the file or its folder is read-only",
                    where);
    case SQLITE_CANTOPEN:
        return fail(err, IO,
                    "%s cannot be opened: its folder must be writable for this user, even to "
                    "read",
                    where);
    case SQLITE_NOTADB:
        return fail(err, USAGE, "%s is not a Pont database", where);
    case SQLITE_CORRUPT:
        return fail(err, IO, "%s is damaged; restore it from a backup", where);
    case SQLITE_CONSTRAINT:
        return fail(err, CONFLICT, "%s: %s", doing, sqlite3_errmsg(handle));
    default:
        return fail(err, IO, "%s: %s (%s)", doing, sqlite3_errmsg(handle), where);
    }
}

static void drop(DbStatement *base)
{
    SqliteStatement *s = (SqliteStatement *)base;
    sqlite3_finalize(s->handle);
    free(base->sql);
    free(s);
}

static void sqlite_close_db(Db *base)
{
    SqliteDb *db = (SqliteDb *)base;
    for (int i = 0; i < KEPT_STATEMENTS; i++)
        if (db->kept[i])
            drop(db->kept[i]);
    sqlite3_exec(db->handle, "PRAGMA optimize", NULL, NULL, NULL);
    sqlite3_close(db->handle);
    free(db);
}

static bool sqlite_prepare(Db *base, Err *err, const char *sql, DbStatement **out)
{
    SqliteDb *db = (SqliteDb *)base;
    int place;
    DbStatement *there = db_kept_statement(db->kept, KEPT_STATEMENTS, sql, &place);
    if (there) {
        there->busy = true;
        there->used = ++db->clock;
        *out = there;
        return true;
    }
    if (place < 0)
        return fail(err, IO, "too many statements are open at once");
    sqlite3_stmt *handle;
    const char *rest;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest))
        return failure(db->handle, err, "preparing a statement");
    assert(!*rest); /* one statement at a time; scripts go through db_script() */
    SqliteStatement *s = calloc(1, sizeof *s);
    char *kept_sql = strdup(sql);
    if (!s || !kept_sql)
        abort();
    *s = (SqliteStatement){
        .base = {.db = base, .sql = kept_sql, .busy = true, .used = ++db->clock},
        .handle = handle};
    if (db->kept[place])
        drop(db->kept[place]);
    db->kept[place] = &s->base;
    *out = &s->base;
    return true;
}

static bool sqlite_bind(DbStatement *base, Err *err, DbArgs args)
{
    SqliteStatement *s = (SqliteStatement *)base;
    /* SQLite numbers $n by first appearance, so each parameter says by its name which argument
     * it is; a statement may leave an argument out. */
    int n = sqlite3_bind_parameter_count(s->handle);
    assert(n <= args.n);
    for (int at = 1; at <= n; at++) {
        int i = (int)strtol(sqlite3_bind_parameter_name(s->handle, at) + 1, NULL, 10);
        int rc = SQLITE_OK;
        assert(i >= 1 && i <= args.n);
        const DbArg *a = &args.items[i - 1];
        switch (a->kind) {
        case DB_NULL:
            rc = sqlite3_bind_null(s->handle, at);
            break;
        case DB_TEXT:
            rc = sqlite3_bind_text(s->handle, at, a->text, -1, SQLITE_TRANSIENT);
            break;
        case DB_INT:
            rc = sqlite3_bind_int64(s->handle, at, a->integer);
            break;
        case DB_REAL:
            rc = sqlite3_bind_double(s->handle, at, a->real);
            break;
        }
        if (rc)
            return failure(((SqliteDb *)s->base.db)->handle, err, "binding a value");
    }
    return true;
}

static int sqlite_step_row(DbStatement *base, Err *err)
{
    SqliteStatement *s = (SqliteStatement *)base;
    switch (sqlite3_step(s->handle)) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        failure(((SqliteDb *)s->base.db)->handle, err, "running a statement");
        return -1;
    }
}

static void sqlite_release(DbStatement *base)
{
    SqliteStatement *s = (SqliteStatement *)base;
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    base->busy = false;
}

static const char *sqlite_text(DbStatement *base, int column)
{
    return (const char *)sqlite3_column_text(((SqliteStatement *)base)->handle, column);
}

static int64_t sqlite_integer(DbStatement *base, int column)
{
    return sqlite3_column_int64(((SqliteStatement *)base)->handle, column);
}

static double sqlite_real(DbStatement *base, int column)
{
    return sqlite3_column_double(((SqliteStatement *)base)->handle, column);
}

static bool sqlite_is_null(DbStatement *base, int column)
{
    return sqlite3_column_type(((SqliteStatement *)base)->handle, column) == SQLITE_NULL;
}

static bool run_text(Db *base, Err *err, const char *sql)
{
    SqliteDb *db = (SqliteDb *)base;
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return failure(db->handle, err, "running a script");
}

/* A writer takes its turn at once: reading first and writing later would find the turn gone. */
static bool sqlite_begin(Db *base, Err *err, bool read_only)
{
    return run_text(base, err, read_only ? "BEGIN" : "BEGIN IMMEDIATE");
}

static bool sqlite_commit(Db *base, Err *err)
{
    return run_text(base, err, "COMMIT");
}

static void sqlite_rollback(Db *base)
{
    sqlite3_exec(((SqliteDb *)base)->handle, "ROLLBACK", NULL, NULL, NULL);
}

static const DdlWords words = {
    .auto_id = "INTEGER PRIMARY KEY",
    .integer = "INTEGER",
    .real = "REAL",
    .end_of_table = ") STRICT;",
    .append_only = "CREATE TRIGGER @_no_update BEFORE UPDATE ON @ BEGIN"
                   " SELECT RAISE(ABORT, '@ is append-only'); END;\n"
                   "CREATE TRIGGER @_no_delete BEFORE DELETE ON @ BEGIN"
                   " SELECT RAISE(ABORT, '@ is append-only'); END;\n",
};

static bool sqlite_script(Db *base, Arena *arena, Err *err, const char *sql)
{
    const char *own;
    return ddl_in_words(arena, err, sql, &words, &own) && run_text(base, err, own);
}

/* ---------------------------------------------------------------- version and backup */

/* SQLite counts for each connection how often it saw the file change, by whomever. Reading
 * makes it look. A connection that looks for the first time cannot know: that counts as a
 * change. */
static bool sqlite_version(Db *base, Err *err, char out[DB_VERSION_SIZE])
{
    SqliteDb *db = (SqliteDb *)base;
    DbStatement *look;
    unsigned now = 0;
    if (!sqlite_prepare(base, err, "PRAGMA data_version", &look))
        return false;
    bool ok = sqlite_step_row(look, err) == 1;
    sqlite_release(look);
    if (!ok)
        return false;
    if (sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_DATA_VERSION, &now))
        return failure(db->handle, err, "looking at the state of the database");
    DbShared *shared = base->shared ? base->shared : &base->own;
    if (!db->looked || now != db->seen)
        shared->changes++;
    db->looked = true;
    db->seen = now;
    snprintf(out, DB_VERSION_SIZE, "%llx.%llu", (unsigned long long)shared->start,
             (unsigned long long)shared->changes);
    return true;
}

/* Page by page, so that others may write meanwhile; the caller's reading transaction keeps the
 * state that is copied. */
static bool sqlite_backup(Db *base, Err *err, const char *path, const Progress *progress)
{
    enum { PAGES_A_STEP = 256 };
    SqliteDb *db = (SqliteDb *)base;
    sqlite3 *to = NULL;
    bool ok = sqlite3_open_v2(path, &to,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                              NULL) == SQLITE_OK;
    sqlite3_backup *b = ok ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    int rc = b ? SQLITE_OK : SQLITE_ERROR;
    while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
        rc = sqlite3_backup_step(b, PAGES_A_STEP);
        int all = sqlite3_backup_pagecount(b);
        if (progress->say)
            progress->say(progress->self, "pages", all - sqlite3_backup_remaining(b), all);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            sqlite3_sleep(50);
    }
    ok = b && sqlite3_backup_finish(b) == SQLITE_OK && rc == SQLITE_DONE;
    /* One file that is whole without a -wal beside it. */
    ok = ok && sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok)
        failure(to, err, "writing the backup");
    sqlite3_close(to);
    return ok;
}

static const DbDriver sqlite_driver = {
    .name = "SQLite",
    .drop_with = "",
    .catalog =
        {
            .tables = "SELECT m.name FROM sqlite_master m JOIN pragma_table_list l"
                      " ON l.name = m.name AND l.schema = 'main' WHERE m.type = 'table'"
                      " AND l.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                      " ORDER BY m.rowid",
            .columns = "SELECT name, CASE WHEN type = 'INTEGER' THEN 'int' WHEN type = 'REAL'"
                       " THEN 'real' ELSE 'text' END, pk FROM pragma_table_info($1)"
                       " ORDER BY cid",
            .faults =
                "SELECT integrity_check FROM pragma_integrity_check"
                " WHERE integrity_check <> 'ok' UNION ALL"
                " SELECT \"table\" || ': row ' || rowid || ' refers to no row of ' || parent"
                " FROM pragma_foreign_key_check",
            .now_deferred = "PRAGMA defer_foreign_keys = ON",
        },
    .close = sqlite_close_db,
    .prepare = sqlite_prepare,
    .bind = sqlite_bind,
    .step = sqlite_step_row,
    .release = sqlite_release,
    .text = sqlite_text,
    .integer = sqlite_integer,
    .real = sqlite_real,
    .is_null = sqlite_is_null,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .script = sqlite_script,
    .version = sqlite_version,
    .backup = sqlite_backup,
};

static int by_welsh_alphabet(void *unused, int a_size, const void *a, int b_size, const void *b)
{
    (void)unused;
    return text_compare_cy_n(a, (size_t)a_size, b, (size_t)b_size);
}

/* For the whole program, before the first connection: counting memory and guarding connections
 * take locks that all threads share, and a connection of ours belongs to one thread. */
static void set_up_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool sqlite_open(Err *err, const char *path, bool read_only, Db **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_library);
    SqliteDb *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->base.driver = &sqlite_driver;
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    bool ok =
        sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;
    if (!ok) {
        fail(err, IO, "cannot open the database '%s': %s", path, sqlite3_errmsg(db->handle));
    } else {
        sqlite3_busy_timeout(db->handle, WAIT_FOR_WRITER_MS);
        sqlite3_create_collation(db->handle, "cy-x-icu", SQLITE_UTF8, NULL, by_welsh_alphabet);
        ok = run_text(&db->base, err,
                      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                      "PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;"
                      "PRAGMA case_sensitive_like = ON;") &&
             (read_only || run_text(&db->base, err,
                                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
    }
    if (!ok) {
        sqlite3_close(db->handle);
        free(db);
        return false;
    }
    *out = &db->base;
    return true;
}
