/* Decides whether an answer holds in futures that it was not made from, and what follows when
 * it does not.
 *
 * An optimum leans on the very draws it was found in: it gives up just those that suited it, so
 * its share of met draws is too good. Fresh draws, from another stream of random numbers and
 * for the path as it will be run (rounded), say how good it is. Where their share is below the
 * confidence that was asked, the confidence asked in sample is raised by what is missing and
 * the answer is found again, at most MOST_RAISES times. What is reported is always the share of
 * the fresh draws with its Wilson interval, and where it stays below, that is said. */
#include "sim/verify_sample.h"
#include <math.h>

enum { MOST_RAISES = 4 };

uint64_t fresh_seed(uint64_t seed)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u; /* a step of SplitMix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

SampleShare sample_share(int met, int of)
{
    SampleShare s = {.met = met, .of = of};
    if (of < 1)
        return s;
    double z = 1.959963984540054, n = of, p = met / n, q = z * z / n;
    double middle = (p + q / 2) / (1 + q);
    double half = z / (1 + q) * sqrt(p * (1 - p) / n + q / (4 * n));
    s.share = p;
    s.low = met == 0 ? 0 : fmax(0, middle - half);
    s.high = met == of ? 1 : fmin(1, middle + half);
    return s;
}

int scenario_bound(double eps, double beta, int n)
{
    double most = 2 / eps * (log(1 / beta) + n);
    return most < 2e9 ? (int)ceil(most - 1e-9) : 2000000000;
}

SampleCheck sample_check(const Decision *d, const Ensemble *fresh, const Futures *f,
                         const double *x, double p)
{
    SCOPED_ARENA scratch = arena_new();
    Outlook o = path_outlook(scratch, d, fresh, f, x, p, false);
    SampleCheck c = {.shortage = o.expected_shortage, .cvar = o.cvar, .asked_in_sample = p};
    c.met = sample_share((int)floor(o.probability * fresh->K + 1e-6), fresh->K);
    c.holds = c.met.share >= p - 1e-12;
    c.surely_not = c.met.high < p;
    return c;
}

double raised_confidence(const SampleCheck *check, double confidence, double asked, int K)
{
    double highest = 1 - 1.0 / K, next = asked + (confidence - check->met.share);
    if (check->holds || check->raised >= MOST_RAISES || asked >= highest)
        return asked;
    return fmin(fmax(next, asked + 1.0 / K), highest);
}

void frontier_interval(const Frontier *f, int K, double p, double *low, double *high)
{
    double half = 1.959963984540054 * sqrt(K * p * (1 - p));
    int from = (int)floor(K * p - half) - 1, to = (int)ceil(K * p + half);
    *low = f->needed_level[from < 0 ? 0 : from];
    *high = to >= K ? INFINITY : f->needed_level[to];
}
