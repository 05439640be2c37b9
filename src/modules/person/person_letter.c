/* The letter that lets somebody in. It goes out only where a mail server is configured: without
 * one it would wait until its link is of no use. */
#include "core/i18n.h"
#include "core/mail.h"
#include "core/module.h"
#include "modules/person/person.h"

static const char *text_in(Ctx *cx, Lang lang, const Person *p, const char *url)
{
    return arena_printf(
        cx->arena,
        translate(lang, N_("Dear %s,\n\nthis link lets you choose your password for Pont, the "
                           "workforce planning service:\n\n%s\n\nIt works once, and for a day. "
                           "If you did not expect it, leave it: nothing changes.\n")),
        p->name, url);
}

bool person_letter(Ctx *cx, const Person *p, const char *url)
{
    static const char subject[] = N_("Choose your password for Pont");
    if (!person_mails(cx) || !mail_address_valid(p->email))
        return true;
    Mail m = {.to = p->email,
              .language = same(p->language, "cy") ? LANG_CY : LANG_EN,
              .subject_en = subject,
              .subject_cy = translate(LANG_CY, subject),
              .text_en = text_in(cx, LANG_EN, p, url),
              .text_cy = text_in(cx, LANG_CY, p, url)};
    return mail_queue(cx, &m);
}
