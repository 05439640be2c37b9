/* What must not stand where nobody may be named: in a pseudonym, and in the notes beside one.
 *
 * A program cannot know every name. It can refuse what people do type by habit: an NHS or
 * National Insurance number, a telephone number, a day of birth, an address of mail, "Mrs
 * Jones", and a reference that is a word instead of a number. */
#ifndef PONT_CORE_NAMELESS_H
#define PONT_CORE_NAMELESS_H

#include "base/arena.h"

/* NULL, or why the text seems to tell of a person (N_, to go on after the value). */
const char *nameless_fault(Arena *a, const char *text);

/* NULL, or why it is no pseudonym such as "C-0412" or "W3": one to three letters, a hyphen or
 * none, and one to five digits. */
const char *pseudonym_fault(Arena *a, const char *text);

#endif
