/* The page that follows its sliders: a form of numbers that works without script, and the
 * answer beside it. With script the same page is asked for again, and its parts are taken over
 * (web/assets/live.js): there is no second interface. */
#include "core/who.h"
#include "modules/projection/explore.h"
#include "modules/projection/pages/explore.html.h"
#include "modules/projection/projection_action.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/shared_pages.h"
#include <math.h>

/* ---------------------------------------------------------------- the controls */

static const char *slider_at(Ctx *cx, const Control *c, const LiveAnswer *a)
{
    double v = c->value;
    if (isnan(v) && a->with.x) /* the model decides: the slider stands where it does */
        for (int r = 0; r < a->plan.n_routes; r++)
            if (same(a->plan.routes[r].id, c->route))
                v = live_places(&a->plan, &a->with, r,
                                plan_year(&a->plan, a->plan.shown_steps));
    return isnan(v) ? "0" : text_double(cx->arena, fmin(fmax(v, c->lowest), c->highest));
}

static ExploreControl control_view(Ctx *cx, const Control *c, const LiveAnswer *a)
{
    ExploreControl v = {
        .control = c,
        .id = arena_printf(cx->arena, "change-%s", c->key),
        .name = arena_printf(cx->arena, "change.%s", c->key),
        .shown = c->given          ? c->given
                 : isnan(c->value) ? ""
                                   : text_double(cx->arena, c->value),
        .slider = slider_at(cx, c, a),
        .lowest = text_double(cx->arena, c->lowest),
        .highest = text_double(cx->arena, c->highest),
        .step = text_double(cx->arena, c->step),
    };
    if (isnan(c->present))
        v.now =
            arena_printf(cx->arena, T(cx, "Blank: worked out; %s to %s"), v.lowest, v.highest);
    else
        v.now = arena_printf(cx->arena, T(cx, "In the plan %s; %s to %s"),
                             adjust_value(cx, c, c->present), adjust_value(cx, c, c->lowest),
                             adjust_value(cx, c, c->highest));
    return v;
}

static const ExploreGroup *groups_of(Ctx *cx, const LiveAnswer *a, int *n)
{
    static const struct {
        const char *title, *help;
    } words[] = {
        [CONTROL_DECIDE] = {N_("What you decide"),
                            N_("Hold a route at a number, and the others are worked out.")},
        [CONTROL_LIMIT] = {N_("What holds you back"), NULL},
        [CONTROL_ASSUME] = {N_("What you assume"),
                            N_("Rates ask for futures drawn anew, of which fewer are taken.")},
    };
    ExploreGroup *g = NEW_ARRAY(cx->arena, ExploreGroup, 3);
    *n = 0;
    for (int k = CONTROL_DECIDE; k <= CONTROL_ASSUME; k++) {
        ExploreGroup *at = &g[*n];
        *at = (ExploreGroup){.title = T(cx, words[k].title),
                             .help = words[k].help ? T(cx, words[k].help) : NULL};
        for (int i = 0; i < a->controls.n; i++)
            if ((int)a->controls.items[i].group == k)
                *PUSH(cx->arena, at->items, at->n, at->room) =
                    control_view(cx, &a->controls.items[i], a);
        *n += at->n > 0;
    }
    return g;
}

static const ExploreChange *changes_of(Ctx *cx, const Controls *all)
{
    ExploreChange *list = NEW_ARRAY(cx->arena, ExploreChange, all->n_changed + 1);
    int n = 0;
    for (int i = 0; i < all->n; i++) {
        const Control *c = &all->items[i];
        if (c->changed)
            list[n++] = (ExploreChange){.text = adjust_text(cx, c),
                                        .key = c->key,
                                        .undo = adjust_query(cx, all, c->key),
                                        .name = arena_printf(cx->arena, "change.%s", c->key),
                                        .value = text_double(cx->arena, c->value)};
    }
    return list;
}

/* ---------------------------------------------------------------- the answer */

static const char *million(Ctx *cx, double v)
{
    return arena_printf(cx->arena, T(cx, "£%sm"), number_show(cx->arena, v / 1e6, 1));
}

