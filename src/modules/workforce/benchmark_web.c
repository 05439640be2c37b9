/* Decides how an organisation is shown beside others: as a table with positions, as a funnel,
 * and as a profile of one page. */
#include "core/who.h"
#include "modules/workforce/benchmark.h"
#include "modules/workforce/pages/benchmark.html.h"
#include "modules/workforce/pages/profile.html.h"
#include "modules/workforce/picture_web.h"
#include "web/shared_pages.h"
#include <math.h>

static const char *const benchmarked[] = {"vacancy_rate",    "vacancy_rate_active",
                                          "vacant_90_days",  "fill_rate",
                                          "time_to_hire",    "turnover",
                                          "stability",       "leavers_nhs",
                                          "agency_share",    "newly_registered",
                                          "aged_55",         "welsh_speaking",
                                          "waiting_year",    "median_wait",
                                          "caseload",        "educators",
                                          "placement_weeks", "sw_turnover",
                                          "sw_vacancy_rate"};
enum { BENCHMARKED = sizeof benchmarked / sizeof *benchmarked };

static const Indicator **wanted_of(Ctx *cx)
{
    const Indicator **list = NEW_ARRAY(cx->arena, const Indicator *, BENCHMARKED);
    for (int i = 0; i < BENCHMARKED; i++)
        list[i] = indicator_by_key(benchmarked[i]);
    return list;
}

static Cell shown(Ctx *cx, const Indicator *ind, const Measure *m)
{
    return m->state == CELL_NUMBER ? cell_text(indicator_shown(cx, ind, m->value))
                                   : cell_state(m->state);
}

static Table *benchmark_table(Ctx *cx, Reply *r, const Benchmark *b)
{
    Table *t = reply_table(cx, r, "benchmark", T(cx, "Beside others of its kind"));
    bool ranks = false;
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "own", org_name(cx, &b->org), COLUMN_TEXT, 0);
    table_column(cx, t, "interval", T(cx, "By chance alone (95 %)"), COLUMN_TEXT, 0);
    table_column(cx, t, "peers", T(cx, "Nearest in size"), COLUMN_TEXT, 0);
    if (b->partnership.id)
        table_column(cx, t, "partners", T(cx, "Others in its partnership"), COLUMN_TEXT, 0);
    table_column(cx, t, "whole", b->whole, COLUMN_TEXT, 0);
    table_column(cx, t, "position", T(cx, "Against chance alone"), COLUMN_TEXT, 0);
    for (int i = 0; i < b->n; i++)
        ranks = ranks || b->rows[i].best;
    if (ranks)
        table_column(cx, t, "rank", T(cx, "Rank that chance leaves open"), COLUMN_TEXT, 0);
    for (int i = 0; i < b->n; i++) {
        const BenchmarkRow *row = &b->rows[i];
        int column = 0;
        Cell *c = table_row(cx, t);
        c[column] = cell_link(T(cx, row->ind->label),
                              arena_printf(cx->arena, "/workforce/benchmark/%s/%s?indicator=%s",
                                           b->collection.id, b->org.id, row->ind->key));
        c[column++].code = row->ind->key;
        c[column++] = shown(cx, row->ind, &row->own);
        c[column++] =
            isnan(row->range.low)
                ? cell_text("")
                : cell_text(arena_printf(cx->arena, T(cx, "%s to %s"),
                                         indicator_shown(cx, row->ind, row->range.low),
                                         indicator_shown(cx, row->ind, row->range.high)));
        c[column++] = shown(cx, row->ind, &row->peers);
        if (b->partnership.id)
            c[column++] = shown(cx, row->ind, &row->partners);
        c[column++] = shown(cx, row->ind, &row->whole);
        c[column++] =
            cell_text(row->position == NO_POSITION ? "" : picture_position(cx, row->position));
        if (ranks && row->best)
            c[column] =
                cell_text(arena_printf(cx->arena, T(cx, "%d to %d"), row->best, row->worst));
    }
    return t;
}

