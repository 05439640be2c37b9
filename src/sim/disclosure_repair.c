/* Decides what else to hold back so that a pattern becomes safe: not the best, but something
 * good at once, and it finds what cannot be protected at all.
 *
 * For each aim that is not met, the cheapest way to move the cell as far as it must: a linear
 * programme in which cells that are held already move for nothing and others at a price for
 * each unit. What moves is held back (after Kelly, Golden and Assad, 1992). */
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

static void prepare(Guard *g)
{
    if (g->least_ready)
        return;
    g->least_ready = true;
    for (int i = 0; i < g->t->n_cells; i++)
        for (int k = 0; k < 2; k++)
            lp_var(g->least, 0, 0, 0, false);
    for (int i = 0; i < g->t->n_sums; i++) {
        const SafeSum *s = &g->t->sums[i];
        LpSum sum = {.arena = g->arena};
        for (int k = 0; k < s->n; k++) {
            lp_add(&sum, up(s->terms[k].cell), s->terms[k].factor);
            lp_add(&sum, down(s->terms[k].cell), -s->terms[k].factor);
        }
        lp_row(g->least, &sum, 0, 0);
    }
    lp_warm(g->least);
}

/* The price of moving a cell by one: its cost spread over as far as it may usefully move. Held
 * cells cost next to nothing, so that the shortest way is taken. */
static double price(const Guard *g, int cell, double need, double room)
{
    double cost = g->share[cell] > 0 ? 1e-6 : g->t->cells[cell].cost + 1e-4;
    return cost / fmin(need, room);
}

static void set_prices(Guard *g, const Aim *aim, double need)
{
    for (int i = 0; i < g->t->n_cells; i++) {
        bool moves = (g->always[i] || g->choice[i]) && !guard_knows(g, i, aim->insider);
        double more = moves ? g->more[i] : 0, less = moves ? g->less[i] : 0;
        lp_var_bounds(g->least, up(i), 0, more);
        lp_var_bounds(g->least, down(i), 0, less);
        lp_cost(g->least, up(i), more > 0 ? price(g, i, need, more) : 0);
        lp_cost(g->least, down(i), less > 0 ? price(g, i, need, less) : 0);
    }
}

/* How far the cell can go this way at all, up to need. */
static bool reach(Guard *g, const Aim *aim, double way, double need, double *out)
{
    LpStatus status;
    int v = way > 0 ? up(aim->cell) : down(aim->cell);
    set_prices(g, aim, need);
    lp_costs_clear(g->least);
    lp_var_bounds(g->least, up(aim->cell), 0, 0);
    lp_var_bounds(g->least, down(aim->cell), 0, 0);
    lp_var_bounds(g->least, v, 0,
                  fmin(need, way > 0 ? g->more[aim->cell] : g->less[aim->cell]));
    lp_cost(g->least, v, -1);
    g->programmes++;
    if (!lp_solve(g->least, g->err, &status))
        return false;
    *out = status == LP_OPTIMAL ? lp_primal(g->least, v) : 0;
    return true;
}

/* Holds back what moves when the cell is moved by need. */
static bool move_cheaply(Guard *g, const Aim *aim, double way, double need, double *share,
                         bool *possible)
{
    LpStatus status;
    *possible = true;
    if (need <= 0)
        return true;
    set_prices(g, aim, need);
    lp_var_bounds(g->least, up(aim->cell), way > 0 ? need : 0, way > 0 ? need : 0);
    lp_var_bounds(g->least, down(aim->cell), way > 0 ? 0 : need, way > 0 ? 0 : need);
    g->programmes++;
    if (!lp_solve(g->least, g->err, &status))
        return false;
    *possible = status == LP_OPTIMAL;
    for (int i = 0; *possible && i < g->t->n_cells; i++)
        if (share[i] == 0 &&
            fabs(lp_primal(g->least, up(i)) - lp_primal(g->least, down(i))) > 1e-9) {
            share[i] = 1;
            guard_more(g, i);
        }
    return true;
}

static bool meet(Guard *g, const Aim *aim, double *share, bool *possible)
{
    double above;
    if (aim->way != AIM_SPAN)
        return move_cheaply(g, aim, aim->way == AIM_ABOVE ? 1 : -1, aim->need, share, possible);
    if (!reach(g, aim, 1, aim->need, &above) ||
        !move_cheaply(g, aim, 1, above, share, possible))
        return false;
    return !*possible || move_cheaply(g, aim, -1, aim->need - above, share, possible);
}

bool guard_repair(Guard *g, double *share, int *culprit)
{
    *culprit = -1;
    prepare(g);
    guard_hold(g, share);
    for (int aim = 0, last = -1, insider = 0;;) {
        bool possible = false;
        if (!guard_next(g, &aim, NULL))
            return false;
        if (aim == g->n_aims)
            return true;
        bool again = aim == last && g->unmet.insider == insider;
        last = aim;
        insider = g->unmet.insider;
        if (!again && !meet(g, &g->unmet, share, &possible))
            return false;
        if (!possible) {
            *culprit = g->unmet.cell;
            return true;
        }
    }
}
