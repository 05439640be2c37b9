/* Decides what the leaves of a scenario tree are worth: the level each needs, what a level that
 * was chosen for another future costs there, and which level is regretted least.
 *
 * The draws of a leaf are condensed to a curve: supply less need at every target point is
 * linear in the level between the knots of the path, so that any level is weighed without
 * simulating again. Regret of a level in a leaf is its mean loss less the least mean loss that
 * any level has there; both recommended levels are sought over all whole levels, not only over
 * those that are shown. */
#include "sim/lever.h"
#include "sim/scenario.h"
#include <math.h>

enum { MOST_WHOLE = 1000 };

typedef struct Curve { /* of one leaf */
    int K, n_points, n;
    double most_level;
    const double *levels; /* [n] */
    const double *margin; /* [K][n_points][n] */
    const double *weight; /* [n_points] */
    double *needed;       /* [K] least level that meets the targets; INFINITY */
    double *gap;          /* [K] */
    double *loss;         /* [n_whole] at whole levels */
    double least_loss;
    int best;
} Curve;

typedef struct Weighing {
    const Plan *p;
    int n_leaves, n_whole;
    double step; /* between whole levels: 1, or more where thousands would have to be tried */
    const ScenarioLeaf *leaves;
    Curve *curves;
    const LevelPath **paths; /* [n_leaves] */
    double *most, *expected; /* [n_whole] regret */
} Weighing;

int headline_point(const Plan *p, const Ensemble *e)
{
    int best = e->n_points ? 0 : -1;
    for (int i = 0; i < e->n_points; i++)
        if (e->points[i].step <= p->shown_steps && e->points[i].step >= e->points[best].step)
            best = i;
    return best;
}

/* ---------------------------------------------------------------- one leaf */

static double margin_at(const Curve *c, int k, int point, double level)
{
    const double *m =
        c->margin + ((size_t)k * (size_t)c->n_points + (size_t)point) * (size_t)c->n;
    int i = 1;
    while (i < c->n - 1 && level > c->levels[i])
        i++;
    if (level > c->levels[i] && isfinite(c->most_level))
        return m[i];
    double part = (level - c->levels[i - 1]) / (c->levels[i] - c->levels[i - 1]);
    return m[i - 1] + part * (m[i] - m[i - 1]);
}

static double mean_loss(const Plan *p, const Curve *c, double level)
{
    double sum = 0;
    for (int k = 0; k < c->K; k++)
        for (int i = 0; i < c->n_points; i++) {
            double m = margin_at(c, k, i, level);
            sum += c->weight[i] * (m < 0 ? -p->cost_under * m : p->cost_over * m);
        }
    return sum / c->K;
}

static double share_met(const Curve *c, double level)
{
    int met = 0;
    for (int k = 0; k < c->K; k++)
        met += c->needed[k] <= level * (1 + 1e-9) + 1e-9;
    return (double)met / c->K;
}

/* Whether the path of a level is the same in two leaves: nothing differs in the rows that
 * limits are made of. */
static bool same_path(const Plan *a, const Plan *b)
{
    for (int i = 0; i < a->n_rows; i++) {
        const Row *x = &a->rows[i], *y = &b->rows[i];
        bool matters = x->part == PART_LIMIT || x->part == PART_HOURS || x->part == PART_COST ||
                       x->part == PART_INTAKE || x->part == PART_ATTRITION ||
                       x->part == PART_REPEAT;
        if (matters && (x->value != y->value || x->year != y->year))
            return false;
    }
    return true;
}

/* The path of a leaf's level; most leaves share theirs with an earlier one. */
static bool path_of_leaf(Arena *a, Err *err, Weighing *w, int leaf, const LevelPath **out)
{
    const Plan *p = &w->leaves[leaf].plan;
    for (int i = 0; i < leaf; i++)
        if (same_path(&w->leaves[i].plan, p)) {
            *out = w->paths[leaf] = w->paths[i];
            return true;
        }
    Decision *d = NEW(a, Decision);
    LevelPath *path = NEW(a, LevelPath);
    if (!decision_new(a, err, p, d))
        return false;
    if (d->from > d->to)
        return fail(err, INVALID, "no intake year is to be decided (decide_from, decide_to)");
    if (!level_path_new(a, err, d, path))
        return false;
    *out = w->paths[leaf] = path;
    return true;
}

