/* Charts: round scales, labels that keep clear, gaps that stay gaps, nothing unescaped. */
#include "web/chart_draw.h"
#include <math.h>

#include "support/test.h"

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *s = text; (s = strstr(s, part)); s++)
        n++;
    return n;
}

void test_chart__scales_are_round_and_hold_the_values(void)
{
    static const struct {
        double low, high, step, from, to;
        int decimals;
    } rows[] = {
        {0, 97, 20, 0, 100, 0},
        {1648, 2110, 100, 1600, 2200, 0},
        {0, 0.31, 0.1, 0, 0.4, 1},
        {-3, 12, 2.5, -5, 12.5, 1},
        {0, 13.4, 2.5, 0, 15, 1},
        {100, 100, 20, 40, 160, 0},
        {0, 0, 0.2, 0, 1, 1},
        {0, 1234567, 250000, 0, 1250000, 0},
        {INFINITY, -INFINITY, 0.2, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Scale s = scale_new(rows[i].low, rows[i].high, 6, 300, 0);
        assert_near(s.step, rows[i].step, 1e-9);
        assert_near(s.low, rows[i].from, 1e-9);
        assert_near(s.high, rows[i].to, 1e-9);
        assert_int_equal(s.decimals, rows[i].decimals);
        assert_near(scale_at(&s, s.low), 300, 1e-9);
        assert_near(scale_at(&s, s.high), 0, 1e-9);
    }
}

void test_chart__numbers_part_thousands(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(number_text(a, 1234567.25, 1), "1,234,567.2");
    assert_string_equal(number_text(a, 999, 0), "999");
    assert_string_equal(number_text(a, -1000, 0), "−1,000");
    assert_string_equal(number_text(a, -0.01, 1), "0.0");
}

void test_chart__end_labels_keep_clear_and_inside(void)
{
    SCOPED_ARENA a = arena_new();
    Sheet s = sheet_new(a, &(ChartText){"x", "t", "d", NULL, NULL}, 700, 300);
    EndLabel labels[6];
    for (int i = 0; i < 6; i++)
        labels[i] = (EndLabel){s.bottom - (i % 2), "label", "1"};
    sheet_end_labels(&s, labels, 6);
    const char *svg = sheet_close(&s).s;
    double before = -100;
    int n = 0;
    for (const char *t = svg; (t = strstr(t, "<text")); t++, n++) {
        const char *y = strstr(t, " y=\"") + 4;
        double at = strtod(y, NULL);
        assert_true(at - before >= LINE_HEIGHT - 0.2);
        assert_true(at <= s.bottom + 4);
        before = at;
    }
    assert_int_equal(n, 6);
}

void test_chart__words_are_escaped(void)
{
    SCOPED_ARENA a = arena_new();
    int years[] = {2024, 2025};
    double v[] = {1, 2};
    Series lines[] = {{"<A&B>", v}};
    LineChart c = {.text = {"i\"d", "<t>", "<d>", "<y>", NULL},
                   .n = 2,
                   .years = years,
                   .n_lines = 1,
                   .lines = lines};
    const char *svg = chart_lines(a, &c).s;
    assert_null(strstr(svg, "<t>"));
    assert_null(strstr(svg, "<d>"));
    assert_null(strstr(svg, "<y>"));
    assert_null(strstr(svg, "<A&B>"));
    assert_null(strstr(svg, "i\"d"));
    assert_non_null(
        strstr(svg, "role=\"img\" aria-labelledby=\"i&quot;d-title i&quot;d-desc\""));
    assert_null(strstr(svg, "style="));
}

void test_chart__lines_stop_at_gaps_and_breaks(void)
{
    SCOPED_ARENA a = arena_new();
    int years[] = {2020, 2021, 2022, 2023, 2024, 2025};
    double v[] = {1, 2, NAN, 4, 5, 6};
    bool breaks[] = {false, false, false, false, true, false};
    Series lines[] = {{"A", v}};
    LineChart c = {.text = {"x", "t", "d", "WTE", NULL},
                   .n = 6,
                   .years = years,
                   .n_lines = 1,
                   .lines = lines};
    const char *svg = chart_lines(a, &c).s;
    assert_int_equal(count(svg, "pont-line pont-line--1"), 2); /* 2020-21, 2023-25 */
    assert_int_equal(count(svg, "pont-dot"), 0);
    c.breaks = breaks;
    c.break_label = "new definition";
    svg = chart_lines(a, &c).s;
    assert_int_equal(count(svg, "pont-line pont-line--1"), 2); /* 2020-21, 2024-25 */
    assert_int_equal(count(svg, "pont-dot pont-dot--1"), 1);   /* 2023 alone */
    assert_int_equal(count(svg, "pont-chart__break"), 1);
    assert_int_equal(count(svg, ">new definition<"), 1);
    assert_non_null(strstr(svg, "<title>2023 · A 4.0</title>"));
    assert_null(strstr(svg, "nan"));
}

void test_chart__fan_has_bands_median_and_named_lines(void)
{
    SCOPED_ARENA a = arena_new();
    int years[] = {2025, 2026, 2027};
    double seen[] = {100, NAN, NAN}, middle[] = {NAN, 110, 120}, low[] = {NAN, 100, 90},
           high[] = {NAN, 120, 150}, need[] = {130, 140, 150};
    Band bands[] = {{"90 % interval", low, high}};
    Series lines[] = {{"Need", need}};
    FanChart c = {.text = {"x", "t", "d", "WTE", NULL},
                  .n = 3,
                  .years = years,
                  .median = {"Median", middle},
                  .n_bands = 1,
                  .bands = bands,
                  .n_lines = 1,
                  .lines = lines,
                  .observed = {"Observed", seen}};
    const char *svg = chart_fan(a, &c).s;
    assert_int_equal(count(svg, "pont-band pont-band--1"), 1);
    assert_int_equal(count(svg, "pont-line--median"), 1);
    assert_int_equal(count(svg, "pont-dot--observed"), 1);
    assert_int_equal(count(svg, ">Need</text>"), 1);
    assert_non_null(strstr(svg, "<title>2025 · Observed 100 · Need 130</title>"));
    assert_non_null(
        strstr(svg, "<title>2027 · Median 120 · 90 % interval 90–150 · Need 150</title>"));
    assert_null(strstr(svg, "nan"));
}

void test_chart__rows_say_what_is_missing(void)
{
    SCOPED_ARENA a = arena_new();
    DotRow rows[] = {{"Powys", 11.2, 8, 15, NULL, NULL},
                     {"Gwynedd", NAN, NAN, NAN, NULL, "not received"},
                     {"Swansea", 9, NAN, NAN, "nine", NULL}};
    DotChart c = {
        .text = {"x", "t", "d", NULL, "Per cent"}, .n = 3, .rows = rows, .reference = NAN};
    const char *svg = chart_dots(a, &c).s;
    assert_int_equal(count(svg, "pont-dot--value"), 2);
    assert_int_equal(count(svg, "pont-whisker"), 1);
    assert_int_equal(count(svg, ">not received<"), 1);
    assert_int_equal(count(svg, ">nine<"), 1);
    assert_int_equal(count(svg, "pont-line--reference"), 0);
    assert_null(strstr(svg, "nan"));
}

void test_chart__columns_stack_and_carry_whiskers(void)
{
    SCOPED_ARENA a = arena_new();
    int years[] = {2027, 2028};
    double bsc[] = {120, 125}, msc[] = {20, NAN}, low[] = {130, 120}, high[] = {150, 140};
    Series series[] = {{"BSc", bsc}, {"MSc", msc}};
    ColumnChart c = {.text = {"x", "t", "d", "Places", NULL},
                     .n = 2,
                     .years = years,
                     .n_series = 2,
                     .series = series,
                     .stacked = true,
                     .low = low,
                     .high = high};
    const char *svg = chart_columns(a, &c).s;
    assert_int_equal(count(svg, "pont-whisker"), 2);
    assert_int_equal(count(svg, "<pattern"), 1);                 /* the first series is plain */
    assert_int_equal(count(svg, "pont-column pont-fill--1"), 3); /* two years and the key */
    assert_int_equal(count(svg, "fill=\"url(#x-p2)\""), 3);
    assert_non_null(strstr(svg, "<title>2027 · BSc 120 · MSc 20 · 130–150</title>"));
    assert_non_null(strstr(svg, "<title>2028 · BSc 125 · 120–140</title>"));
    assert_null(strstr(svg, "nan"));
}

/* What has no place of its own is not lost from the sum. */
void test_chart__small_series_become_one(void)
{
    SCOPED_ARENA a = arena_new();
    double big[] = {50, 60}, small[] = {2, NAN}, least[] = {1, 1}, middle[] = {5, 5};
    Series series[] = {{"least", least}, {"big", big}, {"small", small}, {"middle", middle}};
    assert_int_equal(chart_fold(a, series, 4, 4, 2, "rest"), 4);
    assert_string_equal(series[0].label, "least");
    assert_int_equal(chart_fold(a, series, 4, 3, 2, "rest"), 3);
    assert_string_equal(series[0].label, "big");
    assert_string_equal(series[1].label, "middle");
    assert_string_equal(series[2].label, "rest");
    assert_near(series[2].values[0], 3, 0);
    assert_near(series[2].values[1], 1, 0);
}

void test_chart__frontier_marks_the_choice(void)
{
    SCOPED_ARENA a = arena_new();
    double confidence[] = {0.5, 0.8, 0.9}, places[] = {150, 184, 207};
    FrontierChart c = {.text = {"x", "t", "d", "Places", "Confidence"},
                       .n = 3,
                       .confidence = confidence,
                       .places = places,
                       .chosen = 1,
                       .chosen_label = "184 at 80 %"};
    const char *svg = chart_frontier(a, &c).s;
    assert_int_equal(count(svg, "pont-dot--chosen"), 1);
    assert_int_equal(count(svg, ">184 at 80 %<"), 1);
    assert_int_equal(count(svg, ">80 %<"), 1);
}

void test_chart__empty_data_make_no_nonsense(void)
{
    SCOPED_ARENA a = arena_new();
    ChartText text = {"x", "t", "d", "WTE", NULL};
    const char *all[] = {
        chart_fan(a, &(FanChart){.text = text}).s,
        chart_lines(a, &(LineChart){.text = text}).s,
        chart_dots(a, &(DotChart){.text = text, .reference = NAN}).s,
        chart_columns(a, &(ColumnChart){.text = text}).s,
        chart_frontier(a, &(FrontierChart){.text = text, .chosen = -1}).s,
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_true(ends_with(all[i], "</svg>\n"));
        assert_null(strstr(all[i], "nan"));
        assert_null(strstr(all[i], "inf"));
    }
}
