/* Decides how a programme is handed to GLPK and what its answers mean. What is modelled is left
 * to decision.c and its users. */
#include "sim/solver.h"
#include <glpk.h>
#include <math.h>

struct Lp {
    Arena *arena;
    glp_prob *glp;
    bool whole;    /* some variable is whole */
    bool relaxed;  /* for the time being none is */
    bool warm;     /* the basis of the last programme is where the next one starts */
    bool repriced; /* costs changed since then: the basis is as feasible as it was; if not, it
                      is as cheap as it was, new variables being dearer than nothing */
    bool scaled;   /* as it stands now */
    bool cuts;     /* the search for whole numbers may cut off fractions of all kinds */
    int most_nodes;
    double gap, bound;
    bool notes; /* which rows hold an answer: */
    bool *held; /* by row from 1, of the first n_held rows; those after were not noted yet */
    int n_held;
    bool all_held; /* some programme had no answer: any row may be why */
    double *known; /* by column from 1; NULL when nothing is known */
};

/* The library keeps an environment for each thread that it never gives back; it goes with the
 * thread's last problem. */
static _Thread_local int problems_of_thread;

Lp *lp_new(Arena *a)
{
    Lp *lp = NEW(a, Lp);
    lp->arena = a;
    lp->glp = glp_create_prob();
    problems_of_thread++;
    lp->gap = 1e-4;
    glp_set_obj_dir(lp->glp, GLP_MIN);
    return lp;
}

void lp_free(Lp *lp)
{
    if (!lp || !lp->glp)
        return;
    glp_delete_prob(lp->glp);
    lp->glp = NULL;
    if (--problems_of_thread == 0)
        glp_free_env();
}

/* GLPK wants to be told which bounds exist. */
static int bound_type(double lo, double hi)
{
    if (isinf(lo))
        return isinf(hi) ? GLP_FR : GLP_UP;
    return isinf(hi) ? GLP_LO : lo < hi ? GLP_DB : GLP_FX;
}

int lp_var(Lp *lp, double lo, double hi, double cost, bool whole)
{
    int j = glp_add_cols(lp->glp, 1);
    lp->scaled = false;
    if (whole)
        glp_set_col_kind(lp->glp, j, GLP_IV);
    lp->whole |= whole;
    glp_set_col_bnds(lp->glp, j, bound_type(lo, hi), lo, hi);
    glp_set_obj_coef(lp->glp, j, cost);
    return j - 1;
}

void lp_var_bounds(Lp *lp, int var, double lo, double hi)
{
    glp_set_col_bnds(lp->glp, var + 1, bound_type(lo, hi), lo, hi);
}

void lp_cost(Lp *lp, int var, double cost)
{
    if (glp_get_obj_coef(lp->glp, var + 1) == cost)
        return;
    lp->repriced = true;
    glp_set_obj_coef(lp->glp, var + 1, cost);
}

void lp_costs_clear(Lp *lp)
{
    for (int j = 0; j <= glp_get_num_cols(lp->glp); j++)
        glp_set_obj_coef(lp->glp, j, 0);
    lp->repriced = false; /* where nothing costs anything no basis is dear */
}

void lp_add(LpSum *s, int var, double factor)
{
    for (int i = 0; i < s->n; i++)
        if (s->terms[i].var == var) {
            s->terms[i].factor += factor;
            return;
        }
    *PUSH(s->arena, s->terms, s->n, s->room) = (LpTerm){var, factor};
}

void lp_push(LpSum *s, int var, double factor)
{
    *PUSH(s->arena, s->terms, s->n, s->room) = (LpTerm){var, factor};
}

void lp_add_sum(LpSum *s, const LpSum *other, double factor)
{
    for (int i = 0; i < other->n; i++)
        lp_add(s, other->terms[i].var, factor * other->terms[i].factor);
    s->constant += factor * other->constant;
}

/* Below this a factor is none: its column could not be brought to the size of the others, and
 * the library ends the process where a scale becomes 0. */
static const double NOTHING = 1e-60;

