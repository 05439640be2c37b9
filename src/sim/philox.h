/* Random numbers by address: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011) turns a counter of four words and a key of two into
 * four random words. Nothing is stored between calls, so a draw depends on its address only,
 * never on what was drawn before or by which thread.
 *
 * One address at a time is the inline function. Many at once have three paths (scalar, AVX2,
 * AVX-512), chosen when the program runs by what the processor can do; all give the same words,
 * so that the path can never be seen in a result. */
#ifndef PONT_SIM_PHILOX_H
#define PONT_SIM_PHILOX_H

#include <stdbool.h>
#include <stddef.h>
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

/* ---------------------------------------------------------------- many at once */

typedef enum PhiloxPath {
    PHILOX_BEST, /* the widest that this processor can take */
    PHILOX_SCALAR,
    PHILOX_AVX2,
    PHILOX_AVX512,
    PHILOX_PATHS
} PhiloxPath;

/* "best", "scalar", "avx2", "avx512"; PHILOX_PATHS for another name. */
const char *philox_path_name(PhiloxPath path);
PhiloxPath philox_path_by_name(const char *name);
/* Whether this processor (and this build) can take the path. */
bool philox_has(PhiloxPath path);
/* The path that is really taken when this one is asked for: a path that the processor lacks
 * becomes the widest that it has. */
PhiloxPath philox_path(PhiloxPath asked);

/* out[i] = philox({first.word[0] + i, the other words}, key); word 0 wraps without carry. */
void philox_fill(PhiloxPath path, PhiloxKey key, PhiloxWords first, size_t n, PhiloxWords *out);
/* The same of counters whose word 0 is items[i]. */
void philox_gather(PhiloxPath path, PhiloxKey key, const uint32_t *items, PhiloxWords counter,
                   size_t n, PhiloxWords *out);
/* The two uniform numbers of each block of philox_fill(): out[2 i] and out[2 i + 1]. */
void philox_uniforms(PhiloxPath path, PhiloxKey key, PhiloxWords first, size_t n, double *out);

#endif
