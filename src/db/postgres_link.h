/* What the two files of the PostgreSQL driver share: postgres_link.c makes the connection and
 * says what went wrong, postgres.c runs statements on it. */
#ifndef PONT_DB_POSTGRES_LINK_H
#define PONT_DB_POSTGRES_LINK_H

#include "base/text.h"
#include "db/driver.h"
#include <libpq-fe.h>

enum { KEPT_STATEMENTS = 128 };

typedef struct PgStatement {
    DbStatement base;
    char name[24];
    int n_args;
    const char **values; /* [argument]: as the server is given it; NULL for null */
    char (*numbers)[32]; /* [argument]: what values of numbers point at */
    bool cursor;
    PGresult *result;
    int row, n_rows;
} PgStatement;

typedef struct PgDb {
    Db base;
    PGconn *conn;
    DbStatement *kept[KEPT_STATEMENTS];
    unsigned long clock;
    int queued;
    bool read_only;
} PgDb;

extern const DbDriver postgres_driver;

/* Records what the server or the connection says, unless a failure is recorded already. */
bool pg_failure(PgDb *db, Err *err, const char *doing, const PGresult *result);
/* Runs statements without parameters. */
bool pg_run_text(PgDb *db, Err *err, const char *sql, const char *doing) MUST_CHECK;
/* Makes a lost connection again, but never inside a transaction: its first half is gone. */
bool pg_ready(PgDb *db, Err *err) MUST_CHECK;
/* Collects the answers of writes that were sent; the first failure counts. */
bool pg_drain(PgDb *db, Err *err) MUST_CHECK;
void pg_forget_statement(DbStatement *base);
bool pg_alive(Db *base);
bool pg_migrating(Db *base, Err *err, bool on) MUST_CHECK;

#endif
