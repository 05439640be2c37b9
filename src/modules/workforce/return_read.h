/* From files to returns: what workforce_check() does first. Private to the module. */
#ifndef PONT_WORKFORCE_RETURN_READ_H
#define PONT_WORKFORCE_RETURN_READ_H

#include "base/csv.h"
#include "modules/workforce/workforce.h"

/* Adds the cells of one file to the returns they belong to (made when new), and its problems.
 */
bool return_read_file(Ctx *cx, const CsvFile *f, CheckedFiles *out) MUST_CHECK;
Return *return_of(Ctx *cx, ReturnList *list, const char *collection, const char *organisation);
/* Adds a problem and counts it. */
void problem_add(Ctx *cx, Problems *list, Problem p);

#endif
