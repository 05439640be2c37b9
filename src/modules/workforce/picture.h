/* Whose numbers a picture shows, and what its reader could subtract: shared by what draws
 * pictures of any kind (the whole, a question, a benchmark, the rows behind a number). */
#ifndef PONT_WORKFORCE_PICTURE_H
#define PONT_WORKFORCE_PICTURE_H

#include "modules/workforce/numbers.h"

/* The part of a collection's numbers that is asked for. */
typedef struct Scope {
    const Numbers *x;
    Org whole;
    const bool *in; /* [organisation of x] */
    Members all;
    bool all_exact; /* the reader may read every return of it */
    OrgList members;
    /* Groups that make up the region together with this one, and which of them it is; -1: it is
     * none, or the reader does not see the region. */
    OrgList groups, *inside;
    bool knows_groups; /* they were looked up */
    int own;
} Scope;
/* within "": the collection's region. later: a view that opened of a later collection, whose
 * groups are taken when nothing has changed since; or NULL. FORBIDDEN, NOT_FOUND as
 * workforce_picture().
 */
bool scope_open(Ctx *cx, const Numbers *x, const char *within, const Scope *later,
                Scope *out) MUST_CHECK;
/* The organisations of a kind in it; "" all. */
Members scope_members(Ctx *cx, const Scope *v, const char *kind);
Sight scope_sight(Ctx *cx, const Scope *v, const char *kind);
/* Whether cx->err only says that another year asked nobody there, or somebody whom the reader
 * may not see; clears it then. */
bool picture_not_there(Ctx *cx);

#endif
