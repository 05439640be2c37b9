/* Small tables for the tests of disclosure control. */
#ifndef PONT_SIM_DISCLOSURE_TEST_H
#define PONT_SIM_DISCLOSURE_TEST_H

#include "sim/disclosure.h"

static inline unsigned test_next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Categories total, 1, 2, ... */
static inline SafeDimension test_dimension(Arena *a, const char *name, int n)
{
    SafeCategory *c = NEW_ARRAY(a, SafeCategory, n + 1);
    c[0] = (SafeCategory){"total", -1};
    for (int i = 1; i <= n; i++)
        c[i] = (SafeCategory){arena_printf(a, "%d", i), 0};
    return (SafeDimension){name, n + 1, c};
}

/* Counts over n dimensions of these sizes, the last fastest; organisations are the first. */
static inline SafeMicro *test_micro(Arena *a, int n, const int *sizes, const int *counts,
                                    int *cells)
{
    *cells = 1;
    for (int d = 0; d < n; d++)
        *cells *= sizes[d];
    SafeMicro *micro = NEW_ARRAY(a, SafeMicro, *cells);
    for (int i = 0; i < *cells; i++) {
        for (int d = n - 1, rest = i; d >= 0; rest /= sizes[d--])
            micro[i].at[d] = 1 + rest % sizes[d];
        micro[i].part = (SafePart){micro[i].at[0], counts[i], counts[i]};
    }
    return micro;
}

/* The table with all margins; cell numbers in cells. */
SafeTable *test_table(Arena *a, int n, const int *sizes, const int *counts,
                      const SafeRule *rule, SafeInsiders insiders, int **cells);

#endif
