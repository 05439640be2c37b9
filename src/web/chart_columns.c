/* Decides how columns by year and series are drawn. Scales and labels are left to chart_draw.c.
 */
#include "web/chart_draw.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { HEIGHT = 380, Y_STEPS = 6, KEY_ROW = 20 };

static double value_at(const ColumnChart *c, int series, int i)
{
    double v = c->series[series].values[i];
    return isfinite(v) ? v : 0;
}

/* Where the whisker of a column is kept: one per year when stacked, else one per series. */
static bool whisker_at(const ColumnChart *c, int series, int i, double *low, double *high)
{
    if (!c->low || !c->high)
        return false;
    int k = c->stacked ? i : series * c->n + i;
    *low = c->low[k];
    *high = c->high[k];
    return isfinite(*low) && isfinite(*high);
}

static void range_of(const ColumnChart *c, double *low, double *high)
{
    *low = *high = 0;
    for (int i = 0; i < c->n; i++) {
        double total = 0;
        for (int s = 0; s < c->n_series; s++)
            total = c->stacked ? total + value_at(c, s, i) : fmax(total, value_at(c, s, i));
        *high = fmax(*high, total);
    }
    range_add(low, high, c->low, c->stacked ? c->n : c->n * c->n_series);
    range_add(low, high, c->high, c->stacked ? c->n : c->n * c->n_series);
    for (int i = 0; i < c->n_lines; i++)
        range_add(low, high, c->lines[i].values, c->n);
}

static void draw_whisker(Sheet *s, const Scale *y, double x, double low, double high)
{
    draw(s, "<path class=\"pont-whisker\" d=\"M%.1f %.1fV%.1fM%.1f %.1fh10M%.1f %.1fh10\"/>\n",
         x, scale_at(y, low), scale_at(y, high), x - 5, scale_at(y, low), x - 5,
         scale_at(y, high));
}

/* The columns of one year, centred at x in `room` pixels. */
static void draw_year(Sheet *s, const ColumnChart *c, const Scale *y, int i, double x,
                      double room)
{
    double base = scale_at(y, 0), low, high, below = 0;
    double width =
        c->stacked ? fmin(room * 0.62, 64) : fmin(room * 0.78 / fmax(c->n_series, 1), 40);
    double left = c->stacked ? x - width / 2 : x - width * c->n_series / 2;
    for (int k = 0; k < c->n_series; k++) {
        double v = value_at(c, k, i);
        if (c->stacked) {
            double top = scale_at(y, below + v);
            sheet_box(s, c->text.id, k, left, top, width, scale_at(y, below) - top);
            below += v;
        } else {
            double at = left + k * width;
            sheet_box(s, c->text.id, k, at, scale_at(y, v), width - 1, base - scale_at(y, v));
            if (whisker_at(c, k, i, &low, &high))
                draw_whisker(s, y, at + width / 2, low, high);
        }
    }
    if (c->stacked && whisker_at(c, 0, i, &low, &high))
        draw_whisker(s, y, x, low, high);
}

static void draw_reference(Sheet *s, const Series *line, const Scale *y, int n, double first,
                           double room, int kind)
{
    draw(s, "<path class=\"pont-line pont-line--%d\" d=\"", kind);
    for (int i = 0; i < n; i++)
        if (isfinite(line->values[i]))
            draw(s, "M%.1f %.1fh%.1f", first + (i - 0.46) * room, scale_at(y, line->values[i]),
                 room * 0.92);
    draw(s, "\"/>\n");
}

/* The key at the right, in the order of the stack; reference lines above it. */
static void draw_key(Sheet *s, const ColumnChart *c)
{
    double x = s->right + 18, y = s->top + 6;
    for (int i = 0; i < c->n_lines; i++, y += KEY_ROW) {
        draw(s, "<path class=\"pont-line pont-line--%d\" d=\"M%.1f %.1fh18\"/>\n",
             c->n_series + i + 1, x, y);
        sheet_text(s, x + 25, y + 4.5, "label", "start", c->lines[i].label);
    }
    for (int k = 0; k < c->n_series; k++, y += KEY_ROW) {
        int series = c->stacked ? c->n_series - 1 - k : k;
        sheet_box(s, c->text.id, series, x, y - 7, 18, 14);
        sheet_text(s, x + 25, y + 4.5, "label", "start", c->series[series].label);
    }
}

