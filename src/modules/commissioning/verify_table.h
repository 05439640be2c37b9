/* Verification of disclosure control: a folder with table.csv instead of a model. Private to
 * verify.c.
 *
 * table.csv has a column for each dimension, then value, below, above: counts by category, and
 * the protection of cells that are sensitive by themselves. rule.csv, when it is there, has one
 * row: people, zeros (a count below people is sensitive; with zeros = yes, none is too). */
#ifndef PONT_COMMISSIONING_VERIFY_TABLE_H
#define PONT_COMMISSIONING_VERIFY_TABLE_H

#include "base/csv.h"
#include "sim/disclosure.h"

typedef struct TableCase {
    SafeTable *table;
    SafePattern pattern;
    SafeAttack attack; /* on the pattern */
    CsvFile expected;  /* quantity, year, state, value, tolerance, source */
} TableCase;

/* A CSV file of a folder; and one of its cells as a number. Both fail naming the place. */
bool verify_csv(Arena *a, Err *err, const char *dir, const char *name, CsvFile *out) MUST_CHECK;
bool verify_number(Err *err, const CsvFile *f, const CsvRow *r, int column,
                   double *out) MUST_CHECK;

bool table_case_read(Arena *a, Err *err, const char *dir, TableCase *out) MUST_CHECK;
/* Quantities: cost, bound, primary, secondary; and for a cell (state: its key without measure,
 * such as age=55+;council=B) held, least, greatest. */
bool table_case_compute(const TableCase *c, Arena *a, Err *err, const char *quantity,
                        const char *state, double *out) MUST_CHECK;

#endif
