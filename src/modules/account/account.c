/* Decides whether somebody gets in: with a password and perhaps a code, or as a sample person.
 * What is stored of these is in core/credential.c, how long one has to wait in account_try.c.
 */
#include "modules/account/account.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/credential.h"
#include "core/password.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/person/person.h"

enum { HALF_SECONDS = 10 * MINUTE };

const char *account_local(const char *to)
{
    if (to[0] != '/' || to[1] == '/' || strlen(to) > 2000)
        return "/";
    for (const char *p = to; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f)
            return "/";
    return to;
}

/* What this browser holds before there is a session: steps that belong together come from it.
 */
static const char *visit_of(Ctx *cx)
{
    return secret_hash(cx->arena, cx->who->visit);
}

/* ---------------------------------------------------------------- sessions */

/* In the trail it is the person who signs in, not the nobody who asked. */
static bool say_entered(Ctx *cx, const Person *p, const char *method)
{
    const Who *asked = cx->who;
    const char *user = cx->user;
    Who *who;
    if (!who_load(cx, p->id, &who))
        return false;
    cx->who = who;
    cx->user = p->name;
    bool good =
        audit_write(cx, &(AuditRow){.action = "account.sign-in",
                                    .object = arena_printf(cx->arena, "person:%s", p->id),
                                    .after = arena_printf(cx->arena, "signed in: %s", method)});
    cx->who = asked;
    cx->user = user;
    return good;
}

bool account_open(Ctx *cx, const Person *p, const char *method, const SessionProvider *from,
                  const char *to, Entry *out)
{
    const char *secret;
    bool good = db_begin(cx) &&
                db_end(cx, (!*cx->who->key || session_close(cx, cx->who->key)) &&
                               session_open(cx, p->id, method, cx->who->agent, from, &secret) &&
                               say_entered(cx, p, method));
    if (!good)
        return false;
    if (same(p->language, "cy") && !p->sample)
        cx->lang = LANG_CY; /* whoever came by the Welsh page stays there */
    *out = (Entry){.secret = secret, .return_to = account_local(to)};
    return true;
}

/* ---------------------------------------------------------------- with a password */

const char *account_address(Ctx *cx, const char *email)
{
    char *copy = arena_strdup(cx->arena, text_trim(cx->arena, email));
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}

