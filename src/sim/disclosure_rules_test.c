#include "sim/disclosure_test.h"
#include <math.h>

#include "support/test.h"

static bool breaks(const SafeRule *r, int n, const SafePart *parts, double *above)
{
    SCOPED_ARENA a = arena_new();
    SafeProtection p = {0};
    bool unsafe = safe_rule_breaks(r, a, n, parts, &p);
    *above = p.above;
    return unsafe;
}

/* Handbook: (1, 85) with contributions 300, 20, 10: safe from 352.94, so 22.94 above. */
void test_disclosure_rules__dominance_protects_as_in_the_handbook(void)
{
    static const SafePart parts[] = {{1, 20, 1}, {2, 300, 1}, {3, 10, 1}};
    double above;
    assert_true(breaks(&(SafeRule){.kind = SAFE_DOMINANCE, .n = 1, .k = 85}, 3, parts, &above));
    assert_near(above, 22.94, .005);
}

void test_disclosure_rules__percent_sees_what_dominance_does_not(void)
{
    static const SafePart parts[] = {{1, 50000, 1}, {2, 49000, 1}, {3, 1000, 1}};
    double above;
    SafeRule dominance = {.kind = SAFE_DOMINANCE, .n = 1, .k = 90};
    SafeRule percent = {.kind = SAFE_PERCENT, .k = 10};
    assert_false(breaks(&dominance, 3, parts, &above));
    assert_true(breaks(&percent, 3, parts, &above));
    assert_near(above, 4000, 1e-9);
}

void test_disclosure_rules__an_organisation_is_added_up_before_it_is_ranked(void)
{
    static const SafePart apart[] = {{1, 30, 1}, {2, 30, 1}, {3, 30, 1}, {4, 30, 1}};
    static const SafePart same_one[] = {{1, 30, 1}, {2, 30, 1}, {1, 30, 1}, {1, 30, 1}};
    SafeRule r = {.kind = SAFE_DOMINANCE, .n = 1, .k = 60};
    double above;
    assert_false(breaks(&r, 4, apart, &above));
    assert_true(breaks(&r, 4, same_one, &above));
    assert_near(above, 30, 1e-9); /* 90 / .6 - 120 */
}

void test_disclosure_rules__few_people_and_few_organisations(void)
{
    static const SafePart parts[] = {{1, 3, 3}, {1, 1, 1}, {2, 0, 0}};
    SafeRule five = {.kind = SAFE_COUNT, .n = 5}, four = {.kind = SAFE_COUNT, .n = 4};
    SafeRule orgs = {.kind = SAFE_ORGS, .n = 2}, base = {.kind = SAFE_BASE, .n = 10};
    double above;
    assert_true(breaks(&five, 3, parts, &above));
    assert_near(above, 1, 1e-12); /* it could be 5, which would have been shown */
    assert_false(breaks(&four, 3, parts, &above));
    assert_true(breaks(&orgs, 3, parts, &above)); /* the second contributes nothing */
    assert_true(breaks(&base, 3, parts, &above));
    assert_near(above, 6, 1e-12);
}

void test_disclosure_rules__zero_may_be_shown_unless_the_owner_says_not(void)
{
    static const SafePart none[] = {{1, 0, 0}};
    SafeRule r = {.kind = SAFE_COUNT, .n = 5};
    double above;
    assert_false(breaks(&r, 1, none, &above));
    assert_false(breaks(&(SafeRule){.kind = SAFE_BASE, .n = 10}, 1, none, &above));
    r.zeros = true;
    assert_true(breaks(&r, 1, none, &above));
    assert_near(above, 5, 0);
}

/* Half-time people: what a reader must be uncertain of is in the units of the value. */
void test_disclosure_rules__few_people_protect_their_hours(void)
{
    static const SafePart parts[] = {{1, .5, 1}, {2, .7, 1}};
    double above;
    assert_true(breaks(&(SafeRule){.kind = SAFE_COUNT, .n = 5}, 2, parts, &above));
    assert_near(above, 1.8, 1e-12); /* .6 each, three more */
}

/* ---------------------------------------------------------------- magnitude1 of SSBtools */

