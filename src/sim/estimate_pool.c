/* Decides how organisations are pooled: the weights of a grid over the centre and the spread of
 * their rates, from the marginal likelihood in closed form.
 *
 * Shares. y_i ~ Binomial(n_i, e_i), e_i ~ Beta(m phi, (1-m) phi):
 *     P(y_i | m, phi) ~ B(m phi + y_i, (1-m) phi + n_i - y_i) / B(m phi, (1-m) phi)
 * Counts. k_i ~ Poisson(E_i l_i), l_i ~ Gamma(a, a / m):
 *     P(k_i | m, a) ~ G(a + k_i) / G(a) (a/m)^a / (a/m + E_i)^(a + k_i)
 *
 * The grid runs over the logarithm of the spread, and for each spread over the centre within
 * four standard errors at that spread. Prior: Jeffreys for the centre; the logarithm of the
 * spread is normal, so that one organisation, or many that are all alike, are no special cases.
 */
#include "sim/estimate.h"
#include <math.h>

/* Prior of log(phi): rates of 12 % differ between organisations with a standard deviation of
 * about 4 points, give or take a factor e. Of log(shape): rates differ by 45 %, likewise. */
static const double SHARE_SPREAD = 4.1, COUNT_SPREAD = 1.6, SPREAD_SD = 1.0;
static const double SHARE_LOW = 1.4, COUNT_LOW = -1.2; /* log of the lowest spread */
static const double SPREAD_STEP = 0.35;
static const double CENTRE_REACH = 4; /* standard errors */

typedef struct Data {
    const double *y, *n;
    int organisations;
    bool counts; /* else shares */
    double sum_y, sum_n, sum_n2;
} Data;

static double lgamma_of(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

static double share_likelihood(const Data *d, double m, double phi)
{
    double a = m * phi, b = (1 - m) * phi, sum = 0;
    double none = lgamma_of(a) + lgamma_of(b) - lgamma_of(phi);
    for (int i = 0; i < d->organisations; i++)
        if (d->n[i] > 0)
            sum += lgamma_of(a + d->y[i]) + lgamma_of(b + d->n[i] - d->y[i]) -
                   lgamma_of(phi + d->n[i]) - none;
    return sum;
}

static double count_likelihood(const Data *d, double m, double shape)
{
    double rate = shape / m, none = lgamma_of(shape) - shape * log(rate), sum = 0;
    for (int i = 0; i < d->organisations; i++)
        if (d->n[i] > 0)
            sum += lgamma_of(shape + d->y[i]) - (shape + d->y[i]) * log(rate + d->n[i]) - none;
    return sum;
}

static double likelihood(const Data *d, double m, double spread)
{
    return d->counts ? count_likelihood(d, m, spread) : share_likelihood(d, m, spread);
}

static double centre_of(const Data *d, double scale)
{
    return d->counts ? exp(scale) : 1 / (1 + exp(-scale));
}

/* Standard error of the centre on its scale (logarithm, logit) at a spread: that of the total,
 * widened because organisations differ. */
static double standard_error(const Data *d, double centre, double spread)
{
    double typical = d->sum_n > 0 ? d->sum_n2 / d->sum_n : 1;
    double own = 1 / (d->sum_y + 0.5) + (d->counts ? 0 : 1 / (d->sum_n - d->sum_y + 0.5));
    double widened =
        d->counts ? 1 + typical * centre / spread : 1 + fmax(typical - 1, 0) / (spread + 1);
    return fmin(sqrt(own * widened), 2);
}

/* Largest likelihood over the spread's whole range, by halving steps around the grid's best. */
static void climb(const Data *d, EstimatePool *p, double scale, double log_spread, double step)
{
    double best = likelihood(d, centre_of(d, scale), exp(log_spread));
    double last = log(p->spread[ESTIMATE_SPREADS - 1]);
    for (double reach = SPREAD_STEP; step > 1e-7; step /= 2, reach /= 2)
        for (bool better = true; better;) {
            better = false;
            for (int k = 0; k < 4; k++) {
                double s = scale + (k == 0 ? step : k == 1 ? -step : 0);
                double l = log_spread + (k == 2 ? reach : k == 3 ? -reach : 0);
                double value = l > last ? -INFINITY : likelihood(d, centre_of(d, s), exp(l));
                if (value > best + 1e-12) {
                    best = value;
                    scale = s;
                    log_spread = l;
                    better = true;
                }
            }
        }
    p->best_centre = centre_of(d, scale);
    p->best_spread = exp(log_spread);
    if (log_spread > last - 1e-3) { /* still rising where all are nearly alike */
        p->best_spread = INFINITY;
        p->best_centre = d->sum_y / d->sum_n;
    }
}

/* Tarone (1979), "Testing the goodness of fit of the binomial distribution"; for counts the
 * index of dispersion, as a normal deviate (Wilson and Hilferty). */
static void test_dispersion(const Data *d, EstimatePool *p)
{
    double m = d->sum_y / d->sum_n, pearson = 0, s = 0;
    p->dispersion = p->z = p->p = NAN;
    if (p->organisations < 2 || !(m > 0) || (!d->counts && m >= 1))
        return;
    for (int i = 0; i < d->organisations; i++)
        if (d->n[i] > 0) {
            double off = d->y[i] - d->n[i] * m;
            pearson += off * off / (d->n[i] * m * (d->counts ? 1 : 1 - m));
            s += off * off / (m * (1 - m));
        }
    double free = p->organisations - 1;
    p->dispersion = pearson / free;
    if (d->counts)
        p->z = (cbrt(pearson / free) - (1 - 2 / (9 * free))) / sqrt(2 / (9 * free));
    else if (d->sum_n2 > d->sum_n)
        p->z = (s - d->sum_n) / sqrt(2 * (d->sum_n2 - d->sum_n));
    else
        return; /* one head each: nothing can differ */
    p->p = erfc(p->z / sqrt(2)) / 2;
}

static void pool_fill(const Data *d, EstimatePool *p)
{
    double prior = d->counts ? COUNT_SPREAD : SHARE_SPREAD;
    double low = d->counts ? COUNT_LOW : SHARE_LOW;
    double raw = (d->sum_y + 0.5) / (d->sum_n + (d->counts ? 0.5 : 1));
    double middle = d->counts ? log(raw) : log(raw / (1 - raw));
    double most = -INFINITY, top = -INFINITY, top_scale = middle, top_spread = low,
           top_step = 1;
    for (int j = 0; j < ESTIMATE_SPREADS; j++) {
        double log_spread = low + j * SPREAD_STEP, se;
        p->spread[j] = exp(log_spread);
        se = standard_error(d, raw, p->spread[j]);
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double x = CENTRE_REACH * (2.0 * i / (ESTIMATE_CENTRES - 1) - 1);
            double scale = middle + x * se, m = centre_of(d, scale);
            double value = likelihood(d, m, p->spread[j]);
            if (value > top) {
                top = value;
                top_scale = scale;
                top_spread = log_spread;
                top_step = se / 8;
            }
            /* Jeffreys on the logit (logarithmic) scale, times the width of the grid's step */
            double jeffreys = d->counts ? 0.5 * log(m) : 0.5 * log(m) + 0.5 * log(1 - m);
            double away = (log_spread - prior) / SPREAD_SD;
            value += jeffreys + log(se) - away * away / 2;
            p->centre[j][i] = m;
            p->weight[j][i] = value;
            most = fmax(most, value);
        }
    }
    double sum = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            sum += p->weight[j][i] = exp(p->weight[j][i] - most);
    p->mean = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            p->mean += (p->weight[j][i] /= sum) * p->centre[j][i];
    climb(d, p, top_scale, top_spread, top_step);
    p->spread_from_prior = p->organisations < 2;
    if (p->spread_from_prior)
        p->best_spread = exp(prior);
    test_dispersion(d, p);
}

