/* Decides what a stamp is made of and when a change is refused because of one. */
#include "core/guard.h"
#include "core/secret.h"

enum { STAMP_DIGITS = 32 };

const char *stamp_text(Arena *a, const char *text)
{
    return arena_printf(a, "\"%.*s\"", STAMP_DIGITS, secret_hash(a, text));
}

bool stamp_in(const char *list, const char *stamp, bool weak)
{
    size_t size = strlen(stamp);
    while (*list) {
        list += strspn(list, " \t,");
        if (*list == '*')
            return true;
        const char *tag = starts_with(list, "W/") && weak ? list + 2 : list;
        size_t n = strcspn(list, ",");
        size_t length = n - (size_t)(tag - list);
        while (length && (tag[length - 1] == ' ' || tag[length - 1] == '\t'))
            length--;
        if (length == size && strncmp(tag, stamp, size) == 0)
            return true;
        list += n;
    }
    return false;
}

static bool has_field(const Action *a, const char *name)
{
    for (int i = 0; i < a->n_fields; i++)
        if (same(a->fields[i].name, name))
            return true;
    return false;
}

/* The reading's answer is that of the interface, which is in English whoever asks. */
static bool read_now(Ctx *cx, const Module *m, const Action *read, const Pairs *given,
                     Reply *out)
{
    Pairs shared = {0};
    void *input;
    for (int i = 0; i < given->n; i++)
        if (*given->items[i].value && has_field(read, given->items[i].name))
            *PUSH(cx->arena, shared.items, shared.n, shared.room) = given->items[i];
    return action_read(cx, read, &shared, NULL, &input) && action_run(cx, m, read, input, out);
}

bool stamp_now(Ctx *cx, const Module *m, const Action *a, const Pairs *given, const char **out)
{
    const Action *read = a->reads ? module_action(m, a->reads) : NULL;
    Reply reply = {0};
    Buf body = buf_new(cx->arena, 0);
    if (!read)
        return fail(&cx->err, USAGE, "'%s %s' has nothing that If-Match could be compared with",
                    m->name, a->name);
    Lang lang = cx->lang;
    Guard *guard = cx->guard;
    cx->lang = LANG_EN;
    cx->guard = NULL;
    bool ok = read_now(cx, m, read, given, &reply);
    if (ok)
        reply_json(cx, &reply, &body);
    cx->lang = lang;
    cx->guard = guard;
    if (ok)
        *out = stamp_text(cx->arena, buf_text(&body));
    return ok;
}

bool guard_holds(Ctx *cx, const Module *m, const Action *a, const void *input)
{
    Pairs given = {0};
    const char *stamp = "";
    if (!cx->guard || !cx->guard->expected)
        return true;
    action_given(cx, a, input, &given);
    if (!stamp_now(cx, m, a, &given, &stamp))
        return false;
    return stamp_in(cx->guard->expected, stamp, false) ||
           fail(&cx->err, CHANGED,
                "somebody has changed this since you read it, and nothing was saved");
}

bool guard_keep(Ctx *cx, const Reply *out)
{
    if (!cx->guard || !cx->guard->keep)
        return true;
    cx->guard->kept = cx->guard->keep(cx, cx->guard->self, out);
    return cx->guard->kept;
}
