#include "sim/needed.h"
#include "support/small_plan.h"

void test_needed__is_what_an_ensemble_of_the_changed_plan_has(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 2, 0.4, 700);
    PrepareOptions o = {.seed = 5, .K = 40, .threads = 2, .noise = true};
    Ensemble before, after, again;
    Row *row = add(s, PART_EXIT, 0.08);
    row->id = "exit";
    row->state = 0;
    row->dist = (Dist){.kind = DIST_BETA, .a = 8, .b = 92};
    row = add(s, PART_DRIVER, -0.05);
    row->id = "driver";
    row->kind = DRIVER_ANNUAL;
    row->line = 0;
    row->dist = (Dist){.kind = DIST_NORMAL, .a = -0.05, .b = 0.01};
    intake(s, 0, 2022, 40);
    MUST(ensemble_run(a, &err, &s->p, o.seed, o.K, 1, true, &before));
    row->dist = (Dist){.kind = DIST_FIXED};
    row->value = 0;
    assert_true(moves_need_only(row->part));
    MUST(ensemble_run(a, &err, &s->p, o.seed, o.K, 1, true, &after));
    MUST(needed_again(a, &err, &s->p, &o, &before, &again));
    size_t P = (size_t)(o.K * before.n_points), n = (size_t)(s->p.n_routes * before.n_years);
    assert_true(before.needed[0] != after.needed[0]);
    assert_memory_equal(again.needed, after.needed, P * sizeof(double));
    /* and what it leaves alone is what such a change leaves alone */
    assert_memory_equal(again.base, after.base, P * sizeof(double));
    assert_memory_equal(again.response, after.response, P * n * sizeof(double));
}
