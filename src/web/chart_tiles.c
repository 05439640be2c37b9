/* Decides how a map of equal hexagons is drawn. Where each stands is data (data/tiles.csv). */
#include "web/chart_draw.h"
#include <math.h>

enum { MOST_UNIT = 92, GROUP_ROOM = 24, MARGIN = 6 };

typedef struct Grid {
    double unit, radius; /* width of a tile; from its middle to a corner */
    double left, top;    /* middle of column 0, row 0 */
} Grid;

static double units_of(const Tile *t)
{
    return t->column + (t->row % 2 ? 0.5 : 0);
}

static double middle_x(const Grid *g, const Tile *t)
{
    return g->left + units_of(t) * g->unit;
}

static double middle_y(const Grid *g, const Tile *t)
{
    return g->top + t->row * 1.5 * g->radius;
}

static const char *outline(Arena *a, const Grid *g, const Tile *t)
{
    double x = middle_x(g, t), y = middle_y(g, t), w = g->unit / 2, r = g->radius;
    return arena_printf(a, "M%.1f %.1fL%.1f %.1fV%.1fL%.1f %.1fL%.1f %.1fV%.1fZ", x, y - r,
                        x + w, y - r / 2, y + r / 2, x, y + r, x - w, y + r / 2, y - r / 2);
}

static void draw_tile(Sheet *s, const TileChart *c, const Tile *t, const Grid *g,
                      const Shading *scale)
{
    Arena *a = s->out.buf.arena;
    double x = middle_x(g, t), y = middle_y(g, t);
    if (isfinite(t->value)) {
        int shade = shading_of(scale, t->value);
        draw(s, "<path class=\"pont-tile pont-shade--%d\" d=\"%s\"/>\n", shade,
             outline(a, g, t));
        sheet_text(s, x, y - 5,
                   arena_printf(a, "tile pont-on pont-on--small pont-on--%d", shade), "middle",
                   t->label);
        sheet_text(s, x, y + 14,
                   arena_printf(a, "tile pont-on pont-on--big pont-on--%d", shade), "middle",
                   t->shown);
        return;
    }
    const char *lines[2];
    draw(s, "<path class=\"pont-missing\" d=\"%s\" fill=\"url(#", outline(a, g, t));
    out_text(&s->out, c->text.id);
    draw(s, "-none)\"/>\n");
    sheet_text(s, x, y - 9, "tile pont-on pont-on--small", "middle", t->label);
    int n = text_wrap(a, t->missing ? t->missing : "–", g->unit - 6, 6.4, 2, lines);
    for (int i = 0; i < n; i++)
        sheet_text(s, x, y + 9 + i * 13, "tile pont-on--none", "middle", lines[i]);
}

/* The name of a group over the middle of its highest row. */
static void draw_groups(Sheet *s, const TileChart *c, const Grid *g)
{
    for (int i = 0; i < c->n; i++) {
        const Tile *t = &c->tiles[i];
        bool first = t->group != NULL;
        double low = INFINITY, high = -INFINITY;
        int row = t->row;
        for (int k = 0; k < i && first; k++)
            first = !c->tiles[k].group || !same(c->tiles[k].group, t->group);
        if (!first)
            continue;
        for (int k = 0; k < c->n; k++)
            if (c->tiles[k].group && same(c->tiles[k].group, t->group))
                row = c->tiles[k].row < row ? c->tiles[k].row : row;
        for (int k = 0; k < c->n; k++)
            if (c->tiles[k].row == row && c->tiles[k].group &&
                same(c->tiles[k].group, t->group)) {
                low = fmin(low, middle_x(g, &c->tiles[k]));
                high = fmax(high, middle_x(g, &c->tiles[k]));
            }
        sheet_text(s, (low + high) / 2, g->top + row * 1.5 * g->radius - g->radius - 9, "group",
                   "middle", t->group);
    }
}

Html chart_tiles(Arena *a, const TileChart *c)
{
    double first = INFINITY, last = -INFINITY;
    double *values = NEW_ARRAY(a, double, c->n + 1);
    int rows = 0;
    for (int i = 0; i < c->n; i++) {
        double at = units_of(&c->tiles[i]);
        first = fmin(first, at);
        last = fmax(last, at);
        rows = c->tiles[i].row + 1 > rows ? c->tiles[i].row + 1 : rows;
        values[i] = c->tiles[i].value;
    }
    if (c->n == 0)
        first = last = 0;
    Grid g = {.unit = fmin((CHART_WIDTH - 2 * MARGIN) / (last - first + 1), MOST_UNIT)};
    g.radius = g.unit / sqrt(3);
    double width = (last - first + 1) * g.unit;
    g.left = (CHART_WIDTH - width) / 2 + g.unit / 2 - first * g.unit;
    g.top = MARGIN + GROUP_ROOM + g.radius;
    double height = g.top + (rows ? (rows - 1) * 1.5 * g.radius : 0) + g.radius + MARGIN;

    Shading scale = shading_new(a, values, c->n, true);
    Sheet s = sheet_new(a, &c->text, CHART_WIDTH, height + 34);
    sheet_patterns(&s, c->text.id, 0);
    for (int i = 0; i < c->n; i++)
        draw_tile(&s, c, &c->tiles[i], &g, &scale);
    draw_groups(&s, c, &g);
    sheet_shades(&s, c->text.id, &scale, MARGIN, height + 10, c->unit, c->key_missing);
    for (int i = 0; i < c->n; i++) {
        const Tile *t = &c->tiles[i];
        sheet_mark_path(&s, outline(a, &g, t),
                        arena_printf(a, "%s · %s", t->name ? t->name : t->label,
                                     isfinite(t->value) ? t->shown
                                     : t->missing       ? t->missing
                                                        : "–"));
    }
    return sheet_close(&s);
}
