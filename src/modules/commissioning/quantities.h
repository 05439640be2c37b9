/* The quantities that a row of expected.csv can name. Private to verify.c. */
#ifndef PONT_COMMISSIONING_QUANTITIES_H
#define PONT_COMMISSIONING_QUANTITIES_H

#include "modules/projection/folder.h"
#include "sim/commission.h"

/* Everything that rows may ask for; computed when first asked. */
typedef struct Case {
    Arena *a;
    Err *err;
    const Plan *p;
    int threads;
    const double *theta;
    Rates *rates;
    double *stock; /* expected mode with the plan's own intakes */
    int cells;
    Ensemble *ensemble;
    LeastPlan *least;
    Chain *chain;
    Trajectory told; /* supply and what is told beside it, when supply has been asked */
    double *share, eigenvalue;
} Case;

typedef struct Asked { /* one row of expected.csv */
    const char *quantity, *year, *state;
    int step; /* of the year; -1 when the cell is blank */
    int year_number;
} Asked;

/* Expected mode with the plan's own intakes, which most quantities read. c->a, p and threads
 * are set. Fails as rates_fill() does. */
bool case_prepare(Case *c, Err *err) MUST_CHECK;
/* Fails (into c->err) with INVALID when the row names what the plan does not have. */
bool case_compute(Case *c, Asked *q, double *out) MUST_CHECK;

/* verify_spectrum.c: eigenvalues by number, and reproductive values. */
bool q_spectrum(Case *c, const Asked *q, double *out);

#endif
