/* Demand: from levels, or from the work there is to do.
 *
 * A line (need, funded, requested, ...) and a group have one source: a level of demand.csv, or
 * the work of services. Lines stand apart: nothing of one is ever used for another, and what a
 * line does not say of a group is missing (NAN), never 0. Laid out once per plan, read by any
 * number of threads. Mathematics: docs/model/demand.md. */
#ifndef PONT_SIM_DEMAND_H
#define PONT_SIM_DEMAND_H

#include "base/err.h"
#include "sim/shock.h"
#include <stdarg.h>

/* ---------------------------------------------------------------- the WISN kernel */

typedef struct WorkingTime {
    double days, leave, holidays, sickness, training; /* days a year */
    double hours_per_day;
    double support_share;    /* CAS: of working time, by all, for what belongs to no service */
    double individual_hours; /* a year, by a few, for what only they do */
} WorkingTime;

/* Available working time: hours a year of one whole-time person. */
double work_available_hours(const WorkingTime *t);
/* Posts for so many hours of service: hours / available / (1 - support share) + individual
 * hours / available. */
double work_posts(const WorkingTime *t, double service_hours);

/* ---------------------------------------------------------------- the layout */

enum { TIME_PARAMETERS = TIME_INDIVIDUAL_HOURS + 1, BACKLOG_PARAMETERS = BACKLOG_CASES + 1 };

typedef struct WorkTask {     /* one service for one band of the population, or by its volume */
    const Series *population; /* NULL: the amount is a volume */
    const Series *amount, *hours;
    const Series *ot_share, *worker_share, *focus; /* or NULL */
} WorkTask;

typedef struct Work { /* of one line in one group */
    int line, group;  /* group n_groups = all together */
    int n_tasks;
    WorkTask *tasks;
    const Series *time[TIME_PARAMETERS]; /* or NULL */
} Work;

typedef struct Backlog {
    int line, group; /* group n_groups = all together */
    const Series *of[BACKLOG_PARAMETERS];
} Backlog;

typedef struct Shrunk { /* a row whose values are drawn towards the mean of its like */
    const Row *row;
    double mean, slope, around; /* its value v becomes mean + slope (v - around) */
    double weight;              /* of what the group itself says */
} Shrunk;

/* Who is told what contradicts what: the row it was found at, or NULL, and the words. */
typedef struct DemandTold {
    void *self;
    void (*say)(void *self, const Row *row, const char *format, va_list args);
} DemandTold;

typedef struct Demand {
    const Plan *p;
    const DemandTold *told; /* NULL: nobody asks */
    int n_levels, n_drivers, n_work, n_backlogs, n_shrunk;
    const Series *levels, *drivers;
    Work *work;
    Backlog *backlogs;
    Shrunk *shrunk; /* in order of their rows */
    int *family;    /* [n_groups] of groups that do not overlap; 0 = the sectors */
    int n_families;
    StepShocks shocks; /* laid out, never filled: threads share the layout */
} Demand;

Demand *demand_new(Arena *a, const Plan *p);
/* Everything that is wrong with the demand of a plan; or the first such thing, as an Err. */
void demand_tell(Arena *a, const Plan *p, const DemandTold *told);
bool demand_check(Arena *a, Err *err, const Plan *p) MUST_CHECK;

/* demand[line * (n_groups + 1) + group] as in demand_at(); `before`, or NULL, is the same as it
 * would be without shrinking and raking. */
void demand_of(const Demand *d, const double *theta, int step, double *demand, double *before);

/* Hours a year of the services of a work, by who does them. */
typedef struct WorkHours {
    double ot, worker, other;
} WorkHours;
WorkHours work_hours(const Demand *d, const double *theta, const Work *w, int year,
                     bool shrink);
/* Posts that the work needs: of occupational therapists. */
double work_needs(const Demand *d, const double *theta, const Work *w, int year, bool shrink);

/* Cases waiting at the end of each step, queue[T], for the supply of the group,
 * supply[T], and the posts, on top of those that keep up with arrivals, that would bring that
 * list to its target in the years agreed. Q(t+1) = max(0, Q(t) + arrivals - cases x supply(t)).
 */
void backlog_course(const Demand *d, const double *theta, const Backlog *b,
                    const double *supply, double *queue, double *catch_up);
/* Posts in the line for the list as it is at the start: (waiting - target) / (cases x years) in
 * each of the years in which it is to be cleared. */
double backlog_posts(const Demand *d, const double *theta, const Backlog *b, int year);

/* Tells what is wrong. */
void demand_problem(const Demand *d, const Row *row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* demand_work.c: lays out works, backlogs and shrunk rows; notes the first contradiction. */
void demand_lay_out_work(Arena *a, Demand *d);
/* A series' value with its shrunk rows in place. */
double demand_rate(const Demand *d, const Series *s, const double *theta, int year,
                   bool shrink);

#endif
