/* The commissioning actions: call commissioning.h, fill a reply. */
#include "modules/commissioning/commissioning_action.h"
#include "core/effort.h"
#include "db/db.h"
#include "modules/commissioning/compare.h"
#include "modules/projection/projection_action.h"
#include <math.h>

/* ---------------------------------------------------------------- tables */

/* Whether the upper end of an interval is what the limits allow, not what is needed. */
static bool limits_cut(const Recommendation *a)
{
    for (int i = 0; i < a->n_frontier; i++)
        if (!a->frontier[i].attainable)
            return true;
    return false;
}

Table *places_table(Ctx *cx, Reply *r, const Recommendation *a)
{
    static const struct {
        const char *key, *label;
    } columns[] = {
        {"recommended", N_("Recommended")}, {"median", N_("Median need")},
        {"low50", N_("50 %: from")},        {"high50", N_("to")},
        {"low80", N_("80 %: from")},        {"high80", N_("to")},
        {"low90", N_("90 %: from")},        {"high90", N_("to")},
        {"least", N_("Least-cost plan")},
    };
    Table *t = reply_table(cx, r, "places", T(cx, "Places by year and route"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    for (int i = 0; i < 9; i++)
        table_column(cx, t, columns[i].key, T(cx, columns[i].label), COLUMN_NUMBER, 0);
    for (int i = 0; i < a->n_places; i++) {
        const Places *p = &a->places[i];
        const double values[] = {p->recommended, p->median, p->low50,  p->high50, p->low80,
                                 p->high80,      p->low90,  p->high90, p->least};
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", p->year));
        c[1] =
            cell_link(plan_word(cx, p->label),
                      arena_printf(cx->arena, "/commissioning/why/%d/%s", p->year, p->route));
        c[1].code = p->route;
        for (int k = 0; k < 9; k++)
            c[2 + k] = cell_number(values[k]);
    }
    t->note = arena_printf(
        cx->arena, "%s%s",
        T(cx,
          "A year is the academic year that ends in it. The intervals say how many places the "
          "futures need; recommended is what meets the target with the plan's confidence. The "
          "least-cost plan meets it at central values alone and may lean on one route."),
        limits_cut(a)
            ? T(cx, " Upper ends are cut where the limits allow no more: the need of those "
                    "futures is higher.")
            : "");
    return t;
}

Table *frontier_table(Ctx *cx, Reply *r, const Recommendation *a)
{
    Table *t = reply_table(cx, r, "frontier", T(cx, "Places a year for each confidence"));
    table_percent(cx, t, "confidence", T(cx, "Confidence"), 0);
    table_column(cx, t, "level", T(cx, "Places a year"), COLUMN_NUMBER, 1);
    table_column(cx, t, "places", T(cx, "Places in all"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cost", T(cx, "Cost of training (GBP)"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "probability", T(cx, "Target met in"), 1);
    table_column(cx, t, "expected_shortage",
                 arena_printf(cx->arena, "%s (%s)", T(cx, "Expected shortage"),
                              plan_word(cx, a->measure)),
                 COLUMN_NUMBER, 1);
    table_column(cx, t, "cvar",
                 arena_printf(cx->arena, "%s (%s)", T(cx, "Shortage in the worst cases"),
                              plan_word(cx, a->measure)),
                 COLUMN_NUMBER, 1);
    table_column(cx, t, "attainable", T(cx, "Within the limits"), COLUMN_TEXT, 0);
    for (int i = 0; i < a->n_frontier; i++) {
        const FrontierRow *f = &a->frontier[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_number(f->confidence);
        c[1] = cell_number(f->level);
        c[2] = cell_number(f->places);
        c[3] = cell_number(f->cost);
        c[4] = cell_number(f->probability);
        c[5] = cell_number(f->expected_shortage);
        c[6] = cell_number(f->cvar);
        c[7] = cell_text(f->attainable ? T(cx, "yes") : T(cx, "no"));
    }
    return t;
}

Table *chain_table(Ctx *cx, Reply *r, const Recommendation *a)
{
    Table *t = reply_table(cx, r, "chain", T(cx, "The same by hand"));
    table_column(cx, t, "key", T(cx, "Line"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "What it is"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 3);
    table_column(cx, t, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "From the lines"), COLUMN_TEXT, 0);
    for (int i = 0; i < a->n_chain; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(a->chain[i].key);
        c[1] = cell_text(T(cx, a->chain[i].label));
        c[2] = cell_number(a->chain[i].value);
        c[3] = cell_text(T(cx, a->chain[i].unit));
        c[4] = cell_text(a->chain[i].formula);
    }
    t->note = T(cx, "At central values and for the last target year alone, one number after "
                    "the other, so that a "
                    "board can check it with a calculator. The recommendation asks for more: "
                    "every target year, "
                    "with the plan's confidence.");
    return t;
}

/* Routes by their codes; the word for all of them. */
static Cell route_cell(Ctx *cx, const char *route)
{
    return cell_code(route, same(route, "all") ? T(cx, "All routes") : route);
}

Table *bindings_table(Ctx *cx, Reply *r, const Recommendation *a)
{
    Table *t = reply_table(cx, r, "bindings", T(cx, "Limits that hold the answer back"));
    table_column(cx, t, "limit", T(cx, "Limit"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 0);
    table_column(cx, t, "worth", T(cx, "Shortage saved per unit more"), COLUMN_NUMBER, 5);
    t->empty = T(cx, "No limit holds the least-cost plan back from the target.");
    for (int i = 0; i < a->n_bindings; i++) {
        const BindingRow *b = &a->bindings[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(T(cx, b->limit));
        c[1] = route_cell(cx, b->route);
        c[2] = cell_text(arena_printf(cx->arena, "%d", b->year));
        c[3] = cell_number(b->value);
        c[4] = cell_number(b->worth);
    }
    return t;
}

Table *records_table(Ctx *cx, Reply *r, const PlaceList *list, bool whole)
{
    int first = whole ? 0 : PLACE_APPROVED;
    Table *t = reply_table(cx, r, "records",
                           whole ? T(cx, "Requested, recommended, approved, filled")
                                 : T(cx, "Approved and filled places"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    for (int k = first; k < PLACE_KINDS; k++)
        table_column(cx, t, place_kinds[k].value, T(cx, place_kinds[k].label), COLUMN_NUMBER,
                     0);
    for (int i = 0; i < list->n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", list->items[i].year));
        c[1] = route_cell(cx, list->items[i].route);
        for (int k = first; k < PLACE_KINDS; k++)
            if (!isnan(list->items[i].places[k]))
                c[2 + k - first] = cell_number(list->items[i].places[k]);
    }
    return t;
}

Table *adjustments_table(Ctx *cx, Reply *r, const AdjustmentList *list)
{
    Table *t = reply_table(cx, r, "adjustments", T(cx, "Adjustments"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Places"), COLUMN_NUMBER, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "after", T(cx, "Places"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "change", T(cx, "Change"), 1);
    table_column(cx, t, "author", T(cx, "Author"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "Date"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No number was adjusted.");
    for (int i = 0; i < list->n; i++) {
        const Adjustment *a = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", a->year));
        c[1] = route_cell(cx, a->route);
        c[2] = cell_text(T(cx, choice_label(place_kinds, a->from_kind)));
        c[3] = cell_number(a->before);
        c[4] = cell_text(T(cx, choice_label(place_kinds, a->to_kind)));
        c[5] = cell_number(a->after);
        c[6] = cell_number(a->after / a->before - 1);
        c[7] = cell_text(a->author);
        c[8] = cell_text(a->reason);
        c[9] = cell_text(a->on);
    }
    return t;
}

void recommendation_reply(Ctx *cx, Reply *r, const Recommendation *a)
{
    reply_fact(cx, r, "confidence", T(cx, "Confidence of the recommendation"),
               cell_number(a->confidence), 2);
    reply_fact(cx, r, "attainable", T(cx, "Within the limits"),
               cell_text(a->attainable ? T(cx, "yes") : T(cx, "no")), 0);
    reply_fact(cx, r, "best_confidence", T(cx, "Best confidence within the limits"),
               cell_number(a->best), 3);
    reply_fact(cx, r, "feasible", T(cx, "Least-cost plan meets the target"),
               cell_text(a->feasible ? T(cx, "yes") : T(cx, "no")), 0);
    reply_fact(cx, r, "attainable_supply",
               arena_printf(cx->arena, "%s (%s)", T(cx, "New supply it brings"),
                            plan_word(cx, a->measure)),
               cell_number(a->attainable_supply), 1);
    reply_fact(cx, r, "needed_supply",
               arena_printf(cx->arena, "%s (%s)", T(cx, "New supply needed"),
                            plan_word(cx, a->measure)),
               cell_number(a->needed_supply), 1);
    places_table(cx, r, a);
    frontier_table(cx, r, a);
    chain_table(cx, r, a);
    bindings_table(cx, r, a);
    if (a->assurance.n_checks) {
        const char *measure = plan_word(cx, a->measure);
        checks_table(cx, r, &a->assurance);
        programmes_table(cx, r, &a->assurance, measure);
        cohorts_table(cx, r, &a->assurance);
        worth_table(cx, r, &a->assurance, measure);
        optimism_table(cx, r, &a->assurance);
        guards_notes(cx, r, &a->assurance);
    }
}

/* ---------------------------------------------------------------- actions */

/* The rest is solved again around what is settled; the plan's own answer stays as it is kept.
 */
static bool recommend_late(Ctx *cx, const Loaded *l, const Ensemble *e, const Projection *p,
                           const LateInput *late, const Recommendation *without, Reply *out)
{
    CommittedList committed;
    Recommendation with;
    if (!late_committed(cx, l, late, &committed) ||
        !commissioning_compute(cx, l, e, p->run, &committed, &with))
        return false;
    reply_note(cx, out, "%s",
               T(cx, "The settled places are taken as they are and everything else is solved "
                     "again around them. This answer is not kept; the plan's own is."));
    late_table(cx, out, without, &with, &l->plan, &committed);
    recommendation_reply(cx, out, &with);
    return true;
}

bool do_recommend(Ctx *cx, const void *in, Reply *out)
{
    const RecommendInput *q = in;
    LateInput late = {
        .settled = q->settled, .committed = q->committed, .approved = q->approved};
    Loaded l;
    Ensemble e;
    Projection p;
    Recommendation a;
    if (!commissioning_open(cx, "commissioning.write", q->plan, q->model, q->draws, q->seed, &l,
                            &e, &p) ||
        !commissioning_compute(cx, &l, &e, p.run, NULL, &a))
        return false;
    if (cx->db && *l.id && effort_leads(cx) &&
        (!projection_store(cx, &l, &p) || !commissioning_store(cx, &a)))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Recommended places"),
                              plan_word(cx, l.plan.title));
    run_facts(cx, out, &l, &p);
    if (late_is_given(&late))
        return recommend_late(cx, &l, &e, &p, &late, &a, out);
    recommendation_reply(cx, out, &a);
    return true;
}

bool do_answer(Ctx *cx, const void *in, Reply *out)
{
    const AnswerInput *q = in;
    Recommendation a;
    if (!commissioning_load_seen(cx, q->run, &a))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Recommended places"), a.plan);
    reply_fact(cx, out, "run", T(cx, "Run"), cell_text(a.run), 0);
    recommendation_reply(cx, out, &a);
    return true;
}

bool do_record(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    PlanInfo info;
    PlaceKind kind = PLACE_REQUESTED;
    for (int k = 0; k < PLACE_KINDS; k++)
        if (same(place_kinds[k].value, q->kind))
            kind = (PlaceKind)k;
    if (q->year < 1900 || q->year > 2400)
        return fail(&cx->err, INVALID, "year: must be an academic year such as 2028");
    Model m;
    if (!projection_plan_seen(cx, "commissioning.write", q->plan, &info) ||
        !projection_load(cx, info.id, &m))
        return false;
    bool known = !*q->route || same(q->route, "all");
    for (int i = 0; i < m.tables[TABLE_ROUTE].n; i++)
        known = known || same(m.tables[TABLE_ROUTE].rows[i].cells[0], q->route);
    if (!known)
        return fail(&cx->err, INVALID, "route: plan '%s' has no route '%s'", info.id, q->route);
    if (!commissioning_record(cx, info.id, (int)q->year, *q->route ? q->route : "all", kind,
                              q->places, q->reason))
        return false;
    out->title = T(cx, "The places are recorded");
    out->next = "/commissioning/records";
    return true;
}

bool do_places(Ctx *cx, const void *in, Reply *out)
{
    const PlacesInput *q = in;
    PlanInfo info;
    PlaceList list;
    AdjustmentList adjustments;
    bool whole;
    if (!commissioning_records_seen(cx, q->plan, &info, &list, &adjustments, &whole))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Records of places"), info.id);
    records_table(cx, out, &list, whole);
    if (whole)
        adjustments_table(cx, out, &adjustments);
    return true;
}
