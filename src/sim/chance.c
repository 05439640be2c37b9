/* Decides which futures a programme gives up.
 *
 *     least   price x      R_k x >= need_k for all points of at least m of K draws, limits
 *
 * which draws are left out is the hard part (it is a whole number programme with K of them).
 * Given the draws it is linear, and few rows matter: those are found by looking. So: start from
 * the draws that a given path meets best, solve, then give up the draws that cost most (those
 * whose rows have the largest duals) as long as more than m are met, then exchange such a draw
 * for the unmet one that lacks least, as long as that saves something. Every step is fixed by
 * the numbers alone. How far the answer can be from the best is chance_bound.c's. */
#include "sim/chance.h"
#include <math.h>

enum { MOST_TURNS = 200, ROWS_A_TURN = 8, MOST_ROUNDS = 60, MOST_SWAPS = 12 };

bool reach_new(Arena *a, Decision *d, Err *err, const Futures *f, Lp *lp, const double *price,
               Reach *out)
{
    size_t rows = (size_t)f->K * (size_t)f->P;
    Reach r = {.a = a, .err = err, .d = d, .f = f, .lp = lp, .price = price};
    bool settled;
    decision_build(a, d, lp, false);
    r.allow = lp_var(lp, 0, INFINITY, 0, false);
    if (!decision_settle(d, err, &r.conflict, &settled))
        return false;
    lp_warm(lp);
    r.row = NEW_ARRAY(a, int, rows + 1);
    memset(r.row, -1, (rows + 1) * sizeof *r.row);
    r.kept = NEW_ARRAY(a, bool, f->K + 1);
    r.x = NEW_ARRAY(a, double, f->n + 1);
    r.loss = NEW_ARRAY(a, double, f->K + 1);
    r.worst = NEW_ARRAY(a, int, f->K + 1);
    *out = r;
    return true;
}

/* ---------------------------------------------------------------- rows of draws */

static void row_stands(Reach *r, int k, bool stands)
{
    for (int i = 0; i < r->f->P; i++) {
        size_t at = (size_t)k * (size_t)r->f->P + (size_t)i;
        if (r->row[at] >= 0)
            lp_row_bounds(r->lp, r->row[at], stands ? r->f->need[at] : -INFINITY, INFINITY);
    }
}

void reach_keep(Reach *r, const bool *kept)
{
    r->n_kept = 0;
    for (int k = 0; k < r->f->K; k++) {
        if (kept[k] != r->kept[k])
            row_stands(r, k, kept[k]);
        r->kept[k] = kept[k];
        r->n_kept += kept[k];
    }
}

static void add_row(Reach *r, int k, int point)
{
    const Futures *f = r->f;
    size_t at = (size_t)k * (size_t)f->P + (size_t)point;
    LpSum sum = {.arena = r->a};
    for (int c = 0; c < f->n; c++)
        if (f->response[at * (size_t)f->n + (size_t)c] != 0)
            lp_push(&sum, r->d->var[f->cell[c]], f->response[at * (size_t)f->n + (size_t)c]);
    lp_push(&sum, r->allow, 1);
    r->row[at] = lp_row(r->lp, &sum, f->need[at], INFINITY);
}

/* Adds rows for the kept draws that lack most; how many. */
static int add_rows(Reach *r, double allowed)
{
    const Futures *f = r->f;
    int pick[ROWS_A_TURN], n = 0;
    for (int k = 0; k < f->K; k++) {
        size_t at = (size_t)k * (size_t)f->P + (size_t)r->worst[k];
        if (!r->kept[k] || r->row[at] >= 0 || r->loss[k] - allowed <= f->slack[at])
            continue;
        int i = n < ROWS_A_TURN ? n++ : ROWS_A_TURN;
        for (; i > 0 && r->loss[k] > r->loss[pick[i - 1]]; i--)
            if (i < ROWS_A_TURN)
                pick[i] = pick[i - 1];
        if (i < ROWS_A_TURN)
            pick[i] = k;
    }
    for (int i = 0; i < n; i++)
        add_row(r, pick[i], r->worst[pick[i]]);
    return n;
}

