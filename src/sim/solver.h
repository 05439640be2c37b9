/* Small linear and integer programmes: minimise c x subject to lo <= A x <= hi and bounds on x.
 *
 * The only file that knows the solver behind it (GLPK) is solver.c. Solving is deterministic:
 * the same calls in the same order give the same bytes. Single-threaded. */
#ifndef PONT_SIM_SOLVER_H
#define PONT_SIM_SOLVER_H

#include "base/arena.h"
#include "base/err.h"

typedef struct Lp Lp;
typedef enum LpStatus {
    LP_OPTIMAL, /* to lp_gap() of the value when some variables are whole */
    LP_STOPPED, /* whole variables: the limit of lp_nodes() came first; the answer is the best
                   found so far */
    LP_UNKNOWN, /* the same, and nothing was found */
    LP_INFEASIBLE,
    LP_UNBOUNDED
} LpStatus;

Lp *lp_new(Arena *a);
void lp_free(Lp *lp);
static inline void lp_cleanup(Lp **lp)
{
    lp_free(*lp);
}
#define SCOPED_LP __attribute__((cleanup(lp_cleanup))) Lp *

/* A variable within lo..hi (either may be infinite); returns its number from 0. */
int lp_var(Lp *lp, double lo, double hi, double cost, bool whole);
void lp_var_bounds(Lp *lp, int var, double lo, double hi);
void lp_cost(Lp *lp, int var, double cost);
void lp_costs_clear(Lp *lp);

/* A linear expression while it is being made. Adding a variable again adds to its factor. */
typedef struct LpTerm {
    int var;
    double factor;
} LpTerm;
typedef struct LpSum {
    Arena *arena;
    int n, room;
    LpTerm *terms;
    double constant; /* moved to the right-hand side by lp_row() */
} LpSum;
void lp_add(LpSum *s, int var, double factor);
/* The same for a variable that is known not to be in it yet. */
void lp_push(LpSum *s, int var, double factor);
void lp_add_sum(LpSum *s, const LpSum *other, double factor);
/* A row lo <= sum <= hi; returns its number from 0. */
int lp_row(Lp *lp, const LpSum *s, double lo, double hi);

/* Another sum in place of a row's. */
void lp_row_set(Lp *lp, int row, const LpSum *s, double lo, double hi);
void lp_row_bounds(Lp *lp, int row, double lo, double hi);
/* Takes the last n rows away, which hold nothing (no bounds). */
void lp_rows_drop(Lp *lp, int n);
/* Most nodes that a search for whole numbers may open; 0 = no limit. A count, not a time, so
 * that the answer is the same on any machine. */
void lp_nodes(Lp *lp, int most);
/* Tightens the relaxation with Gomory's and rounding cuts: fewer nodes, each of them dearer. */
void lp_cuts(Lp *lp);
/* From now on each programme starts where the last one ended, which is faster when little has
 * changed. The answer is as good; among equally good ones it may be another, the same for the
 * same calls in the same order. Otherwise each starts afresh. */
void lp_warm(Lp *lp);
/* From now on it is noted which rows hold an answer; see lp_held(). */
void lp_note_rows(Lp *lp);
/* Whether the row stood at a bound in some answer since then, or some programme had no answer.
 * If not, every answer stays the best one when the row's bounds are moved apart. */
bool lp_held(const Lp *lp, int row);
/* How far from the best a whole answer may be, as a part of its value; 1e-4 when not said. */
void lp_gap(Lp *lp, double gap);

/* While on, whole variables may be broken: the relaxation. */
void lp_relax(Lp *lp, bool on);
/* An answer in whole numbers that is known, by variable: the next search looks for better ones
 * only. It must satisfy all rows. */
void lp_known(Lp *lp, const double *values);

/* Fails (IO) only when the solver itself breaks down. When some variables are whole, the duals
 * are those of the relaxation. */
bool lp_solve(Lp *lp, Err *err, LpStatus *status) MUST_CHECK;
double lp_value(const Lp *lp);
/* No answer in whole numbers has a value below this; the value itself when nothing is whole. */
double lp_bound(const Lp *lp);
double lp_primal(const Lp *lp, int var);
/* Change of the optimum per unit of the row's active bound. */
double lp_dual(const Lp *lp, int row);
/* Change of the relaxation's optimum per unit of the variable's active bound. */
double lp_reduced(const Lp *lp, int var);

#endif
