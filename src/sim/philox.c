/* Decides the keys of named streams, and which path many draws at once take. The generator
 * itself is in the header, so that it is inlined where single draws are made; the vector paths
 * have a file each. Which names there are is left to those who draw. */
#include "sim/philox_wide.h"
#include <string.h>

PhiloxKey philox_stream(uint64_t seed, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a of the name becomes the counter */
    for (const char *c = name; *c; c++)
        hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
    PhiloxWords counter = {{(uint32_t)hash, (uint32_t)(hash >> 32), 0, 0x73747265u}};
    PhiloxKey key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    PhiloxWords words = philox(counter, key);
    return (PhiloxKey){{words.word[0], words.word[1]}};
}

/* ---------------------------------------------------------------- paths */

static const char *const path_names[PHILOX_PATHS] = {"best", "scalar", "avx2", "avx512"};

const char *philox_path_name(PhiloxPath path)
{
    return path < PHILOX_PATHS ? path_names[path] : "";
}

PhiloxPath philox_path_by_name(const char *name)
{
    int path = 0;
    while (path < PHILOX_PATHS && strcmp(path_names[path], name) != 0)
        path++;
    return (PhiloxPath)path;
}

bool philox_has(PhiloxPath path)
{
    switch (path) {
    case PHILOX_BEST:
    case PHILOX_SCALAR:
        return true;
#ifdef PHILOX_WIDE
    case PHILOX_AVX2:
        return __builtin_cpu_supports("avx2");
    case PHILOX_AVX512:
        return __builtin_cpu_supports("avx512f");
#else
    case PHILOX_AVX2:
    case PHILOX_AVX512:
#endif
    case PHILOX_PATHS:
        break;
    }
    return false;
}

PhiloxPath philox_path(PhiloxPath asked)
{
    if (asked != PHILOX_BEST && philox_has(asked))
        return asked;
    return philox_has(PHILOX_AVX512) ? PHILOX_AVX512
           : philox_has(PHILOX_AVX2) ? PHILOX_AVX2
                                     : PHILOX_SCALAR;
}

/* ---------------------------------------------------------------- many at once */

static void blocks(PhiloxPath path, PhiloxKey key, const uint32_t *items, PhiloxWords counter,
                   size_t n, PhiloxWords *out)
{
    size_t done = 0;
#ifdef PHILOX_WIDE
    path = philox_path(path);
    if (path == PHILOX_AVX512)
        done = philox_avx512(key, items, counter, n, out);
    else if (path == PHILOX_AVX2)
        done = philox_avx2(key, items, counter, n, out);
#else
    (void)path;
#endif
    uint32_t first = counter.word[0];
    for (; done < n; done++) {
        counter.word[0] = items ? items[done] : first + (uint32_t)done;
        out[done] = philox(counter, key);
    }
}

void philox_fill(PhiloxPath path, PhiloxKey key, PhiloxWords first, size_t n, PhiloxWords *out)
{
    blocks(path, key, NULL, first, n, out);
}

void philox_gather(PhiloxPath path, PhiloxKey key, const uint32_t *items, PhiloxWords counter,
                   size_t n, PhiloxWords *out)
{
    blocks(path, key, items, counter, n, out);
}

void philox_uniforms(PhiloxPath path, PhiloxKey key, PhiloxWords first, size_t n, double *out)
{
    enum { CHUNK = 64 }; /* blocks that stay in the first-level cache */
    PhiloxWords words[CHUNK];
    while (n > 0) {
        size_t now = n < CHUNK ? n : CHUNK;
        blocks(path, key, NULL, first, now, words);
        for (size_t i = 0; i < now; i++) {
            *out++ = philox_uniform(words[i].word[0], words[i].word[1]);
            *out++ = philox_uniform(words[i].word[2], words[i].word[3]);
        }
        first.word[0] += (uint32_t)now;
        n -= now;
    }
}
