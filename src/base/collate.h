/* Alphabetical order of names, as a Welsh dictionary has it: ch, dd, ff, ng, ll, ph, rh and th
 * are letters of their own. English names come in their usual order by the same rule. */
#ifndef PONT_BASE_COLLATE_H
#define PONT_BASE_COLLATE_H

#include "base/text.h"

/* Less than, equal to or greater than 0. Texts that the alphabet holds equal are told apart by
 * their bytes, so that 0 means the same text; SQL's COLLATE "cy-x-icu" is the same order. */
int text_compare_cy(const char *a, const char *b);
int text_compare_cy_n(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