/* Keeps of an ensemble what the weighing needs; the rest goes with its arena. */
static void condense(Arena *a, Arena *scratch, const Plan *p, const LevelPath *path,
                     const Ensemble *e, Curve *out)
{
    Lever lever = lever_new(scratch, path, e);
    Curve c = {.K = e->K,
               .n_points = e->n_points,
               .n = path->n,
               .most_level = path->most_level,
               .needed = NEW_ARRAY(a, double, e->K),
               .gap = NEW_ARRAY(a, double, e->K)};
    size_t room = (size_t)e->K * (size_t)(e->n_points * path->n);
    double *levels = NEW_ARRAY(a, double, path->n), *margin = NEW_ARRAY(a, double, room + 1),
           *weight = NEW_ARRAY(a, double, e->n_points);
    for (int i = 0; i < path->n; i++)
        levels[i] = path->levels[i];
    for (size_t i = 0; i < room; i++)
        margin[i] = lever.margin[i];
    for (int i = 0; i < e->n_points; i++)
        weight[i] = e->points[i].weight;
    int point = headline_point(p, e),
        group = e->points[point].group == ANY ? e->G - 1 : e->points[point].group;
    for (int k = 0; k < e->K; k++) {
        size_t at = (size_t)(k * e->T + e->points[point].step) * (size_t)e->G;
        c.needed[k] = lever_needed(&lever, k);
        c.gap[k] = e->supply[at + (size_t)group] - e->needed[k * e->n_points + point];
    }
    c.levels = levels;
    c.margin = margin;
    c.weight = weight;
    *out = c;
}

/* ---------------------------------------------------------------- over the leaves */

typedef struct Weighted {
    double value, weight;
} Weighted;

static int by_weighted_value(const void *x, const void *y)
{
    const Weighted *a = x, *b = y;
    return (a->value > b->value) - (a->value < b->value);
}

/* Least value below or at which a share p of the weight lies. */
static double weighted_quantile(Weighted *w, int n, double p)
{
    double total = 0, sum = 0;
    qsort(w, (size_t)n, sizeof *w, by_weighted_value);
    for (int i = 0; i < n; i++)
        total += w[i].weight;
    for (int i = 0; i < n; i++) {
        sum += w[i].weight;
        if (sum >= p * total * (1 - 1e-12))
            return w[i].value;
    }
    return n ? w[n - 1].value : NAN;
}

/* Of the leaves that take the branch of the policy (policy -1: all; leaf >= 0: that one). */
static bool is_among(const Weighing *w, int i, int policy, int branch, int leaf)
{
    return leaf >= 0 ? i == leaf : policy < 0 || w->leaves[i].branches[policy] == branch;
}

static ScenarioOutlook outlook(const Weighing *w, const char *name, int policy, int branch,
                               int leaf, double today, double mixed)
{
    static const double quantiles[] = {.05, .5, .95};
    SCOPED_ARENA scratch = arena_new();
    ScenarioOutlook o = {.name = name, .policy = policy, .branch = branch};
    int n = 0, K = w->curves[0].K;
    Weighted *needed = NEW_ARRAY(scratch, Weighted, w->n_leaves * K),
             *gap = NEW_ARRAY(scratch, Weighted, w->n_leaves * K);
    double *loss = NEW_ARRAY(scratch, double, w->n_whole);
    for (int i = 0; i < w->n_leaves; i++) {
        const Curve *c = &w->curves[i];
        double weight = w->leaves[i].weight;
        if (!is_among(w, i, policy, branch, leaf))
            continue;
        o.weight += weight;
        o.met_today += weight * share_met(c, today);
        o.met_mixed += weight * share_met(c, mixed);
        for (int k = 0; k < K; k++, n++) {
            needed[n] = (Weighted){c->needed[k], weight};
            gap[n] = (Weighted){c->gap[k], weight};
        }
        for (int l = 0; l < w->n_whole; l++)
            loss[l] += weight * c->loss[l];
    }
    o.met_today /= o.weight;
    o.met_mixed /= o.weight;
    o.level = weighted_quantile(needed, n, w->p->confidence);
    for (int q = 0; q < 3; q++)
        o.gap[q] = weighted_quantile(gap, n, quantiles[q]);
    int best = 0;
    for (int l = 0; l < w->n_whole; l++)
        if (loss[l] < loss[best])
            best = l;
    o.best = best * w->step;
    o.least_loss = loss[best] / o.weight;
    return o;
}

