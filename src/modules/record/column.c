/* Decides what a cell of a record must look like to be a value of its field, for a column of a
 * batch at a time. The usual spellings are read at once; unusual ones go to the readers that
 * all of Pont uses (text_to_double, date_parse_any), so that a cell means the same here as in a
 * return. A cell that cannot be read is unknown to formulas, so that it is not judged twice. */
#include "modules/record/plan.h"
#include <math.h>

void fault_add(Arena *a, Faults *list, Fault f)
{
    int i = list->n;
    f.next = -1;
    *PUSH(a, list->items, list->n, list->room) = f;
    if (list->first[f.row] < 0)
        list->first[f.row] = i;
    else
        list->items[list->last[f.row]].next = i;
    list->last[f.row] = i;
}

bool column_judges(const FormField *f)
{
    return f->kind != VALUE_TEXT || !f->may_be_blank || *f->pattern;
}

typedef struct Reading {
    Ctx *cx;
    PlanColumn *column;
    const ScanBatch *batch;
    Faults *faults;
} Reading;

/* The rule that a cell breaks: the layout's own for its field, or that of reading. */
static const Rule *rule_for(const Reading *rd, Why why)
{
    static const char *const codes[] = {
        [WHY_BLANK] = "F15",     [WHY_NO_NUMBER] = "F09", [WHY_COMMA] = "F09",
        [WHY_TOO_SMALL] = "F10", [WHY_TOO_LARGE] = "F10", [WHY_NOT_WHOLE] = "F11",
        [WHY_DECIMALS] = "F12",  [WHY_NO_DAY] = "F13",    [WHY_NO_ANSWER] = "F14",
        [WHY_NO_CODE] = "F07",   [WHY_PATTERN] = "F18",
    };
    return rd->column->own ? rd->column->own : form_rule(NULL, codes[why]);
}

static void wrong(const Reading *rd, int row, Why why)
{
    fault_add(rd->cx->arena, rd->faults,
              (Fault){.row = row, .why = why, .rule = rule_for(rd, why), .column = rd->column});
}

/* The cell as the readers of text.h and date.h want it; what is longer is none of theirs. */
typedef struct Short {
    char text[64];
} Short;
static Short ended(View v)
{
    Short s = {""};
    memcpy(s.text, v.s, v.n < sizeof s.text ? v.n : 0);
    return s;
}

/* ---------------------------------------------------------------- words for what is missing */

static bool is_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (same_fold(text, *words))
            return true;
    return false;
}

/* Where a cell may be left out it may say why. */
static bool says_unknown(const FormField *f, const char *text)
{
    static const char *const words[] = {"NK",  "not known", "unknown",        "anhysbys",
                                        "n/a", "na",        "not applicable", "amherthnasol",
                                        NULL};
    return f->may_be_blank && is_word(text, words);
}

/* ---------------------------------------------------------------- numbers */

/* Digits with at most one point, the whole at most 15 digits: exact in a double, and so is the
 * power of ten it is divided by. */
static inline bool plain_number(View v, double *out, int *decimals)
{
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t whole = 0;
    uint32_t point = v.n;
    if (v.n > 16)
        return false;
    for (uint32_t i = 0; i < v.n; i++) {
        unsigned digit = (unsigned)(unsigned char)v.s[i] - '0';
        if (digit < 10)
            whole = whole * 10 + digit;
        else if (v.s[i] == '.' && point == v.n)
            point = i;
        else
            return false;
    }
    uint32_t n_digits = v.n - (point < v.n);
    *decimals = point < v.n ? (int)(v.n - point - 1) : 0;
    *out = (double)whole / powers[n_digits <= 15 ? *decimals : 0];
    return n_digits > 0 && n_digits <= 15;
}

static bool number_is_right(const FormField *f, double v, int decimals, Why *why)
{
    if (v < f->least)
        *why = WHY_TOO_SMALL;
    else if (v > f->most)
        *why = WHY_TOO_LARGE;
    else if (f->decimals == 0 && v != floor(v))
        *why = WHY_NOT_WHOLE;
    else if (f->decimals > 0 && decimals > f->decimals &&
             fabs(v * pow(10, f->decimals) - round(v * pow(10, f->decimals))) > 1e-6)
        *why = WHY_DECIMALS;
    else
        return true;
    return false;
}

static double read_number(const Reading *rd, int row, View v)
{
    const FormField *f = rd->column->field;
    double number;
    int decimals;
    Why why;
    if (!plain_number(v, &number, &decimals)) {
        Short cell = ended(v);
        decimals = INT_MAX; /* of any other spelling the value tells */
        if (says_unknown(f, cell.text))
            return NAN;
        if (!text_to_double(cell.text, &number)) {
            wrong(rd, row, strchr(cell.text, ',') ? WHY_COMMA : WHY_NO_NUMBER);
            return NAN;
        }
    }
    if (number_is_right(f, number, decimals, &why))
        return number;
    wrong(rd, row, why);
    return NAN;
}

