/* Decides what stands on the page of all indicators, and on that of a theme: headline figures,
 * one chart by organisation, one over the years, one question's answer, and every number in a
 * table. */
#include "core/who.h"
#include "modules/workforce/pages/picture.html.h"
#include "modules/workforce/pages/theme.html.h"
#include "modules/workforce/picture_web.h"
#include "web/pages/table.html.h"
#include <math.h>

static bool picture_trend(Ctx *cx, Reply *r, const Frame *f, const Scope *like,
                          const Indicator *ind, PictureYears *years, Html *out)
{
    Table *t;
    PictureAsk ask = frame_ask(f, &ind, 1);
    ask.like = like;
    if (!series_table(cx, r, f->collection.region, &ask, years, &t))
        return false;
    Out o = out_new(cx->arena, cx->lang, translate);
    if (t->n_rows > 1)
        picture_lines(cx, &o, years, &ind, (const int[]){0}, 1,
                      arena_printf(cx->arena, T(cx, "%s over the years"), T(cx, ind->label)),
                      "over-years", t);
    *out = out_html(&o);
    return true;
}

static Cell bounds_cell(Ctx *cx, const Indicator *ind, const Measure *m)
{
    if (m->state != CELL_NUMBER)
        return cell_text("");
    if (measure_is_unbounded(m))
        return cell_state(CELL_WITHHELD);
    if (m->low == m->value && m->high == m->value)
        return cell_text("");
    return cell_text(
        arena_printf(cx->arena, T(cx, "%s to %s"), indicator_shown(cx, ind, m->low),
                     isnan(m->high) ? T(cx, "not known") : indicator_shown(cx, ind, m->high)));
}

static Cell coverage_cell(Ctx *cx, const Measure *m)
{
    if (m->carried + m->imputed)
        return cell_text(
            arena_printf(cx->arena, T(cx, "%d of %d (%.0f %%); %d carried forward, %d imputed"),
                         m->known, m->expected, 100 * m->coverage, m->carried, m->imputed));
    return cell_text(arena_printf(cx->arena, T(cx, "%d of %d (%.0f %%)"), m->known, m->expected,
                                  100 * m->coverage));
}

static Table *all_indicators(Ctx *cx, Reply *r, const PictureRow *row, const char *base)
{
    Table *t = reply_table(cx, r, "indicators", T(cx, "All indicators"));
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "bounds", T(cx, "Minimum to maximum"), COLUMN_TEXT, 0);
    table_column(cx, t, "coverage", T(cx, "Coverage"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "Formula"), COLUMN_TEXT, 0);
    for (int i = 0; i < n_indicators; i++) {
        const Indicator *ind = &indicators[i];
        const Measure *m = &row->measures[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(T(cx, ind->label),
                         arena_printf(cx->arena, "%s&indicator=%s", base, ind->key));
        c[1] = m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                       : cell_state(m->state);
        c[2] = bounds_cell(cx, ind, m);
        c[3] = coverage_cell(cx, m);
        c[4] = cell_text(ind->formula);
    }
    return t;
}

/* ---------------------------------------------------------------- all indicators */

static const char *rows_link(Ctx *cx, const Frame *f, const Indicator *ind)
{
    return frame_link(cx, f, arena_printf(cx->arena, "/workforce/basis/%s", ind->key));
}

