#include "sim/sample.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "support/test.h"

enum { DRAWS = 40000, MOST = 2000 };

static Address at(uint32_t i)
{
    return (Address){philox_stream(5, "test of samples"), {i, 0, 0}, 0};
}

/* Pearson's chi-square over cells of at least 10 expected; fails beyond the one-in-a-million
 * quantile. */
static void assert_frequencies(const char *what, const int *count, const double *share, int n)
{
    double expected = 0, chi2 = 0, seen = 0;
    int cells = 0;
    for (int k = 0; k < n; k++) {
        expected += share[k] * DRAWS;
        seen += count[k];
        if (expected >= 10) {
            chi2 += (seen - expected) * (seen - expected) / expected;
            cells++;
            expected = seen = 0;
        }
    }
    assert_true(seen <= 40); /* the thin tail: below 10 expected */
    if (cells > 1 && chi2 > gsl_cdf_chisq_Qinv(1e-6, cells - 1))
        fail_msg("%s: chi-square %g over %d cells", what, chi2, cells);
}

static void check_binomial(int n, double p)
{
    static int count[MOST];
    static double share[MOST];
    memset(count, 0, sizeof count);
    for (int k = 0; k <= n; k++)
        share[k] = gsl_ran_binomial_pdf((unsigned)k, p, (unsigned)n);
    for (uint32_t i = 0; i < DRAWS; i++) {
        int k = sample_binomial(at(i), n, p);
        assert_in_range(k, 0, n);
        count[k]++;
    }
    char what[60];
    snprintf(what, sizeof what, "binomial(%d, %g)", n, p);
    assert_frequencies(what, count, share, n + 1);
}

void test_sample__binomial_has_the_exact_distribution(void)
{
    check_binomial(1, .3);
    check_binomial(6, .08);
    check_binomial(7, .93);
    check_binomial(8, .5); /* the last drawn together */
    check_binomial(9, .5); /* the first inverted */
    check_binomial(30, .9);
    check_binomial(255, .0392);  /* just inverted */
    check_binomial(255, .03922); /* just rejected */
    check_binomial(400, .08);
    check_binomial(1500, .95);
    check_binomial(1999, .5);
}

/* p begins with the first digit of the trial, so that the second decides. */
void test_sample__digits_beyond_the_first_count(void)
{
    const double third = 1.0 / 3;
    for (uint32_t i = 0; i < 40; i++) {
        Address a = at(i);
        PhiloxWords first = philox((PhiloxWords){{i, 0, 0, 0}}, a.key);
        double p = ((first.word[0] & 0xFFFF) + third) / 65536;
        PhiloxWords next = philox((PhiloxWords){{i, 0, 0, 1}}, a.key);
        assert_int_equal(sample_binomial(a, 1, p), (next.word[0] & 0xFFFF) < 65536 * third);
    }
}

void test_sample__a_block_that_is_there_gives_the_same_count(void)
{
    const double shares[] = {1e-9, .02, .3, .5, .77, .999, 1, 0};
    enum { ITEMS = 40 };
    PhiloxWords blocks[ITEMS];
    for (uint32_t i = 0; i < 8; i++) {
        Address a = at(0);
        a.word[1] = i;
        a.draw = 3;
        philox_fill(PHILOX_BEST, a.key, (PhiloxWords){{0, i, 0, sample_counter(&a)}}, ITEMS,
                    blocks);
        for (int n = 0; n < ITEMS; n++) {
            a.word[0] = (uint32_t)n;
            assert_int_equal(sample_binomial_of(&a, &blocks[n], n * n, shares[i]),
                             sample_binomial(a, n * n, shares[i]));
        }
    }
}

void test_sample__ways_take_their_shares_of_the_words(void)
{
    enum { WORDS = 40000 };
    static uint32_t words[WORDS];
    const double share[] = {.1, 0, .25, .05, .6};
    uint32_t below[5];
    int32_t heads[5], counted[5] = {0};
    double sum = 0;
    for (int i = 0; i < 5; i++)
        below[i] = sample_bound(sum += share[i]);
    for (uint32_t i = 0; i < WORDS; i += 4) {
        PhiloxWords w = philox((PhiloxWords){{i, 0, 0, 0}}, at(0).key);
        memcpy(&words[i], w.word, sizeof w);
    }
    for (int i = 0; i < WORDS; i++) {
        double u = words[i] * 0x1p-32;
        counted[u < .1 ? 0 : u < .35 ? 2 : u < .4 ? 3 : 4]++;
    }
    sample_ways(words, WORDS, below, 5, heads);
    for (int i = 0; i < 5; i++) {
        assert_near(heads[i], counted[i], 0);
        assert_near(heads[i], WORDS * share[i], 5 * sqrt(WORDS * share[i] * (1 - share[i])));
    }
    sample_ways(words, 3, below, 1, heads);
    assert_int_equal(heads[0], 3);
    sample_ways(words, 0, below, 5, heads);
    assert_int_equal(heads[0] + heads[1] + heads[2] + heads[3] + heads[4], 0);
    assert_true(sample_bound(1) == UINT32_MAX && sample_bound(-1) == 0);
}

