#include "sim/dist.h"
#include "sim/estimate.h"
#include <math.h>

#include "support/test.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.10g, expected %.10g", value, expected);
}

void test_estimate__leavers_on_their_own_are_jeffreys(void)
{
    Dist d = estimate_share_alone(23, 310);
    near(dist_mean(&d), .0755627010, 5e-11);
    near(estimate_sd(&d), .0149628792, 5e-11);
    near(dist_inverse(&d, .025), .04891962, 5e-9);
    near(dist_inverse(&d, .5), .07465353, 5e-9);
    near(dist_inverse(&d, .975), .10736460, 5e-9);
    EstimateMoments next = estimate_next_share(&d, 320);
    near(next.mean, 24.180064, 5e-7);
    near(next.variance, 45.207415, 5e-7);
    Dist certain = {.kind = DIST_BETA, .a = 1e9 * 23.5 / 311, .b = 1e9 * 287.5 / 311};
    near(estimate_next_share(&certain, 320).variance, 22.352953, 5e-5);
}

void test_estimate__joiners_on_their_own_are_jeffreys(void)
{
    Dist d = estimate_count_alone(12 + 9 + 16, 3);
    near(d.a, 37.5, 0);
    near(d.b, 3, 0);
    near(dist_mean(&d), 12.5, 1e-12);
    near(dist_inverse(&d, .05), 9.342345, 5e-7);
    near(dist_inverse(&d, .95), 16.036112, 5e-7);
    near(estimate_next_count(&d, 1).variance, 16.6667, 5e-5);
}

void test_estimate__destinations_share_the_whole(void)
{
    const double y[] = {61, 14, 9, 6}, mean[] = {.659574, .159574, .106383, .074468};
    EstimateSplit s;
    estimate_split(y, 1, 4, &s);
    for (int j = 0; j < 4; j++) {
        Dist d = estimate_split_centre(&s, j);
        near(dist_mean(&d), mean[j], 5e-7);
    }
    Dist first = estimate_split_centre(&s, 0);
    near(estimate_sd(&first), .0486162, 5e-8);
}

/* A pool that is certain of Beta(8, 92). */
static EstimatePool certain_pool(void)
{
    EstimatePool p = {.organisations = 2};
    for (int j = 0; j < ESTIMATE_SPREADS; j++) {
        p.spread[j] = 100;
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            p.centre[j][i] = .08;
    }
    p.weight[3][4] = 1;
    return p;
}

void test_estimate__a_small_council_leans_on_all(void)
{
    EstimatePool p = certain_pool();
    EstimatePooled one = estimate_share_of(&p, 1, 6);
    near(one.dist.a, 9, 1e-6);
    near(one.dist.b, 97, 1e-5);
    near(dist_mean(&one.dist), .0849057, 5e-8);
    near(one.own, 6.0 / 106, 1e-12);
    EstimatePooled none = estimate_share_of(&p, 0, 0);
    near(none.dist.a, 8, 1e-6);
    near(none.own, 0, 0);
}

/* The marginal likelihood of two organisations, 3 of 10 and 1 of 20, summed by hand: ratios of
 * products are beta functions at whole numbers. */
void test_estimate__weights_follow_the_likelihood(void)
{
    const double y[] = {3, 1}, n[] = {10, 20};
    EstimatePool p;
    estimate_shares(y, n, 2, &p);
    double sum = 0, most = 0;
    int top_j = 0, top_i = 0;
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++) {
            sum += p.weight[j][i];
            if (p.weight[j][i] > most) {
                most = p.weight[j][i];
                top_j = j;
                top_i = i;
            }
        }
    near(sum, 1, 1e-12);
    double ratio = 1;
    for (int side = 0; side < 2; side++) {
        double m = p.centre[top_j][side ? top_i - 3 : top_i], phi = p.spread[top_j], value = 1;
        for (int a = 0; a < 2; a++) {
            for (int k = 0; k < n[a]; k++)
                value *= (k < y[a] ? m * phi + k : (1 - m) * phi + k - y[a]) / (phi + k);
        }
        value *= sqrt(m * (1 - m));
        ratio = side ? ratio / value : value;
    }
    near(p.weight[top_j][top_i] / p.weight[top_j][top_i - 3], ratio, 1e-9 * ratio);
}

