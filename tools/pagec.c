/* pagec IN.html OUT.c OUT.h
 *
 * Compiles a page to a C function that writes it, so that a wrong field, a missing semicolon of
 * the HTML kind (an unquoted attribute, a value inside a script) and an unbalanced block are
 * errors of the build that name the page and its line.
 *
 *     {{page OrgListView v include "modules/org/org_view.h" "web/parts.h"}}   first line
 *     {{ v->name }}                    written by its type and place, see below
 *     {{t "Vacancies"}}                translated, escaped
 *     {{t "%d of %d returned", a, b}}  the same with printf arguments
 *     {% for (int i = 0; i < v->n; i++) %} ... {% end %}
 *     {% if (v->n > 0) %} ... {% else if (...) %} ... {% else %} ... {% end %}
 *     {% let const OrgRow *row = &v->rows[i] %}
 *     {% call page_pager(out, &v->pager) %}
 *     {# a remark #}
 *
 * src/web/pages/layout.html becomes page_layout, src/modules/org/pages/list.html page_org_list;
 * each is `void page_x(Out *out, const View *v)`; with a bare {{page}} there is no view.
 *
 * The place of {{ expr }} decides its writer (web/html.h): text takes Html too; a quoted
 * attribute does not; the start of an href, src or action is checked as an address, and what
 * follows inside an address is percent-encoded. Script, style and event attributes are refused:
 * the content security policy would block them. Both branches of an if must leave the HTML in
 * the same place. White space with a line break in it becomes one line break. */
#include "markup.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, DEEPEST = 32 };

typedef struct Block {
    char word; /* 'f'or, 'i'f */
    int line;
    bool has_else;
    Spot start;
    bool has_end; /* a branch has ended, at: */
    Spot end;
} Block;

typedef struct Page {
    const char *path;
    char *text;
    int line; /* of the part being read */
    FILE *out;
    Spot spot;
    Block blocks[DEEPEST];
    int depth;
    bool at_line_start; /* of the output */
} Page;

static _Noreturn void __attribute__((format(printf, 3, 4)))
stop(const Page *p, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: error: ", p->path, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* ---- output ---- */

/* Moves over one character of markup. */
static void step(Page *p, const char *rest)
{
    const char *fault = spot_step(&p->spot, rest);
    if (fault)
        stop(p, p->line, "%s", fault);
}

/* Writes text[0..n) as a C string, white space around line breaks folded to one line break. */
static void put_markup(Page *p, const char *text, size_t n)
{
    bool open = false;
    const char *pending = ""; /* the start of a new line of the C, once something follows */
    for (size_t i = 0; i < n;) {
        size_t space = i, breaks = 0;
        while (space < n && isspace((unsigned char)text[space]))
            breaks += text[space++] == '\n';
        if (space > i && (breaks || p->at_line_start)) {
            for (size_t k = i; k < space; k++) {
                step(p, text + k);
                p->line += text[k] == '\n';
            }
            i = space;
            if (p->at_line_start)
                continue;
            fputs(open ? "\\n" : "    out_raw(out, \"\\n", p->out);
            pending = "\"\n                 \"";
            open = true;
            p->at_line_start = true;
            continue;
        }
        if (!open)
            fputs("    out_raw(out, \"", p->out);
        fputs(pending, p->out);
        pending = "";
        open = true;
        p->at_line_start = false;
        step(p, text + i);
        unsigned char c = (unsigned char)text[i++];
        if (c == '"' || c == '\\')
            fprintf(p->out, "\\%c", c);
        else if (c == '?') /* no trigraphs */
            fputs("\\?", p->out);
        else if (c < ' ' || c >= 0x7F)
            fprintf(p->out, "\\%03o", c);
        else
            fputc(c, p->out);
    }
    if (open)
        fputs("\");\n", p->out);
}

static void __attribute__((format(printf, 3, 4)))
put_code(Page *p, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(p->out, "#line %d \"%s\"\n    ", line, p->path);
    vfprintf(p->out, format, args);
    fputc('\n', p->out);
    va_end(args);
}

/* ---- tags ---- */

/* The end of the C inside a tag: the first `close` outside strings and brackets. */
static char *code_end(const Page *p, char *from, const char *close)
{
    char nest[DEEPEST];
    int depth = 0;
    for (char *c = from; *c; c++) {
        if (depth == 0 && strncmp(c, close, 2) == 0)
            return c;
        if (*c == '"' || *c == '\'') {
            char quote = *c;
            for (c++; *c && *c != quote && *c != '\n'; c++)
                if (*c == '\\' && c[1])
                    c++;
            if (*c != quote)
                stop(p, p->line, "a string is not closed");
        } else if (strchr("([{", *c)) {
            if (depth == DEEPEST)
                stop(p, p->line, "brackets are nested too deep");
            nest[depth++] = *c == '(' ? ')' : *c == '[' ? ']' : '}';
        } else if (strchr(")]}", *c)) {
            if (depth == 0 || nest[--depth] != *c)
                stop(p, p->line, "'%c' does not match", *c);
        } else if (*c == ';' && depth == 0) {
            stop(p, p->line, "no ';' here");
        }
    }
    stop(p, p->line, "the tag is not closed with '%s'%s", close,
         depth ? ": a bracket is open" : "");
}

static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    for (char *end = s + strlen(s); end > s && isspace((unsigned char)end[-1]);)
        *--end = '\0';
    return s;
}

