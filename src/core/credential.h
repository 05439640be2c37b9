/* What a person proves who they are with: a password, a second factor with its recovery codes,
 * one-time links, and identities at a provider.
 *
 * The functions here store and look up; core/password.h and core/totp.h know what is right. Of
 * links and recovery codes only hashes are kept, and each works once. */
#ifndef PONT_CORE_CREDENTIAL_H
#define PONT_CORE_CREDENTIAL_H

#include "core/access.h"

typedef struct Credential {
    const char *password; /* its hash; "" none */
    const char *totp;     /* the shared secret; "" none */
    int64_t totp_step;    /* of the last code that was accepted */
    int recovery_left;    /* codes that were not used */
} Credential;

/* All "" and 0 for somebody who is not there. */
bool credential_get(Ctx *cx, const char *person, Credential *out) MUST_CHECK;
/* Judges, hashes and stores. */
bool credential_set_password(Ctx *cx, const Person *p, const char *password) MUST_CHECK;
/* The same password at today's cost. */
bool credential_rehash(Ctx *cx, const char *person, const char *password) MUST_CHECK;

/* Ten new recovery codes come with it; the ones before are worth nothing. */
bool credential_set_totp(Ctx *cx, const char *person, const char *secret, int64_t step,
                         const char ***codes) MUST_CHECK;
bool credential_clear_totp(Ctx *cx, const char *person) MUST_CHECK;
bool credential_new_codes(Ctx *cx, const char *person, const char ***codes) MUST_CHECK;
/* A code of the app or a recovery code: *good when it is right, and it is used up then. */
bool credential_take_code(Ctx *cx, const char *person, const char *typed,
                          bool *good) MUST_CHECK;

/* ---- one-time links ---- */

enum { LINK_SECONDS = 24 * 60 * 60 };

/* *secret goes into the link. Earlier links of the person are worth nothing. */
bool link_make(Ctx *cx, const char *person, const char **secret) MUST_CHECK;
/* Whose link it is; NOT_FOUND when unknown, used or too old, or the person is disabled. */
bool link_find(Ctx *cx, const char *secret, Person *out) MUST_CHECK;
bool link_use(Ctx *cx, const char *secret) MUST_CHECK;

/* ---- identities at a provider ---- */

/* *person "" when the provider's subject is not linked to anybody. */
bool identity_person(Ctx *cx, const char *issuer, const char *subject,
                     const char **person) MUST_CHECK;
bool identity_link(Ctx *cx, const char *issuer, const char *subject,
                   const char *person) MUST_CHECK;
/* Roles of the provider's groups: gives those that are wanted and ends those that were given by
 * a group and no longer are. Roles that people gave stay. */
typedef struct GroupRole {
    const char *role, *organisation, *kind;
} GroupRole;
bool identity_roles(Ctx *cx, const char *person, const GroupRole *wanted, int n) MUST_CHECK;

#endif
