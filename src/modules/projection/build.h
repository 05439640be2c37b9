/* Building a plan from returns: what build.c and build_supply.c share. Private to the module.
 */
#ifndef PONT_PROJECTION_BUILD_H
#define PONT_PROJECTION_BUILD_H

#include "modules/projection/projection.h"
#include "modules/release/release.h"
#include "modules/workforce/workforce.h"

enum { MOST_COLLECTIONS = 3 };
#define REGISTERED    "R3|R4|R5|R6|R7|R8"
#define REGISTERED_HC "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed"
#define HOURS_A_WEEK  37.5

typedef struct Source {
    const char *assumption, *role, *collection, *release, *formula;
    LeafTotal total;
} Source;

typedef struct Build {
    Ctx *cx;
    Model m;
    const char *collections[MOST_COLLECTIONS]; /* newest first */
    ReleasedReturns from[MOST_COLLECTIONS];    /* the same: what is known of each */
    int n_collections, start_year;
    const char *as_at;
    Source *sources;
    int n_sources, room_sources;
} Build;

typedef struct Sector {
    const char *kind, *state, *missing, *label, *missing_label;
    double heads, population_ratio; /* of the missing to the received; 0 = none missing */
    const char *answered;           /* "20 of 22 councils" */
} Sector;

#define KEYS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Text into a column of a row. */
void build_put(ModelRow *row, TableId t, const char *column, const char *text);
const char *build_number(Build *b, double v);
/* An assumption with its register columns; keys are "column", "text" pairs (KEYS). Returns id.
 */
const char *build_assume(Build *b, Part part, const char *id, const char *const *keys,
                         double value, const char *distribution, const char *grade,
                         const char *note);
/* Keeps the cells behind a total as evidence of the assumption. */
void build_cite(Build *b, const char *assumption, const char *role, const ReleasedReturns *from,
                const char *formula, const LeafTotal *total);
/* Sum over the newest `years` collections; cited when an assumption is named. */
bool build_total(Build *b, const Sector *s, const char *formula, int years, const char *cited,
                 const char *role, double *out) MUST_CHECK;

bool build_stock(Build *b, Sector *s) MUST_CHECK;
bool build_rates(Build *b, const Sector *s) MUST_CHECK;
bool build_joiners(Build *b, const Sector *s) MUST_CHECK;
bool build_capture(Build *b, const Sector *s) MUST_CHECK;

#endif
