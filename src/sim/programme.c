/* Decides what an answer consists of: for each confidence a common level and programmes of each
 * aim asked for, each checked with fresh futures and raised where it does not hold there.
 *
 * Preparing runs the futures; solving only looks at them. A confidence's programmes are solved
 * from the most careful to the least, so that each starts where the last one ended and gives up
 * draws from there. */
#include "sim/programme.h"
#include "sim/chance.h"
#include "sim/verify_sample.h"
#include <math.h>

struct CommissionPrepared {
    const Plan *p;
    PrepareOptions o;
    Ensemble in, fresh;
};

bool commission_prepare_with(Arena *a, Err *err, const Plan *p, const PrepareOptions *o,
                             const Ensemble *in, CommissionPrepared **out)
{
    CommissionPrepared *made = NEW(a, CommissionPrepared);
    *made = (CommissionPrepared){.p = p, .o = *o, .in = *in};
    if (o->fresh && !ensemble_run_of(a, err, p, fresh_seed(o->seed), o->K, o->threads, o->noise,
                                     ENSEMBLE_POINTS, o->watch, &made->fresh))
        return false;
    *out = made;
    return true;
}

bool commission_prepare(Arena *a, Err *err, const Plan *p, const PrepareOptions *o,
                        CommissionPrepared **out)
{
    Ensemble in;
    return ensemble_run_of(a, err, p, o->seed, o->K, o->threads, o->noise, ENSEMBLE_POINTS,
                           o->watch, &in) &&
           commission_prepare_with(a, err, p, o, &in, out);
}

bool commission_check(Err *err, const CommissionPrepared *prepared, const Plan *p,
                      const double *x, double confidence, SampleCheck *out)
{
    SCOPED_ARENA a = arena_new();
    Decision d;
    if (prepared->fresh.K == 0)
        return fail(err, INVALID, "a check needs fresh futures");
    if (!decision_new(a, err, p, &d))
        return false;
    *out = sample_check(&d, &prepared->fresh, NULL, x, confidence);
    return ceiling_check(err, &d, &prepared->fresh, fresh_seed(prepared->o.seed),
                         prepared->o.threads, x, confidence, out);
}

const Ensemble *commission_ensemble(const CommissionPrepared *prepared)
{
    return &prepared->in;
}

const Plan *commission_plan(const CommissionPrepared *prepared)
{
    return prepared->p;
}

const PrepareOptions *commission_options(const CommissionPrepared *prepared)
{
    return &prepared->o;
}

/* ---------------------------------------------------------------- committed places */

/* The ensemble with what settled cohorts bring in its base. */
static Ensemble settle_ensemble(Arena *a, const Decision *d, const Ensemble *e)
{
    size_t P = (size_t)e->n_points, per = (size_t)(d->p->n_routes * d->n_years);
    double *base = NEW_ARRAY(a, double, (size_t)e->K *P + 1);
    double *central = NEW_ARRAY(a, double, P + 1);
    Ensemble out = *e;
    for (size_t at = 0; at <= (size_t)e->K * P + P - 1; at++) {
        bool middle = at >= (size_t)e->K * P;
        size_t i = middle ? at - (size_t)e->K * P : at;
        const double *r = (middle ? e->central_response : e->response) + i * per;
        double sum = middle ? e->central_base[i] : e->base[i];
        for (size_t c = 0; c < per; c++)
            if (d->fixed[c])
                sum += r[c] * d->own[c];
        if (middle)
            central[i] = sum;
        else
            base[i] = sum;
    }
    out.base = base;
    out.central_base = central;
    return out;
}

