/* Decides what a cookie may look like, coming and going. */
#include "web/cookie.h"
#include <ctype.h>

static bool is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && !(s[i] && strchr("!#$%&'*+-.^_`|~", s[i])))
            return false;
    return n > 0;
}

/* cookie-octet: printable ASCII without white space and without " , ; \ */
static bool is_value(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] <= ' ' || s[i] >= 0x7F || strchr("\",;\\", s[i]))
            return false;
    return true;
}

const char *cookie_find(Arena *a, const char *header, const char *name)
{
    const char *found = NULL;
    size_t name_size = strlen(name);
    if (!header)
        return NULL;
    for (const char *at = header;;) {
        at += strspn(at, " \t");
        size_t n = strcspn(at, ";");
        const char *next = at + n;
        while (n && (at[n - 1] == ' ' || at[n - 1] == '\t'))
            n--;
        const char *equals = memchr(at, '=', n);
        if (equals && (size_t)(equals - at) == name_size && memcmp(at, name, name_size) == 0) {
            const char *value = equals + 1;
            size_t size = (size_t)(at + n - value);
            if (size >= 2 && value[0] == '"' && value[size - 1] == '"') {
                value++; /* the standard allows quotes around a value */
                size -= 2;
            }
            if (found)
                return NULL;
            if (is_value(value, size))
                found = arena_strndup(a, value, size);
        }
        if (!*next)
            return found;
        at = next + 1;
    }
}

/* A path of ours: absolute, without what would end the attribute. */
static bool is_path(const char *s)
{
    if (*s != '/')
        return false;
    for (; *s; s++)
        if (*s <= ' ' || *s >= 0x7F || *s == ';')
            return false;
    return true;
}

const char *cookie_set(Arena *a, const Cookie *c)
{
    static const char *const same_site[] = {"Lax", "Strict", "None"};
    const char *path = c->path ? c->path : "/";
    bool host = starts_with(c->name, "__Host-"), secure = starts_with(c->name, "__Secure-");
    size_t name_size = strlen(c->name), value_size = strlen(c->value);
    if (!is_name(c->name, name_size) || !is_value(c->value, value_size) || !is_path(path) ||
        name_size + value_size > COOKIE_LONGEST || (host && !same(path, "/")) ||
        (c->plain_http && (host || secure || c->same_site == SAME_SITE_NONE)))
        return NULL;
    Buf b = buf_new(a, 0);
    buf_printf(&b, "%s=%s; Path=%s", c->name, c->value, path);
    if (c->max_age)
        buf_printf(&b, "; Max-Age=%ld", c->max_age > 0 ? c->max_age : 0L);
    if (!c->plain_http)
        buf_puts(&b, "; Secure");
    if (!c->for_scripts)
        buf_puts(&b, "; HttpOnly");
    buf_printf(&b, "; SameSite=%s", same_site[c->same_site]);
    return buf_text(&b);
}
