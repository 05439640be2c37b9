/* Whole files in and out, and digests of bytes. */
#ifndef PONT_BASE_FILE_H
#define PONT_BASE_FILE_H

#include "base/text.h"

typedef struct Bytes {
    const char *data; /* a NUL stands after the last byte */
    size_t size;
} Bytes;

/* Reads a regular file of at most `most` bytes; "-" is standard input. */
bool file_read(Arena *a, Err *err, const char *path, size_t most, Bytes *out) MUST_CHECK;
/* The same without a copy: what is on the disk, mapped for as long as the program runs. Who
 * writes into the file meanwhile changes what is read; who shortens it ends the program. */
bool file_map(Err *err, const char *path, size_t most, Bytes *out) MUST_CHECK;
/* Whether it is a regular file that is better mapped than read. */
bool file_is_large(const char *path);
/* Writes beside and renames, so that the file is whole or was not touched. */
bool file_write(Arena *a, Err *err, const char *path, const char *data, size_t size) MUST_CHECK;
bool file_exists(const char *path);
/* Makes a directory and those above it; an existing one is fine. */
bool file_mkdir(Arena *a, Err *err, const char *path) MUST_CHECK;
/* Names in a directory, sorted, without those that start with a dot. Returns their number, or
 * -1 when it cannot be read. */
int file_list(Arena *a, const char *path, const char ***names);
/* SHA-256 in hex. */
const char *digest(Arena *a, const void *data, size_t size);
/* The same of what comes in pieces. */
typedef struct Digest Digest;
Digest *digest_new(Arena *a);
void digest_add(Digest *d, const void *data, size_t size);
const char *digest_end(Arena *a, Digest *d);

#endif
