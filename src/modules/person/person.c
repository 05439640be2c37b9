/* Decides what an administrator may change about a person: roles only where the organisation is
 * of a kind in which the role is held, and a way in that only the person gets to know. */
#include "modules/person/person.h"
#include "core/audit.h"
#include "core/credential.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/org/org.h"

bool person_give_role(Ctx *cx, const char *person, const char *role, const char *organisation,
                      Date from, Date to)
{
    Org o;
    const char *by = cx->who && *cx->who->person ? cx->who->person : "operator";
    return org_get(cx, organisation, cx->today, &o) &&
           role_give(cx, person, role, o.id, o.kind, from, to, by);
}

bool person_invite(Ctx *cx, const Invitation *in, Person *out)
{
    return person_add(cx, in->email, in->name, in->language, false, out) &&
           person_give_role(cx, out->id, in->role, in->organisation, cx->today, in->to);
}

/* ---------------------------------------------------------------- the way in */

const char *person_address(Ctx *cx)
{
    const char *url = setting(cx, "public_url");
    size_t n = strlen(url);
    if (!n)
        return arena_printf(cx->arena, "http://%s", setting(cx, "listen"));
    return url[n - 1] == '/' ? arena_strndup(cx->arena, url, n - 1) : url;
}

bool person_mails(Ctx *cx)
{
    return *setting(cx, "mail.smtp_url") != '\0';
}

bool person_link(Ctx *cx, const Person *p, const char **url)
{
    const char *secret;
    if (p->sample)
        return fail(&cx->err, INVALID, "a sample person needs no password");
    if (p->disabled)
        return fail(&cx->err, CONFLICT, "%s is disabled", p->name);
    if (!link_make(cx, p->id, &secret))
        return false;
    const char *address =
        arena_printf(cx->arena, "%s/account/set-up/%s", person_address(cx), secret);
    if (!person_letter(cx, p, address))
        return false;
    *url = address;
    return true;
}

bool person_send_link(Ctx *cx, const char *email)
{
    Person p;
    const char *url;
    bool found = person_get(cx, text_trim(cx->arena, email), &p);
    if (!found && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    if (!found || p.sample || p.disabled || !person_mails(cx))
        return true;
    Trail trail = {.second = ""}, *outer = cx->trail;
    cx->trail = &trail;
    bool good = db_begin(cx) &&
                db_end(cx, person_link(cx, &p, &url) && audit_notes(cx, "account.forgotten"));
    cx->trail = outer;
    return good;
}

/* ---------------------------------------------------------------- roles held */

const char *held_role(const Ctx *cx, const Held *h)
{
    return cx->lang == LANG_CY && *h->role_cy ? h->role_cy : h->role_en;
}

bool held_organisation(Ctx *cx, const Held *h, const char **out)
{
    Org o;
    if (org_get(cx, h->organisation, cx->today, &o)) {
        *out = org_name(cx, &o);
        return true;
    }
    *out = h->organisation; /* its last day has come: the id stays */
    if (cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    return true;
}

bool held_is_open(const Ctx *cx, const Held *h)
{
    const char *today = date_text(cx->arena, cx->today);
    return strcmp(h->valid_from, today) <= 0 &&
           (!*h->valid_to || strcmp(h->valid_to, today) >= 0);
}
