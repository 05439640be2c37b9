#include "sim/commission.h"
#include "support/small_plan.h"
#include <math.h>

static void uncertain(Small *s, double *given, int *rows, int K)
{
    rows[0] = 1; /* capture of route a */
    for (int k = 0; k < K; k++)
        given[k] = 0.5 + 0.4 * ((k * 7) % K) / K;
    s->p.n_given = s->p.draws = K;
    s->p.n_given_rows = 1;
    s->p.given_rows = rows;
    s->p.given = given;
}

void test_frontier__is_the_order_statistic_of_needed_levels(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 20 };
    Small *s = small(a, 1, 1, 0.7, 120);
    double given[K];
    int rows[1];
    uncertain(s, given, rows, K);
    Ensemble e = ensemble(a, s, K, 2);
    Frontier f;
    const double p[] = {0.05, 0.5, 0.8, 0.95, 1};
    MUST(frontier_run(a, &err, &s->p, &e, p, 5, &f));
    for (int i = 0; i < 5; i++) {
        /* Needed: 120 / (4 capture); the least that suffices in p of the draws. */
        double level = 120 / (4 * (0.5 + 0.4 * (K - (int)ceil(p[i] * K - 1e-9)) / K));
        assert_near(f.points[i].level, level, 1e-9 * level);
        assert_near(f.points[i].probability, p[i], 1e-12);
        assert_true(f.points[i].attainable);
        assert_true(f.points[i].cvar >= f.points[i].expected_shortage - 1e-12);
        assert_true(f.points[i].cvar_level >= f.points[i].level - 1e-6);
    }
    assert_near(f.central_level, 120 / (4 * 0.7), 1e-9);
    assert_true(isinf(f.most_level));
}

void test_frontier__says_what_the_limits_cannot_reach(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 10 };
    Small *s = small(a, 1, 1, 0.7, 120);
    double given[K];
    int rows[1];
    uncertain(s, given, rows, K);
    limit(s, LIMIT_CAPACITY, ANY, 45);
    Ensemble e = ensemble(a, s, K, 1);
    Frontier f;
    const double p[] = {0.5, 0.9};
    MUST(frontier_run(a, &err, &s->p, &e, p, 2, &f));
    assert_near(f.most_level, 45, 1e-6);
    assert_true(f.points[0].attainable);
    assert_false(f.points[1].attainable);
    assert_near(f.points[1].level, 45, 1e-6);
    assert_true(f.points[1].probability < 0.9);
    assert_true(f.points[1].expected_shortage > 0);
}

void test_frontier__whole_and_lumpy_levels_are_the_least_that_suffice(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 10 };
    Small *s = small(a, 1, 1, 0.7, 120);
    double given[K];
    int rows[1];
    uncertain(s, given, rows, K);
    s->p.whole_places = true;
    Ensemble e = ensemble(a, s, K, 1);
    Frontier f;
    const double p[] = {0.8}; /* two of ten may fail: 120 / (4 x 0.58) = 51.7 */
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    assert_near(f.points[0].level, 52, 0);
    assert_true(f.points[0].probability >= 0.8);
    s->routes[0].multiple = 10; /* years of 50 and 60 may mix: see the total */
    e = ensemble(a, s, K, 1);
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    assert_true(f.points[0].probability >= 0.8);
    for (int year = 2025; year <= 2028; year++)
        assert_near(fmod(at(s, &f.points[0].path, 0, year), 10), 0, 0);
}

/* A target before any decided cohort joins cannot be helped; the others still are. */
void test_frontier__does_not_chase_what_nobody_can_reach(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 2, 0.5, 100);
    s->targets[0].year_from = 2025;
    Ensemble e = ensemble(a, s, 1, 1);
    Frontier f;
    const double p[] = {0.8};
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    assert_false(f.points[0].attainable);
    assert_near(f.points[0].probability, 0, 0);
    assert_near(f.points[0].level, 200, 1e-9); /* 2027: the first cohort alone must bring 100 */
}

