/* What a database has to offer; db.c is written against this table alone. */
#ifndef PONT_DB_DRIVER_H
#define PONT_DB_DRIVER_H

#include "db/db.h"

typedef struct DbStatement DbStatement;

typedef struct DbDriver {
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
    bool (*begin)(Db *db, Err *err);
    bool (*commit)(Db *db, Err *err);
    void (*rollback)(Db *db);
    bool (*script)(Db *db, Arena *arena, Err *err, const char *sql);
} DbDriver;

struct Db {
    const DbDriver *driver;
    int depth;   /* of open transactions */
    bool failed; /* an inner part failed: the whole is rolled back */
};

/* Every driver's statement starts with this. */
struct DbStatement {
    Db *db;
};

bool sqlite_open(Err *err, const char *path, bool read_only, Db **out);

#endif
