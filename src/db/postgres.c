/* The PostgreSQL driver. Decides how statements are kept and run, when writes travel together,
 * and what a transaction is. The connection is postgres_link.c's.
 *
 * Values go and come as text. A result is fetched whole, so that queries nest; one that asks
 * for very many rows reads through a cursor. Inside a transaction, writes that return nothing
 * are sent without waiting for each answer (libpq's pipeline); whatever asks for something
 * first collects those answers, and so does the commit. */
#include "db/ddl.h"
#include "db/postgres_link.h"
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>

enum {
    MOST_ARGS = 32766, /* as SQLite has it; the server would take twice as many */
    MOST_QUEUED = 256, /* their answers fit into the socket, so that nobody waits for nobody */
    ROWS_A_FETCH = 500,
    TYPE_BOOLEAN = 16,
    TYPE_TEXT = 25
};

static void postgres_close(Db *base)
{
    PgDb *db = (PgDb *)base;
    for (int i = 0; i < KEPT_STATEMENTS; i++)
        if (db->kept[i])
            pg_forget_statement(db->kept[i]);
    PQfinish(db->conn);
    free(db);
}

/* ---------------------------------------------------------------- statements */

/* The highest number of a parameter. types, unless NULL: 0 for each that the text uses. */
static int parameters(const char *sql, Oid *types)
{
    int most = 0;
    bool quoted = false;
    for (const char *p = sql; *p; p++) {
        quoted = quoted != (*p == '\'');
        if (quoted || *p != '$' || !isdigit((unsigned char)p[1]))
            continue;
        int n = (int)strtol(p + 1, NULL, 10);
        assert(n > 0 && n <= MOST_ARGS);
        if (types)
            types[n - 1] = 0;
        most = n > most ? n : most;
    }
    return most;
}

/* PostgreSQL wants to know of every parameter up to the highest, also of one that the text does
 * not use: that one is a text. The types are the caller's to free. */
static Oid *make_room_for_args(PgStatement *s)
{
    s->n_args = parameters(s->base.sql, NULL);
    size_t room = (size_t)s->n_args + 1;
    Oid *types = calloc(room, sizeof *types);
    s->values = calloc(room, sizeof *s->values);
    s->numbers = calloc(room, sizeof *s->numbers);
    if (!types || !s->values || !s->numbers)
        abort();
    for (int i = 0; i < s->n_args; i++)
        types[i] = TYPE_TEXT;
    parameters(s->base.sql, types);
    return types;
}

static bool postgres_prepare(Db *base, Err *err, const char *sql, DbStatement **out)
{
    PgDb *db = (PgDb *)base;
    int place;
    if (!pg_ready(db, err))
        return false;
    DbStatement *there = db_kept_statement(db->kept, KEPT_STATEMENTS, sql, &place);
    if (there) {
        there->busy = true;
        there->used = ++db->clock;
        *out = there;
        return true;
    }
    if (place < 0)
        return fail(err, IO, "too many statements are open at once");
    if (!pg_drain(db, err))
        return false;
    PgStatement *s = calloc(1, sizeof *s);
    char *kept_sql = strdup(sql);
    if (!s || !kept_sql)
        abort();
    *s =
        (PgStatement){.base = {.db = base, .sql = kept_sql, .busy = true, .used = ++db->clock}};
    snprintf(s->name, sizeof s->name, "p%lu", db->clock);
    Oid *types = make_room_for_args(s);
    PGresult *r = PQprepare(db->conn, s->name, sql, s->n_args, types);
    free(types);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    if (!ok)
        pg_failure(db, err, "preparing a statement", r);
    PQclear(r);
    if (ok && db->kept[place]) {
        char drop[48];
        snprintf(drop, sizeof drop, "DEALLOCATE %s", ((PgStatement *)db->kept[place])->name);
        PQclear(PQexec(db->conn, drop));
        pg_forget_statement(db->kept[place]);
        db->kept[place] = NULL;
    }
    if (!ok) {
        pg_forget_statement(&s->base);
        return false;
    }
    db->kept[place] = &s->base;
    *out = &s->base;
    return true;
}

