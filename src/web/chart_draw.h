/* What the charts are drawn with: a sheet of SVG, a scale with round ticks, labels that keep
 * clear of each other. Private to the chart files. */
#ifndef PONT_WEB_CHART_DRAW_H
#define PONT_WEB_CHART_DRAW_H

#include "web/chart.h"

enum { CHART_WIDTH = 760, LINE_HEIGHT = 17 };

/* Round steps of 1, 2, 2.5 or 5 times a power of ten. */
typedef struct Scale {
    double low, high, step;
    int decimals;
    double from, to; /* the pixels of low and high */
} Scale;
/* A scale with about `most` steps that holds low..high; a flat or empty range is widened. */
Scale scale_new(double low, double high, int most, double from, double to);
double scale_at(const Scale *s, double value);
/* Widens low and high by the values that are not NAN. */
void range_add(double *low, double *high, const double *values, int n);

/* "1,250", "−0.5": at most `decimals`, thousands parted by commas. */
const char *number_text(Arena *a, double v, int decimals);
/* Width in pixels that the text takes in the chart's type, roughly and from above. */
double text_width(const char *s);

typedef struct Sheet {
    Out out;
    double width, height;            /* of the whole */
    double left, top, right, bottom; /* of the plot */
} Sheet;
Sheet sheet_new(Arena *a, const ChartText *text, double width, double height);
Html sheet_close(Sheet *s);

/* Markup with numbers only in its format; texts go through sheet_text. */
void draw(Sheet *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* class: "axis", "label". anchor: "start", "middle", "end". */
void sheet_text(Sheet *s, double x, double y, const char *class_name, const char *anchor,
                const char *text);
/* Horizontal grid with numbers at the left, and the axis's label above. */
void sheet_y_axis(Sheet *s, const Scale *y, const char *label);
/* Years below the plot; as many as there is room for, always the last. */
void sheet_years(Sheet *s, const Scale *x, const int *years, int n);
/* A line with gaps at NAN; a value alone between gaps is a dot. `kind` is the class's ending.
 */
void sheet_line(Sheet *s, const Scale *x, const Scale *y, const double *at,
                const double *values, int n, const char *kind);

/* Labels beside the ends of lines: gathered, then spread so that none covers another. */
typedef struct EndLabel {
    double y; /* where it wants to stand */
    const char *text, *kind;
} EndLabel;
void sheet_end_labels(Sheet *s, EndLabel *labels, int n);
double widest(const EndLabel *labels, int n);

/* Vertical grid with numbers below; `multiply` turns shares into per cent. */
void sheet_x_axis(Sheet *s, const Scale *x, double multiply, const char *suffix);
/* The axis's name below its numbers. */
void sheet_x_label(Sheet *s, const char *label);
/* A pale stripe behind every other row of `height`, from the top of the plot. */
void sheet_stripes(Sheet *s, int n, double height);
/* A dashed line down the plot with its name above, such as the national value. */
void sheet_reference(Sheet *s, const Scale *x, double value, const char *label);
/* Hatching for `n` series, so that they differ without colour, used as url(#ID-p1); for none,
 * the hatching of what is missing, url(#ID-none). */
void sheet_patterns(Sheet *s, const char *id, int n);

/* A bar or column of a series: its colour, and its hatching over it. */
void sheet_box(Sheet *s, const char *id, int series, double x, double y, double width,
               double height);

/* Invisible marks that carry what a pointer or the keyboard reads there: a column over the
 * plot, a box, or an outline of one's own (path data). */
void sheet_hit(Sheet *s, double x, double width, const char *says);
void sheet_mark(Sheet *s, double x, double y, double width, double height, const char *says);
void sheet_mark_path(Sheet *s, const char *path, const char *says);

/* Breaks the text between words into at most `most` lines of `width` pixels; what does not fit
 * ends in "…". Returns the number of lines. */
int text_wrap(Arena *a, const char *text, double width, double letter, int most,
              const char **lines);

/* The name of a row that ends at x, in the middle of y: in two lines where `height` has room
 * and one is too narrow. Marks say the whole. */
void sheet_row_label(Sheet *s, double x, double y, double width, double height,
                     const char *text);
/* Whether a row's name needs more than one line of the width. */
bool row_label_wraps(const char *text, double width);

/* Values in up to SHADES steps of one colour, light to dark, with round limits. */
enum { SHADES = 6 };
typedef struct Shading {
    Scale scale;
    int n;           /* steps */
    bool less, more; /* values lie below the first or above the last limit */
} Shading;
/* One or two that stand far out do not make all others pale: the steps divide what lies between
 * the 5th and the 95th hundredth, and the outer steps are open. `round_limits`: else the
 * range is divided as it is. */
Shading shading_new(Arena *a, const double *values, int n, bool round_limits);
/* Which shade (1 to SHADES) a value has. */
int shading_of(const Shading *s, double value);
/* The key, one box for a step in a row from x, y; the last is hatched: what is missing. */
void sheet_shades(Sheet *s, const char *id, const Shading *of, double x, double y,
                  const char *unit, const char *missing);

#endif
