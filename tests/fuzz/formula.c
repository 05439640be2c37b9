/* A formula of a rule or an indicator. */
#include "base/formula.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    const FormulaLeaf *leaves;
    if (!formula_parse(a, &err, arena_strndup(a, (const char *)data, size), &f)) {
        PROMISE(err.kind == ERR_INVALID);
        return 0;
    }
    int n = formula_leaves(f, &leaves);
    FormulaValue *values = NEW_ARRAY(a, FormulaValue, n + 1);
    (void)formula_eval(f, values); /* nothing is known */
    for (int i = 0; i < n; i++)
        values[i] = formula_number(i - 1);
    FormulaValue v = formula_eval(f, values);
    PROMISE(v.kind == FORMULA_UNKNOWN || v.kind == FORMULA_NUMBER || v.kind == FORMULA_TEXT);
    return 0;
}
