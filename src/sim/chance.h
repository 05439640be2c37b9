/* Programmes over all cohorts that make sure of the targets: by the share of futures in which
 * they are met, or by the mean of the worst. Private to chance.c, cvar.c, chance_exact.c,
 * chance_bound.c and programme.c. Formulas: docs/model/commission.md. */
#ifndef PONT_SIM_CHANCE_H
#define PONT_SIM_CHANCE_H

#include "sim/futures.h"

/* A programme while it is being solved: the limits, and of the futures those rows that were
 * found to matter. One serves several confidences, each starting where the last one ended. */
typedef struct Reach {
    Arena *a;
    Err *err;
    Decision *d;
    const Futures *f;
    Lp *lp;
    bool conflict;       /* the limits exclude each other and were stretched */
    const double *price; /* [n] of a place: 1 or GBP, less what the last stock is worth */
    int allow;           /* variable: what every kept draw may lack */
    double allowed;      /* its fixed value while places or cost are kept small */
    int *row;            /* [K][P] row of a draw at a point, or -1 */
    bool *kept;          /* [K] draws that must be met */
    int n_kept, solves;  /* how often the solver was called */
    double *x, *loss;    /* [n], [K] at the last solution */
    int *worst;          /* [K] */
    double value;        /* of the last solution, without `allow` */
} Reach;

/* price: [n]. The limits of d are built into lp, which the caller owns. */
bool reach_new(Arena *a, Decision *d, Err *err, const Futures *f, Lp *lp, const double *price,
               Reach *out) MUST_CHECK;
/* Keeps exactly these draws from now on. */
void reach_keep(Reach *r, const bool *kept);
/* Solves for the kept draws. first: what they may lack is made as small as can be; else places
 * or cost with `allowed` as it is. *found is false where nothing satisfies the rows. */
bool reach_solve(Reach *r, bool first, bool *found) MUST_CHECK;

typedef struct Reached {
    double *x;             /* [n] */
    bool attained;         /* all of m draws are met */
    double least_shortage; /* what m draws lack at most */
    double value, bound;
} Reached;

/* The least places or cost with which at least m draws are met, sought; or the least that m
 * draws lack. start: [n] a path whose draws are tried first, or NULL. `bound` is left 0. */
bool chance_seek(Reach *r, int m, const double *start, Reached *out) MUST_CHECK;
/* Makes the draws of the last chance_seek() or the kept ones fewer again: m is smaller now. */
bool chance_seek_on(Reach *r, int m, Reached *out) MUST_CHECK;

/* Few enough draws to be decided to the end. */
bool chance_is_small(const Futures *f);
/* The same to the end, with whole places, viable cohorts and multiples where the plan asks for
 * them: a whole number programme with a big constant for each draw. *ended is false when the
 * search was cut short; *found when nothing was found. */
bool chance_exact(const Reach *r, int m, Reached *out, bool *found, bool *ended) MUST_CHECK;

/* What no path that meets m draws can be below. hardest: [K] the draws, those that need most
 * first; single: [K] the least with which each alone is met, NAN = not yet known, filled. */
bool chance_bound(const Reach *r, int m, const int *hardest, double *single,
                  double *out) MUST_CHECK;

/* Least places or cost with which the mean loss of the worst (1 - p) K draws is not positive;
 * or the path with the least such mean, which is then `least_shortage`. Exact. */
bool cvar_solve(const Reach *r, double p, Reached *out) MUST_CHECK;

/* What a path has to keep: that m draws are met, or that the mean of the worst is. */
typedef struct Goal {
    bool mean_of_worst;
    int m;
    double p;
    double allowed; /* what may be lacking */
} Goal;
/* Whole places, viable cohorts and multiples for a path of cells, near to it: places are added
 * until the goal is kept and taken off while it is. Without such rules for cohorts the path
 * stays as it is. */
IntakePath round_up(Arena *a, const Decision *d, const Futures *f, const Goal *goal,
                    const double *price, const double *x);

#endif
