/* Decides which groups have a recruitment ceiling, and the expected course under it.
 *
 * With S the measure of those of group g who neither leave nor apply elsewhere, A(g) its
 * applicants and B(g, h) its people who apply to h, the share a(g) of applicants that is hired
 * is the largest solution of
 *
 *     a(g) = min(1, max(0, posts(g) - S(g) - sum over h of (1 - a(h)) B(g, h)) / A(g)),
 *
 * reached from a = 1 downwards: whoever is turned away elsewhere keeps a post here. */
#include "sim/ceiling.h"
#include "sim/training.h"
#include <math.h>

enum { MOST_ROUNDS = 200 };

/* ------------------------------------------------------------------ which groups */

static bool has_level(const Plan *p, int group)
{
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == PART_DEMAND && row->line == p->ceiling - 1 &&
            (row->group == ANY ? p->n_groups : row->group) == group)
            return true;
    }
    return false;
}

/* The sectors that the line speaks of, else the sets of one family, else all. */
static int find_groups(const Plan *p, int *groups)
{
    int n = 0, sectors = p->n_groups - p->n_sets;
    for (int group = 0; group < p->n_groups; group++) {
        if (!has_level(p, group))
            continue;
        if (n && (groups[0] < sectors) != (group < sectors))
            continue;
        if (n && group >= sectors &&
            strcmp(p->sets[groups[0] - sectors].family, p->sets[group - sectors].family) != 0)
            continue;
        groups[n++] = group;
    }
    if (n == 0)
        groups[n++] = p->n_groups;
    return n;
}

void ceiling_new(Arena *a, const Plan *p, const double *demand, Ceiling *out)
{
    int *groups = NEW_ARRAY(a, int, p->n_groups + 1), *of = NEW_ARRAY(a, int, p->n_states);
    int n = find_groups(p, groups), G = p->n_groups + 1;
    double *posts = NEW_ARRAY(a, double, (p->n_steps + 1) * n);
    for (int state = 0; state < p->n_states; state++) {
        of[state] = -1; /* who counts for nothing takes no post */
        for (int i = 0; i < n && p->states[state].weight > 0 && !p->states[state].pool; i++)
            if (plan_in_group(p, groups[i], state))
                of[state] = i;
    }
    for (int step = 0; step <= p->n_steps; step++)
        for (int i = 0; i < n; i++)
            posts[step * n + i] = demand[(step * p->n_lines + p->ceiling - 1) * G + groups[i]];
    *out = (Ceiling){.n = n, .groups = groups, .of = of, .posts = posts};
}

void hiring_note(const Plan *p, const Ceiling *c, const Hiring *out, int step,
                 const double *turned_away, const double *filled)
{
    int G = p->n_groups + 1;
    double *away = out->turned_away ? out->turned_away + step * G : NULL;
    double *unfilled = out->unfilled ? out->unfilled + step * G : NULL, all_away = 0, empty = 0;
    for (int group = 0; group < G; group++) {
        if (away)
            away[group] = NAN;
        if (unfilled)
            unfilled[group] = NAN;
    }
    for (int i = 0; i < c->n; i++) {
        double posts = fmax(0, c->posts[step * c->n + i] - filled[i]);
        all_away += turned_away[i];
        empty += posts;
        if (away)
            away[c->groups[i]] = turned_away[i];
        if (unfilled)
            unfilled[c->groups[i]] = posts;
    }
    if (away)
        away[G - 1] = all_away;
    if (unfilled)
        unfilled[G - 1] = empty;
}

/* ------------------------------------------------------------------ expected course */

typedef struct Market { /* one step; from-group n stands for outside all ceilings */
    const Rates *r;
    const Plan *p;
    const Ceiling *c;
    int step, period;
    double *joined; /* [cells] heads that would join */
    double *flow;   /* [n + 1][n_states] heads that would come, by the group that they leave */
    double *away; /* [n + 1][n] measure that is kept where they leave, if all are turned away */
    double *stays;  /* [n] measure of those who fill a post without applying */
    double *hired;  /* [n] share */
    double *accept; /* [n + 1][n_states] share of those who come that is let in */
} Market;

