/* Decides what $filter means: comparisons, and, or, not, contains, startswith and endswith
 * over properties and literals, by the precedence of OData 4.01. */
#include "web/odata.h"
#include <ctype.h>
#include <math.h>

typedef enum Kind { IS_NULL, IS_TRUTH, IS_NUMBER, IS_TEXT } Kind;
typedef struct Value {
    Kind kind;
    bool truth;
    double number;
    const char *text;
} Value;

typedef enum NodeKind {
    NODE_LITERAL,
    NODE_PROPERTY,
    NODE_OR,
    NODE_AND,
    NODE_NOT,
    NODE_EQ,
    NODE_NE,
    NODE_GT,
    NODE_GE,
    NODE_LT,
    NODE_LE,
    NODE_CONTAINS,
    NODE_STARTS,
    NODE_ENDS
} NodeKind;

struct ODataFilter {
    NodeKind kind;
    Kind gives;
    Value literal;
    int property;
    ODataType type; /* of the property */
    const ODataFilter *left, *right;
};

enum { DEEPEST = 60 };

typedef struct Reader {
    Ctx *cx;
    const ODataSet *s;
    const char *text, *at;
    int depth;
} Reader;

static const ODataFilter *wrong(Reader *r, const char *why)
{
    (void)fail(&r->cx->err, USAGE, "$filter: %s, at character %d", why,
               (int)(r->at - r->text) + 1);
    return NULL;
}

static ODataFilter *node(Reader *r, NodeKind kind, Kind gives)
{
    ODataFilter *n = NEW(r->cx->arena, ODataFilter);
    n->kind = kind;
    n->gives = gives;
    return n;
}

static void blanks(Reader *r)
{
    r->at += strspn(r->at, " \t");
}

/* The word, when it is one and not the beginning of a longer one. */
static bool take_word(Reader *r, const char *word)
{
    size_t n = strlen(word);
    blanks(r);
    if (strncmp(r->at, word, n) != 0 || isalnum((unsigned char)r->at[n]) || r->at[n] == '_')
        return false;
    r->at += n;
    return true;
}

static bool take(Reader *r, char c)
{
    blanks(r);
    if (*r->at != c)
        return false;
    r->at++;
    return true;
}

static const ODataFilter *read_or(Reader *r);
static const ODataFilter *read_operand(Reader *r);

/* 'it''s' */
static const ODataFilter *read_text(Reader *r)
{
    Buf b = buf_new(r->cx->arena, 0);
    for (r->at++; *r->at && (*r->at != '\'' || r->at[1] == '\''); r->at++) {
        buf_putc(&b, *r->at);
        r->at += *r->at == '\'';
    }
    if (*r->at != '\'')
        return wrong(r, "a text without its closing '");
    r->at++;
    ODataFilter *n = node(r, NODE_LITERAL, IS_TEXT);
    n->literal = (Value){.kind = IS_TEXT, .text = buf_text(&b)};
    return n;
}

static const ODataFilter *read_call(Reader *r, NodeKind kind)
{
    ODataFilter *n = node(r, kind, IS_TRUTH);
    if (!take(r, '('))
        return wrong(r, "a function needs '('");
    n->left = read_operand(r);
    if (!n->left)
        return NULL;
    n->right = take(r, ',') ? read_operand(r) : wrong(r, "a second argument is needed");
    if (!n->right)
        return NULL;
    if (n->left->gives != IS_TEXT || n->right->gives != IS_TEXT)
        return wrong(r, "this function takes texts");
    return take(r, ')') ? n : wrong(r, "')' is missing");
}

static bool is_day(const char *s)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : !isdigit((unsigned char)s[i]))
            return false;
    return !isalnum((unsigned char)s[10]);
}

