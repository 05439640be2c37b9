#include "base/date.h"
#include "base/formula_batch.h"
#include "support/test.h"
#include <math.h>

enum { ROWS = 40 };

static unsigned draw(uint64_t *state, unsigned n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 32) % n);
}

/* A formula that says something, by chance: numbers a b, texts t u, days d e. */
static void statement(Buf *b, uint64_t *state, int deep);

static void number(Buf *b, uint64_t *state, int deep)
{
    static const char *const leaves[] = {"a", "b", "0", "2", "0.3"};
    static const char *const signs[] = {" + ", " - ", " * ", " / "};
    switch (deep > 0 ? draw(state, 8) : 0) {
    case 1:
    case 2:
        buf_putc(b, '(');
        number(b, state, deep - 1);
        buf_puts(b, signs[draw(state, 4)]);
        number(b, state, deep - 1);
        buf_putc(b, ')');
        return;
    case 3:
        buf_puts(b, draw(state, 2) ? "abs(" : "or0(");
        number(b, state, deep - 1);
        buf_putc(b, ')');
        return;
    case 4:
        buf_puts(b, draw(state, 2) ? "min(" : "max(");
        number(b, state, deep - 1);
        buf_putc(b, ',');
        number(b, state, deep - 1);
        buf_putc(b, ')');
        return;
    case 6:
        buf_puts(b, draw(state, 2) ? "ln(" : "exp(-");
        number(b, state, 0);
        buf_putc(b, ')');
        return;
    case 5:
        buf_putc(b, '-');
        number(b, state, 0);
        return;
    default:
        buf_puts(b, leaves[draw(state, 5)]);
    }
}

static void comparison(Buf *b, uint64_t *state, int deep)
{
    static const char *const signs[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    static const char *const texts[] = {"t", "u", "''", "'NHS'", "'x'"};
    static const char *const days[] = {"d", "e", "'2026-03-31'", "''"};
    unsigned kind = draw(state, 3);
    if (kind == 0)
        number(b, state, deep);
    else
        buf_puts(b, kind == 1 ? texts[draw(state, 5)] : days[draw(state, 2)]);
    buf_puts(b, signs[draw(state, 6)]);
    if (kind == 0)
        number(b, state, deep);
    else
        buf_puts(b, kind == 1 ? texts[draw(state, 5)] : days[draw(state, 4)]);
}

static void statement(Buf *b, uint64_t *state, int deep)
{
    static const char *const signs[] = {" and ", " or ", " => ", " <=> "};
    static const char *const bare[] = {"a", "t", "d", "known(a)", "known(t)", "known(d)"};
    switch (deep > 0 ? draw(state, 6) : 0) {
    case 1:
    case 2:
    case 3:
        buf_putc(b, '(');
        statement(b, state, deep - 1);
        buf_puts(b, signs[draw(state, 4)]);
        statement(b, state, deep - 1);
        buf_putc(b, ')');
        return;
    case 4:
        buf_puts(b, "not (");
        statement(b, state, deep - 1);
        buf_putc(b, ')');
        return;
    case 5:
        buf_puts(b, bare[draw(state, 6)]);
        return;
    default:
        comparison(b, state, deep);
    }
}

typedef struct Sheet {
    double numbers[2][ROWS], days[2][ROWS];
    View texts[2][ROWS];
} Sheet;

static void fill_sheet(Sheet *s, uint64_t *state)
{
    static const double numbers[] = {0, 1, -1, 2, 0.3, 0.1, 1e6};
    static const char *const texts[] = {"", "NHS", "x", "xy"};
    for (int c = 0; c < 2; c++)
        for (int r = 0; r < ROWS; r++) {
            unsigned n = draw(state, 8), t = draw(state, 5), d = draw(state, 5);
            s->numbers[c][r] = n < 7 ? numbers[n] : NAN;
            s->texts[c][r] = t < 4 ? (View){texts[t], (uint32_t)strlen(texts[t])} : (View){0};
            s->days[c][r] = d == 0 ? NAN : d == 1 ? DAY_BLANK : 20540 + d * 5;
        }
}

/* The column that a leaf names, and its value in one row as formula.h wants it. */
static FormulaColumn column_of(const Sheet *s, const char *name)
{
    switch (*name) {
    case 'a':
    case 'b':
        return (FormulaColumn){.kind = FORMULA_NUMBERS, .numbers = s->numbers[*name - 'a']};
    case 'd':
    case 'e':
        return (FormulaColumn){.kind = FORMULA_DAYS, .numbers = s->days[*name - 'd']};
    default:
        return (FormulaColumn){.kind = FORMULA_TEXTS, .texts = s->texts[*name - 't']};
    }
}

static FormulaValue value_of(Arena *a, FormulaColumn c, int r)
{
    if (c.kind == FORMULA_TEXTS)
        return !c.texts[r].s
                   ? (FormulaValue){.kind = FORMULA_UNKNOWN}
                   : (FormulaValue){.kind = FORMULA_TEXT,
                                    .text = arena_strndup(a, c.texts[r].s, c.texts[r].n)};
    if (isnan(c.numbers[r]))
        return (FormulaValue){.kind = FORMULA_UNKNOWN};
    if (c.kind == FORMULA_NUMBERS)
        return formula_number(c.numbers[r]);
    const char *day = c.numbers[r] == DAY_BLANK ? "" : date_text(a, (Date){(int)c.numbers[r]});
    return (FormulaValue){.kind = FORMULA_TEXT, .text = day};
}

static void agrees(const char *text, const Sheet *s)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    FormulaBatch *b;
    const FormulaLeaf *leaves;
    FormulaColumn columns[8];
    FormulaColumnKind kinds[8];
    FormulaValue values[8];
    if (!formula_parse(a, &err, text, &f))
        fail_msg("%s", err.message);
    int n = formula_leaves(f, &leaves);
    for (int i = 0; i < n; i++) {
        columns[i] = column_of(s, leaves[i].field);
        kinds[i] = columns[i].kind;
    }
    if (!formula_batch(a, &err, f, text, kinds, ROWS, &b))
        fail_msg("%s", err.message);
    const double *got = formula_batch_eval(b, columns, ROWS);
    for (int r = 0; r < ROWS; r++) {
        for (int i = 0; i < n; i++)
            values[i] = value_of(a, columns[i], r);
        FormulaValue want = formula_eval(f, values);
        double truth = want.kind == FORMULA_UNKNOWN  ? NAN
                       : want.kind == FORMULA_NUMBER ? want.number
                                                     : *want.text != '\0';
        if (isnan(truth) != isnan(got[r]) || (!isnan(truth) && got[r] != truth))
            fail_msg("row %d of %s is %g, not %g", r, text, got[r], truth);
    }
}

