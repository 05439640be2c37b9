/* The statistics of src/sim by line, for comparison with R: a line in, numbers out.
 *
 *     shares y n y n ...        mean of the centre; mean, sd of the first and of a silent one;
 * p counts k e k e ...        the same with 5 % and 95 % points instead of mean and sd shock
 * SHARE c e c e ...   mean, sd of the shock 1 and 3 years ahead normal m s x              CRPS
 * of a normal forecast ensemble x v v ...        CRPS of equally likely values, and the fair
 * version */
#include "sim/statistics.h"
#include "sim/dist.h"
#include "sim/estimate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 200 };

static void pooled(bool counts, const double *v, int n)
{
    double y[MOST], size[MOST];
    EstimatePool pool;
    for (int i = 0; i < n / 2; i++) {
        y[i] = v[2 * i];
        size[i] = v[2 * i + 1];
    }
    (counts ? estimate_counts : estimate_shares)(y, size, n / 2, &pool);
    EstimatePooled (*of)(const EstimatePool *, double, double) =
        counts ? estimate_count_of : estimate_share_of;
    Dist own = of(&pool, y[0], size[0]).dist, silent = of(&pool, 0, 0).dist;
    const Dist *of_both[] = {&own, &silent};
    printf("%.12g", pool.mean);
    for (int i = 0; i < 2; i++)
        printf(" %.12g %.12g", counts ? dist_inverse(of_both[i], 0.05) : dist_mean(of_both[i]),
               counts ? dist_inverse(of_both[i], 0.95) : estimate_sd(of_both[i]));
    printf(" %.12g\n", pool.p);
}

static void shock(const double *v, int n)
{
    double came[MOST], expected[MOST], mean[2], sd[2];
    EstimateShock s;
    for (int i = 0; i < n / 2; i++) {
        came[i] = v[1 + 2 * i];
        expected[i] = v[2 + 2 * i];
    }
    estimate_shock(came, expected, n / 2, v[0], &s);
    estimate_shock_ahead(&s, 1, &mean[0], &sd[0]);
    estimate_shock_ahead(&s, 3, &mean[1], &sd[1]);
    printf("%.12g %.12g %.12g %.12g\n", mean[0], sd[0], mean[1], sd[1]);
}

int main(void)
{
    char line[20000], *end;
    while (fgets(line, sizeof line, stdin)) {
        double v[MOST];
        int n = 0;
        char *at = strchr(line, ' ');
        if (!at)
            return 2;
        for (*at++ = '\0'; n < MOST; at = end) {
            v[n] = strtod(at, &end);
            if (end == at)
                break;
            n++;
        }
        if (strcmp(line, "shock") == 0) {
            shock(v, n - 1);
        } else if (strcmp(line, "normal") == 0) {
            printf("%.12g\n", crps_normal(v[0], v[1], v[2]));
        } else if (strcmp(line, "ensemble") == 0) {
            double x = v[0], copy[MOST];
            memcpy(copy, v, sizeof copy);
            double all = crps_ensemble(v + 1, n - 1, x);
            printf("%.12g %.12g\n", all, crps_ensemble_fair(copy + 1, n - 1, x));
        } else {
            pooled(strcmp(line, "counts") == 0, v, n);
        }
    }
    return 0;
}
