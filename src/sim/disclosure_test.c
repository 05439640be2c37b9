#include "sim/disclosure_test.h"
#include <math.h>

#include "support/test.h"

SafeTable *test_table(Arena *a, int n, const int *sizes, const int *counts,
                      const SafeRule *rule, SafeInsiders insiders, int **cells)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    Err err = {0};
    SafeDimension dimensions[SAFE_DIMENSIONS];
    SafeSpec spec = {.measure = "heads",
                     .n_dimensions = n,
                     .dimensions = dimensions,
                     .n_rules = rule ? 1 : 0,
                     .rules = rule,
                     .insiders = insiders};
    for (int d = 0; d < n; d++)
        dimensions[d] = test_dimension(a, names[d], sizes[d]);
    spec.micro = test_micro(a, n, sizes, counts, &spec.n_micro);
    SafeTable *t = safe_table(a);
    if (!safe_build(t, &err, &spec, cells))
        fail_msg("%s", err.message);
    return t;
}

static SafePattern suppress(Arena *a, const SafeTable *t)
{
    Err err = {0};
    SafeLimits limits = {0};
    SafePattern p;
    if (!safe_suppress(a, &err, t, &limits, &p))
        fail_msg("%s", err.message);
    return p;
}

static SafeAttack attack_with(Arena *a, const SafeTable *t, const SafeInterval *seen,
                              SafeAttackOptions options)
{
    Err err = {0};
    SafeAttack attack;
    if (!safe_attack(a, &err, t, seen, &options, &attack))
        fail_msg("%s", err.message);
    return attack;
}

static SafeAttack attack(Arena *a, const SafeTable *t, const bool *held)
{
    return attack_with(a, t, safe_seen(a, t, held), (SafeAttackOptions){.all = true});
}

static void assert_interval(const SafeAttack *attack, int cell, double lo, double hi)
{
    assert_near(attack->intervals[cell].lo, lo, 1e-9);
    assert_near(attack->intervals[cell].hi, hi, 1e-9);
}

/* ---------------------------------------------------------------- Fischetti and Salazar */

/* Rows I, II, III and columns A, B, C with margins: cells 4 * row + column, 0 = total. */
static SafeTable *fischetti(Arena *a, double below, double above, int **cells)
{
    static const int counts[] = {20, 50, 10, 8, 19, 22, 17, 32, 12};
    SafeTable *t = test_table(a, 2, (int[]){3, 3}, counts, NULL, SAFE_NO_INSIDERS, cells);
    SafeCell *c = &t->cells[(*cells)[4 * 2 + 3]];
    c->use = SAFE_PRIMARY;
    c->protect = (SafeProtection){.below = below, .above = above};
    return t;
}

void test_disclosure__finds_the_published_optimum(void)
{
    static const double levels[] = {2, 4, 5};
    for (int i = 0; i < 3; i++) {
        SCOPED_ARENA a = arena_new();
        int *cells;
        SafeTable *t = fischetti(a, levels[i], levels[i], &cells);
        SafePattern p = suppress(a, t);
        assert_int_equal(p.status, SAFE_PROVED);
        assert_near(p.cost, 37, 1e-9);
        assert_near(p.bound, 37, 1e-9);
        assert_int_equal(p.n_primary, 1);
        assert_int_equal(p.n_secondary, 3);
        assert_true(p.held[cells[4 * 2 + 1]] && p.held[cells[4 * 3 + 1]] &&
                    p.held[cells[4 * 3 + 3]]);
        SafeAttack found = attack(a, t, p.held);
        assert_true(found.safe);
        assert_interval(&found, cells[4 * 2 + 3], 5, 30);
        assert_interval(&found, cells[4 * 2 + 1], 0, 25);
        assert_interval(&found, cells[4 * 3 + 1], 0, 25);
        assert_interval(&found, cells[4 * 3 + 3], 4, 29);
    }
}

void test_disclosure__more_protection_takes_another_pattern(void)
{
    SCOPED_ARENA a = arena_new();
    int *cells;
    SafeTable *t = fischetti(a, 10, 10, &cells);
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_PROVED);
    assert_near(p.cost, 63, 1e-9);
    assert_true(p.held[cells[4 * 2 + 2]] && p.held[cells[4 * 3 + 2]] &&
                p.held[cells[4 * 3 + 3]]);
    SafeAttack found = attack(a, t, p.held);
    assert_true(found.safe);
    assert_interval(&found, cells[4 * 2 + 3], 0, 34);
}

/* ---------------------------------------------------------------- the councils of the vector
 */

