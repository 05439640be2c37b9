/* Building a plan from returns: what the build_*.c share. Private to the module.
 *
 * A plan has an area for every organisation. In each area there is a state for every tier:
 * torfaen.la.senior. The independent sector and those who do not practise are areas of the
 * nation (wales.ind.senior). What a return says of an organisation is read into arrays over
 * members; NAN is what it does not say. */
#ifndef PONT_PROJECTION_BUILD_H
#define PONT_PROJECTION_BUILD_H

#include "modules/projection/projection.h"
#include "modules/release/release.h"
#include "modules/workforce/workforce.h"
#include "sim/estimate.h"

enum { MOST_COLLECTIONS = 12, POOLED_COLLECTIONS = 3 };
enum { SECTOR_NHS, SECTOR_LA, BUILD_SECTORS };
enum { TIER_SUPPORT, TIER_ENTRY, TIER_SENIOR, TIER_LEAD, BUILD_TIERS };
#define REGISTERED "R3|R4|R5|R6|R7|R8"

/* Roles of the return by tier: who is counted where is a decision, told in estimate.md. */
typedef struct BuildTier {
    const char *id, *label, *roles;
    const char *formula; /* heads */
} BuildTier;
extern const BuildTier build_tiers[BUILD_TIERS];

typedef struct BuildSector {
    const char *id, *kind, *label;
} BuildSector;
extern const BuildSector build_sectors[BUILD_SECTORS];

typedef struct Member { /* an organisation whose return is due */
    const char *id, *label;
    int sector;
    double population;
    double heads[BUILD_TIERS]; /* reported, else predicted */
    bool known[BUILD_TIERS];
    const char *guess[BUILD_TIERS]; /* distribution of what is predicted */
    double registered;              /* heads of registered OTs, as far as predicted */
    bool answered;                  /* something of its heads was received */
} Member;

typedef struct BuildSource { /* one piece of evidence */
    const char *assumption, *role, *formula, *organisation;
    int year; /* index of the collection */
    double value;
} BuildSource;

typedef struct Build {
    Ctx *cx;
    Model m;
    const char *nation;                        /* the area of what belongs to no member */
    const char *collections[MOST_COLLECTIONS]; /* newest first */
    ReleasedReturns from[MOST_COLLECTIONS];    /* the same: what is known of each */
    int years_of[MOST_COLLECTIONS];            /* the year of its day */
    int n_collections, start_year;
    const char *as_at;
    int n_members;
    Member *members;
    BuildSource *sources;
    int n_sources, room_sources;
} Build;

#define KEYS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- rows and evidence (build_data.c) ---- */

void build_put(ModelRow *row, TableId t, const char *column, const char *text);
const char *build_number(Build *b, double v);
const char *build_dist(Build *b, const Dist *d); /* "beta(1.2,3.4)" */
/* An assumption with its register columns; keys are "column", "text" pairs (KEYS). Returns id.
 */
const char *build_assume(Build *b, Part part, const char *id, const char *const *keys,
                         double value, const char *distribution, const char *grade,
                         const char *note);
void build_state(Build *b, const char *id, const char *label, const char *group, double weight,
                 const char *grade, const char *note);
void build_group(Build *b, const char *id, const char *label, const char *family,
                 const char *states);
/* A cell behind an assumption; nothing for NAN. */
void build_cite(Build *b, const char *assumption, const char *role, int year,
                const char *formula, const Member *member, double value);

/* What each member of a sector said in collection `year`, over all members; NAN where nothing
 * is known, for members of other sectors too. */
bool build_leaf(Build *b, int year, int sector, const char *formula, double *out) MUST_CHECK;
/* Counts and what they are of, summed up over the newest POOLED_COLLECTIONS in which both are
 * known. */
typedef struct BuildCounts {
    const char *count_formula, *of_formula;
    double *count[MOST_COLLECTIONS], *of[MOST_COLLECTIONS]; /* [n_members] */
    double *y, *n;                                          /* [n_members] sums */
    int years;
} BuildCounts;
bool build_counts(Build *b, int sector, const char *count, const char *of,
                  BuildCounts *out) MUST_CHECK;
/* Keeps a member's part of it as evidence. */
void build_cite_counts(Build *b, const char *assumption, const BuildCounts *c, int member);
/* Newest collection of the year, or -1. */
int build_collection_of(const Build *b, int year);

/* Measure of the independent sector's opening stock, as the rows have it. */
double build_independent_wte(const Build *b);

/* ---- parts ---- */

bool build_members(Build *b)
    MUST_CHECK;                        /* build_missing.c: who is due, and what is predicted */
bool build_stock(Build *b) MUST_CHECK; /* build_stock.c: states, groups, heads by age */
bool build_rates(Build *b) MUST_CHECK; /* build_rates.c: exits, moves, joiners, shocks */
bool build_training(Build *b) MUST_CHECK; /* build_training.c: capture, placements */
bool build_demand(Build *b) MUST_CHECK;   /* build_demand.c: need, funded, requested */
bool build_rest(Build *b) MUST_CHECK;     /* build_rest.c: locums, residuals */

#endif
