/* Why one number is what it is: the recommendation for a year and a route beside the other
 * answers, the chain by hand, what holds it back, and what would change it. */
#include "modules/commissioning/commissioning_action.h"
#include "modules/commissioning/compare.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static const Places *find_places(const Recommendation *a, int64_t year, const char *route)
{
    for (int i = 0; i < a->n_places; i++)
        if (a->places[i].year == year && same(a->places[i].route, route))
            return &a->places[i];
    return NULL;
}

static double cohort_of(const Assurance *a, const char *aim, int64_t year, const char *route)
{
    double sum = NAN;
    for (int i = 0; i < a->n_cohorts; i++) {
        const CohortRow *c = &a->cohorts[i];
        if (same(c->aim, aim) && c->year == year &&
            (same(route, "all") || same(c->route, route)))
            sum = isnan(sum) ? c->places : sum + c->places;
    }
    return sum;
}

static void add_answer(Ctx *cx, Table *t, const char *key, const char *label, double places,
                       const char *why)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_code(key, label);
    c[1] = cell_number(places);
    c[2] = cell_text(why);
}

static void answers_table(Ctx *cx, Reply *out, const Recommendation *a, const Places *p)
{
    const Assurance *s = &a->assurance;
    Table *t = reply_table(cx, out, "answers", T(cx, "The answers for this cohort"));
    table_column(cx, t, "answer", T(cx, "Answer"), COLUMN_TEXT, 0);
    table_column(cx, t, "places", T(cx, "Places"), COLUMN_NUMBER, 0);
    table_column(cx, t, "why", T(cx, "What it does"), COLUMN_TEXT, 0);
    add_answer(cx, t, "recommended", T(cx, "Recommended"), p->recommended,
               T(cx, "meets all targets with the confidence, checked with fresh futures"));
    add_answer(cx, t, "median", T(cx, "Median need"), p->median,
               T(cx, "what half of the futures need at most"));
    add_answer(cx, t, "low90", T(cx, "90 % of needs: from"), p->low90,
               T(cx, "5 % of the futures need less"));
    add_answer(cx, t, "high90", T(cx, "to"), p->high90,
               T(cx, "5 % need more, or more than the limits allow"));
    add_answer(cx, t, "least", T(cx, "Least-cost plan"), p->least,
               T(cx, "meets the targets at central values alone"));
    add_answer(cx, t, "mean", T(cx, "Met on the mean"), cohort_of(s, "mean", p->year, p->route),
               T(cx, "the least that meets them on the mean of the futures"));
    add_answer(cx, t, "chance", T(cx, "Met with the confidence"),
               cohort_of(s, "chance", p->year, p->route),
               T(cx, "the least over all years and routes with the confidence"));
    add_answer(cx, t, "worst", T(cx, "Worst futures without shortage"),
               cohort_of(s, "worst", p->year, p->route),
               T(cx, "the least with which the worst futures lack nothing on the mean"));
}

/* Confidence up or down, and what fresh futures say of each. */
static void changes_table(Ctx *cx, Reply *out, const Assurance *s)
{
    Table *t = reply_table(cx, out, "confidence", T(cx, "With another confidence"));
    table_percent(cx, t, "confidence", T(cx, "Confidence"), 0);
    table_column(cx, t, "level", T(cx, "Places a year"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "share", T(cx, "Met in fresh futures"), 1);
    table_column(cx, t, "holds", T(cx, "Holds"), COLUMN_TEXT, 0);
    for (int i = 0; i < s->n_checks; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_number(s->checks[i].confidence);
        c[1] = cell_number(s->checks[i].level);
        c[2] = cell_number(s->checks[i].share);
        c[3] = cell_code(s->checks[i].holds ? "yes" : "no",
                         s->checks[i].holds ? T(cx, "yes") : T(cx, "no"));
    }
}

bool do_explain(Ctx *cx, const void *in, Reply *out)
{
    const ExplainInput *q = in;
    Loaded l;
    Ensemble e;
    Projection p;
    Recommendation a;
    const char *route = *q->route ? q->route : "all";
    if (!commissioning_open(cx, "commissioning.read", q->plan, q->model, q->draws, q->seed, &l,
                            &e, &p) ||
        !commissioning_compute(cx, &l, &e, p.run, NULL, &a))
        return false;
    int64_t year = q->year == NOT_GIVEN ? l.plan.decide_from : q->year;
    const Places *at = find_places(&a, year, route);
    if (!at)
        return fail(&cx->err, NOT_FOUND, "nothing is recommended for '%s' in %lld", route,
                    (long long)year);
    out->title = arena_printf(cx->arena, T(cx, "Why %.0f places: %s, %lld"), at->recommended,
                              plan_word(cx, at->label), (long long)year);
    run_facts(cx, out, &l, &p);
    reply_fact(cx, out, "year", T(cx, "Intake year"), cell_plain((double)year), 0);
    reply_fact(cx, out, "route", T(cx, "Route"), cell_text(route), 0);
    answers_table(cx, out, &a, at);
    chain_table(cx, out, &a);
    bindings_table(cx, out, &a);
    worth_table(cx, out, &a.assurance, plan_word(cx, a.measure));
    optimism_table(cx, out, &a.assurance);
    changes_table(cx, out, &a.assurance);
    guards_notes(cx, out, &a.assurance);
    return true;
}
