/* The actions by which people come and go: read the input, call account.h, say where to go. */
#include "modules/account/account_action.h"
#include "core/audit.h"
#include "core/credential.h"
#include "core/session.h"
#include "core/who.h"
#include "modules/account/account.h"
#include "modules/person/person.h"

static bool go_in(const Entry *e, Reply *out)
{
    out->session = e->secret;
    out->next = e->secret ? e->return_to : "/account/code";
    return true;
}

bool do_sign_in(Ctx *cx, const void *in, Reply *out)
{
    const SignInInput *q = in;
    Entry e;
    return account_enter(cx, q->email, q->password, q->to, &e) && go_in(&e, out);
}

bool do_code(Ctx *cx, const void *in, Reply *out)
{
    const CodeInput *q = in;
    Entry e;
    return account_enter_code(cx, q->code, &e) && go_in(&e, out);
}

bool do_sample(Ctx *cx, const void *in, Reply *out)
{
    const SampleInput *q = in;
    Entry e;
    return account_enter_sample(cx, q->email, q->to, &e) && go_in(&e, out);
}

/* Where the provider forgets them too; "" when they did not come from one. */
static bool provider_logout(Ctx *cx, const char **url)
{
    SessionList all;
    OidcProvider p;
    *url = "";
    if (!session_list(cx, cx->who->person, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (same(all.items[i].id, cx->who->session) && same(all.items[i].method, "provider"))
            return account_provider(cx, &p) &&
                   (!*p.issuer ||
                    oidc_logout_url(cx, &p, "",
                                    arena_printf(cx->arena, "%s/", person_address(cx)), url));
    return true;
}

bool do_sign_out(Ctx *cx, const void *in, Reply *out)
{
    const char *url;
    (void)in;
    if (!provider_logout(cx, &url)) {
        err_clear(&cx->err); /* a provider out of reach keeps nobody here */
        url = "";
    }
    audit_note(cx, arena_printf(cx->arena, "person:%s", cx->who->person), "", "signed out");
    if (!session_close(cx, cx->who->key))
        return false;
    out->session = "";
    if (*url)
        reply_fact(cx, out, "away", T(cx, "Sign out there"), cell_text(url), 0);
    else
        out->next = "/account/sign-out";
    return true;
}

bool do_prove(Ctx *cx, const void *in, Reply *out)
{
    const ProveInput *q = in;
    const char *fresh;
    if (!account_prove(cx, q->password, q->code, &fresh))
        return false;
    out->session = fresh;
    out->next = account_local(q->to);
    return true;
}

/* ---------------------------------------------------------------- the identity provider */

bool do_provider(Ctx *cx, const void *in, Reply *out)
{
    const ProviderInput *q = in;
    const char *url;
    if (!account_provider_start(cx, q->to, q->again && who_is_signed_in(cx->who), &url))
        return false;
    reply_fact(cx, out, "away", T(cx, "Sign in there"), cell_text(url), 0);
    return true;
}

bool do_backchannel(Ctx *cx, const void *in, Reply *out)
{
    const BackchannelInput *q = in;
    int n;
    if (!account_provider_ended(cx, q->logout_token, &n))
        return false;
    audit_note(cx, "session:provider", "", arena_printf(cx->arena, "%d sessions ended", n));
    out->title = T(cx, "Signed out");
    return true;
}

/* ---------------------------------------------------------------- one-time links */

bool do_forgotten(Ctx *cx, const void *in, Reply *out)
{
    const ForgottenInput *q = in;
    /* By address too, so that nobody's letter box is filled by others. */
    if (!try_count(cx, TRY_LINK, cx->origin) ||
        !try_count(cx, TRY_CODE,
                   arena_printf(cx->arena, "forgotten %s", account_address(cx, q->email))) ||
        !person_send_link(cx, q->email))
        return false;
    out->title = T(cx, "Look into your mail");
    return true;
}

bool do_set_up(Ctx *cx, const void *in, Reply *out)
{
    const SetUpInput *q = in;
    Person p;
    Credential c;
    Entry e;
    int n;
    if (!link_find(cx, q->link, &p) || !credential_set_password(cx, &p, q->password) ||
        !link_use(cx, q->link) || !session_revoke_others(cx, p.id, "", &n) ||
        !credential_get(cx, p.id, &c))
        return false;
    if (*c.totp) { /* a link in the mail does not stand for the telephone */
        out->next = "/account/sign-in";
        return true;
    }
    return account_open(cx, &p, "link", NULL, "/account", &e) && go_in(&e, out);
}
