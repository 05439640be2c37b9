/* Text: a growing buffer, strict number reading, exact number writing, UTF-8.
 *
 * All text inside Pont is valid UTF-8 without NUL; csv.h and the listener turn away or convert
 * everything else at the door. A Buf lives in an arena and states its limit: going past it sets
 * `over`, drops the rest, and buf_ok() reports an Err once at the end. */
#ifndef PONT_BASE_TEXT_H
#define PONT_BASE_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Buf {
    Arena *arena;
    char *data; /* NUL-terminated once anything was written */
    size_t len, room, limit;
    bool over;
} Buf;

/* limit 0 means the default of 64 MiB. */
Buf buf_new(Arena *a, size_t limit);
/* Room for n more bytes at once, where they are known. */
void buf_reserve(Buf *b, size_t n);
void buf_put(Buf *b, const char *s, size_t n);
void buf_puts(Buf *b, const char *s);
void buf_putc(Buf *b, char c);
/* The text as XML and HTML have it, in elements and in attributes. */
void buf_xml(Buf *b, const char *text);
void buf_printf(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(Buf *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* The text so far ("" when empty). */
const char *buf_text(const Buf *b);
bool buf_ok(const Buf *b, Err *err) MUST_CHECK;

/* A text that is part of a longer one: n bytes, not ended by NUL. */
typedef struct View {
    const char *s;
    uint32_t n;
} View;

static inline bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}
/* Same, whatever the case of the ASCII letters. */
bool same_fold(const char *a, const char *b);
bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);

/* Without white space (also no-break space) at both ends; a copy only if something goes. */
const char *text_trim(Arena *a, const char *s);
/* Lower-case words joined by '_': how column headings are compared ("HC perm " = "hc_perm"). */
const char *text_slug(Arena *a, const char *s);
/* Splits at every c; parts are trimmed; an empty text has no part. Returns their number. */
int text_split(Arena *a, const char *s, char c, const char ***parts);
/* How many single-character edits turn a into b (for "did you mean"), at most `most` + 1. */
int text_distance(const char *a, const char *b, int most);

/* Strict: the whole text must be the number; no white space, hex, "inf" or "nan". A decimal
 * point only, because "1,250" means different things to different people. False leaves *out
 * alone. */
bool text_to_int(const char *s, int64_t *out);
bool text_to_double(const char *s, double *out);
/* The shortest decimal that reads back as the same double (the same bytes everywhere). */
const char *text_double(Arena *a, double v);
/* Fixed decimals, "-0.00" written as "0.00". */
const char *text_fixed(Arena *a, double v, int decimals);

/* Offset of the first byte that is not valid UTF-8 (or is NUL), or -1 when all is well. */
long utf8_fault(const char *s, size_t n);
/* Columns that the text takes on a terminal, one per character (combining marks take none). */
int utf8_width(const char *s);

#endif
