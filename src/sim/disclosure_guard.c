/* Decides whether a pattern protects every primary cell for every reader, and keeps proofs. How
 * a pattern is found is left to disclosure_cut.c; how one is repaired to disclosure_repair.c.
 *
 * With z the differences from the true values, M z = 0 the sums, and -less x <= z <= more x the
 * moves that pattern x leaves, the aim "z_p may reach need" is a linear programme. For any
 * multipliers m of the sums and d = c - m M, z_p <= sum (d+ more + d- less) x: the cut. */
#include "sim/disclosure_guard.h"
#include <math.h>

static bool enough(double have, double need)
{
    return have >= need - (1 + need) / GUARD_SLACK;
}

/* ---------------------------------------------------------------- what must be possible */

static void add_aim(Guard *g, int cell, int insider, AimWay way, double need)
{
    if (need > 0)
        *PUSH(g->arena, g->aims, g->n_aims, g->room_aims) =
            (Aim){cell, insider, way, need, {-1, -1}};
}

static void add_aims(Guard *g, int insider)
{
    for (int i = 0; i < g->t->n_cells; i++) {
        const SafeCell *c = &g->t->cells[i];
        if (c->use != SAFE_PRIMARY || guard_knows(c, insider))
            continue;
        double above = fmin(c->protect.above, g->more[i]);
        double below = fmin(c->protect.below, g->less[i]);
        double span = fmin(c->protect.span, g->more[i] + g->less[i]);
        add_aim(g, i, insider, AIM_ABOVE, above);
        add_aim(g, i, insider, AIM_BELOW, below);
        if (span > above + below)
            add_aim(g, i, insider, AIM_SPAN, span);
    }
}

static int by_number(const void *one, const void *other)
{
    int a = *(const int *)one, b = *(const int *)other;
    return (a > b) - (a < b);
}

static void add_insiders(Guard *g)
{
    const SafeTable *t = g->t;
    int *found = NEW_ARRAY(g->arena, int, 2 * t->n_cells + 1), n = 0;
    for (int i = 0; i < t->n_cells; i++)
        for (int k = 0; k < 2; k++)
            if (t->cells[i].knows[k] && t->cells[i].use != SAFE_PUBLISH)
                found[n++] = t->cells[i].knows[k];
    qsort(found, (size_t)n, sizeof *found, by_number);
    for (int i = 0; i < n; i++)
        if (i == 0 || found[i] != found[i - 1])
            add_aims(g, found[i]);
}

/* The variables are the cells in the same order; nothing may move yet. */
static void add_moves(Guard *g)
{
    for (int i = 0; i < g->t->n_cells; i++)
        lp_var(g->lp, 0, 0, 0, false);
    for (int i = 0; i < g->t->n_sums; i++) {
        const SafeSum *s = &g->t->sums[i];
        LpSum sum = {.arena = g->arena};
        for (int k = 0; k < s->n; k++)
            lp_add(&sum, s->terms[k].cell, s->terms[k].factor);
        lp_row(g->lp, &sum, 0, 0);
    }
    lp_warm(g->lp);
}

void guard_prepare(Guard *g, Arena *a, Err *err, const SafeTable *t, Lp *lp, Lp *least)
{
    *g = (Guard){.arena = a, .err = err, .t = t, .lp = lp, .least = least};
    g->always = NEW_ARRAY(a, bool, t->n_cells);
    g->choice = NEW_ARRAY(a, bool, t->n_cells);
    g->less = NEW_ARRAY(a, double, t->n_cells);
    g->more = NEW_ARRAY(a, double, t->n_cells);
    g->refs = NEW_ARRAY(a, Refs, t->n_cells);
    for (int i = 0; i < t->n_cells; i++) {
        const SafeCell *c = &t->cells[i];
        g->less[i] = c->value - c->lo;
        g->more[i] = c->hi - c->value;
        g->always[i] = c->use == SAFE_PRIMARY || c->use == SAFE_HIDDEN;
        g->choice[i] = c->use == SAFE_FREE && c->lo < c->hi;
    }
    add_moves(g);
    add_aims(g, 0);
    add_insiders(g);
}

/* ---------------------------------------------------------------- proofs */