static int from_group(const Market *m, int state)
{
    int g = m->c->of[state];
    return g < 0 ? m->c->n : g;
}

static bool applies(const Market *m, int from, int state)
{
    return m->c->of[state] >= 0 && m->c->of[state] != from;
}

/* People of group `from` with the measure `measure` who set out for a state, or a pool's
 * places. */
static void set_out(Market *m, int from, int state, double heads, double measure)
{
    const Ceiling *c = m->c;
    const Pools *x = &m->r->pools;
    int pool = x->of[state];
    if (pool < 0) {
        m->flow[from * m->p->n_states + state] += heads;
        if (applies(m, from, state))
            m->away[from * c->n + c->of[state]] += measure;
        return;
    }
    const double *share = x->share + m->period * pools_places(m->r);
    for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
        set_out(m, from, x->to[i], heads * share[i], measure * share[i]);
}

static void gather(Market *m, const double *now, const double *next)
{
    const Rates *r = m->r;
    size_t A = (size_t)r->n_ages;
    for (int i = 0; i < r->n_pairs; i++) {
        int state = r->pairs[i].from;
        double heads = 0;
        for (int age = 0; age < r->n_ages; age++)
            heads += now[state * r->n_ages + age] * pair_share(r, m->period, i, age);
        set_out(m, from_group(m, state), r->pairs[i].to, heads,
                heads * m->p->states[state].weight);
    }
    for (int state = 0; state < r->n_states; state++) {
        double heads = 0, stay = 0;
        for (size_t age = 0; age < A; age++) {
            heads += m->joined[(size_t)state * A + age];
            stay += next[(size_t)state * A + age];
        }
        set_out(m, m->c->n, state, heads, 0);
        if (m->c->of[state] >= 0) {
            int g = m->c->of[state];
            double within = m->flow[g * r->n_states + state];
            m->stays[g] += (stay + within) * m->p->states[state].weight;
        }
    }
}

/* Applicants of a group, in the measure or in heads. */
static double applicants(const Market *m, int g, bool heads)
{
    double sum = 0;
    for (int from = 0; from <= m->c->n; from++)
        for (int state = 0; state < m->r->n_states; state++)
            if (m->c->of[state] == g && from != g)
                sum += m->flow[from * m->r->n_states + state] *
                       (heads ? 1 : m->p->states[state].weight);
    return sum;
}

static double filled_without(const Market *m, int g)
{
    double sum = m->stays[g];
    for (int h = 0; h < m->c->n; h++)
        sum += (1 - m->hired[h]) * m->away[g * m->c->n + h];
    return sum;
}

static void clear_market(Market *m, double *wanted)
{
    int n = m->c->n;
    const double *posts = m->c->posts + (m->step + 1) * n;
    for (int g = 0; g < n; g++) {
        m->hired[g] = 1;
        wanted[g] = applicants(m, g, false);
    }
    bool changed = true;
    for (int round = 0; changed && round < MOST_ROUNDS; round++) {
        changed = false;
        for (int g = 0; g < n; g++) {
            double room = fmax(0, posts[g] - filled_without(m, g));
            double share = wanted[g] > room ? room / wanted[g] : 1;
            if (share < m->hired[g] - 1e-14) {
                m->hired[g] = share;
                changed = true;
            }
        }
    }
    for (int from = 0; from <= n; from++)
        for (int state = 0; state < m->r->n_states; state++)
            m->accept[from * m->r->n_states + state] =
                applies(m, from, state) ? m->hired[m->c->of[state]] : 1;
}

/* Heads of one age to a state (or a pool's places), as far as they are let in; returns who is
 * not. Joiners are exposed where they come. */
