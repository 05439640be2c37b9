/* The audit trail: who changed what, from what to what, why, and from where.
 *
 * Rows are only ever added, in the transaction of the change they tell of, and each holds the
 * hash of the row before, so that whoever computes the chain again sees a changed past. An
 * action that changes something leaves a row without asking; a function that knows what was
 * there before says it with audit_note(), and the row carries both. */
#ifndef PONT_CORE_AUDIT_H
#define PONT_CORE_AUDIT_H

#include "core/module.h"

/* What the running action changed, in order. */
typedef struct Note {
    const char *object, *before, *after;
    const char *organisation; /* "": the one that the action names */
} Note;
typedef struct Trail {
    int n, room;
    Note *notes;
    const char *second; /* the person who agreed, where two are needed; "" else */
    const char *person; /* the id of who asked, where that is not cx->who; or NULL */
} Trail;

/* object: a table's noun and id, such as "org:powys". Does nothing outside an action. */
void audit_note(Ctx *cx, const char *object, const char *before, const char *after);
/* The same where one action changes things of several organisations. */
void audit_note_for(Ctx *cx, const char *organisation, const char *object, const char *before,
                    const char *after);

typedef struct AuditRow {
    int64_t seq;
    const char *at, *person, *who, *second, *action, *organisation, *object, *before, *after,
        *reason, *origin, *previous, *hash;
} AuditRow;

/* One row in the caller's transaction; person, who, at, origin, seq and hashes are filled in
 * here. */
bool audit_write(Ctx *cx, const AuditRow *row) MUST_CHECK;
/* The rows of what cx->trail holds, for a change that is no action. */
bool audit_notes(Ctx *cx, const char *action) MUST_CHECK;
/* The rows that an action leaves: its notes, or its input when it noted nothing. */
bool audit_action(Ctx *cx, const Module *m, const Action *a, const void *input) MUST_CHECK;

/* Computes the chain again. *rows counts what was read; *broken is the first seq that does not
 * fit, or 0; head is the last hash. */
bool audit_verify(Ctx *cx, int64_t *rows, int64_t *broken, const char **head) MUST_CHECK;

/* Newest first, before the row `before` (0: from the end), at most `most`; person, action and
 * object narrow it ("" = any; object by its beginning). */
typedef struct AuditList {
    int n, room;
    AuditRow *rows;
} AuditList;
bool audit_list(Ctx *cx, const char *person, const char *action, const char *object,
                int64_t before, int most, AuditList *out) MUST_CHECK;

#endif
