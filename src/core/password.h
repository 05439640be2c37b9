/* Passwords of local accounts: Argon2id as OWASP asks, and which passwords are accepted.
 *
 * Hashing costs memory on purpose, so at most PASSWORD_AT_ONCE are computed at a time in one
 * process: others wait, and a flood of sign-ins cannot take the machine's memory. */
#ifndef PONT_CORE_PASSWORD_H
#define PONT_CORE_PASSWORD_H

#include "base/ctx.h"

enum {
    PASSWORD_SHORTEST = 12, /* characters */
    PASSWORD_LONGEST = 256, /* bytes */
    PASSWORD_AT_ONCE = 2
};

/* A hash at today's cost with an arbitrary salt and digest, which no password is known to have:
 * what is verified where there is nobody. */
#define PASSWORD_OF_NOBODY                                                                     \
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZW9uZSB3aG8gaXNudA"                                    \
    "$Tm8gcGFzc3dvcmQgd2lsbCBldmVyIG1hdGNoIHRoaXM"

/* The text to store: "$argon2id$...", with its salt and cost in it. */
bool password_hash(Ctx *cx, const char *password, const char **out) MUST_CHECK;
/* Is it the password? stored is NULL or "" where there is no such person or no password: the
 * answer is then no, and costs the same time, so that nobody learns who has an account. */
bool password_verify(const char *stored, const char *given);
/* It was hashed at another cost than today's: hash it again while the password is at hand. */
bool password_needs_rehash(const char *stored);
/* May it be chosen? Long enough, not among the common ones, not made of the person's email or
 * name (either may be ""). No rules of composition: they make passwords worse. Fails with
 * INVALID and a sentence for the person. */
bool password_acceptable(Ctx *cx, const char *password, const char *email,
                         const char *name) MUST_CHECK;

#endif
