/* Decides how the address of another part is written. */
#include "web/part.h"

/* The path with the query but for some names, and what is added. */
static const char *address(Visit *v, const char *path, const char *const *without,
                           const char *added)
{
    Arena *a = v->cx.arena;
    const char *url = path;
    char mark = '?';
    for (int i = 0; i < v->in->query.n; i++) {
        const Pair *p = &v->in->query.items[i];
        bool dropped = false;
        for (int k = 0; without[k]; k++)
            dropped = dropped || same(p->name, without[k]);
        if (dropped)
            continue;
        url = arena_printf(a, "%s%c%s", url, mark,
                           url_join(a, "", p->name, "=", p->value, NULL).s);
        mark = '&';
    }
    return arena_printf(a, "%s%c%s", url, mark, added);
}

const char *part_page(Visit *v, int page)
{
    static const char *const without[] = {"page", NULL};
    return address(v, v->path, without, arena_printf(v->cx.arena, "page=%d", page));
}

const char *part_csv(Visit *v)
{
    static const char *const without[] = {"page", "size", "format", NULL};
    return address(v, arena_printf(v->cx.arena, "/api%s", v->path), without, "format=csv");
}

Pager part_pager(Visit *v, const ReplyPart *part)
{
    Pager p = {.page = part->page, .pages = part->pages};
    if (part->page > 1)
        p.previous.s = visit_path(v, v->cx.lang, part_page(v, part->page - 1));
    if (part->page < part->pages)
        p.next.s = visit_path(v, v->cx.lang, part_page(v, part->page + 1));
    return p;
}

void part_links(Visit *v, const ReplyPart *part)
{
    const struct {
        const char *rel;
        int page;
    } links[] = {{"first", 1},
                 {"prev", part->page - 1},
                 {"next", part->page < part->pages ? part->page + 1 : 0},
                 {"last", part->pages}};
    Buf b = buf_new(v->cx.arena, 0);
    for (int i = 0; i < 4; i++)
        if (links[i].page > 0)
            buf_printf(&b, "%s<%s>; rel=\"%s\"", b.len ? ", " : "", part_page(v, links[i].page),
                       links[i].rel);
    respond_header(v->cx.arena, v->out, "Link", buf_text(&b));
}
