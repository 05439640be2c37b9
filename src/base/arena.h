/* Memory with a lifetime instead of an owner.
 *
 * One arena serves one request, one command or one batch of a simulation. Everything a function
 * returns lives in the caller's arena and goes with it; subject code contains no free().
 * Allocation never fails: passing the arena's limit or the machine's memory ends the process,
 * because every input that could ask for so much is refused earlier with an Err.
 *
 * With ARENA_DEBUG each item is its own malloc, so that AddressSanitizer sees overruns. */
#ifndef PONT_BASE_ARENA_H
#define PONT_BASE_ARENA_H

#include "base/banned.h"
#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
/* Frees the arena and all that lives in it; NULL is accepted. */
void arena_free(Arena *a);
/* Empties the arena but keeps its first block for the next request. */
void arena_reset(Arena *a);
/* Zeroed memory, aligned for any type. */
void *arena_alloc(Arena *a, size_t size) __attribute__((malloc, returns_nonnull));
/* Zeroed array of n items of size bytes; the product is checked. */
void *arena_array(Arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));
/* A copy of old's first `used` bytes with room for `size`; old stays valid until the arena
 * goes. */
void *arena_grow(Arena *a, const void *old, size_t used, size_t size);
char *arena_strdup(Arena *a, const char *s);
char *arena_strndup(Arena *a, const char *s, size_t n);
char *arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#define NEW(arena, Type)          ((Type *)arena_alloc((arena), sizeof(Type)))
#define NEW_ARRAY(arena, Type, n) ((Type *)arena_array((arena), (size_t)(n), sizeof(Type)))

/* Appends to a (pointer, count, capacity) list that lives in an arena:
 *     *PUSH(cx->arena, list->rows, list->n, list->room) = row; */
#define PUSH(arena, items, n, room)                                                            \
    (((n) == (room) ? ((items) = arena_grow((arena), (items), (size_t)(n) * sizeof *(items),   \
                                            (size_t)((room) = (room) ? 2 * (room) : 8) *       \
                                                sizeof *(items)))                              \
                    : (items)),                                                                \
     (items) + (n)++)

static inline void arena_cleanup(Arena **a)
{
    arena_free(*a);
}
#define SCOPED_ARENA __attribute__((cleanup(arena_cleanup))) Arena *

#endif
