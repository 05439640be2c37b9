#include "sim/commission.h"
#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

enum { K = 12, SEED = 5 };

/* A random plan with a demand, targets, decided years and fewer years shown than run. */
static Plan *aimed_plan(Arena *a, uint32_t number)
{
    Plan *p = number % 3 ? test_random_plan(a, number) : test_random_training(a, number);
    p->n_lines = 1;
    p->lines = NEW_ARRAY(a, const char *, 1);
    p->lines[0] = "need";
    test_row(p, PART_DEMAND, 900)->line = 0;
    p->n_targets = 1;
    p->targets = NEW_ARRAY(a, Target, 1);
    p->targets[0] = (Target){.group = ANY,
                             .year_from = plan_year(p, 1),
                             .year_to = plan_year(p, 1 + p->n_steps / 2),
                             .weight = 1};
    p->shown_steps = 1 + (int)(number % (uint32_t)p->n_steps);
    p->decide_from = p->start_year;
    p->decide_to = p->start_year + 3;
    for (int i = 0; i < p->n_routes; i++)
        p->routes[i].decided = i % 2 == 0;
    for (int i = 0; i < p->n_rows; i += 3)
        if (p->rows[i].part == PART_EXIT)
            p->rows[i].dist = (Dist){DIST_UNIFORM, 0, p->rows[i].value + 1e-3, 0};
    return p;
}

static void run(Arena *a, const Plan *p, EnsembleScope scope, bool noise, Ensemble *out)
{
    Err err = {0};
    if (!ensemble_run_of(a, &err, p, SEED, K, 2, noise, scope, NULL, out))
        fail_msg("%s", err.message);
}

static bool equal(const double *x, const double *y, size_t n)
{
    return memcmp(x, y, n * sizeof *x) == 0;
}

void test_ensemble__points_alone_are_those_of_the_whole(void)
{
    int points = 0;
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        const Plan *p = aimed_plan(a, number);
        Ensemble whole, alone;
        run(a, p, ENSEMBLE_WHOLE, number % 2, &whole);
        run(a, p, ENSEMBLE_POINTS, number % 2, &alone);
        size_t rows = (size_t)K * (size_t)whole.n_points;
        assert_int_equal(alone.n_points, whole.n_points);
        assert_null(alone.supply);
        assert_true(equal(alone.base, whole.base, rows));
        assert_true(equal(alone.needed, whole.needed, rows));
        assert_true(equal(alone.response, whole.response,
                          rows * (size_t)(p->n_routes * whole.n_years)));
        assert_true(equal(alone.central_response, whole.central_response,
                          (size_t)(whole.n_points * p->n_routes * whole.n_years)));
        points += whole.n_points;
    }
    assert_true(points > 40);
}

void test_ensemble__what_is_shown_is_that_of_the_whole(void)
{
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        const Plan *p = aimed_plan(a, number);
        Ensemble whole, shown;
        run(a, p, ENSEMBLE_WHOLE, true, &whole);
        run(a, p, ENSEMBLE_SHOWN, true, &shown);
        size_t G = (size_t)whole.G, S = (size_t)whole.S, n = (size_t)p->n_states;
        assert_int_equal(shown.T, shown.S);
        assert_int_equal(shown.n_points, 0);
        assert_true(shown.n_demand <= whole.n_demand);
        for (size_t k = 0; k < K; k++) {
            assert_true(
                equal(shown.supply + k * S * G, whole.supply + k * (size_t)whole.T * G, S * G));
            assert_memory_equal(shown.shown_heads + k * S * n, whole.shown_heads + k * S * n,
                                S * n * sizeof(float));
            for (size_t t = 0; t < S; t++)
                for (int i = 0; i < whole.L * whole.G; i++) {
                    int at = shown.demand_at[i];
                    double there = whole.shown_demand[(k * S + t) * (size_t)whole.n_demand +
                                                      (size_t)whole.demand_at[i]];
                    if (at < 0) /* the group has no such line */
                        assert_true(isnan(there));
                    else
                        assert_true(shown.shown_demand[(k * S + t) * (size_t)shown.n_demand +
                                                       (size_t)at] == there ||
                                    isnan(there));
                }
        }
    }
}

/* Nothing beyond the last step that is shown or aimed at is run. */
void test_ensemble__goes_no_further_than_somebody_looks(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    Ensemble e;
    p->shown_steps = 4;
    run(a, p, ENSEMBLE_WHOLE, true, &e);
    for (int t = 0; t < e.T; t++)
        assert_true((e.supply[t * e.G] > 0) == (t <= 4));
    for (int t = 0; t < e.T; t++)
        assert_true(e.central_supply[t * e.G] > 0);
    p->n_targets = 1;
    p->targets = NEW_ARRAY(a, Target, 1);
    p->targets[0] = (Target){.group = ANY, .year_from = 2031, .year_to = 2031, .weight = 1};
    run(a, p, ENSEMBLE_WHOLE, true, &e);
    for (int t = 0; t < e.T; t++)
        assert_true((e.supply[t * e.G] > 0) == (t <= 7));
}
