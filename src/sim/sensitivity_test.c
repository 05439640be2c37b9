#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/sensitivity.h"
#include "support/small_plan.h"
#include <math.h>

/* ---------------------------------------------------------------- functions with known answers
 */

static double as_it_is(const void *self, int input, double u)
{
    (void)self;
    (void)input;
    return u;
}

static double to_pi(const void *self, int input, double u)
{
    (void)self;
    (void)input;
    return acos(-1) * (2 * u - 1);
}

/* sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 over -pi..pi. */
static bool ishigami(void *self, Err *err, const double *x, int n, double *y)
{
    (void)self;
    (void)err;
    for (int k = 0; k < n; k++, x += 3)
        y[k] = sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
    return true;
}

typedef struct Additive {
    int d;
    double weight[8];
} Additive;

static bool additive(void *self, Err *err, const double *x, int n, double *y)
{
    const Additive *f = self;
    (void)err;
    for (int k = 0; k < n; k++) {
        y[k] = 0;
        for (int i = 0; i < f->d; i++)
            y[k] += f->weight[i] * x[k * f->d + i];
    }
    return true;
}

static const char *const names[] = {"one", "two", "three", "four", "five", "six"};
static const double middle[] = {.5, .5, .5, .5, .5, .5};

static SensitivityModel model(Additive *f)
{
    return (SensitivityModel){.n_inputs = f->d,
                              .n_outcomes = 1,
                              .names = names,
                              .central = middle,
                              .value = as_it_is,
                              .run = additive,
                              .self = f};
}

void test_sensitivity__a_latin_hypercube_has_one_point_in_each_slice(void)
{
    SCOPED_ARENA a = arena_new();
    enum { N = 50 };
    Additive f = {.d = 3};
    SensitivityModel m = model(&f);
    double u[N * 3], v[N * 3];
    int seen[3][N] = {{0}}, differ = 0;
    latin_hypercube(&m, 5, 0, N, u);
    latin_hypercube(&m, 5, 1, N, v);
    for (int k = 0; k < N; k++)
        for (int i = 0; i < 3; i++) {
            seen[i][(int)(u[k * 3 + i] * N)]++;
            differ += u[k * 3 + i] != v[k * 3 + i];
        }
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < N; k++)
            assert_int_equal(seen[i][k], 1);
    assert_int_equal(differ, N * 3);
}

void test_sensitivity__ishigami_by_sobol(void)
{
    SCOPED_ARENA a = arena_new();
    static const double zero[3] = {0};
    static const double first[] = {.313905191, .442411145, 0},
                        total[] = {.557588855, .442411145, .243683664};
    SensitivityModel m = {.n_inputs = 3,
                          .n_outcomes = 1,
                          .names = names,
                          .central = zero,
                          .value = to_pi,
                          .run = ishigami};
    Sobol s;
    MUST(sobol(a, &err, &m, factors_single(a, &m), 11, 16384, &s));
    assert_int_equal(s.runs, 16384 * 5);
    assert_near(s.variance[0], 13.844587941, 0.15);
    for (int i = 0; i < 3; i++) {
        assert_near(s.first[i].value, first[i], 0.02);
        assert_near(s.total[i].value, total[i], 0.02);
        assert_true(s.first[i].low < first[i] && first[i] < s.first[i].high);
        assert_true(s.total[i].low < total[i] && total[i] < s.total[i].high);
        assert_true(s.total[i].high - s.total[i].low < 0.06);
    }
}

void test_sensitivity__ishigami_by_morris(void)
{
    SCOPED_ARENA a = arena_new();
    static const double zero[3] = {0};
    SensitivityModel m = {.n_inputs = 3,
                          .n_outcomes = 1,
                          .names = names,
                          .central = zero,
                          .value = to_pi,
                          .run = ishigami};
    Morris r;
    MUST(morris(a, &err, &m, factors_single(a, &m), 3, 200, &r));
    /* x2 acts alone: sin^2 is 1/2 at all four levels. x1 has interactions, x3 nothing else. */
    assert_near(r.mu_star[1], 0, 1e-9);
    assert_true(r.mu_star[0] > 1 && r.sigma[0] > 1);
    assert_near(r.mu[2], 0, 1);
    assert_true(r.sigma[2] > 1);
}

/* An additive function: effects without spread, first = total, and they add up to 1. */
void test_sensitivity__additive_functions_have_no_interactions(void)
{
    for (uint32_t t = 0; t < 12; t++) {
        SCOPED_ARENA a = arena_new();
        Additive f = {.d = 4};
        double sum = 0, squares = 0;
        for (int i = 0; i < f.d; i++) {
            PhiloxWords w = philox((PhiloxWords){{t, (uint32_t)i, 0, 0}}, (PhiloxKey){{3, 4}});
            f.weight[i] = 10 * philox_uniform(w.word[0], w.word[1]) - 3;
            squares += f.weight[i] * f.weight[i];
        }
        SensitivityModel m = model(&f);
        Factors single = factors_single(a, &m);
        Morris r;
        Sobol s;
        Tornado o;
        MUST(morris(a, &err, &m, single, t, 6, &r));
        MUST(sobol(a, &err, &m, single, t, 2000, &s));
        MUST(tornado(a, &err, &m, single, &o));
        for (int i = 0; i < f.d; i++) {
            assert_near(r.mu[i], f.weight[i], 1e-9);
            assert_near(r.mu_star[i], fabs(f.weight[i]), 1e-9);
            assert_near(r.sigma[i], 0, 1e-9);
            assert_near(s.total[i].value, f.weight[i] * f.weight[i] / squares, 0.04);
            assert_near(o.high[i] - o.low[i], 0.8 * f.weight[i], 1e-9);
            sum += s.first[i].value;
        }
        assert_near(sum, 1, 0.1);
        assert_near(s.variance[0], squares / 12, 0.06 * squares / 12);
    }
}

