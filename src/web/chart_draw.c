/* Decides scales, ticks and the placing of labels. What is drawn is left to the charts. */
#include "web/chart_draw.h"
#include <assert.h>
#include <math.h>

enum { MARGIN_TOP = 34, MARGIN_BOTTOM = 30, MARGIN_RIGHT = 12 };

void range_add(double *low, double *high, const double *values, int n)
{
    for (int i = 0; values && i < n; i++) {
        if (!isfinite(values[i]))
            continue;
        *low = fmin(*low, values[i]);
        *high = fmax(*high, values[i]);
    }
}

Scale scale_new(double low, double high, int most, double from, double to)
{
    if (!(low <= high)) { /* no value at all */
        low = 0;
        high = 1;
    }
    if (high - low <= fabs(high) * 1e-9) { /* all the same */
        double half = high == 0 ? 1 : fabs(high) / 2;
        low = low >= 0 ? fmax(0, low - half) : low - half;
        high += half;
    }
    double raw = (high - low) / most, power = pow(10, floor(log10(raw)));
    static const double steps[] = {1, 2, 2.5, 5, 10};
    Scale s = {.from = from, .to = to, .step = 10 * power};
    for (int i = 4; i >= 0; i--)
        if (steps[i] * power >= raw * (1 - 1e-9))
            s.step = steps[i] * power;
    s.low = floor(low / s.step + 1e-9) * s.step;
    s.high = ceil(high / s.step - 1e-9) * s.step;
    while (s.decimals < 6 &&
           fabs(s.step * pow(10, s.decimals) - round(s.step * pow(10, s.decimals))) > 1e-6)
        s.decimals++;
    return s;
}

double scale_at(const Scale *s, double value)
{
    return s->from + (value - s->low) / (s->high - s->low) * (s->to - s->from);
}

const char *number_text(Arena *a, double v, int decimals)
{
    const char *digits = text_fixed(a, fabs(v), decimals);
    bool is_zero = strspn(digits, "0.") == strlen(digits);
    Buf b = buf_new(a, 0);
    if (v < 0 && !is_zero)
        buf_puts(&b, "\u2212");
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            buf_putc(&b, ',');
        buf_putc(&b, digits[i]);
    }
    buf_puts(&b, digits + whole);
    return buf_text(&b);
}

double text_width(const char *s)
{
    return 8.7 * utf8_width(s);
}

Sheet sheet_new(Arena *a, const ChartText *text, double width, double height)
{
    Sheet s = {.out = out_new(a, LANG_EN, NULL),
               .width = width,
               .height = height,
               .left = 8,
               .top = MARGIN_TOP,
               .right = width - MARGIN_RIGHT,
               .bottom = height - MARGIN_BOTTOM};
    Out *o = &s.out;
    draw(&s, "<svg class=\"pont-chart__svg\" viewBox=\"0 0 %g %g\" role=\"img\" ", width,
         height);
    out_raw(o, "aria-labelledby=\"");
    out_text(o, text->id);
    out_raw(o, "-title ");
    out_text(o, text->id);
    out_raw(o, "-desc\"><title id=\"");
    out_text(o, text->id);
    out_raw(o, "-title\">");
    out_text(o, text->title);
    out_raw(o, "</title><desc id=\"");
    out_text(o, text->id);
    out_raw(o, "-desc\">");
    out_text(o, text->desc);
    out_raw(o, "</desc>\n");
    return s;
}

Html sheet_close(Sheet *s)
{
    out_raw(&s->out, "</svg>\n");
    return out_html(&s->out);
}

void draw(Sheet *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(&s->out.buf, format, args);
    va_end(args);
}

void sheet_text(Sheet *s, double x, double y, const char *class_name, const char *anchor,
                const char *text)
{
    draw(s, "<text class=\"pont-chart__%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
         class_name, x, y, anchor);
    out_text(&s->out, text);
    out_raw(&s->out, "</text>\n");
}

