/* Decides how the body of a form is read: url-encoded, or multipart with files (RFC 7578). What
 * the fields mean is left to the application. */
#include "web/gate.h"
#include <ctype.h>

enum { LONGEST_BOUNDARY = 70 };

typedef struct Part {
    const char *name, *file_name; /* file_name NULL for an ordinary field */
} Part;

/* The media type of a Content-Type header ("text/csv; charset=utf-8" is "text/csv"). */
static bool is_type(const char *header, const char *type)
{
    size_t n = strlen(type);
    return header && strncasecmp(header, type, n) == 0 &&
           (header[n] == '\0' || header[n] == ';' || header[n] == ' ');
}

/* The value of `; key=value` or `; key="value"` in a header, unescaped; NULL when there is
 * none, or when it is broken or comes twice. */
static const char *parameter(Arena *a, const char *header, const char *key)
{
    const char *found = NULL;
    const char *s = header + strcspn(header, ";");
    while (*s == ';') {
        for (s++; *s == ' ' || *s == '\t';)
            s++;
        size_t n = strcspn(s, "=; \t");
        bool wanted = n == strlen(key) && strncasecmp(s, key, n) == 0 && s[n] == '=';
        s += n;
        if (*s == '=')
            s++;
        Buf value = buf_new(a, REQUEST_LONGEST_NAME * 4);
        if (*s == '"') {
            for (s++; *s && *s != '"'; s++) {
                /* Browsers write %22 for a quote and leave '\' as it is; others write \". */
                if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
                    s++;
                buf_putc(&value, *s);
            }
            if (*s != '"')
                return NULL;
            s++;
        } else {
            n = strcspn(s, "; \t");
            buf_put(&value, s, n);
            s += n;
        }
        s += strspn(s, " \t");
        if (wanted && (found || value.over))
            return NULL;
        if (wanted)
            found = buf_text(&value);
    }
    return *s ? NULL : found;
}

static bool boundary_ok(const char *b)
{
    size_t n = b ? strlen(b) : 0;
    if (n == 0 || n > LONGEST_BOUNDARY || b[n - 1] == ' ')
        return false;
    for (; *b; b++)
        if (!isalnum((unsigned char)*b) && !strchr("'()+_,-./:=? ", *b))
            return false;
    return true;
}

/* Reads a part's header lines from *at on, and moves *at to its content. */
static bool part_headers(Arena *a, const char **at, const char *end, Part *out, Refusal *no)
{
    *out = (Part){0};
    for (;;) {
        const char *stop = memmem(*at, (size_t)(end - *at), "\r\n", 2);
        if (!stop)
            return refuse(no, 400, "A part of the form is cut short.");
        size_t n = (size_t)(stop - *at);
        if (utf8_fault(*at, n) >= 0)
            return refuse(no, 400, "A part's header is not UTF-8.");
        const char *line = arena_strndup(a, *at, n);
        *at = stop + 2;
        if (n == 0)
            break;
        static const char disposition[] = "Content-Disposition:";
        if (strncasecmp(line, disposition, sizeof disposition - 1) != 0)
            continue; /* Content-Type of the part: the reader of the file looks for itself */
        const char *value = text_trim(a, line + sizeof disposition - 1);
        if (!is_type(value, "form-data") || out->name)
            return refuse(no, 400, "A part of the form has a bad Content-Disposition.");
        out->name = parameter(a, value, "name");
        out->file_name = parameter(a, value, "filename");
        if (!out->file_name && strstr(value, "filename"))
            return refuse(no, 400, "A file's name cannot be read.");
    }
    if (!out->name || !*out->name || strlen(out->name) > REQUEST_LONGEST_NAME)
        return refuse(no, 400, "A part of the form has no name.");
    return true;
}

/* "C:\returns\powys.csv" and "../powys.csv" are "powys.csv". */
static const char *without_folders(const char *name)
{
    for (const char *s = name; *s; s++)
        if (*s == '/' || *s == '\\')
            name = s + 1;
    return name;
}

bool gate_multipart(Arena *a, const char *body, size_t size, const char *boundary, Request *out,
                    Refusal *no)
{
    const char *end = body + size;
    const char *mark = arena_printf(a, "\r\n--%s", boundary);
    size_t mark_size = strlen(mark);
    Pairs form = {0};
    Upload *files = NULL;
    int n_files = 0, room = 0;

    /* The first boundary has no line break before it. */
    if (size < mark_size - 2 || memcmp(body, mark + 2, mark_size - 2) != 0)
        return refuse(no, 400, "The form does not start with its boundary.");
    const char *at = body + mark_size - 2;
    while (!(end - at >= 2 && memcmp(at, "--", 2) == 0)) {
        if (end - at < 2 || memcmp(at, "\r\n", 2) != 0)
            return refuse(no, 400, "The form has a bad boundary.");
        at += 2;
        Part part;
        if (!part_headers(a, &at, end, &part, no))
            return false;
        const char *stop = memmem(at, (size_t)(end - at), mark, mark_size);
        if (!stop)
            return refuse(no, 400, "The form is cut short.");
        size_t n = (size_t)(stop - at);
        if (part.file_name) {
            if (n_files >= REQUEST_MOST_FILES)
                return refuse(no, 413, "There are too many files.");
            const char *name = without_folders(part.file_name);
            if (strlen(name) > REQUEST_LONGEST_NAME)
                return refuse(no, 400, "A file's name is too long.");
            if (n || *name) /* a file field left empty is no file */
                *PUSH(a, files, n_files, room) =
                    (Upload){part.name, name, {arena_strndup(a, at, n), n}};
        } else {
            if (form.n >= REQUEST_MOST_FIELDS)
                return refuse(no, 413, "There are too many fields.");
            if (utf8_fault(at, n) >= 0)
                return refuse(no, 400, "A field is not UTF-8.");
            *PUSH(a, form.items, form.n, form.room) =
                (Pair){.name = part.name, .value = arena_strndup(a, at, n)};
        }
        at = stop + mark_size;
    }
    out->form = form;
    out->files = files;
    out->n_files = n_files;
    return true;
}

bool gate_form(Arena *a, Request *out, Refusal *no)
{
    const char *type = out->headers.content_type;
    if (out->method != METHOD_POST)
        return true;
    if (is_type(type, "application/x-www-form-urlencoded"))
        return gate_urlencoded(a, out->body.data, out->body.size, &out->form, no);
    if (is_type(type, "multipart/form-data")) {
        const char *boundary = parameter(a, type, "boundary");
        if (!boundary_ok(boundary))
            return refuse(no, 400, "The form's boundary cannot be read.");
        return gate_multipart(a, out->body.data, out->body.size, boundary, out, no);
    }
    return true;
}
