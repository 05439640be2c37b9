/* Decides the keys of named streams; the generator itself is in the header, so that it is
 * inlined where it is used. Which names there are is left to those who draw. */
#include "sim/philox.h"

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