bool reach_solve(Reach *r, bool first, bool *found)
{
    const Futures *f = r->f;
    LpStatus status;
    for (int c = 0; c < f->n; c++)
        lp_cost(r->lp, r->d->var[f->cell[c]], first ? 0 : r->price[c]);
    lp_cost(r->lp, r->allow, first);
    lp_var_bounds(r->lp, r->allow, first ? 0 : r->allowed, first ? INFINITY : r->allowed);
    for (int turn = 0; turn < MOST_TURNS; turn++) {
        r->solves++;
        if (!lp_solve(r->lp, r->err, &status))
            return false;
        *found = status == LP_OPTIMAL;
        if (status == LP_UNBOUNDED)
            return fail(r->err, INVALID,
                        "a place is worth more than it costs and nothing limits the intakes; "
                        "lower terminal_value (model.csv) or give limits (limit.csv)");
        if (!*found)
            return true;
        r->value = 0;
        for (int c = 0; c < f->n; c++) {
            r->x[c] = fmax(0, lp_primal(r->lp, r->d->var[f->cell[c]]));
            r->value += r->price[c] * r->x[c];
        }
        futures_losses(f, r->x, r->loss, r->worst);
        if (!add_rows(r, lp_primal(r->lp, r->allow)))
            return true;
    }
    return true;
}

/* ---------------------------------------------------------------- which draws */

/* What a draw's rows cost: the sum of their duals. */
static double cost_of_draw(const Reach *r, int k)
{
    double sum = 0;
    for (int i = 0; i < r->f->P; i++) {
        size_t at = (size_t)k * (size_t)r->f->P + (size_t)i;
        if (r->row[at] >= 0)
            sum += fabs(lp_dual(r->lp, r->row[at]));
    }
    return sum;
}

typedef struct Ranked {
    double key;
    int k;
} Ranked;

static int by_key(const void *x, const void *y)
{
    const Ranked *a = x, *b = y;
    return a->key != b->key ? (a->key > b->key) - (a->key < b->key) : a->k - b->k;
}

/* Marks the m draws that lack least. */
static void mark_best(const Reach *r, Ranked *order, int m, bool *kept)
{
    const Futures *f = r->f;
    for (int k = 0; k < f->K; k++)
        order[k] = (Ranked){f->lost[k] ? INFINITY : r->loss[k], k};
    qsort(order, (size_t)f->K, sizeof *order, by_key);
    for (int i = 0; i < f->K; i++)
        kept[order[i].k] = i < m;
}

/* Of the draws that are met now, all but up to `extra` of those that cost most. Returns how
 * many were given up. */
static int give_up(const Reach *r, Ranked *order, int extra, bool *kept)
{
    const Futures *f = r->f;
    int n = 0, given = 0;
    for (int k = 0; k < f->K; k++) {
        double cost = r->kept[k] ? cost_of_draw(r, k) : 0;
        kept[k] = r->kept[k] || futures_is_met(f, k, r->worst[k], r->loss[k]);
        if (cost > 0)
            order[n++] = (Ranked){-cost, k};
    }
    qsort(order, (size_t)n, sizeof *order, by_key);
    for (int i = 0; i < n && given < extra; i++, given++)
        kept[order[i].k] = false;
    return given;
}

static int met_now(const Reach *r)
{
    int met = 0;
    for (int k = 0; k < r->f->K; k++)
        met +=
            futures_is_met(r->f, k, r->worst[k], r->loss[k]) || (r->kept[k] && !r->f->lost[k]);
    return met;
}

typedef struct Best {
    double value;
    double *x;
    bool *kept;
} Best;

static void note_best(const Reach *r, Best *best)
{
    best->value = r->value;
    memcpy(best->x, r->x, (size_t)r->f->n * sizeof *best->x);
    memcpy(best->kept, r->kept, (size_t)r->f->K * sizeof *best->kept);
}

static double worth_while(double value)
{
    return 1e-7 * (1 + fabs(value));
}

/* Gives up draws until no more than m are met. */
static bool descend(Reach *r, int m, Ranked *order, bool *kept, Best *best)
{
    for (int round = 0; round < MOST_ROUNDS * 4; round++) {
        bool found;
        int extra = met_now(r) - m;
        if (extra <= 0 || give_up(r, order, extra > 8 ? (extra + 7) / 8 : 1, kept) == 0)
            return true;
        reach_keep(r, kept);
        if (!reach_solve(r, false, &found))
            return false;
        if (found && r->value <= best->value)
            note_best(r, best);
    }
    return true;
}

/* The kept draws that cost something at the best answer, the dearest first, and the draw that
 * is not kept and lacks least there (-1: there is none). */
