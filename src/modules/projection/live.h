/* The answer while somebody tries: places, probability, cost, supply and gap of a plan with
 * changes, and the same without them, over the same futures.
 *
 * Nothing of it is kept. The futures are those of prepared.h: confidence, limits, intakes that
 * are held and the growth of the need reuse all of them; other rates ask for futures drawn
 * anew, of which fewer are taken (setting projection.live_draws), with the same random numbers
 * for the plan with and without the changes. Every interval is central. */
#ifndef PONT_PROJECTION_LIVE_H
#define PONT_PROJECTION_LIVE_H

#include "modules/projection/adjust.h"
#include "sim/programme.h"

typedef struct LiveYear {
    int year;
    double supply[N_QUANTILES], need[N_QUANTILES], gap[N_QUANTILES];
} LiveYear;

typedef struct LiveSide { /* the plan with the changes, or without them */
    bool solved;          /* some intake is decided; false: all are held */
    bool attainable;      /* the confidence can be had within the limits */
    double confidence, best;
    double level;         /* places in the last decided year shown; NAN when all are held */
    double low80, high80; /* the same, with which 10 and 90 % of the futures are met */
    double probability;   /* that every target is met with these intakes */
    double probability_low, probability_high; /* 95 % interval of it (Wilson), for there are
                                                 only so many futures */
    double places, cost[N_QUANTILES];         /* of the decided years, in all */
    double shortage, shortage_worst; /* weighted, over the target points: mean, and mean of
                                        the worst (1 - confidence) */
    const double *x;                 /* [n_routes][n_years] */
    const double *x_low, *x_high; /* those of low80 and high80; NULL when nothing is decided */
    int n_years, first_year;
    const LiveYear *years; /* [shown_steps + 1] */
    const double *gaps;    /* [shown_steps + 1][K] gap of each future */
    const bool *met;       /* [K] */
} LiveSide;

/* One quantity of two sides, future by future: the mean difference and where 90 % of the
 * differences lie; of a share: its 95 % interval. */
typedef struct PairedDifference {
    double mean, low, high;
} PairedDifference;
/* Gap of `b` less that of `a` in a step of each; K futures of both. */
PairedDifference live_gap_difference(Arena *a, const LiveSide *one, int step_one,
                                     const LiveSide *other, int step_other, int K);
PairedDifference live_met_difference(const LiveSide *one, const LiveSide *other, int K);

typedef struct LiveAnswer {
    Controls controls;
    Plan plan;   /* with the changes */
    Plan before; /* without */
    int draws;
    bool fewer;       /* than the plan's own number */
    bool heavy;       /* the plan is so large that all of them take a while */
    const char *line; /* demand that the targets ask for */
    LiveSide with, without;
    /* With minus without, draw by draw: gap of the last year, and the share of futures that
     * meet the target. */
    PairedDifference gap, met;
} LiveAnswer;

/* all_draws: as many as the plan says, whatever is changed. What is wrong with the changes is
 * left in controls, and the rest is answered. */
bool live_answer(Ctx *cx, const Model *m, const Pairs *changes, bool all_draws,
                 LiveAnswer *out) MUST_CHECK;
/* How many futures are drawn while somebody waits: all of the plan's, or fewer where the plan
 * is so large that all of them take a while. */
int live_draws(Ctx *cx, const Plan *p);
/* Each model as it is, over the same number of futures with the same random numbers. */
bool live_side(Ctx *cx, const Model *m, int draws, uint64_t seed, Plan *plan,
               LiveSide *out) MUST_CHECK;
/* Places of all routes in an intake year of given intakes of that side. */
double live_sum(const Plan *p, const double *x, const LiveSide *s, int year);
/* Places of a route (-1: all) in an intake year. */
double live_places(const Plan *p, const LiveSide *s, int route, int year);

#endif