/* *found is false for nobody, for the disabled and for an id that is no address. */
static bool find_person(Ctx *cx, const char *address, Person *out, bool *found)
{
    *found = person_get(cx, address, out);
    if (!*found && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    *found = *found && same(out->email, address) && !out->disabled;
    return true;
}

static bool remember_half(Ctx *cx, const Person *p, const char *to)
{
    return db_run(cx, "DELETE FROM account_half WHERE made < $1",
                  ARGS(cx->now - HALF_SECONDS)) &&
           db_run(cx,
                  "INSERT INTO account_half (visit, person, return_to, made) VALUES ($1, $2,"
                  " $3, $4) ON CONFLICT (visit) DO UPDATE SET person = $2, return_to = $3,"
                  " made = $4",
                  ARGS(visit_of(cx), p->id, account_local(to), cx->now));
}

static bool password_was_right(Ctx *cx, const Person *p, const Credential *c,
                               const char *password, const char *to, Entry *out)
{
    if (!try_was_right(cx, TRY_PEER, cx->origin) || !try_was_right(cx, TRY_ADDRESS, p->email) ||
        (password_needs_rehash(c->password) && !credential_rehash(cx, p->id, password)))
        return false;
    if (!*c->totp)
        return account_open(cx, p, "password", NULL, to, out);
    *out = (Entry){.return_to = account_local(to)};
    return remember_half(cx, p, to);
}

bool account_enter(Ctx *cx, const char *email, const char *password, const char *to, Entry *out)
{
    Person p = {0};
    Credential c = {.password = "", .totp = ""};
    bool found;
    const char *address = account_address(cx, email);
    if (!try_count(cx, TRY_PEER, cx->origin) || !try_count(cx, TRY_ADDRESS, address) ||
        !find_person(cx, address, &p, &found) || (found && !credential_get(cx, p.id, &c)))
        return false;
    if (!password_verify(c.password, password))
        return fail(&cx->err, INVALID,
                    "password: the email address or the password is not right");
    return db_begin(cx) && db_end(cx, password_was_right(cx, &p, &c, password, to, out));
}

/* ---------------------------------------------------------------- the second step */

static bool read_half(Ctx *cx, const char **person, const char **to)
{
    DbRows rows CLEANUP_ROWS = {0};
    *person = *to = "";
    if (!db_query(cx, &rows,
                  "SELECT person, return_to FROM account_half WHERE visit = $1 AND made >= $2",
                  ARGS(visit_of(cx), cx->now - HALF_SECONDS)))
        return false;
    if (db_next(&rows)) {
        *person = db_text(&rows, 0);
        *to = db_text(&rows, 1);
    }
    return db_ok(cx);
}

bool account_is_half(Ctx *cx, bool *out)
{
    const char *person, *to;
    if (!read_half(cx, &person, &to))
        return false;
    *out = *person != '\0';
    return true;
}

static bool code_was_right(Ctx *cx, const Person *p, const char *to, Entry *out)
{
    return try_was_right(cx, TRY_CODE, p->id) &&
           db_run(cx, "DELETE FROM account_half WHERE visit = $1", ARGS(visit_of(cx))) &&
           account_open(cx, p, "password and code", NULL, to, out);
}

bool account_enter_code(Ctx *cx, const char *code, Entry *out)
{
    const char *person, *to;
    Person p;
    bool good;
    if (!read_half(cx, &person, &to))
        return false;
    if (!*person)
        return fail(&cx->err, FORBIDDEN, "it took too long: sign in again from the start");
    if (!try_count(cx, TRY_CODE, person) || !person_get(cx, person, &p) ||
        !credential_take_code(cx, person, code, &good))
        return false;
    if (!good || p.disabled)
        return fail(&cx->err, INVALID, "code: the code is not right, or it was used before");
    return db_begin(cx) && db_end(cx, code_was_right(cx, &p, to, out));
}

/* ---------------------------------------------------------------- an example's people */

bool account_enter_sample(Ctx *cx, const char *email, const char *to, Entry *out)
{
    bool example;
    Person p;
    if (!person_is_example(cx, &example))
        return false;
    if (!example)
        return fail(&cx->err, NOT_FOUND, "there is no such page");
    if (!person_get(cx, email, &p))
        return false;
    if (!p.sample || p.disabled)
        return fail(&cx->err, NOT_FOUND, "there is no sample person '%s'", email);
    return account_open(cx, &p, "sample", NULL, to, out);
}

/* ---------------------------------------------------------------- proving again */

static bool proof_is_good(Ctx *cx, const Credential *c, const char *password, const char *code,
                          bool *good)
{
    const Who *w = cx->who;
    *good = false;
    if (*c->password) {
        *good = password_verify(c->password, password);
        return *good || fail(&cx->err, INVALID, "password: the password is not right");
    }
    if (*c->totp)
        return credential_take_code(cx, w->person, code, good) &&
               (*good ||
                fail(&cx->err, INVALID, "code: the code is not right, or it was used before"));
    if (!w->sample)
        return fail(&cx->err, FORBIDDEN, "prove it at your organisation's sign-in");
    return person_is_example(cx, good) &&
           (*good || fail(&cx->err, FORBIDDEN, "this person can prove nothing"));
}

bool account_prove(Ctx *cx, const char *password, const char *code, const char **fresh)
{
    const Who *w = cx->who;
    Credential c;
    bool good;
    return try_count(cx, TRY_CODE, w->person) && credential_get(cx, w->person, &c) &&
           proof_is_good(cx, &c, password, code, &good) &&
           try_was_right(cx, TRY_CODE, w->person) && session_prove(cx, w->key, fresh);
}
