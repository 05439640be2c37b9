/* Decides how a request that failed is answered: a page for people, JSON for programs. */
#include "core/fault.h"
#include "web/shared_pages.h"
#include "web/visit.h"
#include <ctype.h>

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
    case 406:
        return T(&v->cx, N_("There is no such form of the answer"));
    case 412:
        return T(&v->cx, N_("Somebody else changed it first"));
    case 413:
        return T(&v->cx, N_("Too large"));
    case 415:
        return T(&v->cx, N_("The body cannot be read in this form"));
    case 422:
        return T(&v->cx, N_("The input breaks a rule"));
    case 503:
        return T(&v->cx, N_("Busy; please try again"));
    default:
        return T(&v->cx, N_("Something went wrong"));
    }
}

/* The address of what an error code means: "/help/problems#not-found". */
static const char *problem_type(Arena *a, const char *code)
{
    char *type = arena_printf(a, "/help/problems#%s", code);
    for (char *s = strchr(type, '#'); *s; s++)
        *s = (char)(*s == '_' ? '-' : tolower((unsigned char)*s));
    return type;
}

/* A problem of RFC 9457; ok, error and message say the same to older clients. */
static void send_problem(Visit *v, int status, const char *code, const char *message)
{
    Arena *a = v->cx.arena;
    Buf b = buf_new(a, 0);
    Json j = json_new(&b);
    FieldFaults faults;
    json_open_object(&j, NULL);
    json_put_text(&j, "type", problem_type(a, code));
    json_put_text(&j, "title", error_title(v, status));
    json_put_int(&j, "status", status);
    json_put_text(&j, "detail", message ? message : error_title(v, status));
    json_put_text(&j, "instance", arena_printf(a, "urn:pont:request:%s", v->request_id));
    json_put_bool(&j, "ok", false);
    json_put_text(&j, "error", code);
    json_put_text(&j, "message", message ? message : error_title(v, status));
    fault_list(a, same(code, "INVALID") && message ? message : "", &faults);
    if (faults.n)
        json_open_array(&j, "errors");
    for (int i = 0; i < faults.n; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "field", faults.items[i].field);
        json_put_text(&j, "detail", faults.items[i].detail);
        json_close(&j);
    }
    if (faults.n)
        json_close(&j);
    json_close(&j);
    v->out->status = status;
    v->out->type = "application/problem+json";
    v->out->cache = NULL;
    v->out->body = buf_text(&b);
    v->out->size = b.len;
}

void visit_error(Visit *v, int status, const char *code, const char *message)
{
    if (v->api) {
        send_problem(v, status, code, message);
        return;
    }
    Out body = out_new(v->cx.arena, v->cx.lang, translate);
    ErrorPage page = {.status = status,
                      .title = error_title(v, status),
                      .message = message,
                      .home = {visit_path(v, v->cx.lang, "/")}};
    page_error(&body, &page);
    visit_page(v, status, page.title, false, out_html(&body), false);
}

void visit_failure(Visit *v)
{
    const Err *e = &v->cx.err;
    v->out->location = NULL;
    if (e->kind == ERR_SIGNED_OUT && !v->api && v->in->method != METHOD_POST) {
        respond_see(
            v->out,
            visit_path(v, v->cx.lang,
                       url_join(v->cx.arena, "/account/sign-in?to=", v->target, NULL).s));
        return;
    }
    if (e->kind == ERR_PROVE_AGAIN && !v->api && !*v->cx.who->token) {
        const char *back = v->in->method == METHOD_POST ? v->path : v->target;
        respond_see(v->out,
                    visit_path(v, v->cx.lang,
                               url_join(v->cx.arena, "/account/prove?to=", back, NULL).s));
        return;
    }
    if (e->kind == ERR_SIGNED_OUT && v->api)
        respond_header(v->cx.arena, v->out, "WWW-Authenticate",
                       v->service ? "Basic realm=\"Pont\", charset=\"UTF-8\"" : "Bearer");
    visit_error(v, err_http_status(e->kind), err_name(e->kind), e->message);
}
