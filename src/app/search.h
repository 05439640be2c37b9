/* Search over everything that the reader may see: what the modules find, and the pages and
 * actions themselves. */
#ifndef PONT_APP_SEARCH_H
#define PONT_APP_SEARCH_H

#include "core/module.h"

typedef struct SearchView {
    const char *words, *counted;
    const char
        *meant; /* "did you mean": the likeliest; NULL: the words were found as they are */
    int n;
    const Found *items;
} SearchView;

extern const Module search_module;

#endif
