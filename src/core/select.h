/* Part of an answer: a page of a long table, its rows in another order, those with a value.
 *
 *     page=2 size=50            rows 51 to 100
 *     sort=name_en, sort=-wte   by a column, or the other way round
 *     where.kind=council        rows that have the value, as JSON and CSV write it
 *     where.wte.from=10 where.wte.to=20   numbers, both ends included
 *     table=members             which table is meant; the first when left out
 *     format=csv                the table as CSV; xlsx, ods: a workbook of it, or of all tables
 *
 * The names belong to every action that has no field of that name, on the command line, in the
 * interface and on a page alike. */
#ifndef PONT_CORE_SELECT_H
#define PONT_CORE_SELECT_H

#include "core/module.h"

enum { SELECT_MOST_SIZE = 1000, SELECT_SIZE = 100, SELECT_MOST_WHERE = 16 };

typedef enum SelectFormat {
    SELECT_ANY,
    SELECT_JSON,
    SELECT_CSV,
    SELECT_XLSX,
    SELECT_ODS
} SelectFormat;

typedef enum WhereKind { WHERE_IS, WHERE_FROM, WHERE_TO } WhereKind;
typedef struct Where {
    const char *column, *value;
    WhereKind kind;
} Where;

typedef struct Select {
    int64_t page, size; /* 0: not asked for */
    const char *sort;   /* column; NULL: as it comes */
    bool down;
    const char *table; /* NULL: the first */
    SelectFormat format;
    int n_where;
    Where where[SELECT_MOST_WHERE];
} Select;

/* Moves what selects from given to out. */
bool select_read(Ctx *cx, const Action *a, Pairs *given, Select *out) MUST_CHECK;
/* Whether anything is asked for beside a format. */
bool select_is_on(const Select *s);
/* Leaves in the reply's table what is asked for, and says in reply->part which part it is.
 * INVALID, with what was probably meant, for a table or column that is not there. */
bool select_apply(Ctx *cx, const Select *s, Reply *reply) MUST_CHECK;
/* The kind of workbook that is asked for, or BOOK_NONE. */
BookKind select_book(const Select *s);
/* The reply as that workbook; of one table alone where one is named. */
bool select_to_book(Ctx *cx, const Select *s, const Reply *reply, Bytes *out) MUST_CHECK;
/* The table that is meant, or NULL when the reply has none; NOT_FOUND for a wrong key. */
bool select_table(Ctx *cx, const Select *s, const Reply *reply, Table **out) MUST_CHECK;

#endif
