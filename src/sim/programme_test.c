#include "sim/philox.h"
#include "sim/plans_test.h"
#include "sim/programme.h"
#include <math.h>

#include "support/small_plan.h"

static CommissionAnswer solve(Arena *a, const Plan *p, int K, const CommissionAsk *ask)
{
    CommissionPrepared *prepared;
    CommissionAnswer out;
    PrepareOptions o = {.seed = 1, .K = K, .threads = 1, .fresh = ask->check};
    MUST(commission_prepare(a, &err, p, &o, &prepared));
    MUST(commission_solve(a, &err, prepared, ask, &out));
    return out;
}

static Programme one(Arena *a, const Plan *p, int K, ProgrammeAim aim, double confidence)
{
    double *c = NEW(a, double);
    *c = confidence;
    CommissionAsk ask = {.confidence = c, .n = 1, .aims = 1u << aim};
    return solve(a, p, K, &ask).programmes[aim][0];
}

/* ---------------------------------------------------------------- printed answers */

/* The constructed example of two sectors: close the gap of 2034 with intakes of 2025 to 2031.
 */
static Plan *mini(Arena *a, double ramp, double cap)
{
    Plan *p = test_ot_mini(a, true);
    Target *t = NEW(a, Target);
    *t = (Target){.line = 0, .group = ANY, .year_from = 2034, .year_to = 2034, .weight = 1};
    p->targets = t;
    p->n_targets = 1;
    p->routes[0].decided = true;
    p->decide_from = 2025;
    p->decide_to = 2031;
    if (ramp > 0) {
        Row *row = test_row(p, PART_LIMIT, ramp);
        row->kind = LIMIT_RAMP;
        row = test_row(p, PART_LIMIT, cap);
        row->kind = LIMIT_CAPACITY;
    }
    return p;
}

void test_programme__without_ramps_all_students_start_in_the_last_useful_year(void)
{
    SCOPED_ARENA a = arena_new();
    Programme g = one(a, mini(a, 0, 0), 1, AIM_EXPECTED, .5);
    assert_true(g.attained);
    assert_near(g.value, 1550.256842, 1e-5);
    assert_near(g.gap, 0, 1e-9);
}

void test_programme__a_ramp_spreads_the_students(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = mini(a, 35, 300);
    for (int aim = 0; aim < AIM_COUNT; aim++)
        assert_near(one(a, p, 1, (ProgrammeAim)aim, .5).value, 1896.506188, 1e-5);
    p->whole_places = true;
    Programme g = one(a, p, 1, AIM_CHANCE, .5);
    assert_near(g.value, 1897, 1e-9);
    assert_near(g.gap, 0, 1e-9);
}

void test_programme__what_cannot_be_reached_gives_the_best_that_can(void)
{
    SCOPED_ARENA a = arena_new();
    static const double best[] = {195, 215, 235, 255, 275, 295, 300};
    Plan *p = mini(a, 20, 300);
    for (int aim = 0; aim < AIM_COUNT; aim++) {
        Programme g = one(a, p, 1, (ProgrammeAim)aim, .5);
        assert_false(g.attained);
        assert_near(g.least_shortage, 945.937545 - 886.004284, 2e-5);
        int first = 2025 - plan_first_intake_year(p);
        for (int i = 0; i < 7; i++)
            assert_near(g.path.x[first + i], best[i], 1e-3);
        assert_true(aim != AIM_CHANCE || g.out_of_reach);
    }
}