/* Losses at all whole levels, and what is regretted there. */
static void weigh_whole_levels(Arena *a, Weighing *w)
{
    w->most = NEW_ARRAY(a, double, w->n_whole);
    w->expected = NEW_ARRAY(a, double, w->n_whole);
    for (int i = 0; i < w->n_leaves; i++) {
        Curve *c = &w->curves[i];
        c->loss = NEW_ARRAY(a, double, w->n_whole);
        for (int l = 0; l < w->n_whole; l++) {
            c->loss[l] = mean_loss(w->p, c, l * w->step);
            if (c->loss[l] < c->loss[c->best])
                c->best = l;
        }
        c->least_loss = c->loss[c->best];
        for (int l = 0; l < w->n_whole; l++) {
            double regret = c->loss[l] - c->least_loss;
            w->most[l] = fmax(w->most[l], regret);
            w->expected[l] += w->leaves[i].weight * regret;
        }
    }
}

static int least_of(const double *values, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (values[i] < values[best])
            best = i;
    return best;
}

static RegretLevel level_of(Arena *a, const Weighing *w, double level, const char *why,
                            int leaf)
{
    RegretLevel r = {.level = level, .why = why, .leaf = leaf, .least_met = 1};
    double *regret = NEW_ARRAY(a, double, w->n_leaves);
    for (int i = 0; i < w->n_leaves; i++) {
        const Curve *c = &w->curves[i];
        double met = share_met(c, level);
        regret[i] = fmax(0, mean_loss(w->p, c, level) - c->least_loss);
        if (regret[i] > r.most) {
            r.most = regret[i];
            r.worst = i;
        }
        r.expected += w->leaves[i].weight * regret[i];
        r.met += w->leaves[i].weight * met;
        r.least_met = fmin(r.least_met, met);
    }
    r.regret = regret;
    return r;
}

static int by_level(const void *x, const void *y)
{
    const RegretLevel *a = x, *b = y;
    return (a->level > b->level) - (a->level < b->level);
}

/* Adds a level unless it stands there already, or no level reaches the confidence. */
static void add_level(Arena *a, const Weighing *w, RegretLevel *levels, int *n, double level,
                      const char *why, int leaf)
{
    for (int i = 0; i < *n; i++)
        if (fabs(levels[i].level - level) < 0.5)
            return;
    if (isfinite(level))
        levels[(*n)++] = level_of(a, w, level, why, leaf);
}

/* ---------------------------------------------------------------- the whole */

typedef struct Stretch {
    const Watch *outer;
    long before, total;
} Stretch;

static bool go_on(void *self, long done, long total)
{
    const Stretch *part = self;
    (void)total;
    return part->outer->go_on(part->outer->self, part->before + done, part->total);
}

static bool run_leaves(Arena *a, Err *err, Weighing *w, uint64_t seed, int K, int threads,
                       const Watch *watch, int *year)
{
    for (int i = 0; i < w->n_leaves; i++) {
        SCOPED_ARENA scratch = arena_new();
        const Plan *p = &w->leaves[i].plan;
        Stretch part = {watch, (long)i * K, (long)w->n_leaves * K};
        Watch inner = watch ? *watch : (Watch){.go_on = NULL};
        Ensemble e;
        inner.go_on = go_on; /* progress over all leaves; spread and kept like the whole */
        inner.self = &part;
        Err inside = {.translate = err->translate, .lang = err->lang};
        if (!ensemble_run_watched(scratch, &inside, p, seed, K, threads, false,
                                  watch ? &inner : NULL, &e))
            return fail_at(err, inside.kind, "scenario '%s': %s", w->leaves[i].name,
                           inside.message);
        if (e.n_points == 0)
            return fail(err, INVALID, "a level of intake needs a target (target.csv)");
        *year = plan_year(p, e.points[headline_point(p, &e)].step);
        const LevelPath *path = NULL;
        if (!path_of_leaf(a, &inside, w, i, &path))
            return fail_at(err, inside.kind, "scenario '%s': %s", w->leaves[i].name,
                           inside.message);
        condense(a, scratch, p, path, &e, &w->curves[i]);
    }
    return true;
}

/* Today's level: what the plan itself starts in the first decided year, on the decided routes.
 */
