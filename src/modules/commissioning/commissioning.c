/* Decides what a recommendation consists of: which points of the frontier become the headline
 * and its intervals, and how the three answers stand beside one another. The arithmetic is in
 * sim/commission.h; keeping it is in answer_store.c and record.c. */
#include "modules/commissioning/commissioning.h"
#include <math.h>

/* Confidences asked of the frontier: the ends of the intervals, and the ladder that is shown.
 * The plan's own confidence is added. */
static const double ladder[] = {.05, .10, .25, .50, .60, .70, .75, .80, .85, .90, .95};
enum { N_LADDER = sizeof ladder / sizeof *ladder };

static const FrontierPoint *point_at(const Frontier *f, double confidence)
{
    for (int i = 0; i < f->n; i++)
        if (f->points[i].confidence == confidence)
            return &f->points[i];
    return &f->points[0];
}

static double in_year(const Plan *p, const IntakePath *path, int n_years, int route, int j)
{
    double sum = 0;
    if (route >= 0)
        return path->x[route * n_years + j];
    for (int r = 0; r < p->n_routes; r++)
        sum += path->x[r * n_years + j];
    return sum;
}

/* A route may give way to another as the level rises, so that its places are not in the order
 * of the levels. */
static void put_in_order(double *low, double *high)
{
    double lower = fmin(*low, *high);
    *high = fmax(*low, *high);
    *low = lower;
}

static void add_places(Ctx *cx, const Plan *p, const Ensemble *e, const Frontier *f,
                       const IntakePath *headline, const LeastPlan *least, Recommendation *out)
{
    int first = plan_first_intake_year(p), n = e->n_years;
    /* Years beyond those shown are decided too, so that the last shown are not the last of all.
     */
    int last = plan_year(p, p->shown_steps);
    if (last > p->decide_to || last < p->decide_from)
        last = p->decide_to;
    for (int year = p->decide_from; year <= last; year++)
        for (int r = 0; r <= p->n_routes; r++) {
            int route = r < p->n_routes ? r : -1, j = year - first;
            if (route >= 0 && !p->routes[route].decided)
                continue;
#define AT(point) in_year(p, &(point)->path, n, route, j)
            Places *places = PUSH(cx->arena, out->places, out->n_places, out->places_room);
            *places = (Places){
                .year = year,
                .route = route < 0 ? "all" : p->routes[route].id,
                .label = route < 0 ? N_("All routes") : p->routes[route].label,
                .recommended = in_year(p, headline, n, route, j),
                .median = AT(point_at(f, .50)),
                .low50 = AT(point_at(f, .25)),
                .high50 = AT(point_at(f, .75)),
                .low80 = AT(point_at(f, .10)),
                .high80 = AT(point_at(f, .90)),
                .low90 = AT(point_at(f, .05)),
                .high90 = AT(point_at(f, .95)),
                .least = in_year(p, &least->path, n, route, j),
            };
#undef AT
            put_in_order(&places->low50, &places->high50);
            put_in_order(&places->low80, &places->high80);
            put_in_order(&places->low90, &places->high90);
        }
}

static void add_frontier(Ctx *cx, const Frontier *f, Recommendation *out)
{
    for (int i = 0; i < f->n; i++) {
        const FrontierPoint *q = &f->points[i];
        *PUSH(cx->arena, out->frontier, out->n_frontier, out->frontier_room) = (FrontierRow){
            .confidence = q->confidence,
            .level = q->level,
            .places = q->path.places,
            .cost = q->path.cost,
            .probability = q->probability,
            .expected_shortage = q->expected_shortage,
            .cvar = q->cvar,
            .attainable = q->attainable,
        };
    }
}

static void add_bindings(Ctx *cx, const Plan *p, const LeastPlan *least, Recommendation *out)
{
    for (int i = 0; i < least->n_bindings; i++) {
        const Binding *b = &least->bindings[i];
        const char *routes = assurance_routes(cx, p, b->route);
        *PUSH(cx->arena, out->bindings, out->n_bindings, out->bindings_room) = (BindingRow){
            assurance_limit(b->kind),
            b->area == ANY ? routes
                           : arena_printf(cx->arena, "%s, %s", routes, p->areas[b->area]),
            b->year, b->value, b->worth};
    }
}

