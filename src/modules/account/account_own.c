/* The actions on what is one's own: password, second factor, language, sessions and tokens. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/credential.h"
#include "core/secret.h"
#include "core/session.h"
#include "core/totp.h"
#include "core/who.h"
#include "modules/account/account.h"
#include "modules/account/account_action.h"
#include "modules/org/org.h"

/* The operator is nobody with an account. */
static bool me(Ctx *cx, Person *out)
{
    if (!who_is_signed_in(cx->who))
        return fail(&cx->err, USAGE, "whose account? Sign in, or give --as EMAIL");
    return person_get(cx, cx->who->person, out);
}

const char *session_method(Ctx *cx, const char *method)
{
    static const char *const words[][2] = {
        {"password", N_("Password")},
        {"password and code", N_("Password and code")},
        {"provider", N_("Organisation's account")},
        {"sample", N_("Sample person")},
        {"link", N_("One-time link")},
        {"operator", N_("Command line")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same(words[i][0], method))
            return T(cx, words[i][1]);
    return method;
}

static const char *day_of(Ctx *cx, int64_t moment)
{
    return date_text(cx->arena, (Date){(int)(moment / DAY)});
}

/* ---------------------------------------------------------------- who I am */

bool do_account_show(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    HeldList held;
    (void)in;
    if (!me(cx, &p) || !held_list(cx, p.id, &held))
        return false;
    out->title = p.name;
    reply_fact(cx, out, "email", T(cx, "Email address"), cell_text(p.email), 0);
    reply_fact(cx, out, "language", T(cx, "Language"), cell_text(p.language), 0);
    reply_fact(cx, out, "second_factor", T(cx, "Second factor"),
               cell_text(p.has_totp ? T(cx, "on") : T(cx, "off")), 0);
    Table *t = reply_table(cx, out, "roles", T(cx, "Your roles"));
    table_column(cx, t, "role", T(cx, "Role"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    t->empty = T(cx, "You have no role yet.");
    for (int i = 0; i < held.n; i++) {
        const Held *h = &held.items[i];
        Org o;
        bool known = org_get(cx, h->organisation, cx->today, &o);
        if (!known && cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        Cell *row = table_row(cx, t);
        row[0] =
            cell_code(h->role, cx->lang == LANG_CY && *h->role_cy ? h->role_cy : h->role_en);
        row[1] = cell_code(h->organisation, known ? org_name(cx, &o) : h->organisation);
        row[2] = cell_text(h->valid_from);
        row[3] = cell_text(h->valid_to);
    }
    return true;
}

bool do_language(Ctx *cx, const void *in, Reply *out)
{
    const LanguageInput *q = in;
    Person p;
    if (!me(cx, &p))
        return false;
    audit_note(cx, arena_printf(cx->arena, "person:%s", p.id), p.language, q->language);
    if (!person_set_language(cx, p.id, q->language))
        return false;
    cx->lang = same(q->language, "cy") ? LANG_CY : LANG_EN;
    out->title = T(cx, "Your language is changed");
    out->next = "/account";
    return true;
}

/* ---------------------------------------------------------------- password */

/* Whoever knew the old one is out, and this browser's value changes. */
bool do_password(Ctx *cx, const void *in, Reply *out)
{
    const PasswordInput *q = in;
    Person p;
    int n;
    if (!me(cx, &p) || !credential_set_password(cx, &p, q->password) ||
        !session_revoke_others(cx, p.id, cx->who->session, &n) ||
        !session_prove(cx, cx->who->key, &out->session))
        return false;
    out->next = "/account";
    return true;
}

/* ---------------------------------------------------------------- second factor */

bool second_factor_seal(Ctx *cx, const char *secret, const char **out)
{
    const char *key;
    if (!access_key(cx, "second-factor", &key))
        return false;
    *out = secret_mac(cx->arena, key, "second factor",
                      arena_printf(cx->arena, "%s %s", cx->who->person, secret));
    return true;
}

static void show_codes(Ctx *cx, Reply *out, const char **codes)
{
    Table *t = reply_table(cx, out, "codes", T(cx, "Recovery codes"));
    out->secret = true;
    table_column(cx, t, "code", T(cx, "Code"), COLUMN_TEXT, 0);
    for (int i = 0; i < RECOVERY_CODES; i++)
        table_row(cx, t)[0] = cell_text(codes[i]);
    out->title = T(cx, "Keep your recovery codes");
}

bool do_second_factor(Ctx *cx, const void *in, Reply *out)
{
    const SecondFactorInput *q = in;
    Person p;
    const char *seal, **codes;
    int64_t step;
    if (!me(cx, &p) || !second_factor_seal(cx, q->secret, &seal))
        return false;
    if (p.has_totp)
        return fail(&cx->err, CONFLICT, "the second factor is on already: turn it off first");
    if (!secret_same(seal, q->seal))
        return fail(&cx->err, INVALID, "code: begin again: this page is too old");
    if (!totp_check(q->secret, q->code, cx->now, 0, &step))
        return fail(&cx->err, INVALID,
                    "code: the code does not fit: is the telephone's clock right?");
    if (!credential_set_totp(cx, p.id, q->secret, step, &codes))
        return false;
    show_codes(cx, out, codes);
    return true;
}

bool do_second_factor_off(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    (void)in;
    if (!me(cx, &p) || !credential_clear_totp(cx, p.id))
        return false;
    out->next = "/account";
    return true;
}

bool do_recovery_codes(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    const char **codes;
    (void)in;
    if (!me(cx, &p))
        return false;
    if (!p.has_totp)
        return fail(&cx->err, CONFLICT, "there is no second factor to recover");
    if (!credential_new_codes(cx, p.id, &codes))
        return false;
    show_codes(cx, out, codes);
    return true;
}

/* ---------------------------------------------------------------- sessions */

bool do_session_list(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    SessionList all;
    (void)in;
    if (!me(cx, &p) || !session_list(cx, p.id, &all))
        return false;
    out->title = T(cx, "Where you are signed in");
    Table *t = reply_table(cx, out, "sessions", out->title);
    table_column(cx, t, "id", T(cx, "Id"), COLUMN_TEXT, 0);
    table_column(cx, t, "agent", T(cx, "Browser"), COLUMN_TEXT, 0);
    table_column(cx, t, "method", T(cx, "Signed in with"), COLUMN_TEXT, 0);
    table_column(cx, t, "made", T(cx, "Since"), COLUMN_TEXT, 0);
    table_column(cx, t, "seen", T(cx, "Last used"), COLUMN_TEXT, 0);
    table_column(cx, t, "this", T(cx, "This one"), COLUMN_TEXT, 0);
    for (int i = 0; i < all.n; i++) {
        const Session *s = &all.items[i];
        Cell *row = table_row(cx, t);
        row[0] = cell_text(s->id);
        row[1] = cell_text(s->agent);
        row[2] = cell_code(s->method, session_method(cx, s->method));
        row[3] = cell_code(clock_text(cx->arena, s->made), clock_show(cx, s->made));
        row[4] = cell_code(clock_text(cx->arena, s->seen), clock_show(cx, s->seen));
        row[5] = cell_text(same(s->id, cx->who->session) ? T(cx, "yes") : "");
    }
    return true;
}

bool do_session_end(Ctx *cx, const void *in, Reply *out)
{
    const OwnIdInput *q = in;
    Person p;
    if (!me(cx, &p) || !session_revoke(cx, p.id, q->id))
        return false;
    out->title = T(cx, "The session is ended");
    out->next = "/account";
    return true;
}

bool do_session_end_others(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    int n;
    (void)in;
    if (!me(cx, &p) || !session_revoke_others(cx, p.id, cx->who->session, &n))
        return false;
    out->title = arena_printf(
        cx->arena, T_COUNT(cx, "%d session is ended", "%d sessions are ended", n), n);
    out->next = "/account";
    return true;
}

/* ---------------------------------------------------------------- tokens */

static void add_permission(Ctx *cx, const char ***list, int *n, int *room,
                           const char *permission)
{
    for (int i = 0; i < *n; i++)
        if (same((*list)[i], permission))
            return;
    if (may(cx, permission, ""))
        *PUSH(cx->arena, *list, *n, *room) = permission;
}

int own_permissions(Ctx *cx, const char ***out)
{
    const char **list = NULL;
    int n = 0, room = 0;
    for (int m = 0; m < cx->app->n_modules; m++) {
        const Module *mod = cx->app->modules[m];
        for (int i = 0; i < mod->n_actions; i++)
            if (!(mod->actions[i].flags & (LOCAL_ONLY | FORM_ONLY)))
                add_permission(cx, &list, &n, &room, mod->actions[i].permission);
        for (int i = 0; i < mod->n_permissions; i++)
            add_permission(cx, &list, &n, &room, mod->permissions[i]);
    }
    *out = list;
    return n;
}

/* What somebody may not do, their token may not do: a typing mistake is found here. */
static bool scopes_are_mine(Ctx *cx, const char *scopes)
{
    const char **parts, **mine;
    int n = text_split(cx->arena, scopes, ' ', &parts), n_mine = own_permissions(cx, &mine);
    for (int i = 0; i < n; i++) {
        size_t length = strlen(parts[i]);
        bool whole = length > 2 && same(parts[i] + length - 2, ".*"), found = !length;
        for (int k = 0; k < n_mine && !found; k++)
            found = same(mine[k], parts[i]) ||
                    (whole && strncmp(mine[k], parts[i], length - 1) == 0);
        if (!found)
            return fail(&cx->err, INVALID, "scopes: '%s' is nothing that you may do", parts[i]);
    }
    return true;
}

bool do_token_make(Ctx *cx, const void *in, Reply *out)
{
    const TokenMakeInput *q = in;
    Person p;
    const char *id, *secret;
    if (!me(cx, &p) || !scopes_are_mine(cx, q->scopes) ||
        !token_make(cx, p.id, q->name, q->scopes,
                    q->days < 0 || q->days > 366 ? 0 : (int)q->days, &id, &secret))
        return false;
    out->title = T(cx, "The token is made");
    reply_fact(cx, out, "token", T(cx, "Token"), cell_text(secret), 0);
    out->secret = true;
    reply_fact(cx, out, "id", T(cx, "Id"), cell_text(id), 0);
    reply_fact(cx, out, "expires", T(cx, "Valid until"),
               cell_text(day_of(cx, cx->now + q->days * DAY)), 0);
    reply_note(cx, out, "%s",
               T(cx, "It is shown this once. Keep it where only the program that "
                     "needs it can read it."));
    return true;
}

bool do_token_list(Ctx *cx, const void *in, Reply *out)
{
    Person p;
    TokenList all;
    (void)in;
    if (!me(cx, &p) || !token_list(cx, p.id, &all))
        return false;
    out->title = T(cx, "Tokens of the interface");
    Table *t = reply_table(cx, out, "tokens", out->title);
    table_column(cx, t, "id", T(cx, "Id"), COLUMN_TEXT, 0);
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "scopes", T(cx, "May do"), COLUMN_TEXT, 0);
    table_column(cx, t, "expires", T(cx, "Valid until"), COLUMN_TEXT, 0);
    table_column(cx, t, "used", T(cx, "Last used"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    for (int i = 0; i < all.n; i++) {
        const Token *k = &all.items[i];
        Cell *row = table_row(cx, t);
        row[0] = cell_text(k->id);
        row[1] = cell_text(k->name);
        row[2] = cell_text(k->scopes);
        row[3] = cell_text(day_of(cx, k->expires));
        row[4] = cell_code(clock_text(cx->arena, k->used), clock_show(cx, k->used));
        row[5] = k->revoked             ? cell_code("revoked", T(cx, "revoked"))
                 : k->expires < cx->now ? cell_code("expired", T(cx, "expired"))
                                        : cell_code("valid", T(cx, "valid"));
    }
    return true;
}

bool do_token_revoke(Ctx *cx, const void *in, Reply *out)
{
    const OwnIdInput *q = in;
    Person p;
    if (!me(cx, &p) || !token_revoke(cx, p.id, q->id))
        return false;
    out->title = T(cx, "The token is revoked");
    out->next = "/account";
    return true;
}
