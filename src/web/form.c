/* Decides how an action's row looks as a form: which control each field gets and where its
 * error stands. The markup is in pages/form.html. */
#include "web/form.h"
#include "core/fault.h"
#include "web/pages/error_summary.html.h"

static const char *control(const Field *f)
{
    if (f->type == FIELD_FILES)
        return "file";
    if (f->type == FIELD_BOOL)
        return "checkbox";
    if (f->choices)
        return "select";
    if (f->flags & SECRET)
        return "password";
    return f->flags & LONG_TEXT ? "textarea" : "text";
}

static const char *error_of(const FieldFaults *faults, const char *name)
{
    for (int i = 0; i < faults->n; i++)
        if (same(faults->items[i].field, name))
            return faults->items[i].detail;
    return NULL;
}

static const char *given_value(const Pairs *given, const char *name)
{
    for (int i = given->n - 1; i >= 0; i--)
        if (same(given->items[i].name, name))
            return given->items[i].value;
    return NULL;
}

/* The hint and the error belong to the control for those who hear it. */
static const char *described(Ctx *cx, const FieldView *f)
{
    if (f->hint && f->error)
        return arena_printf(cx->arena, "%s-hint %s-error", f->name, f->name);
    if (!f->hint && !f->error)
        return NULL;
    return arena_printf(cx->arena, "%s-%s", f->name, f->hint ? "hint" : "error");
}

FormView form_view(Ctx *cx, const Module *m, const Action *a, const Pairs *given,
                   const char *error)
{
    FieldFaults faults;
    fault_list(cx->arena, error ? error : "", &faults);
    FieldView *fields = NEW_ARRAY(cx->arena, FieldView, a->n_fields);
    FormView v = {.title = T(cx, a->title),
                  .help = a->help ? T(cx, a->help) : NULL,
                  .action = arena_printf(cx->arena, "/%s/%s", m->name, a->name),
                  .button = a->flags & CHANGES ? T(cx, "Save and continue")
                            : a->flags & HEAVY ? T(cx, "Compute")
                                               : T(cx, "Show"),
                  .fields = fields,
                  .error = error};
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if ((f->flags & CLI_ONLY) || f->type == FIELD_PAIRS)
            continue;
        const char *value = given_value(given, f->name);
        FieldView *field = &fields[v.n++];
        *field = (FieldView){
            .name = f->name,
            .label = T(cx, f->label),
            .hint = f->help ? T(cx, f->help) : NULL,
            .value = f->flags & SECRET ? ""
                     : value           ? value
                     : f->standard     ? f->standard
                                       : "",
            .type = control(f),
            .required = f->flags & REQUIRED,
            .checked = value != NULL,
            .choices = f->choices,
            .error = error_of(&faults, f->name),
        };
        field->described = described(cx, field);
        v.multipart = v.multipart || f->type == FIELD_FILES;
    }
    v.post = v.multipart || (a->flags & (CHANGES | HEAVY));
    return v;
}

void form_faults(Ctx *cx, Out *out, const Module *m, const char *action, const PageIn *in)
{
    FormView form = form_view(cx, m, module_action(m, action), in->given, in->error);
    Fault *items = NEW_ARRAY(cx->arena, Fault, form.n + 1);
    Faults all = {.items = items};
    for (int i = 0; i < form.n; i++)
        if (form.fields[i].error)
            items[all.n++] = (Fault){
                form.fields[i].name,
                arena_printf(cx->arena, "%s: %s", form.fields[i].label, form.fields[i].error)};
    if (!all.n && in->error)
        items[all.n++] = (Fault){NULL, in->error};
    page_error_summary(out, &all);
}
