/* Decides how rows become values in time: which rows belong together and what lies between
 * their years. Which parts a plan must have, and which values make sense, is left to check.c.
 */
#include "sim/series.h"

static int compare_keys(const Row *a, const Row *b)
{
    const int left[] = {a->state,       a->to,        a->age_from, a->age_to,
                        a->to_age_from, a->to_age_to, a->route,    a->study_year,
                        a->line,        a->group,     a->kind,     a->area,
                        a->parameter,   a->factor,    a->service,  a->band};
    const int right[] = {b->state,       b->to,        b->age_from, b->age_to,
                         b->to_age_from, b->to_age_to, b->route,    b->study_year,
                         b->line,        b->group,     b->kind,     b->area,
                         b->parameter,   b->factor,    b->service,  b->band};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

bool series_same_key(const Row *a, const Row *b)
{
    return compare_keys(a, b) == 0;
}

static bool same_series(const Row *a, const Row *b)
{
    return series_same_key(a, b) && (a->year == ALL_YEARS) == (b->year == ALL_YEARS);
}

static int compare_rows(const void *left, const void *right)
{
    const Row *a = *(const Row *const *)left, *b = *(const Row *const *)right;
    int by_key = compare_keys(a, b);
    if (by_key)
        return by_key;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    return a < b ? -1 : a > b; /* the order of the plan, so that sums have one order */
}

int series_of_part(Arena *a, const Plan *p, Part part, Series **out)
{
    int n = 0, n_series = 0;
    for (int i = 0; i < p->n_rows; i++)
        n += p->rows[i].part == part;
    const Row **rows = NEW_ARRAY(a, const Row *, n);
    Series *series = NEW_ARRAY(a, Series, n);
    n = 0;
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == part)
            rows[n++] = &p->rows[i];
    if (n)
        qsort(rows, (size_t)n, sizeof *rows, compare_rows);
    for (int i = 0; i < n; i++) {
        if (i == 0 || !same_series(rows[i - 1], rows[i]))
            series[n_series++] = (Series){.rows = rows + i, .n = 0};
        series[n_series - 1].n++;
    }
    *out = series;
    return n_series;
}

/* The sum of the rows of one year from rows[i] on; *next is the first row of a later year. */
static double knot(const Series *s, const Plan *p, const double *theta, int i, int *next)
{
    double sum = 0;
    int year = s->rows[i]->year;
    for (; i < s->n && s->rows[i]->year == year; i++)
        sum += theta[s->rows[i] - p->rows];
    *next = i;
    return sum;
}

double series_value(const Series *s, const Plan *p, const double *theta, int year)
{
    int next;
    if (s->n == 1) /* nearly all */
        return theta[s->rows[0] - p->rows];
    double before = knot(s, p, theta, 0, &next);
    int year_before = s->rows[0]->year;
    while (next < s->n && year > year_before) {
        int year_after = s->rows[next]->year;
        double after = knot(s, p, theta, next, &next);
        if (year < year_after)
            return before +
                   (after - before) * (year - year_before) / (year_after - year_before);
        before = after;
        year_before = year_after;
    }
    return before;
}

bool series_changes(const Series *s, int from, int to)
{
    int first = s->rows[0]->year, last = s->rows[s->n - 1]->year;
    return first != last && to > first && from < last;
}

int series_periods(const Series *s, int n_series, int first, int stride, int n, int *period_of)
{
    int period = 0;
    for (int i = 0; i < n; i++) {
        int year = first + i * stride;
        bool changed = false;
        for (int k = 0; i > 0 && k < n_series && !changed; k++)
            changed = series_changes(&s[k], year - stride, year);
        period += changed;
        period_of[i] = period;
    }
    return n > 0 ? period + 1 : 0;
}
