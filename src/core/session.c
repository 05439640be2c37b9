/* Decides how long a session lasts and what of it is stored. */
#include "core/session.h"
#include "core/audit.h"
#include "core/secret.h"
#include "db/db.h"

#define OR_EMPTY(s) ((s) ? (s) : "")

static bool insert(Ctx *cx, const Session *s, const SessionProvider *from, const char *secret)
{
    return db_run(
        cx,
        "INSERT INTO core_session (hash, id, person, made, seen, expires, proved,"
        " method, agent, issuer, subject, sid) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
        " $9, $10, $11, $12)",
        ARGS(secret_hash(cx->arena, secret), s->id, s->person, s->made, s->seen, s->expires,
             s->proved, s->method, s->agent, from ? OR_EMPTY(from->issuer) : "",
             from ? OR_EMPTY(from->subject) : "", from ? OR_EMPTY(from->sid) : ""));
}

bool session_open(Ctx *cx, const char *person, const char *method, const char *agent,
                  const SessionProvider *from, const char **secret)
{
    const char *value = secret_token(cx->arena);
    Session s = {.id = arena_printf(cx->arena, "s-%.12s", secret_token(cx->arena)),
                 .person = person,
                 .made = cx->now,
                 .seen = cx->now,
                 .expires = cx->now + SESSION_LONGEST_SECONDS,
                 .proved = cx->now,
                 .method = method,
                 .agent = agent};
    /* Those that have run out go when somebody comes. */
    if (!db_run(cx, "DELETE FROM core_session WHERE expires < $1 OR seen < $2",
                ARGS(cx->now, cx->now - SESSION_IDLE_SECONDS)) ||
        !insert(cx, &s, from, value))
        return false;
    *secret = value;
    return true;
}

/* Whether the row is there and in time; its person and proof. */
static bool find_row(Ctx *cx, const char *hash, const char **person, const char **id,
                     int64_t *proved, int64_t *seen, int64_t *expires)
{
    DbRows rows CLEANUP_ROWS = {0};
    *person = NULL;
    if (!db_query(
            cx, &rows,
            "SELECT person, id, proved, seen, expires FROM core_session WHERE hash = $1 AND"
            " expires >= $2 AND seen >= $3",
            ARGS(hash, cx->now, cx->now - SESSION_IDLE_SECONDS)))
        return false;
    if (db_next(&rows)) {
        *person = db_text(&rows, 0);
        *id = db_text(&rows, 1);
        *proved = db_int(&rows, 2);
        *seen = db_int(&rows, 3);
        *expires = db_int(&rows, 4);
    }
    return db_ok(cx);
}

static bool load(Ctx *cx, const char *person, Who **out)
{
    if (who_load(cx, person, out))
        return true;
    if (cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err); /* disabled since */
    *out = NULL;
    return true;
}

bool session_find(Ctx *cx, const char *secret, Who **out)
{
    const char *person, *id = "", *hash = secret_hash(cx->arena, secret);
    int64_t proved = 0, seen = 0, expires = 0;
    *out = NULL;
    if (!find_row(cx, hash, &person, &id, &proved, &seen, &expires) ||
        (person && !load(cx, person, out)))
        return false;
    if (!*out)
        return true;
    (*out)->session = id;
    (*out)->proved = proved;
    (*out)->until = expires;
    return cx->now - seen < SESSION_SEEN_SECONDS ||
           db_run(cx, "UPDATE core_session SET seen = $2 WHERE hash = $1", ARGS(hash, cx->now));
}

bool session_prove(Ctx *cx, const char *secret, const char **fresh)
{
    const char *value = secret_token(cx->arena);
    if (!db_run(cx, "UPDATE core_session SET hash = $2, proved = $3, seen = $3 WHERE hash = $1",
                ARGS(secret_hash(cx->arena, secret), secret_hash(cx->arena, value), cx->now)))
        return false;
    *fresh = value;
    return true;
}

bool session_proved(Ctx *cx)
{
    const Who *w = cx->who;
    if (w->is_operator || (!*w->token && cx->now - w->proved <= SESSION_PROOF_SECONDS))
        return true;
    if (*w->token)
        return fail(&cx->err, PROVE_AGAIN,
                    "a token of the interface cannot do this: sign in with a browser");
    return fail(&cx->err, PROVE_AGAIN, "prove first that it is you");
}

bool session_close(Ctx *cx, const char *secret)
{
    return db_run(cx, "DELETE FROM core_session WHERE hash = $1",
                  ARGS(secret_hash(cx->arena, secret)));
}

bool session_list(Ctx *cx, const char *person, SessionList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    SessionList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, person, made, seen, expires, proved, method, agent FROM"
                  " core_session WHERE person = $1 AND expires >= $2 AND seen >= $3"
                  " ORDER BY seen DESC, id",
                  ARGS(person, cx->now, cx->now - SESSION_IDLE_SECONDS)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (Session){
            db_text(&rows, 0), db_text(&rows, 1), db_int(&rows, 2),  db_int(&rows, 3),
            db_int(&rows, 4),  db_int(&rows, 5),  db_text(&rows, 6), db_text(&rows, 7)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool session_revoke(Ctx *cx, const char *person, const char *id)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM core_session WHERE person = $1 AND id = $2",
                    ARGS(person, id)))
        return false;
    if (!n)
        return fail(&cx->err, NOT_FOUND, "you have no session '%s'", id);
    audit_note(cx, arena_printf(cx->arena, "session:%s", id), "open", "ended");
    return db_run(cx, "DELETE FROM core_session WHERE person = $1 AND id = $2",
                  ARGS(person, id));
}

