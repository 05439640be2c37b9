/* Decides what is stored of passwords, second factors, links and identities. */
#include "core/credential.h"
#include "core/audit.h"
#include "core/password.h"
#include "core/secret.h"
#include "core/totp.h"
#include "db/db.h"

static void note(Ctx *cx, const char *person, const char *before, const char *after)
{
    audit_note(cx, arena_printf(cx->arena, "person:%s", person), before, after);
}

bool credential_get(Ctx *cx, const char *person, Credential *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    Credential c = {.password = "", .totp = ""};
    if (!db_query(cx, &rows,
                  "SELECT password, totp, totp_step, (SELECT COUNT(*) FROM core_recovery_code r"
                  " WHERE r.person = p.id AND r.used = 0) FROM core_person p WHERE p.id = $1",
                  ARGS(person)))
        return false;
    if (db_next(&rows))
        c = (Credential){db_text(&rows, 0), db_text(&rows, 1), db_int(&rows, 2),
                         (int)db_int(&rows, 3)};
    if (db_ok(cx))
        *out = c;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- passwords */

bool credential_rehash(Ctx *cx, const char *person, const char *password)
{
    const char *hash;
    return password_hash(cx, password, &hash) &&
           db_run(cx, "UPDATE core_person SET password = $2 WHERE id = $1", ARGS(person, hash));
}

bool credential_set_password(Ctx *cx, const Person *p, const char *password)
{
    note(cx, p->id, p->has_password ? "password" : "no password", "new password");
    if (!password_acceptable(cx, password, p->email, p->name)) {
        Err why = cx->err; /* said beside the box */
        err_clear(&cx->err);
        return fail(&cx->err, INVALID, "password: %s", why.message);
    }
    return credential_rehash(cx, p->id, password);
}

/* ---------------------------------------------------------------- second factor */

bool credential_new_codes(Ctx *cx, const char *person, const char ***codes)
{
    const char **list = NEW_ARRAY(cx->arena, const char *, RECOVERY_CODES);
    if (!db_run(cx, "DELETE FROM core_recovery_code WHERE person = $1", ARGS(person)))
        return false;
    for (int i = 0; i < RECOVERY_CODES; i++) {
        list[i] = recovery_code(cx->arena);
        if (!db_run(cx,
                    "INSERT INTO core_recovery_code (person, hash, used) VALUES ($1, $2, 0)",
                    ARGS(person, recovery_hash(cx->arena, list[i]))))
            return false;
    }
    note(cx, person, "", "new recovery codes");
    *codes = list;
    return true;
}

static bool set_totp(Ctx *cx, const char *person, const char *secret, int64_t step)
{
    return db_run(cx, "UPDATE core_person SET totp = $2, totp_step = $3 WHERE id = $1",
                  ARGS(person, secret, step));
}

bool credential_set_totp(Ctx *cx, const char *person, const char *secret, int64_t step,
                         const char ***codes)
{
    note(cx, person, "", "second factor on");
    return set_totp(cx, person, secret, step) && credential_new_codes(cx, person, codes);
}

bool credential_clear_totp(Ctx *cx, const char *person)
{
    note(cx, person, "", "second factor off");
    return set_totp(cx, person, "", 0) &&
           db_run(cx, "DELETE FROM core_recovery_code WHERE person = $1", ARGS(person));
}

/* The condition in the statement makes sure that of two requests with one code only one gets
 * in. */
static bool take_step(Ctx *cx, const char *person, int64_t step, bool *good)
{
    const char *taken = "";
    if (!db_one_text(cx, &taken,
                     "UPDATE core_person SET totp_step = $2 WHERE id = $1 AND totp_step < $2"
                     " RETURNING id",
                     ARGS(person, step)))
        return false;
    *good = *taken != '\0';
    return true;
}

bool credential_take_code(Ctx *cx, const char *person, const char *typed, bool *good)
{
    Credential c;
    int64_t step;
    const char *taken = "", *hash = recovery_hash(cx->arena, typed);
    *good = false;
    if (!credential_get(cx, person, &c) || !*c.totp)
        return db_ok(cx);
    if (totp_check(c.totp, typed, cx->now, c.totp_step, &step))
        return take_step(cx, person, step, good);
    if (!*hash)
        return true;
    if (!db_one_text(cx, &taken,
                     "UPDATE core_recovery_code SET used = $3 WHERE person = $1 AND hash = $2"
                     " AND used = 0 RETURNING hash",
                     ARGS(person, hash, cx->now)))
        return false;
    *good = *taken != '\0';
    return true;
}

/* ---------------------------------------------------------------- links */

bool link_make(Ctx *cx, const char *person, const char **secret)
{
    const char *value = secret_token(cx->arena);
    if (!db_run(cx, "DELETE FROM core_invitation WHERE person = $1 AND used = 0",
                ARGS(person)) ||
        !db_run(cx,
                "INSERT INTO core_invitation (hash, person, expires, used, made_on, made_by)"
                " VALUES ($1, $2, $3, 0, $4, $5)",
                ARGS(secret_hash(cx->arena, value), person, cx->now + LINK_SECONDS,
                     date_text(cx->arena, cx->today), cx->user)))
        return false;
    note(cx, person, "", "one-time link");
    *secret = value;
    return true;
}

bool link_find(Ctx *cx, const char *secret, Person *out)
{
    const char *person = "";
    Person p;
    if (!db_one_text(cx, &person,
                     "SELECT person FROM core_invitation WHERE hash = $1 AND used = 0 AND"
                     " expires >= $2",
                     ARGS(secret_hash(cx->arena, secret), cx->now)))
        return false;
    if (*person && !person_get(cx, person, &p))
        return false;
    if (!*person || p.disabled)
        return fail(&cx->err, NOT_FOUND,
                    "the link has been used or is older than a day: ask for another one");
    *out = p;
    return true;
}

bool link_use(Ctx *cx, const char *secret)
{
    const char *taken = "";
    if (!db_one_text(cx, &taken,
                     "UPDATE core_invitation SET used = $2 WHERE hash = $1 AND used = 0"
                     " RETURNING person",
                     ARGS(secret_hash(cx->arena, secret), cx->now)))
        return false;
    return *taken || fail(&cx->err, NOT_FOUND, "the link has been used");
}

/* ---------------------------------------------------------------- identities */

bool identity_person(Ctx *cx, const char *issuer, const char *subject, const char **person)
{
    const char *id = "";
    if (!db_one_text(cx, &id,
                     "SELECT person FROM core_identity WHERE issuer = $1 AND subject = $2",
                     ARGS(issuer, subject)))
        return false;
    *person = id;
    return true;
}

bool identity_link(Ctx *cx, const char *issuer, const char *subject, const char *person)
{
    note(cx, person, "", arena_printf(cx->arena, "linked to %s", issuer));
    return db_run(cx,
                  "INSERT INTO core_identity (issuer, subject, person, linked_on) VALUES ($1,"
                  " $2, $3, $4)",
                  ARGS(issuer, subject, person, date_text(cx->arena, cx->today)));
}

static bool is_open(Ctx *cx, const Held *h)
{
    const char *today = date_text(cx->arena, cx->today);
    return strcmp(h->valid_from, today) <= 0 &&
           (!*h->valid_to || strcmp(h->valid_to, today) >= 0);
}

/* Only the row of the group: what people gave for the same role is another row. */
static bool end_grant(Ctx *cx, const Held *h)
{
    note(cx, h->person, arena_printf(cx->arena, "%s in %s", h->role, h->organisation),
         "no longer in the group");
    return db_run(cx, "UPDATE core_grant SET valid_to = $2 WHERE id = $1",
                  ARGS(h->id, date_text(cx->arena, (Date){cx->today.days - 1})));
}

bool identity_roles(Ctx *cx, const char *person, const GroupRole *wanted, int n)
{
    HeldList held;
    if (!held_list(cx, person, &held))
        return false;
    for (int i = 0; i < held.n; i++) {
        const Held *h = &held.items[i];
        bool keep = !same(h->given_by, "group") || !is_open(cx, h);
        for (int k = 0; k < n && !keep; k++)
            keep =
                same(wanted[k].role, h->role) && same(wanted[k].organisation, h->organisation);
        if (!keep && !end_grant(cx, h))
            return false;
    }
    for (int k = 0; k < n; k++) {
        bool there = false;
        for (int i = 0; i < held.n && !there; i++)
            there = is_open(cx, &held.items[i]) && same(held.items[i].role, wanted[k].role) &&
                    same(held.items[i].organisation, wanted[k].organisation);
        if (!there && !role_give(cx, person, wanted[k].role, wanted[k].organisation,
                                 wanted[k].kind, cx->today, DATE_NONE, "group"))
            return false;
    }
    return true;
}