static void pool_of(const double *y, const double *n, int organisations, bool counts,
                    EstimatePool *out)
{
    Data d = {.y = y, .n = n, .organisations = organisations, .counts = counts};
    out->organisations = 0;
    for (int i = 0; i < organisations; i++)
        if (n[i] > 0) {
            out->organisations++;
            d.sum_y += y[i];
            d.sum_n += n[i];
            d.sum_n2 += n[i] * n[i];
        }
    pool_fill(&d, out);
}

void estimate_shares(const double *y, const double *n, int organisations, EstimatePool *out)
{
    pool_of(y, n, organisations, false, out);
}

void estimate_counts(const double *k, const double *e, int organisations, EstimatePool *out)
{
    pool_of(k, e, organisations, true, out);
}

/* ---------------------------------------------------------------- one organisation */

/* Mean and variance over the grid: those of each posterior, and of its mean. */
EstimatePooled estimate_share_of(const EstimatePool *pool, double y, double n)
{
    double mean = 0, square = 0, own = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++) {
        double phi = pool->spread[j];
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double a = pool->centre[j][i] * phi + y, total = phi + n, w = pool->weight[j][i];
            mean += w * a / total;
            square += w * a * (a + 1) / (total * (total + 1));
            own += w * n / total;
        }
    }
    return (EstimatePooled){estimate_beta_with((EstimateMoments){mean, square - mean * mean}),
                            own};
}

EstimatePooled estimate_count_of(const EstimatePool *pool, double k, double e)
{
    double mean = 0, square = 0, own = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++) {
        double shape = pool->spread[j];
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double a = shape + k, rate = shape / pool->centre[j][i] + e;
            double w = pool->weight[j][i];
            mean += w * a / rate;
            square += w * a * (a + 1) / (rate * rate);
            own += w * e / rate;
        }
    }
    return (EstimatePooled){estimate_gamma_with((EstimateMoments){mean, square - mean * mean}),
                            own};
}
