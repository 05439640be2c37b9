/* Letters by email, in both languages: the person's own first, the other one below it, so that
 * nobody has to ask for theirs.
 *
 * A letter is queued in the transaction of what it is about, and sent later: nothing waits for
 * a mail server, and nothing is announced that was rolled back. A letter is tried again, later
 * each time, until the server takes it, refuses it for good, or MAIL_MOST_ATTEMPTS are used. If
 * the process dies between the server's yes and the note of it, the letter goes twice, with the
 * same Message-ID; it is never lost. */
#ifndef PONT_CORE_MAIL_H
#define PONT_CORE_MAIL_H

#include "base/ctx.h"
#include <stdint.h>

enum { MAIL_MOST_ATTEMPTS = 8, MAIL_LONGEST_TEXT = 100000 };

typedef struct Mail {
    const char *to; /* an address alone */
    Lang language;  /* which comes first */
    /* Plain text of one line, and of several with "\n" between. Both languages are needed. */
    const char *subject_en, *subject_cy, *text_en, *text_cy;
} Mail;

/* An address that may stand in a header and after RCPT TO: ASCII, one '@', no quotes, no name.
 */
bool mail_address_valid(const char *address);
bool mail_queue(Ctx *cx, const Mail *mail) MUST_CHECK;

typedef struct MailRun {
    int sent, later, failed; /* failed: refused, or given up */
} MailRun;

/* Sends what is due at cx->now through the server of the setting mail.smtp_url. Several
 * processes may do it at once; call it outside a transaction. */
bool mail_send_due(Ctx *cx, MailRun *out) MUST_CHECK;

typedef struct MailLetter {
    const char *id, *to, *subject, *state, *why; /* the subject in the person's language */
    int attempts;
    int64_t queued_at, due_at, done_at;
} MailLetter;
typedef struct MailLetters {
    int n, room;
    MailLetter *items;
} MailLetters;
/* The outbox, newest first, at most `most`. state: "" for all. */
bool mail_list(Ctx *cx, const char *state, int most, MailLetters *out) MUST_CHECK;

/* How many letters were refused or given up since that moment. */
bool mail_failed_since(Ctx *cx, int64_t moment, int *out) MUST_CHECK;

/* A letter as it goes over the wire: headers and body, lines ended by CR LF. id names it in its
 * Message-ID; from is "Name <address>" or an address; at is its date. */
bool mail_compose(Ctx *cx, const Mail *mail, const char *from, const char *id, int64_t at,
                  const char **out) MUST_CHECK;
/* The address in "Name <address>"; NULL when there is no valid one. */
const char *mail_address_of(Arena *a, const char *from);

#endif
