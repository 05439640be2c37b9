/* Decides what must be possible so that every primary cell is protected from every reader, and
 * which of it a pattern does not meet. How one such aim is shown or refuted is left to
 * disclosure_proof.c; how a pattern is found or repaired, to disclosure_cut.c and _repair.c. */
#include "sim/disclosure_guard.h"
#include <math.h>

/* ---------------------------------------------------------------- what must be possible */

static void add_aim(Guard *g, int cell, AimWay way, double need)
{
    if (need > 0)
        *PUSH(g->arena, g->aims, g->n_aims, g->room_aims) =
            (Aim){.cell = cell, .way = way, .need = need, .proof = {-1, -1}};
}

static void add_aims(Guard *g)
{
    for (int i = 0; i < g->t->n_cells; i++) {
        const SafeCell *c = &g->t->cells[i];
        if (c->use != SAFE_PRIMARY)
            continue;
        double above = fmin(c->protect.above, g->more[i]);
        double below = fmin(c->protect.below, g->less[i]);
        double span = fmin(c->protect.span, g->more[i] + g->less[i]);
        add_aim(g, i, AIM_ABOVE, above);
        add_aim(g, i, AIM_BELOW, below);
        if (span > above + below)
            add_aim(g, i, AIM_SPAN, span);
    }
}

static int by_number(const void *one, const void *other)
{
    int a = *(const int *)one, b = *(const int *)other;
    return (a > b) - (a < b);
}

static int insider_of(const Guard *g, int number)
{
    const Insider *found =
        bsearch(&number, g->insiders + 1, (size_t)g->n_insiders, sizeof *found, by_number);
    return found ? (int)(found - g->insiders) : 0;
}

static void add_insiders(Guard *g)
{
    const SafeTable *t = g->t;
    int *found = NEW_ARRAY(g->arena, int, 2 * t->n_cells + 1), n = 0;
    for (int i = 0; i < t->n_cells; i++)
        for (int k = 0; k < 2; k++)
            if (t->cells[i].knows[k] && (g->always[i] || g->choice[i]))
                found[n++] = t->cells[i].knows[k];
    qsort(found, (size_t)n, sizeof *found, by_number);
    g->insiders = NEW_ARRAY(g->arena, Insider, n + 1);
    g->knows = arena_array(g->arena, (size_t)t->n_cells, sizeof *g->knows);
    for (int i = 0; i < n; i++)
        if (i == 0 || found[i] != found[i - 1])
            g->insiders[++g->n_insiders].number = found[i];
    for (int i = 0; i < t->n_cells; i++)
        for (int k = 0; k < 2; k++) {
            int insider = t->cells[i].knows[k] ? insider_of(g, t->cells[i].knows[k]) : 0;
            Numbers *cells = &g->insiders[insider].cells;
            g->knows[i][k] = insider;
            if (insider)
                *PUSH(g->arena, cells->items, cells->n, cells->room) = i;
        }
}

void guard_prepare(Guard *g, Arena *a, Err *err, const SafeTable *t, Lp *const programmes[3])
{
    *g = (Guard){.arena = a,
                 .err = err,
                 .t = t,
                 .lp = programmes[0],
                 .brief = programmes[1],
                 .least = programmes[2]};
    g->always = NEW_ARRAY(a, bool, t->n_cells);
    g->choice = NEW_ARRAY(a, bool, t->n_cells);
    g->share = NEW_ARRAY(a, double, t->n_cells);
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
    add_aims(g);
    add_insiders(g);
    aim_prepare(g);
}

/* ---------------------------------------------------------------- asking */

void guard_hold(Guard *g, const double *share)
{
    memcpy(g->share, share, (size_t)g->t->n_cells * sizeof *share);
    g->fractional = false;
    for (int i = 0; i < g->t->n_cells; i++)
        g->fractional |= share[i] > 0 && share[i] < 1;
    for (int i = 0; i < g->n_proofs; i++)
        g->fits[i] = proof_fits(g, &g->proofs[i]);
    g->insider = 0;
    for (int i = 0; i < g->t->n_cells; i++)
        aim_bounds(g, i);
}

void guard_more(Guard *g, int cell)
{
    g->share[cell] = 1;
    aim_bounds(g, cell);
}

