/* The returns' pages and their views. */
#ifndef PONT_WORKFORCE_WEB_H
#define PONT_WORKFORCE_WEB_H

#include "modules/workforce/workforce.h"
#include "web/html.h"

typedef struct ReturnsView {
    const Collection *collection;
    const CollectionList *collections;
    const char *due; /* as a person reads it */
    const Table *table;
    Html figures;
} ReturnsView;

typedef struct ReturnView {
    const char *title, *lead, *collection, *organisation;
    const Table *problems;
    int n_blocks;
    const Table *const *blocks;
} ReturnView;

typedef struct PictureView {
    const char *title, *lead, *collection;
    const CollectionList *collections;
    const OrgList *boards;          /* groups to choose from */
    const char *within, *indicator; /* chosen */
    const Indicator *chosen;
    const char *formula, *note;
    Html figures, chart, trend;
    const Table *all; /* every indicator of the whole */
} PictureView;

bool page_returns(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_return(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_picture(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_picture_of(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