/* Fills the statement's values; they last until its next run. */
static void as_texts(PgStatement *s, DbArgs args)
{
    assert(s->n_args <= args.n);
    for (int i = 0; i < s->n_args; i++) {
        const DbArg *a = &args.items[i];
        s->values[i] = s->numbers[i];
        switch (a->kind) {
        case DB_NULL:
            s->values[i] = NULL;
            break;
        case DB_TEXT:
            s->values[i] = a->text;
            break;
        case DB_INT:
            snprintf(s->numbers[i], sizeof s->numbers[i], "%lld", (long long)a->integer);
            break;
        case DB_REAL:
            snprintf(s->numbers[i], sizeof s->numbers[i], "%.17g", a->real);
            break;
        }
    }
}

static bool take_result(PgStatement *s, Err *err, PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    PQclear(s->result);
    s->result = r;
    s->row = -1;
    s->n_rows = PQntuples(r);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return true;
    return pg_failure((PgDb *)s->base.db, err, "running a statement", r);
}

/* Binding runs the statement; stepping walks the result. */
static bool postgres_bind(DbStatement *base, Err *err, DbArgs args)
{
    PgStatement *s = (PgStatement *)base;
    PgDb *db = (PgDb *)base->db;
    as_texts(s, args);
    return pg_drain(db, err) &&
           take_result(s, err,
                       PQexecPrepared(db->conn, s->name, s->n_args, s->values, NULL, NULL, 0));
}

static bool fetch(PgStatement *s, Err *err)
{
    char sql[80];
    PgDb *db = (PgDb *)s->base.db;
    snprintf(sql, sizeof sql, "FETCH %d FROM cursor_%s", ROWS_A_FETCH, s->name);
    return pg_drain(db, err) && take_result(s, err, PQexec(db->conn, sql));
}

static bool postgres_many(DbStatement *base, Err *err, DbArgs args)
{
    PgStatement *s = (PgStatement *)base;
    PgDb *db = (PgDb *)base->db;
    char *sql = NULL;
    as_texts(s, args);
    if (!pg_drain(db, err))
        return false;
    if (asprintf(&sql, "DECLARE cursor_%s NO SCROLL CURSOR FOR %s", s->name, s->base.sql) < 0)
        abort();
    bool ok = take_result(
        s, err, PQexecParams(db->conn, sql, s->n_args, NULL, s->values, NULL, NULL, 0));
    free(sql);
    s->cursor = ok;
    return ok && fetch(s, err);
}

static int postgres_step(DbStatement *base, Err *err)
{
    PgStatement *s = (PgStatement *)base;
    if (++s->row < s->n_rows)
        return 1;
    if (!s->cursor || s->n_rows < ROWS_A_FETCH)
        return 0;
    return fetch(s, err) ? postgres_step(base, err) : -1;
}

static void postgres_release(DbStatement *base)
{
    PgStatement *s = (PgStatement *)base;
    if (s->cursor) {
        char sql[48];
        snprintf(sql, sizeof sql, "CLOSE cursor_%s", s->name);
        PQclear(PQexec(((PgDb *)base->db)->conn, sql));
    }
    PQclear(s->result);
    s->result = NULL;
    s->cursor = false;
    s->n_rows = 0;
    base->busy = false;
}

static const char *postgres_text(DbStatement *base, int column)
{
    const PgStatement *s = (const PgStatement *)base;
    if (PQgetisnull(s->result, s->row, column))
        return NULL;
    const char *text = PQgetvalue(s->result, s->row, column);
    if (PQftype(s->result, column) == TYPE_BOOLEAN)
        return *text == 't' ? "1" : "0"; /* as SQLite has it */
    return text;
}

