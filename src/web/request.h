/* One HTTP request as the application sees it, and its answer. Everything in a Request has
 * passed the gate: text is valid UTF-8 without NUL, the path has no "..", sizes are within the
 * limits.
 *
 * Knows nothing of sockets or of the HTTP library: see listen.h. */
#ifndef PONT_WEB_REQUEST_H
#define PONT_WEB_REQUEST_H

#include "base/file.h"
#include "base/json.h"

enum {
    REQUEST_LONGEST_TARGET = 8 * 1024, /* bytes of path and query as sent */
    REQUEST_LONGEST_PATH = 1024,       /* bytes, decoded */
    REQUEST_MOST_FIELDS = 4000,        /* in the query, and again in the form */
    REQUEST_MOST_FILES = 32,
    REQUEST_LONGEST_NAME = 256, /* of a field or file, bytes */
};

typedef enum Method { METHOD_GET, METHOD_HEAD, METHOD_POST } Method;

/* A file sent with a form. */
typedef struct Upload {
    const char *field;
    const char *name; /* as the sender named it, without its folders; may be "" */
    Bytes bytes;      /* as sent: any bytes */
} Upload;

/* Headers that the application may ask for; NULL when absent. */
typedef struct Headers {
    const char *host; /* never NULL */
    const char *accept, *accept_language, *accept_encoding, *cookie, *origin, *sec_fetch_site,
        *if_none_match, *hx_request, *content_type, *authorization, *user_agent, *referer,
        *x_pont_token, *if_match, *idempotency_key, *sec_fetch_mode, *prefer, *x_request_id;
    const char *x_forwarded_for, *x_forwarded_proto, *forwarded; /* see proxy.h: use ->peer */
} Headers;

typedef struct Request {
    Method method;
    const char *path;   /* "/org/powys": decoded */
    const char *target; /* path and query as sent, for links back to the same page */
    Pairs query, form;  /* in the order sent; a name may come more than once */
    int n_files;
    const Upload *files;
    Bytes body; /* as sent; for a form too */
    Headers headers;
    const char *peer; /* the address of who asks, also behind a trusted proxy */
    const char *id;   /* of this request: returned as X-Request-Id and written to the log */
    bool secure;      /* came over TLS, as a trusted proxy says */
    bool forwarded;   /* some proxy is between us and who asks */
} Request;

/* The first value of that name, or NULL. */
const char *pairs_find(const Pairs *p, const char *name);

/* An answer starts as {.status = 200} with nothing else. */
typedef struct Response {
    int status;
    const char *type; /* Content-Type; NULL for an empty body */
    const char *body; /* lives in the request's arena, or is static */
    size_t size;
    const char *location; /* for 303 and the like */
    const char *cache;    /* Cache-Control; NULL means "no-store" */
    Pairs headers;        /* more, such as Set-Cookie or ETag */
    const char *route;    /* the row that answered ("/org/{id}"), for counts; NULL: none */
} Response;

/* Plain text as an answer. */
void respond_text(Response *r, int status, const char *text);
void respond_header(Arena *a, Response *r, const char *name, const char *value);
/* See Other: what a form answers so that reloading does not send it again. */
void respond_see(Response *r, const char *location);

#endif
