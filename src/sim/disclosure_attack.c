/* Decides what a reader can work out: for each cell the least and the greatest value that
 * agrees with everything seen and with all sums. What may be shown is left to the others.
 *
 * This file shares no code with the suppression, so that a fault there does not hide here. */
#include "sim/disclosure.h"
#include "sim/solver.h"
#include <math.h>

typedef struct Reader {
    Arena *arena;
    Err *err;
    const SafeTable *t;
    const SafeInterval *seen;
    const SafeAttackOptions *options;
    Lp *lp;
    int *var;      /* of a cell that is not seen exactly; else -1 */
    int (*who)[2]; /* by cell: those who know it, numbered from 1; 0 = nobody */
    SafeAttack out;
} Reader;

SafeInterval *safe_seen(Arena *a, const SafeTable *t, const bool *held)
{
    SafeInterval *seen = NEW_ARRAY(a, SafeInterval, t->n_cells);
    for (int i = 0; i < t->n_cells; i++) {
        const SafeCell *c = &t->cells[i];
        seen[i] = held[i] ? (SafeInterval){c->lo, c->hi} : (SafeInterval){c->value, c->value};
    }
    return seen;
}

SafeInterval safe_seen_rounded(double rounded, double base, bool controlled)
{
    double less = controlled ? base - 1 : floor(base / 2);
    double more = controlled ? base - 1 : ceil(base / 2) - 1; /* halves went away from zero */
    if (rounded < 0)
        return (SafeInterval){rounded - more, rounded + less};
    return (SafeInterval){fmax(rounded - less, 0), rounded + more};
}

static double tolerance(double value)
{
    return 1e-6 * (1 + fabs(value));
}

static bool contradiction(const Reader *r)
{
    return fail(r->err, INVALID, "what is published contradicts itself: it does not add up");
}

/* One variable for each cell that is not seen exactly, one row for each sum that has any. */
static bool prepare(Reader *r)
{
    const SafeTable *t = r->t;
    r->var = NEW_ARRAY(r->arena, int, t->n_cells);
    for (int i = 0; i < t->n_cells; i++) {
        SafeInterval s = r->seen[i];
        if (!(s.lo <= s.hi))
            return contradiction(r);
        bool exact = s.lo == s.hi;
        r->var[i] = exact ? -1 : lp_var(r->lp, s.lo, s.hi, 0, r->options->whole);
        r->out.intervals[i] = exact ? s : (SafeInterval){NAN, NAN};
    }
    for (int i = 0; i < t->n_sums; i++) {
        const SafeSum *s = &t->sums[i];
        LpSum sum = {.arena = r->arena};
        double size = 0;
        for (int k = 0; k < s->n; k++) {
            int cell = s->terms[k].cell;
            if (r->var[cell] >= 0)
                lp_add(&sum, r->var[cell], s->terms[k].factor);
            else {
                sum.constant += s->terms[k].factor * r->seen[cell].lo;
                size += fabs(r->seen[cell].lo);
            }
        }
        if (sum.n)
            lp_row(r->lp, &sum, 0, 0);
        else if (fabs(sum.constant) > 1e-7 * (1 + size))
            return contradiction(r);
    }
    return true;
}

/* The end of the interval in this direction (1: greatest, -1: least). Where the search for
 * whole numbers met its limit, the furthest that was found. */
static bool furthest(Reader *r, int cell, double way, double *out)
{
    LpStatus status;
    int v = r->var[cell];
    const SafeInterval *s = &r->seen[cell];
    lp_cost(r->lp, v, -way);
    bool ok = lp_solve(r->lp, r->err, &status);
    lp_cost(r->lp, v, 0);
    r->out.programmes++;
    if (!ok)
        return false;
    switch (status) {
    case LP_OPTIMAL:
    case LP_STOPPED:
        *out = lp_primal(r->lp, v);
        /* Whole numbers are exact, and so are bounds. */
        if (fabs(*out - round(*out)) < 1e-7)
            *out = round(*out);
        *out = fmin(fmax(*out, s->lo), s->hi);
        return true;
    case LP_UNBOUNDED:
        *out = way * INFINITY;
        return true;
    case LP_UNKNOWN: /* the true value is always possible */
        *out = r->t->cells[cell].value;
        return true;
    default:
        return contradiction(r);
    }
}

