/* Decides how each field of a release is explained: what it is, how it was made, in what it is
 * counted, and which words may stand in place of a number. */
#include "db/db.h"
#include "modules/release/out.h"
#include "modules/release/tables.h"

#define STATES_EXACT "value, blank, not known, not applicable, not received"
#define STATES_SAFE  "value, withheld, not known, not received"

static const char *unit_of(const FormField *f)
{
    switch (f->kind) {
    case VALUE_COUNT:
        return N_("number");
    case VALUE_AMOUNT:
    case VALUE_SIGNED:
        return strstr(f->name, "wte") ? N_("whole-time equivalent") : N_("number");
    case VALUE_YES_NO:
        return N_("1 yes, 0 no");
    case VALUE_CODE:
        return N_("code");
    case VALUE_DAY:
        return N_("date");
    case VALUE_TEXT:
        return N_("text");
    }
    return "";
}

static bool is_there(const Dictionary *d, const ReleaseCell *c)
{
    for (int i = 0; i < d->n; i++)
        if (same(d->rows[i].table, c->table) && same(d->rows[i].field, c->field))
            return true;
    return false;
}

static void explain_count(Ctx *cx, const CountTable *t, const ReleaseCell *c, const Form *form,
                          DictionaryRow *row)
{
    const FormBlock *b = form_block(form, t->block);
    const FormField *f = b ? form_field(b, c->field) : NULL;
    const char *first = *t->first ? arena_printf(cx->arena, "%s/", t->first) : "";
    row->label = f ? form_text(cx, f->label) : T(cx, "All together");
    row->definition = T(cx, t->title);
    row->formula =
        f ? arena_printf(cx->arena, "%s[%s*].%s", t->block, first, f->name)
          : arena_printf(cx->arena, "%s[%s*].%s%s%s", t->block, first, t->fields[0],
                         t->fields[1] ? " + " : "", t->fields[1] ? t->fields[1] : "");
    row->unit = T(cx, "people");
    row->states = STATES_SAFE;
}

static void explain_cell(Ctx *cx, const ReleaseCell *c, const Form *form, DictionaryRow *row)
{
    const FormBlock *b = form_block(form, c->table);
    const FormField *f = b ? form_field(b, c->field) : NULL;
    row->label = f ? form_text(cx, f->label) : c->field;
    row->definition = b ? form_text(cx, b->title) : c->table;
    row->formula = arena_printf(cx->arena, "%s[].%s", c->table, c->field);
    row->unit = f ? T(cx, unit_of(f)) : "";
    row->states = STATES_EXACT;
}

bool out_dictionary(Ctx *cx, const ReleaseContents *c, Dictionary *out)
{
    Dictionary d = {0};
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        const Form *form;
        if (!*x->table || is_there(&d, x))
            continue;
        if (!workforce_form(cx, x->collection, &form))
            return false;
        DictionaryRow row = {.table = x->table, .field = x->field};
        const CountTable *t = count_table(x->table);
        if (t)
            explain_count(cx, t, x, form, &row);
        else
            explain_cell(cx, x, form, &row);
        *PUSH(cx->arena, d.rows, d.n, d.room) = row;
    }
    *out = d;
    return true;
}
