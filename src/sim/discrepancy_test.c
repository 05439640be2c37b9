#include "sim/commission.h"
#include "support/small_plan.h"
#include <math.h>

void test_discrepancy__widens_supply_with_the_root_of_time(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 4000 };
    Small *s = small(a, 1, 1, 0.8, 120);
    double sd[6] = {0}, mean[6] = {0};
    intake(s, 0, 2020, 50);
    s->p.rows[0].value = 1000;
    Ensemble plain = ensemble(a, s, 1, 1);
    add(s, PART_DISCREPANCY, 0.03);
    Ensemble wide = ensemble(a, s, K, 2), one = ensemble(a, s, K, 1);
    assert_memory_equal(wide.supply, one.supply,
                        (size_t)(K * wide.T * wide.G) * sizeof(double));
    for (int t = 0; t < wide.T; t++) {
        double came = plain.supply[t * plain.G];
        for (int k = 0; k < K; k++)
            mean[t] += log(wide.supply[(k * wide.T + t) * wide.G] / came) / K;
        for (int k = 0; k < K; k++)
            sd[t] += pow(log(wide.supply[(k * wide.T + t) * wide.G] / came) - mean[t], 2) / K;
        assert_near(mean[t], 0, 0.004);
        assert_near(sqrt(sd[t]), 0.03 * sqrt(t), 0.0022);
        assert_near(wide.central_supply[t * wide.G], came, 1e-9); /* the centre stays */
    }
    /* Supply at a target stays affine: base and effect have the factor of the supply. */
    for (int k = 0; k < 20; k++) {
        double factor = wide.supply[(k * wide.T + 5) * wide.G] / plain.supply[5 * plain.G];
        assert_near(wide.base[k], plain.base[0] * factor, 1e-6);
    }
}
