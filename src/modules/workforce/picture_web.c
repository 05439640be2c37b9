/* Decides how the picture is shown by organisation: dots with bounds, a map, bars beside the
 * year before, a funnel, and heat tables over indicators or years. Every view has the same
 * numbers in a table beside it; whatever is missing says why. */
#include "modules/workforce/picture_web.h"
#include "modules/workforce/workforce_action.h"
#include "modules/workforce/workforce_web.h"
#include "web/chart.h"
#include "web/page.h"
#include <math.h>

const char *indicator_shown(Ctx *cx, const Indicator *ind, double v)
{
    return ind->percent
               ? arena_printf(cx->arena, "%s%%", number_show(cx->arena, 100 * v, ind->decimals))
               : number_show(cx->arena, v, ind->decimals);
}

double indicator_scaled(const Indicator *ind, double v)
{
    return ind->percent ? 100 * v : v;
}

static const char *missing(const Show *s, const Measure *m)
{
    return m->state == CELL_NUMBER
               ? NULL
               : cell_show(s->cx->arena, s->cx->lang, &(Cell){.state = m->state}, NULL);
}

static const Measure *measure_of(const Show *s, int row)
{
    return &s->picture->rows[row].measures[s->index];
}

const char *picture_key_missing(const Show *s)
{
    return T(s->cx, "no value; the reason is given");
}

ChartText picture_text_of(const Show *s, const char *id, const char *title, const char *desc)
{
    return (ChartText){.id = id,
                       .title = title,
                       .desc = desc,
                       .x_label = s->ind->percent ? "%" : T(s->cx, s->ind->label)};
}

/* Whoever sees groups only has no organisations to compare. */
static bool has_singles(const Picture *p)
{
    for (int i = 1; i < p->n; i++)
        if (!p->rows[i].is_group)
            return true;
    return false;
}

/* The table beside a chart is not called as the chart is: both can be jumped to. */
static Table *named(const Show *s, Table *t)
{
    t->caption = arena_printf(s->cx->arena, T(s->cx, "%s, in numbers"), t->caption);
    return t;
}

/* ---------------------------------------------------------------- dots and bars */

/* id: of the chart; "": that of the indicator, where several stand on one page. */
static void show_dots(Show *s, const char *id)
{
    Ctx *cx = s->cx;
    const Picture *p = s->picture;
    const Indicator *ind = s->ind;
    DotRow *rows = NEW_ARRAY(cx->arena, DotRow, p->n);
    const Measure *whole = measure_of(s, 0);
    int n = 0;
    bool singles = has_singles(p);
    for (int i = 1; i < p->n; i++) {
        const Measure *m = measure_of(s, i);
        bool number = m->state == CELL_NUMBER;
        if (p->rows[i].is_group && ind->total && singles)
            continue; /* sums of many would dwarf the others */
        rows[n++] = (DotRow){
            .label = p->rows[i].label,
            .value = number ? indicator_scaled(ind, m->value) : NAN,
            .low = number && m->low < m->value ? indicator_scaled(ind, m->low) : NAN,
            .high = number && m->high > m->value ? indicator_scaled(ind, m->high) : NAN,
            .shown = number ? indicator_shown(cx, ind, m->value) : NULL,
            .missing = missing(s, m),
        };
    }
    bool line = !ind->total && whole->state == CELL_NUMBER;
    DotChart chart = {
        .text = picture_text_of(s, *id ? id : ind->key, T(cx, ind->label),
                                arena_printf(cx->arena,
                                             T(cx, "%s for %d organisations and groups."),
                                             T(cx, ind->label), n)),
        .n = n,
        .rows = rows,
        .reference = line ? indicator_scaled(ind, whole->value) : NAN,
        .reference_label = line ? p->rows[0].label : NULL,
    };
    Table *t = named(s, picture_table(cx, s->reply, p, ind->key));
    if (!*id)
        t->key = ind->key;
    chart_figure(cx, &s->out, &chart.text, chart_dots(cx->arena, &chart),
                 T(cx, "The numbers as a table, with bounds and coverage"), t);
}

static const PictureRow *row_of(const Picture *p, const char *id)
{
    for (int i = 0; p && i < p->n; i++)
        if (same(p->rows[i].id, id))
            return &p->rows[i];
    return NULL;
}

