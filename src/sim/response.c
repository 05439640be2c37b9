/* Decides what one more student changes later: the adjoint of the recursion in expected.c. One
 * pass backwards from the closing step carries, for every cell, the supply that a head in that
 * cell brings at the end; each cohort reads its joiners' worth off on the way. */
#include "sim/training.h"
#include "sim/wide.h"
#include <math.h>

typedef struct Adjoint {
    double *worth;  /* [cells] of a head at the end of the step in hand */
    double *before; /* [cells] of a head at its start */
    double *joins;  /* [cells] of a head who joins in the step */
} Adjoint;

/* Who comes to a pool is worth what its places are. */
static ALWAYS_INLINE void fill_pools(const Rates *r, int period, double *worth)
{
    const Pools *x = &r->pools;
    const double *share = x->share + period * pools_places(r);
    for (int pool = 0; pool < x->n; pool++) {
        double *w = worth + x->states[pool] * r->n_ages;
        memset(w, 0, (size_t)r->n_ages * sizeof *w);
        for (int i = x->first[pool]; i < x->first[pool + 1]; i++) {
            const double *restrict of = worth + x->to[i] * r->n_ages;
            double *restrict sum = w;
            for (int age = 0; age < r->n_ages; age++)
                sum[age] += share[i] * of[age];
        }
    }
}

/* Joiners are worth less than those who are there by what exposure takes of them. */
static ALWAYS_INLINE void value_joiners(const Rates *r, int period, Adjoint *adjoint)
{
    for (int cell = 0; cell < r->n_cells; cell++)
        adjoint->joins[cell] = kept(r, period, cell) * adjoint->worth[cell];
    fill_pools(r, period, adjoint->joins);
}

/* worth of a head in each cell before ageing */
static ALWAYS_INLINE void look_younger(const Rates *r, double *worth)
{
    for (int state = 0; state < r->n_states; state++) {
        double *w = worth + state * r->n_ages;
        for (int age = 0; age < r->n_ages - 1; age++) /* w[age + 1] is still the older one */
            w[age] += r->age_share[age] * (w[age + 1] - w[age]);
    }
}

static ALWAYS_INLINE void step_back(const Rates *r, const Plan *p, int step, Adjoint *adjoint)
{
    int period = r->period_of[step];
    size_t cells = (size_t)r->n_cells, A = (size_t)r->n_ages;
    const double *stay = r->stay + (size_t)period * cells;
    const double *moves = r->moves + (size_t)period * (size_t)r->n_pairs * A;
    const double *level = r->level + (size_t)period * (size_t)r->n_pairs;
    double *worth = adjoint->worth, *before = adjoint->before;
    memset(before, 0, cells * sizeof *before);
    for (int i = 0; i < r->n_renewals; i++) {
        const Renewal *w = &r->renewals[i];
        double per_head = 0, width = age_width(p, w->to_age, w->to_age_to);
        for (int age = w->to_age; age <= w->to_age_to; age++) {
            int cell = w->to * r->n_ages + age;
            per_head += age_width(p, age, age) / width * adjoint->joins[cell];
        }
        per_head *= r->renewal[period * r->n_renewals + i];
        for (int age = w->from_age; age <= w->from_age_to; age++)
            before[w->from * r->n_ages + age] += per_head;
    }
    look_younger(r, worth);
    fill_pools(r, period, worth);
    for (size_t cell = 0; cell < cells; cell++)
        before[cell] += stay[cell] * worth[cell];
    for (int i = 0; i < r->n_pairs; i++) {
        double *restrict at = before + (size_t)r->pairs[i].from * A;
        const double *restrict to = worth + (size_t)r->pairs[i].to * A;
        const double *restrict share = moves + (size_t)i * A;
        if (!isnan(level[i])) /* most: nothing was written to moves */
            for (size_t age = 0; age < A; age++)
                at[age] += level[i] * to[age];
        else
            for (size_t age = 0; age < A; age++)
                at[age] += share[age] * to[age];
    }
    adjoint->worth = before;
    adjoint->before = worth;
}

