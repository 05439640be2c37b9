/* Decides how organisations are pooled: the weights of a grid over the centre and the spread of
 * their rates, from the marginal likelihood in closed form.
 *
 * Shares. y_i ~ Binomial(n_i, e_i), e_i ~ Beta(m phi, (1-m) phi):
 *     P(y_i | m, phi) ~ B(m phi + y_i, (1-m) phi + n_i - y_i) / B(m phi, (1-m) phi)
 * Counts. k_i ~ Poisson(E_i l_i), l_i ~ Gamma(a, a / m):
 *     P(k_i | m, a) ~ G(a + k_i) / G(a) (a/m)^a / (a/m + E_i)^(a + k_i)
 *
 * The grid runs over the logarithm of the spread, and for each spread over the centre. The
 * logarithm of the spread has a normal prior, so that one organisation, or many that are all
 * alike, are no special cases. The centre has Jeffreys's prior: of the binomial for shares, of
 * the counts at that spread (sum of E m / (1 + E m / a), under the root) for rates.
 *
 * The centre of shares has thin tails and is followed for four standard errors. That of rates
 * has not: n organisations rule out a centre m far above what they saw by no more than
 * m^(-n a), because a few of them may be rare giants. Its points lie on a hyperbolic sine,
 * close together in the middle and far out in the tail, until 6e-6 of it is left. A rate that
 * no data hold has then no variance when n a <= 2, and no mean when n a <= 1, so one
 * organisation's rate is told by the gamma distribution with the 5 % and the 95 % point of the
 * mixture, which always exist and are what the interval promises; the centre's mean is that of
 * its logarithm.
 */
#include "sim/dist.h"
#include "sim/estimate.h"
#include <math.h>

/* Prior of log(phi): rates of 12 % differ between organisations with a standard deviation of
 * about 4 points, give or take a factor e. Of log(shape): rates differ by 45 %, likewise. */
static const double SHARE_SPREAD = 4.1, COUNT_SPREAD = 1.6, SPREAD_SD = 1.0;
static const double SHARE_LOW = 1.4, COUNT_LOW = -1.2; /* log of the lowest spread */
static const double SPREAD_STEP = 0.35;
static const double CENTRE_REACH = 4; /* standard errors; counts at least 5 */
static const double TAIL = 12;        /* -log of what may lie beyond the grid, longest reach */
static const double LONGEST = 60;

