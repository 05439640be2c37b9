/* Decides what each quantity of an expected.csv means. How results are computed is left to
 * sim/, and when a result is near enough to verify.c. */
#include "modules/commissioning/quantities.h"
#include <math.h>

bool case_prepare(Case *c, Err *err)
{
    double *theta = NEW_ARRAY(c->a, double, c->p->n_rows + 1);
    double *x = NEW_ARRAY(c->a, double, c->p->n_routes *plan_intake_years(c->p) + 1);
    theta_central(c->p, theta);
    c->theta = theta;
    c->cells = plan_cells(c->p);
    c->rates = rates_new(c->a, c->p);
    if (!rates_fill(c->rates, err, c->p, theta, false))
        return false;
    plan_intake(c->p, theta, x);
    c->stock = NEW_ARRAY(c->a, double, (c->p->n_steps + 1) * c->cells);
    expected_run(c->rates, c->p, x, c->stock, NULL);
    return true;
}

/* ---------------------------------------------------------------- names in the state column */

static int index_of(const char *id, int n, const char *(*name)(const Plan *, int),
                    const Plan *p)
{
    for (int i = 0; i < n; i++)
        if (same(name(p, i), id))
            return i;
    return -1;
}

static const char *state_id(const Plan *p, int i)
{
    return p->states[i].id;
}
static const char *group_id(const Plan *p, int i)
{
    return p->groups[i];
}
static const char *line_id(const Plan *p, int i)
{
    return p->lines[i];
}
static const char *route_id(const Plan *p, int i)
{
    return p->routes[i].id;
}
static const char *age_id(const Plan *p, int i)
{
    return p->ages[i].id;
}
/* Splits "one/two"; two is "" when there is no slash. */
static void split(Arena *a, const char *text, const char **one, const char **two)
{
    const char *slash = strchr(text, '/');
    *one = slash ? arena_strndup(a, text, (size_t)(slash - text)) : text;
    *two = slash ? slash + 1 : "";
}

static bool is_all(const char *text)
{
    return !*text || same(text, "*");
}

static bool unknown(Case *c, const char *what, const char *text)
{
    return fail(c->err, INVALID, "there is no %s '%s'", what, text);
}

static bool need_year(Case *c, const Asked *q)
{
    return q->step >= 0 || fail(c->err, INVALID, "'%s' needs a year", q->quantity);
}

/* ---------------------------------------------------------------- what is computed once */

/* What failed once is asked again and fails again, so that each row says why. */
static bool need_ensemble(Case *c)
{
    Ensemble *e = NEW(c->a, Ensemble);
    if (!c->ensemble &&
        !ensemble_run(c->a, c->err, c->p, c->p->seed, c->p->draws, c->threads, false, e))
        return false;
    c->ensemble = c->ensemble ? c->ensemble : e;
    return true;
}

static bool need_least(Case *c)
{
    LeastPlan *least = NEW(c->a, LeastPlan);
    if (!need_ensemble(c) || (!c->least && !least_plan(c->a, c->err, c->p, c->ensemble, least)))
        return false;
    c->least = c->least ? c->least : least;
    return true;
}

static bool need_chain(Case *c)
{
    Chain *chain = NEW(c->a, Chain);
    if (!need_ensemble(c) || (!c->chain && !chain_of(c->a, c->err, c->p, c->ensemble, chain)))
        return false;
    c->chain = c->chain ? c->chain : chain;
    return true;
}

static bool need_eigen(Case *c)
{
    double *share = NEW_ARRAY(c->a, double, c->cells);
    if (!c->share && !eigen(c->rates, c->p, c->err, &c->eigenvalue, share))
        return false;
    c->share = c->share ? c->share : share;
    return true;
}

/* The frontier at the confidence in the state column, else at the plan's own. */
static bool frontier_at(Case *c, const Asked *q, Frontier *out)
{
    double confidence = c->p->confidence;
    bool number = same(q->quantity, "intake") || is_all(q->state) ||
                  text_to_double(q->state, &confidence);
    if (!number)
        return fail(c->err, INVALID, "'%s' is not a confidence", q->state);
    return need_ensemble(c) &&
           frontier_run(c->a, c->err, c->p, c->ensemble, &confidence, 1, out);
}

/* ---------------------------------------------------------------- quantities */

