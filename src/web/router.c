/* Decides which row of the modules' tables answers a request. How it answers is in api.c and
 * forms.c, errors are in errors.c. What an answer contains is the rows' business. */
#include "web/router.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/session.h"
#include "web/assets.h"
#include "web/cookie.h"
#include "web/download.h"
#include "web/kept.h"
#include "web/metrics.h"
#include "web/page.h"
#include "web/pool.h"
#include "web/proxy.h"
#include "web/rate.h"
#include "web/service.h"
#include "web/visit.h"
#include <stdlib.h>
#include <time.h>

struct Router {
    RouterOptions options;
    Pool pool;
    PageCache *cache;
    Rate *rate;
};

Router *router_new(Arena *a, const RouterOptions *options)
{
    Router *r = NEW(a, Router);
    r->options = *options;
    pool_open(&r->pool, options->db);
    r->cache = cache_new(options->cache_bytes);
    r->rate = rate_new(a, options->requests_per_minute);
    return r;
}

void router_close(Router *r)
{
    pool_close(&r->pool);
    cache_free(r->cache);
    rate_close(r->rate);
}

void router_gauges(void *self, Buf *out)
{
    Router *r = self;
    int idle, used;
    pool_count(&r->pool, &idle, &used);
    metrics_put(out, "pont_database_connections_idle", "gauge",
                "Open connections to the database that wait.", idle);
    metrics_put(out, "pont_database_connections_used", "gauge",
                "Connections to the database that serve a request.", used);
    CacheCounts kept = cache_counts(r->cache);
    metrics_put(out, "pont_kept_pages", "gauge", "Finished pages that are kept.",
                (double)kept.pages);
    metrics_put(out, "pont_kept_pages_bytes", "gauge", "Bytes that kept pages take.",
                (double)kept.bytes);
    metrics_put(out, "pont_kept_pages_given_total", "counter",
                "Pages given again without being built.", (double)kept.hits);
    metrics_put(out, "pont_kept_pages_missed_total", "counter", "Pages that had to be built.",
                (double)kept.misses);
}

/* ---------------------------------------------------------------- pages */

