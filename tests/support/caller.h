/* Programs that ask a site in memory (support/site.h, which this includes last): each is a
 * person with a role and a token of theirs. */
#ifndef PONT_TESTS_SUPPORT_CALLER_H
#define PONT_TESTS_SUPPORT_CALLER_H

#include "core/access.h"
#include "core/clock.h"
#include "core/session.h"
#include "core/who.h"
#include "modules/org/org.h"
#include "support/site.h"

static const char caller_scopes[] =
    "org.* workforce.* projection.* commissioning.* job.* account.*";

typedef struct Caller {
    Site *site;
    const char *person, *token; /* token: of the Authorization header; NULL: nobody */
} Caller;

/* A site with the reference lists, which knows how organisations belong together. */
static inline Site *site_with_lists(void)
{
    Site *s = site_open(false);
    s->app.reach = org_reach;
    s->cx.who = who_operator();
    s->cx.now = clock_now();
    if (!app_load_reference(&s->cx))
        fail_msg("%s", s->cx.err.message);
    return s;
}

static inline Caller caller_new(Site *s, const char *email, const char *role,
                                const char *organisation, const char *kind)
{
    Person p;
    const char *id, *secret;
    Ctx *cx = &s->cx;
    if (!person_add(cx, email, email, "en", false, &p) ||
        !role_give(cx, p.id, role, organisation, kind, (Date){cx->today.days - 1}, DATE_NONE,
                   "test") ||
        !token_make(cx, p.id, "test", caller_scopes, 1, &id, &secret))
        fail_msg("%s", cx->err.message);
    return (Caller){s, p.id, arena_printf(s->arena, "Bearer %s", secret)};
}

/* A GET, or a POST of JSON when json is not NULL, with headers beside those that say who asks.
 */
static inline Response caller_ask(const Caller *c, Arena *a, const char *target,
                                  const char *json, Headers headers)
{
    Request in = {.method = json ? METHOD_POST : METHOD_GET, .headers = headers, .id = "r-1"};
    Response out = {.status = 200};
    Refusal no = {0};
    in.headers.host = "here";
    in.headers.authorization = c->token;
    if (!gate_target(a, target, &in, &no))
        fail_msg("%s: %s", target, no.why);
    if (json) {
        in.body = (Bytes){.data = json, .size = strlen(json)};
        if (!in.headers.content_type)
            in.headers.content_type = "application/json";
    }
    router_answer(c->site->router, a, &in, &out);
    return out;
}

static inline const char *answer_header(const Response *r, const char *name)
{
    const char *value = pairs_find(&r->headers, name);
    return value ? value : "";
}

#define ASSERT_HAS(text, part)                                                                 \
    do {                                                                                       \
        if (!strstr((text), (part)))                                                           \
            fail_msg("'%s' is not in: %s", (part), (text));                                    \
    } while (0)

#endif
