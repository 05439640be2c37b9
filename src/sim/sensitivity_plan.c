/* Decides how a plan becomes a model of its uncertain assumptions: which of them count, and
 * what is asked of a run. Runs are in expected mode: what a study moves are the assumptions,
 * and chance would only blur it. */
#include "sim/demand.h"
#include "sim/dist.h"
#include "sim/sensitivity.h"
#include <math.h>

enum { CHUNK = 8 }; /* runs of one item of work */

typedef struct ModelPoint { /* a target year */
    int step, line, group;
    double weight;
} ModelPoint;

struct PlanModel {
    Plan plan; /* of certain rows: its draws are given */
    const Plan *original;
    const int *rows; /* [n_inputs] */
    const Watch *watch;
    int n_inputs, threads, n_levels, n_points, headline;
    const ModelPoint *points;
    const Demand *layout;
    const double *levels;
    long done, expected;
};

/* Money, hours and limits hold the answer back but are no part of what is asked here. */
static bool counts(const Row *row)
{
    return row->part != PART_COST && row->part != PART_HOURS && row->part != PART_LIMIT &&
           row->part != PART_DISCREPANCY;
}

static bool is_input(const Row *row)
{
    return row->dist.kind != DIST_FIXED && row->like == ANY && counts(row);
}

static double value(const void *self, int input, double u)
{
    const PlanModel *m = self;
    const Row *row = &m->original->rows[m->rows[input]];
    double drawn = dist_inverse(&row->dist, u);
    return drawn + row->stretch * drawn + row->shift;
}

/* ---------------------------------------------------------------- runs */

/* Supply is affine in the intakes, so three courses tell all that is asked: with the plan's own
 * intakes, with none in the decided years, and with a level of UNIT there. That costs less than
 * an adjoint pass for each target year. */
enum { OWN, NONE, LEVEL, COURSES };
#define UNIT 100.0

typedef struct Batch {
    PlanModel *m;
    const double *x;
    double *y;
    int n;
} Batch;

/* The intakes of the three courses, x[COURSES][routes][years]. */
static void intakes_of(const Plan *p, const double *theta, double *x)
{
    int years = plan_intake_years(p), first = plan_first_intake_year(p),
        n = p->n_routes * years;
    plan_intake(p, theta, x);
    for (int i = 0; i < n; i++) {
        const Route *route = &p->routes[i / years];
        int year = first + i % years;
        bool decided = route->decided && year >= p->decide_from && year <= p->decide_to;
        x[NONE * n + i] = decided ? 0 : x[i];
        x[LEVEL * n + i] = decided ? UNIT * route->share : x[i];
    }
}

static void outcomes(const PlanModel *m, const double *need, const double *supply, double *y)
{
    const Plan *p = &m->plan;
    double level = 0;
    for (int l = 0; l < m->n_levels; l++)
        y[PLAN_OUTCOMES + l] = 0;
    for (int i = 0; i < m->n_points; i++) {
        double none = supply[NONE * m->n_points + i];
        double per = (supply[LEVEL * m->n_points + i] - none) / UNIT, short_of = need[i] - none;
        if (i == m->headline)
            y[OUTCOME_GAP] = supply[OWN * m->n_points + i] - need[i];
        if (per > 1e-9)
            level = fmax(level, short_of / per);
        for (int l = 0; l < m->n_levels; l++) {
            double margin = m->levels[l] * per - short_of;
            y[PLAN_OUTCOMES + l] += m->points[i].weight * (margin < 0 ? -p->cost_under * margin
                                                                      : p->cost_over * margin);
        }
    }
    y[OUTCOME_LEVEL] = level;
}

typedef struct Room { /* of one thread's chunk */
    Rates *rates;
    double *theta, *intakes, *stock, *group_supply, *demand, *supply, *need;
} Room;

static bool run_one(const PlanModel *m, Err *err, const Room *room, const double *x, double *y)
{
    const Plan *p = &m->plan;
    int n = p->n_routes * plan_intake_years(p), G = p->n_groups + 1;
    theta_central(p, room->theta);
    for (int i = 0; i < m->n_inputs; i++)
        room->theta[m->rows[i]] = x[i];
    theta_spread(p, room->theta);
    if (!rates_fill(room->rates, err, p, room->theta, true))
        return false;
    intakes_of(p, room->theta, room->intakes);
    for (int c = 0; c < COURSES; c++) {
        expected_run(room->rates, p, room->intakes + c * n, room->stock, NULL);
        for (int i = 0; i < m->n_points; i++) {
            const ModelPoint *at = &m->points[i];
            supply_of(room->rates, p, at->step, room->stock + at->step * plan_cells(p),
                      room->group_supply);
            room->supply[c * m->n_points + i] = room->group_supply[at->group];
        }
    }
    for (int i = 0; i < m->n_points; i++) {
        const ModelPoint *at = &m->points[i];
        demand_of(m->layout, room->theta, at->step, room->demand, NULL);
        room->need[i] = room->demand[at->line * G + at->group];
    }
    outcomes(m, room->need, room->supply, y);
    return true;
}

