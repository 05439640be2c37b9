/* Decides how estimates for areas with few people are made steadier, and how they are made to
 * agree with the nation's. Which lines and rates this is done to is left to demand_work.c and
 * the plan's settings; formulas: small_area.h. */
#include "sim/small_area.h"
#include <math.h>
#include <stddef.h>

/* The generalised mean for a variance between areas; *fit = sum of (y - mean)^2 / (between +
 * v), which falls as `between` rises. */
static SmallAreas at(const double *y, const double *v, int n, double between, double *fit)
{
    double weight = 0, sum = 0;
    for (int i = 0; i < n; i++) {
        weight += 1 / (between + v[i]);
        sum += y[i] / (between + v[i]);
    }
    SmallAreas s = {.mean = sum / weight, .between = between, .mean_variance = 1 / weight};
    *fit = 0;
    for (int i = 0; i < n; i++)
        *fit += (y[i] - s.mean) * (y[i] - s.mean) / (between + v[i]);
    return s;
}

SmallAreas small_area_fit(const double *y, const double *v, int n)
{
    double fit, low = 0, high = 0;
    SmallAreas s = at(y, v, n, 0, &fit);
    if (n < 2 || fit <= n - 1)
        return s;
    for (int i = 0; i < n; i++)
        high = fmax(high, (y[i] - s.mean) * (y[i] - s.mean));
    for (high = fmax(high, 1e-300); at(y, v, n, high, &fit), fit > n - 1;)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double middle = low + (high - low) / 2;
        s = at(y, v, n, middle, &fit);
        if (fit > n - 1)
            low = middle;
        else
            high = middle;
    }
    return s;
}

SmallArea small_area_shrink(const SmallAreas *of, double y, double v)
{
    double w = of->between / (of->between + v);
    return (SmallArea){.estimate = w * y + (1 - w) * of->mean,
                       .error = w * v + (1 - w) * (1 - w) * of->mean_variance,
                       .weight = w};
}

double small_area_share(double count, double of, double a, double b)
{
    return (a + count) / (a + b + of);
}

/* Scales one row or column; true when it is there. */
static bool scale(double *cells, int n, int stride, double total, double *worst)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += cells[(size_t)i * (size_t)stride];
    if (sum <= 0)
        return total == 0;
    *worst = fmax(*worst, fabs(sum - total));
    for (int i = 0; i < n; i++)
        cells[(size_t)i * (size_t)stride] *= total / sum;
    return true;
}

bool small_area_rake(double *cells, int rows, int columns, const double *row_total,
                     const double *column_total, double tolerance, int most_turns)
{
    double by_row = 0, by_column = 0;
    for (int i = 0; i < rows; i++)
        by_row += row_total[i];
    for (int j = 0; j < columns; j++)
        by_column += column_total[j];
    if (fabs(by_row - by_column) > tolerance * fmax(1, fabs(by_row)))
        return false;
    for (int turn = 0; turn < most_turns; turn++) {
        double worst = 0, columns_off = 0;
        for (int i = 0; i < rows; i++)
            if (!scale(cells + (size_t)i * (size_t)columns, columns, 1, row_total[i], &worst))
                return false;
        for (int j = 0; j < columns; j++)
            if (!scale(cells + j, rows, columns, column_total[j], &columns_off))
                return false;
        if (turn > 0 && fmax(worst, columns_off) <= tolerance)
            return true;
    }
    return false;
}

void small_area_rake_line(double *values, int n, const int *family, int which, double total)
{
    double sum = 0;
    int largest = -1;
    for (int i = 0; i < n; i++)
        sum += family[i] == which && !isnan(values[i]) ? values[i] : 0;
    if (sum <= 0)
        return;
    for (int i = 0; i < n; i++) {
        if (family[i] != which || isnan(values[i]))
            continue;
        values[i] *= total / sum;
        if (largest < 0 || values[i] > values[largest])
            largest = i;
    }
    /* What rounding leaves goes to the largest, so that the sum in this order is the total. */
    for (int turn = 0; turn < 4; turn++) {
        double raked = 0;
        for (int i = 0; i < n; i++)
            raked += family[i] == which && !isnan(values[i]) ? values[i] : 0;
        if (raked == total)
            return;
        values[largest] += total - raked;
    }
}

void small_area_round(const double *values, int n, double total, int64_t *whole)
{
    int64_t left = (int64_t)floor(total + 0.5);
    for (int i = 0; i < n; i++) {
        whole[i] = (int64_t)floor(values[i]);
        left -= whole[i];
    }
    for (; left > 0; left--) {
        int most = -1;
        double remainder = 0;
        for (int i = 0; i < n; i++) {
            double here = values[i] - (double)whole[i]; /* below 0 once it is rounded up */
            if (most < 0 || here > remainder) {
                most = i;
                remainder = here;
            }
        }
        if (most < 0 || remainder < 0)
            return;
        whole[most]++;
    }
}
