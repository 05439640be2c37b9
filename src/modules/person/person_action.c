/* The actions of persons: read the input, call person.h, fill the reply. */
#include "modules/person/person_action.h"
#include "core/audit.h"
#include "core/secret.h"
#include "core/session.h"
#include "modules/person/person.h"
#include "web/identity.h"

/* What a browser would hold, for scripts and tests that ask as somebody. */
bool do_person_session(Ctx *cx, const void *in, Reply *out)
{
    const PersonSessionInput *q = in;
    Person p;
    const char *secret, *name = identity_cookie, *token;
    if (!*q->email) {
        secret = secret_token(cx->arena);
        name = identity_visit_cookie;
        out->title = T(cx, "A visit of somebody who is not signed in");
    } else {
        if (!person_get(cx, q->email, &p) ||
            !session_open(cx, p.id, "operator", T(cx, "command line"), NULL, &secret))
            return false;
        audit_note(cx, arena_printf(cx->arena, "person:%s", p.id), "", "session opened");
        out->title = arena_printf(cx->arena, T(cx, "A session of %s"), p.name);
    }
    if (!identity_form_token(cx, secret, &token))
        return false;
    reply_fact(cx, out, "cookie", T(cx, "Cookie"),
               cell_text(arena_printf(cx->arena, "%s=%s", name, secret)), 0);
    reply_fact(cx, out, "form_token", T(cx, "Form token"), cell_text(token), 0);
    return true;
}
