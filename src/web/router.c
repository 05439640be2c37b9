/* Decides which row of the modules' tables answers a request, and says errors: as a page, a
 * form with its problems, or JSON. What an answer contains is the rows' business. */
#include "web/router.h"
#include "core/clock.h"
#include "core/who.h"
#include "web/assets.h"
#include "web/cookie.h"
#include "web/form.h"
#include "web/identity.h"
#include "web/page.h"
#include "web/pages/answer.html.h"
#include "web/pages/form.html.h"
#include "web/pool.h"
#include "web/shared_pages.h"
#include <stdlib.h>

struct Router {
    RouterOptions options;
    Pool pool;
};

typedef struct Visit { /* one request on its way */
    Router *router;
    Ctx cx;
    const Request *in;
    Response *out;
    const char *path;   /* without language prefix */
    const char *target; /* path and query, for the language switch */
    bool api;
    Identity id;
} Visit;

Router *router_new(Arena *a, const RouterOptions *options)
{
    Router *r = NEW(a, Router);
    r->options = *options;
    pool_open(&r->pool, options->db);
    return r;
}

void router_close(Router *r)
{
    pool_close(&r->pool);
}

/* ---------------------------------------------------------------- frame */

static const char *in_language(Visit *v, Lang lang, const char *target)
{
    if (lang == LANG_CY && *target == '/')
        return arena_printf(v->cx.arena, "/cy%s", target);
    return target;
}

static void add_nav(Visit *v, NavItem *items, int *n)
{
    const App *app = v->router->options.app;
    for (int m = 0; m < app->n_modules; m++) {
        const Module *mod = app->modules[m];
        for (int p = 0; p < mod->n_pages; p++)
            if (mod->pages[p].in_menu)
                items[(*n)++] =
                    (NavItem){T(&v->cx, mod->pages[p].title),
                              (Url){in_language(v, v->cx.lang, mod->pages[p].path)},
                              same(v->path, mod->pages[p].path) ||
                                  (!same(mod->pages[p].path, "/") &&
                                   starts_with(v->path, arena_printf(v->cx.arena, "%s/",
                                                                     mod->pages[p].path)))};
    }
    /* The longest path that fits is where the reader is. */
    int best = -1;
    for (int i = 0; i < *n; i++)
        if (items[i].current &&
            (best < 0 || strlen(items[i].link.s) > strlen(items[best].link.s)))
            best = i;
    for (int i = 0; i < *n; i++)
        items[i].current = i == best;
}

static void send_page(Visit *v, int status, const char *title, bool wide, const char *area,
                      Html body, bool fault)
{
    Arena *a = v->cx.arena;
    NavItem *nav = NEW_ARRAY(a, NavItem, 64);
    int n_nav = 0;
    add_nav(v, nav, &n_nav);
    Crumb crumbs[3] = {{T(&v->cx, N_("Home")), {in_language(v, v->cx.lang, "/")}}};
    int n_crumbs = 1;
    if (area && !same(v->path, "/"))
        crumbs[n_crumbs++] = (Crumb){area, {NULL}};
    if (!same(area ? area : "", title))
        crumbs[n_crumbs++] = (Crumb){title, {NULL}};
    bool home = same(v->path, "/");
    Lang other = lang_other(v->cx.lang);
    Layout frame = {
        .title = title,
        .other_language = {in_language(v, other, v->target)},
        .nav = nav,
        .n_nav = n_nav,
        .crumbs = crumbs,
        .n_crumbs = home ? 0 : n_crumbs,
        .banner =
            v->router->options.banner ? translate(v->cx.lang, v->router->options.banner) : NULL,
        .wide = wide,
        .has_fault = fault,
        .version = v->router->options.app->version,
        .who = who_is_signed_in(v->cx.who) ? v->cx.who->name : NULL,
        .form_token = v->id.form_token,
        .here = v->target,
        .body = body,
    };
    Out page = out_new(a, v->cx.lang, translate);
    page_layout(&page, &frame);
    v->out->status = status;
    v->out->type = "text/html; charset=utf-8";
    v->out->body = buf_text(&page.buf);
    v->out->size = page.buf.len;
    respond_header(a, v->out, "Content-Language", lang_code(v->cx.lang));
}

/* ---------------------------------------------------------------- errors */

