/* Decides how fields are found and the simple answers are made. */
#include "web/request.h"

const char *pairs_find(const Pairs *p, const char *name)
{
    for (int i = 0; i < p->n; i++)
        if (same(p->items[i].name, name))
            return p->items[i].value;
    return NULL;
}

void respond_text(Response *r, int status, const char *text)
{
    r->status = status;
    r->type = "text/plain; charset=utf-8";
    r->body = text;
    r->size = strlen(text);
}

void respond_header(Arena *a, Response *r, const char *name, const char *value)
{
    *PUSH(a, r->headers.items, r->headers.n, r->headers.room) =
        (Pair){.name = name, .value = value};
}

void respond_see(Response *r, const char *location)
{
    *r = (Response){
        .status = 303, .location = location, .headers = r->headers, .route = r->route};
}