/* With ramps the path bends; the inversion must agree with searching by level_path() itself. */
void test_frontier__bent_paths_invert_exactly(void)
{
    SCOPED_ARENA a = arena_new();
    enum { K = 6 };
    Small *s = small(a, 2, 1, 0.7, 150);
    double given[K];
    int rows[1];
    uncertain(s, given, rows, K);
    intake(s, 0, 2024, 20);
    intake(s, 1, 2024, 13);
    intake(s, 0, 2025, 0);
    intake(s, 1, 2025, 0);
    limit(s, LIMIT_RAMP, ANY, 11);
    limit(s, LIMIT_CAPACITY, 0, 41);
    s->targets[1] =
        (Target){.line = 0, .group = ANY, .year_from = 2027, .year_to = 2028, .weight = 2};
    s->p.n_targets = 2;
    add(s, PART_STOCK, 60)->state = 0;
    Ensemble e = ensemble(a, s, K, 1);
    assert_int_equal(e.n_points, 3);
    Frontier f;
    const double p[] = {0.5};
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    double low = 0, high = 1000;
    for (int i = 0; i < 60; i++) {
        double mid = (low + high) / 2;
        IntakePath path;
        int met = 0, n = s->p.n_routes * e.n_years;
        MUST(level_path(a, &err, &s->p, mid, &path));
        for (int k = 0; k < K; k++) {
            bool all = true;
            for (int i_point = 0; i_point < e.n_points; i_point++) {
                double supply = e.base[k * e.n_points + i_point];
                for (int r = 0; r < 2; r++)
                    for (int year = 2025; year <= 2028; year++) {
                        int j = r * e.n_years + year - plan_first_intake_year(&s->p);
                        supply += e.response[(k * e.n_points + i_point) * n + j] * path.x[j];
                    }
                all &= supply >= e.needed[k * e.n_points + i_point] - 1e-9;
            }
            met += all;
        }
        if (met >= K / 2)
            high = mid;
        else
            low = mid;
    }
    assert_true(high < 999);
    assert_near(f.points[0].level, high, 1e-5);
}

void test_frontier__more_confidence_never_asks_for_less(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 2, 0, 200);
    s->rows[1].dist = (Dist){DIST_BETA, 14, 6, 0};
    s->rows[1].value = 0.7;
    s->p.cohort_noise = true;
    Ensemble e = ensemble(a, s, 200, 2);
    Frontier f;
    const double p[] = {0.1, 0.5, 0.8, 0.95};
    MUST(frontier_run(a, &err, &s->p, &e, p, 4, &f));
    for (int i = 0; i < 4; i++) {
        assert_near(f.points[i].probability, p[i], 1e-6);
        assert_true(i == 0 || f.points[i].level > f.points[i - 1].level);
    }
}

/* Several cohorts with one chance are one binomial; the normal approximation must be near it.
 */
void test_frontier__many_cohorts_are_nearly_binomial(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.7, 280);
    s->p.cohort_noise = true;
    Ensemble e = ensemble(a, s, 1, 1);
    Frontier many, one;
    const double p[] = {0.9};
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &many));
    s->p.decide_to = 2025;
    e = ensemble(a, s, 1, 1);
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &one));
    assert_near(4 * many.points[0].level, one.points[0].level, 1.5);
    assert_true(one.points[0].level > 280 / 0.7 + 10);
}

void test_ensemble__is_the_same_on_any_number_of_threads(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 2, 0.7, 200);
    s->rows[1].dist = (Dist){DIST_BETA, 7, 3, 0};
    intake(s, 0, 2024, 50);
    enum { K = 33 };
    Ensemble one, three;
    MUST(ensemble_run(a, &err, &s->p, 5, K, 1, true, &one));
    MUST(ensemble_run(a, &err, &s->p, 5, K, 3, true, &three));
    size_t n = (size_t)(K * one.T * one.G);
    assert_memory_equal(one.supply, three.supply, n * sizeof(double));
    assert_memory_equal(one.shown_heads, three.shown_heads,
                        (size_t)(K * one.S * s->p.n_states) * sizeof(float));
    assert_memory_equal(one.base, three.base, (size_t)(K * one.n_points) * sizeof(double));
    assert_memory_equal(one.response, three.response,
                        (size_t)(K * one.n_points * one.n_years) * sizeof(double));
}

typedef struct Patience {
    long draws; /* until it stops */
    long said;
} Patience;

