#include "sim/plans_test.h"

#include "support/test.h"

void test_expected__reproduces_every_printed_row_of_ot_mini(void)
{
    static const double printed[][6] = {
        {2025, 1476.602819, 369.236318, 193.500000, 1609.568988, 1725.500000},
        {2027, 1449.999131, 402.671557, 185.773053, 1614.243343, 1777.653237},
        {2030, 1423.728038, 438.728502, 181.710783, 1621.412616, 1858.853549},
        {2034, 1401.976264, 468.699583, 180.893759, 1627.446763, 1972.919403}};
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    TestRun run = test_run(a, p);
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        int step = (int)printed[i][0] - 2024;
        double supply[4], demand[4];
        for (int state = 0; state < 3; state++)
            assert_near(test_heads(&run, p, step, state), printed[i][1 + state], 1e-6);
        supply_of(run.r, p, step, run.stock + step * run.cells, supply);
        demand_at(p, run.theta, step, demand);
        assert_near(supply[3], printed[i][4], 1e-6);
        assert_near(demand[3], printed[i][5], 1e-6);
    }
}

void test_expected__ot_mini_settles_at_its_steady_state(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    p->n_steps = 400;
    TestRun run = test_run(a, p);
    double supply[4];
    supply_of(run.r, p, 400, run.stock + 400 * run.cells, supply);
    assert_near(test_heads(&run, p, 400, 0), 1381.819039, 1e-6);
    assert_near(test_heads(&run, p, 400, 1), 514.203840, 1e-6);
    assert_near(test_heads(&run, p, 400, 2), 183.486085, 1e-6);
    assert_near(supply[3], .88 * 1381.819039 + .84 * 514.203840, 2e-6);
    assert_near(supply[3], 1647.931960, 3e-5); /* the printed sum is off in its last digits */
}

void test_expected__ot_mini_without_inflow(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, false);
    TestRun run = test_run(a, p);
    static const double printed[2][3] = {{1017.877983, 326.450764, 158.723589},
                                         {707.180329, 274.444796, 117.728357}};
    for (int i = 0; i < 2; i++)
        for (int state = 0; state < 3; state++)
            assert_near(test_heads(&run, p, 5 * (i + 1), state), printed[i][state], 1e-6);
}

/* 100 joiners a year, 8% exits: the order of events in closed form. */
void test_expected__constant_inflow_by_order_of_events(void)
{
    static const double exposure[] = {0, 1, .5};
    static const double after_ten[] = {707.0144322205, 650.4532776428, 678.7338549316};
    for (int i = 0; i < 3; i++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_plan(a, 1, 1, 0, 400);
        p->joiner_exposure = exposure[i];
        test_exit(p, 0, .08);
        test_joiner(p, 0, ANY, 100);
        TestRun run = test_run(a, p);
        assert_near(run.stock[10], after_ten[i], 1e-9);
        if (i == 0)
            assert_near(run.stock[400], 1250, 1e-9);
        test_stock(p, 0, ANY, 500);
        if (i == 0)
            assert_near(test_run(a, p).stock[10], 924.2086593323, 1e-9);
    }
}

/* Australian dental prosthetists 2012 to 2025 (Australia's Future Health Workforce, Oral
 * Health, 2014): joiners and exits of the closing year, linear between the printed years. */
void test_expected__reproduces_the_published_dental_prosthetists(void)
{
    static const int years[] = {2016, 2020, 2025};
    static const double exits[] = {.1077, .1092, .1140}, supply[] = {994, 987, 970};
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 1, 0, 13);
    p->start_year = 2012;
    test_stock(p, 0, 0, 1002);
    test_joiner(p, 0, 0, 106);
    for (int i = 0; i < 3; i++)
        test_exit(p, 0, exits[i])->year = years[i];
    TestRun run = test_run(a, p);
    for (int i = 0; i < 3; i++)
        assert_near(run.stock[years[i] - 2012] / supply[i], 1, .0025);
    p->joiner_exposure = 1;
    assert_near(test_run(a, p).stock[13], 886, .5); /* the wrong order is far off */
    p->joiner_exposure = .5;
    assert_near(test_run(a, p).stock[13], 927, .5);
}

