/* How a plan would have done: forecasts made from what was known then, against what came.
 *
 * A case is one forecast of one quantity, as an ensemble, and the value that came. Cases are
 * scored beside naive methods that know nothing but the same past: if one of them is better, a
 * plan adds nothing there, and the scores say so. Mathematics: docs/model/backtest.md. */
#ifndef PONT_SIM_BACKTEST_H
#define PONT_SIM_BACKTEST_H

#include "sim/commission.h"

enum { BACKTEST_LEVELS = 3, BACKTEST_BINS = 10, BACKTEST_MOST_HISTORY = 16 };
extern const double backtest_levels[BACKTEST_LEVELS]; /* .50, .80, .95 */

typedef enum NaiveMethod {
    NAIVE_PERSISTENCE,
    NAIVE_DRIFT,
    NAIVE_GROWTH,
    NAIVE_METHODS
} NaiveMethod;

typedef struct BacktestCase {
    const char *quantity, *level; /* heads, supply, leavers, vacancies; sector, organisation */
    const char *unit;             /* whose: a sector, an organisation */
    int together;                 /* organisations in it; 0 = not known */
    int origin, horizon;          /* year of the last return known; years ahead */
    double came;
    int n;
    const double *values; /* [n] the forecast */
    int n_history;
    const double *history; /* [n_history] by year, the last is that of the origin */
} BacktestCase;

/* Where the value that came lies among the forecast's, 0..1; u in 0..1 breaks ties, so that the
 * PIT of a perfect forecast is uniform for counts too. */
double backtest_pit(const double *values, int n, double came, double u);
/* Whether that is within the central interval that holds a share p. */
bool backtest_within(double pit, double p);

/* A naive forecast of a normal distribution; sd 0 where the past is too short to have one.
 * changes: relative standard deviation of a year's change over all that was known at the origin
 * (NAN: not known). */
typedef struct NaiveForecast {
    double mean, sd;
} NaiveForecast;
NaiveForecast naive_forecast(NaiveMethod method, const double *history, int n, int horizon,
                             double changes);
double naive_crps(NaiveForecast f, double came);

typedef struct BacktestScore { /* of a quantity, level and horizon */
    const char *quantity, *level;
    int horizon, n;
    double crps, bias, relative_bias; /* bias: mean of the forecast less what came */
    double covered[BACKTEST_LEVELS];
    int pit[BACKTEST_BINS];
    double naive[NAIVE_METHODS]; /* their mean CRPS over the same cases */
    int best;                    /* the best of them */
    bool naive_wins;
    double wide_crps, wide_covered[BACKTEST_LEVELS]; /* widened by the discrepancy */
} BacktestScore;

typedef struct Backtest {
    int n_scores;
    BacktestScore *scores; /* in order of quantity, level and horizon as the cases come */
    double discrepancy; /* sd of the logarithm of supply after one year beyond the forecast */
    int discrepancy_cases; /* that it rests on */
} Backtest;

/* Scores the cases, the coarsest level first; the discrepancy is estimated from its heads and
 * supply, and applied to all. */
void backtest_score(Arena *a, const BacktestCase *cases, int n, uint64_t seed, Backtest *out);

/* ---- the forecast of a plan (backtest_forecast.c) ---- */

typedef struct BacktestForecast { /* K draws with process noise */
    int K, T, G, n_states;
    const double *heads;  /* [K][T][n_states] */
    const double *supply; /* [K][T][G] */
    /* People who leave each state in the step that ends then, for good or for another sector;
     * 0 at the opening. */
    const double *leavers; /* [K][T][n_states] */
} BacktestForecast;
bool backtest_forecast(Arena *a, Err *err, const Plan *p, uint64_t seed, int K, int threads,
                       const Watch *watch, BacktestForecast *out) MUST_CHECK;

#endif
