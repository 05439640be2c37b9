/* Distributions of assumptions, only ever drawn through their inverse cumulative distribution
 * function: one uniform number, one value, so that draws can be stratified and paired. */
#ifndef PONT_SIM_DIST_H
#define PONT_SIM_DIST_H

#include "sim/plan.h"

/* Whether the parameters make a distribution (standard deviation >= 0, lowest <= mode <=
 * highest, shapes and rates > 0, all finite). */
bool dist_is_valid(const Dist *d);
/* The value below which a share u of the distribution lies, 0 < u < 1. FIXED: a. */
double dist_inverse(const Dist *d, double u);
double dist_mean(const Dist *d);
/* Share of the standard normal distribution below z. */
double dist_share(double z);
double dist_variance(const Dist *d);

#endif
