/* Approvals: what one person asked for and a second must agree to (core/approval.h), as pages
 * and commands. Who may decide is the business of the action that was asked for. */
#ifndef PONT_APPROVAL_MODULE_H
#define PONT_APPROVAL_MODULE_H

#include "core/approval.h"
#include "web/html.h"

typedef struct ApprovalsView {
    const Table *waiting, *decided;
} ApprovalsView;

typedef struct ApprovalView {
    const char *id, *title, *asked, *state;
    Html changes;
    bool mine; /* the reader may decide */
    bool own;  /* the reader asked for it */
    const char *token;
} ApprovalView;

extern const Module approval_module;

#endif
