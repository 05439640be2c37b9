/* Decides who the identity provider is and how long what it publishes is believed. */
#include "core/http_client.h"
#include "core/jose.h"
#include "core/module.h"
#include "core/oidc_token.h"
#include "core/secret.h"
#include "db/db.h"

enum { DISCOVERY_LIVES = 86400, KEYS_LIVE = 3600, KEYS_NOT_BEFORE = 30, MOST_LEEWAY = 600 };

/* ---------------------------------------------------------------- settings */

bool oidc_read_roles(Ctx *cx, const char *text, OidcProvider *out)
{
    const char **parts;
    int n = text_split(cx->arena, text, ';', &parts);
    OidcRole *roles = NEW_ARRAY(cx->arena, OidcRole, n);
    int n_roles = 0;
    for (int i = 0; i < n; i++) {
        if (!*parts[i])
            continue; /* after the last ';' */
        const char *at = strrchr(parts[i], '@'), *equals = NULL;
        for (const char *c = parts[i]; at && c < at; c++)
            if (*c == '=')
                equals = c;
        if (!at || !equals)
            return fail(&cx->err, USAGE,
                        "oidc.group_roles: '%s' is not group=role@organisation", parts[i]);
        Arena *a = cx->arena;
        OidcRole r = {text_trim(a, arena_strndup(a, parts[i], (size_t)(equals - parts[i]))),
                      text_trim(a, arena_strndup(a, equals + 1, (size_t)(at - equals - 1))),
                      text_trim(a, at + 1)};
        if (!*r.group || !*r.role || !*r.organisation)
            return fail(&cx->err, USAGE,
                        "oidc.group_roles: '%s' is not group=role@organisation", parts[i]);
        roles[n_roles++] = r;
    }
    out->roles = roles;
    out->n_roles = n_roles;
    return true;
}

bool oidc_provider(Ctx *cx, const char *redirect_uri, OidcProvider *out)
{
    OidcProvider p = {.issuer = setting(cx, "oidc.issuer"),
                      .client_id = setting(cx, "oidc.client_id"),
                      .scopes = setting(cx, "oidc.scopes"),
                      .label = setting(cx, "oidc.label"),
                      .groups_claim = setting(cx, "oidc.groups_claim"),
                      .redirect_uri = redirect_uri};
    if (!text_to_int(setting(cx, "oidc.leeway_seconds"), &p.leeway) || p.leeway < 0 ||
        p.leeway > MOST_LEEWAY)
        return fail(&cx->err, USAGE, "oidc.leeway_seconds must be from 0 to %d", MOST_LEEWAY);
    if (*p.issuer && (!http_url_safe(p.issuer) || strpbrk(p.issuer, "?#")))
        return fail(&cx->err, USAGE, "oidc.issuer must be an https address");
    if (*p.issuer && !*p.client_id)
        return fail(&cx->err, USAGE, "oidc.issuer is set and oidc.client_id is not");
    if (!secret_setting(cx, "oidc.client_secret", &p.client_secret) ||
        !oidc_read_roles(cx, setting(cx, "oidc.group_roles"), &p))
        return false;
    *out = p;
    return true;
}

/* ---------------------------------------------------------------- what it publishes */

typedef struct Published {
    const char *discovery, *keys; /* JSON; "" when never asked for */
    int64_t discovery_at, keys_at;
} Published;

static bool load(Ctx *cx, const OidcProvider *p, Published *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    *out = (Published){"", "", 0, 0};
    if (!db_query(cx, &rows,
                  "SELECT discovery, discovery_at, keys, keys_at FROM oidc_published"
                  " WHERE issuer = $1",
                  ARGS(p->issuer)))
        return false;
    if (db_next(&rows))
        *out = (Published){db_text(&rows, 0), db_text(&rows, 2), db_int(&rows, 1),
                           db_int(&rows, 3)};
    return db_ok(cx);
}