void test_sample__log_factorial_agrees_with_the_gamma_function(void)
{
    for (int k = 0; k < 300; k++)
        assert_near(log_factorial(k), lgamma(k + 1.0), 1e-14 * (1 + lgamma(k + 1.0)));
    assert_near(log_factorial(1e6) / lgamma(1e6 + 1), 1, 1e-14);
}

void test_sample__binomial_reaches_its_ends(void)
{
    assert_int_equal(sample_binomial(at(0), 0, .5), 0);
    assert_int_equal(sample_binomial(at(0), 7, 0), 0);
    assert_int_equal(sample_binomial(at(0), 7, 1), 7);
    assert_int_equal(sample_binomial(at(0), 7, -1e-17), 0);
    assert_int_equal(sample_binomial(at(0), 7, 1 + 1e-15), 7);
    assert_int_equal(sample_binomial(at(0), 1000000, 1e-300), 0);
}

/* The far branch of the rejection needs large counts: mean and variance within 4 SE. */
void test_sample__binomial_of_many_has_its_moments(void)
{
    const int n = 1000000, draws = 20000;
    const double p = .3, mean = n * p, variance = n * p * (1 - p);
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < (uint32_t)draws; i++) {
        double d = sample_binomial(at(i), n, p) - mean;
        sum += d;
        squares += d * d;
    }
    assert_near(sum / draws, 0, 4 * sqrt(variance / draws));
    assert_near(squares / draws, variance, 4 * variance * sqrt(2.0 / draws));
}

static void check_poisson(double mean)
{
    static int count[MOST];
    static double share[MOST];
    memset(count, 0, sizeof count);
    for (int k = 0; k < MOST; k++)
        share[k] = gsl_ran_poisson_pdf((unsigned)k, mean);
    for (uint32_t i = 0; i < DRAWS; i++) {
        int k = sample_poisson(at(i), mean);
        assert_in_range(k, 0, MOST - 1);
        count[k]++;
    }
    char what[60];
    snprintf(what, sizeof what, "Poisson(%g)", mean);
    assert_frequencies(what, count, share, MOST);
}

void test_sample__poisson_has_the_exact_distribution(void)
{
    check_poisson(.4);
    check_poisson(9.9);
    check_poisson(10.1);
    check_poisson(153);
    check_poisson(1200);
    assert_int_equal(sample_poisson(at(0), 0), 0);
    assert_int_equal(sample_poisson(at(0), -1), 0);
}

void test_sample__rounding_keeps_the_mean_and_whole_numbers(void)
{
    double sum = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        int k = sample_round(at(i), 12.3);
        assert_in_range(k, 12, 13);
        assert_int_equal(sample_round(at(i), 12), 12);
        sum += k;
    }
    assert_near(sum / DRAWS, 12.3, 4 * sqrt(.3 * .7 / DRAWS));
}

void test_sample__parts_are_a_multinomial(void)
{
    const double share[] = {.1, .25, .05, .6};
    const int n = 50;
    double mean[4] = {0}, product = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double rest = 1;
        int left = n, part[4];
        Address a = at(i);
        for (int k = 0; k < 4; k++, a.draw++) {
            part[k] = sample_part(a, left, share[k], &rest);
            left -= part[k];
            mean[k] += part[k];
        }
        assert_int_equal(left, 0);
        product += (part[0] - n * share[0]) * (part[3] - n * share[3]);
    }
    for (int k = 0; k < 4; k++)
        assert_near(mean[k] / DRAWS, n * share[k],
                    4 * sqrt(n * share[k] * (1 - share[k]) / DRAWS));
    assert_near(product / DRAWS, -n * share[0] * share[3],
                4 * n * sqrt(share[0] * .9 * share[3] * .4 / DRAWS));
}

/* A cap on the posts takes the top off: the mean of min(N, 920) is not min of the mean. */
void test_sample__mean_of_a_capped_count_is_below_the_cap(void)
{
    const double exact = 916.5810445784;
    double sum = 0;
    for (uint32_t i = 0; i < DRAWS; i++)
        sum += fmin(sample_binomial(at(i), 1000, .92), 920);
    assert_near(sum / DRAWS, exact, 4 * 5.3 / sqrt(DRAWS));
}
