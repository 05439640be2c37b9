/* The shared parts of pages: what they show, and what they leave out. */
#include "web/shared_pages.h"

#include "web/chart.h"

#include "support/test.h"

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *s = text; (s = strstr(s, part)); s++)
        n++;
    return n;
}

void test_pages__layout_frames_the_body(void)
{
    SCOPED_ARENA a = arena_new();
    NavItem nav[] = {{"Picture", URL("/picture"), true}, {"Returns", URL("/returns"), false}};
    Crumb crumbs[] = {{"Start", URL("/")}, {"Here", {NULL}}};
    Layout l = {.title = "Adults & children",
                .other_language = URL("/x?lang=en"),
                .n_nav = 2,
                .nav = nav,
                .n_crumbs = 2,
                .crumbs = crumbs,
                .banner = "Synthetic <data>",
                .version = "0.1.0",
                .body = {"<h1>Body</h1>"}};
    Out out = out_new(a, LANG_CY, NULL);
    page_layout(&out, &l);
    const char *html = out_html(&out).s;
    assert_true(starts_with(html, "<!DOCTYPE html>\n<html lang=\"cy\""));
    assert_non_null(strstr(html, "<title>Adults &amp; children – Pont</title>"));
    assert_non_null(strstr(html, "<h1>Body</h1>"));
    assert_non_null(strstr(html, "href=\"/x?lang=en\" lang=\"en\" hreflang=\"en\""));
    assert_non_null(strstr(html, "Synthetic &lt;data&gt;"));
    assert_int_equal(count(html, "aria-current=\"true\""), 1);
    assert_int_equal(count(html, "aria-current=\"page\""), 1);
    assert_int_equal(count(html, "<main "), 1);
    assert_null(strstr(html, "style=\""));
    assert_null(strstr(html, "<script>"));
    assert_true(ends_with(html, "</html>\n"));
}

void test_pages__layout_does_without_the_extras(void)
{
    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_EN, NULL);
    page_layout(&out, &(Layout){.title = "T"});
    const char *html = out_html(&out).s;
    assert_null(strstr(html, "pont-banner"));
    assert_null(strstr(html, "<nav"));
    assert_null(strstr(html, "pont-header__language"));
    assert_null(strstr(html, "pont-notice"));
}

static Table *two_columns(Ctx *cx)
{
    static Reply reply;
    reply = (Reply){0};
    Table *t = reply_table(cx, &reply, "vacancies", "Vacancies");
    table_column(cx, t, "organisation", "Organisation", COLUMN_TEXT, 0);
    table_column(cx, t, "wte", "WTE", COLUMN_NUMBER, 1);
    return t;
}

void test_pages__table_has_headings_for_rows_and_columns(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Table *t = two_columns(&cx);
    Cell *c = table_row(&cx, t);
    c[0] = cell_link("Powys", "/org/powys");
    c[1] = cell_number(12.4);
    c = table_row(&cx, t);
    c[0] = cell_text("Gwynedd");
    c[1] = cell_state(CELL_NOT_RECEIVED);
    table_row(&cx, t)[0] = cell_text("Conwy");
    Out out = out_new(a, LANG_EN, NULL);
    page_table(&out, t);
    const char *html = out_html(&out).s;
    assert_int_equal(count(html, "scope=\"col\""), 2);
    assert_int_equal(count(html, "scope=\"row\""), 3);
    assert_int_equal(count(html, "govuk-table__cell--numeric"), 3);
    assert_non_null(strstr(html, "<a class=\"govuk-link\" href=\"/org/powys\">Powys</a>"));
    assert_non_null(strstr(html, ">not received</span>"));
    assert_int_equal(count(html, "pont-table__none"), 1);
    assert_non_null(strstr(html, "aria-label=\"Vacancies\" tabindex=\"0\""));
    Out welsh = out_new(a, LANG_CY, NULL);
    page_table(&welsh, t);
    assert_non_null(strstr(out_html(&welsh).s, "href=\"/cy/org/powys\""));
}

void test_pages__empty_table_says_so(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Out out = out_new(a, LANG_EN, NULL);
    page_table(&out, two_columns(&cx));
    assert_non_null(strstr(out_html(&out).s, "There is nothing to show."));
}

void test_pages__pager_offers_only_what_there_is(void)
{
    SCOPED_ARENA a = arena_new();
    Out one = out_new(a, LANG_EN, NULL), first = one, last = one;
    page_pager(&one, &(Pager){1, 1, URL("/p"), URL("/n")});
    assert_string_equal(buf_text(&one.buf), "");
    page_pager(&first, &(Pager){1, 3, URL("/p"), URL("/n")});
    assert_null(strstr(buf_text(&first.buf), "/p"));
    assert_non_null(strstr(buf_text(&first.buf), "Page 1 of 3"));
    page_pager(&last, &(Pager){3, 3, URL("/p?page=2"), URL("/n?page=4")});
    assert_non_null(strstr(buf_text(&last.buf), "/p?page=2"));
    assert_null(strstr(buf_text(&last.buf), "/n?page=4"));
}

void test_pages__error_summary_leads_to_the_fields(void)
{
    SCOPED_ARENA a = arena_new();
    Fault faults[] = {{"from", "Enter the <start> date"}, {NULL, "Two plans overlap"}};
    Out out = out_new(a, LANG_EN, NULL);
    page_error_summary(&out, &(Faults){2, faults});
    const char *html = buf_text(&out.buf);
    assert_non_null(strstr(html, "<a href=\"#from\">Enter the &lt;start&gt; date</a>"));
    assert_non_null(strstr(html, "<li>Two plans overlap</li>"));
    Out none = out_new(a, LANG_EN, NULL);
    page_error_summary(&none, &(Faults){0, NULL});
    assert_string_equal(buf_text(&none.buf), "");
}

void test_pages__figure_carries_its_numbers(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Table *t = two_columns(&cx);
    table_row(&cx, t)[0] = cell_text("2027");
    Out out = out_new(a, LANG_EN, NULL);
    chart_figure(&cx, &out, &(ChartText){"supply", "Supply & need", "", NULL, NULL},
                 (Html){"<svg></svg>"}, "The numbers", t);
    const char *html = buf_text(&out.buf);
    assert_non_null(
        strstr(html, "<figcaption class=\"pont-chart__caption\">Supply &amp; need"));
    assert_non_null(strstr(html, "<svg></svg>"));
    assert_non_null(strstr(html, "<details"));
    assert_non_null(strstr(html, "2027\n</th>"));
}

void test_pages__only_the_first_figure_is_strong(void)
{
    SCOPED_ARENA a = arena_new();
    Figures f = {0};
    figures_add(a, &f, "Places", "184", "80 % interval 162 to 209");
    figures_add(a, &f, "Cost", "£1m", NULL);
    Out out = out_new(a, LANG_EN, NULL);
    page_figures(&out, &f);
    assert_int_equal(count(buf_text(&out.buf), "pont-figures__item--strong"), 1);
    assert_int_equal(count(buf_text(&out.buf), "pont-figures__note"), 1);
}
