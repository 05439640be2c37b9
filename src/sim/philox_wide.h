/* The vector paths of Philox, for philox.c alone. Each turns whole vectors of counters into
 * blocks and says how many it did; the rest, less than a vector, is left to the scalar path.
 * items NULL: word 0 counts up from counter.word[0]. Calling one on a processor without the
 * instructions ends the program: philox_has() is asked first. */
#ifndef PONT_SIM_PHILOX_WIDE_H
#define PONT_SIM_PHILOX_WIDE_H

#include "sim/philox.h"

#if defined __x86_64__ && defined __GNUC__
#define PHILOX_WIDE 1
size_t philox_avx2(PhiloxKey key, const uint32_t *items, PhiloxWords counter, size_t n,
                   PhiloxWords *out);
size_t philox_avx512(PhiloxKey key, const uint32_t *items, PhiloxWords counter, size_t n,
                     PhiloxWords *out);
#endif

#endif
