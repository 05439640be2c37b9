/* A command that may take long: it can be stopped in good order, goes on from its checkpoint,
 * and may be done by several processes together. */
#ifndef PONT_APP_LONG_RUN_H
#define PONT_APP_LONG_RUN_H

#include "app/app.h"
#include "app/stop.h"
#include "core/effort.h"

typedef struct LongRun {
    Effort effort;
    Stop *stop;
} LongRun;

/* Whether the action may be done as it was asked for. Before a database is opened: several
 * processes would be in each other's way there. */
bool long_run_allowed(Ctx *cx, const Options *o, const Module *m, const Action *a) MUST_CHECK;
/* Before the action is run; given are its fields. Does nothing for a short one. */
bool long_run_begin(Ctx *cx, const Options *o, const Module *m, const Action *a,
                    const Pairs *given, LongRun *out) MUST_CHECK;
/* After it, before its answer is printed: ok says whether there is one. All processes agree. */
bool long_run_end(Ctx *cx, LongRun *run, bool ok) MUST_CHECK;

#endif
