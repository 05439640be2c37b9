/* Bars, funnels, heat tables and tile maps: what stands in them, what is missing, and whether
 * it can be read. */
#include "base/embedded.h"
#include "web/chart_draw.h"
#include "web/download.h"
#include <math.h>
#include <stdlib.h>

#include "support/test.h"

extern const EmbeddedFile embedded_assets[];
extern const int embedded_assets_count;

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *s = text; (s = strstr(s, part)); s++)
        n++;
    return n;
}

static const ChartText text = {"x", "t", "d", "%", "n"};

void test_chart_bars__values_stand_at_the_ends_and_gaps_say_why(void)
{
    SCOPED_ARENA a = arena_new();
    double one[] = {11.2, 9}, two[] = {NAN, 7}, three[] = {-2, NAN};
    const char *late[] = {"not received", NULL}, *unknown[] = {NULL, "not known"};
    BarRow rows[] = {{"Powys", one, NULL, NULL},
                     {"Gwynedd", two, NULL, late},
                     {"Conwy", three, NULL, unknown}};
    const char *series[] = {"2026", "2025"};
    BarChart c = {.text = text,
                  .n = 3,
                  .n_series = 2,
                  .rows = rows,
                  .series = series,
                  .reference = 10,
                  .reference_label = "Wales"};
    const char *svg = chart_bars(a, &c).s;
    assert_int_equal(count(svg, "class=\"pont-column "), 4 + 2); /* values, and the key */
    assert_int_equal(count(svg, ">not received</text>"), 1);
    assert_int_equal(count(svg, ">not known</text>"), 1);
    assert_int_equal(count(svg, ">Wales</text>"), 1);
    assert_non_null(strstr(svg, "<title>Powys · 2026 11.2 · 2025 9.0</title>"));
    assert_non_null(strstr(svg, "<title>Conwy · 2026 −2.0 · 2025 not known</title>"));
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(svg, "width=\"-"));
    c.n_series = 1;
    svg = chart_bars(a, &c).s;
    assert_non_null(strstr(svg, "<title>Gwynedd · not received</title>"));
    assert_int_equal(count(svg, ">2026<"), 0); /* one series needs no key */
}

