/* Who is counted in the return: shared by ascwds_people.c, which finds them, and
 * ascwds_return.c, which counts. */
#ifndef PONT_ASCWDS_ASCWDS_COUNT_H
#define PONT_ASCWDS_ASCWDS_COUNT_H

#include "modules/ascwds/ascwds_row.h"

typedef enum Role { R1, R4, AHP, ROLES } Role;
typedef enum Contract { PERM, FIXED, BANK, AGENCY, OTHER, CONTRACTS } Contract;

typedef struct Person {
    const AscRow *row; /* the record with most hours */
    const char *ni;    /* "" not known */
    Role role;
    Contract contract;
    double hours; /* over all records; NAN not known */
    double most;  /* in the record with most */
} Person;

typedef struct Counting {
    Ctx *cx;
    const AscBundle *b;
    AscReturn *out;
    int n, room;
    Person *people;
    int twice, elsewhere, n_workplaces;
    const AscRow **workplaces; /* the council's own */
} Counting;

/* The council's own workplaces, and the OTs, assistants and other allied health professionals
 * in them. */
void asc_find_people(Counting *c);

/* Permanent or temporary, and not of another profession. */
static inline bool asc_employed(const Person *p)
{
    return p->role != AHP && (p->contract == PERM || p->contract == FIXED);
}

#endif