/* "Swansea (238,500), ...": who the peers are, and by which rule. */
static const char *peers_in_words(Ctx *cx, const Benchmark *b)
{
    Buf names = buf_new(cx->arena, 0);
    for (int i = 0; i < b->n_peers; i++)
        buf_printf(&names, "%s%s (%s)", i ? ", " : "", org_name(cx, b->peers[i]),
                   number_show(cx->arena, b->peers[i]->population, 0));
    return b->n_peers
               ? arena_printf(cx->arena,
                              T(cx, "Nearest in size are the %d of its kind whose population "
                                    "is closest to its own (%s): %s."),
                              b->n_peers, number_show(cx->arena, b->org.population, 0),
                              buf_text(&names))
               : "";
}

/* The organisation, and those others that the reader may read, in the funnel of the whole. */
static void draw_funnel(Ctx *cx, Reply *r, Out *out, const Benchmark *b, const Recipe *recipe,
                        const BenchmarkRow *row)
{
    double target = row->whole.numerator / row->whole.denominator;
    FunnelPoint *points = NEW_ARRAY(cx->arena, FunnelPoint, b->x->n + 1);
    Table *t = reply_table(cx, r, "funnel", T(cx, "The funnel in numbers"));
    int n = 0;
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_percent(cx, t, "rate", T(cx, row->ind->label), row->ind->decimals);
    table_column(cx, t, "numerator", T(cx, "Numerator"), COLUMN_NUMBER, 1);
    table_column(cx, t, "denominator", T(cx, "Denominator"), COLUMN_NUMBER, 1);
    for (int i = 0; i < b->x->n; i++) {
        if (!b->x->exact[i] || !same(b->x->orgs[i].kind, b->org.kind))
            continue;
        Measure m = measure(cx, b->x, recipe, (Members){1, &i}, FILL_NONE, NULL);
        if (m.state != CELL_NUMBER || !(m.denominator > 0))
            continue;
        points[n++] = (FunnelPoint){org_name(cx, &b->x->orgs[i]), m.denominator,
                                    m.numerator / m.denominator};
        Cell *c = table_row(cx, t);
        c[0] = cell_code(b->x->orgs[i].id, org_name(cx, &b->x->orgs[i]));
        c[1] = cell_number(m.value);
        c[2] = cell_number(m.numerator);
        c[3] = cell_number(m.denominator);
    }
    FunnelChart chart = {
        .text = {.id = "funnel",
                 .title = arena_printf(cx->arena, T(cx, "%s, and what chance alone does"),
                                       T(cx, row->ind->label)),
                 .desc = T(cx, "Each organisation's rate against the number it rests on, with "
                               "the limits within which chance alone would keep 95 % and "
                               "99.8 % of them."),
                 .y_label = "%",
                 .x_label = T(cx, "denominator of the rate")},
        .n = n,
        .points = points,
        .target = target,
        .target_label = b->whole,
        .limit_labels = {"95 %", "99.8 %"},
        .outside = T(cx, "outside the 99.8 % limits"),
        .decimals = row->ind->decimals};
    chart_figure(cx, out, &chart.text, chart_funnel(cx->arena, &chart),
                 T(cx, "The numbers as a table"), t);
}

static bool funnel(Ctx *cx, Reply *r, Out *out, const Benchmark *b, const char *key)
{
    for (int i = 0; i < b->n; i++) {
        const BenchmarkRow *row = &b->rows[i];
        Recipes one;
        if (!same(row->ind->key, key) || row->position == NO_POSITION)
            continue;
        Benchmark again = *b;
        Numbers *x = NEW(cx->arena, Numbers);
        const Collection *with = &b->collection;
        if (!recipes_make(cx, &row->ind, 1, &one) ||
            !numbers_load(cx, &with, 1, &one, false, b->x, x))
            return false;
        again.x = x;
        draw_funnel(cx, r, out, &again, &one.items[0], row);
    }
    return true;
}

bool do_benchmark(Ctx *cx, const void *in, Reply *out)
{
    const BenchmarkInput *q = in;
    Benchmark b;
    Fill fill;
    if (!fill_of(cx, q->fill, &fill) ||
        !workforce_benchmark(cx, q->collection, q->organisation, wanted_of(cx), BENCHMARKED,
                             fill, &b))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", org_name(cx, &b.org), b.collection.id);
    benchmark_table(cx, out, &b);
    reply_note(cx, out, "%s", peers_in_words(cx, &b));
    return true;
}

