/* Decides how questions and their ranked answers are shown: on a page of questions, on the page
 * of each, and as an action. The answer itself is in question.c. */
#include "core/who.h"
#include "modules/workforce/pages/question.html.h"
#include "modules/workforce/pages/questions.html.h"
#include "modules/workforce/picture_web.h"
#include <math.h>

static bool is_parts(const Answer *a)
{
    return a->question->kind == RANKS_PARTS;
}

static const Indicator *indicator_of(const Answer *a)
{
    return indicator_by_key(a->question->indicator);
}

static const char *percent(Ctx *cx, double share)
{
    return isnan(share)
               ? ""
               : arena_printf(cx->arena, "%s%%", number_show(cx->arena, 100 * share, 0));
}

static const char *people(Ctx *cx, double n)
{
    return number_show(cx->arena, n, n == floor(n) ? 0 : 1);
}

/* "3" or "1 to 7": never a rank without what chance leaves open. */
static const char *rank_shown(Ctx *cx, const Part *p)
{
    if (!p->best)
        return "";
    return p->best == p->worst ? arena_printf(cx->arena, "%d", p->best)
                               : arena_printf(cx->arena, T(cx, "%d to %d"), p->best, p->worst);
}

const char *answer_base(Ctx *cx, const Answer *a)
{
    const Measure *m = &a->base;
    Buf b = buf_new(cx->arena, 0);
    if (a->not_asked)
        return T(cx, "The form of this collection does not ask it.");
    if (a->state == CELL_WITHHELD)
        return arena_printf(cx->arena,
                            T(cx, "Withheld: fewer than %d people, or than %d returns that you "
                                  "may not see one by one, stand behind it or behind what is "
                                  "left beside it."),
                            LEAST_BASE, LEAST_RETURNS);
    if (a->state != CELL_NUMBER)
        return cell_show(cx->arena, cx->lang, &(Cell){.state = a->state}, NULL);
    if (is_parts(a)) {
        buf_printf(&b, T(cx, "%s: %s in %d of %d organisations."), T(cx, a->question->whole),
                   people(cx, m->value), m->known + m->carried + m->imputed, m->expected);
        if (a->unknown > 0)
            buf_printf(&b, T(cx, " Of these %s are not known (%s); shares are of the known."),
                       people(cx, a->unknown), percent(cx, a->unknown / m->value));
        if (m->value < LEAST_BASE)
            buf_printf(&b, T(cx, " With fewer than %d, read it as a list, not as a pattern."),
                       LEAST_BASE);
    } else {
        buf_printf(&b, T(cx, "%d of %d organisations answered."), m->known, m->expected);
    }
    if (m->carried + m->imputed)
        buf_printf(&b, T(cx, " Carried forward: %d; imputed: %d."), m->carried, m->imputed);
    return buf_text(&b);
}

/* ---------------------------------------------------------------- tables */

