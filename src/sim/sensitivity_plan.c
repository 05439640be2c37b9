/* Decides how a plan becomes a model of its uncertain assumptions: which of them count, and
 * what is asked of a run. The runs are an ensemble whose draws are given, in expected mode, so
 * that a study says the same as a projection would. */
#include "sim/dist.h"
#include "sim/scenario.h"
#include "sim/sensitivity.h"
#include <math.h>

enum { BATCH = 256 };

struct PlanModel {
    Plan plan; /* of certain rows: its draws are given */
    const Plan *original;
    const int *rows; /* [n_inputs] */
    const Watch *watch;
    int n_inputs, threads, n_levels;
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

/* Effect of a common level on a point: what all decided cohorts of a level of 1 bring. */
static double effect(const Plan *p, const Ensemble *e, int k, int point)
{
    size_t n = (size_t)(p->n_routes * e->n_years);
    const double *response =
        e->response + ((size_t)k * (size_t)e->n_points + (size_t)point) * n;
    int first = plan_first_intake_year(p);
    double sum = 0;
    for (int r = 0; r < p->n_routes; r++)
        for (int j = 0; j < e->n_years && p->routes[r].decided; j++)
            if (first + j >= p->decide_from && first + j <= p->decide_to)
                sum += p->routes[r].share * response[r * e->n_years + j];
    return sum;
}

static void outcomes(const PlanModel *m, const Ensemble *e, int k, double *y)
{
    const Plan *p = &m->plan;
    int headline = headline_point(p, e);
    const struct TargetPoint *point = &e->points[headline];
    int group = point->group == ANY ? e->G - 1 : point->group;
    size_t at = (size_t)k * (size_t)e->n_points;
    double level = 0;
    y[OUTCOME_GAP] =
        e->supply[(size_t)(k * e->T + point->step) * (size_t)e->G + (size_t)group] -
        e->needed[at + (size_t)headline];
    for (int l = 0; l < m->n_levels; l++)
        y[PLAN_OUTCOMES + l] = 0;
    for (int i = 0; i < e->n_points; i++) {
        double per = effect(p, e, k, i),
               short_of = e->needed[at + (size_t)i] - e->base[at + (size_t)i];
        if (per > 0)
            level = fmax(level, short_of / per);
        for (int l = 0; l < m->n_levels; l++) {
            double margin = m->levels[l] * per - short_of;
            y[PLAN_OUTCOMES + l] += e->points[i].weight * (margin < 0 ? -p->cost_under * margin
                                                                      : p->cost_over * margin);
        }
    }
    y[OUTCOME_LEVEL] = level;
}

typedef struct Stretch {
    PlanModel *model;
} Stretch;

static bool go_on(void *self, long done, long total)
{
    const PlanModel *m = ((Stretch *)self)->model;
    (void)total;
    return m->watch->go_on(m->watch->self, m->done + done,
                           m->expected > m->done ? m->expected : m->done + done);
}

static bool run(void *self, Err *err, const double *x, int n, double *y)
{
    PlanModel *m = self;
    Stretch stretch = {m};
    Watch watch = {.go_on = go_on, .self = &stretch, .path = PHILOX_BEST};
    for (int from = 0; from < n; from += BATCH) {
        SCOPED_ARENA scratch = arena_new();
        Plan plan = m->plan;
        Ensemble e;
        int batch = n - from < BATCH ? n - from : BATCH;
        plan.n_given = batch;
        plan.n_given_rows = m->n_inputs;
        plan.given_rows = m->rows;
        plan.given = x + (size_t)from * (size_t)m->n_inputs;
        if (!ensemble_run_watched(scratch, err, &plan, 1, batch, m->threads, false,
                                  m->watch ? &watch : NULL, &e))
            return false;
        for (int k = 0; k < batch; k++)
            outcomes(m, &e, k, y + (size_t)(from + k) * (size_t)(PLAN_OUTCOMES + m->n_levels));
        m->done += batch;
    }
    return true;
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
                    "change the answer");
    *m = (PlanModel){.plan = *p,
                     .original = p,
                     .rows = inputs,
                     .watch = watch,
                     .n_inputs = n,
                     .threads = threads};
    m->plan.rows = rows;
    m->plan.n_given = 0;
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
