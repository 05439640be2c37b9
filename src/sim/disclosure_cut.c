/* Decides which cells to hold back besides the primary ones, so that the cost is least and
 * proved to be (Fischetti and Salazar, Management Science 47, 2001).
 *
 * A master programme in whole numbers knows only cuts; its answer costs no more than any safe
 * pattern. Where that answer is not safe, guard_check() gives cuts that it breaks, and the
 * master is solved again. When it is safe, it is the optimum. Meanwhile guard_repair() makes
 * each answer safe, so that there is always a pattern to return, and often one that meets the
 * bound early. */
#include "sim/disclosure_guard.h"
#include <math.h>

enum { ROUNDS = 12, NODES = 1000 }; /* the usual limits: a region needs one round or two */

/* What costs more than this times the best pattern is not worth trimming. */
static const double WORTH = 1.1;

typedef struct Search {
    Arena *arena;
    Err *err;
    const SafeTable *t;
    const SafeLimits *limits;
    Guard g;
    Lp *master;
    int *var;        /* of the cells that are a choice; else -1 */
    bool whole_cost; /* all costs are whole numbers, and so is the cost of a pattern */
    Cuts cuts;
    int n_rows;    /* cuts that the master has */
    double *share; /* what is being tried: by cell, 1 when it is held back */
    double *best;  /* the cheapest safe pattern so far */
    double cost;   /* of best; INFINITY when there is none */
    double bound;  /* no safe pattern costs less */
} Search;

/* ---------------------------------------------------------------- the master */

/* A cell that is held back alone in a sum could be worked out from the others. So it is useless
 * (unless somebody knows one of them anyway), and no cheapest pattern has one. */
static bool company(const Search *s, const SafeSum *sum, int cell, Cut *out)
{
    const Guard *g = &s->g;
    *out = (Cut){.cells = NEW_ARRAY(s->arena, int, sum->n + 1),
                 .weights = NEW_ARRAY(s->arena, double, sum->n + 1)};
    for (int k = 0; k < sum->n; k++) {
        int i = sum->terms[k].cell;
        if (i == cell)
            continue;
        if (g->always[i] && s->t->cells[i].lo < s->t->cells[i].hi)
            return false;
        if (g->choice[i]) {
            out->cells[out->n] = i;
            out->weights[out->n++] = 1;
        }
    }
    out->need = g->always[cell];
    if (g->choice[cell]) {
        out->cells[out->n] = cell;
        out->weights[out->n++] = -1;
    }
    return true;
}

static void add_company(Search *s, const SafeSum *sum, int cell)
{
    Cut c;
    if (company(s, sum, cell, &c))
        *PUSH(s->arena, s->cuts.items, s->cuts.n, s->cuts.room) = c;
}

static void master_prepare(Search *s)
{
    const SafeTable *t = s->t;
    s->var = NEW_ARRAY(s->arena, int, t->n_cells);
    s->whole_cost = true;
    for (int i = 0; i < t->n_cells; i++) {
        s->var[i] = s->g.choice[i] ? lp_var(s->master, 0, 1, t->cells[i].cost, true) : -1;
        if (s->g.choice[i])
            s->whole_cost &= t->cells[i].cost == floor(t->cells[i].cost);
    }
    bool *aimed = NEW_ARRAY(s->arena, bool, t->n_cells);
    for (int i = 0; i < s->g.n_aims; i++)
        aimed[s->g.aims[i].cell] = true;
    for (int i = 0; i < t->n_sums; i++)
        for (int k = 0; k < t->sums[i].n; k++)
            if (aimed[t->sums[i].terms[k].cell])
                add_company(s, &t->sums[i], t->sums[i].terms[k].cell);
    lp_gap(s->master, 0);
    lp_warm(s->master);
    lp_nodes(s->master, s->limits->nodes > 0 ? s->limits->nodes : NODES);
}

static void add_rows(Search *s)
{
    for (; s->n_rows < s->cuts.n; s->n_rows++) {
        const Cut *c = &s->cuts.items[s->n_rows];
        LpSum sum = {.arena = s->arena};
        for (int i = 0; i < c->n; i++)
            *PUSH(s->arena, sum.terms, sum.n, sum.room) =
                (LpTerm){s->var[c->cells[i]], c->weights[i]};
        lp_row(s->master, &sum, c->need, INFINITY);
    }
}

/* Secondary cells that are held back more than all others of a sum together. */
static void company_cuts(Search *s)
{
    for (int i = 0; i < s->t->n_sums; i++) {
        const SafeSum *sum = &s->t->sums[i];
        double total = 0, most = 0;
        int alone = -1;
        for (int k = 0; k < sum->n; k++) {
            int cell = sum->terms[k].cell;
            double share = s->t->cells[cell].lo < s->t->cells[cell].hi ? s->share[cell] : 0;
            total += share;
            if (s->g.choice[cell] && share > most) {
                most = share;
                alone = cell;
            }
        }
        if (alone >= 0 && most > total - most + 1e-6)
            add_company(s, sum, alone);
    }
}

