/* Work in a process of its own: what it allocates goes with it, and if it falls, it falls
 * alone. Pictures and reports are drawn like this, because the libraries that draw keep fonts
 * and caches for as long as a process lives, and the server lives long. */
#ifndef PONT_WEB_APART_H
#define PONT_WEB_APART_H

#include "base/ctx.h"
#include "base/file.h"

enum { APART_MOST_SECONDS = 30, APART_MOST_BYTES = 64 << 20 };

typedef bool (*ApartMake)(Ctx *cx, const void *self, Bytes *out);

/* Calls make in a child process and returns the bytes that it made, or its failure. The child
 * must not touch the database. */
bool apart(Ctx *cx, ApartMake make, const void *self, Bytes *out) MUST_CHECK;

#endif
