/* Decides what each limit of a plan means as a row: who counts, in which year, against what.
 * What is sought within the limits is left to least_plan.c and level_path.c.
 *
 * Placement hours and budgets count all students of a calendar year, those who repeat a year
 * among them: of cohort s of route r the share cohort_present(n, c) is in study year n in the
 * year s + n - 1 + c, c years late. What cohorts that are not decided use is taken off first;
 * when they alone use more than there is, the decided ones get nothing, which is the most that
 * a decision can do. Formulas: docs/model/commission.md. */
#include "sim/decision.h"
#include <math.h>

#define MOST_COHORT 1e5 /* bounds x of a cohort that may also be 0, where no capacity does */

static double value_of(const Decision *d, Part part, int route, int study_year, int year)
{
    return plan_value(d->p, d->theta, part, ANY, route, study_year, year, 0);
}

/* GBP per place over the whole training, in the prices of each calendar year. */
static double cost_of(const Decision *d, int route, int j)
{
    double sum = 0;
    for (int n = 1; n <= d->p->routes[route].length; n++)
        for (int late = 0; late <= d->p->routes[route].repeats; late++)
            sum += cohort_present(d->rates, route, j, n, late) *
                   value_of(d, PART_COST, route, n, d->first + j + n - 1 + late);
    return sum;
}

/* The sets of routes that are limited together, by their keys. */
static void find_sets(Arena *a, Decision *d)
{
    const Plan *p = d->p;
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_LIMIT && SOME_ROUTES - p->rows[i].route >= d->n_sets)
            d->n_sets = SOME_ROUTES - p->rows[i].route + 1;
    const Row **sets = NEW_ARRAY(a, const Row *, d->n_sets + 1);
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_LIMIT && p->rows[i].route <= SOME_ROUTES)
            sets[SOME_ROUTES - p->rows[i].route] = &p->rows[i];
    d->sets = sets;
}

bool decision_new(Arena *a, Err *err, const Plan *p, Decision *out)
{
    Decision d = {.p = p, .first = plan_first_intake_year(p), .n_years = plan_intake_years(p)};
    double *theta = NEW_ARRAY(a, double, p->n_rows + 1);
    double *own = NEW_ARRAY(a, double, p->n_routes *d.n_years + 1);
    double *cost = NEW_ARRAY(a, double, p->n_routes *d.n_years + 1);
    theta_central(p, theta);
    d.theta = theta;
    d.rates = rates_new(a, p);
    if (!rates_fill(d.rates, err, p, theta, false))
        return false;
    plan_intake(p, theta, own);
    d.own = own;
    find_sets(a, &d);
    for (int r = 0; r < p->n_routes; r++) {
        d.lumpy |=
            p->routes[r].decided && (p->routes[r].viable > 0 || p->routes[r].multiple > 0);
        for (int j = 0; j < d.n_years; j++)
            cost[r * d.n_years + j] = cost_of(&d, r, j);
    }
    d.cost = cost;
    d.limited = d.lumpy;
    for (int i = 0; i < p->n_rows; i++)
        d.limited |= p->rows[i].part == PART_LIMIT;
    d.from = p->decide_from > d.first ? p->decide_from - d.first : 0;
    d.to = p->decide_to - d.first < d.n_years ? p->decide_to - d.first : d.n_years - 1;
    if (p->decide_from > p->decide_to)
        d.from = 0, d.to = -1;
    *out = d;
    return true;
}

/* ---------------------------------------------------------------- variables */

bool limit_at(const Decision *d, LimitKind kind, int route, int area, int year, double *out)
{
    bool stands = false;
    for (int i = 0; i < d->p->n_rows && !stands; i++) {
        const Row *row = &d->p->rows[i];
        stands = row->part == PART_LIMIT && row->kind == (int)kind && row->route == route &&
                 row->area == area;
    }
    if (stands)
        *out = plan_value_in_area(d->p, d->theta, PART_LIMIT, (int)kind, route, ANY, area, year,
                                  0);
    return stands;
}

bool limit_has(const Plan *p, int key, int route)
{
    if (key > SOME_ROUTES)
        return key == ANY || key == route;
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_LIMIT && p->rows[i].route == key)
            return row_has_route(&p->rows[i], route);
    return false;
}

/* A number above any cohort of the route, even where a conflict stretches the capacity. It is
 * kept small because the solver takes runs = 0.00001 for 0. */
