/* Reading one cell of a textual model: to a number, a year, a choice, or the index of a name.
 * Private to folder_plan.c and its parts; every function adds a ModelProblem and leaves *out
 * alone when the cell is wrong. */
#ifndef PONT_PROJECTION_ENTRY_H
#define PONT_PROJECTION_ENTRY_H

#include "modules/projection/folder.h"

typedef struct Names {
    int n, room;
    const char **ids;
} Names;

typedef struct Build {
    Arena *a;
    ModelProblems *ps;
    const Model *m;
    Plan p;
    Names states, groups, ages, routes, lines, causes, drivers;
} Build;

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

/* Parts of model_plan(). */
void plan_settings(Build *b);
void plan_names(Build *b); /* states, groups, ages, routes, lines */
void plan_rows(Build *b);
void plan_targets(Build *b);
void plan_draws(Build *b);
void plan_scenarios(Build *b); /* after the rows: scenario_read.c */

#endif
