/* Decides the shocks of a draw: what is common to all areas in a step and stays for a while. A
 * national interval that leaves them out is far too narrow, because what strikes everybody does
 * not average out. What the shocks move is left to rates.c, study.c, capture.c and demand.c;
 * formulas: shock.h. */
#include "sim/shock.h"
#include <string.h>

void autoregression(const double *e, int n, double phi, double *u)
{
    phi = fmin(fmax(phi, 0), 0.999999); /* a draw may pass the law of its row */
    double fresh = sqrt(1 - phi * phi);
    for (int t = 0; t < n; t++)
        u[t] = t == 0 ? e[0] : phi * u[t - 1] + fresh * e[t];
}

/* The series of a parameter for (kind, state): its own state's before that of all. */
static const Series *find(const Series *all, int n, int kind, int state, int parameter)
{
    const Series *common = NULL;
    for (int i = 0; i < n; i++) {
        const Row *row = all[i].rows[0];
        if (row->kind != kind || row->parameter != parameter)
            continue;
        if (row->state == state)
            return &all[i];
        if (row->state == ANY)
            common = &all[i];
    }
    return common;
}

/* A row that stands for others is where their shock is. */
static const Row *root_of(const Plan *p, const Row *row)
{
    return row->like == ANY ? row : &p->rows[row->like];
}

static int shock_of(const StepShocks *s, const Plan *p, const Row *row)
{
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < s->items[i].sd->n; k++)
            if (s->items[i].sd->rows[k] == root_of(p, row))
                return i;
    return -1;
}

void shocks_new(Arena *a, const Plan *p, StepShocks *out)
{
    Series *all;
    int n = series_of_part(a, p, PART_SHOCK, &all), width = p->n_states + 1;
    StepShocks s = {.n_states = p->n_states, .n_steps = p->n_steps};
    s.items = NEW_ARRAY(a, StepShock, n + 1);
    s.of = NEW_ARRAY(a, int, SHOCK_KINDS *width);
    for (int i = 0; i < SHOCK_KINDS * width; i++)
        s.of[i] = -1;
    for (int i = 0; i < n; i++) {
        const Row *row = all[i].rows[0];
        if (row->parameter == SHOCK_SD && row->like == ANY)
            s.items[s.n++] = (StepShock){
                .sd = &all[i],
                .persistence = find(all, n, row->kind, row->state, SHOCK_PERSISTENCE),
                .innovation = find(all, n, row->kind, row->state, SHOCK_INNOVATION)};
    }
    for (int kind = 0; kind < SHOCK_KINDS; kind++)
        for (int state = 0; state <= p->n_states; state++) {
            const Series *sd = find(all, n, kind, state == p->n_states ? ANY : state, SHOCK_SD);
            if (sd)
                s.of[kind * width + state] = shock_of(&s, p, sd->rows[0]);
        }
    s.at = NEW_ARRAY(a, Shock, s.n * s.n_steps + 1);
    s.work = NEW_ARRAY(a, double, s.n_steps + 1);
    s.course = NEW_ARRAY(a, double, s.n_steps + 1);
    *out = s;
}

void shocks_fill(StepShocks *s, const Plan *p, const double *theta)
{
    for (int i = 0; i < s->n; i++) {
        const StepShock *shock = &s->items[i];
        double *u = s->course, phi = shock->persistence ? series_value(shock->persistence, p,
                                                                       theta, plan_year(p, 1))
                                                        : 0;
        for (int step = 0; step < s->n_steps; step++)
            s->work[step] = theta[shock->innovation->rows[step] - p->rows];
        autoregression(s->work, s->n_steps, phi, u);
        for (int step = 0; step < s->n_steps; step++) {
            double sd = fmax(0, series_value(shock->sd, p, theta, plan_year(p, step + 1)));
            s->at[i * s->n_steps + step] = shock_by(u[step] * sd);
        }
    }
}

bool shocks_act_on(const StepShocks *s, ShockKind kind)
{
    for (int state = 0; state <= s->n_states; state++)
        if (s->of[(int)kind * (s->n_states + 1) + state] >= 0)
            return true;
    return false;
}

Shock shock_by(double z)
{
    return (Shock){z, exp(z), exp(-z)};
}

Shock shock_at(const StepShocks *s, const Plan *p, ShockKind kind, int state, int year)
{
    int step = year <= p->start_year ? -1 : (year - p->start_year - 1) / p->step_years;
    return shock_in_step(s, kind, state, step);
}
