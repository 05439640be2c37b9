/* Decides whether one aim is met: by a proof that is kept, by a programme, or not, and then by
 * which cut. Which aims there are is left to disclosure_guard.c.
 *
 * With z the differences from the true values, M z = 0 the sums, and -less x <= z <= more x the
 * moves that pattern x leaves, the aim "z_p may reach need" is a linear programme. For any
 * multipliers m of the sums and d = c - m M, z_p <= sum (d+ more + d- less) x: the cut.
 *
 * A proof with few moving cells serves more patterns and more readers. So it is sought as the
 * shortest move by exactly need, and only when there is none, the furthest move gives the cut.
 */
#include "sim/disclosure_guard.h"
#include <math.h>

static int up(int cell)
{
    return 2 * cell;
}

static int down(int cell)
{
    return 2 * cell + 1;
}

/* A cell that is held in part moves in part: of what an aim needs, when it could move further.
 */
static double part_of(const Guard *g, int cell, double room, double need)
{
    double share = g->share[cell];
    return share >= 1 ? room : share <= 0 ? 0 : share * fmin(room, need);
}

bool proof_fits(const Guard *g, const Proof *p)
{
    for (int i = 0; i < p->n; i++) {
        int c = p->cells[i];
        if (p->off[i] > part_of(g, c, g->more[c], p->need) + 1e-7 ||
            -p->off[i] > part_of(g, c, g->less[c], p->need) + 1e-7)
            return false;
    }
    return true;
}

/* To a reader who knows a cell that moves in it, it proves nothing. */
static bool proof_serves(const Guard *g, const Proof *p, int insider)
{
    for (int i = 0; insider && i < p->n; i++)
        if (guard_knows(g, p->cells[i], insider))
            return false;
    return true;
}

bool proof_usable(const Guard *g, int proof, const Aim *aim)
{
    const Proof *p = &g->proofs[proof];
    return g->fits[proof] && !(g->fractional && p->need > aim->need) &&
           proof_serves(g, p, aim->insider);
}

/* How far the cell moved in the programme that was solved last. */
static double moved(const Guard *g, bool brief, int cell)
{
    double off = brief ? lp_primal(g->brief, up(cell)) - lp_primal(g->brief, down(cell))
                       : lp_primal(g->lp, cell);
    return g->share[cell] > 0 && fabs(off) > 1e-9 ? off : 0;
}

static int keep_proof(Guard *g, bool brief)
{
    Proof *p = PUSH(g->arena, g->proofs, g->n_proofs, g->room_proofs);
    int number = g->n_proofs - 1, n = 0;
    for (int i = 0; i < g->t->n_cells; i++)
        n += moved(g, brief, i) != 0;
    *p = (Proof){.cells = NEW_ARRAY(g->arena, int, n + 1),
                 .off = NEW_ARRAY(g->arena, double, n + 1),
                 .need = g->need};
    *PUSH(g->arena, g->fits, g->n_fits, g->room_fits) = true;
    for (int i = 0; i < g->t->n_cells; i++) {
        double off = moved(g, brief, i);
        if (off == 0)
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
        if (guard_enough(way * r->items[i].off, need) &&
            proof_usable(g, r->items[i].proof, aim))
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
        if (way * r->items[i].off > off && proof_usable(g, r->items[i].proof, aim)) {
            off = way * r->items[i].off;
            *proof = r->items[i].proof;
        }
    return off;
}

static bool still_proved(const Guard *g, const Aim *aim)
{
    for (int i = 0; i < (aim->way == AIM_SPAN ? 2 : 1); i++)
        if (aim->proof[i] < 0 || !proof_usable(g, aim->proof[i], aim))
            return false;
    return true;
}

bool aim_proved(Guard *g, Aim *aim)
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
    if (aim->proof[0] >= 0 && aim->proof[1] >= 0 && guard_enough(off, aim->need))
        return true;
    aim->proof[0] = -1;
    return false;
}

/* ---------------------------------------------------------------- the programmes */

/* Variables of g->lp are the cells, of g->brief their moves up and down. Nothing may move yet.
 * In brief, moving a cell costs more when others will not like it: it can be given back, or
 * somebody knows it. */
void aim_prepare(Guard *g)
{
    for (int i = 0; i < g->t->n_cells; i++) {
        double price = 1 + g->choice[i] + (g->t->cells[i].knows[0] || g->t->cells[i].knows[1]);
        lp_var(g->lp, 0, 0, 0, false);
        lp_var(g->brief, 0, 0, price, false);
        lp_var(g->brief, 0, 0, price, false);
    }
    for (int i = 0; i < g->t->n_sums; i++) {
        const SafeSum *s = &g->t->sums[i];
        LpSum sum = {.arena = g->arena}, brief = {.arena = g->arena};
        for (int k = 0; k < s->n; k++) {
            lp_add(&sum, s->terms[k].cell, s->terms[k].factor);
            lp_add(&brief, up(s->terms[k].cell), s->terms[k].factor);
            lp_add(&brief, down(s->terms[k].cell), -s->terms[k].factor);
        }
        lp_row(g->lp, &sum, 0, 0);
        lp_row(g->brief, &brief, 0, 0);
    }
    lp_warm(g->lp);
    lp_warm(g->brief);
}

