/* Formulas that people can read and the program runs: the rules of a return and the indicators
 * of a picture are written once, shown as they stand, and evaluated as they stand.
 *
 *     wte_perm <= hc_perm + 0.05
 *     hc_perm > 0 <=> wte_perm > 0
 *     principal_ot_status == 'in_post' => A1[R7].hc_perm >= 1
 *     (A1[*].establishment_wte - A1[*].wte_perm) / A1[*].establishment_wte
 *
 * Operators, loosest first: <=>  =>  or  and  not  == != < <= > >=  + -  * /  unary -
 * Functions: min(a, b) max(a, b) abs(a) ln(a) exp(a) or0(a) (0 when a is not known) known(a).
 * unique(a, b), standing alone, says that no two rows have the same a and b; whoever has all
 * rows decides it (formula_key()). A leaf is `field` (of the row in question),
 * `BLOCK[row].field`, or `last.BLOCK[row].field` (of the year before). What a row pattern
 * matches is the caller's business.
 *
 * An unknown value makes what depends on it unknown, except that `or`, `and` and `=>` answer as
 * soon as one side decides. Division by zero is unknown, and so is the logarithm of
 * what is not above 0. */
#ifndef PONT_BASE_FORMULA_H
#define PONT_BASE_FORMULA_H

#include "base/arena.h"
#include "base/err.h"

typedef struct Formula Formula;

typedef struct FormulaLeaf {
    const char *text;  /* as written */
    const char *block; /* "" = the row in question */
    const char *row;
    const char *field;
    bool last; /* of the year before */
} FormulaLeaf;

typedef enum FormulaKind { FORMULA_UNKNOWN, FORMULA_NUMBER, FORMULA_TEXT } FormulaKind;
typedef struct FormulaValue {
    FormulaKind kind;
    double number;
    const char *text;
} FormulaValue;

/* Fails with INVALID saying where the text stops making sense. */
bool formula_parse(Arena *a, Err *err, const char *text, Formula **out) MUST_CHECK;
/* The distinct leaves in order of appearance. */
int formula_leaves(const Formula *f, const FormulaLeaf **leaves);
/* values[i] belongs to leaf i. Truth is 1, falsehood 0. */
FormulaValue formula_eval(const Formula *f, const FormulaValue *values);
/* The leaves of a formula that is unique(...); 0 for any other. */
int formula_key(const Formula *f, const int **leaves);
/* The two sides of a formula that is a quotient as a whole; false when it is none, or when a
 * side is not known. */
bool formula_quotient(const Formula *f, const FormulaValue *values, double *over,
                      double *under);

static inline FormulaValue formula_number(double v)
{
    return (FormulaValue){.kind = FORMULA_NUMBER, .number = v};
}

#endif
