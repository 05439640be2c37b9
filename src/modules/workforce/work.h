/* The way of a return: not started, draft, submitted, (queried, resubmitted,) approved by the
 * organisation's second person, accepted by whoever collects, locked.
 *
 * What is worked on stands beside the version in force and changes nothing until it is
 * accepted; then it becomes the next version. Submitting and approving sign off one text of
 * the return, whose digest is kept; a later change of any cell voids that, visibly. Events are
 * only ever added. */
#ifndef PONT_WORKFORCE_WORK_H
#define PONT_WORKFORCE_WORK_H

#include "modules/workforce/workforce.h"

typedef struct Work {
    const char *collection, *organisation;
    WorkStatus status;
    int64_t version;    /* in force; 0 none */
    bool stored;        /* there is a draft beside the version in force */
    const char *digest; /* of what is signed off; "" nothing is */
    const char *submitted_on, *submitted_by, *submitted_name; /* "" not submitted */
    const char *approved_by, *approved_name;
    const char *changed_at, *changed_by; /* the last change of a cell; "" none */
} Work;
bool work_is_under_way(WorkStatus s); /* begun, and not accepted as it stands */
bool work_is_signed(WorkStatus s);    /* submitted, submitted again or approved */
WorkStatus work_status_of(const char *code);
bool work_get(Ctx *cx, const char *collection, const char *organisation, Work *out) MUST_CHECK;

typedef struct WorkEvent {
    const char *at, *who, *reason, *digest;
    WorkStatus from, to;
    int64_t version;
} WorkEvent;
typedef struct WorkEventList {
    int n, room;
    WorkEvent *items;
} WorkEventList;
/* Oldest first. */
bool work_events(Ctx *cx, const char *collection, const char *organisation,
                 WorkEventList *out) MUST_CHECK;

/* A step of the way. Each asks for its own permission for the organisation, and fails with
 * CONFLICT where the status does not allow it. What has errors (out->errors) is not submitted:
 * nothing happens. */
bool work_submit(Ctx *cx, const char *collection, const char *organisation,
                 Problems *out) MUST_CHECK;
bool work_approve(Ctx *cx, const char *collection, const char *organisation) MUST_CHECK;
bool work_query(Ctx *cx, const char *collection, const char *organisation,
                const char *reason) MUST_CHECK;
/* Makes the next version. reason: why without the organisation's approval; "" where there is
 * one. CONFLICT while a warning is neither gone nor accepted. */
bool work_accept(Ctx *cx, const char *collection, const char *organisation,
                 const char *reason) MUST_CHECK;
bool work_lock(Ctx *cx, const char *collection, const char *organisation, bool lock,
               const char *reason) MUST_CHECK;

/* For what changes cells: a draft that can be written, made from the version in force where
 * there is none (CONFLICT when locked); and what a change does to a sign-off. */
bool work_begin(Ctx *cx, const char *collection, const char *organisation,
                Work *out) MUST_CHECK;
bool work_touch(Ctx *cx, Work *w) MUST_CHECK;
/* For a version that came by another way, the operator's import: its event; and a draft that
 * says the same as that version is accepted with it. */
bool work_resume(Ctx *cx, const Work *w) MUST_CHECK; /* one that says more goes on */
bool work_settle(Ctx *cx, const Work *w) MUST_CHECK;
bool work_event(Ctx *cx, const Work *w, WorkStatus to, const char *reason, const char *digest,
                int64_t version) MUST_CHECK;

#endif
