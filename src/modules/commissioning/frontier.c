/* How many places and how much money each probability of meeting the targets takes: the common
 * level and the least programme side by side, each with its intervals. */
#include "modules/commissioning/compare.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static const double rungs[] = {.50, .60, .70, .75, .80, .85, .90, .95};
enum { N_RUNGS = sizeof rungs / sizeof *rungs };

bool commissioning_open(Ctx *cx, const char *permission, const char *plan, const char *model,
                        int64_t draws, int64_t seed, Loaded *l, Ensemble *e, Projection *p)
{
    PlanSource source = {plan, model, draws, seed};
    PlanInfo info;
    if (cx->db && !*model) {
        if (!projection_plan_seen(cx, permission, plan, &info))
            return false;
        source.plan = info.id;
    }
    return projection_open(cx, &source, l) && projection_compute(cx, l, e, p);
}

static void add_row(Ctx *cx, Table *t, const CommissionAnswer *a, int i, int K)
{
    const FrontierPoint *f = &a->levels.points[i];
    const SampleCheck *c = &a->level_checks[i];
    const Programme *g = &a->programmes[AIM_CHANCE][i];
    double low, high;
    frontier_interval(&a->levels, K, a->confidence[i], &low, &high);
    const double numbers[] = {a->confidence[i],
                              f->level,
                              low,
                              high,
                              f->path.places,
                              f->path.cost,
                              c->met.share,
                              c->met.low,
                              c->met.high,
                              g->path.places,
                              g->path.cost,
                              g->gap,
                              g->check.met.share,
                              g->check.met.low,
                              g->check.met.high};
    Cell *row = table_row(cx, t);
    for (int k = 0; k < 15; k++)
        row[k] = isinf(numbers[k]) ? cell_state(CELL_NOT_CALCULABLE) : cell_number(numbers[k]);
    row[15] =
        cell_code(f->attainable ? "yes" : "no", f->attainable ? T(cx, "yes") : T(cx, "no"));
    row[16] = cell_code(g->attained ? "yes" : "no", g->attained ? T(cx, "yes") : T(cx, "no"));
}

bool do_frontier(Ctx *cx, const void *in, Reply *out)
{
    static const struct {
        const char *key, *label;
        bool percent;
    } columns[] = {
        {"confidence", N_("Confidence"), true},
        {"level", N_("Places a year"), false},
        {"low_level", N_("from (95 %)"), false},
        {"high_level", N_("to"), false},
        {"places", N_("Places in all"), false},
        {"cost", N_("Cost of training (GBP)"), false},
        {"share", N_("Met in fresh futures"), true},
        {"low", N_("from (95 %)"), true},
        {"high", N_("to"), true},
        {"programme_places", N_("Least programme: places in all"), false},
        {"programme_cost", N_("Its cost (GBP)"), false},
        {"programme_gap", N_("At most dearer than the best by"), true},
        {"programme_share", N_("Met in fresh futures"), true},
        {"programme_low", N_("from (95 %)"), true},
        {"programme_high", N_("to"), true},
    };
    const FrontierInput *q = in;
    Loaded l;
    Ensemble e;
    Projection p;
    CommissionPrepared *prepared;
    CommissionAnswer answer;
    CommissionAsk ask = {.confidence = rungs,
                         .n = N_RUNGS,
                         .levels = true,
                         .aims = 1 << AIM_CHANCE,
                         .check = true};
    if (!commissioning_open(cx, "commissioning.read", q->plan, q->model, q->draws, q->seed, &l,
                            &e, &p) ||
        !assurance_prepare(cx, &l, &e, &prepared) ||
        !commission_solve(cx->arena, &cx->err, prepared, &ask, &answer))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Intake and cost against probability"),
                              plan_word(cx, l.plan.title));
    run_facts(cx, out, &l, &p);
    Table *t = reply_table(cx, out, "frontier", T(cx, "For each confidence"));
    for (int i = 0; i < 15; i++)
        if (columns[i].percent)
            table_percent(cx, t, columns[i].key, T(cx, columns[i].label), i == 0 ? 0 : 1);
        else
            table_column(cx, t, columns[i].key, T(cx, columns[i].label), COLUMN_NUMBER, 0);
    table_column(cx, t, "attainable", T(cx, "Level within the limits"), COLUMN_TEXT, 0);
    table_column(cx, t, "programme_attained", T(cx, "Programme within the limits"), COLUMN_TEXT,
                 0);
    for (int i = 0; i < N_RUNGS; i++)
        add_row(cx, t, &answer, i, e.K);
    t->note =
        T(cx, "A level is the same in every year, as far as the limits allow; a programme "
              "chooses years and routes. Both are raised where fresh futures meet the "
              "targets less often than was asked.");
    return true;
}
