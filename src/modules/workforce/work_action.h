/* The actions of the way of a return; what each field means stands in its row of
 * workforce_module.c. */
#ifndef PONT_WORKFORCE_WORK_ACTION_H
#define PONT_WORKFORCE_WORK_ACTION_H

#include "modules/workforce/draft.h"

typedef struct FillInput {
    const char *collection, *organisation, *block;
    Pairs cell, seen; /* "R4.hc_perm": the row and the field */
} FillInput;
typedef struct StepInput {
    const char *collection, *organisation, *reason;
} StepInput;
typedef struct CellInput {
    const char *collection, *organisation, *block, *row, *field, *note;
} CellInput;

bool do_fill(Ctx *cx, const void *in, Reply *out);
bool do_submit(Ctx *cx, const void *in, Reply *out);
bool do_approve(Ctx *cx, const void *in, Reply *out);
bool do_query(Ctx *cx, const void *in, Reply *out);
bool do_accept_return(Ctx *cx, const void *in, Reply *out);
bool do_lock(Ctx *cx, const void *in, Reply *out);
bool do_unlock(Ctx *cx, const void *in, Reply *out);
bool do_status(Ctx *cx, const void *in, Reply *out);
bool do_history(Ctx *cx, const void *in, Reply *out);
bool do_note(Ctx *cx, const void *in, Reply *out);
bool do_present(Ctx *cx, const void *in, Reply *out);

/* Tables shared with the pages (work_table.c). */
Table *events_table(Ctx *cx, Reply *r, const WorkEventList *list);
Table *return_history_table(Ctx *cx, Reply *r, const Form *form, const CellChangeList *list);
/* What an event says for people: its reason, or what the change of status means. */
const char *event_words(Ctx *cx, const WorkEvent *e);

#endif
