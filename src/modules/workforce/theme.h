/* Themes and questions of the picture, as data: a theme is a page, a question an answer that is
 * ranked. Both name indicators and blocks of the form and hold no number. */
#ifndef PONT_WORKFORCE_THEME_H
#define PONT_WORKFORCE_THEME_H

#include "modules/workforce/workforce.h"

typedef struct Theme {
    const char *key, *title, *lead; /* N_ */
    const char *figures[4];         /* indicators at the top */
    const char *chart;              /* the indicator shown by organisation */
    const char *lines[4];    /* indicators shown over the years in one chart: of one unit */
    const char *lines_title; /* N_ */
    const char *parts;       /* the question whose answer is drawn; NULL none */
} Theme;
extern const Theme themes[];
extern const int n_themes;
const Theme *theme_by_key(const char *key);
/* The indicators of a theme, in their order; returns how many. */
int theme_indicators(Arena *a, const Theme *t, const Indicator *const **out);

/* What a question ranks. */
typedef enum QuestionKind {
    RANKS_PARTS,        /* how a count splits: reasons, destinations, sources */
    RANKS_ORGANISATIONS /* organisations, or groups, by an indicator */
} QuestionKind;
typedef struct Question {
    const char *key, *text, *note; /* N_ */
    const char *theme;
    QuestionKind kind;
    /* RANKS_PARTS: the categories under a first key, such as A3[leaver_reason/...].hc */
    const char *block, *first, *field;
    const char *whole; /* N_: what is split: "Leavers" */
    /* RANKS_ORGANISATIONS */
    const char *indicator, *beside; /* beside: another one shown with it; or NULL */
    bool in_order; /* categories have an order of their own (ages): they are not ranked */
} Question;
extern const Question questions[];
extern const int n_questions;
const Question *question_by_key(const char *key);

#endif
