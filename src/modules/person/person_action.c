/* The actions of persons: read the input, call person.h, fill the reply. */
#include "modules/person/person_action.h"
#include "core/audit.h"
#include "core/secret.h"
#include "core/session.h"
#include "modules/person/person.h"
#include "web/identity.h"

static const char *state_of(Ctx *cx, const Person *p, const char **label)
{
    const char *code = p->disabled       ? "disabled"
                       : p->sample       ? "sample"
                       : p->has_password ? "active"
                                         : "no-password";
    *label = p->disabled       ? T(cx, N_("Disabled"))
             : p->sample       ? T(cx, N_("Sample person"))
             : p->has_password ? T(cx, N_("Has a password"))
                               : T(cx, N_("Has no password yet"));
    return code;
}

/* ---------------------------------------------------------------- looking */

/* "Council OT lead, Powys; ..." of the roles of today. */
static bool roles_text(Ctx *cx, const HeldList *held, const char *person, const char **out)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < held->n; i++) {
        const char *where;
        if (!same(held->items[i].person, person) || !held_is_open(cx, &held->items[i]))
            continue;
        if (!held_organisation(cx, &held->items[i], &where))
            return false;
        buf_printf(&b, "%s%s, %s", b.len ? "; " : "", held_role(cx, &held->items[i]), where);
    }
    *out = buf_text(&b);
    return true;
}

static const char *folded(Arena *a, const char *s)
{
    char *copy = arena_strdup(a, s);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}

static bool holds_text(Ctx *cx, const Person *p, const char *roles, const char *text)
{
    const char *all = arena_printf(cx->arena, "%s %s %s", p->name, p->email, roles);
    return strstr(folded(cx->arena, all), folded(cx->arena, text)) != NULL;
}

