/* Decides how much of what differs between years hit everybody at once.
 *
 * z(t) = log(came / expected) = level + s(t) + chance, s an AR(1) of long-run standard
 * deviation sd, chance of variance 1 / expected, level free (the pooled rates have taken it).
 * All is normal, so for each pair of sd and persistence the likelihood and the past shocks
 * given z are matrix algebra of a few years; the pairs are weighted over a grid. Three years
 * say little: the prior (half-normal of scale 0.2 for sd, persistence level between 0 and 0.8)
 * is in the weights and is what remains with fewer. */
#include "sim/estimate.h"
#include <math.h>
#include <string.h>

static const double SD_STEP = 0.05, SD_SCALE = 0.2, PERSISTENCE_STEP = 0.2;
static const double LEVEL_VARIANCE = 100;

typedef double Square[ESTIMATE_MOST_YEARS][ESTIMATE_MOST_YEARS];

/* L L' = A, lower triangle; a pivot that rounding made negative is 0. */
static void factorise(int n, Square a, Square l)
{
    memset(l, 0, sizeof(Square));
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++)
                sum -= l[i][k] * l[j][k];
            if (i == j)
                l[i][i] = sum > 0 ? sqrt(sum) : 0;
            else
                l[i][j] = l[j][j] > 0 ? sum / l[j][j] : 0;
        }
}

/* x with L L' x = b. */
static void solve(int n, Square l, const double *b, double *x)
{
    for (int i = 0; i < n; i++) {
        x[i] = b[i];
        for (int k = 0; k < i; k++)
            x[i] -= l[i][k] * x[k];
        x[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            x[i] -= l[k][i] * x[k];
        x[i] /= l[i][i];
    }
}

/* One pair of the grid; returns the logarithm of the likelihood. */
static double pair(EstimateShock *s, int i, int j, const double *z, const double *chance)
{
    int n = s->years;
    Square prior, whole, l, left;
    double x[ESTIMATE_MOST_YEARS], value = 0;
    for (int t = 0; t < n; t++)
        for (int u = 0; u < n; u++) {
            prior[t][u] = s->sds[i] * s->sds[i] * pow(s->persistences[j], abs(t - u));
            whole[t][u] = prior[t][u] + LEVEL_VARIANCE + (t == u ? chance[t] : 0);
        }
    factorise(n, whole, l);
    solve(n, l, z, x);
    for (int t = 0; t < n; t++) {
        value -= z[t] * x[t] / 2 + log(l[t][t]);
        s->past[i][j][t] = 0;
        for (int u = 0; u < n; u++)
            s->past[i][j][t] += prior[t][u] * x[u];
    }
    for (int t = 0; t < n; t++) {
        double gain[ESTIMATE_MOST_YEARS];
        solve(n, l, prior[t], gain);
        for (int u = 0; u < n; u++) {
            left[t][u] = prior[t][u];
            for (int v = 0; v < n; v++)
                left[t][u] -= gain[v] * prior[v][u];
        }
    }
    factorise(n, left, s->factor[i][j]);
    return value;
}

static void summary(EstimateShock *s)
{
    double below = 0;
    s->sd = s->persistence = 0;
    s->sd_low = s->sd_high = -1;
    for (int i = 0; i < ESTIMATE_SDS; i++) {
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++) {
            s->sd += s->weight[i][j] * s->sds[i];
            s->persistence += s->weight[i][j] * s->persistences[j];
            below += s->weight[i][j];
        }
        if (s->sd_low < 0 && below >= 0.05)
            s->sd_low = s->sds[i];
        if (s->sd_high < 0 && below >= 0.95)
            s->sd_high = s->sds[i];
    }
}