void sheet_y_axis(Sheet *s, const Scale *y, const char *label)
{
    int n = (int)lround((y->high - y->low) / y->step);
    for (int i = 0; i <= n; i++) {
        double v = y->low + i * y->step, at = scale_at(y, v);
        bool zero = fabs(v) < y->step * 1e-6;
        draw(s, "<path class=\"pont-chart__%s\" d=\"M%.1f %.1fH%.1f\"/>\n",
             zero ? "zero" : "grid", s->left, at, s->right);
        sheet_text(s, s->left - 8, at + 4.5, "axis", "end",
                   number_text(s->out.buf.arena, v, y->decimals));
    }
    if (label)
        sheet_text(s, 4, s->top - 16, "unit", "start", label);
}

void sheet_years(Sheet *s, const Scale *x, const int *years, int n)
{
    if (n == 0)
        return;
    double room = n > 1 ? fabs(scale_at(x, years[1]) - scale_at(x, years[0])) : 100;
    int every = (int)ceil(44 / fmax(room, 1));
    for (int i = n - 1; i >= 0; i--) {
        double at = scale_at(x, years[i]);
        bool said = (n - 1 - i) % every == 0;
        draw(s, "<path class=\"pont-chart__tick\" d=\"M%.1f %.1fv%d\"/>\n", at, s->bottom,
             said ? 6 : 3);
        if (said)
            sheet_text(s, at, s->bottom + 21, "axis", "middle",
                       arena_printf(s->out.buf.arena, "%d", years[i]));
    }
}

void sheet_line(Sheet *s, const Scale *x, const Scale *y, const double *at,
                const double *values, int n, const char *kind)
{
    for (int i = 0; i < n;) {
        if (!isfinite(values[i])) {
            i++;
            continue;
        }
        int end = i;
        while (end < n && isfinite(values[end]))
            end++;
        if (end - i == 1) {
            draw(s,
                 "<circle class=\"pont-dot pont-dot--%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n",
                 kind, scale_at(x, at[i]), scale_at(y, values[i]));
        } else {
            draw(s, "<path class=\"pont-line pont-line--%s\" d=\"", kind);
            for (int k = i; k < end; k++)
                draw(s, "%c%.1f %.1f", k == i ? 'M' : 'L', scale_at(x, at[k]),
                     scale_at(y, values[k]));
            draw(s, "\"/>\n");
        }
        i = end;
    }
}

double widest(const EndLabel *labels, int n)
{
    double w = 0;
    for (int i = 0; i < n; i++)
        w = fmax(w, text_width(labels[i].text));
    return w;
}

void sheet_end_labels(Sheet *s, EndLabel *labels, int n)
{
    for (int i = 1; i < n; i++) /* by height; few enough for insertion */
        for (int k = i; k > 0 && labels[k].y < labels[k - 1].y; k--) {
            EndLabel swap = labels[k];
            labels[k] = labels[k - 1];
            labels[k - 1] = swap;
        }
    double ys[CHART_MOST_SERIES + CHART_MOST_BANDS + 2];
    assert((size_t)n <= sizeof ys / sizeof *ys);
    /* Down from the top so that each clears the one above; then up from the bottom edge. */
    for (int i = 0; i < n; i++) {
        ys[i] = fmax(labels[i].y, s->top + 4);
        if (i && ys[i] < ys[i - 1] + LINE_HEIGHT)
            ys[i] = ys[i - 1] + LINE_HEIGHT;
    }
    for (int i = n - 1; i >= 0; i--) {
        double most = i == n - 1 ? s->bottom - 2 : ys[i + 1] - LINE_HEIGHT;
        if (ys[i] > most)
            ys[i] = most;
    }
    for (int i = 0; i < n; i++) {
        draw(s, "<path class=\"pont-chart__leader\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n",
             s->right + 4, labels[i].y, s->right + 13, ys[i]);
        sheet_text(s, s->right + 17, ys[i] + 4.5,
                   arena_printf(s->out.buf.arena, "label pont-ink--%s", labels[i].kind),
                   "start", labels[i].text);
    }
}

void sheet_hit(Sheet *s, double x, double width, const char *says)
{
    draw(s, "<rect class=\"pont-hit\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">", x,
         s->top, width, s->bottom - s->top);
    out_raw(&s->out, "<title>");
    out_text(&s->out, says);
    out_raw(&s->out, "</title></rect>\n");
}
