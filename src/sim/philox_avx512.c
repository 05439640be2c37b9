/* Philox for sixteen counters at once, with AVX-512. The same rounds as philox() in the same
 * order; only the multiplication differs: the processor multiplies the even lanes and the odd
 * lanes to 64 bits apart, and the halves are put together again.
 *
 * Lane 4 g + e holds counter 4 e + g, so that after the transposition inside the groups of four
 * lanes each vector holds four whole blocks in their order. */
#include "sim/philox_wide.h"

#ifdef PHILOX_WIDE
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f")))
#define EACH WIDE __attribute__((always_inline)) static inline

EACH void multiply(__m512i x, __m512i by, __m512i *high, __m512i *low)
{
    __m512i even = _mm512_mul_epu32(x, by);
    __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), by);
    *low = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
    *high = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
}

/* Four vectors, one for each word of sixteen counters, through ten rounds. */
EACH void rounds(__m512i x[4], PhiloxKey key)
{
    const __m512i first = _mm512_set1_epi32((int)0xD2511F53u);
    const __m512i second = _mm512_set1_epi32((int)0xCD9E8D57u);
    uint32_t k0 = key.word[0], k1 = key.word[1];
    for (int round = 0; round < 10; round++) {
        __m512i high_a, low_a, high_b, low_b;
        multiply(x[0], first, &high_a, &low_a);
        multiply(x[2], second, &high_b, &low_b);
        x[0] = _mm512_ternarylogic_epi32(high_b, x[1], _mm512_set1_epi32((int)k0), 0x96);
        x[1] = low_b;
        x[2] = _mm512_ternarylogic_epi32(high_a, x[3], _mm512_set1_epi32((int)k1), 0x96);
        x[3] = low_a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

EACH void store(const __m512i x[4], PhiloxWords *out)
{
    __m512i a = _mm512_unpacklo_epi32(x[0], x[1]), b = _mm512_unpackhi_epi32(x[0], x[1]);
    __m512i c = _mm512_unpacklo_epi32(x[2], x[3]), d = _mm512_unpackhi_epi32(x[2], x[3]);
    _mm512_storeu_si512(out, _mm512_unpacklo_epi64(a, c));
    _mm512_storeu_si512(out + 4, _mm512_unpackhi_epi64(a, c));
    _mm512_storeu_si512(out + 8, _mm512_unpacklo_epi64(b, d));
    _mm512_storeu_si512(out + 12, _mm512_unpackhi_epi64(b, d));
}

WIDE size_t philox_avx512(PhiloxKey key, const uint32_t *items, PhiloxWords counter, size_t n,
                          PhiloxWords *out)
{
    const __m512i place =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    size_t done = 0;
    for (; done + 16 <= n; done += 16) {
        uint32_t first = counter.word[0] + (uint32_t)done;
        __m512i x[4] = {
            items ? _mm512_permutexvar_epi32(place, _mm512_loadu_si512(items + done))
                  : _mm512_add_epi32(place, _mm512_set1_epi32((int)first)),
            _mm512_set1_epi32((int)counter.word[1]),
            _mm512_set1_epi32((int)counter.word[2]),
            _mm512_set1_epi32((int)counter.word[3]),
        };
        rounds(x, key);
        store(x, out + done);
    }
    return done;
}

#endif
