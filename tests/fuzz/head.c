/* The head of a request, cut into strings as the HTTP library cuts it, and its body as a form:
 * what passes the gate is what request.h promises. */
#include "fuzz.h"
#include "web/gate.h"
#include "web/proxy.h"

static const char *word(Arena *a, const char *line, size_t *at)
{
    size_t n = strcspn(line + *at, " ");
    const char *out = arena_strndup(a, line + *at, n);
    *at += n + (line[*at + n] == ' ');
    return out;
}

static void check(Arena *a, const Request *r)
{
    PROMISE(r->path[0] == '/' && fuzz_is_text(r->path) && !strstr(r->path, "/../"));
    PROMISE(strlen(r->path) <= REQUEST_LONGEST_PATH && !ends_with(r->path, "/.."));
    PROMISE(r->headers.host && *r->headers.host);
    PROMISE(r->query.n <= REQUEST_MOST_FIELDS && r->form.n <= REQUEST_MOST_FIELDS);
    for (int i = 0; i < r->query.n; i++)
        PROMISE(fuzz_is_text(r->query.items[i].name) && fuzz_is_text(r->query.items[i].value));
    for (int i = 0; i < r->n_files; i++)
        PROMISE(!strchr(r->files[i].name, '/') && !strchr(r->files[i].name, '\\'));
    Request resolved = *r;
    proxy_resolve(a, "127.0.0.1, ::1", "127.0.0.1", &resolved);
    PROMISE(request_id_ok(resolved.id) && *resolved.peer);
    PROMISE(strspn(resolved.peer, "0123456789abcdef.:") == strlen(resolved.peer));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    const char *at = (const char *)data, *end = at + size;
    RawHeader headers[16];
    int n = 0;
    Refusal no;
    BodyPlan plan;
    Request r = {0};
    size_t word_at = 0;
    const char *first = fuzz_line(a, &at, end);
    const char *method = word(a, first, &word_at), *target = word(a, first, &word_at);
    while (at < end && n < 16) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t line = (size_t)((stop ? stop : end) - at);
        const char *colon = memchr(at, ':', line);
        const char *text = at;
        at = stop ? stop + 1 : end;
        if (!line)
            break;
        size_t name = colon ? (size_t)(colon - text) : line;
        size_t skip = colon ? name + 1 : line;
        while (skip < line && text[skip] == ' ')
            skip++;
        headers[n++] = (RawHeader){text, text + skip, name, line - skip};
    }
    if (!gate_method(method, &r.method, &no) || !gate_target(a, target, &r, &no) ||
        !gate_headers(a, headers, n, 1 << 16, &r, &plan, &no)) {
        PROMISE(no.status >= 400 && no.status < 600 && *no.why);
        return 0;
    }
    PROMISE(!(plan.chunked && plan.length) && plan.length <= 1 << 16);
    r.body = (Bytes){at, (size_t)(end - at)};
    if (gate_form(a, &r, &no))
        check(a, &r);
    return 0;
}
