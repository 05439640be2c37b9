/* The plan's pages and their views. */
#ifndef PONT_PROJECTION_WEB_H
#define PONT_PROJECTION_WEB_H

#include "modules/projection/projection.h"
#include "web/html.h"

typedef struct ProjectionView {
    const char *title, *lead, *plan, *run;
    const PlanList *plans;
    bool sees_places;
    Html figures, fan, gap;
    const Table *about; /* facts of the run, as a table of two columns */
} ProjectionView;

typedef struct AssumptionView {
    const char *plan, *id, *kind, *unit;
    bool may_write;
    Html summary;
    const Table *evidence, *comments;
    bool has_evidence;
} AssumptionView;

typedef struct CompareChoice {
    const char *id, *label;
} CompareChoice;
typedef struct CompareView {
    const char *a, *b, *sentence, *draws;
    bool compared;
    int n_choices;
    const CompareChoice *choices;
    Html left, right, difference;
    const Table *answers, *places, *assumptions;
} CompareView;

typedef struct ReviewComment {
    const char *id, *author, *at, *words, *on, *history, *first_words;
    bool resolved, mine;
} ReviewComment;
typedef struct ReviewView {
    const char *plan, *newest, *token;
    bool may_sign, sees_places;
    const Table *runs, *signoffs, *hand, *without, *variants;
    int n_comments;
    const ReviewComment *comments;
} ReviewView;

bool page_projection(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_assumption(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
