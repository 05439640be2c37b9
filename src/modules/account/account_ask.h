/* Questions on a page of their own, made from an action's fields. */
#ifndef PONT_ACCOUNT_ASK_H
#define PONT_ACCOUNT_ASK_H

#include "modules/account/account_web.h"

/* What was sent under the name; "" when nothing was. */
const char *ask_given(const PageIn *in, const char *name);
/* The form of that action of the account, with what is wrong as a whole. */
Ask ask_new(Ctx *cx, const PageIn *in, const char *action, const char *button);
void ask_hide(Ask *a, const char *name, const char *value);
/* A box for a field of the action, with what is wrong with it. */
void ask_field(Ctx *cx, const PageIn *in, Ask *a, const char *name, const char *type,
               const char *autocomplete);
/* What is wrong with that field; NULL nothing. */
const char *ask_error(Ctx *cx, const PageIn *in, const char *name);
const char *ask_password_hint(Ctx *cx);

#endif
