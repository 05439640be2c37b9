/* The menu: areas of the service and the pages in each, of which only those stand in it that
 * the reader may see. An area comes from its modules (Module.area) and appears when one of them
 * has such a page. */
#ifndef PONT_WEB_MENU_H
#define PONT_WEB_MENU_H

#include "core/module.h"

enum { MENU_MOST_AREAS = 16, MENU_MOST_PAGES = 24 };

typedef struct MenuPage {
    const char *path, *title; /* title: translated */
} MenuPage;
typedef struct MenuArea {
    const char *area; /* as the modules name it: not translated */
    int n;
    MenuPage pages[MENU_MOST_PAGES];
} MenuArea;
typedef struct Menu {
    int n;
    MenuArea *areas;
} Menu;

/* In the order in which people work, the other areas after that. */
Menu menu_of(Ctx *cx);
/* The area, or NULL. */
const MenuArea *menu_area(const Menu *menu, const char *area);
/* The page of the area that the path is or lies below: the longest; or NULL. */
const MenuPage *menu_page(const MenuArea *area, const char *path);

#endif
