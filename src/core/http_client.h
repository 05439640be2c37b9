/* What Pont asks of other servers: a page over HTTP, a letter over SMTP.
 *
 * Only over TLS, but for a server on this machine; certificates are always checked, against the
 * system's list or the file of the setting tls.ca_file. Time and size have limits, and no
 * redirect is followed: who sends Pont elsewhere is answered with an error. */
#ifndef PONT_CORE_HTTP_CLIENT_H
#define PONT_CORE_HTTP_CLIENT_H

#include "base/ctx.h"
#include "base/file.h"

enum { HTTP_SECONDS = 10, HTTP_MOST_BYTES = 1 << 20, SMTP_SECONDS = 60 };

typedef struct HttpAsk {
    const char *url;
    const char *form;            /* posted as application/x-www-form-urlencoded; NULL: GET */
    const char *user, *password; /* Basic; NULL: none */
    const char *bearer;          /* NULL: none */
} HttpAsk;

typedef struct HttpAnswer {
    int status;
    Bytes body;
} HttpAnswer;

/* https, or http to this machine; without user, blanks or control characters. */
bool http_url_safe(const char *url);
/* Fails when there is no whole answer; any status is an answer. Messages name the host and
 * never what was sent. */
bool http_fetch(Ctx *cx, const HttpAsk *ask, HttpAnswer *out) MUST_CHECK;
/* Escaped for a query or a form. */
const char *url_escape(Arena *a, const char *s);

typedef struct SmtpLetter {
    const char *server;          /* smtp://HOST:PORT (STARTTLS) or smtps://HOST:PORT */
    const char *user, *password; /* "": none */
    const char *from, *to;       /* plain addresses */
    const char *text;            /* headers and body, lines ended by CR LF */
} SmtpLetter;

typedef enum SmtpResult {
    SMTP_SENT,
    SMTP_LATER,  /* nobody answered, the server said 4xx, or Pont may not send: another try may
                    succeed */
    SMTP_REFUSED /* the server said 55x to the recipient or the text: it will never go */
} SmtpResult;

/* *why says in English what happened, "" when sent. */
SmtpResult smtp_send(Ctx *cx, const SmtpLetter *letter, const char **why);

#endif