bool commission_decide(Arena *a, Err *err, const Plan *p, const Committed *list, int n,
                       Decision *d)
{
    if (!decision_new(a, err, p, d))
        return false;
    if (n == 0)
        return true;
    bool *fixed = NEW_ARRAY(a, bool, p->n_routes * d->n_years + 1);
    double *total = NEW_ARRAY(a, double, d->n_years + 1);
    double *sum = NEW_ARRAY(a, double, d->n_years + 1);
    double *own = NEW_ARRAY(a, double, p->n_routes * d->n_years + 1);
    memcpy(own, d->own, (size_t)(p->n_routes * d->n_years) * sizeof *own);
    for (int j = 0; j < d->n_years; j++)
        total[j] = NAN;
    for (int i = 0; i < n; i++) {
        int j = list[i].year - d->first, at = list[i].route * d->n_years + j;
        if (list[i].route == ANY && j >= d->from && j <= d->to)
            total[j] = list[i].places;
        if (list[i].route == ANY || j < 0 || j >= d->n_years ||
            !is_planned(d, list[i].route, j))
            continue;
        sum[j] += list[i].places - (fixed[at] ? own[at] : 0);
        fixed[at] = true;
        own[at] = list[i].places;
    }
    d->fixed = fixed;
    d->fixed_total = total;
    d->fixed_sum = sum;
    d->own = own;
    return true;
}

/* ---------------------------------------------------------------- one programme */

typedef struct Solving {
    Arena *a;
    Err *err;
    Decision *d;
    const Ensemble *e, *fresh; /* with what is settled; fresh NULL: no checks */
    const PrepareOptions *o;
    Futures f, mean, fresh_futures;
    double *price;
    Reach reach, reach_mean;
    Lp *lp, *lp_mean;
    double *single; /* [K] of chance_bound() */
    bool begun;     /* reach holds an answer for a higher confidence */
} Solving;

/* The mean over draws as one future. */
static Futures mean_of(Arena *a, const Futures *f)
{
    Futures m = *f;
    size_t P = (size_t)f->P, n = (size_t)f->n;
    double *response = NEW_ARRAY(a, double, P *n + 1), *need = NEW_ARRAY(a, double, P + 1);
    double *slack = NEW_ARRAY(a, double, P + 1);
    for (size_t row = 0; row < (size_t)f->K * P; row++) {
        size_t i = row % P;
        need[i] += f->need[row] / f->K;
        slack[i] = fmax(slack[i], f->slack[row]);
        for (size_t c = 0; c < n; c++)
            response[i * n + c] += f->response[row * n + c] / f->K;
    }
    bool *lost = NEW_ARRAY(a, bool, 1);
    for (size_t i = 0; i < P; i++)
        lost[0] |= !f->helped[i] && need[i] > slack[i];
    m.K = 1;
    m.response = m.responses = response; /* of one draw both ways are the same */
    m.need = m.needs = need;
    m.slack = slack;
    m.lost = lost;
    m.n_lost = lost[0];
    return m;
}

/* What is kept small per place, less what the stock it leaves at the last target is worth. */
static double *prices(Arena *a, const Decision *d, const Futures *mean)
{
    double *price = NEW_ARRAY(a, double, mean->n + 1);
    const double *last = mean->response + (size_t)(mean->P - 1) * (size_t)mean->n;
    for (int c = 0; c < mean->n; c++)
        price[c] = (d->p->objective == OBJECTIVE_COST ? d->cost[mean->cell[c]] : 1) -
                   d->p->terminal_value * last[c];
    return price;
}

static int enough_draws(int K, double p)
{
    int m = (int)ceil(p * K - 1e-9);
    return m < 0 ? 0 : m > K ? K : m;
}

typedef struct Loss {
    double loss;
    int k;
} Loss;
static int hardest_first(const void *x, const void *y)
{
    const Loss *a = x, *b = y;
    return a->loss != b->loss ? (a->loss < b->loss) - (a->loss > b->loss) : a->k - b->k;
}

