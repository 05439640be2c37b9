#include "sim/disclosure_test.h"
#include <math.h>

#include "support/test.h"

static void assert_adds_up(const SafeTable *t, const double *values)
{
    for (int i = 0; i < t->n_sums; i++) {
        double sum = 0;
        for (int k = 0; k < t->sums[i].n; k++)
            sum += t->sums[i].terms[k].factor * values[t->sums[i].terms[k].cell];
        assert_near(sum, 0, 1e-9);
    }
}

static SafeRounded controlled(Arena *a, const SafeTable *t, double base)
{
    Err err = {0};
    SafeRounded r;
    if (!safe_round_controlled(a, &err, t, base, 2000, &r))
        fail_msg("%s", err.message);
    return r;
}

void test_disclosure_round__to_the_nearest_five(void)
{
    static const double in[] = {0, 1, 2, 3, 7, 8, 12.5, 22.4},
                        out[] = {0, 0, 0, 5, 5, 10, 15, 20};
    for (int i = 0; i < 8; i++)
        assert_near(safe_round(in[i], 5), out[i], 0);
}

/* Every choice of neighbours for the four inner cells; the margins follow. */
static double best_by_trying(const int *counts)
{
    double best = INFINITY;
    for (int choice = 0; choice < 16; choice++) {
        double r[4], d = 0;
        bool fits = true;
        for (int i = 0; i < 4; i++) {
            r[i] = 5 * (counts[i] / 5) + (choice >> i & 1 ? 5 : 0);
            fits &= counts[i] % 5 || !(choice >> i & 1);
        }
        static const int sums[5][4] = {
            {1, 1, 0, 0}, {0, 0, 1, 1}, {1, 0, 1, 0}, {0, 1, 0, 1}, {1, 1, 1, 1}};
        for (int s = 0; s < 5; s++) {
            double true_sum = 0, sum = 0;
            for (int i = 0; i < 4; i++) {
                true_sum += sums[s][i] * counts[i];
                sum += sums[s][i] * r[i];
            }
            fits &= fmod(true_sum, 5) == 0 ? sum == true_sum : fabs(sum - true_sum) < 5;
            d += fabs(sum - true_sum);
        }
        for (int i = 0; i < 4; i++)
            d += fabs(r[i] - counts[i]);
        if (fits && d < best)
            best = d;
    }
    return best;
}

void test_disclosure_round__two_dimensions_always_add_up_at_the_least_distance(void)
{
    unsigned state = 5;
    for (int trial = 0; trial < 60; trial++) {
        SCOPED_ARENA a = arena_new();
        int counts[4], *cells;
        for (int i = 0; i < 4; i++)
            counts[i] = (int)(test_next(&state) % 17);
        SafeTable *t = test_table(a, 2, (int[]){2, 2}, counts, NULL, SAFE_NO_INSIDERS, &cells);
        SafeRounded r = controlled(a, t, 5);
        assert_int_equal(r.status, SAFE_ROUNDED);
        assert_false(r.far);
        assert_adds_up(t, r.values);
        assert_near(r.distance, best_by_trying(counts), 1e-9);
    }
}

void test_disclosure_round__a_multiple_stays_and_neighbours_are_taken(void)
{
    SCOPED_ARENA a = arena_new();
    unsigned state = 8;
    int counts[60], *cells;
    for (int i = 0; i < 60; i++)
        counts[i] = (int)(test_next(&state) % 12);
    SafeTable *t = test_table(a, 3, (int[]){5, 4, 3}, counts, NULL, SAFE_NO_INSIDERS, &cells);
    SafeRounded r = controlled(a, t, 5);
    assert_true(r.status != SAFE_NOT_ROUNDED);
    assert_adds_up(t, r.values);
    for (int i = 0; i < t->n_cells; i++) {
        double v = t->cells[i].value;
        assert_near(fmod(r.values[i], 5), 0, 1e-9);
        assert_true(r.values[i] >= 0);
        assert_true(fabs(r.values[i] - v) < (r.far ? 10 : fmod(v, 5) == 0 ? 1e-9 : 5));
    }
}

/* Parity: each side is 1 + 1 and must stay 2, so that with base 2 nothing next to it fits. */
void test_disclosure_round__goes_further_when_no_neighbours_fit(void)
{
    SCOPED_ARENA a = arena_new();
    SafeTable *t = safe_table(a);
    SafeCell one = {.value = 1, .hi = INFINITY}, two = {.value = 2, .hi = INFINITY};
    int x = safe_cell(t, &one), y = safe_cell(t, &one), z = safe_cell(t, &one);
    safe_sum(t, safe_cell(t, &two), 2, (int[]){x, y});
    safe_sum(t, safe_cell(t, &two), 2, (int[]){y, z});
    safe_sum(t, safe_cell(t, &two), 2, (int[]){x, z});
    SafeRounded r = controlled(a, t, 2);
    assert_int_equal(r.status, SAFE_ROUNDED);
    assert_true(r.far);
    assert_adds_up(t, r.values);
    assert_near(r.distance, 5, 1e-9); /* three cells move by 1, and one total by 2 */
}

/* SmallCountRounding's example, whose published answer has errors 15 in sum and 37 in squares.
 */
void test_disclosure_round__small_counts_have_the_least_errors_in_totals(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    static const int counts[] = {6, 0, 1, 3, 4, 1, 2, 3, 1, 2, 0, 1, 1, 0, 2};
    int *cells;
    SafeTable *t = test_table(a, 2, (int[]){3, 5}, counts, NULL, SAFE_NO_INSIDERS, &cells);
    SafeRounded r;
    if (!safe_round_small(a, &err, t, 5, 20000, &r))
        fail_msg("%s", err.message);
    assert_int_equal(r.status, SAFE_ROUNDED);
    assert_adds_up(t, r.values);
    double sum = 0, squares = 0, most = 0;
    for (int row = 0; row <= 3; row++)
        for (int column = 0; column <= 5; column++) {
            int c = cells[6 * row + column];
            double v = t->cells[c].value, off = fabs(r.values[c] - v);
            if (row == 0 || column == 0) {
                sum += off;
                squares += off * off;
                most = fmax(most, off);
            } else
                assert_true(v > 0 && v < 5 ? r.values[c] == 0 || r.values[c] == 5 : off == 0);
        }
    assert_near(sum, 13, 1e-6);
    assert_near(r.distance, 13, 1e-6);
    assert_near(squares, 27, 1e-6);
    assert_near(most, 3, 1e-6);
}
