#include "base/formula.h"
#include "base/text.h"
#include "support/test.h"

/* Evaluates with leaves a=3, b=0, t='x', u unknown. */
static FormulaValue value_of(Arena *a, const char *text)
{
    Err err = {0};
    Formula *f;
    if (!formula_parse(a, &err, text, &f))
        fail_msg("%s", err.message);
    const FormulaLeaf *leaves;
    int n = formula_leaves(f, &leaves);
    FormulaValue values[8] = {{0}};
    for (int i = 0; i < n; i++) {
        const char *name = leaves[i].field;
        if (same(name, "a"))
            values[i] = formula_number(3);
        else if (same(name, "b"))
            values[i] = formula_number(0);
        else if (same(name, "t"))
            values[i] = (FormulaValue){.kind = FORMULA_TEXT, .text = "x"};
    }
    return formula_eval(f, values);
}

static void equals(const char *text, double expected)
{
    SCOPED_ARENA a = arena_new();
    FormulaValue v = value_of(a, text);
    if (v.kind != FORMULA_NUMBER)
        fail_msg("%s is not a number", text);
    assert_near(v.number, expected, 1e-12);
}

static void is_unknown(const char *text)
{
    SCOPED_ARENA a = arena_new();
    if (value_of(a, text).kind != FORMULA_UNKNOWN)
        fail_msg("%s is known", text);
}

void test_formula__binds_as_school_taught(void)
{
    equals("1 + 2 * 3 - 4 / 2", 5);
    equals("-(a - 1) * 2", -4);
    equals("10 - 3 - 2", 5);
    equals("1 < 2 and not 2 < 1", 1);
    equals("a > 0 <=> b > 0", 0);
    equals("a > 0 => a >= 3", 1);
    equals("0.1 + 0.2 == 0.3", 1);
    equals("t == 'x' or 1 / b == 2", 1);
    equals("max(a, 7) + min(a, 7) + abs(-2)", 12);
    equals("exp(ln(8) / 3)", 2);
}

void test_formula__unknown_spreads_unless_decided(void)
{
    is_unknown("u + 1");
    is_unknown("u <= 3");
    is_unknown("a / b");
    is_unknown("ln(b)");
    is_unknown("u > 0 or b > 0");
    equals("u > 0 or a > 0", 1);
    equals("u > 0 and b > 0", 0);
    equals("b > 0 => u > 0", 1);
    equals("or0(u) + known(u) + known(a)", 1);
}

void test_formula__leaves_name_block_row_and_year(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    assert_true(formula_parse(
        a, &err, "A1[R3|R4].hc_perm - last.A1[*].hc_perm + A1[R3|R4].hc_perm", &f));
    const FormulaLeaf *l;
    assert_int_equal(formula_leaves(f, &l), 2);
    assert_string_equal(l[0].block, "A1");
    assert_string_equal(l[0].row, "R3|R4");
    assert_false(l[0].last);
    assert_true(l[1].last);
    assert_string_equal(l[1].field, "hc_perm");
}

void test_formula__says_where_it_stops_making_sense(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const bad[] = {"", "1 +", "(1", "a b", "A1[R4", "'x", "min(1)", "1 ? 2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Err err = {0};
        Formula *f;
        assert_false(formula_parse(a, &err, bad[i], &f));
        assert_non_null(strstr(err.message, "expected"));
    }
}

/* Anybody may have a form checked: a formula must not use up the stack. */
void test_formula__nothing_nests_without_end(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const again[] = {"not ", "-", "1+", "(", "abs("};
    for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
        Err err = {0};
        Formula *f;
        Buf b = buf_new(a, 0);
        for (int k = 0; k < 1000000; k++)
            buf_puts(&b, again[i]);
        buf_puts(&b, "1");
        assert_false(formula_parse(a, &err, buf_text(&b), &f));
        assert_int_equal(err.kind, ERR_INVALID);
    }
}

void test_formula__a_quotient_has_two_sides(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    double over = -1, under = -1;
    FormulaValue values[] = {formula_number(3), formula_number(10), {.kind = FORMULA_UNKNOWN}};
    assert_true(formula_parse(a, &err, "A3[total/leavers].hc / (A1[*].hc + 2)", &f));
    assert_true(formula_quotient(f, values, &over, &under));
    assert_near(over, 3, 0);
    assert_near(under, 12, 0);
    assert_false(formula_quotient(f, values + 1, &over, &under)); /* one side is not known */
    assert_near(over, 3, 0);
    assert_true(formula_parse(a, &err, "a / b + 1", &f));
    assert_false(formula_quotient(f, values, &over, &under));
}
