/* Decides who leaves a state for training and who comes back. With N heads in the states that a
 * route draws on, X students who start and D who drop out, every cell there is multiplied by
 *
 *     f = 1 + (D - X) / N,   X <= N + D,
 *
 * so that those who leave are like those who are there. Its adjoint, with w the worth of a head
 * and m the mean worth of those N: a head was worth f w - (D - X) / N m, a student costs m, and
 * one who drops out brings m. What apprentices become is left to the pipeline. */
#include "sim/training.h"
#include <math.h>

bool training_any(const Plan *p)
{
    bool any = false;
    for (int route = 0; route < p->n_routes; route++)
        any |= p->routes[route].from != NULL;
    return any;
}

/* The intake years of a step: first..last as indices of intakes, within the plan's. */
static void intakes_of(const Rates *r, const Plan *p, int step, int *first, int *last)
{
    *last = plan_year(p, step + 1) - r->first_intake_year;
    *first = *last - p->step_years + 1;
    *last = *last < r->n_intake_years ? *last : r->n_intake_years - 1;
}

double training_drops(const Rates *r, const Plan *p, int route, int j, int step)
{
    double sum = 0;
    int years = plan_year(p, step + 1) - r->first_intake_year - j;
    for (int y = years - p->step_years + 1; y <= years; y++)
        if (y > 0 && y < r->routes[route].length + r->routes[route].delays)
            sum += cohort_year(r, route, j, y).dropouts;
    return sum;
}

/* ------------------------------------------------------------------ expected */

static double heads_from(const Rates *r, const Route *route, const double *stock)
{
    double sum = 0;
    for (int cell = 0; cell < r->n_cells; cell++)
        if (route->from[cell / r->n_ages])
            sum += stock[cell];
    return sum;
}

static double come_back(const Rates *r, const Plan *p, int route, int step, const double *x)
{
    double back = 0;
    for (int j = 0; j < r->n_intake_years; j++)
        back += x[route * r->n_intake_years + j] * training_drops(r, p, route, j, step);
    return back;
}

/* The step's change of one route, as the factor f; the cohorts that find fewer shrink in x. */
static double factor_of(const Rates *r, const Plan *p, int route, int step, double heads,
                        double *x, double *net)
{
    double *intake = x + route * r->n_intake_years, wanted = 0;
    double back = come_back(r, p, route, step, x);
    int first, last;
    intakes_of(r, p, step, &first, &last);
    for (int j = first; j <= last; j++)
        wanted += intake[j];
    double most = heads + back, share = wanted > most ? most / wanted : 1;
    for (int j = first; j <= last && share < 1; j++)
        intake[j] *= share;
    *net = fmin(wanted, most) - back;
    return heads > 0 ? fmax(0, 1 - *net / heads) : 1;
}

/* Those who come back where nobody is left: evenly. */
static void come_back_alone(const Rates *r, const Route *route, double heads, double *next)
{
    int cells = 0;
    for (int cell = 0; cell < r->n_cells; cell++)
        cells += route->from[cell / r->n_ages];
    for (int cell = 0; cell < r->n_cells; cell++)
        if (route->from[cell / r->n_ages])
            next[cell] += heads / cells;
}

void training_expected(const Rates *r, const Plan *p, int step, double *x, double *next,
                       StepTotals *totals)
{
    for (int route = 0; route < p->n_routes; route++) {
        const Route *from = &p->routes[route];
        double net;
        if (!from->from)
            continue;
        double heads = heads_from(r, from, next);
        double factor = factor_of(r, p, route, step, heads, x, &net);
        for (int cell = 0; cell < r->n_cells; cell++)
            if (from->from[cell / r->n_ages])
                next[cell] *= factor;
        if (heads <= 0 && net < 0)
            come_back_alone(r, from, -net, next);
        totals->training += net;
    }
}

void training_enrolled(const Rates *r, const Plan *p, int step, const double *x,
                       double *apprentices)
{
    for (int route = 0; route < p->n_routes; route++) {
        apprentices[route] = 0;
        for (int j = 0; p->routes[route].from && j < r->n_intake_years; j++) {
            int years = plan_year(p, step) - r->first_intake_year - j;
            if (years >= 0 && years < r->routes[route].length + r->routes[route].delays)
                apprentices[route] +=
                    x[route * r->n_intake_years + j] * cohort_year(r, route, j, years).enrolled;
        }
    }
}

