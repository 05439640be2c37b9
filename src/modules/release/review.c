/* Decides what waits for those who share: drafts to publish, agreements to review; and reminds
 * of a review by letter, once for each day that a review is due on. */
#include "core/access.h"
#include "core/clock.h"
#include "core/lease.h"
#include "core/mail.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/person/person.h"
#include "modules/release/release.h"

enum { REMIND_BEFORE = 30 }; /* days */

static bool is_due(const Ctx *cx, const Agreement *a)
{
    Date review;
    return same(a->status, "in-force") && date_parse_iso(a->review_on, &review) &&
           review.days - cx->today.days <= REMIND_BEFORE;
}

static void wait(Ctx *cx, WaitList *out, const char *text, const char *href, const char *due)
{
    Date d;
    *PUSH(cx->arena, out->items, out->n, out->room) =
        (Wait){.text = text,
               .href = href,
               .due = due,
               .late = date_parse_iso(due, &d) && d.days < cx->today.days};
}

bool release_waits(Ctx *cx, WaitList *out)
{
    AgreementList agreements;
    ReleaseList releases;
    if (!may(cx, "release.make", ""))
        return true;
    if (!agreement_list(cx, &agreements) || !release_list_seen(cx, "", &releases))
        return false;
    for (int i = 0; i < agreements.n; i++) {
        const Agreement *a = &agreements.items[i];
        if (is_due(cx, a) && agreement_is_ours(cx, a))
            wait(cx, out,
                 arena_printf(cx->arena, T(cx, "The agreement '%s' is to be reviewed"),
                              agreement_title(cx, a)),
                 arena_printf(cx->arena, "/release/agreement/%s", a->id), a->review_on);
    }
    for (int i = 0; i < releases.n; i++) {
        const Release *r = &releases.items[i];
        if (same(r->status, "draft") && may(cx, "release.make", r->from))
            wait(cx, out,
                 arena_printf(cx->arena, T(cx, "Release %s is made but not published"), r->id),
                 arena_printf(cx->arena, "/release/%s", r->id), "");
    }
    return db_ok(cx);
}

/* ---------------------------------------------------------------- letters */

static const char *letter_in(Ctx *cx, Lang lang, const Agreement *a, const Person *to,
                             const char **subject)
{
    Lang before = cx->lang;
    Date review;
    cx->lang = lang;
    *subject = arena_printf(cx->arena, T(cx, "To be reviewed: %s"), agreement_title(cx, a));
    const char *day = date_parse_iso(a->review_on, &review) ? date_long(cx, review) : "";
    const char *text = arena_printf(
        cx->arena,
        T(cx,
          "%s,\n\nthe agreement on sharing '%s' is to be reviewed by %s. After that day it "
          "goes on, but somebody should have looked at it.\n\n    %s/release/agreement/%s\n"),
        to->name, agreement_title(cx, a), day, setting(cx, "public_url"), a->id);
    cx->lang = before;
    return text;
}

static bool write_letter(Ctx *cx, const Agreement *a, const Person *to)
{
    Mail mail = {.to = to->email, .language = same(to->language, "cy") ? LANG_CY : LANG_EN};
    mail.text_en = letter_in(cx, LANG_EN, a, to, &mail.subject_en);
    mail.text_cy = letter_in(cx, LANG_CY, a, to, &mail.subject_cy);
    return mail_queue(cx, &mail);
}

static bool remind_one(Ctx *cx, const Agreement *a)
{
    PersonList people;
    int64_t there = 0;
    int letters = 0;
    if (!db_one_int(cx, &there,
                    "SELECT COUNT(*) FROM release_reminder WHERE agreement = $1"
                    " AND review_on = $2",
                    ARGS(a->id, a->review_on)))
        return false;
    if (there)
        return true;
    if (!person_list(cx, a->from, &people))
        return false;
    for (int i = 0; i < people.n; i++) {
        const Person *p = &people.items[i];
        Who *who;
        const Who *before = cx->who;
        if (p->sample || p->disabled || !who_load(cx, p->id, &who))
            continue;
        cx->who = who;
        bool makes = may(cx, "release.make", a->from);
        cx->who = before;
        if (makes && !write_letter(cx, a, p))
            return false;
        letters += makes;
    }
    return db_ok(cx) &&
           db_run(cx,
                  "INSERT INTO release_reminder (agreement, review_on, reminded_on, letters)"
                  " VALUES ($1, $2, $3, $4)",
                  ARGS(a->id, a->review_on, date_text(cx->arena, cx->today), letters));
}

static bool remind_due(Ctx *cx, const AgreementList *list)
{
    bool mine = false;
    if (!lease_take(cx, "release.review", secret_token(cx->arena), HOUR, &mine))
        return false;
    for (int i = 0; mine && i < list->n; i++)
        if (is_due(cx, &list->items[i]) && !remind_one(cx, &list->items[i]))
            return false;
    return true;
}

bool release_errand(Ctx *cx)
{
    AgreementList list;
    bool due = false;
    if (!person_mails(cx))
        return true;
    if (!agreement_list(cx, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        due = due || is_due(cx, &list.items[i]);
    return !due || (db_begin(cx) && db_end(cx, remind_due(cx, &list)));
}
