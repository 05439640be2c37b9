/* Decides how an action answers a program: in which media type, under which conditions, and
 * what may be kept of the answer. */
#include "core/guard.h"
#include "core/who.h"
#include "web/accept.h"
#include "web/background.h"
#include "web/once.h"
#include "web/openapi.h"
#include "web/part.h"
#include "web/visit.h"
#include <strings.h>

static bool is_media_type(const char *header, const char *type)
{
    size_t n = strlen(type);
    return strncasecmp(header, type, n) == 0 &&
           (header[n] == '\0' || header[n] == ';' || header[n] == ' ');
}

/* A body that nobody reads would be a request half heard. */
static bool body_is_readable(Visit *v)
{
    static const char *const types[] = {"application/json", "application/x-www-form-urlencoded",
                                        "multipart/form-data"};
    const char *sent = v->in->headers.content_type;
    if (v->in->method != METHOD_POST || (!sent && !v->in->body.size))
        return true;
    for (size_t i = 0; sent && i < sizeof types / sizeof *types; i++)
        if (is_media_type(sent, types[i]))
            return true;
    respond_header(v->cx.arena, v->out, "Accept-Post",
                   "application/json, application/x-www-form-urlencoded, multipart/form-data");
    visit_error(v, 415, "USAGE",
                T(&v->cx, "send application/json, application/x-www-form-urlencoded or "
                          "multipart/form-data, and say which in Content-Type"));
    return false;
}

/* What the query names goes before what the header would like. */
static bool is_acceptable(Visit *v, const Action *a)
{
    const char *accept = v->in->headers.accept;
    int json = accept_weight(accept, "application/json"),
        csv = accept_weight(accept, "text/csv");
    int xlsx = accept_weight(accept, book_type(BOOK_XLSX)),
        ods = accept_weight(accept, book_type(BOOK_ODS));
    if (v->select.format == SELECT_ANY && !(a->flags & CHANGES)) {
        if (csv > json && csv >= xlsx && csv >= ods)
            v->select.format = SELECT_CSV;
        else if (xlsx > json && xlsx >= ods)
            v->select.format = SELECT_XLSX;
        else if (ods > json)
            v->select.format = SELECT_ODS;
    }
    if (json || v->select.format != SELECT_ANY)
        return true;
    visit_error(v, 406, "USAGE",
                T(&v->cx, "the answer is application/json, a table as text/csv, or a workbook "
                          "(XLSX, ODS)"));
    return false;
}

static bool send_csv(Visit *v, const Reply *reply)
{
    Table *t;
    Buf b = buf_new(v->cx.arena, 0);
    if (!select_table(&v->cx, &v->select, reply, &t))
        return false;
    if (!t)
        return fail(&v->cx.err, INVALID, "format: this answer has no table");
    table_csv(&v->cx, t, &b);
    if (!buf_ok(&b, &v->cx.err))
        return false;
    v->out->type = "text/csv; charset=utf-8";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
    respond_header(v->cx.arena, v->out, "Content-Disposition",
                   arena_printf(v->cx.arena, "attachment; filename=\"%s.csv\"", t->key));
    return true;
}

static bool send_book(Visit *v, const Reply *reply)
{
    BookKind kind = select_book(&v->select);
    Bytes b;
    if (!select_to_book(&v->cx, &v->select, reply, &b))
        return false;
    const char *name = v->select.table   ? v->select.table
                       : reply->n_tables ? reply->tables[0]->key
                                         : "answer";
    v->out->type = book_type(kind);
    v->out->body = b.data;
    v->out->size = b.size;
    respond_header(v->cx.arena, v->out, "Content-Disposition",
                   arena_printf(v->cx.arena, "attachment; filename=\"%s.%s\"", name,
                                book_extension(kind)));
    return true;
}

