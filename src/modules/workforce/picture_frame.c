/* Decides what stands round every page of the picture: what was chosen and how to choose again,
 * the themes, headline figures beside last year's, and what the numbers rest on. */
#include "core/who.h"
#include "modules/workforce/pages/picture_bar.html.h"
#include "modules/workforce/picture_web.h"
#include "web/shared_pages.h"
#include <math.h>

const char *picture_day(Ctx *cx, const char *iso)
{
    Date d;
    return date_parse_iso(iso, &d) ? date_long(cx, d) : iso;
}

/* Groups whose picture the reader may draw. */
static void keep_seen(Ctx *cx, OrgList *groups)
{
    int n = 0;
    for (int i = 0; i < groups->n; i++)
        if (may(cx, "workforce.aggregate", groups->items[i].id))
            groups->items[n++] = groups->items[i];
    groups->n = n;
}

static bool find_collection(Ctx *cx, Frame *f, const char *id)
{
    for (int i = 0; i < f->collections.n && !*id; i++) {
        Collection whole; /* what is seen of it may be less than what has come */
        if (!workforce_collection(cx, f->collections.items[i].id, &whole))
            return false;
        if (whole.received)
            id = whole.id;
    }
    if (!*id && !workforce_latest_seen(cx, "", &id))
        return false; /* says why not */
    for (int i = 0; i < f->collections.n; i++)
        if (same(f->collections.items[i].id, id)) {
            f->collection = f->collections.items[i];
            return true;
        }
    return workforce_collection_seen(cx, id, &f->collection); /* says why not */
}

bool frame_read(Ctx *cx, const PageIn *in, const char *collection, const char *within,
                Frame *out)
{
    Frame f = {0};
    Date at;
    if (!fill_of(cx, page_query(in, "fill"), &f.fill) ||
        !workforce_collections_seen(cx, "", &f.collections) ||
        !find_collection(cx, &f, *collection ? collection : page_query(in, "collection")))
        return false;
    f.within = *within ? within : page_query(in, "within");
    if (!*f.within)
        f.within = picture_whole(cx, f.collection.region);
    f.sees_region = !*picture_whole(cx, f.collection.region);
    if (!date_parse_iso(f.collection.as_at, &at) ||
        !org_list(cx, "rpb", f.collection.region, at, &f.boards))
        return false;
    keep_seen(cx, &f.boards);
    *out = f;
    return db_ok(cx);
}

const char *frame_link(Ctx *cx, const Frame *f, const char *path)
{
    Out link = out_new(cx->arena, cx->lang, NULL);
    out_raw(&link, path);
    out_raw(&link, strchr(path, '?') ? "&" : "?");
    out_raw(&link, "collection=");
    out_url_part(&link, f->collection.id);
    if (*f->within) {
        out_raw(&link, "&within=");
        out_url_part(&link, f->within);
    }
    if (f->fill != FILL_NONE) {
        out_raw(&link, "&fill=");
        out_raw(&link, fills[f->fill].value);
    }
    return out_html(&link).s;
}

PictureAsk frame_ask(const Frame *f, const Indicator *const *wanted, int n)
{
    return (PictureAsk){.collection = f->collection.id,
                        .within = f->within,
                        .fill = f->fill,
                        .wanted = wanted,
                        .n_wanted = n,
                        .collections = &f->collections};
}

Html frame_bar(Ctx *cx, const Frame *f, const char *action, const char *title,
               const char *hidden, const char *value, const Indicator *chosen)
{
    bool listed = !*f->within;
    for (int i = 0; i < f->boards.n; i++)
        listed = listed || same(f->boards.items[i].id, f->within);
    PictureBar v = {.action = action,
                    .collections = &f->collections,
                    .collection = f->collection.id,
                    .boards = &f->boards,
                    .sees_region = f->sees_region,
                    .elsewhere = !listed,
                    .within = f->within,
                    .title = title,
                    .fill = f->fill,
                    .hidden = hidden,
                    .value = value,
                    .chosen = chosen ? chosen->key : NULL};
    Out out = out_new(cx->arena, cx->lang, translate);
    page_workforce_picture_bar(&out, &v);
    return out_html(&out);
}