/* The value of an organisation in another collection, as a cell. */
Cell picture_cell_in(const Show *s, const Picture *p, const char *id)
{
    const PictureRow *row = row_of(p, id);
    return row ? measure_cell(&row->measures[s->index]) : cell_state(CELL_NOT_APPLICABLE);
}

/* A table of organisations by columns of measures, with cells as the chart shows them. */
Table *picture_table_of(const Show *s, const char *key, const char *caption)
{
    Table *t = named(s, reply_table(s->cx, s->reply, key, caption));
    table_column(s->cx, t, "organisation", T(s->cx, "Organisation"), COLUMN_TEXT, 0);
    return t;
}

void picture_measure_column(const Show *s, Table *t, const char *key, const char *label,
                            const Indicator *ind)
{
    if (ind->percent)
        table_percent(s->cx, t, key, label, ind->decimals);
    else
        table_column(s->cx, t, key, label, COLUMN_NUMBER, ind->decimals);
}

Cell picture_name_cell(const PictureRow *row)
{
    Cell c = cell_text(row->label);
    c.code = row->id;
    return c;
}

const char *picture_year_label(Ctx *cx, const Collection *c)
{
    Date d;
    return date_parse_iso(c->as_at, &d) ? arena_printf(cx->arena, "%d", date_year(d)) : c->id;
}

static bool show_bars(Show *s)
{
    Ctx *cx = s->cx;
    const Picture *p = s->picture;
    Picture before = {0};
    Collection last = {0};
    const char *previous,
        *within = same(p->rows[0].id, s->collection->region) ? "" : p->rows[0].id;
    if (!workforce_previous(cx, s->collection->id, &previous) ||
        (*previous && !workforce_collection(cx, previous, &last)))
        return false;
    bool both = *previous && last.received > 0;
    if (both && !workforce_picture_of(cx,
                                      &(PictureAsk){.collection = previous,
                                                    .within = within,
                                                    .fill = s->fill,
                                                    .wanted = &s->ind,
                                                    .n_wanted = 1,
                                                    .like = p->view},
                                      &before)) {
        if (!picture_not_there(cx))
            return false;
        both = false;
    }
    const char *series[] = {picture_year_label(cx, s->collection),
                            both ? picture_year_label(cx, &last) : ""};
    Table *t = picture_table_of(s, "bars", T(cx, s->ind->label));
    picture_measure_column(s, t, "value", series[0], s->ind);
    if (both)
        picture_measure_column(s, t, "before", series[1], s->ind);
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, p->n);
    int n = 0;
    for (int i = 1; i < p->n; i++) {
        if (p->rows[i].is_group)
            continue;
        double *values = NEW_ARRAY(cx->arena, double, 2);
        const char **shown = NEW_ARRAY(cx->arena, const char *, 2);
        const char **words = NEW_ARRAY(cx->arena, const char *, 2);
        Cell *c = table_row(cx, t);
        c[0] = picture_name_cell(&p->rows[i]);
        for (int k = 0; k < (both ? 2 : 1); k++) {
            c[1 + k] = picture_cell_in(s, k ? &before : p, p->rows[i].id);
            bool number = c[1 + k].state == CELL_NUMBER;
            values[k] = number ? indicator_scaled(s->ind, c[1 + k].number) : NAN;
            shown[k] = number ? indicator_shown(cx, s->ind, c[1 + k].number) : NULL;
            words[k] = number ? NULL : cell_show(cx->arena, cx->lang, &c[1 + k], NULL);
        }
        rows[n++] = (BarRow){p->rows[i].label, values, shown, words};
    }
    const Measure *whole = measure_of(s, 0);
    bool line = !s->ind->total && whole->state == CELL_NUMBER;
    BarChart chart = {
        .text = picture_text_of(
            s, "bars", T(cx, s->ind->label),
            both ? arena_printf(cx->arena,
                                T(cx, "%s for %d organisations, beside the year before."),
                                T(cx, s->ind->label), n)
                 : arena_printf(cx->arena, T(cx, "%s for %d organisations."),
                                T(cx, s->ind->label), n)),
        .n = n,
        .n_series = both ? 2 : 1,
        .rows = rows,
        .series = series,
        .reference = line ? indicator_scaled(s->ind, whole->value) : NAN,
        .reference_label = line ? p->rows[0].label : NULL};
    chart_figure(cx, &s->out, &chart.text, chart_bars(cx->arena, &chart),
                 T(cx, "The numbers as a table"), t);
    return true;
}

