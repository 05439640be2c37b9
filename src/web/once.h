/* A POST that is answered once however often it arrives: by Idempotency-Key from a program, by
 * the hidden field "_once" from a form. What came twice gets the first answer again. */
#ifndef PONT_WEB_ONCE_H
#define PONT_WEB_ONCE_H

#include "core/idempotency.h"
#include "web/visit.h"

/* NULL in *out: the request has no key. A kept answer is sent at once, with *done set. */
bool once_hear(Visit *v, const Once **out, bool *done) MUST_CHECK;
/* Keeps v->out as the answer. reply: an answer with a secret is not stored, only that it was
 * given. Does nothing when o is NULL. */
bool once_store(Visit *v, const Once *o, const Reply *reply) MUST_CHECK;

#endif
