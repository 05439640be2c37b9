/* Decides which text stands for an English one. The texts live in i18n/cy.po, compiled by
 * msgfmt and embedded; the table is sorted, so that a look-up is a binary search without a
 * copy. */
#include "core/i18n.h"
#include "base/embedded.h"
#include "base/text.h"
#include <stdio.h>

extern const EmbeddedFile embedded_messages[];
extern const int embedded_messages_count;

static uint32_t word(const char *data, size_t at)
{
    uint32_t v;
    memcpy(&v, data + at, sizeof v);
    return v;
}

/* The compiled catalogue: a header, then tables of (length, offset) for keys and for texts. */
static const char *find(const char *key)
{
    if (embedded_messages_count == 0)
        return NULL;
    const char *mo = embedded_messages[0].data;
    uint32_t n = word(mo, 8), keys = word(mo, 12), texts = word(mo, 16);
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(key, mo + word(mo, keys + 8 * middle + 4));
        if (order == 0)
            return mo + word(mo, texts + 8 * middle + 4);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *translate(Lang lang, const char *english)
{
    if (lang == LANG_EN || !*english)
        return english;
    const char *found = find(english);
    return found && *found ? found : english;
}

int plural_form_cy(long n)
{
    return n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n == 3 ? 3 : n == 6 ? 4 : 5;
}

const char *translate_count(Lang lang, const char *one, const char *many, long n)
{
    if (lang == LANG_EN)
        return n == 1 ? one : many;
    /* A plural entry's key is "one\0many"; strcmp sees the first part, and so did msgfmt. */
    const char *forms = find(one);
    if (!forms || !*forms)
        return n == 1 ? one : many;
    for (int i = plural_form_cy(n); i > 0; i--)
        forms += strlen(forms) + 1;
    return forms;
}

static const char *translate_error(int lang, const char *english)
{
    return translate((Lang)lang, english);
}

void err_speaks(Err *err, Lang lang)
{
    err->translate = lang == LANG_EN ? NULL : translate_error;
    err->lang = (int)lang;
}

const char *date_long(Ctx *cx, Date d)
{
    static const char *const months[] = {N_("January"), N_("February"), N_("March"),
                                         N_("April"),   N_("May"),      N_("June"),
                                         N_("July"),    N_("August"),   N_("September"),
                                         N_("October"), N_("November"), N_("December")};
    if (date_is_none(d))
        return "";
    int y, m, day;
    date_to_ymd(d, &y, &m, &day);
    return arena_printf(cx->arena, "%d %s %d", day, T(cx, months[m - 1]), y);
}

const char *number_show(Arena *a, double v, int decimals)
{
    const char *plain = text_fixed(a, v, decimals);
    Buf b = buf_new(a, 0);
    if (*plain == '-') {
        buf_puts(&b, "\xE2\x88\x92"); /* a true minus sign */
        plain++;
    }
    size_t whole = strcspn(plain, ".");
    for (size_t i = 0; plain[i]; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            buf_putc(&b, ',');
        buf_putc(&b, plain[i]);
    }
    return buf_text(&b);
}

const char *lang_code(Lang lang)
{
    return lang == LANG_CY ? "cy" : "en";
}
