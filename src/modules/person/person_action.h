/* What the commands, forms and interface of persons take, and what each of them does. */
#ifndef PONT_PERSON_ACTION_H
#define PONT_PERSON_ACTION_H

#include "core/module.h"

typedef struct PersonListInput {
    const char *organisation, *text;
} PersonListInput;
typedef struct PersonInput {
    const char *person;
} PersonInput;
typedef struct PersonInviteInput {
    const char *email, *name, *language, *role, *organisation;
    Date to;
} PersonInviteInput;
typedef struct PersonRoleInput {
    const char *person, *role, *organisation;
    Date from, to;
    const char *reason;
} PersonRoleInput;
typedef struct PersonSessionInput {
    const char *email;
} PersonSessionInput;

bool do_person_list(Ctx *cx, const void *in, Reply *out);
bool do_person_show(Ctx *cx, const void *in, Reply *out);
bool do_person_invite(Ctx *cx, const void *in, Reply *out);
bool do_person_reset(Ctx *cx, const void *in, Reply *out);
bool do_person_give(Ctx *cx, const void *in, Reply *out);
bool do_person_take(Ctx *cx, const void *in, Reply *out);
bool do_person_disable(Ctx *cx, const void *in, Reply *out);
bool do_person_enable(Ctx *cx, const void *in, Reply *out);
bool do_person_session(Ctx *cx, const void *in, Reply *out);

#endif
