/* Decides which answers may be given again. Only whole pages that were asked for with GET, that
 * set no cookie, and that hold nothing meant for one answer alone. */
#include "web/kept.h"
#include "core/session.h"
#include "web/assets.h"
#include "web/compress.h"
#include "web/cookie.h"

static bool is_kept_kind(const Visit *v)
{
    const Headers *h = &v->in->headers;
    return v->in->method != METHOD_POST && !v->api && !h->authorization;
}

/* Who asks (the session's cookie), what, in which language, on which day, and which coding. */
static const char *key_of(Visit *v)
{
    Arena *a = v->cx.arena;
    const Headers *h = &v->in->headers;
    const char *session = cookie_find(a, h->cookie, identity_cookie);
    const char *coding = accepts_encoding(a, h->accept_encoding, "br")     ? "br"
                         : accepts_encoding(a, h->accept_encoding, "gzip") ? "gzip"
                                                                           : "";
    return arena_printf(a, "%s %s %s %d %s", session ? session : "-", coding,
                        lang_code(v->cx.lang), v->cx.today.days, v->target);
}

bool kept_answer(PageCache *cache, Visit *v, Kept *out)
{
    CachedPage page;
    *out = (Kept){0};
    if (!is_kept_kind(v))
        return false;
    if (!db_version(&v->cx, out->version)) {
        err_clear(&v->cx.err); /* it is built, and says what is wrong */
        return false;
    }
    out->key = key_of(v);
    if (!cache_get(cache, v->cx.arena, out->key, out->version, v->cx.now, &page))
        return false;
    v->out->type = "text/html; charset=utf-8";
    v->out->body = page.body.data;
    v->out->size = page.body.size;
    v->out->route = page.route;
    respond_header(v->cx.arena, v->out, "Content-Language", page.language);
    if (page.encoding) {
        respond_header(v->cx.arena, v->out, "Content-Encoding", page.encoding);
        respond_header(v->cx.arena, v->out, "Vary", "Accept-Encoding");
    }
    return true;
}

void kept_store(PageCache *cache, Visit *v, const Kept *at)
{
    Response *r = v->out;
    if (!at->key || v->fresh || r->status != 200 || !r->type ||
        !starts_with(r->type, "text/html") || !r->size || r->location || !db_ok(&v->cx) ||
        pairs_find(&r->headers, "Set-Cookie") || pairs_find(&r->headers, "Refresh"))
        return;
    /* A form is sent once, so that each is made anew. */
    if (strstr(r->body, "name=\"_once\""))
        return;
    /* A visitor's form token is made for the one cookie; a session's is in the key. */
    if (!v->id.session && strstr(r->body, v->id.form_token))
        return;
    const char *language = lang_code(v->cx.lang);
    compress_response(v->cx.arena, v->in, r);
    const Who *who = v->cx.who;
    int64_t until = v->cx.now + SESSION_SEEN_SECONDS;
    if (who->until && who->until < until)
        until = who->until;
    cache_put(cache, at->key, at->version, until,
              &(CachedPage){.body = {r->body, r->size},
                            .encoding = pairs_find(&r->headers, "Content-Encoding"),
                            .language = language,
                            .route = r->route});
}
