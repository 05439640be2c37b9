/* A form says what a collection asks: its blocks, row keys, fields, code lists and rules, as
 * data.
 *
 * A form is a folder of CSV files (data/forms/ot-wales/) with a version. A version that is
 * published never changes, so that a return of 2024 is read by the form of 2024; the next one
 * is imported as a draft, looked at, and published. One CSV file of answers per block. A cell
 * is found by (block, row key, field). The row key is the text of the block's key columns
 * joined by
 * '/', "" where an organisation has one row: "R4" in A1, "leaver_reason/pay" in A3. Everything
 * else (reading, checking, template, guide, the pages) follows from the form. */
#ifndef PONT_FORM_FORM_H
#define PONT_FORM_FORM_H

#include "core/module.h"
#include "db/db.h"

/* A text of the form, in both languages. cy NULL: the translation of en is the program's. */
typedef struct FormText {
    const char *en, *cy;
} FormText;
/* In the reader's language. */
const char *form_text(const Ctx *cx, FormText t);

typedef enum ValueKind {
    VALUE_COUNT,  /* whole people or things, 0.. */
    VALUE_AMOUNT, /* WTE, hours, pounds: decimal, 0.. */
    VALUE_SIGNED, /* may be negative */
    VALUE_YES_NO, /* Y/N, yes/no, ie/na; kept as 1 and 0 */
    VALUE_CODE,   /* one of the field's codes */
    VALUE_DAY,
    VALUE_TEXT
} ValueKind;

typedef struct FormCode {
    const char *value; /* NULL ends a list */
    FormText label;
} FormCode;

typedef struct FormField {
    const char *name; /* column heading */
    ValueKind kind;
    bool may_be_blank;   /* an unanswered cell is not a problem */
    int decimals;        /* of a number, at most; -1 any */
    double least, most;  /* of a number; NAN no limit */
    const char *pattern; /* of a text: 'A' a capital letter, '9' a digit, '\' before a character
                            that stands for itself, as others do; "" any */
    const FormCode *codes; /* VALUE_CODE */
    const char *use;       /* what records do with it (record.h); "" nothing */
    FormText label, help;
} FormField;

typedef struct FormKey {
    const char *name;      /* column heading: role, split, category, flow, year */
    const FormCode *codes; /* NULL: those of `categories`, by the key before */
} FormKey;

typedef struct FormBlock {
    const char *code; /* "A1" */
    const char *file; /* "a1_stock" */
    FormText title;
    int n_keys, n_fields;
    const FormKey *keys;
    const FormField *fields;
    /* For two keys (flow/category): the categories of each first key, in the same order. */
    const FormCode *const *categories;
    const char *const *required_rows; /* of a complete return, ended by NULL; may be empty */
} FormBlock;

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct Rule {
    const char *code;
    const char *block; /* "" = every block */
    Severity severity;
    const char *formula; /* what must hold; NULL: decided while reading the file, and in
                            records what the field asks of a cell */
    bool each_row;       /* once per row of the block, else once per return */
    const char *row;     /* row of the cell to blame, when not each_row */
    const char *field;   /* column of the cell to blame */
    FormText words;      /* the rule as a sentence; it is the message too */
    FormText fix;
} Rule;

typedef enum FormKind {
    FORM_RETURN, /* an organisation's answers, cell by cell */
    FORM_RECORDS /* a row for each member of staff */
} FormKind;

typedef struct Form {
    const char *id;
    int version;
    FormKind kind;
    bool published;
    const char *owner; /* the organisation that may change it */
    FormText title;
    const char *source, *source_date;
    const char *digest; /* SHA-256 of its files */
    int n_blocks, n_rules;
    const FormBlock *blocks;
    const Rule *rules;
} Form;

/* ---------------------------------------------------------------- finding one's way in it */

const FormBlock *form_block(const Form *f, const char *code);
const FormField *form_field(const FormBlock *b, const char *name);
/* The label of a value, or the value itself. */
const char *form_code_label(const Ctx *cx, const FormCode *codes, const char *value);
/* The code as it is kept, found without regard to case; NULL when it is none of the list. */
const char *form_code_of(const FormCode *codes, const char *text);
/* "in_post, interim, vacant, none" */
const char *form_codes_text(Arena *a, const FormCode *codes);
/* The codes of the second key under a value of the first; those of the only key. */
const FormCode *form_codes_of(const FormBlock *b, const char *first);
/* The block whose own headings a file has most of; NULL when none or a tie. */
const FormBlock *form_block_of_columns(const Form *f, const char *const *columns, int n);
/* "R4 Occupational therapist", "Reason for leaving: Pay": a row key for people. */
const char *form_row_label(Ctx *cx, const FormBlock *b, const char *row_key);
/* All row keys that a block may have, in the order of the form. */
int form_rows(Arena *a, const FormBlock *b, const char *const **out);
/* A rule of the form, or one of reading (F01, ...); NULL when there is none. */
const Rule *form_rule(const Form *f, const char *code);
/* The rules that hold for every form, decided while a file is read. */
extern const Rule reading_rules[];
extern const int n_reading_rules;

/* The rules of a form; reading: those of reading before them. */
Table *form_rules_table(Ctx *cx, Reply *r, const Form *f, bool reading);

/* An empty template of a block: headings, and the key columns of every row filled in. */
void form_template(const FormBlock *b, const char *collection, const char *organisation,
                   Buf *out);

/* ---------------------------------------------------------------- keeping them */

/* version 0: the newest that is published. NOT_FOUND when there is none such. What is returned
 * is never changed or freed while the request lasts. */
bool form_get(Ctx *cx, const char *id, int version, const Form **out) MUST_CHECK;
typedef struct FormList {
    int n, room;
    const Form **items;
} FormList;
/* Every version of every form, by id, newest first; drafts only where cx->who may write. */
bool form_list(Ctx *cx, FormList *out) MUST_CHECK;
/* The files of a version as they were imported. */
bool form_files(Ctx *cx, const Form *f, InFiles *out) MUST_CHECK;
/* What is wrong with the files of a form: "fields.csv:12: kind 'whole': one of count, ...". */
typedef struct FormFaults {
    int n, room;
    const char **items;
} FormFaults;
/* Reads the files of a form, every fault in one pass. Fails with INVALID, and the first of
 * them, when there is any. */
bool form_parse(Arena *a, Err *err, const InFiles *files, FormFaults *faults,
                Form *out) MUST_CHECK;
/* Stores files that parse, as a draft of the version that form.csv names; CONFLICT when that is
 * published and the files differ. */
bool form_import(Ctx *cx, const InFiles *files, Form *out) MUST_CHECK;
/* Stores and publishes a form that comes with the program; what is there already stays. */
bool form_install(Ctx *cx, const InFiles *files) MUST_CHECK;
/* A draft becomes what collections may use. */
bool form_publish(Ctx *cx, const char *id, int version) MUST_CHECK;

extern const Module form_module;

#endif
