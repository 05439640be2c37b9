/* Decides how counts are drawn.
 *
 * Binomial: up to 8 trials are drawn together from one block: trial i has a uniform number
 * whose first digit to the base 65,536 is half word i of the block, and which is only compared
 * as far as needed (the second digit, from the next block, once in 65,536 trials). Of more
 * trials, p above one half is drawn as its complement. Below a mean of 10 the distribution
 * function is inverted by walking up from 0 (one uniform number; the start (1-p)^n is a
 * product, which is the same on every machine); from 10 on it is Hormann's transformed
 * rejection BTRS ("The generation of binomial random variates", 1993). Poisson likewise, with
 * PTRS ("The transformed rejection method for generating Poisson random variables", 1993). The
 * final comparison walks the ratios of neighbouring probabilities near the mode and uses
 * Stirling's series far away. */
#include "sim/sample.h"
#include <math.h>
#include <stdbool.h>

static const double INVERSION_BELOW = 10; /* mean from which rejection is faster and valid */
enum { NEAR_THE_MODE = 20 };

/* 1 / k, because the walk from 0 would wait for a division at every step. */
#define TEN(k)                                                                                 \
    1.0 / (k), 1.0 / (k + 1), 1.0 / (k + 2), 1.0 / (k + 3), 1.0 / (k + 4), 1.0 / (k + 5),      \
        1.0 / (k + 6), 1.0 / (k + 7), 1.0 / (k + 8), 1.0 / (k + 9)
static const double inverse[] = {TEN(1), TEN(11), TEN(21), TEN(31), TEN(41), TEN(51)};
enum { INVERSES = sizeof inverse / sizeof *inverse };

typedef struct Uniforms {
    double u, v;
} Uniforms;

static inline PhiloxWords block(const Address *at, uint32_t attempt)
{
    PhiloxWords counter = {
        {at->word[0], at->word[1], at->word[2], sample_counter(at) | (attempt & 0xFFFF)}};
    return philox(counter, at->key);
}

static inline Uniforms uniforms_of(const PhiloxWords *w)
{
    return (Uniforms){philox_uniform(w->word[0], w->word[1]),
                      philox_uniform(w->word[2], w->word[3])};
}

static inline Uniforms uniforms(const Address *at, uint32_t attempt)
{
    PhiloxWords w = block(at, attempt);
    return uniforms_of(&w);
}

/* Of an attempt whose first block is there. */
static inline Uniforms uniforms_from(const Address *at, const PhiloxWords *first,
                                     uint32_t attempt)
{
    return attempt == 0 ? uniforms_of(first) : uniforms(at, attempt);
}

int32_t sample_round(Address at, double x)
{
    int32_t whole = (int32_t)x;
    double rest = x - whole;
    return whole + (rest > 0 && uniforms(&at, 0).u < rest);
}

double log_factorial(double k)
{
    double shift = 1; /* the series needs k >= 10: below, log(10!) - log(10 * 9 * ...) */
    while (k < 10)
        shift *= ++k;
    double x = k + 1, x2 = x * x;
    double tail = 1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / x2) / x2;
    double series = (1.0 / 12 - (1.0 / 360 - tail / x2) / x2) / x;
    return (x - 0.5) * log(x) - x + 0.91893853320467274178 + series - log(shift);
}

static double power(double x, int32_t n)
{
    double product = 1;
    for (; n; n >>= 1, x *= x)
        if (n & 1)
            product *= x;
    return product;
}

/* Half word i of a block. */
static inline uint32_t half(const PhiloxWords *w, int32_t i)
{
    return w->word[i >> 1] >> (16 * (i & 1)) & 0xFFFF;
}

/* Trials whose first digits equal those of p, one digit after the other: `rest` is what is left
 * of p behind the digit that they share. */
static int32_t binomial_of_ties(const Address *at, uint32_t ties, double rest)
{
    int32_t successes = 0;
    for (uint32_t attempt = 1; ties && rest > 0 && attempt < 8; attempt++) {
        PhiloxWords w = block(at, attempt);
        uint32_t digit = (uint32_t)(rest *= 65536);
        rest -= digit;
        for (int32_t i = 0; i < SAMPLE_TOGETHER; i++) {
            bool open = ties >> i & 1;
            successes += open && half(&w, i) < digit;
            if (half(&w, i) != digit)
                ties &= ~(1u << i);
        }
    }
    return successes;
}

static int32_t binomial_together(const Address *at, const PhiloxWords *first, int32_t n,
                                 double p)
{
    double scaled = p * 65536;
    uint32_t digit = (uint32_t)scaled, ties = 0;
    for (int32_t i = 0; i < n; i++)
        ties |= (uint32_t)(half(first, i) == digit) << i;
    return (sample_compare(first, n, digit) & 255) + binomial_of_ties(at, ties, scaled - digit);
}

static int32_t binomial_by_inversion(const Address *at, const PhiloxWords *first, int32_t n,
                                     double p)
{
    double odds = p / (1 - p), a = (n + 1) * odds, nobody = power(1 - p, n);
    for (uint32_t attempt = 0;; attempt++) {
        double u = uniforms_from(at, first, attempt).u, f = nobody;
        for (int32_t k = 0; k <= n;) {
            if (u <= f)
                return k;
            u -= f;
            f *= (k < INVERSES ? a * inverse[k] : a / (k + 1)) - odds;
            k++;
        }
    } /* rounding left a rest beyond n: drawn again */
}

