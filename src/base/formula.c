/* Decides the grammar of formulas and how unknown values spread. Where leaves get their values
 * is left to the callers. A recursive-descent parser makes a tree; evaluation walks it. */
#include "base/formula.h"
#include "base/formula_tree.h"
#include "base/text.h"
#include <ctype.h>
#include <math.h>

typedef struct Parser {
    Arena *arena;
    Err *err;
    const char *text, *p;
    Formula *formula;
    int depth;
} Parser;

static Node *expression(Parser *ps);

static Node *broken(Parser *ps, const char *expected)
{
    fail(ps->err, INVALID, "formula '%s': expected %s at character %d", ps->text, expected,
         (int)(ps->p - ps->text) + 1);
    return NULL;
}

static Node *node(Parser *ps, Op op, Node *left, Node *right)
{
    Node *n = NEW(ps->arena, Node);
    *n = (Node){.op = op, .left = left, .right = right};
    return n;
}

static void skip_space(Parser *ps)
{
    while (isspace((unsigned char)*ps->p))
        ps->p++;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Takes the symbol or word if it stands here. */
static bool take(Parser *ps, const char *symbol)
{
    skip_space(ps);
    size_t n = strlen(symbol);
    if (strncmp(ps->p, symbol, n) != 0 || (is_name(*symbol) && is_name(ps->p[n])))
        return false;
    ps->p += n;
    return true;
}

static const char *name(Parser *ps)
{
    const char *start = ps->p;
    while (is_name(*ps->p))
        ps->p++;
    return arena_strndup(ps->arena, start, (size_t)(ps->p - start));
}

static int leaf_index(Parser *ps, FormulaLeaf leaf)
{
    Formula *f = ps->formula;
    for (int i = 0; i < f->n; i++)
        if (same(f->leaves[i].text, leaf.text))
            return i;
    *PUSH(ps->arena, f->leaves, f->n, f->room) = leaf;
    return f->n - 1;
}

static Node *leaf(Parser *ps, const char *start, const char *first)
{
    FormulaLeaf l = {.block = "", .row = "", .field = first};
    if (same(first, "last") && *ps->p == '.') {
        ps->p++;
        l.last = true;
        first = name(ps);
        l.field = first;
    }
    if (*ps->p == '[') {
        const char *row = ++ps->p, *end = strchr(row, ']');
        if (!end || end[1] != '.')
            return broken(ps, "a row and '].' as in A1[R4].hc_perm");
        l.block = first;
        l.row = arena_strndup(ps->arena, row, (size_t)(end - row));
        ps->p = end + 2;
        l.field = name(ps);
        if (!*l.field)
            return broken(ps, "a field name");
    }
    l.text = arena_strndup(ps->arena, start, (size_t)(ps->p - start));
    Node *n = node(ps, OP_LEAF, NULL, NULL);
    n->leaf = leaf_index(ps, l);
    return n;
}

static Node *call(Parser *ps, Op op, int arguments)
{
    Node *left = expression(ps), *right = NULL;
    if (!left)
        return NULL;
    if (arguments == 2) {
        if (!take(ps, ","))
            return broken(ps, "','");
        if (!(right = expression(ps)))
            return NULL;
    }
    return take(ps, ")") ? node(ps, op, left, right) : broken(ps, "')'");
}

/* unique(a, b): fields only, and not inside another formula. */
static Node *key(Parser *ps)
{
    Formula *f = ps->formula;
    Node *n = node(ps, OP_UNIQUE, NULL, NULL);
    do {
        skip_space(ps);
        const char *start = ps->p, *field = name(ps);
        Node *of = *field ? leaf(ps, start, field) : broken(ps, "a field");
        if (!of)
            return NULL;
        *PUSH(ps->arena, f->key, f->n_key, f->key_room) = of->leaf;
    } while (take(ps, ","));
    return take(ps, ")") ? n : broken(ps, "')'");
}

static const struct {
    const char *name;
    Op op;
    int arguments;
} functions[] = {
    {"min", OP_MIN, 2},     {"max", OP_MAX, 2}, {"abs", OP_ABS, 1}, {"or0", OP_OR0, 1},
    {"known", OP_KNOWN, 1}, {"ln", OP_LN, 1},   {"exp", OP_EXP, 1},
};

static Node *primary(Parser *ps)
{
    skip_space(ps);
    const char *start = ps->p;
    if (take(ps, "(")) {
        Node *inner = expression(ps);
        return !inner ? NULL : take(ps, ")") ? inner : broken(ps, "')'");
    }
    if (take(ps, "-")) {
        Node *inner = primary(ps);
        return inner ? node(ps, OP_NEG, inner, NULL) : NULL;
    }
    if (*ps->p == '\'') {
        const char *end = strchr(++ps->p, '\'');
        if (!end)
            return broken(ps, "a closing quote");
        Node *n = node(ps, OP_TEXT, NULL, NULL);
        n->value.kind = FORMULA_TEXT;
        n->value.text = arena_strndup(ps->arena, ps->p, (size_t)(end - ps->p));
        ps->p = end + 1;
        return n;
    }
    if (isdigit((unsigned char)*ps->p)) {
        size_t len = strspn(ps->p, "0123456789.");
        double v;
        if (!text_to_double(arena_strndup(ps->arena, ps->p, len), &v))
            return broken(ps, "a number");
        ps->p += len;
        Node *n = node(ps, OP_NUMBER, NULL, NULL);
        n->value = formula_number(v);
        return n;
    }
    if (!is_name(*ps->p))
        return broken(ps, "a number, a field or '('");
    const char *word = name(ps);
    if (same(word, "unique") && take(ps, "("))
        return key(ps);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (same(word, functions[i].name) && take(ps, "("))
            return call(ps, functions[i].op, functions[i].arguments);
    return leaf(ps, start, word);
}

/* One row per level of binding, loosest first; within a level from left to right. */
typedef struct Level {
    struct {
        const char *symbol;
        Op op;
    } ops[7];
} Level;
static const Level levels[] = {
    {{{"<=>", OP_EQUIVALENT}}},
    {{{"=>", OP_IMPLIES}}},
    {{{"or", OP_OR}}},
    {{{"and", OP_AND}}},
    {{{"==", OP_EQ}, {"!=", OP_NE}, {"<=", OP_LE}, {">=", OP_GE}, {"<", OP_LT}, {">", OP_GT}}},
    {{{"+", OP_ADD}, {"-", OP_SUB}}},
    {{{"*", OP_MUL}, {"/", OP_DIV}}},
};
enum { N_LEVELS = sizeof levels / sizeof *levels, LEVEL_COMPARE = 4, DEEPEST = 50 };
/* "not not ..." and "1+1+..." nest without parentheses: what is longer is not read. */
enum { LONGEST = 2000 };

static bool take_op(Parser *ps, int level, Op *op)
{
    skip_space(ps);
    if (level == LEVEL_COMPARE && strncmp(ps->p, "<=>", 3) == 0)
        return false;
    for (int i = 0; levels[level].ops[i].symbol; i++)
        if (take(ps, levels[level].ops[i].symbol)) {
            *op = levels[level].ops[i].op;
            return true;
        }
    return false;
}

static Node *binary(Parser *ps, int level)
{
    if (level == N_LEVELS)
        return primary(ps);
    if (level == LEVEL_COMPARE && take(ps, "not")) {
        Node *inner = binary(ps, level);
        return inner ? node(ps, OP_NOT, inner, NULL) : NULL;
    }
    Node *left = binary(ps, level + 1);
    Op op;
    while (left && take_op(ps, level, &op)) {
        Node *right = binary(ps, level + 1);
        if (!right)
            return NULL;
        left = node(ps, op, left, right);
    }
    return left;
}

static Node *expression(Parser *ps)
{
    if (++ps->depth > DEEPEST)
        return broken(ps, "fewer nested parentheses");
    Node *n = binary(ps, 0);
    ps->depth--;
    return n;
}

bool formula_parse(Arena *a, Err *err, const char *text, Formula **out)
{
    Formula *f = NEW(a, Formula);
    Parser ps = {.arena = a, .err = err, .text = text, .p = text, .formula = f};
    if (strlen(text) > LONGEST)
        return fail(err, INVALID, "formula '%.40s...': longer than %d characters", text,
                    LONGEST);
    f->root = expression(&ps);
    if (!f->root)
        return false;
    skip_space(&ps);
    if (*ps.p) {
        broken(&ps, "the end");
        return false;
    }
    if (f->n_key && f->root->op != OP_UNIQUE)
        return fail(err, INVALID, "formula '%s': unique() stands alone", text);
    *out = f;
    return true;
}

int formula_key(const Formula *f, const int **leaves)
{
    *leaves = f->key;
    return f->n_key;
}

int formula_leaves(const Formula *f, const FormulaLeaf **leaves)
{
    *leaves = f->leaves;
    return f->n;
}

/* ---------------------------------------------------------------- evaluation */

static FormulaValue unknown(void)
{
    return (FormulaValue){.kind = FORMULA_UNKNOWN};
}

static FormulaValue truth(bool v)
{
    return formula_number(v ? 1 : 0);
}

/* 1 true, 0 false, -1 unknown. */
static int as_truth(FormulaValue v)
{
    return v.kind == FORMULA_UNKNOWN  ? -1
           : v.kind == FORMULA_NUMBER ? v.number != 0
                                      : *v.text != 0;
}

static FormulaValue compare(Op op, FormulaValue a, FormulaValue b)
{
    if (a.kind == FORMULA_UNKNOWN || b.kind == FORMULA_UNKNOWN || a.kind != b.kind)
        return unknown();
    double difference;
    if (a.kind == FORMULA_TEXT)
        difference = strcmp(a.text, b.text);
    else /* decimals as people write them: 0.1 + 0.2 equals 0.3 */
        difference = fabs(a.number - b.number) < 1e-9 ? 0 : a.number - b.number;
    switch (op) {
    case OP_EQ:
        return truth(difference == 0);
    case OP_NE:
        return truth(difference != 0);
    case OP_LT:
        return truth(difference < 0);
    case OP_LE:
        return truth(difference <= 0);
    case OP_GT:
        return truth(difference > 0);
    default:
        return truth(difference >= 0);
    }
}

static FormulaValue logic(Op op, FormulaValue left, FormulaValue right)
{
    int a = as_truth(left), b = as_truth(right);
    switch (op) {
    case OP_AND:
        return a == 0 || b == 0 ? truth(false) : a < 0 || b < 0 ? unknown() : truth(true);
    case OP_IMPLIES:
        a = a < 0 ? a : !a; /* and on as "not a or b" */
        /* fall through */
    case OP_OR:
        return a == 1 || b == 1 ? truth(true) : a < 0 || b < 0 ? unknown() : truth(false);
    default:
        return a < 0 || b < 0 ? unknown() : truth(a == b);
    }
}

static FormulaValue arithmetic(Op op, FormulaValue a, FormulaValue b)
{
    if (a.kind != FORMULA_NUMBER || b.kind != FORMULA_NUMBER)
        return unknown();
    switch (op) {
    case OP_ADD:
        return formula_number(a.number + b.number);
    case OP_SUB:
        return formula_number(a.number - b.number);
    case OP_MUL:
        return formula_number(a.number * b.number);
    case OP_DIV:
        return b.number == 0 ? unknown() : formula_number(a.number / b.number);
    case OP_MIN:
        return formula_number(fmin(a.number, b.number));
    default:
        return formula_number(fmax(a.number, b.number));
    }
}

static FormulaValue eval(const Node *n, const FormulaValue *values)
{
    switch (n->op) {
    case OP_NUMBER:
    case OP_TEXT:
        return n->value;
    case OP_LEAF:
        return values[n->leaf];
    case OP_UNIQUE: /* one row cannot tell */
        return unknown();
    default:
        break;
    }
    FormulaValue a = eval(n->left, values);
    FormulaValue b = n->right ? eval(n->right, values) : unknown();
    switch (n->op) {
    case OP_EQUIVALENT:
    case OP_IMPLIES:
    case OP_OR:
    case OP_AND:
        return logic(n->op, a, b);
    case OP_NOT:
        return as_truth(a) < 0 ? a : truth(!as_truth(a));
    case OP_NEG:
        return a.kind == FORMULA_NUMBER ? formula_number(-a.number) : unknown();
    case OP_LN:
        return a.kind == FORMULA_NUMBER && a.number > 0 ? formula_number(log(a.number))
                                                        : unknown();
    case OP_EXP:
        return a.kind == FORMULA_NUMBER ? formula_number(exp(a.number)) : unknown();
    case OP_ABS:
        return a.kind == FORMULA_NUMBER ? formula_number(fabs(a.number)) : unknown();
    case OP_OR0:
        return a.kind == FORMULA_UNKNOWN ? formula_number(0) : a;
    case OP_KNOWN:
        return truth(a.kind != FORMULA_UNKNOWN);
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_MIN:
    case OP_MAX:
        return arithmetic(n->op, a, b);
    default:
        return compare(n->op, a, b);
    }
}

FormulaValue formula_eval(const Formula *f, const FormulaValue *values)
{
    return eval(f->root, values);
}

bool formula_quotient(const Formula *f, const FormulaValue *values, double *over, double *under)
{
    if (f->root->op != OP_DIV)
        return false;
    FormulaValue a = eval(f->root->left, values), b = eval(f->root->right, values);
    if (a.kind != FORMULA_NUMBER || b.kind != FORMULA_NUMBER)
        return false;
    *over = a.number;
    *under = b.number;
    return true;
}