/* The same aim for an insider: a proof that served another one, any other, or a new one. */
static bool meet_insider(Guard *g, Aim *aim, int insider, Cuts *cuts, bool *met)
{
    Aim own = *aim;
    own.insider = insider;
    *met = true;
    for (int i = 0; i < aim->others.n && own.way != AIM_SPAN; i++)
        if (proof_usable(g, aim->others.items[i], &own))
            return true;
    own.proof[0] = own.proof[1] = -1;
    if (!aim_proved(g, &own) && !aim_try(g, &own, cuts, met))
        return false;
    if (*met)
        *PUSH(g->arena, aim->others.items, aim->others.n, aim->others.room) = own.proof[0];
    else
        g->unmet = own;
    return true;
}

/* What shows the aim to everybody shows it to whoever knows none of the cells that move in it.
 * The others are asked one by one; with cuts, all of them. */
static bool meet_insiders(Guard *g, Aim *aim, Cuts *cuts, bool *met)
{
    for (int k = 0; k < (aim->way == AIM_SPAN ? 2 : 1); k++) {
        const Proof p = g->proofs[aim->proof[k]];
        for (int i = 0; i < 2 * p.n && (*met || cuts); i++) {
            int insider = g->knows[p.cells[i / 2]][i % 2];
            bool one;
            if (!insider || guard_knows(g, aim->cell, insider))
                continue;
            if (!meet_insider(g, aim, insider, cuts, &one))
                return false;
            *met &= one;
        }
    }
    return true;
}

bool guard_next(Guard *g, int *aim, Cuts *cuts)
{
    for (; *aim < g->n_aims; ++*aim) {
        Aim *a = &g->aims[*aim];
        bool met = true;
        if (!aim_proved(g, a) && !aim_try(g, a, cuts, &met))
            return false;
        if (!met)
            g->unmet = *a;
        else if (!meet_insiders(g, a, cuts, &met))
            return false;
        if (!met)
            return true;
    }
    return true;
}

bool guard_check(Guard *g, const double *share, Cuts *cuts, bool *safe)
{
    *safe = true;
    guard_hold(g, share);
    for (int aim = 0; aim < g->n_aims && (*safe || cuts); aim++) {
        if (!guard_next(g, &aim, cuts))
            return false;
        *safe &= aim == g->n_aims;
    }
    return true;
}

static bool breaks(const Cut *c, const double *share)
{
    double have = 0;
    for (int i = 0; i < c->n; i++)
        have += share[c->cells[i]] * c->weights[i];
    return !guard_enough(have, c->need);
}

/* Takes one cell back out of the pattern and asks again; puts it back when it is needed. What
 * is known to be needed by some cut costs no programme, and each new need is a cut. */
static bool try_without(Guard *g, int cell, Cuts *cuts)
{
    const Refs *r = &g->refs[cell];
    int aim = 0, before = r->n;
    bool needed = false;
    g->share[cell] = 0;
    for (int i = cuts->n - 1; i >= 0 && !needed; i--)
        needed = cuts->items[i].need > 0 && breaks(&cuts->items[i], g->share);
    if (needed) {
        g->share[cell] = 1;
        return true;
    }
    aim_bounds(g, cell);
    for (int i = 0; i < before; i++)
        g->fits[r->items[i].proof] = false;
    if (!guard_next(g, &aim, cuts))
        return false;
    if (aim == g->n_aims)
        return true;
    g->share[cell] = 1;
    aim_bounds(g, cell);
    for (int i = 0; i < before; i++)
        g->fits[r->items[i].proof] = proof_fits(g, &g->proofs[r->items[i].proof]);
    return true;
}

bool guard_trim(Guard *g, double *share, Cuts *cuts)
{
    SCOPED_ARENA scratch = arena_new();
    bool *tried = NEW_ARRAY(scratch, bool, g->t->n_cells);
    guard_hold(g, share);
    for (;;) {
        int dearest = -1;
        for (int i = 0; i < g->t->n_cells; i++)
            if (share[i] > 0 && g->choice[i] && !tried[i] &&
                (dearest < 0 || g->t->cells[i].cost > g->t->cells[dearest].cost))
                dearest = i;
        if (dearest < 0)
            return true;
        tried[dearest] = true;
        if (!try_without(g, dearest, cuts))
            return false;
        share[dearest] = g->share[dearest];
    }
}

double guard_cost(const Guard *g, const double *share)
{
    double cost = 0;
    for (int i = 0; i < g->t->n_cells; i++)
        if (!g->always[i])
            cost += share[i] * g->t->cells[i].cost;
    return cost;
}
