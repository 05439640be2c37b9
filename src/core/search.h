/* How words are looked for in texts: without accents and capitals ("mon" finds "Môn"), by the
 * beginnings of words, and, where that finds nothing, allowing for a slip of the fingers. */
#ifndef PONT_CORE_SEARCH_H
#define PONT_CORE_SEARCH_H

#include "core/module.h"

/* A find this heavy or heavier needed no allowance for slips. */
enum { SEARCH_SURE = 100 };

/* Small letters without accents; everything else but letters and digits becomes a blank. */
const char *search_fold(Arena *a, const char *text);
/* 0 when a word of `words` is not in the text; else the better it fits, the more. */
int search_match(Arena *a, const char *words, const char *text);
/* Adds what was found when weight is not 0. */
void search_add(Ctx *cx, FoundList *out, int weight, const char *kind, const char *title,
                const char *text, const char *href);
/* Heaviest first; of those alike, the one with the shortest title. */
void search_sort(FoundList *list);

#endif