static bool store(Ctx *cx, const OidcProvider *p, const Published *k)
{
    return db_run(cx,
                  "INSERT INTO oidc_published (issuer, discovery, discovery_at, keys, keys_at)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (issuer) DO UPDATE SET"
                  " discovery = excluded.discovery, discovery_at = excluded.discovery_at,"
                  " keys = excluded.keys, keys_at = excluded.keys_at",
                  ARGS(p->issuer, k->discovery, k->discovery_at, k->keys, k->keys_at));
}

/* A JSON document that the provider answers with 200. */
static bool fetch(Ctx *cx, const char *url, const char **text, const JsonValue **out)
{
    HttpAsk ask = {.url = url};
    HttpAnswer answer;
    if (!http_fetch(cx, &ask, &answer))
        return false;
    if (answer.status != 200)
        return fail(&cx->err, IO, "the identity provider answered %d for %s", answer.status,
                    url);
    *text = answer.body.data;
    return json_read(cx->arena, &cx->err, answer.body.data, answer.body.size, out);
}

static bool check_discovery(Ctx *cx, const OidcProvider *p, const JsonValue *d)
{
    static const char *const needed[] = {"authorization_endpoint", "token_endpoint",
                                         "jwks_uri"};
    static const char *const wanted[] = {"userinfo_endpoint", "end_session_endpoint"};
    if (!same(json_member_text(d, "issuer"), p->issuer))
        return fail(&cx->err, FORBIDDEN,
                    "the identity provider calls itself '%s', and oidc.issuer is '%s'",
                    json_member_text(d, "issuer"), p->issuer);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!http_url_safe(json_member_text(d, needed[i])))
            return fail(&cx->err, FORBIDDEN,
                        "the identity provider gives no https address as its %s", needed[i]);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (*json_member_text(d, wanted[i]) && !http_url_safe(json_member_text(d, wanted[i])))
            return fail(&cx->err, FORBIDDEN,
                        "the identity provider gives no https address as its %s", wanted[i]);
    return true;
}

static bool discover(Ctx *cx, const OidcProvider *p, int64_t now, Published *k,
                     const JsonValue **out)
{
    if (*k->discovery && now - k->discovery_at < DISCOVERY_LIVES)
        return json_read(cx->arena, &cx->err, k->discovery, strlen(k->discovery), out);
    size_t n = strlen(p->issuer);
    const char *slash = n && p->issuer[n - 1] == '/' ? "" : "/";
    const char *text;
    const JsonValue *d;
    if (!fetch(
            cx,
            arena_printf(cx->arena, "%s%s.well-known/openid-configuration", p->issuer, slash),
            &text, &d) ||
        !check_discovery(cx, p, d))
        return false;
    k->discovery = text;
    k->discovery_at = now;
    *out = d;
    return store(cx, p, k);
}

bool oidc_discovery(Ctx *cx, const OidcProvider *p, int64_t now, const JsonValue **out)
{
    Published k;
    return load(cx, p, &k) && discover(cx, p, now, &k, out);
}

static bool keys_of(Ctx *cx, const OidcProvider *p, int64_t now, int64_t oldest, Published *k,
                    const JsonValue **out)
{
    if (*k->keys && now - k->keys_at < oldest)
        return json_read(cx->arena, &cx->err, k->keys, strlen(k->keys), out);
    const JsonValue *d, *keys;
    const char *text;
    if (!discover(cx, p, now, k, &d) ||
        !fetch(cx, json_member_text(d, "jwks_uri"), &text, &keys))
        return false;
    k->keys = text;
    k->keys_at = now;
    *out = keys;
    return store(cx, p, k);
}

bool oidc_verify(Ctx *cx, const OidcProvider *p, const char *token, int64_t now,
                 const JsonValue **claims)
{
    Published k;
    const JsonValue *keys;
    bool unknown_key = false;
    if (!load(cx, p, &k) || !keys_of(cx, p, now, KEYS_LIVE, &k, &keys))
        return false;
    if (jose_verify(cx, keys, token, claims, &unknown_key))
        return true;
    if (!unknown_key || now - k.keys_at < KEYS_NOT_BEFORE)
        return false;
    err_clear(&cx->err);
    return keys_of(cx, p, now, KEYS_NOT_BEFORE, &k, &keys) &&
           jose_verify(cx, keys, token, claims, &unknown_key);
}
