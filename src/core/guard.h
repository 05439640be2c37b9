/* What goes with a change in its own transaction: the condition under which it may happen, and
 * the answer that is kept of it.
 *
 * Two people who read the same thing and both change it must not overwrite one another without
 * knowing. An action that names the action that reads what it changes (`reads` of its row) has
 * a stamp: a digest of what that reading says to whoever asks. Programs get it as the ETag and
 * send it back as If-Match; forms carry it in the hidden field "_stamp". */
#ifndef PONT_CORE_GUARD_H
#define PONT_CORE_GUARD_H

#include "core/module.h"

typedef struct Guard {
    const char *expected; /* stamps as If-Match lists them; NULL: change it whatever it is */
    /* Called when the action has succeeded, before its transaction ends; false undoes all. Not
     * called for an action that changes nothing. NULL: nothing is kept. */
    bool (*keep)(Ctx *cx, void *self, const Reply *out);
    void *self;
    bool kept;
} Guard;

/* The digest of an answer's text, with its quotation marks: a strong ETag. */
const char *stamp_text(Arena *a, const char *text);
/* Whether the stamp is one of the list ("*", or ETags with commas between). weak: W/ before an
 * ETag does not matter. */
bool stamp_in(const char *list, const char *stamp, bool weak);
/* The stamp of what the action would change, as whoever asks reads it now. Fails as that
 * reading fails; USAGE when the action has none. */
bool stamp_now(Ctx *cx, const Module *m, const Action *a, const Pairs *given,
               const char **out) MUST_CHECK;

/* For action_run(): whether the guard's condition holds (CHANGED otherwise), and its keeping.
 */
bool guard_holds(Ctx *cx, const Module *m, const Action *a, const void *input) MUST_CHECK;
bool guard_keep(Ctx *cx, const Reply *out) MUST_CHECK;

#endif
