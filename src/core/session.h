/* Sessions of browsers and tokens of programs: what proves, request by request, who asks.
 *
 * The browser holds a random value in a cookie, a program holds one in its configuration; the
 * database holds their hashes only. A session ends after a time without use, after a time in
 * all, when its person signs out here or everywhere, and when the person is disabled; its value
 * changes whenever the person proves again who they are. */
#ifndef PONT_CORE_SESSION_H
#define PONT_CORE_SESSION_H

#include "core/who.h"

enum {
    SESSION_IDLE_SECONDS = 60 * 60,
    SESSION_LONGEST_SECONDS = 12 * 60 * 60,
    SESSION_PROOF_SECONDS = 10 * 60, /* for actions that want a fresh proof */
    SESSION_SEEN_SECONDS = 60,       /* how exactly the last use is kept */
};

typedef struct Session {
    const char *id; /* public: names the session in a list */
    const char *person;
    int64_t made, seen, expires, proved;
    const char *method; /* "password", "password and code", "provider", "sample" */
    const char *agent;  /* "Firefox on Windows" */
} Session;
typedef struct SessionList {
    int n, room;
    Session *items;
} SessionList;

/* Where the person came in by OpenID Connect; else all "". */
typedef struct SessionProvider {
    const char *issuer, *subject, *sid;
} SessionProvider;

/* A new session; *secret is what the cookie holds. Old ones of the person stay. */
bool session_open(Ctx *cx, const char *person, const char *method, const char *agent,
                  const SessionProvider *from, const char **secret) MUST_CHECK;
/* Who the cookie's value stands for, or *out = NULL when it stands for nobody (any more). */
bool session_find(Ctx *cx, const char *secret, Who **out) MUST_CHECK;
/* The person has proved again who they are: a new value, and the old one is worth nothing. */
bool session_prove(Ctx *cx, const char *secret, const char **fresh) MUST_CHECK;
/* Fails with PROVE_AGAIN unless cx->who has proved who they are a short time ago. A program's
 * token never has. */
bool session_proved(Ctx *cx) MUST_CHECK;
bool session_close(Ctx *cx, const char *secret) MUST_CHECK;

bool session_list(Ctx *cx, const char *person, SessionList *out) MUST_CHECK;
/* One of the person's own, by its public id; NOT_FOUND otherwise. */
bool session_revoke(Ctx *cx, const char *person, const char *id) MUST_CHECK;
/* All of the person's but the one with that id ("" = none is kept); *n how many ended. */
bool session_revoke_others(Ctx *cx, const char *person, const char *keep, int *n) MUST_CHECK;
/* Those that came from the provider with that sid, or, without one, that subject. */
bool session_revoke_provider(Ctx *cx, const SessionProvider *from, int *n) MUST_CHECK;
/* "Firefox on Windows" from a User-Agent header; never more than these few words are kept. */
const char *session_agent(Arena *a, const char *user_agent);

/* ---- tokens ---- */

typedef struct Token {
    const char *id, *person, *name;
    const char *scopes; /* permissions with blanks between, or "noun.*" */
    int64_t expires, used;
    bool revoked;
    const char *made_on;
} Token;
typedef struct TokenList {
    int n, room;
    Token *items;
} TokenList;

/* *secret is shown once: "pont_..." . days: 1 to 366. */
bool token_make(Ctx *cx, const char *person, const char *name, const char *scopes, int days,
                const char **id, const char **secret) MUST_CHECK;
/* Who the token stands for, with its scopes; *out = NULL when unknown, expired or revoked. */
bool token_find(Ctx *cx, const char *secret, Who **out) MUST_CHECK;
bool token_list(Ctx *cx, const char *person, TokenList *out) MUST_CHECK;
bool token_revoke(Ctx *cx, const char *person, const char *id) MUST_CHECK;

#endif
