/* The numbers that formulas of the picture stand on: of every organisation that a collection
 * asks, the sums of cells that the formulas name, and nothing else of the returns.
 *
 * They are read from the cells of the accepted versions at each request, so that a return
 * counts at once when it is accepted; one query for each block, for all returns and years
 * together (docs/decisions/125). A return that has not come may be carried forward: then the
 * numbers of last year's stand in its place, and say so. */
#ifndef PONT_WORKFORCE_NUMBERS_H
#define PONT_WORKFORCE_NUMBERS_H

#include "modules/workforce/workforce.h"

/* An indicator ready to run: its formulas, and where each of their leaves stands in the
 * numbers. */
typedef struct Recipe {
    const Indicator *ind;
    Formula *formula, *low, *high, *quotient; /* NULL for none, but the first */
    int n, n_low, n_high, n_quotient;
    const int *leaf, *leaf_low, *leaf_high, *leaf_quotient;
} Recipe;
typedef struct Recipes {
    int n; /* one for each indicator, in the order given */
    const Recipe *items;
    int n_leaves, room;
    const FormulaLeaf **leaves;
} Recipes;
/* Formulas of the program never fail; one that a caller brings may (INVALID). */
bool recipes_make(Ctx *cx, const Indicator *const *wanted, int n, Recipes *out) MUST_CHECK;

typedef struct Numbers {
    Collection collection;
    const struct Numbers *like; /* of a later day with the same organisations; NULL none */
    int n;
    Org *orgs; /* asked by the collection, by kind and id */
    ReturnStatus *status;
    Basis *basis;       /* BASIS_REPORTED, BASIS_CARRIED or BASIS_MISSING */
    int64_t *return_id; /* whose cells count; 0 none */
    const char **from;  /* the collection that it was sent to; "" none */
    bool *exact;        /* cx->who may read it */
    int n_leaves;
    FormulaValue *values; /* [leaf * n + organisation]; 0 with a text: does not apply */
    bool *asked;          /* [leaf]: the collection's form asks it */
} Numbers;

/* Of each collection, oldest first; carry: last year's returns stand for those that have not
 * come. like: numbers of the newest of them or a later one, whose organisations are taken where
 * nothing has changed; or NULL. */
bool numbers_load(Ctx *cx, const Collection *const *collections, int n, const Recipes *recipes,
                  bool carry, const Numbers *like, Numbers *out) MUST_CHECK;
/* The same shape from returns that a caller holds. */
void numbers_of(Arena *a, const Recipes *recipes, const Return *const *returns, const Org *orgs,
                int n, Numbers *out);

/* Which organisations of the numbers: indexes into them. */
typedef struct Members {
    int n;
    const int *items;
} Members;

/* Whether organisation i answers what the recipe asks. */
bool answers(const Numbers *x, const Recipe *r, int i);

/* What may be subtracted from what: other groups that the reader can also see. */
typedef struct Sight {
    bool all_exact;  /* the reader may read every return: nothing is withheld */
    Members rest[2]; /* what is left of wholes that show, beside the members; may be empty */
    int n_siblings;  /* groups beside this one that make up the whole together with it */
    const Members *siblings;
    int own;           /* which of them this one is */
    double least_base; /* of a count that is split: withheld below; 0: none */
    const Recipe *base;
} Sight;
Measure measure(Ctx *cx, const Numbers *x, const Recipe *r, Members who, Fill fill,
                const Sight *sight);

#endif
