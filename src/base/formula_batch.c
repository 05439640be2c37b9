/* Decides how a formula's tree becomes steps over columns. What the operators mean is
 * formula.c's, and this must say the same of every row. */
#include "base/formula_batch.h"
#include "base/date.h"
#include "base/formula_tree.h"
#include <math.h>

/* A node with room for its values. A constant is filled in once; a leaf points at its column.
 */
enum { STEP_TRUTH = OP_UNIQUE + 1 }; /* of a text or a day, for and, or, not, ... */
typedef struct Step {
    int op;
    FormulaColumnKind kind;
    bool constant;
    struct Step *left, *right;
    int leaf;
    double *numbers;
    View text; /* of a constant */
} Step;

struct FormulaBatch {
    Step *root;
    const FormulaColumn *columns;
};

typedef struct Maker {
    Arena *arena;
    Err *err;
    const char *text;
    const FormulaColumnKind *kinds;
    int most_rows;
} Maker;

static Step *refuse(Maker *m, const char *why)
{
    fail(m->err, INVALID, "formula '%s': %s", m->text, why);
    return NULL;
}

static void fill(Step *s, double v, int n)
{
    for (int i = 0; i < n; i++)
        s->numbers[i] = v;
}

/* A text beside a column of days is a day. */
static bool as_day(Maker *m, Step *s)
{
    Date d;
    char text[11] = "";
    double v = DAY_BLANK;
    if (s->text.n == 10)
        memcpy(text, s->text.s, 10);
    if (s->text.n != 0 && !date_parse_iso(text, &d))
        return refuse(m, "a day is written as '2026-03-31'") != NULL;
    if (s->text.n)
        v = d.days;
    s->kind = FORMULA_DAYS;
    fill(s, v, m->most_rows);
    return true;
}

static bool comparable(Maker *m, Step *a, Step *b)
{
    if (a->kind == FORMULA_DAYS && b->kind == FORMULA_TEXTS && b->constant)
        return as_day(m, b);
    if (b->kind == FORMULA_DAYS && a->kind == FORMULA_TEXTS && a->constant)
        return as_day(m, a);
    return a->kind == b->kind || refuse(m, "it compares different kinds of value") != NULL;
}

static Step *as_truth(Maker *m, Step *s)
{
    if (!s || s->kind == FORMULA_NUMBERS)
        return s;
    Step *t = NEW(m->arena, Step);
    *t = (Step){.op = STEP_TRUTH, .left = s};
    t->numbers = NEW_ARRAY(m->arena, double, m->most_rows);
    return t;
}

static bool is_logic(Op op)
{
    return op >= OP_EQUIVALENT && op <= OP_NOT;
}

static bool is_arithmetic(Op op)
{
    return (op >= OP_ADD && op <= OP_ABS) || op == OP_OR0;
}

static Step *make(Maker *m, const Node *n)
{
    Step *s = NEW(m->arena, Step);
    *s = (Step){.op = n->op, .leaf = n->leaf};
    if (n->op == OP_LEAF) {
        s->kind = m->kinds[n->leaf];
        return s;
    }
    if (n->op == OP_UNIQUE)
        return refuse(m, "unique() is not decided row by row");
    s->numbers = NEW_ARRAY(m->arena, double, m->most_rows);
    if (n->op == OP_NUMBER || n->op == OP_TEXT) {
        s->constant = true;
        if (n->op == OP_NUMBER)
            fill(s, n->value.number, m->most_rows);
        else
            *s = (Step){.op = n->op,
                        .kind = FORMULA_TEXTS,
                        .constant = true,
                        .numbers = s->numbers,
                        .text = {n->value.text, (uint32_t)strlen(n->value.text)}};
        return s;
    }
    if (!(s->left = make(m, n->left)) || (n->right && !(s->right = make(m, n->right))))
        return NULL;
    if (n->op >= OP_EQ && n->op <= OP_GE && !comparable(m, s->left, s->right))
        return NULL;
    if (is_arithmetic(n->op) &&
        (s->left->kind != FORMULA_NUMBERS || (s->right && s->right->kind != FORMULA_NUMBERS)))
        return refuse(m, "it reckons with what is no number");
    if (is_logic(n->op)) {
        s->left = as_truth(m, s->left);
        s->right = as_truth(m, s->right);
    }
    return s;
}

bool formula_batch(Arena *a, Err *err, const Formula *f, const char *text,
                   const FormulaColumnKind *kinds, int most_rows, FormulaBatch **out)
{
    Maker m = {.arena = a, .err = err, .text = text, .kinds = kinds, .most_rows = most_rows};
    FormulaBatch *b = NEW(a, FormulaBatch);
    if (!(b->root = as_truth(&m, make(&m, f->root))))
        return false;
    *out = b;
    return true;
}

/* ---------------------------------------------------------------- evaluation */

static const double *run(const FormulaBatch *b, Step *s, int n);

static View text_at(const FormulaBatch *b, const Step *s, int i)
{
    return s->constant ? s->text : b->columns[s->leaf].texts[i];
}

