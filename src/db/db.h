/* One interface to the database: SQLite inside by default, PostgreSQL where several programs
 * share the work.
 *
 *     DbRows rows CLEANUP_ROWS = {0};
 *     if (!db_query(cx, &rows, "SELECT id, name_en FROM org_organisation WHERE kind = $1",
 *                   ARGS(kind)))
 *         return false;
 *     while (db_next(&rows))
 *         use(db_text(&rows, 0), db_text(&rows, 1));
 *     return db_ok(cx);
 *
 * SQL is one text for both databases: $1, $2, ... are parameters, text ids, ISO dates as text,
 * INTEGER, BIGINT and DOUBLE PRECISION columns, ON CONFLICT, RETURNING, recursive WITH and
 * window functions. Values are always bound, never pasted. Texts are in the order of their
 * bytes on both, or in that of the Welsh alphabet with COLLATE "cy-x-icu"; LIKE minds the case,
 * lower() and upper() know ASCII only. A connection belongs to one thread.
 *
 * In a transaction a failed statement spoils the whole, and a failure of db_run() may be said
 * by a later call, at the latest by db_end(): statements may still be on their way. */
#ifndef PONT_DB_DB_H
#define PONT_DB_DB_H

#include "base/ctx.h"
#include <stdint.h>

typedef struct Db Db;

/* url: a file path or ":memory:" (SQLite), or postgres://user@host:port/name. read_only opens
 * what exists without changing it. */
bool db_open(Err *err, const char *url, bool read_only, Db **out) MUST_CHECK;
void db_close(Db *db); /* NULL is accepted */
/* Whether url names a server; otherwise it is a file. */
bool db_is_server(const char *url);
/* Whether the connection is still there, as far as can be seen without asking the server. */
bool db_is_alive(Db *db);

typedef enum DbArgKind { DB_NULL, DB_TEXT, DB_INT, DB_REAL } DbArgKind;
typedef struct DbArg {
    DbArgKind kind;
    union {
        const char *text;
        int64_t integer;
        double real;
    };
} DbArg;
typedef struct DbArgs {
    int n;
    const DbArg *items;
} DbArgs;

static inline DbArg db_arg_text(const char *s) /* NULL is NULL */
{
    return s ? (DbArg){.kind = DB_TEXT, .text = s} : (DbArg){.kind = DB_NULL};
}
static inline DbArg db_arg_int(int64_t v)
{
    return (DbArg){.kind = DB_INT, .integer = v};
}
static inline DbArg db_arg_real(double v) /* NAN is NULL */
{
    return v == v ? (DbArg){.kind = DB_REAL, .real = v} : (DbArg){.kind = DB_NULL};
}

#define DB_ARG(x)                                                                              \
    _Generic((x), char *: db_arg_text, const char *: db_arg_text, bool: db_arg_int,              \
        int: db_arg_int, unsigned: db_arg_int, long: db_arg_int, long long: db_arg_int,          \
        unsigned long: db_arg_int, double: db_arg_real)(x)

