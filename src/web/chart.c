/* Decides how rows of dots and the frontier are drawn. */
#include "web/chart_draw.h"
#include <math.h>

enum { ROW = 30, TALL_ROW = 38, FRONTIER_HEIGHT = 360, X_STEPS = 6 };

static void draw_row(Sheet *s, const Scale *x, const DotRow *r, double y, double height,
                     int decimals)
{
    Arena *a = s->out.buf.arena;
    sheet_row_label(s, s->left - 12, y, s->left - 16, height, r->label);
    if (!isfinite(r->value)) {
        sheet_text(s, s->left + 8, y + 5, "note", "start", r->missing ? r->missing : "–");
        return;
    }
    double at = scale_at(x, r->value);
    if (isfinite(r->low) && isfinite(r->high))
        draw(s,
             "<path class=\"pont-whisker\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv10M%.1f %.1fv10\"/>\n",
             scale_at(x, r->low), y, scale_at(x, r->high), scale_at(x, r->low), y - 5,
             scale_at(x, r->high), y - 5);
    draw(s, "<circle class=\"pont-dot pont-dot--value\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>\n",
         at, y);
    sheet_text(s, s->width - 4, y + 5, "value", "end",
               r->shown ? r->shown : number_text(a, r->value, decimals));
}

static const char *says_row(Arena *a, const DotRow *r, const Scale *x)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, r->label);
    if (!isfinite(r->value))
        buf_printf(&b, " · %s", r->missing ? r->missing : "–");
    else
        buf_printf(&b, " · %s",
                   r->shown ? r->shown : number_text(a, r->value, x->decimals + 1));
    if (isfinite(r->value) && isfinite(r->low) && isfinite(r->high))
        buf_printf(&b, " (%s–%s)", number_text(a, r->low, x->decimals + 1),
                   number_text(a, r->high, x->decimals + 1));
    return buf_text(&b);
}

Html chart_dots(Arena *a, const DotChart *c)
{
    double low = 0, high = -INFINITY, labels = 0, values = 0;
    for (int i = 0; i < c->n; i++) {
        const DotRow *r = &c->rows[i];
        range_add(&low, &high, (const double[]){r->value, r->low, r->high}, 3);
        labels = fmax(labels, text_width(r->label));
        values = fmax(values, r->shown ? text_width(r->shown) : 0);
    }
    range_add(&low, &high, &c->reference, 1);

    double top = 14 + (c->reference_label ? LINE_HEIGHT : 0), row = ROW;
    double left = fmin(labels + 18, CHART_WIDTH * 0.45);
    for (int i = 0; i < c->n; i++)
        row = row_label_wraps(c->rows[i].label, left - 16) ? TALL_ROW : row;
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, top + c->n * row + 52);
    s.top = top;
    s.bottom = top + c->n * row;
    s.left = left;
    s.right = s.width - fmax(values + 22, 60);
    Scale x = scale_new(low, high, X_STEPS, s.left, s.right);

    sheet_stripes(&s, c->n, row);
    sheet_x_axis(&s, &x, 1, "");
    sheet_reference(&s, &x, c->reference, c->reference_label);
    for (int i = 0; i < c->n; i++)
        draw_row(&s, &x, &c->rows[i], s.top + (i + 0.5) * row, row, x.decimals + 1);
    sheet_x_label(&s, c->text.x_label);
    for (int i = 0; i < c->n; i++)
        sheet_mark(&s, 1, s.top + i * row, s.width - 2, row, says_row(a, &c->rows[i], &x));
    return sheet_close(&s);
}

Html chart_frontier(Arena *a, const FrontierChart *c)
{
    double low = INFINITY, high = -INFINITY, first = INFINITY, last = -INFINITY;
    range_add(&low, &high, c->places, c->n);
    range_add(&first, &last, c->confidence, c->n);
    if (low > 0 && low < high * 0.6)
        low = 0;
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, FRONTIER_HEIGHT);
    s.bottom -= 22; /* for the axis's label */
    Scale y = scale_new(low, high, X_STEPS, s.bottom, s.top);
    s.left = 18 + text_width(number_text(a, y.high, y.decimals));
    s.right -= 24;
    Scale x = scale_new(first, fmin(last, 1), X_STEPS + 2, s.left, s.right);

    sheet_y_axis(&s, &y, c->text.y_label);
    sheet_x_axis(&s, &x, 100, " %");
    sheet_line(&s, &x, &y, c->confidence, c->places, c->n, "median");
    for (int i = 0; i < c->n; i++) {
        if (!isfinite(c->places[i]) || !isfinite(c->confidence[i]))
            continue;
        double at = scale_at(&x, c->confidence[i]), height = scale_at(&y, c->places[i]);
        bool chosen = i == c->chosen;
        if (chosen)
            draw(&s, "<path class=\"pont-chart__guide\" d=\"M%.1f %.1fH%.1fV%.1f\"/>\n", s.left,
                 height, at, s.bottom);
        draw(&s, "<circle class=\"pont-dot pont-dot--%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>\n",
             chosen ? "chosen" : "observed", at, height, chosen ? "8" : "4.5");
        if (chosen && c->chosen_label)
            sheet_text(&s, at - 12, height - 12, "label pont-ink--median", "end",
                       c->chosen_label);
    }
    sheet_x_label(&s, c->text.x_label);
    for (int i = 0; i < c->n; i++) {
        double here = scale_at(&x, c->confidence[i]);
        double before = i ? (scale_at(&x, c->confidence[i - 1]) + here) / 2 : s.left;
        double after =
            i < c->n - 1 ? (scale_at(&x, c->confidence[i + 1]) + here) / 2 : s.right + 10;
        if (isfinite(after - before) && after > before)
            sheet_hit(&s, before, after - before,
                      arena_printf(a, "%s %% · %s", number_text(a, c->confidence[i] * 100, 0),
                                   number_text(a, c->places[i], 0)));
    }
    return sheet_close(&s);
}
