/* Decides when two requests are the same one, and what of an answer is kept. */
#include "web/once.h"
#include "core/secret.h"

enum { FORM_PATIENCE_MS = 15 * 1000 };

/* A visit is what the browser says, so it must not read like a person. */
static const char *who_sends(Visit *v)
{
    const Who *who = v->cx.who;
    Arena *a = v->cx.arena;
    if (who && *who->person)
        return arena_printf(a, "person:%s", who->person);
    return v->id.visit ? arena_printf(a, "visit:%s", v->id.visit)
                       : arena_printf(a, "address:%s", v->cx.origin);
}

/* The same fields and files to the same address, whatever boundary stands between them. */
static const char *digest_of(Visit *v)
{
    Arena *a = v->cx.arena;
    Buf b = buf_new(a, 0);
    unsigned char sum[SECRET_SHA256_BYTES];
    buf_printf(&b, "%s\n", v->path);
    for (int i = 0; i < v->in->form.n; i++)
        if (*v->in->form.items[i].name != '_')
            buf_printf(&b, "%s=%zu:%s\n", v->in->form.items[i].name,
                       strlen(v->in->form.items[i].value), v->in->form.items[i].value);
    for (int i = 0; i < v->in->n_files; i++) {
        const Upload *f = &v->in->files[i];
        secret_sha256(f->bytes.data, f->bytes.size, sum);
        buf_printf(&b, "%s=%s:%s\n", f->field, f->name, base64url(a, sum, sizeof sum));
    }
    if (!v->in->form.n && !v->in->n_files) {
        secret_sha256(v->in->body.data, v->in->body.size, sum);
        buf_puts(&b, base64url(a, sum, sizeof sum));
    }
    return buf_text(&b);
}

static void send_again(Visit *v, const Once *o)
{
    respond_header(v->cx.arena, v->out, "Idempotent-Replayed", "true");
    if (!*o->type && !*o->location) {
        visit_error(v, 409, "CONFLICT",
                    T(&v->cx,
                      "This has been done. Its answer held a secret, which is shown once "
                      "and kept nowhere."));
        return;
    }
    v->out->status = o->status;
    v->out->type = *o->type ? o->type : NULL;
    v->out->body = o->body;
    v->out->size = strlen(o->body);
    v->out->location = *o->location ? o->location : NULL;
}

bool once_hear(Visit *v, const Once **out, bool *done)
{
    const char *key = v->api ? v->in->headers.idempotency_key : visit_hidden(v, "_once");
    Once *o = NEW(v->cx.arena, Once);
    *out = NULL;
    if (!key || v->in->method != METHOD_POST)
        return true;
    if (!*key || strlen(key) > ONCE_LONGEST_KEY)
        return fail(&v->cx.err, USAGE, "an Idempotency-Key has 1 to %d characters",
                    ONCE_LONGEST_KEY);
    if (!once_begin(
            &v->cx,
            arena_printf(v->cx.arena, "%s %s %s", v->api ? "api" : "form", who_sends(v), key),
            digest_of(v), v->api ? 0 : FORM_PATIENCE_MS, o))
        return false;
    *done = o->replay;
    if (o->replay)
        send_again(v, o);
    else
        *out = o;
    return true;
}

bool once_store(Visit *v, const Once *o, const Reply *reply)
{
    if (!o)
        return true;
    if (reply->session) { /* a cookie cannot be given again: the same may be done again */
        once_release(&v->cx, o);
        return true;
    }
    if (reply->secret)
        return once_keep(&v->cx, o, v->out->status, "", "", "");
    return once_keep(&v->cx, o, v->out->status, v->out->type, v->out->body, v->out->location);
}