static double above_any_cohort(const Decision *d, int route, int year)
{
    double most = MOST_COHORT, v;
    if (limit_at(d, LIMIT_CAPACITY, route, ANY, year, &v))
        most = fmin(most, 10 * (v + d->p->routes[route].viable));
    if (limit_at(d, LIMIT_CAPACITY, ANY, ANY, year, &v))
        most = fmin(most, 10 * (v + d->p->routes[route].viable));
    return most;
}

/* A cohort worth running is 0 or at least `viable`, and may come in multiples. */
static void add_viability(Arena *a, Decision *d, int r, int j)
{
    const Route *route = &d->p->routes[r];
    int x = d->var[r * d->n_years + j];
    if (route->viable > 0) {
        int runs = lp_var(d->lp, 0, 1, 0, true);
        LpSum least = {.arena = a}, most = {.arena = a};
        lp_add(&least, x, 1);
        lp_add(&least, runs, -route->viable);
        lp_row(d->lp, &least, 0, INFINITY);
        lp_add(&most, x, 1);
        lp_add(&most, runs, -above_any_cohort(d, r, d->first + j));
        lp_row(d->lp, &most, -INFINITY, 0);
    }
    if (route->multiple > 0) {
        int times = lp_var(d->lp, 0, INFINITY, 0, true);
        LpSum same_number = {.arena = a};
        lp_add(&same_number, x, 1);
        lp_add(&same_number, times, -route->multiple);
        lp_row(d->lp, &same_number, 0, 0);
    }
}

LpSum decision_intake(Arena *a, const Decision *d, int route, int j)
{
    LpSum sum = {.arena = a};
    for (int r = 0; r < d->p->n_routes; r++) {
        if (!decision_has(d, route, r))
            continue;
        if (j >= 0 && j < d->n_years && is_decided(d, r, j))
            lp_add(&sum, d->var[r * d->n_years + j], 1);
        else if (j >= 0 && j < d->n_years)
            sum.constant += d->own[r * d->n_years + j];
        else
            sum.constant += fmax(0, value_of(d, PART_INTAKE, r, ANY, d->first + j));
    }
    return sum;
}

/* ---------------------------------------------------------------- limits */

/* Adds the row lo <= sum <= hi, to which decision_settle() gives elastic sides when it must. */
static void add_limit(Arena *a, Decision *d, LpSum *sum, double lo, double hi, Limit limit)
{
    if (sum->n == 0)
        return; /* nothing in it can be decided */
    int cells = d->p->n_routes * d->n_years;
    double *factor = NEW_ARRAY(a, double, cells + 1);
    for (int at = 0; at < cells; at++)
        for (int i = 0; i < sum->n; i++)
            if (sum->terms[i].var == d->var[at])
                factor[at] = sum->terms[i].factor;
    if (limit.kind != LIMIT_PLACEMENT)
        limit.area = ANY;
    limit.factor = factor;
    limit.lo = lo - sum->constant;
    limit.hi = hi - sum->constant;
    limit.row = lp_row(d->lp, sum, lo, hi);
    *PUSH(a, d->limits, d->n_limits, d->room) = limit;
}

static void add_intake_limits(Arena *a, Decision *d, int route, int j)
{
    int year = d->first + j;
    double v;
    if (route == ANY && d->fixed_total && !isnan(d->fixed_total[j])) {
        LpSum x = decision_intake(a, d, ANY, j);
        v = fmax(d->fixed_total[j], x.constant);
        add_limit(
            a, d, &x, v, v,
            (Limit){
                .kind = LIMIT_CAPACITY, .route = ANY, .year = year, .value = v, .scale = 1});
    }
    if (limit_at(d, LIMIT_CAPACITY, route, ANY, year, &v)) {
        LpSum x = decision_intake(a, d, route, j);
        add_limit(
            a, d, &x, -INFINITY, fmax(v, x.constant),
            (Limit){
                .kind = LIMIT_CAPACITY, .route = route, .year = year, .value = v, .scale = 1});
    }
    if (limit_at(d, LIMIT_MINIMUM, route, ANY, year, &v)) {
        LpSum x = decision_intake(a, d, route, j);
        add_limit(
            a, d, &x, v, INFINITY,
            (Limit){
                .kind = LIMIT_MINIMUM, .route = route, .year = year, .value = v, .scale = 1});
    }
    /* The first decided year is measured against the plan's own intake of the year before. */
    if (limit_at(d, LIMIT_RAMP, route, ANY, year, &v)) {
        LpSum change = decision_intake(a, d, route, j),
              before = decision_intake(a, d, route, j - 1);
        lp_add_sum(&change, &before, -1);
        add_limit(
            a, d, &change, -v, v,
            (Limit){.kind = LIMIT_RAMP, .route = route, .year = year, .value = v, .scale = 1});
    }
    if (limit_at(d, LIMIT_RAMP_SHARE, route, ANY, year, &v)) {
        LpSum before = decision_intake(a, d, route, j - 1);
        double last = fmax(1, before.constant);
        for (int side = -1; side <= 1; side += 2) {
            LpSum change = decision_intake(a, d, route, j);
            lp_add_sum(&change, &before, -(1 + side * v));
            add_limit(a, d, &change, side < 0 ? 0 : -INFINITY, side < 0 ? INFINITY : 0,
                      (Limit){.kind = LIMIT_RAMP_SHARE,
                              .route = route,
                              .year = year,
                              .value = v,
                              .scale = last});
        }
    }
}

