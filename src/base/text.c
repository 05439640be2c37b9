/* Decides how numbers are read and written, and what is valid text. What a text means is left
 * to the callers. */
#include "base/text.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

Buf buf_new(Arena *a, size_t limit)
{
    return (Buf){.arena = a, .limit = limit ? limit : (size_t)64 << 20};
}

static bool make_room(Buf *b, size_t n)
{
    if (b->over || b->len + n > b->limit) {
        b->over = true;
        return false;
    }
    if (b->len + n + 1 > b->room) {
        size_t room = b->room ? 2 * b->room : 256;
        while (room < b->len + n + 1)
            room *= 2;
        b->data = arena_grow(b->arena, b->data, b->len, room);
        b->room = room;
    }
    return true;
}

void buf_reserve(Buf *b, size_t n)
{
    if (b->over || b->len + n > b->limit || b->len + n + 1 <= b->room)
        return;
    b->data = arena_grow(b->arena, b->data, b->len, b->len + n + 1);
    b->room = b->len + n + 1;
}

void buf_put(Buf *b, const char *s, size_t n)
{
    if (!make_room(b, n))
        return;
    if (n)
        memcpy(b->data + b->len, s, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_puts(Buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void buf_putc(Buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_vprintf(Buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0 || !make_room(b, (size_t)n))
        return;
    vsnprintf(b->data + b->len, (size_t)n + 1, format, args);
    b->len += (size_t)n;
}

void buf_xml(Buf *b, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "&<>\"'");
        buf_put(b, text, plain);
        text += plain;
        if (!*text)
            return;
        buf_puts(b, *text == '&'   ? "&amp;"
                    : *text == '<' ? "&lt;"
                    : *text == '>' ? "&gt;"
                    : *text == '"' ? "&quot;"
                                   : "&#39;");
        text++;
    }
}

void buf_printf(Buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

const char *buf_text(const Buf *b)
{
    return b->data ? b->data : "";
}

bool buf_ok(const Buf *b, Err *err)
{
    if (b->over)
        return fail(err, TOO_LARGE, "output is larger than %zu bytes", b->limit);
    return true;
}

bool same_fold(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && same(s + n - m, suffix);
}

/* Length of the white space at s: ASCII space and controls, or U+00A0. */
static size_t space_at(const char *s)
{
    if (*s && (isspace((unsigned char)*s)))
        return 1;
    return (unsigned char)s[0] == 0xC2 && (unsigned char)s[1] == 0xA0 ? 2 : 0;
}

const char *text_trim(Arena *a, const char *s)
{
    for (size_t k; (k = space_at(s));)
        s += k;
    size_t end = 0;
    for (size_t i = 0; s[i];) {
        size_t k = space_at(s + i);
        i += k ? k : 1;
        if (!k)
            end = i;
    }
    return s[end] ? arena_strndup(a, s, end) : s;
}

const char *text_slug(Arena *a, const char *s)
{
    char *out = arena_alloc(a, strlen(s) + 1);
    size_t n = 0;
    bool gap = false;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (isalnum(c) || c >= 0x80) {
            if (gap && n)
                out[n++] = '_';
            gap = false;
            out[n++] = (char)(c < 0x80 ? tolower(c) : c);
        } else {
            gap = true;
        }
    }
    out[n] = '\0';
    return out;
}

int text_split(Arena *a, const char *s, char c, const char ***parts)
{
    int n = 0, room = 0;
    *parts = NULL;
    if (!*text_trim(a, s))
        return 0;
    for (;;) {
        const char *end = strchr(s, c);
        size_t len = end ? (size_t)(end - s) : strlen(s);
        *PUSH(a, *parts, n, room) = text_trim(a, arena_strndup(a, s, len));
        if (!end)
            return n;
        s = end + 1;
    }
}

int text_distance(const char *a, const char *b, int most)
{
    enum { LONGEST = 64 };
    size_t n = strlen(a), m = strlen(b);
    if (n > LONGEST || m > LONGEST)
        return most + 1;
    int row[LONGEST + 1];
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int up = row[j], best = diagonal + (a[i - 1] != b[j - 1]);
            if (up + 1 < best)
                best = up + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = up;
            row[j] = best;
        }
    }
    return row[m] <= most ? row[m] : most + 1;
}

bool text_to_int(const char *s, int64_t *out)
{
    const char *p = s + (*s == '-' || *s == '+');
    if (!*p || strspn(p, "0123456789") != strlen(p))
        return false;
    errno = 0;
    long long v = strtoll(s, NULL, 10);
    if (errno)
        return false;
    *out = v;
    return true;
}

bool text_to_double(const char *s, double *out)
{
    const char *p = s + (*s == '-' || *s == '+');
    size_t whole = strspn(p, "0123456789"), part = 0;
    p += whole;
    if (*p == '.')
        part = strspn(++p, "0123456789"), p += part;
    if (whole + part == 0)
        return false;
    if (*p == 'e' || *p == 'E') {
        p++;
        p += *p == '-' || *p == '+';
        size_t e = strspn(p, "0123456789");
        if (e == 0)
            return false;
        p += e;
    }
    if (*p)
        return false;
    double v = strtod(s, NULL);
    if (!isfinite(v))
        return false;
    *out = v;
    return true;
}

const char *text_double(Arena *a, double v)
{
    char text[40];
    if (v == 0)
        return "0";
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    /* %g turns to exponents at 1e+05 already; whole numbers read better written out. */
    if (strchr(text, 'e') && fabs(v) < 1e15 && v == floor(v))
        snprintf(text, sizeof text, "%.0f", v);
    return arena_strdup(a, text);
}

const char *text_fixed(Arena *a, double v, int decimals)
{
    char *text = arena_printf(a, "%.*f", decimals, v);
    return *text == '-' && strspn(text + 1, "0.") == strlen(text + 1) ? text + 1 : text;
}

long utf8_fault(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < n;) {
        unsigned c = p[i];
        size_t more;
        unsigned least, code;
        if (c && c < 0x80) {
            i++;
            continue;
        } else if (c >= 0xC2 && c < 0xE0) {
            more = 1, least = 0x80, code = c & 0x1F;
        } else if (c >= 0xE0 && c < 0xF0) {
            more = 2, least = 0x800, code = c & 0x0F;
        } else if (c >= 0xF0 && c < 0xF5) {
            more = 3, least = 0x10000, code = c & 0x07;
        } else {
            return (long)i;
        }
        if (i + more >= n)
            return (long)i;
        for (size_t k = 1; k <= more; k++) {
            if ((p[i + k] & 0xC0) != 0x80)
                return (long)i;
            code = code << 6 | (p[i + k] & 0x3Fu);
        }
        if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
            return (long)i;
        i += more + 1;
    }
    return -1;
}

int utf8_width(const char *s)
{
    int w = 0;
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if ((*p & 0xC0) == 0x80)
            continue; /* inside a character */
        if ((*p == 0xCC) || (*p == 0xCD && p[1] < 0xB0))
            continue; /* combining mark U+0300..U+036F */
        w++;
    }
    return w;
}