static const char *between(Ctx *cx, const char *what, const char *low, const char *high,
                           const char *before)
{
    return before ? arena_printf(cx->arena, T(cx, "%s %s to %s; before %s"), what, low, high,
                                 before)
                  : arena_printf(cx->arena, T(cx, "%s %s to %s"), what, low, high);
}

static Html figures_of(Ctx *cx, const LiveAnswer *a)
{
    Figures f = {0};
    Out out = out_new(cx->arena, cx->lang, translate);
    const LiveSide *s = &a->with, *b = &a->without;
    bool changed = a->controls.n_changed > 0;
    const LiveYear *last = &s->years[a->plan.shown_steps];
    if (s->solved)
        figures_add(cx->arena, &f, T(cx, "Places a year"), number_show(cx->arena, s->level, 0),
                    between(cx, T(cx, "80 % interval of need"),
                            number_show(cx->arena, s->low80, 0),
                            number_show(cx->arena, s->high80, 0),
                            changed ? number_show(cx->arena, b->level, 0) : NULL));
    else
        figures_add(cx->arena, &f, T(cx, "Places in all"), number_show(cx->arena, s->places, 0),
                    T(cx, "every route is held: nothing is left to work out"));
    f.items[0].strong = true;
    figures_add(
        cx->arena, &f, T(cx, "Target met in"),
        arena_printf(cx->arena, "%.0f %%", 100 * s->probability),
        between(cx, T(cx, "95 % interval of the sample"),
                arena_printf(cx->arena, "%.0f", 100 * s->probability_low),
                arena_printf(cx->arena, "%.0f %%", 100 * s->probability_high),
                changed ? arena_printf(cx->arena, "%.0f %%", 100 * b->probability) : NULL));
    figures_add(cx->arena, &f,
                arena_printf(cx->arena, T(cx, "Gap in %d (%s)"), last->year,
                             plan_word(cx, a->plan.measure)),
                number_show(cx->arena, last->gap[3], 0),
                between(cx, T(cx, "90 % interval"), number_show(cx->arena, last->gap[0], 0),
                        number_show(cx->arena, last->gap[6], 0),
                        changed
                            ? number_show(cx->arena, b->years[a->plan.shown_steps].gap[3], 0)
                            : NULL));
    if (s->cost[6] > 0)
        figures_add(cx->arena, &f, T(cx, "Cost of training these cohorts"),
                    million(cx, s->cost[3]),
                    between(cx, T(cx, "90 % interval"), million(cx, s->cost[0]),
                            million(cx, s->cost[6]), changed ? million(cx, b->cost[3]) : NULL));
    page_figures(&out, &f);
    return out_html(&out);
}

static Html fan_of(Ctx *cx, Reply *r, const LiveAnswer *a)
{
    int n = a->plan.shown_steps + 1;
    int *years = NEW_ARRAY(cx->arena, int, n);
    double *q[N_QUANTILES], *need = NEW_ARRAY(cx->arena, double, n);
    double *before = NEW_ARRAY(cx->arena, double, n);
    for (int k = 0; k < N_QUANTILES; k++)
        q[k] = NEW_ARRAY(cx->arena, double, n);
    for (int t = 0; t < n; t++) {
        years[t] = a->with.years[t].year;
        need[t] = a->with.years[t].need[3];
        before[t] = a->without.years[t].supply[3];
        for (int k = 0; k < N_QUANTILES; k++)
            q[k][t] = a->with.years[t].supply[k];
    }
    Band bands[] = {{T(cx, "90 % interval"), q[0], q[6]},
                    {T(cx, "80 % interval"), q[1], q[5]},
                    {T(cx, "50 % interval"), q[2], q[4]}};
    Series lines[] = {{plan_word(cx, a->line), need}, {T(cx, "without the changes"), before}};
    FanChart chart = {.text = {.id = "supply",
                               .title = T(cx, "Supply with these intakes, beside the need"),
                               .desc = explore_sentence(cx, a),
                               .y_label = plan_word(cx, a->plan.measure)},
                      .n = n,
                      .years = years,
                      .median = {T(cx, "Median"), q[3]},
                      .n_bands = 3,
                      .bands = bands,
                      .n_lines = (*a->line != 0) + (a->controls.n_changed > 0),
                      .lines = *a->line ? lines : lines + 1};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_fan(cx->arena, &chart),
                 T(cx, "The numbers as a table"), explore_years(cx, r, a));
    return out_html(&out);
}

