/* Loops over numbers in the widest vectors that the processor has, chosen when the program
 * starts. No result depends on it: a + b * c stays two operations, and sums stay in order. */
#ifndef PONT_SIM_WIDE_H
#define PONT_SIM_WIDE_H

/* Before a function's type; what is ALWAYS_INLINE in it is compiled for each width too. The
 * sanitizers' builds do without, because they must come up before anything is chosen. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                         \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define WIDE
#endif
#define ALWAYS_INLINE inline __attribute__((always_inline))

#endif
