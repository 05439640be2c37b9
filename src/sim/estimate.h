/* Parameters from returns: what so many leavers of so many heads say about a rate, with the
 * uncertainty that is really there.
 *
 * Small organisations say little on their own and more together. Their rates are therefore
 * drawn from one distribution per sector, whose centre and spread are learnt from all of them
 * (partial pooling); how well those two are known is kept as weights over a grid, so that
 * intervals are as wide as the returns leave them. Shocks that hit everybody in a year are told
 * apart from chance by consecutive years. Nothing here knows an organisation's name, a file or
 * a clock. Mathematics and priors: docs/model/estimate.md. */
#ifndef PONT_SIM_ESTIMATE_H
#define PONT_SIM_ESTIMATE_H

#include "base/arena.h"
#include "sim/plan.h"
#include <stdbool.h>
#include <stdint.h>

/* ---------------------------------------------------------------- one rate on its own */

/* Jeffreys: y of n gives Beta(y + 1/2, n - y + 1/2). */
Dist estimate_share_alone(double y, double n);
/* k events in exposure e give Gamma(k + 1/2, e). */
Dist estimate_count_alone(double k, double exposure);
double estimate_sd(const Dist *d); /* of a beta or gamma distribution */

typedef struct EstimateMoments {
    double mean, variance;
} EstimateMoments;
/* How many of the next n, when their share is beta distributed: chance and ignorance. */
EstimateMoments estimate_next_share(const Dist *share, double n);
/* How many in the next exposure, when their rate is gamma distributed. */
EstimateMoments estimate_next_count(const Dist *rate, double exposure);
/* The beta (within 0 and 1) or gamma distribution with these moments. */
Dist estimate_beta_with(EstimateMoments m);
Dist estimate_gamma_with(EstimateMoments m);
/* The gamma distribution whose 5 % and 95 % points these are. */
Dist estimate_gamma_between(double low, double high);

/* ---------------------------------------------------------------- pooling */

enum { ESTIMATE_CENTRES = 41, ESTIMATE_SPREADS = 18 };

/* What is known of the centre and the spread between organisations: a grid with weights.
 * centre: the mean share or rate; spread: phi of Beta(m phi, (1 - m) phi), or the shape of
 * Gamma(shape, shape / m); large = all alike. */
typedef struct EstimatePool {
    int organisations; /* with data */
    double centre[ESTIMATE_SPREADS][ESTIMATE_CENTRES], spread[ESTIMATE_SPREADS];
    double weight[ESTIMATE_SPREADS][ESTIMATE_CENTRES]; /* sum 1 */
    double best_centre, best_spread; /* of largest likelihood; spread INFINITY: all alike */
    double mean;                     /* of the centre; of rates the geometric one */
    bool spread_from_prior;          /* fewer than two organisations: nothing says it */
    /* Do organisations differ by more than chance? Tarone's (shares) or Fisher's (counts)
     * statistic, standard normal when they do not, and the chance of one as large. */
    double dispersion; /* Pearson's chi-square by degree of freedom; NAN below two */
    double z, p;       /* NAN below two */
} EstimatePool;

/* y[i] of n[i]; n[i] <= 0: no data. */
void estimate_shares(const double *y, const double *n, int organisations, EstimatePool *out);
/* k[i] events in exposure e[i] (head-years, people); e[i] <= 0: no data. */
void estimate_counts(const double *k, const double *e, int organisations, EstimatePool *out);

/* What the pool and its own data say of one organisation, as one distribution with the moments
 * (shares) or the 90 % interval (rates) of the whole mixture; n = 0 (or e = 0) is an
 * organisation that has not answered. own is the weight of its own data, 0..1. */
typedef struct EstimatePooled {
    Dist dist;
    double own;
} EstimatePooled;
EstimatePooled estimate_share_of(const EstimatePool *pool, double y, double n);
EstimatePooled estimate_count_of(const EstimatePool *pool, double k, double e);
/* What is known of the centre: the beta distribution with its moments, or the gamma one with
 * its 90 % interval. */
Dist estimate_centre_share(const EstimatePool *pool);
Dist estimate_centre_count(const EstimatePool *pool);

/* ---------------------------------------------------------------- destinations */

enum { ESTIMATE_MOST_PARTS = 16 };
/* Where people go: shares of a whole, pooled over organisations with y[i * parts + j]. */
typedef struct EstimateSplit {
    int parts, organisations;
    double centre[ESTIMATE_MOST_PARTS]; /* mean of Dirichlet(sum over organisations + 1) */
    double total;                       /* its sum of parameters */
    double spread[ESTIMATE_SPREADS], weight[ESTIMATE_SPREADS];
    double best_spread; /* INFINITY: all alike */
} EstimateSplit;
void estimate_split(const double *y, int organisations, int parts, EstimateSplit *out);
/* Share of part j: of the whole, or of an organisation with its own counts y[parts]. */
Dist estimate_split_centre(const EstimateSplit *s, int part);
Dist estimate_split_of(const EstimateSplit *s, const double *y, int part);

