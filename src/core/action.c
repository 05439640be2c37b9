/* Decides how an action's fields are read from text, whoever sent it, and how its help reads.
 */
#include "core/approval.h"
#include "core/audit.h"
#include "core/guard.h"
#include "core/session.h"
#include "core/who.h"
#include "db/db.h"
#include <math.h>

const Action *module_action(const Module *m, const char *name)
{
    for (int i = 0; i < m->n_actions; i++)
        if (same(m->actions[i].name, name))
            return &m->actions[i];
    return NULL;
}

const char *choice_label(const Choice *codes, const char *code)
{
    for (; codes && codes->value; codes++)
        if (same(codes->value, code))
            return codes->label;
    return code;
}

/* ---------------------------------------------------------------- reading */

bool field_takes(const Field *f, const char *name)
{
    size_t n = strlen(f->name);
    return f->type == FIELD_PAIRS ? strncmp(name, f->name, n) == 0 && name[n] == '.'
                                  : same(f->name, name);
}

static void complain(Ctx *cx, Buf *problems, const char *name, const char *why)
{
    buf_printf(problems, "%s%s: %s", problems->len ? "; " : "", name, T(cx, why));
}

static const char *choices_text(Ctx *cx, const Choice *choices)
{
    Buf b = buf_new(cx->arena, 0);
    for (const Choice *c = choices; c->value; c++)
        buf_printf(&b, "%s%s", c == choices ? "" : ", ", c->value);
    return buf_text(&b);
}

static bool is_choice(const Field *f, const char *value)
{
    if (!f->choices)
        return true;
    for (const Choice *c = f->choices; c->value; c++)
        if (same(c->value, value))
            return true;
    return false;
}

static void set_absent(const Field *f, char *input)
{
    switch (f->type) {
    case FIELD_TEXT:
        *(const char **)(void *)(input + f->offset) = "";
        break;
    case FIELD_INT:
        *(int64_t *)(void *)(input + f->offset) = NOT_GIVEN;
        break;
    case FIELD_NUMBER:
        *(double *)(void *)(input + f->offset) = NAN;
        break;
    case FIELD_DATE:
        *(Date *)(void *)(input + f->offset) = DATE_NONE;
        break;
    case FIELD_BOOL:
    case FIELD_FILES:
    case FIELD_PAIRS:
        break; /* zero is absent */
    }
}

static bool set_bool(const char *value, bool *out)
{
    static const char *const yes[] = {"1", "true", "yes", "on", "y"};
    static const char *const no[] = {"0", "false", "no", "off", "n"};
    for (int i = 0; i < 5; i++) {
        if (same_fold(value, yes[i]))
            return *out = true, true;
        if (same_fold(value, no[i]))
            return *out = false, true;
    }
    return false;
}

/* NULL, or why the value does not fit. */
static const char *set_value(Ctx *cx, const Field *f, const char *value, char *input)
{
    void *at = input + f->offset;
    switch (f->type) {
    case FIELD_TEXT:
        if (!is_choice(f, value))
            return arena_printf(cx->arena, "'%s' %s %s", value, T(cx, N_("is not one of")),
                                choices_text(cx, f->choices));
        *(const char **)at = value;
        return NULL;
    case FIELD_INT:
        return text_to_int(value, at) ? NULL : N_("must be a whole number");
    case FIELD_NUMBER:
        return text_to_double(value, at) ? NULL : N_("must be a number, such as 12.5");
    case FIELD_BOOL:
        return set_bool(value, at) ? NULL : N_("must be yes or no");
    case FIELD_DATE:
        return date_parse_any(value, at) ? NULL : N_("must be a date, such as 2026-03-31");
    case FIELD_FILES:
        return N_("must be a file");
    case FIELD_PAIRS:
        break; /* read together */
    }
    return NULL;
}

static const Pair *last_given(const Pairs *given, const char *name)
{
    const Pair *found = NULL;
    for (int i = 0; i < given->n; i++)
        if (same(given->items[i].name, name) && !given->items[i].is_null)
            found = &given->items[i];
    return found;
}

/* Boxes that were ticked come each with the name of the field. */
static const char *all_given(Ctx *cx, const Pairs *given, const char *name)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < given->n; i++)
        if (same(given->items[i].name, name) && !given->items[i].is_null)
            buf_printf(&b, "%s%s", b.len ? " " : "", given->items[i].value);
    return buf_text(&b);
}

static const Field *field_named(const Action *a, const char *name)
{
    for (int i = 0; i < a->n_fields; i++)
        if (field_takes(&a->fields[i], name))
            return &a->fields[i];
    return NULL;
}

