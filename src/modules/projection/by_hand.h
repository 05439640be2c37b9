/* The answer of a plan with all changes by hand, and with all of them off: printed beside one
 * another wherever a result is defended. */
#ifndef PONT_PROJECTION_BY_HAND_H
#define PONT_PROJECTION_BY_HAND_H

#include "modules/projection/live.h"

typedef struct ByHand {
    int n, draws; /* assumptions that somebody changed */
    Plan plan_with, plan_without;
    LiveSide with, without;
} ByHand;

bool by_hand(Ctx *cx, const char *plan, ByHand *out) MUST_CHECK;
Table *by_hand_table(Ctx *cx, Reply *r, const ByHand *b);
/* Both in one; a table that says why where there is no such answer. */
Table *without_hand_table(Ctx *cx, Reply *r, const char *plan);

#endif
