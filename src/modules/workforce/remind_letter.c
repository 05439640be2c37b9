/* What a reminder says: what is due and by when, where its page is, and who helps. */
#include "core/mail.h"
#include "core/who.h"
#include "modules/person/person.h"
#include "modules/workforce/remind.h"

/* What has not come, and whether it can still come in time. */
static const char *what_is_due(Ctx *cx, const Collection *c, const Reminded *of)
{
    Date due;
    const char *day = date_parse_iso(of->due, &due) ? date_long(cx, due) : of->due;
    bool late = date_parse_iso(of->due, &due) && due.days < cx->today.days;
    const char *name = org_name(cx, &of->org);
    const char *first =
        of->status == RETURN_REFUSED
            ? arena_printf(cx->arena,
                           T(cx, "the return of %s was sent, but it has errors and nothing of "
                                 "it was kept:"),
                           name)
            : arena_printf(cx->arena, T(cx, "the return of %s has not been received:"), name);
    const char *second = arena_printf(
        cx->arena, late ? T(cx, "It was due on %s.") : T(cx, "It is due on %s."), day);
    return arena_printf(cx->arena, "%s\n\n    %s\n\n%s", first, c->title, second);
}

/* Whoever asks is who helps; where nobody in particular does, those who run the service. */
static const char *who_helps(Ctx *cx)
{
    if (who_is_signed_in(cx->who))
        return arena_printf(cx->arena, "%s, %s", cx->who->name, cx->who->email);
    const char *address = mail_address_of(cx->arena, setting(cx, "mail.from"));
    return address ? address : "";
}

static bool write_in(Ctx *cx, Lang lang, const RemindAsk *ask, const Reminded *of,
                     const Person *to, const char **subject, const char **text)
{
    Lang before = cx->lang;
    Collection c;
    cx->lang = lang;
    bool ok = workforce_collection(cx, ask->collection, &c);
    if (ok) {
        const char *at =
            arena_printf(cx->arena, "%s%s", person_address(cx), lang == LANG_CY ? "/cy" : "");
        Buf b = buf_new(cx->arena, MAIL_LONGEST_TEXT);
        buf_printf(&b, T(cx, "Dear %s,"), to->name);
        buf_printf(&b, "\n\n%s\n\n", what_is_due(cx, &c, of));
        if (*ask->note)
            buf_printf(&b, "%s\n\n", ask->note);
        buf_printf(&b, "%s\n%s/workforce/return/%s/%s\n\n",
                   T(cx, "Its page, which leads to the forms and says what is wrong:"), at,
                   c.id, of->org.id);
        buf_printf(&b, "%s\n%s/help/guide/lead\n\n", T(cx, "How to fill it in and send it:"),
                   at);
        buf_printf(&b, T(cx, "If you need help, write to: %s"), who_helps(cx));
        buf_putc(&b, '\n');
        *subject = arena_printf(cx->arena, T(cx, "The workforce return of %s"),
                                org_name(cx, &of->org));
        *text = buf_text(&b);
        ok = buf_ok(&b, &cx->err);
    }
    cx->lang = before;
    return ok;
}

bool remind_letter(Ctx *cx, const RemindAsk *ask, const Reminded *of, const Person *to)
{
    Mail m = {.to = to->email, .language = same(to->language, "cy") ? LANG_CY : LANG_EN};
    return write_in(cx, LANG_EN, ask, of, to, &m.subject_en, &m.text_en) &&
           write_in(cx, LANG_CY, ask, of, to, &m.subject_cy, &m.text_cy) && mail_queue(cx, &m);
}
