/* Decides who somebody is whom the identity provider sends, and which roles its groups give.
 * What the provider says is checked in core/oidc.c; here it becomes a person and a session. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/credential.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/account/account.h"
#include "modules/org/org.h"
#include "modules/person/person.h"

enum { ATTEMPT_SECONDS = 10 * MINUTE };

bool account_provider(Ctx *cx, OidcProvider *out)
{
    return oidc_provider(cx, arena_printf(cx->arena, "%s/account/callback", person_address(cx)),
                         out);
}

static bool find_provider(Ctx *cx, OidcProvider *out)
{
    if (!account_provider(cx, out))
        return false;
    return *out->issuer || fail(&cx->err, NOT_FOUND, "no identity provider is configured");
}

/* ---------------------------------------------------------------- the attempt */

/* The one browser that may bring the answer. */
static const char *browser(Ctx *cx)
{
    const Who *w = cx->who;
    return secret_hash(cx->arena, *w->key ? w->key : w->visit);
}

static bool keep(Ctx *cx, const OidcAttempt *a, const char *to)
{
    return db_run(cx, "DELETE FROM account_attempt WHERE started < $1",
                  ARGS(cx->now - ATTEMPT_SECONDS)) &&
           db_run(
               cx,
               "INSERT INTO account_attempt (visit, state, nonce, verifier, started, again,"
               " return_to) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (visit) DO UPDATE"
               " SET state = $2, nonce = $3, verifier = $4, started = $5, again = $6,"
               " return_to = $7",
               ARGS(browser(cx), a->state, a->nonce, a->verifier, a->started, a->again ? 1 : 0,
                    account_local(to)));
}

bool account_provider_start(Ctx *cx, const char *to, bool again, const char **url)
{
    OidcProvider p;
    OidcAttempt a;
    if (!find_provider(cx, &p) || !oidc_start(cx, &p, again, &a) ||
        !(db_begin(cx) && db_end(cx, keep(cx, &a, to))))
        return false;
    *url = a.url;
    return true;
}

/* Once: taking it forgets it, whatever comes of it. */
static bool take(Ctx *cx, OidcAttempt *out, const char **to)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "DELETE FROM account_attempt WHERE visit = $1 RETURNING state, nonce,"
                  " verifier, started, again, return_to",
                  ARGS(browser(cx))))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) && fail(&cx->err, FORBIDDEN,
                                 "this browser did not begin here, or it took too long: sign "
                                 "in again from the start");
    *out = (OidcAttempt){.url = "",
                         .state = db_text(&rows, 0),
                         .nonce = db_text(&rows, 1),
                         .verifier = db_text(&rows, 2),
                         .started = db_int(&rows, 3),
                         .again = db_int(&rows, 4) != 0};
    *to = db_text(&rows, 5);
    if (out->started < cx->now - ATTEMPT_SECONDS)
        return fail(&cx->err, FORBIDDEN, "it took too long: sign in again from the start");
    return true;
}

/* ---------------------------------------------------------------- the person */

static bool create(Ctx *cx, const OidcClaims *c, Person *out)
{
    if (!same(setting(cx, "oidc.create"), "yes"))
        return fail(&cx->err, FORBIDDEN,
                    "your organisation knows you, but nobody has invited '%s' here yet: ask "
                    "your administrator",
                    c->email);
    return person_add(cx, c->email, *c->name ? c->name : c->email, lang_code(cx->lang), false,
                      out);
}

/* By the link from before, else by an address that the provider has verified. */
static bool find_or_link(Ctx *cx, const OidcProvider *p, const OidcClaims *c, Person *out)
{
    const char *id;
    if (!identity_person(cx, p->issuer, c->subject, &id))
        return false;
    if (*id)
        return person_get(cx, id, out);
    if (!*c->email || !c->email_verified)
        return fail(&cx->err, FORBIDDEN,
                    "your organisation's sign-in does not vouch for your email address");
    if (!person_get(cx, c->email, out)) {
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        if (!create(cx, c, out))
            return false;
    }
    if (out->sample)
        return fail(&cx->err, FORBIDDEN, "a sample person has no account elsewhere");
    return identity_link(cx, p->issuer, c->subject, out->id);
}

static bool is_in(const OidcClaims *c, const char *group)
{
    for (int i = 0; i < c->n_groups; i++)
        if (same(c->groups[i], group))
            return true;
    return false;
}

static bool give_roles(Ctx *cx, const OidcProvider *p, const OidcClaims *c, const Person *who)
{
    GroupRole *wanted = NEW_ARRAY(cx->arena, GroupRole, p->n_roles + 1);
    int n = 0;
    if (!p->n_roles)
        return true; /* groups say nothing here */
    for (int i = 0; i < p->n_roles; i++) {
        Org o;
        if (!is_in(c, p->roles[i].group))
            continue;
        if (!org_get(cx, p->roles[i].organisation, cx->today, &o))
            return false;
        wanted[n++] = (GroupRole){p->roles[i].role, o.id, o.kind};
    }
    return identity_roles(cx, who->id, wanted, n);
}

static bool let_in(Ctx *cx, const OidcProvider *p, const OidcClaims *c, const char *to,
                   Entry *out)
{
    Person who;
    SessionProvider from = {p->issuer, c->subject, c->session};
    if (!find_or_link(cx, p, c, &who))
        return false;
    if (who.disabled)
        return fail(&cx->err, FORBIDDEN, "your account here is closed: ask your administrator");
    return give_roles(cx, p, c, &who) && account_open(cx, &who, "provider", &from, to, out);
}

/* Only the same person proves it. */
static bool prove(Ctx *cx, const OidcProvider *p, const OidcClaims *c, const char *to,
                  Entry *out)
{
    const char *id, *fresh;
    if (!identity_person(cx, p->issuer, c->subject, &id))
        return false;
    if (!*id || !same(id, cx->who->person))
        return fail(&cx->err, FORBIDDEN, "somebody else signed in there");
    if (!session_prove(cx, cx->who->key, &fresh))
        return false;
    *out = (Entry){.secret = fresh, .return_to = to};
    return true;
}

bool account_provider_finish(Ctx *cx, const char *code, const char *state, const char *error,
                             Entry *out)
{
    OidcProvider p;
    OidcAttempt a;
    OidcClaims c;
    Trail trail = {.second = ""}, *outer = cx->trail;
    const char *to = "/";
    if (!find_provider(cx, &p) || !take(cx, &a, &to))
        return false;
    if (*error || !*code)
        return fail(&cx->err, FORBIDDEN, "your organisation's sign-in did not let you in");
    if (!oidc_finish(cx, &p, &a, code, state, &c))
        return false;
    cx->trail = &trail;
    bool good = db_begin(cx) && db_end(cx, (a.again ? prove : let_in)(cx, &p, &c, to, out) &&
                                               audit_notes(cx, "account.callback"));
    cx->trail = outer;
    return good;
}

bool account_provider_ended(Ctx *cx, const char *logout_token, int *n)
{
    OidcProvider p;
    OidcLogout who;
    if (!find_provider(cx, &p) || !oidc_logout_token(cx, &p, logout_token, &who))
        return false;
    return session_revoke_provider(cx, &(SessionProvider){p.issuer, who.subject, who.session},
                                   n);
}
