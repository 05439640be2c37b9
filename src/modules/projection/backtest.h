/* The back-test of a plan as a study: what would have been said then, against what came. */
#ifndef PONT_PROJECTION_BACKTEST_H
#define PONT_PROJECTION_BACKTEST_H

#include "modules/projection/study.h"
#include "sim/backtest.h"

extern const StudyPart backtest_parts[];

typedef struct BacktestInput {
    const char *plan, *release, *model, *observed;
    int64_t draws, seed;
} BacktestInput;
bool do_backtest(Ctx *cx, const void *in, Reply *out);

typedef struct WidenInput {
    const char *plan, *reason;
    double value;
} WidenInput;
bool do_widen(Ctx *cx, const void *in, Reply *out);

/* Of a run whose plan declares a discrepancy: that it does, by whom and why; and supply with
 * and without it. Nothing where none is declared. */
void discrepancy_facts(Ctx *cx, Reply *r, const Loaded *l);
bool discrepancy_table(Ctx *cx, Reply *r, const Loaded *l, const Projection *with) MUST_CHECK;

/* Says where a naive method is better, where there are too few cases to judge, and how much the
 * intervals lack. */
void backtest_notes(Ctx *cx, const Study *s, Reply *r);

typedef struct BacktestCases {
    int n, room;
    BacktestCase *items;
    int origins, first, last; /* years of the first and the last return */
    const char *skipped;      /* collections that may not be used, or "" */
} BacktestCases;

/* Rolling origins over the collections of a region up to `collection`: the plan as it would
 * have been built from the returns up to each, against the later ones (backtest_returns.c). */
bool backtest_from_returns(Ctx *cx, const char *collection, const char *release, int draws,
                           uint64_t seed, BacktestCases *out) MUST_CHECK;
/* One origin: a plan against a CSV file of what came (backtest_file.c). */
bool backtest_from_file(Ctx *cx, const Plan *p, const char *path, int draws, uint64_t seed,
                        BacktestCases *out) MUST_CHECK;

#endif
