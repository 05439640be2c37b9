/* Decides which lines let a board check a recommendation with a calculator: where the heads of
 * the target year come from, what they are worth in the measure, what is needed, and what one
 * more place a year would bring. All at central values, for the last target point; without a
 * target the chain stops at the supply of the last year shown. */
#include "sim/decision.h"
#include "sim/rates.h"
#include <math.h>

/* Marks a text for the translators; whoever shows the chain translates it. */
#define N_(text) text

typedef struct Notes {
    Arena *a;
    Chain chain;
    int room;
} Notes;

static double note(Notes *n, const char *key, const char *label, const char *unit,
                   const char *formula, double value)
{
    *PUSH(n->a, n->chain.lines, n->chain.n, n->room) = (ChainLine){
        .key = key, .label = label, .unit = unit, .formula = formula, .value = value};
    return value;
}

/* Heads: opening - exits + joiners from outside + graduates who take a post, and what no flow
 * explains where the plan has such a thing, = closing. */
static void note_heads(Notes *n, const Decision *d, const Ensemble *e, int step)
{
    const Plan *p = d->p;
    SCOPED_ARENA scratch = arena_new();
    double *stock = NEW_ARRAY(scratch, double, (p->n_steps + 1) * plan_cells(p));
    double *exits = NEW_ARRAY(scratch, double, p->n_steps + 1);
    double *joiners = NEW_ARRAY(scratch, double, p->n_steps + 1);
    double *entrants = NEW_ARRAY(scratch, double, p->n_steps + 1);
    double *residual = NEW_ARRAY(scratch, double, p->n_steps + 1);
    Flows flows = {
        .exits = exits, .joiners = joiners, .entrants = entrants, .residual = residual};
    double opening = 0, closing = 0, left = 0, outside = 0, entered = 0, unexplained = 0;
    expected_run(d->rates, p, d->own, stock, &flows);
    for (int s = 0; s < p->n_states; s++) {
        opening += e->central_heads[s];
        closing += e->central_heads[step * p->n_states + s];
    }
    for (int i = 0; i < step; i++) {
        left += exits[i];
        entered += entrants[i];
        unexplained += residual[i];
        outside += joiners[i] - entrants[i];
    }
    note(n, "opening", N_("Heads at the start"), N_("heads"), "", opening);
    note(n, "exits", N_("Leave by the target year"), N_("heads"), "", left);
    note(n, "outside", N_("Join from outside training"), N_("heads"), "", outside);
    note(n, "entrants", N_("Graduates who take a post, with intakes as they are"), N_("heads"),
         "", entered);
    if (d->rates->residuals.n)
        note(n, "residual", N_("What the flows do not explain"), N_("heads"), "", unexplained);
    note(n, "closing", N_("Heads in the target year"), N_("heads"),
         d->rates->residuals.n ? "opening - exits + outside + entrants + residual"
                               : "opening - exits + outside + entrants",
         closing);
}

static double supply_at(const Ensemble *e, int step, int group)
{
    return e->central_supply[step * e->G + (group == ANY ? e->G - 1 : group)];
}

/* The mean yearly intake now, and what one more place a year does at the point. */
static void note_decision(Notes *n, const Decision *d, const Ensemble *e, int point, double gap)
{
    int per_point = d->p->n_routes * d->n_years, years = d->to - d->from + 1;
    double current = 0, effect = 0, cohorts = 0;
    for (int j = d->from; j <= d->to; j++) {
        bool counts = false;
        for (int r = 0; r < d->p->n_routes; r++) {
            int at = r * d->n_years + j;
            if (!is_decided(d, r, j))
                continue;
            double response = e->central_response[point * per_point + at];
            current += d->own[at] / years;
            effect += d->p->routes[r].share * response;
            counts |= response > 0;
        }
        cohorts += counts;
    }
    note(n, "current", N_("Places a year as planned now"), N_("places"), "", current);
    note(n, "cohorts", N_("Decided cohorts that reach a post by then"), N_("cohorts"), "",
         cohorts);
    double each = note(n, "place", N_("Brought by one place of such a cohort, on average"),
                       N_("measure"), "", cohorts > 0 ? effect / cohorts : 0);
    note(n, "effect", N_("Brought by one more place every year"), N_("measure"),
         "cohorts x place", cohorts * each);
    note(n, "recommended", N_("Places a year that close the gap"), N_("places"),
         "current + gap / effect", effect > 0 ? current + gap / effect : NAN);
}

bool chain_of(Arena *a, Err *err, const Plan *p, const Ensemble *e, Chain *out)
{
    Decision d;
    Notes n = {.a = a};
    if (!decision_new(a, err, p, &d))
        return false;
    int point = e->n_points - 1;
    int step = point >= 0 ? e->points[point].step : p->shown_steps;
    int group = point >= 0 ? e->points[point].group : ANY;
    note_heads(&n, &d, e, step);
    double heads = n.chain.lines[n.chain.n - 1].value, supply = supply_at(e, step, group);
    note(&n, "measure", N_("Measure per head"), N_("measure per head"), "",
         heads > 0 ? supply / heads : 0);
    note(&n, "supply", N_("Supply in the target year"), N_("measure"), "closing x measure",
         supply);
    if (point >= 0) {
        double demand = note(&n, "demand", N_("Demand in the target year"), N_("measure"), "",
                             e->central_needed[point]);
        double gap =
            note(&n, "gap", N_("Gap"), N_("measure"), "demand - supply", demand - supply);
        if (d.from <= d.to)
            note_decision(&n, &d, e, point, gap);
    }
    *out = n.chain;
    return true;
}