bool do_person_list(Ctx *cx, const void *in, Reply *out)
{
    const PersonListInput *q = in;
    PersonList all;
    HeldList held;
    if (!person_list(cx, q->organisation, &all) || !held_list(cx, "", &held))
        return false;
    out->title = T(cx, "People");
    Table *t = reply_table(cx, out, "people", out->title);
    table_column(cx, t, "id", T(cx, "Id"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "email", T(cx, "Email address"), COLUMN_TEXT, 0);
    table_column(cx, t, "roles", T(cx, "Roles"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nobody fits.");
    for (int i = 0; i < all.n; i++) {
        const Person *p = &all.items[i];
        const char *roles, *label, *code = state_of(cx, p, &label);
        if (!roles_text(cx, &held, p->id, &roles))
            return false;
        if (!holds_text(cx, p, roles, q->text))
            continue;
        Cell *row = table_row(cx, t);
        row[0] = cell_text(p->id);
        row[1] = cell_link(p->name, arena_printf(cx->arena, "/person/%s", p->id));
        row[2] = cell_text(p->email);
        row[3] = cell_text(roles);
        row[4] = cell_code(code, label);
    }
    return true;
}

bool do_person_show(Ctx *cx, const void *in, Reply *out)
{
    const PersonInput *q = in;
    Person p;
    HeldList held;
    const char *label;
    if (!person_get(cx, q->person, &p) || !held_list(cx, p.id, &held))
        return false;
    const char *code = state_of(cx, &p, &label);
    out->title = p.name;
    reply_fact(cx, out, "id", T(cx, "Id"), cell_text(p.id), 0);
    reply_fact(cx, out, "email", T(cx, "Email address"), cell_text(p.email), 0);
    reply_fact(cx, out, "language", T(cx, "Language"),
               cell_code(p.language,
                         same(p.language, "cy") ? T(cx, N_("Welsh")) : T(cx, N_("English"))),
               0);
    reply_fact(cx, out, "state", T(cx, "State"), cell_code(code, label), 0);
    reply_fact(cx, out, "second_factor", T(cx, "Second factor"),
               cell_text(p.has_totp ? T(cx, "on") : T(cx, "off")), 0);
    reply_fact(cx, out, "since", T(cx, "Since"), cell_text(p.made_on), 0);
    Table *t = reply_table(cx, out, "roles", T(cx, "Roles"));
    table_column(cx, t, "role", T(cx, "Role"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "given_by", T(cx, "Given by"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No role yet.");
    for (int i = 0; i < held.n; i++) {
        const Held *h = &held.items[i];
        const char *where;
        Person by;
        if (!held_organisation(cx, h, &where))
            return false;
        bool known = starts_with(h->given_by, "p-") && person_get(cx, h->given_by, &by);
        err_clear(&cx->err);
        Cell *row = table_row(cx, t);
        row[0] = cell_code(h->role, held_role(cx, h));
        row[1] = cell_code(h->organisation, where);
        row[2] = cell_text(h->valid_from);
        row[3] = cell_text(h->valid_to);
        row[4] =
            cell_code(h->given_by, known                        ? by.name
                                   : same(h->given_by, "group") ? T(cx, N_("Provider's group"))
                                                                : T(cx, N_("Operator")));
    }
    return true;
}

/* ---------------------------------------------------------------- changing */

static const char *page_of(Ctx *cx, const Person *p)
{
    return arena_printf(cx->arena, "/person/%s", p->id);
}

static void show_link(Ctx *cx, Reply *out, const Person *p, const char *url)
{
    out->secret = true;
    if (person_mails(cx))
        reply_note(cx, out, T(cx, "A letter with the link is on its way to %s."), p->email);
    reply_fact(cx, out, "id", T(cx, "Id"), cell_text(p->id), 0);
    reply_fact(cx, out, "link", T(cx, "One-time link"), cell_text(url), 0);
    reply_note(cx, out, "%s",
               T(cx, "The link works once and for a day. Give it to that person alone: whoever "
                     "has it chooses the password."));
}

bool do_person_invite(Ctx *cx, const void *in, Reply *out)
{
    const PersonInviteInput *q = in;
    Person p;
    const char *url;
    Invitation wanted = {q->email, q->name, q->language, q->role, q->organisation, q->to};
    if (!person_invite(cx, &wanted, &p) || !person_link(cx, &p, &url))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "%s is invited"), p.name);
    show_link(cx, out, &p, url);
    return true;
}

bool do_person_reset(Ctx *cx, const void *in, Reply *out)
{
    const PersonInput *q = in;
    Person p;
    const char *url;
    if (!person_get(cx, q->person, &p) || !person_link(cx, &p, &url))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "A new link for %s"), p.name);
    show_link(cx, out, &p, url);
    return true;
}

bool do_person_give(Ctx *cx, const void *in, Reply *out)
{
    const PersonRoleInput *q = in;
    Person p;
    Date from = date_is_none(q->from) ? cx->today : q->from;
    if (!person_get(cx, q->person, &p) ||
        !person_give_role(cx, p.id, q->role, q->organisation, from, q->to))
        return false;
    out->title = T(cx, "The role is given");
    out->next = page_of(cx, &p);
    return true;
}

bool do_person_take(Ctx *cx, const void *in, Reply *out)
{
    const PersonRoleInput *q = in;
    Person p;
    Date from = date_is_none(q->from) ? cx->today : q->from;
    if (!person_get(cx, q->person, &p) || !role_take(cx, p.id, q->role, q->organisation, from))
        return false;
    out->title = T(cx, "The role is taken away");
    out->next = page_of(cx, &p);
    return true;
}

static bool set_disabled(Ctx *cx, const void *in, bool disabled, Reply *out)
{
    const PersonInput *q = in;
    Person p;
    if (!person_get(cx, q->person, &p))
        return false;
    if (disabled && same(p.id, cx->who->person))
        return fail(&cx->err, CONFLICT, "nobody disables their own account");
    if (!person_disable(cx, p.id, disabled))
        return false;
    out->title = disabled ? T(cx, "The person is disabled") : T(cx, "The person is enabled");
    out->next = page_of(cx, &p);
    return true;
}

bool do_person_disable(Ctx *cx, const void *in, Reply *out)
{
    return set_disabled(cx, in, true, out);
}

bool do_person_enable(Ctx *cx, const void *in, Reply *out)
{
    return set_disabled(cx, in, false, out);
}

/* What a browser would hold, for scripts and tests that ask as somebody. */
bool do_person_session(Ctx *cx, const void *in, Reply *out)
{
    const PersonSessionInput *q = in;
    Person p;
    const char *secret, *name = identity_cookie, *token;
    if (!*q->email) {
        secret = secret_token(cx->arena);
        name = identity_visit_cookie;
        out->title = T(cx, "A visit of somebody who is not signed in");
    } else {
        if (!person_get(cx, q->email, &p) ||
            !session_open(cx, p.id, "operator", T(cx, "command line"), NULL, &secret))
            return false;
        audit_note(cx, arena_printf(cx->arena, "person:%s", p.id), "", "session opened");
        out->title = arena_printf(cx->arena, T(cx, "A session of %s"), p.name);
    }
    if (!identity_form_token(cx, secret, &token))
        return false;
    out->secret = true;
    reply_fact(cx, out, "cookie", T(cx, "Cookie"),
               cell_text(arena_printf(cx->arena, "%s=%s", name, secret)), 0);
    reply_fact(cx, out, "form_token", T(cx, "Form token"), cell_text(token), 0);
    return true;
}
