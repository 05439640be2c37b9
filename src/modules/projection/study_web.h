/* The pages of the studies: scenarios, what changes the number, the back-test. */
#ifndef PONT_PROJECTION_STUDY_WEB_H
#define PONT_PROJECTION_STUDY_WEB_H

#include "modules/projection/study.h"
#include "web/html.h"

enum { STUDY_MOST_CHARTS = 6 };

typedef struct StudyView {
    const char *title, *lead, *plan, *warning; /* warning: or NULL */
    const char *again;                         /* the form that computes it */
    bool may_widen;
    int n_notes, n_charts, n_tables;
    const char **notes;
    Html figures, charts[STUDY_MOST_CHARTS];
    const Table *tables[STUDY_MOST_PARTS];
} StudyView;

bool page_what_if(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_what_matters(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_looking_back(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
