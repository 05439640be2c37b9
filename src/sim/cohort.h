/* The chance in a new cohort's own fate: given the rates, each student who starts still either
 * ends up in post or does not. Private to frontier.c. Formulas: docs/model/commission.md. */
#ifndef PONT_SIM_COHORT_H
#define PONT_SIM_COHORT_H

#include "sim/decision.h"

/* P(supply >= need) at a point for draw k, when the decided cohorts' contribution is random
 * with the mean that `margin` already contains. */
double cohort_chance(const Decision *d, const Ensemble *e, int k, int point, const double *x,
                     double margin);
/* Mean shortage under the same chance. */
double cohort_shortage(const Decision *d, const Ensemble *e, int k, int point, const double *x,
                       double margin);

#endif
