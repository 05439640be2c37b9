/* Decides what one more student changes later: the adjoint of the recursion in expected.c. One
 * pass backwards from the closing step carries, for every cell, the supply that a head in that
 * cell brings at the end; each cohort reads its joiners' worth off on the way. */
#include "sim/training.h"

typedef struct Adjoint {
    double *worth;  /* [cells] of a head at the end of the step in hand */
    double *before; /* [cells] of a head at its start */
    double *joins;  /* [cells] of a head who joins in the step */
} Adjoint;

/* Who comes to a pool is worth what its places are. */
static void fill_pools(const Rates *r, int period, double *worth)
{
    const Pools *x = &r->pools;
    const double *share = x->share + period * pools_places(r);
    for (int pool = 0; pool < x->n; pool++) {
        double *w = worth + x->states[pool] * r->n_ages;
        memset(w, 0, (size_t)r->n_ages * sizeof *w);
        for (int i = x->first[pool]; i < x->first[pool + 1]; i++)
            for (int age = 0; age < r->n_ages; age++)
                w[age] += share[i] * worth[x->to[i] * r->n_ages + age];
    }
}

/* Joiners are worth less than those who are there by what exposure takes of them. */
static void value_joiners(const Rates *r, int period, Adjoint *adjoint)
{
    for (int cell = 0; cell < r->n_cells; cell++)
        adjoint->joins[cell] = kept(r, period, cell) * adjoint->worth[cell];
    fill_pools(r, period, adjoint->joins);
}

/* worth of a head in each cell before ageing */
static void look_younger(const Rates *r, double *worth)
{
    for (int state = 0; state < r->n_states; state++) {
        double *w = worth + state * r->n_ages;
        for (int age = 0; age < r->n_ages - 1; age++) /* w[age + 1] is still the older one */
            w[age] += r->age_share[age] * (w[age + 1] - w[age]);
    }
}

static void step_back(const Rates *r, const Plan *p, int step, Adjoint *adjoint)
{
    int period = r->period_of[step];
    size_t cells = (size_t)r->n_cells, A = (size_t)r->n_ages;
    const double *stay = r->stay + (size_t)period * cells;
    const double *moves = r->moves + (size_t)period * (size_t)r->n_pairs * A;
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
    for (int i = 0; i < r->n_pairs; i++)
        for (size_t age = 0; age < A; age++)
            before[(size_t)r->pairs[i].from * A + age] +=
                moves[(size_t)i * A + age] * worth[(size_t)r->pairs[i].to * A + age];
    adjoint->worth = before;
    adjoint->before = worth;
}

/* What a registered graduate is worth who chooses among the posts of a period. */
static double worth_of_entry(const Rates *r, const RouteRates *rr, int entry,
                             const double *joins)
{
    const double *ages = rr->entry + entry * r->n_ages;
    double sum = 0;
    for (int i = 0; i < rr->n_posts; i++) {
        double post = 0;
        for (int age = 0; age < r->n_ages; age++) {
            int cell = rr->post_states[i] * r->n_ages + age;
            post += ages[age] * joins[cell];
        }
        sum += rr->capture[entry * rr->n_posts + i] * post;
    }
    return sum;
}

/* What the cohorts that join in the step are worth at the end of it. */
static void read_off(const Rates *r, const Plan *p, int step, const double *joins,
                     double *response)
{
    for (int route = 0; route < p->n_routes; route++) {
        const RouteRates *rr = &r->routes[route];
        for (int j = 0; j < r->n_intake_years; j++) {
            for (int late = 0; late < rr->delays; late++) {
                int at = j * rr->delays + late;
                if (rr->step[at] == step)
                    response[route * r->n_intake_years + j] +=
                        rr->finish[at] * rr->registers[at] *
                        worth_of_entry(r, rr, entry_period(r, p, route, j, late), joins);
            }
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

void response_at(const Rates *r, const Plan *p, int group, int step, double *response)
{
    SCOPED_ARENA scratch = arena_new();
    Adjoint adjoint = {NEW_ARRAY(scratch, double, r->n_cells),
                       NEW_ARRAY(scratch, double, r->n_cells),
                       NEW_ARRAY(scratch, double, r->n_cells)};
    double *worth_of = NEW_ARRAY(scratch, double, p->n_routes + 1);
    bool training = training_any(p);
    memset(response, 0, (size_t)p->n_routes * (size_t)r->n_intake_years * sizeof *response);
    for (int state = 0; state < r->n_states; state++)
        for (int age = 0; age < r->n_ages; age++)
            adjoint.worth[state * r->n_ages + age] = supply_weight(r, p, step, group, state);
    credit_training(r, p, group, step, response);
    for (int i = step - 1; i >= 0; i--) {
        if (training)
            charge_training(r, p, i, adjoint.worth, worth_of, response);
        value_joiners(r, r->period_of[i], &adjoint);
        read_off(r, p, i, adjoint.joins, response);
        step_back(r, p, i, &adjoint);
    }
}