/* A row that comes after the programme was brought to one size is brought to it by itself. */
static void scale_row(Lp *lp, int row, int n, const int *at, const double *factors)
{
    double least = INFINITY, most = 0;
    for (int k = 1; k <= n; k++) {
        double size = fabs(factors[k]) * glp_get_sjj(lp->glp, at[k]);
        least = fmin(least, size);
        most = fmax(most, size);
    }
    if (n)
        glp_set_rii(lp->glp, row, exp2(-nearbyint((log2(least) + log2(most)) / 2)));
}

void lp_row_set(Lp *lp, int row, const LpSum *s, double lo, double hi)
{
    int *at = NEW_ARRAY(lp->arena, int, s->n + 1);
    double *factors = NEW_ARRAY(lp->arena, double, s->n + 1);
    int n = 0;
    for (int k = 0; k < s->n; k++)
        if (fabs(s->terms[k].factor) > NOTHING) {
            at[++n] = s->terms[k].var + 1;
            factors[n] = s->terms[k].factor;
        }
    glp_set_mat_row(lp->glp, row + 1, n, at, factors);
    if (lp->scaled)
        scale_row(lp, row + 1, n, at, factors);
    lo -= s->constant; /* which may make one of two bounds that are as good as equal */
    hi -= s->constant;
    glp_set_row_bnds(lp->glp, row + 1, bound_type(lo, hi), lo, hi);
}

int lp_row(Lp *lp, const LpSum *s, double lo, double hi)
{
    int row = glp_add_rows(lp->glp, 1) - 1;
    lp_row_set(lp, row, s, lo, hi);
    return row;
}

void lp_row_bounds(Lp *lp, int row, double lo, double hi)
{
    glp_set_row_bnds(lp->glp, row + 1, bound_type(lo, hi), lo, hi);
}

void lp_rows_drop(Lp *lp, int n)
{
    SCOPED_ARENA scratch = arena_new();
    int last = glp_get_num_rows(lp->glp), *rows = NEW_ARRAY(scratch, int, n + 1);
    for (int i = 1; i <= n; i++)
        rows[i] = last - n + i;
    if (n > 0)
        glp_del_rows(lp->glp, n, rows);
}

void lp_nodes(Lp *lp, int most)
{
    lp->most_nodes = most;
}

void lp_cuts(Lp *lp)
{
    lp->cuts = true;
}

void lp_warm(Lp *lp)
{
    lp->warm = true;
}

void lp_note_rows(Lp *lp)
{
    lp->notes = true;
}

bool lp_held(const Lp *lp, int row)
{
    return lp->all_held || (row < lp->n_held && lp->held[row + 1]);
}

/* A row that is basic in the answer's basis does not hold it: without the row the basis is as
 * feasible and as dear. */
static void note_rows(Lp *lp, LpStatus status)
{
    int n = glp_get_num_rows(lp->glp);
    lp->all_held |= status != LP_OPTIMAL;
    if (n > lp->n_held) {
        bool *held = NEW_ARRAY(lp->arena, bool, n + 1);
        for (int i = 1; i <= lp->n_held; i++)
            held[i] = lp->held[i];
        lp->held = held;
        lp->n_held = n;
    }
    for (int i = 1; i <= n; i++)
        lp->held[i] |= glp_get_row_stat(lp->glp, i) != GLP_BS;
}

void lp_gap(Lp *lp, double gap)
{
    lp->gap = gap;
}

void lp_relax(Lp *lp, bool on)
{
    lp->relaxed = on;
}

void lp_known(Lp *lp, const double *values)
{
    int n = glp_get_num_cols(lp->glp);
    lp->known = NEW_ARRAY(lp->arena, double, n + 1);
    memcpy(lp->known + 1, values, (size_t)n * sizeof *values);
}

static bool whole(const Lp *lp)
{
    return lp->whole && !lp->relaxed;
}

/* Rows in GBP, in hours and in people differ by factors of a million; the simplex method takes
 * a gain of less than 1e-7 for none, so that they must be brought to one size first. */
static void scale(Lp *lp)
{
    if (lp->scaled)
        return;
    int was = glp_term_out(GLP_OFF);
    glp_scale_prob(lp->glp, GLP_SF_AUTO);
    glp_term_out(was);
    lp->scaled = true;
}

/* The simplex method from the standard basis, so that an answer never depends on what was
 * solved before, unless lp_warm() asked for that; the presolver is the last try for programmes
 * that are numerically awkward. */
