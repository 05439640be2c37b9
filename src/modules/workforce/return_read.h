/* From files to returns: what workforce_check() does first. Private to the module. */
#ifndef PONT_WORKFORCE_RETURN_READ_H
#define PONT_WORKFORCE_RETURN_READ_H

#include "base/csv.h"
#include "modules/workforce/workforce.h"

/* Adds the cells of one file to the returns they belong to (made when new), and its problems.
 */
bool return_read_file(Ctx *cx, const CsvFile *f, CheckedFiles *out) MUST_CHECK;
/* Which block of which form a file is; *block is NULL when it is none. */
bool return_block_of(Ctx *cx, const CsvFile *f, const Form **form,
                     const FormBlock **block) MUST_CHECK;
Return *return_of(Ctx *cx, ReturnList *list, const Form *form, const char *collection,
                  const char *organisation);

/* What a cell says: fills state, number and text of *c. False, with the rule of reading that is
 * broken and why, when the text says nothing that the field allows; the cell is then as if it
 * were not known. */
bool value_read(Ctx *cx, const FormField *f, const char *text, ReturnCell *c, const char **code,
                const char **detail);

/* The cell as it is written in a file: "" blank, "NK", "n/a", a value. */
const char *cell_text_of(Arena *a, const ReturnCell *c);
/* One block as CSV, in the order of the form; returns how many rows were written. */
int return_put_block(Arena *a, const Return *r, const FormBlock *b, bool headings, Buf *out);
/* All blocks, and the SHA-256 of that: what a sign-off signs. */
const char *return_text(Arena *a, const Return *r);
const char *return_digest(Arena *a, const Return *r);

/* Applies every rule to a return whose cells are sorted; given: other returns of the same
 * files, among which last year's may be. */
bool return_judge(Ctx *cx, const Return *r, const ReturnList *given,
                  Problems *problems) MUST_CHECK;
/* What a part of a rule's formula is worth in the return, for a row of the rule's block. */
FormulaValue return_eval(Ctx *cx, const Return *now, const Return *last, const Rule *rule,
                         const char *text, const char *row);
/* Marks the warnings that somebody accepted. */
bool problems_mark_accepted(Ctx *cx, Problems *problems) MUST_CHECK;
/* Quotes with each warning the reason for which the same was accepted the year before. */
bool problems_quote(Ctx *cx, Problems *problems) MUST_CHECK;
/* Whether a cell, a heading or a row could not be read: a draft has no place for it. */
bool problems_unreadable(const Problems *problems);
/* The block that a problem is in, or NULL. */
const char *problem_block(const Problem *p);
/* Last year's return of the same organisation, as far as it may be read; NULL: none. */
bool return_last(Ctx *cx, const Return *r, const ReturnList *given,
                 const Return **out) MUST_CHECK;
/* Writes the next version of a return, inside the caller's transaction (store.c). */
bool return_store(Ctx *cx, const Return *r, const Problems *problems,
                  int64_t *version) MUST_CHECK;

#endif