static Table *parts_table(Ctx *cx, Reply *r, const Answer *a)
{
    Table *t =
        reply_table(cx, r, "answer",
                    arena_printf(cx->arena, T(cx, "In numbers: %s"), T(cx, a->question->text)));
    bool ranked = !a->question->in_order;
    int column = 5;
    table_column(cx, t, "category", T(cx, a->question->whole), COLUMN_TEXT, 0);
    table_column(cx, t, "people", T(cx, "People"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "share", T(cx, "Share of the known"), 1);
    table_percent(cx, t, "low", T(cx, "By chance alone, from"), 0);
    table_percent(cx, t, "high", T(cx, "to"), 0);
    if (ranked)
        table_column(cx, t, "rank", T(cx, "Rank"), COLUMN_TEXT, 0);
    if (a->last)
        table_percent(cx, t, "before", T(cx, "Share the year before"), 1);
    for (int i = 0; i < a->n; i++) {
        const Part *p = &a->parts[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_code(p->code, p->label);
        c[1] = measure_cell(&p->measure);
        c[2] = isnan(p->share) ? cell_text("") : cell_number(p->share);
        c[3] = isnan(p->range.low) ? cell_text("") : cell_number(p->range.low);
        c[4] = isnan(p->range.high) ? cell_text("") : cell_number(p->range.high);
        column = 5;
        if (ranked)
            c[column++] = cell_text(rank_shown(cx, p));
        if (a->last)
            c[column] = isnan(p->before) ? cell_text("") : cell_number(p->before);
    }
    return t;
}

static void value_column(Ctx *cx, Table *t, const Indicator *ind)
{
    if (ind->percent)
        table_percent(cx, t, ind->key, T(cx, ind->label), ind->decimals);
    else
        table_column(cx, t, ind->key, T(cx, ind->label), COLUMN_NUMBER, ind->decimals);
}

static Table *organisations_table(Ctx *cx, Reply *r, const Answer *a)
{
    const Indicator *ind = indicator_of(a);
    bool share = picture_is_share(ind);
    Table *t =
        reply_table(cx, r, "answer",
                    arena_printf(cx->arena, T(cx, "In numbers: %s"), T(cx, a->question->text)));
    int column;
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    value_column(cx, t, ind);
    if (share) {
        table_percent(cx, t, "low", T(cx, "By chance alone, from"), 0);
        table_percent(cx, t, "high", T(cx, "to"), 0);
        table_column(cx, t, "base", T(cx, "Base"), COLUMN_NUMBER, 0);
        if (a->all_exact)
            table_column(cx, t, "rank", T(cx, "Rank"), COLUMN_TEXT, 0);
    }
    value_column(cx, t, indicator_by_key(a->question->beside));
    table_column(cx, t, "basis", T(cx, "Basis"), COLUMN_TEXT, 0);
    for (int i = 0; i < a->n; i++) {
        const Part *p = &a->parts[i];
        const Measure *m = &p->measure;
        Cell *c = table_row(cx, t);
        c[0] = cell_link(p->label, arena_printf(cx->arena, "/workforce/picture/%s/%s",
                                                a->collection.id, p->code));
        c[0].code = p->code;
        c[1] = measure_cell(m);
        column = 2;
        if (share) {
            c[column++] = isnan(p->range.low) ? cell_text("") : cell_number(p->range.low);
            c[column++] = isnan(p->range.high) ? cell_text("") : cell_number(p->range.high);
            c[column++] = isnan(m->denominator) ? cell_text("") : cell_number(m->denominator);
            if (a->all_exact)
                c[column++] = cell_text(rank_shown(cx, p));
        }
        c[column++] = measure_cell(&p->beside);
        c[column] =
            p->is_group
                ? cell_text(arena_printf(cx->arena, T(cx, "%d of %d"), m->known, m->expected))
                : cell_text(basis_label(cx, m->imputed   ? BASIS_IMPUTED
                                            : m->carried ? BASIS_CARRIED
                                            : m->known   ? BASIS_REPORTED
                                                         : BASIS_MISSING));
    }
    return t;
}

Table *answer_table(Ctx *cx, Reply *r, const Answer *a)
{
    return is_parts(a) ? parts_table(cx, r, a) : organisations_table(cx, r, a);
}

/* ---------------------------------------------------------------- charts */

static const char *year_of(Ctx *cx, const Collection *c)
{
    return picture_year_label(cx, c);
}

static Html parts_chart(Ctx *cx, const Answer *a, const ChartText *text)
{
    BarRow *rows = NEW_ARRAY(cx->arena, BarRow, a->n + 1);
    const char *series[2] = {year_of(cx, &a->collection), a->last ? year_of(cx, a->last) : ""};
    for (int i = 0; i < a->n; i++) {
        const Part *p = &a->parts[i];
        double *values = NEW_ARRAY(cx->arena, double, 2);
        const char **shown = NEW_ARRAY(cx->arena, const char *, 2);
        const char **missing = NEW_ARRAY(cx->arena, const char *, 2);
        bool number = p->measure.state == CELL_NUMBER;
        values[0] = number && p->is_unknown ? NAN : 100 * p->share;
        values[1] = 100 * p->before;
        shown[0] = isnan(values[0]) ? NULL
                                    : arena_printf(cx->arena, "%s (%s)", percent(cx, p->share),
                                                   people(cx, p->measure.value));
        shown[1] = isnan(values[1]) ? NULL : percent(cx, p->before);
        missing[0] =
            p->is_unknown && number
                ? arena_printf(cx->arena, T(cx, "%s people"), people(cx, p->measure.value))
                : cell_show(cx->arena, cx->lang, &(Cell){.state = p->measure.state}, NULL);
        missing[1] = "";
        rows[i] = (BarRow){p->label, values, shown, missing};
    }
    BarChart chart = {.text = *text,
                      .n = a->n,
                      .n_series = a->last ? 2 : 1,
                      .rows = rows,
                      .series = series,
                      .reference = NAN};
    chart.text.x_label = T(cx, "% of the known; people in brackets");
    return chart_bars(cx->arena, &chart);
}

static Html organisations_chart(Ctx *cx, const Answer *a, const ChartText *text)
{
    const Indicator *ind = indicator_of(a);
    DotRow *rows = NEW_ARRAY(cx->arena, DotRow, a->n + 1);
    for (int i = 0; i < a->n; i++) {
        const Part *p = &a->parts[i];
        bool number = p->measure.state == CELL_NUMBER;
        rows[i] =
            (DotRow){.label = p->label,
                     .value = number ? indicator_scaled(ind, p->measure.value) : NAN,
                     .low = isnan(p->range.low) ? NAN : indicator_scaled(ind, p->range.low),
                     .high = isnan(p->range.high) ? NAN : indicator_scaled(ind, p->range.high),
                     .shown = number ? indicator_shown(cx, ind, p->measure.value) : NULL,
                     .missing = number ? NULL
                                       : cell_show(cx->arena, cx->lang,
                                                   &(Cell){.state = p->measure.state}, NULL)};
    }
    bool line = !ind->total && a->base.state == CELL_NUMBER;
    DotChart chart = {.text = *text,
                      .n = a->n,
                      .rows = rows,
                      .reference = line ? indicator_scaled(ind, a->base.value) : NAN,
                      .reference_label = line ? a->whole : NULL};
    chart.text.x_label = ind->percent ? "%" : T(cx, ind->label);
    return chart_dots(cx->arena, &chart);
}

void answer_figure(Ctx *cx, Reply *r, Out *out, const Answer *a, const Frame *f)
{
    (void)f;
    if (a->not_asked || a->n == 0 || (is_parts(a) && a->state != CELL_NUMBER))
        return;
    ChartText text = {
        .id = a->question->key, .title = T(cx, a->question->text), .desc = answer_base(cx, a)};
    Table *t = answer_table(cx, r, a);
    t->key = a->question->key;
    chart_figure(cx, out, &text,
                 is_parts(a) ? parts_chart(cx, a, &text) : organisations_chart(cx, a, &text),
                 T(cx, "The numbers as a table"), t);
    out_raw(out, "<p class=\"govuk-body-s\">");
    out_text(out, text.desc);
    out_raw(out, "</p>\n");
}

/* ---------------------------------------------------------------- the answer in a sentence */

/* "Most went to: NHS (11, 58 %), then Another council (2, 11 %)." */
static const char *in_short(Ctx *cx, const Answer *a)
{
    Buf b = buf_new(cx->arena, 0);
    int said = 0;
    if (a->state != CELL_NUMBER || a->question->in_order)
        return "";
    for (int i = 0; i < a->n && said < 3; i++) {
        const Part *p = &a->parts[i];
        if (isnan(p->share) || p->is_unknown || p->measure.value == 0)
            continue;
        buf_printf(&b, "%s%s (%s)", said++ ? ", " : "", p->label,
                   is_parts(a) ? arena_printf(cx->arena, T(cx, "%s of %s"),
                                              people(cx, p->measure.value),
                                              people(cx, a->base.value - a->unknown))
                               : indicator_shown(cx, indicator_of(a), p->measure.value));
    }
    return said ? arena_printf(cx->arena, T(cx, "In first places: %s."), buf_text(&b)) : "";
}

/* How far reasons can be trusted. */
static const char *evidence(Ctx *cx, const Answer *a)
{
    double known = a->base.value - a->unknown;
    if (isnan(a->told) || a->state != CELL_NUMBER || !(known > 0))
        return NULL;
    return arena_printf(cx->arena,
                        T(cx, "How the known reasons are known: %s said by the leaver (high "
                              "confidence), %s by the manager (medium), %s assumed (low)."),
                        people(cx, a->told), people(cx, a->manager), people(cx, a->assumed));
}

/* Who made the first places, where the answer is about people: the leavers' organisations. */
bool do_question(Ctx *cx, const void *in, Reply *out)
{
    const QuestionInput *q = in;
    const char *collection = q->collection;
    Collection seen;
    Fill fill;
    Answer a;
    if (!*q->question) {
        out->title = T(cx, "Questions");
        Table *t = reply_table(cx, out, "questions", T(cx, "Questions"));
        table_column(cx, t, "question", T(cx, "Question"), COLUMN_TEXT, 0);
        table_column(cx, t, "text", T(cx, "What is asked"), COLUMN_TEXT, 0);
        for (int i = 0; i < n_questions; i++) {
            Cell *c = table_row(cx, t);
            c[0] = cell_text(questions[i].key);
            c[1] = cell_text(T(cx, questions[i].text));
        }
        return true;
    }
    const Question *question = question_by_key(q->question);
    if (!question)
        return fail(&cx->err, NOT_FOUND, "there is no question '%s'", q->question);
    if (!fill_of(cx, q->fill, &fill) ||
        (!*collection && !workforce_latest_seen(cx, "", &collection)) ||
        !workforce_collection_seen(cx, collection, &seen) ||
        !question_answer(
            cx, question,
            &(PictureAsk){.collection = collection,
                          .within = *q->within ? q->within : picture_whole(cx, seen.region),
                          .fill = fill},
            &a))
        return false;
    out->title = arena_printf(cx->arena, "%s %s, %s", T(cx, question->text),
                              a.whole ? a.whole : "", collection);
    reply_note(cx, out, "%s", answer_base(cx, &a));
    if (!a.not_asked) {
        answer_table(cx, out, &a);
        if (evidence(cx, &a))
            reply_note(cx, out, "%s", evidence(cx, &a));
    }
    return true;
}

/* ---------------------------------------------------------------- pages */

bool page_questions(Ctx *cx, const PageIn *in, PageOut *out)
{
    Frame f;
    QuestionsView v = {0};
    if (!frame_read(cx, in, "", "", &f))
        return !*page_query(in, "collection") &&
               page_nothing_yet(cx, out, T(cx, "Questions"),
                                T(cx, "Questions are answered from returns, and none has been "
                                      "received yet."),
                                "/workforce", T(cx, "To the returns"));
    QuestionGroup *groups = NEW_ARRAY(cx->arena, QuestionGroup, n_themes + 1);
    for (int t = 0; t < n_themes; t++) {
        QuestionGroup g = {.title = T(cx, themes[t].title),
                           .links = NEW_ARRAY(cx->arena, QuestionLink, n_questions + 1)};
        for (int i = 0; i < n_questions; i++)
            if (same(questions[i].theme, themes[t].key))
                g.links[g.n++] =
                    (QuestionLink){T(cx, questions[i].text), T(cx, questions[i].note),
                                   frame_link(cx, &f,
                                              arena_printf(cx->arena, "/workforce/questions/%s",
                                                           questions[i].key))};
        if (g.n)
            groups[v.n++] = g;
    }
    v.groups = groups;
    v.themes = frame_themes(cx, &f, "questions");
    v.about = f.collection.title;
    page_workforce_questions(&out->out, &v);
    out->wide = true;
    return true;
}

bool page_question(Ctx *cx, const PageIn *in, PageOut *out)
{
    Frame f;
    Answer a;
    Reply r = {0};
    const Question *q = question_by_key(in->args[0]);
    if (!q)
        return fail(&cx->err, NOT_FOUND, "there is no question '%s'", in->args[0]);
    if (!frame_read(cx, in, "", "", &f))
        return false;
    PictureAsk ask = frame_ask(&f, NULL, 0);
    if (!question_answer(cx, q, &ask, &a))
        return false;
    Out figure = out_new(cx->arena, cx->lang, translate);
    answer_figure(cx, &r, &figure, &a, &f);
    Html drawn = out_html(&figure);
    QuestionView v = {
        .text = T(cx, q->text),
        .note = T(cx, q->note),
        .whole = a.whole ? a.whole : f.collection.title,
        .about = f.collection.title,
        .in_short = in_short(cx, &a),
        .base = answer_base(cx, &a),
        .evidence = evidence(cx, &a),
        .has_figure = *drawn.s != 0,
        .figure = drawn,
        .themes = frame_themes(cx, &f, ""),
        .bar = frame_bar(cx, &f, arena_printf(cx->arena, "/workforce/questions/%s", q->key),
                         a.whole ? a.whole : "", NULL, NULL, NULL),
        .back = frame_link(cx, &f, "/workforce/questions")};
    page_workforce_question(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s %s", v.text, v.whole);
    out->wide = true;
    return true;
}