bool page_benchmark(Ctx *cx, const PageIn *in, PageOut *out)
{
    Benchmark b;
    Fill fill;
    Reply r = {0};
    const char *key = page_query(in, "indicator");
    if (!fill_of(cx, page_query(in, "fill"), &fill) ||
        !workforce_benchmark(cx, in->args[0], in->args[1], wanted_of(cx), BENCHMARKED, fill,
                             &b))
        return false;
    Out chart = out_new(cx->arena, cx->lang, translate);
    if (!funnel(cx, &r, &chart, &b, *key ? key : "turnover"))
        return false;
    BenchmarkView v = {
        .title = org_name(cx, &b.org),
        .about = arena_printf(cx->arena, T(cx, "%s, as at %s."), b.collection.title,
                              picture_day(cx, b.collection.as_at)),
        .peers = peers_in_words(cx, &b),
        .chart = out_html(&chart),
        .table = benchmark_table(cx, &r, &b),
        .profile =
            arena_printf(cx->arena, "/workforce/profile/%s/%s", b.collection.id, b.org.id)};
    page_workforce_benchmark(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Beside others"), v.title);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- the profile */

/* A few indicators of the benchmark as headline figures. */
static Html profile_figures(Ctx *cx, const Benchmark *b)
{
    static const char *const keys[] = {"vacancy_rate", "turnover", "agency_share",
                                       "waiting_year"};
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (int i = 0; i < b->n; i++) {
            const BenchmarkRow *row = &b->rows[i];
            if (!same(row->ind->key, keys[k]))
                continue;
            Cell own = shown(cx, row->ind, &row->own), whole = shown(cx, row->ind, &row->whole);
            const char *note = arena_printf(
                cx->arena, "%s: %s%s%s", b->whole, cell_show(cx->arena, cx->lang, &whole, NULL),
                row->position == NO_POSITION ? "" : "; ",
                row->position == NO_POSITION ? "" : picture_position(cx, row->position));
            figures_add(cx->arena, &f, T(cx, row->ind->label),
                        cell_show(cx->arena, cx->lang, &own, NULL), note);
        }
    page_figures(&out, &f);
    return out_html(&out);
}

/* "NHS 3, Retirement 1": the categories that anybody is in. */
static bool in_a_line(Ctx *cx, const char *question, const PictureAsk *ask, const char **out)
{
    Answer a;
    Buf b = buf_new(cx->arena, 0);
    if (!question_answer(cx, question_by_key(question), ask, &a))
        return false;
    for (int i = 0; i < a.n; i++)
        if (a.parts[i].measure.state == CELL_NUMBER && a.parts[i].measure.value > 0)
            buf_printf(&b, "%s%s %s", b.len ? ", " : "", a.parts[i].label,
                       number_show(cx->arena, a.parts[i].measure.value, 0));
    *out = b.len ? buf_text(&b)
           : a.state == CELL_NUMBER
               ? T(cx, "nobody")
               : cell_show(cx->arena, cx->lang, &(Cell){.state = a.state}, NULL);
    return true;
}

static bool profile_facts(Ctx *cx, Reply *r, const Benchmark *b, Fill fill, Table **out)
{
    static const struct {
        const char *label, *question; /* N_ */
    } lines[] = {{N_("Starters by source"), "starters"},
                 {N_("Leavers by destination"), "where-leave"},
                 {N_("Leavers by main reason"), "why-leave"},
                 {N_("People waiting"), "wait-bands"}};
    PictureAsk ask = {.collection = b->collection.id, .within = b->org.id, .fill = fill};
    Table *t = reply_table(cx, r, "facts", T(cx, "What lies behind it"));
    table_column(cx, t, "fact", T(cx, "Fact"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *words;
        if (!in_a_line(cx, lines[i].question, &ask, &words))
            return false;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(T(cx, lines[i].label));
        c[1] = cell_text(words);
    }
    *out = t;
    return true;
}

/* The block of leadership as it was answered, and what was accepted with a reason. */
static bool profile_return(Ctx *cx, const Benchmark *b, Table *t, bool *received)
{
    static const char *const fields[] = {"principal_ot_status", "principal_ot_caseload",
                                         "strategic_hours", "psw_status"};
    Return ret;
    Problems p;
    *received = workforce_return(cx, b->collection.id, b->org.id, &ret);
    if (!*received) {
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        return true;
    }
    const FormBlock *block = form_block(ret.form, "A8");
    for (size_t i = 0; block && i < sizeof fields / sizeof *fields; i++) {
        const ReturnCell *q = return_cell(&ret, block, "", fields[i]);
        const FormField *f = form_field(block, fields[i]);
        if (!q || !f)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(form_text(cx, f->label));
        c[1] = q->state == STATE_NOT_KNOWN        ? cell_state(CELL_NOT_KNOWN)
               : q->state == STATE_NOT_APPLICABLE ? cell_state(CELL_NOT_APPLICABLE)
               : q->state == STATE_BLANK          ? cell_state(CELL_BLANK)
               : f->kind == VALUE_CODE ? cell_text(form_code_label(cx, f->codes, q->text))
                                       : cell_text(number_show(cx->arena, q->number, 1));
    }
    if (!workforce_problems(cx, b->collection.id, b->org.id, &p))
        return false;
    Cell *c = table_row(cx, t);
    c[0] = cell_text(T(cx, "Warnings of the return"));
    c[1] = cell_text(arena_printf(cx->arena, T(cx, "%d open, %d accepted with a reason"),
                                  p.warnings, p.accepted));
    return true;
}

static bool profile(Ctx *cx, Reply *r, const char *collection, const char *organisation,
                    Fill fill, Benchmark *b, Table **facts, bool *received)
{
    return workforce_benchmark(cx, collection, organisation, wanted_of(cx), BENCHMARKED, fill,
                               b) &&
           profile_facts(cx, r, b, fill, facts) && profile_return(cx, b, *facts, received);
}

bool do_profile(Ctx *cx, const void *in, Reply *out)
{
    const BenchmarkInput *q = in;
    Benchmark b;
    Fill fill;
    Table *facts;
    bool received;
    if (!fill_of(cx, q->fill, &fill) ||
        !profile(cx, out, q->collection, q->organisation, fill, &b, &facts, &received))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Profile"), org_name(cx, &b.org));
    benchmark_table(cx, out, &b);
    reply_note(cx, out, "%s", peers_in_words(cx, &b));
    return true;
}

bool page_profile(Ctx *cx, const PageIn *in, PageOut *out)
{
    Benchmark b;
    Fill fill;
    Reply r = {0};
    Table *facts;
    bool received;
    if (!fill_of(cx, page_query(in, "fill"), &fill) ||
        !profile(cx, &r, in->args[0], in->args[1], fill, &b, &facts, &received))
        return false;
    ProfileView v = {
        .title = org_name(cx, &b.org),
        .about = arena_printf(cx->arena, T(cx, "%s, as at %s. Population %s."),
                              b.collection.title, picture_day(cx, b.collection.as_at),
                              b.org.population > 0 ? number_show(cx->arena, b.org.population, 0)
                                                   : T(cx, "not known")),
        .missing = received ? NULL
                   : fill == FILL_NONE
                       ? T(cx, "Its return has not come, and nothing stands in its place.")
                       : T(cx, "Its return has not come; what is shown of it is filled in."),
        .synthetic = b.collection.synthetic,
        .peers = peers_in_words(cx, &b),
        .figures = profile_figures(cx, &b),
        .table = benchmark_table(cx, &r, &b),
        .facts = facts,
        .benchmark =
            arena_printf(cx->arena, "/workforce/benchmark/%s/%s", b.collection.id, b.org.id)};
    page_workforce_profile(&out->out, &v);
    out->title =
        arena_printf(cx->arena, "%s: %s, %s", T(cx, "Profile"), v.title, b.collection.title);
    out->wide = true;
    return true;
}
