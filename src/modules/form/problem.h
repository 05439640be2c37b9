/* What is wrong with a file that somebody sent: which rule, where, and with which value. */
#ifndef PONT_FORM_PROBLEM_H
#define PONT_FORM_PROBLEM_H

#include "modules/form/form.h"

typedef struct Problem {
    const Rule *rule;
    const char *file;
    int line;
    const char *column, *value;
    const char *collection, *organisation, *row;
    const char *block;     /* that row is in; NULL: the rule's */
    const char *detail;    /* the values that break the rule, or what was expected */
    const char *accepted;  /* reason with which the warning was accepted, or NULL */
    const char *last_year; /* why the same was accepted the year before, or NULL */
} Problem;
typedef struct Problems {
    int n, room, errors, warnings, accepted;
    Problem *items;
} Problems;

void problem_add(Ctx *cx, Problems *list, Problem p);

#endif
