#include "sim/commission.h"
#include "sim/order.h"
#include "sim/philox.h"
#include <math.h>
#include <string.h>

#include "support/test.h"

enum { MOST = 3000 };

static int ascending(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Values of a kind: 0 all different, 1 few different, 2 ascending, 3 descending, 4 all the
 * same, 5 up and down again, 6 with infinities. */
static void fill(double *v, int n, int kind, uint32_t number)
{
    PhiloxKey key = philox_stream(number, "order");
    for (int i = 0; i < n; i++) {
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)i, 0, 0, 0}}, key);
        double u = philox_uniform(w.word[0], w.word[1]);
        const double values[] = {
            u, floor(5 * u), i, -i, 3, i < n / 2 ? i : n - i, u < .2 ? INFINITY : u};
        v[i] = values[kind];
    }
}

void test_order__ranks_have_the_values_of_sorting(void)
{
    static const int sizes[] = {1, 2, 3, 24, 25, 26, 199, 200, 777, MOST};
    static double v[MOST], sorted[MOST];
    const double p[] = {0, .05, .1, .25, .5, .75, .9, .95, 1};
    enum { RANKS = sizeof p / sizeof *p };
    for (int kind = 0; kind < 7; kind++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            int n = sizes[s], ranks[RANKS];
            double out[RANKS];
            fill(v, n, kind, (uint32_t)(31 * n + kind));
            memcpy(sorted, v, sizeof v);
            qsort(sorted, (size_t)n, sizeof *sorted, ascending);
            for (int i = 0; i < RANKS; i++)
                ranks[i] = quantile_rank(n, p[i]);
            order_quantiles(v, n, p, RANKS, out);
            for (int i = 0; i < RANKS; i++) {
                assert_true(out[i] == sorted[ranks[i]]);
                for (int k = 0; k < n; k++)
                    assert_true(k < ranks[i] ? v[k] <= out[i] : v[k] >= out[i]);
            }
            qsort(v, (size_t)n, sizeof *v, ascending);
            assert_memory_equal(v, sorted, (size_t)n * sizeof *v); /* none lost */
        }
}