static void raise_bound(Search *s, double bound)
{
    if (s->whole_cost)
        bound = ceil(bound - 1e-6 * (1 + fabs(bound)));
    s->bound = fmax(s->bound, bound);
}

static bool proved(const Search *s)
{
    return s->cost <= s->bound + 1e-9 * (1 + fabs(s->cost));
}

/* Solves the master, or its relaxation, into share; *any is false when it found nothing. No
 * answer means that nothing cheaper than the best pattern is left. */
static bool master_solve(Search *s, bool relaxed, bool *any)
{
    LpStatus status;
    add_rows(s);
    lp_relax(s->master, relaxed);
    if (!lp_solve(s->master, s->err, &status))
        return false;
    *any = status == LP_OPTIMAL || status == LP_STOPPED;
    if (*any || status == LP_UNKNOWN)
        raise_bound(s, lp_bound(s->master));
    else
        s->bound = fmax(s->bound, s->cost);
    for (int i = 0; i < s->t->n_cells; i++) {
        double share = *any && s->g.choice[i] ? lp_primal(s->master, s->var[i]) : 0;
        s->share[i] = s->g.always[i] || share > 1 - 1e-6 ? 1 : share < 1e-6 ? 0 : share;
    }
    return true;
}

/* Cells whose holding back alone would cost more than a better pattern may. */
static void leave_out(Search *s)
{
    double slack = s->cost - (s->whole_cost ? 1 : 0) - lp_value(s->master);
    for (int i = 0; i < s->t->n_cells; i++)
        if (s->var[i] >= 0 && s->share[i] == 0 &&
            lp_reduced(s->master, s->var[i]) > slack + 1e-6 * (1 + fabs(s->cost)))
            lp_var_bounds(s->master, s->var[i], 0, 0);
}

/* The relaxation, until it yields little: most of the bound for little work. */
static bool relax(Search *s, bool *any)
{
    enum { MOST = 60, PATIENCE = 3 };
    double before = 0;
    for (int i = 0, idle = 0; i < MOST && idle < PATIENCE; i++) {
        bool safe;
        int cuts = s->cuts.n;
        if (!master_solve(s, true, any))
            return false;
        if (!*any || proved(s))
            return true;
        leave_out(s);
        if (!guard_check(&s->g, s->share, &s->cuts, &safe))
            return false;
        company_cuts(s);
        if (s->cuts.n == cuts)
            return true;
        double now = lp_value(s->master);
        idle = now - before < 1e-3 * (1 + fabs(now)) ? idle + 1 : 0;
        before = now;
    }
    return true;
}

/* ---------------------------------------------------------------- whole numbers */

/* Whether a reader who knows that cells are whole numbers is kept out, too. */
static bool whole_safe(Search *s, const double *share, bool *safe)
{
    SCOPED_ARENA scratch = arena_new();
    bool *held = NEW_ARRAY(scratch, bool, s->t->n_cells);
    for (int i = 0; i < s->t->n_cells; i++)
        held[i] = share[i] > 0;
    SafeAttack attack;
    SafeAttackOptions options = {.insiders = true, .whole = true, .nodes = s->limits->nodes};
    if (!safe_attack(scratch, s->err, s->t, safe_seen(scratch, s->t, held), &options, &attack))
        return false;
    s->g.programmes += attack.programmes;
    *safe = attack.safe;
    return true;
}

/* Who holds back less than an unsafe pattern is unsafe. */
static void more_than_this(Search *s)
{
    Cut *c = PUSH(s->arena, s->cuts.items, s->cuts.n, s->cuts.room);
    *c = (Cut){.cells = NEW_ARRAY(s->arena, int, s->t->n_cells),
               .weights = NEW_ARRAY(s->arena, double, s->t->n_cells),
               .need = 1};
    for (int i = 0; i < s->t->n_cells; i++)
        if (s->g.choice[i] && s->share[i] == 0) {
            c->cells[c->n] = i;
            c->weights[c->n++] = 1;
        }
}

/* ---------------------------------------------------------------- the loop */

static bool consider(Search *s, double *share)
{
    bool safe = true;
    if (guard_cost(&s->g, share) > WORTH * s->cost)
        return true;
    if (!guard_trim(&s->g, share, &s->cuts))
        return false;
    double cost = guard_cost(&s->g, share);
    if (cost >= s->cost)
        return true;
    if (s->limits->whole && !whole_safe(s, share, &safe))
        return false;
    if (safe) {
        s->cost = cost;
        memcpy(s->best, share, (size_t)s->t->n_cells * sizeof *share);
    }
    return true;
}

