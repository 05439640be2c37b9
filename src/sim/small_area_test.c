#include "sim/philox.h"
#include "sim/small_area.h"
#include <math.h>
#include <string.h>

#include "support/test.h"

static double uniform(uint32_t *state)
{
    PhiloxWords w = philox((PhiloxWords){{(*state)++, 0, 0, 0}}, (PhiloxKey){{17, 5}});
    return philox_uniform(w.word[0], w.word[1]);
}

static double normal(uint32_t *state)
{
    double u = uniform(state), v = uniform(state);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

void test_small_area__rakes_the_golden_table(void)
{
    double cells[] = {40, 30, 20, 35, 50, 100};
    const double rows[] = {150, 300}, columns[] = {150, 130, 170};
    const double golden[] = {77.074088, 46.391352, 26.534559, 72.925912, 83.608648, 143.465441};
    assert_true(small_area_rake(cells, 2, 3, rows, columns, 1e-10, 1000));
    for (int i = 0; i < 6; i++)
        assert_near(cells[i], golden[i], 5e-7);
}

void test_small_area__raking_keeps_odds_ratios_and_refuses_what_cannot_be(void)
{
    double cells[] = {3, 0, 5, 2, 7, 1};
    const double rows[] = {20, 30}, columns[] = {25, 12, 13}, other[] = {25, 12, 14};
    assert_true(small_area_rake(cells, 2, 3, rows, columns, 1e-10, 10000));
    assert_near(cells[0] + cells[1] + cells[2], 20, 1e-8);
    assert_near(cells[1], 0, 0); /* nothing stays nothing */
    assert_near(cells[0] * cells[5] / (cells[2] * cells[3]), 3.0 * 1 / (5 * 2), 1e-8);
    assert_false(small_area_rake(cells, 2, 3, rows, other, 1e-10, 1000)); /* totals differ */
    double zeros[] = {0, 0, 1, 1};
    assert_false(small_area_rake(zeros, 2, 2, rows, (double[]){30, 20}, 1e-10, 1000));
}

void test_small_area__groups_sum_to_the_nation_to_the_last_digit(void)
{
    uint32_t state = 1;
    for (int turn = 0; turn < 500; turn++) {
        double values[23], total = 10 + 1000 * uniform(&state), sum = 0;
        int family[23];
        for (int i = 0; i < 23; i++) {
            values[i] = uniform(&state) < .1 ? NAN : 50 * uniform(&state);
            family[i] = i % 3 == 2;
        }
        double others = values[2];
        small_area_rake_line(values, 23, family, 0, total);
        for (int i = 0; i < 23; i++)
            sum += family[i] == 0 && !isnan(values[i]) ? values[i] : 0;
        assert_near(sum, total, 1e-12 * total);
        assert_true(isnan(others) ? isnan(values[2]) : values[2] == others);
    }
}

void test_small_area__whole_numbers_add_up_and_stay_near(void)
{
    uint32_t state = 9;
    const double shares[] = {3.4, 2.4, 1.2};
    int64_t whole[40];
    small_area_round(shares, 3, 7, whole); /* the first of equal remainders */
    assert_int_equal(whole[0] * 100 + whole[1] * 10 + whole[2], 421);
    for (int turn = 0; turn < 500; turn++) {
        double values[40], total = 0;
        int64_t sum = 0;
        for (int i = 0; i < 40; i++)
            total += values[i] = 20 * uniform(&state);
        small_area_round(values, 40, total, whole);
        for (int i = 0; i < 40; i++) {
            sum += whole[i];
            assert_true(fabs((double)whole[i] - values[i]) < 1);
        }
        assert_int_equal(sum, (int64_t)floor(total + .5));
    }
}

/* Equal variances have a closed form: between = sample variance - v, or 0. */
void test_small_area__shrinks_as_fay_and_herriot(void)
{
    const double y[] = {1, 3, 4, 8}, v[] = {2, 2, 2, 2}, large[] = {50, 50, 50, 50};
    SmallAreas s = small_area_fit(y, v, 4);
    assert_near(s.mean, 4, 1e-12);
    assert_near(s.between, 26.0 / 3 - 2, 1e-9);
    SmallArea area = small_area_shrink(&s, 8, 2);
    double w = (26.0 / 3 - 2) / (26.0 / 3);
    assert_near(area.weight, w, 1e-9);
    assert_near(area.estimate, w * 8 + (1 - w) * 4, 1e-9);
    assert_near(area.error, w * 2 + (1 - w) * (1 - w) * (26.0 / 3) / 4, 1e-9);
    s = small_area_fit(y, large, 4); /* chance alone explains them */
    assert_near(s.between, 0, 0);
    assert_near(small_area_shrink(&s, 8, 50).estimate, 4, 1e-12);
    assert_near(small_area_share(1, 6, 8, 92), .0849057, 5e-8);
}

/* What shrinking is for: over many worlds the estimates are nearer the truth than the direct
 * ones, and their stated error is the error they have. */
void test_small_area__estimates_are_nearer_the_truth(void)
{
    enum { AREAS = 22, WORLDS = 1500 };
    uint32_t state = 4;
    double direct = 0, shrunk = 0, stated = 0;
    for (int world = 0; world < WORLDS; world++) {
        double truth[AREAS], y[AREAS], v[AREAS];
        for (int i = 0; i < AREAS; i++) {
            v[i] = .5 + i % 5;
            truth[i] = 10 + normal(&state);
            y[i] = truth[i] + sqrt(v[i]) * normal(&state);
        }
        SmallAreas s = small_area_fit(y, v, AREAS);
        for (int i = 0; i < AREAS; i++) {
            SmallArea area = small_area_shrink(&s, y[i], v[i]);
            direct += (y[i] - truth[i]) * (y[i] - truth[i]);
            shrunk += (area.estimate - truth[i]) * (area.estimate - truth[i]);
            stated += area.error;
        }
    }
    assert_true(shrunk < .45 * direct);
    assert_true(stated / shrunk > .75 &&
                stated / shrunk < 1.1); /* `between` is taken as known */
}