/* ---------------------------------------------------------------- map and funnel */

static const char *group_label(Ctx *cx, const char *kind)
{
    return same(kind, "council")        ? T(cx, "Councils")
           : same(kind, "health-board") ? T(cx, "Health boards")
                                        : org_kind_label(cx, kind);
}

static bool show_map(Show *s)
{
    Ctx *cx = s->cx;
    OrgTile *places;
    int n_places, n = 0;
    if (!org_tiles(cx, s->collection->region, &places, &n_places))
        return false;
    Tile *tiles = NEW_ARRAY(cx->arena, Tile, n_places);
    for (int i = 0; i < n_places; i++) {
        const PictureRow *row = row_of(s->picture, places[i].organisation);
        if (!row)
            continue;
        const Measure *m = &row->measures[s->index];
        bool number = m->state == CELL_NUMBER;
        tiles[n++] = (Tile){.column = places[i].column,
                            .row = places[i].row,
                            .group = group_label(cx, row->kind),
                            .label = places[i].label,
                            .name = row->label,
                            .value = number ? indicator_scaled(s->ind, m->value) : NAN,
                            .shown = number ? indicator_shown(cx, s->ind, m->value) : NULL,
                            .missing = missing(s, m)};
    }
    if (n == 0) {
        show_dots(s, "by-organisation");
        return true;
    }
    TileChart chart = {
        .text = picture_text_of(s, "map", T(cx, s->ind->label),
                                arena_printf(cx->arena,
                                             T(cx, "A map of equal tiles, one for each of %d "
                                                   "organisations, with its value in it."),
                                             n)),
        .n = n,
        .tiles = tiles,
        .unit = s->ind->percent ? "%" : NULL,
        .key_missing = picture_key_missing(s)};
    chart_figure(cx, &s->out, &chart.text, chart_tiles(cx->arena, &chart),
                 T(cx, "The numbers as a table, with bounds and coverage"),
                 named(s, picture_table(cx, s->reply, s->picture, s->ind->key)));
    return true;
}

const char *picture_position(Ctx *cx, int position)
{
    return position == 2    ? T(cx, "above the 99.8 % limits")
           : position == -2 ? T(cx, "below the 99.8 % limits")
           : position == 1  ? T(cx, "above the 95 % limits")
           : position == -1 ? T(cx, "below the 95 % limits")
                            : T(cx, "within the limits");
}

static void show_funnel(Show *s)
{
    Ctx *cx = s->cx;
    const Picture *p = s->picture;
    const Measure *whole = measure_of(s, 0);
    double target = whole->numerator / whole->denominator;
    FunnelPoint *points = NEW_ARRAY(cx->arena, FunnelPoint, p->n);
    Buf without = buf_new(cx->arena, 0);
    int n = 0;
    Table *t = picture_table_of(s, "funnel", T(cx, s->ind->label));
    picture_measure_column(s, t, "rate", T(cx, s->ind->label), s->ind);
    table_column(cx, t, "numerator", T(cx, "Numerator"), COLUMN_NUMBER, 1);
    table_column(cx, t, "denominator", T(cx, "Denominator"), COLUMN_NUMBER, 1);
    table_column(cx, t, "position", T(cx, "Against chance alone"), COLUMN_TEXT, 0);
    for (int i = 1; i < p->n; i++) {
        const Measure *m = measure_of(s, i);
        if (p->rows[i].is_group)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = picture_name_cell(&p->rows[i]);
        c[1] = measure_cell(m);
        if (m->state != CELL_NUMBER || !(m->denominator > 0)) {
            c[2] = c[3] = cell_state(m->state == CELL_NUMBER ? CELL_NOT_CALCULABLE : m->state);
            buf_printf(&without, "%s%s (%s)", without.len ? ", " : "", p->rows[i].label,
                       cell_show(cx->arena, cx->lang, &c[3], NULL));
            continue;
        }
        points[n] =
            (FunnelPoint){p->rows[i].label, m->denominator, m->numerator / m->denominator};
        c[2] = cell_number(m->numerator);
        c[3] = cell_number(m->denominator);
        c[4] = cell_text(
            picture_position(cx, interval_position(m->numerator, m->denominator, target)));
        n++;
    }
    FunnelChart chart = {
        .text = picture_text_of(
            s, "funnel", T(cx, s->ind->label),
            T(cx, "Each organisation's rate against the number it rests on, with "
                  "the limits within which chance alone would keep 95 % and "
                  "99.8 % of them.")),
        .n = n,
        .points = points,
        .target = target,
        .target_label = p->rows[0].label,
        .limit_labels = {"95 %", "99.8 %"},
        .outside = T(cx, "outside the 99.8 % limits"),
        .decimals = s->ind->decimals};
    chart.text.y_label = "%";
    chart.text.x_label = T(cx, "denominator of the rate");
    chart_figure(cx, &s->out, &chart.text, chart_funnel(cx->arena, &chart),
                 T(cx, "The numbers as a table"), t);
    if (without.len) {
        out_raw(&s->out, "<p class=\"govuk-body-s\">");
        out_text(&s->out,
                 arena_printf(cx->arena, T(cx, "Not in the funnel: %s."), buf_text(&without)));
        out_raw(&s->out, "</p>\n");
    }
}

