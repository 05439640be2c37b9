/* What a module's page fills: a body with its own h1, and a few words for the frame. */
#ifndef PONT_WEB_PAGE_H
#define PONT_WEB_PAGE_H

#include "core/module.h"
#include "web/layout.h"

typedef struct PageOut {
    Out out;           /* the body */
    const char *title; /* of the window; the page's row has the standard */
    bool wide;
} PageOut;

#endif
