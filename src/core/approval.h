/* The rule of two: an action whose row says SECOND_PERSON is asked by one person and done when
 * another, who may do it too, agrees. Until then only the wish is stored. */
#ifndef PONT_CORE_APPROVAL_H
#define PONT_CORE_APPROVAL_H

#include "core/module.h"

typedef struct Approval {
    const char *id, *module, *action, *organisation;
    const char *input; /* a flat JSON object of the action's fields */
    const char *asked_by, *asked_name, *asked_on;
    const char *state; /* "waiting", "approved", "declined" */
    const char *decided_by, *decided_name, *decided_on, *reason;
} Approval;
typedef struct ApprovalList {
    int n, room;
    Approval *items;
} ApprovalList;

/* Whether the action, asked by cx->who, must wait for a second person. */
bool approval_needed(const Ctx *cx, const Action *a);
/* Stores the wish and says so in the reply. */
bool approval_ask(Ctx *cx, const Module *m, const Action *a, const void *input,
                  Reply *out) MUST_CHECK;

/* Those that cx->who asked for or may decide; waiting: only the open ones. */
bool approval_list(Ctx *cx, bool waiting, ApprovalList *out) MUST_CHECK;
bool approval_get(Ctx *cx, const char *id, Approval *out) MUST_CHECK;
/* Whether such a wish waits whose input says `value` for the field: what it names must then
 * stay as it is, so that both agree to the same. Tells so to whoever would change it, too. */
bool approval_waits(Ctx *cx, const char *module, const char *action, const char *field,
                    const char *value, bool *out) MUST_CHECK;
/* Whether cx->who may decide: holds the action's permission there and did not ask. */
bool approval_is_mine(Ctx *cx, const Approval *p);
/* Does what was asked, in the name of both. */
bool approval_approve(Ctx *cx, const char *id, Reply *out) MUST_CHECK;
bool approval_decline(Ctx *cx, const char *id, const char *reason) MUST_CHECK;

#endif