/* A pattern made of the one that is being tried. */
static bool improve(Search *s)
{
    SCOPED_ARENA scratch = arena_new();
    int culprit;
    double *share = NEW_ARRAY(scratch, double, s->t->n_cells);
    for (int i = 0; i < s->t->n_cells; i++)
        share[i] = s->share[i] >= .5;
    return guard_repair(&s->g, share, &culprit) && consider(s, share);
}

static void tell_master(Search *s)
{
    SCOPED_ARENA scratch = arena_new();
    double *values = NEW_ARRAY(scratch, double, s->t->n_cells + 1);
    for (int i = 0; i < s->t->n_cells; i++)
        if (s->var[i] >= 0)
            values[s->var[i]] = s->best[i];
    if (isfinite(s->cost))
        lp_known(s->master, values);
}

/* One answer of the master: safe, or cuts that it breaks and a pattern made from it. */
static bool one_round(Search *s, bool *done)
{
    bool any, safe;
    if (!relax(s, &any))
        return false;
    if (any && !proved(s) && !improve(s))
        return false;
    *done = proved(s) || !any;
    if (*done)
        return true;
    tell_master(s);
    if (!master_solve(s, false, &any))
        return false;
    *done = proved(s) || !any;
    if (*done)
        return true;
    if (!guard_check(&s->g, s->share, &s->cuts, &safe))
        return false;
    company_cuts(s);
    if (safe && s->limits->whole) {
        if (!whole_safe(s, s->share, &safe))
            return false;
        if (!safe)
            more_than_this(s);
    }
    *done = safe;
    return improve(s);
}

/* A first pattern; and whether there is one at all. */
static bool first_pattern(Search *s, int *culprit)
{
    SCOPED_ARENA scratch = arena_new();
    double *share = NEW_ARRAY(scratch, double, s->t->n_cells);
    bool safe;
    for (int i = 0; i < s->t->n_cells; i++)
        share[i] = s->g.always[i];
    if (!guard_repair(&s->g, share, culprit) || *culprit >= 0)
        return *culprit >= 0;
    if (!consider(s, share))
        return false;
    if (isfinite(s->cost) || !s->limits->whole)
        return true;
    for (int i = 0; i < s->t->n_cells; i++)
        share[i] = s->g.always[i] || s->g.choice[i];
    if (!whole_safe(s, share, &safe))
        return false;
    if (safe) {
        s->cost = guard_cost(&s->g, share);
        memcpy(s->best, share, (size_t)s->t->n_cells * sizeof *share);
    }
    return true;
}

static int first_primary(const SafeTable *t)
{
    for (int i = 0; i < t->n_cells; i++)
        if (t->cells[i].use == SAFE_PRIMARY)
            return i;
    return -1;
}

static void report(const Search *s, int culprit, int rounds, SafePattern *out)
{
    *out = (SafePattern){.status = proved(s) ? SAFE_PROVED : SAFE_UNPROVED,
                         .held = NEW_ARRAY(s->arena, bool, s->t->n_cells + 1),
                         .cost = s->cost,
                         .bound = fmin(s->bound, s->cost),
                         .culprit = culprit,
                         .rounds = rounds,
                         .cuts = s->cuts.n,
                         .programmes = s->g.programmes};
    if (!isfinite(s->cost)) {
        out->status = SAFE_IMPOSSIBLE;
        out->culprit = culprit >= 0 ? culprit : first_primary(s->t);
    }
    for (int i = 0; i < s->t->n_cells; i++) {
        out->held[i] = s->g.always[i] || s->best[i] > 0;
        out->n_primary += s->t->cells[i].use == SAFE_PRIMARY;
        out->n_secondary += out->held[i] && !s->g.always[i];
    }
}

bool safe_suppress(Arena *a, Err *err, const SafeTable *t, const SafeLimits *limits,
                   SafePattern *out)
{
    SCOPED_LP moves = lp_new(a);
    SCOPED_LP brief = lp_new(a);
    SCOPED_LP least = lp_new(a);
    SCOPED_LP master = lp_new(a);
    Search s = {
        .arena = a, .err = err, .t = t, .limits = limits, .master = master, .cost = INFINITY};
    int culprit = -1, rounds = 0, most = limits->rounds > 0 ? limits->rounds : ROUNDS;
    if (!safe_check(t, err))
        return false;
    s.share = NEW_ARRAY(a, double, t->n_cells);
    s.best = NEW_ARRAY(a, double, t->n_cells);
    guard_prepare(&s.g, a, err, t, (Lp *const[]){moves, brief, least});
    if (!first_pattern(&s, &culprit))
        return false;
    master_prepare(&s);
    for (bool done = culprit >= 0; !done && rounds < most; rounds++)
        if (!one_round(&s, &done))
            return false;
    report(&s, culprit, rounds, out);
    return true;
}
