/* What a database has to offer; db.c and catalog.c are written against this table alone. */
#ifndef PONT_DB_DRIVER_H
#define PONT_DB_DRIVER_H

#include "db/db.h"

typedef struct DbStatement DbStatement;

/* Questions about the tables themselves, each in the database's own words. */
typedef struct DbCatalog {
    const char *tables;  /* names, so that a table comes after those it refers to */
    const char *columns; /* of table $1, in order: name, "int", "real" or "text", place in the
                            primary key from 1, or 0 */
    const char *faults;  /* one text a row, for each thing that is not as it must be */
    const char
        *rules; /* name and counting statement of each rule that rows may break; or NULL */
    const char *now_deferred; /* in a transaction: references are checked at its end */
} DbCatalog;

typedef struct DbDriver {
    const char *name;      /* "SQLite", "PostgreSQL" */
    const char *drop_with; /* what depends on a table: after DROP TABLE */
    DbCatalog catalog;
    void (*close)(Db *db);
    /* A statement ready to be bound and stepped; may come from the connection's cache. */
    bool (*prepare)(Db *db, Err *err, const char *sql, DbStatement **out);
    bool (*bind)(DbStatement *s, Err *err, DbArgs args);
    /* 1 a row, 0 the end, -1 an error in *err. */
    int (*step)(DbStatement *s, Err *err);
    void (*release)(DbStatement *s);
    const char *(*text)(DbStatement *s,
                        int column); /* valid until the next step; NULL = NULL */
    int64_t (*integer)(DbStatement *s, int column);
    double (*real)(DbStatement *s, int column);
    bool (*is_null)(DbStatement *s, int column);
    bool (*begin)(Db *db, Err *err, bool read_only);
    bool (*commit)(Db *db, Err *err);
    void (*rollback)(Db *db);
    bool (*script)(Db *db, Arena *arena, Err *err, const char *sql);
    bool (*version)(Db *db, Err *err, char out[DB_VERSION_SIZE]);
    /* May be NULL: */
    bool (*run)(Db *db, Err *err, const char *sql, DbArgs args); /* inside a transaction */
    bool (*many)(DbStatement *s, Err *err, DbArgs args); /* bind for more rows than memory */
    bool (*alive)(Db *db);
    bool (*migrating)(Db *db, Err *err, bool on); /* one process at a time */
    /* Rows came in with their ids: new ids of the table go on behind them. */
    bool (*ids_follow)(Db *db, Err *err, const char *table, const char *column);
    bool (*backup)(Db *db, Err *err, const char *path, const Progress *progress);
} DbDriver;

struct Db {
    const DbDriver *driver;
    int depth;            /* of open transactions */
    bool failed;          /* an inner part failed: the whole is rolled back */
    bool may_retry;       /* the last failure was a clash with somebody else's work */
    unsigned long stored; /* commits so far: after one, nothing may be done again */
    DbShared *shared;     /* NULL: this connection stands alone */
    DbShared own;
};

/* Every driver's statement starts with this. */
struct DbStatement {
    Db *db;
    char *sql;
    bool busy;
    unsigned long used; /* for dropping the one unused longest */
};

/* Among the kept statements of a connection: the one of that text that nobody uses, or NULL and
 * where a new one goes: a free place, or that of the one unused longest. *place is -1 when all
 * are in use. */
DbStatement *db_kept_statement(DbStatement *const *kept, int n, const char *sql, int *place);

bool sqlite_open(Err *err, const char *path, bool read_only, Db **out) MUST_CHECK;
bool postgres_open(Err *err, const char *url, bool read_only, Db **out) MUST_CHECK;

#endif
