/* The shared DDL of the migrations, in the words of one database. */
#ifndef PONT_DB_DDL_H
#define PONT_DB_DDL_H

#include "base/text.h"

typedef struct DdlWords {
    const char *auto_id;      /* for INTEGER PRIMARY KEY */
    const char *integer;      /* for INTEGER and BIGINT: 64 bits on every database */
    const char *real;         /* for DOUBLE PRECISION */
    const char *end_of_table; /* for the line ");" of a CREATE TABLE */
    const char *append_only;  /* for the line "-- append-only: NAME"; @ stands for NAME */
} DdlWords;

bool ddl_in_words(Arena *a, Err *err, const char *sql, const DdlWords *words,
                  const char **out) MUST_CHECK;

#endif
