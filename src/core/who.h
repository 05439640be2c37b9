/* Who asks, and what they may do.
 *
 * A right says: the holder of a role may do something (a permission such as "workforce.read")
 * as far as a reach. A person holds a role in an organisation, so that a right reaches
 *
 *     own         that organisation alone
 *     footprint   it, what belongs to it, and the partnership or board it is in, with their
 *                 members
 *     region      the nation or region that it is in, with all that belongs to it
 *     all         everywhere
 *
 * Whoever is not signed in holds the role "public"; whoever is, "signed-in" as well. Whoever
 * runs the program on the machine that holds the database may do everything: who_operator().
 *
 *     if (!permit(cx, "workforce.read", organisation))   fails with 401 or 403
 *     if (may(cx, "workforce.read", row->organisation))  to leave out what one may not see */
#ifndef PONT_CORE_WHO_H
#define PONT_CORE_WHO_H

#include "base/ctx.h"
#include <stdint.h>

typedef struct Right {
    const char *role, *permission, *reach;
    const char *organisation; /* where the role is held; "" for public and signed-in */
    int n_covered;            /* -1: not looked up yet */
    const char **covered;     /* ids that the reach takes in */
} Right;

typedef struct Who {
    const char *person; /* id; "" for nobody and for the operator */
    const char *name, *email, *language;
    bool is_operator;
    bool sample;         /* one of an example's people */
    const char *session; /* its public id; "" without one */
    const char *key;     /* what the session's cookie holds, to end or renew it; "" else */
    const char *visit;   /* what the cookie holds of a browser without a session; "" else */
    const char *agent;   /* "Firefox, Windows", as the request says; "" not known */
    const char *token;   /* the id of an API token; "" without one */
    int64_t until;       /* the session must be looked at again after; 0 without one */
    int64_t proved;      /* when the person last proved who they are; 0 never */
    int n_rights;
    Right *rights;
    int n_scopes; /* of a token: nothing outside them */
    const char *const *scopes;
} Who;

/* May do everything; for the command line on the database's own machine. */
const Who *who_operator(void);
/* Nobody in particular: the rights of the public. */
bool who_public(Ctx *cx, Who **out) MUST_CHECK;
/* The person with the rights of today's roles; NOT_FOUND when there is none or it is disabled.
 */
bool who_load(Ctx *cx, const char *person, Who **out) MUST_CHECK;
bool who_is_signed_in(const Who *who);

/* organisation "": whether there is any where the permission holds. */
bool may(Ctx *cx, const char *permission, const char *organisation);
/* As may(), with the refusal: SIGNED_OUT for nobody, FORBIDDEN for somebody. */
bool permit(Ctx *cx, const char *permission, const char *organisation) MUST_CHECK;
/* Whether the permission holds everywhere. */
bool may_everywhere(Ctx *cx, const char *permission);
/* Where cx->who holds a role that gives the permission, each once. */
int who_organisations(Ctx *cx, const char *permission, const char *const **out);

#endif
