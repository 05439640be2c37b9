/* Decides scales, ticks and the placing of labels. What is drawn is left to the charts. */
#include "web/chart_draw.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

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

void sheet_x_axis(Sheet *s, const Scale *x, double multiply, const char *suffix)
{
    Arena *a = s->out.buf.arena;
    int n = (int)lround((x->high - x->low) / x->step);
    for (int i = 0; i <= n; i++) {
        double v = x->low + i * x->step, at = scale_at(x, v);
        draw(s, "<path class=\"pont-chart__%s\" d=\"M%.1f %.1fV%.1f\"/>\n",
             fabs(v) < x->step * 1e-6 && x->low < 0 ? "zero" : "grid", at, s->top, s->bottom);
        sheet_text(s, at, s->bottom + 20, "axis", "middle",
                   arena_printf(a, "%s%s",
                                number_text(a, v * multiply, multiply > 1 ? 0 : x->decimals),
                                suffix));
    }
}

void sheet_x_label(Sheet *s, const char *label)
{
    if (label)
        sheet_text(s, (s->left + s->right) / 2, s->bottom + 42, "unit", "middle", label);
}

void sheet_stripes(Sheet *s, int n, double height)
{
    for (int i = 0; i < n; i += 2)
        draw(s,
             "<rect class=\"pont-chart__stripe\" x=\"0\" y=\"%.1f\" width=\"%.1f\" "
             "height=\"%.1f\"/>\n",
             s->top + i * height, s->width, height);
}

void sheet_reference(Sheet *s, const Scale *x, double value, const char *label)
{
    if (!isfinite(value))
        return;
    double at = scale_at(x, value), half = label ? text_width(label) / 2 : 0;
    draw(s, "<path class=\"pont-line pont-line--reference\" d=\"M%.1f %.1fV%.1f\"/>\n", at,
         s->top - 6, s->bottom);
    if (label)
        sheet_text(s, fmax(half, fmin(at, s->width - half)), s->top - 11, "label pont-ink--2",
                   "middle", label);
}

static const char *const hatches[CHART_MOST_SERIES] = {
    NULL,           "M0 6L6 0", "M0 0h6",           "M0 0L6 6",
    "M0 0v6M0 0h6", "M0 0v6",   "M0 6L6 0M0 0L6 6", "M0 3h3",
};

void sheet_patterns(Sheet *s, const char *id, int n)
{
    assert(n <= CHART_MOST_SERIES);
    draw(s, "<defs>\n");
    for (int i = 0; i < (n ? n : 1); i++) {
        bool none = n == 0; /* what is missing */
        if (!none && !hatches[i])
            continue;
        draw(s, "<pattern id=\"");
        out_text(&s->out, id);
        draw(s,
             "-%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
             "<path class=\"pont-hatch%s\" d=\"%s\"/></pattern>\n",
             none ? "none" : arena_printf(s->out.buf.arena, "p%d", i + 1), none ? "--none" : "",
             none ? "M0 6L6 0" : hatches[i]);
    }
    draw(s, "</defs>\n");
}

void sheet_box(Sheet *s, const char *id, int series, double x, double y, double width,
               double height)
{
    draw(s,
         "<rect class=\"pont-column pont-fill--%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
         "height=\"%.1f\"/>",
         series + 1, x, y, width, height);
    if (hatches[series]) {
        draw(s, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#", x, y,
             width, height);
        out_text(&s->out, id);
        draw(s, "-p%d)\"/>", series + 1);
    }
    out_raw(&s->out, "\n");
}

static void say_and_close(Sheet *s, const char *says, const char *element)
{
    out_raw(&s->out, "<title>");
    out_text(&s->out, says);
    draw(s, "</title></%s>\n", element);
}

void sheet_hit(Sheet *s, double x, double width, const char *says)
{
    draw(s,
         "<rect class=\"pont-hit pont-hit--column\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
         "height=\"%.1f\">",
         x, s->top, width, s->bottom - s->top);
    say_and_close(s, says, "rect");
}

void sheet_mark(Sheet *s, double x, double y, double width, double height, const char *says)
{
    draw(s, "<rect class=\"pont-hit\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">", x,
         y, width, height);
    say_and_close(s, says, "rect");
}

void sheet_mark_path(Sheet *s, const char *path, const char *says)
{
    draw(s, "<path class=\"pont-hit\" d=\"%s\">", path);
    say_and_close(s, says, "path");
}

/* A word that is wider than its line, with hyphens where it is broken. */
static const char *broken(Arena *a, const char *word, int letters)
{
    Buf b = buf_new(a, 0);
    int n = 0, left = utf8_width(word);
    for (const char *s = word; *s; s++) {
        bool starts = (*s & 0xc0) != 0x80;
        if (starts && n == letters - 1 && left > 1) {
            buf_puts(&b, "- ");
            n = 0;
        }
        n += starts;
        left -= starts;
        buf_putc(&b, *s);
    }
    return buf_text(&b);
}

