/* Finding one's way in a form: blocks, fields, codes, row keys and their labels. How a form is
 * read from its files is in form_parse.c, how it is kept in form_store.c. */
#include "modules/form/form.h"
#include "base/csv.h"

const char *form_text(const Ctx *cx, FormText t)
{
    return !t.cy ? T(cx, t.en) : cx->lang == LANG_CY && *t.cy ? t.cy : t.en;
}

const FormBlock *form_block(const Form *f, const char *code)
{
    for (int i = 0; i < f->n_blocks; i++)
        if (same_fold(f->blocks[i].code, code) || same_fold(f->blocks[i].file, code))
            return &f->blocks[i];
    return NULL;
}

const FormField *form_field(const FormBlock *b, const char *name)
{
    for (int i = 0; i < b->n_fields; i++)
        if (same(b->fields[i].name, name))
            return &b->fields[i];
    return NULL;
}

static const FormCode *find_code(const FormCode *codes, const char *value)
{
    for (; codes && codes->value; codes++)
        if (same(codes->value, value))
            return codes;
    return NULL;
}

const char *form_code_label(const Ctx *cx, const FormCode *codes, const char *value)
{
    const FormCode *c = find_code(codes, value);
    return c ? form_text(cx, c->label) : value;
}

const char *form_codes_text(Arena *a, const FormCode *codes)
{
    Buf b = buf_new(a, 0);
    for (const FormCode *c = codes; c->value; c++)
        buf_printf(&b, "%s%s", c == codes ? "" : ", ", c->value);
    return buf_text(&b);
}

const char *form_code_of(const FormCode *codes, const char *text)
{
    for (const FormCode *c = codes; c && c->value; c++)
        if (same_fold(c->value, text))
            return c->value;
    return NULL;
}

const FormCode *form_codes_of(const FormBlock *b, const char *first)
{
    const FormKey *last = &b->keys[b->n_keys - 1];
    if (last->codes)
        return last->codes;
    for (int i = 0; b->keys[0].codes[i].value; i++)
        if (same(b->keys[0].codes[i].value, first))
            return b->categories[i];
    return NULL;
}

static bool has_column(const char *const *columns, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (same(columns[i], name))
            return true;
    return false;
}

/* Key columns count too, because some blocks differ in little else; "note" tells nothing. */
const FormBlock *form_block_of_columns(const Form *f, const char *const *columns, int n)
{
    const FormBlock *best = NULL;
    int most = 0;
    bool tie = false;
    for (int i = 0; i < f->n_blocks; i++) {
        const FormBlock *b = &f->blocks[i];
        int hits = 0;
        for (int k = 0; k < b->n_keys; k++)
            hits += has_column(columns, n, b->keys[k].name);
        for (int k = 0; k < b->n_fields; k++)
            hits +=
                !same(b->fields[k].name, "note") && has_column(columns, n, b->fields[k].name);
        tie = hits == most ? true : hits > most ? false : tie;
        if (hits > most) {
            most = hits;
            best = b;
        }
    }
    return tie || most < 2 ? NULL : best;
}

const char *form_row_label(Ctx *cx, const FormBlock *b, const char *row_key)
{
    if (!b->n_keys)
        return form_text(cx, b->title);
    const char *slash = strchr(row_key, '/');
    const char *first =
        slash ? arena_strndup(cx->arena, row_key, (size_t)(slash - row_key)) : row_key;
    const char *label = form_code_label(cx, b->keys[0].codes, first);
    if (!slash)
        return label;
    return arena_printf(cx->arena, "%s: %s", label,
                        form_code_label(cx, form_codes_of(b, first), slash + 1));
}

int form_rows(Arena *a, const FormBlock *b, const char *const **out)
{
    const char **rows = NULL;
    int n = 0, room = 0;
    if (!b->n_keys)
        *PUSH(a, rows, n, room) = "";
    for (int i = 0; b->n_keys && b->keys[0].codes[i].value; i++) {
        const char *first = b->keys[0].codes[i].value;
        const FormCode *second = b->n_keys > 1 ? form_codes_of(b, first) : NULL;
        if (!second)
            *PUSH(a, rows, n, room) = first;
        for (; second && second->value; second++)
            *PUSH(a, rows, n, room) = arena_printf(a, "%s/%s", first, second->value);
    }
    *out = rows;
    return n;
}

const Rule *form_rule(const Form *f, const char *code)
{
    for (int i = 0; f && i < f->n_rules; i++)
        if (same(f->rules[i].code, code))
            return &f->rules[i];
    for (int i = 0; i < n_reading_rules; i++)
        if (same(reading_rules[i].code, code))
            return &reading_rules[i];
    return NULL;
}

/* ---------------------------------------------------------------- template */

void form_template(const FormBlock *b, const char *collection, const char *organisation,
                   Buf *out)
{
    CsvOut o = {.buf = out};
    csv_field(&o, "collection");
    csv_field(&o, "organisation");
    for (int i = 0; i < b->n_keys; i++)
        csv_field(&o, b->keys[i].name);
    for (int i = 0; i < b->n_fields; i++)
        csv_field(&o, b->fields[i].name);
    csv_end_row(&o);
    SCOPED_ARENA a = arena_new();
    const char *const *rows;
    int n = form_rows(a, b, &rows);
    for (int r = 0; r < n; r++) {
        const char **parts;
        int n_parts = text_split(a, rows[r], '/', &parts);
        csv_field(&o, collection);
        csv_field(&o, organisation);
        for (int k = 0; k < b->n_keys; k++)
            csv_field(&o, k < n_parts ? parts[k] : "");
        for (int i = 0; i < b->n_fields; i++)
            csv_field(&o, "");
        csv_end_row(&o);
    }
}