void training_supply(const Plan *p, const double *apprentices, double *supply, double *amount)
{
    for (int group = 0; amount && group <= p->n_groups; group++)
        amount[group] = 0;
    for (int i = 0; i < p->n_routes; i++) {
        const Route *route = &p->routes[i];
        double measure = apprentices[i] * route->counts;
        if (!route->from || measure == 0)
            continue;
        for (int k = 0; k < 2; k++) {
            int group = k ? p->n_groups : route->counts_in;
            supply[group] += measure;
            if (amount)
                amount[group] += measure;
        }
    }
}

/* ------------------------------------------------------------------ adjoint */

void training_refer(Rates *r, const Plan *p, const double *theta)
{
    if (!r->before_training)
        return;
    SCOPED_ARENA a = arena_new();
    size_t cells = (size_t)r->n_cells;
    double *stock = NEW_ARRAY(a, double, (size_t)(r->n_steps + 1) * cells);
    plan_intake(p, theta, r->own);
    expected_course(r, p, r->own, stock, NULL, r->before_training);
}

/* What a step takes out of the route's states, less what it brings back, along the plan's
 * course. */
static double own_net(const Rates *r, const Plan *p, int route, int step)
{
    int first, last;
    double net = -come_back(r, p, route, step, r->own);
    intakes_of(r, p, step, &first, &last);
    for (int j = first; j <= last; j++)
        net += r->own[route * r->n_intake_years + j];
    return net;
}

/* Routes that draw on the same states follow one another; others do not meet. */
static bool same_people(const Route *a, const Route *b, int n_states)
{
    return a->from && b->from && memcmp(a->from, b->from, (size_t)n_states) == 0;
}

void training_back(const Rates *r, const Plan *p, int step, double *worth, double *worth_of)
{
    const double *stock = r->before_training + (size_t)step * (size_t)r->n_cells;
    for (int route = p->n_routes - 1; route >= 0; route--) {
        const Route *from = &p->routes[route];
        double heads = 0, sum = 0;
        worth_of[route] = 0;
        if (!from->from)
            continue;
        for (int cell = 0; cell < r->n_cells; cell++)
            if (from->from[cell / r->n_ages]) {
                heads += stock[cell];
                sum += stock[cell] * worth[cell];
            }
        if (heads <= 0)
            continue;
        double mean =
            sum / heads; /* of the cells in the same proportions after earlier routes */
        for (int k = 0; k < route; k++)
            if (same_people(&p->routes[k], from, p->n_states))
                heads -= own_net(r, p, k, step);
        worth_of[route] = mean;
        if (heads <= 0)
            continue;
        double lost = own_net(r, p, route, step) / heads;
        for (int cell = 0; cell < r->n_cells; cell++)
            if (from->from[cell / r->n_ages])
                worth[cell] = (1 - lost) * worth[cell] + lost * mean;
    }
}

/* ------------------------------------------------------------------ by chance */

static Address address_of(uint64_t seed, const char *stream, int item, int when,
                          uint32_t replicate)
{
    return (Address){
        philox_stream(seed, stream), {(uint32_t)item, (uint32_t)when, replicate}, 0};
}

int32_t training_wanted(const Rates *r, uint64_t seed, uint32_t replicate, const double *x,
                        int route, int j)
{
    double intake = fmin(x[route * r->n_intake_years + j], INT32_MAX - 1);
    return sample_round(address_of(seed, "intake", route, j, replicate), intake);
}

static void study_of(const Rates *r, uint64_t seed, uint32_t replicate, int route, int j,
                     int32_t students, StudyCounts *out)
{
    study_by_chance(r, route, j, address_of(seed, "study", route, j, replicate), students, out);
}

static int64_t count_from(const Rates *r, const Route *route, const int32_t *next)
{
    int64_t heads = 0;
    for (int cell = 0; cell < r->n_cells; cell++)
        if (route->from[cell / r->n_ages])
            heads += next[cell];
    return heads;
}

