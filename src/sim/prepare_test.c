#include "sim/plans_test.h"
#include "sim/rates.h"
#include "sim/spare_rates.h"

#include "support/test.h"

void test_prepare__rows_of_a_part_are_where_it_says(void)
{
    for (uint32_t number = 0; number < 40; number++) {
        SCOPED_ARENA a = arena_new();
        Plan *p = test_random_plan(a, number);
        plan_prepare(a, p);
        assert_int_equal(p->ranged, p->n_rows);
        for (int i = 0; i < p->n_rows; i++) {
            int from, to;
            plan_part(p, p->rows[i].part, &from, &to);
            assert_true(from <= i && i <= to);
        }
    }
}

/* A plan that grew after it was prepared is searched from end to end again. */
void test_prepare__a_row_that_came_later_is_found(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    double *theta = NEW_ARRAY(a, double, 400), *x = NEW_ARRAY(a, double, 400);
    plan_prepare(a, p);
    Row *row = test_row(p, PART_COST, 7);
    row->route = 0;
    theta_central(p, theta);
    assert_near(plan_value(p, theta, PART_COST, ANY, 0, 1, 2026, 3), 7, 0);
    plan_intake(p, theta, x);
    int from, to;
    plan_part(p, PART_COST, &from, &to);
    assert_int_equal(from, 0);
    assert_int_equal(to, p->n_rows - 1);
}

void test_spare_rates__are_laid_out_for_those_in_use_only(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = test_ot_mini(a, true);
    SpareRates s = spare_rates(a, p, PHILOX_SCALAR, 4);
    Rates *first = spare_take(&s), *second = spare_take(&s);
    assert_ptr_not_equal(first, second);
    assert_int_equal(first->until, 4);
    assert_int_equal(second->path, PHILOX_SCALAR);
    spare_give(&s, first);
    assert_ptr_equal(spare_take(&s), first);
    spare_give(&s, second);
    spare_give(&s, first);
    Rates *one = spare_take(&s), *other = spare_take(&s);
    assert_ptr_not_equal(one, other);
    assert_true((one == first || one == second) && (other == first || other == second));
}
