#include "sim/philox.h"
#include "sim/scenario.h"
#include "support/small_plan.h"
#include <math.h>

static ScenarioBranch branch(const char *id, double weight, const BranchChange *change)
{
    return (ScenarioBranch){
        .id = id, .label = id, .weight = weight, .n = change ? 1 : 0, .changes = change};
}

/* Row 1 is the capture of route a, row 2 the demand (small_plan.h). */
static const BranchChange half = {1, BRANCH_FACTOR, 0.5}, more = {2, BRANCH_ADD, 40},
                          flat = {2, BRANCH_VALUE, 80};

static ScenarioTree *tree_of(Arena *a, Small *s)
{
    ScenarioTree *tree = NEW(a, ScenarioTree);
    ScenarioPolicy *policies = NEW_ARRAY(a, ScenarioPolicy, 2);
    ScenarioBranch *first = NEW_ARRAY(a, ScenarioBranch, 2),
                   *second = NEW_ARRAY(a, ScenarioBranch, 3);
    first[0] = branch("lands", 0.6, NULL);
    first[1] = branch("half", 0.4, &half);
    second[0] = branch("lands", 0.5, NULL);
    second[1] = branch("more", 0.3, &more);
    second[2] = branch("flat", 0.2, &flat);
    policies[0] = (ScenarioPolicy){.id = "posts", .n = 2, .n_experts = 1, .branches = first};
    policies[1] = (ScenarioPolicy){.id = "need", .n = 3, .n_experts = 1, .branches = second};
    tree->n = 2;
    tree->policies = policies;
    s->p.scenarios = tree;
    return tree;
}

void test_scenario__leaves_multiply_and_their_weights_add_up_to_one(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    ScenarioLeaf *leaves;
    double sum = 0;
    int n;
    tree_of(a, s);
    MUST(scenario_leaves(a, &err, &s->p, &leaves, &n));
    assert_int_equal(n, 6);
    for (int i = 0; i < n; i++)
        sum += leaves[i].weight;
    assert_near(sum, 1, 1e-12);
    assert_string_equal(leaves[4].name, "posts half, need more");
    assert_near(leaves[4].weight, 0.12, 1e-15);
    assert_near(leaves[4].plan.rows[1].value, 0.4, 1e-15);
    assert_near(leaves[4].plan.rows[2].value, 160, 1e-12);
    assert_near(s->p.rows[1].value, 0.8, 0); /* the plan itself is left alone */
}

void test_scenario__a_branch_moves_the_draws_as_it_moves_the_value(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    ScenarioLeaf *leaves;
    double before[8], after[8];
    int n;
    s->p.rows[1].id = "capture";
    s->p.rows[1].dist = (Dist){.kind = DIST_BETA, .a = 8, .b = 2};
    s->p.rows[2].id = "demand";
    s->p.rows[2].dist = (Dist){.kind = DIST_NORMAL, .a = 120, .b = 9};
    tree_of(a, s);
    MUST(scenario_leaves(a, &err, &s->p, &leaves, &n));
    for (int k = 0; k < 5; k++) {
        theta_draw(&s->p, 3, k, 5, before);
        theta_draw(&leaves[4].plan, 3, k, 5, after); /* half, more */
        assert_near(after[1], before[1] / 2, 1e-15);
        assert_near(after[2], before[2] + 40, 1e-12);
        theta_draw(&leaves[5].plan, 3, k, 5, after); /* half, flat */
        assert_near(after[2], 80, 0);
    }
}

void test_scenario__a_delay_that_meets_another_knot_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    ScenarioTree *tree = tree_of(a, s);
    static const BranchChange delay = {3, BRANCH_DELAY, 2};
    ScenarioLeaf *leaves;
    Err err = {0};
    int n;
    intake(s, 0, 2025, 50);
    intake(s, 0, 2027, 60);
    s->p.rows[3].id = "first";
    s->p.rows[4].id = "second";
    tree->policies[0].branches[1].changes = &delay;
    assert_false(scenario_leaves(a, &err, &s->p, &leaves, &n));
    assert_string_equal(err.message,
                        "scenario 'posts half, need lands': the delay brings 'first' to 2027, "
                        "where 'second' is already");
}

void test_scenario__too_many_leaves_are_refused_with_the_numbers(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    ScenarioTree tree = {.n = 4};
    ScenarioPolicy policies[4];
    ScenarioBranch branches[3] = {branch("a", 0.5, NULL), branch("b", 0.3, NULL),
                                  branch("c", 0.2, NULL)};
    ScenarioLeaf *leaves;
    Err err = {0};
    int n;
    for (int i = 0; i < 4; i++)
        policies[i] = (ScenarioPolicy){.id = "p", .n = 3, .branches = branches};
    tree.policies = policies;
    s->p.scenarios = &tree;
    assert_false(scenario_leaves(a, &err, &s->p, &leaves, &n));
    assert_non_null(
        strstr(err.message, "3 x 3 x 3 x 3 branches make 81 scenarios; at most 64"));
}

