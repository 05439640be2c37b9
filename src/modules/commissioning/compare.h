/* The answers beside a recommendation: intake and cost against probability, two plans or
 * policies in the same futures, and why one number is what it is. */
#ifndef PONT_COMMISSIONING_COMPARE_H
#define PONT_COMMISSIONING_COMPARE_H

#include "modules/commissioning/late.h"

typedef struct FrontierInput {
    const char *plan, *model;
    int64_t draws, seed;
} FrontierInput;
typedef struct PolicyInput {
    const char *plan, *model, *other, *other_model, *settled;
    int64_t draws, seed;
} PolicyInput;
typedef struct ExplainInput {
    const char *plan, *model, *route;
    int64_t year, draws, seed;
} ExplainInput;

bool do_frontier(Ctx *cx, const void *in, Reply *out);
bool do_policies(Ctx *cx, const void *in, Reply *out);
bool do_explain(Ctx *cx, const void *in, Reply *out);

/* A plan that may be read, or a folder, with its futures. */
bool commissioning_open(Ctx *cx, const char *permission, const char *plan, const char *model,
                        int64_t draws, int64_t seed, Loaded *l, Ensemble *e,
                        Projection *p) MUST_CHECK;

#endif
