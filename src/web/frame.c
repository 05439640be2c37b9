/* Decides what stands around a page: menu, crumbs, language switch, and who is signed in. */
#include "core/who.h"
#include "web/download.h"
#include "web/guide_link.h"
#include "web/menu.h"
#include "web/shared_pages.h"
#include "web/visit.h"

const char *visit_path(Visit *v, Lang lang, const char *target)
{
    if (lang == LANG_CY && *target == '/')
        return arena_printf(v->cx.arena, "/cy%s", target);
    return target;
}

/* The area of the module whose noun starts the path: pages and actions of it, and errors. */
static const char *area_of(const Visit *v)
{
    const App *app = v->options->app;
    const char *noun = arena_strndup(v->cx.arena, v->path + 1, strcspn(v->path + 1, "/"));
    const Module *m = app_module(app, noun);
    return m ? m->area : NULL;
}

static void add_nav(Visit *v, const Menu *menu, const char *area, Layout *frame)
{
    NavItem *items = NEW_ARRAY(v->cx.arena, NavItem, menu->n);
    for (int i = 0; i < menu->n; i++)
        items[i] = (NavItem){T(&v->cx, menu->areas[i].area),
                             {visit_path(v, v->cx.lang, menu->areas[i].pages[0].path)},
                             area && same(area, menu->areas[i].area)};
    frame->nav = items;
    frame->n_nav = menu->n;
}

/* The pages of the area, when there is a choice. */
static void add_subnav(Visit *v, const MenuArea *area, const MenuPage *here, Layout *frame)
{
    if (!area || area->n < 2)
        return;
    NavItem *items = NEW_ARRAY(v->cx.arena, NavItem, area->n);
    for (int i = 0; i < area->n; i++)
        items[i] = (NavItem){area->pages[i].title,
                             {visit_path(v, v->cx.lang, area->pages[i].path)},
                             here == &area->pages[i]};
    frame->subnav = items;
    frame->n_subnav = area->n;
    frame->area = T(&v->cx, area->area);
}

/* Home > Area > Page > this one; what says the same as the one before it is left out. */
static void add_crumbs(Visit *v, const MenuArea *area, const MenuPage *here, const char *title,
                       Layout *frame)
{
    Crumb *crumbs = NEW_ARRAY(v->cx.arena, Crumb, 4);
    int n = 0;
    crumbs[n++] = (Crumb){T(&v->cx, N_("Home")), {visit_path(v, v->cx.lang, "/")}};
    if (area)
        crumbs[n++] =
            (Crumb){T(&v->cx, area->area), {visit_path(v, v->cx.lang, area->pages[0].path)}};
    if (here && !same(here->path, v->path) && !same(here->title, crumbs[n - 1].label))
        crumbs[n++] = (Crumb){here->title, {visit_path(v, v->cx.lang, here->path)}};
    if (here && same(here->path, v->path))
        title = here->title; /* what the menu calls it */
    if (same(crumbs[n - 1].label, title))
        crumbs[n - 1].link.s = NULL;
    else
        crumbs[n++] = (Crumb){title, {NULL}};
    frame->crumbs = crumbs;
    frame->n_crumbs = same(v->path, "/") ? 0 : n;
}

void visit_page(Visit *v, int status, const char *title, bool wide, Html body, bool fault)
{
    Arena *a = v->cx.arena;
    Menu menu = menu_of(&v->cx);
    const char *name = area_of(v);
    const MenuArea *area = menu_area(&menu, name);
    const MenuPage *here = menu_page(area, v->path);
    Lang other = lang_other(v->cx.lang);
    const char *guide = guide_for(v->path);
    Layout frame = {
        .title = v->subtitle ? arena_printf(a, "%s – %s", title, v->subtitle) : title,
        .other_language = {visit_path(v, other, v->target)},
        .banner = v->options->banner ? translate(v->cx.lang, v->options->banner) : NULL,
        .wide = wide,
        .refresh = v->refresh,
        .has_fault = fault,
        .version = v->options->app->version,
        .who = who_is_signed_in(v->cx.who) ? v->cx.who->name : NULL,
        .form_token = v->id.form_token,
        .guide = {guide ? visit_path(v, v->cx.lang, arena_printf(a, "/help/guide/%s", guide))
                        : NULL},
        .here = v->target,
        .searched = same(v->path, "/search") ? pairs_find(&v->in->query, "q") : NULL,
        .body = body,
    };
    add_nav(v, &menu, name, &frame);
    add_subnav(v, area, here, &frame);
    add_crumbs(v, area, here, title, &frame);
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
