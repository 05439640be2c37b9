/* Worlds whose truth is known, person by person, for tests of the intervals that src/sim
 * estimates. Shares no code, no random numbers and no distribution with src/sim: rates differ
 * between organisations by a normal logit (not a beta), people are followed one at a time.
 *
 * A nation of 22 councils (most with 3 to 15 people) and 7 boards. Each has its own rate of
 * leaving and of hiring; every year all are hit by shocks that last. Returns are the counts of
 * three years; what comes after is only for the judge. */
#ifndef PONT_TESTS_COVERAGE_WORLD_H
#define PONT_TESTS_COVERAGE_WORLD_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { COUNCILS = 22, BOARDS = 7, ORGANISATIONS = COUNCILS + BOARDS };
enum { RETURNED = 3, AHEAD = 5, WORLD_YEARS = RETURNED + AHEAD, MOST_PEOPLE = 8000 };

typedef struct World {
    uint64_t state;
    double mean[2], differ[2], hire_differ; /* by sector: mean rate, sd of its logit */
    double shock_sd[2], shock_keeps[2];     /* leaving, hiring */
    double rate[ORGANISATIONS], hires[ORGANISATIONS];
    int heads[WORLD_YEARS + 1][ORGANISATIONS]; /* at the start of the year */
    int left[WORLD_YEARS][ORGANISATIONS], joined[WORLD_YEARS][ORGANISATIONS];
    int works_at[MOST_PEOPLE], people;
} World;

static uint64_t world_bits(World *w) /* splitmix64 */
{
    uint64_t z = w->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static double world_uniform(World *w)
{
    return ((double)(world_bits(w) >> 11) + 0.5) * 0x1p-53;
}

static double world_between(World *w, double low, double high)
{
    return low + (high - low) * world_uniform(w);
}

/* The sum of twelve uniform numbers less six. */
static double world_normal(World *w)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += world_uniform(w);
    return sum;
}

static double world_logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static void world_people(World *w, int organisation, int n)
{
    for (int i = 0; i < n && w->people < MOST_PEOPLE; i++)
        w->works_at[w->people++] = organisation;
}

/* Vacancies come open one after the other through the year. */
static int world_arrivals(World *w, double mean)
{
    int n = 0;
    for (double at = -log(world_uniform(w)); at < mean; at -= log(world_uniform(w)))
        n++;
    return n;
}

static void world_year(World *w, int year, double leaving, double hiring)
{
    int kept = 0, *left = w->left[year];
    for (int a = 0; a < ORGANISATIONS; a++) {
        w->heads[year][a] = left[a] = 0;
        w->joined[year][a] = world_arrivals(w, w->hires[a] * exp(hiring));
    }
    for (int i = 0; i < w->people; i++) {
        int a = w->works_at[i];
        w->heads[year][a]++;
        if (world_uniform(w) < world_logistic(log(w->rate[a] / (1 - w->rate[a])) + leaving))
            left[a]++;
        else
            w->works_at[kept++] = a;
    }
    w->people = kept;
    for (int a = 0; a < ORGANISATIONS; a++)
        world_people(w, a, w->joined[year][a]);
}

static void world_make(World *w, uint64_t seed)
{
    static const double low[] = {0.09, 0.06}, high[] = {0.18, 0.12};
    double now[2];
    w->state = seed * 0xD1342543DE82EF95u + 1;
    w->people = 0;
    for (int s = 0; s < 2; s++) {
        w->mean[s] = world_between(w, low[s], high[s]);
        w->differ[s] = world_between(w, 0.1, 0.6);
        w->shock_sd[s] = world_between(w, 0, 0.3);
        w->shock_keeps[s] = world_between(w, 0, 0.8);
        now[s] = w->shock_sd[s] * world_normal(w);
    }
    w->hire_differ = world_between(w, 0.1, 0.6);
    for (int a = 0; a < ORGANISATIONS; a++) {
        int s = a < COUNCILS ? 0 : 1;
        int n = (int)(s                  ? world_between(w, 80, 350)
                      : a < COUNCILS - 4 ? world_between(w, 3, 16)
                                         : world_between(w, 16, 41));
        double logit = log(w->mean[s] / (1 - w->mean[s])) + w->differ[s] * world_normal(w);
        w->rate[a] = world_logistic(logit);
        w->hires[a] = n * w->mean[s] * exp(w->hire_differ * world_normal(w));
        world_people(w, a, n);
    }
    for (int year = 0; year < WORLD_YEARS; year++) {
        for (int s = 0; s < 2; s++)
            now[s] = w->shock_keeps[s] * now[s] +
                     w->shock_sd[s] * sqrt(1 - w->shock_keeps[s] * w->shock_keeps[s]) *
                         world_normal(w);
        world_year(w, year, now[0], now[1]);
    }
    for (int a = 0; a < ORGANISATIONS; a++)
        w->heads[WORLD_YEARS][a] = 0;
    for (int i = 0; i < w->people; i++)
        w->heads[WORLD_YEARS][w->works_at[i]]++;
}

#endif
