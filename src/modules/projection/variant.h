/* Variants: a plan with changes, kept as a plan of its own.
 *
 * A variant has all rows of the plan it came from and the changes in them; it can be run,
 * compared, signed off and varied again. It remembers its base, its changes, author and reason;
 * each row that differs stands in projection_change with what it was, so that a result with
 * all changes by hand and the same without them can be shown beside one another. */
#ifndef PONT_PROJECTION_VARIANT_H
#define PONT_PROJECTION_VARIANT_H

#include "modules/projection/adjust.h"

typedef struct Variant {
    const char *plan, *base, *changes, *made_by, *made_on, *reason;
} Variant;
typedef struct VariantList {
    int n, room;
    Variant *items;
} VariantList;

/* Keeps plan `base` with its changes as plan `id` (small letters, digits, hyphens, dots).
 * CONFLICT when there is such a plan; INVALID without a change or a reason. */
bool variant_keep(Ctx *cx, const char *base, const char *id, const char *title,
                  const Pairs *changes, const char *reason) MUST_CHECK;
/* Of one base, newest first; base "" = all. */
bool variant_list(Ctx *cx, const char *base, VariantList *out) MUST_CHECK;
/* What plan `id` was made from; *found is false when it is no variant. */
bool variant_of(Ctx *cx, const char *id, Variant *out, bool *found) MUST_CHECK;

/* One change by hand, as projection_change keeps it. */
typedef struct HandChange {
    const char *assumption, *value_before, *value_after, *distribution_before,
        *distribution_after, *reason, *by, *on;
} HandChange;
typedef struct HandChangeList {
    int n, room;
    HandChange *items;
} HandChangeList;
/* Oldest first. */
bool hand_changes(Ctx *cx, const char *plan, HandChangeList *out) MUST_CHECK;
/* The plan's model as it was before anybody changed it by hand; *n counts the assumptions that
 * differ. */
bool model_without_hand(Ctx *cx, const char *plan, const Model *m, Model *out,
                        int *n) MUST_CHECK;

#endif
