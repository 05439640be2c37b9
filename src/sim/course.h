/* The course of the yearly totals while the level rises. Private to course.c, course_rise.c and
 * level_path.c. */
#ifndef PONT_SIM_COURSE_H
#define PONT_SIM_COURSE_H

#include "sim/lever.h"

typedef enum Rise { WAITS, RISES, STAYS } Rise;

typedef struct Course {
    Arena *a;
    Err *err;
    const Decision *d;
    double *share; /* [n_routes] of the decided, sum 1 */
    Lp *lp;
    double tolerance; /* of totals that are held */
    /* [n_years]: variables of the totals and of the common level, rows total - level = 0 */
    int *total, *same, level;
    Rise *rise;
    double *least, *most; /* [n_years] */
    /* The mix: rows intake - share x scale = 0, with a scale for each year; and what limits of
     * their own leave the routes. [n_routes][n_years], but scale [n_years] */
    bool keeps_mix;
    int *scale, *mix;
    double *lowest, *highest;
} Course;

static inline double course_slack(const Course *c, double value)
{
    return c->tolerance * (1 + (value < 0 ? -value : value));
}

/* Fills shares, variables and rows; the limits of c->d are built and settled in c->lp. */
void course_prepare(Course *c);
/* Fills least, most and keeps_mix. */
bool course_run(Course *c) MUST_CHECK;

/* Whether something is decided in year j. */
bool course_has(const Course *c, int j);
double course_total(const Course *c, int j, double level);
/* A route's part of a year's total by the shares alone, after what is settled. */
double course_share(const Course *c, int r, int j, double total);
/* The mix of a total: writes x[n_routes][n_years] of the decided routes in year j. */
void course_mix(const Course *c, int j, double total, double *x);
/* Totals of year j at which a route comes to or from a limit of its own, ascending; returns how
 * many (at most 2 n_routes). */
int course_bends(const Course *c, int j, double *totals);
/* Ties the routes of a year together for totals from `total` to the next bend, which is the
 * next total from which they are tied differently. */
void course_set_mix(Course *c, int j, double total);
double course_next_bend(const Course *c, int j, double level);
/* Makes a year wait for the lowest total at which the mix keeps a floor of some routes. */
void course_wait_for_floor(Course *c, const Limit *l);
/* Fixes the total of year j for what is solved next; the mix is kept there if it is at all. */
void course_hold(Course *c, int j, double total);
/* Solves for the costs set. false: the solver broke down. *found: there is an answer. */
bool course_solve(Course *c, bool *found) MUST_CHECK;

#endif