/* Twenty given scenarios: supply a + b x in the target year, demand d, x the same yearly. */
static Plan *scenarios(Arena *a)
{
    Small *s = small(a, 1, 1, .5, 1900);
    s->p.decide_from = s->p.decide_to = 2025;
    s->targets[0].year_from = s->targets[0].year_to = 2026;
    s->rows[1].value = .1;
    double *given = NEW_ARRAY(a, double, 60);
    int *rows = NEW_ARRAY(a, int, 3);
    for (int i = 0; i < 20; i++) {
        given[i * 3] = 1400 + 7 * i;
        given[i * 3 + 1] = (5 + .05 * ((7 * i) % 20)) / 10;
        given[i * 3 + 2] = 1900 + 10 * ((11 * i) % 20);
    }
    for (int i = 0; i < 3; i++)
        rows[i] = i;
    s->p.n_given = 20;
    s->p.n_given_rows = 3;
    s->p.given_rows = rows;
    s->p.given = given;
    return &s->p;
}

void test_programme__twenty_scenarios(void)
{
    SCOPED_ARENA a = arena_new();
    static const double confidence[] = {.5, .9, .95};
    static const double level[] = {963.63636, 1139.44954, 1205.94059};
    Plan *p = scenarios(a);
    CommissionAsk ask = {
        .confidence = confidence, .n = 3, .levels = true, .aims = 7, .check = true};
    CommissionAnswer out = solve(a, p, 20, &ask);
    for (int i = 0; i < 3; i++) {
        const Programme *g = &out.programmes[AIM_CHANCE][i];
        assert_near(g->value, level[i], 1e-4);
        assert_near(g->gap, 0, 1e-9);
        assert_near(out.levels.points[i].level, level[i], 1e-4);
        assert_near(g->probability, confidence[i], 1e-12);
        /* The given draws come again, so a check with them says the same. */
        assert_near(g->check.met.share, confidence[i], 1e-12);
    }
    assert_near(out.programmes[AIM_CVAR][1].value, 1211.76471, 1e-4);
    assert_near(out.programmes[AIM_EXPECTED][0].value, 965.29680, 1e-4);
    assert_near(out.programmes[AIM_CHANCE][1].expected_shortage, 3.688073, 1e-5);
    assert_near(out.programmes[AIM_CHANCE][1].cvar, 36.880734, 1e-4);
}

/* Cost of a place too few 4, too many 1: the level with confidence 4 / 5. */
void test_programme__the_newsvendor_is_a_confidence(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 150);
    s->p.decide_from = s->p.decide_to = 2025;
    s->targets[0].year_from = s->targets[0].year_to = 2026;
    s->rows[2].dist = (Dist){.kind = DIST_NORMAL, .a = 150, .b = 20};
    assert_near(one(a, &s->p, 4000, AIM_CHANCE, 4.0 / 5).value, 166.8324247, .02);
}

/* ---------------------------------------------------------------- against every point of a
 * grid */

typedef struct World {
    Small *s;
    double *response; /* [K][2] */
    double *need;     /* [K] */
    double price[2];
} World;

static double number(uint32_t world, uint32_t *draw, double low, double high)
{
    PhiloxWords w = philox((PhiloxWords){{world, (*draw)++, 0, 0}}, (PhiloxKey){{3, 4}});
    return low + (high - low) * philox_uniform(w.word[0], w.word[1]);
}

enum { MOST = 12 };

