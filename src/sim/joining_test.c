#include "sim/plans_test.h"
#include "sim/rates.h"
#include <math.h>

#include "support/test.h"

enum { CELLS = 6, TIMES = 6000 };

/* Heads of each cell at a step over replicates: means and the matrix of covariances. */
typedef struct Spread {
    double mean[CELLS], covariance[CELLS][CELLS];
} Spread;

static Spread spread_at(Arena *a, const Plan *p, int step)
{
    Spread s = {0};
    TestRun run = test_run(a, p);
    int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * CELLS);
    assert_int_equal(run.cells, CELLS);
    for (int k = 0; k < TIMES; k++) {
        stochastic_run(run.r, p, run.x, 5, (uint32_t)k, stock);
        for (int i = 0; i < CELLS; i++) {
            s.mean[i] += (double)stock[step * CELLS + i] / TIMES;
            for (int j = 0; j < CELLS; j++)
                s.covariance[i][j] +=
                    (double)stock[step * CELLS + i] * (double)stock[step * CELLS + j] / TIMES;
        }
    }
    for (int i = 0; i < CELLS; i++)
        for (int j = 0; j < CELLS; j++)
            s.covariance[i][j] -= s.mean[i] * s.mean[j];
    return s;
}

static void assert_spread(const Spread *s, const double *mean, double covariance[CELLS][CELLS])
{
    for (int i = 0; i < CELLS; i++) {
        assert_near(s->mean[i], mean[i], 4.5 * sqrt(covariance[i][i] / TIMES) + 1e-12);
        for (int j = 0; j < CELLS; j++) {
            double both =
                covariance[i][i] * covariance[j][j] + covariance[i][j] * covariance[i][j];
            double tail = i == j ? covariance[i][i] : 0; /* of small counts */
            assert_near(s->covariance[i][j], covariance[i][j],
                        4.5 * sqrt((both + tail) / TIMES) + 1e-12);
        }
    }
}

/* Three states of two ages, and a cohort of which a tenth takes no post. */
static Plan *cohort_plan(Arena *a, double students, double exit)
{
    static const double capture[] = {.5, .3, .1}, ages[] = {.4, .6};
    Plan *p = test_plan(a, 3, 2, 1, 2);
    p->joiner_exposure = .5;
    p->routes[0].length = 1;
    p->routes[0].id = "course";
    test_intake(p, 0, 2024, students);
    for (int state = 0; state < 3; state++) {
        Row *row = test_row(p, PART_CAPTURE, capture[state]);
        row->route = 0;
        row->state = state;
    }
    for (int age = 0; age < 2; age++) {
        Row *row = test_row(p, PART_ENTRY_AGE, ages[age]);
        row->route = 0;
        row->age_from = row->age_to = age;
    }
    test_exit(p, 0, exit);
    return p;
}

static void assert_multinomial(double students, double exit)
{
    SCOPED_ARENA a = arena_new();
    static const double share[] = {.2, .3, .12, .18, .04, .06};
    Plan *p = cohort_plan(a, students, exit);
    double mean[CELLS], covariance[CELLS][CELLS], kept_share[CELLS];
    for (int i = 0; i < CELLS; i++) {
        kept_share[i] = share[i] * (i < 2 ? 1 - .5 * exit : 1);
        mean[i] = students * kept_share[i];
    }
    for (int i = 0; i < CELLS; i++)
        for (int j = 0; j < CELLS; j++)
            covariance[i][j] = students * kept_share[i] * ((i == j) - kept_share[j]);
    Spread s = spread_at(a, p, 1);
    assert_spread(&s, mean, covariance);
}

void test_joining__few_graduates_are_the_multinomial_of_posts_and_ages(void)
{
    assert_multinomial(60, 0);
    assert_multinomial(60, .4);
}

void test_joining__many_graduates_are_the_same_multinomial(void)
{
    assert_multinomial(3000, 0);
    assert_multinomial(3000, .4);
}

/* Whether drawn together or cell by cell: independent Poisson counts, thinned by exposure. */
static void assert_poisson(double scale)
{
    SCOPED_ARENA a = arena_new();
    static const double rate[] = {.5, 0, .2, .1, .05, .3};
    Plan *p = test_plan(a, 2, 3, 0, 1);
    double mean[CELLS], covariance[CELLS][CELLS] = {{0}};
    p->joiner_exposure = .5;
    test_exit(p, 0, .4);
    for (int i = 0; i < CELLS; i++) {
        test_joiner(p, i / 3, i % 3, scale * rate[i]);
        mean[i] = covariance[i][i] = scale * rate[i] * (i < 3 ? .8 : 1);
    }
    Spread s = spread_at(a, p, 1);
    assert_spread(&s, mean, covariance);
}

void test_joining__few_and_many_joiners_are_independent_poisson_counts(void)
{
    assert_poisson(1);
    assert_poisson(40);
}

void test_joining__who_joins_and_is_lost_is_counted(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = cohort_plan(a, 60, .4);
    for (int age = 0; age < 2; age++)
        test_joiner(p, 0, age, .4 + 3 * age);
    TestRun run = test_run(a, p);
    int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * CELLS);
    StepCounts counts[2];
    double lost = 0;
    for (int k = 0; k < TIMES; k++) {
        int64_t heads = 0;
        stochastic_course(run.r, p, run.x, 9, (uint32_t)k, stock, counts);
        for (int i = 0; i < CELLS; i++)
            heads += stock[CELLS + i];
        assert_int_equal(heads, counts[0].joiners - counts[0].exits);
        lost += (double)counts[0].exits / TIMES;
    }
    double mean = .2 * (60 * .5 + 3.8);
    assert_near(lost, mean, 4.5 * sqrt(mean / TIMES));
}
