/* People who are in two returns: an occupational therapist of an integrated team may be in a
 * council's and in a health board's, and would be counted twice.
 *
 * Organisations upload the numbers of their register; only a keyed mark of each is kept. Who is
 * in two lists is shown to both organisations, without the number. One proposes where the
 * person counts, the other agrees or disputes; what is agreed is taken out of totals. */
#ifndef PONT_WORKFORCE_PEOPLE_H
#define PONT_WORKFORCE_PEOPLE_H

#include "modules/workforce/workforce.h"

typedef struct PeopleInput {
    InFiles files;
} PeopleInput;
typedef struct PairsInput {
    const char *collection;
} PairsInput;
typedef struct PairInput {
    const char *collection, *organisation, *pair, *counts, *reason;
} PairInput;

/* CSV files with the columns collection, organisation, hcpc_no, role and wte. The list of an
 * organisation in them takes the place of the one it sent before. */
bool people_import(Ctx *cx, const InFiles *files, int *people) MUST_CHECK;

typedef struct PeoplePair {
    const char *id; /* the mark, shortened */
    const char *mark, *one, *other, *role_one, *role_other;
    double wte_one, wte_other;
    const char *counts, *state; /* "" nobody has proposed anything */
    const char *proposed_for, *proposed_by, *reason;
} PeoplePair;
typedef struct PeoplePairs {
    int n, room;
    PeoplePair *items;
} PeoplePairs;
/* Those of which cx->who may read one of the two returns. */
bool people_pairs(Ctx *cx, const char *collection, PeoplePairs *out) MUST_CHECK;
/* organisation: for which it is said. counts: "own", "other", "split" (both, by WTE: the person
 * counts once as a head, where more hours are, and both WTE stay). */
bool people_propose(Ctx *cx, const PairInput *in) MUST_CHECK;
/* By the other organisation: what was proposed holds, or it does not and the reason is kept. */
bool people_answer(Ctx *cx, const PairInput *in, bool agree) MUST_CHECK;

/* All of them, whoever may read them: for totals, whose protection is the caller's. */
bool people_all_pairs(Ctx *cx, const char *collection, PeoplePairs *out) MUST_CHECK;
/* Where the person of an agreed pair does not count as a head, and what of the WTE does not
 * count there. */
const char *pair_taken_from(const PeoplePair *p, double *wte);
/* Organisations that have sent a list. */
bool people_listed(Ctx *cx, const char *collection, const char *const **out, int *n) MUST_CHECK;

extern const Choice pair_counts[];
bool do_people(Ctx *cx, const void *in, Reply *out);
bool do_pairs(Ctx *cx, const void *in, Reply *out);
bool do_pair_propose(Ctx *cx, const void *in, Reply *out);
bool do_pair_agree(Ctx *cx, const void *in, Reply *out);
bool do_pair_dispute(Ctx *cx, const void *in, Reply *out);

#endif
