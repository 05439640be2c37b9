/* The eigenvalues of a plan's own dynamics beyond the first, and what one person of each cell
 * is worth to the population in the long run (its reproductive value). For small plans: the map
 * is laid out as a matrix. */
#ifndef PONT_SIM_SPECTRUM_H
#define PONT_SIM_SPECTRUM_H

#include "sim/engine.h"

enum { SPECTRUM_MOST_CELLS = 200 };

/* The first n eigenvalues by size, values[n], and the left vector of the first,
 * worth[plan_cells()], with 1 for the first cell (for the largest where the first has none).
 * Fails with INVALID when one of them is complex or not apart from the next, or the plan has
 * more cells. */
bool spectrum(const Rates *r, const Plan *p, Err *err, int n, double *values,
              double *worth) MUST_CHECK;

#endif