void test_estimate__organisations_that_are_alike_have_no_spread(void)
{
    const double y[] = {10, 20, 30, 5}, n[] = {100, 200, 300, 50};
    EstimatePool p;
    estimate_shares(y, n, 4, &p);
    assert_true(isinf(p.best_spread));
    near(p.best_centre, .1, 1e-12);
    assert_true(p.z < 0 && p.p > .5);
    EstimatePool rates;
    estimate_counts(y, n, 4, &rates);
    assert_true(isinf(rates.best_spread));
    near(rates.best_centre, .1, 1e-12);
}

void test_estimate__organisations_that_differ_are_found_out(void)
{
    const double y[] = {2, 60, 4, 70, 3, 55}, n[] = {200, 200, 200, 200, 200, 200};
    EstimatePool p;
    estimate_shares(y, n, 6, &p);
    assert_true(p.best_spread < 10);
    assert_true(p.z > 5 && p.p < 1e-6);
    assert_true(p.dispersion > 10);
    /* so each keeps its own */
    EstimatePooled one = estimate_share_of(&p, 2, 200);
    assert_true(one.own > .9 && dist_mean(&one.dist) < .03);
}

void test_estimate__one_council_leaves_the_spread_to_the_prior(void)
{
    const double y[] = {2, 0}, n[] = {12, 0};
    EstimatePool p;
    estimate_shares(y, n, 2, &p);
    assert_int_equal(p.organisations, 1);
    assert_true(p.spread_from_prior && isnan(p.z) && isnan(p.dispersion));
    EstimatePooled asked = estimate_share_of(&p, 2, 12), other = estimate_share_of(&p, 0, 0);
    assert_true(dist_inverse(&other.dist, .95) - dist_inverse(&other.dist, .05) >
                dist_inverse(&asked.dist, .95) - dist_inverse(&asked.dist, .05));
    assert_true(other.own == 0 && asked.own > 0);
}

void test_estimate__nobody_left_is_not_a_rate_of_nought(void)
{
    const double y[] = {0, 0, 0}, n[] = {6, 9, 15};
    EstimatePool p;
    estimate_shares(y, n, 3, &p);
    EstimatePooled one = estimate_share_of(&p, 0, 6);
    double mean = dist_mean(&one.dist), high = dist_inverse(&one.dist, .95);
    assert_true(mean > .003 && mean < .05);
    assert_true(high > .02 && high < .2);
}

/* Four organisations with very different rates leave the centre a tail so long that a silent
 * one's rate has no variance; its interval is that of R on a grid of 4,501 by 18 points. */
void test_estimate__few_organisations_leave_a_long_tail(void)
{
    const double k[] = {30, 107, 21, 91}, e[] = {10, 10, 10, 10};
    EstimatePool p;
    estimate_counts(k, e, 4, &p);
    near(p.mean, 6.558968, .003);
    EstimatePooled own = estimate_count_of(&p, 30, 10), silent = estimate_count_of(&p, 0, 0);
    near(dist_inverse(&own.dist, .05), 2.304090, .001);
    near(dist_inverse(&own.dist, .95), 4.126961, .001);
    near(dist_inverse(&silent.dist, .05), 1.296487, .001);
    near(dist_inverse(&silent.dist, .95), 16.593417, .02);
    Dist centre = estimate_centre_count(&p);
    assert_true(dist_inverse(&centre, .05) > 1.296487);
    assert_true(dist_inverse(&centre, .95) < 16.593417);
}

/* One that answered says nothing of the spread: wide, but a distribution. */
void test_estimate__one_organisation_leaves_a_rate(void)
{
    const double k[] = {3, 0}, e[] = {9, 0};
    EstimatePool p;
    estimate_counts(k, e, 2, &p);
    EstimatePooled own = estimate_count_of(&p, 3, 9), silent = estimate_count_of(&p, 0, 0);
    double low = dist_inverse(&silent.dist, .05), high = dist_inverse(&silent.dist, .95);
    assert_true(low > 0 && low < dist_inverse(&own.dist, .05));
    assert_true(isfinite(high) && high > dist_inverse(&own.dist, .95));
}

