/* What a module's page fills: a body with its own h1, and a few words for the frame. */
#ifndef PONT_WEB_PAGE_H
#define PONT_WEB_PAGE_H

#include "core/module.h"
#include "web/layout.h"

typedef struct PageOut {
    Out out;             /* the body */
    const char *title;   /* of the window; the page's row has the standard */
    const char *see;     /* instead of the body: go there, a path or another site; or NULL */
    const char *session; /* as in a Reply */
    const char *away;    /* another site where the browser goes by itself at once; or NULL */
    bool wide;
    int refresh; /* seconds after which it is asked for again, without script; 0: never */
} PageOut;

/* The page of a subject that has nothing yet: what will stand here, and how to begin. Turns the
 * NOT_FOUND of cx->err into that page; any other error stays. */
bool page_nothing_yet(Ctx *cx, PageOut *out, const char *title, const char *words,
                      const char *link, const char *link_text);

#endif
