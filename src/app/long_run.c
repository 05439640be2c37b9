/* Decides which commands can be stopped and gone on with, where their checkpoint is when nobody
 * names a file, and what is said when one was stopped. */
#include "app/long_run.h"
#include <stdio.h>
#include <stdlib.h>

/* $XDG_STATE_HOME/pont, or .local/state/pont at home; "" when there is no home. */
static const char *state_folder(Arena *a)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        return arena_printf(a, "%s/pont", state);
    return home && *home == '/' ? arena_printf(a, "%s/.local/state/pont", home) : "";
}

/* The command as far as it decides the result: where a model lies does not, what is in it does
 * (projection_open() binds that). */
static const char *command_text(Ctx *cx, const Module *m, const Action *a, const Pairs *given)
{
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, "%s %s", m->name, a->name);
    for (int i = 0; i < given->n; i++)
        if (!same(given->items[i].name, "model"))
            buf_printf(&b, " --%s %s", given->items[i].name, given->items[i].value);
    return buf_text(&b);
}

static PhiloxPath choose_path(Ctx *cx, bool *ok)
{
    const char *name = setting(cx, "simulation.path");
    PhiloxPath path = philox_path_by_name(name);
    *ok = path < PHILOX_PATHS && philox_has(path);
    if (path == PHILOX_PATHS)
        fail(&cx->err, INVALID, "simulation.path is best, scalar, avx2 or avx512, not '%s'",
             name);
    else if (!*ok)
        fail(&cx->err, INVALID, "this processor has no %s (simulation.path)", name);
    return path;
}

bool long_run_allowed(Ctx *cx, const Options *o, const Module *m, const Action *a)
{
    if (o->together && (a->flags & CHANGES))
        return fail(&cx->err, USAGE, "'%s %s' changes something: only one process may do that",
                    m->name, a->name);
    if (*o->checkpoint && !(a->flags & HEAVY))
        return fail(&cx->err, USAGE, "'%s %s' keeps no checkpoint: it is not a long command",
                    m->name, a->name);
    return true;
}

bool long_run_begin(Ctx *cx, const Options *o, const Module *m, const Action *a,
                    const Pairs *given, LongRun *out)
{
    LongRun run = {.effort = {.together = o->together}};
    bool ok = true;
    if (!(a->flags & HEAVY) || (a->flags & CHANGES))
        return true;
    run.effort.path = choose_path(cx, &ok);
    if (!ok)
        return false;
    run.effort.checkpoint =
        checkpoint_new(cx->arena, o->checkpoint, state_folder(cx->arena), CHECKPOINT_SECONDS);
    checkpoint_bind(run.effort.checkpoint, "version",
                    arena_printf(cx->arena, "%s %s", cx->app->version, cx->app->build));
    checkpoint_bind(run.effort.checkpoint, "command", command_text(cx, m, a, given));
    run.stop = stop_listen(cx->arena);
    *out = run;
    cx->effort = &out->effort;
    cx->progress.stop = stop_asked;
    cx->progress.self = run.stop;
    return true;
}

/* What is kept, for whoever stopped it. */
static void say_kept(Ctx *cx, const Checkpoint *c)
{
    int done, total;
    const char *file = checkpoint_file(c);
    checkpoint_held(c, &done, &total);
    if (*file && effort_leads(cx))
        fprintf(stderr, "pont: %s\n",
                arena_printf(cx->arena,
                             T(cx, "%d of %d draws are kept in %s; the same command goes on "
                                   "from there"),
                             done, total, file));
}

bool long_run_end(Ctx *cx, LongRun *run, bool ok)
{
    Checkpoint *checkpoint = run->effort.checkpoint;
    ok = spread_end(run->effort.together, &cx->err, ok);
    if (checkpoint && ok && effort_leads(cx))
        checkpoint_finish(checkpoint);
    else if (checkpoint && cx->err.kind == ERR_CANCELLED) {
        checkpoint_flush(checkpoint);
        say_kept(cx, checkpoint);
    }
    stop_close(run->stop);
    cx->effort = NULL;
    cx->progress.stop = NULL;
    return ok;
}