/* A floor for some routes: their part of all who start. */
static void add_least_share(Arena *a, Decision *d, int route, int j)
{
    double v;
    if (!limit_at(d, LIMIT_LEAST_SHARE, route, ANY, d->first + j, &v))
        return;
    LpSum part = decision_intake(a, d, route, j), all = decision_intake(a, d, ANY, j);
    double total = 0;
    for (int r = 0; r < d->p->n_routes; r++)
        total += d->own[r * d->n_years + j];
    lp_add_sum(&part, &all, -v);
    add_limit(a, d, &part, 0, INFINITY,
              (Limit){.kind = LIMIT_LEAST_SHARE,
                      .route = route,
                      .year = d->first + j,
                      .value = v,
                      .scale = fmax(1, total)});
}

/* What students in training in a calendar year use of a resource (hours or GBP each); of the
 * hours, those in an area. */
static LpSum use_in_year(Arena *a, const Decision *d, Part part, int area, int year)
{
    LpSum sum = {.arena = a};
    for (int r = 0; r < d->p->n_routes; r++)
        for (int n = 1; n <= d->p->routes[r].length; n++) {
            double each = plan_value_in_area(d->p, d->theta, part, ANY, r, n, area, year, 0);
            for (int late = 0; each != 0 && late <= d->p->routes[r].repeats; late++) {
                int j = year - n + 1 - late - d->first;
                if (j < 0 || j >= d->n_years)
                    continue;
                LpSum cohort = decision_intake(a, d, r, j);
                lp_add_sum(&sum, &cohort, each * cohort_present(d->rates, r, j, n, late));
            }
        }
    return sum;
}

static void add_resource_limits(Arena *a, Decision *d, LimitKind kind, Part part, int area,
                                int year)
{
    double v;
    if (!limit_at(d, kind, ANY, area, year, &v))
        return;
    LpSum use = use_in_year(a, d, part, area, year);
    add_limit(
        a, d, &use, -INFINITY, fmax(v, use.constant),
        (Limit){
            .kind = kind, .route = ANY, .area = area, .year = year, .value = v, .scale = 1});
}

void decision_build(Arena *a, Decision *d, Lp *lp, bool whole)
{
    const Plan *p = d->p;
    d->lp = lp;
    d->limits = NULL;
    d->n_limits = d->room = 0;
    d->var = NEW_ARRAY(a, int, p->n_routes * d->n_years + 1);
    for (int r = 0; r < p->n_routes; r++)
        for (int j = 0; j < d->n_years; j++)
            d->var[r * d->n_years + j] =
                is_decided(d, r, j) ? lp_var(lp, 0, INFINITY, 0, whole && p->whole_places) : -1;
    for (int r = 0; r < p->n_routes && whole; r++)
        for (int j = d->from; j <= d->to; j++)
            if (is_decided(d, r, j))
                add_viability(a, d, r, j);
    int longest = 0;
    for (int r = 0; r < p->n_routes; r++)
        if (p->routes[r].length + p->routes[r].repeats > longest)
            longest = p->routes[r].length + p->routes[r].repeats;
    for (int j = d->from; j <= d->to; j++) {
        add_intake_limits(a, d, ANY, j);
        for (int r = 0; r < p->n_routes; r++) {
            add_intake_limits(a, d, r, j);
            add_least_share(a, d, r, j);
        }
        for (int set = 0; set < d->n_sets; set++) {
            add_intake_limits(a, d, SOME_ROUTES - set, j);
            add_least_share(a, d, SOME_ROUTES - set, j);
        }
    }
    for (int j = d->from; j <= d->to + longest - 1; j++) {
        for (int area = ANY; area < p->n_areas; area++)
            add_resource_limits(a, d, LIMIT_PLACEMENT, PART_HOURS, area, d->first + j);
        add_resource_limits(a, d, LIMIT_BUDGET, PART_COST, ANY, d->first + j);
    }
}

