/* Decides which requests are heard at all. What they mean is left to the router. */
#include "web/gate.h"
#include <ctype.h>

bool refuse(Refusal *no, int status, const char *why)
{
    *no = (Refusal){status, why};
    return false;
}

bool gate_method(const char *method, Method *out, Refusal *no)
{
    if (same(method, "GET"))
        *out = METHOD_GET;
    else if (same(method, "HEAD"))
        *out = METHOD_HEAD;
    else if (same(method, "POST"))
        *out = METHOD_POST;
    else
        return refuse(no, 405, "Only GET, HEAD and POST are understood here.");
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes percent-encoded text; NULL when an escape is broken or the result is not UTF-8. */
static const char *decode(Arena *a, const char *s, size_t n, bool plus_is_space)
{
    char *out = arena_alloc(a, n + 1);
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '%') {
            if (i + 2 >= n || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
                return NULL;
            out[m++] = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
            i += 2;
        } else {
            out[m++] = s[i] == '+' && plus_is_space ? ' ' : s[i];
        }
    }
    return utf8_fault(out, m) < 0 ? out : NULL;
}

bool gate_urlencoded(Arena *a, const char *text, size_t size, Pairs *out, Refusal *no)
{
    const char *at = text, *end = text + size;
    while (at < end) {
        const char *amp = memchr(at, '&', (size_t)(end - at));
        if (!amp)
            amp = end;
        const char *equals = memchr(at, '=', (size_t)(amp - at));
        size_t name_size = (size_t)((equals ? equals : amp) - at);
        const char *name = decode(a, at, name_size, true);
        const char *value =
            equals ? decode(a, equals + 1, (size_t)(amp - equals - 1), true) : "";
        if (!name || !value)
            return refuse(no, 400, "A field is not percent-encoded UTF-8.");
        if (strlen(name) > REQUEST_LONGEST_NAME)
            return refuse(no, 400, "A field's name is too long.");
        if (out->n >= REQUEST_MOST_FIELDS)
            return refuse(no, 413, "There are too many fields.");
        if (amp > at) /* "a=1&&b=2" has two fields */
            *PUSH(a, out->items, out->n, out->room) = (Pair){.name = name, .value = value};
        at = amp + 1;
    }
    return true;
}

/* "/a/../b", "/./b" and "/a//b" have other spellings that a proxy may have checked instead. */
static bool has_odd_segment(const char *path)
{
    for (const char *s = path; *s == '/';) {
        size_t n = strcspn(++s, "/");
        if ((n == 0 && s[n]) || (n == 1 && s[0] == '.') ||
            (n == 2 && s[0] == '.' && s[1] == '.'))
            return true;
        s += n;
    }
    return false;
}

bool gate_target(Arena *a, const char *raw, Request *out, Refusal *no)
{
    size_t size = strlen(raw), path_size = strcspn(raw, "?");
    if (size > REQUEST_LONGEST_TARGET)
        return refuse(no, 414, "The address is too long.");
    if (raw[0] != '/')
        return refuse(no, 400, "The address must start with '/'.");
    for (const char *c = raw; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("#\\\"<>", *c))
            return refuse(no, 400, "The address has a character that must be encoded.");
    for (size_t i = 0; i + 2 < path_size; i++)
        if (raw[i] == '%' &&
            (strncmp(raw + i, "%2", 2) == 0 || strncmp(raw + i, "%5", 2) == 0) &&
            strchr("fFcC", raw[i + 2]) &&
            (raw[i + 1] == '2') == (tolower((unsigned char)raw[i + 2]) == 'f'))
            return refuse(no, 400, "The path has an encoded '/' or '\\'.");
    const char *path = decode(a, raw, path_size, false);
    if (!path)
        return refuse(no, 400, "The path is not percent-encoded UTF-8.");
    if (strlen(path) > REQUEST_LONGEST_PATH)
        return refuse(no, 414, "The path is too long.");
    for (const char *c = path; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            return refuse(no, 400, "The path has a control character.");
    if (has_odd_segment(path))
        return refuse(no, 400, "The path has an empty, '.' or '..' part.");

    Pairs query = {0};
    if (raw[path_size] == '?' &&
        !gate_urlencoded(a, raw + path_size + 1, size - path_size - 1, &query, no))
        return false;
    out->path = path;
    out->target = arena_strdup(a, raw);
    out->query = query;
    return true;
}

static bool is_token(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && !(s[i] && strchr("!#$%&'*+-.^_`|~", s[i])))
            return false;
    return n > 0;
}

