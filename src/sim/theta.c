/* Decides the assumptions of one draw: a Latin hypercube, one value from each of K equal slices
 * of every distribution, in an order that can be asked for draw by draw. What the assumptions
 * mean is left to rates.c. */
#include "sim/dist.h"
#include "sim/engine.h"
#include "sim/philox.h"

void theta_spread(const Plan *p, double *theta)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].like != ANY)
            theta[i] = theta[p->rows[i].like];
}

void theta_central(const Plan *p, double *theta)
{
    for (int i = 0; i < p->n_rows; i++)
        theta[i] = p->rows[i].value;
}

/* Place of k in a random order of 0..K-1, found without making the order: a Feistel network
 * over the next power of four, walked on until it lands below K. */
static uint32_t shuffled(PhiloxKey key, uint32_t k, uint32_t K)
{
    uint32_t half = 1;
    while ((uint64_t)1 << (2 * half) < K)
        half++;
    uint32_t mask = (1u << half) - 1;
    do {
        uint32_t left = k >> half, right = k & mask;
        for (uint32_t round = 0; round < 8; round++) {
            PhiloxWords words = philox((PhiloxWords){{right, round, half, 1}}, key);
            uint32_t next = left ^ (words.word[0] & mask);
            left = right;
            right = next;
        }
        k = left << half | right;
    } while (k >= K);
    return k;
}

void theta_draw(const Plan *p, uint64_t seed, int k, int K, double *theta)
{
    theta_central(p, theta);
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->dist.kind == DIST_FIXED || row->like != ANY)
            continue;
        PhiloxKey key = philox_stream(seed, row->id);
        PhiloxWords words = philox((PhiloxWords){{(uint32_t)k, 0, 0, 2}}, key);
        double within = philox_uniform(words.word[0], words.word[1]);
        double slice = shuffled(key, (uint32_t)k, (uint32_t)K);
        double drawn = dist_inverse(&row->dist, (slice + within) / K);
        theta[i] = drawn + row->stretch * drawn + row->shift;
    }
    for (int i = 0; i < p->n_given_rows && p->n_given > 0; i++)
        theta[p->given_rows[i]] =
            p->given[(size_t)(k % p->n_given) * (size_t)p->n_given_rows + (size_t)i];
    theta_spread(p, theta);
}