/* A (3, 9, 6), B (8, 12, 2), C (7, 15, 11): under 35, 35 to 54, 55 and over. */
static SafeTable *councils(Arena *a, int **cells)
{
    static const int counts[] = {3, 9, 6, 8, 12, 2, 7, 15, 11};
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    return test_table(a, 2, (int[]){3, 3}, counts, &rule, SAFE_NO_INSIDERS, cells);
}

void test_disclosure__primary_cells_alone_are_subtracted_out(void)
{
    SCOPED_ARENA a = arena_new();
    int *cells;
    SafeTable *t = councils(a, &cells);
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    int young = cells[4 * 1 + 1], old = cells[4 * 2 + 3];
    held[young] = held[old] = true;
    assert_int_equal(t->cells[young].use, SAFE_PRIMARY);
    assert_int_equal(t->cells[old].use, SAFE_PRIMARY);
    SafeAttack found = attack(a, t, held);
    assert_false(found.safe);
    assert_int_equal(found.n, 2);
    assert_interval(&found, young, 3, 3);
    assert_interval(&found, old, 2, 2);
}

void test_disclosure__two_more_cells_make_the_councils_safe(void)
{
    SCOPED_ARENA a = arena_new();
    int *cells;
    SafeTable *t = councils(a, &cells);
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_PROVED);
    assert_int_equal(p.n_primary, 2);
    assert_int_equal(p.n_secondary, 2);
    assert_true(p.held[cells[4 * 1 + 3]] && p.held[cells[4 * 2 + 1]]);
    assert_near(p.cost, 14, 1e-9);
    SafeAttack found = attack(a, t, p.held);
    assert_true(found.safe);
    assert_interval(&found, cells[4 * 1 + 1], 1, 9);
    assert_interval(&found, cells[4 * 2 + 3], 0, 8);
}

/* What council A knows of itself, council B's cells do not survive. */
void test_disclosure__a_council_knows_its_own_row(void)
{
    SCOPED_ARENA a = arena_new();
    static const int counts[] = {3, 9, 6, 8, 12, 2, 7, 15, 11};
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    int *cells;
    SafeTable *t = test_table(a, 2, (int[]){3, 3}, counts, &rule, SAFE_ORGANISATIONS, &cells);
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    held[cells[5]] = held[cells[7]] = held[cells[9]] = held[cells[11]] = true;
    assert_true(attack(a, t, held).safe);
    SafeAttackOptions options = {.insiders = true};
    SafeAttack found = attack_with(a, t, safe_seen(a, t, held), options);
    assert_false(found.safe);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.narrowed[0].cell, cells[5]);
    assert_int_equal(found.narrowed[0].insider, -3); /* organisation 2, council B */
    assert_near(found.narrowed[0].interval.hi, 3, 1e-9);
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_PROVED);
    assert_true(p.cost > 14);
    assert_true(attack_with(a, t, safe_seen(a, t, p.held), options).safe);
}

/* ---------------------------------------------------------------- other published tables */

/* Small counts of the GaussSuppression vignette: zeros are sensitive there. */
void test_disclosure__of_small_counts_is_cheaper_than_elimination(void)
{
    SCOPED_ARENA a = arena_new();
    static const int counts[] = {2, 0, 5, 3, 4, 6}; /* young, old; Iceland, Portugal, Spain */
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 2, .zeros = true};
    int *cells;
    SafeTable *t = test_table(a, 2, (int[]){2, 3}, counts, &rule, SAFE_NO_INSIDERS, &cells);
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_PROVED);
    assert_int_equal(p.n_primary, 1);
    assert_near(p.cost, 9, 1e-9);
    assert_true(p.held[cells[5]] && p.held[cells[9]] && p.held[cells[10]]);
    SafeAttack found = attack(a, t, p.held);
    assert_interval(&found, cells[6], 0, 2);
}

/* Geurts: two rows 7 and 3, two columns 6 and 4. */
void test_disclosure__attacks_as_in_the_handbook(void)
{
    SCOPED_ARENA a = arena_new();
    static const int counts[] = {4, 3, 2, 1};
    int *cells;
    SafeTable *t = test_table(a, 2, (int[]){2, 2}, counts, NULL, SAFE_NO_INSIDERS, &cells);
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    held[cells[4]] = held[cells[5]] = held[cells[7]] = held[cells[8]] = true;
    SafeAttack found = attack(a, t, held);
    assert_interval(&found, cells[4], 3, 6);
    assert_interval(&found, cells[8], 0, 3);
}

