/* Decides what a cell says: a value of its field's kind, blank, not known or not applicable;
 * and when it says none of these, which rule of reading it breaks and why. */
#include "modules/workforce/return_read.h"
#include <math.h>

typedef struct Saying {
    Ctx *cx;
    const char *code, *detail; /* of the rule that is broken */
} Saying;

static void wrong(Saying *s, const char *code, const char *detail)
{
    s->code = code;
    s->detail = detail;
}

static bool is_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (same_fold(text, *words))
            return true;
    return false;
}
static const char *const not_known[] = {"NK", "not known", "unknown", "anhysbys", NULL};
static const char *const not_applicable[] = {"n/a", "na", "not applicable", "amherthnasol",
                                             NULL};

static bool read_number(Saying *s, const FormField *f, const char *text, ReturnCell *c)
{
    Arena *a = s->cx->arena;
    if (!text_to_double(text, &c->number)) {
        bool comma = strchr(text, ',') != NULL;
        wrong(s, "F09",
              comma ? T(s->cx, "a comma may mean thousands or decimals; write 1250 or 12.5")
                    : T(s->cx, "this is not a number"));
        return false;
    }
    if (c->number < f->least) {
        wrong(s, "F10",
              f->least == 0 ? T(s->cx, "it cannot be negative")
                            : arena_printf(a, T(s->cx, "the smallest allowed is %s"),
                                           text_double(a, f->least)));
        return false;
    }
    if (c->number > f->most) {
        wrong(s, "F10",
              arena_printf(a, T(s->cx, "the largest allowed is %s"), text_double(a, f->most)));
        return false;
    }
    if (f->decimals == 0 && c->number != floor(c->number)) {
        wrong(s, "F11", T(s->cx, "this is a count"));
        return false;
    }
    double scaled = c->number * pow(10, f->decimals > 0 ? f->decimals : 0);
    if (f->decimals > 0 && fabs(scaled - round(scaled)) > 1e-6) {
        wrong(s, "F12",
              f->decimals == 2
                  ? T(s->cx, "more than two decimals")
                  : arena_printf(a, T(s->cx, "more than %d decimals"), f->decimals));
        return false;
    }
    return true;
}

/* Whether the text looks as the mask says (FormField.pattern). */
static bool text_fits(const char *mask, const char *text)
{
    if (!*mask)
        return true;
    for (; *mask && *text; mask++, text++) {
        bool literal = *mask == '\\' && mask[1];
        mask += literal;
        bool fits = !literal && *mask == '9'   ? *text >= '0' && *text <= '9'
                    : !literal && *mask == 'A' ? *text >= 'A' && *text <= 'Z'
                                               : *text == *mask;
        if (!fits)
            return false;
    }
    return !*mask && !*text;
}

static bool read_value(Saying *s, const FormField *f, const char *text, ReturnCell *c)
{
    static const char *const yes[] = {"Y", "yes", "true", "1", "ie", "ydy", NULL};
    static const char *const no[] = {"N", "no", "false", "0", "na", "nac ydy", NULL};
    Date day;
    switch (f->kind) {
    case VALUE_COUNT:
    case VALUE_AMOUNT:
    case VALUE_SIGNED:
        return read_number(s, f, text, c);
    case VALUE_YES_NO:
        if (!is_word(text, yes) && !is_word(text, no)) {
            wrong(s, "F14", T(s->cx, "this is neither Y nor N"));
            return false;
        }
        c->number = is_word(text, yes);
        return true;
    case VALUE_CODE:
        if (!(c->text = form_code_of(f->codes, text))) {
            wrong(s, "F07",
                  arena_printf(s->cx->arena, T(s->cx, "one of: %s"),
                               form_codes_text(s->cx->arena, f->codes)));
            return false;
        }
        return true;
    case VALUE_DAY:
        if (!date_parse_any(text, &day)) {
            wrong(s, "F13", T(s->cx, "there is no such day"));
            return false;
        }
        c->text = date_text(s->cx->arena, day);
        return true;
    case VALUE_TEXT:
        if (!text_fits(f->pattern, text)) {
            wrong(s, "F18",
                  arena_printf(s->cx->arena, T(s->cx, "it must look like %s"), f->pattern));
            return false;
        }
        c->text = text;
        return true;
    }
    return false;
}

bool value_read(Ctx *cx, const FormField *f, const char *text, ReturnCell *c, const char **code,
                const char **detail)
{
    Saying s = {.cx = cx};
    c->text = "";
    c->number = 0;
    c->state = STATE_VALUE;
    if (!*text)
        c->state = STATE_BLANK;
    else if (f->kind != VALUE_TEXT && is_word(text, not_known))
        c->state = STATE_NOT_KNOWN;
    else if (f->kind != VALUE_TEXT && f->kind != VALUE_YES_NO && is_word(text, not_applicable))
        c->state = STATE_NOT_APPLICABLE;
    else if (f->kind == VALUE_YES_NO && same_fold(text, "n/a"))
        c->state = STATE_NOT_APPLICABLE;
    else if (!read_value(&s, f, text, c))
        c->state = STATE_NOT_KNOWN, c->text = "?";
    if (c->state == STATE_BLANK && !f->may_be_blank)
        wrong(&s, "F15", T(cx, "it is blank"));
    *code = s.code;
    *detail = s.detail;
    return s.code == NULL;
}
