/* Tables of counts: which there are, what the returns put into them, and their cells as a
 * problem of disclosure control. Private to the module.
 *
 * Tables of one measure share their margins: the heads of a group are the same in the table by
 * role and in that by age, so that all are protected together. */
#ifndef PONT_RELEASE_TABLES_H
#define PONT_RELEASE_TABLES_H

#include "modules/release/freeze.h"
#include "sim/disclosure.h"

enum { TABLE_MOST_FIELDS = 3 };

typedef struct CountTable {
    const char *name, *title; /* title: N_ */
    const char *measure;      /* what is counted; tables of one measure share their margins */
    const char *block;        /* of the return */
    const char *first;        /* the first key that its rows have; "" the block has one key */
    const char *rows;         /* name of the dimension */
    const char *fields[TABLE_MOST_FIELDS]; /* added up; several are a dimension, "contract" */
    bool by_kind; /* councils beside health boards, not group by group */
} CountTable;
extern const CountTable count_tables[];
extern const int n_count_tables;
const CountTable *count_table(const char *name); /* NULL: none */

/* A cell of a problem with its name in a release. */
typedef struct CountCell {
    ReleaseCell key; /* state and value: as they would be published in full */
    int cell;        /* its number in the problem */
} CountCell;
typedef struct Counts {
    SafeTable *table;
    int n, room;
    CountCell *cells; /* in the order of snapshot_compare() */
} Counts;

/* The tables that the agreement covers, of one collection, added to the problem. */
bool counts_build(Ctx *cx, const Agreement *a, const Frozen *f, Counts *out) MUST_CHECK;
CountCell *counts_find(const Counts *c, const ReleaseCell *key);
void counts_sort(Counts *c);
/* Whether everything that stands behind a place is the same version in both. */
bool counts_place_unchanged(Ctx *cx, const Agreement *a, const char *place, const Frozen *one,
                            const Frozen *other);

#endif
