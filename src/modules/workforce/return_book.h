/* Returns as workbooks: the template, the rows that have problems, and reading either. Private
 * to the module. */
#ifndef PONT_WORKFORCE_RETURN_BOOK_H
#define PONT_WORKFORCE_RETURN_BOOK_H

#include "modules/workforce/return_read.h"
#include "modules/workforce/workforce_action.h"

/* Files as they came, CSV or workbooks, into tables: a workbook gives one for each sheet that
 * is to be read. What the sender should know of goes to out->notes. */
bool return_files(Ctx *cx, const InFiles *files, CheckedFiles *out) MUST_CHECK;

/* The template as a workbook, with the figures of the year before where cx->who may read them.
 */
bool return_template(Ctx *cx, const Form *form, const TemplateInput *in, Reply *out) MUST_CHECK;

/* The rows with problems, to correct and send: a CSV file for a CSV file, a workbook for a
 * workbook, or for all of them when book says so. */
bool return_corrections(Ctx *cx, const CheckedFiles *c, BookKind book, Reply *out) MUST_CHECK;

#endif