/* What the protection asks for, cut off at what everybody knows beforehand. */
static SafeNarrowed demand(const Reader *r, int cell, int insider)
{
    const SafeCell *c = &r->t->cells[cell];
    return (SafeNarrowed){.cell = cell,
                          .insider = insider,
                          .must_lo = fmax(c->value - c->protect.below, c->lo),
                          .must_hi = fmin(c->value + c->protect.above, c->hi),
                          .must_span = fmin(c->protect.span, c->hi - c->lo)};
}

static bool attack_cell(Reader *r, int cell, int insider)
{
    SafeNarrowed n = demand(r, cell, insider);
    SafeInterval *i = &n.interval;
    if (r->var[cell] < 0)
        *i = r->seen[cell];
    else if (!furthest(r, cell, -1, &i->lo) || !furthest(r, cell, 1, &i->hi))
        return false;
    if (!insider)
        r->out.intervals[cell] = *i;
    double slack = tolerance(r->t->cells[cell].value);
    if (r->t->cells[cell].use == SAFE_PRIMARY &&
        (i->lo > n.must_lo + slack || i->hi < n.must_hi - slack ||
         i->hi - i->lo < n.must_span - slack))
        *PUSH(r->arena, r->out.narrowed, r->out.n, r->out.room) = n;
    return true;
}

/* All cells that matter, with the eyes of the public. */
static bool attack_all(Reader *r)
{
    for (int i = 0; i < r->t->n_cells; i++)
        if ((r->t->cells[i].use == SAFE_PRIMARY || (r->options->all && r->var[i] >= 0)) &&
            !attack_cell(r, i, 0))
            return false;
    return true;
}

/* ---------------------------------------------------------------- insiders */

static bool knows(const SafeCell *c, int insider)
{
    return c->knows[0] == insider || c->knows[1] == insider;
}

/* The same cell with the eyes of somebody who knows some of the others exactly. */
static bool attack_as(Reader *r, int cell, int insider)
{
    const SafeTable *t = r->t;
    for (int i = 0; i < t->n_cells; i++)
        if (r->var[i] >= 0 && knows(&t->cells[i], insider))
            lp_var_bounds(r->lp, r->var[i], t->cells[i].value, t->cells[i].value);
    bool ok = attack_cell(r, cell, insider);
    for (int i = 0; i < t->n_cells; i++)
        if (r->var[i] >= 0 && knows(&t->cells[i], insider))
            lp_var_bounds(r->lp, r->var[i], r->seen[i].lo, r->seen[i].hi);
    return ok;
}

/* The shortest way from the true values to other possible ones: two variables for each cell, up
 * and down, and the sums of their moves. */
static void prepare_moves(Reader *r, Lp *moves)
{
    for (int i = 0; i < r->t->n_cells; i++) {
        const SafeCell *c = &r->t->cells[i];
        double price = 1 + (c->knows[0] != 0) + (c->knows[1] != 0);
        lp_var(moves, 0, fmax(r->seen[i].hi - c->value, 0), price, false);
        lp_var(moves, 0, fmax(c->value - r->seen[i].lo, 0), price, false);
    }
    for (int i = 0; i < r->t->n_sums; i++) {
        LpSum sum = {.arena = r->arena};
        for (int k = 0; k < r->t->sums[i].n; k++) {
            SafeTerm term = r->t->sums[i].terms[k];
            lp_add(&sum, 2 * term.cell, term.factor);
            lp_add(&sum, 2 * term.cell + 1, -term.factor);
        }
        lp_row(moves, &sum, 0, 0);
    }
    lp_warm(moves);
}

