/* A plan as numbers: what a projection needs, with every name resolved to an index.
 *
 * The subject layer (modules/projection) reads a plan from a model folder or the database and
 * fills this struct; sim/ only computes. Nothing here knows a file, a clock or a user.
 *
 * Time. Step i (0..n_steps-1) leads from year start_year + i*step_years to the next. "Year y"
 * of a stock, supply or demand is the end of the step that closes in y; year start_year is the
 * opening stock. Rates are per step.
 *
 * People. A cell is (state, age class): cell = state * n_ages + age. Heads are conserved; the
 * measure (FTE, say) is heads x weight of the state, for states that are counted.
 *
 * Order inside a step (validated by a published table, see docs/model/): exits and moves on the
 * opening stock, then ageing, then joiners. A person who joins in a step is not exposed to its
 * exits unless joiner_exposure says so.
 *
 * Assumptions. A row of the input may hold for many keys (a pattern such as *.la.*); it is then
 * many rows here, all but the first `like` the first: they take its theta, so that one
 * assumption is one random number wherever it holds.
 *
 * Groups. The first groups are the sectors: each state belongs to one. Behind them come sets of
 * states (areas, tiers) that may overlap. Supply, demand and targets are keyed by either.
 *
 * Values in time. Rows with the same key but different years are knots: between them the value
 * is linear, outside them constant. year = ALL_YEARS holds always. Exceptions are stated below.
 */
#ifndef PONT_SIM_PLAN_H
#define PONT_SIM_PLAN_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

enum { ALL_YEARS = -1, ANY = -1, SOME_ROUTES = -2, MOST_STUDY_YEARS = 8, DEMAND_LEVEL = -1 };

typedef enum DistKind {
    DIST_FIXED,      /* value */
    DIST_NORMAL,     /* a mean, b standard deviation */
    DIST_LOGNORMAL,  /* a mean, b standard deviation of the logarithm */
    DIST_BETA,       /* a, b shape */
    DIST_GAMMA,      /* a shape, b rate */
    DIST_UNIFORM,    /* a lowest, b highest */
    DIST_TRIANGULAR, /* a lowest, b mode, c highest */
    DIST_PERT,       /* a lowest, b mode, c highest */
    DIST_QUARTILES   /* a, b, c lower quartile, median, upper quartile: as experts are asked */
} DistKind;

typedef struct Dist {
    DistKind kind;
    double a, b, c;
} Dist;

/* Which key columns a part has is said in the comment; * (ANY) is allowed where marked. */
typedef enum Part {
    PART_STOCK,        /* state, ages: heads at start_year; a range is shared by age width */
    PART_EXIT,         /* state*, ages*, cause: probability (or hazard) of leaving for good.
                          Different causes, and rows that overlap otherwise, add up. */
    PART_MOVE,         /* state, to, ages*: probability (or hazard) of changing state */
    PART_ATTRITION,    /* route, study_year*: share that drops out in that study year; year =
                          the cohort's intake year */
    PART_REGISTRATION, /* route: share of graduates who register and may take a post */
    PART_CAPTURE,      /* route, state: share of the registered who take a post in the state;
                          year = year of joining; the rest are lost to the plan */
    PART_ENTRY_AGE,    /* route*, ages: share of the route's joiners in the ages (sum 1) */
    PART_INTAKE,       /* route: students starting in year; 0 before the first knot */
    PART_JOINER,       /* state, ages: heads joining per step from outside (abroad, return) */
    PART_RENEWAL,      /* state, ages -> to, to_ages: joiners per head of opening stock */
    PART_DEMAND,       /* line, group*: level of demand in the measure */
    PART_DRIVER,       /* line, group*, driver kind: see DriverKind */
    PART_COST,         /* route, study_year*: GBP per student and year of study */
    PART_HOURS,    /* route, study_year*, area*: placement hours per student and year of study;
                      with an area: those of them that are spent there */
    PART_LIMIT,    /* limit kind, route* or a set of routes together, area*: see LimitKind;
                      year = intake or budget year */
    PART_REPEAT,   /* route, study_year*: share of those who start the study year and take it a
                      second time (once at most); year = the cohort's intake year */
    PART_APPEAL,   /* route*, state*, factor: what a post there has of the factor */
    PART_TASTE,    /* factor: what a unit of it is worth to a graduate, in utility */
    PART_SHOCK,    /* ShockKind, state*, ShockParameter */
    PART_RESIDUAL, /* state, ResidualParameter */
    PART_POPULATION,  /* group, band: persons */
    PART_SERVICE,     /* line, group*, service, band*, ServiceParameter */
    PART_TIME,        /* line, group*, TimeParameter */
    PART_DIVISION,    /* line, service*, DivisionParameter */
    PART_BACKLOG,     /* line, group*, BacklogParameter */
    PART_PLACE,       /* state, to = the pool: share of the pool's people who go to the state;
                         the shares of a pool are all of it */
    PART_LOCUM,       /* state, group: share of the state's measure that works for a group that
                         the state does not belong to */
    PART_DISCREPANCY, /* sd of the logarithm of supply after one year that no other assumption
                         explains; it grows with the root of time. From back-tests. */
    PART_COUNT
} Part;

