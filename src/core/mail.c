/* Decides when a letter is sent, when again, and when it is given up. How it is written is in
 * mail_text.c, how a server is spoken to in http_client.c. */
#include "core/mail.h"
#include "core/clock.h"
#include "core/http_client.h"
#include "core/module.h"
#include "core/secret.h"
#include "db/db.h"

enum { MOST_IN_A_RUN = 200, MOST_LATER_IN_A_ROW = 5 };

/* How long after each attempt the next one is due. */
static const int64_t pauses[MAIL_MOST_ATTEMPTS] = {MINUTE,   5 * MINUTE, 30 * MINUTE, 2 * HOUR,
                                                   8 * HOUR, DAY,        DAY,         DAY};

bool mail_queue(Ctx *cx, const Mail *m)
{
    const char *letter; /* one that cannot be written is refused now, not when it is sent */
    if (!mail_compose(cx, m, "pont@localhost", "x", cx->now, &letter))
        return false;
    return db_run(cx,
                  "INSERT INTO mail_letter (id, recipient, language, subject_en, subject_cy,"
                  " text_en, text_cy, state, attempts, queued_at, due_at, done_at, why)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, 0, '')",
                  ARGS(secret_token(cx->arena), m->to, lang_code(m->language), m->subject_en,
                       m->subject_cy, m->text_en, m->text_cy, cx->now));
}

/* ---------------------------------------------------------------- sending */

typedef struct Server {
    const char *url, *user, *password, *from, *address;
} Server;

static bool find_server(Ctx *cx, Server *out)
{
    Server s = {.url = setting(cx, "mail.smtp_url"),
                .user = setting(cx, "mail.smtp_user"),
                .from = setting(cx, "mail.from")};
    if (!*s.url)
        return fail(&cx->err, USAGE, "no mail server is known: set mail.smtp_url");
    if (!starts_with(s.url, "smtp://") && !starts_with(s.url, "smtps://"))
        return fail(&cx->err, USAGE,
                    "mail.smtp_url must start with smtp:// (STARTTLS) or smtps://");
    if (strchr(s.url, '@'))
        return fail(&cx->err, USAGE,
                    "mail.smtp_url must not hold a user: set mail.smtp_user and the secret "
                    "mail.smtp_password");
    s.address = mail_address_of(cx->arena, s.from);
    if (!s.address)
        return fail(&cx->err, USAGE, "mail.from must be an address, or a name and <address>");
    if (!secret_setting(cx, "mail.smtp_password", &s.password))
        return false;
    *out = s;
    return true;
}

typedef struct Claim {
    const char *id;
    int attempts; /* this one included */
    int64_t queued_at;
    Mail mail;
} Claim;

/* The letter that is due longest, with its next attempt already set: whoever dies now has not
 * lost it. *found is false when there is none. */
static bool claim(Ctx *cx, Claim *out, bool *found)
{
    *found = false;
    for (;;) {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT id, attempts, queued_at, recipient, language, subject_en,"
                      " subject_cy, text_en, text_cy FROM mail_letter"
                      " WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id LIMIT 1",
                      ARGS(cx->now)))
            return false;
        if (!db_next(&rows))
            return db_ok(cx);
        Claim c = {.id = db_text(&rows, 0),
                   .attempts = (int)db_int(&rows, 1) + 1,
                   .queued_at = db_int(&rows, 2),
                   .mail = {.to = db_text(&rows, 3),
                            .language = same(db_text(&rows, 4), "cy") ? LANG_CY : LANG_EN,
                            .subject_en = db_text(&rows, 5),
                            .subject_cy = db_text(&rows, 6),
                            .text_en = db_text(&rows, 7),
                            .text_cy = db_text(&rows, 8)}};
        db_done(&rows);
        int pause = c.attempts < MAIL_MOST_ATTEMPTS ? c.attempts : MAIL_MOST_ATTEMPTS;
        const char *mine = NULL;
        if (!db_one_text(cx, &mine,
                         "UPDATE mail_letter SET attempts = $2, due_at = $3"
                         " WHERE id = $1 AND state = 'waiting' AND attempts = $4 RETURNING id",
                         ARGS(c.id, c.attempts, cx->now + pauses[pause - 1], c.attempts - 1)))
            return false;
        if (mine) {
            *out = c;
            *found = true;
            return true;
        } /* else another process was faster: look for the next */
    }
}

static bool finish(Ctx *cx, const Claim *c, const char *state, const char *why)
{
    return db_run(cx,
                  "UPDATE mail_letter SET state = $2, why = $3, done_at = $4, text_en = '',"
                  " text_cy = '' WHERE id = $1",
                  ARGS(c->id, state, why, cx->now));
}

static bool try_letter(Ctx *cx, const Server *s, const Claim *c, MailRun *run, bool *later)
{
    SmtpLetter letter = {.server = s->url,
                         .user = s->user,
                         .password = s->password,
                         .from = s->address,
                         .to = c->mail.to};
    const char *why = "";
    *later = false;
    if (!mail_compose(cx, &c->mail, s->from, c->id, c->queued_at, &letter.text))
        return false;
    switch (smtp_send(cx, &letter, &why)) {
    case SMTP_SENT:
        run->sent++;
        return finish(cx, c, "sent", "");
    case SMTP_REFUSED:
        run->failed++;
        return finish(cx, c, "refused", why);
    case SMTP_LATER:
        if (c->attempts >= MAIL_MOST_ATTEMPTS) {
            run->failed++;
            return finish(cx, c, "given up", why);
        }
        run->later++;
        *later = true;
    }
    return db_run(cx, "UPDATE mail_letter SET why = $2 WHERE id = $1", ARGS(c->id, why));
}

bool mail_send_due(Ctx *cx, MailRun *out)
{
    MailRun run = {0};
    Server s = {0};
    if (!find_server(cx, &s))
        return false;
    /* A server that is down is not asked for every letter. */
    int in_a_row = 0;
    for (int i = 0; i < MOST_IN_A_RUN && in_a_row < MOST_LATER_IN_A_ROW; i++) {
        Claim c;
        bool found, later;
        if (!claim(cx, &c, &found))
            return false;
        if (!found)
            break;
        if (!try_letter(cx, &s, &c, &run, &later))
            return false;
        in_a_row = later ? in_a_row + 1 : 0;
    }
    *out = run;
    return true;
}

bool mail_list(Ctx *cx, const char *state, int most, MailLetters *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    MailLetters all = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, recipient, CASE language WHEN 'cy' THEN subject_cy"
                  " ELSE subject_en END, state, why, attempts, queued_at, due_at, done_at"
                  " FROM mail_letter WHERE $1 = '' OR state = $1"
                  " ORDER BY queued_at DESC, id LIMIT $2",
                  ARGS(state, most)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, all.items, all.n, all.room) = (MailLetter){
            .id = db_text(&rows, 0),
            .to = db_text(&rows, 1),
            .subject = db_text(&rows, 2),
            .state = db_text(&rows, 3),
            .why = db_text(&rows, 4),
            .attempts = (int)db_int(&rows, 5),
            .queued_at = db_int(&rows, 6),
            .due_at = db_int(&rows, 7),
            .done_at = db_int(&rows, 8),
        };
    if (!db_ok(cx))
        return false;
    *out = all;
    return true;
}

bool mail_failed_since(Ctx *cx, int64_t moment, int *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n,
                    "SELECT COUNT(*) FROM mail_letter WHERE state IN ('refused', 'given up')"
                    " AND done_at >= $1",
                    ARGS(moment)))
        return false;
    *out = (int)n;
    return true;
}
