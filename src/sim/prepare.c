/* Decides what a plan holds beyond what people write: how many study years of a route may be
 * taken twice, and one row for every number that a shock or a residual draws. The rows are
 * ordinary assumptions with a standard normal distribution, so that whatever draws, stores,
 * replays or compares assumptions treats chance in time like any other. */
#include "sim/series.h"
#include <string.h>

static const char *const kinds[SHOCK_KINDS] = {"exit",      "move",    "joiner",
                                               "attrition", "capture", "demand"};

static int repeats_of(const Plan *p, int route)
{
    int n = 0;
    for (int year = 1; year <= p->routes[route].length; year++) {
        bool may = false;
        for (int i = 0; i < p->n_rows && !may; i++) {
            const Row *row = &p->rows[i];
            may = row->part == PART_REPEAT && (row->route == ANY || row->route == route) &&
                  (row->study_year == ANY || row->study_year == year);
        }
        n += may;
    }
    return n;
}

/* The first row of its kind that draws for itself: knots of one series share their chance. */
static bool starts_shock(const Plan *p, int at)
{
    const Row *row = &p->rows[at];
    if (row->part != PART_SHOCK || row->parameter != SHOCK_SD || row->like != ANY)
        return false;
    for (int i = 0; i < at; i++)
        if (p->rows[i].part == PART_SHOCK && p->rows[i].parameter == SHOCK_SD &&
            p->rows[i].kind == row->kind && p->rows[i].state == row->state)
            return false;
    return true;
}

static bool has_residual(const Plan *p, int state)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_RESIDUAL && p->rows[i].state == state)
            return true;
    return false;
}

/* Whether what is unknown about the mean is to be drawn: it has a mean, and that is fixed. */
static bool draws_mean(const Plan *p, int state)
{
    bool fixed = false;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part != PART_RESIDUAL || row->state != state ||
            row->parameter != RESIDUAL_MEAN)
            continue;
        if (row->dist.kind != DIST_FIXED)
            return false;
        fixed = true;
    }
    return fixed;
}

static void lay_out(Plan *p, Row row, int parameter, int year, const char *id)
{
    row.id = id;
    row.like = ANY;
    row.parameter = parameter;
    row.year = year;
    row.value = 0;
    row.dist = (Dist){.kind = DIST_NORMAL, .a = 0, .b = 1};
    p->rows[p->n_rows++] = row;
}

/* A row for every number that shocks and residuals draw. */
static void add_chance(Arena *a, Plan *p)
{
    int given = p->n_rows, shocks = 0, residuals = 0, errors = 0;
    for (int i = 0; i < given; i++)
        shocks += starts_shock(p, i);
    for (int state = 0; state < p->n_states; state++) {
        residuals += has_residual(p, state);
        errors += draws_mean(p, state);
    }
    if (shocks + residuals == 0)
        return;
    Row *rows = NEW_ARRAY(a, Row, given + (shocks + residuals) * p->n_steps + errors);
    memcpy(rows, p->rows, (size_t)given * sizeof *rows);
    p->rows = rows;
    for (int i = 0; i < given; i++) {
        if (!starts_shock(p, i))
            continue;
        const char *of = rows[i].state == ANY ? "*" : p->states[rows[i].state].id;
        for (int step = 1; step <= p->n_steps; step++)
            lay_out(
                p, rows[i], SHOCK_INNOVATION, plan_year(p, step),
                arena_printf(a, "shock/%s/%s#%d", kinds[rows[i].kind], of, plan_year(p, step)));
    }
    for (int state = 0; state < p->n_states; state++) {
        Row row = row_everywhere(PART_RESIDUAL);
        row.state = state;
        if (!has_residual(p, state))
            continue;
        for (int step = 1; step <= p->n_steps; step++)
            lay_out(p, row, RESIDUAL_INNOVATION, plan_year(p, step),
                    arena_printf(a, "residual/%s#%d", p->states[state].id, plan_year(p, step)));
        if (draws_mean(p, state))
            lay_out(p, row, RESIDUAL_MEAN_ERROR, ALL_YEARS,
                    arena_printf(a, "residual/%s#mean", p->states[state].id));
    }
}

/* Rows of a part stand together in a plan that was read, and anywhere in one made by hand. */
static void find_parts(Plan *p)
{
    for (int part = 0; part < PART_COUNT; part++) {
        p->part_from[part] = 0;
        p->part_to[part] = -1;
    }
    for (int i = 0; i < p->n_rows; i++) {
        int part = (int)p->rows[i].part;
        if (p->part_to[part] < 0)
            p->part_from[part] = i;
        p->part_to[part] = i;
    }
    p->ranged = p->n_rows;
}

void plan_part(const Plan *p, Part part, int *from, int *to)
{
    bool known = p->ranged > 0 && p->ranged == p->n_rows;
    *from = known ? p->part_from[part] : 0;
    *to = known ? p->part_to[part] : p->n_rows - 1;
}

void plan_prepare(Arena *a, Plan *p)
{
    for (int route = 0; route < p->n_routes; route++)
        p->routes[route].repeats = repeats_of(p, route);
    add_chance(a, p);
    find_parts(p);
}

bool plan_is_prepared(const Plan *p)
{
    for (int route = 0; route < p->n_routes; route++)
        if (p->routes[route].repeats != repeats_of(p, route))
            return false;
    bool wanted[2] = {false, false};
    int drawn[2] = {0, 0};
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == PART_SHOCK) {
            wanted[0] |= row->parameter == SHOCK_SD && row->like == ANY;
            drawn[0] += row->parameter == SHOCK_INNOVATION;
        } else if (row->part == PART_RESIDUAL) {
            wanted[1] = true;
            drawn[1] += row->parameter == RESIDUAL_INNOVATION;
        }
    }
    for (int i = 0; i < 2; i++)
        if (wanted[i] && (drawn[i] == 0 || drawn[i] % p->n_steps != 0))
            return false;
    return true;
}
