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
    double axis[2];      /* the axis holds these too, as another chart's; 0, 0: nothing more */
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
/* The same sum in at most `room` series of n values: the smallest ones become one, the last,
 * which has the label. Returns how many there are. */
int chart_fold(Arena *a, Series *series, int n_series, int room, int n, const char *label);

/* (e) What more confidence costs: x the confidence (0 to 1), y the places it takes. */
typedef struct FrontierChart {
    ChartText text;
    int n;
    const double *confidence, *places;
    int chosen; /* index of the marked point, or -1 */
    const char *chosen_label;
} FrontierChart;
Html chart_frontier(Arena *a, const FrontierChart *c);

/* (f) Bars that lie, with their names at the left and their values at the end; several series
 * stand below one another in a row. */
typedef struct BarRow {
    const char *label;
    const double *values;       /* one per series; NAN for none */
    const char *const *shown;   /* values as text; NULL: from the axis's format */
    const char *const *missing; /* said where a value is NAN: "not received" */
} BarRow;
typedef struct BarChart {
    ChartText text; /* y_label is unused, x_label names the measure */
    int n, n_series;
    const BarRow *rows;
    const char *const *series; /* names; unused for one */
    double reference;          /* NAN for none */
    const char *reference_label;
} BarChart;
Html chart_bars(Arena *a, const BarChart *c);

/* (g) A rate against the size it rests on, with the limits within which chance alone would keep
 * 95 % and 99.8 % of the points; those outside are named. Formula: docs/model/charts.md. */
typedef struct FunnelPoint {
    const char *label;
    double n, rate; /* denominator, and rate 0..1 */
} FunnelPoint;
typedef struct FunnelChart {
    ChartText text; /* y_label names the rate, x_label the size */
    int n;
    const FunnelPoint *points;
    double target; /* the rate of the whole, 0..1 */
    const char *target_label;
    const char *limit_labels[2]; /* "95 %", "99.8 %" */
    const char *outside;         /* said of a point outside the outer limits */
    int decimals;                /* of the per cent */
} FunnelChart;
Html chart_funnel(Arena *a, const FunnelChart *c);
/* The limit of a rate with n cases when each has probability p: the quantile `tail` of the
 * binomial distribution, interpolated between whole cases. */
double funnel_limit(double p, double n, double tail);

/* (h) Rows by columns, each cell shaded and with its value written in it. */
typedef struct HeatCell {
    double value;        /* NAN for none */
    const char *shown;   /* the value as text */
    const char *missing; /* said in the cell when value is NAN */
} HeatCell;
typedef struct HeatChart {
    ChartText text;
    int n_rows, n_columns;
    const char *const *rows, *const *columns;
    const HeatCell *cells;          /* row by row */
    bool by_column;                 /* columns do not compare: each has a scale of its own */
    const char *unit;               /* of the common scale, such as "%"; or NULL */
    const char *key_low, *key_high; /* the ends of the key of by_column */
    const char *key_missing;        /* what hatching means */
} HeatChart;
Html chart_heat(Arena *a, const HeatChart *c);

/* (i) A map of equal hexagons. Odd rows stand half a tile to the right. */
typedef struct Tile {
    int column, row;
    const char *group; /* tiles of one group stand together: "Councils" */
    const char *label; /* short, in the tile */
    const char *name;  /* in full, for the read-out */
    double value;      /* NAN for none */
    const char *shown, *missing;
} Tile;
typedef struct TileChart {
    ChartText text;
    int n;
    const Tile *tiles;
    const char *unit; /* "%", or NULL */
    const char *key_missing;
} TileChart;
Html chart_tiles(Arena *a, const TileChart *c);

/* The figure: the chart under its title, its numbers as a table, and links to both as files.
 * `table_label` is the text that opens the table ("The numbers as a table"); NULL leaves it
 * open. When the request asks for this very chart as a file, it is kept for that
 * (web/download.h). */
void chart_figure(Ctx *cx, Out *out, const ChartText *text, Html svg, const char *table_label,
                  const Table *table);

#endif