/* Need 120 in 2029 of 4 cohorts with capture 0.8: level 37.5; half the capture 75; and so on.
 */
void test_scenario__levels_and_regret_by_hand(void)
{
    SCOPED_ARENA a = arena_new();
    Small *s = small(a, 1, 1, 0.8, 120);
    ScenarioAnswer x;
    double expected = 0, most = 0;
    intake(s, 0, 2024, 50);
    tree_of(a, s);
    MUST(scenario_answer(a, &err, &s->p, 1, 4, 2, NULL, &x));
    /* The intake of 2024 stays, and is 50 x capture of the need. */
    const double level[] = {(120 - 40) / 3.2, (160 - 40) / 3.2, (80 - 40) / 3.2,
                            (120 - 20) / 1.6, (160 - 20) / 1.6, (80 - 20) / 1.6};
    const double capture[] = {.8, .8, .8, .4, .4, .4}, weight[] = {.3, .18, .12, .2, .12, .08};
    assert_int_equal(x.n_leaves, 6);
    for (int i = 0; i < 6; i++) {
        const ScenarioOutlook *o = &x.outlooks[x.n_outlooks - 6 + i];
        assert_near(o->level, level[i], 1e-6);
        assert_near(o->weight, weight[i], 1e-12);
    }
    /* 80 % of the weight needs at most the level of leaf 3. */
    assert_near(x.outlooks[0].level, level[3], 1e-6);
    assert_near(x.outlooks[0].weight, 1, 1e-12);
    for (int l = 0; l < x.n_levels; l++) {
        expected = most = 0;
        for (int i = 0; i < 6; i++) {
            double gap = 4 * capture[i] * (x.levels[l].level - level[i]);
            double loss = gap < 0 ? -4 * gap : gap;
            double best = 4 * capture[i] * (floor(level[i]) - level[i]);
            best = fmin(-4 * best, 4 * capture[i] * (ceil(level[i]) - level[i]));
            assert_near(x.levels[l].regret[i], fmax(0, loss - best), 1e-6);
            expected += weight[i] * fmax(0, loss - best);
            most = fmax(most, fmax(0, loss - best));
        }
        assert_near(x.levels[l].expected, expected, 1e-6);
        assert_near(x.levels[l].most, most, 1e-6);
    }
    for (int l = 0; l < x.n_levels; l++) {
        assert_true(x.levels[l].most >= x.levels[x.minimax].most - 1e-9 ||
                    fmod(x.levels[l].level, 1) != 0);
        assert_true(x.levels[l].expected >= x.levels[x.expectation].expected - 1e-9 ||
                    fmod(x.levels[l].level, 1) != 0);
    }
    /* Today's 50 are enough in the leaves 0, 1 and 2 and, with 37.5, in the last. */
    assert_near(x.today, 50, 1e-12);
    assert_near(x.outlooks[0].met_today, .3 + .18 + .12 + .08, 1e-12);
}

/* Of random trees: mixed is the branches of any policy by their weights. */
void test_scenario__mixed_is_the_weighted_branches(void)
{
    for (uint32_t t = 0; t < 40; t++) {
        SCOPED_ARENA a = arena_new();
        Small *s = small(a, 1, 1, 0.8, 120);
        ScenarioTree *tree = tree_of(a, s);
        PhiloxWords r = philox((PhiloxWords){{t, 0, 0, 0}}, (PhiloxKey){{1, 2}});
        double u = philox_uniform(r.word[0], r.word[1]),
               v = philox_uniform(r.word[2], r.word[3]);
        ScenarioAnswer x;
        intake(s, 0, 2024, 30 + 60 * u);
        s->p.rows[1].dist = (Dist){.kind = DIST_BETA, .a = 8, .b = 2};
        tree->policies[0].branches[0].weight = u;
        tree->policies[0].branches[1].weight = 1 - u;
        tree->policies[1].branches[0].weight = v / 2;
        tree->policies[1].branches[1].weight = v / 2;
        tree->policies[1].branches[2].weight = 1 - v;
        MUST(scenario_answer(a, &err, &s->p, t, 20, 1, NULL, &x));
        for (int policy = 0; policy < 2; policy++) {
            double today = 0, met = 0, weight = 0;
            for (int i = 0; i < x.n_outlooks; i++)
                if (x.outlooks[i].policy == policy) {
                    today += x.outlooks[i].weight * x.outlooks[i].met_today;
                    met += x.outlooks[i].weight * x.outlooks[i].met_mixed;
                    weight += x.outlooks[i].weight;
                }
            assert_near(weight, 1, 1e-12);
            assert_near(today, x.outlooks[0].met_today, 1e-12);
            assert_near(met, x.outlooks[0].met_mixed, 1e-12);
        }
        for (int i = 0; i < x.n_levels; i++)
            for (int k = 0; k < x.n_leaves; k++)
                assert_true(x.levels[i].regret[k] >= 0);
    }
}