bool session_revoke_others(Ctx *cx, const char *person, const char *keep, int *n)
{
    int64_t others = 0;
    if (!db_one_int(cx, &others,
                    "SELECT COUNT(*) FROM core_session WHERE person = $1 AND id <> $2",
                    ARGS(person, keep)) ||
        !db_run(cx, "DELETE FROM core_session WHERE person = $1 AND id <> $2",
                ARGS(person, keep)))
        return false;
    audit_note(cx, arena_printf(cx->arena, "person:%s", person), "",
               arena_printf(cx->arena, "%d sessions ended", (int)others));
    *n = (int)others;
    return true;
}

bool session_revoke_provider(Ctx *cx, const SessionProvider *from, int *n)
{
    int64_t count = 0;
    const char *sid = OR_EMPTY(from->sid), *subject = OR_EMPTY(from->subject);
    if (!db_one_int(cx, &count,
                    "SELECT COUNT(*) FROM core_session WHERE issuer = $1 AND"
                    " (($2 <> '' AND sid = $2) OR ($2 = '' AND subject = $3))",
                    ARGS(from->issuer, sid, subject)) ||
        !db_run(cx,
                "DELETE FROM core_session WHERE issuer = $1 AND"
                " (($2 <> '' AND sid = $2) OR ($2 = '' AND subject = $3))",
                ARGS(from->issuer, sid, subject)))
        return false;
    *n = (int)count;
    return true;
}

const char *session_agent(Arena *a, const char *user_agent)
{
    static const char *const browsers[][2] = {
        {"Edg", "Edge"},      {"Firefox", "Firefox"}, {"SamsungBrowser", "Samsung Internet"},
        {"Chrome", "Chrome"}, {"Safari", "Safari"},   {"curl", "curl"},
    };
    static const char *const systems[][2] = {
        {"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
        {"Mac OS X", "macOS"},  {"CrOS", "ChromeOS"},   {"Linux", "Linux"},
    };
    const char *browser = NULL, *system = NULL;
    if (!user_agent)
        return "";
    for (size_t i = 0; i < sizeof browsers / sizeof *browsers && !browser; i++)
        if (strstr(user_agent, browsers[i][0]))
            browser = browsers[i][1];
    for (size_t i = 0; i < sizeof systems / sizeof *systems && !system; i++)
        if (strstr(user_agent, systems[i][0]))
            system = systems[i][1];
    if (browser && system)
        return arena_printf(a, "%s, %s", browser, system);
    return browser ? browser : system ? system : "";
}

/* ---------------------------------------------------------------- tokens */

bool token_make(Ctx *cx, const char *person, const char *name, const char *scopes, int days,
                const char **id, const char **secret)
{
    const char *key = arena_printf(cx->arena, "t-%.12s", secret_token(cx->arena));
    const char *value = arena_printf(cx->arena, "pont_%s", secret_token(cx->arena));
    if (days < 1 || days > 366)
        return fail(&cx->err, INVALID, "days: a token lasts from 1 to 366 days");
    if (!*scopes)
        return fail(&cx->err, INVALID, "scopes: say what the token may do");
    if (!db_run(
            cx,
            "INSERT INTO core_token (id, hash, person, name, scopes, expires, used, revoked,"
            " made_on) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7)",
            ARGS(key, secret_hash(cx->arena, value), person, name, scopes,
                 cx->now + (int64_t)days * 24 * 60 * 60, date_text(cx->arena, cx->today))))
        return false;
    audit_note(cx, arena_printf(cx->arena, "token:%s", key), "",
               arena_printf(cx->arena, "%s: %s", name, scopes));
    *id = key;
    *secret = value;
    return true;
}

bool token_find(Ctx *cx, const char *secret, Who **out)
{
    const char *person = NULL, *id = "", *scopes = "";
    int64_t used = 0;
    *out = NULL;
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT person, id, scopes, used FROM core_token WHERE hash = $1 AND"
                      " revoked = 0 AND expires >= $2",
                      ARGS(secret_hash(cx->arena, secret), cx->now)))
            return false;
        if (db_next(&rows)) {
            person = db_text(&rows, 0);
            id = db_text(&rows, 1);
            scopes = db_text(&rows, 2);
            used = db_int(&rows, 3);
        }
    }
    if (!db_ok(cx) || (person && !load(cx, person, out)))
        return false;
    if (!*out)
        return true;
    const char **parts;
    (*out)->token = id;
    (*out)->n_scopes = text_split(cx->arena, scopes, ' ', &parts);
    (*out)->scopes = parts;
    return cx->now - used < SESSION_SEEN_SECONDS ||
           db_run(cx, "UPDATE core_token SET used = $2 WHERE id = $1", ARGS(id, cx->now));
}

bool token_list(Ctx *cx, const char *person, TokenList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    TokenList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, person, name, scopes, expires, used, revoked, made_on FROM"
                  " core_token WHERE person = $1 ORDER BY revoked, expires DESC, id",
                  ARGS(person)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (Token){
            db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),     db_text(&rows, 3),
            db_int(&rows, 4),  db_int(&rows, 5),  db_int(&rows, 6) != 0, db_text(&rows, 7)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool token_revoke(Ctx *cx, const char *person, const char *id)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM core_token WHERE person = $1 AND id = $2",
                    ARGS(person, id)))
        return false;
    if (!n)
        return fail(&cx->err, NOT_FOUND, "you have no token '%s'", id);
    audit_note(cx, arena_printf(cx->arena, "token:%s", id), "valid", "revoked");
    return db_run(cx, "UPDATE core_token SET revoked = 1 WHERE person = $1 AND id = $2",
                  ARGS(person, id));
}
