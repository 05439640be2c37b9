/* What the commands, forms and interface of persons take, and what each of them does. */
#ifndef PONT_PERSON_ACTION_H
#define PONT_PERSON_ACTION_H

#include "core/module.h"

typedef struct PersonSessionInput {
    const char *email;
} PersonSessionInput;

bool do_person_session(Ctx *cx, const void *in, Reply *out);

#endif
