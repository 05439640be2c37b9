#include "sim/programme.h"
#include "sim/verify_sample.h"
#include <math.h>

#include "support/small_plan.h"

static CommissionPrepared *prepare(Arena *a, const Plan *p, int K)
{
    CommissionPrepared *out;
    PrepareOptions o = {.seed = 1, .K = K, .threads = 1};
    MUST(commission_prepare(a, &err, p, &o, &out));
    return out;
}

void test_relax__says_what_a_unit_and_a_round_step_of_each_limit_buy(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, .5, 100);
    LimitWorth *w;
    int n;
    intake(s, 0, 2024, 100);
    limit(s, LIMIT_CAPACITY, ANY, 60);
    limit(s, LIMIT_RAMP, ANY, 80);
    limit(s, LIMIT_MINIMUM, ANY, 10);
    /* The cohort of 2024 brings 50 and four of 60 bring 120: nothing is lacking until demand
     * is 190, of which 20 are left. */
    s->rows[2].value = 190;
    CommissionPrepared *prepared = prepare(a, &s->p, 1);
    MUST(commission_relax(a, &err, prepared, &s->p, &w, &n));
    assert_int_equal(n, 3);
    assert_int_equal(w[0].kind, LIMIT_CAPACITY);
    assert_near(w[0].unit.shortage_saved, 2, 1e-6); /* four places more, half of them in post */
    assert_near(w[0].unit.confidence_gained, 0, 0);
    assert_near(w[0].round.step, 10, 0);
    assert_near(w[0].round.shortage_saved, 20, 1e-6); /* all there is */
    assert_near(w[0].round.confidence_gained, 1, 0);
    for (int i = 1; i < n; i++) {
        assert_near(w[i].unit.shortage_saved, 0, 1e-6);
        assert_near(w[i].round.confidence_gained, 0, 0);
    }
}

/* Those that hold nothing are not tried: that they buy nothing is what trying finds. */
void test_relax__what_is_not_tried_buys_nothing(void)
{
    static const LimitKind kinds[] = {LIMIT_CAPACITY, LIMIT_RAMP, LIMIT_CAPACITY};
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 1, .5, 190);
    LimitWorth *w;
    LeastPlan now, then;
    int n;
    intake(s, 0, 2024, 60);
    intake(s, 1, 2024, 40);
    int first = s->p.n_rows;
    limit(s, kinds[0], ANY, 60);
    limit(s, kinds[1], ANY, 45);
    limit(s, kinds[2], 1, 500);
    CommissionPrepared *prepared = prepare(a, &s->p, 20);
    const Ensemble *e = commission_ensemble(prepared);
    MUST(commission_relax(a, &err, prepared, &s->p, &w, &n));
    assert_int_equal(n, 3);
    s->p.whole_places = false;
    MUST(least_plan(a, &err, &s->p, e, &now));
    for (int i = 0; i < n; i++) {
        s->rows[first + i].value += w[i].round.step;
        MUST(least_plan(a, &err, &s->p, e, &then));
        s->rows[first + i].value -= w[i].round.step;
        assert_near(w[i].round.shortage_saved, now.path.shortage - then.path.shortage, 1e-6);
    }
    assert_true(w[0].round.shortage_saved > 0);
    assert_near(w[2].round.shortage_saved, 0, 0);
}

/* A minimum that forces more than is needed costs places, not shortage. */
void test_relax__a_limit_may_cost_places_alone(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, .5, 10);
    LimitWorth *w;
    int n;
    limit(s, LIMIT_MINIMUM, ANY, 30);
    MUST(commission_relax(a, &err, prepare(a, &s->p, 1), &s->p, &w, &n));
    assert_near(w[0].unit.saved, 4, 1e-6);
    assert_near(w[0].unit.shortage_saved, 0, 0);
}

void test_relax__steps_are_round(void)
{
    assert_near(round_step(330, false), 10, 0);
    assert_near(round_step(10500000, false), 1e6, 0);
    assert_near(round_step(35, false), 10, 0);
    assert_near(round_step(4, false), 10, 0);
    assert_near(round_step(.2, true), .1, 1e-12);
}

void test_optimism__finds_by_rule_what_promises_that_later_is_better(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, .5, 100);
    Optimism *o;
    int n;
    Row *row = add(s, PART_DRIVER, -.2); /* 80 are needed */
    row->line = 0;
    row->kind = DRIVER_OTHER;
    row->year = 2028;
    row->id = "efficiency";
    row = add(s, PART_DRIVER, .0); /* no promise */
    row->line = 0;
    row->kind = DRIVER_DEMOGRAPHIC;
    row->year = 2028;
    row->id = "people";
    for (int i = 0; i < 2; i++) {
        limit(s, LIMIT_CAPACITY, ANY, i ? 60 : 30);
        s->rows[s->p.n_rows - 1].year = i ? 2028 : 2025;
        s->rows[s->p.n_rows - 1].id = i ? "wide" : "narrow";
    }
    CommissionPrepared *prepared = prepare(a, &s->p, 1);
    double *x = NEW_ARRAY(a, double, plan_intake_years(&s->p));
    int first = 2025 - plan_first_intake_year(&s->p);
    static const double path[] = {30, 40, 45, 46}; /* 161: 80.5 in post */
    memcpy(x + first, path, sizeof path);
    MUST(commission_optimism(a, &err, prepared, &s->p, x, &o, &n));
    assert_int_equal(n, 2);
    assert_string_equal(o[0].id, "efficiency");
    assert_int_equal(o[0].kind, OPTIMISM_DEMAND);
    assert_int_equal(o[0].met_all.met, 1);
    assert_int_equal(o[0].met.met, 0);
    assert_string_equal(o[1].id, "narrow");
    assert_int_equal(o[1].kind, OPTIMISM_LIMITS);
    assert_int_equal(o[1].met.met, 0); /* four of 30 bring 60 */
}

void test_optimism__draws_are_the_same_with_and_without(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, .5, 100);
    Optimism *o;
    int n;
    s->rows[2].dist = (Dist){.kind = DIST_NORMAL, .a = 100, .b = 10};
    s->rows[2].id = "demand";
    Row *row = add(s, PART_DRIVER, -.000001); /* next to nothing: as good as without */
    row->line = 0;
    row->kind = DRIVER_OTHER;
    row->year = 2028;
    row->id = "efficiency";
    double *x = NEW_ARRAY(a, double, plan_intake_years(&s->p));
    for (int i = 0; i < 4; i++)
        x[2025 + i - plan_first_intake_year(&s->p)] = 50.01;
    MUST(commission_optimism(a, &err, prepare(a, &s->p, 200), &s->p, x, &o, &n));
    assert_int_equal(n, 1);
    assert_int_equal(o[0].met.met, o[0].met_all.met);
    assert_near(o[0].met.share, .5, .02);
}
