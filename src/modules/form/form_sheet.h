/* A block of a form as a sheet of a workbook to fill in: what stands in which column, what each
 * column takes, and how a reader tells what it has to read from what explains it.
 *
 * Line 1 says in words what line 2 names; the lines below are the rows. Beside what is read
 * stand the row's name, figures of the year before, and what is wrong with the row. A sheet
 * whose first cell begins with "#" is for people alone. */
#ifndef PONT_FORM_SHEET_H
#define PONT_FORM_SHEET_H

#include "base/workbook.h"
#include "modules/form/form.h"

/* A row, as texts of a CSV file; what is NULL is blank. */
typedef struct FormSheetRow {
    const char *collection, *organisation;
    const char *row;         /* its key; where it is no key, keys say what was sent */
    const char *const *keys; /* [n_keys], or NULL: they are those of row */
    const char *const *values, *const *past; /* [n_fields] */
    const char *problems;
    /* What is wrong with which cell: collection, organisation, keys, fields; or NULL. */
    const char *const *notes;
} FormSheetRow;

typedef struct FormSheet {
    int n;
    const FormSheetRow *rows;
    const char *past; /* of which year the past is, such as "wales-2025"; NULL: none is shown */
    bool problems;    /* with a column that says what is wrong */
} FormSheet;

void form_sheet(Ctx *cx, Book *book, const FormBlock *b, const FormSheet *what);
/* How to fill it in, and the codes with their meanings. about: lines for the top. */
void form_sheet_help(Ctx *cx, Book *book, const Form *f, const char *const *about, int n);
void form_sheet_codes(Ctx *cx, Book *book, const Form *f);

/* Whether a column is one of those that stand beside what is read. */
bool form_sheet_beside(const FormBlock *b, const char *column);
/* Whether a sheet with that first cell is for people alone. */
bool form_sheet_is_prose(const char *first);

#endif
