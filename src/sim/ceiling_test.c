#include "sim/ceiling.h"
#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

/* The plan gets a line 0 with these posts for each group, and the ceiling is that line. */
static Ceiling ceiling_of(Arena *a, Plan *p, const double *posts)
{
    if (p->n_lines == 0) {
        p->lines = NEW_ARRAY(a, const char *, 1);
        p->lines[p->n_lines++] = "funded";
    }
    for (int g = 0; g < p->n_groups; g++) {
        Row *row = test_row(p, PART_DEMAND, posts[g]);
        row->line = 0;
        row->group = g;
    }
    p->ceiling = 1;
    Ceiling c;
    double *theta = NEW_ARRAY(a, double, p->n_rows);
    int G = p->n_groups + 1;
    double *demand = NEW_ARRAY(a, double, (p->n_steps + 1) * p->n_lines * G);
    theta_central(p, theta);
    for (int t = 0; t <= p->n_steps; t++)
        demand_at(p, theta, t, demand + t * p->n_lines * G);
    ceiling_new(a, p, demand, &c);
    return c;
}

static void by_chance(const TestRun *run, const Plan *p, const Ceiling *c, uint32_t replicate,
                      const Hiring *hiring, StepCounts *counts, int32_t *stock)
{
    ChanceRun of = {run->r, p, run->x, 5, replicate, c, *hiring, counts, NULL, NULL};
    chance_run(&of, stock);
}

/* E[min(N, 920)], N ~ Bin(1000, .92): what the mean field cannot know. */
void test_ceiling__the_mean_of_a_minimum_is_not_the_minimum_of_the_means(void)
{
    enum { REPLICATES = 20000 };
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 1, 1, 1);
    p->routes[0].length = 1;
    test_row(p, PART_REGISTRATION, .92)->route = 0;
    Row *capture = test_row(p, PART_CAPTURE, 1);
    capture->route = capture->state = 0;
    test_intake(p, 0, 2024, 1000);
    Ceiling c = ceiling_of(a, p, (double[]){920});
    TestRun run = test_run(a, p);
    double stock[2], away[2 * 2], unfilled[2 * 2], sum = 0, squares = 0, least = 1000;
    int32_t heads[2];
    Hiring hiring = {away, unfilled};
    ceiling_expected(run.r, p, &c, run.x, a, stock, &hiring, NULL);
    assert_near(stock[1], 920, 1e-9);
    for (uint32_t k = 0; k < REPLICATES; k++) {
        by_chance(&run, p, &c, k, &hiring, NULL, heads);
        assert_true(heads[1] <= 920);
        assert_near(unfilled[2], 920 - heads[1], 0); /* step 1, group 0 */
        assert_true(away[2] == 0 || heads[1] == 920);
        sum += heads[1] - 916.5810445784;
        squares += (heads[1] - 916.5810445784) * (heads[1] - 916.5810445784);
        least = fmin(least, heads[1]);
    }
    double se = sqrt(squares / REPLICATES / REPLICATES);
    assert_near(sum / REPLICATES, 0, 4 * se);
    assert_true(se < .06 && least < 905); /* far from 920, and not by chance */
}

/* Two sectors; one funds fewer posts than people want. Those turned away stay. */
void test_ceiling__who_is_turned_away_stays_where_they_were(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 0, 1);
    p->n_groups = 2;
    p->groups[1] = "other";
    p->states[1].group = 1;
    test_stock(p, 0, 0, 100);
    test_stock(p, 1, 0, 100);
    test_exit(p, 0, .1);
    test_move(p, 1, 0, .3);
    Ceiling c = ceiling_of(a, p, (double[]){112, 1000});
    TestRun run = test_run(a, p);
    double stock[4], away[6], unfilled[6];
    Hiring hiring = {away, unfilled};
    ceiling_expected(run.r, p, &c, run.x, a, stock, &hiring, NULL);
    assert_near(stock[2], 112, 1e-12); /* 90 stay, 30 apply for 22 posts */
    assert_near(stock[3], 78, 1e-12);
    assert_near(away[3], 8, 1e-12);
    assert_near(unfilled[3], 0, 1e-12);
    assert_near(unfilled[4], 1000 - 78, 1e-12);
    int32_t heads[4];
    for (uint32_t k = 0; k < 50; k++) {
        by_chance(&run, p, &c, k, &hiring, NULL, heads);
        assert_true(heads[2] <= 112 && heads[3] >= 100 - 60);
        assert_near(away[5], away[3] + away[4], 0);
    }
}