void test_chart_funnel__limits_are_those_of_the_binomial_distribution(void)
{
    static const struct {
        double p, n, tail, limit;
    } rows[] = {
        /* computed with whole numbers of any size */
        {0.1, 100, 0.025, 0.040380596}, {0.1, 100, 0.975, 0.157718612},
        {0.1, 100, 0.001, 0.014178865}, {0.1, 100, 0.999, 0.198356719},
        {0.5, 10, 0.975, 0.767555556},  {0.3, 1000, 0.025, 0.271281417},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_near(funnel_limit(rows[i].p, rows[i].n, rows[i].tail), rows[i].limit, 1e-8);
    assert_true(isnan(funnel_limit(0.1, 0, 0.025)));
    assert_true(isnan(funnel_limit(NAN, 10, 0.025)));
    assert_near(funnel_limit(0, 10, 0.999), 0, 0);
    for (double n = 20; n < 4000; n *= 2) /* larger is narrower */
        assert_true(funnel_limit(0.2, n, 0.999) > funnel_limit(0.2, 2 * n, 0.999));
}

void test_chart_funnel__only_those_outside_are_named(void)
{
    SCOPED_ARENA a = arena_new();
    FunnelPoint points[] = {{"Inside", 100, 0.12},
                            {"Far above", 100, 0.4},
                            {"Between", 100, 0.17},
                            {"Unknown", NAN, NAN}};
    FunnelChart c = {.text = text,
                     .n = 4,
                     .points = points,
                     .target = 0.1,
                     .target_label = "Wales",
                     .limit_labels = {"95 %", "99.8 %"},
                     .outside = "outside",
                     .decimals = 1};
    const char *svg = chart_funnel(a, &c).s;
    assert_int_equal(count(svg, ">Inside</text>"), 0);
    assert_int_equal(count(svg, ">Far above</text>"), 1);
    assert_int_equal(count(svg, ">Between</text>"), 1);
    assert_int_equal(count(svg, "pont-dot--outside"), 1); /* a form of its own */
    assert_int_equal(count(svg, "pont-dot--value"), 2);
    assert_int_equal(count(svg, "pont-limit"), 4 + 2);
    assert_non_null(strstr(svg, "<title>Far above · 40.0% · n = 100 · outside</title>"));
    assert_non_null(strstr(svg, "<title>Between · 17.0% · n = 100</title>"));
    assert_null(strstr(svg, "nan"));
}

void test_chart_heat__every_cell_has_its_value_or_its_reason(void)
{
    SCOPED_ARENA a = arena_new();
    const char *rows[] = {"Powys", "Conwy", "Merthyr <Tydfil>"}, *columns[] = {"Rate", "Cases"};
    HeatCell cells[] = {{5, "5%", NULL},
                        {30, "30", NULL},
                        {20, "20%", NULL},
                        {NAN, NULL, "not known"},
                        {NAN, NULL, "not received"},
                        {NAN, NULL, "not received"}};
    HeatChart c = {.text = text,
                   .n_rows = 3,
                   .n_columns = 2,
                   .rows = rows,
                   .columns = columns,
                   .cells = cells,
                   .by_column = true,
                   .key_low = "lowest",
                   .key_high = "highest",
                   .key_missing = "no value"};
    const char *svg = chart_heat(a, &c).s;
    assert_int_equal(count(svg, ">5%</text>"), 1);
    assert_int_equal(count(svg, ">20%</text>"), 1);
    assert_int_equal(count(svg, ">30</text>"), 1);
    assert_int_equal(count(svg, ">not received</text>"), 1); /* once for a whole row */
    assert_int_equal(count(svg, ">no value</text>"), 1);
    assert_int_equal(count(svg, "class=\"pont-hit\""), 6);
    assert_non_null(
        strstr(svg, "<title>Merthyr &lt;Tydfil&gt; · Cases · not received</title>"));
    assert_null(strstr(svg, "nan"));
}

void test_chart_tiles__stand_where_they_are_put(void)
{
    SCOPED_ARENA a = arena_new();
    Tile tiles[] = {{0, 0, "Councils", "Môn", "Isle of Anglesey", 5, "5%", NULL},
                    {1, 0, "Councils", "Conwy", NULL, 25, "25%", NULL},
                    {0, 1, "Boards", "Betsi", "Betsi Cadwaladr", NAN, NULL, "not received"}};
    TileChart c = {
        .text = text, .n = 3, .tiles = tiles, .unit = "%", .key_missing = "no value"};
    const char *svg = chart_tiles(a, &c).s;
    assert_int_equal(count(svg, "class=\"pont-tile pont-shade--"), 2);
    assert_int_equal(count(svg, "class=\"pont-missing\""), 1);
    assert_int_equal(count(svg, ">Councils</text>"), 1);
    assert_int_equal(count(svg, ">not</text>") + count(svg, ">not received</text>"), 1);
    assert_non_null(strstr(svg, "<title>Isle of Anglesey · 5%</title>"));
    assert_non_null(strstr(svg, "<title>Betsi Cadwaladr · not received</title>"));
    assert_null(strstr(svg, "nan"));
}

void test_chart__outliers_do_not_make_the_others_pale(void)
{
    SCOPED_ARENA a = arena_new();
    double values[21];
    for (int i = 0; i < 20; i++)
        values[i] = i;
    values[20] = 1000;
    Shading s = shading_new(a, values, 21, true);
    assert_true(s.more && !s.less);
    assert_int_equal(shading_of(&s, 1000), SHADES);
    assert_int_equal(shading_of(&s, 0), 1);
    assert_true(shading_of(&s, 10) > 2);
    Shading none = shading_new(a, NULL, 0, true);
    assert_true(none.n >= 1);
}

void test_chart__words_break_to_fit(void)
{
    SCOPED_ARENA a = arena_new();
    const char *lines[4];
    assert_int_equal(text_wrap(a, "Vacancy rate of posts", 70, 7, 4, lines), 3);
    assert_string_equal(lines[0], "Vacancy");
    assert_string_equal(lines[1], "rate of");
    assert_int_equal(text_wrap(a, "sefydlogrwydd", 70, 7, 4, lines), 2);
    assert_string_equal(lines[0], "sefydlogr-");
    assert_int_equal(text_wrap(a, "one two three four", 35, 7, 2, lines), 2);
    assert_string_equal(lines[1], "two…");
}

/* ---------------------------------------------------------------- contrast */

static double linear(double v)
{
    return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Relative luminance of the colour that the style gives for a class: ".name{fill:#rrggbb". */
static double luminance(Arena *a, const char *css, const char *name)
{
    const char *rule = strstr(css, arena_printf(a, "%s{fill:#", name));
    assert_non_null(rule);
    const char *hex = strchr(rule, '#') + 1;
    size_t n = strspn(hex, "0123456789abcdef");
    long v = strtol(hex, NULL, 16);
    int digits = n == 3 ? 4 : 8, most = n == 3 ? 15 : 255;
    return 0.2126 * linear((double)(v >> 2 * digits & most) / most) +
           0.7152 * linear((double)(v >> digits & most) / most) +
           0.0722 * linear((double)(v & most) / most);
}

void test_chart__text_on_every_shade_has_contrast(void)
{
    SCOPED_ARENA a = arena_new();
    const char *css = NULL;
    for (int i = 0; i < embedded_assets_count; i++)
        if (starts_with(embedded_assets[i].name, "chart.") &&
            ends_with(embedded_assets[i].name, ".css"))
            css = embedded_assets[i].data;
    assert_non_null(css);
    for (int shade = 1; shade <= SHADES; shade++) {
        const char *on = shade >= 5 ? ".pont-on--6" : ".pont-on";
        double ground = luminance(a, css, arena_printf(a, ".pont-shade--%d", shade));
        double ink = luminance(a, css, on);
        double contrast = (fmax(ground, ink) + 0.05) / (fmin(ground, ink) + 0.05);
        assert_true(contrast >= 4.5);
    }
}

void test_download__a_chart_alone_needs_nothing_else(void)
{
    SCOPED_ARENA a = arena_new();
    double v[] = {1, 2};
    int years[] = {2025, 2026};
    Series lines[] = {{"A", v}};
    LineChart c = {.text = text, .n = 2, .years = years, .n_lines = 1, .lines = lines};
    const char *svg = chart_alone(a, "Rate & size", chart_lines(a, &c));
    assert_true(starts_with(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert_non_null(strstr(svg, "<style>"));
    assert_non_null(strstr(svg, ">Rate &amp; size</text>"));
    assert_null(strstr(svg, "var("));
    assert_null(strstr(svg, "href"));
    assert_int_equal(count(svg, "<svg"), count(svg, "</svg>"));
}