/* Demand(t) = level(t) x product of (1 + annual) over the years since start_year
 *             x (1 + demographic(t)) x (1 + sum of other(t));      (Dutch composition)
 * demographic and other are total effects reached at their knot, linear from 0 at start_year.
 */
typedef enum DriverKind { DRIVER_ANNUAL, DRIVER_DEMOGRAPHIC, DRIVER_OTHER } DriverKind;

typedef enum LimitKind {
    LIMIT_CAPACITY,    /* most students to start per year; route or all */
    LIMIT_MINIMUM,     /* fewest students to start per year; route or all */
    LIMIT_RAMP,        /* largest change from one year to the next, heads; route or all */
    LIMIT_RAMP_SHARE,  /* the same as a share of the year before */
    LIMIT_PLACEMENT,   /* placement hours available per year, all routes together; in an area,
                          those that the area's own rows of PART_HOURS ask for */
    LIMIT_BUDGET,      /* GBP per year for all students in training */
    LIMIT_LEAST_SHARE, /* least part of all students to start per year; a route or a set */
    LIMIT_EQUITY,      /* most that a group's relative shortage may be, in means of all groups
                          with a target for the line and year; 1 = all alike */
    LIMIT_COUNT
} LimitKind;

/* What a shock moves. It is one number a step, shared by all states of its row: added to the
 * logit of shares and to the logarithm of counts and hazards. */
typedef enum ShockKind {
    SHOCK_EXIT,
    SHOCK_MOVE,
    SHOCK_JOINER,
    SHOCK_ATTRITION, /* of all routes, in the calendar year of study */
    SHOCK_CAPTURE,   /* by state of the post, in the year of joining */
    SHOCK_DEMAND,    /* of all lines and groups */
    SHOCK_KINDS
} ShockKind;

/* Parameters of the parts that have several numbers under one key. Their laws: parameter.c. */
typedef enum ShockParameter {
    SHOCK_SD,          /* of the shock in one step */
    SHOCK_PERSISTENCE, /* correlation with the step before */
    SHOCK_INNOVATION   /* laid out by plan_prepare(): standard normal, one a step */
} ShockParameter;
typedef enum ResidualParameter {
    RESIDUAL_MEAN, /* heads per step */
    RESIDUAL_SD,
    RESIDUAL_PERSISTENCE,
    RESIDUAL_YEARS, /* steps from which the mean was estimated */
    RESIDUAL_INNOVATION,
    RESIDUAL_MEAN_ERROR /* both laid out by plan_prepare() */
} ResidualParameter;
typedef enum ServiceParameter {
    SERVICE_RATE,   /* units a year per person of the band */
    SERVICE_VOLUME, /* units a year, instead of rates */
    SERVICE_HOURS   /* of staff per unit */
} ServiceParameter;
typedef enum TimeParameter {
    TIME_DAYS, /* that could be worked in a year */
    TIME_LEAVE,
    TIME_HOLIDAYS,
    TIME_SICKNESS,
    TIME_TRAINING,
    TIME_HOURS_PER_DAY,
    TIME_SUPPORT_SHARE,   /* of working time that all spend on what belongs to no service */
    TIME_INDIVIDUAL_HOURS /* a year that a few spend on what only they do */
} TimeParameter;
typedef enum DivisionParameter {
    DIVISION_OT_SHARE,      /* of a service's hours that need an occupational therapist */
    DIVISION_WORKER_SHARE,  /* ... that a support worker does */
    DIVISION_CLINICAL_FOCUS /* share of the time given to the service that reaches it */
} DivisionParameter;
typedef enum BacklogParameter {
    BACKLOG_WAITING,     /* cases at start_year */
    BACKLOG_TARGET,      /* cases that may wait */
    BACKLOG_ARRIVALS,    /* cases a year */
    BACKLOG_CLEAR_YEARS, /* in which the list is to be brought to the target */
    BACKLOG_CASES        /* a year that one unit of the measure deals with */
} BacklogParameter;

