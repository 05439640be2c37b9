/* Random numbers by address: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011) turns a counter of four words and a key of two into
 * four random words. Nothing is stored between calls, so a draw depends on its address only,
 * never on what was drawn before or by which thread. */
#ifndef PONT_SIM_PHILOX_H
#define PONT_SIM_PHILOX_H

#include <stdint.h>

typedef struct PhiloxKey {
    uint32_t word[2];
} PhiloxKey;

typedef struct PhiloxWords {
    uint32_t word[4];
} PhiloxWords;

/* The key of a named stream under a seed. Streams of different names are unrelated. */
PhiloxKey philox_stream(uint64_t seed, const char *name);

static inline PhiloxWords philox(PhiloxWords counter, PhiloxKey key)
{
    uint32_t x0 = counter.word[0], x1 = counter.word[1];
    uint32_t x2 = counter.word[2], x3 = counter.word[3];
    uint32_t k0 = key.word[0], k1 = key.word[1];
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)x0 * 0xD2511F53u, b = (uint64_t)x2 * 0xCD9E8D57u;
        x0 = (uint32_t)(b >> 32) ^ x1 ^ k0;
        x1 = (uint32_t)b;
        x2 = (uint32_t)(a >> 32) ^ x3 ^ k1;
        x3 = (uint32_t)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (PhiloxWords){{x0, x1, x2, x3}};
}

/* Two words to a number with 53 bits, never 0 and never 1. */
static inline double philox_uniform(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

#endif
