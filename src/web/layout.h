/* The frame around every page: header, navigation, breadcrumbs, main part, footer.
 *
 *     Out body = out_new(...);  page_org_list(&body, &view);
 *     Layout frame = {.title = ..., .body = out_html(&body), ...};
 *     Out page = out_new(...);  page_layout(&page, &frame);
 *
 * The language of the frame is that of the Out. The page's h1 belongs to the body. */
#ifndef PONT_WEB_LAYOUT_H
#define PONT_WEB_LAYOUT_H

#include "core/i18n.h"
#include "web/parts.h"

typedef struct NavItem {
    const char *label;
    Url link;
    bool current; /* the reader is there */
} NavItem;

typedef struct Crumb {
    const char *label;
    Url link; /* .s NULL for the page itself, which comes last */
} Crumb;

typedef struct Layout {
    const char *title;  /* of the page, in the window's title: "Organisations" */
    Url other_language; /* this page in the other language; .s NULL leaves the switch out */
    int n_nav;
    const NavItem *nav;
    int n_subnav;
    const NavItem *subnav; /* pages of the area that the reader is in */
    const char *area;
    int n_crumbs;
    const Crumb *crumbs;
    const char *banner; /* "Synthetic example data ..."; NULL: none */
    Notice flash;       /* what just happened; .text NULL: nothing */
    bool has_fault;     /* the form has errors: said in the title, for screen readers */
    int refresh; /* seconds until it is asked for again, where there is no script; 0: never */
    bool wide;   /* tables and charts over the whole width of a large screen */
    const char *version;    /* "0.1.0" */
    const char *who;        /* who is signed in; NULL: nobody */
    const char *form_token; /* for the button that signs out */
    const char *searched;   /* words that stand in the search box; NULL: none */
    Url guide;              /* the guide to this page; .s NULL: none */
    const char *here;       /* path and query, to come back to after signing in */
    Html body;
} Layout;

/* A page that says what went wrong. */
typedef struct ErrorPage {
    int status;
    const char *title;   /* "Page not found" */
    const char *message; /* one sentence; NULL: none */
    const char *advice;  /* what to do now; NULL: none */
    Url home;
} ErrorPage;

/* The other of the two, and what it calls itself. */
Lang lang_other(Lang lang);
const char *lang_own_name(Lang lang);

#endif