static int64_t postgres_integer(DbStatement *base, int column)
{
    const char *text = postgres_text(base, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

static bool postgres_is_null(DbStatement *base, int column)
{
    return postgres_text(base, column) == NULL;
}

static double postgres_real(DbStatement *base, int column)
{
    const char *text = postgres_text(base, column);
    return text ? strtod(text, NULL) : 0;
}

static bool is_write(const char *sql)
{
    return (starts_with(sql, "INSERT") || starts_with(sql, "UPDATE") ||
            starts_with(sql, "DELETE")) &&
           !strstr(sql, "RETURNING");
}

static bool postgres_run(Db *base, Err *err, const char *sql, DbArgs args)
{
    PgDb *db = (PgDb *)base;
    DbStatement *found;
    if (!postgres_prepare(base, err, sql, &found))
        return false;
    PgStatement *s = (PgStatement *)found;
    bool ok;
    if (is_write(sql)) {
        as_texts(s, args);
        ok = (db->queued || PQenterPipelineMode(db->conn)) &&
             PQsendQueryPrepared(db->conn, s->name, s->n_args, s->values, NULL, NULL, 0);
        db->queued++;
        if (!ok)
            pg_failure(db, err, "writing", NULL);
        ok = ok && (db->queued < MOST_QUEUED || pg_drain(db, err));
    } else {
        ok = postgres_bind(found, err, args);
    }
    postgres_release(found);
    return ok;
}

/* ---------------------------------------------------------------- transactions */

static bool postgres_begin(Db *base, Err *err, bool read_only)
{
    PgDb *db = (PgDb *)base;
    return pg_ready(db, err) &&
           pg_run_text(db, err,
                       read_only ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                 : "BEGIN ISOLATION LEVEL SERIALIZABLE",
                       "beginning");
}

static bool postgres_commit(Db *base, Err *err)
{
    PgDb *db = (PgDb *)base;
    if (!pg_drain(db, err))
        return false;
    if (PQstatus(db->conn) != CONNECTION_OK)
        return pg_failure(db, err, "storing", NULL);
    PGresult *r = PQexec(db->conn, "COMMIT");
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK && same(PQcmdStatus(r), "COMMIT");
    if (!ok && PQstatus(db->conn) == CONNECTION_BAD) {
        db->base.may_retry = false;
        fail(err, IO,
             "the connection to the database '%s' was lost while it stored the change; look "
             "whether it is there before trying again",
             PQdb(db->conn));
    } else if (!ok && PQresultStatus(r) == PGRES_COMMAND_OK) {
        fail(err, IO, "the database '%s' did not store the change: a part of it had failed",
             PQdb(db->conn));
    } else if (!ok) {
        pg_failure(db, err, "storing", r);
    }
    PQclear(r);
    return ok;
}

static void postgres_rollback(Db *base)
{
    PgDb *db = (PgDb *)base;
    Err unheard = {.kind = ERR_IO}; /* what counts was said before */
    if (!pg_drain(db, &unheard) || PQtransactionStatus(db->conn) != PQTRANS_IDLE)
        PQclear(PQexec(db->conn, "ROLLBACK"));
}

static const DdlWords words = {
    .auto_id = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
    .integer = "BIGINT",
    .real = "DOUBLE PRECISION",
    .end_of_table = ");",
    .append_only = "CREATE OR REPLACE FUNCTION @_append_only() RETURNS trigger LANGUAGE "
                   "plpgsql AS $$ BEGIN"
                   " RAISE EXCEPTION '@ is append-only' USING ERRCODE = '23000'; END $$;\n"
                   "CREATE TRIGGER @_append_only BEFORE UPDATE OR DELETE ON @"
                   " FOR EACH ROW EXECUTE FUNCTION @_append_only();\n"
                   "CREATE TRIGGER @_no_truncate BEFORE TRUNCATE ON @"
                   " FOR EACH STATEMENT EXECUTE FUNCTION @_append_only();\n",
};

static bool postgres_script(Db *base, Arena *arena, Err *err, const char *sql)
{
    PgDb *db = (PgDb *)base;
    const char *own;
    if (!pg_ready(db, err) || !pg_drain(db, err) ||
        !ddl_in_words(arena, err, sql, &words, &own))
        return false;
    return pg_run_text(db, err, own, "running a script");
}

/* What transactions are finished or under way: any commit makes another text. */
static bool postgres_version(Db *base, Err *err, char out[DB_VERSION_SIZE])
{
    DbStatement *s;
    if (!postgres_prepare(
            base, err, "SELECT encode(sha256(pg_current_snapshot()::text::bytea), 'hex')", &s))
        return false;
    bool ok = postgres_bind(s, err, NO_ARGS) && postgres_step(s, err) == 1;
    if (ok)
        snprintf(out, DB_VERSION_SIZE, "%s", postgres_text(s, 0));
    postgres_release(s);
    return ok;
}

static bool postgres_ids_follow(Db *base, Err *err, const char *table, const char *column)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT setval(pg_get_serial_sequence('%s', '%s'), (SELECT MAX(%s) FROM %s))"
             " WHERE pg_get_serial_sequence('%s', '%s') IS NOT NULL"
             " AND EXISTS (SELECT 1 FROM %s)",
             table, column, column, table, table, column, table);
    return pg_drain((PgDb *)base, err) && pg_run_text((PgDb *)base, err, sql, "numbering");
}

