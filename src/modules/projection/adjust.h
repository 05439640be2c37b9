/* Changes that somebody tries on a plan without touching it: how sure one wants to be, intakes
 * by route, limits, and a few assumptions.
 *
 * What can be changed is a declared list (adjust.c); a control stands on the page only where
 * the plan has the rows that it acts on, with the value that they have now. A change is a name
 * and a number, such as "leaving=90": so changes fit into an address, a form, a command and a
 * record, and mean the same in each. Applied to a Model they give another Model with the same
 * row ids, and therefore with the same random numbers. */
#ifndef PONT_PROJECTION_ADJUST_H
#define PONT_PROJECTION_ADJUST_H

#include "modules/projection/projection.h"

typedef enum ControlGroup { CONTROL_DECIDE, CONTROL_LIMIT, CONTROL_ASSUME } ControlGroup;

typedef struct Control {
    const char *key; /* "confidence", "intake.bsc", "leaving", ... */
    ControlGroup group;
    const char *label, *unit, *help; /* translated */
    double lowest, highest, step;
    double present, value; /* NAN: the model decides (an intake that is not held) */
    bool changed;
    const char *given; /* what was typed, when it is wrong; else NULL */
    const char *wrong; /* why; else NULL */
    int acts_on;       /* so many rows of the plan */
    const struct PlanLever *lever;
    const char *route; /* of an intake */
} Control;
typedef struct Controls {
    int n, room;
    Control *items;
    int n_changed, n_wrong;
    bool rates; /* some change asks for futures drawn anew; the others reuse those there are */
} Controls;

/* The controls of the plan with the changes ("leaving" = "90"). A blank change, or one to the
 * present value, is none. What is wrong stays with its control and is not applied; names that
 * the plan has no control for are counted as wrong and told by the first one's `wrong`. */
void adjust_controls(Ctx *cx, const Model *m, const Plan *p, const Pairs *changes,
                     Controls *out);
/* INVALID with every wrong change, for those who cannot see the controls. */
bool adjust_check(Ctx *cx, const Controls *c) MUST_CHECK;
/* The model with its changes. rates_only: only those that ask for new draws. `m` stays as it
 * is; changed rows bear the reason as note, cx->user as owner and grade D. */
bool adjust_apply(Ctx *cx, const Model *m, const Controls *c, bool rates_only,
                  const char *reason, Model *out) MUST_CHECK;
/* The changes as they stand in an address: "change.leaving=90&change.ramp=20", or without one
 * of them (but = its key; NULL: all). */
const char *adjust_query(Ctx *cx, const Controls *c, const char *but);
/* "Leaving, of the plan's: 100 -> 90 %" in words. */
const char *adjust_text(Ctx *cx, const Control *c);
/* A value of the control as a person reads it. */
const char *adjust_value(Ctx *cx, const Control *c, double value);

/* Rows of two models whose value or distribution differ, in the order of the first; rows that
 * only one has, with "" for the other. */
typedef struct Difference {
    TableId table;
    const char *id, *column, *before, *after;
} Difference;
typedef struct DifferenceList {
    int n, room;
    Difference *items;
} DifferenceList;
void model_differences(Ctx *cx, const Model *a, const Model *b, DifferenceList *out);

#endif
