/* Whether a pattern protects all primary cells, why not, and what would. Private to the
 * suppression.
 *
 * The question is asked thousands of times while a pattern is sought. So every answer "yes" is
 * kept as a proof, a second table that agrees with all that is published: it serves all cells
 * and all later patterns that hold back as much. Every "no" is a cut, an inequality that all
 * safe patterns satisfy and this one does not. */
#ifndef PONT_SIM_DISCLOSURE_GUARD_H
#define PONT_SIM_DISCLOSURE_GUARD_H

#include "sim/disclosure.h"
#include "sim/solver.h"

enum { GUARD_SLACK = 1000000 }; /* what is within a millionth of a demand meets it */

typedef enum AimWay { AIM_ABOVE, AIM_BELOW, AIM_SPAN } AimWay;

typedef struct Numbers {
    int n, room;
    int *items;
} Numbers;

typedef struct Aim { /* one thing that must be possible */
    int cell;
    AimWay way;
    double need;
    int insider;    /* for this reader, from 1; 0 = for everybody */
    int proof[2];   /* the last that showed it to everybody, or -1; AIM_SPAN has two */
    Numbers others; /* proofs that showed it to insiders who know a cell that moves in that */
} Aim;

typedef struct Proof { /* differences from the true values */
    int n;
    int *cells; /* where they are not zero */
    double *off;
    double need; /* a cell that was held in part could move in proportion to this */
} Proof;

typedef struct ProofRef {
    int proof;
    double off;
} ProofRef;

typedef struct Refs { /* proofs in which a cell moves */
    int n, room;
    ProofRef *items;
} Refs;

typedef struct Cut { /* sum of weights of cells that are held back >= need */
    int n;
    int *cells;
    double *weights;
    double need;
} Cut;

typedef struct Cuts {
    int n, room;
    Cut *items;
} Cuts;

typedef struct Insider { /* somebody who knows some cells */
    int number;          /* as in SafeCell.knows */
    Numbers cells;
} Insider;

typedef struct Guard {
    Arena *arena;
    Err *err;
    const SafeTable *t;
    bool *always;        /* by cell: held back in every pattern */
    bool *choice;        /* by cell: may be held back and that can help */
    double *less, *more; /* by cell: how far it can move when held back */
    int n_insiders;
    Insider *insiders; /* from 1 */
    int (*knows)[2];   /* by cell: insiders; 0 = none */
    int n_aims, room_aims;
    Aim *aims; /* for everybody; those for insiders follow from the proofs */
    Aim unmet; /* what guard_next() found */
    int n_proofs, room_proofs;
    Proof *proofs;
    int n_fits, room_fits;
    bool *fits; /* by proof: it fits the pattern that is being asked about */
    Refs *refs; /* by cell */
    Lp *lp;     /* variables are the moves of all cells: how far they go */
    Lp *brief;  /* the same in two directions: the shortest move */
    Lp *least;  /* the same at a price: what to hold back */
    bool least_ready;
    /* What is being asked about: this pattern, with the eyes of this reader. */
    double *share;   /* by cell: 1 when it is held back; between when a programme says so */
    bool fractional; /* some are between */
    int insider;
    double need;
    int programmes;
} Guard;

/* The programmes are fresh ones of the caller's. */
void guard_prepare(Guard *g, Arena *a, Err *err, const SafeTable *t, Lp *const programmes[3]);
/* *safe: whether the pattern meets all aims. With cuts, those for all aims that fail; without,
 * the first failure ends it. */
bool guard_check(Guard *g, const double *share, Cuts *cuts, bool *safe) MUST_CHECK;
/* The same in steps: names the pattern; *aim goes on to the next that is not met
 * (g->unmet says for whom), or to n_aims;
 * guard_more() says that this cell, too, is held now.
 * A pattern is a share for each cell, 1 or 0; the check alone takes what is between, when a
 * cell may move in proportion. */
void guard_hold(Guard *g, const double *share);
void guard_more(Guard *g, int cell);
bool guard_next(Guard *g, int *aim, Cuts *cuts) MUST_CHECK;
/* Gives back what a safe pattern does not need, the dearest first. Uses the cuts found so far,
 * and adds those that say why the rest is needed. */
bool guard_trim(Guard *g, double *share, Cuts *cuts) MUST_CHECK;
/* Holds back more until all aims are met; *culprit is the cell of an aim that cannot be, or -1.
 */
bool guard_repair(Guard *g, double *share, int *culprit) MUST_CHECK;
double guard_cost(const Guard *g, const double *share);
/* ---------------------------------------------------------------- single aims */

void aim_prepare(Guard *g);
/* How far this cell may move, for the reader who looks and the aim that is asked about. */
void aim_bounds(Guard *g, int cell);
/* By a proof that is kept; then by programmes, with a cut when it is not met. */
bool aim_proved(Guard *g, Aim *aim);
bool aim_try(Guard *g, Aim *aim, Cuts *cuts, bool *met) MUST_CHECK;
bool proof_fits(const Guard *g, const Proof *p);
bool proof_usable(const Guard *g, int proof, const Aim *aim);

static inline bool guard_enough(double have, double need)
{
    return have >= need - (1 + need) / GUARD_SLACK;
}

static inline bool guard_knows(const Guard *g, int cell, int insider)
{
    return insider && (g->knows[cell][0] == insider || g->knows[cell][1] == insider);
}

#endif
