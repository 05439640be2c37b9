/* What differs between two returns, cell by cell: new, changed and gone. */
#ifndef PONT_WORKFORCE_DIFF_H
#define PONT_WORKFORCE_DIFF_H

#include "modules/workforce/draft.h"

typedef enum DiffKind { DIFF_NEW, DIFF_CHANGED, DIFF_GONE } DiffKind;
typedef struct DiffCell {
    DiffKind kind;
    const char *collection, *organisation, *row;
    const FormBlock *block;
    const FormField *field;
    const char *before, *after; /* "" blank */
} DiffCell;
typedef struct DiffCount {
    const char *collection, *organisation;
    const FormBlock *block;
    int before, after; /* answered cells */
} DiffCount;
typedef struct Diff {
    int n, room, n_counts, counts_room;
    int fresh, changed, gone;
    DiffCell *items;
    DiffCount *counts;
} Diff;

/* Adds what changes from one return to the other of the same organisation; only: blocks that
 * `to` does not hold are left out of it. */
void diff_returns(Ctx *cx, const Return *from, const Return *to, Diff *out);
/* What an import of checked files would change, before anything is written. */
bool diff_checked(Ctx *cx, const CheckedFiles *checked, Diff *out) MUST_CHECK;
/* What acceptance would change: the draft against the version in force. */
bool diff_draft(Ctx *cx, const char *collection, const char *organisation,
                Diff *out) MUST_CHECK;

Table *diff_table(Ctx *cx, Reply *r, const Diff *d);
Table *diff_counts_table(Ctx *cx, Reply *r, const Diff *d);

#endif