static int32_t binomial_by_rejection(const Address *at, const PhiloxWords *first, int32_t n,
                                     double p)
{
    double q = 1 - p, sd = sqrt(n * p * q);
    double b = 1.15 + 2.53 * sd, a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5;
    double squeeze = 0.92 - 4.2 / b;
    for (uint32_t attempt = 0;; attempt++) {
        Uniforms r = uniforms_from(at, first, attempt);
        double u = r.u - 0.5, edge = 0.5 - fabs(u);
        double k = floor((2 * a / edge + b) * u + centre);
        if (edge >= 0.07 && r.v <= squeeze)
            return (int32_t)k;
        if (k < 0 || k > n)
            continue;
        double odds = p / q, mode = floor((n + 1) * p), alpha = (2.83 + 5.1 / b) * sd;
        double v = r.v * alpha / (a / (edge * edge) + b); /* against P(k) / P(mode) */
        if (fabs(k - mode) <= NEAR_THE_MODE) {
            double ratio = 1, c = (n + 1) * odds;
            for (double i = mode + 1; i <= k; i++)
                ratio *= c / i - odds;
            for (double i = k + 1; i <= mode; i++)
                v *= c / i - odds;
            if (v <= ratio)
                return (int32_t)k;
        } else if (log(v) <= log_factorial(mode) + log_factorial(n - mode) - log_factorial(k) -
                                 log_factorial(n - k) + (k - mode) * log(odds)) {
            return (int32_t)k;
        }
    }
}

int32_t sample_binomial_slow(const Address *at, const PhiloxWords *first, int32_t n, double p)
{
    if (n <= 0 || !(p > 0))
        return 0;
    if (p >= 1)
        return n;
    if (n <= SAMPLE_TOGETHER)
        return binomial_together(at, first, n, p);
    bool flipped = p > 0.5;
    if (flipped)
        p = 1 - p;
    int32_t k = n * p < INVERSION_BELOW ? binomial_by_inversion(at, first, n, p)
                                        : binomial_by_rejection(at, first, n, p);
    return flipped ? n - k : k;
}

int32_t sample_binomial(Address at, int32_t n, double p)
{
    if (n <= 0 || !(p > 0))
        return 0;
    if (p >= 1)
        return n;
    PhiloxWords first = block(&at, 0);
    return sample_binomial_of(&at, &first, n, p);
}

void sample_ways(const uint32_t *words, int32_t n, const uint32_t *below, int ways,
                 int32_t *heads)
{
    int32_t before = n; /* heads that no earlier outcome has taken */
    for (int way = 0; way < ways - 1; way++) {
        uint32_t bound = below[way];
        int32_t beyond = 0;
        for (int32_t i = 0; i < n; i++)
            beyond += words[i] >= bound;
        heads[way] = before - beyond;
        before = beyond;
    }
    heads[ways - 1] = before;
}

static int32_t poisson_by_inversion(const Address *at, double mean)
{
    double u = uniforms(at, 0).u, f = exp(-mean);
    int32_t k = 0;
    while (u > f && k < 200) { /* beyond 200 lies nothing a double could tell */
        u -= f;
        f *= mean / ++k;
    }
    return k;
}

static int32_t poisson_by_rejection(const Address *at, double mean)
{
    double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    double alpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2);
    for (uint32_t attempt = 0;; attempt++) {
        Uniforms r = uniforms(at, attempt);
        double u = r.u - 0.5, edge = 0.5 - fabs(u);
        double k = floor((2 * a / edge + b) * u + mean + 0.43);
        bool inside = edge >= 0.07 && r.v <= squeeze;
        if (!inside) {
            if (k < 0 || (edge < 0.013 && r.v > edge))
                continue;
            inside = log(r.v * alpha / (a / (edge * edge) + b)) <=
                     k * log(mean) - mean - log_factorial(k);
        }
        if (inside)
            return k > INT32_MAX ? INT32_MAX : (int32_t)k;
    }
}

int32_t sample_poisson(Address at, double mean)
{
    if (!(mean > 0))
        return 0;
    return mean < INVERSION_BELOW ? poisson_by_inversion(&at, mean)
                                  : poisson_by_rejection(&at, mean);
}

int32_t sample_part(Address at, int32_t n, double share, double *rest)
{
    bool all = share >= *rest * (1 - 1e-12);
    int32_t part = all ? n : sample_binomial(at, n, share / *rest);
    *rest -= share;
    return part;
}

void sample_add_up(const double *share, int n, double *below)
{
    double sum = 0;
    int last = n - 1;
    for (int i = 0; i < n; i++)
        below[i] = sum += share[i];
    while (last > 0 && share[last] <= 0)
        last--;
    for (int i = last; i < n && sum >= 1 - 1e-12; i++)
        below[i] = 1;
}

int sample_place(const double *below, int n, double u)
{
    int low = 0;
    while (n > 0) {
        int half_way = n / 2;
        bool beyond = u >= below[low + half_way];
        low = beyond ? low + half_way + 1 : low;
        n = beyond ? n - half_way - 1 : half_way;
    }
    return low;
}
