/* Decides how a cohort's own chance is counted.
 *
 * One cohort that matters, and one weight for all counted states: the number in post is
 * binomial, n places with success q = response / weight, and P(at least m) = I_q(m, n - m + 1),
 * the incomplete beta function, which also serves a broken n. Otherwise the sum over cohorts is
 * taken as normal with the binomial variance sum x R (w - R); w is the largest weight of a
 * counted state, exact when all weights are equal and otherwise an upper bound of the variance.
 */
#include "sim/cohort.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

typedef struct Mix { /* the decided cohorts at one point of one draw */
    int cohorts;
    double n, q;           /* of the last one that matters */
    double mean, variance; /* of all, in the measure */
    double weight;
    bool one_weight;
} Mix;

static Mix mix_of(const Decision *d, const Ensemble *e, int k, int point, const double *x)
{
    const Plan *p = d->p;
    Mix m = {.one_weight = true};
    int group = e->points[point].group;
    for (int s = 0; s < p->n_states; s++) {
        double w = group == ANY || p->states[s].group == group ? p->states[s].weight : 0;
        m.one_weight &= w <= 0 || m.weight <= 0 || w == m.weight;
        m.weight = fmax(m.weight, w);
    }
    size_t years = (size_t)d->n_years, per_point = (size_t)p->n_routes * years;
    const double *response =
        e->response + ((size_t)k * (size_t)e->n_points + (size_t)point) * per_point;
    for (int r = 0; r < p->n_routes; r++)
        for (int j = d->from; j <= d->to; j++) {
            size_t at = (size_t)r * years + (size_t)j;
            if (!is_decided(d, r, j) || response[at] <= 0 || x[at] <= 0)
                continue;
            m.cohorts++;
            m.n = x[at];
            m.q = response[at] / m.weight;
            m.mean += x[at] * response[at];
            m.variance += x[at] * response[at] * fmax(0, m.weight - response[at]);
        }
    return m;
}

double cohort_chance(const Decision *d, const Ensemble *e, int k, int point, const double *x,
                     double margin)
{
    Mix m = mix_of(d, e, k, point, x);
    double need = m.mean - margin; /* what the cohorts must bring */
    if (m.cohorts == 0 || need <= 1e-9)
        return margin >= -1e-9 || need <= 1e-9 ? 1 : 0;
    if (m.cohorts == 1 && m.one_weight) {
        double least = ceil(need / m.weight - 1e-9);
        return least > m.n ? 0 : m.q >= 1 ? 1 : gsl_cdf_beta_P(m.q, least, m.n - least + 1);
    }
    if (m.variance <= 0)
        return margin >= -1e-9;
    return gsl_cdf_ugaussian_P(margin / sqrt(m.variance));
}

/* Of a normal margin with mean m and standard deviation s: E max(0, -margin). */
double cohort_shortage(const Decision *d, const Ensemble *e, int k, int point, const double *x,
                       double margin)
{
    Mix m = mix_of(d, e, k, point, x);
    double s = sqrt(m.variance);
    if (s <= 0)
        return fmax(0, -margin);
    double z = margin / s;
    return s * exp(-z * z / 2) / sqrt(2 * 3.14159265358979323846) -
           margin * gsl_cdf_ugaussian_P(-z);
}
