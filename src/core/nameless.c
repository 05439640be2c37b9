/* Decides what in a text looks as if it told of a person. Where it must not, and what is said
 * about it, is the caller's affair. */
#include "core/nameless.h"
#include "base/date.h"
#include "base/text.h"
#include "core/i18n.h"
#include <ctype.h>

enum { LONG_NUMBER = 9, MOST_PSEUDONYM = 12, BORN_BEFORE = 2010 };

static bool is_digit(char c)
{
    return isdigit((unsigned char)c) != 0;
}

/* "2026-03-01", after which another number may come. */
static bool is_iso_day(const char *s)
{
    static const char form[] = "9999-99-99";
    for (int i = 0; form[i]; i++)
        if (form[i] == '9' ? !is_digit(s[i]) : s[i] != form[i])
            return false;
    return true;
}

/* An NHS number is written 943 476 5919 or 943-476-5919 as often as in one piece. */
static bool has_long_number(const char *s)
{
    int run = 0;
    for (; *s; s++) {
        if (!run && is_iso_day(s))
            s += 10;
        if (!*s)
            return false;
        if (is_digit(*s))
            run++;
        else if (!(run && (*s == ' ' || *s == '-') && is_digit(s[1])))
            run = 0;
        if (run >= LONG_NUMBER)
            return true;
    }
    return false;
}

/* Two letters, six digits, one letter, with blanks or without. */
static bool has_insurance_number(const char *s)
{
    for (const char *at = s; *at; at++) {
        const char *p = at;
        int digits = 0;
        if ((at > s && isalnum((unsigned char)at[-1])) || !isalpha((unsigned char)p[0]) ||
            !isalpha((unsigned char)p[1]))
            continue;
        for (p += 2; *p == ' ' || (is_digit(*p) && digits < 6); p++)
            digits += is_digit(*p);
        if (digits == 6 && isalpha((unsigned char)*p) && !isalnum((unsigned char)p[1]))
            return true;
    }
    return false;
}

/* Words are parted at blanks and at marks; "12/03/1948" stays whole. */
static const char *next_word(Arena *a, const char **at)
{
    static const char marks[] = " \t\r\n,;:()[]\"'";
    *at += strspn(*at, marks);
    size_t n = strcspn(*at, marks);
    const char *word = arena_strndup(a, *at, n);
    *at += n;
    size_t length = strlen(word);
    return length && word[length - 1] == '.' ? arena_strndup(a, word, length - 1) : word;
}

static bool is_day_of_birth(const char *word)
{
    Date d;
    bool dated = strpbrk(word, "/-.") && date_parse_any(word, &d);
    return dated && date_year(d) < BORN_BEFORE;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (same_fold(word, *list))
            return true;
    return false;
}

const char *nameless_fault(Arena *a, const char *text)
{
    static const char *const titles[] = {"mr",   "mrs",  "ms",     "miss", "mx",
                                         "prof", "cllr", "sister", NULL};
    static const char *const births[] = {"dob", "d.o.b", "born", "ganwyd", NULL};
    const char *at = text, *word = "";
    if (has_long_number(text))
        return N_("holds a long number, such as an NHS number or a telephone number");
    if (has_insurance_number(text))
        return N_("holds what looks like a National Insurance number");
    while (*(at + strspn(at, " \t\r\n"))) {
        const char *before = word;
        word = next_word(a, &at);
        if (strchr(word, '@') && strchr(word, '.'))
            return N_("holds what looks like an address of mail");
        if (is_day_of_birth(word) || is_one_of(word, births))
            return N_("holds what looks like a day of birth");
        bool capital = isupper((unsigned char)*word) || (unsigned char)*word >= 0x80;
        if (capital && is_one_of(before, titles))
            return N_("holds what looks like somebody's name");
        if (!*word && !*at)
            break;
    }
    return NULL;
}

const char *pseudonym_fault(Arena *a, const char *text)
{
    size_t length = strlen(text), letters = 0, digits;
    const char *other = nameless_fault(a, text);
    Date d;
    if (other)
        return other;
    while (isalpha((unsigned char)text[letters]))
        letters++;
    const char *number = text + letters + (letters && text[letters] == '-');
    digits = strspn(number, "0123456789");
    if (!strpbrk(text, "0123456789") || letters > 3 || strchr(text, ' '))
        return N_("looks like a name; write letters and a number, such as C-0412");
    if (digits >= 6 || (strpbrk(text, "/.") && date_parse_any(text, &d)))
        return N_("looks like a day of birth or a number that others know; write letters and a "
                  "number, such as C-0412");
    if (length > MOST_PSEUDONYM || !letters || !digits || number[digits])
        return N_("is no reference; write letters and a number, such as C-0412");
    if (letters >= 2 && digits == 4 &&
        (starts_with(number, "19") || starts_with(number, "200") ||
         starts_with(number, "201") || starts_with(number, "202")))
        return N_("looks like initials and a year of birth");
    return NULL;
}
