#include "sim/solver.h"
#include "support/test.h"
#include <math.h>

static LpStatus solve(Lp *lp)
{
    Err err = {0};
    LpStatus status;
    if (!lp_solve(lp, &err, &status))
        fail_msg("%s", err.message);
    return status;
}

static int row(Arena *a, Lp *lp, int n, const double *factors, double lo, double hi)
{
    LpSum s = {.arena = a};
    for (int i = 0; i < n; i++)
        lp_add(&s, i, factors[i]);
    return lp_row(lp, &s, lo, hi);
}

/* Hillier and Lieberman's Wyndor Glass: 36 at (2, 6), shadow prices 0, 3/2, 1. */
void test_solver__finds_the_optimum_and_its_duals(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    int x = lp_var(lp, 0, INFINITY, -3, false), y = lp_var(lp, 0, INFINITY, -5, false);
    int r1 = row(a, lp, 2, (double[]){1, 0}, -INFINITY, 4);
    int r2 = row(a, lp, 2, (double[]){0, 2}, -INFINITY, 12);
    int r3 = row(a, lp, 2, (double[]){3, 2}, -INFINITY, 18);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), -36, 1e-9);
    assert_near(lp_primal(lp, x), 2, 1e-9);
    assert_near(lp_primal(lp, y), 6, 1e-9);
    assert_near(lp_dual(lp, r1), 0, 1e-9);
    assert_near(lp_dual(lp, r2), -1.5, 1e-9);
    assert_near(lp_dual(lp, r3), -1, 1e-9);
}

/* The row that does not hold the answer may go without moving it; the others move it. */
void test_solver__says_which_rows_held_an_answer(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    lp_var(lp, 0, INFINITY, -3, false);
    lp_var(lp, 0, INFINITY, -5, false);
    int r1 = row(a, lp, 2, (double[]){1, 0}, -INFINITY, 4);
    int r2 = row(a, lp, 2, (double[]){0, 2}, -INFINITY, 12);
    int r3 = row(a, lp, 2, (double[]){3, 2}, -INFINITY, 18);
    assert_false(lp_held(lp, r1));
    lp_note_rows(lp);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_false(lp_held(lp, r1));
    assert_true(lp_held(lp, r2));
    assert_true(lp_held(lp, r3));
    lp_row_bounds(lp, r1, -INFINITY, INFINITY);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), -36, 1e-9);
    lp_row_bounds(lp, r3, 100, INFINITY); /* without an answer any row may be why */
    lp_row_bounds(lp, r1, -INFINITY, 4);
    assert_int_equal(solve(lp), LP_INFEASIBLE);
    assert_true(lp_held(lp, r1));
}

/* Rows that come once the programme was brought to one size, of sizes far apart. */
void test_solver__goes_on_with_rows_of_another_size(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    lp_var(lp, 0, INFINITY, 1, false);
    lp_var(lp, 0, INFINITY, 2, false);
    row(a, lp, 2, (double[]){1, 1}, 10, INFINITY);
    lp_warm(lp);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), 10, 1e-9);
    row(a, lp, 2, (double[]){1e-6, 3e6}, 6e6, INFINITY); /* hours beside pounds: y >= 2 */
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), 12, 1e-6);
    row(a, lp, 2, (double[]){2e6, 1e-3}, 2e7, INFINITY); /* x >= 10 */
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), 14, 1e-5);
}

void test_solver__tells_what_has_no_answer(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP none = lp_new(a);
    lp_var(none, 0, 1, 1, false);
    row(a, none, 1, (double[]){1}, 2, INFINITY);
    assert_int_equal(solve(none), LP_INFEASIBLE);
    SCOPED_LP endless = lp_new(a);
    lp_var(endless, 0, INFINITY, -1, false);
    row(a, endless, 1, (double[]){-1}, -INFINITY, 0);
    assert_int_equal(solve(endless), LP_UNBOUNDED);
}