/* Every limit may be broken, at a price. Programmes without a conflict, which are most, have no
 * use for these variables and are much smaller without. */
static void make_elastic(Decision *d)
{
    SCOPED_ARENA a = arena_new();
    for (int i = 0; i < d->n_limits; i++) {
        Limit *limit = &d->limits[i];
        double size = 1 / fmax(1, fabs(limit->value)); /* hours and places on one scale */
        LpSum sum = {.arena = a};
        for (int at = 0; at < d->p->n_routes * d->n_years; at++)
            if (d->var[at] >= 0 && limit->factor[at] != 0)
                lp_push(&sum, d->var[at], limit->factor[at]);
        limit->over = lp_var(d->lp, 0, INFINITY, size, false);
        limit->under = lp_var(d->lp, 0, INFINITY, size, false);
        lp_push(&sum, limit->over, -1);
        lp_push(&sum, limit->under, 1);
        lp_row_set(d->lp, limit->row, &sum, limit->lo, limit->hi);
    }
}

bool decision_settle(Decision *d, Err *err, bool *conflict, bool *settled)
{
    LpStatus status;
    *conflict = false;
    lp_costs_clear(d->lp);
    if (!lp_solve(d->lp, err, &status))
        return false;
    *settled = status != LP_UNKNOWN;
    if (status == LP_OPTIMAL || status == LP_STOPPED || status == LP_UNKNOWN)
        return true;
    *conflict = true;
    make_elastic(d);
    if (!lp_solve(d->lp, err, &status))
        return false;
    *settled = status != LP_UNKNOWN;
    if (!*settled)
        return true;
    if (status != LP_OPTIMAL && status != LP_STOPPED)
        return fail(err, INFEASIBLE, "no intakes satisfy the rules for cohorts");
    for (int i = 0; i < d->n_limits; i++) {
        d->limits[i].give_over = lp_primal(d->lp, d->limits[i].over);
        d->limits[i].give_under = lp_primal(d->lp, d->limits[i].under);
    }
    for (int i = 0; i < d->n_limits; i++) {
        lp_var_bounds(d->lp, d->limits[i].over, 0, d->limits[i].give_over);
        lp_var_bounds(d->lp, d->limits[i].under, 0, d->limits[i].give_under);
    }
    return true;
}

double limit_use(const Decision *d, const Limit *limit, const double *x)
{
    double use = 0;
    for (int at = 0; at < d->p->n_routes * d->n_years; at++)
        use += limit->factor[at] * x[at];
    return use;
}

/* ---------------------------------------------------------------- answers */

IntakePath path_of(const Decision *d, double *x)
{
    IntakePath path = {.x = x};
    for (int r = 0; r < d->p->n_routes; r++)
        for (int j = d->from; j <= d->to; j++)
            if (is_planned(d, r, j)) {
                path.places += x[r * d->n_years + j];
                path.cost += x[r * d->n_years + j] * d->cost[r * d->n_years + j];
            }
    return path;
}

IntakePath decision_path(Arena *a, const Decision *d)
{
    double *x = NEW_ARRAY(a, double, d->p->n_routes * d->n_years + 1);
    for (int r = 0; r < d->p->n_routes; r++)
        for (int j = 0; j < d->n_years; j++) {
            int at = r * d->n_years + j;
            double v = d->var[at] >= 0 ? lp_primal(d->lp, d->var[at]) : d->own[at];
            /* The solver's whole numbers and bounds hold to a small tolerance. */
            if (fabs(v - nearbyint(v)) < 1e-7)
                v = nearbyint(v);
            x[at] = fmax(0, v);
        }
    return path_of(d, x);
}
