/* The invariants that every plan must keep (models 4.1, I1 to I11), on random plans that have
 * pools, locums, ceilings, training, several routes and knots: in expected mode and in every
 * replicate. Where one of them has a test of its own elsewhere, that test is named. */
#include "sim/ceiling.h"
#include "sim/commission.h"
#include "sim/plans_test.h"
#include "sim/trajectory.h"
#include <math.h>

#include "support/test.h"

enum { PLANS = 60, MOST_STATES = 8, MOST_GROUPS = 8 };

static Plan *any_plan(Arena *a, uint32_t number)
{
    return number % 3 == 2 ? test_random_training(a, number) : test_random_plan(a, number);
}

/* I2: nothing is negative, and what leaves, moves and stays of a cell is all of it; I1 is
 * test_stochastic__heads_add_up_to_the_last_one, test_ceiling__heads_add_up_under_any_ceiling
 * and test_training__heads_add_up_in_both_modes; I3 is in pipeline_test.c. */
void test_invariant__shares_of_every_cell_add_up_to_one(void)
{
    for (uint32_t number = 0; number < PLANS; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = any_plan(a, number);
        TestRun run = test_run(a, p);
        const Rates *r = run.r;
        for (int period = 0; period < r->n_periods; period++)
            for (int cell = 0; cell < r->n_cells; cell++) {
                size_t at = (size_t)period * (size_t)r->n_cells + (size_t)cell;
                int state = cell / r->n_ages, age = cell % r->n_ages;
                double sum = r->exits[at] + r->stay[at];
                assert_true(r->exits[at] >= 0 && r->stay[at] >= 0);
                for (int i = r->pairs_of[state]; i < r->pairs_of[state + 1]; i++)
                    sum += pair_share(r, period, i, age);
                assert_near(sum, 1, 1e-12);
            }
    }
}

/* I4 and I11: the sectors add up to all, whoever works where, and no measure is above its
 * heads. */
void test_invariant__sectors_add_up_with_locums_in_every_replicate(void)
{
    for (uint32_t number = 0; number < PLANS; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        int T = p->n_steps + 1, G = p->n_groups + 1;
        double *supply = NEW_ARRAY(a, double, T *G),
               *heads = NEW_ARRAY(a, double, T *MOST_STATES);
        Trajectory out = {.supply = supply, .heads = heads};
        for (uint32_t k = 0; k < 3; k++) {
            trajectory_run(run.r, p, NULL, run.x, k > 0, 4, k, a, &out);
            for (int t = 0; t < T; t++) {
                double sum = 0, people = 0;
                for (int g = 0; g < p->n_groups; g++) {
                    sum += supply[t * G + g];
                    assert_true(supply[t * G + g] >= -1e-9);
                }
                for (int s = 0; s < p->n_states; s++)
                    people += heads[t * p->n_states + s];
                assert_near(sum, supply[t * G + p->n_groups], 1e-9 * (1 + sum));
                assert_true(supply[t * G + p->n_groups] <= people * (1 + 1e-12) + 1e-9);
            }
        }
    }
}

/* I5: nobody leaves and nobody comes: nothing changes but places; nobody comes: never more. */
void test_invariant__without_flows_nothing_changes_and_without_inflow_nothing_grows(void)
{
    for (uint32_t number = 0; number < PLANS; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        for (int i = 0; i < p->n_rows; i++) {
            Part part = p->rows[i].part;
            bool inflow = part == PART_JOINER || part == PART_INTAKE || part == PART_RENEWAL;
            if (inflow || (part == PART_EXIT && number % 2))
                p->rows[i].value = 0;
        }
        TestRun run = test_run(a, p);
        double before = 0;
        for (int step = 0; step <= p->n_steps; step++) {
            double heads = 0;
            for (int s = 0; s < p->n_states; s++)
                heads += test_heads(&run, p, step, s);
            assert_true(step == 0 || heads <= before * (1 + 1e-12));
            if (step && number % 2)
                assert_near(heads, before, 1e-9 * (1 + before));
            before = heads;
        }
    }
}

/* I7 with pools and training: a cohort changes no supply before it joins, but for those who
 * leave a state for it. I6 is test_expected__is_linear..., I9 in
 * test_response__more_students... */
void test_invariant__an_intake_has_no_effect_before_its_lead_time(void)
{
    for (uint32_t number = 0; number < PLANS; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        int32_t *plain = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        int32_t *more = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        stochastic_run(run.r, p, run.x, 6, number, plain);
        for (int i = 0; i < p->n_routes * run.n_years; i += 3) {
            int joins =
                plan_first_intake_year(p) + i % run.n_years + p->routes[i / run.n_years].length;
            run.x[i] += 50;
            stochastic_run(run.r, p, run.x, 6, number, more);
            run.x[i] -= 50;
            for (int step = 0; step <= p->n_steps && plan_year(p, step) < joins; step++)
                assert_memory_equal(plain + step * run.cells, more + step * run.cells,
                                    (size_t)run.cells * sizeof *plain);
        }
    }
}