void test_solver__moves_constants_to_the_other_side(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    int x = lp_var(lp, -INFINITY, INFINITY, 1, false);
    LpSum s = {.arena = a, .constant = 10}, twice = {.arena = a};
    lp_add(&s, x, 1);
    lp_add_sum(&twice, &s, 2);
    lp_add(&twice, x, 1); /* 3 x + 20 >= 26 */
    lp_row(lp, &twice, 26, INFINITY);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_primal(lp, x), 2, 1e-12);
}

static unsigned next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Three whole variables within 0..5 and three rows: every point of the grid is tried. */
static double best_on_grid(const double *cost, double rows[3][3], const double *hi)
{
    double best = INFINITY;
    for (int i = 0; i < 216; i++) {
        double x[3] = {i % 6, i / 6 % 6, i / 36}, value = 0;
        bool fits = true;
        for (int v = 0; v < 3; v++)
            value += cost[v] * x[v];
        for (int r = 0; r < 3; r++)
            fits &= rows[r][0] * x[0] + rows[r][1] * x[1] + rows[r][2] * x[2] <= hi[r];
        if (fits && value < best)
            best = value;
    }
    return best;
}

void test_solver__agrees_with_every_point_of_a_grid(void)
{
    SCOPED_ARENA a = arena_new();
    unsigned state = 7;
    int feasible = 0;
    for (int trial = 0; trial < 200; trial++) {
        double cost[3], rows[3][3], hi[3];
        SCOPED_LP whole = lp_new(a);
        SCOPED_LP relaxed = lp_new(a);
        for (int v = 0; v < 3; v++) {
            cost[v] = (double)(next(&state) % 21) - 10;
            lp_var(whole, 0, 5, cost[v], true);
            lp_var(relaxed, 0, 5, cost[v], false);
        }
        for (int r = 0; r < 3; r++) {
            hi[r] = (double)(next(&state) % 30) - 6;
            for (int v = 0; v < 3; v++)
                rows[r][v] = (double)(next(&state) % 13) - 4;
            row(a, whole, 3, rows[r], -INFINITY, hi[r]);
            row(a, relaxed, 3, rows[r], -INFINITY, hi[r]);
        }
        double best = best_on_grid(cost, rows, hi);
        if (isinf(best)) {
            assert_int_equal(solve(whole), LP_INFEASIBLE);
            continue;
        }
        feasible++;
        assert_int_equal(solve(whole), LP_OPTIMAL);
        assert_near(lp_value(whole), best, 1e-6);
        assert_int_equal(solve(relaxed), LP_OPTIMAL);
        assert_true(lp_value(relaxed) <= best + 1e-6);
    }
    assert_true(feasible > 100);
}

/* An even sum cannot be odd: the search would go on for long, and stops where it is told to. */
void test_solver__a_long_search_stops_at_its_nodes(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SCOPED_LP lp = lp_new(a);
    LpSum sum = {.arena = a};
    LpStatus status;
    for (int i = 0; i < 30; i++)
        lp_add(&sum, lp_var(lp, 0, 1, 0, true), 2);
    lp_row(lp, &sum, 29, 29);
    lp_nodes(lp, 50);
    assert_true(lp_solve(lp, &err, &status));
    assert_int_equal(status, LP_UNKNOWN);
}

/* A bound that cannot be reached in whole numbers: 2 x + 2 y >= 3 costs 2, the relaxation 1.5.
 */
void test_solver__relaxes_and_says_how_far_the_proof_got(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    lp_var(lp, 0, 1, 1, true);
    lp_var(lp, 0, 1, 1, true);
    row(a, lp, 2, (double[]){2, 2}, 3, INFINITY);
    lp_relax(lp, true);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), 1.5, 1e-9);
    assert_near(lp_bound(lp), 1.5, 1e-9);
    lp_relax(lp, false);
    lp_gap(lp, 0);
    assert_int_equal(solve(lp), LP_OPTIMAL);
    assert_near(lp_value(lp), 2, 1e-9);
    assert_near(lp_bound(lp), 2, 1e-9);
}