void aim_bounds(Guard *g, int cell)
{
    bool moves = !guard_knows(g, cell, g->insider);
    double more = moves ? part_of(g, cell, g->more[cell], g->need) : 0;
    double less = moves ? part_of(g, cell, g->less[cell], g->need) : 0;
    lp_var_bounds(g->lp, cell, -less, more);
    lp_var_bounds(g->brief, up(cell), 0, more);
    lp_var_bounds(g->brief, down(cell), 0, less);
}

static void all_bounds(Guard *g)
{
    for (int i = 0; i < g->t->n_cells; i++)
        aim_bounds(g, i);
}

/* With the eyes of this reader, for this aim. */
static void look(Guard *g, const Aim *aim)
{
    int before = g->insider;
    bool other_need = g->fractional && g->need != aim->need;
    g->insider = aim->insider;
    g->need = aim->need;
    if (other_need) {
        all_bounds(g);
        return;
    }
    for (int k = 0; k < 2 && before != aim->insider; k++) {
        const Numbers *cells = &g->insiders[k ? aim->insider : before].cells;
        for (int i = 0; i < cells->n; i++)
            aim_bounds(g, cells->items[i]);
    }
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
        aim_bounds(g, aim->cell);
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
        if (fabs(d[i]) > 1e-9 && !guard_knows(g, i, aim->insider))
            weight[i] += fabs(d[i]) * (d[i] < 0 ? g->more[i] : g->less[i]);
}

/* sum weight x >= need: cells that are always held count at once, and none for more than what
 * is left. When the pattern satisfies even that, the solver was not exact enough, and the cut
 * says only that something more must be held back. */
static void add_cut(Guard *g, double need, const double *weight, Cuts *cuts)
{
    int n = 0;
    double have = 0;
    bool whole = true;
    for (int i = 0; i < g->t->n_cells; i++) {
        whole &= g->share[i] == 0 || g->share[i] == 1;
        if (g->always[i])
            need -= weight[i];
        n += g->choice[i] && weight[i] > 0;
    }
    for (int i = 0; i < g->t->n_cells; i++)
        if (g->choice[i] && g->share[i] > 0)
            have += fmin(weight[i], need) * g->share[i];
    bool works = need > 0 && !guard_enough(have, need);
    if (!works && !whole)
        return;
    if (!works)
        n = g->t->n_cells;
    Cut *c = PUSH(g->arena, cuts->items, cuts->n, cuts->room);
    *c = (Cut){.cells = NEW_ARRAY(g->arena, int, n + 1),
               .weights = NEW_ARRAY(g->arena, double, n + 1),
               .need = 1};
    for (int i = 0; i < g->t->n_cells; i++)
        if (g->choice[i] && (works ? weight[i] > 0 : g->share[i] == 0)) {
            c->cells[c->n] = i;
            c->weights[c->n++] = works ? fmin(weight[i] / need, 1) : 1;
        }
}

/* The shortest move of the cell by exactly need. */
static bool move_briefly(Guard *g, const Aim *aim, double way, bool *found)
{
    LpStatus status;
    int along = way > 0 ? up(aim->cell) : down(aim->cell);
    int back = way > 0 ? down(aim->cell) : up(aim->cell);
    double room = way > 0 ? g->more[aim->cell] : g->less[aim->cell];
    *found = false;
    if (part_of(g, aim->cell, room, aim->need) < aim->need)
        return true;
    lp_var_bounds(g->brief, along, aim->need, aim->need);
    lp_var_bounds(g->brief, back, 0, 0);
    g->programmes++;
    bool ok = lp_solve(g->brief, g->err, &status);
    *found = ok && status == LP_OPTIMAL;
    aim_bounds(g, aim->cell);
    return ok;
}

bool aim_try(Guard *g, Aim *aim, Cuts *cuts, bool *met)
{
    SCOPED_ARENA scratch = arena_new();
    double *weight = NEW_ARRAY(scratch, double, g->t->n_cells), off[2] = {0, 0};
    bool span = aim->way == AIM_SPAN;
    *met = false;
    look(g, aim);
    for (int i = 0; i < (span ? 2 : 1) && !*met; i++)
        if (!move_briefly(g, aim, span ? 1 - 2 * i : aim->way == AIM_ABOVE ? 1 : -1, met))
            return false;
    aim->proof[0] = aim->proof[1] = *met ? keep_proof(g, true) : -1;
    if (*met || (!cuts && !span))
        return true;
    for (int i = 0; i < (span ? 2 : 1); i++) {
        double way = span ? 1 - 2 * i : aim->way == AIM_ABOVE ? 1 : -1;
        if (!move(g, aim, way, &off[i]))
            return false;
        aim->proof[i] = off[i] > 1e-9 ? keep_proof(g, false) : -1;
        weigh(g, aim, way, weight);
    }
    *met = guard_enough(off[0] + off[1], aim->need);
    if (*met)
        return true;
    aim->proof[0] = -1;
    if (cuts)
        add_cut(g, aim->need, weight, cuts);
    return true;
}
