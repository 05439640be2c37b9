#include "sim/statistics.h"

#include "support/test.h"

void test_statistics__crps_of_the_normal_distribution(void)
{
    assert_near(crps_normal(0, 1, 0), .233694977, 1e-9);
    assert_near(crps_normal(0, 1, 1), .602441358, 1e-9);
    assert_near(crps_normal(0, 1, 2), 1.452791822, 1e-9);
    assert_near(crps_normal(10, 3, 4), 3 * 1.452791822, 1e-8);
}

void test_statistics__crps_of_an_ensemble(void)
{
    double values[] = {4, 1, 7, 2}, one[] = {5};
    assert_near(crps_ensemble(values, 4, 3), .75, 1e-14);
    assert_near(crps_ensemble_fair(values, 4, 3), .3333333, 1e-7);
    assert_near(crps_ensemble(one, 1, 3), 2, 0);
}