static bool proof_fits(const Guard *g, const Proof *p)
{
    for (int i = 0; i < p->n; i++)
        if (!g->held[p->cells[i]])
            return false;
    return true;
}

/* To a reader who knows a cell that moves in it, it proves nothing. */
static bool proof_serves(const Guard *g, const Proof *p, int insider)
{
    for (int i = 0; insider && i < p->n; i++)
        if (guard_knows(&g->t->cells[p->cells[i]], insider))
            return false;
    return true;
}

static int keep_proof(Guard *g)
{
    Proof *p = PUSH(g->arena, g->proofs, g->n_proofs, g->room_proofs);
    int number = g->n_proofs - 1, n = 0;
    for (int i = 0; i < g->t->n_cells; i++)
        n += g->held[i] && fabs(lp_primal(g->lp, i)) > 1e-9;
    *p = (Proof){.cells = NEW_ARRAY(g->arena, int, n + 1),
                 .off = NEW_ARRAY(g->arena, double, n + 1)};
    *PUSH(g->arena, g->fits, g->n_fits, g->room_fits) = true;
    for (int i = 0; i < g->t->n_cells; i++) {
        double off = g->held[i] ? lp_primal(g->lp, i) : 0;
        if (fabs(off) <= 1e-9)
            continue;
        Refs *r = &g->refs[i];
        p->cells[p->n] = i;
        p->off[p->n++] = off;
        *PUSH(g->arena, r->items, r->n, r->room) = (ProofRef){number, off};
    }
    return number;
}

/* A proof that moves the aim's cell this far this way, the latest first; or -1. */
static int far_proof(const Guard *g, const Aim *aim, double way, double need)
{
    const Refs *r = &g->refs[aim->cell];
    for (int i = r->n - 1; i >= 0; i--)
        if (enough(way * r->items[i].off, need) && g->fits[r->items[i].proof] &&
            proof_serves(g, &g->proofs[r->items[i].proof], aim->insider))
            return r->items[i].proof;
    return -1;
}

/* How far the proofs move the aim's cell this way, and which does. */
static double furthest_proof(const Guard *g, const Aim *aim, double way, int *proof)
{
    const Refs *r = &g->refs[aim->cell];
    double off = 0;
    *proof = -1;
    for (int i = 0; i < r->n; i++)
        if (way * r->items[i].off > off && g->fits[r->items[i].proof] &&
            proof_serves(g, &g->proofs[r->items[i].proof], aim->insider)) {
            off = way * r->items[i].off;
            *proof = r->items[i].proof;
        }
    return off;
}

static bool still_proved(const Guard *g, const Aim *aim)
{
    for (int i = 0; i < (aim->way == AIM_SPAN ? 2 : 1); i++)
        if (aim->proof[i] < 0 || !g->fits[aim->proof[i]])
            return false;
    return true;
}

static bool proved(Guard *g, Aim *aim)
{
    if (still_proved(g, aim))
        return true;
    if (aim->way != AIM_SPAN) {
        aim->proof[0] = far_proof(g, aim, aim->way == AIM_ABOVE ? 1 : -1, aim->need);
        return aim->proof[0] >= 0;
    }
    aim->proof[0] = far_proof(g, aim, 1, aim->need);
    if (aim->proof[0] < 0)
        aim->proof[0] = far_proof(g, aim, -1, aim->need);
    aim->proof[1] = aim->proof[0];
    if (aim->proof[0] >= 0)
        return true;
    double off = furthest_proof(g, aim, 1, &aim->proof[0]);
    off += furthest_proof(g, aim, -1, &aim->proof[1]);
    return aim->proof[0] >= 0 && aim->proof[1] >= 0 && enough(off, aim->need);
}

/* ---------------------------------------------------------------- the programmes */

static void bounds(Guard *g, int cell, int insider)
{
    bool moves = g->held[cell] && !guard_knows(&g->t->cells[cell], insider);
    lp_var_bounds(g->lp, cell, moves ? -g->less[cell] : 0, moves ? g->more[cell] : 0);
}