static Html columns_of(Ctx *cx, Reply *r, const LiveAnswer *a)
{
    const Plan *p = &a->before;
    const Table *table = explore_places(cx, r, a);
    int n = table->n_rows, n_lines = a->controls.n_changed > 0, first = p->decide_from,
        n_routes = 0;
    int *years = NEW_ARRAY(cx->arena, int, n + 1);
    double *low = NEW_ARRAY(cx->arena, double, n + 1),
           *high = NEW_ARRAY(cx->arena, double, n + 1);
    double *before = NEW_ARRAY(cx->arena, double, n + 1);
    Series *routes = NEW_ARRAY(cx->arena, Series, p->n_routes + 1);
    Series line = {T(cx, "without the changes"), before};
    for (int i = 0; i < p->n_routes; i++) {
        double *values = NEW_ARRAY(cx->arena, double, n + 1);
        if (!p->routes[i].decided)
            continue;
        for (int y = 0; y < n; y++)
            values[y] = live_places(&a->plan, &a->with, i, first + y);
        routes[n_routes++] = (Series){plan_word(cx, p->routes[i].label), values};
    }
    n_routes = chart_fold(cx->arena, routes, n_routes, CHART_MOST_SERIES - 1, n,
                          T(cx, "other routes"));
    for (int y = 0; y < n; y++) {
        years[y] = first + y;
        before[y] = live_places(p, &a->without, -1, first + y);
        low[y] = a->with.solved ? live_sum(p, a->with.x_low, &a->with, first + y) : NAN;
        high[y] = a->with.solved ? live_sum(p, a->with.x_high, &a->with, first + y) : NAN;
    }
    ColumnChart chart = {
        .text = {.id = "places",
                 .title = T(cx, "Places by year and route"),
                 .desc = T(cx, "Columns stacked over routes; the whisker is the 80 % interval "
                               "of the places that the futures ask for."),
                 .y_label = T(cx, "places")},
        .n = n,
        .years = years,
        .n_series = n_routes,
        .series = routes,
        .stacked = true,
        .low = a->with.solved ? low : NULL,
        .high = a->with.solved ? high : NULL,
        .n_lines = n_lines,
        .lines = &line};
    Out out = out_new(cx->arena, cx->lang, translate);
    chart_figure(cx, &out, &chart.text, chart_columns(cx->arena, &chart),
                 T(cx, "The numbers as a table"), table);
    return out_html(&out);
}

static const char *paired_of(Ctx *cx, const LiveAnswer *a)
{
    if (!a->controls.n_changed)
        return NULL;
    return arena_printf(
        cx->arena,
        T(cx, "In the same futures, the changes move the gap of %d by %s %s (90 %% of the "
              "futures: %s to %s) and the share that meets the target by %s percentage points "
              "(95 %% interval %s to %s)."),
        a->with.years[a->plan.shown_steps].year, number_show(cx->arena, a->gap.mean, 0),
        plan_word(cx, a->plan.measure), number_show(cx->arena, a->gap.low, 0),
        number_show(cx->arena, a->gap.high, 0), number_show(cx->arena, 100 * a->met.mean, 0),
        number_show(cx->arena, 100 * a->met.low, 0),
        number_show(cx->arena, 100 * a->met.high, 0));
}

static const char *warning_of(Ctx *cx, const LiveAnswer *a)
{
    const LiveSide *s = &a->with;
    if (!s->solved || s->attainable)
        return NULL;
    return arena_printf(cx->arena,
                        T(cx,
                          "The limits do not allow %.0f %%: within them the target can be "
                          "met in %.0f %% of the futures at most. What is shown is the best "
                          "that they allow."),
                        100 * s->confidence, 100 * s->best);
}

/* ---------------------------------------------------------------- the page */

static Faults faults_of(Ctx *cx, const Controls *all, const char *error)
{
    Fault *items = NEW_ARRAY(cx->arena, Fault, all->n + 2);
    Faults out = {.items = items};
    if (error)
        items[out.n++] = (Fault){NULL, error};
    for (int i = 0; i < all->n; i++)
        if (all->items[i].wrong)
            items[out.n++] = (Fault){
                arena_printf(cx->arena, "change-%s", all->items[i].key),
                arena_printf(cx->arena, "%s: %s", all->items[i].label, all->items[i].wrong)};
    return out;
}

