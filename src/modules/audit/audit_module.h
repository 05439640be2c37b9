/* The audit trail as those see it who may: audit.read for the organisation that a row names; a
 * row that names none shows to those who may read everywhere. The trail itself is core/audit.h.
 */
#ifndef PONT_AUDIT_MODULE_H
#define PONT_AUDIT_MODULE_H

#include "core/audit.h"

typedef struct AuditAsked {
    const char *person, *action, *object;
    int64_t before, most;
} AuditAsked;
typedef struct AuditOne {
    int64_t row;
} AuditOne;

/* Newest first, those that cx->who may read; *older is where to go on, or 0. */
bool audit_list_seen(Ctx *cx, const AuditAsked *q, AuditList *out, int64_t *older) MUST_CHECK;

typedef struct AuditView {
    const char *person, *action, *object;
    const Table *rows;
    const char *older; /* address of the rows before; NULL: none */
    bool whole;        /* the chain is unbroken */
    const char *state, *head;
} AuditView;

extern const Module audit_module;

#endif
