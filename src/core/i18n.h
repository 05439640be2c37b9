/* Two languages: the English text where it is used is the key; i18n/cy.po holds the Welsh.
 *
 *     T(cx, "Not received")                     a text in the caller's language
 *     T_COUNT(cx, "%d return", "%d returns", n) with the plural form for n
 *     N_("Establishment")                       marks a text that is translated later
 */
#ifndef PONT_CORE_I18N_H
#define PONT_CORE_I18N_H

#include "base/ctx.h"

#define N_(text) text

/* The text in the language; the English itself when there is no translation. */
const char *translate(Lang lang, const char *english) __attribute__((format_arg(2)));
const char *translate_count(Lang lang, const char *one, const char *many, long n)
    __attribute__((format_arg(2))) __attribute__((format_arg(3)));
/* Lets the errors of a context speak its language. */
void err_speaks(Err *err, Lang lang);

#define T(cx, text)               translate((cx)->lang, (text))
#define T_COUNT(cx, one, many, n) translate_count((cx)->lang, (one), (many), (n))

/* Which of the plural forms (0..5) Welsh uses for n: zero, one, two, few (3), many (6), other.
 */
int plural_form_cy(long n);

/* "31 March 2026" / "31 Mawrth 2026". */
const char *date_long(Ctx *cx, Date d);
/* 12,345.6 with grouped thousands. */
const char *number_show(Arena *a, double v, int decimals);

const char *lang_code(Lang lang); /* "en", "cy" */

#endif
