/* Decides what stands on the site map: every page and every form that whoever asks may open,
 * from the tables of the modules. The browser tests walk this list, so that no page is
 * forgotten. */
#include "app/site_map.h"
#include "core/who.h"

static void put(Ctx *cx, Table *t, const Module *m, const char *path, const char *kind,
                const char *title, const char *permission)
{
    if (!may(cx, permission, ""))
        return;
    Cell *c = table_row(cx, t);
    /* An address with a part to fill in leads nowhere as it stands. */
    c[0] = strchr(path, '{') ? cell_text(T(cx, title)) : cell_link(T(cx, title), path);
    c[1] = cell_text(T(cx, m->title));
    c[2] = cell_text(kind);
    c[3] = cell_text(path);
}

/* A form that has a page of its own at its address stands there once. */
static bool has_page(const Module *m, const char *path)
{
    for (int i = 0; i < m->n_pages; i++)
        if (same(m->pages[i].path, path))
            return true;
    return false;
}

bool site_map(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    out->title = T(cx, "Site map");
    Table *t = reply_table(cx, out, "pages", T(cx, "Pages and forms that you may open"));
    table_column(cx, t, "title", T(cx, "Page"), COLUMN_TEXT, 0);
    table_column(cx, t, "subject", T(cx, "Subject"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "path", T(cx, "Address"), COLUMN_TEXT, 0);
    for (int k = 0; k < cx->app->n_modules; k++) {
        const Module *m = cx->app->modules[k];
        for (int i = 0; i < m->n_pages; i++)
            put(cx, t, m, m->pages[i].path, T(cx, "Page"), m->pages[i].title,
                m->pages[i].permission);
        for (int i = 0; i < m->n_actions; i++) {
            const Action *a = &m->actions[i];
            const char *path = arena_printf(cx->arena, "/%s/%s", m->name, a->name);
            if (!(a->flags & (LOCAL_ONLY | FROM_OUTSIDE)) && !has_page(m, path))
                put(cx, t, m, path, T(cx, "Form"), a->title, a->permission);
        }
    }
    return true;
}
