/* Decides what a recommendation has to show for itself, and which weaknesses of the question
 * are said aloud. The arithmetic is in sim/programme.h; keeping it is assurance_store.c. */
#include "modules/commissioning/assurance.h"
#include "core/effort.h"
#include <math.h>

static const char *const aims[AIM_COUNT] = {
    [AIM_EXPECTED] = "mean", [AIM_CHANCE] = "chance", [AIM_CVAR] = "worst"};

const char *assurance_aim(int aim)
{
    return aims[aim];
}

const char *assurance_limit(LimitKind kind)
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
    return limits[kind];
}

const char *assurance_routes(Ctx *cx, const Plan *p, int key)
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

int assurance_confidences(const Plan *p, double *out)
{
    static const double always[] = {.50, .80, .90, .95};
    int n = 0;
    bool own = false;
    for (int i = 0; i < 4; i++) {
        if (!own && p->confidence <= always[i]) {
            own = true;
            if (p->confidence < always[i])
                out[n++] = p->confidence;
        }
        out[n++] = always[i];
    }
    if (!own)
        out[n++] = p->confidence;
    return n;
}

static bool fresh_go_on(void *self, long done, long total)
{
    Ctx *cx = self;
    ctx_progress(cx, T(cx, "Fresh draws for the check"), done, total);
    return !(cx->progress.stop && cx->progress.stop(cx->progress.self));
}

bool assurance_prepare(Ctx *cx, const Loaded *in, const Ensemble *e, CommissionPrepared **out)
{
    Watch *watch = NEW(cx->arena, Watch);
    *watch = (Watch){.go_on = fresh_go_on, .self = cx};
    effort_watch(cx, watch);
    PrepareOptions o = {.seed = in->seed,
                        .K = in->draws,
                        .threads = cx->threads,
                        .noise = true,
                        .fresh = true,
                        .watch = watch};
    return commission_prepare_with(cx->arena, &cx->err, &in->plan, &o, e, out);
}

/* ---------------------------------------------------------------- rows */

static void add_checks(Ctx *cx, const CommissionAnswer *answer, int K, Assurance *out)
{
    for (int i = 0; i < answer->n; i++) {
        const FrontierPoint *f = &answer->levels.points[i];
        const SampleCheck *c = &answer->level_checks[i];
        CheckRow row = {.confidence = answer->confidence[i],
                        .level = f->level,
                        .places = f->path.places,
                        .cost = f->path.cost,
                        .in_sample = f->probability,
                        .share = c->met.share,
                        .low = c->met.low,
                        .high = c->met.high,
                        .ceiled = c->has_ceiling ? c->met_ceiled.share : NAN,
                        .raised = c->raised,
                        .attained = f->attainable,
                        .holds = c->holds};
        frontier_interval(&answer->levels, K, row.confidence, &row.low_level, &row.high_level);
        row.low_level = isfinite(row.low_level) ? row.low_level : NAN;
        row.high_level = isfinite(row.high_level) ? row.high_level : NAN;
        *PUSH(cx->arena, out->checks, out->n_checks, out->checks_room) = row;
    }
}

static void add_cohorts(Ctx *cx, const Plan *p, const Programme *g, Assurance *out)
{
    int first = plan_first_intake_year(p), n = plan_intake_years(p);
    for (int year = p->decide_from; year <= p->decide_to; year++)
        for (int r = 0; r < p->n_routes; r++) {
            int j = year - first;
            if (!p->routes[r].decided || j < 0 || j >= n)
                continue;
            *PUSH(cx->arena, out->cohorts, out->n_cohorts, out->cohorts_room) =
                (CohortRow){aims[g->aim], year, p->routes[r].id, g->path.x[r * n + j]};
        }
}

static void add_programmes(Ctx *cx, const Plan *p, const CommissionAnswer *answer,
                           Assurance *out)
{
    for (int aim = 0; aim < AIM_COUNT; aim++)
        for (int i = 0; i < answer->n && answer->programmes[aim]; i++) {
            const Programme *g = &answer->programmes[aim][i];
            bool own = answer->confidence[i] == p->confidence;
            if (own)
                add_cohorts(cx, p, g, out);
            if (aim == AIM_EXPECTED && !own)
                continue; /* it knows no confidence */
            *PUSH(cx->arena, out->programmes, out->n_programmes, out->programmes_room) =
                (ProgrammeRow){.aim = aims[aim],
                               .confidence = answer->confidence[i],
                               .places = g->path.places,
                               .cost = g->path.cost,
                               .value = g->value,
                               .bound = isfinite(g->bound) ? g->bound : NAN,
                               .gap = g->gap,
                               .in_sample = g->probability,
                               .share = g->check.met.share,
                               .low = g->check.met.low,
                               .high = g->check.met.high,
                               .expected_shortage = g->expected_shortage,
                               .cvar = g->cvar,
                               .least_shortage = g->least_shortage,
                               .raised = g->check.raised,
                               .needed_draws = g->needed_draws,
                               .attained = g->attained,
                               .out_of_reach = g->out_of_reach};
        }
}

