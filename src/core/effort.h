/* What a command puts into its simulations beside threads: vector instructions, other
 * processes, and a file of what is finished. None of it can be seen in an answer. Who starts a
 * command sets Ctx.effort; a server leaves it NULL. */
#ifndef PONT_CORE_EFFORT_H
#define PONT_CORE_EFFORT_H

#include "base/ctx.h"
#include "core/checkpoint.h"

typedef struct Effort {
    PhiloxPath path;
    Together *together;     /* NULL: this process alone */
    Checkpoint *checkpoint; /* NULL: nothing is kept */
} Effort;

/* Adds cx's effort to what watches a simulation. */
void effort_watch(const Ctx *cx, Watch *watch);
/* What decides the result of the simulations to come, for what is kept of them. */
void effort_bind(const Ctx *cx, const char *what, const char *value);
/* Whether this process speaks for all: it stores, writes and prints. */
bool effort_leads(const Ctx *cx);

#endif
