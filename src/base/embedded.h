/* Files that are part of the program: tools/embed.c writes sorted tables of them. */
#ifndef PONT_BASE_EMBEDDED_H
#define PONT_BASE_EMBEDDED_H

#include "base/banned.h"

typedef struct EmbeddedFile {
    const char *name; /* relative to the root given to the tool */
    const char *data; /* a NUL stands after the last byte */
    size_t size;      /* bytes, without that NUL */
} EmbeddedFile;

/* The file of that name in a table sorted by name, or NULL. */
static inline const EmbeddedFile *embedded_find(const EmbeddedFile *files, int n,
                                                const char *name)
{
    int low = 0, high = n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(files[middle].name, name);
        if (order == 0)
            return &files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

#endif