static const ODataFilter *read_number(Reader *r)
{
    ODataFilter *n = node(r, NODE_LITERAL, IS_NUMBER);
    if (is_day(r->at)) {
        n->gives = IS_TEXT;
        n->literal = (Value){.kind = IS_TEXT, .text = arena_strndup(r->cx->arena, r->at, 10)};
        r->at += 10;
        return n;
    }
    size_t length = strspn(r->at, "+-0123456789.eE");
    n->literal.kind = IS_NUMBER;
    if (!text_to_double(arena_strndup(r->cx->arena, r->at, length), &n->literal.number))
        return wrong(r, "this is no number");
    r->at += length;
    return n;
}

static const ODataFilter *read_name(Reader *r)
{
    size_t length = 0;
    while (isalnum((unsigned char)r->at[length]) || r->at[length] == '_')
        length++;
    ODataFilter *n = node(r, NODE_PROPERTY, IS_TEXT);
    n->property = odata_property(r->s, arena_strndup(r->cx->arena, r->at, length));
    if (n->property < 0)
        return wrong(r, "there is no such property");
    n->type = r->s->properties[n->property].type;
    n->gives = n->type == ODATA_NUMBER || n->type == ODATA_INT ? IS_NUMBER : IS_TEXT;
    r->at += length;
    return n;
}

static const ODataFilter *read_operand(Reader *r)
{
    static const char *const calls[] = {"contains", "startswith", "endswith"};
    blanks(r);
    for (int i = 0; i < 3; i++)
        if (take_word(r, calls[i]))
            return read_call(r, (NodeKind)(NODE_CONTAINS + i));
    if (*r->at == '\'')
        return read_text(r);
    if (take_word(r, "null"))
        return node(r, NODE_LITERAL, IS_NULL);
    if (isdigit((unsigned char)*r->at) || *r->at == '-' || *r->at == '+')
        return read_number(r);
    if (isalpha((unsigned char)*r->at))
        return read_name(r);
    return wrong(r, *r->at ? "this is not understood" : "something is missing");
}

static const ODataFilter *read_comparison(Reader *r)
{
    static const char *const words[] = {"eq", "ne", "gt", "ge", "lt", "le"};
    if (take(r, '(')) {
        const ODataFilter *inner = read_or(r);
        return inner && !take(r, ')') ? wrong(r, "')' is missing") : inner;
    }
    const ODataFilter *left = read_operand(r);
    for (int i = 0; left && i < 6; i++) {
        if (!take_word(r, words[i]))
            continue;
        ODataFilter *n = node(r, (NodeKind)(NODE_EQ + i), IS_TRUTH);
        n->left = left;
        n->right = read_operand(r);
        if (!n->right)
            return NULL;
        if (left->gives != n->right->gives && left->gives != IS_NULL &&
            n->right->gives != IS_NULL)
            return wrong(r, "a text and a number cannot be compared");
        return n;
    }
    return left;
}

static const ODataFilter *read_not(Reader *r)
{
    if (++r->depth > DEEPEST)
        return wrong(r, "it is nested too deeply");
    const ODataFilter *out;
    if (take_word(r, "not")) {
        ODataFilter *n = node(r, NODE_NOT, IS_TRUTH);
        n->left = read_not(r);
        out = n->left ? n : NULL;
        if (out && n->left->gives != IS_TRUTH)
            out = wrong(r, "'not' takes a comparison");
    } else {
        out = read_comparison(r);
    }
    r->depth--;
    return out;
}

static const ODataFilter *read_chain(Reader *r, const char *word, NodeKind kind,
                                     const ODataFilter *(*inner)(Reader *))
{
    const ODataFilter *left = inner(r);
    while (left && take_word(r, word)) {
        ODataFilter *n = node(r, kind, IS_TRUTH);
        n->left = left;
        n->right = inner(r);
        if (!n->right)
            return NULL;
        if (left->gives != IS_TRUTH || n->right->gives != IS_TRUTH)
            return wrong(r, "'and' and 'or' take comparisons");
        left = n;
    }
    return left;
}

static const ODataFilter *read_and(Reader *r)
{
    return read_chain(r, "and", NODE_AND, read_not);
}