static const char *error_title(Visit *v, int status)
{
    switch (status) {
    case 400:
        return T(&v->cx, N_("The request was not understood"));
    case 401:
        return T(&v->cx, N_("Sign in first"));
    case 403:
        return T(&v->cx, N_("Not allowed"));
    case 404:
        return T(&v->cx, N_("Page not found"));
    case 405:
        return T(&v->cx, N_("This cannot be done here"));
    case 409:
        return T(&v->cx, N_("Something else changed it"));
    case 422:
        return T(&v->cx, N_("The input breaks a rule"));
    case 503:
        return T(&v->cx, N_("Busy; please try again"));
    default:
        return T(&v->cx, N_("Something went wrong"));
    }
}

static void send_json_error(Visit *v, int status, const char *code, const char *message)
{
    Buf b = buf_new(v->cx.arena, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    json_put_bool(&j, "ok", false);
    json_put_text(&j, "error", code);
    json_put_text(&j, "message", message);
    json_close(&j);
    v->out->status = status;
    v->out->type = "application/json";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
}

static void send_error(Visit *v, int status, const char *code, const char *message)
{
    if (v->api) {
        send_json_error(v, status, code, message);
        return;
    }
    Out body = out_new(v->cx.arena, v->cx.lang, translate);
    ErrorPage page = {.status = status,
                      .title = error_title(v, status),
                      .message = message,
                      .home = {in_language(v, v->cx.lang, "/")}};
    page_error(&body, &page);
    send_page(v, status, page.title, false, NULL, out_html(&body), false);
}

static void send_failure(Visit *v)
{
    const Err *e = &v->cx.err;
    if (e->kind == ERR_SIGNED_OUT && !v->api && v->in->method != METHOD_POST) {
        respond_see(
            v->out,
            in_language(v, v->cx.lang,
                        url_join(v->cx.arena, "/account/sign-in?to=", v->target, NULL).s));
        return;
    }
    if (e->kind == ERR_SIGNED_OUT && v->api)
        respond_header(v->cx.arena, v->out, "WWW-Authenticate", "Bearer");
    send_error(v, err_http_status(e->kind), err_name(e->kind), e->message);
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
    const App *app = v->router->options.app;
    for (int m = 0; m < app->n_modules; m++)
        for (int p = 0; p < app->modules[m]->n_pages; p++)
            if (exact
                    ? same(app->modules[m]->pages[p].path, v->path)
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

static void show_page(Visit *v, const Module *m, const Page *p, PageIn *in)
{
    PageOut body = {.out = out_new(v->cx.arena, v->cx.lang, translate), .title = ""};
    in->path = v->path;
    in->form_token = v->id.form_token;
    in->visit = v->id.visit ? v->id.visit : "";
    in->query = v->in->query;
    if (v->in->method == METHOD_POST) {
        respond_header(v->cx.arena, v->out, "Allow", "GET, HEAD");
        send_error(v, 405, "USAGE", T(&v->cx, "This page can only be read."));
        return;
    }
    if (!permit(&v->cx, p->permission, organisation_of(p, in)) || !p->show(&v->cx, in, &body) ||
        !buf_ok(&body.out.buf, &v->cx.err)) {
        send_failure(v);
        return;
    }
    if (body.session)
        identity_set_session(v->cx.arena, v->out, *body.session ? body.session : NULL);
    if (body.see) {
        respond_see(v->out, in_language(v, v->cx.lang, body.see));
        return;
    }
    send_page(v, 200, *body.title ? body.title : T(&v->cx, p->title), body.wide,
              m->area ? T(&v->cx, m->area) : NULL, out_html(&body.out), false);
}

/* ---------------------------------------------------------------- actions */

/* "/noun/verb" names an action that has a page or interface. */
static bool find_action(Visit *v, const char *path, const Module **m, const Action **a)
{
    const char **parts;
    int n = text_split(v->cx.arena, path + 1, '/', &parts);
    if (n != 2 || !(*m = app_module(v->router->options.app, parts[0])) ||
        !(*a = module_action(*m, parts[1])))
        return false;
    return !((*a)->flags & LOCAL_ONLY);
}

static bool read_input(Visit *v, const Action *a, void **input)
{
    Arena *arena = v->cx.arena;
    Pairs given = {0};
    const Pairs *sent = v->in->method == METHOD_POST ? &v->in->form : &v->in->query;
    for (int i = 0; i < sent->n; i++) /* an empty box of a form is "not given" */
        if (*sent->items[i].value && *sent->items[i].name != '_')
            *PUSH(arena, given.items, given.n, given.room) = sent->items[i];
    if (v->api && v->in->method == METHOD_POST && v->in->headers.content_type &&
        starts_with(v->in->headers.content_type, "application/json") &&
        !json_read_pairs(arena, &v->cx.err, v->in->body.data, v->in->body.size, &given))
        return false;
    InFile *files = NEW_ARRAY(arena, InFile, v->in->n_files);
    InFiles all = {.items = files};
    for (int i = 0; i < v->in->n_files; i++)
        if (v->in->files[i].bytes.size || *v->in->files[i].name)
            files[all.n++] = (InFile){v->in->files[i].name, v->in->files[i].bytes.data,
                                      v->in->files[i].bytes.size};
    for (int i = 0; i < a->n_fields; i++)
        for (int k = 0; k < given.n; k++)
            if ((a->fields[i].flags & CLI_ONLY) && same(a->fields[i].name, given.items[k].name))
                return fail(&v->cx.err, FORBIDDEN,
                            "'%s' is a path of this machine: it works on the command line only",
                            a->fields[i].name);
    return action_read(&v->cx, a, &given, &all, input);
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

static void answer_json(Visit *v, const Module *m, const Action *a)
{
    void *input;
    Reply reply = {0};
    if (!read_input(v, a, &input) || !action_run(&v->cx, m, a, input, &reply)) {
        send_failure(v);
        return;
    }
    Buf b = buf_new(v->cx.arena, 0);
    reply_json(&v->cx, &reply, &b);
    v->out->status = err_http_status(reply.outcome);
    v->out->type = "application/json";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
}

/* The form alone, the form with what is wrong, or the form with its answer below. */
static void show_form(Visit *v, const Module *m, const Action *a, const Reply *reply)
{
    const Pairs *given = v->in->method == METHOD_POST ? &v->in->form : &v->in->query;
    const char *error = v->cx.err.kind ? v->cx.err.message : NULL;
    int status = error   ? err_http_status(v->cx.err.kind)
                 : reply ? err_http_status(reply->outcome)
                         : 200;
    FormView form = form_view(&v->cx, m, a, given, error);
    form.token = v->id.form_token;
    Out body = out_new(v->cx.arena, v->cx.lang, translate);
    Fault *faults = NEW_ARRAY(v->cx.arena, Fault, form.n + 1);
    Faults all = {.items = faults};
    for (int i = 0; i < form.n; i++)
        if (form.fields[i].error)
            faults[all.n++] = (Fault){form.fields[i].name,
                                      arena_printf(v->cx.arena, "%s: %s", form.fields[i].label,
                                                   form.fields[i].error)};
    if (error && !all.n)
        faults[all.n++] = (Fault){NULL, error};
    page_error_summary(&body, &all);
    if (reply) {
        AnswerView answer = {.title = reply->title ? reply->title : form.title,
                             .reply = reply,
                             .failed = reply->outcome != ERR_NONE};
        if (!(a->flags & CHANGES) && v->in->method == METHOD_GET)
            answer.download = arena_printf(v->cx.arena, "/api%s", v->target);
        page_answer(&body, &answer);
    } else {
        out_raw(&body, "<h1 class=\"govuk-heading-l\">");
        out_text(&body, form.title);
        out_raw(&body, "</h1>");
        if (form.help) {
            out_raw(&body, "<p class=\"govuk-body\">");
            out_text(&body, form.help);
            out_raw(&body, "</p>");
        }
    }
    if (form.n)
        page_form(&body, &form);
    else if (a->flags & (CHANGES | HEAVY))
        page_form(&body, &form);
    send_page(v, status, reply && reply->title ? reply->title : form.title, reply != NULL,
              m->area ? T(&v->cx, m->area) : T(&v->cx, m->title), out_html(&body),
              error != NULL);
}

static bool has_required(const Action *a)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].flags & REQUIRED)
            return true;
    return false;
}

static void answer_form(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST;
    void *input;
    Reply reply = {0};
    if (!post && ((a->flags & (CHANGES | HEAVY)) || (has_required(a) && !v->in->query.n))) {
        show_form(v, m, a, NULL);
        return;
    }
    if (!read_input(v, a, &input) || !action_run(&v->cx, m, a, input, &reply)) {
        show_form(v, m, a, NULL);
        return;
    }
    if (reply.session)
        identity_set_session(v->cx.arena, v->out, *reply.session ? reply.session : NULL);
    if (post && reply.next && !reply.outcome)
        respond_see(v->out, in_language(v, v->cx.lang, reply.next));
    else
        show_form(v, m, a, &reply);
}

/* A form that was open while the session ended, or that is not ours at all. */
static void send_stale_form(Visit *v)
{
    if (v->id.ended)
        send_error(v, 401, "SIGNED_OUT",
                   T(&v->cx, "Your session has ended, and nothing was saved. Sign in, go back, "
                             "and send the form again."));
    else
        send_error(v, 403, "FORBIDDEN",
                   T(&v->cx, "The form is too old or was not made here, and nothing was saved. "
                             "Go back, reload it, and send it again."));
}

static void answer_action(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST;
    if (v->api && (a->flags & (CHANGES | HEAVY)) && !post) {
        respond_header(v->cx.arena, v->out, "Allow", "POST");
        send_error(v, 405, "USAGE", "this action changes or computes something: use POST");
        return;
    }
    if (post && !comes_from_here(v)) {
        send_error(v, 403, "FORBIDDEN", T(&v->cx, "The form was sent from another site."));
        return;
    }
    /* Without a session the interface has nothing that a stranger's page could misuse. */
    if (post && (v->id.session || !v->api) && !identity_form_is_ours(&v->cx, v->in, &v->id)) {
        send_stale_form(v);
        return;
    }
    if (v->api)
        answer_json(v, m, a);
    else
        answer_form(v, m, a);
}

/* ---------------------------------------------------------------- all requests */

static void answer_asset(Visit *v)
{
    Asset asset;
    if (!asset_find(v->cx.arena, v->in->path, v->in->headers.accept_encoding, &asset)) {
        send_error(v, 404, "NOT_FOUND", NULL);
        return;
    }
    v->out->type = asset.type;
    v->out->body = asset.data;
    v->out->size = asset.size;
    v->out->cache = "public, max-age=31536000, immutable";
    respond_header(v->cx.arena, v->out, "Vary", "Accept-Encoding");
    if (asset.encoding)
        respond_header(v->cx.arena, v->out, "Content-Encoding", asset.encoding);
}

static void route(Visit *v)
{
    const Module *m;
    const Action *a;
    const Page *p;
    PageIn in = {0};
    if (v->api) {
        if (find_action(v, v->path + strlen("/api"), &m, &a))
            answer_action(v, m, a);
        else
            send_error(v, 404, "NOT_FOUND", "there is no such action");
    } else if (find_page(v, true, &m, &p, &in)) {
        show_page(v, m, p, &in);
    } else if (find_action(v, v->path, &m, &a)) {
        answer_action(v, m, a);
    } else if (find_page(v, false, &m, &p, &in)) {
        show_page(v, m, p, &in);
    } else {
        send_error(v, 404, "NOT_FOUND",
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
    v->api = starts_with(v->path, "/api/");
    if (v->api)
        v->cx.lang = LANG_EN; /* machines read one language */
    err_speaks(&v->cx.err, v->cx.lang);
}

/* Cookies that go with the answer. */
static void finish(Visit *v)
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
    Visit v = {.router = r, .in = in, .out = out};
    v.cx = (Ctx){.arena = arena,
                 .app = r->options.app,
                 .user = "",
                 .origin = in->peer ? in->peer : "",
                 .today = date_today(),
                 .now = clock_now(),
                 .threads = r->options.threads};
    find_language(&v);
    if (starts_with(in->path, "/assets/")) {
        answer_asset(&v);
        return;
    }
    if (!pool_take(&r->pool, &v.cx)) {
        send_failure(&v);
        return;
    }
    Db *db = v.cx.db;
    if (identity_find(&v.cx, in, &v.id))
        route(&v);
    else
        send_failure(&v);
    finish(&v);
    pool_give(&r->pool, db);
}
