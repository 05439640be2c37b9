/* Differences of two sides, future by future. Both were drawn with the same random numbers, so
 * that a difference has far less chance in it than either side. The interval of a difference d
 * of shares over K futures is d +/- 1.96 sqrt((mean of squares - d^2) / K). */
#include "modules/projection/live.h"
#include <math.h>

PairedDifference live_gap_difference(Arena *a, const LiveSide *one, int step_one,
                                     const LiveSide *other, int step_other, int K)
{
    const double *x = one->gaps + (size_t)step_one * (size_t)K;
    const double *y = other->gaps + (size_t)step_other * (size_t)K;
    double *d = NEW_ARRAY(a, double, K + 1);
    PairedDifference out = {0};
    for (int k = 0; k < K; k++) {
        d[k] = y[k] - x[k];
        out.mean += d[k] / K;
    }
    out.low = quantile(d, K, .05);
    out.high = quantile(d, K, .95);
    return out;
}

PairedDifference live_met_difference(const LiveSide *one, const LiveSide *other, int K)
{
    PairedDifference out = {0};
    double square = 0;
    for (int k = 0; k < K; k++) {
        int step = other->met[k] - one->met[k];
        out.mean += (double)step / K;
        square += (double)(step * step) / K;
    }
    double error = 1.959964 * sqrt(fmax(0, square - out.mean * out.mean) / fmax(1, K));
    out.low = out.mean - error;
    out.high = out.mean + error;
    return out;
}