/* -1, 0 or 1 as strcmp() orders; NAN when one is not known. */
static double order(View a, View b)
{
    if (!a.s || !b.s)
        return NAN;
    int o = memcmp(a.s, b.s, a.n < b.n ? a.n : b.n);
    return o ? o : a.n < b.n ? -1 : a.n > b.n;
}

/* How far apart two numbers are, nothing when they differ as decimals do not. */
static double apart(double a, double b)
{
    double d = a - b;
    return fabs(d) < 1e-9 ? 0 : d;
}

#define EACH(expression)                                                                       \
    for (int i = 0; i < n; i++)                                                                \
    out[i] = (expression)
#define DECIDE(relation) EACH(isnan(d[i]) ? NAN : d[i] relation 0)

static void decide(int op, const double *d, double *out, int n)
{
    switch (op) {
    case OP_EQ:
        DECIDE(==);
        break;
    case OP_NE:
        DECIDE(!=);
        break;
    case OP_LT:
        DECIDE(<);
        break;
    case OP_LE:
        DECIDE(<=);
        break;
    case OP_GT:
        DECIDE(>);
        break;
    default:
        DECIDE(>=);
        break;
    }
}

static void compare(const FormulaBatch *b, Step *s, int n)
{
    double *out = s->numbers;
    if (s->left->kind == FORMULA_TEXTS) {
        EACH(order(text_at(b, s->left, i), text_at(b, s->right, i)));
    } else {
        const double *x = run(b, s->left, n), *y = run(b, s->right, n);
        EACH(apart(x[i], y[i]));
    }
    decide(s->op, out, out, n);
}

static void logic(int op, const double *x, const double *y, double *out, int n)
{
    switch (op) {
    case OP_AND:
        EACH(x[i] == 0 || y[i] == 0 ? 0 : isnan(x[i]) || isnan(y[i]) ? NAN : 1);
        break;
    case OP_IMPLIES: /* "not x or y" */
        EACH(x[i] == 0 || (y[i] != 0 && !isnan(y[i])) ? 1
             : isnan(x[i]) || isnan(y[i])             ? NAN
                                                      : 0);
        break;
    case OP_OR:
        EACH((x[i] != 0 && !isnan(x[i])) || (y[i] != 0 && !isnan(y[i])) ? 1
             : isnan(x[i]) || isnan(y[i])                               ? NAN
                                                                        : 0);
        break;
    default:
        EACH(isnan(x[i]) || isnan(y[i]) ? NAN : (x[i] != 0) == (y[i] != 0));
        break;
    }
}

static void arithmetic(int op, const double *x, const double *y, double *out, int n)
{
    switch (op) {
    case OP_ADD:
        EACH(x[i] + y[i]);
        break;
    case OP_SUB:
        EACH(x[i] - y[i]);
        break;
    case OP_MUL:
        EACH(x[i] * y[i]);
        break;
    case OP_DIV:
        EACH(y[i] == 0 ? NAN : x[i] / y[i]);
        break;
    case OP_MIN:
        EACH(isnan(x[i]) || isnan(y[i]) ? NAN : fmin(x[i], y[i]));
        break;
    default:
        EACH(isnan(x[i]) || isnan(y[i]) ? NAN : fmax(x[i], y[i]));
        break;
    }
}

/* What has one operand; known() and truth also of texts. */
static void single(const FormulaBatch *b, Step *s, int n)
{
    double *out = s->numbers;
    if (s->left->kind == FORMULA_TEXTS) {
        if (s->op == OP_KNOWN)
            EACH(text_at(b, s->left, i).s != NULL);
        else
            EACH(!text_at(b, s->left, i).s ? NAN : text_at(b, s->left, i).n > 0);
        return;
    }
    const double *x = run(b, s->left, n);
    switch (s->op) {
    case OP_NOT:
        EACH(isnan(x[i]) ? NAN : x[i] == 0);
        break;
    case OP_NEG:
        EACH(-x[i]);
        break;
    case OP_LN:
        EACH(x[i] > 0 ? log(x[i]) : NAN);
        break;
    case OP_EXP:
        EACH(exp(x[i]));
        break;
    case OP_ABS:
        EACH(fabs(x[i]));
        break;
    case OP_OR0:
        EACH(isnan(x[i]) ? 0 : x[i]);
        break;
    case OP_KNOWN:
        EACH(!isnan(x[i]));
        break;
    default: /* STEP_TRUTH of a day: whether there is one */
        EACH(isnan(x[i]) ? NAN : x[i] > DAY_BLANK);
        break;
    }
}

static const double *run(const FormulaBatch *b, Step *s, int n)
{
    if (s->op == OP_LEAF)
        return b->columns[s->leaf].numbers;
    if (s->constant)
        return s->numbers;
    if (s->op >= OP_EQ && s->op <= OP_GE) {
        compare(b, s, n);
    } else if (!s->right) {
        single(b, s, n);
    } else {
        const double *x = run(b, s->left, n), *y = run(b, s->right, n);
        if (s->op <= OP_AND)
            logic(s->op, x, y, s->numbers, n);
        else
            arithmetic(s->op, x, y, s->numbers, n);
    }
    return s->numbers;
}

const double *formula_batch_eval(FormulaBatch *b, const FormulaColumn *columns, int n)
{
    b->columns = columns;
    return run(b, b->root, n);
}
