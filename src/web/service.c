/* Decides when a service of a module is asked, and sends what it says. */
#include "web/service.h"
#include "core/guard.h"
#include "core/who.h"

const Service *service_find(const App *app, const char *path)
{
    for (int m = 0; m < app->n_modules; m++)
        for (int s = 0; s < app->modules[m]->n_services; s++) {
            const Service *found = &app->modules[m]->services[s];
            size_t n = strlen(found->path);
            if (strncmp(path, found->path, n) == 0 && (!path[n] || path[n] == '/'))
                return found;
        }
    return NULL;
}

void service_answer(Visit *v)
{
    const Service *s = v->service;
    const char *tail = v->path + strlen(s->path);
    ServiceIn in = {.path = s->path,
                    .tail = tail + (*tail == '/'),
                    .accept = v->in->headers.accept ? v->in->headers.accept : "",
                    .query = v->in->query};
    ServiceOut out = {.type = "text/plain", .text = ""};
    v->out->route = s->path;
    if (v->in->method == METHOD_POST) {
        respond_header(v->cx.arena, v->out, "Allow", "GET, HEAD");
        visit_error(v, 405, "USAGE", T(&v->cx, "This can only be read."));
        return;
    }
    if (!permit(&v->cx, s->permission, "") || !s->answer(&v->cx, &in, &out)) {
        visit_failure(v);
        return;
    }
    v->out->type = out.type;
    v->out->body = out.text;
    v->out->size = strlen(out.text);
    v->out->cache = "private, no-cache";
    for (int i = 0; i < out.headers.n; i++)
        respond_header(v->cx.arena, v->out, out.headers.items[i].name,
                       out.headers.items[i].value);
    respond_header(v->cx.arena, v->out, "Vary", "Accept, Authorization, Cookie");
}