/* n of the heads, each as likely as any other: each head in turn leaves with the share that is
 * still wanted of those still to come (Knuth, algorithm S). */
static void pick(const Rates *r, const Route *route, Address at, int64_t heads, int64_t n,
                 int32_t *next)
{
    for (int cell = 0; cell < r->n_cells && n > 0; cell++) {
        int32_t here = route->from[cell / r->n_ages] ? next[cell] : 0;
        for (int32_t head = 0; head < here && n > 0; head++, heads--) {
            PhiloxWords w = philox(
                (PhiloxWords){{at.word[0], at.word[1], at.word[2], (uint32_t)heads}}, at.key);
            if (philox_uniform(w.word[0], w.word[1]) * (double)heads < (double)n) {
                next[cell]--;
                n--;
            }
        }
    }
}

/* n heads come back, each to where a head chosen at random is. */
static void put_back(const Rates *r, const Route *route, Address at, int64_t heads, int64_t n,
                     int32_t *next)
{
    for (int64_t i = 0; i < n; i++, heads++) {
        PhiloxWords w =
            philox((PhiloxWords){{at.word[0], at.word[1], at.word[2], (uint32_t)i}}, at.key);
        double turn = philox_uniform(w.word[0], w.word[1]) * (double)heads;
        int last = -1;
        for (int cell = 0; cell < r->n_cells; cell++) {
            if (!route->from[cell / r->n_ages] || (heads > 0 && next[cell] == 0))
                continue;
            last = cell;
            turn -= next[cell];
            if (turn < 0)
                break;
        }
        if (last >= 0)
            next[last]++;
    }
}

static int64_t count_back(const Rates *r, const Plan *p, int route, int step, uint64_t seed,
                          uint32_t replicate, const int32_t *started)
{
    int64_t back = 0;
    for (int j = 0; j < r->n_intake_years; j++) {
        int years = plan_year(p, step + 1) - r->first_intake_year - j;
        StudyCounts counts;
        if (years < 1 ||
            years - p->step_years >= r->routes[route].length + r->routes[route].delays)
            continue;
        study_of(r, seed, replicate, route, j, started[route * r->n_intake_years + j], &counts);
        for (int y = years - p->step_years + 1; y <= years; y++)
            if (y > 0 && y < r->routes[route].length + r->routes[route].delays)
                back += counts.dropouts[y - 1];
    }
    return back;
}

void training_by_chance(const Rates *r, const Plan *p, int step, uint64_t seed,
                        uint32_t replicate, int32_t *started, int32_t *next, StepCounts *counts)
{
    for (int route = 0; route < p->n_routes; route++) {
        const Route *from = &p->routes[route];
        int first, last;
        int64_t leave = 0;
        if (!from->from)
            continue;
        int64_t heads = count_from(r, from, next);
        int64_t back = count_back(r, p, route, step, seed, replicate, started);
        put_back(r, from, address_of(seed, "back from training", route, step, replicate), heads,
                 back, next);
        heads += back;
        intakes_of(r, p, step, &first, &last);
        for (int j = first; j <= last; j++) {
            int32_t *of = &started[route * r->n_intake_years + j];
            if (*of > heads - leave)
                *of = (int32_t)(heads - leave);
            leave += *of;
        }
        pick(r, from, address_of(seed, "into training", route, step, replicate), heads, leave,
             next);
        counts->training += leave - back;
    }
}

void training_enrolled_by_chance(const Rates *r, const Plan *p, int step, uint64_t seed,
                                 uint32_t replicate, const int32_t *started,
                                 double *apprentices)
{
    for (int route = 0; route < p->n_routes; route++) {
        apprentices[route] = 0;
        for (int j = 0; p->routes[route].from && j < r->n_intake_years; j++) {
            int years = plan_year(p, step) - r->first_intake_year - j;
            StudyCounts counts;
            if (years < 0 || years >= r->routes[route].length + r->routes[route].delays)
                continue;
            study_of(r, seed, replicate, route, j, started[route * r->n_intake_years + j],
                     &counts);
            apprentices[route] += counts.enrolled[years];
        }
    }
}
