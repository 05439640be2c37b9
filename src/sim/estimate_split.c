/* Decides where people go, and how far requests can be taken at their word: shares of a whole
 * (Dirichlet-multinomial) and ratios of what came to what was asked, each pooled over
 * organisations.
 *
 * EstimateSplit. y_i ~ Multinomial(n_i, p_i), p_i ~ Dirichlet(spread x centre); the centre is
 * that of Dirichlet(sum of y + 1), the spread has the same prior and grid as that of shares. */
#include "sim/estimate.h"
#include <math.h>

static const double SPREAD_PRIOR = 4.1, SPREAD_SD = 1.0, SPREAD_LOW = 1.4, SPREAD_STEP = 0.35;

static double lgamma_of(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

static double split_likelihood(const EstimateSplit *s, const double *y, double spread)
{
    double sum = 0;
    for (int i = 0; i < s->organisations; i++) {
        double n = 0;
        for (int j = 0; j < s->parts; j++) {
            double a = spread * s->centre[j], own = y[i * s->parts + j];
            n += own;
            sum += lgamma_of(a + own) - lgamma_of(a);
        }
        sum += lgamma_of(spread) - lgamma_of(spread + n);
    }
    return sum;
}

void estimate_split(const double *y, int organisations, int parts, EstimateSplit *out)
{
    EstimateSplit s = {.parts = parts, .organisations = organisations};
    double most = -INFINITY, top = -INFINITY, sum = 0;
    for (int j = 0; j < parts; j++) {
        s.centre[j] = 1;
        for (int i = 0; i < organisations; i++)
            s.centre[j] += y[i * parts + j];
        s.total += s.centre[j];
    }
    for (int j = 0; j < parts; j++)
        s.centre[j] /= s.total;
    for (int k = 0; k < ESTIMATE_SPREADS; k++) {
        double log_spread = SPREAD_LOW + k * SPREAD_STEP;
        double away = (log_spread - SPREAD_PRIOR) / SPREAD_SD;
        s.spread[k] = exp(log_spread);
        double value = split_likelihood(&s, y, s.spread[k]);
        if (value > top) {
            top = value;
            s.best_spread = k == ESTIMATE_SPREADS - 1 ? INFINITY : s.spread[k];
        }
        s.weight[k] = value - away * away / 2;
        most = fmax(most, s.weight[k]);
    }
    for (int k = 0; k < ESTIMATE_SPREADS; k++)
        sum += s.weight[k] = exp(s.weight[k] - most);
    for (int k = 0; k < ESTIMATE_SPREADS; k++)
        s.weight[k] /= sum;
    *out = s;
}

Dist estimate_split_centre(const EstimateSplit *s, int part)
{
    double a = s->centre[part] * s->total;
    return (Dist){.kind = DIST_BETA, .a = a, .b = s->total - a};
}

/* Mixture over the spread, with the centre's own variance where the organisation leans on it.
 */
Dist estimate_split_of(const EstimateSplit *s, const double *y, int part)
{
    Dist centre = estimate_split_centre(s, part);
    double n = 0, mean = 0, square = 0, unknown = pow(estimate_sd(&centre), 2);
    for (int j = 0; j < s->parts; j++)
        n += y[j];
    for (int k = 0; k < ESTIMATE_SPREADS; k++) {
        double phi = s->spread[k], total = phi + n, lean = phi / total;
        double m = (phi * s->centre[part] + y[part]) / total;
        mean += s->weight[k] * m;
        square += s->weight[k] * (m * m + m * (1 - m) / (total + 1) + lean * lean * unknown);
    }
    return estimate_beta_with((EstimateMoments){mean, square - mean * mean});
}

/* ---------------------------------------------------------------- requests */

/* log(later / asked) = b_i + noise, b_i ~ N(mu, between), mu ~ N(0, 0.1^2). The noise of one
 * request has a standard deviation near 0.1: that is worth two requests of prior, and so is a
 * spread of 0.1 between organisations. */
static const double PRIOR_SD = 0.1, PRIOR_WORTH = 2;

void estimate_bias(const EstimateRequest *requests, int n, int organisation, EstimateBias *out)
{
    enum { MOST = 256 };
    double sum[MOST] = {0}, square[MOST] = {0}, asked = 0, later = 0;
    int count[MOST] = {0}, known = 0, all = 0;
    double within = PRIOR_WORTH * PRIOR_SD * PRIOR_SD, free = PRIOR_WORTH;
    for (int i = 0; i < n; i++) {
        int at = requests[i].organisation;
        if (at < 0 || at >= MOST || !(requests[i].asked > 0) || !(requests[i].later > 0))
            continue;
        double ratio = log(requests[i].later / requests[i].asked);
        sum[at] += ratio;
        square[at] += ratio * ratio;
        count[at]++;
        all++;
        if (at == organisation) {
            asked += requests[i].asked;
            later += requests[i].later;
        }
    }
    for (int i = 0; i < MOST; i++)
        if (count[i] > 0) {
            known++;
            within += square[i] - sum[i] * sum[i] / count[i];
            free += count[i] - 1;
        }
    within /= free;
    double grand = 0, scatter = PRIOR_WORTH * PRIOR_SD * PRIOR_SD, worth = PRIOR_WORTH;
    for (int i = 0; i < MOST; i++)
        grand += all ? sum[i] / all : 0;
    for (int i = 0; i < MOST; i++)
        if (count[i] > 0) {
            double off = sum[i] / count[i] - grand;
            scatter += fmax(0, off * off - within / count[i]);
            worth += 1 - 1.0 / known;
        }
    double between = scatter / worth;
    double precision = 1 / (PRIOR_SD * PRIOR_SD), centre = 0;
    for (int i = 0; i < MOST; i++)
        if (count[i] > 0) {
            double w = 1 / (between + within / count[i]);
            centre += w * sum[i] / count[i];
            precision += w;
        }
    centre /= precision;
    EstimateBias b = {.raw = NAN, .factor = {.kind = DIST_LOGNORMAL, .a = centre}};
    double variance = between + 1 / precision;
    if (organisation >= 0 && organisation < MOST && count[organisation] > 0) {
        double own = within / count[organisation], keep = between / (between + own);
        b.factor.a = centre + keep * (sum[organisation] / count[organisation] - centre);
        variance = keep * own + (1 - keep) * (1 - keep) / precision;
        b.own = keep;
        b.raw = later / asked;
        b.requests = count[organisation];
    }
    b.factor.b = sqrt(variance);
    *out = b;
}
