/* The yearly OT workforce return as data: blocks, their row keys, fields and rules.
 *
 * One CSV file per block. A cell is found by (block, row key, field). The row key is the text
 * of the block's key columns joined by '/', "" where an organisation has one row: "R4" in A1,
 * "leaver_reason/pay" in A3, "R4/2" in A7. Everything else (reading, checking, template, guide,
 * the pages) follows from the two tables in form.c and rules.c. Source: docs/guide/return.md.
 */
#ifndef PONT_WORKFORCE_FORM_H
#define PONT_WORKFORCE_FORM_H

#include "core/module.h"

typedef enum ValueKind {
    VALUE_COUNT,  /* whole people or things, 0.. */
    VALUE_AMOUNT, /* WTE, hours, pounds: decimal, 0.. */
    VALUE_SIGNED, /* may be negative */
    VALUE_YES_NO, /* Y/N, yes/no, ie/na; kept as 1 and 0 */
    VALUE_CODE,   /* one of the field's codes */
    VALUE_DAY,
    VALUE_TEXT
} ValueKind;

enum FormFlag {
    MAY_BE_BLANK = 1, /* an unanswered cell is not a problem */
    IN_WTE = 2        /* two decimals at most */
};

typedef struct FormField {
    const char *name; /* column heading */
    ValueKind kind;
    unsigned flags;
    double most;         /* largest plausible value; beyond it an error */
    const Choice *codes; /* VALUE_CODE */
    const char *label;   /* N_ */
} FormField;

typedef struct FormKey {
    const char *name;    /* column heading: role, split, category, flow, year */
    const Choice *codes; /* allowed values; those of `category` depend on the key before it */
} FormKey;

typedef struct FormBlock {
    const char *code;  /* "A1" */
    const char *file;  /* "a1_stock" */
    const char *title; /* N_ */
    int n_keys, n_fields;
    const FormKey *keys;
    const FormField *fields;
    /* For two keys (flow/category): the categories of each first key, in the same order. */
    const Choice *const *categories;
    const char *const *required_rows; /* row keys that a complete return has, ended by NULL */
} FormBlock;

extern const FormBlock form_blocks[];
extern const int form_n_blocks;

const FormBlock *form_block(const char *code);
const FormField *form_field(const FormBlock *b, const char *name);
/* The block whose own headings the file has most of; NULL when none or a tie. */
const FormBlock *form_block_of_columns(const char *const *columns, int n);
/* "R4 Occupational therapist", "Reason for leaving: Pay": a row key for people. */
const char *form_row_label(Ctx *cx, const FormBlock *b, const char *row_key);

extern const Choice role_codes[];

/* An empty template of a block: headings, and the key columns of every expected row filled in.
 */
void form_template(Ctx *cx, const FormBlock *b, const char *collection,
                   const char *organisation, Buf *out);

#endif