static void theme_link(Ctx *cx, Out *out, const char *label, const char *href, bool current)
{
    out_raw(out, "<li>");
    if (current) {
        out_raw(out, "<strong aria-current=\"page\">");
        out_text(out, label);
        out_raw(out, "</strong>");
    } else {
        out_raw(out, "<a class=\"govuk-link\" href=\"");
        out_url_text(out, href);
        out_raw(out, "\">");
        out_text(out, label);
        out_raw(out, "</a>");
    }
    out_raw(out, "</li>\n");
    (void)cx;
}

Html frame_themes(Ctx *cx, const Frame *f, const char *current)
{
    Out out = out_new(cx->arena, cx->lang, translate);
    out_raw(&out, "<nav class=\"pont-views\" aria-label=\"");
    out_text(&out, T(cx, "Themes"));
    out_raw(&out, "\">\n<ul class=\"pont-filter\">\n");
    theme_link(cx, &out, T(cx, "Questions"), frame_link(cx, f, "/workforce/questions"),
               same(current, "questions"));
    for (int i = 0; i < n_themes; i++)
        theme_link(
            cx, &out, T(cx, themes[i].title),
            frame_link(cx, f,
                       arena_printf(cx->arena, "/workforce/picture?theme=%s", themes[i].key)),
            same(current, themes[i].key));
    theme_link(cx, &out, T(cx, "All indicators"), frame_link(cx, f, "/workforce/picture"),
               same(current, "all"));
    out_raw(&out, "</ul>\n</nav>\n");
    return out_html(&out);
}

/* The value of the year before the newest, where it is a number. */
static const char *value_before(Ctx *cx, const PictureYears *years, const Indicator *ind,
                                const Indicator *const *wanted, int n_wanted)
{
    if (!years || years->n < 2)
        return NULL;
    const PictureYear *y = &years->items[years->n - 2];
    for (int i = 0; i < n_wanted; i++)
        if (wanted[i] == ind && y->measures[i].state == CELL_NUMBER)
            return arena_printf(cx->arena, T(cx, "%s the year before"),
                                indicator_shown(cx, ind, y->measures[i].value));
    return NULL;
}

/* What is not certain about it: by what is missing, else by chance, else nothing. */
static const char *value_range(Ctx *cx, const Indicator *ind, const Measure *m)
{
    if (m->state != CELL_NUMBER)
        return NULL;
    if (!measure_is_unbounded(m) && !isnan(m->high) &&
        (m->low != m->value || m->high != m->value))
        return arena_printf(cx->arena, T(cx, "%s to %s with what is missing"),
                            indicator_shown(cx, ind, m->low),
                            indicator_shown(cx, ind, m->high));
    if (m->carried + m->imputed)
        return arena_printf(cx->arena, T(cx, "%.0f %% of the population filled in"),
                            100 * (m->carried_share + m->imputed_share));
    if (m->coverage < 0.9995)
        return arena_printf(cx->arena, T(cx, "answers cover %.0f %%"), 100 * m->coverage);
    return NULL;
}

Html frame_figures(Ctx *cx, const PictureRow *row, const char *const *keys, int n,
                   const PictureYears *years, const Indicator *const *wanted, int n_wanted)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    for (int i = 0; i < n && keys[i]; i++) {
        const Indicator *ind = indicator_by_key(keys[i]);
        const Measure *m = &row->measures[ind - indicators];
        const char *before = value_before(cx, years, ind, wanted, n_wanted);
        const char *range = value_range(cx, ind, m);
        Cell c = m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                         : cell_state(m->state);
        figures_add(cx->arena, &f, T(cx, ind->label), cell_show(cx->arena, cx->lang, &c, NULL),
                    before && range ? arena_printf(cx->arena, "%s; %s", before, range)
                    : before        ? before
                                    : range);
    }
    page_figures(&out, &f);
    return out_html(&out);
}

