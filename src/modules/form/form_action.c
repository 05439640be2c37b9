/* The forms' actions and tables: call form.h, fill a reply. */
#include "modules/form/form_action.h"
#include "modules/form/form_parse.h"
#include <math.h>

static const char *version_text(Ctx *cx, const Form *f)
{
    return arena_printf(cx->arena, "%d", f->version);
}

Table *form_list_table(Ctx *cx, Reply *r, const FormList *list)
{
    Table *t = reply_table(cx, r, "forms", T(cx, "Forms"));
    table_column(cx, t, "form", T(cx, "Form"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_NUMBER, 0);
    table_column(cx, t, "title", T(cx, "Title"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "blocks", T(cx, "Blocks"), COLUMN_NUMBER, 0);
    table_column(cx, t, "rules", T(cx, "Rules"), COLUMN_NUMBER, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    table_column(cx, t, "digest", T(cx, "Digest"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    for (int i = 0; i < list->n; i++) {
        const Form *f = list->items[i];
        Cell *c = table_row(cx, t);
        c[0] =
            cell_link(f->id, arena_printf(cx->arena, "/form/%s?version=%d", f->id, f->version));
        c[1] = cell_plain(f->version);
        c[2] = cell_text(form_text(cx, f->title));
        c[3] = f->published ? cell_code("published", T(cx, "published"))
                            : cell_code("draft", T(cx, "draft"));
        c[4] = cell_number(f->n_blocks);
        c[5] = cell_number(f->n_rules);
        c[6] = cell_text(f->source);
        c[7] = cell_text(f->digest);
    }
    return t;
}

static const char *kind_label(Ctx *cx, ValueKind k)
{
    static const char *const labels[] = {
        [VALUE_COUNT] = N_("count"),
        [VALUE_AMOUNT] = N_("amount"),
        [VALUE_SIGNED] = N_("amount, may be negative"),
        [VALUE_YES_NO] = N_("yes or no"),
        [VALUE_CODE] = N_("code"),
        [VALUE_DAY] = N_("day"),
        [VALUE_TEXT] = N_("text"),
    };
    return T(cx, labels[k]);
}

/* "0 to 999, 2 decimals"; "one of in_post, interim, vacant, none". */
static const char *allowed(Ctx *cx, const FormField *f)
{
    Buf b = buf_new(cx->arena, 0);
    for (const FormCode *c = f->codes; c && c->value; c++)
        buf_printf(&b, "%s%s", b.len ? ", " : "", c->value);
    if (f->kind > VALUE_SIGNED) {
        buf_puts(&b, f->pattern);
        return buf_text(&b);
    }
    if (!isnan(f->least) && !isnan(f->most))
        buf_printf(&b, T(cx, "%s to %s"), text_double(cx->arena, f->least),
                   text_double(cx->arena, f->most));
    else if (!isnan(f->least))
        buf_printf(&b, T(cx, "from %s"), text_double(cx->arena, f->least));
    if (f->decimals > 0)
        buf_printf(&b, T_COUNT(cx, ", %d decimal", ", %d decimals", f->decimals), f->decimals);
    return buf_text(&b);
}

Table *form_fields_table(Ctx *cx, Reply *r, const Form *f, const char *block)
{
    Table *t = reply_table(cx, r, "fields", T(cx, "Fields"));
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "Meaning"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "allowed", T(cx, "Allowed"), COLUMN_TEXT, 0);
    table_column(cx, t, "blank", T(cx, "May be blank"), COLUMN_TEXT, 0);
    for (int i = 0; i < f->n_blocks; i++) {
        const FormBlock *b = &f->blocks[i];
        for (int k = 0; k < b->n_fields && (!*block || form_block(f, block) == b); k++) {
            const FormField *q = &b->fields[k];
            Cell *c = table_row(cx, t);
            c[0] = cell_code(
                b->code, arena_printf(cx->arena, "%s %s", b->code, form_text(cx, b->title)));
            c[1] = cell_text(q->name);
            c[2] = cell_text(form_text(cx, q->label));
            c[3] = cell_text(kind_label(cx, q->kind));
            c[4] = cell_text(allowed(cx, q));
            c[5] = cell_text(q->may_be_blank ? T(cx, "yes") : T(cx, "no"));
        }
    }
    return t;
}

static void rule_row(Ctx *cx, Table *t, const Rule *r)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_text(r->code);
    c[1] = cell_text(*r->block ? r->block : T(cx, "all"));
    c[2] = r->severity == SEVERITY_ERROR ? cell_code("error", T(cx, "error"))
                                         : cell_code("warning", T(cx, "warning"));
    c[3] = cell_text(form_text(cx, r->words));
    c[4] = cell_text(r->formula ? r->formula : T(cx, "checked while reading"));
    c[5] = cell_text(form_text(cx, r->fix));
}

Table *form_rules_table(Ctx *cx, Reply *r, const Form *f, bool reading)
{
    Table *t = reply_table(cx, r, "rules", T(cx, "Rules"));
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "severity", T(cx, "Severity"), COLUMN_TEXT, 0);
    table_column(cx, t, "rule", T(cx, "What must hold"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "Formula"), COLUMN_TEXT, 0);
    table_column(cx, t, "fix", T(cx, "What to do"), COLUMN_TEXT, 0);
    for (int i = 0; reading && i < n_reading_rules; i++)
        rule_row(cx, t, &reading_rules[i]);
    for (int i = 0; i < f->n_rules; i++)
        rule_row(cx, t, &f->rules[i]);
    return t;
}

/* ---------------------------------------------------------------- actions */

bool do_form_list(Ctx *cx, const void *in, Reply *out)
{
    FormList list;
    (void)in;
    if (!form_list(cx, &list))
        return false;
    out->title = T(cx, "Forms");
    form_list_table(cx, out, &list);
    return true;
}

static bool asked(Ctx *cx, const FormInput *q, const Form **f)
{
    FormList list;
    int version = q->version == NOT_GIVEN ? 0 : (int)q->version;
    if (!form_get(cx, q->form, version, f) || !form_list(cx, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (same(list.items[i]->id, (*f)->id) && list.items[i]->version == (*f)->version)
            return true;
    return fail(&cx->err, NOT_FOUND, "there is no version %d of the form '%s'", version,
                q->form); /* a draft of somebody else */
}

bool do_form_show(Ctx *cx, const void *in, Reply *out)
{
    const FormInput *q = in;
    const Form *f;
    if (!asked(cx, q, &f))
        return false;
    if (*q->block && !form_block(f, q->block))
        return fail(&cx->err, NOT_FOUND, "the form has no block '%s'", q->block);
    out->title = form_text(cx, f->title);
    reply_fact(cx, out, "form", T(cx, "Form"), cell_text(f->id), 0);
    reply_fact(cx, out, "version", T(cx, "Version"), cell_plain(f->version), 0);
    reply_fact(cx, out, "digest", T(cx, "Digest"), cell_text(f->digest), 0);
    form_fields_table(cx, out, f, q->block);
    form_rules_table(cx, out, f, false);
    return true;
}

bool do_form_export(Ctx *cx, const void *in, Reply *out)
{
    const Form *f;
    InFiles files;
    if (!asked(cx, in, &f) || !form_files(cx, f, &files))
        return false;
    out->title = form_text(cx, f->title);
    for (int i = 0; i < files.n; i++)
        reply_file(cx, out, files.items[i].name, files.items[i].bytes);
    reply_note(cx, out, "%s",
               T(cx, "Change the files, give form.csv the next version, and import them."));
    return true;
}

static void faults_table(Ctx *cx, Reply *out, const FormFaults *faults)
{
    Table *t = reply_table(cx, out, "faults", T(cx, "What is wrong"));
    table_column(cx, t, "fault", T(cx, "File, line, column, value, reason"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nothing is wrong.");
    for (int i = 0; i < faults->n; i++)
        table_row(cx, t)[0] = cell_text(faults->items[i]);
}

bool do_form_check(Ctx *cx, const void *in, Reply *out)
{
    const FormFilesInput *q = in;
    FormFaults faults = {0};
    Form f;
    out->title = T(cx, "Check of a form");
    if (!form_parse(cx->arena, &cx->err, &q->files, &faults, &f)) {
        if (!faults.n)
            return false;
        err_clear(&cx->err);
        out->outcome = ERR_INVALID;
    }
    faults_table(cx, out, &faults);
    return true;
}

/* Nothing is stored of files with faults: all of them are shown instead. */
static bool imported(Ctx *cx, const InFiles *files, Reply *out)
{
    FormFaults faults = {0};
    Form f;
    out->title = T(cx, "Import of a form");
    if (!form_parse(cx->arena, &cx->err, files, &faults, &f)) {
        if (!faults.n)
            return false;
        err_clear(&cx->err);
        out->outcome = ERR_INVALID;
        faults_table(cx, out, &faults);
        return true;
    }
    if (!form_import(cx, files, &f))
        return false;
    out->next = arena_printf(cx->arena, "/form/%s?version=%d", f.id, f.version);
    reply_note(cx, out,
               f.published
                   ? T(cx, "Version %s of %s is published already; nothing was changed.")
                   : T(cx, "Version %s of %s is stored as a draft."),
               version_text(cx, &f), f.id);
    return true;
}

bool do_form_import(Ctx *cx, const void *in, Reply *out)
{
    return imported(cx, &((const FormFilesInput *)in)->files, out);
}

bool do_form_edit(Ctx *cx, const void *in, Reply *out)
{
    const FormEditInput *q = in;
    const Form *f;
    InFiles files;
    bool found = false;
    if (!form_get(cx, q->form, (int)q->version, &f) || !form_files(cx, f, &files))
        return false;
    InFile *changed = NEW_ARRAY(cx->arena, InFile, files.n);
    for (int i = 0; i < files.n; i++) {
        changed[i] = files.items[i];
        if (!same(changed[i].name, q->file))
            continue;
        changed[i].bytes = q->text;
        changed[i].size = strlen(q->text);
        found = true;
    }
    if (!found)
        return fail(&cx->err, NOT_FOUND, "a form has no file '%s'", q->file);
    return imported(cx, &(InFiles){files.n, changed}, out);
}

bool do_form_publish(Ctx *cx, const void *in, Reply *out)
{
    const FormInput *q = in;
    if (!form_publish(cx, q->form, (int)q->version))
        return false;
    out->title = T(cx, "Publish a form");
    out->next = arena_printf(cx->arena, "/form/%s", q->form);
    reply_note(cx, out, T(cx, "Version %d of %s is published and will not change."),
               (int)q->version, q->form);
    return true;
}
