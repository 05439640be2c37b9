/* Decides what of a plan's future is held against the past: heads, supply, and the people who
 * leave each state in a year. The last are not kept by an ensemble, so each draw is taken once
 * more in expected mode for the share of a state that leaves; their number is then binomial in
 * the draw's own heads. */
#include "sim/backtest.h"
#include "sim/rates.h"
#include "sim/sample.h"
#include "sim/spare_rates.h"
#include <math.h>

typedef struct Leaving {
    const Plan *p;
    const ThetaTables *tables;
    const Ensemble *e;
    uint64_t seed;
    PhiloxKey key;
    double *leavers; /* [K][T][n_states] */
    Err *errors;
    bool *failed;
    SpareRates spare;
} Leaving;

/* Share of a state's people that leaves for good or for another sector in the step. */
static double share_leaving(const Rates *r, const Plan *p, int step, int state,
                            const double *stock)
{
    size_t period = (size_t)r->period_of[step], ages = (size_t)r->n_ages;
    double people = 0, leave = 0;
    for (int age = 0; age < r->n_ages; age++) {
        size_t cell = (size_t)state * ages + (size_t)age;
        double share = r->exits[period * (size_t)r->n_cells + cell];
        for (int pair = r->pairs_of[state]; pair < r->pairs_of[state + 1]; pair++)
            if (p->states[r->pairs[pair].to].group != p->states[state].group)
                share += pair_share(r, r->period_of[step], pair, age);
        people += stock[cell];
        leave += stock[cell] * share;
    }
    return people > 0 ? leave / people : 0;
}

static void count_leavers(const Leaving *l, int k, const Rates *r, const double *theta,
                          Arena *scratch)
{
    const Plan *p = l->p;
    int T = l->e->S, cells = plan_cells(p);
    double *x = NEW_ARRAY(scratch, double, p->n_routes *plan_intake_years(p) + 1);
    double *stock = NEW_ARRAY(scratch, double, l->e->T *cells);
    plan_intake(p, theta, x);
    expected_run(r, p, x, stock, NULL);
    for (int t = 1; t < T; t++)
        for (int s = 0; s < p->n_states; s++) {
            size_t at = ((size_t)k * (size_t)T + (size_t)t) * (size_t)p->n_states + (size_t)s;
            double share = share_leaving(r, p, t - 1, s, stock + (t - 1) * cells);
            int32_t heads = (int32_t)lround(l->e->shown_heads[at - (size_t)p->n_states]);
            Address where = {
                .key = l->key, .word = {(uint32_t)s, (uint32_t)t, (uint32_t)k}, .draw = 0};
            l->leavers[at] = sample_binomial(where, heads, share);
        }
}

static void leave(void *self, int k, Arena *scratch)
{
    Leaving *l = self;
    double *theta = NEW_ARRAY(scratch, double, l->p->n_rows + 1);
    Rates *r = spare_take(&l->spare);
    theta_draw_from(l->tables, k, l->e->K, theta);
    l->failed[k] = !rates_fill(r, &l->errors[k], l->p, theta, true);
    if (!l->failed[k])
        count_leavers(l, k, r, theta, scratch);
    spare_give(&l->spare, r);
}

static double *doubles(Arena *a, const float *from, size_t n)
{
    double *to = NEW_ARRAY(a, double, n + 1);
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
    return to;
}

/* The years shown of the supply of each draw. */
static double *shown_supply(Arena *a, const Ensemble *e)
{
    size_t shown = (size_t)(e->S * e->G), all = (size_t)(e->T * e->G);
    double *to = NEW_ARRAY(a, double, (size_t)e->K *shown + 1);
    for (size_t k = 0; k < (size_t)e->K; k++)
        memcpy(to + k * shown, e->supply + k * all, shown * sizeof *to);
    return to;
}

bool backtest_forecast(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                       const Watch *watch, BacktestForecast *out)
{
    Ensemble e;
    if (!ensemble_run_watched(a, err, p, seed, K, threads, true, watch, &e))
        return false;
    Leaving l = {.p = p,
                 .tables = theta_tables(a, p, seed, threads),
                 .spare = spare_rates(a, p, PHILOX_BEST, p->n_steps),
                 .e = &e,
                 .seed = seed,
                 .key = philox_stream(seed, "leavers of the back-test"),
                 .leavers = NEW_ARRAY(a, double, (size_t)(K * e.S) * (size_t)p->n_states + 1),
                 .errors = NEW_ARRAY(a, Err, K + 1),
                 .failed = NEW_ARRAY(a, bool, K + 1)};
    parallel_for(K, threads, leave, &l);
    for (int k = 0; k < K; k++)
        if (l.failed[k])
            return fail_at(err, l.errors[k].kind, "draw %d: %s", k + 1, l.errors[k].message);
    *out = (BacktestForecast){
        .K = K,
        .T = e.S,
        .G = e.G,
        .n_states = p->n_states,
        .heads = doubles(a, e.shown_heads, (size_t)(K * e.S) * (size_t)p->n_states),
        .supply = shown_supply(a, &e),
        .leavers = l.leavers};
    return true;
}
