/* The pages by which people come and go: fill the views, say what is wrong beside its box. */
#include "modules/account/account_web.h"
#include "core/credential.h"
#include "core/who.h"
#include "modules/account/account_action.h"
#include "modules/account/account_ask.h"
#include "modules/account/pages/ask.html.h"
#include "modules/account/pages/away.html.h"
#include "modules/account/pages/samples.html.h"
#include "modules/account/pages/sign_in.html.h"
#include "modules/org/org.h"
#include "modules/person/person.h"
#include "web/form.h"
#include "web/page.h"

/* Where to go afterwards: as the link said, or as the form carries it. */
static const char *to_of(const PageIn *in)
{
    return account_local(in->given ? ask_given(in, "to") : page_query(in, "to"));
}

/* ---------------------------------------------------------------- sample people */

static SamplePlace *place_of(Ctx *cx, SamplesView *v, const char *place)
{
    const char *title = same(place, "wales") ? T(cx, N_("Wales")) : T(cx, N_("West Midlands"));
    for (int i = 0; i < v->n; i++)
        if (same(v->places[i].title, title))
            return &v->places[i];
    v->places[v->n].title = title;
    return &v->places[v->n++];
}

static SampleGroup *group_of(Ctx *cx, SamplePlace *p, const char *organisation)
{
    for (int i = 0; i < p->n; i++)
        if (same(p->groups[i].organisation, organisation))
            return &p->groups[i];
    SampleGroup *g = PUSH(cx->arena, p->groups, p->n, p->room);
    *g = (SampleGroup){.organisation = organisation};
    return g;
}

static const char *role_label(Ctx *cx, const RoleList *roles, const char *id)
{
    for (int i = 0; i < roles->n; i++)
        if (same(roles->items[i].id, id))
            return role_name(cx, &roles->items[i]);
    return id;
}

bool account_samples(Ctx *cx, const char *form_token, const char *to, Html *out)
{
    SampleList all;
    RoleList roles;
    SamplesView v = {.token = form_token, .to = account_local(to)};
    if (!person_samples(cx, &all) || !role_list(cx, &roles))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Sample *s = &all.items[i];
        Org o;
        if (!org_get(cx, s->organisation, cx->today, &o))
            return false;
        SampleGroup *g = group_of(cx, place_of(cx, &v, s->place), org_name(cx, &o));
        *PUSH(cx->arena, g->people, g->n, g->room) =
            (struct SamplePerson){s->email, s->name, role_label(cx, &roles, s->role)};
    }
    Out list = out_new(cx->arena, cx->lang, translate);
    if (v.n)
        page_account_samples(&list, &v);
    *out = out_html(&list);
    return true;
}

/* ---------------------------------------------------------------- signing in */

bool page_sign_in(Ctx *cx, const PageIn *in, PageOut *out)
{
    OidcProvider p;
    SignInView v = {.title = T(cx, N_("Sign in")), .token = in->form_token, .to = to_of(in)};
    if (who_is_signed_in(cx->who) && !in->error) {
        out->see = v.to;
        return true;
    }
    if (!person_is_example(cx, &v.example) || !account_provider(cx, &p) ||
        !account_samples(cx, in->form_token, v.to, &v.samples))
        return false;
    v.provider = *p.issuer ? T(cx, p.label) : NULL;
    v.ask = ask_new(cx, in, "sign-in", T(cx, N_("Sign in")));
    v.ask.small = true;
    v.ask.title = v.example ? T(cx, N_("With an email address and password")) : NULL;
    ask_hide(&v.ask, "to", v.to);
    ask_field(cx, in, &v.ask, "email", "email", "username");
    ask_field(cx, in, &v.ask, "password", "password", "current-password");
    page_account_sign_in(&out->out, &v);
    out->wide = v.example;
    return true;
}

bool page_code(Ctx *cx, const PageIn *in, PageOut *out)
{
    bool half;
    if (!account_is_half(cx, &half))
        return false;
    if (!half && !in->error) {
        out->see = "/account/sign-in";
        return true;
    }
    Ask a = ask_new(cx, in, "code", T(cx, N_("Continue")));
    a.lead =
        T(cx, "Open the authenticator app on your telephone and type the six digits that it "
              "shows for Pont. If you have lost it, type one of your recovery codes.");
    ask_field(cx, in, &a, "code", "text", "one-time-code");
    a.fields[0].narrow = true;
    page_account_ask(&out->out, &a);
    return true;
}

