/* Verification: a model folder with expected.csv is computed and compared, row by row.
 *
 * The folders under examples/published hold printed tables and golden numbers; a planner can
 * add a folder of their own in the same way. Quantities are described in docs/model/folder.md.
 *
 * Sources err. A printed value that is known to be wrong stays in expected.csv as it was
 * printed, with the reason in the column `anomaly`: such a row passes while the computed value
 * differs from the printed one, is shown with both, and is counted apart.
 */
#ifndef PONT_COMMISSIONING_VERIFY_H
#define PONT_COMMISSIONING_VERIFY_H

#include "modules/projection/folder.h"

typedef struct VerifyRow {
    const char *file;
    int line;
    const char *quantity, *year, *state, *source;
    double expected, actual, allowed; /* allowed: absolute */
    const char *anomaly;              /* why the printed value is known to be wrong, or "" */
    bool passed;
    const char *trouble; /* why it could not be computed, or NULL */
} VerifyRow;

typedef struct VerifyResult {
    const char *dir, *title;
    bool passed;
    int n, n_failed;
    int n_anomalies; /* of the n */
    VerifyRow *rows;
    int worst; /* row with the largest deviation in units of its tolerance (no anomaly);
                  or -1 */
    const char *trouble;    /* the folder could not be computed at all; else NULL */
    ModelProblems problems; /* of the folder, when that is why */
} VerifyResult;

/* Computes dir and compares. A folder that cannot be computed is a result that did not pass,
 * with its trouble; fails only when dir cannot be read. */
bool verify_folder(Arena *a, Err *err, const char *dir, int threads,
                   VerifyResult *out) MUST_CHECK;

typedef struct VerifyWalk {
    int n, n_failed, room;
    int n_anomalies;       /* rows of all folders */
    VerifyResult *results; /* in order of path */
} VerifyWalk;
/* Every folder at or below dir that has an expected.csv (NOT_FOUND when there is none). */
bool verify_walk(Arena *a, Err *err, const char *dir, int threads, VerifyWalk *out) MUST_CHECK;

/* Without line end: the worst deviation, or each failing row on a line of its own; and each
 * anomaly on one. */
const char *verify_text(Arena *a, const VerifyResult *r);

#endif