static bool is_host(const char *s)
{
    if (!*s || strlen(s) > 255)
        return false;
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80 || (!isalnum((unsigned char)*s) && !strchr(".-_:[]", *s)))
            return false;
    return true;
}

/* Digits only: "+5", "5, 5" and "0x5" are what smugglers write. */
static bool read_length(const char *s, size_t *out)
{
    size_t n = strlen(s), value = 0;
    if (n == 0 || n > 18 || strspn(s, "0123456789") != n)
        return false;
    for (; *s; s++)
        value = value * 10 + (size_t)(*s - '0');
    *out = value;
    return true;
}

/* Where a header is kept, or NULL for one that nobody asks for. */
static const char **place_of(Headers *h, const char *name)
{
    const struct {
        const char *name, **place;
    } known[] = {
        {"Host", &h->host},
        {"Accept", &h->accept},
        {"Accept-Language", &h->accept_language},
        {"Accept-Encoding", &h->accept_encoding},
        {"Cookie", &h->cookie},
        {"Origin", &h->origin},
        {"Sec-Fetch-Site", &h->sec_fetch_site},
        {"If-None-Match", &h->if_none_match},
        {"HX-Request", &h->hx_request},
        {"Content-Type", &h->content_type},
        {"Authorization", &h->authorization},
        {"User-Agent", &h->user_agent},
        {"Referer", &h->referer},
        {"X-Pont-Token", &h->x_pont_token},
        {"If-Match", &h->if_match},
        {"Idempotency-Key", &h->idempotency_key},
        {"Sec-Fetch-Mode", &h->sec_fetch_mode},
        {"X-Request-Id", &h->x_request_id},
        {"X-Forwarded-For", &h->x_forwarded_for},
        {"X-Forwarded-Proto", &h->x_forwarded_proto},
        {"Forwarded", &h->forwarded},
        {"Prefer", &h->prefer},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (same_fold(known[i].name, name))
            return known[i].place;
    return NULL;
}

/* A copy of the value without white space at its ends, or NULL when it has control characters
 * or is not UTF-8. */
static const char *clean_value(Arena *a, const RawHeader *h)
{
    const char *s = h->value;
    size_t n = h->value_size;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
        n--;
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)s[i] < ' ' && s[i] != '\t') || s[i] == 0x7F)
            return NULL;
    return utf8_fault(s, n) < 0 ? arena_strndup(a, s, n) : NULL;
}

bool gate_headers(Arena *a, const RawHeader *headers, int n, size_t most_body, Request *out,
                  BodyPlan *plan, Refusal *no)
{
    Headers kept = {0};
    const char *length = NULL, *coding = NULL;
    BodyPlan found = {0};
    for (int i = 0; i < n; i++) {
        if (!is_token(headers[i].name, headers[i].name_size))
            return refuse(no, 400, "A header's name is not a token.");
        const char *name = arena_strndup(a, headers[i].name, headers[i].name_size);
        const char *value = clean_value(a, &headers[i]);
        if (!value)
            return refuse(no, 400, "A header has a control character or is not UTF-8.");
        const char **place = place_of(&kept, name);
        if (same_fold(name, "Content-Length"))
            place = &length;
        else if (same_fold(name, "Transfer-Encoding"))
            place = &coding;
        if (!place)
            continue;
        if (!*place)
            *place = value;
        else if (place == &kept.cookie) /* HTTP/2 proxies may split it */
            *place = arena_printf(a, "%s; %s", *place, value);
        else if (place == &kept.accept || place == &kept.accept_language ||
                 place == &kept.accept_encoding || place == &kept.if_none_match ||
                 place == &kept.if_match || place == &kept.x_forwarded_for ||
                 place == &kept.prefer)
            *place = arena_printf(a, "%s, %s", *place, value);
        else
            return refuse(no, 400, "A header that may come once came twice.");
    }
    if (!kept.host || !is_host(kept.host))
        return refuse(no, 400, "There must be one good Host header.");
    if (length && coding)
        return refuse(no, 400, "Content-Length and Transfer-Encoding exclude each other.");
    if (coding && !same_fold(coding, "chunked"))
        return refuse(no, 400, "Transfer-Encoding must be 'chunked' alone.");
    if (length && !read_length(length, &found.length))
        return refuse(no, 400, "Content-Length must be one number.");
    if (found.length > most_body)
        return refuse(no, 413, "The body is larger than this server takes.");
    found.chunked = coding != NULL;
    if (out->method != METHOD_POST && (found.chunked || found.length))
        return refuse(no, 400, "Only POST carries a body.");
    out->headers = kept;
    *plan = found;
    return true;
}