typedef struct Row {
    Part part;
    const char *id; /* never NULL; one id for a row and those that are like it, else unique */
    int like;       /* index of the row whose theta this one takes; ANY = its own */
    int state, to, age_from, age_to, to_age_from, to_age_to; /* indices, inclusive; or ANY */
    int route, study_year;                                   /* study_year from 1; or ANY */
    const int
        *routes;     /* of a limit on some routes together: n_together of them, and route is */
    int n_together;  /* SOME_ROUTES - k, its own k for each set; else NULL and 0 */
    int area;        /* index into areas, or ANY */
    int line, group; /* or ANY = all groups */
    int kind; /* DriverKind, LimitKind or ShockKind; for PART_EXIT the index of its cause */
    int parameter, factor, service, band; /* indices, or ANY */
    int year;                             /* or ALL_YEARS */
    double ahead; /* of a stock: steps from the day it was counted to the opening; below 0:
                     since */
    double value;
    Dist dist; /* of the value; DIST_FIXED when certain */
    /* A draw x of dist counts as x + stretch x + shift: how a branch of a scenario tree moves a
     * distribution with its value. 0, 0 = as it is. */
    double stretch, shift;
} Row;

/* A row of the part that holds everywhere and always, still without id and value. */
static inline Row row_everywhere(Part part)
{
    return (Row){.part = part,
                 .like = ANY,
                 .area = ANY,
                 .state = ANY,
                 .to = ANY,
                 .age_from = ANY,
                 .age_to = ANY,
                 .to_age_from = ANY,
                 .to_age_to = ANY,
                 .route = ANY,
                 .study_year = ANY,
                 .line = ANY,
                 .group = ANY,
                 .parameter = ANY,
                 .factor = ANY,
                 .service = ANY,
                 .band = ANY,
                 .year = ALL_YEARS};
}

/* Whether a row that names its route, all routes or a set of them holds for a route. */
static inline bool row_has_route(const Row *row, int route)
{
    for (int i = 0; i < row->n_together; i++)
        if (row->routes[i] == route)
            return true;
    return row->route == ANY || row->route == route;
}

typedef struct State {
    const char *id, *label;
    int group;     /* index into groups: the sector, below n_groups - n_sets */
    double weight; /* measure per head; 0 = not counted as supply */
    bool pool;     /* nobody stays: who comes is placed in other states in the same step */
} State;

/* A group that is a set of states, beside the sectors. The sets of one family do not overlap.
 */
typedef struct GroupSet {
    const char *label;
    const char *family; /* area, tier, ...: what the set is one of */
    const bool *has;    /* [n_states] */
} GroupSet;

typedef struct AgeClass {
    const char *id;
    int from, to; /* inclusive, in years; the last class is open */
} AgeClass;

typedef struct Route {
    const char *id, *label;
    int length; /* years from intake to joining, 1..MOST_STUDY_YEARS (0 = joins in the year) */
    double share;     /* of a common intake level when the model decides on one; sum 1 */
    double viable;    /* smallest cohort worth running, else 0 students; 0 = no such rule */
    double multiple;  /* cohorts come in multiples of this; 0 = any number */
    bool decided;     /* false: its intake stays as given */
    const bool *from; /* [n_states] states that its students leave to study; NULL: none */
    double counts;    /* measure per student who came from there, while in training */
    int counts_in;    /* the group that has it, when counts > 0 */
    int repeats;      /* study years that may be taken twice; by plan_prepare() */
} Route;

