/* Decides what is worth a job: from a page what computes long or brings a large file, from a
 * program what it asks for. */
#include "web/background.h"
#include "core/who.h"
#include "core/worker.h"
#include "db/db.h"

enum { LARGE_UPLOAD = 256 * 1024 };

static bool can_wait(const Visit *v, const Action *a)
{
    const Headers *h = &v->in->headers;
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].flags & SECRET)
            return false; /* would have to be stored */
    return v->cx.workers && v->in->method == METHOD_POST && *v->cx.who->person &&
           !(a->flags & (PROMPT | PROVE_AGAIN | FORM_ONLY)) && !(v->api ? h->if_match : NULL);
}

bool background_wanted(const Visit *v, const Action *a)
{
    size_t sent = 0;
    if (!can_wait(v, a))
        return false;
    if (v->api)
        return v->in->headers.prefer && strstr(v->in->headers.prefer, "respond-async");
    for (int i = 0; i < v->in->n_files; i++)
        sent += v->in->files[i].bytes.size;
    return (a->flags & HEAVY) || sent > LARGE_UPLOAD;
}

/* 202 with the job as its body: the same names as /api/job/show. */
static void send_accepted(Visit *v, const char *id)
{
    Buf b = buf_new(v->cx.arena, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    json_put_bool(&j, "ok", true);
    json_put_text(&j, "job", id);
    json_put_text(&j, "state", "waiting");
    json_close(&j);
    v->out->status = 202;
    v->out->type = "application/json";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
    v->out->location = arena_printf(v->cx.arena, "/api/job/show?id=%s", id);
    respond_header(v->cx.arena, v->out, "Preference-Applied", "respond-async");
}

static bool add(Visit *v, const Module *m, const Action *a, const void *input, const Once *once)
{
    const char *id;
    Reply nothing = {0};
    if (!job_add(&v->cx, m, a, input, &id))
        return false;
    if (v->api)
        send_accepted(v, id);
    else
        respond_see(v->out,
                    visit_path(v, v->cx.lang, arena_printf(v->cx.arena, "/job/%s", id)));
    return once_store(v, once, &nothing);
}

bool background_send(Visit *v, const Module *m, const Action *a, const void *input,
                     const Once *once)
{
    if (!db_begin(&v->cx) || !db_end(&v->cx, add(v, m, a, input, once)))
        return false;
    workers_wake(v->cx.workers);
    return true;
}
