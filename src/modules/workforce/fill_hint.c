/* Decides what a page says of a cell that others determine: a rule that reads "these == this
 * cell", or "abs(this cell - (these)) <= little", names them. */
#include "modules/workforce/fill.h"
#include "modules/workforce/return_read.h"

/* The part of a rule's formula that the cell should equal; NULL: it is no such rule. */
static const char *other_side(Arena *a, const Rule *rule, const char *cell)
{
    const char *text = rule->formula, *equals = strstr(text, " == ");
    static const char *const words[] = {"=>", " and ", " or ", "or0", "last.", NULL};
    for (int i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return NULL;
    const char *start = arena_printf(a, "abs(%s - (", cell);
    if (starts_with(text, start)) {
        const char *from = text + strlen(start), *end = strstr(from, ")) <= ");
        return end ? arena_strndup(a, from, (size_t)(end - from)) : NULL;
    }
    if (equals && same(equals + 4, cell))
        return arena_strndup(a, text, (size_t)(equals - text));
    return NULL;
}

const char *fill_hint(Ctx *cx, const Return *r, const Return *last, const FormBlock *b,
                      const char *row, const FormField *f)
{
    for (int i = 0; i < r->form->n_rules; i++) {
        const Rule *rule = &r->form->rules[i];
        if (!rule->formula || !same(rule->block, b->code) || !same(rule->field, f->name) ||
            (!rule->each_row && !same(rule->row, row)))
            continue;
        const char *cell = rule->each_row
                               ? f->name
                               : arena_printf(cx->arena, "%s[%s].%s", b->code, row, f->name);
        const char *others = other_side(cx->arena, rule, cell);
        FormulaValue v = others ? return_eval(cx, r, last, rule, others, row)
                                : (FormulaValue){.kind = FORMULA_UNKNOWN};
        if (v.kind == FORMULA_NUMBER)
            return arena_printf(cx->arena, T(cx, "the other cells make %s"),
                                text_double(cx->arena, v.number));
    }
    return NULL;
}
