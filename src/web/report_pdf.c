/* Decides what is added to a PDF that cairo has written: the language of the document, that its
 * title is shown, descriptions of figures and scopes of headings. cairo 1.16 has no words for
 * them. They are appended as an incremental update (ISO 32000-1, 7.5.6): changed objects, their
 * offsets, and a trailer that points to the one before; not a byte of the file is moved. A file
 * that is written otherwise (a newer cairo with compressed cross references) is left as it is.
 */
#include "web/raster.h"
#include <stdlib.h>

const char *pdf_string(Arena *a, const char *s)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, "<FEFF");
    while (*s) {
        unsigned char lead = (unsigned char)*s++;
        int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        unsigned code = more ? lead & (0x3fu >> more) : lead;
        for (; more && *s; more--)
            code = code << 6 | ((unsigned char)*s++ & 0x3f);
        if (code >= 0x10000)
            buf_printf(&b, "%04X%04X", 0xd800 + ((code - 0x10000) >> 10),
                       0xdc00 + ((code - 0x10000) & 0x3ff));
        else
            buf_printf(&b, "%04X", code);
    }
    buf_puts(&b, ">");
    return buf_text(&b);
}

typedef struct Update {
    Arena *a;
    const char *pdf;
    size_t size;
    Buf out, offsets; /* what is appended; its table of offsets */
} Update;

/* Appends the object of that number, from its "<<" to before its last ">>", and `extra`. */
static void change(Update *u, long number, const char *from, const char *to, const char *extra)
{
    buf_printf(&u->offsets, "%ld 1\n%010zu 00000 n \n", number, u->size + u->out.len);
    buf_printf(&u->out, "%ld 0 obj\n", number);
    buf_put(&u->out, from, (size_t)(to - from));
    buf_printf(&u->out, "   %s\n>>\nendobj\n", extra);
}

/* The part of an object between "<<" and the last ">>" before "endobj". */
static bool inside(const char *object, const char **from, const char **to)
{
    const char *end = strstr(object, "endobj");
    *from = strstr(object, "<<");
    if (!end || !*from || *from > end)
        return false;
    for (*to = end - 2; *to > *from; (*to)--)
        if ((*to)[0] == '>' && (*to)[1] == '>')
            return true;
    return false;
}

static const char *object_before(const char *pdf, const char *at, long *number)
{
    while (at > pdf && strncmp(at, " 0 obj", 6) != 0)
        at--;
    while (at > pdf && at[-1] >= '0' && at[-1] <= '9')
        at--;
    *number = strtol(at, NULL, 10);
    return at;
}

static const char *find(const Update *u, const char *from, const char *what)
{
    size_t left = u->size - (size_t)(from - u->pdf);
    return memmem(from, left, what, strlen(what));
}

/* The file has the elements in the order in which they were opened. */
static void change_elements(Update *u, const PdfExtra *extras, int n)
{
    int next = 0;
    for (const char *at = u->pdf; (at = find(u, at, "/Type /StructElem")); at += 17) {
        long number;
        const char *object = object_before(u->pdf, at, &number), *from, *to;
        const char *kind = strstr(at, "/S /");
        if (!inside(object, &from, &to) || !kind || kind > to)
            continue;
        kind += 4;
        size_t length = strcspn(kind, " \n/>");
        for (int i = next; i < n; i++)
            if (strlen(extras[i].tag) == length && strncmp(extras[i].tag, kind, length) == 0) {
                next = i + 1;
                if (extras[i].extra)
                    change(u, number, from, to, extras[i].extra);
                break;
            }
    }
}

static long number_after(const char *text, const char *name)
{
    const char *at = text ? strstr(text, name) : NULL;
    return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

void pdf_append(Arena *a, const char *pdf, size_t size, const char *lang,
                const PdfExtra *extras, int n, Bytes *out)
{
    Update u = {.a = a, .pdf = pdf, .size = size};
    const char *trailer = NULL, *last = NULL, *from, *to;
    *out = (Bytes){pdf, size};
    for (const char *at = pdf; (at = find(&u, at, "trailer")); at++)
        trailer = at;
    for (const char *at = pdf; (at = find(&u, at, "startxref")); at++)
        last = at;
    long root = number_after(trailer, "/Root "), previous = number_after(last, "startxref\n");
    const char *catalog = find(&u, pdf, arena_printf(a, "\n%ld 0 obj", root));
    if (!trailer || !root || !previous || !catalog || !inside(catalog + 1, &from, &to))
        return;
    u.out = buf_new(a, 0);
    u.offsets = buf_new(a, 0);
    change(
        &u, root, from, to,
        arena_printf(a, "/Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>", lang));
    change_elements(&u, extras, n);
    size_t table = size + u.out.len;
    buf_printf(&u.out, "xref\n%s", buf_text(&u.offsets));
    buf_printf(&u.out,
               "trailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Info %ld 0 R\n   /Prev %ld\n>>\n"
               "startxref\n%zu\n%%%%EOF\n",
               number_after(trailer, "/Size "), root, number_after(trailer, "/Info "), previous,
               table);
    Buf whole = buf_new(a, 0);
    buf_put(&whole, pdf, size);
    buf_put(&whole, buf_text(&u.out), u.out.len);
    *out = (Bytes){buf_text(&whole), whole.len};
}
