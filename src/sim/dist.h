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
/* Share of the gamma distribution of this shape and rate below x. */
double dist_gamma_below(double shape, double rate, double x);

/* The inverse of a beta, gamma or PERT distribution for many values of u: on the logit (or
 * logarithmic) scale it is nearly a straight line in the normal quantile of u, and is kept as
 * cubics with the right value and slope at DIST_NODES points. dist_table() compares them with
 * the inverse itself half way between points; where they differ by more than 1e-5 on that
 * scale, and for other distributions, dist_look_up() is dist_inverse(). */
enum { DIST_NODES = 49 };
typedef struct DistTable {
    bool stands;
    double at[DIST_NODES], slope[DIST_NODES];
} DistTable;
void dist_table(const Dist *d, DistTable *out);
double dist_look_up(const Dist *d, const DistTable *t, double u);

#endif