/* What a registered graduate is worth who chooses among the posts of a period. */
static ALWAYS_INLINE double worth_of_entry(const Rates *r, const RouteRates *rr, int entry,
                                           const double *joins)
{
    const double *ages = rr->entry + entry * r->n_ages;
    double sum = 0;
    int first = 0, last = r->n_ages - 1;
    while (first < last && ages[first] == 0)
        first++;
    while (last > first && ages[last] == 0)
        last--;
    for (int i = 0; i < rr->n_posts; i++) {
        const double *of = joins + rr->post_states[i] * r->n_ages;
        double post = 0;
        for (int age = first; age <= last; age++)
            post += ages[age] * of[age];
        sum += rr->capture[entry * rr->n_posts + i] * post;
    }
    return sum;
}

/* The worth of those who enter at one distance from the end, by route and entry period, as far
 * as somebody has asked: cohorts and points share it. */
typedef struct EntryWorth {
    double *worth; /* [n_routes][n_entry_periods] */
    int *known;    /* the distance that it is for, + 1 */
} EntryWorth;

static EntryWorth entry_worths(Arena *a, const Rates *r, const Plan *p)
{
    size_t n = (size_t)p->n_routes * (size_t)r->n_entry_periods + 1;
    return (EntryWorth){NEW_ARRAY(a, double, n), NEW_ARRAY(a, int, n)};
}

static double entry_worth(const Rates *r, EntryWorth *e, int route, int entry, int distance,
                          const double *joins)
{
    int at = route * r->n_entry_periods + entry;
    if (e->known[at] != distance + 1) {
        e->worth[at] = worth_of_entry(r, &r->routes[route], entry, joins);
        e->known[at] = distance + 1;
    }
    return e->worth[at];
}

/* What the cohorts that join in the step are worth at the end of it. */
static void read_off(const Rates *r, const Plan *p, int step, int distance, EntryWorth *e,
                     const double *joins, double *response)
{
    for (int route = 0; route < p->n_routes; route++) {
        const RouteRates *rr = &r->routes[route];
        for (int i = rr->first_join[step]; i < rr->first_join[step + 1]; i++) {
            int at = rr->joins[i], j = at / rr->delays, late = at % rr->delays;
            response[route * r->n_intake_years + j] +=
                rr->finish[at] * rr->registers[at] *
                entry_worth(r, e, route, entry_period(r, p, route, j, late), distance, joins);
        }
    }
}

/* Those who leave a state for training are missed there, and brought back if they drop out. */
static void charge_training(const Rates *r, const Plan *p, int step, double *worth,
                            double *worth_of, double *response)
{
    training_back(r, p, step, worth, worth_of);
    for (int route = 0; route < p->n_routes; route++)
        for (int j = 0; p->routes[route].from && j < r->n_intake_years; j++) {
            int intake_year = r->first_intake_year + j;
            double net = training_drops(r, p, route, j, step);
            if (intake_year > plan_year(p, step) && intake_year <= plan_year(p, step + 1))
                net -= 1;
            response[route * r->n_intake_years + j] += net * worth_of[route];
        }
}

/* Apprentices count while they study. */
static void credit_training(const Rates *r, const Plan *p, int group, int step,
                            double *response)
{
    for (int i = 0; i < p->n_routes; i++) {
        const Route *route = &p->routes[i];
        bool here = group == ANY || group == p->n_groups || group == route->counts_in;
        for (int j = 0; route->from && here && j < r->n_intake_years; j++) {
            int years = plan_year(p, step) - r->first_intake_year - j;
            if (years >= 0 && years < r->routes[i].length + r->routes[i].delays)
                response[i * r->n_intake_years + j] +=
                    route->counts * cohort_year(r, i, j, years).enrolled;
        }
    }
}

