/* Decides the course of the stock by chance: the same order of events as expected.c, every
 * count an integer drawn at its own address (stream of the process, cell, step, replicate).
 * What is uncertain about the rates themselves is left to theta.c.
 * Who leaves a cell is leaving.c. */
#include "sim/leaving.h"
#include "sim/sample.h"
#include "sim/training.h"
#include <math.h>

typedef struct Course {
    const Rates *r;
    const Plan *p;
    const double *x;
    uint32_t replicate;
    StepCounts *counts; /* [n_steps] or NULL */
    Hire *hire;         /* NULL: no ceiling */
    uint64_t seed;
    int32_t *started; /* [n_routes][intake years] students, NULL: nobody leaves for training */
    PhiloxKey opening, ageing, intake, study, registration, posts, entry_age, first_year,
        exposed, joiners, renewal, placing, residual;
} Course;

static inline Address address(const Course *c, PhiloxKey stream, int item, int when)
{
    return (Address){stream, {(uint32_t)item, (uint32_t)when, c->replicate}, 0};
}

/* ------------------------------------------------------------------ pools */

/* Which place of a pool the head takes. */
static int place_of(const Course *c, int pool, const double *share, Address at, uint32_t head)
{
    const Pools *x = &c->r->pools;
    PhiloxWords w = philox((PhiloxWords){{at.word[0], at.word[1], at.word[2], head}}, at.key);
    double u = philox_uniform(w.word[0], w.word[1]);
    int i = x->first[pool], last = x->first[pool + 1] - 1;
    while (i < last && u >= share[i])
        u -= share[i++];
    return x->to[i];
}

/* Few heads are placed one by one, many place by place. */
static void empty_cell(const Course *c, int step, int pool, bool joining, int age,
                       int32_t *next, StepCounts *counts)
{
    const Rates *r = c->r;
    const Pools *x = &r->pools;
    int period = r->period_of[step], cell = x->states[pool] * r->n_ages + age;
    int first = x->first[pool], places = x->first[pool + 1] - first;
    const double *share = x->share + period * pools_places(r);
    int32_t heads = next[cell];
    Address at = address(c, c->placing, cell, 2 * step + joining);
    Address at_year = address(c, c->exposed, cell, step);
    double rest = 1;
    next[cell] = 0;
    if (heads <= places) {
        for (int32_t head = 0; head < heads; head++, at_year.draw++) {
            int to = place_of(c, pool, share, at, (uint32_t)head) * r->n_ages + age;
            int32_t stays = joining ? sample_binomial(at_year, 1, kept(r, period, to)) : 1;
            counts->exits += 1 - stays;
            heads_add(&next[to], stays);
        }
        return;
    }
    for (int i = first; i < first + places && heads > 0; i++, at.draw++, at_year.draw++) {
        int to = x->to[i] * r->n_ages + age;
        int32_t here = sample_part(at, heads, share[i], &rest);
        int32_t stay = joining ? sample_binomial(at_year, here, kept(r, period, to)) : here;
        heads -= here;
        counts->exits += here - stay;
        heads_add(&next[to], stay);
    }
}

static void empty_pools(const Course *c, int step, bool joining, int32_t *next,
                        StepCounts *counts)
{
    for (int pool = 0; pool < c->r->pools.n; pool++)
        for (int age = 0; age < c->r->n_ages; age++)
            if (next[c->r->pools.states[pool] * c->r->n_ages + age] > 0)
                empty_cell(c, step, pool, joining, age, next, counts);
}

/* ------------------------------------------------------------------ ageing and joining */

/* From the oldest down, so that nobody ages twice. */
static void grow_older(const Course *c, int step, int32_t *stock)
{
    const Rates *r = c->r;
    for (int state = 0; state < r->n_states; state++)
        for (int age = r->n_ages - 2; age >= 0; age--) {
            int cell = state * r->n_ages + age;
            if (stock[cell] == 0)
                continue;
            int32_t older = r->age_share[age] >= 1
                                ? stock[cell]
                                : sample_binomial(address(c, c->ageing, cell, step),
                                                  stock[cell], r->age_share[age]);
            heads_add(&stock[cell + 1], older);
            stock[cell] -= older;
        }
}

/* Graduates of a cohort who are so late, drawn at the cohort's own address. */
static int32_t study(const Course *c, int route, int j, int late)
{
    StudyCounts counts;
    double intake = fmin(c->x[route * c->r->n_intake_years + j], INT32_MAX - 1);
    int32_t students = c->started ? c->started[route * c->r->n_intake_years + j]
                                  : sample_round(address(c, c->intake, route, j), intake);
    study_by_chance(c->r, route, j, address(c, c->study, route, j), students, &counts);
    return counts.graduates[late];
}

