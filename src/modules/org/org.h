/* Organisations: who is who, in which groups, since when.
 *
 * An organisation has an id that never changes, a kind, dated names in English and Welsh, and
 * dates of its own. It belongs to any number of groups (a nation, a Regional Partnership Board,
 * a region, a network) by dated memberships, so that trees overlap without duplicates. When
 * organisations are renamed, merged or split, successions record what became what; nothing is
 * deleted. Reference lists come from data/ with source and date. */
#ifndef PONT_ORG_ORG_H
#define PONT_ORG_ORG_H

#include "core/module.h"

typedef struct Org {
    const char *id, *kind, *name_en, *name_cy, *ons_code;
    const char *valid_from, *valid_to; /* ISO dates, "" = open */
    const char *source, *source_date;
    double population; /* people; NAN when not known. A group's is the sum of its councils'. */
} Org;
typedef struct OrgList {
    int n, room;
    Org *items;
} OrgList;

/* The name in the caller's language. */
const char *org_name(const Ctx *cx, const Org *o);
/* "Council", "Health board", ... in the caller's language. */
const char *org_kind_label(Ctx *cx, const char *kind);

bool org_is_kind(const char *kind);
/* NOT_FOUND names near ids. Names are those valid at the day. */
bool org_get(Ctx *cx, const char *id, Date at, Org *out) MUST_CHECK;
bool org_exists(Ctx *cx, const char *id, bool *out) MUST_CHECK;
/* Organisations valid at the day, by kind ("" = any) and within a group at any depth ("" =
 * all), each once, in order of name. */
bool org_list(Ctx *cx, const char *kind, const char *within, Date at, OrgList *out) MUST_CHECK;
/* Whether names, groups, populations and the organisations themselves are the same on both
 * days, the second not before the first: what was read for one then holds for the other. */
bool org_unchanged(Ctx *cx, Date from, Date to, bool *out) MUST_CHECK;
/* Groups that the organisation belongs to directly at the day, without their populations. */
bool org_groups(Ctx *cx, const char *id, Date at, OrgList *out) MUST_CHECK;

/* App.reach: the ids that a reach of the organisation takes in today, itself among them; see
 * core/who.h. */
bool org_reach(Ctx *cx, const char *organisation, const char *reach, const char ***out,
               int *n) MUST_CHECK;

/* Reference lists: organisations, populations, memberships and successions as in data/, told
 * apart by their headings; all or nothing; what is there already is updated, never deleted. */
bool org_import(Ctx *cx, const InFiles *files, int *rows) MUST_CHECK;

/* Changes of organisation, from a day on, each with its reason. */
bool org_rename(Ctx *cx, const char *id, Date on, const char *name_en, const char *name_cy,
                const char *reason) MUST_CHECK;
/* Successors take over the predecessors' memberships; predecessors end the day before. Shares
 * (of each predecessor going to each successor) must sum to 1 per predecessor. */
typedef struct Succession {
    const char *predecessor, *successor;
    double share;
} Succession;
bool org_succeed(Ctx *cx, const char *kind, Date on, const Succession *items, int n,
                 const char *reason) MUST_CHECK;
/* Successions that concern the organisation, as sentences for a series' break flags. */
typedef struct OrgBreak {
    const char *on, *kind, *predecessor, *successor, *note;
    double share;
} OrgBreak;
bool org_breaks(Ctx *cx, const char *id, OrgBreak **out, int *n) MUST_CHECK;

/* Where organisations stand on a map of equal tiles ("wales", "west-midlands"); data/tiles.csv.
 * The layout is part of the program: it is drawn, not administered. */
typedef struct OrgTile {
    const char *organisation, *label; /* label: short, in the caller's language */
    int column, row;
} OrgTile;
bool org_tiles(Ctx *cx, const char *map, OrgTile **out, int *n) MUST_CHECK;

extern const Module org_module;

#endif
