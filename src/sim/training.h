/* Training that people leave a state for: support workers who become apprentices.
 *
 * An intake of such a route takes its students out of the route's `from` states at the end of
 * the step that contains the intake year, in proportion to who is there then; never more than
 * there are, and a cohort that finds fewer is smaller. Who drops out goes back there. In
 * between an apprentice counts as Route.counts of the measure in the group Route.counts_in. */
#ifndef PONT_SIM_TRAINING_H
#define PONT_SIM_TRAINING_H

#include "sim/rates.h"

/* Whether some route of the plan takes its students from states. */
bool training_any(const Plan *p);

/* One step's end. x is the run's own copy of the intakes: cohorts that find fewer shrink there.
 */
void training_expected(const Rates *r, const Plan *p, int step, double *x, double *next,
                       StepTotals *totals);
/* Apprentices at the end of a step, [n_routes]; 0 for other routes. */
void training_enrolled(const Rates *r, const Plan *p, int step, const double *x,
                       double *apprentices);

/* The same in whole heads: started[n_routes][intake years] says how many there are in a cohort,
 * first as many as are wanted. */
void training_by_chance(const Rates *r, const Plan *p, int step, uint64_t seed,
                        uint32_t replicate, int32_t *started, int32_t *next,
                        StepCounts *counts);
void training_enrolled_by_chance(const Rates *r, const Plan *p, int step, uint64_t seed,
                                 uint32_t replicate, const int32_t *started,
                                 double *apprentices);

/* What apprentices add to the supply of each group, [n_groups + 1]; amount[] likewise or NULL.
 */
void training_supply(const Plan *p, const double *apprentices, double *supply, double *amount);

/* The adjoint, along the course of the plan's own intakes (training_refer()): the worth of a
 * head at the end of a step becomes that before training; worth_of[n_routes] is the mean worth
 * of those who would leave for the route. */
void training_refer(Rates *r, const Plan *p, const double *theta);
void training_back(const Rates *r, const Plan *p, int step, double *worth, double *worth_of);

/* Share of cohort j that drops out within a step. */
double training_drops(const Rates *r, const Plan *p, int route, int j, int step);

/* Students of a cohort, by chance, before anybody asks whether there are so many. */
int32_t training_wanted(const Rates *r, uint64_t seed, uint32_t replicate, const double *x,
                        int route, int j);

#endif