/* Share of the futures whose need can be met at all within the limits. */
static double best_confidence(const Frontier *f, int K)
{
    int met = 0;
    for (int k = 0; k < K; k++)
        met += isfinite(f->needed_level[k]);
    return (double)met / K;
}

/* The confidences of the intervals and of the ladder, with the plan's own. */
static int fill_ladder(const Plan *p, double *confidences)
{
    int n = 0;
    for (int i = 0; i < N_LADDER; i++) {
        if ((i == 0 || ladder[i - 1] < p->confidence) && p->confidence < ladder[i])
            confidences[n++] = p->confidence;
        confidences[n++] = ladder[i];
    }
    if (p->confidence > ladder[N_LADDER - 1])
        confidences[n++] = p->confidence;
    return n;
}

/* The path that is recommended: of the plan's own confidence, after its check. */
static const IntakePath *headline_of(const Plan *p, const CommissionAnswer *answer,
                                     bool *attained)
{
    int own = 0;
    for (int i = 0; i < answer->n; i++)
        own = answer->confidence[i] == p->confidence ? i : own;
    const Programme *chance = &answer->programmes[AIM_CHANCE][own];
    *attained =
        p->shape == SHAPE_FREE ? chance->attained : answer->levels.points[own].attainable;
    return p->shape == SHAPE_FREE ? &chance->path : &answer->levels.points[own].path;
}

bool commissioning_compute(Ctx *cx, const Loaded *in, const Ensemble *e, const char *run,
                           const CommittedList *committed, Recommendation *out)
{
    const Plan *p = &in->plan;
    double *rungs = NEW_ARRAY(cx->arena, double, N_LADDER + 1);
    double *asked = NEW_ARRAY(cx->arena, double, 5);
    CommissionAsk ask = {.confidence = asked,
                         .ladder = rungs,
                         .levels = true,
                         .least = true,
                         .aims = 7,
                         .check = true};
    CommissionAnswer answer;
    CommissionPrepared *prepared;
    Chain chain;
    if (p->decide_from > p->decide_to || p->n_targets == 0)
        return fail(&cx->err, INVALID,
                    "the plan decides nothing: it needs decide_from and decide_to (model.csv) "
                    "and a target (target.csv)");
    bool decided = false;
    for (int i = 0; i < p->n_routes; i++)
        decided |= p->routes[i].decided;
    if (!decided)
        return fail(&cx->err, INVALID,
                    "the plan decides nothing: no route is decided; say yes in the column "
                    "'decided' (route.csv)");
    ask.n_ladder = fill_ladder(p, rungs);
    ask.n = assurance_confidences(p, asked);
    if (committed) {
        ask.committed = committed->items;
        ask.n_committed = committed->n;
    }
    if (!assurance_prepare(cx, in, e, &prepared) || !ctx_go_on(cx, T(cx, "Programmes"), 0, 0) ||
        !commission_solve(cx->arena, &cx->err, prepared, &ask, &answer) ||
        !chain_of(cx->arena, &cx->err, p, e, &chain))
        return false;
    Recommendation r = {
        .run = run,
        .plan = in->id,
        .measure = p->measure,
        .confidence = p->confidence,
        .best = best_confidence(&answer.ladder, e->K),
        .feasible = answer.least.feasible,
        .attainable_supply = answer.least.attainable,
        .needed_supply = answer.least.needed,
    };
    const IntakePath *headline = headline_of(p, &answer, &r.attainable);
    add_places(cx, p, e, &answer.ladder, headline, &answer.least, &r);
    add_frontier(cx, &answer.ladder, &r);
    add_bindings(cx, p, &answer.least, &r);
    for (int i = 0; i < chain.n; i++)
        *PUSH(cx->arena, r.chain, r.n_chain, r.chain_room) =
            (ChainRow){chain.lines[i].key, chain.lines[i].label, chain.lines[i].unit,
                       chain.lines[i].formula, chain.lines[i].value};
    if (!assurance_compute(cx, in, prepared, &answer, headline->x, &r.assurance))
        return false;
    *out = r;
    return true;
}
