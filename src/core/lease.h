/* Work that one process at a time does for all: whoever holds the lease of that name. It ends
 * by itself, so that a process that dies is followed by another. The same on both databases. */
#ifndef PONT_CORE_LEASE_H
#define PONT_CORE_LEASE_H

#include "base/ctx.h"

/* Takes or renews the lease for so many seconds; *mine says whether it is the holder's now. */
bool lease_take(Ctx *cx, const char *name, const char *holder, int seconds,
                bool *mine) MUST_CHECK;

#endif