/* Two routes, one year; K given draws of what a place of each brings and of the demand. */
static World world_of(Arena *a, uint32_t seed, int K)
{
    uint32_t d = 0;
    World w = {.s = small(a, 2, 1, .5, 10)};
    Small *s = w.s;
    s->p.decide_from = s->p.decide_to = 2025;
    s->targets[0].year_from = s->targets[0].year_to = 2026;
    s->p.objective = OBJECTIVE_COST;
    s->p.whole_places = true;
    for (int r = 0; r < 2; r++) {
        w.price[r] = floor(number(seed, &d, 1, 5));
        add(s, PART_COST, w.price[r])->route = r;
        limit(s, LIMIT_CAPACITY, r, MOST);
        intake(s, r, 2024, 0);
    }
    w.response = NEW_ARRAY(a, double, 2 * K);
    w.need = NEW_ARRAY(a, double, K);
    double *given = NEW_ARRAY(a, double, 3 * K);
    int *rows = NEW_ARRAY(a, int, 3);
    for (int i = 0; i < 3; i++)
        rows[i] = i + 1; /* capture of both, demand */
    for (int k = 0; k < K; k++) {
        given[3 * k] = w.response[2 * k] = number(seed, &d, .2, 1);
        given[3 * k + 1] = w.response[2 * k + 1] = number(seed, &d, .2, 1);
        given[3 * k + 2] = w.need[k] = number(seed, &d, 1, 9);
    }
    s->p.n_given = K;
    s->p.n_given_rows = 3;
    s->p.given_rows = rows;
    s->p.given = given;
    return w;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* The least cost of a point of the grid that meets m draws, or (cvar) whose worst K - m draws
 * lack nothing on the mean; INFINITY where none does. */
static double brute_force(Arena *a, const World *w, int K, int m, bool cvar)
{
    double best = INFINITY, *loss = NEW_ARRAY(a, double, K);
    for (int x = 0; x <= MOST; x++)
        for (int y = 0; y <= MOST; y++) {
            double tail = 0;
            for (int k = 0; k < K; k++)
                loss[k] = w->need[k] - w->response[2 * k] * x - w->response[2 * k + 1] * y;
            qsort(loss, (size_t)K, sizeof *loss, by_size);
            for (int k = m; k < K; k++)
                tail += loss[k];
            if (cvar ? tail <= 1e-7 : loss[m - 1] <= 1e-7)
                best = fmin(best, w->price[0] * x + w->price[1] * y);
        }
    return best;
}

void test_programme__few_draws_are_solved_to_the_end(void)
{
    for (uint32_t seed = 0; seed < 60; seed++) {
        SCOPED_ARENA a = arena_new();
        World w = world_of(a, seed, 12);
        double best = brute_force(a, &w, 12, 9, false);
        Programme g = one(a, &w.s->p, 12, AIM_CHANCE, .75);
        assert_int_equal(g.attained, isfinite(best));
        if (g.attained) {
            assert_near(g.value, best, 1e-6);
            assert_near(g.gap, 0, 1e-6);
        }
    }
}

void test_programme__many_draws_are_solved_to_a_gap_that_holds(void)
{
    double gaps = 0, excess = 0;
    for (uint32_t seed = 100; seed < 140; seed++) {
        SCOPED_ARENA a = arena_new();
        World w = world_of(a, seed, 60);
        for (int m = 36; m <= 54; m += 9) {
            double best = brute_force(a, &w, 60, m, false);
            Programme g = one(a, &w.s->p, 60, AIM_CHANCE, m / 60.0);
            assert_true(isfinite(best) || !g.attained);
            assert_true(!g.out_of_reach || isinf(best));
            if (!g.attained)
                continue;
            assert_true(g.value >= best - 1e-6);
            assert_true(g.bound <= best + 1e-6);
            gaps += g.gap / 120;
            excess += (g.value / best - 1) / 120;
        }
    }
    assert_true(gaps < .12);
    assert_true(excess < .03);
}

void test_programme__cvar_is_the_least_of_all_that_keep_it(void)
{
    for (uint32_t seed = 200; seed < 240; seed++) {
        SCOPED_ARENA a = arena_new();
        World w = world_of(a, seed, 40);
        double best = brute_force(a, &w, 40, 30, true);
        Programme g = one(a, &w.s->p, 40, AIM_CVAR, .75);
        if (isinf(best)) {
            assert_false(g.attained && g.value < 1e9 && g.gap < 1e-9);
            continue;
        }
        assert_true(g.attained);
        assert_true(g.bound <= best + 1e-5);
        assert_true(g.value >= best - 1e-5);
        assert_true(g.value <= best + w.price[0] + w.price[1]);
        assert_true(g.probability >= .75);
    }
}

/* ---------------------------------------------------------------- laws */

void test_programme__more_confidence_never_takes_fewer_places(void)
{
    static const double confidence[] = {.95, .5, .8, .9, .65};
    static const int rising[] = {1, 4, 2, 3, 0};
    for (uint32_t seed = 300; seed < 320; seed++) {
        SCOPED_ARENA a = arena_new();
        World w = world_of(a, seed, 80);
        w.s->p.whole_places = seed % 2;
        CommissionAsk ask = {
            .confidence = confidence, .n = 5, .levels = true, .aims = 7, .check = true};
        CommissionAnswer out = solve(a, &w.s->p, 80, &ask);
        for (int aim = AIM_CHANCE; aim < AIM_COUNT; aim++)
            for (int i = 1; i < 5; i++) {
                const Programme *low = &out.programmes[aim][rising[i - 1]],
                                *high = &out.programmes[aim][rising[i]];
                assert_true(low->attained || !high->attained);
                if (high->attained)
                    assert_true(low->value <= high->value + 1e-6);
            }
        for (int i = 1; i < 5; i++)
            assert_true(out.levels.points[rising[i - 1]].level <=
                        out.levels.points[rising[i]].level + 1e-9);
    }
}

void test_programme__cvar_is_more_careful_than_chance(void)
{
    SCOPED_ARENA a = arena_new();
    World w = world_of(a, 17, 80);
    w.s->p.whole_places = false;
    assert_true(one(a, &w.s->p, 80, AIM_CVAR, .8).value >=
                one(a, &w.s->p, 80, AIM_CHANCE, .8).value - 1e-6);
}

/* An optimum found in 100 draws leans on them; fresh draws show it, and the answer is raised
 * until it holds there or the draws end. */
void test_programme__what_does_not_hold_in_fresh_futures_is_raised(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, .5, 100);
    for (int r = 0; r < 2; r++) {
        s->rows[1 + r].dist = (Dist){.kind = DIST_BETA, .a = 5, .b = 5};
        s->rows[1 + r].id = r ? "b" : "a";
    }
    double p = .8;
    CommissionAsk ask = {.confidence = &p, .n = 1, .aims = 1 << AIM_CHANCE, .check = true};
    CommissionAnswer out = solve(a, &s->p, 100, &ask);
    const Programme *g = &out.programmes[AIM_CHANCE][0];
    assert_int_equal(g->check.met.of, 100);
    assert_true(g->check.met.low < g->check.met.share &&
                g->check.met.share < g->check.met.high);
    assert_true(g->check.holds == (g->check.met.share >= p));
    assert_true(g->probability >= g->check.asked_in_sample - 1e-9);
    if (g->check.raised)
        assert_true(g->check.asked_in_sample > p);
    else
        assert_true(g->check.holds);
}

