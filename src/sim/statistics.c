/* Decides how a forecast is scored. Which forecasts are made and how the scores are judged is
 * left to the back-test. */
#include "sim/statistics.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

double crps_normal(double mean, double sd, double came)
{
    double z = (came - mean) / sd, density = gsl_ran_gaussian_pdf(z, 1);
    return sd * (z * (2 * gsl_cdf_ugaussian_P(z) - 1) + 2 * density - 1 / sqrt(acos(-1)));
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* mean |value - came| - half the mean difference of two members, with n * pairs as the number
 * of pairs that the mean is taken over. */
static double crps(double *values, int n, double came, int pairs)
{
    double error = 0, spread = 0;
    qsort(values, (size_t)n, sizeof *values, ascending);
    for (int i = 0; i < n; i++) {
        error += fabs(values[i] - came);
        spread += (2.0 * i + 1 - n) * values[i]; /* sum of differences over sorted pairs */
    }
    return error / n - spread / n / pairs;
}

double crps_ensemble(double *values, int n, double came)
{
    return crps(values, n, came, n);
}

double crps_ensemble_fair(double *values, int n, double came)
{
    return crps(values, n, came, n - 1);
}
