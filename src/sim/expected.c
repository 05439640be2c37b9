/* Decides the expected course of the stock: the recursion of means, step by step. Chance is
 * left to stochastic.c, which has the same order of events: exits and moves on the opening
 * stock, then ageing, then joiners. */
#include "sim/training.h"
#include <math.h>

/* Those who stay and those who move, in the ages they had. */
static void leave_and_move(const Rates *r, int period, const double *restrict now,
                           double *restrict next)
{
    size_t cells = (size_t)r->n_cells, A = (size_t)r->n_ages;
    const double *stay = r->stay + (size_t)period * cells;
    const double *moves = r->moves + (size_t)period * (size_t)r->n_pairs * A;
    const double *level = r->level + (size_t)period * (size_t)r->n_pairs;
    for (size_t cell = 0; cell < cells; cell++)
        next[cell] = now[cell] * stay[cell];
    for (int i = 0; i < r->n_pairs; i++) {
        const double *from = now + (size_t)r->pairs[i].from * A;
        const double *share = moves + (size_t)i * A;
        double *restrict to = next + (size_t)r->pairs[i].to * A;
        if (!isnan(level[i])) /* most: nothing was written to moves */
            for (size_t age = 0; age < A; age++)
                to[age] += from[age] * level[i];
        else
            for (size_t age = 0; age < A; age++)
                to[age] += from[age] * share[age];
    }
}

static void count_leavers(const Rates *r, int period, const double *now, StepTotals *t)
{
    size_t cells = (size_t)r->n_cells;
    const double *exits = r->exits + (size_t)period * cells;
    for (size_t cell = 0; cell < cells; cell++)
        t->exits += now[cell] * exits[cell];
    for (int i = 0; i < r->n_pairs; i++)
        for (int age = 0; age < r->n_ages; age++)
            t->moves += now[r->pairs[i].from * r->n_ages + age] * pair_share(r, period, i, age);
}

/* From the oldest down, so that nobody ages twice. */
void expected_ageing(const Rates *r, double *stock)
{
    for (int state = 0; state < r->n_states; state++) {
        double *heads = stock + state * r->n_ages;
        for (int age = r->n_ages - 2; age >= 0; age--) {
            double older = heads[age] * r->age_share[age];
            heads[age + 1] += older;
            heads[age] -= older;
        }
    }
}

static void join(const Rates *r, int period, int cell, double heads, double *next,
                 StepTotals *t)
{
    double staying = heads * kept(r, period, cell);
    next[cell] += staying;
    t->joiners += heads;
    t->exits += heads - staying;
}

/* Those of a cohort who graduate so late. */
static void join_from_cohort(const Rates *r, const Plan *p, double students, int route, int j,
                             int late, int period, double *next, StepTotals *t)
{
    const RouteRates *rr = &r->routes[route];
    int entry = entry_period(r, p, route, j, late), at = j * rr->delays + late;
    const double *ages = rr->entry + entry * r->n_ages;
    double graduates = students * rr->finish[at];
    t->graduates += graduates;
    for (int i = 0; i < rr->n_posts; i++) {
        double heads = graduates * rr->registers[at] * rr->capture[entry * rr->n_posts + i];
        t->entrants += heads;
        for (int age = 0; age < r->n_ages; age++)
            if (ages[age] > 0)
                join(r, period, rr->post_states[i] * r->n_ages + age, heads * ages[age], next,
                     t);
    }
}

static void join_from_routes(const Rates *r, const Plan *p, const double *x, int step,
                             double *next, StepTotals *t)
{
    int period = r->period_of[step];
    for (int route = 0; route < p->n_routes; route++) {
        const RouteRates *rr = &r->routes[route];
        for (int i = rr->first_join[step]; i < rr->first_join[step + 1]; i++) {
            int j = rr->joins[i] / rr->delays, late = rr->joins[i] % rr->delays;
            join_from_cohort(r, p, x[route * r->n_intake_years + j], route, j, late, period,
                             next, t);
        }
    }
}

