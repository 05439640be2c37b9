#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

static Row *driver(Plan *p, int line, int group, int kind, int year, double value)
{
    Row *row = test_row(p, PART_DRIVER, value);
    row->line = line;
    row->group = group;
    row->kind = kind;
    row->year = year;
    return row;
}

static Plan *two_lines(Arena *a)
{
    Plan *p = test_plan(a, 2, 1, 0, 20);
    p->n_groups = 2;
    p->groups[1] = "second";
    p->n_lines = 2;
    p->lines = NEW_ARRAY(a, const char *, 2);
    return p;
}

/* The Dutch general practitioners: 7,365 FTE in 2009, demography 6%, drivers 3+5+1+2+5%. */
void test_demand__composes_the_dutch_requirement(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_lines(a);
    static const double drivers[] = {.03, .05, .01, .02, .05};
    double demand[6], theta[20];
    p->start_year = 2009;
    test_row(p, PART_DEMAND, 7365)->line = 0;
    driver(p, 0, ANY, DRIVER_DEMOGRAPHIC, 2019, .06);
    for (int i = 0; i < 5; i++)
        driver(p, 0, ANY, DRIVER_OTHER, 2019, drivers[i]);
    theta_central(p, theta);
    demand_at(p, theta, 10, demand);
    assert_near(demand[2], 9056.0, .05);
    demand_at(p, theta, 0, demand);
    assert_near(demand[2], 7365, 1e-9);
    demand_at(p, theta, 5, demand); /* half of each effect */
    assert_near(demand[2], 7365 * 1.03 * 1.08, 1e-9);
    demand_at(p, theta, 15, demand); /* and no more after it is reached */
    assert_near(demand[2], 9056.0, .05);
}

void test_demand__all_is_the_sum_of_the_groups_without_a_row_of_its_own(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_lines(a);
    double demand[6], theta[20];
    Row *row = test_row(p, PART_DEMAND, 100);
    row->line = row->group = 0;
    row = test_row(p, PART_DEMAND, 60);
    row->line = 0;
    row->group = 1;
    driver(p, 0, ANY, DRIVER_ANNUAL, ALL_YEARS, .1);
    driver(p, 0, 1, DRIVER_ANNUAL, ALL_YEARS, .5);
    theta_central(p, theta);
    demand_at(p, theta, 2, demand);
    assert_near(demand[0], 121, 1e-9);
    assert_near(demand[1], 60 * 1.21 * 2.25, 1e-9);
    assert_near(demand[2], demand[0] + demand[1], 1e-9);
    for (int group = 0; group <= 2; group++)
        assert_true(isnan(demand[3 + group])); /* the second line has no level */
    test_row(p, PART_DEMAND, 170)->line = 0;
    theta_central(p, theta);
    demand_at(p, theta, 2, demand);
    assert_near(demand[2], 170 * 1.21, 1e-9);
}

void test_demand__levels_and_annual_growth_follow_their_knots(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = two_lines(a);
    double demand[6], theta[20];
    Row *row = test_row(p, PART_DEMAND, 100);
    row->line = 0;
    row->year = 2024;
    row = test_row(p, PART_DEMAND, 200);
    row->line = 0;
    row->year = 2028;
    driver(p, 0, ANY, DRIVER_ANNUAL, 2025, .01);
    driver(p, 0, ANY, DRIVER_ANNUAL, 2027, .03);
    theta_central(p, theta);
    demand_at(p, theta, 3, demand);
    assert_near(demand[2], 175 * 1.01 * 1.02 * 1.03, 1e-9);
    demand_at(p, theta, 5, demand);
    assert_near(demand[2], 200 * 1.01 * 1.02 * 1.03 * 1.03 * 1.03, 1e-9);
}
