/* Statistical disclosure control: what of a set of linked tables may be shown, and what
 * somebody who reads it can still work out.
 *
 * A SafeTable is cells and sums ("this cell is the sum of those"), so that tables with several
 * dimensions, hierarchies and margins, tables that share cells, and several releases of one
 * table are all the same problem. Rules say which cells are sensitive and how uncertain a
 * reader must stay about them; safe_suppress() finds the cheapest set of further cells to hold
 * back; safe_attack() is the reader. Nothing here knows where the numbers come from.
 *
 * Everything lives in the arena that is passed. Same input, same bytes. The mathematics:
 * docs/model/disclosure.md. */
#ifndef PONT_SIM_DISCLOSURE_H
#define PONT_SIM_DISCLOSURE_H

#include "base/arena.h"
#include "base/err.h"

/* ---------------------------------------------------------------- the general problem */

typedef enum SafeUse {
    SAFE_FREE,    /* may be published, may be held back */
    SAFE_PRIMARY, /* sensitive: held back, and protected */
    SAFE_PUBLISH, /* is published whatever happens, or known to everybody */
    SAFE_HIDDEN /* is not published anyway and needs no protection, such as the inside of a cube
                   of which only the margins are shown */
} SafeUse;

/* What a reader must not be able to exclude: everything from value - below to value + above,
 * and an interval that is at least span wide. Cut off at the cell's lo and hi, for nobody can
 * take back what is known already. */
typedef struct SafeProtection {
    double below, above, span;
} SafeProtection;

typedef struct SafeCell {
    const char *key; /* equal keys are one cell; NULL is a cell of its own */
    double value;
    double cost;   /* of holding it back; not negative */
    double lo, hi; /* what everybody knows beforehand, lo <= value <= hi; such as 0, INFINITY */
    SafeUse use;
    SafeProtection protect; /* of a primary cell */
    int knows[2];           /* who knows the cell because nobody else contributes: a person, an
                               organisation. Any numbers but 0, which is nobody */
    int rule;               /* number of the rule that made it primary, from 0; else -1 */
} SafeCell;

typedef struct SafeTerm {
    int cell;
    double factor; /* 1 or -1 */
} SafeTerm;

typedef struct SafeSum { /* sum of factor * cell = 0 */
    int n;
    SafeTerm *terms;
} SafeSum;

typedef struct SafeTable {
    Arena *arena;
    int n_cells, room_cells;
    SafeCell *cells;
    int n_sums, room_sums;
    SafeSum *sums;
    struct SafeIndex *index; /* of the keys; private to disclosure.c */
} SafeTable;

SafeTable *safe_table(Arena *a);
/* Number of the cell with this key, or -1. */
int safe_find(const SafeTable *t, const char *key);
/* Adds a cell and returns its number. One whose key is there already is that cell: the wider
 * protection holds, and the stricter use (primary before publish before free before hidden).
 * The values must be the same, else -1. */
int safe_cell(SafeTable *t, const SafeCell *cell);
/* whole = sum of parts. */
void safe_sum(SafeTable *t, int whole, int n, const int *parts);
/* Two cells that are known to be equal, such as one that did not change between two releases.
 */
void safe_same(SafeTable *t, int one, int other);
/* Copies all cells and sums of another table behind those of this one, without their keys;
 * returns the number that its cell 0 has now. For readers of several releases. */
int safe_append(SafeTable *t, const SafeTable *other);
/* INVALID when a sum does not add up, a cost is negative or a value lies outside lo..hi. */
bool safe_check(const SafeTable *t, Err *err) MUST_CHECK;

/* ---------------------------------------------------------------- rules */

typedef enum SafeRuleKind {
    SAFE_COUNT,     /* n: fewer people than n, but not none */
    SAFE_ORGS,      /* n: fewer organisations than n contribute, but not none */
    SAFE_DOMINANCE, /* n, k: the n largest contribute more than k per cent */
    SAFE_PERCENT,   /* k: the second largest can estimate the largest to within k per cent */
    SAFE_BASE       /* n: a percentage on fewer than n people */
} SafeRuleKind;