/* Told an answer, the search has one even when it may open no node. */
void test_solver__starts_from_a_known_answer(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP lp = lp_new(a);
    double known[12];
    double factors[12];
    unsigned state = 11;
    for (int i = 0; i < 12; i++) {
        lp_var(lp, 0, 1, 1 + next(&state) % 9, true);
        factors[i] = 1 + next(&state) % 9;
        known[i] = 1;
    }
    row(a, lp, 12, factors, 23.5, INFINITY);
    lp_nodes(lp, 1);
    lp_known(lp, known);
    LpStatus status = solve(lp);
    assert_true(status == LP_STOPPED || status == LP_OPTIMAL);
    assert_true(lp_bound(lp) <= lp_value(lp) + 1e-9);
}

/* The same programmes with changing costs, bounds and rows, from the last basis and afresh. */
void test_solver__warm_starts_find_the_same_values(void)
{
    SCOPED_ARENA a = arena_new();
    SCOPED_LP warm = lp_new(a);
    SCOPED_LP cold = lp_new(a);
    unsigned state = 5;
    lp_warm(warm);
    for (int i = 0; i < 8; i++) {
        lp_var(warm, 0, 4, 0, false);
        lp_var(cold, 0, 4, 0, false);
    }
    for (int round = 0; round < 100; round++) {
        int var = (int)(next(&state) % 8);
        double cost = (double)(next(&state) % 11) - 5, hi = next(&state) % 6;
        for (int k = 0; k < 2; k++) {
            Lp *lp = k ? warm : cold;
            if (round % 3 == 0)
                lp_cost(lp, var, cost);
            else if (round % 3 == 1)
                lp_var_bounds(lp, var, 0, hi);
            else if (round % 9 == 2) {
                LpSum s = {.arena = a};
                for (int i = 0; i < 8; i++)
                    lp_add(&s, i, 1 + (i + round) % 4);
                lp_row(lp, &s, -INFINITY, 30);
            }
        }
        assert_int_equal(solve(warm), LP_OPTIMAL);
        assert_int_equal(solve(cold), LP_OPTIMAL);
        assert_near(lp_value(warm), lp_value(cold), 1e-7);
    }
}

/* Budgets in GBP beside people: what a pound brings is less than the gain that the simplex
 * method takes for none, unless rows are brought to one size. The optimum is glpsol's. */
void test_solver__takes_small_gains_of_large_rows(void)
{
    static const double budget[][5] = {{27722},
                                       {23742.9, 26044},
                                       {22080.897, 23742.9, 24366},
                                       {20535.23421, 22080.897, 23742.9, 22688},
                                       {0, 20535.23421, 22080.897, 23742.9, 21010},
                                       {0, 0, 20535.23421, 22080.897, 23742.9},
                                       {0, 0, 0, 20535.23421, 22080.897}};
    static const double most[] = {858547.500115385, 2229453.96214385, 3508804.14901846, 4703007,
                                  4703007,          3552009.46153846, 2133932.49230769};
    static const double brings[] = {0.221777039807193, 0.238255631023208, 0.256146500602426,
                                    0.275601164194086, 0};
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    LpStatus status;
    SCOPED_LP lp = lp_new(a);
    int x[5], u;
    for (int j = 0; j < 5; j++)
        x[j] = lp_var(lp, 0, INFINITY, 0, false);
    for (int i = 0; i < 7; i++) {
        LpSum row = {.arena = a};
        for (int j = 0; j < 5; j++)
            lp_add(&row, x[j], budget[i][j]);
        lp_row(lp, &row, -INFINITY, most[i]);
    }
    for (int j = 1; j < 5; j++) {
        LpSum ramp = {.arena = a};
        lp_add(&ramp, x[j], 1);
        lp_add(&ramp, x[j - 1], -1);
        lp_row(lp, &ramp, -39, 39);
    }
    u = lp_var(lp, 0, INFINITY, 1, false);
    LpSum met = {.arena = a};
    for (int j = 0; j < 5; j++)
        lp_add(&met, x[j], brings[j]);
    lp_add(&met, u, 1);
    lp_row(lp, &met, 1099.31032852095, INFINITY);
    assert_true(lp_solve(lp, &err, &status));
    assert_int_equal(status, LP_OPTIMAL);
    assert_near(lp_value(lp), 1046.39599671341, 1e-6);
}