static const char *says_of(Arena *a, const ColumnChart *c, int i, int decimals)
{
    Buf b = buf_new(a, 0);
    double low, high;
    buf_printf(&b, "%d", c->years[i]);
    for (int k = 0; k < c->n_series; k++) {
        if (!isfinite(c->series[k].values[i]))
            continue;
        buf_printf(&b, " · %s %s", c->series[k].label,
                   number_text(a, c->series[k].values[i], decimals));
        if (!c->stacked && whisker_at(c, k, i, &low, &high))
            buf_printf(&b, " (%s–%s)", number_text(a, low, decimals),
                       number_text(a, high, decimals));
    }
    if (c->stacked && whisker_at(c, 0, i, &low, &high))
        buf_printf(&b, " · %s–%s", number_text(a, low, decimals),
                   number_text(a, high, decimals));
    for (int k = 0; k < c->n_lines; k++)
        if (isfinite(c->lines[k].values[i]))
            buf_printf(&b, " · %s %s", c->lines[k].label,
                       number_text(a, c->lines[k].values[i], decimals));
    return buf_text(&b);
}

static double sum_of(const Series *s, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += isfinite(s->values[i]) ? s->values[i] : 0;
    return sum;
}

int chart_fold(Arena *a, Series *series, int n_series, int room, int n, const char *label)
{
    if (n_series <= room)
        return n_series;
    double *rest = NEW_ARRAY(a, double, n + 1);
    while (n_series >= room) {
        int least = 0;
        for (int k = 1; k < n_series; k++)
            if (sum_of(&series[k], n) <= sum_of(&series[least], n))
                least = k;
        for (int i = 0; i < n; i++)
            rest[i] += isfinite(series[least].values[i]) ? series[least].values[i] : 0;
        memmove(&series[least], &series[least + 1],
                (size_t)(--n_series - least) * sizeof *series);
    }
    series[n_series] = (Series){label, rest};
    return room;
}

Html chart_columns(Arena *a, const ColumnChart *c)
{
    assert(c->n_series + c->n_lines <= CHART_MOST_SERIES);
    double low, high, key = 0;
    range_of(c, &low, &high);
    for (int i = 0; i < c->n_series; i++)
        key = fmax(key, text_width(c->series[i].label));
    for (int i = 0; i < c->n_lines; i++)
        key = fmax(key, text_width(c->lines[i].label));

    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, HEIGHT);
    Scale y = scale_new(low, high, Y_STEPS, s.bottom, s.top);
    s.left = 18 + text_width(number_text(a, y.high, y.decimals));
    s.right = s.width - fmin(key + 50, s.width * 0.4);
    double room = (s.right - s.left) / fmax(c->n, 1), first = s.left + room / 2;
    Scale x = {.low = 0, .high = 1, .from = first, .to = first + room};

    sheet_patterns(&s, c->text.id, c->n_series);
    sheet_y_axis(&s, &y, c->text.y_label);
    for (int i = 0; i < c->n; i++) {
        draw_year(&s, c, &y, i, scale_at(&x, i), room);
        sheet_text(&s, scale_at(&x, i), s.bottom + 21, "axis", "middle",
                   arena_printf(a, "%d", c->years[i]));
    }
    for (int i = 0; i < c->n_lines; i++)
        draw_reference(&s, &c->lines[i], &y, c->n, first, room, c->n_series + i + 1);
    draw_key(&s, c);
    for (int i = 0; i < c->n; i++)
        sheet_hit(&s, scale_at(&x, i) - room / 2, room, says_of(a, c, i, y.step >= 5 ? 0 : 1));
    return sheet_close(&s);
}
