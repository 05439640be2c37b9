/* Trying changes: the action, the page that follows its sliders, and keeping what was tried. */
#ifndef PONT_PROJECTION_EXPLORE_H
#define PONT_PROJECTION_EXPLORE_H

#include "modules/projection/live.h"
#include "web/parts.h"

typedef struct ExploreInput {
    const char *plan;
    Pairs change;
    bool all_draws;
} ExploreInput;
typedef struct KeepInput {
    const char *plan, *name, *title, *reason;
    Pairs change;
} KeepInput;

bool do_explore(Ctx *cx, const void *in, Reply *out);
bool do_keep(Ctx *cx, const void *in, Reply *out);
bool page_explore(Ctx *cx, const PageIn *in, struct PageOut *out);

/* The tables of the answer, shared by both faces. */
Table *explore_years(Ctx *cx, Reply *r, const LiveAnswer *a);
Table *explore_places(Ctx *cx, Reply *r, const LiveAnswer *a);
/* "240 places a year; the need is met in 80 % of the futures; ..." */
const char *explore_sentence(Ctx *cx, const LiveAnswer *a);

/* ---- the page ---- */

typedef struct ExploreControl {
    const Control *control;
    const char *id, *name, *shown; /* shown: in the box */
    const char *now;               /* what the plan has, and the range */
    const char *slider;            /* where the slider stands */
    const char *lowest, *highest, *step;
} ExploreControl;
typedef struct ExploreGroup {
    const char *title, *help;
    int n, room;
    ExploreControl *items;
} ExploreGroup;
typedef struct ExploreChange {
    const char *text, *key;
    const char *undo; /* query without it */
    const char *name, *value;
} ExploreChange;

typedef struct ExploreView {
    const char *plan, *title, *lead, *sentence;
    const char *reset, *here; /* queries */
    int n_groups;
    const ExploreGroup *groups;
    Faults faults;
    bool may_keep, fewer, heavy, all_draws;
    Html figures, fan, columns;
    const char *paired, *warning, *draws, *all_query;
    int n_changes;
    const ExploreChange *changes;
    const char *token, *keep_as;
    const char *compare; /* query of the comparison with the plan as it is */
} ExploreView;

#endif