/* A ladder is the frontier, whatever is asked beside it. */
void test_programme__a_ladder_is_the_frontier(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, .5, 100);
    static const double rungs[] = {.1, .5, .75, .9};
    double p = .8;
    s->rows[1].dist = (Dist){.kind = DIST_BETA, .a = 5, .b = 5};
    Frontier f;
    Ensemble e = ensemble(a, s, 60, 1);
    MUST(frontier_run(a, &err, &s->p, &e, rungs, 4, &f));
    for (int levels = 0; levels < 2; levels++) {
        CommissionAsk ask = {
            .confidence = &p, .n = 1, .levels = levels, .ladder = rungs, .n_ladder = 4};
        CommissionAnswer out = solve(a, &s->p, 60, &ask);
        assert_int_equal(out.ladder.n, 4);
        assert_int_equal(out.levels.n, levels);
        for (int i = 0; i < 4; i++) {
            assert_near(out.ladder.points[i].level, f.points[i].level, 0);
            assert_near(out.ladder.points[i].probability, f.points[i].probability, 0);
            assert_near(out.ladder.points[i].cvar_level, f.points[i].cvar_level, 0);
        }
    }
}

void test_programme__committed_places_stay_and_the_rest_is_solved_again(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, .5, 100);
    limit(s, LIMIT_CAPACITY, ANY, 80);
    const Committed fixed[] = {{.route = 0, .year = 2026, .places = 7},
                               {.route = ANY, .year = 2027, .places = 30}};
    double p = .5;
    CommissionAsk ask = {.confidence = &p,
                         .n = 1,
                         .levels = true,
                         .aims = 7,
                         .committed = fixed,
                         .n_committed = 2};
    CommissionAnswer out = solve(a, &s->p, 1, &ask);
    for (int aim = -1; aim < AIM_COUNT; aim++) {
        const IntakePath *path =
            aim < 0 ? &out.levels.points[0].path : &out.programmes[aim][0].path;
        assert_near(at(s, path, 0, 2026), 7, 1e-9);
        assert_near(at(s, path, 0, 2027) + at(s, path, 1, 2027), 30, 1e-6);
        assert_near(path->places, 200, 1e-4); /* half of them count */
    }
    assert_near(at(s, &out.levels.points[0].path, 1, 2026), out.levels.points[0].level - 7,
                1e-6);
}