const char *frame_basis(Ctx *cx, const Picture *p, const Indicator *ind)
{
    const Measure *m = &p->rows[0].measures[ind - indicators];
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, T(cx, "%d of %d returns have come."), p->received, p->expected);
    if (m->carried)
        buf_printf(&b,
                   T(cx, " Carried forward from last year: %d (%.0f %% of the population)."),
                   m->carried, 100 * m->carried_share);
    if (m->imputed)
        buf_printf(&b,
                   T(cx, " Imputed from what their kind reports per head: %d (%.0f %% of the "
                         "population)."),
                   m->imputed, 100 * m->imputed_share);
    if (p->received < p->expected && !m->carried && !m->imputed)
        buf_printf(&b, "%s", T(cx, " What is missing is not filled in."));
    Twice twice;
    if (picture_twice(cx, p, &twice) && *twice_words(cx, p, &twice))
        buf_printf(&b, " %s", twice_words(cx, p, &twice));
    return buf_text(&b);
}

/* ---------------------------------------------------------------- over the years */

void picture_lines(Ctx *cx, Out *out, const PictureYears *years, const Indicator *const *wanted,
                   const int *which, int n, const char *title, const char *id,
                   const Table *table)
{
    int *labels = NEW_ARRAY(cx->arena, int, years->n + 1);
    bool *breaks = NEW_ARRAY(cx->arena, bool, years->n + 1);
    Series *lines = NEW_ARRAY(cx->arena, Series, n + 1);
    bool organisation = false, form = false;
    for (int i = 0; i < years->n; i++) {
        const PictureYear *y = &years->items[i];
        Date d;
        labels[i] = date_parse_iso(y->collection.as_at, &d) ? date_year(d) : 0;
        for (int k = 0; k < n && i; k++) {
            form = form || y->changed[which[k]];
            breaks[i] = breaks[i] || y->broken || y->changed[which[k]];
        }
        organisation = organisation || (i && y->broken);
    }
    for (int k = 0; k < n; k++) {
        double *values = NEW_ARRAY(cx->arena, double, years->n + 1);
        for (int i = 0; i < years->n; i++) {
            const Measure *m = &years->items[i].measures[which[k]];
            values[i] =
                m->state == CELL_NUMBER ? indicator_scaled(wanted[which[k]], m->value) : NAN;
        }
        lines[k] = (Series){T(cx, wanted[which[k]]->label), values};
    }
    const Indicator *first = wanted[which[0]];
    LineChart chart = {.breaks = breaks,
                       .break_label = organisation && form ? T(cx, "does not compare")
                                      : form               ? T(cx, "the form changed")
                                                           : T(cx, "organisation changed"),
                       .text = {.id = id,
                                .title = title,
                                .desc = T(cx, "One point for each collection."),
                                .y_label = first->percent ? "%" : T(cx, first->label)},
                       .n = years->n,
                       .years = labels,
                       .n_lines = n,
                       .lines = lines,
                       .from_zero = true};
    chart_figure(cx, out, &chart.text, chart_lines(cx->arena, &chart),
                 T(cx, "The numbers as a table"), table);
}

Table *years_table(Ctx *cx, Reply *r, const char *key, const char *caption,
                   const PictureYears *years, const Indicator *const *wanted, const int *which,
                   int n)
{
    Table *t =
        reply_table(cx, r, key, arena_printf(cx->arena, T(cx, "%s, in numbers"), caption));
    table_column(cx, t, "as_at", T(cx, "As at"), COLUMN_TEXT, 0);
    for (int k = 0; k < n; k++) {
        const Indicator *ind = wanted[which[k]];
        if (ind->percent)
            table_percent(cx, t, ind->key, T(cx, ind->label), ind->decimals);
        else
            table_column(cx, t, ind->key, T(cx, ind->label), COLUMN_NUMBER, ind->decimals);
    }
    table_column(cx, t, "break", T(cx, "Does not compare with the year before"), COLUMN_TEXT,
                 0);
    for (int i = 0; i < years->n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(years->items[i].collection.as_at);
        const char *broken = NULL;
        for (int k = 0; k < n; k++) {
            c[1 + k] = measure_cell(&years->items[i].measures[which[k]]);
            if (i && !broken)
                broken = year_break(cx, &years->items[i], which[k]);
        }
        if (broken)
            c[1 + n] = cell_text(broken);
    }
    return t;
}