bool page_prove(Ctx *cx, const PageIn *in, PageOut *out)
{
    Person p;
    Credential c;
    if (!person_get(cx, cx->who->person, &p) || !credential_get(cx, p.id, &c))
        return false;
    bool outside = !*c.password && !*c.totp && !p.sample;
    Ask a = ask_new(cx, in, outside ? "provider" : "prove", T(cx, N_("Continue")));
    a.lead = T(cx, "What comes next can do harm in the wrong hands. Nothing has been changed "
                   "yet: show that it is you, and go on where you were.");
    ask_hide(&a, "to", to_of(in));
    if (outside)
        ask_hide(&a, "again", "yes");
    else if (*c.password)
        ask_field(cx, in, &a, "password", "password", "current-password");
    else if (*c.totp)
        ask_field(cx, in, &a, "code", "text", "one-time-code");
    page_account_ask(&out->out, &a);
    return true;
}

/* ---------------------------------------------------------------- away and back */

static const char *fact(const Reply *r, const char *key)
{
    for (int i = 0; r && i < r->n_facts; i++)
        if (same(r->facts[i].key, key))
            return r->facts[i].cell.text;
    return NULL;
}

static void show_away(Ctx *cx, PageOut *out, const char *words, const char *url)
{
    AwayView v = {.title = T(cx, N_("One moment")),
                  .words = words,
                  .link = {url},
                  .link_text = T(cx, N_("Continue"))};
    page_account_away(&out->out, &v);
    out->title = v.title;
    out->away = url;
}

bool page_provider(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *url = fact(in->reply, "away");
    if (in->error)
        return fail(&cx->err, FORBIDDEN, "%s", in->error);
    if (url)
        show_away(cx, out, T(cx, "You are taken to your organisation's sign-in."), url);
    else
        out->see = "/account/sign-in";
    return true;
}

bool page_callback(Ctx *cx, const PageIn *in, PageOut *out)
{
    Entry e;
    if (!account_provider_finish(cx, page_query(in, "code"), page_query(in, "state"),
                                 page_query(in, "error"), &e))
        return false;
    out->session = e.secret;
    out->see = e.return_to;
    return true;
}

bool page_sign_out(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *url = fact(in->reply, "away");
    if (url) {
        show_away(cx, out,
                  T(cx, "You are signed out here, and are taken to your organisation's page to "
                        "sign out there too."),
                  url);
        return true;
    }
    if (who_is_signed_in(cx->who)) {
        Ask a = ask_new(cx, in, "sign-out", T(cx, N_("Sign out")));
        out->title = a.title;
        page_account_ask(&out->out, &a);
        return true;
    }
    AwayView v = {.title = T(cx, N_("You are signed out")),
                  .words = T(cx, "Close the browser if others use this computer."),
                  .link = {cx->lang == LANG_CY ? "/cy/account/sign-in" : "/account/sign-in"},
                  .link_text = T(cx, N_("Sign in again"))};
    page_account_away(&out->out, &v);
    return true;
}

/* ---------------------------------------------------------------- passwords */

bool page_forgotten(Ctx *cx, const PageIn *in, PageOut *out)
{
    if (in->reply) {
        AwayView v = {
            .title = T(cx, N_("Look into your mail")),
            .words = T(cx, "If there is an account with that address, a letter with a link is "
                           "on its way. The link works once and for a day.")};
        page_account_away(&out->out, &v);
        out->title = v.title;
        return true;
    }
    if (!person_mails(cx)) {
        AwayView v = {.title = T(cx, N_("Forgotten password")),
                      .words = T(cx, "No letters are sent from here: ask your organisation's "
                                     "administrator for a new link.")};
        page_account_away(&out->out, &v);
        return true;
    }
    Ask a = ask_new(cx, in, "forgotten", T(cx, N_("Send me a link")));
    a.lead = T(cx, "Type the address of your account. You get a letter with a link to choose a "
                   "new password.");
    ask_field(cx, in, &a, "email", "email", "username");
    page_account_ask(&out->out, &a);
    return true;
}

bool page_set_up(Ctx *cx, const PageIn *in, PageOut *out)
{
    Person p;
    const char *link = in->args[0] ? in->args[0] : in->given ? ask_given(in, "link") : "";
    if (!link_find(cx, link, &p))
        return false;
    Ask a = ask_new(cx, in, "set-up", T(cx, N_("Save and sign in")));
    a.lead = arena_printf(cx->arena, T(cx, "For the account of %s (%s)."), p.name, p.email);
    ask_hide(&a, "link", link);
    ask_field(cx, in, &a, "password", "password", "new-password");
    a.fields[0].hint = ask_password_hint(cx);
    page_account_ask(&out->out, &a);
    return true;
}

bool page_password(Ctx *cx, const PageIn *in, PageOut *out)
{
    Ask a = ask_new(cx, in, "password", T(cx, N_("Change the password")));
    a.lead = T(cx, "Wherever else you are signed in, you are signed out.");
    ask_field(cx, in, &a, "password", "password", "new-password");
    a.fields[0].hint = ask_password_hint(cx);
    page_account_ask(&out->out, &a);
    return true;
}