/* Moves the cell as far as it goes; what moves without end, as far as it must. */
static bool move(Guard *g, const Aim *aim, double way, double *off)
{
    LpStatus status;
    lp_costs_clear(g->lp);
    lp_cost(g->lp, aim->cell, -way);
    g->programmes++;
    if (!lp_solve(g->lp, g->err, &status))
        return false;
    if (status == LP_UNBOUNDED) {
        lp_var_bounds(g->lp, aim->cell, way > 0 ? -g->less[aim->cell] : -aim->need,
                      way > 0 ? aim->need : g->more[aim->cell]);
        g->programmes++;
        bool ok = lp_solve(g->lp, g->err, &status);
        bounds(g, aim->cell, aim->insider);
        if (!ok)
            return false;
    }
    if (status != LP_OPTIMAL)
        return fail(g->err, IO, "the solver finds that a table disagrees with itself");
    *off = way * lp_primal(g->lp, aim->cell);
    return true;
}

/* Multipliers as quotients of whole numbers when they are, so that what is zero is zero: a cell
 * without an upper bound enters the cut as soon as its factor is not. */
static void multipliers(const Guard *g, double *m)
{
    enum { MOST = 24 };
    int n = g->t->n_sums;
    for (int i = 0; i < n; i++)
        m[i] = lp_dual(g->lp, i);
    for (int k = 1; k <= MOST; k++) {
        bool whole = true;
        for (int i = 0; i < n && whole; i++)
            whole = fabs(m[i] * k - round(m[i] * k)) < 1e-7 * k;
        if (!whole)
            continue;
        for (int i = 0; i < n; i++)
            m[i] = round(m[i] * k) / k;
        return;
    }
}

/* Adds the cut of the programme just solved to what each cell weighs. */
static void weigh(const Guard *g, const Aim *aim, double way, double *weight)
{
    SCOPED_ARENA scratch = arena_new();
    double *m = NEW_ARRAY(scratch, double, g->t->n_sums + 1);
    double *d = NEW_ARRAY(scratch, double, g->t->n_cells);
    multipliers(g, m);
    d[aim->cell] = -way;
    for (int i = 0; i < g->t->n_sums; i++)
        for (int k = 0; m[i] != 0 && k < g->t->sums[i].n; k++)
            d[g->t->sums[i].terms[k].cell] -= m[i] * g->t->sums[i].terms[k].factor;
    for (int i = 0; i < g->t->n_cells; i++)
        if (fabs(d[i]) > 1e-9 && !guard_knows(&g->t->cells[i], aim->insider))
            weight[i] += fabs(d[i]) * (d[i] < 0 ? g->more[i] : g->less[i]);
}

/* sum weight x >= need: cells that are always held count at once, and none for more than what
 * is left. When the pattern satisfies even that, the solver was not exact enough, and the cut
 * says only that something more must be held back. */
static void add_cut(Guard *g, double need, const double *weight, Cuts *cuts)
{
    int n = 0;
    double have = 0;
    for (int i = 0; i < g->t->n_cells; i++) {
        if (g->always[i])
            need -= weight[i];
        n += g->choice[i] && weight[i] > 0;
    }
    for (int i = 0; i < g->t->n_cells; i++)
        if (g->choice[i] && g->held[i])
            have += fmin(weight[i], need);
    bool works = need > 0 && !enough(have, need);
    if (!works)
        n = g->t->n_cells;
    Cut *c = PUSH(g->arena, cuts->items, cuts->n, cuts->room);
    *c = (Cut){.cells = NEW_ARRAY(g->arena, int, n + 1),
               .weights = NEW_ARRAY(g->arena, double, n + 1),
               .need = 1};
    for (int i = 0; i < g->t->n_cells; i++)
        if (g->choice[i] && (works ? weight[i] > 0 : !g->held[i])) {
            c->cells[c->n] = i;
            c->weights[c->n++] = works ? fmin(weight[i] / need, 1) : 1;
        }
}

