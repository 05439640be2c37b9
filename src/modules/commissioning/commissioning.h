/* Commissioning: how many to train each year, by route, with honest uncertainty.
 *
 * From a plan's ensemble of futures come three answers that are shown beside one another: the
 * common yearly level that meets the target with a stated confidence, and its intervals (the
 * headline); the least-cost plan at central values; and a chain of some fifteen numbers that a
 * board can check by hand. Requested, recommended, approved and filled places are separate
 * records; where one differs from the other an adjustment says who changed it and why.
 * Formulas: docs/model/commission.md. */
#ifndef PONT_COMMISSIONING_COMMISSIONING_H
#define PONT_COMMISSIONING_COMMISSIONING_H

#include "modules/commissioning/assurance.h"
#include "modules/projection/projection.h"

/* Places of one route ("all" = the year's total) in one year. Intervals are central: 90 % runs
 * from the 5th to the 95th percentile of the places needed over the futures. */
typedef struct Places {
    int year;
    const char *route, *label; /* label: as the plan names the route */
    double recommended, median;
    double low50, high50, low80, high80, low90, high90;
    double least; /* of the least-cost plan at central values */
} Places;

typedef struct FrontierRow {
    double confidence, level, places, cost, probability, expected_shortage, cvar;
    bool attainable;
} FrontierRow;

typedef struct ChainRow {
    const char *key, *label, *unit, *formula;
    double value;
} ChainRow;

typedef struct BindingRow {
    const char *limit, *route;
    int year;
    double value, worth;
} BindingRow;

typedef struct Recommendation {
    const char *run, *plan, *measure;
    double confidence;
    bool attainable; /* the headline's confidence can be reached within the limits */
    double best;     /* the highest confidence that can */
    bool feasible;   /* the least-cost plan meets the targets at central values */
    double attainable_supply, needed_supply; /* of the least-cost plan, in the measure */
    int n_places, n_frontier, n_chain, n_bindings;
    int places_room, frontier_room, chain_room, bindings_room;
    Places *places; /* by year, routes in the plan's order, then "all" */
    FrontierRow *frontier;
    ChainRow *chain;
    BindingRow *bindings;
    Assurance assurance; /* empty for runs of earlier versions */
} Recommendation;

/* Places that are settled already, in the order given. */
typedef struct CommittedList {
    int n, room;
    Committed *items;
} CommittedList;

/* committed: NULL for none. */
bool commissioning_compute(Ctx *cx, const Loaded *in, const Ensemble *e, const char *run,
                           const CommittedList *committed, Recommendation *out) MUST_CHECK;
/* Keeps the answer with its run, and the recommended places as records of the plan. */
bool commissioning_store(Ctx *cx, const Recommendation *r) MUST_CHECK;
/* The stored answer of a run; "" = the newest run that has one. NOT_FOUND says how to get one.
 */
bool commissioning_load(Ctx *cx, const char *run, Recommendation *out) MUST_CHECK;

/* The same among the plans whose region cx->who may read. */
bool commissioning_load_seen(Ctx *cx, const char *run, Recommendation *out) MUST_CHECK;

/* ---------------------------------------------------------------- records */

typedef enum PlaceKind {
    PLACE_REQUESTED,
    PLACE_RECOMMENDED,
    PLACE_APPROVED,
    PLACE_FILLED,
    PLACE_KINDS
} PlaceKind;
extern const Choice place_kinds[];

typedef struct PlaceRecord {
    int year;
    const char *route;
    double places[PLACE_KINDS]; /* NAN = no record */
} PlaceRecord;
typedef struct PlaceList {
    int n, room;
    PlaceRecord *items;
} PlaceList;
typedef struct Adjustment {
    int year;
    const char *route, *from_kind, *to_kind, *author, *reason, *on;
    double before, after;
} Adjustment;
typedef struct AdjustmentList {
    int n, room;
    Adjustment *items;
} AdjustmentList;

bool commissioning_places(Ctx *cx, const char *plan, PlaceList *out) MUST_CHECK;
bool commissioning_adjustments(Ctx *cx, const char *plan, AdjustmentList *out) MUST_CHECK;
/* The records as cx->who may see them: all with commissioning.read for the plan's region
 * (*whole), else approved and filled places alone and no adjustment. plan "" = the newest. */
bool commissioning_records_seen(Ctx *cx, const char *plan, PlanInfo *info, PlaceList *places,
                                AdjustmentList *adjustments, bool *whole) MUST_CHECK;
/* Records places of a kind. Where it differs from the kind before it (requested, recommended,
 * approved, filled), a reason is required and an adjustment is kept. */
bool commissioning_record(Ctx *cx, const char *plan, int year, const char *route,
                          PlaceKind kind, double places, const char *reason) MUST_CHECK;

extern const Module commissioning_module;

#endif