/* Marks who knows a cell that must move when this one moves by need, up (0) or down (1). */
static bool concerned(Reader *r, Lp *moves, int cell, int way, double need, bool *who)
{
    LpStatus status;
    int along = 2 * cell + way, back = 2 * cell + 1 - way;
    const SafeCell *c = &r->t->cells[cell];
    double room = way ? c->value - r->seen[cell].lo : r->seen[cell].hi - c->value;
    double other = way ? r->seen[cell].hi - c->value : c->value - r->seen[cell].lo;
    if (need <= 0 || room < need)
        return true; /* nothing to show; or everybody can tell */
    lp_var_bounds(moves, along, need, need);
    lp_var_bounds(moves, back, 0, 0);
    bool ok = lp_solve(moves, r->err, &status);
    r->out.programmes++;
    for (int i = 0; ok && status == LP_OPTIMAL && i < r->t->n_cells; i++)
        if (fabs(lp_primal(moves, 2 * i) - lp_primal(moves, 2 * i + 1)) > 1e-9)
            for (int k = 0; k < 2; k++)
                who[r->who[i][k]] = true;
    lp_var_bounds(moves, along, 0, room);
    lp_var_bounds(moves, back, 0, fmax(other, 0));
    return ok;
}

static int by_number(const void *one, const void *other)
{
    int a = *(const int *)one, b = *(const int *)other;
    return (a > b) - (a < b);
}

/* Everybody who knows a cell, in order, from 1; returns how many. */
static int list_insiders(Reader *r, int **out)
{
    const SafeTable *t = r->t;
    int *all = NEW_ARRAY(r->arena, int, 2 * t->n_cells + 1), n = 0, different = 0;
    for (int i = 0; i < t->n_cells; i++)
        for (int k = 0; k < 2; k++)
            if (t->cells[i].knows[k])
                all[++n] = t->cells[i].knows[k];
    qsort(all + 1, (size_t)n, sizeof *all, by_number);
    for (int i = 1; i <= n; i++)
        if (different == 0 || all[i] != all[different])
            all[++different] = all[i];
    r->who = arena_array(r->arena, (size_t)t->n_cells, sizeof *r->who);
    for (int i = 0; i < t->n_cells; i++)
        for (int k = 0; k < 2; k++) {
            const int *found = bsearch(&t->cells[i].knows[k], all + 1, (size_t)different,
                                       sizeof *all, by_number);
            r->who[i][k] = found ? (int)(found - all) : 0;
        }
    *out = all;
    return different;
}

/* Who knows none of the cells that move is in the place of the public; the others attack. In
 * whole numbers, or for a span, everybody does. */
static bool attack_insiders(Reader *r)
{
    SCOPED_LP moves = lp_new(r->arena);
    int *insiders, n = list_insiders(r, &insiders);
    bool *who = NEW_ARRAY(r->arena, bool, n + 1);
    prepare_moves(r, moves);
    for (int i = 0; i < r->t->n_cells && n > 0; i++) {
        const SafeCell *c = &r->t->cells[i];
        SafeNarrowed d = demand(r, i, 0);
        bool everybody = r->options->whole || d.must_span > d.must_hi - d.must_lo;
        if (c->use != SAFE_PRIMARY)
            continue;
        for (int k = 1; k <= n; k++)
            who[k] = everybody;
        if (!everybody && (!concerned(r, moves, i, 0, d.must_hi - c->value, who) ||
                           !concerned(r, moves, i, 1, c->value - d.must_lo, who)))
            return false;
        for (int k = 1; k <= n; k++)
            if (who[k] && !knows(c, insiders[k]) && !attack_as(r, i, insiders[k]))
                return false;
    }
    return true;
}

bool safe_attack(Arena *a, Err *err, const SafeTable *t, const SafeInterval *seen,
                 const SafeAttackOptions *options, SafeAttack *out)
{
    SCOPED_LP lp = lp_new(a);
    Reader r = {.arena = a, .err = err, .t = t, .seen = seen, .options = options, .lp = lp};
    r.out.intervals = NEW_ARRAY(a, SafeInterval, t->n_cells);
    lp_warm(lp);
    lp_gap(lp, 0);
    lp_nodes(lp, options->nodes);
    if (!prepare(&r) || !attack_all(&r) || (options->insiders && !attack_insiders(&r)))
        return false;
    r.out.safe = r.out.n == 0;
    *out = r.out;
    return true;
}
