/* Decides how quantities over years are drawn: fans, lines and columns. Scales and labels are
 * left to chart_draw.c. */
#include "web/chart_draw.h"
#include <assert.h>
#include <math.h>

enum { HEIGHT = 380, Y_STEPS = 6 };

static const char *const kinds[CHART_MOST_SERIES] = {"1", "2", "3", "4", "5", "6", "7", "8"};

/* Leaves room for the numbers at the left and the labels at the right. */
static Scale y_scale(Sheet *s, double low, double high, double label_width)
{
    Scale y = scale_new(low, high, Y_STEPS, s->bottom, s->top);
    Arena *a = s->out.buf.arena;
    s->left = 18 + fmax(text_width(number_text(a, y.low, y.decimals)),
                        text_width(number_text(a, y.high, y.decimals)));
    if (label_width > 0)
        s->right = s->width - fmin(label_width + 20, s->width * 0.4);
    return y;
}

static Scale year_scale(const Sheet *s, const int *years, int n)
{
    int first = n ? years[0] : 0, last = n ? years[n - 1] : 1;
    return (Scale){.low = first,
                   .high = last > first ? last : first + 1,
                   .from = s->left + 10,
                   .to = s->right - 6};
}

static double *years_as_x(Arena *a, const int *years, int n)
{
    double *x = NEW_ARRAY(a, double, n);
    for (int i = 0; i < n; i++)
        x[i] = years[i];
    return x;
}

/* The last value that is there, or NAN. */
static double last_of(const double *values, int n)
{
    while (n > 0 && !isfinite(values[n - 1]))
        n--;
    return n ? values[n - 1] : NAN;
}

static void add_end_label(EndLabel *labels, int *n, const Scale *y, const char *text,
                          double value, const char *kind)
{
    if (isfinite(value) && text)
        labels[(*n)++] = (EndLabel){scale_at(y, value), text, kind};
}

static void say(Buf *b, Arena *a, const char *label, double value, int decimals)
{
    if (!isfinite(value))
        return;
    buf_printf(b, " · %s %s", label ? label : "", number_text(a, value, decimals));
}

/* Values are read one digit finer than the axis. */
static int fine(const Scale *y)
{
    return y->step >= 10 ? 0 : y->step >= 1 ? 1 : y->decimals + 1;
}

static void band(Sheet *s, const Scale *x, const Scale *y, const double *at, const Band *b,
                 int n, int shade)
{
    for (int i = 0; i < n;) {
        if (!isfinite(b->low[i]) || !isfinite(b->high[i])) {
            i++;
            continue;
        }
        int end = i;
        while (end < n && isfinite(b->low[end]) && isfinite(b->high[end]))
            end++;
        draw(s, "<path class=\"pont-band pont-band--%d\" d=\"", shade);
        for (int k = i; k < end; k++)
            draw(s, "%c%.1f %.1f", k == i ? 'M' : 'L', scale_at(x, at[k]),
                 scale_at(y, b->high[k]));
        for (int k = end - 1; k >= i; k--)
            draw(s, "L%.1f %.1f", scale_at(x, at[k]), scale_at(y, b->low[k]));
        draw(s, "Z\"/>\n");
        i = end;
    }
}

static void hits(Sheet *s, const Scale *x, const double *at, int n, const char **says)
{
    for (int i = 0; i < n; i++) {
        double here = scale_at(x, at[i]);
        double before = i ? (scale_at(x, at[i - 1]) + here) / 2 : s->left;
        double after = i < n - 1 ? (scale_at(x, at[i + 1]) + here) / 2 : s->right;
        sheet_hit(s, before, after - before, says[i]);
    }
}

