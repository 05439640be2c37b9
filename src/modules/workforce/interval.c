/* Decides the intervals of chance: Wilson's for a share, the ranks that intervals leave open,
 * and what a yearly rate does over several years. Pure arithmetic; docs/model/picture.md. */
#include "modules/workforce/interval.h"
#include <math.h>
#include <stdbool.h>

static const double Z = 1.959963984540054; /* 97.5 % quantile of the normal distribution */

Interval interval_of_share(double x, double n)
{
    if (!(n > 0) || !(x >= 0))
        return (Interval){NAN, NAN};
    double p = x > n ? 1 : x / n, zz = Z * Z;
    double middle = (p + zz / (2 * n)) / (1 + zz / n);
    double half = Z / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n));
    return (Interval){fmax(0, middle - half), fmin(1, middle + half)};
}

/* P(X >= x), or P(X <= x), of a binomial distribution. */
static double tail(int x, int n, double p, bool upper)
{
    double sum = 0;
    for (int k = upper ? x : 0; k <= (upper ? n : x); k++)
        sum += exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) +
                   (n - k) * log1p(-p));
    return sum;
}

int interval_position(double x, double n, double p)
{
    int people = (int)lround(n), events = (int)lround(fmin(x, n));
    if (people < 1 || !(p > 0 && p < 1))
        return 0;
    double more = tail(events, people, p, true), less = tail(events, people, p, false);
    return more < 0.001 ? 2 : less < 0.001 ? -2 : more < 0.025 ? 1 : less < 0.025 ? -1 : 0;
}

void interval_ranks(Ranked *items, int n)
{
    for (int i = 0; i < n; i++) {
        items[i].best = items[i].worst = 0;
        if (isnan(items[i].value) || isnan(items[i].range.low))
            continue;
        int above = 0, below = 0, ranked = 0;
        for (int k = 0; k < n; k++) {
            if (isnan(items[k].value) || isnan(items[k].range.low))
                continue;
            ranked++;
            above += items[k].range.low > items[i].range.high;
            below += items[k].range.high < items[i].range.low;
        }
        items[i].best = 1 + above;
        items[i].worst = ranked - below;
    }
}

static double gone(double now, double rate, int years)
{
    return now * (1 - pow(1 - rate, years));
}

Expected5 interval_retirements(double retired, double now, int years)
{
    Interval rate = interval_of_share(retired, now + retired);
    if (isnan(rate.low))
        return (Expected5){NAN, NAN, NAN};
    return (Expected5){gone(now, retired / (now + retired), years), gone(now, rate.low, years),
                       gone(now, rate.high, years)};
}