/* Changes that together make no lawful plan are said, and the plan as it is stands below. */
static bool answer(Ctx *cx, const Model *m, const Pairs *changes, bool all_draws, LiveAnswer *a,
                   const char **error)
{
    *error = NULL;
    if (live_answer(cx, m, changes, all_draws, a))
        return true;
    if (cx->err.kind != ERR_INVALID || !changes->n)
        return false;
    *error = arena_strdup(cx->arena, cx->err.message);
    err_clear(&cx->err);
    return live_answer(cx, m, &(Pairs){0}, all_draws, a);
}

static Pairs changes_in(Ctx *cx, const Pairs *query)
{
    Pairs out = {0};
    for (int i = 0; i < query->n; i++)
        if (starts_with(query->items[i].name, "change."))
            *PUSH(cx->arena, out.items, out.n, out.room) = query->items[i];
    return out;
}

static const char *free_name(Ctx *cx, const char *plan)
{
    PlanList all;
    for (int i = 2; i < 1000 && projection_plans(cx, &all); i++) {
        const char *id = arena_printf(cx->arena, "%s-v%d", plan, i);
        bool taken = false;
        for (int k = 0; k < all.n; k++)
            taken = taken || same(all.items[k].id, id);
        if (!taken)
            return id;
    }
    return "";
}

bool page_explore(Ctx *cx, const PageIn *in, PageOut *out)
{
    PlanInfo info;
    Model m;
    LiveAnswer a;
    PlanList plans;
    Reply r = {0};
    const char *error;
    Pairs changes = changes_in(cx, &in->query);
    bool all_draws = *page_query(in, "all_draws") != 0;
    if (!projection_plans_seen(cx, "projection.read", &plans))
        return false;
    if (!plans.n) {
        fail(&cx->err, NOT_FOUND, "there is no plan yet");
        return page_nothing_yet(cx, out, T(cx, "Try changes"),
                                T(cx, "There is no plan yet whose changes could be tried."),
                                may(cx, "projection.write", "") ? "/projection/build" : NULL,
                                T(cx, "Build a plan"));
    }
    if (!projection_plan_seen(cx, "projection.read", page_query(in, "plan"), &info) ||
        !projection_load(cx, info.id, &m) || !answer(cx, &m, &changes, all_draws, &a, &error))
        return false;
    const char *query = adjust_query(cx, &a.controls, NULL);
    ExploreView v = {
        .plan = info.id,
        .title = T(cx, "Try changes"),
        .lead = arena_printf(
            cx->arena,
            T(cx, "%s. Move a slider or type a number: the answer follows. Nothing is changed "
                  "until you keep it."),
            plan_word(cx, a.before.title)),
        .sentence = explore_sentence(cx, &a),
        .here = query,
        .faults = faults_of(cx, &a.controls, error),
        .may_keep = may(cx, "projection.write", info.region),
        .fewer = a.fewer,
        .heavy = a.heavy,
        .all_draws = all_draws,
        .figures = figures_of(cx, &a),
        .fan = fan_of(cx, &r, &a),
        .columns = columns_of(cx, &r, &a),
        .paired = paired_of(cx, &a),
        .warning = warning_of(cx, &a),
        .draws = a.fewer ? arena_printf(cx->arena,
                                        T(cx, "From %s of the plan's %s futures, so that the "
                                              "answer is quick; the same random numbers with "
                                              "and without the changes."),
                                        number_show(cx->arena, a.draws, 0),
                                        number_show(cx->arena, a.before.draws, 0))
                         : arena_printf(cx->arena, T(cx, "From %s futures."),
                                        number_show(cx->arena, a.draws, 0)),
        .n_changes = a.controls.n_changed,
        .changes = changes_of(cx, &a.controls),
        .token = in->form_token,
        .keep_as = free_name(cx, info.id),
    };
    v.groups = groups_of(cx, &a, &v.n_groups);
    page_projection_explore(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Try changes"), info.id);
    out->wide = true;
    return !cx->err.kind;
}