/* Draws by what they lack at the last solution, those that need most first. */
static int *hardest(Arena *a, const Futures *f, const double *x)
{
    Loss *order = NEW_ARRAY(a, Loss, f->K + 1);
    int *out = NEW_ARRAY(a, int, f->K + 1);
    double *loss = NEW_ARRAY(a, double, f->K + 1);
    futures_losses(f, x, loss, out);
    for (int k = 0; k < f->K; k++)
        order[k] = (Loss){f->lost[k] ? INFINITY : loss[k], k};
    qsort(order, (size_t)f->K, sizeof *order, hardest_first);
    for (int k = 0; k < f->K; k++)
        out[k] = order[k].k;
    return out;
}

static bool seek_chance(Solving *s, double p, Reached *r, bool *whole)
{
    int m = enough_draws(s->f.K, p);
    bool found = false, ended = false;
    *whole = false;
    if (!(s->begun ? chance_seek_on(&s->reach, m, r) : chance_seek(&s->reach, m, NULL, r)))
        return false;
    s->begun = r->attained;
    if (r->attained && chance_is_small(&s->f)) {
        Reached exact;
        if (!chance_exact(&s->reach, m, &exact, &found, &ended))
            return false;
        if (found) {
            *r = exact;
            *whole = true;
            return true;
        }
    }
    return chance_bound(&s->reach, m, hardest(s->a, &s->f, s->reach.x), s->single, &r->bound);
}

static bool seek(Solving *s, ProgrammeAim aim, double p, Reached *r, bool *whole)
{
    *whole = false;
    if (aim == AIM_CVAR)
        return cvar_solve(&s->reach, p, r);
    if (aim == AIM_CHANCE)
        return seek_chance(s, p, r, whole);
    if (!chance_seek(&s->reach_mean, 1, NULL, r))
        return false;
    r->bound = r->value;
    return true;
}

static double value_of_path(const Solving *s, const double *path)
{
    double sum = 0;
    for (int c = 0; c < s->f.n; c++)
        sum += s->price[c] * path[s->f.cell[c]];
    return sum;
}

static bool find(Solving *s, ProgrammeAim aim, double p, Programme *out)
{
    Reached r;
    bool whole;
    if (!seek(s, aim, p, &r, &whole))
        return false;
    const Futures *f = aim == AIM_EXPECTED ? &s->mean : &s->f;
    Goal goal = {.mean_of_worst = aim == AIM_CVAR,
                 .m = aim == AIM_EXPECTED ? 1 : enough_draws(f->K, p),
                 .p = p,
                 .allowed = r.least_shortage};
    Programme g = {.aim = aim,
                   .confidence = p,
                   .attained = r.attained,
                   .conflict = s->reach.conflict,
                   .least_shortage = r.least_shortage,
                   .n_variables = f->n};
    g.path = round_up(s->a, s->d, f, &goal, s->price, r.x);
    double *x = NEW_ARRAY(s->a, double, f->n + 1);
    futures_take(&s->f, g.path.x, x);
    Outlook o = path_outlook(s->a, s->d, s->e, &s->f, g.path.x, p, false);
    g.probability = o.probability;
    g.expected_shortage = o.expected_shortage;
    g.cvar = o.cvar;
    g.value = value_of_path(s, g.path.x);
    g.bound = r.bound;
    g.out_of_reach = !g.attained && isinf(r.bound) && r.bound > 0;
    if (g.attained && aim != AIM_CVAR && aim != AIM_EXPECTED)
        g.attained = futures_met(f, x) >= goal.m;
    g.gap = g.attained && isfinite(g.bound) && fabs(g.value) > 1e-9
                ? fmax(0, (g.value - g.bound) / fabs(g.value))
                : NAN;
    g.needed_draws = p < 1 ? scenario_bound(1 - p, 1e-6, f->n) : 0;
    *out = g;
    return true;
}