/* If s starts with the word, what follows it; else NULL. */
static char *after_word(char *s, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(s, word, n) != 0 || isalnum((unsigned char)s[n]) || s[n] == '_')
        return NULL;
    return trim(s + n);
}

static bool is_string_only(const char *s)
{
    while (*s == '"') {
        for (s++; *s && *s != '"'; s++)
            if (*s == '\\' && s[1])
                s++;
        for (s++; isspace((unsigned char)*s);)
            s++;
    }
    return *s == '\0';
}

static void expression(Page *p, int line, char *code)
{
    Spot *s = &p->spot;
    char *translated =
        *code == 't' && strchr(" \t\n\"", code[1]) ? after_word(code, "t") : NULL;
    if (*code == '\0')
        stop(p, line, "an empty {{ }}");
    if (s->place == EQUALS)
        stop(p, line, "the value of '%s' needs quotes", s->attribute);
    if (s->place != TEXT && s->place != VALUE)
        stop(p, line, "a value may stand in text or in a quoted attribute only");
    if (strcmp(s->tag, "script") == 0 && s->place == TEXT)
        stop(p, line, "no values inside a script");
    bool address = s->place == VALUE && is_address(s->attribute);
    p->at_line_start = false;
    if (translated) {
        if (*translated != '"')
            stop(p, line, "{{t needs a text in quotes: xgettext has to find it");
        if (address)
            stop(p, line, "a translated text is no address");
        put_code(p, line, "%s(out, %s);", is_string_only(translated) ? "T_" : "TF_",
                 translated);
        return;
    }
    const char *put = "PUT";
    if (address)
        put = s->address_begun ? "PUT_URL_PART" : "PUT_URL";
    else if (s->place == VALUE)
        put = "PUT_ATTRIBUTE";
    put_code(p, line, "%s(out, %s);", put, code);
    if (address)
        s->address_begun = true;
}

/* Ends one branch: each must end at the same place of the HTML. */
static void end_branch(Page *p, int line, Block *b)
{
    if (b->has_end && !same_spot(&b->end, &p->spot))
        stop(p, line,
             "the branches of this block (line %d) end in different places of the HTML",
             b->line);
    b->end = p->spot;
    b->has_end = true;
}

