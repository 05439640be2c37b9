/* HTML as output with types: what a value is decides how it is written.
 *
 *     Out out = out_new(arena, LANG_CY, translate);
 *     page_org_list(&out, &view);          made by tools/pagec.c from pages/list.html
 *     Html body = out_html(&out);
 *
 * Text is escaped for element content and for quoted attributes alike, so there is one escaper
 * and nothing to choose. Html was made here and is trusted. Url is checked: anything but http,
 * https, mailto or a relative address becomes "#". Formatting numbers is the caller's affair:
 * a double does not compile. */
#ifndef PONT_WEB_HTML_H
#define PONT_WEB_HTML_H

#include "base/ctx.h"
#include "base/text.h"

/* Finished markup; NULL is nothing. Only html.c, charts and compiled pages make it. */
typedef struct Html {
    const char *s;
} Html;

/* An address, with its parts percent-encoded already. */
typedef struct Url {
    const char *s;
} Url;

typedef const char *(*Translate)(Lang lang, const char *english);

/* The tables that a page shows, for its workbook (web/download.h). */
typedef struct OutTables {
    int n, room;
    const struct Table **items;
} OutTables;

typedef struct Out {
    Buf buf;
    Lang lang;
    Translate translate; /* NULL leaves the English */
    OutTables *tables;   /* where they are kept; or NULL */
} Out;

Out out_new(Arena *a, Lang lang, Translate translate);
/* What was written so far; the Out may go on, the text stays as it was. */
Html out_html(Out *out);
/* Text as Html: escaped. */
Html html_text(Arena *a, const char *text);

/* The text in the reader's language. A format keeps its letters: msgfmt checks that. */
const char *tr(const Out *out, const char *english) __attribute__((format_arg(2)));

/* What compiled pages call. Each is usable by hand too. */
void out_raw(Out *out, const char *markup);
void out_text(Out *out, const char *text); /* escaped; NULL is nothing */
void out_int(Out *out, long long value);
void out_size(Out *out, unsigned long long value);
void out_markup(Out *out, Html markup);
/* Keeps a table that is about to be written; one is kept once. */
void out_table(Out *out, const struct Table *table);
void out_url(Out *out, Url url);
/* Checked like a Url: text that starts a href, src or action. A page of ours ("/org") gets the
 * prefix of the reader's language; a Url is written as it is. */
void out_url_text(Out *out, const char *url);
/* Percent-encoded: text inside an address, such as an id or the value of a query field. */
void out_url_part(Out *out, const char *part);
/* Inside an address after its start: as it is, escaped for the attribute. */
void out_url_rest(Out *out, Url rest);
/* Translated, then escaped. TF_ is printf: msgfmt checks that translations keep the format. */
void T_(Out *out, const char *english);
void TF_(Out *out, const char *english, ...) __attribute__((format(printf, 2, 3)));

/* Whether the address is relative, http, https or mailto, without control characters. */
bool url_is_safe(const char *url);
/* "/org/" + id percent-encoded: url_join(a, "/org/", id, NULL); odd arguments are literal, even
 * ones encoded. */
Url url_join(Arena *a, const char *literal, ...) __attribute__((sentinel));
/* A literal address of our own. */
#define URL(literal) ((Url){"" literal})

/* {{ expr }} in text. */
#define PUT(out, x)                                                                            \
    _Generic((x), const char *: out_text, char *: out_text, int: out_int, long: out_int,       \
        long long: out_int, unsigned: out_size, unsigned long: out_size, Html: out_markup,     \
        Url: out_url)((out), (x))
/* {{ expr }} in a quoted attribute: no markup there. */
#define PUT_ATTRIBUTE(out, x)                                                                  \
    _Generic((x), const char *: out_text, char *: out_text, int: out_int, long: out_int,       \
        long long: out_int, unsigned: out_size, unsigned long: out_size)((out), (x))
/* {{ expr }} as the start of an address: href="{{ v->link }}". */
#define PUT_URL(out, x)                                                                        \
    _Generic((x), const char * : out_url_text, char * : out_url_text, Url : out_url)((out), (x))
/* {{ expr }} inside an address: href="/org/{{ v->id }}". */
#define PUT_URL_PART(out, x)                                                                   \
    _Generic((x), const char *: out_url_part, char *: out_url_part, int: out_int,              \
        long: out_int, long long: out_int, unsigned: out_size, unsigned long: out_size,        \
        Url: out_url_rest)((out), (x))

#endif
