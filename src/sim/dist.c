/* Decides how a uniform number becomes a value of an assumption. The cumulative distribution
 * functions are the GNU Scientific Library's; beta and gamma are inverted here, because the
 * library's own inverse may end the process where it does not converge. */
#include "sim/dist.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define UPPER_QUARTILE   0.67448975019608174 /* of the standard normal distribution */
#define HALF_NORMAL_MEAN 0.39894228040143268 /* of max(0, Z) */

/* PERT is a beta distribution on lowest..highest whose mode weighs four times. */
static Dist pert_shape(const Dist *d)
{
    double span = d->c - d->a;
    return (Dist){.kind = DIST_BETA,
                  .a = 1 + 4 * (d->b - d->a) / span,
                  .b = 1 + 4 * (d->c - d->b) / span};
}

bool dist_is_valid(const Dist *d)
{
    if (!isfinite(d->a) || !isfinite(d->b) || !isfinite(d->c))
        return false;
    switch (d->kind) {
    case DIST_FIXED:
        return true;
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
        return d->b >= 0;
    case DIST_BETA:
    case DIST_GAMMA:
        return d->a > 0 && d->b > 0;
    case DIST_UNIFORM:
        return d->a <= d->b;
    case DIST_TRIANGULAR:
    case DIST_PERT:
    case DIST_QUARTILES:
        return d->a <= d->b && d->b <= d->c;
    }
    return false;
}