typedef struct SafeRule {
    SafeRuleKind kind;
    int n;
    double k;
    bool zeros; /* SAFE_COUNT: none is sensitive too */
    /* Protection of a cell that SAFE_COUNT, SAFE_ORGS or SAFE_BASE finds. With 0, 0, 0 it is
     * the rule's own: below 1, above as far as the rule's limit, so that a reader cannot even
     * tell that the cell is small. The rules for magnitudes have formulas of their own. */
    SafeProtection protect;
} SafeRule;

/* One contributor's share of a cell, or several to be added up. */
typedef struct SafePart {
    int organisation; /* 0 or more; parts of the same organisation are one contribution */
    double value;     /* what is added up: hours, pounds; for counts the count */
    double people;
} SafePart;

/* Whether a cell with these parts breaks the rule, and how it must be protected then. Parts may
 * come in any order. */
bool safe_rule_breaks(const SafeRule *r, Arena *scratch, int n, const SafePart *parts,
                      SafeProtection *out);

/* ---------------------------------------------------------------- tables from categories */

enum { SAFE_DIMENSIONS = 4 };

typedef struct SafeCategory {
    const char *name;
    int parent; /* number of the category that it is part of; -1 for the total. Before its parts
                 */
} SafeCategory;

typedef struct SafeDimension {
    const char *name; /* the same name in two tables is the same dimension */
    int n;
    const SafeCategory *categories;
} SafeDimension;

typedef struct SafeMicro {   /* a record, or a count of equal ones */
    int at[SAFE_DIMENSIONS]; /* category by dimension */
    SafePart part;
} SafeMicro;

typedef enum SafeInsiders {
    SAFE_NO_INSIDERS,
    SAFE_PEOPLE,       /* who is the only one in a cell knows it: number of the record + 1 */
    SAFE_ORGANISATIONS /* and an organisation knows the cells to which it alone contributes:
                          -(organisation + 1) */
} SafeInsiders;

typedef enum SafeCost {
    SAFE_COST_VALUE, /* the information held back */
    SAFE_COST_ONE,   /* the number of cells */
    SAFE_COST_LOG    /* between: log2(1 + value) */
} SafeCost;

typedef struct SafeSpec {
    const char *measure; /* cells of different measures are never the same */
    int n_dimensions;
    const SafeDimension *dimensions;
    int n_micro;
    const SafeMicro *micro;
    int n_rules;
    const SafeRule *rules;
    SafeCost cost;
    SafeInsiders insiders;
    bool zeros_known; /* an empty cell is known to be empty: published, and no protection */
} SafeSpec;

/* Adds the table of all combinations of categories, its margins and its sums. A cell's key is
 * made of the measure and the categories below the totals, so that what two tables share is one
 * cell. *cells becomes the numbers of the cells, the last dimension fastest. INVALID when a
 * category or record is not understood or a shared cell differs; TOO_LARGE beyond 2^20 cells.
 */
bool safe_build(SafeTable *t, Err *err, const SafeSpec *spec, int **cells) MUST_CHECK;

/* ---------------------------------------------------------------- secondary suppression */

/* Counts, not time, so that the answer is the same everywhere; 0 = the usual ones. */
typedef struct SafeLimits {
    int rounds; /* of the cut loop */
    int nodes;  /* of each search for whole numbers */
    bool whole; /* protect against a reader who knows that the cells are whole numbers */
} SafeLimits;

typedef enum SafeStatus {
    SAFE_PROVED,    /* safe, and no cheaper pattern is */
    SAFE_UNPROVED,  /* safe; the limits came before the proof that it is the cheapest */
    SAFE_IMPOSSIBLE /* one primary cell cannot be protected, whatever is held back */
} SafeStatus;