static bool q_stock(Case *c, const Asked *q, double *out)
{
    const char *state, *ages;
    split(c->a, q->state, &state, &ages);
    int s = is_all(state) ? ANY : index_of(state, c->p->n_states, state_id, c->p);
    int age = is_all(ages) ? ANY : index_of(ages, c->p->n_ages, age_id, c->p);
    if (!is_all(state) && s < 0)
        return unknown(c, "state", state);
    if (!is_all(ages) && age < 0)
        return unknown(c, "age class", ages);
    bool shares = same(q->quantity, "stable_share");
    if (shares ? !need_eigen(c) : !need_year(c, q))
        return false;
    const double *cells = shares ? c->share : c->stock + q->step * c->cells;
    double sum = 0;
    for (int i = 0; i < c->cells; i++)
        if ((s == ANY || i / c->p->n_ages == s) && (age == ANY || i % c->p->n_ages == age))
            sum += cells[i];
    *out = sum;
    return true;
}

/* Supply at central values, or what is told beside it. */
static bool supply_in(Case *c, const Asked *q, const char *group, double *out)
{
    int G = c->p->n_groups + 1, T = c->p->n_steps + 1, L = c->p->n_lines;
    int g = is_all(group) ? c->p->n_groups : index_of(group, c->p->n_groups, group_id, c->p);
    if (g < 0)
        return unknown(c, "group", group);
    if (!c->told.supply) {
        double *demand = NEW_ARRAY(c->a, double, T *L *G + 1);
        double *x = NEW_ARRAY(c->a, double, c->p->n_routes *plan_intake_years(c->p) + 1);
        plan_intake(c->p, c->theta, x);
        for (int t = 0; t < T; t++)
            demand_at(c->p, c->theta, t, demand + t * L * G);
        c->told.supply = NEW_ARRAY(c->a, double, T *G);
        for (int i = 0; i < SUPPLY_PARTS; i++)
            if (supply_has_part(c->p, (SupplyPart)i))
                c->told.parts[i] = NEW_ARRAY(c->a, double, T *G);
        trajectory_run(c->rates, c->p, demand, x, false, 0, 0, c->a, &c->told);
    }
    const double *of = c->told.supply;
    for (int i = 0; i < SUPPLY_PARTS; i++)
        if (same(q->quantity, supply_part_name((SupplyPart)i)))
            of = c->told.parts[i];
    if (!of)
        return fail(c->err, INVALID, "the plan has no '%s'", q->quantity);
    *out = of[q->step * G + g];
    return true;
}

static bool q_supply(Case *c, const Asked *q, double *out)
{
    return need_year(c, q) && supply_in(c, q, q->state, out);
}

/* "line" or "line/group"; gap is supply minus demand. */
static bool q_demand(Case *c, const Asked *q, double *out)
{
    const char *line, *group;
    int G = c->p->n_groups + 1;
    split(c->a, q->state, &line, &group);
    if (!need_year(c, q))
        return false;
    int l = is_all(line) ? 0 : index_of(line, c->p->n_lines, line_id, c->p);
    int g = is_all(group) ? G - 1 : index_of(group, c->p->n_groups, group_id, c->p);
    if (l < 0 || l >= c->p->n_lines)
        return unknown(c, "demand line", line);
    if (g < 0)
        return unknown(c, "group", group);
    double *demand = NEW_ARRAY(c->a, double, c->p->n_lines *G), supply = 0;
    demand_at(c->p, c->theta, q->step, demand);
    *out = demand[l * G + g];
    if (!same(q->quantity, "gap"))
        return true;
    if (!supply_in(c, q, group, &supply))
        return false;
    *out = supply - *out;
    return true;
}

/* The recommended path: of the least plan when the plan's shape is free, else of the level. */
static bool recommended(Case *c, const Asked *q, IntakePath *out)
{
    Frontier f;
    if (c->p->shape == SHAPE_FREE) {
        if (!need_least(c))
            return false;
        *out = c->least->path;
        return true;
    }
    if (!frontier_at(c, q, &f))
        return false;
    *out = f.points[0].path;
    return true;
}

static bool q_intake(Case *c, const Asked *q, double *out)
{
    IntakePath path;
    if (!recommended(c, q, &path))
        return false;
    if (!same(q->quantity, "intake")) {
        *out = same(q->quantity, "cost") ? path.cost : path.places;
        return true;
    }
    int n = plan_intake_years(c->p), j = q->year_number - plan_first_intake_year(c->p);
    int route = is_all(q->state) ? ANY : index_of(q->state, c->p->n_routes, route_id, c->p);
    if (!is_all(q->state) && route < 0)
        return unknown(c, "route", q->state);
    if (j < 0 || j >= n)
        return fail(c->err, INVALID, "%s is not an intake year of the plan", q->year);
    *out = 0;
    for (int r = 0; r < c->p->n_routes; r++)
        *out += route == ANY || route == r ? path.x[r * n + j] : 0;
    return true;
}

