/* Any table of counts in a CSV file: protected, or attacked, without a database.
 *
 * One row for each cell: columns of categories, "value", and if wanted "contributors" (how many
 * organisations are in it), "weight" (what withholding it costs) and "status". A total has the
 * category "Total". status: empty or "published", "withheld" (not shown to the reader),
 * "sensitive" (to be withheld whatever the rules say), "keep" (published whatever happens). */
#ifndef PONT_RELEASE_TABLE_FILE_H
#define PONT_RELEASE_TABLE_FILE_H

#include "core/module.h"

typedef struct TableInput {
    InFiles files;
    const char *release; /* of attack, instead of a file */
    int64_t least, least_returns, rounding, rounds;
    bool whole;
} TableInput;

bool do_protect(Ctx *cx, const void *in, Reply *out);
bool do_attack(Ctx *cx, const void *in, Reply *out);

#endif
