/* Decides where an action's input stands in a request: query, form, files or JSON. What the
 * values mean is core/action.c's. */
#include "web/download.h"
#include "web/visit.h"

/* A cell that was emptied is an answer. */
static bool is_pair(const Action *a, const char *name)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].type == FIELD_PAIRS && field_takes(&a->fields[i], name))
            return true;
    return false;
}

bool visit_input(Visit *v, const Action *a, Pairs *out, void **input)
{
    Arena *arena = v->cx.arena;
    Pairs given = {0};
    const Pairs *sent = v->in->method == METHOD_POST ? &v->in->form : &v->in->query;
    for (int i = 0; i < sent->n; i++) /* an empty box of a form is "not given" */
        if ((*sent->items[i].value || is_pair(a, sent->items[i].name)) &&
            *sent->items[i].name != '_' && !download_is_mine(sent->items[i].name))
            *PUSH(arena, given.items, given.n, given.room) = sent->items[i];
    if (v->api && v->in->method == METHOD_POST && v->in->headers.content_type &&
        starts_with(v->in->headers.content_type, "application/json") &&
        !json_read_pairs(arena, &v->cx.err, v->in->body.data, v->in->body.size, &given))
        return false;
    InFile *files = NEW_ARRAY(arena, InFile, v->in->n_files);
    InFiles all = {.items = files};
    for (int i = 0; i < v->in->n_files; i++)
        if (v->in->files[i].bytes.size || *v->in->files[i].name)
            files[all.n++] = (InFile){v->in->files[i].name, v->in->files[i].bytes.data,
                                      v->in->files[i].bytes.size};
    for (int i = 0; i < a->n_fields; i++)
        for (int k = 0; k < given.n; k++)
            if ((a->fields[i].flags & CLI_ONLY) && same(a->fields[i].name, given.items[k].name))
                return fail(&v->cx.err, FORBIDDEN,
                            "'%s' is a path of this machine: it works on the command line only",
                            a->fields[i].name);
    if (!(a->flags & CHANGES) && !select_read(&v->cx, a, &given, &v->select))
        return false;
    *out = given;
    return action_read(&v->cx, a, &given, &all, input);
}

const char *visit_hidden(const Visit *v, const char *name)
{
    const char *value = v->in->method == METHOD_POST ? pairs_find(&v->in->form, name) : NULL;
    return value && *value ? value : NULL;
}