void test_programme__futures_are_kept_when_a_limit_changes_only(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, .5, 100), *t = small(a, 1, 1, .5, 100);
    CommissionPrepared *prepared;
    PrepareOptions o = {.seed = 1, .K = 4, .threads = 1};
    MUST(commission_prepare(a, &err, &s->p, &o, &prepared));
    limit(t, LIMIT_CAPACITY, ANY, 50);
    assert_true(commission_may_keep(prepared, &t->p));
    double p = .5;
    CommissionAsk ask = {.plan = &t->p, .confidence = &p, .n = 1, .aims = 2};
    CommissionAnswer out;
    MUST(commission_solve(a, &err, prepared, &ask, &out));
    assert_near(out.programmes[AIM_CHANCE][0].value, 200, 1e-5);
    for (int i = 2025; i <= 2028; i++)
        assert_true(at(t, &out.programmes[AIM_CHANCE][0].path, 0, i) <= 50 + 1e-6);
    t->rows[2].value = 101; /* demand */
    assert_false(commission_may_keep(prepared, &t->p));
}

/* Posts are funded for fewer than are needed: more students are turned away. */
void test_programme__a_recruitment_ceiling_is_on_when_an_answer_is_checked(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const lines[] = {"need", "funded"};
    double p = .5;
    CommissionAsk ask = {.confidence = &p, .n = 1, .levels = true, .aims = 2, .check = true};
    for (int funded = 60; funded <= 140; funded += 80) {
        Small *s = small(a, 1, 1, .999, 100);
        s->p.lines = (const char **)lines;
        s->p.n_lines = 2;
        add(s, PART_DEMAND, funded)->line = 1;
        s->p.ceiling = 2;
        CommissionAnswer out = solve(a, &s->p, 20, &ask);
        for (int i = 0; i < 2; i++) {
            const SampleCheck *check =
                i ? &out.programmes[AIM_CHANCE][0].check : &out.level_checks[0];
            assert_int_equal(check->met.met, 20);
            assert_true(check->has_ceiling);
            assert_true(check->holds == (check->met_ceiled.share >= p));
            if (funded < 100)
                assert_int_equal(check->met_ceiled.met, 0);
        }
    }
}

/* ---------------------------------------------------------------- numbers */

void test_programme__wilson_and_the_scenario_bound(void)
{
    SampleShare s = sample_share(80, 100);
    assert_near(s.low, .7111708, 1e-7);
    assert_near(s.high, .8666331, 1e-7);
    assert_near(sample_share(0, 50).low, 0, 0);
    assert_near(sample_share(0, 50).high, .0713476, 1e-7);
    assert_near(sample_share(50, 50).high, 1, 0);
    assert_int_equal(scenario_bound(.1, 1e-6, 7), 417);
}
