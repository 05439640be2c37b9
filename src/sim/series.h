/* Values in time: rows of a plan that share a key are the knots of one series.
 *
 * Between knots a series is linear, outside them constant; a row of ALL_YEARS is a series of
 * its own. Rows of the same key and the same year add (two drivers, two sources of joiners). */
#ifndef PONT_SIM_SERIES_H
#define PONT_SIM_SERIES_H

#include "sim/plan.h"

typedef struct Series {
    const Row *const *rows; /* in order of year */
    int n;
} Series;

/* The series of one part, in order of their keys (state, to, ages, to-ages, route, study year,
 * line, group, kind); returns how many. */
int series_of_part(Arena *a, const Plan *p, Part part, Series **out);
/* Whether two rows of a part differ in nothing but year, value and id. */
bool series_same_key(const Row *a, const Row *b);
/* Value at a year; theta as in engine.h. */
double series_value(const Series *s, const Plan *p, const double *theta, int year);
/* Whether the value at year `to` may differ from that at `from` (from < to). */
bool series_changes(const Series *s, int from, int to);
/* Numbers the times first, first + stride, ... (n of them) by periods without change in any of
 * the series: period_of[n]; returns the number of periods (0 for n = 0). */
int series_periods(const Series *s, int n_series, int first, int stride, int n, int *period_of);

/* Age classes of a row, ANY made plain. */
static inline int age_first(int from)
{
    return from == ANY ? 0 : from;
}
static inline int age_last(const Plan *p, int to)
{
    return to == ANY ? p->n_ages - 1 : to;
}
/* Years covered by the classes from..to. */
static inline int age_width(const Plan *p, int from, int to)
{
    int width = 0;
    for (int a = from; a <= to; a++)
        width += p->ages[a].to - p->ages[a].from + 1;
    return width;
}

#endif
