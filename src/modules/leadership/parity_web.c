/* The pages that compare: both professions on one definition sheet, and the employer standards
 * over a region. */
#include "core/who.h"
#include "modules/leadership/leadership_action.h"
#include "modules/leadership/leadership_web.h"
#include "modules/leadership/pages/parity_sheet.html.h"
#include "modules/leadership/pages/standards_of.html.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

static bool chosen_region(Ctx *cx, const PageIn *in, RegionList *list, Region *out)
{
    if (!leadership_regions(cx, list))
        return false;
    const Region *r = leadership_region(cx, list, page_query(in, "within"));
    if (!r)
        return false;
    *out = *r;
    return permit(cx, LEADERSHIP_AGGREGATE, r->org.id);
}

/* Only the regions of which the reader may see medians. */
static void keep_aggregated(Ctx *cx, RegionList *list)
{
    int n = 0;
    for (int i = 0; i < list->n; i++)
        if (may(cx, LEADERSHIP_AGGREGATE, list->items[i].org.id))
            list->items[n++] = list->items[i];
    list->n = n;
}

/* ---------------------------------------------------------------- parity */

static const char *half_shown(Ctx *cx, const Parity *p, const Half *h)
{
    Cell c = half_cell(cx, p, h);
    return cell_show(cx->arena, cx->lang, &c, NULL);
}

/* Two bars for each council that the reader may read: numbers only, a text has no length. */
static Html councils_chart(Ctx *cx, Reply *r, const ParityTable *t, int indicator)
{
    const Parity *p = &t->sheet[indicator];
    Out out = out_new(cx->arena, cx->lang, translate);
    const char *series[] = {T(cx, professions[0].label), T(cx, professions[1].label)};
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, t->n_rows + 1);
    Table *table = parity_councils(cx, r, t, indicator);
    int n = 0;
    for (int i = 0; i < t->n_rows; i++) {
        const Org *o = &t->rows[i].org;
        if (!may(cx, LEADERSHIP_READ, o->id))
            continue;
        double *values = NEW_ARRAY(cx->arena, double, PROFESSIONS);
        const char **words = NEW_ARRAY(cx->arena, const char *, PROFESSIONS);
        for (int w = 0; w < PROFESSIONS; w++) {
            const Half *h = parity_half(t, i, indicator, (Profession)w);
            values[w] = h->value.state == CELL_NUMBER ? h->value.number : NAN;
            words[w] = half_shown(cx, p, h);
        }
        rows[n++] = (BarRow){org_name(cx, o), values, words, words};
    }
    BarChart chart = {
        .text = {.id = "councils",
                 .title = p->label,
                 .desc = arena_printf(cx->arena,
                                      T(cx, "%s in %d councils, both professions beside one "
                                            "another."),
                                      p->label, n),
                 .x_label = same(p->unit, "percent") ? "%" : p->label},
        .n = n,
        .n_series = PROFESSIONS,
        .rows = rows,
        .series = series,
        .reference = NAN};
    table->caption = arena_printf(cx->arena, T(cx, "%s, council by council"), p->label);
    if (n && !same(p->unit, "text") && !same(p->unit, "yes-no"))
        chart_figure(cx, &out, &chart.text, chart_bars(cx->arena, &chart),
                     T(cx, "The numbers as a table"), table);
    else if (n)
        page_table(&out, table);
    return out_html(&out);
}

