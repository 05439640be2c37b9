/* The actions of mail_module.c: the outbox, looked at by administrators, emptied from the
 * machine's command line. */
#ifndef PONT_MAIL_ACTION_H
#define PONT_MAIL_ACTION_H

#include "core/module.h"

extern const Module mail_module;
extern const Choice mail_states[];

typedef struct MailListInput {
    const char *state;
    int64_t most;
} MailListInput;
typedef struct MailTestInput {
    const char *to, *language;
} MailTestInput;

bool mail_waits(Ctx *cx, WaitList *out);
bool do_mail_list(Ctx *cx, const void *in, Reply *out);
bool do_mail_send(Ctx *cx, const void *in, Reply *out);
bool do_mail_test(Ctx *cx, const void *in, Reply *out);

#endif
