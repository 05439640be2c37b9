/* Counts by chance, each drawn at an address: the same address gives the same count whatever
 * else is drawn, and every attempt of a rejection method has a counter of its own. Continuous
 * distributions are only drawn through dist.h.
 *
 * Exact in distribution up to the 53 bits of a uniform number, but for sample_ways(). */
#ifndef PONT_SIM_SAMPLE_H
#define PONT_SIM_SAMPLE_H

#include "sim/philox.h"
#include <string.h>

typedef struct Address {
    PhiloxKey key;    /* of the named stream */
    uint32_t word[3]; /* what is drawn: cell, step, replicate, say */
    uint32_t draw;    /* which draw there, below 65,536 */
} Address;

/* x rounded up or down at random, so that the mean is x; x in 0..2^31-1. */
int32_t sample_round(Address at, double x);
/* Successes among n trials of probability p; p is taken as 0 below 0 and 1 above 1. */
int32_t sample_binomial(Address at, int32_t n, double p);
/* The same count when the block of its address is already there: philox_gather() makes those
 * of many addresses faster than one after another. first = philox({at's words, draw << 16}). */
static inline int32_t sample_binomial_of(const Address *at, const PhiloxWords *first, int32_t n,
                                         double p);
/* The word of the counter that holds the draw, for who asks for such blocks. */
static inline uint32_t sample_counter(const Address *at)
{
    return at->draw << 16;
}

enum { MOST_WAYS = 32 };
/* n heads, each by a word of its own, to `ways` outcomes: outcome i takes the words below
 * below[i] that no earlier outcome takes, the last all the rest. below[ways - 1] does not count
 * and below[] never falls. Exact to 2^-32 in each share. words: n of them. */
void sample_ways(const uint32_t *words, int32_t n, const uint32_t *below, int ways,
                 int32_t *heads);
/* A share as a bound for sample_ways(). */
static inline uint32_t sample_bound(double share)
{
    return share >= 1 ? UINT32_MAX : share > 0 ? (uint32_t)(share * 0x1p32) : 0;
}
/* The sums of n shares up to each, below[n]; what rounding leaves of 1 is the last one's. */
void sample_add_up(const double *share, int n, double *below);
/* The first of n places whose sum is above u, or n. */
int sample_place(const double *below, int n, double u);
/* Poisson count; 0 for mean <= 0, at most 2^31-1. */
int32_t sample_poisson(Address at, double mean);
/* log(k!) of a whole k >= 0 to 14 digits. */
double log_factorial(double k);
/* One part of a multinomial count: of the n heads not yet placed, who have the total share
 * *rest, those with this share. Takes the share off *rest; the last part takes all whatever
 * rounding has left. Parts in turn, each at its own draw, are the multinomial exactly. */
int32_t sample_part(Address at, int32_t n, double share, double *rest);

/* ---------------------------------------------------------------- inside */

enum { SAMPLE_TOGETHER = 8 }; /* trials that one block decides */
typedef uint16_t SampleHalves __attribute__((vector_size(16))); /* the half words of a block */

/* Of the first n half words: how many are below the digit, and 256 times how many equal it. */
static inline int32_t sample_compare(const PhiloxWords *block, int32_t n, uint32_t digit)
{
    const SampleHalves place = {0, 1, 2, 3, 4, 5, 6, 7};
    SampleHalves h;
    memcpy(&h, block, sizeof h);
    SampleHalves below = (SampleHalves)(h < (uint16_t)digit) & 1;
    SampleHalves equal = (SampleHalves)(h == (uint16_t)digit) & 256;
    SampleHalves counts = (below | equal) & (SampleHalves)(place < (uint16_t)n);
    uint64_t part[2];
    memcpy(part, &counts, sizeof part);
    return (int32_t)((part[0] + part[1]) * 0x0001000100010001u >>
                     48); /* the sum of all lanes */
}

int32_t sample_binomial_slow(const Address *at, const PhiloxWords *first, int32_t n, double p);

/* Few trials of which none ties with p are decided here. */
static inline int32_t sample_binomial_of(const Address *at, const PhiloxWords *first, int32_t n,
                                         double p)
{
    if (n <= SAMPLE_TOGETHER && n > 0 && p > 0 && p < 1) {
        int32_t found = sample_compare(first, n, (uint32_t)(p * 65536));
        if (found < 256)
            return found;
    }
    return sample_binomial_slow(at, first, n, p);
}

#endif
