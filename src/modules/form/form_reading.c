/* The rules of reading, one row each: they hold for every form, and are decided while a file is
 * read. The rules of a form stand in its rules.csv. */
#include "modules/form/problem.h"

#define READING(code, severity, ...)                                                           \
    {                                                                                          \
        code, "", severity, NULL, false, NULL, NULL, __VA_ARGS__                               \
    }
#define E SEVERITY_ERROR
#define W SEVERITY_WARNING

const Rule reading_rules[] = {
    READING("F01", E, {N_("The headings must be those of one block of the return"), NULL},
            {N_("Start from the template: pont workforce template"), NULL}),
    READING("F02", E, {N_("Every column must be one that the block knows"), NULL},
            {N_("Rename the column, or remove it"), NULL}),
    READING("F03", E, {N_("The column must be there"), NULL},
            {N_("Add the column; leave cells blank if need be"), NULL}),
    READING("F04", E, {N_("The collection must be one that is open"), NULL},
            {N_("Use the collection's id, such as wales-2026"), NULL}),
    READING("F05", E, {N_("The organisation must be one that Pont knows"), NULL},
            {N_("Use the organisation's id, such as ceredigion"), NULL}),
    READING("F06", E, {N_("The organisation must be one that the collection asks"), NULL},
            {N_("Check collection and organisation of this row"), NULL}),
    READING("F07", E, {N_("A code must be one of the list"), NULL},
            {N_("Use a code of the list"), NULL}),
    READING("F08", E, {N_("A row may stand only once"), NULL},
            {N_("Keep one of the rows and remove the other"), NULL}),
    READING("F09", E, {N_("A number must be written as a number"), NULL},
            {N_("Write digits with a point, such as 12.5; NK if it is not known"), NULL}),
    READING("F10", E, {N_("A number must lie within the range of its field"), NULL},
            {N_("Correct the number"), NULL}),
    READING("F11", E, {N_("Headcounts and other counts are whole numbers"), NULL},
            {N_("Write a whole number; part-time work belongs in the WTE columns"), NULL}),
    READING("F12", E, {N_("WTE and hours have two decimals at most"), NULL},
            {N_("Round to two decimals"), NULL}),
    READING("F13", E, {N_("A date must be a real calendar day"), NULL},
            {N_("Write it as 2026-03-31"), NULL}),
    READING("F14", E, {N_("Yes-or-no answers are Y or N"), NULL},
            {N_("Write Y or N; NK if it is not known"), NULL}),
    READING("F15", E, {N_("The cell must be answered"), NULL},
            {N_("Give the value; 0 if there is none, NK if it is not known, n/a if it does not "
                "apply"),
             NULL}),
    READING("F16", E, {N_("Rows that every return has must be there"), NULL},
            {N_("Add the row; 0 if there is none"), NULL}),
    READING("F17", W, {N_("Blocks that have not been sent count as not received"), NULL},
            {N_("Send the block, or accept with a reason"), NULL}),

    READING("F18", E, {N_("A text must look as its field says"), NULL},
            {N_("Write it in that form"), NULL}),
};
const int n_reading_rules = sizeof reading_rules / sizeof *reading_rules;

void problem_add(Ctx *cx, Problems *list, Problem p)
{
    *PUSH(cx->arena, list->items, list->n, list->room) = p;
    if (p.accepted)
        list->accepted++;
    else if (p.rule->severity == SEVERITY_ERROR)
        list->errors++;
    else
        list->warnings++;
}
