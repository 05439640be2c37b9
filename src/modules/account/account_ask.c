/* Decides how a question stands on its page: labels from the action's row, problems beside
 * their boxes and at the top, and never a secret shown again. */
#include "modules/account/account_ask.h"
#include "core/password.h"
#include "modules/account/account.h"
#include "web/form.h"

const char *ask_given(const PageIn *in, const char *name)
{
    for (int i = in->given ? in->given->n - 1 : -1; i >= 0; i--)
        if (same(in->given->items[i].name, name))
            return in->given->items[i].value;
    return "";
}

static const Action *action_of(const Ask *a)
{
    return module_action(&account_module, a->action + strlen("/account/"));
}

static FormView form_of(Ctx *cx, const PageIn *in, const Action *action)
{
    static const Pairs none = {0};
    return form_view(cx, &account_module, action, in->given ? in->given : &none, in->error);
}

static void add_fault(Ctx *cx, Ask *a, const char *field, const char *message)
{
    Fault *items = NEW_ARRAY(cx->arena, Fault, a->faults.n + 1);
    for (int i = 0; i < a->faults.n; i++)
        items[i] = a->faults.items[i];
    items[a->faults.n] = (Fault){field, message};
    a->faults.items = items;
    a->faults.n++;
}

/* A problem that no box shows is said at the top alone. */
Ask ask_new(Ctx *cx, const PageIn *in, const char *action, const char *button)
{
    Ask a = {.action = arena_printf(cx->arena, "/account/%s", action),
             .token = in->form_token,
             .button = button};
    const Action *row = action_of(&a);
    FormView form = form_of(cx, in, row);
    bool beside = false;
    a.title = form.title;
    for (int i = 0; i < form.n; i++)
        beside = beside || form.fields[i].error;
    if (in->error && !beside)
        add_fault(cx, &a, NULL, in->error);
    return a;
}

void ask_hide(Ask *a, const char *name, const char *value)
{
    int i = 0;
    while (a->hidden[i][0])
        i++;
    a->hidden[i][0] = name;
    a->hidden[i][1] = value;
}

void ask_field(Ctx *cx, const PageIn *in, Ask *a, const char *name, const char *type,
               const char *autocomplete)
{
    FormView form = form_of(cx, in, action_of(a));
    for (int i = 0; i < form.n; i++) {
        const FieldView *f = &form.fields[i];
        if (!same(f->name, name))
            continue;
        a->fields[a->n++] = (AskField){.name = name,
                                       .label = f->label,
                                       .error = f->error,
                                       .value = f->value,
                                       .type = type,
                                       .autocomplete = autocomplete,
                                       .inputmode = same(type, "email") ? "email" : NULL};
        if (f->error)
            add_fault(cx, a, name, arena_printf(cx->arena, "%s: %s", f->label, f->error));
    }
}

const char *ask_error(Ctx *cx, const PageIn *in, const char *name)
{
    FormView form =
        form_of(cx, in, module_action(&account_module, in->path + strlen("/account/")));
    for (int i = 0; i < form.n; i++)
        if (same(form.fields[i].name, name))
            return form.fields[i].error;
    return NULL;
}

const char *ask_password_hint(Ctx *cx)
{
    return arena_printf(
        cx->arena,
        T(cx, "At least %d characters. A few words in a row that nobody would guess are best."),
        (int)PASSWORD_SHORTEST);
}