typedef struct Target {
    int line, group; /* demand line to be met by the supply of the group (ANY = all) */
    int year_from, year_to;
    double weight; /* of one unit of shortage in the least-shortage objective */
} Target;

typedef enum RateKind { RATE_PROBABILITY, RATE_HAZARD } RateKind;
typedef enum MoveBasis { MOVE_OPENING, MOVE_STAYERS } MoveBasis;
typedef enum Objective { OBJECTIVE_PLACES, OBJECTIVE_COST } Objective;
typedef enum Shape { SHAPE_LEVEL, SHAPE_FREE } Shape;

typedef struct Plan {
    const char *title, *measure; /* measure: "FTE", "heads", ... */
    int start_year, n_steps;     /* n_steps includes the extension beyond the years shown */
    int shown_steps;
    int step_years;
    int n_states, n_groups, n_ages, n_routes, n_lines, n_rows, n_targets;
    State *states;
    const char **groups; /* ids: the sectors, then the sets */
    int n_sets;
    const GroupSet *sets; /* of the last n_sets groups */
    int n_areas;
    const char **areas; /* ids of areas with placement hours of their own */
    AgeClass *ages;     /* n_ages >= 1; one class = age is not modelled */
    Route *routes;
    const char **lines; /* ids of demand lines: need, funded, requested, ... */
    int n_factors, n_services, n_bands;
    const char **factors, **services, **bands; /* ids; the factor FACTOR_ELSEWHERE is no post */
    const bool *raked, *shrunk;                /* [n_lines] or NULL: see small_area.h */
    Row *rows;
    Target *targets;
    RateKind rate_kind;
    MoveBasis move_basis;   /* moves as a share of the opening stock, or of those who stay */
    double joiner_exposure; /* 0 exit then join; 0.5 mid-year; 1 join then exit */
    bool ageing;            /* false: age classes are strata that nobody leaves */
    bool whole_places;      /* intakes are integers */
    bool cohort_noise;      /* count the chance in a new cohort's own fate in P(target met) */
    Objective objective;
    Shape shape; /* LEVEL: one level per year shared over routes; FREE: LP decides */
    int ceiling; /* 1 + the demand line whose posts are the most that may be filled; 0 = none */
    int decide_from, decide_to; /* intake years to be decided; from > to: none */
    double confidence;          /* of the headline answer, 0..1 */
    double terminal_value; /* of a unit of supply at the last target, in what is kept small */
    /* Given draws: n_given x n_given_rows values that replace the rows' own (for ensembles that
     * come from elsewhere). n_given = 0: none. */
    int n_given, n_given_rows;
    const int *given_rows; /* indices into rows */
    const double *given;   /* [n_given][n_given_rows] */
    uint64_t seed;
    int draws;
    const struct ScenarioTree *scenarios; /* sim/scenario.h; NULL = none */
    /* Worth of a unit of the measure too few and too many for a year, in a unit of one's own:
     * only their ratio decides. */
    double cost_under, cost_over;
    /* By plan_prepare(): between which rows those of a part lie, while there are `ranged`. */
    int ranged, part_from[PART_COUNT], part_to[PART_COUNT];
} Plan;

/* Lays out what follows from the rows: Route.repeats, where each part's rows are, and a row for
 * every number that shocks and residuals draw, behind the others. To be called once, when all
 * rows are there. */
void plan_prepare(Arena *a, Plan *p);
/* Whether that was done. */
bool plan_is_prepared(const Plan *p);
/* Rows of a part are among those from..to, and few others; all where nobody has looked. */
void plan_part(const Plan *p, Part part, int *from, int *to);

#define FACTOR_ELSEWHERE "elsewhere" /* its taste is the utility of taking no post here */

static inline int plan_cells(const Plan *p)
{
    return p->n_states * p->n_ages;
}
/* Whether the state is of the group; group ANY or n_groups = all states. */
static inline bool plan_in_group(const Plan *p, int group, int state)
{
    int sectors = p->n_groups - p->n_sets;
    if (group == ANY || group == p->n_groups)
        return true;
    return group < sectors ? p->states[state].group == group
                           : p->sets[group - sectors].has[state];
}
static inline int plan_year(const Plan *p, int step) /* step 0 = opening */
{
    return p->start_year + step * p->step_years;
}

#endif
