/* Answers to the questions of theme.h, ranked, with what they rest on. */
#ifndef PONT_WORKFORCE_QUESTION_H
#define PONT_WORKFORCE_QUESTION_H

#include "modules/workforce/interval.h"
#include "modules/workforce/theme.h"

/* A count that is split is withheld below this from whoever may not read every return in it. */
enum { LEAST_BASE = 10 };

/* One category of a count, or one organisation or group. */
typedef struct Part {
    const char *code, *label;
    bool is_unknown, is_group;
    Measure measure; /* RANKS_PARTS: people in the category */
    double share;    /* of the known, or the indicator; NAN none */
    Interval range;  /* of the share, by chance alone; NAN none */
    int best, worst; /* ranks that the intervals leave open; 0: no rank */
    double before;   /* the share a year before; NAN none */
    Measure beside;
} Part;

typedef struct Answer {
    const Question *question;
    Collection collection;
    const Collection *last;       /* whose shares stand beside; NULL none */
    const char *whole_id, *whole; /* organisation or group */
    bool not_asked;               /* the form of this collection does not ask it */
    CellState state;              /* CELL_NUMBER, or why there is no answer */
    Measure base;                 /* RANKS_PARTS: all, the unknown among them */
    double unknown;               /* of these; 0 none */
    /* RANKS_PARTS of reasons: who said so; NAN where it was not asked or is not known */
    double told, manager, assumed;
    bool all_exact;
    int n, room;
    Part *parts; /* ranked: highest first, the unknown last, what has no value after it */
} Answer;
/* ask: its collection, within, fill and like. */
bool question_answer(Ctx *cx, const Question *q, const PictureAsk *ask, Answer *out) MUST_CHECK;

#endif
