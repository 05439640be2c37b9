/* The tables themselves: which there are, what they hold, and moving all of it elsewhere. */
#ifndef PONT_DB_CATALOG_H
#define PONT_DB_CATALOG_H

#include "db/db.h"

typedef enum DbColumnKind { COLUMN_IS_TEXT, COLUMN_IS_INT, COLUMN_IS_REAL } DbColumnKind;
typedef struct DbColumn {
    const char *name;
    DbColumnKind kind;
    int key; /* place in the primary key from 1, or 0 */
} DbColumn;

typedef struct DbTable {
    const char *name;
    int n_columns;
    DbColumn *columns; /* NULL until db_columns() */
    int64_t rows;      /* filled by db_digest() */
    const char *digest;
} DbTable;

typedef struct DbTables {
    int n;
    DbTable *items; /* a table stands after those it refers to */
} DbTables;

const char *db_kind(const Ctx *cx); /* "SQLite" or "PostgreSQL" */
bool db_tables(Ctx *cx, DbTables *out) MUST_CHECK;
bool db_columns(Ctx *cx, DbTable *t) MUST_CHECK;
/* All rows in the order of the key; the columns must be known. */
const char *db_all_rows_sql(Arena *a, const DbTable *t);

/* For each table the number of rows and a digest over all values in the order of the key: the
 * same text for the same data on either database. `all`, when not NULL, is one over all tables.
 * Inside a reading transaction, or the tables may be of different moments. */
bool db_digest(Ctx *cx, DbTables *out, const char **all) MUST_CHECK;

/* What is not as it must be: damaged pages, references to nothing. none: n is 0. */
typedef struct DbFaults {
    int n;
    const char **items;
} DbFaults;
bool db_faults(Ctx *cx, DbFaults *out) MUST_CHECK;

/* Copies every row of `from` into the tables of `to`, which are there and hold nothing, in one
 * transaction; compares counts and digests before it is stored, and fails when they differ.
 * Both contexts are the caller's: an error stands in to->err. `tables` are those of `from` with
 * their counts. */
bool db_copy(Ctx *from, Ctx *to, DbTables *tables, const char **digest) MUST_CHECK;

/* Writes a SQLite file `path`, which must not exist, with the state of now, while others go on
 * writing; checks it by reading it again. From PostgreSQL through db_copy(): `make` then opens
 * a new file with this program's tables. */
typedef bool DbMake(Ctx *cx, const char *path);
bool db_backup(Ctx *cx, const char *path, DbMake *make, DbTables *tables,
               const char **digest) MUST_CHECK;

/* Drops every table, inside a transaction. */
bool db_drop_tables(Ctx *cx) MUST_CHECK;
/* Makes sure that nobody has the SQLite file open, and that it is one file: it can then be
 * replaced. */
bool db_leave_alone(Err *err, const char *path) MUST_CHECK;

#endif