/* A mixture is told by one distribution: its quantiles are near those of the mixture. */
void test_estimate__one_distribution_stands_for_the_mixture(void)
{
    const double y[] = {3, 1, 4, 0, 2, 6, 1, 2}, n[] = {21, 15, 36, 12, 30, 60, 18, 9};
    EstimatePool p;
    estimate_shares(y, n, 8, &p);
    EstimatePooled one = estimate_share_of(&p, 6, 60);
    const double levels[] = {.05, .5, .95};
    for (int q = 0; q < 3; q++) {
        double x = dist_inverse(&one.dist, levels[q]), below = 0;
        for (int j = 0; j < ESTIMATE_SPREADS; j++)
            for (int i = 0; i < ESTIMATE_CENTRES; i++) {
                if (p.weight[j][i] < 1e-7)
                    continue;
                Dist d = {.kind = DIST_BETA,
                          .a = p.centre[j][i] * p.spread[j] + 6,
                          .b = (1 - p.centre[j][i]) * p.spread[j] + 54};
                double low = 0,
                       high = 1; /* its distribution function, by halving its inverse */
                for (int k = 0; k < 20; k++) {
                    double u = (low + high) / 2;
                    if (dist_inverse(&d, u) < x)
                        low = u;
                    else
                        high = u;
                }
                below += p.weight[j][i] * low;
            }
        near(below, levels[q], .012);
    }
}

void test_estimate__fte_of_a_silent_council_is_wider(void)
{
    const double total[] = {4.1, 8.9, 0, 16.2}, heads[] = {5, 11, 0, 18};
    Dist answered = estimate_mean_share(total, heads, 4, .2, 1);
    Dist silent = estimate_mean_share(total, heads, 4, .2, 2);
    near(dist_mean(&silent), .86, .03);
    assert_true(estimate_sd(&silent) > estimate_sd(&answered));
    const double nothing[] = {0};
    Dist prior = estimate_mean_share(nothing, nothing, 1, .2, 0);
    near(dist_mean(&prior), .8, 1e-12);
}

void test_estimate__shocks_need_years(void)
{
    const double came[] = {100, 160, 60, 150, 70, 140},
                 expected[] = {100, 100, 100, 100, 100, 100};
    EstimateShock few, many, calm;
    double mean, sd, calm_sd;
    estimate_shock(came, expected, 2, 0, &few);
    assert_true(few.from_prior);
    estimate_shock(came, expected, 6, 0, &many);
    assert_false(many.from_prior);
    assert_true(many.sd > .3 && many.sd_low >= .2);
    estimate_shock(expected, expected, 6, 0, &calm);
    assert_true(calm.sd < .1);
    estimate_shock_ahead(&many, 1, &mean, &sd);
    estimate_shock_ahead(&calm, 1, &mean, &calm_sd);
    assert_true(sd > .3 && calm_sd < .15);
    near(mean, 0, 1e-6);
    EstimateShock none;
    estimate_shock(NULL, NULL, 0, 0, &none);
    assert_true(none.from_prior);
    estimate_shock_ahead(&none, 1, &mean, &sd);
    near(mean, 0, 0);
    assert_true(sd > .15 && sd < .25);
}

/* A year of many leavers that lasted is expected to last on. */
void test_estimate__a_shock_that_lasted_goes_on(void)
{
    const double came[] = {800, 820, 790, 1000, 1210, 1200, 1190},
                 expected[] = {1000, 1000, 1000, 1000, 1000, 1000, 1000};
    EstimateShock s;
    double next, later, sd;
    estimate_shock(came, expected, 7, 0, &s);
    estimate_shock_ahead(&s, 1, &next, &sd);
    estimate_shock_ahead(&s, 6, &later, &sd);
    assert_true(s.persistence > .5);
    assert_true(next > .05 && later < next && later >= -1e-9);
}