static bool go_on(void *self, long done, long total)
{
    Patience *p = self;
    p->said++;
    return done <= total && done < p->draws;
}

void test_ensemble__ends_early_when_its_watch_says_so(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 2, 0.7, 200);
    Ensemble plain, watched, none = {0};
    Patience long_enough = {.draws = 1000}, short_one = {.draws = 5};
    Watch watch = {.go_on = go_on, .self = &long_enough};
    enum { K = 40 };
    MUST(ensemble_run(a, &err, &s->p, 5, K, 1, true, &plain));
    MUST(ensemble_run_watched(a, &err, &s->p, 5, K, 2, true, &watch, &watched));
    assert_true(long_enough.said > 0);
    assert_memory_equal(plain.supply, watched.supply,
                        (size_t)(K * plain.T * plain.G) * sizeof(double));
    Err err = {0};
    watch.self = &short_one;
    assert_false(ensemble_run_watched(a, &err, &s->p, 5, K, 1, true, &watch, &none));
    assert_int_equal(err.kind, ERR_CANCELLED);
    assert_int_equal(short_one.said, 5);
}

/* base + response x own is the supply itself: the whole method rests on it. */
void test_ensemble__supply_is_affine_in_the_intakes(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 2, 0.7, 200);
    intake(s, 0, 2024, 50);
    intake(s, 0, 2027, 80);
    Ensemble e = ensemble(a, s, 1, 1);
    double supply = e.central_base[0];
    for (int j = 0; j < e.n_years; j++) {
        int year = plan_first_intake_year(&s->p) + j;
        if (year >= 2025 && year <= 2028)
            supply += e.central_response[j] * e.own[j];
    }
    assert_near(supply, e.central_supply[e.points[0].step * e.G + 1], 1e-9);
}

void test_chain__can_be_checked_with_a_calculator(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.5, 300);
    s->rows[0].value = 120;
    add(s, PART_EXIT, 0.1);
    intake(s, 0, 2024, 40);
    Row *row = add(s, PART_JOINER, 3);
    row->state = 0;
    Ensemble e = ensemble(a, s, 1, 1);
    Chain c;
    MUST(chain_of(a, &err, &s->p, &e, &c));
    double v[32];
    const char *keys[] = {"opening", "exits", "outside", "entrants", "closing", "supply",
                          "demand",  "gap",   "current", "cohorts",  "effect",  "recommended"};
    enum { N = sizeof keys / sizeof *keys };
    for (int i = 0; i < N; i++) {
        bool found = false;
        for (int k = 0; k < c.n; k++)
            if (strcmp(c.lines[k].key, keys[i]) == 0) {
                v[i] = c.lines[k].value;
                found = true;
            }
        assert_true(found);
    }
    assert_near(v[0] - v[1] + v[2] + v[3], v[4], 1e-9);
    assert_near(v[6] - v[5], v[7], 1e-9);
    assert_near(v[2], 15, 1e-9);
    assert_near(v[9], 4, 0);
    assert_near(v[8] + v[7] / v[10], v[11], 1e-9);
    Frontier f;
    const double p[] = {0.5};
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    assert_near(f.points[0].level, v[11], 1e-6);
}

void test_frontier__quantiles_are_nearest_ranks(void)
{
    double v[] = {5, INFINITY, 1, 4, 2, 3, 9, 8, 7, 6};
    assert_near(quantile(v, 10, 0.9), 9, 0);
    assert_near(quantile(v, 10, 0.1), 1, 0);
    assert_near(quantile(v, 10, 0), 1, 0);
    assert_true(isinf(quantile(v, 10, 1)));
    assert_int_equal(quantile_rank(20, 0.9), 17); /* 0.9 * 20 is 18.000000000000004 elsewhere */
    /* Newsvendor: under 4, over 1 asks for the 80% quantile of N(150, 20). */
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 1, 150);
    s->rows[2].dist = (Dist){DIST_NORMAL, 150, 20, 0};
    s->p.decide_to = 2025;
    Ensemble e = ensemble(a, s, 2000, 2);
    Frontier f;
    const double p[] = {0.8};
    MUST(frontier_run(a, &err, &s->p, &e, p, 1, &f));
    assert_near(f.points[0].level, 166.8324247, 0.05);
}
