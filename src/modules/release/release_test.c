/* The text of a release, its difference from another, and its proof. */
#include "modules/release/out.h"
#include "modules/release/release.h"
#include "support/test.h"

typedef struct Desk {
    Arena *arena;
    Ctx cx;
} Desk;

static Desk desk_new(void)
{
    Arena *a = arena_new();
    return (Desk){a, {.arena = a, .user = "test"}};
}

static ReleaseCell cell(const char *place, const char *row, const char *state,
                        const char *value)
{
    return (ReleaseCell){"wales-2026", place, "A1", row, "hc_perm", state, value, "", 0, 0};
}

static void add(Desk *d, ReleaseContents *c, ReleaseCell x)
{
    *PUSH(d->arena, c->cells, c->n, c->room) = x;
}

static void name(Desk *d, ReleaseContents *c, const char *key, const char *value)
{
    *PUSH(d->arena, c->head.items, c->head.n, c->head.room) = (Pair){key, value, false};
}

void test_release__the_text_reads_back_and_is_the_same_in_any_order(void)
{
    Desk d = desk_new();
    ReleaseContents one = {0}, other = {0}, back;
    name(&d, &one, "release", "x-1");
    name(&d, &one, "purpose", "two\nlines");
    other.head = one.head;
    add(&d, &one, cell("powys", "R4", "value", "7"));
    add(&d, &one, cell("cardiff", "R4", "withheld", ""));
    add(&d, &other, cell("cardiff", "R4", "withheld", ""));
    add(&d, &other, cell("powys", "R4", "value", "7"));
    const char *text = snapshot_text(&d.cx, &one);
    assert_string_equal(text, snapshot_text(&d.cx, &other));
    assert_true(snapshot_read(&d.cx, text, &back));
    assert_int_equal(back.n, 2);
    assert_string_equal(back.head.items[1].value, "two lines");
    assert_string_equal(back.cells[0].place, "cardiff");
    assert_string_equal(back.cells[0].state, "withheld");
    assert_string_equal(back.cells[1].value, "7");
    assert_string_equal(text, snapshot_text(&d.cx, &back));
    assert_false(snapshot_read(&d.cx, "something else\n", &back));
    arena_free(d.arena);
}

void test_release__the_difference_names_new_changed_and_gone(void)
{
    Desk d = desk_new();
    ReleaseContents before = {0}, after = {0};
    ReleaseDifference diff;
    add(&d, &before, cell("a", "R1", "value", "1"));
    add(&d, &before, cell("a", "R2", "value", "2"));
    add(&d, &before, cell("b", "R1", "not known", ""));
    add(&d, &after, cell("a", "R2", "value", "3"));
    add(&d, &after, cell("b", "R1", "not known", ""));
    add(&d, &after, cell("b", "R2", "value", "0"));
    snapshot_difference(&d.cx, &before, &after, &diff);
    assert_int_equal(diff.n, 3);
    assert_int_equal(diff.same, 1);
    assert_int_equal(diff.items[0].kind, CELL_GONE);
    assert_int_equal(diff.items[1].kind, CELL_CHANGED);
    assert_string_equal(diff.items[1].before->value, "2");
    assert_string_equal(diff.items[1].after->value, "3");
    assert_int_equal(diff.items[2].kind, CELL_NEW);
    /* A zero is not the same as a number that is not there. */
    ReleaseContents zero = {0}, blank = {0};
    add(&d, &zero, cell("a", "R1", "value", "0"));
    add(&d, &blank, cell("a", "R1", "blank", ""));
    snapshot_difference(&d.cx, &zero, &blank, &diff);
    assert_int_equal(diff.n, 1);
    arena_free(d.arena);
}

void test_release__patterns_cover_what_they_say(void)
{
    Desk d = desk_new();
    assert_true(agreement_covers(&d.cx, "A1.hc_* A3.hc", "A1.hc_perm"));
    assert_true(agreement_covers(&d.cx, "A1.hc_* A3.hc", "A3.hc"));
    assert_false(agreement_covers(&d.cx, "A1.hc_* A3.hc", "A3.hcx"));
    assert_false(agreement_covers(&d.cx, "A1.hc_* A3.hc", "A11.hc_perm"));
    assert_false(agreement_covers(&d.cx, "", "A1.hc_perm"));
    assert_false(agreement_covers(&d.cx, " ", ""));
    arena_free(d.arena);
}

void test_release__codes_are_letters_digits_and_underscores(void)
{
    Desk d = desk_new();
    ReleaseContents c = {0};
    name(&d, &c, "collection", "wales-2026 as at 2026-03-31, 27 of 29 returns");
    name(&d, &c, "collection", "wales-2025 as at 2025-03-31, 29 of 29 returns");
    assert_string_equal(out_code(d.arena, "A1", "hc-perm"), "A1_hc_perm");
    assert_string_equal(out_as_at(d.arena, &c, "wales-2025"), "2025-03-31");
    assert_string_equal(out_as_at(d.arena, &c, "wales-202"), "");
    arena_free(d.arena);
}
