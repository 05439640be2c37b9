/* Decides how the one DDL that migrations are written in becomes that of a database. Types are
 * changed inside CREATE TABLE and ALTER TABLE only, and never inside a quoted text. A CREATE
 * TABLE ends with ");" on a line of its own. A line "-- append-only: NAME" after a table makes
 * the database itself refuse to change or delete rows of it. */
#include "db/ddl.h"
#include <ctype.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool take(const char **at, const char *word, const char *becomes, Buf *out)
{
    size_t n = strlen(word);
    if (strncmp(*at, word, n) != 0 || is_word((*at)[n]))
        return false;
    buf_puts(out, becomes);
    *at += n;
    return true;
}

static void put_types(Buf *out, const char *line, const DdlWords *w)
{
    bool quoted = false;
    char before = ' ';
    for (const char *p = line; *p;) {
        if (!quoted && p[0] == '-' && p[1] == '-') {
            buf_puts(out, p);
            return;
        }
        bool starts = !quoted && !is_word(before);
        before = 'x';
        if (starts &&
            (take(&p, "INTEGER PRIMARY KEY", w->auto_id, out) ||
             take(&p, "INTEGER", w->integer, out) || take(&p, "BIGINT", w->integer, out) ||
             take(&p, "DOUBLE PRECISION", w->real, out)))
            continue;
        quoted = quoted != (*p == '\'');
        before = *p;
        buf_putc(out, *p++);
    }
}

static void put_append_only(Arena *a, Buf *out, const char *name, const DdlWords *w)
{
    name = text_trim(a, name);
    for (const char *p = w->append_only; *p; p++)
        if (*p == '@')
            buf_puts(out, name);
        else
            buf_putc(out, *p);
}

bool ddl_in_words(Arena *a, Err *err, const char *sql, const DdlWords *w, const char **out)
{
    static const char append_only[] = "-- append-only: ";
    Buf b = buf_new(a, 0);
    bool in_table = false;
    for (const char *at = sql; *at;) {
        const char *end = strchr(at, '\n');
        size_t n = end ? (size_t)(end - at) + 1 : strlen(at);
        const char *line = arena_strndup(a, at, n);
        at += n;
        in_table = in_table || starts_with(line, "CREATE TABLE");
        if (in_table && starts_with(line, ");")) {
            buf_printf(&b, "%s\n", w->end_of_table);
            in_table = false;
        } else if (starts_with(line, append_only)) {
            put_append_only(a, &b, line + strlen(append_only), w);
        } else if (in_table || starts_with(line, "ALTER TABLE")) {
            put_types(&b, line, w);
        } else {
            buf_puts(&b, line);
        }
    }
    if (!buf_ok(&b, err))
        return false;
    *out = buf_text(&b);
    return true;
}
