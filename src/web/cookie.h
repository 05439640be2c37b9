/* Cookies, as RFC 6265 has them: one read from a request's header, and the header that sets
 * one.
 *
 *     const char *id = cookie_find(arena, in->headers.cookie, "__Host-pont");
 *     respond_header(arena, out, "Set-Cookie",
 *                    cookie_set(arena, &(Cookie){.name = "__Host-pont", .value = id}));
 *
 * Pure functions over text. What a cookie means is left to the session. */
#ifndef PONT_WEB_COOKIE_H
#define PONT_WEB_COOKIE_H

#include "base/text.h"

enum { COOKIE_LONGEST = 4096 }; /* name and value together, as browsers have it */

typedef enum SameSite { SAME_SITE_LAX, SAME_SITE_STRICT, SAME_SITE_NONE } SameSite;

/* Without more than name and value: for the whole site, over TLS only, out of reach of scripts,
 * not sent by other sites' forms, gone when the browser closes. */
typedef struct Cookie {
    const char *name, *value;
    const char *path; /* NULL: "/" */
    long max_age;     /* seconds; 0: until the browser closes; below 0: forget it now */
    SameSite same_site;
    bool for_scripts; /* scripts may read it */
    bool plain_http;  /* also without TLS: on the local machine only */
} Cookie;

/* The value of the cookie of that name; NULL when there is none. Pairs that are not written as
 * the standard says are passed over. A name that comes twice has no value: one of the two may
 * have been put there by a stranger with a page on a sister domain. */
const char *cookie_find(Arena *a, const char *header, const char *name);

/* The value of a Set-Cookie header; NULL when it would be no cookie: a name that is no token,
 * a value with white space, quotes, commas, semicolons, backslashes or other than ASCII; more
 * than COOKIE_LONGEST; "__Host-" with another path than "/"; "__Host-", "__Secure-" or
 * SAME_SITE_NONE on plain HTTP. There is never a Domain: nobody else's host is meant. */
const char *cookie_set(Arena *a, const Cookie *c);

#endif