void test_disclosure__what_contradicts_itself_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    int *cells;
    SafeTable *t = councils(a, &cells);
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    SafeInterval *seen = safe_seen(a, t, held);
    SafeAttack found = {.n = 7};
    seen[cells[5]].lo = seen[cells[5]].hi = 4;
    assert_false(safe_attack(a, &err, t, seen, &(SafeAttackOptions){0}, &found));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_int_equal(found.n, 7);
}

/* ---------------------------------------------------------------- limits */

/* Total 10 = 4 + 6 of which all but the 4 must be published. */
void test_disclosure__says_what_cannot_be_protected(void)
{
    SCOPED_ARENA a = arena_new();
    static const int counts[] = {4, 6};
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    int *cells;
    SafeTable *t = test_table(a, 1, (int[]){2}, counts, &rule, SAFE_NO_INSIDERS, &cells);
    t->cells[cells[0]].use = t->cells[cells[2]].use = SAFE_PUBLISH;
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_IMPOSSIBLE);
    assert_int_equal(p.culprit, cells[1]);
}

void test_disclosure__nothing_sensitive_holds_nothing_back(void)
{
    SCOPED_ARENA a = arena_new();
    static const int counts[] = {40, 60, 0, 10};
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    int *cells;
    SafeTable *t = test_table(a, 2, (int[]){2, 2}, counts, &rule, SAFE_NO_INSIDERS, &cells);
    SafePattern p = suppress(a, t);
    assert_int_equal(p.status, SAFE_PROVED);
    assert_int_equal(p.n_primary + p.n_secondary, 0);
    assert_near(p.cost, 0, 0);
}

/* ---------------------------------------------------------------- several releases */

/* In the second release council A has one more, and only its row and the totals changed:
 * whoever has both subtracts. */
void test_disclosure__two_releases_are_attacked_together(void)
{
    SCOPED_ARENA a = arena_new();
    static const SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    static const int before[] = {3, 9, 4, 8}, after[] = {4, 9, 4, 8};
    int *one, *two;
    SafeTable *first = test_table(a, 2, (int[]){2, 2}, before, &rule, SAFE_NO_INSIDERS, &one);
    SafeTable *second = test_table(a, 2, (int[]){2, 2}, after, &rule, SAFE_NO_INSIDERS, &two);
    SafeTable *both = safe_table(a);
    int from = safe_append(both, first), then = safe_append(both, second);
    bool *held = NEW_ARRAY(a, bool, both->n_cells);
    for (int i = 1; i <= 2; i++)
        for (int k = 1; k <= 2; k++)
            held[from + one[3 * i + k]] = true;
    held[then + two[4]] = held[then + two[7]] = true; /* only a column is held back now */
    held[then + two[3]] = held[then + two[6]] = true; /* and the totals of the rows */
    SafeAttackOptions options = {.all = true};
    SafeAttack apart = attack_with(a, both, safe_seen(a, both, held), options);
    assert_interval(&apart, from + one[4], 0, 7);
    for (int k = 1; k <= 2; k++)
        safe_same(both, from + one[3 * k + 2], then + two[3 * k + 2]);
    SafeAttack joined = attack_with(a, both, safe_seen(a, both, held), options);
    assert_false(joined.safe);
    assert_interval(&joined, from + one[4], 3, 3);
}

/* A value rounded to 5 tells no more than what it could have been before. */
void test_disclosure__rounded_values_are_intervals(void)
{
    SafeInterval five = safe_seen_rounded(10, 5, false), ten = safe_seen_rounded(10, 10, false);
    assert_near(five.lo, 8, 0);
    assert_near(five.hi, 12, 0);
    assert_near(ten.lo, 5, 0);
    assert_near(ten.hi, 14, 0);
    assert_near(safe_seen_rounded(0, 5, false).lo, 0, 0);
    assert_near(safe_seen_rounded(0, 5, false).hi, 2, 0);
    assert_near(safe_seen_rounded(5, 5, true).lo, 1, 0);
    assert_near(safe_seen_rounded(5, 5, true).hi, 9, 0);
    SCOPED_ARENA a = arena_new();
    int *cells;
    SafeTable *t = councils(a, &cells);
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    held[cells[5]] = held[cells[11]] = true;
    SafeInterval *seen = safe_seen(a, t, held);
    for (int i = 0; i < t->n_cells; i++)
        if (!held[i])
            seen[i] = safe_seen_rounded(safe_round(t->cells[i].value, 5), 5, false);
    SafeAttack found = attack_with(a, t, seen, (SafeAttackOptions){.all = true});
    /* Under 35 at most 22, B at least 8, and C at least 4: its 33 less 17 less 12. */
    assert_interval(&found, cells[5], 0, 10);
}
