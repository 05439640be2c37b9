#include "sim/disclosure_test.h"
#include <math.h>

#include "support/test.h"

/* Wales: two regions, the first of two councils. Two grades. */
static const SafeCategory places[] = {
    {"wales", -1}, {"north", 0}, {"gwynedd", 1}, {"conwy", 1}, {"south", 0}};
static const SafeCategory grades[] = {{"all", -1}, {"5", 0}, {"6", 0}};
static const SafeDimension both[] = {{"place", 5, places}, {"grade", 3, grades}};
static const SafeMicro staff[] = {
    {{2, 1}, {0, 1, 1}}, {{2, 2}, {0, 4, 4}}, {{3, 1}, {1, 7, 7}}, {{4, 2}, {2, 9, 9}}};

static SafeSpec spec(void)
{
    return (SafeSpec){.measure = "heads",
                      .n_dimensions = 2,
                      .dimensions = both,
                      .n_micro = 4,
                      .micro = staff,
                      .insiders = SAFE_ORGANISATIONS};
}

static const SafeCell *find(const SafeTable *t, const char *key)
{
    int i = safe_find(t, key);
    if (i < 0)
        fail_msg("there is no cell %s", key);
    return &t->cells[i];
}

void test_disclosure_build__adds_up_trees_of_categories(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafeTable *t = safe_table(a);
    SafeSpec s = spec();
    int *cells;
    assert_true(safe_build(t, &err, &s, &cells));
    assert_true(safe_check(t, &err));
    assert_int_equal(t->n_cells, 15);
    assert_int_equal(t->n_sums, 2 * 3 + 5); /* two places have parts, and one grade */
    assert_near(find(t, "heads")->value, 21, 0);
    assert_near(find(t, "heads;place=north")->value, 12, 0);
    assert_near(find(t, "heads;grade=6;place=gwynedd")->value, 4, 0);
    assert_near(find(t, "heads;grade=5")->value, 8, 0);
    assert_int_equal(cells[2 * 3 + 2], safe_find(t, "heads;grade=6;place=gwynedd"));
}

void test_disclosure_build__knows_who_is_alone_in_a_cell(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafeTable *t = safe_table(a);
    SafeSpec s = spec();
    int *cells;
    assert_true(safe_build(t, &err, &s, &cells));
    const SafeCell *c = find(t, "heads;grade=5;place=gwynedd");
    assert_int_equal(c->knows[0], 1);
    assert_int_equal(c->knows[1], -1);
    c = find(t, "heads;place=gwynedd");
    assert_int_equal(c->knows[0], 0);
    assert_int_equal(c->knows[1], -1);
    c = find(t, "heads;place=north");
    assert_int_equal(c->knows[1], 0);
    assert_int_equal(find(t, "heads;grade=6;place=south")->knows[1], -3);
}

void test_disclosure_build__known_zeros_help_nobody(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafeTable *t = safe_table(a);
    SafeSpec s = spec();
    int *cells;
    s.zeros_known = true;
    assert_true(safe_build(t, &err, &s, &cells));
    const SafeCell *c = find(t, "heads;grade=6;place=conwy");
    assert_int_equal(c->use, SAFE_PUBLISH);
    assert_near(c->hi, 0, 0);
}

void test_disclosure_build__refuses_what_it_does_not_understand(void)
{
    SCOPED_ARENA a = arena_new();
    SafeMicro lost = {{1, 1}, {0, 1, 1}}; /* in the north, but in no council of it */
    SafeCategory circle[] = {{"x", 1}, {"y", -1}};
    SafeDimension backwards = {"place", 2, circle};
    SafeMicro other = {{4, 1}, {0, 5, 5}};
    SafeSpec bad[4] = {spec(), spec(), spec(), spec()};
    bad[0].micro = &lost;
    bad[0].n_micro = 1;
    bad[1].dimensions = &backwards;
    bad[1].n_dimensions = 1;
    bad[2].measure = "a;b";
    bad[3].micro = &other; /* another total than the table before */
    bad[3].n_micro = 1;
    SafeTable *t = safe_table(a);
    SafeSpec good = spec();
    int *cells;
    Err first = {0};
    assert_true(safe_build(t, &first, &good, &cells));
    for (int i = 0; i < 4; i++) {
        Err err = {0};
        assert_false(safe_build(t, &err, &bad[i], &cells));
        assert_int_equal(err.kind, ERR_INVALID);
    }
}

void test_disclosure_build__what_two_tables_share_is_one_cell(void)
{
    SCOPED_ARENA a = arena_new();
    SafeTable *t = safe_table(a);
    SafeCell c = {.key = "x", .value = 5, .cost = 1, .hi = 9, .rule = -1};
    SafeCell again = {.key = "x",
                      .value = 5,
                      .cost = 2,
                      .lo = 1,
                      .hi = INFINITY,
                      .use = SAFE_PRIMARY,
                      .protect = {1, 2, 3},
                      .rule = 4};
    SafeCell other = {.key = "x", .value = 6, .hi = INFINITY};
    assert_int_equal(safe_cell(t, &c), 0);
    assert_int_equal(safe_cell(t, &again), 0);
    assert_int_equal(safe_cell(t, &other), -1);
    assert_int_equal(t->n_cells, 1);
    assert_int_equal(t->cells[0].use, SAFE_PRIMARY);
    assert_near(t->cells[0].cost, 2, 0);
    assert_near(t->cells[0].lo, 1, 0);
    assert_near(t->cells[0].hi, 9, 0);
    assert_int_equal(t->cells[0].rule, 4);
}

void test_disclosure_build__what_does_not_add_up_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafeTable *t = safe_table(a);
    SafeCell c = {.value = 5, .hi = INFINITY}, total = {.value = 11, .hi = INFINITY};
    int x = safe_cell(t, &c), y = safe_cell(t, &c), z = safe_cell(t, &total);
    safe_sum(t, z, 2, (int[]){x, y});
    assert_false(safe_check(t, &err));
    assert_int_equal(err.kind, ERR_INVALID);
}
