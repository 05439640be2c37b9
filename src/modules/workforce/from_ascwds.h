/* England's three upload files in place of the blocks of a return. */
#ifndef PONT_WORKFORCE_FROM_ASCWDS_H
#define PONT_WORKFORCE_FROM_ASCWDS_H

#include "modules/workforce/workforce.h"

/* Turns them into the block files of the newest collection of the England form that asks the
 * council they name; out has notes on that. When the files have errors, *refused is set and out
 * tells them instead. */
bool workforce_from_ascwds(Ctx *cx, const InFiles *files, bool *refused, InFiles *blocks,
                           CheckedFiles *out) MUST_CHECK;

#endif
