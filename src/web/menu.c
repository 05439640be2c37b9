/* Decides which areas and pages stand in the menu, and in which order. */
#include "web/menu.h"
#include "core/who.h"

static const char *const order[] = {"Workforce", "Planning", "Voice",
                                    "Practice",  "Learning", "Equipment"};
enum { N_ORDER = sizeof order / sizeof *order };

static int place_of(const char *area)
{
    for (int i = 0; i < N_ORDER; i++)
        if (same(order[i], area))
            return i;
    return N_ORDER;
}

static MenuArea *area_named(Menu *menu, const char *area)
{
    for (int i = 0; i < menu->n; i++)
        if (same(menu->areas[i].area, area))
            return &menu->areas[i];
    if (menu->n == MENU_MOST_AREAS)
        return NULL;
    int at = menu->n++;
    for (; at > 0 && place_of(menu->areas[at - 1].area) > place_of(area); at--)
        menu->areas[at] = menu->areas[at - 1];
    menu->areas[at] = (MenuArea){.area = area};
    return &menu->areas[at];
}

static void add(Ctx *cx, Menu *menu, const char *area, const char *path, const char *title,
                const char *permission)
{
    if (!may(cx, permission, ""))
        return;
    MenuArea *a = area_named(menu, area);
    if (a && a->n < MENU_MOST_PAGES)
        a->pages[a->n++] = (MenuPage){path, T(cx, title)};
}

static void add_module(Ctx *cx, Menu *menu, const Module *mod)
{
    for (int i = 0; i < mod->n_pages && mod->area; i++)
        if (mod->pages[i].in_menu)
            add(cx, menu, mod->area, mod->pages[i].path, mod->pages[i].title,
                mod->pages[i].permission);
    for (int i = 0; i < mod->n_actions && mod->area; i++)
        if ((mod->actions[i].flags & IN_MENU) && !(mod->actions[i].flags & LOCAL_ONLY))
            add(cx, menu, mod->area,
                arena_printf(cx->arena, "/%s/%s", mod->name, mod->actions[i].name),
                mod->actions[i].title, mod->actions[i].permission);
}

Menu menu_of(Ctx *cx)
{
    const App *app = cx->app;
    Menu menu = {.areas = NEW_ARRAY(cx->arena, MenuArea, MENU_MOST_AREAS)};
    for (int aside = 0; aside < 2; aside++)
        for (int m = 0; m < app->n_modules; m++)
            if (app->modules[m]->aside == aside)
                add_module(cx, &menu, app->modules[m]);
    return menu;
}

const MenuArea *menu_area(const Menu *menu, const char *area)
{
    for (int i = 0; area && i < menu->n; i++)
        if (same(menu->areas[i].area, area))
            return &menu->areas[i];
    return NULL;
}

const MenuPage *menu_page(const MenuArea *area, const char *path)
{
    const MenuPage *best = NULL;
    for (int i = 0; area && i < area->n; i++) {
        const char *p = area->pages[i].path;
        size_t n = strlen(p);
        if (strncmp(p, path, n) == 0 && (!path[n] || path[n] == '/') &&
            (!best || n > strlen(best->path)))
            best = &area->pages[i];
    }
    return best;
}
