/* Decides how a connection to PostgreSQL is made and made again, what its failures mean to a
 * person, which of them are a clash that may be tried again, and which databases fit. */
#include "db/postgres_link.h"
#include <poll.h>
#include <stdlib.h>

enum { OLDEST_SERVER = 130000 };
#define MIGRATION_LOCK "7308321480103986"

/* The first line of what PostgreSQL says, without its "ERROR: ". */
static void said(const char *text, char out[300])
{
    const char *colon = strstr(text, ":  ");
    text = colon ? colon + 3 : text;
    snprintf(out, 300, "%.*s", (int)strcspn(text, "\n"), text);
}

static bool is(const char *state, const char *class)
{
    return strncmp(state, class, strlen(class)) == 0;
}

bool pg_failure(PgDb *db, Err *err, const char *doing, const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *name = PQdb(db->conn), *host = PQhost(db->conn);
    char why[300];
    said(result ? PQresultErrorMessage(result) : PQerrorMessage(db->conn), why);
    state = state ? state : "";
    if (err->kind)
        return false; /* what counts was said before */
    db->base.may_retry = false;
    if (PQstatus(db->conn) == CONNECTION_BAD || is(state, "57P0")) {
        db->base.may_retry = true;
        return fail(err, BUSY,
                    "the connection to the database '%s' on %s was lost; nothing was changed; "
                    "try again",
                    name, host);
    }
    if (is(state, "40001") || is(state, "40P01")) {
        db->base.may_retry = true;
        return fail(err, BUSY,
                    "somebody else changed the same data at the same moment; try again");
    }
    if (is(state, "55P03") || is(state, "57014"))
        return fail(err, BUSY,
                    "the database '%s' is being changed by another program; try again", name);
    if (is(state, "53100"))
        return fail(err, IO,
                    "the disk that holds the database '%s' is full; nothing was changed", name);
    if (is(state, "25006"))
        return fail(err, IO,
                    "the database '%s' on %s cannot be written: it, or this connection, is "
                    "read-only",
                    name, host);
    if (is(state, "42501"))
        return fail(err, IO, "the user '%s' may not do this in the database '%s': %s",
                    PQuser(db->conn), name, why);
    if (is(state, "XX001") || is(state, "XX002"))
        return fail(err, IO, "%s is damaged; restore it from a backup", name);
    if (is(state, "23") || is(state, "22P02") || is(state, "22003"))
        return fail(err, CONFLICT, "%s: %s", doing, why);
    return fail(err, IO, "%s: %s (%s)", doing, why, name);
}

/* ---------------------------------------------------------------- connections */

void pg_forget_statement(DbStatement *base)
{
    PgStatement *s = (PgStatement *)base;
    PQclear(s->result);
    free(s->values);
    free(s->numbers);
    free(base->sql);
    free(s);
}

static void quiet(void *self, const PGresult *notice)
{
    (void)self;
    (void)notice;
}

bool pg_run_text(PgDb *db, Err *err, const char *sql, const char *doing)
{
    PGresult *r = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(r);
    bool ok =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!ok)
        pg_failure(db, err, doing, r);
    PQclear(r);
    return ok;
}

static bool set_up(PgDb *db, Err *err)
{
    PQsetNoticeReceiver(db->conn, quiet, NULL);
    return pg_run_text(db, err,
                       db->read_only
                           ? "SET lock_timeout = '10s'; SET default_transaction_read_only = on"
                           : "SET lock_timeout = '10s'",
                       "setting up the connection");
}

/* A lost connection is made again, but never inside a transaction: its first half is gone. */
bool pg_ready(PgDb *db, Err *err)
{
    if (PQstatus(db->conn) == CONNECTION_OK)
        return true;
    if (db->base.depth > 0)
        return pg_failure(db, err, "", NULL);
    for (int i = 0; i < KEPT_STATEMENTS; i++)
        if (db->kept[i] && !db->kept[i]->busy) {
            pg_forget_statement(db->kept[i]);
            db->kept[i] = NULL;
        }
    db->queued = 0;
    PQreset(db->conn);
    return PQstatus(db->conn) == CONNECTION_OK ? set_up(db, err)
                                               : pg_failure(db, err, "", NULL);
}