static void statement(Page *p, int line, char *code)
{
    Block *top = p->depth ? &p->blocks[p->depth - 1] : NULL;
    char *rest;
    bool is_for = (rest = after_word(code, "for")) != NULL;
    if (is_for || (rest = after_word(code, "if"))) {
        if (*rest != '(')
            stop(p, line, "a condition stands in ( )");
        if (p->depth == DEEPEST)
            stop(p, line, "blocks are nested too deep");
        p->blocks[p->depth++] =
            (Block){.word = is_for ? 'f' : 'i', .line = line, .start = p->spot};
        put_code(p, line, "%s %s {", is_for ? "for" : "if", rest);
    } else if ((rest = after_word(code, "else"))) {
        if (!top || top->word != 'i')
            stop(p, line, "else without if");
        if (top->has_else)
            stop(p, line, "a second else for the if of line %d", top->line);
        char *condition = after_word(rest, "if");
        if (*rest && (!condition || *condition != '('))
            stop(p, line, "else, or else if ( )");
        end_branch(p, line, top);
        p->spot = top->start;
        top->has_else = *rest == '\0';
        put_code(p, line, "} else %s {", rest);
    } else if ((rest = after_word(code, "end"))) {
        if (!top)
            stop(p, line, "end without for or if");
        if (*rest && strcmp(rest, top->word == 'f' ? "for" : "if") != 0)
            stop(p, line, "end %s closes the %s of line %d", rest,
                 top->word == 'f' ? "for" : "if", top->line);
        end_branch(p, line, top);
        if (!top->has_else) { /* the block may also not run at all */
            p->spot = top->start;
            end_branch(p, line, top);
        }
        p->depth--;
        put_code(p, line, "}");
    } else if ((rest = after_word(code, "call"))) {
        if (p->spot.place != TEXT)
            stop(p, line, "a part can be called in text only");
        put_code(p, line, "%s;", rest);
        p->at_line_start = false;
    } else if ((rest = after_word(code, "let"))) {
        put_code(p, line, "%s;", rest);
    } else {
        stop(p, line, "unknown tag '%.20s' (for, if, else, end, let, call)", code);
    }
}

/* Whether the tag from..end stands alone on its line; if so moves both over the white space. */
static void take_line(const char *text, char **from, char **end)
{
    char *a = *from, *b = *end;
    while (a > text && (a[-1] == ' ' || a[-1] == '\t'))
        a--;
    while (*b == ' ' || *b == '\t')
        b++;
    if ((a > text && a[-1] != '\n') || (*b != '\n' && *b != '\0'))
        return;
    *from = a;
    *end = *b ? b + 1 : b;
}

static void count_lines(Page *p, const char *from, const char *end)
{
    for (; from < end; from++)
        p->line += *from == '\n';
}

static void body(Page *p, char *from)
{
    for (char *at = from; *at;) {
        char *tag = at;
        while (*tag && !(tag[0] == '{' && strchr("{%#", tag[1]) && tag[1]))
            tag++;
        if (*tag == '\0') {
            put_markup(p, at, (size_t)(tag - at));
            break;
        }
        char kind = tag[1], *inside = tag + 2, *close;
        int line_before = p->line;
        count_lines(p, at, tag);
        int line = p->line;
        if (kind == '#') {
            close = strstr(inside, "#}");
            if (!close)
                stop(p, line, "the remark is not closed with '#}'");
        } else {
            close = code_end(p, inside, kind == '{' ? "}}" : "%}");
        }
        char *start = tag, *next = close + 2;
        if (kind != '{')
            take_line(p->text, &start, &next);
        p->line = line_before;
        put_markup(p, at, (size_t)(start > at ? start - at : 0));
        p->line = line;
        *close = '\0';
        if (kind == '{')
            expression(p, line, trim(inside));
        else if (kind == '%')
            statement(p, line, trim(inside));
        *close = ' ';
        count_lines(p, tag, next);
        at = next;
    }
    if (p->depth)
        stop(p, p->line, "the %s of line %d has no end",
             p->blocks[p->depth - 1].word == 'f' ? "for" : "if", p->blocks[p->depth - 1].line);
    if (p->spot.place != TEXT)
        stop(p, p->line, "the page ends inside a tag");
}