static bool q_frontier(Case *c, const Asked *q, double *out)
{
    Frontier f;
    if (!frontier_at(c, q, &f))
        return false;
    const FrontierPoint *point = &f.points[0];
    *out = same(q->quantity, "need")                ? f.central_level
           : same(q->quantity, "intake_level")      ? point->level
           : same(q->quantity, "probability")       ? point->probability
           : same(q->quantity, "cvar")              ? point->cvar
           : same(q->quantity, "cvar_level")        ? point->cvar_level
           : same(q->quantity, "expected_shortage") ? point->expected_shortage
                                                    : (double)point->attainable;
    return true;
}

static bool q_least(Case *c, const Asked *q, double *out)
{
    if (!need_least(c))
        return false;
    *out = same(q->quantity, "attainable") ? c->least->attainable
           : same(q->quantity, "needed")   ? c->least->needed
           : same(q->quantity, "shortage") ? c->least->path.shortage
                                           : (double)c->least->feasible;
    return true;
}

/* Effect at the last target point of a student starting in the year on the route. */
static bool q_response(Case *c, const Asked *q, double *out)
{
    if (!need_ensemble(c))
        return false;
    const Ensemble *e = c->ensemble;
    int j = q->year_number - plan_first_intake_year(c->p);
    int route = is_all(q->state) ? 0 : index_of(q->state, c->p->n_routes, route_id, c->p);
    if (route < 0 || route >= c->p->n_routes)
        return unknown(c, "route", q->state);
    if (j < 0 || j >= e->n_years || e->n_points == 0)
        return fail(c->err, INVALID, "a response needs a target and an intake year");
    *out = e->central_response[((e->n_points - 1) * c->p->n_routes + route) * e->n_years + j];
    return true;
}

/* The dominant one, its yearly growth rate, or (with a number) one of the others. */
static bool q_eigenvalue(Case *c, const Asked *q, double *out)
{
    if (*q->state && same(q->quantity, "eigenvalue"))
        return q_spectrum(c, q, out);
    if (!need_eigen(c))
        return false;
    bool growth = same(q->quantity, "growth_rate");
    *out = growth ? log(c->eigenvalue) / c->p->step_years : c->eigenvalue;
    return true;
}

static bool q_chain(Case *c, const Asked *q, double *out)
{
    if (!need_chain(c))
        return false;
    for (int i = 0; i < c->chain->n; i++)
        if (same(c->chain->lines[i].key, q->state)) {
            *out = c->chain->lines[i].value;
            return true;
        }
    return unknown(c, "line of the chain", q->state);
}

static const struct Quantity {
    const char *name;
    bool (*compute)(Case *, const Asked *, double *);
} quantities[] = {
    {"stock", q_stock},
    {"heads", q_stock},
    {"stable_share", q_stock},
    {"supply", q_supply},
    {"supply_ceiling", q_supply},
    {"turned_away", q_supply},
    {"unfilled", q_supply},
    {"locum", q_supply},
    {"apprentice", q_supply},
    {"demand", q_demand},
    {"gap", q_demand},
    {"intake", q_intake},
    {"intake_total", q_intake},
    {"cost", q_intake},
    {"intake_level", q_frontier},
    {"need", q_frontier},
    {"probability", q_frontier},
    {"cvar", q_frontier},
    {"cvar_level", q_frontier},
    {"expected_shortage", q_frontier},
    {"level_attainable", q_frontier},
    {"feasible", q_least},
    {"attainable", q_least},
    {"needed", q_least},
    {"shortage", q_least},
    {"response", q_response},
    {"eigenvalue", q_eigenvalue},
    {"growth_rate", q_eigenvalue},
    {"reproductive_value", q_spectrum},
    {"chain", q_chain},
};
enum { QUANTITIES = sizeof quantities / sizeof *quantities };

bool case_compute(Case *c, Asked *q, double *out)
{
    const char *names[QUANTITIES];
    int64_t year;
    for (int i = 0; i < QUANTITIES; i++)
        names[i] = quantities[i].name;
    q->step = -1;
    if (*q->year) {
        if (!text_to_int(q->year, &year) || year < 0 || year > 100000)
            return fail(c->err, INVALID, "'%s' is not a year", q->year);
        q->year_number = (int)year;
        int after = q->year_number - c->p->start_year;
        if (after >= 0 && after % c->p->step_years == 0 &&
            after / c->p->step_years <= c->p->n_steps)
            q->step = after / c->p->step_years;
    }
    for (int i = 0; i < QUANTITIES; i++)
        if (same(quantities[i].name, q->quantity))
            return quantities[i].compute(c, q, out);
    const char *near = nearest_word(q->quantity, names, QUANTITIES);
    return fail(c->err, INVALID, "there is no quantity '%s'%s%s", q->quantity,
                near ? "; did you mean " : "", near ? near : "");
}