/* Collects the answers of what was sent; the first failure counts. */
bool pg_drain(PgDb *db, Err *err)
{
    bool ok = true, synced = false;
    if (!db->queued)
        return true;
    db->queued = 0;
    PQpipelineSync(db->conn);
    while (!synced) {
        PGresult *r = PQgetResult(db->conn);
        ExecStatusType status = r ? PQresultStatus(r) : PGRES_COMMAND_OK;
        synced = status == PGRES_PIPELINE_SYNC || PQstatus(db->conn) == CONNECTION_BAD;
        if (ok && (status == PGRES_FATAL_ERROR || (synced && status != PGRES_PIPELINE_SYNC)))
            ok = pg_failure(db, err, "writing", r);
        PQclear(r);
    }
    PQexitPipelineMode(db->conn);
    return ok;
}

/* A server that went away has closed its side, which can be seen without asking. */
bool pg_alive(Db *base)
{
    PgDb *db = (PgDb *)base;
    struct pollfd p = {.fd = PQsocket(db->conn), .events = POLLIN};
    while (PQstatus(db->conn) == CONNECTION_OK && poll(&p, 1, 0) > 0)
        if (!PQconsumeInput(db->conn)) /* a last word may come before the end */
            return false;
    return PQstatus(db->conn) == CONNECTION_OK;
}

/* ---------------------------------------------------------------- which database */

static bool sorts_by_bytes(const char *order)
{
    return same(order, "C") || same(order, "POSIX") || same(order, "C.UTF-8") ||
           same(order, "C.utf8");
}

/* Sorting by bytes is what both databases can promise; a database decides it once, when it is
 * made. The lock belongs to the connection: it goes when the process dies. */
bool pg_migrating(Db *base, Err *err, bool on)
{
    PgDb *db = (PgDb *)base;
    if (!on)
        return pg_run_text(db, err, "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")",
                           "migrating");
    PGresult *r =
        PQexec(db->conn, "SELECT datcollate, pg_encoding_to_char(encoding), datlocprovider"
                         " FROM pg_database WHERE datname = current_database()");
    bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
    if (!ok)
        pg_failure(db, err, "looking at the database", r);
    else if (!sorts_by_bytes(PQgetvalue(r, 0, 0)) || !same(PQgetvalue(r, 0, 1), "UTF8") ||
             !same(PQgetvalue(r, 0, 2), "c"))
        ok = fail(err, USAGE,
                  "the database '%s' must sort by bytes and hold UTF-8; make it with: "
                  "createdb --template=template0 --locale=C --encoding=UTF8 %s",
                  PQdb(db->conn), PQdb(db->conn));
    PQclear(r);
    return ok &&
           pg_run_text(db, err,
                       "SET lock_timeout = '120s'; SELECT pg_advisory_lock(" MIGRATION_LOCK
                       "); SET lock_timeout = '10s'",
                       "waiting for another program to migrate");
}

/* The address may hold a password: it is never said, and neither is what libpq says of an
 * address that it cannot read. */
bool postgres_open(Err *err, const char *url, bool read_only, Db **out)
{
    const char *const names[] = {"fallback_application_name", "connect_timeout",
                                 "tcp_user_timeout",          "dbname",
                                 "client_encoding",           NULL};
    const char *const values[] = {"pont", "10", "30000", url, "UTF8", NULL};
    PQconninfoOption *read = PQconninfoParse(url, NULL);
    if (!read)
        return fail(err, USAGE,
                    "the address of the database is not understood; it is written "
                    "postgres://USER@HOST:PORT/NAME");
    PQconninfoFree(read);
    PgDb *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->base.driver = &postgres_driver;
    db->read_only = read_only;
    db->conn = PQconnectdbParams(names, values, 1);
    bool ok = PQstatus(db->conn) == CONNECTION_OK;
    if (!ok) {
        char why[300];
        snprintf(why, sizeof why, "%s", PQerrorMessage(db->conn));
        why[strcspn(why, "\n")] = '\0';
        fail(err, IO, "cannot connect to the database '%s' on %s: %s",
             PQdb(db->conn) ? PQdb(db->conn) : "", PQhost(db->conn) ? PQhost(db->conn) : "",
             why);
    } else if (PQserverVersion(db->conn) < OLDEST_SERVER) {
        ok = fail(err, IO, "PostgreSQL 13 or newer is needed; the server has %d",
                  PQserverVersion(db->conn) / 10000);
    } else {
        ok = set_up(db, err);
    }
    if (!ok) {
        PQfinish(db->conn);
        free(db);
        return false;
    }
    *out = &db->base;
    return true;
}