/* ---------------------------------------------------------------- the choice */

static const struct {
    const char *key, *label; /* N_ */
} views[] = {
    {"dots", N_("Values with bounds")},
    {"map", N_("Map")},
    {"bars", N_("Bars, with the year before")},
    {"funnel", N_("Funnel")},
    {"heat", N_("Key indicators")},
    {"years", N_("Years")},
};

bool picture_is_share(const Indicator *ind)
{
    return ind->percent && !ind->mean && strchr(ind->formula, '/');
}

Interval picture_interval(const Indicator *ind, const Measure *m)
{
    if (m->state != CELL_NUMBER)
        return (Interval){NAN, NAN};
    if (ind->quotient) {
        Expected5 e = interval_retirements(m->numerator, m->denominator - m->numerator, 5);
        return (Interval){e.low, e.high};
    }
    return picture_is_share(ind) ? interval_of_share(m->numerator, m->denominator)
                                 : (Interval){NAN, NAN};
}

int picture_choices(Ctx *cx, const PageIn *in, const Indicator *ind, const PictureChoice **out)
{
    PictureChoice *choices = NEW_ARRAY(cx->arena, PictureChoice, sizeof views / sizeof *views);
    int n = 0;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (same(views[i].key, "funnel") && !picture_is_share(ind))
            continue;
        Out link = out_new(cx->arena, cx->lang, NULL);
        out_raw(&link, "?");
        for (int k = 0; k < in->query.n; k++)
            if (!same(in->query.items[k].name, "view") && *in->query.items[k].value) {
                out_url_part(&link, in->query.items[k].name);
                out_raw(&link, "=");
                out_url_part(&link, in->query.items[k].value);
                out_raw(&link, "&");
            }
        out_raw(&link, "view=");
        out_raw(&link, views[i].key);
        choices[n++] = (PictureChoice){views[i].key, T(cx, views[i].label), out_html(&link).s};
    }
    *out = choices;
    return n;
}

const char *picture_view(const PictureChoice *choices, int n, const char *asked)
{
    for (int i = 0; i < n; i++)
        if (same(choices[i].key, asked))
            return choices[i].key;
    return choices[0].key;
}

bool picture_chart(Ctx *cx, Reply *r, const Collection *c, const Picture *p,
                   const Indicator *ind, Fill fill, const PictureYears *years, const char *view,
                   Html *out)
{
    Show s = {cx,   r,     c,
              p,    ind,   (int)(ind - indicators),
              fill, years, out_new(cx->arena, cx->lang, translate)};
    bool good = true;
    if (!has_singles(p) && !same(view, "theme"))
        view = "dots";
    if (same(view, "map"))
        good = show_map(&s);
    else if (same(view, "bars"))
        good = show_bars(&s);
    else if (same(view, "funnel"))
        show_funnel(&s);
    else if (same(view, "heat"))
        picture_heat(&s);
    else if (same(view, "years"))
        good = picture_years(&s);
    else
        show_dots(&s, same(view, "theme") ? "" : "by-organisation");
    *out = out_html(&s.out);
    return good;
}
