/* Checks of an answer with futures that it was not made from. Private to verify_sample.c,
 * programme.c and their tests. */
#ifndef PONT_SIM_VERIFY_SAMPLE_H
#define PONT_SIM_VERIFY_SAMPLE_H

#include "sim/lever.h"
#include "sim/programme.h"

/* The seed of the fresh futures that belong to a seed. */
uint64_t fresh_seed(uint64_t seed);
/* What the fresh ensemble says of intakes x (a whole array); f as in path_outlook(). */
SampleCheck sample_check(const Decision *d, const Ensemble *fresh, const Futures *f,
                         const double *x, double p);
/* Adds what they say where the plan's recruitment ceiling holds, if it has one; then that
 * decides whether the answer holds. seed: of the fresh ensemble. */
bool ceiling_check(Err *err, const Decision *d, const Ensemble *fresh, uint64_t seed,
                   int threads, const double *x, double confidence,
                   SampleCheck *out) MUST_CHECK;
/* The confidence to ask for in sample next, or one that is not above `asked` where raising is
 * given up: what is missing out of sample is added. */
double raised_confidence(const SampleCheck *check, double confidence, double asked, int K);

/* relax.c: the power of ten at or below a fifth of a limit. */
double round_step(double value, bool share);
/* programme.c, for relax.c and optimism.c: how the futures were run, and a decision with what
 * is committed. */
const Plan *commission_plan(const CommissionPrepared *prepared);
const PrepareOptions *commission_options(const CommissionPrepared *prepared);
bool commission_decide(Arena *a, Err *err, const Plan *p, const Committed *list, int n,
                       Decision *d) MUST_CHECK;

#endif
