/* Decides how a letter is written: headers in ASCII (RFC 5322, 2047), both languages in one
 * plain text (quoted-printable). Nothing that a person typed can start a header line: addresses
 * are of a narrow kind, and subjects are encoded or plain ASCII without controls. */
#include "base/text.h"
#include "core/clock.h"
#include "core/i18n.h"
#include "core/mail.h"
#include <ctype.h>
#include <sodium.h>

enum { LONGEST_ADDRESS = 254, LONGEST_LINE = 76, WORD_BYTES = 39 };

/* ---------------------------------------------------------------- addresses */

bool mail_address_valid(const char *address)
{
    static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                ".!#$%&'*+/=?^_`{|}~-";
    static const char domain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t before = strspn(address, local);
    if (strlen(address) > LONGEST_ADDRESS || !before || before > 64 || address[before] != '@' ||
        *address == '.' || address[before - 1] == '.' || strstr(address, ".."))
        return false;
    const char *host = address + before + 1;
    size_t n = strlen(host);
    return n && strspn(host, domain) == n && isalnum((unsigned char)host[0]) &&
           isalnum((unsigned char)host[n - 1]);
}

const char *mail_address_of(Arena *a, const char *from)
{
    const char *open = strrchr(from, '<');
    const char *address = text_trim(a, from);
    if (open) {
        size_t n = strcspn(open + 1, ">");
        if (!same(text_trim(a, open + 1 + n), ">"))
            return NULL;
        address = arena_strndup(a, open + 1, n);
    }
    return mail_address_valid(address) ? address : NULL;
}

/* ---------------------------------------------------------------- headers */

static bool is_plain(const char *s)
{
    for (; *s; s++)
        if (!isprint((unsigned char)*s))
            return false;
    return true;
}

/* As it is when it is ASCII and short, else as encoded words that end between characters. */
static void put_words(Buf *b, const char *s)
{
    if (is_plain(s) && strlen(s) < LONGEST_LINE - 16 && !strstr(s, "=?")) {
        buf_puts(b, s);
        return;
    }
    for (bool first = true; *s; first = false) {
        size_t n = strlen(s);
        if (n > WORD_BYTES) {
            n = WORD_BYTES;
            while (((unsigned char)s[n] & 0xC0) == 0x80)
                n--;
        }
        char word[4 * WORD_BYTES / 3 + 8];
        sodium_bin2base64(word, sizeof word, (const unsigned char *)s, n,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_printf(b, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", word);
        s += n;
    }
}

/* "Pont Cymru <pont@example.org>": the name encoded or quoted. */
static void put_from(Buf *b, const char *from, const char *address)
{
    const char *open = strrchr(from, '<');
    const char *name =
        open ? text_trim(b->arena, arena_strndup(b->arena, from, (size_t)(open - from))) : "";
    buf_puts(b, "From: ");
    if (*name && is_plain(name) && !strpbrk(name, "\"\\"))
        buf_printf(b, "\"%s\" ", name);
    else if (*name)
        put_words(b, name), buf_putc(b, ' ');
    buf_printf(b, "<%s>\r\n", address);
}

static void put_date(Buf *b, int64_t at)
{
    static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Date day = {(int)(at / DAY)};
    int y, m, d, s = (int)(at % DAY);
    date_to_ymd(day, &y, &m, &d);
    buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[at / DAY % 7], d,
               months[m - 1], y, s / HOUR, s % HOUR / MINUTE, s % MINUTE);
}

/* ---------------------------------------------------------------- body */

/* Quoted-printable (RFC 2045, 6.7): readable where it is ASCII, no line over 76 characters. */
static void put_quoted(Buf *b, const char *s)
{
    int column = 0;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool at_end = s[1] == '\n' || !s[1];
        if (c == '\n') {
            buf_puts(b, "\r\n");
            column = 0;
            continue;
        }
        bool as_it_is =
            (c > ' ' && c < 127 && c != '=' && !(c == '.' && !column)) || (c == ' ' && !at_end);
        if (column + (as_it_is ? 1 : 3) > LONGEST_LINE - 1) {
            buf_puts(b, "=\r\n");
            column = 0;
            as_it_is = as_it_is && c != '.';
        }
        if (as_it_is)
            buf_putc(b, *s);
        else
            buf_printf(b, "=%02X", c);
        column += as_it_is ? 1 : 3;
    }
}

static bool text_right(const char *s, bool one_line)
{
    size_t n = strlen(s);
    if (!n || n > MAIL_LONGEST_TEXT || utf8_fault(s, n) >= 0)
        return false;
    for (; *s; s++)
        if (iscntrl((unsigned char)*s) && (one_line || *s != '\n'))
            return false;
    return true;
}

bool mail_compose(Ctx *cx, const Mail *m, const char *from, const char *id, int64_t at,
                  const char **out)
{
    bool welsh = m->language == LANG_CY;
    const char *address = mail_address_of(cx->arena, from);
    if (!address || !text_right(from, true))
        return fail(&cx->err, USAGE, "mail.from must be an address, or a name and <address>");
    if (!mail_address_valid(m->to))
        return fail(&cx->err, INVALID, "'%s' is not an email address", m->to);
    if (!text_right(m->subject_en, true) || !text_right(m->subject_cy, true) ||
        !text_right(m->text_en, false) || !text_right(m->text_cy, false))
        return fail(&cx->err, INVALID,
                    "a letter needs a subject of one line and a text, in both languages");
    Buf b = buf_new(cx->arena, 0), body = buf_new(cx->arena, 0);
    put_from(&b, from, address);
    buf_printf(&b, "To: <%s>\r\nSubject: ", m->to);
    put_words(&b, arena_printf(cx->arena, "%s / %s", welsh ? m->subject_cy : m->subject_en,
                               welsh ? m->subject_en : m->subject_cy));
    buf_puts(&b, "\r\n");
    put_date(&b, at);
    buf_printf(&b, "Message-ID: <%s@%s>\r\n", id, strchr(address, '@') + 1);
    buf_printf(&b,
               "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n"
               "Content-Language: %s\r\nAuto-Submitted: auto-generated\r\n\r\n",
               welsh ? "cy, en" : "en, cy");
    /* Each reader is told in the reader's own language where the other text is. */
    const char *below = welsh ? N_("This message is in English below the line.")
                              : N_("This message is in Welsh below the line.");
    buf_printf(&body, "%s\n\n%s\n\n________________________________________\n\n%s\n",
               translate(welsh ? LANG_EN : LANG_CY, below), welsh ? m->text_cy : m->text_en,
               welsh ? m->text_en : m->text_cy);
    put_quoted(&b, buf_text(&body));
    *out = buf_text(&b);
    return buf_ok(&b, &cx->err);
}
