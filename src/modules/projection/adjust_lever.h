/* One line of the declared list of what can be tried. Private to adjust.c and adjust_apply.c.
 */
#ifndef PONT_PROJECTION_ADJUST_LEVER_H
#define PONT_PROJECTION_ADJUST_LEVER_H

#include "modules/projection/adjust.h"

typedef enum LeverKind {
    LEVER_CONFIDENCE,
    LEVER_INTAKE, /* holds a route's intake at a number in every decided year */
    LEVER_LIMIT,
    LEVER_GROWTH, /* one more annual driver of the demand that targets ask for */
    LEVER_RATE    /* every row of a part, and its distribution, times a factor */
} LeverKind;

typedef struct PlanLever {
    const char *key;
    LeverKind kind;
    ControlGroup group;
    Part part;
    const char *word; /* only rows of this kind or cause; NULL: all */
    const char *but;  /* not those of this one; NULL: none left out */
    double lowest, highest, step;
    const char *label, *unit, *help; /* N_ */
} PlanLever;

/* Whether the lever acts on a row of its part. */
bool lever_takes(const Model *m, const PlanLever *l, const ModelRow *row);

#endif