typedef struct SafePattern {
    SafeStatus status;
    bool *held; /* by cell: it is not published. Primary and hidden cells are */
    int n_primary, n_secondary;
    double cost;                  /* of the secondary cells */
    double bound;                 /* no safe pattern costs less */
    int culprit;                  /* SAFE_IMPOSSIBLE: the number of that cell; else -1 */
    int rounds, cuts, programmes; /* what it took: linear programmes solved */
} SafePattern;

/* Fails with INVALID as safe_check() does, and with IO when the solver breaks down. */
bool safe_suppress(Arena *a, Err *err, const SafeTable *t, const SafeLimits *limits,
                   SafePattern *out) MUST_CHECK;

/* ---------------------------------------------------------------- the attacker */

typedef struct SafeInterval {
    double lo, hi;
} SafeInterval;

/* What a reader sees of each cell: the value of those that are published, lo..hi of the others.
 * held is by cell, such as SafePattern.held. The rows may be changed afterwards, for instance
 * to what a rounded value tells. */
SafeInterval *safe_seen(Arena *a, const SafeTable *t, const bool *held);
/* What a value rounded to a multiple of base tells. Conventional rounding of whole numbers:
 * less than half of the base to either side; controlled rounding: less than the base. Never
 * below 0 for a value that is not. */
SafeInterval safe_seen_rounded(double rounded, double base, bool controlled);

typedef struct SafeAttackOptions {
    bool all; /* intervals of all cells that are not seen exactly, not only of primary ones */
    bool insiders; /* also with the eyes of each insider, who knows the own cells */
    bool whole;    /* the reader knows that the cells are whole numbers */
    int nodes;     /* limit of each search for whole numbers; 0 = none */
} SafeAttackOptions;

typedef struct SafeNarrowed {
    int cell;
    int insider; /* who can tell; 0 = everybody */
    SafeInterval interval;
    double must_lo, must_hi, must_span; /* what the protection asks for */
} SafeNarrowed;

typedef struct SafeAttack {
    bool safe;
    SafeInterval
        *intervals; /* by cell, for a reader who is no insider; NAN for those not asked */
    int n, room;
    SafeNarrowed *narrowed; /* primary cells that can be narrowed below their protection */
    int programmes;
} SafeAttack;

/* Tightest intervals from what is seen and the sums. A search for whole numbers that meets its
 * limit gives the widest interval found, which the reader cannot exclude. Fails with INVALID
 * when what is seen contradicts itself. */
bool safe_attack(Arena *a, Err *err, const SafeTable *t, const SafeInterval *seen,
                 const SafeAttackOptions *options, SafeAttack *out) MUST_CHECK;

/* ---------------------------------------------------------------- rounding */

/* To the nearest multiple; halves away from zero. */
double safe_round(double value, double base);

typedef enum SafeRounding {
    SAFE_ROUNDED,      /* best, and proved */
    SAFE_ROUNDED_GOOD, /* adds up; the limit came before the proof */
    SAFE_NOT_ROUNDED   /* nothing that adds up was found */
} SafeRounding;

typedef struct SafeRounded {
    SafeRounding status;
    double
        *values; /* by cell; all multiples of base (safe_round_small: of the cells it rounds) */
    double distance; /* sum of |rounded - value|; safe_round_small: of the totals */
    bool far; /* no neighbouring multiples add up: some cells moved by up to twice the base */
} SafeRounded;

/* Controlled rounding: each cell to a multiple of base next to it (a multiple stays), so that
 * all sums hold. Two dimensions always have one. */
bool safe_round_controlled(Arena *a, Err *err, const SafeTable *t, double base, int nodes,
                           SafeRounded *out) MUST_CHECK;
/* Small counts only: the inner cells from 1 to base - 1 become 0 or base and all totals are
 * added up again, so that their errors are least in sum, then in squares. */
bool safe_round_small(Arena *a, Err *err, const SafeTable *t, double base, int nodes,
                      SafeRounded *out) MUST_CHECK;

#endif
