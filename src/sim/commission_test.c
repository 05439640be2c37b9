#include "sim/commission.h"
#include "support/small_plan.h"
#include <math.h>

static LeastPlan least(Arena *a, const Small *s)
{
    LeastPlan out;
    Ensemble e = ensemble(a, s, 1, 1);
    MUST(least_plan(a, &err, &s->p, &e, &out));
    return out;
}

void test_commission__the_first_ramp_is_from_the_plans_own_year_before(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.5, 1000);
    intake(s, 0, 2024, 100);
    intake(s, 0, 2025, 0);
    limit(s, LIMIT_RAMP, ANY, 10);
    LeastPlan out = least(a, s);
    assert_false(out.feasible);
    assert_false(out.conflict);
    for (int i = 0; i < 4; i++)
        assert_near(at(s, &out.path, 0, 2025 + i), 110 + 10 * i, 1e-9);
    /* 2024's 100 bring 50 by themselves */
    assert_near(out.needed, 950, 1e-9);
    assert_near(out.attainable, 0.5 * (110 + 120 + 130 + 140), 1e-9);
    assert_near(out.path.shortage, 950 - 250, 1e-9);
    /* A wider first step lifts all four years, the last only itself. */
    assert_int_equal(out.n_bindings, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(out.bindings[i].kind, LIMIT_RAMP);
        assert_int_equal(out.bindings[i].year, 2025 + i);
        assert_near(out.bindings[i].worth, 0.5 * (4 - i), 1e-9);
    }
}

void test_commission__a_ramp_share_compounds(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 1e6);
    intake(s, 0, 2024, 100);
    limit(s, LIMIT_RAMP_SHARE, ANY, 0.1);
    LeastPlan out = least(a, s);
    assert_near(at(s, &out.path, 0, 2025), 110, 1e-7);
    assert_near(at(s, &out.path, 0, 2028), 146.41, 1e-7);
}

void test_commission__budget_counts_those_still_studying(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 3, 1, 1e6);
    Row *row = add(s, PART_ATTRITION, 0.5);
    row->route = 0;
    row->study_year = 1;
    row = add(s, PART_COST, 100);
    row->route = 0;
    intake(s, 0, 2023, 40);
    intake(s, 0, 2024, 0);
    limit(s, LIMIT_BUDGET, ANY, 20000);
    LeastPlan out = least(a, s);
    /* 2025: 100 x25 + 100 * 0.5 * 40 (the undecided, third year) <= 20000, and so on. */
    double x[8] = {0};
    for (int i = 0; i < 4; i++)
        x[i + 2] = at(s, &out.path, 0, 2025 + i);
    for (int year = 0; year < 6; year++) {
        double others = year == 0 ? 100 * 0.5 * 40 : 0;
        double spent = others + 100 * ((year < 4 ? x[year + 2] : 0) +
                                       0.5 * (year < 5 ? x[year + 1] : 0) + 0.5 * x[year]);
        assert_true(spent <= 20000 + 1e-6);
    }
    assert_false(out.feasible);
    assert_true(out.n_bindings > 0);
    assert_int_equal(out.bindings[0].kind, LIMIT_BUDGET);
    assert_near(out.path.cost, out.path.places * 100 * 2, 1e-6);
}

void test_commission__placement_hours_taken_by_others_leave_the_rest(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 1e6);
    s->routes[1].decided = false;
    s->routes[0].share = 1;
    intake(s, 1, 2024, 30);
    Row *row = add(s, PART_HOURS, 10);
    row->route = 0;
    row = add(s, PART_HOURS, 20);
    row->route = 1;
    limit(s, LIMIT_PLACEMENT, ANY, 1000); /* 600 are taken, 400 / 10 are left */
    LeastPlan out = least(a, s);
    for (int i = 0; i < 4; i++)
        assert_near(at(s, &out.path, 0, 2025 + i), 40, 1e-9);
    assert_near(at(s, &out.path, 1, 2026), 30, 0);
    assert_near(out.bindings[0].worth, 0.1, 1e-9);
}

void test_commission__limits_that_exclude_each_other_are_said_not_failed(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 100);
    limit(s, LIMIT_CAPACITY, ANY, 20);
    limit(s, LIMIT_MINIMUM, 0, 50);
    LeastPlan out = least(a, s);
    assert_true(out.conflict);
    assert_false(out.feasible);
    double x = at(s, &out.path, 0, 2025);
    assert_true(x >= 20 - 1e-9 && x <= 50 + 1e-9);
}

void test_commission__cohorts_are_viable_or_not_run_and_come_in_multiples(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 37);
    s->routes[0].viable = 15;
    s->routes[0].multiple = 5;
    s->routes[1].viable = 12;
    limit(s, LIMIT_CAPACITY, 0, 20);
    limit(s, LIMIT_CAPACITY, 1, 13);
    LeastPlan out = least(a, s);
    assert_true(out.feasible);
    assert_near(out.path.places, 37, 1e-6); /* 12 + 25, 13 + 12 + 12 or the like */
    for (int year = 2025; year <= 2028; year++) {
        double x = at(s, &out.path, 0, year), y = at(s, &out.path, 1, year);
        assert_true(x == 0 || (x >= 15 && fmod(x, 5) == 0));
        assert_true(y == 0 || y >= 12 - 1e-7);
    }
}

void test_commission__level_is_shared_whole_and_in_full(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 100);
    IntakePath path;
    MUST(level_path(a, &err, &s->p, 7.5, &path));
    assert_near(at(s, &path, 0, 2026), 4.5, 1e-12);
    assert_near(path.places, 30, 1e-12);
    s->p.whole_places = true;
    MUST(level_path(a, &err, &s->p, 8, &path));
    assert_near(at(s, &path, 0, 2026), 5, 0); /* 4.8 and 3.2 */
    assert_near(at(s, &path, 1, 2026), 3, 0);
}

void test_commission__a_limit_that_does_not_bind_changes_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 100);
    limit(s, LIMIT_CAPACITY, ANY, 50);
    IntakePath path;
    MUST(level_path(a, &err, &s->p, 30, &path));
    for (int year = 2025; year <= 2028; year++)
        assert_near(at(s, &path, 0, year), 30, 1e-6);
}

void test_commission__level_path_keeps_the_total_before_the_shares(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 100);
    limit(s, LIMIT_CAPACITY, 0, 50);
    IntakePath path;
    MUST(level_path(a, &err, &s->p, 100, &path));
    assert_near(at(s, &path, 0, 2025), 50, 1e-6);
    assert_near(at(s, &path, 1, 2025), 50, 1e-6);
    intake(s, 0, 2024, 30);
    intake(s, 1, 2024, 20);
    limit(s, LIMIT_RAMP, ANY, 20);
    MUST(level_path(a, &err, &s->p, 100, &path));
    for (int i = 0; i < 4; i++) {
        double total = i < 3 ? 70 + 20 * i : 100;
        if (total > 100)
            total = 100;
        assert_near(at(s, &path, 0, 2025 + i) + at(s, &path, 1, 2025 + i), total, 1e-6);
    }
    assert_near(at(s, &path, 0, 2025), 42, 1e-6); /* 0.6 of 70 */
}
