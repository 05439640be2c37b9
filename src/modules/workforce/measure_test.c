/* What is filled in, and what is withheld: nothing that one return, or one sum less another,
 * would tell. */
#include "core/who.h"
#include "modules/workforce/numbers.h"
#include <math.h>

#include "support/test.h"

enum { N = 7 };

/* Seven councils of 100 people; the last two have sent nothing, and the last but one did last
 * year. Nobody's return may be read. */
typedef struct Fixture {
    Ctx cx;
    Numbers x;
    Recipes recipes;
    Org orgs[N];
    ReturnStatus status[N];
    Basis basis[N];
    int64_t ids[N];
    bool exact[N], asked[1];
    FormulaValue values[N];
    int all[N];
} Fixture;

static const Indicator heads = {.key = "t", .formula = "A1[*].hc_perm", .total = true};

static void set_up(Fixture *f)
{
    static const char *const names[N] = {"a", "b", "c", "d", "e", "f", "g"};
    *f = (Fixture){.cx = {.arena = arena_new(), .user = "t", .who = who_operator()}};
    assert_true(recipes_make(&f->cx, (const Indicator *[]){&heads}, 1, &f->recipes));
    for (int i = 0; i < N; i++) {
        f->orgs[i] = (Org){.id = names[i], .kind = "council", .population = 100};
        f->basis[i] = i < 5 ? BASIS_REPORTED : i == 5 ? BASIS_CARRIED : BASIS_MISSING;
        f->values[i] = i < 6 ? formula_number(10 + i) : (FormulaValue){0};
        f->all[i] = i;
    }
    f->asked[0] = true;
    f->x = (Numbers){.n = N,
                     .orgs = f->orgs,
                     .status = f->status,
                     .basis = f->basis,
                     .return_id = f->ids,
                     .exact = f->exact,
                     .n_leaves = 1,
                     .values = f->values,
                     .asked = f->asked};
}

static Measure of(Fixture *f, int n, const int *items, Fill fill, const Sight *sight)
{
    return measure(&f->cx, &f->x, f->recipes.items, (Members){n, items}, fill, sight);
}

void test_measure__what_is_filled_in_is_counted_apart(void)
{
    Fixture f;
    set_up(&f);
    Measure m = of(&f, N, f.all, FILL_NONE, NULL);
    assert_near(m.value, 60, 1e-9);
    assert_int_equal(m.known, 5);
    m = of(&f, N, f.all, FILL_CARRIED, NULL);
    assert_near(m.value, 75, 1e-9);
    assert_int_equal(m.known, 5);
    assert_int_equal(m.carried, 1);
    m = of(&f, N, f.all, FILL_IMPUTED, NULL);
    assert_near(m.value, 75 + 12, 1e-9); /* 60 among 500 people, for 100 */
    assert_int_equal(m.imputed, 1);
    assert_near(m.coverage, 5.0 / 7, 1e-12);
    assert_near(m.carried_share + m.imputed_share, 2.0 / 7, 1e-12);
    arena_free(f.cx.arena);
}

void test_measure__a_filled_value_does_not_tell_one_return(void)
{
    Fixture f;
    set_up(&f);
    Sight sight = {.own = -1};
    assert_int_equal(of(&f, N, f.all, FILL_NONE, &sight).state, CELL_NUMBER);
    /* With it less without it is last year's return of one council. */
    assert_int_equal(of(&f, N, f.all, FILL_CARRIED, &sight).state, CELL_WITHHELD);
    arena_free(f.cx.arena);
}

void test_measure__too_few_are_withheld_and_so_is_what_is_left_beside_them(void)
{
    Fixture f;
    set_up(&f);
    Members three = {3, f.all}, two = {2, f.all + 3};
    assert_int_equal(of(&f, 2, two.items, FILL_NONE, &(Sight){.own = -1}).state, CELL_WITHHELD);
    assert_int_equal(of(&f, 3, three.items, FILL_NONE, &(Sight){.own = -1}).state, CELL_NUMBER);
    assert_int_equal(
        of(&f, 3, three.items, FILL_NONE, &(Sight){.own = -1, .rest = {two}}).state,
        CELL_WITHHELD);
    arena_free(f.cx.arena);
}

void test_measure__a_small_group_takes_the_next_smallest_with_it(void)
{
    Fixture f;
    set_up(&f);
    f.basis[5] = f.basis[6] = BASIS_REPORTED;
    f.values[6] = formula_number(16);
    /* The whole less the group of four is the other; so both are withheld. */
    Members groups[] = {{4, f.all}, {2, f.all + 4}, {1, f.all + 6}};
    Sight sight = {.n_siblings = 3, .siblings = groups};
    assert_int_equal(of(&f, 4, f.all, FILL_NONE, &sight).state, CELL_NUMBER);
    Members pair[] = {{5, f.all}, {2, f.all + 5}};
    sight = (Sight){.n_siblings = 2, .siblings = pair};
    assert_int_equal(of(&f, 5, f.all, FILL_NONE, &sight).state, CELL_WITHHELD);
    arena_free(f.cx.arena);
}

void test_measure__a_count_that_is_split_needs_a_base(void)
{
    Fixture f;
    set_up(&f);
    Sight sight = {.own = -1, .base = f.recipes.items, .least_base = 61};
    assert_int_equal(of(&f, 5, f.all, FILL_NONE, &sight).state, CELL_WITHHELD);
    sight.least_base = 60;
    assert_int_equal(of(&f, 5, f.all, FILL_NONE, &sight).state, CELL_NUMBER);
    sight.all_exact = true;
    sight.least_base = 61;
    assert_int_equal(of(&f, 5, f.all, FILL_NONE, &sight).state, CELL_NUMBER);
    arena_free(f.cx.arena);
}