static bool solve_relaxed(Lp *lp, Err *err, LpStatus *status)
{
    glp_smcp options;
    glp_init_smcp(&options);
    options.msg_lev = GLP_MSG_OFF;
    int failed = GLP_EBADB;
    scale(lp);
    if (lp->warm) {
        options.meth = lp->repriced ? GLP_PRIMAL : GLP_DUALP;
        if (!lp->repriced) /* many variables are boxed: past them in one stride */
            options.r_test = GLP_RT_FLIP;
        failed = glp_simplex(lp->glp, &options);
        options.meth = GLP_PRIMAL;
        options.r_test = GLP_RT_HAR;
        lp->repriced = false;
    }
    if (failed) {
        glp_std_basis(lp->glp);
        failed = glp_simplex(lp->glp, &options);
    }
    if (failed) {
        options.presolve = GLP_ON;
        glp_std_basis(lp->glp);
        failed = glp_simplex(lp->glp, &options);
        if (failed == GLP_ENOPFS || failed == GLP_ENODFS) {
            *status = failed == GLP_ENOPFS ? LP_INFEASIBLE : LP_UNBOUNDED;
            return true;
        }
    }
    if (failed)
        return fail(err, IO, "the solver broke down (code %d)", failed);
    switch (glp_get_status(lp->glp)) {
    case GLP_OPT:
        *status = LP_OPTIMAL;
        return true;
    case GLP_UNBND:
        *status = LP_UNBOUNDED;
        return true;
    default:
        *status = LP_INFEASIBLE;
        return true;
    }
}

/* Tells the search what is known, keeps its bound, and ends it when it is long. */
static void watch(glp_tree *tree, void *data)
{
    Lp *lp = data;
    int nodes, best = glp_ios_best_node(tree);
    glp_ios_tree_size(tree, NULL, NULL, &nodes);
    if (best)
        lp->bound = glp_ios_node_bound(tree, best);
    if (glp_ios_reason(tree) == GLP_IHEUR && lp->known) {
        glp_ios_heur_sol(tree, lp->known);
        lp->known = NULL;
    }
    if (lp->most_nodes > 0 && nodes > lp->most_nodes)
        glp_ios_terminate(tree);
}

bool lp_solve(Lp *lp, Err *err, LpStatus *status)
{
    if (!solve_relaxed(lp, err, status))
        return false;
    if (lp->notes)
        note_rows(lp, *status);
    lp->bound = glp_get_obj_val(lp->glp);
    if (!whole(lp) || *status != LP_OPTIMAL)
        return true;
    glp_iocp options;
    glp_init_iocp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.mip_gap = lp->gap;
    options.gmi_cuts = options.mir_cuts = lp->cuts ? GLP_ON : GLP_OFF;
    options.cb_func = watch;
    options.cb_info = lp;
    int failed = glp_intopt(lp->glp, &options);
    if (failed && failed != GLP_ESTOP && failed != GLP_EMIPGAP)
        return fail(err, IO, "the integer solver broke down (code %d)", failed);
    bool found = glp_mip_status(lp->glp) == GLP_OPT || glp_mip_status(lp->glp) == GLP_FEAS;
    if (failed == GLP_ESTOP)
        *status = found ? LP_STOPPED : LP_UNKNOWN;
    else
        *status = found ? LP_OPTIMAL : LP_INFEASIBLE;
    if (*status == LP_OPTIMAL && !failed)
        lp->bound = glp_mip_obj_val(lp->glp);
    return true;
}

double lp_value(const Lp *lp)
{
    return whole(lp) ? glp_mip_obj_val(lp->glp) : glp_get_obj_val(lp->glp);
}

double lp_bound(const Lp *lp)
{
    return lp->bound;
}

double lp_primal(const Lp *lp, int var)
{
    return whole(lp) ? glp_mip_col_val(lp->glp, var + 1) : glp_get_col_prim(lp->glp, var + 1);
}

double lp_dual(const Lp *lp, int row)
{
    return glp_get_row_dual(lp->glp, row + 1);
}

double lp_reduced(const Lp *lp, int var)
{
    return glp_get_col_dual(lp->glp, var + 1);
}
