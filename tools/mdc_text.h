/* Text that grows, for tools/mdc.c: escaped as HTML, and written as a literal of C. The tool is
 * short-lived: what it allocates is given back when it ends. */
#ifndef PONT_TOOLS_MDC_TEXT_H
#define PONT_TOOLS_MDC_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Text {
    char *s; /* a NUL stands after the last byte */
    size_t n, room;
} Text;

static _Noreturn void stop(const char *about, const char *what)
{
    fprintf(stderr, "mdc: %s: %s\n", about, what);
    exit(1);
}

static void put_bytes(Text *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->room) {
        t->room = (t->n + n + 1) * 2;
        t->s = realloc(t->s, t->room);
        if (!t->s)
            stop("memory", "is used up");
    }
    memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

static void put(Text *t, const char *s)
{
    put_bytes(t, s, strlen(s));
}

static void put_char(Text *t, char c)
{
    put_bytes(t, &c, 1);
}

static void __attribute__((format(printf, 2, 0)))
put_number(Text *t, const char *format, unsigned number)
{
    char s[64];
    snprintf(s, sizeof s, format, number);
    put(t, s);
}

static void put_escaped(Text *t, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (s[i]) {
        case '&':
            put(t, "&amp;");
            break;
        case '<':
            put(t, "&lt;");
            break;
        case '>':
            put(t, "&gt;");
            break;
        case '"':
            put(t, "&quot;");
            break;
        default:
            put_char(t, s[i]);
        }
}

static char *copy(const char *s, size_t n)
{
    Text t = {0};
    put_bytes(&t, s, n);
    return t.s;
}

static char *copy_joined(const char *first, const char *second)
{
    Text t = {0};
    put(&t, first);
    put(&t, second);
    return t.s;
}

static Text read_file(const char *path)
{
    Text t = {0};
    char part[4096];
    FILE *f = fopen(path, "rb");
    if (!f)
        stop(path, "cannot be read");
    put(&t, "");
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        put_bytes(&t, part, n);
    if (ferror(f))
        stop(path, "cannot be read");
    fclose(f);
    return t;
}

/* One literal a line. Octal for what is not plain, and for '?', which can start a trigraph. */
static void write_literal(FILE *out, const char *s, size_t n)
{
    fputs("\n    \"", out);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '\n')
            fputs(i + 1 < n ? "\\n\"\n    \"" : "\\n", out);
        else if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

#endif
