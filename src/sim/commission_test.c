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

void test_commission__hours_of_an_area_limit_those_spent_there(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 1e6);
    static const char *const areas[] = {"north"};
    s->p.n_areas = 1;
    s->p.areas = (const char **)areas;
    add(s, PART_HOURS, 100);
    Row *row = add(s, PART_HOURS, 40);
    row->route = 0;
    row->area = 0;
    limit(s, LIMIT_PLACEMENT, ANY, 10000); /* a + b <= 100 */
    limit(s, LIMIT_PLACEMENT, ANY, 1000);  /* a <= 25, in the north */
    s->rows[s->p.n_rows - 1].area = 0;
    s->rows[s->p.n_rows - 1].id = "north";
    limit(s, LIMIT_CAPACITY, 1, 60);
    LeastPlan out = least(a, s);
    for (int year = 2025; year <= 2028; year++) {
        assert_near(at(s, &out.path, 0, year), 25, 1e-6);
        assert_near(at(s, &out.path, 1, year), 60, 1e-6);
    }
    bool north = false;
    for (int i = 0; i < out.n_bindings; i++)
        north |= out.bindings[i].kind == LIMIT_PLACEMENT && out.bindings[i].area == 0;
    assert_true(north);
}

void test_commission__some_routes_have_a_least_share(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, 1, 100);
    s->p.objective = OBJECTIVE_COST;
    add(s, PART_COST, 1)->route = 0;
    add(s, PART_COST, 5)->route = 1; /* taught in Welsh, and dear */
    limit(s, LIMIT_LEAST_SHARE, 1, .2);
    LeastPlan out = least(a, s);
    assert_near(out.path.places, 100, 1e-6);
    for (int year = 2025; year <= 2028; year++) {
        double welsh = at(s, &out.path, 1, year), rest = at(s, &out.path, 0, year);
        assert_near(welsh, .25 * rest, 1e-6);
    }
    IntakePath path; /* and the common level gives way to it */
    s->routes[0].share = 1;
    s->routes[1].share = 0;
    MUST(level_path(a, &err, &s->p, 50, &path));
    assert_near(at(s, &path, 1, 2026), 10, 1e-6);
    assert_near(at(s, &path, 0, 2026), 40, 1e-6);
}

void test_commission__a_set_of_routes_is_limited_together(void)
{
    SCOPED_ARENA a = arena_new();
    static const int both[] = {0, 1};
    Small *s = small(a, 2, 1, 1, 1e6);
    limit(s, LIMIT_CAPACITY, SOME_ROUTES, 30);
    s->rows[s->p.n_rows - 1].routes = both;
    s->rows[s->p.n_rows - 1].n_together = 2;
    limit(s, LIMIT_CAPACITY, 0, 20);
    LeastPlan out = least(a, s);
    for (int year = 2025; year <= 2028; year++)
        assert_near(at(s, &out.path, 0, year) + at(s, &out.path, 1, year), 30, 1e-6);
    IntakePath path;
    MUST(level_path(a, &err, &s->p, 100, &path));
    assert_near(at(s, &path, 0, 2026) + at(s, &path, 1, 2026), 30, 1e-6);
}

/* Two areas, a course for each, a budget for neither: without equity the cheaper to help gets
 * all. */
static LeastPlan two_areas(Arena *a, double kappa, double lack[2])
{
    static State states[2];
    static const char *const groups[] = {"north", "south"};
    Small *s = small(a, 2, 1, 1, 100);
    states[0] = (State){.id = "n", .group = 0, .weight = 1};
    states[1] = (State){.id = "s", .group = 1, .weight = .5};
    s->p.states = states;
    s->p.n_states = s->p.n_groups = 2;
    s->p.groups = (const char **)groups;
    s->rows[2].state = 1; /* course b feeds the south */
    for (int g = 0; g < 2; g++) {
        s->targets[g] = s->targets[0];
        s->targets[g].group = g;
        if (g == 0)
            s->rows[3].group = 0;
        else {
            Row *row = add(s, PART_DEMAND, 100);
            row->line = 0;
            row->group = 1;
        }
    }
    s->p.n_targets = 2;
    limit(s, LIMIT_CAPACITY, ANY, 30);
    if (kappa > 0)
        limit(s, LIMIT_EQUITY, ANY, kappa);
    LeastPlan out = least(a, s);
    for (int g = 0; g < 2; g++) {
        lack[g] = 100;
        for (int year = 2025; year <= 2028; year++)
            lack[g] -= (g ? .5 : 1) * at(s, &out.path, g, year);
    }
    return out;
}

void test_commission__equity_shares_a_shortage_out(void)
{
    SCOPED_ARENA a = arena_new();
    double lack[2];
    two_areas(a, 0, lack);
    assert_near(lack[0], 0, 1e-6);
    assert_near(lack[1], 90, 1e-6);
    LeastPlan out = two_areas(a, 1.2, lack);
    double mean = (lack[0] + lack[1]) / 2;
    assert_near(lack[1], 1.2 * mean, 1e-5);
    assert_true(lack[0] > 0);
    bool said = false;
    for (int i = 0; i < out.n_bindings; i++)
        said |= out.bindings[i].kind == LIMIT_EQUITY && out.bindings[i].worth > 0;
    assert_true(said);
    two_areas(a, 1, lack);
    assert_near(lack[0], lack[1], 1e-5);
}

void test_commission__the_last_stock_may_have_a_worth(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 100);
    limit(s, LIMIT_CAPACITY, ANY, 60);
    assert_near(least(a, s).path.places, 100, 1e-6);
    s->p.terminal_value = 1.5; /* more than a place costs: all that can start */
    assert_near(least(a, s).path.places, 240, 1e-6);
    s->p.terminal_value = .5;
    assert_near(least(a, s).path.places, 100, 1e-6);
}
