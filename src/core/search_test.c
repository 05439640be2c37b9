/* What a search finds. */
#include "core/search.h"
#include "support/test.h"

void test_search__accents_and_capitals_do_not_matter(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(search_fold(a, "Ynys MÔN, Tŷ Ŵyl"), "ynys mon  ty wyl");
    assert_true(search_match(a, "mon", "Ynys Môn") >= SEARCH_SURE);
    assert_true(search_match(a, "MÔN", "Ynys Mon") >= SEARCH_SURE);
    assert_true(search_match(a, "councils", "All council's returns") >= SEARCH_SURE);
}

void test_search__every_word_must_be_there(void)
{
    SCOPED_ARENA a = arena_new();
    assert_true(search_match(a, "vacancy rate", "Vacancy rate (establishment)") > 0);
    assert_int_equal(search_match(a, "vacancy nosuch", "Vacancy rate"), 0);
    assert_int_equal(search_match(a, "", "Vacancy rate"), 0);
    assert_int_equal(search_match(a, "?", "Vacancy rate"), 0);
}

void test_search__a_slip_finds_less_surely(void)
{
    SCOPED_ARENA a = arena_new();
    int slip = search_match(a, "ceredigoin", "Ceredigion");
    assert_true(slip > 0 && slip < SEARCH_SURE);
    assert_true(search_match(a, "powyss", "Powys") > 0);
    assert_int_equal(search_match(a, "xyz", "Powys"), 0);
}

void test_search__the_better_fit_comes_first(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    FoundList list = {0};
    search_add(&cx, &list, search_match(a, "powys", "Mid Powys cluster"), "", "b", "", "");
    search_add(&cx, &list, search_match(a, "powys", "Powys"), "", "c", "", "");
    search_add(&cx, &list, search_match(a, "powys", "Gwent"), "", "d", "", "");
    search_sort(&list);
    assert_int_equal(list.n, 2);
    assert_string_equal(list.items[0].title, "c");
}
