/* Philox for eight counters at once, with AVX2: the same as philox_avx512.c on vectors of half
 * the width, which says what is done. */
#include "sim/philox_wide.h"

#ifdef PHILOX_WIDE
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))
#define EACH WIDE __attribute__((always_inline)) static inline

EACH void multiply(__m256i x, __m256i by, __m256i *high, __m256i *low)
{
    __m256i even = _mm256_mul_epu32(x, by);
    __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), by);
    *low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
    *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
}

EACH __m256i mix(__m256i a, __m256i b, uint32_t key)
{
    return _mm256_xor_si256(_mm256_xor_si256(a, b), _mm256_set1_epi32((int)key));
}

EACH void rounds(__m256i x[4], PhiloxKey key)
{
    const __m256i first = _mm256_set1_epi32((int)0xD2511F53u);
    const __m256i second = _mm256_set1_epi32((int)0xCD9E8D57u);
    uint32_t k0 = key.word[0], k1 = key.word[1];
    for (int round = 0; round < 10; round++) {
        __m256i high_a, low_a, high_b, low_b;
        multiply(x[0], first, &high_a, &low_a);
        multiply(x[2], second, &high_b, &low_b);
        x[0] = mix(high_b, x[1], k0);
        x[1] = low_b;
        x[2] = mix(high_a, x[3], k1);
        x[3] = low_a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

EACH void put(PhiloxWords *out, __m256i two)
{
    _mm256_storeu_si256((__m256i *)(void *)out, two);
}

EACH void store(const __m256i x[4], PhiloxWords *out)
{
    __m256i a = _mm256_unpacklo_epi32(x[0], x[1]), b = _mm256_unpackhi_epi32(x[0], x[1]);
    __m256i c = _mm256_unpacklo_epi32(x[2], x[3]), d = _mm256_unpackhi_epi32(x[2], x[3]);
    put(out, _mm256_unpacklo_epi64(a, c));
    put(out + 2, _mm256_unpackhi_epi64(a, c));
    put(out + 4, _mm256_unpacklo_epi64(b, d));
    put(out + 6, _mm256_unpackhi_epi64(b, d));
}

WIDE size_t philox_avx2(PhiloxKey key, const uint32_t *items, PhiloxWords counter, size_t n,
                        PhiloxWords *out)
{
    const __m256i place = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
    size_t done = 0;
    for (; done + 8 <= n; done += 8) {
        uint32_t first = counter.word[0] + (uint32_t)done;
        const __m256i *at = (const __m256i *)(const void *)(items + done);
        __m256i x[4] = {
            items ? _mm256_permutevar8x32_epi32(_mm256_loadu_si256(at), place)
                  : _mm256_add_epi32(place, _mm256_set1_epi32((int)first)),
            _mm256_set1_epi32((int)counter.word[1]),
            _mm256_set1_epi32((int)counter.word[2]),
            _mm256_set1_epi32((int)counter.word[3]),
        };
        rounds(x, key);
        store(x, out + done);
    }
    return done;
}

#endif
