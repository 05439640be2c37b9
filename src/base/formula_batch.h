/* The formulas of formula.h over many rows at once: the same answers, without walking the tree
 * for every row. A test compares the two.
 *
 * Columns are numbers, days or texts. What is not known is NAN in a column of numbers or days,
 * and a View without text (s NULL) in one of texts. A day is a number of days that compares
 * with a text that is written as one ('2026-03-31'); DAY_BLANK, a day that was left out,
 * compares as
 * '' does: before every other. */
#ifndef PONT_BASE_FORMULA_BATCH_H
#define PONT_BASE_FORMULA_BATCH_H

#include "base/formula.h"
#include "base/text.h"

typedef enum FormulaColumnKind {
    FORMULA_NUMBERS,
    FORMULA_DAYS,
    FORMULA_TEXTS
} FormulaColumnKind;
typedef struct FormulaColumn {
    FormulaColumnKind kind;
    const double *numbers; /* also of days */
    const View *texts;
} FormulaColumn;

#define DAY_BLANK (-1e9)

typedef struct FormulaBatch FormulaBatch;

/* kinds[i] is that of leaf i. Fails with INVALID when the formula compares what cannot be
 * compared. Evaluates at most most_rows at a time. */
bool formula_batch(Arena *a, Err *err, const Formula *f, const char *text,
                   const FormulaColumnKind *kinds, int most_rows,
                   FormulaBatch **out) MUST_CHECK;
/* columns[i] belongs to leaf i. For each of n rows 1, 0, or NAN when it is not known (or the
 * value, where the formula is no statement); in memory of the batch. */
const double *formula_batch_eval(FormulaBatch *b, const FormulaColumn *columns, int n);

#endif
