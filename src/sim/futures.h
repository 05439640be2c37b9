/* The futures as the programmes read them: for every draw and target point what the decided
 * cohorts must bring, and what a place of each brings. Compact, so that looking at all of them
 * for one path costs one pass over an array. Shared by chance.c, cvar.c, round_up.c,
 * programme.c and verify_sample.c. */
#ifndef PONT_SIM_FUTURES_H
#define PONT_SIM_FUTURES_H

#include "sim/decision.h"

typedef struct Futures {
    int K, P, n;            /* draws, target points, decided cells */
    int n_years;            /* as in Decision */
    const int *cell;        /* [n] index into [n_routes][n_years] */
    const double *response; /* [K][P][n] */
    const double *need;     /* [K][P] needed - base */
    /* The same by point and cell, draws side by side: [P][n][K] and [P][K]. A look at all draws
     * goes along these, past the cells that bring nothing to a point: brings[P][n]. */
    const double *responses, *needs;
    const bool *brings;
    const double *slack;  /* [K][P] a shortage up to this is rounding */
    const double *weight; /* [P] of a unit of shortage */
    const bool *helped;   /* [P] some decided cohort can bring something there */
    const bool *lost;     /* [K] a point that nothing can help lacks something */
    int n_lost;
} Futures;

/* Of the cells of d that are still to be decided. */
Futures futures_of(Arena *a, const Decision *d, const Ensemble *e);

/* What every draw lacks at a point, loss[K]; negative: it has that to spare. x: [n]. */
void futures_lack(const Futures *f, int point, const double *x, double *loss);
/* The same at each draw's worst point that can be helped; worst and loss [K]. */
void futures_losses(const Futures *f, const double *x, double *loss, int *worst);
/* Whether the loss of draw k is no more than rounding and nothing else is lost. */
bool futures_is_met(const Futures *f, int k, int worst, double loss);
/* How many draws meet every target. */
int futures_met(const Futures *f, const double *x);
/* The decided cells of a whole array, and back (what is not decided is left alone). */
void futures_take(const Futures *f, const double *path, double *x);
void futures_give(const Futures *f, const double *x, double *path);

typedef struct FuturesOutlook {
    int met;
    double shortage, cvar; /* weighted sums over points; cvar of the worst (1 - p) */
} FuturesOutlook;
/* chance_only: shortage and cvar are left 0. */
FuturesOutlook futures_outlook(const Futures *f, const double *x, double p, bool chance_only);

/* Mean of the largest (1 - p) n of sorted values; a part of a draw counts as that part. */
double mean_of_worst(const double *sorted, int n, double p);

#endif