/* Joiners to one post state: their ages, and who is still there at the end of the step. */
static void enter(const Course *c, int step, int route, int j, int late, int post,
                  int32_t heads, int32_t *next, StepCounts *counts)
{
    const Rates *r = c->r;
    const RouteRates *rr = &r->routes[route];
    int period = entry_period(r, c->p, route, j, late);
    int item = (late * r->n_intake_years + j) * rr->n_posts + post;
    const double *ages = rr->entry + period * r->n_ages;
    Address at_age = address(c, c->entry_age, item, route);
    Address at_year = address(c, c->first_year, item, route);
    double rest = 1;
    counts->joiners += heads;
    counts->entrants += heads;
    for (int age = 0; age < r->n_ages && heads > 0; age++, at_age.draw++, at_year.draw++) {
        int cell = rr->post_states[post] * r->n_ages + age;
        int32_t here = sample_part(at_age, heads, ages[age], &rest);
        heads -= here;
        int32_t kept_here = sample_binomial(at_year, here, kept(r, r->period_of[step], cell));
        counts->exits += here - kept_here;
        heads_add(&next[cell], kept_here);
    }
}

/* Those of a cohort who graduate so late: at addresses of their own. */
static void join_from_cohort(const Course *c, int step, int route, int j, int late,
                             int32_t *next, StepCounts *counts)
{
    const RouteRates *rr = &c->r->routes[route];
    const double *capture =
        rr->capture + entry_period(c->r, c->p, route, j, late) * rr->n_posts;
    int32_t graduates = study(c, route, j, late);
    int when = late * c->r->n_intake_years + j;
    int32_t left = sample_binomial(address(c, c->registration, route, when), graduates,
                                   rr->registers[j * rr->delays + late]);
    Address at = address(c, c->posts, route, when);
    double rest = 1;
    counts->graduates += graduates;
    for (int i = 0; i < rr->n_posts && left > 0; i++, at.draw++) {
        int32_t heads = sample_part(at, left, capture[i], &rest);
        left -= heads;
        enter(c, step, route, j, late, i, heads, next, counts);
    }
}

static void join_from_routes(const Course *c, int step, int32_t *next, StepCounts *counts)
{
    const Rates *r = c->r;
    for (int route = 0; route < c->p->n_routes; route++) {
        const RouteRates *rr = &r->routes[route];
        for (int j = 0; j < r->n_intake_years; j++) {
            for (int late = 0; late < rr->delays; late++)
                if (rr->step[j * rr->delays + late] == step)
                    join_from_cohort(c, step, route, j, late, next, counts);
        }
    }
}

/* Joiners whose number is itself by chance: Poisson, thinned by exposure, is Poisson again;
 * those lost in their first step are drawn too, so that the heads add up. */
static void join_by_chance(const Course *c, int step, Address at, int cell, double mean,
                           int32_t *next, StepCounts *counts)
{
    double staying = kept(c->r, c->r->period_of[step], cell);
    int32_t heads = sample_poisson(at, mean * staying);
    heads_add(&next[cell], heads);
    counts->joiners += heads;
    if (staying < 1 && c->counts) {
        at.key = c->first_year;
        int32_t lost = sample_poisson(at, mean * (1 - staying));
        counts->joiners += lost;
        counts->exits += lost;
    }
}

static void join_from_outside(const Course *c, int step, int32_t *next, StepCounts *counts)
{
    const Rates *r = c->r;
    const double *joiners =
        r->joiners + (size_t)r->join_period_of[step] * (size_t)r->n_join_cells;
    for (int i = 0; i < r->n_join_cells; i++)
        join_by_chance(c, step, address(c, c->joiners, r->join_cells[i], step),
                       r->join_cells[i], joiners[i], next, counts);
}

static void renew(const Course *c, int step, const int32_t *now, int32_t *next,
                  StepCounts *counts)
{
    const Rates *r = c->r;
    for (int i = 0; i < r->n_renewals; i++) {
        const Renewal *w = &r->renewals[i];
        double width = age_width(c->p, w->to_age, w->to_age_to);
        int64_t heads = 0;
        for (int age = w->from_age; age <= w->from_age_to; age++)
            heads += now[w->from * r->n_ages + age];
        double mean =
            (double)heads * r->renewal[r->period_of[step] * r->n_renewals + i] / width;
        Address at = address(c, c->renewal, i, step);
        for (int age = w->to_age; age <= w->to_age_to; age++, at.draw++)
            join_by_chance(c, step, at, w->to * r->n_ages + age,
                           mean * age_width(c->p, age, age), next, counts);
    }
}

/* Between moving and ageing those who would join are gathered, unexposed, and hired or not. */
static void hire(const Course *c, int step, const int32_t *now, int32_t *next,
                 StepCounts *counts)
{
    Rates open = *c->r;
    Course applying = *c;
    StepCounts unused = {0};
    open.exposure = 0;
    applying.r = &open;
    memset(c->hire->joined, 0, (size_t)c->r->n_cells * sizeof *c->hire->joined);
    join_from_routes(&applying, step, c->hire->joined, &unused);
    join_from_outside(&applying, step, c->hire->joined, &unused);
    renew(&applying, step, now, c->hire->joined, &unused);
    hire_decide(c->hire, step, next, counts);
}