/* What only reads may be asked again with the ETag, to learn that nothing has changed. */
static void send_if_changed(Visit *v, const char *text)
{
    const char *known = v->in->headers.if_none_match;
    const char *stamp = stamp_text(v->cx.arena, text);
    respond_header(v->cx.arena, v->out, "ETag", stamp);
    respond_header(v->cx.arena, v->out, "Vary", "Accept, Authorization, Cookie");
    v->out->cache = "private, no-cache";
    if (known && stamp_in(known, stamp, true))
        *v->out = (Response){.status = 304,
                             .cache = v->out->cache,
                             .headers = v->out->headers,
                             .route = v->out->route};
}

static bool send_json(Visit *v, const Reply *reply)
{
    Buf b = buf_new(v->cx.arena, 0);
    reply_json(&v->cx, reply, &b);
    v->out->type = "application/json";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
    return buf_ok(&b, &v->cx.err);
}

/* An answer that is a file of its own kind, such as a calendar, for programs that know it. */
static bool send_file(Visit *v, const Reply *reply)
{
    Bytes b = reply_file_bytes(&reply->files[0]);
    v->out->type = reply->file_type;
    v->out->body = b.data;
    v->out->size = b.size;
    respond_header(v->cx.arena, v->out, "Content-Disposition",
                   arena_printf(v->cx.arena, "inline; filename=\"%s\"", reply->files[0].name));
    return true;
}

static bool send_body(Visit *v, const Reply *reply)
{
    if (reply->file_type && reply->n_files == 1)
        return send_file(v, reply);
    if (select_book(&v->select))
        return send_book(v, reply);
    return v->select.format == SELECT_CSV ? send_csv(v, reply) : send_json(v, reply);
}

/* What the answer's stamp is made of: its text, which a change compares with (core/guard.h);
 * the digest of a workbook, which is none. */
static const char *body_as_text(const Visit *v)
{
    return memchr(v->out->body, '\0', v->out->size)
               ? digest(v->cx.arena, v->out->body, v->out->size)
               : v->out->body;
}

static bool send_reply(Visit *v, const Action *a, const Reply *whole)
{
    Reply part = *whole, *reply = &part;
    if (!select_apply(&v->cx, &v->select, reply) || !send_body(v, reply))
        return false;
    if (reply->part)
        part_links(v, reply->part);
    v->out->status = err_http_status(reply->outcome);
    if (v->in->method != METHOD_POST && !(a->flags & (CHANGES | HEAVY)) && !reply->outcome)
        send_if_changed(v, body_as_text(v));
    return true;
}

/* What is kept under the request's key goes with the change. */
typedef struct Answer {
    Visit *visit;
    const Action *action;
    const Once *once;
} Answer;

static bool keep(Ctx *cx, void *self, const Reply *reply)
{
    const Answer *answer = self;
    (void)cx;
    return send_reply(answer->visit, answer->action, reply) &&
           once_store(answer->visit, answer->once, reply);
}

void api_answer(Visit *v, const Module *m, const Action *a)
{
    void *input;
    Pairs given;
    Reply reply = {0};
    Answer answer = {.visit = v, .action = a};
    Guard guard = {.expected = v->in->headers.if_match, .keep = keep, .self = &answer};
    bool done = false;
    if (!body_is_readable(v))
        return;
    if (!visit_input(v, a, &given, &input)) {
        visit_failure(v);
        return;
    }
    if (!is_acceptable(v, a))
        return;
    bool ok = once_hear(v, &answer.once, &done);
    if (ok && !done && background_wanted(v, a)) {
        ok = background_send(v, m, a, input, answer.once);
    } else if (ok && !done) {
        v->cx.guard = &guard;
        ok = action_run(&v->cx, m, a, input, &reply) &&
             (guard.kept || keep(&v->cx, &answer, &reply));
    }
    if (ok)
        return;
    visit_failure(v);
    if (answer.once)
        once_release(&v->cx, answer.once);
}

void api_describe(Visit *v)
{
    Buf b = buf_new(v->cx.arena, 0);
    if (!permit(&v->cx, "api.read", "")) {
        visit_failure(v);
        return;
    }
    openapi_json(&v->cx, &b);
    v->out->route = "/api/openapi.json";
    v->out->type = "application/openapi+json;version=3.1";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
    send_if_changed(v, v->out->body);
}