#define ARGS_1(a)                                                                 DB_ARG(a)
#define ARGS_2(a, ...)                                                            DB_ARG(a), ARGS_1(__VA_ARGS__)
#define ARGS_3(a, ...)                                                            DB_ARG(a), ARGS_2(__VA_ARGS__)
#define ARGS_4(a, ...)                                                            DB_ARG(a), ARGS_3(__VA_ARGS__)
#define ARGS_5(a, ...)                                                            DB_ARG(a), ARGS_4(__VA_ARGS__)
#define ARGS_6(a, ...)                                                            DB_ARG(a), ARGS_5(__VA_ARGS__)
#define ARGS_7(a, ...)                                                            DB_ARG(a), ARGS_6(__VA_ARGS__)
#define ARGS_8(a, ...)                                                            DB_ARG(a), ARGS_7(__VA_ARGS__)
#define ARGS_9(a, ...)                                                            DB_ARG(a), ARGS_8(__VA_ARGS__)
#define ARGS_10(a, ...)                                                           DB_ARG(a), ARGS_9(__VA_ARGS__)
#define ARGS_11(a, ...)                                                           DB_ARG(a), ARGS_10(__VA_ARGS__)
#define ARGS_12(a, ...)                                                           DB_ARG(a), ARGS_11(__VA_ARGS__)
#define ARGS_13(a, ...)                                                           DB_ARG(a), ARGS_12(__VA_ARGS__)
#define ARGS_14(a, ...)                                                           DB_ARG(a), ARGS_13(__VA_ARGS__)
#define ARGS_15(a, ...)                                                           DB_ARG(a), ARGS_14(__VA_ARGS__)
#define ARGS_16(a, ...)                                                           DB_ARG(a), ARGS_15(__VA_ARGS__)
#define ARGS_17(a, ...)                                                           DB_ARG(a), ARGS_16(__VA_ARGS__)
#define ARGS_18(a, ...)                                                           DB_ARG(a), ARGS_17(__VA_ARGS__)
#define ARGS_COUNT_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, N, ...) N
#define ARGS_COUNT(...)                                                                        \
    ARGS_COUNT_(__VA_ARGS__, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define ARGS_JOIN_(a, b) a##b
#define ARGS_JOIN(a, b)  ARGS_JOIN_(a, b)
#define ARGS(...)                                                                              \
    ((DbArgs){ARGS_COUNT(__VA_ARGS__),                                                         \
              (const DbArg[]){ARGS_JOIN(ARGS_, ARGS_COUNT(__VA_ARGS__))(__VA_ARGS__)}})
#define NO_ARGS ((DbArgs){0, NULL})

typedef struct DbRows {
    Ctx *cx;
    struct DbStatement *statement;
} DbRows;

/* Runs a statement that returns nothing that is wanted. */
bool db_run(Ctx *cx, const char *sql, DbArgs args) MUST_CHECK;
bool db_query(Ctx *cx, DbRows *out, const char *sql, DbArgs args) MUST_CHECK;
/* The next row; false at the end or on an error, which cx->err then holds. */
bool db_next(DbRows *rows);
void db_done(DbRows *rows);
static inline bool db_ok(const Ctx *cx)
{
    return cx->err.kind == ERR_NONE;
}
#define CLEANUP_ROWS __attribute__((cleanup(db_done)))

/* Columns from 0. NULL reads as "" / 0 / NAN; text is copied to the arena. */
const char *db_text(DbRows *rows, int column);
int64_t db_int(DbRows *rows, int column);
double db_real(DbRows *rows, int column);
bool db_is_null(DbRows *rows, int column);

/* One value of the first row; *out keeps its value when there is no row. */
bool db_one_int(Ctx *cx, int64_t *out, const char *sql, DbArgs args) MUST_CHECK;
bool db_one_text(Ctx *cx, const char **out, const char *sql, DbArgs args) MUST_CHECK;

/* A writing transaction: db_begin(), then db_end(cx, ok) commits when ok and else rolls back;
 * it returns whether the data is stored. Inner pairs join the outer transaction. */
bool db_begin(Ctx *cx) MUST_CHECK;
bool db_end(Ctx *cx, bool ok) MUST_CHECK;

/* A transaction that reads one and the same state all along; ends with db_end(). */
bool db_begin_read(Ctx *cx) MUST_CHECK;
/* db_query() for more rows than should lie in memory; inside a transaction. */
bool db_query_many(Ctx *cx, DbRows *out, const char *sql, DbArgs args) MUST_CHECK;

/* Whether cx->err is a clash with other people's work, or a lost connection, of which nothing
 * was stored: the same may then be done again from its start. `stored` is db_stored() of that
 * start; waits a little, longer at each try, before it says yes. */
unsigned long db_stored(const Ctx *cx);
bool db_may_retry(const Ctx *cx, unsigned long stored, int tries);

/* What connections of one pool share; given to each with db_share(). */
typedef struct DbShared {
    uint64_t start;
    _Atomic uint64_t changes;
} DbShared;
DbShared db_shared_new(void);
void db_share(Db *db, DbShared *shared);

/* A short text that is another one as soon as anything that anybody has committed may be seen:
 * the same text from connections of one pool means that nothing has changed. Cheap; ask before
 * reading what is to be kept under it. */
enum { DB_VERSION_SIZE = 512 };
bool db_version(Ctx *cx, char out[DB_VERSION_SIZE]) MUST_CHECK;

/* Several statements without parameters, as a migration holds them, inside the caller's
 * transaction. DDL types are mapped to what the database knows. The line "-- append-only: NAME"
 * after a table makes the database refuse UPDATE and DELETE on it. */
bool db_script(Ctx *cx, const char *sql) MUST_CHECK;

/* Brings the database to the schema of this program: migrations named
 * ".../<module>/schema/NNN_what.sql" run once each in the order of `modules` and of their
 * number, with their checksum kept; "views.sql" is run at each change. A database that is newer
 * than the program is refused, and so is one that holds tables of something else. Several
 * programs may do this at once. */
struct EmbeddedFile;
bool db_migrate(Ctx *cx, const char *const *modules, int n_modules,
                const struct EmbeddedFile *files, int n_files) MUST_CHECK;

#endif