const DbDriver postgres_driver = {
    .name = "PostgreSQL",
    .drop_with = " CASCADE",
    .catalog =
        {
            .tables = "SELECT relname FROM pg_class WHERE relkind = 'r'"
                      " AND relnamespace = current_schema()::regnamespace ORDER BY oid",
            .columns = "SELECT a.attname, CASE WHEN a.atttypid IN (20, 21, 23) THEN 'int'"
                       " WHEN a.atttypid = 701 THEN 'real' ELSE 'text' END,"
                       " COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)"
                       " FROM pg_attribute a LEFT JOIN pg_index i"
                       " ON i.indrelid = a.attrelid AND i.indisprimary"
                       " WHERE a.attrelid = CAST($1 AS TEXT)::regclass AND a.attnum > 0"
                       " AND NOT a.attisdropped ORDER BY a.attnum",
            .faults = "SELECT conrelid::regclass || ': ' || conname || ' is not checked'"
                      " FROM pg_constraint WHERE NOT convalidated"
                      " UNION ALL SELECT indexrelid::regclass || ' is not a valid index'"
                      " FROM pg_index WHERE NOT indisvalid",
            .rules =
                "SELECT conrelid::regclass || ': ' || conname, 'SELECT COUNT(*) FROM '"
                " || conrelid::regclass || ' WHERE NOT (' || pg_get_expr(conbin, conrelid) || "
                "')'"
                " FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
                " AND connamespace = current_schema()::regnamespace UNION ALL"
                " SELECT k.conrelid::regclass || ': ' || k.conname, 'SELECT COUNT(*) FROM '"
                " || k.conrelid::regclass || ' c WHERE NOT EXISTS (SELECT 1 FROM '"
                " || k.confrelid::regclass || ' p WHERE ' || string_agg(format('p.%I = c.%I',"
                " there.attname, here.attname), ' AND ') || ') AND ' ||"
                " string_agg(format('c.%I IS NOT NULL', here.attname), ' AND ')"
                " FROM pg_constraint k, unnest(k.conkey, k.confkey) AS u(here, there),"
                " pg_attribute here, pg_attribute there"
                " WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace"
                " AND here.attrelid = k.conrelid AND here.attnum = u.here"
                " AND there.attrelid = k.confrelid AND there.attnum = u.there"
                " GROUP BY k.conrelid, k.confrelid, k.conname",
            .now_deferred =
                "DO $$ DECLARE k record; BEGIN FOR k IN SELECT conrelid::regclass AS t, conname"
                " FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable LOOP EXECUTE"
                " format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE', k.t, k.conname);"
                " END LOOP; SET CONSTRAINTS ALL DEFERRED; END $$",
        },
    .close = postgres_close,
    .prepare = postgres_prepare,
    .bind = postgres_bind,
    .step = postgres_step,
    .release = postgres_release,
    .text = postgres_text,
    .integer = postgres_integer,
    .real = postgres_real,
    .is_null = postgres_is_null,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .script = postgres_script,
    .version = postgres_version,
    .run = postgres_run,
    .many = postgres_many,
    .alive = pg_alive,
    .migrating = pg_migrating,
    .ids_follow = postgres_ids_follow,
};
