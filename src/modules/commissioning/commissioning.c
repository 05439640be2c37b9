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

static void add_places(Ctx *cx, const Plan *p, const Ensemble *e, const Frontier *f,
                       const LeastPlan *least, Recommendation *out)
{
    int first = plan_first_intake_year(p), n = e->n_years;
    const FrontierPoint *headline = point_at(f, p->confidence);
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
            *PUSH(cx->arena, out->places, out->n_places, out->places_room) = (Places){
                .year = year,
                .route = route < 0 ? "all" : p->routes[route].id,
                .label = route < 0 ? N_("All routes") : p->routes[route].label,
                .recommended = AT(headline),
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

/* "all", a route, or those of a set joined. */
static const char *routes_of(Ctx *cx, const Plan *p, int key)
{
    Buf b = buf_new(cx->arena, 0);
    if (key == ANY)
        return "all";
    if (key >= 0)
        return p->routes[key].id;
    for (int r = 0; r < p->n_routes; r++)
        if (limit_has(p, key, r))
            buf_printf(&b, "%s%s", *buf_text(&b) ? " + " : "", p->routes[r].id);
    return buf_text(&b);
}

static void add_bindings(Ctx *cx, const Plan *p, const LeastPlan *least, Recommendation *out)
{
    static const char *const limits[LIMIT_COUNT] = {
        [LIMIT_CAPACITY] = N_("capacity of the courses"),
        [LIMIT_MINIMUM] = N_("fewest places"),
        [LIMIT_RAMP] = N_("change from year to year"),
        [LIMIT_RAMP_SHARE] = N_("change from year to year"),
        [LIMIT_PLACEMENT] = N_("placement hours"),
        [LIMIT_BUDGET] = N_("budget"),
        [LIMIT_LEAST_SHARE] = N_("least share of all places"),
        [LIMIT_EQUITY] = N_("shortage alike in all areas"),
    };
    for (int i = 0; i < least->n_bindings; i++) {
        const Binding *b = &least->bindings[i];
        *PUSH(cx->arena, out->bindings, out->n_bindings, out->bindings_room) = (BindingRow){
            limits[b->kind], routes_of(cx, p, b->route), b->year, b->value, b->worth};
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

bool commissioning_compute(Ctx *cx, const Loaded *in, const Ensemble *e, const char *run,
                           Recommendation *out)
{
    const Plan *p = &in->plan;
    double confidences[N_LADDER + 1];
    int n = 0;
    LeastPlan least;
    Frontier f;
    Chain chain;
    if (p->decide_from > p->decide_to || p->n_targets == 0)
        return fail(&cx->err, INVALID,
                    "the plan decides nothing: it needs decide_from, decide_to and a target");
    for (int i = 0; i < N_LADDER; i++) {
        if ((i == 0 || ladder[i - 1] < p->confidence) && p->confidence < ladder[i])
            confidences[n++] = p->confidence;
        confidences[n++] = ladder[i];
    }
    if (p->confidence > ladder[N_LADDER - 1])
        confidences[n++] = p->confidence;
    if (!least_plan(cx->arena, &cx->err, p, e, &least) ||
        !frontier_run(cx->arena, &cx->err, p, e, confidences, n, &f) ||
        !chain_of(cx->arena, &cx->err, p, e, &chain))
        return false;
    Recommendation r = {
        .run = run,
        .plan = in->id,
        .measure = p->measure,
        .confidence = p->confidence,
        .attainable = point_at(&f, p->confidence)->attainable,
        .best = best_confidence(&f, e->K),
        .feasible = least.feasible,
        .attainable_supply = least.attainable,
        .needed_supply = least.needed,
    };
    add_places(cx, p, e, &f, &least, &r);
    add_frontier(cx, &f, &r);
    add_bindings(cx, p, &least, &r);
    for (int i = 0; i < chain.n; i++)
        *PUSH(cx->arena, r.chain, r.n_chain, r.chain_room) =
            (ChainRow){chain.lines[i].key, chain.lines[i].label, chain.lines[i].unit,
                       chain.lines[i].formula, chain.lines[i].value};
    *out = r;
    return true;
}
