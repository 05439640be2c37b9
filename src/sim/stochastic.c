/* Decides the course of the stock by chance: the same order of events as expected.c, every
 * count an integer drawn at its own address (stream of the process, cell, step, replicate).
 * What is uncertain about the rates themselves is left to theta.c.
 * Who leaves a cell is leaving.c, who joins joining.c. */
#include "sim/joining.h"
#include "sim/leaving.h"
#include "sim/sample.h"
#include "sim/training.h"
#include <math.h>

typedef struct Course {
    const Rates *r;
    const Plan *p;
    uint32_t replicate;
    StepCounts *counts; /* [n_steps] or NULL */
    Hire *hire;         /* NULL: no ceiling */
    uint64_t seed;
    int32_t *started; /* [n_routes][intake years] students, NULL: nobody leaves for training */
    JoiningDraws *joining;
    double *below;      /* [places of a pool] used while placing */
    PhiloxWords *words; /* [cells] used while ageing; NULL: nobody's is by chance */
    PhiloxKey opening, ageing, exposed, placing, residual;
} Course;

static inline Address address(const Course *c, PhiloxKey stream, int item, int when)
{
    return (Address){stream, {(uint32_t)item, (uint32_t)when, c->replicate}, 0};
}

/* ------------------------------------------------------------------ pools */

/* Which place of a pool the head takes. */
static int place_of(const Course *c, int pool, Address at, uint32_t head)
{
    const Pools *x = &c->r->pools;
    PhiloxWords w = philox((PhiloxWords){{at.word[0], at.word[1], at.word[2], head}}, at.key);
    int first = x->first[pool], n = x->first[pool + 1] - first;
    return x->to[first + sample_place(c->below, n, philox_uniform(w.word[0], w.word[1]))];
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
            int to = place_of(c, pool, at, (uint32_t)head) * r->n_ages + age;
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
    const Rates *r = c->r;
    const Pools *x = &r->pools;
    for (int pool = 0; pool < x->n; pool++) {
        const int32_t *heads = next + x->states[pool] * r->n_ages;
        const double *share = x->share + r->period_of[step] * pools_places(r) + x->first[pool];
        bool known = false;
        for (int age = 0; age < r->n_ages; age++) {
            if (heads[age] == 0)
                continue;
            if (!known)
                sample_add_up(share, x->first[pool + 1] - x->first[pool], c->below);
            known = true;
            empty_cell(c, step, pool, joining, age, next, counts);
        }
    }
}

/* ------------------------------------------------------------------ ageing */

/* Classes of one step each: all move on, and the last takes them in. */
static void all_grow_older(const Rates *r, int32_t *stock)
{
    size_t last = (size_t)r->n_ages - 1;
    for (int state = 0; state < r->n_states && last > 0; state++) {
        int32_t *heads = stock + (size_t)state * (last + 1);
        heads_add(&heads[last], heads[last - 1]);
        memmove(heads + 1, heads, (last - 1) * sizeof *heads);
        heads[0] = 0;
    }
}

/* From the oldest down, so that nobody ages twice. */
static void grow_older(const Course *c, int step, int32_t *stock)
{
    const Rates *r = c->r;
    if (r->all_age) {
        all_grow_older(r, stock);
        return;
    }
    PhiloxWords *words = c->words;
    philox_fill(r->path, c->ageing, (PhiloxWords){{0, (uint32_t)step, c->replicate, 0}},
                (size_t)r->n_cells, words);
    for (int state = 0; state < r->n_states; state++)
        for (int age = r->n_ages - 2; age >= 0; age--) {
            int cell = state * r->n_ages + age;
            if (stock[cell] == 0)
                continue;
            Address at = address(c, c->ageing, cell, step);
            int32_t older =
                r->age_share[age] >= 1
                    ? stock[cell]
                    : sample_binomial_of(&at, &words[cell], stock[cell], r->age_share[age]);
            heads_add(&stock[cell + 1], older);
            stock[cell] -= older;
        }
}

/* ------------------------------------------------------------------ steps */

/* Between moving and ageing those who would join are gathered, unexposed, and hired or not. */
static void hire(const Course *c, int step, const int32_t *now, int32_t *next,
                 StepCounts *counts)
{
    Rates open = *c->r;
    JoiningDraws applying = *c->joining;
    StepCounts unused = {0};
    open.exposure = 0;
    applying.r = &open;
    memset(c->hire->joined, 0, (size_t)c->r->n_cells * sizeof *c->hire->joined);
    joining_by_chance(&applying, step, now, c->hire->joined, &unused);
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

/* The opening stock in whole heads: each cell's part of a head by chance. */
static void open_stock(const Course *c, int32_t *stock)
{
    enum { TOGETHER = 64 };
    const Rates *r = c->r;
    PhiloxWords words[TOGETHER];
    for (int cell = 0; cell < r->n_cells; cell++) {
        const PhiloxWords *w = &words[cell % TOGETHER];
        double heads = fmin(r->opening[cell], INT32_MAX - 1);
        int left = r->n_cells - cell;
        if (cell % TOGETHER == 0)
            philox_fill(r->path, c->opening,
                        (PhiloxWords){{(uint32_t)cell, 0, c->replicate, 0}},
                        left < TOGETHER ? (size_t)left : TOGETHER, words);
        stock[cell] = (int32_t)heads;
        stock[cell] += philox_uniform(w->word[0], w->word[1]) < heads - stock[cell];
    }
}

static void run(const Course *c, int32_t *stock)
{
    const Rates *r = c->r;
    size_t cells = (size_t)r->n_cells;
    LeavingDraws leaving = leaving_draws(r, c->seed, c->replicate, c->hire);
    open_stock(c, stock);
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
            joining_by_chance(c->joining, step, now, next, &of_step);
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

static Course course_of(const Rates *r, const Plan *p, uint64_t seed, uint32_t replicate,
                        StepCounts *counts)
{
    return (Course){.r = r,
                    .p = p,
                    .replicate = replicate,
                    .seed = seed,
                    .counts = counts,
                    .opening = philox_stream(seed, "opening stock"),
                    .ageing = philox_stream(seed, "ageing"),
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
    Course c = course_of(r, p, run_of->seed, run_of->replicate, run_of->counts);
    JoiningDraws joining = joining_draws(a, r, p, run_of->x, run_of->seed, run_of->replicate);
    joining.counted = run_of->counts != NULL;
    c.joining = &joining;
    c.below = NEW_ARRAY(a, double, pools_places(r) + 1);
    c.words = r->all_age ? NULL : NEW_ARRAY(a, PhiloxWords, r->n_cells);
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
        joining.started = c.started;
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