/* What was given for a field of many names, without the field's own name. */
static Pairs pairs_given(Ctx *cx, const Field *f, const Pairs *given)
{
    Pairs out = {0};
    for (int i = 0; i < given->n; i++)
        if (!given->items[i].is_null && field_takes(f, given->items[i].name))
            *PUSH(cx->arena, out.items, out.n, out.room) =
                (Pair){.name = given->items[i].name + strlen(f->name) + 1,
                       .value = text_trim(cx->arena, given->items[i].value)};
    return out;
}

static void refuse_unknown(Ctx *cx, const Action *a, const Pairs *given, Buf *problems)
{
    for (int i = 0; i < given->n; i++) {
        const char *name = given->items[i].name, *near = NULL;
        if (field_named(a, name))
            continue;
        int best = 3;
        for (int k = 0; k < a->n_fields; k++) {
            int d = text_distance(name, a->fields[k].name, best);
            if (d < best) {
                best = d;
                near = a->fields[k].name;
            }
        }
        complain(cx, problems, name,
                 near ? arena_printf(cx->arena, "%s '%s'?",
                                     T(cx, N_("there is no such field; did you mean")), near)
                      : N_("there is no such field"));
    }
}

bool action_read(Ctx *cx, const Action *a, const Pairs *given, const InFiles *files,
                 void **input)
{
    char *in = arena_alloc(cx->arena, a->input_size);
    Buf problems = buf_new(cx->arena, 900);
    refuse_unknown(cx, a, given, &problems);
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        set_absent(f, in);
        if (f->type == FIELD_FILES) {
            if (files)
                *(InFiles *)(void *)(in + f->offset) = *files;
            if ((f->flags & REQUIRED) && (!files || !files->n))
                complain(cx, &problems, f->name, N_("choose at least one file"));
            continue;
        }
        if (f->type == FIELD_PAIRS) {
            *(Pairs *)(void *)(in + f->offset) = pairs_given(cx, f, given);
            continue;
        }
        const Pair *p = last_given(given, f->name);
        const char *value = p ? text_trim(cx->arena, p->value) : "";
        if (f->flags & MANY)
            value = all_given(cx, given, f->name);
        if (!*value && f->standard)
            value = f->standard;
        if (!*value) {
            if (f->flags & REQUIRED)
                complain(cx, &problems, f->name, N_("is required"));
            continue;
        }
        const char *why = set_value(cx, f, value, in);
        if (why)
            complain(cx, &problems, f->name, why);
    }
    if (problems.len)
        return fail(&cx->err, INVALID, "%s", buf_text(&problems));
    *input = in;
    return true;
}

/* ---------------------------------------------------------------- running */

const char *action_organisation(const Action *a, const void *input)
{
    const Field *f = a->organisation ? field_named(a, a->organisation) : NULL;
    if (!f || f->type != FIELD_TEXT)
        return "";
    return *(const char *const *)(const void *)((const char *)input + f->offset);
}

void action_given(Ctx *cx, const Action *a, const void *input, Pairs *out)
{
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        const void *at = (const char *)input + f->offset;
        const char *value = "";
        switch (f->type) {
        case FIELD_TEXT:
            value = *(const char *const *)at;
            break;
        case FIELD_INT:
            if (*(const int64_t *)at != NOT_GIVEN)
                value = arena_printf(cx->arena, "%lld", (long long)*(const int64_t *)at);
            break;
        case FIELD_NUMBER:
            if (!isnan(*(const double *)at))
                value = text_double(cx->arena, *(const double *)at);
            break;
        case FIELD_BOOL:
            value = *(const bool *)at ? "yes" : "";
            break;
        case FIELD_DATE:
            value = date_text(cx->arena, *(const Date *)at);
            break;
        case FIELD_FILES: {
            const InFiles *files = at;
            Buf names = buf_new(cx->arena, 0);
            for (int k = 0; k < files->n; k++)
                buf_printf(&names, "%s%s", k ? ", " : "", files->items[k].name);
            value = buf_text(&names);
            break;
        }
        case FIELD_PAIRS: {
            const Pairs *all = at;
            for (int k = 0; k < all->n; k++)
                *PUSH(cx->arena, out->items, out->n, out->room) = (Pair){
                    .name = arena_printf(cx->arena, "%s.%s", f->name, all->items[k].name),
                    .value = all->items[k].value};
            break;
        }
        }
        if (*value && !(f->flags & SECRET))
            *PUSH(cx->arena, out->items, out->n, out->room) =
                (Pair){.name = f->name, .value = value};
    }
}

