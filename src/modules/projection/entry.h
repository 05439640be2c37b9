/* Reading one cell of a textual model: to a number, a year, a choice, or the index of a name.
 * Private to folder_plan.c and its parts; every function adds a ModelProblem and leaves *out
 * alone when the cell is wrong. */
#ifndef PONT_PROJECTION_ENTRY_H
#define PONT_PROJECTION_ENTRY_H

#include "base/date.h"
#include "modules/projection/folder.h"

typedef struct Names {
    int n, room;
    const char **ids;
    int *slots; /* n_slots places by hash, index + 1 each; 0 = free */
    int n_slots;
} Names;

/* What a pattern means, once it has been found out. */
typedef struct Matches {
    int n, *items; /* indices, in the order of the names */
} Matches;

typedef struct Build {
    Arena *a;
    ModelProblems *ps;
    const Model *m;
    Plan p;
    Names states, groups, ages, routes, lines, causes, drivers, areas, factors, services, bands;
    Names
        patterns[2]; /* of states and of routes; matches[kind][i] belongs to patterns[kind] i */
    Matches *matches[2];
    int room[2];
    Date opening; /* stocks of other days are carried to it; or DATE_NONE */
} Build;

/* An assumption as its row says it, before its patterns are spread. */
typedef struct Seed {
    Row row;
    TableId t;
    const ModelRow *from;
    const char *state, *to, *route; /* patterns; NULL = the row has the index itself */
    int stars;                      /* how general they are */
    bool bad;                       /* some cell could not be read */
} Seed;

typedef struct Entry {
    Build *b;
    TableId t;
    const ModelRow *row;
    int column;
} Entry;

static inline const char *entry_text(const Entry *c)
{
    return c->row->cells[c->column];
}

void entry_bad(const Entry *c, const char *fix, const char *reason, ...)
    __attribute__((format(printf, 3, 4)));
/* False (and a problem) for a blank cell that is needed. */
bool entry_given(const Entry *c);
/* A name that is being defined: not blank, and no sign that means something in a pattern. */
bool entry_name(const Entry *c);
bool entry_whole(const Entry *c, int lowest, int highest, int *out);
bool entry_number(const Entry *c, double lowest, double highest, double *out);
bool entry_flag(const Entry *c, bool *out);
/* Index among a NULL-ended list. */
bool entry_choice(const Entry *c, const char *const *choices, int *out);
/* Index of a name that must exist; "*" and blank give ANY where the column allows. */
bool entry_ref(const Entry *c, const Names *names, const char *what, int *out);
/* First and last age class (ANY, ANY for all). */
bool entry_ages(const Entry *c, int *from, int *to);
/* ISO date and grade, or blank. */
void entry_register(const Entry *c, SpecKind kind);

int names_find(const Names *names, const char *id); /* or -1 */
int names_intern(Arena *a, Names *names, const char *id);
/* Where a table or column is called the same, the message says the table. */
const char *file_of(const Build *b, TableId t);

/* folder_pattern.c: names with pieces. A pattern has a * for some pieces, or is * alone. */
enum { PATTERN_STATES, PATTERN_ROUTES };
bool pattern_is(const char *text);
/* How many pieces are left open; * alone is more general than any. */
int pattern_stars(const char *text);
/* Finds what the cell's pattern means; false (and a problem) when that is nothing. */
bool pattern_find(const Entry *c, int kind, Matches *out);
/* What a pattern that was found means. */
Matches pattern_matches(Build *b, int kind, const char *pattern);
/* The name that a "=.la.senior" gives for the origin "cardiff.la.entry"; NULL when the origin
 * has other pieces. */
const char *pattern_target(Arena *a, const char *target, const char *origin);
/* Whether some piece of the target is the origin's. */
bool pattern_is_target(const char *text);

/* folder_expand.c: spreads seeds over what their patterns mean, the more particular in the
 * place of the more general, and fills the plan's rows. */
void plan_expand(Build *b, Seed *seeds, int n);

/* Parts of model_plan(). */
void plan_settings(Build *b);
void plan_names(Build *b);  /* states, groups, ages, routes, lines */
void plan_groups(Build *b); /* the sets of group.csv, behind the sectors */
/* folder_law.c: false and a problem where memory would not hold the plan. */
bool plan_size_check(Build *b);
void plan_rows(Build *b);
void plan_targets(Build *b);
void plan_draws(Build *b);
void plan_scenarios(Build *b); /* after the rows: scenario_read.c */

/* folder_work.c: names that are defined by their use, and the lines that settings name. */
void plan_work_names(Build *b);
/* Resolves a key of pipeline and demand; false: it is none of these. */
bool work_key(const Entry *c, const ColumnSpec *column, Row *row);
/* Whether the value keeps the law of the row's parameter. */
void work_law(const Entry *value, const Row *row);
/* What no row shows by itself: names that nothing uses, parts that contradict each other. */
void plan_work_check(Build *b);
/* folder_sense.c, last: whether the plan asks for something that makes sense as a whole. */
void plan_sense(Build *b);

#endif