/* ---------------------------------------------------------------- mean of a share (FTE) */

/* FTE per head: total[i] over heads[i] people whose own share scatters with sd_person.
 * Organisations are pooled by moments; organisation -1 = one that has not answered. */
Dist estimate_mean_share(const double *total, const double *heads, int organisations,
                         double sd_person, int organisation);

/* ---------------------------------------------------------------- shocks of a year */

enum { ESTIMATE_MOST_YEARS = 12, ESTIMATE_SDS = 12, ESTIMATE_PERSISTENCES = 5 };

/* A shock s(t) = persistence s(t-1) + innovation, of standard deviation sd in the long run,
 * adds to the logarithm (or logit) of everybody's rate. Learnt from what came in each year
 * against what the pooled rates expect; the pooled rate is the one at the mean shock of those
 * years, and everything is told relative to it. */
typedef struct EstimateShock {
    int years;
    double sd, persistence; /* posterior means */
    double sd_low, sd_high; /* 5 % and 95 % */
    bool from_prior;        /* fewer than three years: nothing says it */
    double weight[ESTIMATE_SDS][ESTIMATE_PERSISTENCES];
    double sds[ESTIMATE_SDS], persistences[ESTIMATE_PERSISTENCES];
    double share[ESTIMATE_MOST_YEARS]; /* of the expected, by year */
    /* of the past shocks given what came: mean and Cholesky factor */
    double past[ESTIMATE_SDS][ESTIMATE_PERSISTENCES][ESTIMATE_MOST_YEARS];
    double factor[ESTIMATE_SDS][ESTIMATE_PERSISTENCES][ESTIMATE_MOST_YEARS]
                 [ESTIMATE_MOST_YEARS];
} EstimateShock;
/* came[t] of expected[t] > 0, oldest first; share = the mean rate of a share, so that the shock
 * is one of its logit; 0 for counts. */
void estimate_shock(const double *came, const double *expected, int years, double share,
                    EstimateShock *out);
/* Mean and standard deviation of the shock h = 1, 2, ... years after the last one, relative to
 * the mean of the years behind the pooled rates. */
void estimate_shock_ahead(const EstimateShock *s, int h, double *mean, double *sd);

/* The same as rows of a plan, whose shocks have one sd in every year: a gamma distribution of
 * sd and the persistence that give, on the mean over five years, the variance and the
 * correlation of estimate_shock_ahead() with the common rate's own variance `level` (of its
 * logarithm) in it: in a plan the rates of organisations are drawn apart, and what is common to
 * them must be in the shock. */
void estimate_shock_plan(const EstimateShock *s, double level, Dist *sd, double *persistence);

/* ---------------------------------------------------------------- what will come */

typedef struct EstimateOrganisation {
    int pool; /* index of its sector's pools */
    int32_t heads;
    double leavers, exposed;  /* over the pooled years; exposed 0: not answered */
    double joiners, exposure; /* the same; rate per unit of exposure and year */
    double size;              /* exposure of one future year */
} EstimateOrganisation;

typedef struct EstimateWorld {
    int n_organisations, n_pools;
    const EstimateOrganisation *organisations;
    const EstimatePool *leaving, *joining; /* [n_pools] */
    const EstimateShock *leaving_shock, *joining_shock;
} EstimateWorld;

/* Draw k of what will come: heads and leavers [organisation * years + h], h from 0 = next year.
 * The same (seed, k) gives the same. */
void estimate_future(const EstimateWorld *w, int years, uint64_t seed, uint32_t k,
                     int32_t *heads, int32_t *leavers);

/* ---------------------------------------------------------------- requests */

/* What an organisation asked for, against what it had in the year asked for. */
typedef struct EstimateRequest {
    int organisation;
    double asked, later; /* WTE; both > 0 */
} EstimateRequest;
/* Factor to put on the requests of each organisation (-1 = one without a past): the ratio of
 * what came to what was asked, drawn towards the mean of all and that towards 1. Lognormal. */
typedef struct EstimateBias {
    Dist factor;
    double raw; /* of its own totals; NAN without any */
    double own; /* weight of its own past, 0..1 */
    int requests;
} EstimateBias;
void estimate_bias(const EstimateRequest *requests, int n, int organisation, EstimateBias *out);

#endif