static bool change_and_record(Ctx *cx, const Module *m, const Action *a, const void *input,
                              Reply *out)
{
    Trail trail = {.second = ""}, *outer = cx->trail;
    cx->trail = &trail;
    bool ok = guard_holds(cx, m, a, input) &&
              (approval_needed(cx, a) ? approval_ask(cx, m, a, input, out)
                                      : a->run(cx, input, out)) &&
              audit_action(cx, m, a, input) && guard_keep(cx, out);
    cx->trail = outer;
    return ok;
}

/* The change and its row in the audit trail are stored together or not at all. */
static bool change(Ctx *cx, const Module *m, const Action *a, const void *input, Reply *out)
{
    return db_begin(cx) && db_end(cx, change_and_record(cx, m, a, input, out));
}

bool action_run(Ctx *cx, const Module *m, const Action *a, const void *input, Reply *out)
{
    if (!cx->db && !(a->flags & NO_DATABASE))
        return fail(&cx->err, USAGE, "'%s %s' needs a database: give --db FILE", m->name,
                    a->name);
    if (!permit(cx, a->permission, action_organisation(a, input)) ||
        ((a->flags & PROVE_AGAIN) && !session_proved(cx)))
        return false;
    /* A clash with somebody else's work is nobody's fault: do it again, from the start. */
    enum { MOST_TRIES = 5 };
    unsigned long stored = db_stored(cx);
    Reply before = *out;
    for (int tries = 1;; tries++) {
        if (a->flags & CHANGES && cx->db ? change(cx, m, a, input, out)
                                         : a->run(cx, input, out))
            return true;
        if (tries == MOST_TRIES || !db_may_retry(cx, stored, tries))
            return false;
        err_clear(&cx->err);
        *out = before;
    }
}

/* ---------------------------------------------------------------- help */

static bool takes_files(const Action *a)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].type == FIELD_FILES)
            return true;
    return false;
}

static const char *type_word(const Field *f)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "TEXT",  [FIELD_INT] = "N",     [FIELD_NUMBER] = "NUMBER",
        [FIELD_BOOL] = "",      [FIELD_DATE] = "DATE", [FIELD_FILES] = "FILE...",
        [FIELD_PAIRS] = "TEXT",
    };
    return words[f->type];
}

void action_help(Ctx *cx, const Module *m, const Action *a, Buf *out)
{
    buf_printf(out, "pont %s %s", m->name, a->name);
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        bool must = f->flags & REQUIRED;
        buf_puts(out, must ? " " : " [");
        if (f->flags & POSITIONAL)
            buf_printf(out, "%s", f->type == FIELD_FILES ? "FILE..." : f->name);
        else
            buf_printf(out, "--%s%s%s%s", f->name, f->type == FIELD_PAIRS ? ".NAME" : "",
                       *type_word(f) ? " " : "", type_word(f));
        buf_puts(out, must ? "" : "]");
    }
    buf_printf(out, "\n\n%s.\n", T(cx, a->title));
    if (a->help)
        buf_printf(out, "%s\n", T(cx, a->help));
    if (a->n_fields)
        buf_printf(out, "\n%s\n", T(cx, N_("Fields")));
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        buf_printf(out, "  %-22s %s", f->name, T(cx, f->label));
        if (f->flags & REQUIRED)
            buf_printf(out, " (%s)", T(cx, N_("required")));
        if (f->standard)
            buf_printf(out, " [%s]", f->standard);
        buf_putc(out, '\n');
        if (f->choices)
            buf_printf(out, "  %-22s %s\n", "", choices_text(cx, f->choices));
        if (f->help)
            buf_printf(out, "  %-22s %s\n", "", T(cx, f->help));
    }
    buf_printf(out,
               "\n%s: --db FILE, --as EMAIL, --json, --out DIR, --lang en|cy, --threads N, "
               "--set NAME=VALUE\n",
               T(cx, N_("Everywhere")));
    if (!(a->flags & LOCAL_ONLY))
        buf_printf(out, "%s: %s /api/%s/%s   %s: /%s/%s\n", T(cx, N_("Interface")),
                   a->flags & (CHANGES | HEAVY) || takes_files(a) ? "POST" : "GET, POST",
                   m->name, a->name, T(cx, N_("Page")), m->name, a->name);
    buf_printf(out, "%s: %s\n", T(cx, N_("Permission")), a->permission);
}