/* ---- the page's name and first line ---- */

/* "…/src/modules/org/pages/list.html" -> "modules/org/pages/list.html". */
static const char *under_src(const char *path)
{
    const char *best = strncmp(path, "src/", 4) == 0 ? path + 4 : path;
    for (const char *s = path; (s = strstr(s, "/src/"));)
        best = s += 5;
    return best;
}

static void page_name(const Page *p, char *name, size_t size)
{
    const char *path = under_src(p->path), *pages = strstr(path, "pages/");
    const char *end = path + strlen(path) - strlen(".html");
    if (!pages || (pages > path && pages[-1] != '/') || strcmp(end, ".html") != 0)
        stop(p, 1, "a page is src/web/pages/x.html or src/modules/subject/pages/x.html");
    int folder = 0;
    if (strncmp(path, "modules/", 8) == 0) {
        path += 8;
        folder = (int)(pages - path);
    }
    pages += strlen("pages/");
    snprintf(name, size, "page_%.*s%.*s", folder, path, (int)(end - pages), pages);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
}

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    fprintf(f, "/* Made by tools/pagec. */\n");
    return f;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: pagec IN.html OUT.c OUT.h\n");
        return 2;
    }
    static Page page; /* too large for a comfortable stack */
    Page *p = &page;
    *p = (Page){.path = argv[1], .line = 1, .at_line_start = true};
    FILE *in = fopen(argv[1], "r");
    p->text = calloc(1, MOST_BYTES + 1);
    if (!in || !p->text || fread(p->text, 1, MOST_BYTES, in) == MOST_BYTES)
        stop(p, 1, "cannot be read, or is too long");
    fclose(in);

    if (strncmp(p->text, "{{page", 6) != 0)
        stop(p, 1, "the first line is {{page Type v include \"header.h\"}}");
    char *close = code_end(p, p->text + 2, "}}");
    *close = '\0';
    char *view = after_word(p->text + 2, "page"),
         *includes = view ? strstr(view, "include") : NULL;
    if (!view)
        stop(p, 1, "the first line is {{page Type v include \"header.h\"}}");
    if (includes) {
        *includes = '\0';
        includes += strlen("include");
        view = trim(view);
    }
    char *v = strrchr(view, ' ');
    if (*view && !v)
        stop(p, 1, "{{page Type v ...: the view's type and its name");

    char name[256], signature[512];
    page_name(p, name, sizeof name);
    if (*view) {
        *v++ = '\0';
        snprintf(signature, sizeof signature, "void %s(Out *out, const %s *%s)", name,
                 trim(view), v);
    } else {
        snprintf(signature, sizeof signature, "void %s(Out *out)", name);
    }

    FILE *h = create(argv[3]);
    fprintf(h, "#ifndef %s_H\n#define %s_H\n#include \"web/html.h\"\n", name, name);
    for (char *s = includes; s && *(s = trim(s));) {
        char *end = *s == '"' ? strchr(s + 1, '"') : NULL;
        if (!end)
            stop(p, 1, "include \"a.h\" \"b.h\"");
        fprintf(h, "#include %.*s\n", (int)(end + 1 - s), s);
        s = end + 1;
    }
    fprintf(h, "%s;\n#endif\n", signature);

    p->out = create(argv[2]);
    fprintf(p->out, "#include \"%s.h\"\n\n%s\n{\n", under_src(argv[1]), signature);
    if (*view)
        fprintf(p->out, "    (void)%s;\n", v);
    char *start = close + 2;
    count_lines(p, p->text, close);
    if (*start == '\n') {
        start++;
        p->line++;
    }
    body(p, start);
    fprintf(p->out, "}\n");
    if (fclose(h) != 0 || fclose(p->out) != 0)
        stop(p, 1, "its C cannot be written");
    return 0;
}
