/* Decides how tables of shaded cells and maps of tiles are drawn. The value stands in every
 * cell, dark on light and light on dark, so that the shade only helps; what is missing is
 * hatched and says why. */
#include "web/chart_draw.h"
#include <math.h>

enum { ROW = 30, HEAD_LINE = 15, MOST_LINES = 4 };

static void fill_missing(Sheet *s, const char *id, double x, double y, double width,
                         double height, const char *word)
{
    Arena *a = s->out.buf.arena;
    const char *lines[2];
    draw(s,
         "<rect class=\"pont-tile\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
         "fill=\"url(#",
         x, y, width, height);
    out_text(&s->out, id);
    draw(s, "-none)\"/>\n");
    int n = text_wrap(a, word ? word : "–", width - 4, 6.6, 2, lines);
    for (int i = 0; i < n; i++)
        sheet_text(s, x + width / 2, y + height / 2 + 4 + (i - (n - 1) / 2.0) * 12,
                   "cell pont-on--none", "middle", lines[i]);
}

static bool all_missing(const HeatChart *c, int row)
{
    const HeatCell *first = &c->cells[row * c->n_columns];
    for (int k = 0; k < c->n_columns; k++)
        if (isfinite(first[k].value) || !first[k].missing || !first->missing ||
            !same(first[k].missing, first->missing))
            return false;
    return c->n_columns > 0;
}

static void draw_row(Sheet *s, const HeatChart *c, const Shading *scales, int row, double y,
                     double width)
{
    const HeatCell *cells = &c->cells[row * c->n_columns];
    sheet_text(s, s->left - 10, y + ROW / 2.0 + 5, "row", "end", c->rows[row]);
    if (all_missing(c, row)) {
        fill_missing(s, c->text.id, s->left, y, width * c->n_columns, ROW, cells->missing);
        return;
    }
    for (int k = 0; k < c->n_columns; k++) {
        double x = s->left + k * width;
        if (!isfinite(cells[k].value)) {
            fill_missing(s, c->text.id, x, y, width, ROW, cells[k].missing);
            continue;
        }
        int shade = shading_of(&scales[c->by_column ? k : 0], cells[k].value);
        draw(s,
             "<rect class=\"pont-tile pont-shade--%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
             "height=\"%d\"/>\n",
             shade, x, y, width, ROW);
        sheet_text(
            s, x + width / 2, y + ROW / 2.0 + 4.5,
            arena_printf(s->out.buf.arena, "cell pont-on pont-on--cell pont-on--%d", shade),
            "middle", cells[k].shown);
    }
}

/* Names of columns, broken into lines, standing on the plot. */
static int draw_heads(Sheet *s, const HeatChart *c, double width, bool measure_only)
{
    int most = 1;
    for (int k = 0; k < c->n_columns; k++) {
        const char *lines[MOST_LINES];
        int n = text_wrap(s->out.buf.arena, c->columns[k], width - 6, 6.9, MOST_LINES, lines);
        most = n > most ? n : most;
        for (int i = 0; i < n && !measure_only; i++)
            sheet_text(s, s->left + (k + 0.5) * width, s->top - 8 - (n - 1 - i) * HEAD_LINE,
                       "small", "middle", lines[i]);
    }
    return most;
}

static void draw_key(Sheet *s, const HeatChart *c, const Shading *scales)
{
    double x = s->left, y = s->bottom + 14;
    const Scale *k = &scales[0].scale;
    Arena *a = s->out.buf.arena;
    const char *low = c->by_column ? c->key_low : number_text(a, k->low, k->decimals);
    const char *high = c->by_column
                           ? c->key_high
                           : arena_printf(a, "%s%s", number_text(a, k->high, k->decimals),
                                          c->unit ? c->unit : "");
    if (low && *low) {
        sheet_text(s, x, y + 12.5, "axis", "start", low);
        x += text_width(low) + 8;
    }
    int n = c->by_column ? SHADES : scales[0].n;
    for (int i = 0; i < n; i++, x += 24)
        draw(s,
             "<rect class=\"pont-tile pont-shade--%d\" x=\"%.1f\" y=\"%.1f\" width=\"24\" "
             "height=\"16\"/>\n",
             c->by_column ? i + 1 : shading_of(&scales[0], k->low + (i + 0.5) * k->step), x, y);
    sheet_text(s, x + 8, y + 12.5, "axis", "start", high ? high : "");
    x += 16 + text_width(high ? high : "") + 16;
    draw(s,
         "<rect class=\"pont-tile\" x=\"%.1f\" y=\"%.1f\" width=\"24\" height=\"16\" "
         "fill=\"url(#",
         x, y);
    out_text(&s->out, c->text.id);
    draw(s, "-none)\"/>\n");
    sheet_text(s, x + 32, y + 12.5, "axis", "start", c->key_missing ? c->key_missing : "–");
}

Html chart_heat(Arena *a, const HeatChart *c)
{
    int n_scales = c->by_column ? c->n_columns : 1;
    Shading *scales = NEW_ARRAY(a, Shading, n_scales + 1);
    double labels = 0;
    for (int k = 0; k < n_scales; k++) {
        double low = INFINITY, high = -INFINITY;
        for (int i = 0; i < c->n_rows * c->n_columns; i++)
            if (!c->by_column || i % c->n_columns == k)
                range_add(&low, &high, &c->cells[i].value, 1);
        scales[k] = shading_new(low, high);
        if (c->by_column &&
            high > low) { /* no round limits are shown: the whole of the shades */
            scales[k].n = SHADES;
            scales[k].scale.low = low;
            scales[k].scale.step = (high - low) / SHADES;
        }
    }
    for (int i = 0; i < c->n_rows; i++)
        labels = fmax(labels, 0.9 * text_width(c->rows[i]));
    double left = fmin(labels + 16, CHART_WIDTH * 0.4);
    double width = fmin((CHART_WIDTH - left - 2) / fmax(c->n_columns, 1), 130);
    Sheet probe = {.out = out_new(a, LANG_EN, NULL), .left = left};
    double top = 16 + draw_heads(&probe, c, width, true) * HEAD_LINE;
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, top + c->n_rows * ROW + 40);
    s.left = left;
    s.top = top;
    s.bottom = top + c->n_rows * ROW;
    sheet_patterns(&s, c->text.id, 0);
    draw_heads(&s, c, width, false);
    for (int i = 0; i < c->n_rows; i++)
        draw_row(&s, c, scales, i, s.top + i * ROW, width);
    draw_key(&s, c, scales);
    for (int i = 0; i < c->n_rows * c->n_columns; i++) {
        const HeatCell *cell = &c->cells[i];
        int row = i / c->n_columns, column = i % c->n_columns;
        sheet_mark(&s, s.left + column * width, s.top + row * ROW, width, ROW,
                   arena_printf(a, "%s · %s · %s", c->rows[row], c->columns[column],
                                isfinite(cell->value) ? cell->shown
                                : cell->missing       ? cell->missing
                                                      : "–"));
    }
    return sheet_close(&s);
}
