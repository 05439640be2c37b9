/* Decides what each limit costs: the answer with the limit relaxed a little, and by a round
 * step, solved again.
 *
 * A dual says what the next hair's breadth is worth; a board wants to know what a definite step
 * buys, and a step may pass the point where something else takes over. So every limit that the
 * plan states (a kind for a route, a set or all, in an area or everywhere) is moved in all its
 * years by one unit (a share: by a hundredth), and by a round step (the power of ten at or
 * below a fifth of it, but at least ten units). Measured are the shortage of the least plan at
 * central values, its places or cost where there is none, and the confidence of the highest
 * common level that the limits leave. A limit that stands at its bound in none of the
 * programmes behind these answers buys nothing, and is not tried: what is best stays so without
 * it. The futures are those of the prepared plan: the same draws with and without. */
#include "sim/lever.h"
#include "sim/programme.h"
#include "sim/verify_sample.h"
#include <math.h>

enum { MANY_CELLS = 60 };

typedef struct Outcomes {
    double shortage, value, best;
} Outcomes;

/* Share of the draws that the highest level within the limits meets. */
static bool best_share(Arena *a, Err *err, Decision *d, const Ensemble *e, double *out)
{
    const double *most, *x;
    if (!level_top(a, err, d, &most, &x))
        return false;
    int met = 0;
    for (int k = 0; k < e->K; k++) {
        bool all = true;
        for (int i = 0; i < e->n_points && all; i++)
            all = margin_of(d, e, k, i, x) >= -lever_slack(e, k, i);
        met += all;
    }
    *out = (double)met / e->K;
    return true;
}

/* Of the limits that are stated, those that hold one of the two answers. */
static void note_holding(const Decision *d, LimitWorth *list, bool *holds, int n)
{
    for (int i = 0; i < d->n_limits; i++)
        for (int k = 0; k < n; k++)
            holds[k] |= d->limits[i].holds && list[k].kind == d->limits[i].kind &&
                        list[k].route == d->limits[i].route &&
                        list[k].area == d->limits[i].area;
}

/* holds, or NULL: [n] of the limits in list, filled. */
static bool outcomes_of(Err *err, const Plan *p, const Ensemble *e, LimitWorth *list,
                        bool *holds, int n, Outcomes *out)
{
    SCOPED_ARENA a = arena_new();
    LeastPlan least;
    Decision d, all;
    Plan relaxed = *p; /* as a programme without whole numbers: its worth is what is asked */
    Route *routes = NEW_ARRAY(a, Route, p->n_routes + 1);
    memcpy(routes, p->routes, (size_t)p->n_routes * sizeof *routes);
    for (int r = 0; r < p->n_routes; r++)
        routes[r].viable = routes[r].multiple = 0;
    relaxed.routes = routes;
    relaxed.whole_places = false;
    bool many = p->n_routes * (p->decide_to - p->decide_from + 1) > MANY_CELLS;
    if (!decision_new(a, err, p, &all))
        return false;
    d = all; /* what a cohort costs does not hang on whole numbers */
    d.p = &relaxed;
    d.lumpy = false;
    out->best = NAN; /* a level of many cohorts takes long; the shortage says enough */
    if (!least_plan_of(a, err, &d, e, &least) ||
        (!many && !best_share(a, err, &all, e, &out->best)))
        return false;
    if (holds) {
        note_holding(&d, list, holds, n);
        if (!many)
            note_holding(&all, list, holds, n);
    }
    out->shortage = least.path.shortage;
    out->value = p->objective == OBJECTIVE_COST ? least.path.cost : least.path.places;
    return true;
}

/* The plan with one limit relaxed by a step in all its years. */
static Plan relaxed_by(Arena *a, const Plan *p, const LimitWorth *w, double step)
{
    Plan q = *p;
    q.rows = NEW_ARRAY(a, Row, p->n_rows + 1);
    memcpy(q.rows, p->rows, (size_t)p->n_rows * sizeof *q.rows);
    for (int i = 0; i < q.n_rows; i++) {
        Row *row = &q.rows[i];
        bool least = w->kind == LIMIT_MINIMUM || w->kind == LIMIT_LEAST_SHARE;
        if (row->part == PART_LIMIT && row->kind == (int)w->kind && row->route == w->route &&
            row->area == w->area)
            row->value = least ? fmax(0, row->value - step) : row->value + step;
    }
    return q;
}

static bool try_step(Err *err, const Plan *p, const Ensemble *e, const LimitWorth *w,
                     const Outcomes *now, RelaxedBy *by)
{
    SCOPED_ARENA a = arena_new();
    Outcomes then;
    Plan q = relaxed_by(a, p, w, by->step);
    if (!outcomes_of(err, &q, e, NULL, NULL, 0, &then))
        return false;
    by->shortage_saved = fmax(0, now->shortage - then.shortage);
    by->confidence_gained = then.best - now->best;
    by->saved = then.shortage <= 1e-6 * (1 + now->shortage) && now->shortage <= 1e-6
                    ? fmax(0, now->value - then.value)
                    : 0;
    return true;
}

static bool is_share(LimitKind kind)
{
    return kind == LIMIT_RAMP_SHARE || kind == LIMIT_LEAST_SHARE || kind == LIMIT_EQUITY;
}

double round_step(double value, bool share)
{
    double unit = share ? .01 : 1, most = fabs(value) / 5;
    double step = most > unit ? pow(10, floor(log10(most) + 1e-9)) : unit;
    return step > unit * (1 + 1e-9) ? step : 10 * unit;
}

/* The limits that are stated, in the order of their first rows. */
static int find_limits(const Plan *p, LimitWorth *out)
{
    int n = 0;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        bool known = row->part != PART_LIMIT;
        for (int k = 0; k < n && !known; k++)
            known = out[k].kind == (LimitKind)row->kind && out[k].route == row->route &&
                    out[k].area == row->area;
        if (!known)
            out[n++] = (LimitWorth){.kind = (LimitKind)row->kind,
                                    .route = row->route,
                                    .area = row->area,
                                    .value = row->value};
    }
    return n;
}

bool commission_relax(Arena *a, Err *err, const CommissionPrepared *prepared, const Plan *p,
                      LimitWorth **out, int *n)
{
    const Ensemble *e = commission_ensemble(prepared);
    Outcomes now;
    LimitWorth *list = NEW_ARRAY(a, LimitWorth, p->n_rows + 1);
    int found = find_limits(p, list);
    bool *holds = NEW_ARRAY(a, bool, found + 1);
    if (found > 0 && !outcomes_of(err, p, e, list, holds, found, &now))
        return false;
    for (int i = 0; i < found; i++) {
        LimitWorth *w = &list[i];
        w->unit.step = is_share(w->kind) ? .01 : 1;
        w->round.step = round_step(w->value, is_share(w->kind));
        w->unit.confidence_gained = w->round.confidence_gained = isnan(now.best) ? NAN : 0;
        if ((holds[i] || w->kind == LIMIT_EQUITY) && (!try_step(err, p, e, w, &now, &w->unit) ||
                                                      !try_step(err, p, e, w, &now, &w->round)))
            return false;
    }
    *out = list;
    *n = found;
    return true;
}
