/* Chasing: more time for one organisation, and who has to be spoken to. A return that has not
 * come is "not received" whatever its day; an extension only moves the day from which it is
 * late. */
#ifndef PONT_WORKFORCE_CHASE_H
#define PONT_WORKFORCE_CHASE_H

#include "core/access.h"
#include "modules/workforce/workforce.h"

typedef struct ExtendInput {
    const char *collection, *organisation, *reason;
    Date due;
} ExtendInput;
typedef struct ContactInput {
    const char *collection, *organisation, *how, *note;
    Date day;
} ContactInput;
typedef struct ChaseInput {
    const char *collection;
} ChaseInput;

/* Needs workforce.collect for the organisation. */
bool workforce_extend(Ctx *cx, const char *collection, const char *organisation, Date due,
                      const char *reason) MUST_CHECK;

typedef struct Chased {
    Expected expected;
    int days_late, reminders;
    const char *last_contact, *last_how, *last_note; /* "" never */
    const char *extension;                           /* its reason; "" none */
    PersonList people;                               /* who may send the return */
} Chased;
typedef struct ChasedList {
    int n, room;
    Chased *items;
} ChasedList;
/* Those of whom nothing is in force, as far as cx->who may read their returns. */
bool workforce_chased(Ctx *cx, const char *collection, ChasedList *out) MUST_CHECK;
/* Keeps that somebody spoke to them: by "phone", "email", "meeting". */
bool workforce_contacted(Ctx *cx, const char *collection, const char *organisation, Date day,
                         const char *how, const char *note) MUST_CHECK;

extern const Choice contact_ways[];
bool do_extend(Ctx *cx, const void *in, Reply *out);
bool do_contact(Ctx *cx, const void *in, Reply *out);
bool do_chase(Ctx *cx, const void *in, Reply *out);
Table *chased_table(Ctx *cx, Reply *r, const char *collection, const ChasedList *list);

#endif
