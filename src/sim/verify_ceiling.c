/* Decides how often a path meets the targets where recruitment stops at funded posts.
 *
 * The ceiling is the part of the engine that is not linear: more students than posts are turned
 * away. So a path is not looked up but run, once for every fresh draw, head by head, with the
 * intakes that the plan leaves alone as that draw has them. */
#include "sim/ceiling.h"
#include "sim/demand.h"
#include "sim/spare_rates.h"
#include "sim/verify_sample.h"
#include <math.h>

typedef struct Ceiled {
    const Decision *d;
    const Ensemble *e;
    const double *x;
    uint64_t seed;
    const ThetaTables *tables;
    unsigned char *met; /* [K] */
    const Demand *demand;
    SpareRates spare;
} Ceiled;

static void fill_intakes(const Ceiled *c, const double *theta, double *x)
{
    const Decision *d = c->d;
    plan_intake(d->p, theta, x);
    for (int r = 0; r < d->p->n_routes; r++)
        for (int j = d->from; j <= d->to; j++)
            if (is_planned(d, r, j))
                x[r * d->n_years + j] = c->x[r * d->n_years + j];
}

static bool meets(const Ceiled *c, const Rates *r, const int32_t *counts, int k, Arena *a)
{
    const Plan *p = c->d->p;
    int cells = plan_cells(p), G = p->n_groups + 1;
    double *stock = NEW_ARRAY(a, double, cells + 1), *supply = NEW_ARRAY(a, double, G + 1);
    for (int i = 0; i < c->e->n_points; i++) {
        const struct TargetPoint *point = &c->e->points[i];
        double needed = c->e->needed[(size_t)k * (size_t)c->e->n_points + (size_t)i];
        for (int cell = 0; cell < cells; cell++)
            stock[cell] = counts[point->step * cells + cell];
        supply_of(r, p, point->step, stock, supply);
        if (supply[point->group == ANY ? G - 1 : point->group] <
            needed - 1e-7 * (1 + fabs(needed)))
            return false;
    }
    return true;
}

static bool run_draw(void *self, Err *err, int k, Arena *a)
{
    Ceiled *c = self;
    const Plan *p = c->d->p;
    size_t per_step = (size_t)(p->n_lines * (p->n_groups + 1)), T = (size_t)p->n_steps + 1;
    double *theta = NEW_ARRAY(a, double, p->n_rows + 1);
    double *x = NEW_ARRAY(a, double, p->n_routes * c->d->n_years + 1);
    double *demand = NEW_ARRAY(a, double, T *per_step + 1);
    int32_t *counts = NEW_ARRAY(a, int32_t, T * (size_t)plan_cells(p) + 1);
    Ceiling ceiling;
    theta_draw_from(c->tables, k, c->e->K, theta);
    fill_intakes(c, theta, x);
    for (int t = 0; t <= p->n_steps; t++)
        demand_of(c->demand, theta, t, demand + (size_t)t * per_step, NULL);
    Rates *r = spare_take(&c->spare);
    bool ok = rates_fill(r, err, p, theta, true);
    if (ok) {
        ceiling_new(a, p, demand, &ceiling);
        chance_run(&(ChanceRun){.r = r,
                                .p = p,
                                .x = x,
                                .seed = c->seed,
                                .replicate = (uint32_t)k,
                                .ceiling = &ceiling},
                   counts);
        c->met[k] = meets(c, r, counts, k, a);
    }
    spare_give(&c->spare, r);
    return ok;
}

bool ceiling_check(Err *err, const Decision *d, const Ensemble *fresh, uint64_t seed,
                   int threads, const double *x, double confidence, SampleCheck *out)
{
    SCOPED_ARENA a = arena_new();
    Ceiled c = {.d = d, .e = fresh, .x = x, .seed = seed};
    int met = 0;
    if (d->p->ceiling == 0)
        return true;
    c.met = NEW_ARRAY(a, unsigned char, fresh->K + 1);
    c.tables = theta_tables(a, d->p, seed, threads);
    c.demand = demand_new(a, d->p);
    c.spare = spare_rates(a, d->p, PHILOX_BEST, d->p->n_steps);
    if (!spread_run(err, NULL, "ceiling", threads, fresh->K,
                    &(SpreadColumn){.data = c.met, .size = 1}, 1, run_draw, &c))
        return false;
    for (int k = 0; k < fresh->K; k++)
        met += c.met[k];
    out->has_ceiling = true;
    out->met_ceiled = sample_share(met, fresh->K);
    out->holds = out->met_ceiled.share >= confidence - 1e-12;
    out->surely_not = out->met_ceiled.high < confidence;
    return true;
}
