/* Decides what one organisation, or one number on its own, says about a rate: posteriors in
 * closed form, their predictions, and distributions with given moments or points. How
 * organisations are pooled is in estimate_pool.c. */
#include "sim/estimate.h"
#include "sim/dist.h"
#include <math.h>

static Dist beta(double a, double b)
{
    return (Dist){.kind = DIST_BETA, .a = a, .b = b};
}
static Dist gamma_(double shape, double rate)
{
    return (Dist){.kind = DIST_GAMMA, .a = shape, .b = rate};
}

Dist estimate_share_alone(double y, double n)
{
    return beta(y + 0.5, fmax(n - y, 0) + 0.5);
}

Dist estimate_count_alone(double k, double exposure)
{
    return gamma_(k + 0.5, exposure);
}

static EstimateMoments moments(const Dist *d)
{
    double a = d->a, b = d->b;
    if (d->kind == DIST_GAMMA)
        return (EstimateMoments){a / b, a / (b * b)};
    return (EstimateMoments){a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1))};
}

double estimate_sd(const Dist *d)
{
    return sqrt(moments(d).variance);
}

EstimateMoments estimate_next_share(const Dist *share, double n)
{
    EstimateMoments m = moments(share);
    double chance = n * (m.mean * (1 - m.mean) - m.variance); /* E[n e (1 - e)] */
    return (EstimateMoments){n * m.mean, chance + n * n * m.variance};
}

EstimateMoments estimate_next_count(const Dist *rate, double exposure)
{
    EstimateMoments m = moments(rate);
    return (EstimateMoments){exposure * m.mean,
                             exposure * m.mean + exposure * exposure * m.variance};
}

Dist estimate_beta_with(EstimateMoments m)
{
    double total = m.mean * (1 - m.mean) / m.variance - 1;
    total = fmin(fmax(total, 1e-3), 1e9);
    return beta(m.mean * total, (1 - m.mean) * total);
}

Dist estimate_gamma_with(EstimateMoments m)
{
    double shape = fmin(fmax(m.mean * m.mean / m.variance, 1e-3), 1e9);
    return gamma_(shape, shape / m.mean);
}

/* How much the logarithm of the ratio of the two points is above what it should be. */
static double too_wide(double log_shape, double ratio)
{
    Dist d = gamma_(exp(log_shape), 1);
    return log(dist_inverse(&d, 0.95) / dist_inverse(&d, 0.05)) - ratio;
}

/* The ratio of two points says the shape, the upper one the rate. The ratio falls as the shape
 * rises, nearly as its root: the shape is corrected by the square, within a bracket. */
Dist estimate_gamma_between(double low, double high)
{
    double ratio = log(high / low), from = log(0.02), to = log(1e9);
    double x = 2 * log(3.29 / fmax(ratio, 1e-4));
    for (int turn = 0; turn < 60 && to - from > 1e-9; turn++) {
        if (!(x > from && x < to))
            x = (from + to) / 2;
        double off = too_wide(x, ratio);
        if (fabs(off) < 1e-10 * ratio)
            break;
        if (off > 0)
            from = x;
        else
            to = x;
        x += 2 * log1p(off / ratio);
    }
    Dist d = gamma_(exp(x), 1);
    return gamma_(d.a, dist_inverse(&d, 0.95) / high);
}

/* Totals only: the between-organisation variance is what the means scatter beyond
 * sd_person^2 / heads (DerSimonian and Laird's moments), with a prior of 0.05 squared that is
 * worth two organisations; an organisation's own mean is drawn towards the whole by the ratio.
 */
Dist estimate_mean_share(const double *total, const double *heads, int organisations,
                         double sd_person, int organisation)
{
    double noise = sd_person * sd_person, all = 0, people = 0, people2 = 0, q = 0;
    int known = 0;
    for (int i = 0; i < organisations; i++)
        if (heads[i] > 0) {
            all += total[i];
            people += heads[i];
            people2 += heads[i] * heads[i];
            known++;
        }
    if (known == 0)
        return beta(8, 2); /* 0.8 +- 0.12: four days a week, when nothing was answered */
    double mean = all / people;
    for (int i = 0; i < organisations; i++)
        if (heads[i] > 0)
            q += heads[i] * pow(total[i] / heads[i] - mean, 2);
    double between = known > 1 ? (q - (known - 1) * noise) / (people - people2 / people) : 0;
    between = (fmax(between, 0) * (known - 1) + 2 * 0.05 * 0.05) / (known + 1);
    double centre = 0, weight = 0;
    for (int i = 0; i < organisations; i++)
        if (heads[i] > 0) {
            double w = 1 / (between + noise / heads[i]);
            centre += w * total[i] / heads[i];
            weight += w;
        }
    centre /= weight;
    EstimateMoments m = {centre, between + 1 / weight};
    if (organisation >= 0 && heads[organisation] > 0) {
        double own = noise / heads[organisation], keep = between / (between + own);
        m.mean = centre + keep * (total[organisation] / heads[organisation] - centre);
        m.variance = keep * own + (1 - keep) * (1 - keep) / weight;
    }
    m.mean = fmin(fmax(m.mean, 0.01), 0.99);
    m.variance = fmin(fmax(m.variance, 1e-8), m.mean * (1 - m.mean) / 2);
    return estimate_beta_with(m);
}
