/* The second factor: six digits that change every 30 seconds (RFC 6238, as authenticator apps
 * do it: SHA-1), and recovery codes for the day the telephone is lost. */
#ifndef PONT_CORE_TOTP_H
#define PONT_CORE_TOTP_H

#include "base/ctx.h"
#include <stdint.h>

enum { TOTP_DIGITS = 6, TOTP_SECONDS = 30, RECOVERY_CODES = 10 };

/* A new shared secret: 160 random bits in base32, as apps take it. */
const char *totp_secret(Arena *a);
/* The address that an app reads from a QR code (core/qr.h): who issues it, for which account.
 */
const char *totp_uri(Arena *a, const char *issuer, const char *account, const char *secret);
/* The secret in groups of four, to be typed. */
const char *totp_readable(Arena *a, const char *secret);

/* Is `code` right at `now` (seconds since 1970), one step early or late allowed? last_step is
 * what the person's last accepted code gave, 0 at first: a step at or before it is refused, so
 * that a code that somebody overheard is worth nothing. When right, *step is to be stored in
 * the same transaction; otherwise it is untouched. */
bool totp_check(const char *secret, const char *code, int64_t now, int64_t last_step,
                int64_t *step);

/* A recovery code: 80 random bits as "abcd-efgh-jkmn-pqrs"; shown once. */
const char *recovery_code(Arena *a);
/* What is stored of it, and of whatever the person types for it: case, blanks, dashes and
 * letters that look like digits do not count. "" for what cannot be a code. Whoever accepts a
 * code deletes its hash: it works once. */
const char *recovery_hash(Arena *a, const char *typed);

#endif
