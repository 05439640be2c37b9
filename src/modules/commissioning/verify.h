/* Verification: a model folder with expected.csv is computed and compared, row by row.
 *
 * The folders under examples/published hold printed tables and golden numbers; a planner can
 * add a folder of their own in the same way. Quantities are described in docs/model/folder.md.
 */
#ifndef PONT_COMMISSIONING_VERIFY_H
#define PONT_COMMISSIONING_VERIFY_H

#include "modules/projection/folder.h"

typedef struct VerifyRow {
    const char *file;
    int line;
    const char *quantity, *year, *state, *source;
    double expected, actual, allowed; /* allowed: absolute */
    bool passed;
    const char *trouble; /* why it could not be computed, or NULL */
} VerifyRow;

typedef struct VerifyResult {
    const char *dir, *title;
    bool passed;
    int n, n_failed;
    VerifyRow *rows;
    int worst;           /* row with the largest deviation in units of its tolerance; or -1 */
    const char *trouble; /* the folder could not be computed at all; else NULL */
    ModelProblems problems; /* of the folder, when that is why */
} VerifyResult;

/* Computes dir and compares. A folder that cannot be computed is a result that did not pass,
 * with its trouble; fails only when dir cannot be read. */
bool verify_folder(Arena *a, Err *err, const char *dir, int threads,
                   VerifyResult *out) MUST_CHECK;

typedef struct VerifyWalk {
    int n, n_failed, room;
    VerifyResult *results; /* in order of path */
} VerifyWalk;
/* Every folder at or below dir that has an expected.csv (NOT_FOUND when there is none). */
bool verify_walk(Arena *a, Err *err, const char *dir, int threads, VerifyWalk *out) MUST_CHECK;

/* One line without line end: the worst deviation, or each failing row on a line of its own. */
const char *verify_text(Arena *a, const VerifyResult *r);

#endif
