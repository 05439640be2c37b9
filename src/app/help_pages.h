/* Help that is read in a browser: the glossary, what is said about accessibility and privacy.
 */
#ifndef PONT_APP_HELP_PAGES_H
#define PONT_APP_HELP_PAGES_H

#include "app/guide.h"

typedef struct GlossaryView {
    const Table *terms;
} GlossaryView;
typedef struct HelpView {
    const char *version;
} HelpView;
typedef struct GuideIndexView {
    int n;
    const GuideRow *rows;
} GuideIndexView;

extern const Module help_module_pages;

#endif