void test_expected__wide_classes_age_a_share_each_step(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_plan(a, 1, 3, 0, 2);
    p->ageing = true;
    p->step_years = 2;
    p->ages[0].to = 4;                   /* five years wide: 2/5 grow older in a step */
    p->ages[1].from = p->ages[1].to = 5; /* one year wide: all do */
    p->ages[2].from = p->ages[2].to = 6; /* open */
    test_stock(p, 0, 0, 1000);
    TestRun run = test_run(a, p);
    assert_near(run.stock[3], 600, 1e-9);
    assert_near(run.stock[4], 400, 1e-9);
    assert_near(run.stock[6], 360, 1e-9);
    assert_near(run.stock[7], 240, 1e-9);
    assert_near(run.stock[8], 400, 1e-9);
    p->ageing = false;
    assert_near(test_run(a, p).stock[6], 1000, 0);
}

void test_expected__heads_are_kept_and_never_negative(void)
{
    for (uint32_t number = 0; number < 60; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        double *flow = NEW_ARRAY(a, double, 4 * p->n_steps);
        Flows flows = {.exits = flow,
                       .moves = flow + p->n_steps,
                       .joiners = flow + 2 * p->n_steps,
                       .entrants = flow + 3 * p->n_steps};
        double *stock = NEW_ARRAY(a, double, (p->n_steps + 1) * run.cells);
        expected_run(run.r, p, run.x, stock, &flows);
        for (int step = 0; step < p->n_steps; step++) {
            double opening = 0, closing = 0;
            for (int cell = 0; cell < run.cells; cell++) {
                opening += stock[step * run.cells + cell];
                closing += stock[(step + 1) * run.cells + cell];
                assert_true(stock[(step + 1) * run.cells + cell] >= 0);
            }
            assert_near(opening + flows.joiners[step] - flows.exits[step], closing,
                        1e-12 * (opening + flows.joiners[step]));
            assert_true(flows.entrants[step] <= flows.joiners[step] * (1 + 1e-12));
            assert_true(p->n_states > 1 || flows.moves[step] == 0);
        }
    }
}

void test_expected__groups_add_up_and_measure_is_below_heads(void)
{
    for (uint32_t number = 0; number < 30; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun run = test_run(a, p);
        for (int step = 0; step <= p->n_steps; step++) {
            double supply[8], sum = 0, heads = 0;
            supply_of(run.r, p, step, run.stock + step * run.cells, supply);
            for (int group = 0; group < p->n_groups; group++)
                sum += supply[group];
            for (int state = 0; state < p->n_states; state++)
                heads += test_heads(&run, p, step, state);
            assert_near(sum, supply[p->n_groups], 1e-12 * (1 + sum));
            assert_true(supply[p->n_groups] <= heads * (1 + 1e-12));
        }
    }
}

static void scale(Plan *p, Part part, double factor)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == part)
            p->rows[i].value *= factor;
}

void test_expected__is_linear_in_stock_and_flows_and_affine_in_intakes(void)
{
    for (uint32_t number = 0; number < 30; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        TestRun once = test_run(a, p);
        scale(p, PART_INTAKE, 2);
        TestRun more = test_run(a, p);
        scale(p, PART_INTAKE, 0);
        TestRun none = test_run(a, p);
        for (int i = 0; i < (p->n_steps + 1) * once.cells; i++)
            assert_near(more.stock[i] - none.stock[i], 2 * (once.stock[i] - none.stock[i]),
                        1e-10 * (1 + more.stock[i]));
        Plan *q = test_random_plan(a, number);
        scale(q, PART_STOCK, 2);
        scale(q, PART_JOINER, 2);
        scale(q, PART_INTAKE, 2);
        TestRun twice = test_run(a, q);
        for (int i = 0; i < (p->n_steps + 1) * once.cells; i++)
            assert_near(twice.stock[i], 2 * once.stock[i], 1e-10 * (1 + twice.stock[i]));
    }
}

void test_expected__nothing_in_and_nothing_out_is_constant(void)
{
    for (uint32_t number = 0; number < 30; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        scale(p, PART_INTAKE, 0);
        scale(p, PART_JOINER, 0);
        scale(p, PART_RENEWAL, 0);
        double before = 1e300;
        TestRun run = test_run(a, p);
        for (int step = 0; step <= p->n_steps; step++) {
            double heads = 0;
            for (int state = 0; state < p->n_states; state++)
                heads += test_heads(&run, p, step, state);
            assert_true(heads <= before * (1 + 1e-14)); /* only exits: never more */
            before = heads;
        }
        scale(p, PART_EXIT, 0);
        scale(p, PART_MOVE, 0);
        p->ageing = false;
        run = test_run(a, p);
        assert_memory_equal(run.stock, run.stock + p->n_steps * run.cells,
                            (size_t)run.cells * sizeof *run.stock);
    }
}