bool page_leadership_parity(Ctx *cx, const PageIn *in, PageOut *out)
{
    RegionList list;
    Region region;
    ParityTable t;
    Reply r = {0};
    int chosen = -1;
    const char *key = page_query(in, "indicator");
    if (!chosen_region(cx, in, &list, &region) || !parity_fill(cx, &region.councils, &t))
        return false;
    for (int i = 0; i < t.n_indicators; i++)
        if (same(t.sheet[i].key, *key ? key : "vacancy_rate"))
            chosen = i;
    if (chosen < 0)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s' on the sheet", key);
    LeadershipLink *links = NEW_ARRAY(cx->arena, LeadershipLink, t.n_indicators);
    for (int i = 0; i < t.n_indicators; i++)
        links[i] = (LeadershipLink){
            t.sheet[i].label,
            arena_printf(cx->arena, "?within=%s&indicator=%s", region.org.id, t.sheet[i].key),
            i == chosen};
    keep_aggregated(cx, &list);
    ParityView v = {.title = org_name(cx, &region.org),
                    .within = region.org.id,
                    .n_indicators = t.n_indicators,
                    .indicators = links,
                    .medians = parity_medians(cx, &r, &t),
                    .chosen = &t.sheet[chosen],
                    .chart = councils_chart(cx, &r, &t, chosen)};
    v.n_regions = leadership_region_links(
        cx, &list, &region, *key ? arena_printf(cx->arena, "&indicator=%s", key) : "",
        &v.regions);
    page_leadership_parity_sheet(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Parity"), v.title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- standards */

static const char *cell_words(Ctx *cx, const Cell *c)
{
    return c->state == CELL_NUMBER ? NULL : cell_show(cx->arena, cx->lang, c, NULL);
}

/* Own: two bars by standard, own and median. A region: the median with its quartiles. */
bool standards_chart(Ctx *cx, Reply *r, const Region *region, const char *own, int year,
                     Html *html)
{
    Table *t;
    Out out = out_new(cx->arena, cx->lang, translate);
    ChartText text = {.id = "standards",
                      .title = T(cx, "Employer standards"),
                      .desc = T(cx, "Scores from 0 to 100 by standard: low up to 50, high from "
                                    "75."),
                      .x_label = T(cx, "Score, 0 to 100")};
    if (!standards_table(cx, r, region, own, year, &t))
        return false;
    Html svg;
    if (own) {
        const char *series[] = {T(cx, "Own score"), T(cx, "Median of the region")};
        BarRow *rows = NEW_ARRAY(cx->arena, BarRow, t->n_rows);
        for (int i = 0; i < t->n_rows; i++) {
            const Cell *c[] = {&t->rows[i][1], &t->rows[i][3]};
            double *values = NEW_ARRAY(cx->arena, double, 2);
            const char **words = NEW_ARRAY(cx->arena, const char *, 2);
            for (int k = 0; k < 2; k++) {
                values[k] = c[k]->state == CELL_NUMBER ? c[k]->number : NAN;
                words[k] = cell_words(cx, c[k]);
            }
            rows[i] = (BarRow){t->rows[i][0].text, values, NULL, words};
        }
        svg = chart_bars(cx->arena, &(BarChart){.text = text,
                                                .n = t->n_rows,
                                                .n_series = 2,
                                                .rows = rows,
                                                .series = series,
                                                .reference = 75,
                                                .reference_label = T(cx, "high")});
    } else {
        DotRow *rows = NEW_ARRAY(cx->arena, DotRow, t->n_rows);
        for (int i = 0; i < t->n_rows; i++) {
            const Cell *c = t->rows[i];
            bool known = c[1].state == CELL_NUMBER;
            rows[i] = (DotRow){.label = c[0].text,
                               .value = known ? c[1].number : NAN,
                               .low = c[2].state == CELL_NUMBER ? c[2].number : NAN,
                               .high = c[3].state == CELL_NUMBER ? c[3].number : NAN,
                               .missing = cell_words(cx, &c[1])};
        }
        svg = chart_dots(cx->arena, &(DotChart){.text = text,
                                                .n = t->n_rows,
                                                .rows = rows,
                                                .reference = 75,
                                                .reference_label = T(cx, "high")});
    }
    chart_figure(cx, &out, &text, svg, T(cx, "The numbers as a table"), t);
    *html = out_html(&out);
    return true;
}

/* Published figures by their source: the chart's table has room for the number alone. */
static bool sources_table(Ctx *cx, Reply *r, Table **out)
{
    const Standard *all;
    if (!standards(cx, &all))
        return false;
    Table *t = reply_table(cx, r, "published", T(cx, "Published scores and their sources"));
    table_column(cx, t, "standard", T(cx, "Standard"), COLUMN_TEXT, 0);
    table_column(cx, t, "published", T(cx, "Published score"), COLUMN_NUMBER, 0);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    table_column(cx, t, "source_date", T(cx, "Date"), COLUMN_TEXT, 0);
    for (int i = 0; i < STANDARDS; i++) {
        bool known = !isnan(all[i].published);
        Cell *c = table_row(cx, t);
        c[0] = cell_text(all[i].label);
        c[1] = known ? cell_number(all[i].published) : cell_state(CELL_NOT_KNOWN);
        c[2] = cell_text(known ? arena_printf(cx->arena, "%d", all[i].published_year) : "");
        c[3] = cell_text(known ? all[i].source : T(cx, "Not found in the published summary"));
        c[4] = cell_code(all[i].source_date, day_words(cx, all[i].source_date));
    }
    *out = t;
    return true;
}

static int first_year(const AssessmentList *list, int now)
{
    for (int i = 0; i < list->n; i++)
        now = list->items[i].year < now ? list->items[i].year : now;
    return now;
}

bool page_leadership_standards(Ctx *cx, const PageIn *in, PageOut *out)
{
    RegionList list;
    Region region;
    AssessmentList all;
    Reply r = {0};
    Table *sources;
    int64_t year = date_year(cx->today);
    const char *asked = page_query(in, "year");
    if (*asked && !text_to_int(asked, &year))
        return fail(&cx->err, NOT_FOUND, "'%s' is no year", asked);
    if (!chosen_region(cx, in, &list, &region) || !leadership_assessments(cx, "", 0, &all))
        return false;
    int now = date_year(cx->today), first = first_year(&all, now);
    LeadershipLink *years = NEW_ARRAY(cx->arena, LeadershipLink, now - first + 1);
    StandardsView v = {.title = org_name(cx, &region.org), .years = years};
    for (int y = now; y >= first; y--)
        years[v.n_years++] = (LeadershipLink){
            arena_printf(cx->arena, "%d", y),
            arena_printf(cx->arena, "?within=%s&year=%d", region.org.id, y), y == year};
    if (!standards_chart(cx, &r, &region, NULL, (int)year, &v.chart) ||
        !sources_table(cx, &r, &sources))
        return false;
    v.sources = sources;
    keep_aggregated(cx, &list);
    v.n_regions = leadership_region_links(
        cx, &list, &region, arena_printf(cx->arena, "&year=%d", (int)year), &v.regions);
    page_leadership_standards_of(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Employer standards"), v.title);
    out->wide = true;
    return true;
}