/* Whether the aim is met, by programmes. */
static bool try_aim(Guard *g, Aim *aim, Cuts *cuts, bool *met)
{
    SCOPED_ARENA scratch = arena_new();
    double *weight = NEW_ARRAY(scratch, double, g->t->n_cells), off[2] = {0, 0};
    bool span = aim->way == AIM_SPAN;
    for (int i = 0; i < (span ? 2 : 1); i++) {
        double way = span ? 1 - 2 * i : aim->way == AIM_ABOVE ? 1 : -1;
        if (!move(g, aim, way, &off[i]))
            return false;
        aim->proof[i] = off[i] > 1e-9 ? keep_proof(g) : -1;
        if (i == 0 && enough(off[0], aim->need)) {
            aim->proof[1] = aim->proof[0];
            break;
        }
        if (cuts)
            weigh(g, aim, way, weight);
    }
    *met = enough(off[0] + off[1], aim->need);
    if (!*met)
        aim->proof[0] = -1;
    if (!*met && cuts)
        add_cut(g, aim->need, weight, cuts);
    return true;
}

/* ---------------------------------------------------------------- asking */

void guard_hold(Guard *g, const bool *held)
{
    g->held = held;
    for (int i = 0; i < g->n_proofs; i++)
        g->fits[i] = proof_fits(g, &g->proofs[i]);
    for (int i = 0; i < g->t->n_cells; i++)
        bounds(g, i, 0);
    g->insider = 0;
}

void guard_more(Guard *g, int cell)
{
    bounds(g, cell, g->insider);
}

bool guard_next(Guard *g, int *aim, Cuts *cuts)
{
    for (; *aim < g->n_aims; ++*aim) {
        Aim *a = &g->aims[*aim];
        bool met;
        if (proved(g, a))
            continue;
        int before = g->insider;
        g->insider = a->insider;
        for (int c = 0; before != a->insider && c < g->t->n_cells; c++)
            bounds(g, c, a->insider);
        if (!try_aim(g, a, cuts, &met))
            return false;
        if (!met)
            return true;
    }
    return true;
}

bool guard_check(Guard *g, const bool *held, Cuts *cuts, bool *safe)
{
    *safe = true;
    guard_hold(g, held);
    for (int aim = 0; aim < g->n_aims && (*safe || cuts); aim++) {
        if (!guard_next(g, &aim, cuts))
            return false;
        *safe &= aim == g->n_aims;
    }
    return true;
}

static bool breaks(const Cut *c, const bool *held)
{
    double have = 0;
    for (int i = 0; i < c->n; i++)
        have += held[c->cells[i]] ? c->weights[i] : 0;
    return !enough(have, c->need);
}

/* Takes one cell back out of the pattern and asks again; puts it back when it is needed. What is
 * known to be needed by some cut costs no programme, and each new need is a cut. */
static bool try_without(Guard *g, bool *held, int cell, Cuts *cuts)
{
    const Refs *r = &g->refs[cell];
    int aim = 0, before = r->n;
    bool needed = false;
    held[cell] = false;
    for (int i = cuts->n - 1; i >= 0 && !needed; i--)
        needed = breaks(&cuts->items[i], held);
    if (needed) {
        held[cell] = true;
        return true;
    }
    bounds(g, cell, g->insider);
    for (int i = 0; i < before; i++)
        g->fits[r->items[i].proof] = false;
    if (!guard_next(g, &aim, cuts))
        return false;
    if (aim == g->n_aims)
        return true;
    held[cell] = true;
    bounds(g, cell, g->insider);
    for (int i = 0; i < before; i++)
        g->fits[r->items[i].proof] = proof_fits(g, &g->proofs[r->items[i].proof]);
    return true;
}

bool guard_trim(Guard *g, bool *held, Cuts *cuts)
{
    SCOPED_ARENA scratch = arena_new();
    bool *tried = NEW_ARRAY(scratch, bool, g->t->n_cells);
    guard_hold(g, held);
    for (;;) {
        int dearest = -1;
        for (int i = 0; i < g->t->n_cells; i++)
            if (held[i] && g->choice[i] && !tried[i] &&
                (dearest < 0 || g->t->cells[i].cost > g->t->cells[dearest].cost))
                dearest = i;
        if (dearest < 0)
            return true;
        tried[dearest] = true;
        if (!try_without(g, held, dearest, cuts))
            return false;
    }
}

double guard_cost(const Guard *g, const bool *held)
{
    double cost = 0;
    for (int i = 0; i < g->t->n_cells; i++)
        if (held[i] && !g->always[i])
            cost += g->t->cells[i].cost;
    return cost;
}
