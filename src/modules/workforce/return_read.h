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

#endif