enum { AGRICULTURE = 1, ENTERTAINMENT, GOVERNMENTAL, INDUSTRY };
enum { ICELAND = 1, PORTUGAL, SPAIN };
enum { A, B, C, D };
static const struct {
    int sector, country, company;
    double value;
} magnitude1[20] = {
    {AGRICULTURE, PORTUGAL, A, 75.9},  {AGRICULTURE, PORTUGAL, B, 24.5},
    {AGRICULTURE, SPAIN, A, 96.6},     {AGRICULTURE, SPAIN, B, 43.2},
    {ENTERTAINMENT, ICELAND, B, 16.8}, {ENTERTAINMENT, PORTUGAL, B, 7.1},
    {ENTERTAINMENT, PORTUGAL, D, 2.3}, {ENTERTAINMENT, SPAIN, A, 77.4},
    {ENTERTAINMENT, SPAIN, B, 11.5},   {ENTERTAINMENT, SPAIN, C, 16.4},
    {GOVERNMENTAL, PORTUGAL, B, 21.6}, {GOVERNMENTAL, PORTUGAL, D, 2.0},
    {GOVERNMENTAL, SPAIN, C, 6.5},     {GOVERNMENTAL, SPAIN, D, 2.7},
    {INDUSTRY, ICELAND, B, 9.6},       {INDUSTRY, ICELAND, C, 8.8},
    {INDUSTRY, ICELAND, D, 1.9},       {INDUSTRY, PORTUGAL, B, 25.7},
    {INDUSTRY, PORTUGAL, D, 3.4},      {INDUSTRY, SPAIN, C, 8.4},
};

/* Contributors are the records, or the companies. */
static SafeTable *magnitudes(Arena *a, SafeRule rule, bool companies, int **cells)
{
    Err err = {0};
    SafeMicro micro[20];
    SafeDimension dimensions[] = {test_dimension(a, "sector", 4),
                                  test_dimension(a, "country", 3)};
    for (int i = 0; i < 20; i++)
        micro[i] = (SafeMicro){{magnitude1[i].sector, magnitude1[i].country},
                               {companies ? magnitude1[i].company : i, magnitude1[i].value, 1}};
    SafeSpec spec = {.measure = "value",
                     .n_dimensions = 2,
                     .dimensions = dimensions,
                     .n_micro = 20,
                     .micro = micro,
                     .n_rules = 1,
                     .rules = &rule,
                     .insiders = SAFE_ORGANISATIONS};
    SafeTable *t = safe_table(a);
    if (!safe_build(t, &err, &spec, cells))
        fail_msg("%s", err.message);
    return t;
}

static int primaries(const SafeTable *t)
{
    int n = 0;
    for (int i = 0; i < t->n_cells; i++)
        n += t->cells[i].use == SAFE_PRIMARY;
    return n;
}

void test_disclosure_rules__find_the_published_cells(void)
{
    SCOPED_ARENA a = arena_new();
    int *cells;
    SafeTable *t =
        magnitudes(a, (SafeRule){.kind = SAFE_DOMINANCE, .n = 1, .k = 80}, false, &cells);
    static const int found[4][2] = {{ENTERTAINMENT, ICELAND},
                                    {GOVERNMENTAL, PORTUGAL},
                                    {INDUSTRY, PORTUGAL},
                                    {INDUSTRY, SPAIN}};
    static const double values[4] = {16.8, 23.6, 29.1, 8.4};
    assert_int_equal(primaries(t), 4);
    for (int i = 0; i < 4; i++) {
        const SafeCell *c = &t->cells[cells[4 * found[i][0] + found[i][1]]];
        assert_int_equal(c->use, SAFE_PRIMARY);
        assert_near(c->value, values[i], 1e-9);
    }
    t = magnitudes(a, (SafeRule){.kind = SAFE_PERCENT, .k = 10}, false, &cells);
    assert_int_equal(primaries(t), 8);
    t = magnitudes(a, (SafeRule){.kind = SAFE_DOMINANCE, .n = 2, .k = 85}, false, &cells);
    assert_int_equal(primaries(t), 11);
}

/* With companies as contributors a total can be sensitive, too: nothing but B and D in it. */
void test_disclosure_rules__magnitudes_are_protected_and_proved(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    int *cells;
    SafeTable *t = magnitudes(a, (SafeRule){.kind = SAFE_PERCENT, .k = 10}, true, &cells);
    SafePattern p;
    SafeAttack found;
    assert_true(safe_suppress(a, &err, t, &(SafeLimits){0}, &p));
    assert_int_equal(p.status, SAFE_PROVED);
    assert_true(safe_attack(a, &err, t, safe_seen(a, t, p.held),
                            &(SafeAttackOptions){.insiders = true}, &found));
    assert_true(found.safe);
}
