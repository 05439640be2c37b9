/* The pages on which a return is filled in: what they show of a draft.
 *
 * A block is a table of inputs, a row per row key and a column per field; a block with a single
 * row is a list of questions. Beside each cell stand last year's figure, what the other cells
 * make of it, and what the rules say. */
#ifndef PONT_WORKFORCE_FILL_H
#define PONT_WORKFORCE_FILL_H

#include "modules/workforce/draft.h"
#include "web/page.h"
#include "web/parts.h"

typedef struct FillOption {
    const char *value, *label;
} FillOption;
typedef struct FillCell {
    const char *id, *name, *seen_name;   /* "cell.R4.hc_perm", "seen.R4.hc_perm" */
    const char *row_label, *field_label; /* row_label: NULL where there is one row */
    const char *label;                   /* both */
    const char *value, *seen;            /* what the box holds, and what is stored */
    const char *described;               /* ids of what is said about it; NULL nothing */
    const char *last;                    /* last year's figure; NULL none */
    const char *hint;                    /* "The other cells make 3.4"; NULL nothing */
    const char *error, *warning;         /* NULL none */
    const char *clash;                   /* what somebody else wrote meanwhile; NULL nothing */
    const char *note;
    bool number, optional;
    int n_options; /* a list to choose from */
    const FillOption *options;
    const char *changed; /* "Carys Evans, 26 November 2026, 12:05"; NULL never */
    const char *last_label;
    bool locked, apart; /* apart: what is said about it stands below its row */
} FillCell;
typedef struct FillRow {
    const char *id, *label;
    const char *group;   /* heading above it; NULL: as before */
    const char *history; /* address of its notes and changes */
    bool says;           /* something is wrong with a cell of it */
    FillCell *cells;
} FillRow;
typedef struct FillLink {
    const char *label, *href; /* NULL: none */
} FillLink;
typedef struct FillView {
    const char *title, *caption; /* the block; organisation and collection */
    const char *collection, *organisation, *block, *token;
    const char *status, *status_note, *last_saved;
    const char *last_year; /* "2025"; NULL there is none */
    const char *back;
    bool single, locked, signed_off;
    int errors, warnings, n_fields, n_rows;
    const FormField *fields;
    const char *const *labels; /* of the fields */
    FillRow *rows;
    Faults faults;
    const char *failed; /* why nothing was saved; NULL it was */
    int n_others;
    const char *const *others; /* "Owen Pritchard (A3)" */
    FillLink before, after;
} FillView;

typedef struct FillBlock {
    const char *code, *title, *href, *state;
    const char *tag; /* colour of the state */
    int answered, open, errors, warnings;
} FillBlock;
typedef struct FillOverview {
    const char *title, *caption, *collection, *organisation, *token;
    const char *status, *due, *next, *last_saved;
    bool can_submit, can_change, late, past; /* past: the due day */
    int n_blocks, errors, warnings;
    FillBlock *blocks;
    int n_others;
    const char *const *others;
    const Table *events;
} FillOverview;

bool fill_view(Ctx *cx, const PageIn *in, const char *collection, const char *organisation,
               const char *block, FillView *out) MUST_CHECK;
bool fill_overview(Ctx *cx, const PageIn *in, const char *collection, const char *organisation,
                   FillOverview *out) MUST_CHECK;
bool fill_others(Ctx *cx, const char *collection, const char *organisation,
                 const char *const **out, int *n) MUST_CHECK;
/* "Last saved 26 November 2026, 12:05 by Carys Evans."; NULL: nothing has been changed. */
const char *fill_last_saved(Ctx *cx, const Work *w);
/* What the other cells make of this one, by the rules that say so; NULL: none does. */
const char *fill_hint(Ctx *cx, const Return *r, const Return *last, const FormBlock *b,
                      const char *row, const FormField *f);

typedef struct FillListView {
    const Table *table;
} FillListView;

bool page_fill_list(Ctx *cx, const PageIn *in, PageOut *out);
bool page_fill(Ctx *cx, const PageIn *in, PageOut *out);
bool page_fill_block(Ctx *cx, const PageIn *in, PageOut *out);
bool page_row(Ctx *cx, const PageIn *in, PageOut *out);

/* A row of a block: its cells, a note for each, and who changed what. */
typedef struct RowCell {
    const char *field, *label, *value, *changed, *note;
} RowCell;
typedef struct RowView {
    const char *title, *caption, *collection, *organisation, *block, *row, *back, *token;
    bool may_write;
    int n;
    const RowCell *cells;
    const Table *history;
} RowView;

#endif