typedef struct Data {
    const double *y, *n;
    int organisations, answered;
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

/* The points of the centre at one spread, on its scale, and the width of each, as a logarithm.
 */
static void place_centres(const Data *d, double middle, double se, double spread,
                          double scale[ESTIMATE_CENTRES], double width[ESTIMATE_CENTRES])
{
    double below = fmax(5 * se, fmin(TAIL / (d->sum_y + 0.5), LONGEST));
    double above = fmax(5 * se, fmin(TAIL / (d->answered * spread), LONGEST));
    double first = asinh(below / (2 * se)), last = asinh(above / (2 * se));
    for (int i = 0; i < ESTIMATE_CENTRES; i++) {
        double part = i / (ESTIMATE_CENTRES - 1.0), t = (first + last) * part - first;
        if (d->counts) {
            scale[i] = middle + 2 * se * sinh(t);
            width[i] = log(se * cosh(t) * (first + last));
        } else {
            scale[i] = middle + CENTRE_REACH * (2 * part - 1) * se;
            width[i] = log(se);
        }
    }
}

/* Logarithm of Jeffreys's prior on the logit (logarithmic) scale. */
static double jeffreys(const Data *d, double m, double spread)
{
    double information = 0;
    if (!d->counts)
        return 0.5 * log(m) + 0.5 * log(1 - m);
    for (int i = 0; i < d->organisations; i++)
        if (d->n[i] > 0)
            information += d->n[i] * m / (1 + d->n[i] * m / spread);
    return d->answered ? 0.5 * log(information) : 0.5 * log(m);
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
        double scale[ESTIMATE_CENTRES], width[ESTIMATE_CENTRES];
        se = standard_error(d, raw, p->spread[j]);
        place_centres(d, middle, se, p->spread[j], scale, width);
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double m = centre_of(d, scale[i]), value = likelihood(d, m, p->spread[j]);
            if (value > top) {
                top = value;
                top_scale = scale[i];
                top_spread = log_spread;
                top_step = se / 8;
            }
            double away = (log_spread - prior) / SPREAD_SD;
            value += jeffreys(d, m, p->spread[j]) + width[i] - away * away / 2;
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
            p->mean +=
                (p->weight[j][i] /= sum) * (d->counts ? log(p->centre[j][i]) : p->centre[j][i]);
    if (d->counts)
        p->mean = exp(p->mean);
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
            d.answered++;
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

/* Share of the mixture below x, less u. */
static double count_below(const EstimatePool *pool, double k, double e, double x, double u)
{
    double below = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            if (pool->weight[j][i] > 1e-6) {
                double shape = pool->spread[j], rate = shape / pool->centre[j][i] + e;
                below += pool->weight[j][i] * dist_gamma_below(shape + k, rate, x);
            }
    return below - u;
}

/* The logarithm of the point below which a share u of the mixture lies: a bracket that doubles,
 * then false position, which halves the weight of an end that stays (Illinois). */
static double count_point(const EstimatePool *pool, double k, double e, double from, double u)
{
    double low = from - 0.1, high = from + 0.1;
    double at_low = count_below(pool, k, e, exp(low), u), at_high;
    for (double step = 0.2; at_low > 0 && low > -600; step *= 2)
        at_low = count_below(pool, k, e, exp(low -= step), u);
    at_high = count_below(pool, k, e, exp(high), u);
    for (double step = 0.2; at_high < 0 && high < 600; step *= 2)
        at_high = count_below(pool, k, e, exp(high += step), u);
    for (int turn = 0; turn < 100 && high - low > 1e-7 && at_high > at_low; turn++) {
        double x = high - at_high * (high - low) / (at_high - at_low);
        double at = count_below(pool, k, e, exp(x), u);
        if (fabs(at) < 1e-6)
            return x;
        if (at < 0) {
            low = x;
            at_low = at;
            at_high /= 2;
        } else {
            high = x;
            at_high = at;
            at_low /= 2;
        }
    }
    return (low + high) / 2;
}

EstimatePooled estimate_count_of(const EstimatePool *pool, double k, double e)
{
    double own = 0, about = 0, square = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double shape = pool->spread[j], rate = shape / pool->centre[j][i] + e;
            double x = log((shape + k) / rate), w = pool->weight[j][i];
            own += w * e / rate;
            about += w * x;
            square += w * (x * x + 1 / (shape + k));
        }
    double reach = 1.645 * sqrt(fmax(square - about * about, 0));
    double low = count_point(pool, k, e, about - reach, 0.05);
    double high = count_point(pool, k, e, about + reach, 0.95);
    return (EstimatePooled){estimate_gamma_between(exp(low), exp(high)), own};
}

/* ---------------------------------------------------------------- the centre */

Dist estimate_centre_share(const EstimatePool *pool)
{
    double square = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            square += pool->weight[j][i] * pool->centre[j][i] * pool->centre[j][i];
    return estimate_beta_with((EstimateMoments){pool->mean, square - pool->mean * pool->mean});
}

/* Share of the centre's weight below x, a logarithm. The weight of a point lies evenly between
 * the middles to its neighbours. */
static double centre_below(const EstimatePool *pool, double x)
{
    double below = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++) {
        double from = log(pool->centre[j][0]), at = from;
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            double next = i + 1 < ESTIMATE_CENTRES ? log(pool->centre[j][i + 1]) : at;
            double to = (at + next) / 2;
            below += pool->weight[j][i] * fmin(fmax((x - from) / (to - from), 0), 1);
            from = to;
            at = next;
        }
    }
    return below;
}

static double centre_point(const EstimatePool *pool, double u)
{
    double low = -700, high = 700;
    while (high - low > 1e-9) {
        double middle = (low + high) / 2;
        if (centre_below(pool, middle) < u)
            low = middle;
        else
            high = middle;
    }
    return exp(low);
}

Dist estimate_centre_count(const EstimatePool *pool)
{
    return estimate_gamma_between(centre_point(pool, 0.05), centre_point(pool, 0.95));
}