static bool show_all(Ctx *cx, const PageIn *in, const Frame *f, PageOut *out)
{
    static const char *const headline[] = {"registered", "vacancy_rate", "turnover",
                                           "graduates_needed"};
    Picture p;
    Reply r = {0};
    const char *key = page_query(in, "indicator");
    const Indicator *ind = indicator_by_key(*key ? key : "vacancy_rate");
    if (!ind)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", key);
    PictureAsk ask = frame_ask(f, NULL, 0);
    if (!workforce_picture_of(cx, &ask, &p))
        return false;
    const Collection *c = &f->collection;
    PictureView v = {
        .title = p.rows[0].label,
        .lead = arena_printf(cx->arena, T(cx, "%s, as at %s. %s"), c->title,
                             picture_day(cx, c->as_at), frame_basis(cx, &p, ind)),
        .chosen = ind,
        .formula = ind->formula,
        .note = ind->note ? T(cx, ind->note) : NULL,
        .rows_link = rows_link(cx, f, ind),
        .bar = frame_bar(cx, f, "/workforce/picture", p.rows[0].label, "view",
                         page_query(in, "view"), ind),
        .themes = frame_themes(cx, f, "all"),
        .figures = frame_figures(cx, &p.rows[0], headline, 4, NULL, NULL, 0),
        .all = all_indicators(cx, &r, &p.rows[0], frame_link(cx, f, "/workforce/picture")),
    };
    v.n_choices = picture_choices(cx, in, ind, &v.choices);
    v.view = picture_view(v.choices, v.n_choices, page_query(in, "view"));
    PictureYears years;
    if (!picture_trend(cx, &r, f, p.view, ind, &years, &v.trend))
        return false;
    if (p.n < 2)
        v.n_choices = 0;
    else if (!picture_chart(cx, &r, c, &p, ind, f->fill, &years, v.view, &v.chart))
        return false;
    page_workforce_picture(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s, %s", T(cx, "Picture"), v.title, c->title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- a theme */

static int index_of(const Indicator *const *list, int n, const char *key)
{
    for (int i = 0; i < n; i++)
        if (same(list[i]->key, key))
            return i;
    return -1;
}

/* Every indicator of the theme for the whole, with what it rests on. */
static Table *theme_table(Ctx *cx, Reply *r, const Frame *f, const Picture *p,
                          const Indicator *const *wanted, int n)
{
    Table *t = reply_table(cx, r, "theme", T(cx, "Every number of this page"));
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "interval", T(cx, "By chance alone (95 %)"), COLUMN_TEXT, 0);
    table_column(cx, t, "bounds", T(cx, "With what is missing"), COLUMN_TEXT, 0);
    table_column(cx, t, "coverage", T(cx, "Coverage"), COLUMN_TEXT, 0);
    table_column(cx, t, "note", T(cx, "What it says"), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows"), COLUMN_TEXT, 0);
    for (int i = 0; i < n; i++) {
        const Indicator *ind = wanted[i];
        const Measure *m = &p->rows[0].measures[ind - indicators];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(
            T(cx, ind->label),
            frame_link(cx, f,
                       arena_printf(cx->arena, "/workforce/picture?indicator=%s", ind->key)));
        c[0].code = ind->key;
        c[1] = m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                       : cell_state(m->state);
        Interval by_chance = picture_interval(ind, m);
        if (!isnan(by_chance.low))
            c[2] = cell_text(arena_printf(cx->arena, T(cx, "%s to %s"),
                                          indicator_shown(cx, ind, by_chance.low),
                                          indicator_shown(cx, ind, by_chance.high)));
        c[3] = bounds_cell(cx, ind, m);
        c[4] = coverage_cell(cx, m);
        c[5] = cell_text(ind->note ? T(cx, ind->note) : "");
        c[6] = cell_link(T(cx, "open"), rows_link(cx, f, ind));
    }
    return t;
}

static bool theme_charts(Ctx *cx, Reply *r, const Frame *f, const Theme *theme,
                         const Picture *p, const PictureYears *years,
                         const Indicator *const *wanted, int n, Out *o)
{
    const Indicator *ind = indicator_by_key(theme->chart);
    if (theme->parts) {
        Answer a;
        PictureAsk same_view = frame_ask(f, NULL, 0);
        same_view.like = p->view;
        if (!question_answer(cx, question_by_key(theme->parts), &same_view, &a))
            return false;
        answer_figure(cx, r, o, &a, f);
    }
    if (p->n > 1) {
        Html chart;
        if (!picture_chart(cx, r, &f->collection, p, ind, f->fill, NULL, "theme", &chart))
            return false;
        out_markup(o, chart);
    }
    int which[4], lines = 0;
    for (int i = 0; i < 4 && theme->lines[i]; i++) {
        int at = index_of(wanted, n, theme->lines[i]);
        bool any = false;
        for (int y = 0; y < years->n; y++)
            any = any || years->items[y].measures[at].state == CELL_NUMBER;
        if (any)
            which[lines++] = at;
    }
    if (years->n > 1 && lines)
        picture_lines(cx, o, years, wanted, which, lines, T(cx, theme->lines_title),
                      "over-years",
                      years_table(cx, r, "years", T(cx, theme->lines_title), years, wanted,
                                  which, lines));
    return true;
}

bool theme_body(Ctx *cx, Reply *r, const Frame *f, const Theme *theme, const Picture *p,
                Out *out)
{
    const Indicator *const *wanted;
    int n = theme_indicators(cx->arena, theme, &wanted);
    PictureYears none = {0};
    out_markup(out, frame_figures(cx, &p->rows[0], theme->figures, 4, NULL, NULL, 0));
    if (!theme_charts(cx, r, f, theme, p, &none, wanted, n, out))
        return false;
    Table *t = theme_table(cx, r, f, p, wanted, n);
    t->key = arena_printf(cx->arena, "theme-%s", theme->key);
    t->caption = arena_printf(cx->arena, T(cx, "%s: every number"), T(cx, theme->title));
    page_table(out, t);
    return true;
}

/* Questions that the theme answers. */
static int theme_questions(Ctx *cx, const Frame *f, const Theme *theme, QuestionLink **out)
{
    QuestionLink *links = NEW_ARRAY(cx->arena, QuestionLink, n_questions + 1);
    int n = 0;
    for (int i = 0; i < n_questions; i++)
        if (same(questions[i].theme, theme->key))
            links[n++] =
                (QuestionLink){T(cx, questions[i].text), T(cx, questions[i].note),
                               frame_link(cx, f,
                                          arena_printf(cx->arena, "/workforce/questions/%s",
                                                       questions[i].key))};
    *out = links;
    return n;
}

static bool show_theme(Ctx *cx, const Frame *f, const Theme *theme, PageOut *out)
{
    const Indicator *const *wanted;
    int n = theme_indicators(cx->arena, theme, &wanted);
    Picture p;
    PictureYears years;
    Reply r = {0};
    PictureAsk ask = frame_ask(f, wanted, n);
    const Indicator **few = NEW_ARRAY(cx->arena, const Indicator *, 9);
    int n_few = 0;
    for (int i = 0; i < 4; i++) {
        if (theme->figures[i])
            few[n_few++] = indicator_by_key(theme->figures[i]);
        if (theme->lines[i] && index_of(few, n_few, theme->lines[i]) < 0)
            few[n_few++] = indicator_by_key(theme->lines[i]);
    }
    PictureAsk over_years = frame_ask(f, few, n_few);
    if (!workforce_picture_of(cx, &ask, &p))
        return false;
    over_years.like = p.view;
    if (!workforce_years(cx, f->collection.region, &over_years, &years))
        return false;
    int until = years.n; /* what came after the collection is not "the year before" */
    while (until > 0 &&
           strcmp(years.items[until - 1].collection.as_at, f->collection.as_at) > 0)
        until--;
    PictureYears past = {.n = until, .items = years.items};
    Out charts = out_new(cx->arena, cx->lang, translate);
    if (!theme_charts(cx, &r, f, theme, &p, &years, few, n_few, &charts))
        return false;
    ThemeView v = {
        .title = p.rows[0].label,
        .theme = T(cx, theme->title),
        .lead = T(cx, theme->lead),
        .about = arena_printf(cx->arena, T(cx, "%s, as at %s. %s"), f->collection.title,
                              picture_day(cx, f->collection.as_at),
                              frame_basis(cx, &p, indicator_by_key(theme->chart))),
        .themes = frame_themes(cx, f, theme->key),
        .bar =
            frame_bar(cx, f, "/workforce/picture", p.rows[0].label, "theme", theme->key, NULL),
        .figures = frame_figures(cx, &p.rows[0], theme->figures, 4, &past, few, n_few),
        .charts = out_html(&charts),
        .all = theme_table(cx, &r, f, &p, wanted, n)};
    v.n_questions = theme_questions(cx, f, theme, &v.questions);
    page_workforce_theme(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s, %s", v.theme, v.title, f->collection.title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- pages */

static bool show_picture(Ctx *cx, const PageIn *in, const Frame *f, PageOut *out)
{
    const char *key = page_query(in, "theme");
    const Theme *theme = theme_by_key(key);
    if (*key && !theme)
        return fail(&cx->err, NOT_FOUND, "there is no theme '%s'", key);
    return theme ? show_theme(cx, f, theme, out) : show_all(cx, in, f, out);
}

bool page_picture(Ctx *cx, const PageIn *in, PageOut *out)
{
    Frame f;
    if (frame_read(cx, in, "", "", &f))
        return show_picture(cx, in, &f, out);
    return !*page_query(in, "collection") &&
           page_nothing_yet(cx, out, T(cx, "Picture"),
                            T(cx,
                              "The picture is drawn from returns, and none has been received "
                              "yet."),
                            "/workforce", T(cx, "To the returns"));
}

bool page_picture_of(Ctx *cx, const PageIn *in, PageOut *out)
{
    Frame f;
    return frame_read(cx, in, in->args[0], in->args[1], &f) && show_picture(cx, in, &f, out);
}
