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
    sheet_text(s, s->left - 10, y + ROW / 2.0 + 4.5, "small", "end", c->rows[row]);
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

/* What the shades mean: round limits, or only the ends where each column has its own. */
static void draw_key(Sheet *s, const HeatChart *c, const Shading *scales)
{
    double x = 4, y = s->bottom + 14;
    if (!c->by_column) {
        sheet_shades(s, c->text.id, &scales[0], x, y, c->unit, c->key_missing);
        return;
    }
    if (c->key_low) {
        sheet_text(s, x, y + 12.5, "axis", "start", c->key_low);
        x += 0.9 * text_width(c->key_low) + 8;
    }
    for (int i = 0; i < SHADES; i++, x += 24)
        draw(s,
             "<rect class=\"pont-tile pont-shade--%d\" x=\"%.1f\" y=\"%.1f\" width=\"24\" "
             "height=\"16\"/>\n",
             i + 1, x, y);
    if (c->key_high)
        sheet_text(s, x + 8, y + 12.5, "axis", "start", c->key_high);
    x += 24 + 0.9 * text_width(c->key_high ? c->key_high : "");
    sheet_shades(s, c->text.id, &(Shading){0}, x, y, NULL, c->key_missing);
}

Html chart_heat(Arena *a, const HeatChart *c)
{
    int n_scales = c->by_column ? c->n_columns : 1;
    Shading *scales = NEW_ARRAY(a, Shading, n_scales + 1);
    double labels = 0, *values = NEW_ARRAY(a, double, c->n_rows * c->n_columns + 1);
    for (int k = 0; k < n_scales; k++) {
        int n = 0;
        for (int i = 0; i < c->n_rows * c->n_columns; i++)
            if (!c->by_column || i % c->n_columns == k)
                values[n++] = c->cells[i].value;
        scales[k] = shading_new(a, values, n, !c->by_column);
    }
    for (int i = 0; i < c->n_rows; i++)
        labels = fmax(labels, 0.86 * text_width(c->rows[i]));
    double left = fmin(labels + 12, CHART_WIDTH * 0.46);
    double width = fmax(74, fmin((CHART_WIDTH - left - 2) / fmax(c->n_columns, 1), 130));
    double across = fmax(CHART_WIDTH, left + c->n_columns * width + 2);
    Sheet probe = {.out = out_new(a, LANG_EN, NULL), .left = left};
    double top = 16 + draw_heads(&probe, c, width, true) * HEAD_LINE;
    Sheet s = sheet_new(a, &c->text, across, top + c->n_rows * ROW + 40);
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
