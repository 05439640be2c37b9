#include "sim/futures.h"
#include "support/small_plan.h"
#include <math.h>

/* Side by side or one by one: what a draw lacks is its need less what its cohorts bring. */
void test_futures__side_by_side_is_one_by_one(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 2, 2, .4, 60);
    Decision d;
    enum { K = 37 };
    s->targets[0].year_from = 2026; /* before any decided cohort joins, too */
    s->rows[1].dist = (Dist){.kind = DIST_BETA, .a = 4, .b = 6};
    intake(s, 0, 2022, 30);
    Ensemble e = ensemble(a, s, K, 3);
    MUST(decision_new(a, &err, &s->p, &d));
    Futures f = futures_of(a, &d, &e);
    double x[8], loss[K], lack[K], naive[K];
    int worst[K], naive_worst[K];
    assert_int_equal(f.n, 8);
    assert_true(f.P > 1 && !f.helped[0] && f.helped[f.P - 1]);
    for (int c = 0; c < f.n; c++)
        x[c] = c % 3 ? 5 * c : 0;
    for (int k = 0; k < K; k++) {
        naive[k] = -INFINITY;
        naive_worst[k] = 0;
    }
    for (int i = 0; i < f.P; i++) {
        futures_lack(&f, i, x, lack);
        for (int k = 0; k < K; k++) {
            double here = f.need[k * f.P + i];
            for (int c = 0; c < f.n; c++)
                here -= f.response[(k * f.P + i) * f.n + c] * x[c];
            assert_near(lack[k], here, 1e-12);
            if (f.helped[i] && here > naive[k]) {
                naive[k] = here;
                naive_worst[k] = i;
            }
        }
    }
    futures_losses(&f, x, loss, worst);
    int met = 0;
    for (int k = 0; k < K; k++) {
        assert_near(loss[k], naive[k], 1e-12);
        assert_int_equal(worst[k], naive_worst[k]);
        met += !f.lost[k] && loss[k] <= f.slack[k * f.P + worst[k]];
    }
    assert_int_equal(futures_met(&f, x), met);
    FuturesOutlook o = futures_outlook(&f, x, .8, false);
    assert_int_equal(o.met, met);
    assert_true(o.cvar >= o.shortage && o.shortage > 0);
}