/* The same, checked with fresh futures and raised. */
static bool find_checked(Solving *s, ProgrammeAim aim, double p, Programme *out)
{
    double asked = p;
    if (!find(s, aim, p, out))
        return false;
    if (!s->fresh)
        return true;
    out->check = sample_check(s->d, s->fresh, &s->fresh_futures, out->path.x, p);
    while (out->attained && aim != AIM_EXPECTED) {
        double next = raised_confidence(&out->check, p, asked, s->e->K);
        Programme again;
        if (next <= asked)
            break;
        s->begun = false;
        if (!find(s, aim, next, &again))
            return false;
        SampleCheck check = sample_check(s->d, s->fresh, &s->fresh_futures, again.path.x, p);
        bool last = !again.attained; /* the best attainable, if it is better here */
        if (last && (again.probability < p || check.met.share <= out->check.met.share))
            break;
        again.attained = true;
        check.raised = out->check.raised + 1;
        check.asked_in_sample = asked = next;
        again.confidence = p;
        again.check = check;
        *out = again;
        if (last)
            break;
    }
    s->begun = false;
    return ceiling_check(s->err, s->d, s->fresh, fresh_seed(s->o->seed), s->o->threads,
                         out->path.x, p, &out->check);
}

/* ---------------------------------------------------------------- levels */