static void join_from_outside(const Rates *r, int step, double *next, StepTotals *t)
{
    const double *joiners =
        r->joiners + (size_t)r->join_period_of[step] * (size_t)r->n_join_cells;
    for (int i = 0; i < r->n_join_cells; i++)
        join(r, r->period_of[step], r->join_cells[i], joiners[i], next, t);
}

void expected_outside(const Rates *r, int step, double *next)
{
    StepTotals unused = {0};
    join_from_outside(r, step, next, &unused);
    pools_empty(r, r->period_of[step], true, next, &unused);
}

static void renew(const Rates *r, const Plan *p, int period, const double *now, double *next,
                  StepTotals *t)
{
    for (int i = 0; i < r->n_renewals; i++) {
        const Renewal *w = &r->renewals[i];
        double heads = 0, width = age_width(p, w->to_age, w->to_age_to);
        for (int age = w->from_age; age <= w->from_age_to; age++)
            heads += now[w->from * r->n_ages + age];
        heads *= r->renewal[period * r->n_renewals + i];
        for (int age = w->to_age; age <= w->to_age_to; age++)
            join(r, period, w->to * r->n_ages + age, heads * age_width(p, age, age) / width,
                 next, t);
    }
}

void expected_step(const Rates *r, const Plan *p, int step, const double *now, double *next,
                   StepTotals *totals)
{
    StepTotals unused = {0};
    int period = r->period_of[step];
    leave_and_move(r, period, now, next);
    pools_empty(r, period, false, next, NULL);
    expected_ageing(r, next);
    if (totals)
        count_leavers(r, period, now, totals);
    renew(r, p, period, now, next, totals ? totals : &unused);
    pools_empty(r, period, true, next, totals);
}

void expected_joiners(const Rates *r, const Plan *p, const double *x, int step,
                      const double *now, double *next, StepTotals *t)
{
    join_from_routes(r, p, x, step, next, t);
    join_from_outside(r, step, next, t);
    renew(r, p, r->period_of[step], now, next, t);
}

static void note(double *series, int step, double value)
{
    if (series)
        series[step] = value;
}

void expected_course(const Rates *r, const Plan *p, double *x, double *stock,
                     const Flows *flows, double *before_training)
{
    size_t cells = (size_t)r->n_cells, R = (size_t)p->n_routes;
    bool training = training_any(p);
    memcpy(stock, r->opening, cells * sizeof *stock);
    if (flows && flows->apprentices)
        training_enrolled(r, p, 0, x, flows->apprentices);
    for (int step = 0; step < r->n_steps; step++) {
        const double *now = stock + (size_t)step * cells;
        double *next = stock + (size_t)(step + 1) * cells;
        StepTotals t = {0};
        expected_step(r, p, step, now, next, flows ? &t : NULL);
        join_from_routes(r, p, x, step, next, &t);
        join_from_outside(r, step, next, &t);
        pools_empty(r, r->period_of[step], true, next, &t);
        t.residual = residuals_apply(&r->residuals, step, next);
        if (before_training)
            memcpy(before_training + (size_t)step * cells, next, cells * sizeof *next);
        if (training)
            training_expected(r, p, step, x, next, &t);
        if (flows) {
            note(flows->exits, step, t.exits);
            note(flows->moves, step, t.moves);
            note(flows->joiners, step, t.joiners);
            note(flows->graduates, step, t.graduates);
            note(flows->entrants, step, t.entrants);
            note(flows->residual, step, t.residual);
            note(flows->training, step, t.training);
            if (flows->apprentices)
                training_enrolled(r, p, step + 1, x,
                                  flows->apprentices + (size_t)(step + 1) * R);
        }
    }
}

void expected_run(const Rates *r, const Plan *p, const double *x, double *stock,
                  const Flows *flows)
{
    SCOPED_ARENA a = arena_new();
    size_t n = (size_t)p->n_routes * (size_t)r->n_intake_years;
    double *own = NEW_ARRAY(a, double, n + 1);
    memcpy(own, x, n * sizeof *own);
    expected_course(r, p, own, stock, flows, NULL);
}
