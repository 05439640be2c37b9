/* Workload WF1 in C for this one workload: the floor that a general engine is measured against.
 *
 *     wf1_floor REPLICATES      the table that bench/check.py reads
 *
 * Cohorts of a sector and age, binomial counts by inversion or BTRS (Hormann 1993), one
 * sequential generator (xoshiro256++) for each replicate: nothing is addressable, nothing but
 * the sums over ages is kept. Written from bench/wf1/README.md. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTORS = 4, FIRST = 21, AGES = 50, YEARS = 30 };
static const double BASE[SECTORS] = {.045, .055, .070, .060};
static const double STAY[SECTORS][SECTORS] = {{.955, .015, .022, .008},
                                              {.030, .930, .032, .008},
                                              {.035, .025, .930, .010},
                                              {.030, .020, .020, .930}};
static const double ENTRY[SECTORS] = {.70, .12, .13, .05};
static const char *const NAMES[SECTORS] = {"nhs", "la", "independent", "other"};
static double log_factorial[1 << 17];

typedef struct Rng {
    uint64_t s[4];
} Rng;

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static double uniform(Rng *r)
{
    uint64_t *s = r->s, out = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return (double)(out >> 11) * 0x1p-53;
}

static int binomial(Rng *r, int n, double p)
{
    if (n <= 0 || p <= 0)
        return 0;
    if (p >= 1)
        return n;
    if (p > .5)
        return n - binomial(r, n, 1 - p);
    double q = 1 - p, odds = p / q, sd = sqrt(n * p * q);
    if (n * p < 10) {
        double u = uniform(r), f = exp(n * log1p(-p));
        int k = 0;
        for (; u > f && k < n; f *= odds * (n - k + 1) / k) {
            u -= f;
            k++;
        }
        return k;
    }
    double b = 1.15 + 2.53 * sd, a = -.0873 + .0248 * b + .01 * p, mode = floor((n + 1) * p);
    for (;;) {
        double v = uniform(r), u = uniform(r) - .5, edge = .5 - fabs(u);
        double k = floor((2 * a / edge + b) * u + n * p + .5);
        if (edge >= .07 && v <= .92 - 4.2 / b)
            return (int)k;
        if (k < 0 || k > n)
            continue;
        v = log(v * (2.83 + 5.1 / b) * sd / (a / (edge * edge) + b));
        if (v <= log_factorial[(int)mode] + log_factorial[n - (int)mode] -
                     log_factorial[(int)k] - log_factorial[n - (int)k] + (k - mode) * log(odds))
            return (int)k;
    }
}

static double leaves(int sector, int age)
{
    double retire = age < 55 ? 0 : age < 60 ? .02 : age < 65 ? .10 : .25;
    return age >= 70 ? 1 : BASE[sector] + (age < 30 ? .03 : 0) + retire;
}

static void year(Rng *r, int now[SECTORS][AGES], int next[SECTORS][AGES])
{
    memset(next, 0, sizeof(int) * SECTORS * AGES);
    for (int s = 0; s < SECTORS; s++)
        for (int i = 0; i < AGES - 1; i++) {
            int heads = now[s][i] - binomial(r, now[s][i], leaves(s, FIRST + i));
            int movers = binomial(r, heads, 1 - STAY[s][s]);
            double rest = 1 - STAY[s][s];
            next[s][i + 1] += heads - movers;
            for (int to = 0; to < SECTORS && movers; to++)
                if (to != s) {
                    int some = STAY[s][to] >= rest - 1e-12
                                   ? movers
                                   : binomial(r, movers, STAY[s][to] / rest);
                    next[to][i + 1] += some;
                    movers -= some;
                    rest -= STAY[s][to];
                }
        }
    int graduates = binomial(r, 4500, .82);
    double rest = 1;
    for (int s = 0; s < SECTORS; s++) {
        int joiners = s == SECTORS - 1 ? graduates : binomial(r, graduates, ENTRY[s] / rest);
        double left = 1;
        graduates -= joiners;
        rest -= ENTRY[s];
        for (int i = 0; i < 24; i++) {
            double share = i == 0 ? .35 : i == 1 ? .25 : i == 2 ? .12 : i == 3 ? .06 : .011;
            int some = i == 23 ? joiners : binomial(r, joiners, share / left);
            next[s][i] += some;
            joiners -= some;
            left -= share;
        }
    }
}

int main(int argc, char **argv)
{
    int replicates = argc > 1 ? atoi(argv[1]) : 1000;
    static double sum[YEARS + 1][SECTORS + 1], square[YEARS + 1][SECTORS + 1];
    for (int i = 1; i < 1 << 17; i++)
        log_factorial[i] = log_factorial[i - 1] + log(i);
    for (int k = 0; k < replicates; k++) {
        int stock[2][SECTORS][AGES] = {0};
        uint64_t seed = (uint64_t)k + 1;
        Rng r;
        for (int i = 0; i < 4; i++) { /* splitmix64 */
            uint64_t z = seed += 0x9e3779b97f4a7c15u;
            z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
            z = (z ^ z >> 27) * 0x94d049bb133111ebu;
            r.s[i] = z ^ z >> 31;
        }
        for (int i = 0; i < 50000; i++) {
            int rest = i % 100, s = rest < 55 ? 0 : rest < 75 ? 1 : rest < 92 ? 2 : 3;
            stock[0][s][22 + i / 100 * 43 / 500 - FIRST]++;
        }
        for (int t = 0; t <= YEARS; t++) {
            double all = 0;
            for (int s = 0; s < SECTORS; s++) {
                double heads = 0;
                for (int i = 0; i < AGES; i++)
                    heads += stock[t % 2][s][i];
                sum[t][s] += heads;
                square[t][s] += heads * heads;
                all += heads;
            }
            sum[t][SECTORS] += all;
            square[t][SECTORS] += all * all;
            if (t < YEARS)
                year(&r, stock[t % 2], stock[(t + 1) % 2]);
        }
    }
    puts("year,sector,mean,sd");
    for (int t = 0; t <= YEARS; t++)
        for (int s = 0; s <= SECTORS; s++) {
            double mean = sum[t][s] / replicates;
            printf("%d,%s,%.17g,%.17g\n", t, s < SECTORS ? NAMES[s] : "all", mean,
                   sqrt(fmax(0, square[t][s] / replicates - mean * mean)));
        }
    return 0;
}
