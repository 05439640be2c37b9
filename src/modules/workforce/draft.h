/* The cells of a return that is worked on: every change kept, several people at once.
 *
 * A cell is the text that was written; what it means is read as from a file. Whoever saves says
 * what they saw in each cell that they changed: where another changed that very cell meanwhile,
 * it keeps what it has, and both values are answered. Different cells never clash. */
#ifndef PONT_WORKFORCE_DRAFT_H
#define PONT_WORKFORCE_DRAFT_H

#include "modules/workforce/work.h"

typedef struct DraftCell {
    const FormBlock *block;
    const FormField *field;
    const char *row, *text;
    const char *file; /* where it was read; "" written in Pont */
    int line;
    const char *changed_at, *changed_by; /* "" since the version in force */
    const char *note;                    /* "" none */
} DraftCell;
typedef struct Draft {
    Work work;
    const Form *form;
    int n, room;
    DraftCell *cells; /* by block, row and field */
} Draft;
/* What is worked on; else the version in force as it would be worked on; else nothing. */
bool draft_load(Ctx *cx, const char *collection, const char *organisation,
                Draft *out) MUST_CHECK;
const DraftCell *draft_cell(const Draft *d, const FormBlock *b, const char *row,
                            const FormField *f);
/* The draft as a return, and what cannot be read of it. Rows of which nothing is answered are
 * left out, unless every return has them. */
bool draft_return(Ctx *cx, const Draft *d, Return *out, Problems *problems) MUST_CHECK;
/* The same with all rules applied. */
bool draft_check(Ctx *cx, const Draft *d, Return *out, Problems *problems) MUST_CHECK;

typedef struct CellEdit {
    const FormBlock *block;
    const FormField *field;
    const char *row;
    const char *text; /* NULL: the cell goes */
    const char *seen; /* what was there when it was changed; NULL: whatever is there */
    const char *file; /* "" not from a file */
    int line;
} CellEdit;
typedef struct CellClash {
    CellEdit edit;
    const char *theirs, *who, *at;
} CellClash;
typedef struct CellEdits {
    int n, room;
    CellEdit *items;
} CellEdits;
typedef struct Saved {
    int changed, n, room;
    CellClash *clashes;
    const char *voided; /* who had signed it off; NULL: nobody had */
} Saved;
/* Needs workforce.write. how: "page", "a1_stock.csv", "program". */
bool draft_save(Ctx *cx, const char *collection, const char *organisation,
                const CellEdits *edits, const char *how, Saved *out) MUST_CHECK;
/* Adds an edit of a cell by its names; INVALID when the form has none such. */
bool draft_edit(Ctx *cx, const Form *form, const char *block, const char *row,
                const char *field, CellEdits *list) MUST_CHECK;
/* What would have to be written so that the draft says what the return says; gone: cells that
 * the return does not have are taken away, in the blocks that it has. */
bool draft_edits_of(Ctx *cx, const Draft *d, const Return *r, bool gone,
                    CellEdits *out) MUST_CHECK;

bool draft_note(Ctx *cx, const char *collection, const char *organisation, const CellEdit *cell,
                const char *note) MUST_CHECK;

typedef struct CellChange {
    const char *block, *row, *field;
    const char *was, *became; /* NULL: there was, or is, no cell */
    const char *at, *who, *how;
    bool is_note;
} CellChange;
typedef struct CellChangeList {
    int n, room;
    CellChange *items;
} CellChangeList;
/* Newest first; of one cell, of a row (field ""), or of all (block ""). */
bool draft_history(Ctx *cx, const char *collection, const char *organisation, const char *block,
                   const char *row, const char *field, CellChangeList *out) MUST_CHECK;

/* Who has it open: says that cx->who has the block open for the next two minutes, and who else
 * has which. */
typedef struct Presence {
    const char *who, *block;
} Presence;
typedef struct PresenceList {
    int n, room;
    Presence *items;
} PresenceList;
bool draft_present(Ctx *cx, const char *collection, const char *organisation,
                   const char *block) MUST_CHECK;
bool draft_others(Ctx *cx, const char *collection, const char *organisation,
                  PresenceList *out) MUST_CHECK;

#endif