/* "/org/{id}" against "/org/powys": fills args. */
static bool path_matches(Arena *a, const char *pattern, const char *path, PageIn *in)
{
    int n = 0;
    while (*pattern) {
        if (*pattern == '{') {
            size_t length = strcspn(path, "/");
            if (!length || n == 4)
                return false;
            in->args[n++] = arena_strndup(a, path, length);
            path += length;
            pattern += strcspn(pattern, "}") + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return !*path;
}

/* exact: only paths without a variable part, which go before actions; patterns come after. */
static bool find_page(Visit *v, bool exact, const Module **module, const Page **page,
                      PageIn *in)
{
    const App *app = v->options->app;
    for (int m = 0; m < app->n_modules; m++)
        for (int p = 0; p < app->modules[m]->n_pages; p++)
            if (exact
                    ? same(app->modules[m]->pages[p].path, v->path) && !strchr(v->path, '{')
                    : path_matches(v->cx.arena, app->modules[m]->pages[p].path, v->path, in)) {
                *module = app->modules[m];
                *page = &app->modules[m]->pages[p];
                return true;
            }
    return false;
}

/* What stands in the path for "{organisation}", or "". */
static const char *organisation_of(const Page *p, const PageIn *in)
{
    int n = 0;
    for (const char *s = p->path; (s = strchr(s, '{')); s++, n++)
        if (starts_with(s, "{organisation}"))
            return in->args[n];
    return "";
}

static void show_page(Visit *v, const Page *p, PageIn *in)
{
    PageOut body = {.out = out_new(v->cx.arena, v->cx.lang, translate), .title = ""};
    v->out->route = p->path;
    download_hear(&v->cx, &body.out);
    ErrKind problem = in->error ? v->cx.err.kind : ERR_NONE;
    in->path = v->path;
    in->form_token = v->id.form_token;
    in->query = v->in->query;
    if (in->error)
        err_clear(&v->cx.err); /* the page says it */
    if (v->in->method == METHOD_POST && !in->given) {
        respond_header(v->cx.arena, v->out, "Allow", "GET, HEAD");
        visit_error(v, 405, "USAGE", T(&v->cx, "This page can only be read."));
        return;
    }
    if (!permit(&v->cx, p->permission, organisation_of(p, in)) || !p->show(&v->cx, in, &body) ||
        !buf_ok(&body.out.buf, &v->cx.err)) {
        visit_failure(v);
        return;
    }
    if (body.session)
        identity_set_session(v->cx.arena, v->out, *body.session ? body.session : NULL);
    v->refresh = body.refresh;
    v->fresh = body.refresh != 0;
    if (body.see) {
        respond_see(v->out, visit_path(v, v->cx.lang, body.see));
        return;
    }
    if (body.away) /* by itself: a form must not lead elsewhere */
        respond_header(v->cx.arena, v->out, "Refresh",
                       arena_printf(v->cx.arena, "0; url=%s", body.away));
    const char *title = *body.title ? body.title : T(&v->cx, p->title);
    if (download_wanted(&v->cx)) {
        visit_file(v, title, &body.out);
        return;
    }
    download_offer(&v->cx, &body.out);
    visit_page(v, err_http_status(problem), title, body.wide, out_html(&body.out),
               problem != ERR_NONE);
}

bool visit_own_page(Visit *v, const Reply *reply)
{
    const Module *m;
    const Page *p;
    PageIn in = {.given = &v->in->form, .reply = reply};
    if (v->in->method != METHOD_POST || !find_page(v, true, &m, &p, &in))
        return false;
    if (v->cx.err.kind)
        in.error = arena_strdup(v->cx.arena, v->cx.err.message);
    show_page(v, p, &in);
    return true;
}

/* ---------------------------------------------------------------- actions */

/* "/noun/verb" names an action that has a page or interface. */
static bool find_action(Visit *v, const char *path, const Module **m, const Action **a)
{
    const char **parts;
    int n = text_split(v->cx.arena, path + 1, '/', &parts);
    if (n != 2 || !(*m = app_module(v->options->app, parts[0])) ||
        !(*a = module_action(*m, parts[1])))
        return false;
    return !((*a)->flags & LOCAL_ONLY) && !(v->api && ((*a)->flags & FORM_ONLY));
}

/* The form of a dangerous action is shown after the proof, so that nothing typed is lost. */
static bool must_prove(Visit *v)
{
    const Module *m;
    const Action *a;
    return !v->api && v->in->method != METHOD_POST && who_is_signed_in(v->cx.who) &&
           find_action(v, v->path, &m, &a) && (a->flags & PROVE_AGAIN) &&
           !session_proved(&v->cx);
}

/* A change must come from a page of ours: browsers say where a request starts. */
static bool comes_from_here(const Visit *v)
{
    const Headers *h = &v->in->headers;
    if (h->sec_fetch_site)
        return same(h->sec_fetch_site, "same-origin") || same(h->sec_fetch_site, "none");
    if (!h->origin)
        return true; /* not a browser */
    const char *host = strstr(h->origin, "://");
    return host && same(host + 3, h->host);
}

/* A form that was open while the session ended, or that is not ours at all. */
static void send_stale_form(Visit *v)
{
    if (v->id.ended)
        visit_error(v, 401, "SIGNED_OUT",
                    T(&v->cx,
                      "Your session has ended, and nothing was saved. Sign in, go back, "
                      "and send the form again."));
    else
        visit_error(v, 403, "FORBIDDEN",
                    T(&v->cx,
                      "The form is too old or was not made here, and nothing was saved. "
                      "Go back, reload it, and send it again."));
}

static void answer_action(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST;
    v->out->route =
        arena_printf(v->cx.arena, "%s/%s/%s", v->api ? "/api" : "", m->name, a->name);
    if (v->api && (a->flags & (CHANGES | HEAVY)) && !post) {
        respond_header(v->cx.arena, v->out, "Allow", "POST");
        visit_error(v, 405, "USAGE",
                    T(&v->cx, "this action changes or computes something: use POST"));
        return;
    }
    if (post && !comes_from_here(v)) {
        visit_error(v, 403, "FORBIDDEN", T(&v->cx, "The form was sent from another site."));
        return;
    }
    /* Without a session the interface has nothing that a stranger's page could misuse. */
    if (post && !(a->flags & FROM_OUTSIDE) && (v->id.session || !v->api) &&
        !identity_form_is_ours(&v->cx, v->in, &v->id)) {
        send_stale_form(v);
        return;
    }
    /* Whoever may do it nowhere is told so before the fields are looked at. */
    if (!permit(&v->cx, a->permission, "")) {
        visit_failure(v);
        return;
    }
    if (v->api)
        api_answer(v, m, a);
    else
        forms_answer(v, m, a);
}

/* ---------------------------------------------------------------- all requests */

static void answer_asset(Visit *v)
{
    Asset asset;
    if (!asset_find(v->cx.arena, v->in->path, v->in->headers.accept_encoding, &asset)) {
        visit_error(v, 404, "NOT_FOUND", NULL);
        return;
    }
    v->out->route = "/assets";
    v->out->type = asset.type;
    v->out->body = asset.data;
    v->out->size = asset.size;
    v->out->cache = "public, max-age=31536000, immutable";
    respond_header(v->cx.arena, v->out, "Vary", "Accept-Encoding");
    if (asset.encoding)
        respond_header(v->cx.arena, v->out, "Content-Encoding", asset.encoding);
}

/* The interface is asked by programs, which do not tire: each token has its own limit, each
 * person on all browsers together, and strangers by address. */
static bool within_rate(Router *r, Visit *v)
{
    struct timespec t;
    RateState state;
    Arena *a = v->cx.arena;
    const Who *who = v->cx.who;
    const char *asker = *who->token    ? who->token
                        : *who->person ? who->person
                                       : proxy_network(a, v->cx.origin);
    if (!v->api)
        return true;
    clock_gettime(CLOCK_MONOTONIC, &t);
    bool passes =
        rate_take(r->rate, asker, (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000, &state);
    if (state.limit) {
        respond_header(a, v->out, "RateLimit-Limit", arena_printf(a, "%d", state.limit));
        respond_header(a, v->out, "RateLimit-Remaining",
                       arena_printf(a, "%d", state.remaining));
        respond_header(a, v->out, "RateLimit-Reset", arena_printf(a, "%d", state.reset));
    }
    if (passes)
        return true;
    respond_header(a, v->out, "Retry-After", arena_printf(a, "%d", state.retry));
    return fail(&v->cx.err, TOO_MANY, "at most %d requests a minute; ask again in %d s",
                state.limit, state.retry);
}

static void route(Visit *v)
{
    const Module *m;
    const Action *a;
    const Page *p;
    PageIn in = {0};
    if (v->service) {
        service_answer(v);
    } else if (v->api) {
        if (same(v->path, "/api/openapi.json"))
            api_describe(v);
        else if (find_action(v, v->path + strlen("/api"), &m, &a))
            answer_action(v, m, a);
        else
            visit_error(v, 404, "NOT_FOUND", T(&v->cx, "there is no such action"));
    } else if (must_prove(v)) {
        visit_failure(v);
    } else if (v->in->method == METHOD_POST && find_action(v, v->path, &m, &a)) {
        answer_action(v, m, a);
    } else if (find_page(v, true, &m, &p, &in)) {
        show_page(v, p, &in);
    } else if (find_action(v, v->path, &m, &a)) {
        answer_action(v, m, a);
    } else if (find_page(v, false, &m, &p, &in)) {
        show_page(v, p, &in);
    } else {
        visit_error(v, 404, "NOT_FOUND",
                    T(&v->cx, "There is no page at this address. If you typed it, check it."));
    }
}

/* "/cy/org" is "/org" in Welsh. */
static void find_language(Visit *v)
{
    v->path = v->in->path;
    v->target = v->in->target;
    if (same(v->path, "/cy") || starts_with(v->path, "/cy/")) {
        v->cx.lang = LANG_CY;
        v->path = v->path[3] ? v->path + 3 : "/";
        v->target = v->target[3] == '/' ? v->target + 3 : "/";
    }
    v->service = service_find(v->options->app, v->path);
    v->api = v->service || starts_with(v->path, "/api/");
    if (v->api)
        v->cx.lang = LANG_EN; /* machines read one language */
    err_speaks(&v->cx.err, v->cx.lang);
}

static const char language_cookie[] = "__Host-pont-language";

/* Whoever chose Welsh comes back to it: from a bookmark or another site, never from our own
 * link to English. */
static bool returns_to_welsh(const Visit *v)
{
    const char *site = v->in->headers.sec_fetch_site;
    const char *chosen = cookie_find(v->cx.arena, v->in->headers.cookie, language_cookie);
    return same(v->in->path, "/") && chosen && same(chosen, "cy") && site &&
           (same(site, "none") || same(site, "cross-site"));
}

/* Kept from the first Welsh page on; who never leaves English needs no cookie for it. */
static void remember_language(Visit *v)
{
    const char *chosen = cookie_find(v->cx.arena, v->in->headers.cookie, language_cookie);
    bool is_page = v->out->type && starts_with(v->out->type, "text/html");
    if (is_page && !v->api && !same(chosen ? chosen : "en", lang_code(v->cx.lang)))
        respond_header(v->cx.arena, v->out, "Set-Cookie",
                       cookie_set(v->cx.arena, &(Cookie){.name = language_cookie,
                                                         .value = lang_code(v->cx.lang),
                                                         .max_age = 365L * 24 * 60 * 60}));
}

/* Whoever gets a form before signing in gets the cookie that it belongs to. */
static void set_visit(Visit *v)
{
    Arena *a = v->cx.arena;
    if (v->id.is_new_visit && v->id.form_token && v->out->size &&
        strstr(v->out->body, v->id.form_token))
        respond_header(
            a, v->out, "Set-Cookie",
            cookie_set(a, &(Cookie){.name = identity_visit_cookie, .value = v->id.visit}));
}

void router_answer(void *self, Arena *arena, const Request *in, Response *out)
{
    Router *r = self;
    Visit v = {.options = &r->options, .in = in, .out = out};
    v.cx = (Ctx){.arena = arena,
                 .app = r->options.app,
                 .user = "",
                 .origin = in->peer ? in->peer : "",
                 .today = date_today(),
                 .now = clock_now(),
                 .threads = r->options.threads,
                 .workers = r->options.workers};
    v.request_id = in->id ? in->id : arena_printf(arena, "%.12s", secret_token(arena));
    find_language(&v);
    download_begin(&v.cx, in->method == METHOD_POST ? &in->form : &in->query);
    if (starts_with(in->path, "/assets/")) {
        answer_asset(&v);
        return;
    }
    if (returns_to_welsh(&v)) {
        respond_see(out, "/cy/");
        return;
    }
    if (!pool_take(&r->pool, &v.cx)) {
        visit_failure(&v);
        return;
    }
    Db *db = v.cx.db;
    Kept kept;
    if (!kept_answer(r->cache, &v, &kept)) {
        if (identity_find(&v.cx, in, &v.id) && within_rate(r, &v))
            route(&v);
        else
            visit_failure(&v);
        set_visit(&v);
        kept_store(r->cache, &v, &kept);
    }
    remember_language(&v);
    pool_give(&r->pool, db);
}