static double level_today(Arena *a, const Plan *p)
{
    double *theta = NEW_ARRAY(a, double, p->n_rows + 1), sum = 0;
    int years = plan_intake_years(p), j = p->decide_from - plan_first_intake_year(p);
    double *x = NEW_ARRAY(a, double, p->n_routes *years + 1);
    theta_central(p, theta);
    plan_intake(p, theta, x);
    for (int r = 0; r < p->n_routes && j >= 0 && j < years; r++)
        sum += p->routes[r].decided ? x[r * years + j] : 0;
    return sum;
}

/* Whole levels up to what any draw of any leaf needs and what the limits allow. */
static void choose_levels(Weighing *w, double today)
{
    double most = today;
    for (int i = 0; i < w->n_leaves; i++)
        for (int k = 0; k < w->curves[i].K; k++)
            if (isfinite(w->curves[i].needed[k]))
                most = fmax(most, w->curves[i].needed[k]);
    for (int i = 0; i < w->n_leaves; i++)
        if (isfinite(w->curves[i].most_level))
            most = fmax(most, w->curves[i].most_level);
    w->step = fmax(1, ceil(most / MOST_WHOLE));
    w->n_whole = (int)(most / w->step) + 2;
}

static int tree_branches(const ScenarioTree *tree)
{
    int n = 0;
    for (int i = 0; i < tree->n; i++)
        n += tree->policies[i].n;
    return n;
}

static int where(const RegretLevel *levels, int n, double level)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (fabs(levels[i].level - level) < fabs(levels[best].level - level))
            best = i;
    return best;
}

bool scenario_answer(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                     const Watch *watch, ScenarioAnswer *out)
{
    ScenarioLeaf *leaves;
    Weighing w = {.p = p};
    ScenarioAnswer s = {.draws = K};
    if (!scenario_leaves(a, err, p, &leaves, &w.n_leaves))
        return false;
    w.leaves = leaves;
    w.curves = NEW_ARRAY(a, Curve, w.n_leaves);
    w.paths = NEW_ARRAY(a, const LevelPath *, w.n_leaves);
    if (!run_leaves(a, err, &w, seed, K, threads, watch, &s.year))
        return false;
    s.today = level_today(a, p);
    choose_levels(&w, s.today);
    weigh_whole_levels(a, &w);

    const ScenarioTree *tree = p->scenarios;
    ScenarioOutlook *o = NEW_ARRAY(a, ScenarioOutlook, 1 + tree_branches(tree) + w.n_leaves);
    double mixed = outlook(&w, "", -1, -1, -1, s.today, s.today).level;
    double shown = isfinite(mixed) ? mixed : (w.n_whole - 1) * w.step;
    o[s.n_outlooks++] = outlook(&w, "", -1, -1, -1, s.today, shown);
    for (int i = 0; i < tree->n; i++)
        for (int b = 0; b < tree->policies[i].n; b++)
            if (tree->policies[i].branches[b].weight > 0)
                o[s.n_outlooks++] =
                    outlook(&w, tree->policies[i].branches[b].label, i, b, -1, s.today, shown);
    for (int i = 0; i < w.n_leaves; i++)
        o[s.n_outlooks++] = outlook(&w, leaves[i].name, -1, -1, i, s.today, shown);

    RegretLevel *levels = NEW_ARRAY(a, RegretLevel, w.n_leaves + 4);
    double minimax = least_of(w.most, w.n_whole) * w.step,
           expectation = least_of(w.expected, w.n_whole) * w.step;
    add_level(a, &w, levels, &s.n_levels, s.today, "today", -1);
    add_level(a, &w, levels, &s.n_levels, mixed, "mixed", -1);
    add_level(a, &w, levels, &s.n_levels, minimax, "minimax", -1);
    add_level(a, &w, levels, &s.n_levels, expectation, "expectation", -1);
    for (int i = 0; i < w.n_leaves; i++)
        add_level(a, &w, levels, &s.n_levels, o[s.n_outlooks - w.n_leaves + i].level, "leaf",
                  i);
    qsort(levels, (size_t)s.n_levels, sizeof *levels, by_level);
    s.minimax = where(levels, s.n_levels, minimax);
    s.expectation = where(levels, s.n_levels, expectation);
    s.n_leaves = w.n_leaves;
    s.leaves = leaves;
    s.outlooks = o;
    s.levels = levels;
    *out = s;
    return true;
}
