/* Decides how arena memory is laid out: a list of blocks, each filled from the front. What is
 * put into an arena, and when it is reset, is left to the callers. */
#include "base/arena.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char data[];
} Block;

struct Arena {
    Block *head;
};

static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "pont: out of memory (asked for %zu bytes)\n", size);
    abort();
}

static Block *block_new(size_t size)
{
    Block *b = calloc(1, sizeof(Block) + size);
    if (!b)
        out_of_memory(size);
    b->size = size;
    return b;
}

Arena *arena_new(void)
{
    Arena *a = calloc(1, sizeof *a);
    if (!a)
        out_of_memory(sizeof *a);
    return a;
}

static void free_blocks(Block *b)
{
    while (b) {
        Block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(Arena *a)
{
    if (!a)
        return;
    free_blocks(a->head);
    free(a);
}

void arena_reset(Arena *a)
{
    Block *keep = NULL;
#ifndef ARENA_DEBUG
    for (Block *b = a->head, *next; b; b = next) {
        next = b->next;
        if (!keep && b->size == BLOCK_SIZE) {
            keep = b;
            memset(b->data, 0, b->used);
            b->used = 0;
            b->next = NULL;
        } else {
            free(b);
        }
    }
#else
    free_blocks(a->head);
#endif
    a->head = keep;
}

void *arena_alloc(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 4)
        out_of_memory(size);
    size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0)
        need = ALIGN;
    Block *b = a->head;
#ifndef ARENA_DEBUG
    if (b && b->size - b->used >= need) {
        void *p = b->data + b->used;
        b->used += need;
        return p;
    }
    if (need <= BLOCK_SIZE / 4) {
        b = block_new(BLOCK_SIZE);
        b->used = need;
        b->next = a->head;
        a->head = b;
        return b->data;
    }
    need = need > size ? need : size;
#else
    need = size ? size : 1;
#endif
    Block *own = block_new(need);
    own->used = need;
    if (b) { /* a large item does not close the block that is being filled */
        own->next = b->next;
        b->next = own;
    } else {
        a->head = own;
    }
    return own->data;
}

void *arena_array(Arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        out_of_memory(SIZE_MAX);
    return arena_alloc(a, n * size);
}

void *arena_grow(Arena *a, const void *old, size_t used, size_t size)
{
    void *p = arena_alloc(a, size);
    if (used)
        memcpy(p, old, used);
    return p;
}

char *arena_strdup(Arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_strndup(Arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);
    memcpy(p, s, n);
    return p;
}

char *arena_vprintf(Arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, args);
    return p;
}

char *arena_printf(Arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *p = arena_vprintf(a, format, args);
    va_end(args);
    return p;
}
