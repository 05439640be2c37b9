/* Decides how the views of shared parts are filled. Their markup is in web/pages/. */
#include "web/parts.h"

void summary_add(Arena *a, Summary *s, const char *key, const char *value)
{
    *PUSH(a, s->rows, s->n, s->room) = (SummaryRow){.key = key, .value = value};
}

void figures_add(Arena *a, Figures *f, const char *label, const char *value, const char *note)
{
    Figure figure = {.label = label, .value = value, .note = note, .strong = f->n == 0};
    *PUSH(a, f->items, f->n, f->room) = figure;
}