void test_sensitivity__a_group_is_studied_as_one(void)
{
    SCOPED_ARENA a = arena_new();
    Additive f = {.d = 4, .weight = {3, -4, 1, 2}};
    SensitivityModel m = model(&f);
    static const int pair[] = {0, 1}, rest[] = {2, 3};
    const Factor items[] = {{"pair", 2, pair}, {"rest", 2, rest}};
    Factors groups = {2, items};
    Sobol s;
    Tornado o;
    MUST(sobol(a, &err, &m, groups, 2, 4000, &s));
    MUST(tornado(a, &err, &m, groups, &o));
    assert_near(s.first[0].value, 25. / 30, 0.03);
    assert_near(s.total[1].value, 5. / 30, 0.03);
    /* Two move by 1 / sqrt 2 of the normal score of 90 %: to the share .81759 each. */
    assert_near(o.central[0], 1, 1e-12);
    assert_near(o.high[1] - o.central[0], 3 * (.8175834 - .5), 1e-6);
    assert_near(o.low[1] - o.central[0], -3 * (.8175834 - .5), 1e-6);
    assert_near(o.high[0] - o.low[0], -2 * (.8175834 - .5), 1e-6);
    assert_int_equal(o.runs, 1 + 4);
}

/* Do it, or not: net benefit 10 X1 + 5 X2 - 3 with X iid N(0, 1). */
void test_sensitivity__the_value_of_knowing(void)
{
    SCOPED_ARENA a = arena_new();
    enum { N = 20000 };
    Additive f = {.d = 3};
    SensitivityModel m = model(&f);
    double *u = NEW_ARRAY(a, double, N * 3), *loss = NEW_ARRAY(a, double, N * 2);
    const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    Knowing k;
    latin_hypercube(&m, 9, 0, N, u);
    for (int i = 0; i < N * 3; i++)
        u[i] = dist_inverse(&normal, u[i]);
    for (int i = 0; i < N; i++)
        loss[2 * i + 1] = -(10 * u[3 * i] + 5 * u[3 * i + 1] - 3);
    MUST(value_of_knowing(a, &err, factors_single(a, &m), 3, u, N, loss, 2, 1, &k));
    assert_int_equal(k.best, 0);
    assert_near(k.evpi.value, 3.119924926, 0.05);
    assert_near(k.evppi[0].value, 2.667612421, 0.05);
    assert_near(k.evppi[1].value, .843363661, 0.05);
    assert_near(k.evppi[2].value, 0, 0.02); /* knows nothing, and is not flattered */
    assert_true(k.evpi.low < 3.119924926 && 3.119924926 < k.evpi.high);
    assert_true(k.evppi[0].low < 2.667612421 && 2.667612421 < k.evppi[0].high);
    assert_true(k.evppi[1].low < .843363661 && .843363661 < k.evppi[1].high);

    static const int both[] = {0, 1};
    const Factor group[] = {{"both", 2, both}};
    MUST(value_of_knowing(a, &err, (Factors){1, group}, 3, u, N, loss, 2, 1, &k));
    assert_near(k.evppi[0].value, 3.119924926, 0.05); /* all that matters: EVPI */
    Err err = {0};
    assert_false(value_of_knowing(a, &err, (Factors){1, group}, 3, u, 10, loss, 2, 1, &k));
}

/* ---------------------------------------------------------------- a plan */

void test_sensitivity__a_plan_is_a_model_of_its_uncertain_rows(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    SensitivityModel m, again;
    double y[2 * 3], z[2 * 3];
    const double levels[] = {60};
    intake(s, 0, 2024, 50);
    s->p.rows[1].id = "capture";
    s->p.rows[1].dist = (Dist){.kind = DIST_UNIFORM, .a = 0.6, .b = 1};
    s->p.rows[2].id = "demand";
    s->p.rows[2].dist = (Dist){.kind = DIST_NORMAL, .a = 120, .b = 10};
    limit(s, LIMIT_CAPACITY, ANY, 20);
    MUST(plan_model(a, &err, &s->p, 1, NULL, &m));
    MUST(plan_model(a, &err, &s->p, 2, NULL, &again));
    assert_int_equal(m.n_inputs, 2);
    assert_int_equal(plan_model_rows(&m)[1], 2);
    assert_near(m.value(m.self, 0, 0.25), 0.7, 1e-12);
    plan_model_levels(&m, levels, 1);
    plan_model_levels(&again, levels, 1);
    const double x[] = {0.8, 120, 0.5, 140};
    MUST(m.run(m.self, &err, x, 2, y));
    MUST(again.run(again.self, &err, x, 2, z));
    for (int i = 0; i < 6; i++)
        assert_near(y[i], z[i], 0);
    /* Five cohorts of 50, one of them given: gap, level (limits do not matter), loss at 60. */
    assert_near(y[0], 5 * 40 - 120, 1e-9);
    assert_near(y[1], (120 - 40) / 3.2, 1e-9);
    assert_near(y[2], 40 + 60 * 3.2 - 120, 1e-9);
    assert_near(y[3], 5 * 25 - 140, 1e-9);
    assert_near(y[4], (140 - 25) / 2., 1e-9);
    assert_near(y[5], 25 + 60 * 2 - 140, 1e-9);
}

void test_sensitivity__a_plan_without_uncertainty_says_so(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    SensitivityModel m;
    Err err = {0};
    assert_false(plan_model(a, &err, &s->p, 1, NULL, &m));
    assert_non_null(strstr(err.message, "no assumption has a distribution"));
}
