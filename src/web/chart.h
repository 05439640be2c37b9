/* Charts as inline SVG, made by the server: they need no script, print well, and have the data
 * table beside them. Colour never stands alone: lines have dash patterns, columns hatching, and
 * both are labelled where they end. Classes carry all style (the security policy allows no
 * style attribute); web/assets/pont.css has them.
 *
 * Values are plain arrays; NAN is a gap. All words come translated from the caller. `id` is
 * unique on the page ("supply"), title and desc are what a screen reader says: desc gives the
 * finding in a sentence, not the drawing. */
#ifndef PONT_WEB_CHART_H
#define PONT_WEB_CHART_H

#include "web/parts.h"

enum { CHART_MOST_BANDS = 4, CHART_MOST_SERIES = 8 };

typedef struct ChartText {
    const char *id, *title, *desc;
    const char *y_label; /* above the axis: "WTE" */
    const char *x_label; /* below the axis; NULL for years */
} ChartText;

typedef struct Series {
    const char *label;
    const double *values; /* one per year */
} Series;

/* An interval over the years, widest first. */
typedef struct Band {
    const char *label; /* "90 % interval" */
    const double *low, *high;
} Band;

/* (a) Intervals around a median, with reference lines and what was observed. */
typedef struct FanChart {
    ChartText text;
    int n;
    const int *years;
    Series median;
    int n_bands;
    const Band *bands;
    int n_lines;
    const Series *lines; /* need, funded, requested */
    Series observed;     /* points; .values NULL for none */
} FanChart;
Html chart_fan(Arena *a, const FanChart *c);

/* (b) Lines over years. A break is a year from which on values do not compare with those
 * before. */
typedef struct LineChart {
    ChartText text;
    int n;
    const int *years;
    int n_lines;
    const Series *lines;
    const bool *breaks; /* one per year; NULL for none */
    const char *break_label;
    bool from_zero; /* the y axis starts at 0 */
} LineChart;
Html chart_lines(Arena *a, const LineChart *c);

/* (c) One row per organisation: a value with its whisker. */
typedef struct DotRow {
    const char *label;
    double value, low, high; /* NAN for none */
    const char *shown;       /* the value as text, at the right; NULL: from the axis's format */
    const char *missing;     /* said in the row when value is NAN: "not received" */
} DotRow;
typedef struct DotChart {
    ChartText text; /* y_label is unused, x_label names the measure */
    int n;
    const DotRow *rows;
    double reference; /* a line down the chart, such as the national value; NAN for none */
    const char *reference_label;
} DotChart;
Html chart_dots(Arena *a, const DotChart *c);

/* (d) Columns by year and series, beside each other or stacked. Whiskers belong to the column
 * (stacked: to its whole). */
typedef struct ColumnChart {
    ChartText text;
    int n;
    const int *years;
    int n_series;
    const Series *series;
    bool stacked;
    const double *low, *high; /* stacked: n; else n_series x n, series by series; NULL: none */
    int n_lines;
    const Series *lines; /* reference lines, as steps over the columns */
} ColumnChart;
Html chart_columns(Arena *a, const ColumnChart *c);

/* (e) What more confidence costs: x the confidence (0 to 1), y the places it takes. */
typedef struct FrontierChart {
    ChartText text;
    int n;
    const double *confidence, *places;
    int chosen; /* index of the marked point, or -1 */
    const char *chosen_label;
} FrontierChart;
Html chart_frontier(Arena *a, const FrontierChart *c);

/* The figure: chart, caption, and its numbers as a table to open. `table_label` is the text of
 * that switch ("The numbers as a table"); NULL leaves the table open. */
void chart_figure(Out *out, Html svg, const char *caption, const char *table_label,
                  const Table *table);

#endif