/* As a plan's row: variance as ahead, and the common rate's own in it. */
void test_estimate__a_plan_has_the_variance_of_the_shock(void)
{
    const double came[] = {90, 110, 130}, expected[] = {110, 110, 110};
    EstimateShock s;
    Dist sd, wider;
    double persistence, kept, square = 0;
    estimate_shock(came, expected, 3, 0.1, &s);
    estimate_shock_plan(&s, 0, &sd, &persistence);
    for (int h = 1; h <= 5; h++) {
        double mean, one;
        estimate_shock_ahead(&s, h, &mean, &one);
        square += (one * one + mean * mean) / 5;
    }
    near(pow(dist_mean(&sd), 2) + pow(estimate_sd(&sd), 2), square, 1e-9);
    estimate_shock_plan(&s, 0.04, &wider, &kept);
    near(pow(dist_mean(&wider), 2) + pow(estimate_sd(&wider), 2), square + 0.04, 1e-9);
    assert_true(kept > persistence && kept < 1 && persistence >= 0);
}

/* With nothing left open but chance, what will come has the moments of chance. */
void test_estimate__the_future_has_the_moments_of_its_parts(void)
{
    enum { DRAWS = 20000 };
    EstimatePool leaving = certain_pool(), joining = certain_pool();
    static EstimateShock calm;
    estimate_shock(NULL, NULL, 0, 0, &calm);
    for (int i = 0; i < ESTIMATE_SDS; i++)
        for (int j = 0; j < ESTIMATE_PERSISTENCES; j++)
            calm.weight[i][j] = i == 0 && j == 0;
    EstimateOrganisation o = {.heads = 200,
                              .leavers = 23.5 - 8,
                              .exposed = 311 - 100,
                              .joiners = 37.5 - 100,
                              .exposure = 3 - 1250,
                              .size = 1};
    EstimateWorld w = {1, 1, &o, &leaving, &joining, &calm, &calm};
    double sum = 0, square = 0, in = 0, in2 = 0;
    for (uint32_t k = 0; k < DRAWS; k++) {
        int32_t heads[2], leavers[2];
        estimate_future(&w, 2, 11, k, heads, leavers);
        double joined = heads[0] - 200 + leavers[0];
        sum += leavers[0];
        square += (double)leavers[0] * leavers[0];
        in += joined;
        in2 += joined * joined;
        assert_int_equal(heads[1] >= 0, 1);
    }
    Dist d = {.kind = DIST_BETA, .a = 23.5, .b = 287.5},
         g = {.kind = DIST_GAMMA, .a = 37.5, .b = 3};
    EstimateMoments out = estimate_next_share(&d, 200), came = estimate_next_count(&g, 1);
    double mean = sum / DRAWS, mean_in = in / DRAWS;
    near(mean, out.mean, 5 * sqrt(out.variance / DRAWS));
    near(mean_in, came.mean, 5 * sqrt(came.variance / DRAWS));
    near(square / DRAWS - mean * mean, out.variance, .06 * out.variance);
    near(in2 / DRAWS - mean_in * mean_in, came.variance, .06 * came.variance);
}

void test_estimate__requests_are_drawn_towards_what_came(void)
{
    const EstimateRequest past[] = {{0, 10, 8},  {0, 12, 9.6}, {0, 11, 8.8}, {1, 20, 20},
                                    {1, 22, 22}, {2, 30, 30},  {2, 31, 31},  {3, 0, 4}};
    EstimateBias none, inflated, honest, silent;
    estimate_bias(NULL, 0, -1, &none);
    near(none.factor.a, 0, 0);
    assert_true(isnan(none.raw) && none.own == 0 && none.factor.b > .1);
    estimate_bias(past, 8, 0, &inflated);
    near(inflated.raw, .8, 1e-12);
    assert_int_equal(inflated.requests, 3);
    assert_true(exp(inflated.factor.a) > .8 && exp(inflated.factor.a) < .92);
    estimate_bias(past, 8, 1, &honest);
    assert_true(exp(honest.factor.a) > .96 && exp(honest.factor.a) <= 1);
    estimate_bias(past, 8, 3, &silent);
    assert_true(isnan(silent.raw) && silent.own == 0);
    assert_true(silent.factor.b > honest.factor.b);
}
