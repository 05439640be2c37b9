/* Decides how text, markup and addresses are written into a page. Which page, and what stands
 * in it, is left to the compiled pages and their views. */
#include "web/html.h"
#include <ctype.h>
#include <strings.h>

Out out_new(Arena *a, Lang lang, Translate translate)
{
    return (Out){.buf = buf_new(a, 0), .lang = lang, .translate = translate};
}

Html out_html(Out *out)
{
    return (Html){arena_strndup(out->buf.arena, buf_text(&out->buf), out->buf.len)};
}

void out_table(Out *out, const struct Table *table)
{
    OutTables *t = out->tables;
    for (int i = 0; t && i < t->n; i++)
        if (t->items[i] == table)
            return;
    if (t)
        *PUSH(out->buf.arena, t->items, t->n, t->room) = table;
}

Html html_text(Arena *a, const char *text)
{
    Out out = out_new(a, LANG_EN, NULL);
    out_text(&out, text);
    return out_html(&out);
}

const char *tr(const Out *out, const char *english)
{
    return out->translate ? out->translate(out->lang, english) : english;
}

void out_raw(Out *out, const char *markup)
{
    buf_puts(&out->buf, markup);
}

void out_text(Out *out, const char *text)
{
    if (text)
        buf_xml(&out->buf, text);
}

void out_int(Out *out, long long value)
{
    buf_printf(&out->buf, "%lld", value);
}

void out_size(Out *out, unsigned long long value)
{
    buf_printf(&out->buf, "%llu", value);
}

void out_markup(Out *out, Html markup)
{
    if (markup.s)
        buf_puts(&out->buf, markup.s);
}

bool url_is_safe(const char *url)
{
    /* Browsers drop tabs and line ends inside a scheme and white space before it, and read '\'
     * as '/', so an address with any of these is not what it seems. */
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7F || *p == '\\')
            return false;
    size_t scheme = strcspn(url, ":/?#");
    if (url[scheme] != ':')
        return true;
    return (scheme == 4 && strncasecmp(url, "http", 4) == 0) ||
           (scheme == 5 && strncasecmp(url, "https", 5) == 0) ||
           (scheme == 6 && strncasecmp(url, "mailto", 6) == 0);
}

void out_url_text(Out *out, const char *url)
{
    if (!url || !url_is_safe(url))
        url = "#";
    if (out->lang == LANG_CY && *url == '/' && url[1] != '/')
        out_raw(out, "/cy");
    out_text(out, url);
}

void out_url(Out *out, Url url)
{
    out_text(out, url.s && url_is_safe(url.s) ? url.s : "#");
}

void out_url_rest(Out *out, Url rest)
{
    out_text(out, rest.s);
}

static void encode(Buf *b, const char *part)
{
    for (const char *p = part; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x80 && (isalnum(c) || strchr("-._~", c)))
            buf_putc(b, *p);
        else
            buf_printf(b, "%%%02X", c);
    }
}

void out_url_part(Out *out, const char *part)
{
    if (part)
        encode(&out->buf, part);
}

Url url_join(Arena *a, const char *literal, ...)
{
    Buf b = buf_new(a, 0);
    va_list args;
    va_start(args, literal);
    bool encoded = false;
    for (const char *s = literal; s; s = va_arg(args, const char *), encoded = !encoded) {
        if (encoded)
            encode(&b, s);
        else
            buf_puts(&b, s);
    }
    va_end(args);
    return (Url){buf_text(&b)};
}

void T_(Out *out, const char *english)
{
    out_text(out, tr(out, english));
}

void TF_(Out *out, const char *english, ...)
{
    va_list args;
    va_start(args, english);
    out_text(out, arena_vprintf(out->buf.arena, tr(out, english), args));
    va_end(args);
}
