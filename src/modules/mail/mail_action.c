/* Shows the outbox, sends what is due, queues a letter to try the settings with. What a letter
 * is and when it is sent is decided in core/mail.h. */
#include "modules/mail/mail_action.h"
#include "core/clock.h"
#include "core/mail.h"
#include "core/who.h"

/* The words of mail_letter.state, for people. */
const Choice mail_states[] = {{"waiting", N_("waiting")},
                              {"sent", N_("sent")},
                              {"refused", N_("refused")},
                              {"given up", N_("given up")},
                              {NULL, NULL}};

bool do_mail_list(Ctx *cx, const void *in, Reply *out)
{
    const MailListInput *q = in;
    MailLetters all;
    if (q->most < 1)
        return fail(&cx->err, INVALID, "most: must be at least 1");
    if (!mail_list(cx, q->state, q->most > 100000 ? 100000 : (int)q->most, &all))
        return false;
    out->title = T(cx, "Outbox");
    Table *t = reply_table(cx, out, "letters", out->title);
    table_column(cx, t, "queued", T(cx, "Queued"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "subject", T(cx, "Subject"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "attempts", T(cx, "Attempts"), COLUMN_NUMBER, 0);
    table_column(cx, t, "next", T(cx, "Next attempt"), COLUMN_TEXT, 0);
    table_column(cx, t, "why", T(cx, "What the server said"), COLUMN_TEXT, 0);
    for (int i = 0; i < all.n; i++) {
        const MailLetter *l = &all.items[i];
        Cell *row = table_row(cx, t);
        row[0] = cell_text(clock_text(cx->arena, l->queued_at));
        row[1] = cell_text(l->to);
        row[2] = cell_text(l->subject);
        row[3] = cell_code(l->state, T(cx, choice_label(mail_states, l->state)));
        row[4] = cell_number(l->attempts);
        if (same(l->state, "waiting"))
            row[5] = cell_text(clock_text(cx->arena, l->due_at));
        if (*l->why)
            row[6] = cell_text(l->why);
    }
    return true;
}

bool do_mail_send(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    MailRun run;
    if (!mail_send_due(cx, &run))
        return false;
    out->title = T(cx, "Letters");
    reply_fact(cx, out, "sent", T(cx, "Sent"), cell_number(run.sent), 0);
    reply_fact(cx, out, "later", T(cx, "To be tried again"), cell_number(run.later), 0);
    reply_fact(cx, out, "failed", T(cx, "Refused or given up"), cell_number(run.failed), 0);
    return true;
}

bool do_mail_test(Ctx *cx, const void *in, Reply *out)
{
    const MailTestInput *q = in;
    static const char subject[] = N_("A letter from Pont");
    static const char text[] = N_("This letter was sent to try out the mail settings of Pont.\n"
                                  "There is nothing that you need to do.");
    Mail m = {.to = q->to,
              .language = same(q->language, "cy") ? LANG_CY : LANG_EN,
              .subject_en = subject,
              .subject_cy = translate(LANG_CY, subject),
              .text_en = text,
              .text_cy = translate(LANG_CY, text)};
    if (!mail_queue(cx, &m))
        return false;
    out->title = T(cx, "The letter is in the outbox");
    return true;
}

/* What failed a week ago and was left alone is no news any more. */
bool mail_waits(Ctx *cx, WaitList *out)
{
    int n;
    if (!may(cx, "mail.admin", ""))
        return true;
    if (!mail_failed_since(cx, cx->now - 7 * DAY, &n))
        return false;
    if (n)
        *PUSH(cx->arena, out->items, out->n, out->room) =
            (Wait){.text = arena_printf(
                       cx->arena,
                       T_COUNT(cx, "%d letter of the last seven days could not be sent",
                               "%d letters of the last seven days could not be sent", n),
                       n),
                   .href = "/mail/list",
                   .due = ""};
    return true;
}
