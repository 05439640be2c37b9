/* Decides what stands in the heat tables of the picture: organisations by key indicators, and
 * one indicator over the years. */
#include "modules/workforce/picture_web.h"
#include "modules/workforce/workforce_action.h"
#include <math.h>

static HeatCell heat_cell(const Show *s, const Indicator *ind, const Cell *c)
{
    bool number = c->state == CELL_NUMBER;
    return (HeatCell){.value = number ? indicator_scaled(ind, c->number) : NAN,
                      .shown = number ? indicator_shown(s->cx, ind, c->number) : NULL,
                      .missing = number ? NULL : cell_show(s->cx->arena, s->cx->lang, c, NULL)};
}

/* The chart of a table whose columns after the first are measures of these indicators. */
static void heat_of(Show *s, const ChartText *text, const Table *t,
                    const Indicator *const *columns, bool by_column)
{
    Ctx *cx = s->cx;
    int n = t->n_columns - 1;
    const char **rows = NEW_ARRAY(cx->arena, const char *, t->n_rows);
    const char **heads = NEW_ARRAY(cx->arena, const char *, n);
    HeatCell *cells = NEW_ARRAY(cx->arena, HeatCell, t->n_rows * n);
    for (int k = 0; k < n; k++)
        heads[k] = arena_strndup(cx->arena, t->columns[1 + k].label,
                                 strcspn(t->columns[1 + k].label, "(")); /* room is scarce */
    for (int i = 0; i < t->n_rows; i++) {
        rows[i] = t->rows[i][0].text;
        for (int k = 0; k < n; k++)
            cells[i * n + k] = heat_cell(s, columns[k], &t->rows[i][1 + k]);
    }
    HeatChart chart = {.text = *text,
                       .n_rows = t->n_rows,
                       .n_columns = n,
                       .rows = rows,
                       .columns = heads,
                       .cells = cells,
                       .by_column = by_column,
                       .unit = !by_column && s->ind->percent ? "%" : NULL,
                       .key_low = T(cx, "lowest of its column"),
                       .key_high = T(cx, "highest"),
                       .key_missing = picture_key_missing(s)};
    chart_figure(cx, &s->out, text, chart_heat(cx->arena, &chart),
                 T(cx, "The numbers as a table"), t);
}

void picture_heat(Show *s)
{
    static const char *const keys[] = {"vacancy_rate", "turnover", "stability",
                                       "agency_share", "aged_55",  "welsh_speaking",
                                       "waiting_year", "caseload"};
    enum { N = sizeof keys / sizeof *keys };
    Ctx *cx = s->cx;
    const Indicator *columns[N];
    ChartText text =
        picture_text_of(s, "heat", T(cx, "Organisations and key indicators"),
                        T(cx, "A row for each organisation, a column for each indicator; "
                              "darker is higher within the column."));
    Table *t = picture_table_of(s, "heat", text.title);
    for (int k = 0; k < N; k++) {
        columns[k] = indicator_by_key(keys[k]);
        picture_measure_column(s, t, keys[k], T(cx, columns[k]->label), columns[k]);
    }
    for (int i = 1; i < s->picture->n; i++) {
        const PictureRow *row = &s->picture->rows[i];
        if (row->is_group)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = picture_name_cell(row);
        for (int k = 0; k < N; k++)
            c[1 + k] = measure_cell(&row->measures[columns[k] - indicators]);
    }
    heat_of(s, &text, t, columns, true);
}

/* The view that the series over the years has opened, or NULL. */
static const Scope *loaded_of(const Show *s, const char *collection)
{
    for (int i = 0; s->years && i < s->years->n; i++)
        if (same(s->years->items[i].collection.id, collection))
            return s->years->items[i].view;
    return NULL;
}

bool picture_years(Show *s)
{
    enum { MOST_YEARS = 6 };
    Ctx *cx = s->cx;
    const Picture *now = s->picture;
    const char *within = same(now->rows[0].id, s->collection->region) ? "" : now->rows[0].id;
    CollectionList all;
    Picture years[MOST_YEARS]; /* newest first */
    const Collection *which[MOST_YEARS];
    const Indicator *columns[MOST_YEARS];
    int n = 0;
    ChartText text = picture_text_of(
        s, "years",
        arena_printf(cx->arena, T(cx, "%s by organisation and year"), T(cx, s->ind->label)),
        T(cx, "A row for each organisation, a column for each collection; "
              "darker is higher."));
    Table *t = picture_table_of(s, "years", text.title);
    if (!workforce_collections(cx, s->collection->region, &all))
        return false;
    /* From the newest back, so that each year takes the organisations of the one after it. */
    const Scope *later = now->view;
    for (int i = 0; i < all.n && i < MOST_YEARS; i++) {
        if (all.items[i].received == 0)
            continue;
        if (workforce_picture_of(cx,
                                 &(PictureAsk){.collection = all.items[i].id,
                                               .within = within,
                                               .fill = s->fill,
                                               .wanted = &s->ind,
                                               .n_wanted = 1,
                                               .like = later,
                                               .loaded = loaded_of(s, all.items[i].id)},
                                 &years[n])) {
            which[n] = &all.items[i];
            later = years[n++].view;
        } else if (!picture_not_there(cx)) {
            return false;
        }
    }
    for (int k = 0; k < n; k++) { /* shown from the oldest on */
        const Collection *c = which[n - 1 - k];
        columns[k] = s->ind;
        picture_measure_column(s, t, c->id, picture_year_label(cx, c), s->ind);
    }
    for (int i = 1; i < now->n; i++) {
        if (now->rows[i].is_group)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = picture_name_cell(&now->rows[i]);
        for (int k = 0; k < n; k++)
            c[1 + k] = picture_cell_in(s, &years[n - 1 - k], now->rows[i].id);
    }
    heat_of(s, &text, t, columns, false);
    return true;
}