static const ODataFilter *read_or(Reader *r)
{
    return read_chain(r, "or", NODE_OR, read_and);
}

bool odata_filter(Ctx *cx, const ODataSet *s, const char *text, const ODataFilter **out)
{
    Reader r = {.cx = cx, .s = s, .text = text, .at = text};
    if (strlen(text) > ODATA_LONGEST_FILTER)
        return fail(&cx->err, TOO_LARGE, "$filter: at most %d characters",
                    ODATA_LONGEST_FILTER);
    const ODataFilter *f = read_or(&r);
    if (!f)
        return false;
    blanks(&r);
    if (*r.at)
        return wrong(&r, "nothing is expected here") != NULL;
    if (f->gives != IS_TRUTH)
        return wrong(&r, "a comparison is needed") != NULL;
    *out = f;
    return true;
}

/* ---------------------------------------------------------------- evaluating */

static const Value null_value = {.kind = IS_NULL};

static Value truth(bool v)
{
    return (Value){.kind = IS_TRUTH, .truth = v};
}

static Value compare(NodeKind kind, Value a, Value b)
{
    if (a.kind == IS_NULL || b.kind == IS_NULL) {
        bool both = a.kind == b.kind;
        return kind == NODE_EQ ? truth(both) : kind == NODE_NE ? truth(!both) : null_value;
    }
    int c = a.kind == IS_NUMBER ? (a.number > b.number) - (a.number < b.number)
                                : strcmp(a.text, b.text);
    switch (kind) {
    case NODE_EQ:
        return truth(c == 0);
    case NODE_NE:
        return truth(c != 0);
    case NODE_GT:
        return truth(c > 0);
    case NODE_GE:
        return truth(c >= 0);
    case NODE_LT:
        return truth(c < 0);
    default:
        return truth(c <= 0);
    }
}

static Value eval(const ODataFilter *f, const ODataValue *row);

/* and, or, not with three values: what is not known stays so unless the rest decides. */
static Value logic(const ODataFilter *f, const ODataValue *row)
{
    Value a = eval(f->left, row);
    if (f->kind == NODE_NOT)
        return a.kind == IS_NULL ? a : truth(!a.truth);
    bool decides = f->kind == NODE_OR; /* true decides "or", false decides "and" */
    if (a.kind == IS_TRUTH && a.truth == decides)
        return a;
    Value b = eval(f->right, row);
    if (b.kind == IS_TRUTH && b.truth == decides)
        return b;
    return a.kind == IS_NULL ? a : b;
}

static Value function(const ODataFilter *f, const ODataValue *row)
{
    Value a = eval(f->left, row), b = eval(f->right, row);
    if (a.kind == IS_NULL || b.kind == IS_NULL)
        return null_value;
    return truth(f->kind == NODE_CONTAINS ? strstr(a.text, b.text) != NULL
                 : f->kind == NODE_STARTS ? starts_with(a.text, b.text)
                                          : ends_with(a.text, b.text));
}

static Value property(const ODataFilter *f, const ODataValue *row)
{
    const ODataValue *v = &row[f->property];
    if (v->is_null)
        return null_value;
    return f->gives == IS_NUMBER ? (Value){.kind = IS_NUMBER, .number = v->number}
                                 : (Value){.kind = IS_TEXT, .text = v->text};
}

static Value eval(const ODataFilter *f, const ODataValue *row)
{
    switch (f->kind) {
    case NODE_LITERAL:
        return f->literal;
    case NODE_PROPERTY:
        return property(f, row);
    case NODE_OR:
    case NODE_AND:
    case NODE_NOT:
        return logic(f, row);
    case NODE_CONTAINS:
    case NODE_STARTS:
    case NODE_ENDS:
        return function(f, row);
    default:
        return compare(f->kind, eval(f->left, row), eval(f->right, row));
    }
}

bool odata_takes(const ODataFilter *f, const ODataValue *row)
{
    Value v = eval(f, row);
    return v.kind == IS_TRUTH && v.truth;
}
