/* Decides how the values of some ranks are found: quicksort that goes only into the parts where
 * a rank is wanted (Hoare, "Algorithm 65: find", 1961; Chambers, "Algorithm 410: partial
 * sorting", 1971). The pivot is a median of values at fixed places, so that the same values
 * take the same way; an input that defeats it is sorted. */
#include "sim/order.h"
#include "base/banned.h"
#include "sim/commission.h"
#include <stdlib.h>

enum { SHORT = 24, MOST_RANKS = 16 };

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

void order_sort(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, by_value);
}

static void insertion_sort(double *v, int n)
{
    for (int i = 1; i < n; i++) {
        double x = v[i];
        int j = i;
        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

static double middle(double a, double b, double c)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

static double pivot_of(const double *v, int n)
{
    int e = n / 8, h = n / 2;
    if (n < 200)
        return middle(v[0], v[h], v[n - 1]);
    return middle(middle(v[0], v[e], v[2 * e]), middle(v[h - e], v[h], v[h + e]),
                  middle(v[n - 1 - 2 * e], v[n - 1 - e], v[n - 1]));
}

/* The ranks lie within first..first + n - 1, counted over the whole. */
static void select_within(double *v, int first, int n, const int *ranks, int m, int patience)
{
    while (m > 0 && n > SHORT && patience-- > 0) {
        double pivot = pivot_of(v, n);
        int i = 0, j = n - 1, less = 0;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j) {
                double other = v[i];
                v[i++] = v[j];
                v[j--] = other;
            }
        }
        while (less < m && ranks[less] - first <= j) /* in 0..j; i..n-1 are the other part */
            less++;
        select_within(v, first, j + 1, ranks, less, patience);
        ranks += less;
        m -= less;
        while (m > 0 && ranks[0] - first < i) { /* between the parts: the pivot itself */
            ranks++;
            m--;
        }
        v += i;
        first += i;
        n -= i;
    }
    if (m > 0 && n > SHORT)
        order_sort(v, n);
    else if (m > 0)
        insertion_sort(v, n);
}

void order_select(double *values, int n, const int *ranks, int m)
{
    int patience = 8;
    for (int left = n; left > 1; left /= 2)
        patience += 2;
    select_within(values, 0, n, ranks, m, patience);
}

double order_rank(double *values, int n, int rank)
{
    order_select(values, n, &rank, 1);
    return values[rank];
}

void order_quantiles(double *values, int n, const double *p, int m, double *out)
{
    int ranks[MOST_RANKS] = {0};
    for (int i = 0; i < m; i++)
        ranks[i] = quantile_rank(n, p[i]);
    order_select(values, n, ranks, m);
    for (int i = 0; i < m; i++)
        out[i] = values[ranks[i]];
}