void test_formula_batch__says_the_same_as_row_by_row(void)
{
    uint64_t state = 4711;
    Sheet s;
    for (int round = 0; round < 3000; round++) {
        SCOPED_ARENA a = arena_new();
        Buf b = buf_new(a, 0);
        fill_sheet(&s, &state);
        statement(&b, &state, 3);
        agrees(buf_text(&b), &s);
    }
}

static void refuses(const char *text, const char *part)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    FormulaBatch *b;
    const FormulaLeaf *leaves;
    FormulaColumnKind kinds[8];
    Sheet s;
    if (formula_parse(a, &err, text, &f)) {
        int n = formula_leaves(f, &leaves);
        for (int i = 0; i < n; i++)
            kinds[i] = column_of(&s, leaves[i].field).kind;
        assert_false(formula_batch(a, &err, f, text, kinds, ROWS, &b));
    }
    if (!strstr(err.message, part))
        fail_msg("'%s' does not say '%s'", err.message, part);
}

void test_formula_batch__refuses_what_cannot_be_compared(void)
{
    refuses("a == t", "different kinds");
    refuses("d >= 'soon'", "2026-03-31");
    refuses("t + 1 > 0", "no number");
    refuses("unique(t)", "row by row");
    refuses("unique(t, u) and a > 0", "stands alone");
    refuses("unique(t", "')'");
}

void test_formula_batch__knows_the_key_of_unique(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    const int *key;
    const FormulaLeaf *leaves;
    assert_true(formula_parse(a, &err, "unique(employer_code, person_ref)", &f));
    assert_int_equal(formula_key(f, &key), 2);
    formula_leaves(f, &leaves);
    assert_string_equal(leaves[key[1]].field, "person_ref");
    assert_true(formula_parse(a, &err, "x > 1", &f));
    assert_int_equal(formula_key(f, &key), 0);
}
