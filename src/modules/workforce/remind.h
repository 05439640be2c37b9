/* Reminders: letters to those who may send a return that has not been received.
 *
 * They go to whoever holds a role in the organisation that lets them send its return, and to
 * nobody else; to each organisation once a day at most, whoever asks and how often. A return
 * whose upload was refused counts as not received: the letter then says so. */
#ifndef PONT_WORKFORCE_REMIND_H
#define PONT_WORKFORCE_REMIND_H

#include "core/access.h"
#include "modules/workforce/workforce.h"

typedef enum RemindState {
    REMIND_WRITTEN,
    REMIND_WOULD_WRITE, /* only_show */
    REMIND_ALREADY,     /* today */
    REMIND_ONLY_SAMPLES,
    REMIND_NOBODY
} RemindState;
extern const Choice remind_states[]; /* by RemindState: what machines read, and its label */

typedef struct RemindAsk {
    const char *collection;
    const char *note;  /* goes into the letters; "" none */
    bool also_samples; /* write to an example's people as well */
    bool only_show;    /* change nothing */
    const char *days;  /* "14,3,0": only those due in so many days; NULL: all */
} RemindAsk;

typedef struct Reminded {
    Org org;
    ReturnStatus status;
    const char *due;
    RemindState state;
    int letters; /* to how many people: now, or earlier today */
    int samples; /* people of an example who were left out */
} Reminded;
typedef struct RemindedList {
    int n, room;
    Reminded *items; /* the organisations whose return has not been received */
} RemindedList;

/* Needs workforce.collect for the collection's region. CONFLICT when it has not opened, or when
 * letters cannot be sent. */
bool workforce_remind(Ctx *cx, const RemindAsk *ask, RemindedList *out) MUST_CHECK;
/* Reminds on its own, so many days before a collection is due as workforce.remind_days says. */
bool workforce_errand(Ctx *cx) MUST_CHECK;

/* Queues the letter to one person (remind_letter.c). */
bool remind_letter(Ctx *cx, const RemindAsk *ask, const Reminded *of,
                   const Person *to) MUST_CHECK;

#endif