static double let_in(const Market *m, int from, int state, int age, double heads, bool joining,
                     double *next)
{
    const Pools *x = &m->r->pools;
    int pool = x->of[state], cell = state * m->r->n_ages + age;
    if (pool < 0) {
        double in = heads * m->accept[from * m->r->n_states + state];
        next[cell] += joining ? in * kept(m->r, m->period, cell) : in;
        return heads - in;
    }
    const double *share = x->share + m->period * pools_places(m->r);
    double back = 0;
    for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
        back += let_in(m, from, x->to[i], age, heads * share[i], joining, next);
    return back;
}

static void execute(const Market *m, const double *now, double *next)
{
    const Rates *r = m->r;
    int A = r->n_ages;
    for (int i = 0; i < r->n_pairs; i++)
        for (int age = 0; age < A; age++) {
            int cell = r->pairs[i].from * A + age;
            double heads = now[cell] * pair_share(r, m->period, i, age);
            if (heads > 0)
                next[cell] += let_in(m, from_group(m, r->pairs[i].from), r->pairs[i].to, age,
                                     heads, false, next);
        }
    expected_ageing(r, next);
    for (int cell = 0; cell < r->n_cells; cell++)
        if (m->joined[cell] > 0)
            let_in(m, m->c->n, cell / A, cell % A, m->joined[cell], true, next);
}

void ceiling_expected(const Rates *r, const Plan *p, const Ceiling *c, const double *intakes,
                      Arena *scratch, double *stock, const Hiring *out, double *apprentices)
{
    size_t cells = (size_t)r->n_cells, n = (size_t)c->n, S = (size_t)p->n_states;
    Rates open = *r; /* applicants are not exposed before they are hired */
    open.exposure = 0;
    double *away = NEW_ARRAY(scratch, double, n), *filled = NEW_ARRAY(scratch, double, n);
    double *wanted = NEW_ARRAY(scratch, double, n);
    Market m = {.r = r,
                .p = p,
                .c = c,
                .joined = NEW_ARRAY(scratch, double, cells),
                .flow = NEW_ARRAY(scratch, double, (n + 1) * S),
                .away = NEW_ARRAY(scratch, double, (n + 1) * n),
                .stays = NEW_ARRAY(scratch, double, n),
                .hired = NEW_ARRAY(scratch, double, n),
                .accept = NEW_ARRAY(scratch, double, (n + 1) * S)};
    size_t R = (size_t)p->n_routes, cohorts = R * (size_t)r->n_intake_years;
    double *x = NEW_ARRAY(scratch, double, cohorts + 1);
    bool training = training_any(p);
    memcpy(x, intakes, cohorts * sizeof *x);
    memcpy(stock, r->opening, cells * sizeof *stock);
    if (apprentices)
        training_enrolled(r, p, 0, x, apprentices);
    for (int step = 0; step < r->n_steps; step++) {
        const double *now = stock + (size_t)step * cells;
        double *next = stock + (size_t)(step + 1) * cells;
        const double *stay = r->stay + (size_t)r->period_of[step] * cells;
        StepTotals unused = {0};
        m.step = step;
        m.period = r->period_of[step];
        for (size_t cell = 0; cell < cells; cell++)
            next[cell] = now[cell] * stay[cell];
        memset(m.joined, 0, cells * sizeof *m.joined);
        memset(m.flow, 0, (n + 1) * S * sizeof *m.flow);
        memset(m.away, 0, (n + 1) * n * sizeof *m.away);
        memset(m.stays, 0, n * sizeof *m.stays);
        expected_joiners(&open, p, x, step, now, m.joined, &unused);
        gather(&m, now, next);
        clear_market(&m, wanted);
        execute(&m, now, next);
        residuals_apply(&r->residuals, step, next);
        if (training)
            training_expected(r, p, step, x, next, &unused);
        if (apprentices)
            training_enrolled(r, p, step + 1, x, apprentices + (size_t)(step + 1) * R);
        for (int g = 0; g < c->n; g++) {
            filled[g] = filled_without(&m, g) + m.hired[g] * wanted[g];
            away[g] = (1 - m.hired[g]) * applicants(&m, g, true);
        }
        hiring_note(p, c, out, step + 1, away, filled);
    }
}