WIDE void response_at(const Rates *r, const Plan *p, int group, int step, int first,
                      double *response)
{
    SCOPED_ARENA scratch = arena_new();
    Adjoint adjoint = {NEW_ARRAY(scratch, double, r->n_cells),
                       NEW_ARRAY(scratch, double, r->n_cells),
                       NEW_ARRAY(scratch, double, r->n_cells)};
    double *worth_of = NEW_ARRAY(scratch, double, p->n_routes + 1);
    EntryWorth e = entry_worths(scratch, r, p);
    bool training = training_any(p);
    memset(response, 0, (size_t)p->n_routes * (size_t)r->n_intake_years * sizeof *response);
    for (int state = 0; state < r->n_states; state++)
        for (int age = 0; age < r->n_ages; age++)
            adjoint.worth[state * r->n_ages + age] = supply_weight(r, p, step, group, state);
    credit_training(r, p, group, step, response);
    for (int i = step - 1; i >= first; i--) {
        if (training)
            charge_training(r, p, i, adjoint.worth, worth_of, response);
        value_joiners(r, r->period_of[i], &adjoint);
        read_off(r, p, i, step - 1 - i, &e, adjoint.joins, response);
        step_back(r, p, i, &adjoint);
    }
}

/* ------------------------------------------------------------------ many points at once */

/* Whether a head is worth the same at a given distance from the end, whichever year that is. */
static bool is_stationary(const Rates *r)
{
    const Locums *l = &r->locums;
    for (int i = l->n; i < (r->n_steps + 1) * l->n; i++)
        if (l->share[i] != l->share[i - l->n])
            return false;
    return r->n_periods <= 1 && !r->before_training;
}

WIDE static void one_pass(const Rates *r, const Plan *p, int n, const ResponsePoint *points,
                          int group, int first, Arena *a, double *response)
{
    size_t cohorts = (size_t)p->n_routes * (size_t)r->n_intake_years;
    Adjoint adjoint = {NEW_ARRAY(a, double, r->n_cells), NEW_ARRAY(a, double, r->n_cells),
                       NEW_ARRAY(a, double, r->n_cells)};
    EntryWorth e = entry_worths(a, r, p);
    int last = 0;
    for (int i = 0; i < n; i++)
        if (points[i].group == group) {
            memset(response + (size_t)i * cohorts, 0, cohorts * sizeof *response);
            last = points[i].step > last ? points[i].step : last;
        }
    for (int state = 0; state < r->n_states; state++)
        for (int age = 0; age < r->n_ages; age++)
            adjoint.worth[state * r->n_ages + age] = supply_weight(r, p, last, group, state);
    for (int distance = 0; distance < last - first; distance++) {
        value_joiners(r, 0, &adjoint);
        for (int i = 0; i < n; i++)
            if (points[i].group == group && points[i].step - 1 - distance >= first)
                read_off(r, p, points[i].step - 1 - distance, distance, &e, adjoint.joins,
                         response + (size_t)i * cohorts);
        step_back(r, p, 0, &adjoint);
    }
}

int response_first(const Rates *r, const Plan *p)
{
    int first = p->n_steps;
    for (int route = 0; route < p->n_routes; route++) {
        const RouteRates *rr = &r->routes[route];
        for (int step = 0; step < first; step++) /* their first graduates */
            for (int i = rr->first_join[step]; i < rr->first_join[step + 1]; i++)
                if (plan_decides(p, route, rr->joins[i] / rr->delays))
                    first = step;
        for (int j = 0; p->routes[route].from && j < r->n_intake_years; j++) {
            int years = r->first_intake_year + j - p->start_year;
            int leaves = years > 0 ? (years - 1) / p->step_years : 0;
            if (plan_decides(p, route, j) && leaves < first)
                first = leaves;
        }
    }
    return first;
}

void responses_at(const Rates *r, const Plan *p, int n, const ResponsePoint *points, int first,
                  double *response)
{
    size_t cohorts = (size_t)p->n_routes * (size_t)r->n_intake_years;
    bool stationary = is_stationary(r);
    for (int i = 0; i < n; i++) {
        SCOPED_ARENA scratch = arena_new();
        bool known = false;
        for (int k = 0; k < i && stationary; k++)
            known |= points[k].group == points[i].group;
        if (!stationary)
            response_at(r, p, points[i].group, points[i].step, first,
                        response + (size_t)i * cohorts);
        else if (!known)
            one_pass(r, p, n, points, points[i].group, first, scratch, response);
    }
}