/* People of two full sectors who would change places: each waits for the other's post. */
void test_ceiling__turning_away_spreads_to_where_the_posts_are_kept(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 2, 1, 0, 1);
    p->n_groups = 2;
    p->groups[1] = "other";
    p->states[1].group = 1;
    test_stock(p, 0, 0, 100);
    test_stock(p, 1, 0, 100);
    test_move(p, 0, 1, .2);
    test_move(p, 1, 0, .3);
    Ceiling c = ceiling_of(a, p, (double[]){100, 100});
    TestRun run = test_run(a, p);
    double stock[4], away[6];
    Hiring hiring = {away, NULL};
    ceiling_expected(run.r, p, &c, run.x, a, stock, &hiring, NULL);
    /* 20 go to the other sector; 20 of the 30 who come take their posts, 10 stay: their own
     * sector then has 70 + 10 and 20, all it can fill. */
    assert_near(stock[2], 100, 1e-9);
    assert_near(stock[3], 100, 1e-9);
    assert_near(away[3], 10, 1e-9);
    assert_near(away[4], 0, 1e-9);
}

/* Posts without end are no ceiling: the linear course, and the same random numbers. */
void test_ceiling__far_above_it_changes_nothing(void)
{
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        Ceiling c = ceiling_of(a, p, (double[]){1e9, 1e9, 1e9, 1e9});
        TestRun run = test_run(a, p);
        double *stock = NEW_ARRAY(a, double, (p->n_steps + 1) * run.cells);
        Hiring hiring = {0};
        ceiling_expected(run.r, p, &c, run.x, a, stock, &hiring, NULL);
        for (int i = 0; i < (p->n_steps + 1) * run.cells; i++)
            assert_near(stock[i], run.stock[i], 1e-9 * (1 + run.stock[i]));
    }
}

/* Heads add up, nobody is lost or made, and no group is above both its posts and what it had.
 */
void test_ceiling__heads_add_up_under_any_ceiling(void)
{
    int bound = 0;
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        double posts[4];
        for (int g = 0; g < 4; g++)
            posts[g] = 100 + 150 * ((number + (uint32_t)g) % 5);
        Ceiling c = ceiling_of(a, p, posts);
        TestRun run = test_run(a, p);
        int32_t *stock = NEW_ARRAY(a, int32_t, (p->n_steps + 1) * run.cells);
        StepCounts *counts = NEW_ARRAY(a, StepCounts, p->n_steps);
        double *away = NEW_ARRAY(a, double, (p->n_steps + 1) * (p->n_groups + 1));
        Hiring hiring = {away, NULL};
        by_chance(&run, p, &c, number, &hiring, counts, stock);
        for (int step = 0; step < p->n_steps; step++) {
            int64_t opening = 0, closing = 0;
            double before[4] = {0}, after[4] = {0};
            for (int cell = 0; cell < run.cells; cell++) {
                const State *s = &p->states[cell / p->n_ages];
                assert_true(stock[(step + 1) * run.cells + cell] >= 0);
                opening += stock[step * run.cells + cell];
                closing += stock[(step + 1) * run.cells + cell];
                before[s->group] += s->weight * stock[step * run.cells + cell];
                after[s->group] += s->weight * stock[(step + 1) * run.cells + cell];
            }
            assert_int_equal(opening + counts[step].joiners - counts[step].exits, closing);
            for (int g = 0; g < p->n_groups; g++) {
                double most =
                    0; /* changes of state within a group are no hires, but may weigh */
                for (int s = 0; s < p->n_states; s++)
                    if (p->states[s].group == g)
                        most = fmax(most, p->states[s].weight);
                if (p->n_states <= 2 || p->n_groups >= p->n_states)
                    assert_true(after[g] <= fmax(before[g], posts[g]) + 1e-9 + 0 * most);
            }
            bound += away[(step + 1) * (p->n_groups + 1) + p->n_groups] > 0;
        }
    }
    assert_true(bound > 50);
}
