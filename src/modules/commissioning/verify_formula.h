/* Verification of published arithmetic that is no stock-flow model: workload kernels, growth
 * rules, ratios. A folder with value.csv instead of a model. Private to verify.c.
 *
 * value.csv has a column id, then a column for each named value; source, note and label are
 * text. formula.csv has name, formula and note: formulas in the language of base/formula.h, one
 * result for each row of value.csv. A formula may use the columns and the formulas above it, of
 * the row in question (`days - leave`), or of rows by id: `value[nurse-*].required` is the sum
 * over the rows that match, where a * at the end stands for any rest. */
#ifndef PONT_COMMISSIONING_VERIFY_FORMULA_H
#define PONT_COMMISSIONING_VERIFY_FORMULA_H

#include "base/csv.h"
#include "base/formula.h"

typedef struct NamedFormula {
    const char *name;
    const Formula *formula;
} NamedFormula;

typedef struct FormulaCase {
    CsvFile values, expected;
    int n;
    NamedFormula *formulas;
} FormulaCase;

bool formula_case_read(Arena *a, Err *err, const char *dir, FormulaCase *out) MUST_CHECK;
/* Quantities: a formula or a column; state is the id of the row, which may be left out where
 * there is one only. */
bool formula_case_compute(const FormulaCase *c, Arena *a, Err *err, const char *quantity,
                          const char *state, double *out) MUST_CHECK;

#endif
