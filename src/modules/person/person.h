/* Persons and the roles they hold, as administrators see and change them.
 *
 * The core knows who may do what (core/access.h); this module is where people are invited, get
 * and lose roles, and are disabled. A person gets in by a one-time link, never by a password
 * that somebody else has seen. An example database holds sample people, one for each role and
 * kind of organisation; nobody but they may be signed in with one click, and a database with
 * people of its own never becomes an example. */
#ifndef PONT_PERSON_PERSON_H
#define PONT_PERSON_PERSON_H

#include "core/access.h"

/* As role_give(), with the kind looked up: NOT_FOUND when there is no such organisation. */
bool person_give_role(Ctx *cx, const char *person, const char *role, const char *organisation,
                      Date from, Date to) MUST_CHECK;

/* This service as people type it, without a slash at the end. */
const char *person_address(Ctx *cx);
/* Whether letters can be sent: a mail server is set. */
bool person_mails(Ctx *cx);
/* Makes the person and gives the first role; CONFLICT when the address is taken. */
typedef struct Invitation {
    const char *email, *name, *language, *role, *organisation;
    Date to; /* the role's last day, or DATE_NONE */
} Invitation;
bool person_invite(Ctx *cx, const Invitation *in, Person *out) MUST_CHECK;
/* An address that lets the person choose a password, once and for a day. It is shown to whoever
 * asks and, where letters can be sent, sent to the person. */
bool person_link(Ctx *cx, const Person *p, const char **url) MUST_CHECK;
/* Queues the letter with that address, where letters can be sent. */
bool person_letter(Ctx *cx, const Person *p, const char *url) MUST_CHECK;
/* For whoever has forgotten their password: a letter if there is such a person, nothing else,
 * and no word of which it was. */
bool person_send_link(Ctx *cx, const char *email) MUST_CHECK;
/* The name of a person's role, and of the organisation where it is held. */
const char *held_role(const Ctx *cx, const Held *h);
bool held_organisation(Ctx *cx, const Held *h, const char **out) MUST_CHECK;
bool held_is_open(const Ctx *cx, const Held *h);

/* ---- the example's people ---- */

typedef struct Sample {
    const char *email, *name, *language, *role, *organisation;
    const char *place; /* where the list shows them: "wales", "west-midlands" */
} Sample;
typedef struct SampleList {
    int n, room;
    Sample *items;
} SampleList;

/* Marks the database as an example and adds the people of the list (examples/people.csv).
 * CONFLICT when it holds anybody who is no sample. Loading twice changes nothing. */
bool person_load_samples(Ctx *cx, const InFile *list, int *added) MUST_CHECK;
/* Whether the database is an example. */
bool person_is_example(Ctx *cx, bool *out) MUST_CHECK;
/* In the order of the list; none when the database is no example. */
bool person_samples(Ctx *cx, SampleList *out) MUST_CHECK;

extern const Module person_module;

#endif