/* Those who were hired, and of them those who are still there at the end of the step. */
static void join_hired(const Course *c, int step, int32_t *next, StepCounts *counts)
{
    for (int cell = 0; cell < c->r->n_cells; cell++) {
        int32_t heads = c->hire->joined[cell];
        if (heads == 0)
            continue;
        int32_t stay = sample_binomial(address(c, c->exposed, cell, step), heads,
                                       kept(c->r, c->r->period_of[step], cell));
        counts->joiners += heads;
        counts->exits += heads - stay;
        heads_add(&next[cell], stay);
    }
}

static void run(const Course *c, int32_t *stock)
{
    const Rates *r = c->r;
    size_t cells = (size_t)r->n_cells;
    LeavingDraws leaving = leaving_draws(r, c->seed, c->replicate, c->hire);
    for (int cell = 0; cell < r->n_cells; cell++)
        stock[cell] = sample_round(address(c, c->opening, cell, 0),
                                   fmin(r->opening[cell], INT32_MAX - 1));
    for (int step = 0; step < r->until; step++) {
        const int32_t *now = stock + (size_t)step * cells;
        int32_t *next = stock + (size_t)(step + 1) * cells;
        StepCounts of_step = {0};
        leaving_by_chance(&leaving, step, now, next, &of_step);
        if (c->hire) {
            hire(c, step, now, next, &of_step);
            grow_older(c, step, next);
            join_hired(c, step, next, &of_step);
        } else {
            empty_pools(c, step, false, next, &of_step);
            grow_older(c, step, next);
            join_from_routes(c, step, next, &of_step);
            join_from_outside(c, step, next, &of_step);
            renew(c, step, now, next, &of_step);
            empty_pools(c, step, true, next, &of_step);
        }
        of_step.residual =
            residuals_apply_by_chance(&r->residuals, step, c->residual, c->replicate, next);
        if (c->started)
            training_by_chance(r, c->p, step, c->seed, c->replicate, c->started, next,
                               &of_step);
        if (c->counts)
            c->counts[step] = of_step;
    }
}

static Course course_of(const Rates *r, const Plan *p, const double *x, uint64_t seed,
                        uint32_t replicate, StepCounts *counts)
{
    return (Course){.r = r,
                    .p = p,
                    .x = x,
                    .replicate = replicate,
                    .seed = seed,
                    .counts = counts,
                    .opening = philox_stream(seed, "opening stock"),
                    .ageing = philox_stream(seed, "ageing"),
                    .intake = philox_stream(seed, "intake"),
                    .study = philox_stream(seed, "study"),
                    .registration = philox_stream(seed, "registration"),
                    .posts = philox_stream(seed, "posts"),
                    .entry_age = philox_stream(seed, "entry age"),
                    .first_year = philox_stream(seed, "first year"),
                    .joiners = philox_stream(seed, "joiners"),
                    .renewal = philox_stream(seed, "renewal"),
                    .placing = philox_stream(seed, "placing"),
                    .exposed = philox_stream(seed, "exposed"),
                    .residual = philox_stream(seed, "residual")};
}

void chance_run(const ChanceRun *run_of, int32_t *stock)
{
    const Rates *r = run_of->r;
    const Plan *p = run_of->p;
    SCOPED_ARENA a = arena_new();
    Hire h;
    Course c = course_of(r, p, run_of->x, run_of->seed, run_of->replicate, run_of->counts);
    if (run_of->ceiling) {
        hire_new(&h, r, p, run_of->ceiling, &run_of->hiring, run_of->seed, run_of->replicate,
                 a);
        c.hire = &h;
    }
    if (training_any(p)) {
        c.started = NEW_ARRAY(a, int32_t, p->n_routes * r->n_intake_years);
        for (int i = 0; i < p->n_routes * r->n_intake_years; i++)
            c.started[i] = training_wanted(r, run_of->seed, run_of->replicate, run_of->x,
                                           i / r->n_intake_years, i % r->n_intake_years);
    }
    run(&c, stock);
    for (int i = 0; run_of->started && i < p->n_routes * r->n_intake_years; i++)
        run_of->started[i] =
            c.started ? c.started[i]
                      : training_wanted(r, run_of->seed, run_of->replicate, run_of->x,
                                        i / r->n_intake_years, i % r->n_intake_years);
    for (int step = 0; run_of->apprentices && step <= r->until; step++)
        if (c.started)
            training_enrolled_by_chance(r, p, step, run_of->seed, run_of->replicate, c.started,
                                        run_of->apprentices + step * p->n_routes);
}

void stochastic_course(const Rates *r, const Plan *p, const double *x, uint64_t seed,
                       uint32_t replicate, int32_t *stock, StepCounts *counts)
{
    ChanceRun of = {
        .r = r, .p = p, .x = x, .seed = seed, .replicate = replicate, .counts = counts};
    chance_run(&of, stock);
}

void stochastic_run(const Rates *r, const Plan *p, const double *x, uint64_t seed,
                    uint32_t replicate, int32_t *stock)
{
    stochastic_course(r, p, x, seed, replicate, stock, NULL);
}