double dist_share(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double dist_gamma_below(double shape, double rate, double x)
{
    return gsl_cdf_gamma_P(x * rate, shape, 1);
}

double dist_mean(const Dist *d)
{
    switch (d->kind) {
    case DIST_FIXED:
    case DIST_NORMAL:
        return d->a;
    case DIST_LOGNORMAL:
        return exp(d->a + d->b * d->b / 2);
    case DIST_BETA:
        return d->a / (d->a + d->b);
    case DIST_GAMMA:
        return d->a / d->b;
    case DIST_UNIFORM:
        return (d->a + d->b) / 2;
    case DIST_TRIANGULAR:
        return (d->a + d->b + d->c) / 3;
    case DIST_PERT:
        return (d->a + 4 * d->b + d->c) / 6;
    case DIST_QUARTILES: /* two halves of normal distributions that meet in the median */
        return d->b + ((d->c - d->b) - (d->b - d->a)) / UPPER_QUARTILE * HALF_NORMAL_MEAN;
    }
    return NAN;
}

/* Of a share of successes between a and b, scaled by the square of the span. */
static double beta_variance(double a, double b, double span)
{
    return a * b / ((a + b) * (a + b) * (a + b + 1)) * span * span;
}

double dist_variance(const Dist *d)
{
    switch (d->kind) {
    case DIST_FIXED:
        return 0;
    case DIST_NORMAL:
        return d->b * d->b;
    case DIST_LOGNORMAL:
        return expm1(d->b * d->b) * exp(2 * d->a + d->b * d->b);
    case DIST_BETA:
        return beta_variance(d->a, d->b, 1);
    case DIST_GAMMA:
        return d->a / (d->b * d->b);
    case DIST_UNIFORM:
        return (d->b - d->a) * (d->b - d->a) / 12;
    case DIST_TRIANGULAR:
        return (d->a * d->a + d->b * d->b + d->c * d->c - d->a * d->b - d->a * d->c -
                d->b * d->c) /
               18;
    case DIST_PERT: {
        if (d->c <= d->a)
            return 0;
        Dist shape = pert_shape(d);
        return beta_variance(shape.a, shape.b, d->c - d->a);
    }
    case DIST_QUARTILES: { /* about the median, less the way from there to the mean */
        double low = (d->b - d->a) / UPPER_QUARTILE, high = (d->c - d->b) / UPPER_QUARTILE;
        double away = (high - low) * HALF_NORMAL_MEAN;
        return (low * low + high * high) / 2 - away * away;
    }
    }
    return NAN;
}

/* Beta on the logit scale and gamma on the logarithmic scale: there both have one smooth slope
 * whatever their shape, and quantiles near 0 keep their digits. */
typedef struct Scaled {
    const Dist *d;
    double u;
} Scaled;

static double value_at(const Scaled *s, double t)
{
    return s->d->kind == DIST_BETA ? 1 / (1 + exp(-t)) : exp(t);
}

/* Share below minus u; in the upper half from above, where it is exact. */
static double excess(const Scaled *s, double t, double *slope)
{
    const Dist *d = s->d;
    double x = value_at(s, t);
    bool upper = s->u > 0.5;
    if (d->kind == DIST_BETA) {
        *slope = gsl_ran_beta_pdf(x, d->a, d->b) * x / (1 + exp(t));
        return upper ? (1 - s->u) - gsl_cdf_beta_Q(x, d->a, d->b)
                     : gsl_cdf_beta_P(x, d->a, d->b) - s->u;
    }
    *slope = gsl_ran_gamma_pdf(x, d->a, 1) * x;
    return upper ? (1 - s->u) - gsl_cdf_gamma_Q(x, d->a, 1)
                 : gsl_cdf_gamma_P(x, d->a, 1) - s->u;
}

/* Newton's method inside a bracket that bisection keeps shrinking, from where a normal
 * distribution of the scaled value would have it. The last step is below 1e-10, and each one
 * squares what is left, so that nothing is. */
static double invert_scaled(const Dist *d, double u, double *slope_there)
{
    Scaled s = {d, u};
    bool beta = d->kind == DIST_BETA;
    double low = -745, high = 745, slope = NAN;
    double t = log(beta ? d->a / d->b : d->a);
    t += gsl_cdf_ugaussian_Pinv(u) * sqrt(1 / d->a + (beta ? 1 / d->b : 0));
    t = fmin(fmax(t, low), high);
    for (int i = 0; i < 2000 && high - low > 1e-15 * (1 + fabs(t)); i++) {
        double e = excess(&s, t, &slope), before = t;
        if (e < 0)
            low = t;
        else
            high = t;
        t -= e / slope;
        if (!(t > low && t < high)) /* also when the slope is nothing */
            t = low + (high - low) / 2;
        else if (fabs(t - before) <= 1e-10 * (1 + fabs(t)))
            break;
    }
    *slope_there = slope;
    return t;
}

static double invert(const Dist *d, double u)
{
    double slope;
    return value_at(&(Scaled){d, u}, invert_scaled(d, u, &slope));
}

static double triangular(const Dist *d, double u)
{
    double span = d->c - d->a, below = d->b - d->a;
    if (span <= 0)
        return d->a;
    if (u * span < below)
        return d->a + sqrt(u * span * below);
    return d->c - sqrt((1 - u) * span * (d->c - d->b));
}

double dist_inverse(const Dist *d, double u)
{
    switch (d->kind) {
    case DIST_FIXED:
        return d->a;
    case DIST_NORMAL:
        return d->a + gsl_cdf_gaussian_Pinv(u, d->b);
    case DIST_LOGNORMAL:
        return exp(d->a + gsl_cdf_gaussian_Pinv(u, d->b));
    case DIST_BETA:
        return invert(d, u);
    case DIST_GAMMA:
        return invert(d, u) / d->b;
    case DIST_UNIFORM:
        return d->a + (d->b - d->a) * u;
    case DIST_TRIANGULAR:
        return triangular(d, u);
    case DIST_PERT: {
        if (d->c <= d->a)
            return d->a;
        Dist shape = pert_shape(d);
        return d->a + (d->c - d->a) * invert(&shape, u);
    }
    case DIST_QUARTILES:
        return d->b + (u < 0.5 ? d->b - d->a : d->c - d->b) * gsl_cdf_ugaussian_Pinv(u) /
                          UPPER_QUARTILE;
    }
    return NAN;
}

/* ---------------------------------------------------------------- tables */

#define TABLE_END   6.0 /* normal quantile beyond which the inverse itself is asked */
#define TABLE_ERROR 1e-5
#define TABLE_STEP  (2 * TABLE_END / (DIST_NODES - 1))

/* The beta or gamma distribution that is inverted; false when there is none. */
static bool table_shape(const Dist *d, Dist *out)
{
    *out = d->kind == DIST_PERT && d->c > d->a ? pert_shape(d) : *d;
    return out->kind == DIST_BETA || out->kind == DIST_GAMMA;
}

static double table_at(const DistTable *t, double z)
{
    double place = (z + TABLE_END) / TABLE_STEP;
    int i = (int)place;
    i = i > DIST_NODES - 2 ? DIST_NODES - 2 : i;
    double w = place - i, v = 1 - w;
    return v * v * ((1 + 2 * w) * t->at[i] + w * TABLE_STEP * t->slope[i]) +
           w * w * ((1 + 2 * v) * t->at[i + 1] - v * TABLE_STEP * t->slope[i + 1]);
}

void dist_table(const Dist *d, DistTable *out)
{
    Dist shape;
    double density;
    out->stands = table_shape(d, &shape);
    for (int i = 0; i < DIST_NODES && out->stands; i++) {
        double z = i * TABLE_STEP - TABLE_END;
        out->at[i] = invert_scaled(&shape, gsl_cdf_ugaussian_P(z), &density);
        out->slope[i] = gsl_ran_ugaussian_pdf(z) / density;
        out->stands = isfinite(out->slope[i]) && fabs(out->at[i]) < 600;
    }
    for (int i = 0; i < DIST_NODES - 1 && out->stands; i += 3) {
        double z = (i + 0.5) * TABLE_STEP - TABLE_END;
        double is = invert_scaled(&shape, gsl_cdf_ugaussian_P(z), &density);
        out->stands = fabs(table_at(out, z) - is) < TABLE_ERROR;
    }
}

double dist_look_up(const Dist *d, const DistTable *t, double u)
{
    Dist shape;
    double z = gsl_cdf_ugaussian_Pinv(u);
    if (!t->stands || !(fabs(z) < TABLE_END))
        return dist_inverse(d, u);
    table_shape(d, &shape);
    double x = value_at(&(Scaled){&shape, u}, table_at(t, z));
    return d->kind == DIST_PERT    ? d->a + (d->c - d->a) * x
           : d->kind == DIST_GAMMA ? x / d->b
                                   : x;
}