static bool look_at_best(Reach *r, const Best *best, Ranked *order, int *n, int *cheap)
{
    const Futures *f = r->f;
    bool found;
    reach_keep(r, best->kept);
    if (!reach_solve(r, false, &found))
        return false;
    *n = 0;
    *cheap = -1;
    for (int k = 0; k < f->K; k++) {
        double cost = r->kept[k] ? cost_of_draw(r, k) : 0;
        if (cost > 0)
            order[(*n)++] = (Ranked){-cost, k};
        if (!r->kept[k] && !f->lost[k] && (*cheap < 0 || r->loss[k] < r->loss[*cheap]))
            *cheap = k;
    }
    qsort(order, (size_t)*n, sizeof *order, by_key);
    return true;
}

/* Exchanges a draw that costs much for one that lacks little, until none of the dearest will
 * go. */
static bool exchange(Reach *r, int m, Ranked *order, bool *kept, Best *best)
{
    Ranked *dear = NEW_ARRAY(r->a, Ranked, r->f->K + 1);
    int n, cheap;
    bool found;
    if (!look_at_best(r, best, dear, &n, &cheap))
        return false;
    for (int turn = 0, tried = 0; turn < MOST_ROUNDS && tried < MOST_SWAPS; turn++) {
        if (tried >= n || cheap < 0)
            return true;
        memcpy(kept, best->kept, (size_t)r->f->K * sizeof *kept);
        kept[dear[tried].k] = false;
        kept[cheap] = true;
        reach_keep(r, kept);
        if (!reach_solve(r, false, &found))
            return false;
        tried++;
        if (!found || r->value >= best->value - worth_while(best->value))
            continue;
        note_best(r, best);
        if (!descend(r, m, order, kept, best) || !look_at_best(r, best, dear, &n, &cheap))
            return false;
        tried = 0;
    }
    return true;
}

/* The m draws to begin with, and whether they can all be met. */
static bool begin(Reach *r, int m, const double *start, Ranked *order, bool *kept,
                  double *least)
{
    const Futures *f = r->f;
    bool found;
    if (start)
        memcpy(r->x, start, (size_t)f->n * sizeof *r->x);
    futures_losses(f, r->x, r->loss, r->worst);
    *least = INFINITY;
    for (int round = 0; round < MOST_ROUNDS; round++) {
        mark_best(r, order, m, kept);
        reach_keep(r, kept);
        if (!reach_solve(r, true, &found))
            return false;
        double lack = found ? lp_primal(r->lp, r->allow) : INFINITY;
        bool better = lack < *least - 1e-6 * (1 + fabs(lack));
        *least = fmin(*least, lack);
        if (!better || lack <= 0)
            return true;
    }
    return true;
}

static bool seek(Reach *r, int m, double least, Ranked *order, bool *kept, Reached *out)
{
    const Futures *f = r->f;
    bool found;
    double scale = 0;
    Best best = {.x = NEW_ARRAY(r->a, double, f->n + 1),
                 .kept = NEW_ARRAY(r->a, bool, f->K + 1)};
    for (int k = 0; k < f->K; k++)
        scale = fmax(scale, f->slack[k * f->P + r->worst[k]]);
    bool reached = least <= scale && f->K - f->n_lost >= m;
    r->allowed = reached ? 0 : least + scale;
    if (!reach_solve(r, false, &found))
        return false;
    if (!found)
        return fail(r->err, INFEASIBLE, "the limits on intakes leave no answer");
    note_best(r, &best);
    if (reached && (!descend(r, m, order, kept, &best) || !exchange(r, m, order, kept, &best)))
        return false;
    *out = (Reached){.x = best.x,
                     .attained = reached && !r->conflict,
                     .least_shortage = reached ? 0 : least,
                     .value = best.value};
    reach_keep(r, best.kept);
    memcpy(r->x, best.x, (size_t)f->n * sizeof *r->x);
    return true;
}

bool chance_seek(Reach *r, int m, const double *start, Reached *out)
{
    Ranked *order = NEW_ARRAY(r->a, Ranked, r->f->K + 1);
    bool *kept = NEW_ARRAY(r->a, bool, r->f->K + 1);
    double least;
    return begin(r, m, start, order, kept, &least) && seek(r, m, least, order, kept, out);
}

bool chance_seek_on(Reach *r, int m, Reached *out)
{
    Ranked *order = NEW_ARRAY(r->a, Ranked, r->f->K + 1);
    bool *kept = NEW_ARRAY(r->a, bool, r->f->K + 1);
    return seek(r, m, 0, order, kept, out);
}
