/* The guides inside the program: docs/guide and docs/model, which tools/mdc.c makes into pages
 * at build time. */
#ifndef PONT_APP_GUIDE_H
#define PONT_APP_GUIDE_H

#include "core/module.h"
#include "web/html.h"

typedef struct GuideHeading {
    int level; /* 2 to 6 */
    const char *id, *text;
} GuideHeading;

typedef struct Guide {
    const char *name, *title; /* "lead"; the title is in English, as all of it */
    const char *html;         /* without the title; links start with "/help/guide/" */
    const char *markdown;
    const GuideHeading *headings;
    int n_headings;
} Guide;

extern const Guide guides[];
extern const int n_guides;

/* The guide of that name, or NULL with what is wrong. */
const Guide *guide_find(Ctx *cx, const char *name);

/* How the index introduces a guide, in the order in which they stand there. */
typedef struct GuideRow {
    const char *name, *title, *text; /* N_ */
} GuideRow;
extern const GuideRow guide_rows[];
extern const int n_guide_rows;

typedef struct GuideView {
    const Guide *guide;
    int n_contents; /* 0: too short to need a table of contents */
    const GuideHeading *contents;
    Html body;
} GuideView;

/* The page /help/guide/{name}, and the action `help guide`. */
bool page_one_guide(Ctx *cx, const PageIn *in, struct PageOut *out);
bool guide_show(Ctx *cx, const void *in, Reply *out);
extern const Field guide_fields[1];
typedef struct GuideInput {
    const char *name;
} GuideInput;

/* What is found in the titles and headings of the guides. */
void guide_search(Ctx *cx, const char *words, FoundList *out);

#endif