static bool run_chunk(void *self, Err *err, int chunk, Arena *scratch)
{
    Batch *b = self;
    const PlanModel *m = b->m;
    const Plan *p = &m->plan;
    int n = p->n_routes * plan_intake_years(p), G = p->n_groups + 1;
    Room room = {.rates = rates_new(scratch, p),
                 .theta = NEW_ARRAY(scratch, double, p->n_rows + 1),
                 .intakes = NEW_ARRAY(scratch, double, COURSES *n + 1),
                 .stock = NEW_ARRAY(scratch, double, (p->n_steps + 1) * plan_cells(p)),
                 .group_supply = NEW_ARRAY(scratch, double, G),
                 .demand = NEW_ARRAY(scratch, double, p->n_lines *G + 1),
                 .supply = NEW_ARRAY(scratch, double, COURSES * m->n_points + 1),
                 .need = NEW_ARRAY(scratch, double, m->n_points + 1)};
    int last = (chunk + 1) * CHUNK < b->n ? (chunk + 1) * CHUNK : b->n;
    for (int k = chunk * CHUNK; k < last; k++)
        if (!run_one(m, err, &room, b->x + (size_t)k * (size_t)m->n_inputs,
                     b->y + (size_t)k * (size_t)(PLAN_OUTCOMES + m->n_levels)))
            return false;
    return true;
}

/* Progress over all runs of the study; spread and kept like any other long work. */
static bool go_on(void *self, long done, long total)
{
    const PlanModel *m = self;
    (void)total;
    long so_far = m->done + done * CHUNK;
    return m->watch->go_on(m->watch->self, so_far, m->expected > so_far ? m->expected : so_far);
}

static bool run(void *self, Err *err, const double *x, int n, double *y)
{
    PlanModel *m = self;
    SCOPED_ARENA scratch = arena_new();
    int chunks = (n + CHUNK - 1) / CHUNK;
    size_t width = (size_t)(PLAN_OUTCOMES + m->n_levels);
    Batch b = {
        .m = m,
        .x = x,
        .y = NEW_ARRAY(scratch, double, (size_t)(chunks * CHUNK) * width), /* whole chunks */
        .n = n};
    const SpreadColumn column = {b.y, (size_t)CHUNK * width * sizeof *y};
    Watch watch = m->watch ? *m->watch : (Watch){.path = PHILOX_BEST};
    if (watch.go_on) {
        watch.go_on = go_on;
        watch.self = m;
    }
    if (!spread_run(err, &watch, "runs of a study", m->threads, chunks, &column, 1, run_chunk,
                    &b))
        return false;
    memcpy(y, b.y, (size_t)n * width * sizeof *y);
    m->done += n;
    return true;
}

/* The target years, and the one that the gap is told for: the latest shown, else the first. */
static void points_of(Arena *a, PlanModel *m)
{
    const Plan *p = m->original;
    ModelPoint *points = NEW_ARRAY(a, ModelPoint, p->n_targets * (p->n_steps + 1) + 1);
    for (int i = 0; i < p->n_targets; i++)
        for (int step = 1; step <= p->n_steps; step++) {
            const Target *t = &p->targets[i];
            int year = plan_year(p, step);
            if (year < t->year_from || year > t->year_to)
                continue;
            points[m->n_points] = (ModelPoint){
                step, t->line, t->group == ANY ? p->n_groups : t->group, t->weight};
            if (step <= p->shown_steps && step >= points[m->headline].step)
                m->headline = m->n_points;
            m->n_points++;
        }
    m->points = points;
}

bool plan_model(Arena *a, Err *err, const Plan *p, int threads, const Watch *watch,
                SensitivityModel *out)
{
    PlanModel *m = NEW(a, PlanModel);
    Row *rows = NEW_ARRAY(a, Row, p->n_rows + 1);
    int *inputs = NEW_ARRAY(a, int, p->n_rows + 1), n = 0;
    const char **names = NEW_ARRAY(a, const char *, p->n_rows + 1);
    double *central = NEW_ARRAY(a, double, p->n_rows + 1);
    if (p->n_targets == 0)
        return fail(err, INVALID, "what changes the answer needs a target (target.csv)");
    if (p->decide_from > p->decide_to)
        return fail(err, INVALID, "no intake year is to be decided (decide_from, decide_to)");
    for (int i = 0; i < p->n_rows; i++) {
        rows[i] = p->rows[i];
        rows[i].dist = (Dist){.kind = DIST_FIXED};
        rows[i].stretch = rows[i].shift = 0;
        if (rows[i].part == PART_DISCREPANCY) /* is nobody's assumption about the world */
            rows[i].value = 0;
        if (!is_input(&p->rows[i]))
            continue;
        inputs[n] = i;
        names[n] = p->rows[i].id;
        central[n++] = p->rows[i].value;
    }
    if (n == 0)
        return fail(err, INVALID,
                    "no assumption has a distribution: nothing is uncertain, so nothing can "
                    "change the answer; give one in the column 'distribution', of exit.csv for "
                    "example");
    *m = (PlanModel){.plan = *p,
                     .original = p,
                     .rows = inputs,
                     .watch = watch,
                     .n_inputs = n,
                     .threads = threads};
    m->plan.rows = rows;
    m->plan.n_given = 0;
    points_of(a, m);
    if (m->n_points == 0)
        return fail(err, INVALID, "no target year lies within the plan (target.csv)");
    m->layout = demand_new(a, &m->plan);
    *out = (SensitivityModel){.n_inputs = n,
                              .n_outcomes = PLAN_OUTCOMES,
                              .names = names,
                              .central = central,
                              .value = value,
                              .run = run,
                              .self = m};
    return true;
}

const int *plan_model_rows(const SensitivityModel *m)
{
    return ((const PlanModel *)m->self)->rows;
}

void plan_model_expect(SensitivityModel *m, int runs)
{
    ((PlanModel *)m->self)->expected = runs;
}

void plan_model_levels(SensitivityModel *m, const double *levels, int n)
{
    PlanModel *self = m->self;
    self->levels = levels;
    self->n_levels = n;
    m->n_outcomes = PLAN_OUTCOMES + n;
}