void estimate_shock(const double *came, const double *expected, int years, double share,
                    EstimateShock *out)
{
    double z[ESTIMATE_MOST_YEARS], chance[ESTIMATE_MOST_YEARS], all = 0, most = -INFINITY;
    int first = years > ESTIMATE_MOST_YEARS ? years - ESTIMATE_MOST_YEARS : 0;
    EstimateShock *s = out;
    memset(s, 0, sizeof *s);
    s->years = years - first;
    s->from_prior = s->years < 3;
    for (int t = 0; t < s->years; t++) {
        z[t] = log((came[first + t] + 0.5) / (expected[first + t] + 0.5)) / (1 - share);
        chance[t] = 1 / (expected[first + t] + 0.5) / (1 - share);
        all += expected[first + t];
    }
    for (int t = 0; t < s->years; t++)
        s->share[t] = all > 0 ? expected[first + t] / all : 1.0 / s->years;
    for (int j = 0; j < ESTIMATE_PERSISTENCES; j++)
        s->persistences[j] = j * PERSISTENCE_STEP;
    for (int i = 0; i < ESTIMATE_SDS; i++) {
        s->sds[i] = i * SD_STEP;
        double size = s->sds[i] / SD_SCALE, prior = -size * size / 2 - (i ? 0 : log(2));
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++) {
            s->weight[i][j] = prior + (s->years ? pair(s, i, j, z, chance) : 0);
            most = fmax(most, s->weight[i][j]);
        }
    }
    double sum = 0;
    for (int i = 0; i < ESTIMATE_SDS; i++)
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++)
            sum += s->weight[i][j] = exp(s->weight[i][j] - most);
    for (int i = 0; i < ESTIMATE_SDS; i++)
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++)
            s->weight[i][j] /= sum;
    summary(s);
}

/* Weight of a past year in the shock h years ahead, relative to the mean of all. */
static double past_weight(const EstimateShock *s, double keep, int t)
{
    return (t == s->years - 1 ? keep : 0) - s->share[t];
}

/* E of the shock h ahead, and of its product with that k ahead, h <= k. */
static void together(const EstimateShock *s, int h, int k, double *first, double *product)
{
    int n = s->years;
    *first = *product = 0;
    for (int i = 0; i < ESTIMATE_SDS; i++)
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++) {
            double phi = s->persistences[j], at_h = pow(phi, h), at_k = pow(phi, k);
            double m_h = 0, m_k = 0;
            double v = s->sds[i] * s->sds[i] * pow(phi, k - h) * (n ? 1 - at_h * at_h : 1);
            for (int t = 0; t < n; t++) {
                m_h += past_weight(s, at_h, t) * s->past[i][j][t];
                m_k += past_weight(s, at_k, t) * s->past[i][j][t];
            }
            for (int u = 0; u < n; u++) { /* covariance of c' past = product of c' factor */
                double along_h = 0, along_k = 0;
                for (int t = u; t < n; t++) {
                    along_h += past_weight(s, at_h, t) * s->factor[i][j][t][u];
                    along_k += past_weight(s, at_k, t) * s->factor[i][j][t][u];
                }
                v += along_h * along_k;
            }
            *first += s->weight[i][j] * m_h;
            *product += s->weight[i][j] * (m_h * m_k + v);
        }
}

void estimate_shock_ahead(const EstimateShock *s, int h, double *mean, double *sd)
{
    double square;
    together(s, h, h, mean, &square);
    *sd = sqrt(fmax(0, square - *mean * *mean));
}

void estimate_shock_plan(const EstimateShock *s, double level, Dist *sd, double *persistence)
{
    enum { YEARS = 5 };
    double square = 0, spread = 0, first, near, far, cross;
    for (int h = 1; h <= YEARS; h++) {
        together(s, h, h, &first, &near);
        square += near / YEARS;
    }
    together(s, 1, YEARS, &first, &cross);
    together(s, 1, 1, &first, &near);
    together(s, YEARS, YEARS, &first, &far);
    square += level;
    double correlation = (cross + level) / sqrt((near + level) * (far + level));
    *persistence = fmin(pow(fmax(correlation, 0), 1.0 / (YEARS - 1)), 0.95);
    for (int i = 0; i < ESTIMATE_SDS; i++)
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++)
            spread += s->weight[i][j] * pow(s->sds[i] - s->sd, 2);
    spread = fmin(spread, square / 2);
    *sd = estimate_gamma_with(
        (EstimateMoments){sqrt(fmax(square - spread, 1e-8)), fmax(spread, 1e-8)});
}