/* I8: the mean by chance is the expected course within four standard errors, group by group. */
void test_invariant__the_mean_by_chance_is_the_expected_supply(void)
{
    enum { REPLICATES = 250 };
    for (uint32_t number = 0; number < 24; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number + 100);
        TestRun run = test_run(a, p);
        int T = p->n_steps + 1, G = p->n_groups + 1;
        double *expected = NEW_ARRAY(a, double, T *G), *supply = NEW_ARRAY(a, double, T *G);
        double sum[MOST_GROUPS] = {0}, squares[MOST_GROUPS] = {0};
        trajectory_run(run.r, p, NULL, run.x, false, 0, 0, a,
                       &(Trajectory){.supply = expected});
        for (uint32_t k = 0; k < REPLICATES; k++) {
            SCOPED_ARENA scratch = arena_new();
            trajectory_run(run.r, p, NULL, run.x, true, 9, k, scratch,
                           &(Trajectory){.supply = supply});
            for (int g = 0; g < G; g++) {
                double away = supply[p->n_steps * G + g] - expected[p->n_steps * G + g];
                sum[g] += away;
                squares[g] += away * away;
            }
        }
        for (int g = 0; g < G; g++)
            assert_near(sum[g] / REPLICATES, 0,
                        4 * sqrt((squares[g] / REPLICATES + .25) / REPLICATES));
    }
}

/* I9: more posts never mean fewer people in post at the end of the step. (Later they may: those
 * who are hired from states where people stay longer are lost sooner.) */
void test_invariant__more_posts_never_mean_fewer_people_in_post(void)
{
    for (uint32_t number = 0; number < PLANS; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        int T = p->n_steps + 1, groups[] = {p->n_groups}, of[MOST_STATES];
        double *posts = NEW_ARRAY(a, double, T), *stock = NEW_ARRAY(a, double, T *run.cells);
        double before = -1;
        Ceiling c = {.n = 1, .groups = groups, .of = of, .posts = posts};
        Hiring none = {0};
        for (int s = 0; s < p->n_states; s++)
            of[s] = p->states[s].weight > 0 && !p->states[s].pool ? 0 : -1;
        for (int level = 0; level < 4; level++) {
            double heads = 0;
            for (int t = 0; t < T; t++)
                posts[t] = 400 * level;
            ceiling_expected(run.r, p, &c, run.x, a, stock, &none, NULL);
            for (int cell = 0; cell < run.cells; cell++)
                heads += stock[run.cells + cell] * p->states[cell / p->n_ages].weight;
            assert_true(heads >= before * (1 - 1e-9));
            before = heads;
        }
    }
}

/* I10: the same bytes whatever was computed before and on any number of threads: a course under
 * a ceiling here, ensembles in commission_test.c. */
typedef struct Many {
    const TestRun *run;
    const Plan *p;
    const Ceiling *c;
    int32_t *stock; /* [n][steps + 1][cells] */
} Many;

static void one_of_many(void *self, int i, Arena *scratch)
{
    const Many *m = self;
    size_t size = (size_t)(m->p->n_steps + 1) * (size_t)m->run->cells;
    (void)scratch;
    ChanceRun of = {.r = m->run->r, .p = m->p, .x = m->run->x, .seed = 3, .ceiling = m->c};
    of.replicate = (uint32_t)i;
    chance_run(&of, m->stock + (size_t)i * size);
}

void test_invariant__replicates_do_not_depend_on_threads(void)
{
    enum { N = 12 };
    for (uint32_t number = 0; number < 12; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = any_plan(a, number);
        TestRun run = test_run(a, p);
        int of[MOST_STATES], groups[] = {p->n_groups};
        double *posts = NEW_ARRAY(a, double, p->n_steps + 1);
        for (int s = 0; s < p->n_states; s++)
            of[s] = p->states[s].weight > 0 && !p->states[s].pool ? 0 : -1;
        for (int t = 0; t <= p->n_steps; t++)
            posts[t] = 500;
        Ceiling c = {.n = 1, .groups = groups, .of = of, .posts = posts};
        size_t size = (size_t)(p->n_steps + 1) * (size_t)run.cells;
        Many one = {&run, p, &c, NEW_ARRAY(a, int32_t, N * size)}, three = one;
        three.stock = NEW_ARRAY(a, int32_t, N * size);
        parallel_for(N, 1, one_of_many, &one);
        parallel_for(N, 3, one_of_many, &three);
        assert_memory_equal(one.stock, three.stock, N * size * sizeof(int32_t));
    }
}

/* Sizes beyond the memory of a plan are refused with their numbers, before anything is made. */
void test_invariant__absurd_sizes_are_refused_with_their_numbers(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = test_plan(a, 1, 1, 0, 4000);
    AgeClass age = p->ages[0];
    p->ages = NEW_ARRAY(a, AgeClass, 6000);
    for (int i = 0; i < 6000; i++)
        p->ages[i] = age;
    p->n_ages = 6000;
    Rates *r = rates_new(a, p);
    assert_false(rates_fill(r, &err, p, NULL, false));
    assert_non_null(strstr(err.message, "24006000 cells, above 20000000"));
    p = test_plan(a, 1, 1, 0, 1);
    p->n_lines = p->ceiling = 1;
    p->lines = NEW_ARRAY(a, const char *, 1);
    p->lines[0] = "funded";
    test_stock(p, 0, 0, 3e7);
    err_clear(&err);
    r = rates_new(a, p);
    assert_false(rates_fill(r, &err, p, NULL, false));
    assert_non_null(
        strstr(err.message, "30000000 heads are too many for a recruitment ceiling"));
}
