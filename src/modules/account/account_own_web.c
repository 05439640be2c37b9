/* The pages of what is one's own: the account, the second factor, tokens. */
#include "core/clock.h"
#include "core/credential.h"
#include "core/qr.h"
#include "core/totp.h"
#include "core/who.h"
#include "modules/account/account_action.h"
#include "modules/account/account_ask.h"
#include "modules/account/pages/account.html.h"
#include "modules/account/pages/ask.html.h"
#include "modules/account/pages/codes.html.h"
#include "modules/account/pages/factor.html.h"
#include "modules/account/pages/made.html.h"
#include "modules/account/pages/token.html.h"
#include "web/page.h"

static bool add_sessions(Ctx *cx, AccountView *v)
{
    SessionList all;
    if (!session_list(cx, v->person.id, &all))
        return false;
    struct AccountSession *rows = NEW_ARRAY(cx->arena, struct AccountSession, all.n);
    for (int i = 0; i < all.n; i++) {
        const Session *s = &all.items[i];
        rows[i] = (struct AccountSession){.id = s->id,
                                          .agent = s->agent,
                                          .method = session_method(cx, s->method),
                                          .made = clock_show(cx, s->made),
                                          .seen = clock_show(cx, s->seen),
                                          .is_this = same(s->id, cx->who->session)};
        v->n_others += !rows[i].is_this;
    }
    v->sessions = rows;
    v->n_sessions = all.n;
    return true;
}

static bool add_tokens(Ctx *cx, AccountView *v)
{
    TokenList all;
    if (!token_list(cx, v->person.id, &all))
        return false;
    struct AccountToken *rows = NEW_ARRAY(cx->arena, struct AccountToken, all.n);
    for (int i = 0; i < all.n; i++) {
        const Token *k = &all.items[i];
        bool expired = k->expires < cx->now;
        rows[i] = (struct AccountToken){.id = k->id,
                                        .name = k->name,
                                        .scopes = k->scopes,
                                        .expires = clock_show(cx, k->expires),
                                        .used = clock_show(cx, k->used),
                                        .state = k->revoked ? T(cx, "revoked")
                                                 : expired  ? T(cx, "expired")
                                                            : T(cx, "valid"),
                                        .valid = !k->revoked && !expired};
    }
    v->tokens = rows;
    v->n_tokens = all.n;
    return true;
}

bool page_account(Ctx *cx, const PageIn *in, PageOut *out)
{
    AccountView v = {.token = in->form_token};
    Reply shown = {0};
    Credential c;
    if (!do_account_show(cx, NULL, &shown) || !person_get(cx, cx->who->person, &v.person) ||
        !credential_get(cx, v.person.id, &c) || !add_sessions(cx, &v) || !add_tokens(cx, &v))
        return false;
    v.recovery_left = c.recovery_left;
    v.roles = shown.tables[0];
    shown.tables[0]->hide_caption = true;
    page_account_account(&out->out, &v);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- second factor */

/* The secret travels with the form until a code shows that the telephone has it; a seal keeps
 * it from being anybody else's. */
static bool show_factor(Ctx *cx, const PageIn *in, PageOut *out)
{
    FactorView v = {.title = T(cx, N_("Set up a second factor"))};
    const char *given = ask_given(in, "secret"), *svg, *seal;
    v.secret = *given ? given : totp_secret(cx->arena);
    if (!second_factor_seal(cx, v.secret, &seal) ||
        !qr_svg(cx, totp_uri(cx->arena, "Pont", cx->who->email, v.secret),
                T(cx, "QR code with the key below"), &svg))
        return false;
    v.qr = (Html){svg};
    v.readable = totp_readable(cx->arena, v.secret);
    v.ask = ask_new(cx, in, "second-factor", T(cx, N_("Turn on")));
    v.ask.small = true;
    v.ask.title = NULL;
    ask_hide(&v.ask, "secret", v.secret);
    ask_hide(&v.ask, "seal", *given ? ask_given(in, "seal") : seal);
    ask_field(cx, in, &v.ask, "code", "text", "one-time-code");
    v.ask.fields[0].narrow = true;
    v.ask.fields[0].inputmode = "numeric";
    page_account_factor(&out->out, &v);
    out->title = v.title;
    return true;
}

static bool show_codes(PageOut *out, const Reply *r)
{
    CodesView v = {.title = r->title, .codes = r->tables[0]};
    page_account_codes(&out->out, &v);
    out->title = v.title;
    return true;
}

bool page_second_factor(Ctx *cx, const PageIn *in, PageOut *out)
{
    return in->reply ? show_codes(out, in->reply) : show_factor(cx, in, out);
}

bool page_recovery_codes(Ctx *cx, const PageIn *in, PageOut *out)
{
    if (in->reply)
        return show_codes(out, in->reply);
    Ask a = ask_new(cx, in, "recovery-codes", T(cx, N_("Make new codes")));
    a.lead = T(cx, "The codes that you have now stop working.");
    page_account_ask(&out->out, &a);
    return true;
}

/* ---------------------------------------------------------------- tokens */

static bool was_ticked(const PageIn *in, const char *permission)
{
    for (int i = 0; in->given && i < in->given->n; i++)
        if (same(in->given->items[i].name, "scopes") &&
            same(in->given->items[i].value, permission))
            return true;
    return false;
}

static void add_faults(Ctx *cx, const PageIn *in, TokenView *v)
{
    static const char *const names[] = {"name", "scopes", "days"};
    const char *const labels[] = {T(cx, N_("Name")), T(cx, N_("What it may do")),
                                  T(cx, N_("Days until it ends"))};
    const char *const words[] = {v->name_error, v->scopes_error, v->days_error};
    Fault *items = NEW_ARRAY(cx->arena, Fault, 4);
    for (int i = 0; i < 3; i++)
        if (words[i])
            items[v->faults.n++] =
                (Fault){names[i], arena_printf(cx->arena, "%s: %s", labels[i], words[i])};
    if (in->error && !v->faults.n)
        items[v->faults.n++] = (Fault){NULL, in->error};
    v->faults.items = items;
}

bool page_token_make(Ctx *cx, const PageIn *in, PageOut *out)
{
    if (in->reply) {
        MadeView made = {.title = in->reply->title,
                         .secret = in->reply->facts[0].cell.text,
                         .expires = in->reply->facts[2].cell.text};
        page_account_made(&out->out, &made);
        out->title = made.title;
        return true;
    }
    const char **mine;
    int n = own_permissions(cx, &mine);
    struct TokenScope *scopes = NEW_ARRAY(cx->arena, struct TokenScope, n + 1);
    TokenView v = {.title = T(cx, N_("Make a token")),
                   .token = in->form_token,
                   .name = ask_given(in, "name"),
                   .days = in->given ? ask_given(in, "days") : "90",
                   .name_error = ask_error(cx, in, "name"),
                   .scopes_error = ask_error(cx, in, "scopes"),
                   .days_error = ask_error(cx, in, "days"),
                   .scopes = scopes};
    for (int i = 0; i < n; i++)
        if (!same(mine[i], "account.enter"))
            scopes[v.n++] = (struct TokenScope){mine[i], was_ticked(in, mine[i])};
    add_faults(cx, in, &v);
    page_account_token(&out->out, &v);
    return true;
}