/* ---------------------------------------------------------------- days, answers, codes, texts
 */

static inline int digits(const char *s, int n)
{
    int v = 0, other = 0;
    for (int i = 0; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)s[i] - '0';
        other |= d > 9;
        v = v * 10 + (int)d;
    }
    return other ? -1 : v;
}

static double read_day(const Reading *rd, int row, View v)
{
    Date d;
    if (v.n == 10 && v.s[4] == '-' && v.s[7] == '-') {
        int year = digits(v.s, 4), month = digits(v.s + 5, 2), day = digits(v.s + 8, 2);
        if (year > 0 && month > 0 && day > 0 && date_from_ymd(year, month, day, &d))
            return d.days;
    }
    Short cell = ended(v);
    if (date_parse_any(cell.text, &d))
        return d.days;
    if (!says_unknown(rd->column->field, cell.text))
        wrong(rd, row, WHY_NO_DAY);
    return NAN;
}

static double read_answer(const Reading *rd, int row, View v)
{
    static const char *const yes[] = {"Y", "yes", "true", "1", "ie", "ydy", NULL};
    static const char *const no[] = {"N", "no", "false", "0", "na", "nac ydy", NULL};
    Short cell = ended(v);
    if (is_word(cell.text, yes) || is_word(cell.text, no))
        return is_word(cell.text, yes);
    if (!says_unknown(rd->column->field, cell.text))
        wrong(rd, row, WHY_NO_ANSWER);
    return NAN;
}

/* 'A' a capital letter, '9' a digit, '\' before a character that stands for itself. */
static inline bool looks_like(const char *pattern, View v)
{
    uint32_t i = 0;
    for (const char *p = pattern; *p; p++, i++) {
        if (i == v.n)
            return false;
        unsigned char c = (unsigned char)v.s[i];
        if (*p == 'A' ? c < 'A' || c > 'Z' : *p == '9' ? c < '0' || c > '9' : false)
            return false;
        if (*p == '\\' && p[1])
            p++;
        else if (*p == 'A' || *p == '9')
            continue;
        if (*p != (char)c)
            return false;
    }
    return i == v.n;
}

static View read_text(const Reading *rd, int row, View v)
{
    const FormField *f = rd->column->field;
    if (f->kind == VALUE_CODE && words_find(&rd->column->codes, v) < 0) {
        wrong(rd, row, WHY_NO_CODE);
        return (View){0};
    }
    if (f->kind == VALUE_TEXT && *f->pattern && !looks_like(f->pattern, v)) {
        wrong(rd, row, WHY_PATTERN);
        return (View){0};
    }
    return v;
}

/* ---------------------------------------------------------------- a column */

static double blank(const Reading *rd, int row)
{
    if (!rd->column->field->may_be_blank)
        wrong(rd, row, WHY_BLANK);
    else if (rd->column->kind == FORMULA_DAYS)
        return DAY_BLANK;
    return NAN;
}

static void read_numbers(const Reading *rd, double (*read)(const Reading *, int, View))
{
    PlanColumn *c = rd->column;
    for (int r = 0; r < rd->batch->n_rows; r++) {
        View v = scan_cell(rd->batch, r, c->csv);
        c->numbers[r] = v.n ? read(rd, r, v) : blank(rd, r);
    }
}

static void read_texts(const Reading *rd)
{
    PlanColumn *c = rd->column;
    for (int r = 0; r < rd->batch->n_rows; r++) {
        View v = scan_cell(rd->batch, r, c->csv);
        if (v.n && c->judged)
            v = read_text(rd, r, v);
        else if (!v.n && !c->field->may_be_blank) {
            wrong(rd, r, WHY_BLANK);
            v = (View){0};
        } else if (!v.n)
            v.s = "";
        c->texts[r] = v;
    }
}

void column_read(Ctx *cx, PlanColumn *c, const ScanBatch *b, Faults *faults)
{
    Reading rd = {.cx = cx, .column = c, .batch = b, .faults = faults};
    switch (c->field->kind) {
    case VALUE_COUNT:
    case VALUE_AMOUNT:
    case VALUE_SIGNED:
        read_numbers(&rd, read_number);
        break;
    case VALUE_DAY:
        read_numbers(&rd, read_day);
        break;
    case VALUE_YES_NO:
        read_numbers(&rd, read_answer);
        break;
    case VALUE_CODE:
    case VALUE_TEXT:
        read_texts(&rd);
        break;
    }
}
