/* Decides which row of the modules' tables answers a request, and says errors: as a page, a
 * form with its problems, or JSON. What an answer contains is the rows' business. */
#include "web/router.h"
#include "db/db.h"
#include "web/assets.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages/answer.html.h"
#include "web/pages/form.html.h"
#include "web/shared_pages.h"
#include <pthread.h>
#include <stdlib.h>

enum { MOST_CONNECTIONS = 64 };

struct Router {
    RouterOptions options;
    pthread_mutex_t lock;
    Db *idle[MOST_CONNECTIONS]; /* a connection serves one request at a time */
    int n_idle;
};

typedef struct Visit { /* one request on its way */
    Router *router;
    Ctx cx;
    const Request *in;
    Response *out;
    const char *path;   /* without language prefix */
    const char *target; /* path and query, for the language switch */
    bool api;
} Visit;

/* ---------------------------------------------------------------- connections */

Router *router_new(Arena *a, const RouterOptions *options)
{
    Router *r = NEW(a, Router);
    r->options = *options;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void router_close(Router *r)
{
    for (int i = 0; i < r->n_idle; i++)
        db_close(r->idle[i]);
    r->n_idle = 0;
    pthread_mutex_destroy(&r->lock);
}

static bool take_connection(Router *r, Ctx *cx)
{
    pthread_mutex_lock(&r->lock);
    cx->db = r->n_idle ? r->idle[--r->n_idle] : NULL;
    pthread_mutex_unlock(&r->lock);
    return cx->db || db_open(&cx->err, r->options.db, false, &cx->db);
}

static void give_connection(Router *r, Db *db)
{
    pthread_mutex_lock(&r->lock);
    bool kept = db && r->n_idle < MOST_CONNECTIONS;
    if (kept)
        r->idle[r->n_idle++] = db;
    pthread_mutex_unlock(&r->lock);
    if (!kept)
        db_close(db);
}

/* ---------------------------------------------------------------- frame */

static const char *in_language(Visit *v, Lang lang, const char *target)
{
    if (lang == LANG_CY)
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

static void show_page(Visit *v, const Module *m, const Page *p, PageIn *in)
{
    PageOut body = {.out = out_new(v->cx.arena, v->cx.lang, translate), .title = ""};
    v->out->route = p->path;
    in->path = v->path;
    in->query = v->in->query;
    if (v->in->method == METHOD_POST) {
        respond_header(v->cx.arena, v->out, "Allow", "GET, HEAD");
        send_error(v, 405, "USAGE", T(&v->cx, "This page can only be read."));
        return;
    }
    if (!p->show(&v->cx, in, &body) || !buf_ok(&body.out.buf, &v->cx.err)) {
        send_failure(v);
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
        if (*sent->items[i].value)
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
    if (post && reply.next && !reply.outcome)
        respond_see(v->out, in_language(v, v->cx.lang, reply.next));
    else
        show_form(v, m, a, &reply);
}

static void answer_action(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST;
    v->out->route =
        arena_printf(v->cx.arena, "%s/%s/%s", v->api ? "/api" : "", m->name, a->name);
    if (v->api && (a->flags & (CHANGES | HEAVY)) && !post) {
        respond_header(v->cx.arena, v->out, "Allow", "POST");
        send_error(v, 405, "USAGE", "this action changes or computes something: use POST");
        return;
    }
    if (post && !comes_from_here(v)) {
        send_error(v, 403, "FORBIDDEN", T(&v->cx, "The form was sent from another site."));
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
    v->out->route = "/assets";
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

void router_answer(void *self, Arena *arena, const Request *in, Response *out)
{
    Router *r = self;
    Visit v = {.router = r, .in = in, .out = out};
    v.cx = (Ctx){.arena = arena,
                 .app = r->options.app,
                 .user = "web",
                 .today = date_today(),
                 .threads = r->options.threads};
    find_language(&v);
    if (starts_with(in->path, "/assets/")) {
        answer_asset(&v);
        return;
    }
    if (!take_connection(r, &v.cx)) {
        send_failure(&v);
        return;
    }
    Db *db = v.cx.db;
    route(&v);
    give_connection(r, db);
}
