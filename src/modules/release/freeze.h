/* What the files that make a release share. Private to the module. */
#ifndef PONT_RELEASE_FREEZE_H
#define PONT_RELEASE_FREEZE_H

#include "modules/release/release.h"

/* One collection's returns as they go into a release. */
typedef struct Frozen {
    Collection collection;
    int n, received;
    const Return **returns; /* NULL = not received */
    Org *orgs;
} Frozen;

/* As they are now. */
bool freeze_collection(Ctx *cx, const Collection *c, Frozen *out) MUST_CHECK;
/* As they were in a release. */
bool freeze_again(Ctx *cx, const Collection *c, const ReleaseSourceList *sources,
                  Frozen *out) MUST_CHECK;
void freeze_head(Ctx *cx, ReleaseContents *s, const char *name, const char *value);
ReleaseCell *freeze_cell(Ctx *cx, ReleaseContents *s);

/* A draft row; *id is its new id. */
typedef struct Draft {
    const Agreement *agreement;
    int64_t seq;
    const char *id, *previous, *verdict, *findings;
    ReleaseContents cells;
} Draft;
bool release_store_draft(Ctx *cx, Draft *d) MUST_CHECK;
/* Published ones of everybody who is told what `to` is told: its own and the public's; oldest
 * first. */
bool release_list_told(Ctx *cx, const char *to, ReleaseList *out) MUST_CHECK;
bool release_set_verdict(Ctx *cx, const char *id, const char *verdict,
                         const char *findings) MUST_CHECK;

/* Tries again to work out what a protected release withholds; keeps the verdict. */
bool release_attack(Ctx *cx, const char *id, const char **verdict) MUST_CHECK;

/* The protected tables of the collections into d->cells, with the attacker's verdict and what
 * was found (protect.c). */
bool protect_tables(Ctx *cx, Draft *d, const Frozen *items, int n) MUST_CHECK;

#endif
