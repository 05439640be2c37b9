/* People, the roles they hold, and what roles give.
 *
 * Roles and rights come from data/roles.csv and data/access.csv, which are read anew whenever a
 * program brings other lists; an installation that imports its own keeps those. People are
 * never deleted: they are disabled, and a role gets a last day. */
#ifndef PONT_CORE_ACCESS_H
#define PONT_CORE_ACCESS_H

#include "core/module.h"

/* ---- roles ---- */

typedef struct Role {
    const char *id, *name_en, *name_cy;
    const char *kinds; /* of organisation in which it may be held, with blanks between */
    int holders;       /* people who hold it today */
} Role;
typedef struct RoleList {
    int n, room;
    Role *items;
} RoleList;
typedef struct RoleRight {
    const char *role, *permission, *reach;
} RoleRight;
typedef struct RightList {
    int n, room;
    RoleRight *items;
} RightList;

const char *role_name(const Ctx *cx, const Role *r);
bool role_list(Ctx *cx, RoleList *out) MUST_CHECK;
/* All rights, by role in the order of the list and permission. */
bool right_list(Ctx *cx, RightList *out) MUST_CHECK;
/* The lists of roles and of rights as CSV. own: an installation's, which later programs do not
 * replace. Every permission must be one that a module declares. */
bool access_import(Ctx *cx, const InFile *roles, const InFile *rights, bool own) MUST_CHECK;
/* Puts the program's own lists in place when they are newer and nobody imported others. */
bool access_seed(Ctx *cx, const InFile *roles, const InFile *rights) MUST_CHECK;

/* ---- people ---- */

typedef struct Person {
    const char *id, *email, *name, *language;
    bool sample, disabled, has_password, has_totp;
    const char *made_on;
} Person;
typedef struct PersonList {
    int n, room;
    Person *items;
} PersonList;
typedef struct Held {
    const char *id, *person, *role, *role_en, *role_cy, *organisation;
    const char *valid_from, *valid_to; /* "" = open */
    const char *given_by;
} Held;
typedef struct HeldList {
    int n, room;
    Held *items;
} HeldList;

/* person: an id or an email address. */
bool person_get(Ctx *cx, const char *person, Person *out) MUST_CHECK;
/* All, or those who hold a role in the organisation today; by name. */
bool person_list(Ctx *cx, const char *organisation, PersonList *out) MUST_CHECK;
/* Those who hold, today and in that very organisation, a role that gives the permission with
 * that reach; whoever is disabled is left out. By name. */
bool person_list_right(Ctx *cx, const char *organisation, const char *permission,
                       const char *reach, PersonList *out) MUST_CHECK;
/* language: "en" or "cy". CONFLICT when the address is taken. */
bool person_add(Ctx *cx, const char *email, const char *name, const char *language, bool sample,
                Person *out) MUST_CHECK;
bool person_disable(Ctx *cx, const char *person, bool disabled) MUST_CHECK;
bool person_set_language(Ctx *cx, const char *person, const char *language) MUST_CHECK;

/* The roles of a person, or of everybody (""), today's first. */
bool held_list(Ctx *cx, const char *person, HeldList *out) MUST_CHECK;
/* kind is that of the organisation: a role is held only in kinds that it names. given_by: a
 * person's id, or "group". */
bool role_give(Ctx *cx, const char *person, const char *role, const char *organisation,
               const char *kind, Date from, Date to, const char *given_by) MUST_CHECK;
/* The role's last day is the day before. */
bool role_take(Ctx *cx, const char *person, const char *role, const char *organisation,
               Date from) MUST_CHECK;

/* A key that every process of this installation shares: 256 bits, base64url. */
bool access_key(Ctx *cx, const char *name, const char **out) MUST_CHECK;

#endif