int text_wrap(Arena *a, const char *text, double width, double letter, int most,
              const char **lines)
{
    const char **words;
    int n_words = text_split(a, text, ' ', &words), n = 0, letters = (int)(width / letter);
    Buf whole = buf_new(a, 0);
    for (int i = 0; i < n_words; i++)
        buf_printf(&whole, "%s%s", i ? " " : "",
                   utf8_width(words[i]) > letters && letters > 3 ? broken(a, words[i], letters)
                                                                 : words[i]);
    n_words = text_split(a, buf_text(&whole), ' ', &words);
    for (int i = 0; i < n_words; i++) {
        const char *longer = n ? arena_printf(a, "%s %s", lines[n - 1], words[i]) : words[i];
        if (n && letter * utf8_width(longer) <= width) {
            lines[n - 1] = longer;
        } else if (n < most) {
            lines[n++] = words[i];
        } else {
            lines[n - 1] = arena_printf(a, "%s…", lines[n - 1]);
            break;
        }
    }
    return n;
}

#define ROW_LETTER 7.7 /* of the row's type, from above */
enum { ROW_LINE = 16 };

bool row_label_wraps(const char *text, double width)
{
    return ROW_LETTER * utf8_width(text) > width;
}

void sheet_row_label(Sheet *s, double x, double y, double width, double height,
                     const char *text)
{
    const char *lines[2];
    int most = height >= 2 * ROW_LINE ? 2 : 1;
    int n = text_wrap(s->out.buf.arena, text, width, ROW_LETTER, most, lines);
    for (int i = 0; i < n; i++)
        sheet_text(s, x, y + 5 + ROW_LINE * (i - (n - 1) / 2.0), "row", "end", lines[i]);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

Shading shading_new(Arena *a, const double *values, int n, bool round_limits)
{
    double *sorted = NEW_ARRAY(a, double, n + 1);
    int k = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(values[i]))
            sorted[k++] = values[i];
    qsort(sorted, (size_t)k, sizeof *sorted, by_size);
    int out = k >= 10 ? (int)ceil(k * 0.05) : 0; /* this many stand out at either end */
    double low = k ? sorted[out] : INFINITY, high = k ? sorted[k - 1 - out] : -INFINITY;
    if (round_limits && low > 0 && low < high * 0.6)
        low = 0;
    Shading s = {.scale = scale_new(low, high, SHADES - 1, 0, 1)};
    if (!round_limits && high > low) {
        s.scale.low = low;
        s.scale.high = high;
        s.scale.step = (high - low) / SHADES;
    }
    s.n = (int)lround((s.scale.high - s.scale.low) / s.scale.step);
    s.less = k && sorted[0] < s.scale.low;
    s.more = k && sorted[k - 1] > s.scale.high;
    return s;
}

int shading_of(const Shading *s, double value)
{
    int step = (int)floor((value - s->scale.low) / s->scale.step + 1e-9);
    step = step < 0 ? 0 : step >= s->n ? s->n - 1 : step;
    return s->n < 2 ? 1 : 1 + (int)lround((double)step * (SHADES - 1) / (s->n - 1));
}

/* A box of the key with its words; returns where the next one starts. */
static double key_box(Sheet *s, double x, double y, const char *class_name, const char *id,
                      const char *words)
{
    draw(s, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"24\" height=\"16\"", class_name,
         x, y);
    if (id) {
        out_raw(&s->out, " fill=\"url(#");
        out_text(&s->out, id);
        out_raw(&s->out, "-none)\"");
    }
    draw(s, "/><rect class=\"pont-edge\" x=\"%.1f\" y=\"%.1f\" width=\"24\" height=\"16\"/>\n",
         x, y);
    sheet_text(s, x + 31, y + 12.5, "axis", "start", words);
    return x + 31 + 0.9 * text_width(words) + 14;
}

static const char *shade_label(Arena *a, const Shading *of, int i, const char *unit)
{
    const Scale *k = &of->scale;
    const char *from = number_text(a, k->low + i * k->step, k->decimals);
    const char *to = number_text(a, k->low + (i + 1) * k->step, k->decimals);
    if (i == 0 && of->less)
        return arena_printf(a, "< %s%s", to, unit);
    if (i == of->n - 1 && of->more)
        return arena_printf(a, "≥ %s%s", from, unit);
    return arena_printf(a, "%s–%s%s", from, to, unit);
}

void sheet_shades(Sheet *s, const char *id, const Shading *of, double x, double y,
                  const char *unit, const char *missing)
{
    Arena *a = s->out.buf.arena;
    const Scale *k = &of->scale;
    for (int i = 0; i < of->n; i++) {
        int shade = shading_of(of, k->low + (i + 0.5) * k->step);
        x = key_box(s, x, y, arena_printf(a, "pont-shade--%d", shade), NULL,
                    shade_label(a, of, i, unit ? unit : ""));
    }
    if (missing)
        key_box(s, x, y, "pont-none", id, missing);
}
