/* Sixty-four bytes of a table at a time, as bit masks: bit i speaks of byte i. Only scan.c
 * includes this.
 *
 * `cuts` are the separators and line ends that end a cell: those outside quotes. A quote opens
 * only where a cell begins and everywhere else is a letter like others; masks cannot tell, so a
 * quote that stands elsewhere, and a line end inside quotes, make the block strange from there
 * on: cuts before are good, and csv.c reads the row that is strange. */
#ifndef PONT_BASE_SCAN_BLOCK_H
#define PONT_BASE_SCAN_BLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Raw {
    uint64_t quotes, separators, feeds, returns; /* " , \n \r */
} Raw;
typedef Raw (*block_function)(const char *p, char separator);

/* What a block must know of the bytes before it. */
typedef struct Carry {
    uint64_t in_quotes;  /* all ones or none */
    uint64_t may_open;   /* 1: a quote at the first byte would open or be doubled */
    uint64_t was_return; /* 1: the byte before was \r */
} Carry;
#define BLOCK_CARRY_START ((Carry){.may_open = 1})

typedef struct Masks {
    uint64_t cuts, line_ends;
    bool strange;
} Masks;

static inline __attribute__((always_inline)) Masks block_masks(Raw raw, Carry *carry)
{
    uint64_t inside = raw.quotes; /* odd number of quotes up to here */
    inside ^= inside << 1;
    inside ^= inside << 2;
    inside ^= inside << 4;
    inside ^= inside << 8;
    inside ^= inside << 16;
    inside ^= inside << 32;
    inside ^= carry->in_quotes;
    uint64_t line_ends = raw.feeds | raw.returns;
    uint64_t before = raw.separators | line_ends | raw.quotes;
    uint64_t bad =
        (raw.quotes & inside & ~(before << 1 | carry->may_open)) | (line_ends & inside);
    uint64_t second = raw.feeds & (raw.returns << 1 | carry->was_return); /* of \r\n */
    uint64_t cuts = (raw.separators | line_ends) & ~inside & ~second;
    carry->in_quotes = (uint64_t)((int64_t)inside >> 63);
    carry->may_open = before >> 63;
    carry->was_return = raw.returns >> 63;
    if (bad)
        cuts &= (bad & -bad) - 1;
    return (Masks){.cuts = cuts, .line_ends = line_ends, .strange = bad != 0};
}

/* Writes the place of every bit, and up to seven more that do not count. */
static inline __attribute__((always_inline)) void block_places(uint32_t *out, uint32_t at,
                                                               uint64_t bits)
{
    int n = __builtin_popcountll(bits);
    for (int done = 0; done < n; done += 8)
        for (int k = 0; k < 8; k++) {
            out[done + k] = at + (bits ? (uint32_t)__builtin_ctzll(bits) : 0);
            bits &= bits - 1;
        }
}

/* ---------------------------------------------------------------- the four kinds of byte */

/* 0x80 in each byte of w that equals the byte that `pattern` repeats; as eight bits. */
static inline uint64_t equal_bytes(uint64_t w, uint64_t pattern)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
    uint64_t x = w ^ pattern, t = ~(((x & low) + low) | x | low);
    return (t >> 7) * 0x0102040810204080u >> 56;
}

static inline Raw block_portable(const char *p, char separator)
{
    const uint64_t every = 0x0101010101010101u;
    Raw m = {0};
    for (int i = 0; i < 8; i++) {
        uint64_t w;
        memcpy(&w, p + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        w = __builtin_bswap64(w);
#endif
        m.quotes |= equal_bytes(w, every * '"') << 8 * i;
        m.separators |= equal_bytes(w, every * (unsigned char)separator) << 8 * i;
        m.feeds |= equal_bytes(w, every * '\n') << 8 * i;
        m.returns |= equal_bytes(w, every * '\r') << 8 * i;
    }
    return m;
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>
#define BLOCK_WIDE "avx2,bmi,bmi2,popcnt,lzcnt"

static inline bool block_is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

__attribute__((target(BLOCK_WIDE))) static inline uint64_t wide_equal(__m256i a, __m256i b,
                                                                      char c)
{
    __m256i all = _mm256_set1_epi8(c);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, all));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, all));
    return low | (uint64_t)high << 32;
}

__attribute__((target(BLOCK_WIDE))) static inline Raw block_wide(const char *p, char separator)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    return (Raw){.quotes = wide_equal(a, b, '"'),
                 .separators = wide_equal(a, b, separator),
                 .feeds = wide_equal(a, b, '\n'),
                 .returns = wide_equal(a, b, '\r')};
}
#else
static inline bool block_is_wide(void)
{
    return false;
}
#endif

#endif
