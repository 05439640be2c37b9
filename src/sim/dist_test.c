#include "sim/dist.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "support/test.h"

void test_dist__gives_the_printed_quantiles(void)
{
    Dist leavers = {DIST_BETA, 23.5, 287.5, 0};
    assert_near(dist_mean(&leavers), .0755627010, 1e-10);
    assert_near(dist_inverse(&leavers, .025), .04891962, 1e-8);
    assert_near(dist_inverse(&leavers, .5), .07465353, 1e-8);
    assert_near(dist_inverse(&leavers, .975), .10736460, 1e-8);
    Dist joiners = {DIST_GAMMA, 37.5, 3, 0};
    assert_near(dist_mean(&joiners), 12.5, 1e-12);
    assert_near(dist_inverse(&joiners, .05), 9.342345, 1e-6);
    assert_near(dist_inverse(&joiners, .95), 16.036112, 1e-6);
    Dist newsvendor = {DIST_NORMAL, 150, 20, 0};
    assert_near(dist_inverse(&newsvendor, .8), 166.8324247, 1e-7);
}

void test_dist__inverse_undoes_the_distribution_function(void)
{
    static const double shapes[] = {.02, .5, 1, 3, 80, 5000};
    static const double shares[] = {1e-9, .001, .3, .5, .9, .9999999};
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++)
            for (size_t k = 0; k < 6; k++) {
                Dist beta = {DIST_BETA, shapes[i], shapes[j], 0};
                Dist gamma = {DIST_GAMMA, shapes[i], 2, 0};
                double x = dist_inverse(&beta, shares[k]), y = dist_inverse(&gamma, shares[k]);
                /* Near 1 a double has few digits left for the distance to 1. */
                double digits = 1e-9 + 1e-16 / (1 - x);
                if (x > 1e-300 && digits < 1e-3)
                    assert_near(gsl_cdf_beta_P(x, beta.a, beta.b) / shares[k], 1, digits);
                if (y > 1e-300)
                    assert_near(gsl_cdf_gamma_P(y, gamma.a, .5) / shares[k], 1, 1e-9);
            }
}

void test_dist__triangles_and_pert_keep_to_their_ends(void)
{
    Dist triangle = {DIST_TRIANGULAR, 1, 2, 5}, pert = {DIST_PERT, 1, 2, 5};
    Dist point = {DIST_PERT, 3, 3, 3}, uniform = {DIST_UNIFORM, -1, 3, 0};
    assert_near(dist_inverse(&triangle, .25), 2, 1e-12); /* (2-1)/(5-1) lies below the mode */
    assert_near(dist_mean(&triangle), 8.0 / 3, 1e-12);
    assert_near(dist_mean(&pert), 14.0 / 6, 1e-12);
    assert_true(dist_inverse(&pert, 1e-9) >= 1 && dist_inverse(&pert, 1 - 1e-9) <= 5);
    assert_near(dist_inverse(&point, .7), 3, 0);
    assert_near(dist_inverse(&uniform, .75), 2, 1e-15);
}

void test_dist__mean_is_the_average_of_the_quantiles(void)
{
    const Dist all[] = {{DIST_NORMAL, 2, 3, 0},  {DIST_LOGNORMAL, -2, .4, 0},
                        {DIST_BETA, 2, 7, 0},    {DIST_GAMMA, 4, 9, 0},
                        {DIST_UNIFORM, 1, 2, 0}, {DIST_TRIANGULAR, 0, 1, 4},
                        {DIST_PERT, 0, 1, 4},    {DIST_FIXED, .3, 0, 0}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double sum = 0;
        for (int k = 0; k < 2000; k++)
            sum += dist_inverse(&all[i], (k + .5) / 2000);
        assert_near(sum / 2000, dist_mean(&all[i]), 2e-3 * (1 + fabs(dist_mean(&all[i]))));
        assert_true(dist_is_valid(&all[i]));
    }
}

void test_dist__refuses_impossible_parameters(void)
{
    const Dist bad[] = {{DIST_NORMAL, 0, -1, 0},    {DIST_BETA, 0, 1, 0},
                        {DIST_GAMMA, 1, -2, 0},     {DIST_UNIFORM, 2, 1, 0},
                        {DIST_TRIANGULAR, 0, 5, 4}, {DIST_PERT, 3, 1, 4},
                        {DIST_LOGNORMAL, NAN, 1, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dist_is_valid(&bad[i]));
}

void test_dist__quartiles_are_met_and_the_mean_is_that_of_the_draws(void)
{
    Dist d = {.kind = DIST_QUARTILES, .a = -0.06, .b = -0.03, .c = 0.01};
    double sum = 0;
    enum { N = 200000 };
    assert_near(dist_inverse(&d, 0.25), -0.06, 1e-12);
    assert_near(dist_inverse(&d, 0.5), -0.03, 1e-12);
    assert_near(dist_inverse(&d, 0.75), 0.01, 1e-12);
    for (int i = 0; i < N; i++)
        sum += dist_inverse(&d, (i + 0.5) / N);
    assert_near(sum / N, dist_mean(&d), 1e-6);
    d.b = 0.02;
    assert_false(dist_is_valid(&d));
}

void test_dist__a_table_gives_what_the_inverse_gives(void)
{
    static const Dist dists[] = {
        {DIST_BETA, 23.5, 287.5, 0}, {DIST_BETA, .5, 6.5, 0}, {DIST_BETA, 2, 30, 0},
        {DIST_PERT, .04, .07, .11},  {DIST_PERT, 0, 0, 1},    {DIST_GAMMA, 37.5, 3, 0},
        {DIST_GAMMA, .5, 3, 0},      {DIST_NORMAL, 3, 2, 0},  {DIST_TRIANGULAR, 1, 2, 5},
        {DIST_BETA, .05, .1, 0},     {DIST_PERT, 2, 2, 2},
    };
    for (size_t i = 0; i < sizeof dists / sizeof *dists; i++) {
        DistTable t;
        dist_table(&dists[i], &t);
        for (int k = 1; k < 2000; k++) {
            double u = k / 2000.0, exact = dist_inverse(&dists[i], u);
            assert_true(fabs(dist_look_up(&dists[i], &t, u) - exact) <= 1e-5 * fabs(exact));
        }
        for (int k = 1; k < 16; k++) { /* beyond the table the inverse itself answers */
            double u = pow(10, -k);
            assert_true(fabs(dist_look_up(&dists[i], &t, u) / dist_inverse(&dists[i], u) - 1) <
                        1e-4);
        }
    }
}
