/* What is worked out once and never changes, kept for the life of the process: forms, whose
 * text is known by its digest. Threads share it; what is kept is read only. */
#ifndef PONT_CORE_MEMO_H
#define PONT_CORE_MEMO_H

#include "base/arena.h"

typedef struct Memo Memo;

Memo *memo_new(void);
void memo_free(Memo *m); /* NULL is accepted */

/* What was kept under the key, or NULL; m may be NULL. */
const void *memo_find(Memo *m, const char *key);
/* Makes it in the memo's own arena and keeps it, unless another thread was first; returns what
 * is kept. make may fail with NULL, and then nothing is kept. */
typedef const void *MemoMake(Arena *a, void *with);
const void *memo_keep(Memo *m, const char *key, MemoMake *make, void *with);
/* The same of what holds more than the memo's arena: `end` is called on it by memo_free(). */
const void *memo_keep_until(Memo *m, const char *key, MemoMake *make, void *with,
                            void (*end)(void *value));

#endif