static bool solve_levels(Solving *s, const CommissionAsk *ask, CommissionAnswer *out)
{
    LevelPath path;
    Lever lever;
    if (!frontier_open(s->a, s->err, s->d, s->e, &path, &lever, &out->levels))
        return false;
    out->ladder = out->levels;
    out->ladder.n = ask->n_ladder;
    out->ladder.points = NEW_ARRAY(s->a, FrontierPoint, ask->n_ladder + 1);
    for (int i = 0; i < ask->n_ladder; i++)
        out->ladder.points[i] = frontier_point(s->a, &lever, &out->ladder, ask->ladder[i]);
    if (!ask->levels)
        return true;
    out->levels.n = ask->n;
    out->levels.points = NEW_ARRAY(s->a, FrontierPoint, ask->n + 1);
    out->level_checks = NEW_ARRAY(s->a, SampleCheck, ask->n + 1);
    for (int i = 0; i < ask->n; i++) {
        double p = ask->confidence[i], asked = p;
        FrontierPoint *point = &out->levels.points[i];
        *point = frontier_point(s->a, &lever, &out->levels, p);
        if (!s->fresh)
            continue;
        SampleCheck *check = &out->level_checks[i];
        *check = sample_check(s->d, s->fresh, &s->fresh_futures, point->path.x, p);
        while (point->attainable) {
            double next = raised_confidence(check, p, asked, s->e->K);
            if (next <= asked)
                break;
            FrontierPoint higher = frontier_point(s->a, &lever, &out->levels, next);
            SampleCheck then =
                sample_check(s->d, s->fresh, &s->fresh_futures, higher.path.x, p);
            bool last = !higher.attainable; /* the best attainable, if it is better here */
            if (last && (higher.probability < p || then.met.share <= check->met.share))
                break;
            then.raised = check->raised + 1;
            then.asked_in_sample = asked = next;
            higher.confidence = p;
            higher.attainable = true;
            *point = higher;
            *check = then;
            if (last)
                break;
        }
        if (!ceiling_check(s->err, s->d, s->fresh, fresh_seed(s->o->seed), s->o->threads,
                           point->path.x, p, check))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- the answer */

/* A careful answer serves the less careful question: where rounding or a search cut short made
 * the second dearer than the first, the first stands for both. */
static bool keep_order(const Solving *s, const Programme *careful, Programme *here)
{
    if (!careful->attained || (here->attained && here->value <= careful->value))
        return true;
    double p = here->confidence, bound = here->bound;
    *here = *careful;
    here->confidence = p;
    here->bound = bound;
    here->gap =
        fabs(here->value) > 1e-9 ? fmax(0, (here->value - bound) / fabs(here->value)) : 0;
    here->needed_draws = p < 1 ? scenario_bound(1 - p, 1e-6, here->n_variables) : 0;
    if (s->fresh) {
        int raised = here->check.raised;
        double asked = here->check.asked_in_sample;
        here->check = sample_check(s->d, s->fresh, &s->fresh_futures, here->path.x, p);
        here->check.raised = raised;
        here->check.asked_in_sample = asked;
        return ceiling_check(s->err, s->d, s->fresh, fresh_seed(s->o->seed), s->o->threads,
                             here->path.x, p, &here->check);
    }
    return true;
}

static bool solve_programmes(Solving *s, const CommissionAsk *ask, CommissionAnswer *out)
{
    int *order = NEW_ARRAY(s->a, int, ask->n + 1);
    for (int i = 0; i < ask->n; i++) {
        int j = i;
        for (; j > 0 && ask->confidence[order[j - 1]] < ask->confidence[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    for (int aim = 0; aim < AIM_COUNT; aim++) {
        if (!(ask->aims >> aim & 1))
            continue;
        out->programmes[aim] = NEW_ARRAY(s->a, Programme, ask->n + 1);
        for (int i = 0; i < ask->n; i++) {
            int at = order[i];
            if (aim == AIM_EXPECTED && i > 0) { /* the same for every confidence */
                out->programmes[aim][at] = out->programmes[aim][order[0]];
                continue;
            }
            Programme *here = &out->programmes[aim][at];
            if (!find_checked(s, (ProgrammeAim)aim, ask->confidence[at], here))
                return false;
            if (i > 0 && !keep_order(s, &out->programmes[aim][order[i - 1]], here))
                return false;
        }
    }
    return true;
}

static bool are_shares(Err *err, const double *confidence, int n)
{
    for (int i = 0; i < n; i++)
        if (!(confidence[i] >= 0 && confidence[i] <= 1))
            return fail(err, INVALID, "a confidence of %g is not between 0 and 1",
                        confidence[i]);
    return true;
}

bool commission_solve(Arena *a, Err *err, const CommissionPrepared *prepared,
                      const CommissionAsk *ask, CommissionAnswer *out)
{
    const Plan *p = ask->plan ? ask->plan : prepared->p;
    Decision d;
    Ensemble in = prepared->in, fresh = prepared->fresh;
    if (!are_shares(err, ask->confidence, ask->n) ||
        !are_shares(err, ask->ladder, ask->n_ladder))
        return false;
    if (in.n_points == 0)
        return fail(err, INVALID, "a level of intake needs a target (target.csv)");
    if (!commission_decide(a, err, p, ask->committed, ask->n_committed, &d))
        return false;
    if (d.from > d.to)
        return fail(err, INVALID, "no intake year is to be decided (decide_from, decide_to)");
    if (d.fixed) {
        in = settle_ensemble(a, &d, &in);
        if (fresh.K)
            fresh = settle_ensemble(a, &d, &fresh);
    }
    CommissionAnswer answer = {.n = ask->n, .confidence = ask->confidence};
    Solving s = {.o = &prepared->o,
                 .a = a,
                 .err = err,
                 .d = &d,
                 .e = &in,
                 .fresh = ask->check && fresh.K ? &fresh : NULL};
    if (s.fresh)
        s.fresh_futures = futures_of(a, &d, s.fresh);
    if ((ask->levels || ask->n_ladder) && !solve_levels(&s, ask, &answer))
        return false;
    if (ask->least) {
        Decision own = d;
        if (!least_plan_of(a, err, &own, &in, &answer.least))
            return false;
    }
    if (ask->aims) {
        SCOPED_LP lp = lp_new(a);
        SCOPED_LP lp_mean = lp_new(a);
        Decision other = d;
        s.f = futures_of(a, &d, &in);
        s.mean = mean_of(a, &s.f);
        s.price = prices(a, &d, &s.mean);
        s.single = NEW_ARRAY(a, double, s.f.K + 1);
        for (int k = 0; k < s.f.K; k++)
            s.single[k] = NAN;
        if (!reach_new(a, &d, err, &s.f, lp, s.price, &s.reach) ||
            !reach_new(a, &other, err, &s.mean, lp_mean, s.price, &s.reach_mean) ||
            !solve_programmes(&s, ask, &answer))
            return false;
    }
    *out = answer;
    return true;
}
