/* Decides the least intakes with which the worst futures have no shortage on the mean.
 *
 *     CVaR(x) = mean of the largest (1 - p) K of  loss_k(x) = max over points of need - R x
 *     least   price x      CVaR(x) <= 0 and the limits
 *
 * CVaR is convex and piecewise linear: at a path, the draws that are worst there and their
 * worst points give a plane below it. Planes are added where the last answer breaks them until
 * it breaks none (Kelley's method), so that the answer is exact to the solver's tolerance. The
 * next plane is taken at a point between the last answer and one that keeps CVaR, which needs
 * fewer of them. CVaR(x) <= 0 implies that at least a share p of the draws is met: the careful
 * neighbour of the chance constraint. */
#include "sim/chance.h"
#include <math.h>

enum { MOST_PLANES = 600 };

typedef struct Planes {
    const Reach *r;
    Decision d;
    Lp *lp;
    int allow;
    double p;
    double *x, *safe, *between; /* [n] */
    bool has_safe;
    double *loss;
    int *worst;
    struct Tail {
        double loss;
        int k;
    } * tail; /* [K] */
} Planes;

static int falling(const void *x, const void *y)
{
    const struct Tail *a = x, *b = y;
    return a->loss != b->loss ? (a->loss < b->loss) - (a->loss > b->loss) : a->k - b->k;
}

/* CVaR at x, and the tail in order. */
static double cvar_at(Planes *s, const double *x)
{
    const Futures *f = s->r->f;
    double tail = fmax((1 - s->p) * f->K, 1e-9), left = tail, sum = 0;
    futures_losses(f, x, s->loss, s->worst);
    for (int k = 0; k < f->K; k++)
        s->tail[k] = (struct Tail){s->loss[k], k};
    qsort(s->tail, (size_t)f->K, sizeof *s->tail, falling);
    if (tail < 1 && s->p >= 1)
        return s->tail[0].loss;
    for (int i = 0; i < f->K && left > 1e-9; i++) {
        sum += fmin(1, left) * s->tail[i].loss;
        left -= fmin(1, left);
    }
    return sum / (tail - fmax(left, 0));
}

/* The plane at the path cvar_at() was asked last. */
static void add_plane(Planes *s)
{
    const Futures *f = s->r->f;
    SCOPED_ARENA scratch = arena_new();
    double tail = fmax((1 - s->p) * f->K, 1e-9), left = tail, need = 0;
    double *factor = NEW_ARRAY(scratch, double, f->n + 1);
    bool last_alone = tail < 1 && s->p >= 1;
    for (int i = 0; i < f->K && left > 1e-9; i++) {
        double part = last_alone ? 1 : fmin(1, left) / tail;
        size_t at = (size_t)s->tail[i].k * (size_t)f->P + (size_t)s->worst[s->tail[i].k];
        left -= fmin(1, left);
        need += part * f->need[at];
        for (int c = 0; c < f->n; c++)
            factor[c] += part * f->response[at * (size_t)f->n + (size_t)c];
    }
    LpSum sum = {.arena = scratch};
    for (int c = 0; c < f->n; c++)
        if (factor[c] != 0)
            lp_push(&sum, s->d.var[f->cell[c]], factor[c]);
    lp_push(&sum, s->allow, 1);
    lp_row(s->lp, &sum, need, INFINITY);
}

static double slack_of(const Planes *s)
{
    const Futures *f = s->r->f;
    size_t at = (size_t)s->tail[0].k * (size_t)f->P + (size_t)s->worst[s->tail[0].k];
    return f->slack[at];
}

/* Least `allow` (first) or least price with `allow` at most `allowed`. */
static bool solve(Planes *s, bool first, double allowed, bool *found)
{
    const Futures *f = s->r->f;
    LpStatus status;
    for (int c = 0; c < f->n; c++)
        lp_cost(s->lp, s->d.var[f->cell[c]], first ? 0 : s->r->price[c]);
    lp_cost(s->lp, s->allow, first);
    lp_var_bounds(s->lp, s->allow, 0, first ? INFINITY : allowed);
    for (int turn = 0; turn < MOST_PLANES; turn++) {
        if (!lp_solve(s->lp, s->r->err, &status))
            return false;
        *found = status == LP_OPTIMAL;
        if (!*found)
            return true;
        for (int c = 0; c < f->n; c++)
            s->x[c] = fmax(0, lp_primal(s->lp, s->d.var[f->cell[c]]));
        double limit = first ? lp_primal(s->lp, s->allow) : allowed;
        if (cvar_at(s, s->x) <= limit + slack_of(s)) {
            memcpy(s->safe, s->x, (size_t)f->n * sizeof *s->x);
            s->has_safe = true;
            return true;
        }
        add_plane(s);
        for (int c = 0; c < f->n && s->has_safe && !first; c++)
            s->between[c] = 0.3 * s->safe[c] + 0.7 * s->x[c];
        if (s->has_safe && !first) {
            if (cvar_at(s, s->between) > limit)
                add_plane(s);
            else
                memcpy(s->safe, s->between, (size_t)f->n * sizeof *s->safe);
        }
    }
    return true;
}

bool cvar_solve(const Reach *r, double p, Reached *out)
{
    const Futures *f = r->f;
    SCOPED_ARENA scratch = arena_new();
    Planes s = {.r = r, .d = *r->d, .p = p};
    bool conflict, settled, found;
    SCOPED_LP lp = lp_new(scratch);
    s.lp = lp;
    decision_build(scratch, &s.d, lp, false);
    s.allow = lp_var(lp, 0, INFINITY, 0, false);
    if (!decision_settle(&s.d, r->err, &conflict, &settled))
        return false;
    lp_costs_clear(lp);
    lp_warm(lp);
    s.x = NEW_ARRAY(scratch, double, f->n + 1);
    s.safe = NEW_ARRAY(scratch, double, f->n + 1);
    s.between = NEW_ARRAY(scratch, double, f->n + 1);
    s.loss = NEW_ARRAY(scratch, double, f->K + 1);
    s.worst = NEW_ARRAY(scratch, int, f->K + 1);
    s.tail = NEW_ARRAY(scratch, struct Tail, f->K + 1);
    if (!solve(&s, true, 0, &found))
        return false;
    double least = found ? lp_primal(lp, s.allow) : INFINITY;
    bool reached = found && least <= slack_of(&s);
    if (found && !solve(&s, false, reached ? 0 : least + slack_of(&s), &found))
        return false;
    if (!found)
        return fail(r->err, INFEASIBLE, "the limits on intakes leave no answer");
    /* When the planes ran out, the path of the programme is below what it asks for; the best
     * one that keeps it, if any was met on the way, costs more than the bound says. */
    double allowed = reached ? 0 : least, here = cvar_at(&s, s.x), slack = 2 * slack_of(&s);
    const double *x = here > allowed + slack && s.has_safe ? s.safe : s.x;
    here = cvar_at(&s, x);
    bool kept = here <= allowed + slack;
    *out = (Reached){.x = NEW_ARRAY(r->a, double, f->n + 1),
                     .attained = reached && kept && !conflict,
                     .least_shortage = kept ? allowed : here,
                     .value = lp_value(lp),
                     .bound = lp_value(lp)};
    memcpy(out->x, x, (size_t)f->n * sizeof *x);
    if (x == s.safe) {
        out->value = 0;
        for (int c = 0; c < f->n; c++)
            out->value += r->price[c] * x[c];
    }
    return true;
}
