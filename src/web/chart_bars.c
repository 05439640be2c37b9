/* Decides how lying bars are drawn, alone or several to a row. */
#include "web/chart_draw.h"
#include <assert.h>
#include <math.h>

enum { BAR = 18, GAP = 10, X_STEPS = 6, KEY = 24 };

static const char *value_text(Arena *a, const BarRow *r, int k, int decimals)
{
    if (!isfinite(r->values[k]))
        return r->missing && r->missing[k] ? r->missing[k] : "–";
    return r->shown && r->shown[k] ? r->shown[k] : number_text(a, r->values[k], decimals);
}

/* One bar with its value behind its end. A bar to the left of zero has it there too. */
static void draw_bar(Sheet *s, const BarChart *c, const BarRow *r, int k, const Scale *x,
                     double y, int decimals)
{
    Arena *a = s->out.buf.arena;
    const char *text = value_text(a, r, k, decimals);
    double zero = scale_at(x, 0);
    if (!isfinite(r->values[k])) {
        sheet_text(s, zero + 8, y + BAR / 2.0 + 4, "note", "start", text);
        return;
    }
    double end = scale_at(x, r->values[k]);
    sheet_box(s, c->text.id, k, fmin(zero, end), y, fmax(fabs(end - zero), 1), BAR - 2);
    sheet_text(s, fmax(end, zero) + 7, y + BAR / 2.0 + 4, "value", "start", text);
}

static double key_width(const BarChart *c, int k)
{
    return 31 + text_width(c->series[k]) + 16;
}

/* From the plot on where that has room, else from the edge and in as many lines as it takes;
 * returns their number. s NULL: only counts. */
static int draw_key(Sheet *s, const BarChart *c, double left)
{
    double all = 0, x, first;
    int line = 0;
    for (int k = 0; k < c->n_series; k++)
        all += key_width(c, k);
    x = first = left + all <= CHART_WIDTH ? left : 8;
    for (int k = 0; k < c->n_series; k++) {
        if (x > first && x + key_width(c, k) > CHART_WIDTH) {
            x = first;
            line++;
        }
        if (s) {
            sheet_box(s, c->text.id, k, x, 4 + line * KEY, 24, BAR - 2);
            sheet_text(s, x + 31, 17 + line * KEY, "label", "start", c->series[k]);
        }
        x += key_width(c, k);
    }
    return line + 1;
}

Html chart_bars(Arena *a, const BarChart *c)
{
    assert(c->n_series <= CHART_MOST_SERIES);
    double low = 0, high = -INFINITY, labels = 0, values = 0;
    double row = c->n_series * BAR + GAP;
    for (int i = 0; i < c->n; i++) {
        const BarRow *r = &c->rows[i];
        range_add(&low, &high, r->values, c->n_series);
        labels = fmax(labels, text_width(r->label));
        for (int k = 0; k < c->n_series; k++)
            values = fmax(values, isfinite(r->values[k]) && r->shown && r->shown[k]
                                      ? text_width(r->shown[k])
                                      : 0);
    }
    range_add(&low, &high, &c->reference, 1);
    double left = fmin(labels + 18, CHART_WIDTH * 0.45);
    double top = 14 + (c->reference_label ? LINE_HEIGHT : 0) +
                 (c->n_series > 1 ? KEY * draw_key(NULL, c, left) : 0);
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, top + c->n * row + 52);
    s.top = top;
    s.bottom = top + c->n * row;
    s.left = left;
    s.right = s.width - fmax(values + 16, 60);
    Scale x = scale_new(low, high, X_STEPS, s.left, s.right);
    int decimals = x.step >= 10 ? 0 : x.step >= 1 ? 1 : x.decimals + 1;

    sheet_patterns(&s, c->text.id, c->n_series);
    sheet_stripes(&s, c->n, row);
    sheet_x_axis(&s, &x, 1, "");
    sheet_reference(&s, &x, c->reference, c->reference_label);
    if (c->n_series > 1)
        draw_key(&s, c, left);
    for (int i = 0; i < c->n; i++) {
        double y = s.top + i * row;
        sheet_row_label(&s, s.left - 12, y + row / 2, s.left - 16, row, c->rows[i].label);
        for (int k = 0; k < c->n_series; k++)
            draw_bar(&s, c, &c->rows[i], k, &x, y + GAP / 2.0 + k * BAR, decimals);
    }
    sheet_x_label(&s, c->text.x_label);
    for (int i = 0; i < c->n; i++) {
        Buf b = buf_new(a, 0);
        buf_puts(&b, c->rows[i].label);
        for (int k = 0; k < c->n_series; k++)
            buf_printf(&b, " · %s%s%s", c->n_series > 1 ? c->series[k] : "",
                       c->n_series > 1 ? " " : "", value_text(a, &c->rows[i], k, decimals));
        sheet_mark(&s, 1, s.top + i * row, s.width - 2, row, buf_text(&b));
    }
    return sheet_close(&s);
}