Html chart_fan(Arena *a, const FanChart *c)
{
    assert(c->n_bands <= CHART_MOST_BANDS && c->n_lines < CHART_MOST_SERIES);
    double low = INFINITY, high = -INFINITY;
    range_add(&low, &high, c->median.values, c->n);
    range_add(&low, &high, c->observed.values, c->n);
    for (int i = 0; i < c->n_bands; i++) {
        range_add(&low, &high, c->bands[i].low, c->n);
        range_add(&low, &high, c->bands[i].high, c->n);
    }
    for (int i = 0; i < c->n_lines; i++)
        range_add(&low, &high, c->lines[i].values, c->n);
    if (c->axis[0] < c->axis[1])
        range_add(&low, &high, c->axis, 2);
    /* Zero belongs to the picture unless it would flatten it. */
    if (low > 0 && low < high * 0.6)
        low = 0;

    EndLabel labels[CHART_MOST_SERIES + CHART_MOST_BANDS + 2];
    int n_labels = 0;
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, HEIGHT);
    Scale y = scale_new(low, high, Y_STEPS, s.bottom, s.top);
    add_end_label(labels, &n_labels, &y, c->median.label, last_of(c->median.values, c->n),
                  "median");
    for (int i = 0; i < c->n_bands; i++)
        add_end_label(labels, &n_labels, &y, c->bands[i].label, last_of(c->bands[i].high, c->n),
                      "band");
    for (int i = 0; i < c->n_lines; i++)
        add_end_label(labels, &n_labels, &y, c->lines[i].label,
                      last_of(c->lines[i].values, c->n), kinds[i + 1]);
    y = y_scale(&s, low, high, widest(labels, n_labels));
    Scale x = year_scale(&s, c->years, c->n);
    double *at = years_as_x(a, c->years, c->n);

    sheet_y_axis(&s, &y, c->text.y_label);
    for (int i = 0; i < c->n_bands; i++)
        band(&s, &x, &y, at, &c->bands[i], c->n, i + 1);
    sheet_years(&s, &x, c->years, c->n);
    for (int i = 0; i < c->n_lines; i++)
        sheet_line(&s, &x, &y, at, c->lines[i].values, c->n, kinds[i + 1]);
    sheet_line(&s, &x, &y, at, c->median.values, c->n, "median");
    for (int i = 0; c->observed.values && i < c->n; i++)
        if (isfinite(c->observed.values[i]))
            draw(&s,
                 "<circle class=\"pont-dot pont-dot--observed\" cx=\"%.1f\" cy=\"%.1f\" "
                 "r=\"4.5\"/>\n",
                 scale_at(&x, at[i]), scale_at(&y, c->observed.values[i]));
    sheet_end_labels(&s, labels, n_labels);

    const char **says = NEW_ARRAY(a, const char *, c->n);
    for (int i = 0; i < c->n; i++) {
        Buf b = buf_new(a, 0);
        buf_printf(&b, "%d", c->years[i]);
        if (c->observed.values)
            say(&b, a, c->observed.label, c->observed.values[i], fine(&y));
        say(&b, a, c->median.label, c->median.values[i], fine(&y));
        for (int k = 0; k < c->n_bands; k++)
            if (isfinite(c->bands[k].low[i]) && isfinite(c->bands[k].high[i]))
                buf_printf(&b, " · %s %s–%s", c->bands[k].label,
                           number_text(a, c->bands[k].low[i], fine(&y)),
                           number_text(a, c->bands[k].high[i], fine(&y)));
        for (int k = 0; k < c->n_lines; k++)
            say(&b, a, c->lines[k].label, c->lines[k].values[i], fine(&y));
        says[i] = buf_text(&b);
    }
    hits(&s, &x, at, c->n, says);
    return sheet_close(&s);
}

static void draw_breaks(Sheet *s, const Scale *x, const LineChart *c)
{
    for (int i = 1; c->breaks && i < c->n; i++) {
        if (!c->breaks[i])
            continue;
        double here = (scale_at(x, c->years[i - 1]) + scale_at(x, c->years[i])) / 2;
        draw(s, "<path class=\"pont-chart__break\" d=\"M%.1f %.1fV%.1f\"/>\n", here, s->top - 6,
             s->bottom);
        if (c->break_label)
            sheet_text(s, here, s->top - 12, "note", "middle", c->break_label);
    }
}

/* The values with a gap made before each break, so that no line crosses it. */
static void line_in_pieces(Sheet *s, const Scale *x, const Scale *y, const double *at,
                           const double *values, const LineChart *c, const char *kind)
{
    int from = 0;
    for (int i = 1; i <= c->n; i++)
        if (i == c->n || (c->breaks && c->breaks[i])) {
            sheet_line(s, x, y, at + from, values + from, i - from, kind);
            from = i;
        }
}

Html chart_lines(Arena *a, const LineChart *c)
{
    assert(c->n_lines <= CHART_MOST_SERIES);
    double low = c->from_zero ? 0 : INFINITY, high = -INFINITY;
    for (int i = 0; i < c->n_lines; i++)
        range_add(&low, &high, c->lines[i].values, c->n);

    EndLabel labels[CHART_MOST_SERIES];
    int n_labels = 0;
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, HEIGHT);
    Scale y = scale_new(low, high, Y_STEPS, s.bottom, s.top);
    for (int i = 0; i < c->n_lines; i++)
        add_end_label(labels, &n_labels, &y, c->lines[i].label,
                      last_of(c->lines[i].values, c->n), kinds[i]);
    y = y_scale(&s, low, high, widest(labels, n_labels));
    Scale x = year_scale(&s, c->years, c->n);
    double *at = years_as_x(a, c->years, c->n);

    sheet_y_axis(&s, &y, c->text.y_label);
    sheet_years(&s, &x, c->years, c->n);
    draw_breaks(&s, &x, c);
    for (int i = 0; i < c->n_lines; i++)
        line_in_pieces(&s, &x, &y, at, c->lines[i].values, c, kinds[i]);
    sheet_end_labels(&s, labels, n_labels);

    const char **says = NEW_ARRAY(a, const char *, c->n);
    for (int i = 0; i < c->n; i++) {
        Buf b = buf_new(a, 0);
        buf_printf(&b, "%d", c->years[i]);
        for (int k = 0; k < c->n_lines; k++)
            say(&b, a, c->lines[k].label, c->lines[k].values[i], fine(&y));
        says[i] = buf_text(&b);
    }
    hits(&s, &x, at, c->n, says);
    return sheet_close(&s);
}
