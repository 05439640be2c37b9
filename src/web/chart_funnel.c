/* Decides the control limits of a funnel and how it is drawn: each rate over the size it rests
 * on, so that a small organisation far from the rest is not taken for a bad one.
 *
 * Limits: with target p and n cases, X ~ Binomial(n, p). Let F be its distribution and r the
 * least whole number with F(r) >= tail; the limit is (r - a) / n with
 * a = (F(r) - tail) / (F(r) - F(r - 1)), which makes the steps of whole cases smooth
 * (Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202). Tails: 2.5 % and 97.5 % for the
 * inner limits, 0.1 % and 99.9 % for the outer ones.
 *
 * The axis of size is that of the square root, because the spread goes with it: councils of ten
 * people and boards of five hundred both have room. */
#include "web/chart_draw.h"
#include <math.h>

enum { HEIGHT = 420, STEPS = 80, Y_STEPS = 6, MOST_TICKS = 40 };

double funnel_limit(double p, double n, double tail)
{
    int cases = (int)lround(n);
    if (cases < 1 || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p;
    double sum = 0;
    for (int r = 0; r <= cases; r++) {
        double here = exp(lgamma(cases + 1.0) - lgamma(r + 1.0) - lgamma(cases - r + 1.0) +
                          r * log(p) + (cases - r) * log1p(-p));
        if (sum + here >= tail || r == cases)
            return fmin(1, fmax(0, (r - (sum + here - tail) / here) / cases));
        sum += here;
    }
    return NAN;
}

/* Inner below, inner above, outer below, outer above. */
static const double tails[4] = {0.025, 0.975, 0.001, 0.999};

/* Beyond the inner (0) or the outer (1) limits. */
static bool is_outside(const FunnelChart *c, const FunnelPoint *p, int limits)
{
    return p->rate < funnel_limit(c->target, p->n, tails[2 * limits]) ||
           p->rate > funnel_limit(c->target, p->n, tails[2 * limits + 1]);
}

/* Sizes that read well: 0, 5, 10, 20, 50, 100, ... and between them where there is room. */
static void size_axis(Sheet *s, const Scale *x, double most)
{
    static const double steps[] = {1, 1.5, 2, 3, 4, 5, 7};
    double last = -100;
    for (int i = 0; i < MOST_TICKS; i++) {
        double n = i ? steps[(i - 1) % 7] * pow(10, 1 + (i - 1) / 7) : 0,
               at = scale_at(x, sqrt(n));
        if (n > most)
            break;
        if (at - last < 46)
            continue;
        last = at;
        draw(s, "<path class=\"pont-chart__grid\" d=\"M%.1f %.1fV%.1f\"/>\n", at, s->top,
             s->bottom);
        sheet_text(s, at, s->bottom + 20, "axis", "middle",
                   number_text(s->out.buf.arena, n, 0));
    }
}

static void draw_limit(Sheet *s, const FunnelChart *c, const Scale *x, const Scale *y, int k,
                       double least, double most)
{
    draw(s, "<path class=\"pont-limit%s\" d=\"", k >= 2 ? " pont-limit--outer" : "");
    bool started = false;
    /* Closer together where the curve bends. */
    for (int i = 0; i <= STEPS; i++) {
        double n = fmax(1, round(least + (most - least) * i * i / (STEPS * STEPS)));
        double at = scale_at(y, 100 * funnel_limit(c->target, n, tails[k]));
        if (at < s->top) /* the mouth is wider than what is shown */
            continue;
        draw(s, "%c%.1f %.1f", started ? 'L' : 'M', scale_at(x, sqrt(n)), fmin(at, s->bottom));
        started = true;
    }
    draw(s, "\"/>\n");
}

/* Names of those outside, above or below their points, away from the middle. */
static void draw_names(Sheet *s, const FunnelChart *c, const Scale *x, const Scale *y)
{
    double *taken_x = NEW_ARRAY(s->out.buf.arena, double, c->n);
    double *taken_y = NEW_ARRAY(s->out.buf.arena, double, c->n);
    int n = 0;
    for (int i = 0; i < c->n; i++) {
        const FunnelPoint *p = &c->points[i];
        if (!isfinite(p->rate) || !is_outside(c, p, 0))
            continue;
        bool above = p->rate > c->target,
             left = scale_at(x, sqrt(p->n)) > (s->left + s->right) / 2;
        double at = scale_at(x, sqrt(p->n)) + (left ? -11 : 11);
        double height = scale_at(y, 100 * p->rate) + (above ? -2 : 10);
        for (int k = 0; k < n; k++)
            if (fabs(taken_x[k] - at) < 150 && fabs(taken_y[k] - height) < LINE_HEIGHT)
                height = taken_y[k] + (above ? -LINE_HEIGHT : LINE_HEIGHT);
        taken_x[n] = at;
        taken_y[n++] = height;
        sheet_text(s, at, height,
                   is_outside(c, p, 1) ? "label pont-name pont-ink--2" : "small pont-name",
                   left ? "end" : "start", p->label);
    }
}

static const char *says(Arena *a, const FunnelChart *c, const FunnelPoint *p)
{
    return arena_printf(
        a, "%s · %s%% · n = %s%s%s", p->label, number_text(a, 100 * p->rate, c->decimals),
        number_text(a, p->n, p->n == floor(p->n) ? 0 : 1), is_outside(c, p, 1) ? " · " : "",
        is_outside(c, p, 1) && c->outside ? c->outside : "");
}

Html chart_funnel(Arena *a, const FunnelChart *c)
{
    double low = INFINITY, high = -INFINITY, least = INFINITY, most = 1, labels = 0;
    for (int i = 0; i < c->n; i++) {
        range_add(&low, &high, (const double[]){100 * c->points[i].rate}, 1);
        most = fmax(most, isfinite(c->points[i].rate) ? c->points[i].n : 0);
        least = fmin(least, isfinite(c->points[i].rate) ? c->points[i].n : INFINITY);
    }
    least = fmin(least, most);
    /* The mouth of the funnel is wide; what is shown of it is what the points need. */
    double target = 100 * c->target, at_most[4];
    range_add(&low, &high, &target, 1);
    for (int k = 0; k < 4; k++)
        at_most[k] = 100 * funnel_limit(c->target, most, tails[k]);
    range_add(&low, &high, at_most, 4);
    low = low >= 0 ? fmax(0, low - 2.5) : low;
    for (int k = 0; k < 2; k++)
        labels = fmax(labels, c->limit_labels[k] ? text_width(c->limit_labels[k]) : 0);
    labels = fmax(labels, c->target_label ? text_width(c->target_label) : 0);

    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, HEIGHT);
    s.bottom -= 22;
    Scale y = scale_new(low, high, Y_STEPS, s.bottom, s.top);
    s.left = 18 + text_width(number_text(a, y.high, y.decimals));
    s.right = s.width - fmin(labels + 24, s.width * 0.35);
    most *= 1.06;
    Scale x = {.low = 0, .high = sqrt(most), .from = s.left, .to = s.right};
    sheet_y_axis(&s, &y, c->text.y_label);
    size_axis(&s, &x, most);
    sheet_x_label(&s, c->text.x_label);
    for (int k = 0; k < 4 && isfinite(target); k++)
        draw_limit(&s, c, &x, &y, k, 0.7 * least, most);
    if (isfinite(target)) {
        EndLabel ends[4] = {{scale_at(&y, target), c->target_label, "median"}};
        int n = 1;
        draw(&s, "<path class=\"pont-line pont-line--1\" d=\"M%.1f %.1fH%.1f\"/>\n", s.left,
             scale_at(&y, target), s.right);
        for (int k = 0; k < 2; k++) {
            double limit = 100 * funnel_limit(c->target, most, tails[2 * k + 1]);
            ends[n++] = (EndLabel){scale_at(&y, limit), c->limit_labels[k], "band"};
        }
        sheet_end_labels(&s, ends, n);
    }
    for (int i = 0; i < c->n; i++) {
        const FunnelPoint *p = &c->points[i];
        if (!isfinite(p->rate))
            continue;
        double px = scale_at(&x, sqrt(p->n)), py = scale_at(&y, 100 * p->rate);
        if (is_outside(c, p, 1)) /* another form, not only another colour */
            draw(&s, "<path class=\"pont-dot--outside\" d=\"M%.1f %.1fl7 7l-7 7l-7 -7Z\"/>\n",
                 px, py - 7);
        else
            draw(&s,
                 "<circle class=\"pont-dot pont-dot--value\" cx=\"%.1f\" cy=\"%.1f\" "
                 "r=\"5.5\"/>\n",
                 px, py);
    }
    draw_names(&s, c, &x, &y);
    for (int i = 0; i < c->n; i++)
        if (isfinite(c->points[i].rate))
            sheet_mark(&s, scale_at(&x, sqrt(c->points[i].n)) - 9,
                       scale_at(&y, 100 * c->points[i].rate) - 9, 18, 18,
                       says(a, c, &c->points[i]));
    return sheet_close(&s);
}
