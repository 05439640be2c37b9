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

typedef struct Aim { /* one thing that must be possible */
    int cell;
    int insider; /* for this reader; 0 = for everybody */
    AimWay way;
    double need;
    int proof[2]; /* the last that showed it, or -1; AIM_SPAN has two */
} Aim;

typedef struct Proof { /* differences from the true values */
    int n;
    int *cells; /* where they are not zero */
    double *off;
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

typedef struct Guard {
    Arena *arena;
    Err *err;
    const SafeTable *t;
    bool *always;        /* by cell: held back in every pattern */
    bool *choice;        /* by cell: may be held back and that can help */
    double *less, *more; /* by cell: how far it can move when held back */
    int n_aims, room_aims;
    Aim *aims;
    int n_proofs, room_proofs;
    Proof *proofs;
    int n_fits, room_fits;
    bool *fits; /* by proof: it fits the pattern that is being asked about */
    Refs *refs; /* by cell */
    Lp *lp;     /* variables are the moves of all cells */
    Lp *least;  /* the same in two directions, at a price: what to hold back */
    bool least_ready;
    /* What is being asked about: this pattern, with the eyes of this reader. */
    const bool *held;
    int insider;
    int programmes;
} Guard;

/* g->lp and g->least are fresh programmes of the caller's. */
void guard_prepare(Guard *g, Arena *a, Err *err, const SafeTable *t, Lp *lp, Lp *least);
/* *safe: whether held meets all aims. With cuts, those for all aims that fail; without, the
 * first failure ends it. */
bool guard_check(Guard *g, const bool *held, Cuts *cuts, bool *safe) MUST_CHECK;
/* The same in steps: names the pattern; *aim goes on to the next that is not met, or to n_aims;
 * guard_more() says that this cell, too, is held now. */
void guard_hold(Guard *g, const bool *held);
void guard_more(Guard *g, int cell);
bool guard_next(Guard *g, int *aim, Cuts *cuts) MUST_CHECK;
/* Gives back what a safe pattern does not need, the dearest first. Uses the cuts found so far,
 * and adds those that say why the rest is needed. */
bool guard_trim(Guard *g, bool *held, Cuts *cuts) MUST_CHECK;
/* Holds back more until all aims are met; *culprit is the cell of an aim that cannot be, or -1.
 */
bool guard_repair(Guard *g, bool *held, int *culprit) MUST_CHECK;
double guard_cost(const Guard *g, const bool *held);
/* Whether the cell is known to this reader from the start. */
static inline bool guard_knows(const SafeCell *c, int insider)
{
    return insider && (c->knows[0] == insider || c->knows[1] == insider);
}

#endif