static void add_worth(Ctx *cx, const Plan *p, const LimitWorth *list, int n, Assurance *out)
{
    for (int i = 0; i < n; i++) {
        const LimitWorth *w = &list[i];
        *PUSH(cx->arena, out->worth, out->n_worth, out->worth_room) =
            (WorthRow){.limit = assurance_limit(w->kind),
                       .route = assurance_routes(cx, p, w->route),
                       .area = w->area == ANY ? "" : p->areas[w->area],
                       .value = w->value,
                       .step = w->unit.step,
                       .shortage_saved = w->unit.shortage_saved,
                       .confidence_gained = w->unit.confidence_gained,
                       .saved = w->unit.saved,
                       .round_step = w->round.step,
                       .round_shortage_saved = w->round.shortage_saved,
                       .round_confidence_gained = w->round.confidence_gained,
                       .round_saved = w->round.saved};
    }
}

static void add_optimism(Ctx *cx, const Optimism *list, int n, Assurance *out)
{
    static const char *const why[OPTIMISM_KINDS] = {
        [OPTIMISM_DEMAND] = N_("lowers demand"),
        [OPTIMISM_RETURNS] = N_("more join than in its first year"),
        [OPTIMISM_STAYS] = N_("fewer leave than in its first year"),
        [OPTIMISM_CAPTURES] = N_("more take a post than in its first year"),
        [OPTIMISM_LIMITS] = N_("a limit that widens with the years"),
    };
    for (int i = 0; i < n; i++)
        *PUSH(cx->arena, out->optimism, out->n_optimism, out->optimism_room) =
            (OptimismRow){why[list[i].kind], list[i].id,       list[i].met.share,
                          list[i].met.low,   list[i].met.high, list[i].met_all.share};
}

/* ---------------------------------------------------------------- guards */

static bool has_limit(const Plan *p, LimitKind kind)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_LIMIT && p->rows[i].kind == (int)kind)
            return true;
    return false;
}

/* Known failures of such programmes: all students in the last useful year where nothing ties
 * the years together, and an intake that falls where the horizon ends. */
static void add_guards(Ctx *cx, const Plan *p, Assurance *out)
{
    int longest = 0, last = 0;
    for (int r = 0; r < p->n_routes; r++)
        longest = p->routes[r].length > longest ? p->routes[r].length : longest;
    for (int i = 0; i < p->n_targets; i++)
        last = p->targets[i].year_to > last ? p->targets[i].year_to : last;
    if (!has_limit(p, LIMIT_RAMP) && !has_limit(p, LIMIT_RAMP_SHARE))
        *PUSH(cx->arena, out->guards, out->n_guards, out->guards_room) = (GuardRow){
            N_("No limit ties one year's intake to the next (ramp): a programme then puts all "
               "students into the last useful year. State a ramp.")};
    if (p->terminal_value <= 0 && p->decide_to > last - longest)
        *PUSH(cx->arena, out->guards, out->n_guards, out->guards_room) = (GuardRow){N_(
            "The last cohorts finish after the last target year: a programme lets the intake "
            "fall there. Set targets further out, or give the last stock a worth "
            "(terminal_value).")};
    else if (p->terminal_value <= 0 &&
             plan_year(p, p->n_steps) < plan_year(p, p->shown_steps) + longest + 5)
        *PUSH(cx->arena, out->guards, out->n_guards, out->guards_room) = (GuardRow){
            N_("The plan ends less than the longest training and five years after the years "
               "shown: the last intakes shown may fall for that reason alone. Extend years, or "
               "give the last stock a worth (terminal_value).")};
}

bool assurance_compute(Ctx *cx, const Loaded *in, const CommissionPrepared *prepared,
                       const CommissionAnswer *answer, const double *headline, Assurance *out)
{
    const Plan *p = &in->plan;
    Assurance a = {0};
    LimitWorth *worth;
    Optimism *optimism;
    int n_worth, n_optimism;
    if (!commission_relax(cx->arena, &cx->err, prepared, p, &worth, &n_worth) ||
        !ctx_go_on(cx, T(cx, "Without each optimistic assumption"), 0, 0) ||
        !commission_optimism(cx->arena, &cx->err, prepared, p, headline, &optimism,
                             &n_optimism))
        return false;
    add_checks(cx, answer, commission_ensemble(prepared)->K, &a);
    add_programmes(cx, p, answer, &a);
    add_worth(cx, p, worth, n_worth, &a);
    add_optimism(cx, optimism, n_optimism, &a);
    add_guards(cx, p, &a);
    *out = a;
    return true;
}
