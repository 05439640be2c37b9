/* Decides what stands around a page: menu, crumbs, language switch, and who is signed in. */
#include "core/who.h"
#include "web/download.h"
#include "web/shared_pages.h"
#include "web/visit.h"

const char *visit_path(Visit *v, Lang lang, const char *target)
{
    if (lang == LANG_CY && *target == '/')
        return arena_printf(v->cx.arena, "/cy%s", target);
    return target;
}

static void add_nav(Visit *v, NavItem *items, int *n)
{
    const App *app = v->options->app;
    for (int m = 0; m < app->n_modules; m++) {
        const Module *mod = app->modules[m];
        for (int p = 0; p < mod->n_pages; p++)
            if (mod->pages[p].in_menu)
                items[(*n)++] =
                    (NavItem){T(&v->cx, mod->pages[p].title),
                              (Url){visit_path(v, v->cx.lang, mod->pages[p].path)},
                              same(v->path, mod->pages[p].path) ||
                                  (!same(mod->pages[p].path, "/") &&
                                   starts_with(v->path, arena_printf(v->cx.arena, "%s/",
                                                                     mod->pages[p].path)))};
    }
    /* The longest path that fits is where the reader is. */
    int best = -1;
    for (int i = 0; i < *n; i++)
        if (items[i].current &&
            (best < 0 || strlen(items[i].link.s) > strlen(items[best].link.s)))
            best = i;
    for (int i = 0; i < *n; i++)
        items[i].current = i == best;
}

void visit_page(Visit *v, int status, const char *title, bool wide, const char *area, Html body,
                bool fault)
{
    Arena *a = v->cx.arena;
    NavItem *nav = NEW_ARRAY(a, NavItem, 64);
    int n_nav = 0;
    add_nav(v, nav, &n_nav);
    Crumb crumbs[3] = {{T(&v->cx, N_("Home")), {visit_path(v, v->cx.lang, "/")}}};
    int n_crumbs = 1;
    if (area && !same(v->path, "/"))
        crumbs[n_crumbs++] = (Crumb){area, {NULL}};
    if (!same(area ? area : "", title))
        crumbs[n_crumbs++] = (Crumb){title, {NULL}};
    bool home = same(v->path, "/");
    Lang other = lang_other(v->cx.lang);
    Layout frame = {
        .title = title,
        .other_language = {visit_path(v, other, v->target)},
        .nav = nav,
        .n_nav = n_nav,
        .crumbs = crumbs,
        .n_crumbs = home ? 0 : n_crumbs,
        .banner = v->options->banner ? translate(v->cx.lang, v->options->banner) : NULL,
        .wide = wide,
        .has_fault = fault,
        .version = v->options->app->version,
        .who = who_is_signed_in(v->cx.who) ? v->cx.who->name : NULL,
        .form_token = v->id.form_token,
        .here = v->target,
        .body = body,
    };
    Out page = out_new(a, v->cx.lang, translate);
    page_layout(&page, &frame);
    v->out->status = status;
    v->out->type = "text/html; charset=utf-8";
    v->out->body = buf_text(&page.buf);
    v->out->size = page.buf.len;
    respond_header(a, v->out, "Content-Language", lang_code(v->cx.lang));
}

void visit_file(Visit *v, const char *title, Out *body)
{
    if (!download_send(&v->cx, title, out_html(body), v->out))
        visit_failure(v);
}
